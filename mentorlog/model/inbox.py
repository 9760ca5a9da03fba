"""What waits for a person: questions to answer, answers and comments not yet looked after, the call to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mentorlog.model.comment import Motivation, Remark, Thread
from mentorlog.model.entry import Entry
from mentorlog.model.journal import Journal
from mentorlog.model.question import QuestionState
from mentorlog.model.series import next_call

_SILENT = {Motivation.READING, Motivation.WITHDRAWING, Motivation.REPORTING, Motivation.BOOKMARKING}
"""What closes itself: nobody waits for a word on it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits.

    Attributes:
        kind: `question`, `review`, `comment` or `call`.
        entry: where it is.
        remark: the comment, for a comment.
        due: when it is needed or begins; None where nobody said.
        late: whether `due` is past.
    """

    kind: str
    entry: Entry
    remark: Remark | None = None
    due: datetime | None = None
    late: bool = False


def waiting(journal: Journal, me: str, now: datetime) -> list[Waiting]:
    """What waits for the person `me`: questions by when they are needed, reviews, comments, then the next call."""
    questions = [
        Waiting("question", each, due=each.needed_by, late=each.needed_by is not None and each.needed_by < now)
        for each in journal.questions(QuestionState.OPEN)
        if each.author != me
    ]
    reviews = [Waiting("review", each) for each in to_review(journal, me)]
    call = next_call(journal, now)
    calls = [Waiting("call", call, due=call.when)] if call else []
    return [*questions, *reviews, *unanswered(journal, me), *calls]


def to_review(journal: Journal, me: str) -> Iterator[Entry]:
    """What the other put under review, and I have not said a word about yet, nor that I read it."""
    for entry in journal.entries:
        if entry.review and is_unreviewed(entry, journal.thread(entry.id), me):
            yield entry


def is_unreviewed(entry: Entry, thread: Thread, me: str) -> bool:
    """The same of one entry that stands in a review."""
    mine = entry.author == me or any(each.comment.author == me and not each.retracted for each in thread.remarks)
    return not mine


def unanswered(journal: Journal, me: str) -> Iterator[Waiting]:
    """In each conversation that is mine, the other's last word, unless it was settled or I have read it since."""
    for entry in journal.entries:
        for remark in unanswered_in(entry, journal.thread(entry.id), me):
            yield Waiting("comment", entry, remark=remark)


def unanswered_in(entry: Entry, thread: Thread, me: str) -> Iterator[Remark]:
    """The same of what was said about one entry."""
    read = [each.comment.id for each in thread.spoken(Motivation.READING) if each.comment.author == me]
    for conversation in thread.conversations:
        standing = [remark for remark in conversation if not remark.retracted]
        if not standing:
            continue
        mine = entry.author == me or any(remark.comment.author == me for remark in standing)
        last = max(standing, key=lambda remark: remark.comment.id)
        seen = last.comment.author == me or any(mark > last.comment.id for mark in read)
        settled = any(act.id >= last.comment.id for act in thread.standing_resolves(last.comment.id))
        if mine and not seen and not settled and last.motivation not in _SILENT:
            yield last


def marked(thread: Thread) -> list[Remark]:
    """What was said to be for the next call, and neither settled nor taken back."""
    return [each for each in thread.remarks if each.comment.agenda and not (each.resolved or each.retracted)]
