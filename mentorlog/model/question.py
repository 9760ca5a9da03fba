"""How a question stands: by what its thread holds, not by a flag."""

from __future__ import annotations

from enum import StrEnum

from mentorlog.model.comment import Comment, Motivation, Thread
from mentorlog.model.entry import Channel, Entry


class QuestionState(StrEnum):
    """How a question stands, by what its thread holds."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


def question_state(question: Entry, thread: Thread) -> QuestionState:
    """Withdrawn by its own author, else answered by anybody, else open."""
    if any(remark.comment.author == question.author for remark in thread.spoken(Motivation.WITHDRAWING)):
        return QuestionState.WITHDRAWN
    return QuestionState.ANSWERED if thread.spoken(Motivation.ANSWERING) else QuestionState.OPEN


def first_answer(question: Entry, thread: Thread) -> Comment | None:
    """The earliest answer of somebody else: what its own asker wrote down was no wait of theirs.

    None for what has none, for a question that was withdrawn, and for an entry of another channel.
    """
    if question.channel is not Channel.QUESTION or question_state(question, thread) is not QuestionState.ANSWERED:
        return None
    spoken = (remark.comment for remark in thread.spoken(Motivation.ANSWERING))
    return min((each for each in spoken if each.author != question.author), key=lambda each: each.date, default=None)
