"""The journal's own story: who wrote, said and changed what, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentorlog.model.comment import Remark
from mentorlog.model.entry import Entry
from mentorlog.model.revision import Revision


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


def events(entry: Entry, remarks: Iterable[Remark], revisions: Iterable[Revision]) -> Iterator[Event]:
    """What happened to one entry and stands; what was taken back is not told.

    Args:
        entry: of which to tell.
        remarks: what was said about it.
        revisions: its saved states, oldest first.
    """
    if entry.date:
        yield Event(Kind.WROTE, entry.date, entry.author, entry)
    for remark in remarks:
        if not remark.retracted:
            yield Event(Kind.SAID, remark.comment.date, remark.comment.author, entry, remark)
    last = ""
    for revision in revisions:
        if last and revision.blob and revision.blob != last:
            yield Event(Kind.CHANGED, revision.date, revision.author, entry)
        last = revision.blob or last
