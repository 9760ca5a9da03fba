"""What waits for a person: questions to answer, comments not yet looked after, calls to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mentorlog.model.comment import Motivation, QuestionState, Remark
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal, next_call


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits.

    Attributes:
        kind: `question`, `comment` or `call`.
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
    """What waits for the person `me`: questions by when they are needed, then comments, then the next call."""
    questions = [
        Waiting("question", each, due=each.needed_by, late=each.needed_by is not None and each.needed_by < now)
        for each in journal.questions(QuestionState.OPEN)
        if each.author != me
    ]
    call = next_call(journal, now)
    calls = [Waiting("call", call, due=call.when)] if call else []
    return [*questions, *_comments(journal, me), *calls]


def _comments(journal: Journal, me: str) -> Iterator[Waiting]:
    """In each unsettled conversation that is mine, the other's last word."""
    for entry in journal.entries:
        mine = entry.author == me
        for conversation in _conversations(journal, entry):
            last = conversation[-1]
            spoke = any(remark.comment.author == me for remark in conversation)
            if last.comment.author != me and not last.resolved and (mine or spoke):
                yield Waiting("comment", entry, remark=last)


def _conversations(journal: Journal, entry: Entry) -> Iterator[list[Remark]]:
    """Each root with its replies; what needs no reply left out."""
    silent = {Motivation.READING, Motivation.WITHDRAWING, Motivation.REPORTING}
    if entry.channel is Channel.QUESTION:
        silent.add(Motivation.ANSWERING)
    current: list[Remark] = []
    for remark in journal.thread(entry.id).remarks:
        if remark.depth == 0 and current:
            yield current
            current = []
        if not remark.retracted and remark.motivation not in silent:
            current.append(remark)
    if current:
        yield current
