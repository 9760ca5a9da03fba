"""The journal's own story: who wrote, said and changed what, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentorlog.model.comment import Remark
from mentorlog.model.entry import Entry
from mentorlog.model.journal import Journal


class Kind(StrEnum):
    """What happened."""

    WROTE = "wrote"
    SAID = "said"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the journal.

    Attributes:
        kind: what.
        instant: when.
        author: the handle of who did it, or the name that git has.
        entry: to which entry.
        remark: what was said, for `SAID`.
    """

    kind: Kind
    instant: datetime
    author: str
    entry: Entry
    remark: Remark | None = None


def timeline(journal: Journal) -> list[Event]:
    """Everything that happened and stands, oldest first; what was taken back is not told."""
    return sorted(_events(journal), key=lambda each: (each.instant, each.entry.id, each.kind))


def _events(journal: Journal) -> Iterator[Event]:
    for entry in journal.entries:
        if entry.date:
            yield Event(Kind.WROTE, entry.date, entry.author, entry)
        for remark in journal.thread(entry.id).remarks if journal.get(entry.id) is entry else ():
            if not remark.retracted:
                yield Event(Kind.SAID, remark.comment.date, remark.comment.author, entry, remark)
        last = ""
        for revision in journal.past.revisions(entry):
            if last and revision.blob and revision.blob != last:
                yield Event(Kind.CHANGED, revision.date, revision.author, entry)
            last = revision.blob or last
