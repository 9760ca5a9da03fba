"""Consent: who agreed that what they wrote is used, for what, of which channel and time; and who took it back.

A ledger only grows. What was written before somebody agreed is out, unless they said that it is in; whatever nobody
agreed to is out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 - `date` is a field below
from datetime import datetime
from enum import StrEnum

from mentorlog.model import clock
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.person import People


class Use(StrEnum):
    """What words may be used for."""

    RESEARCH = "research"
    QUOTATION = "quotation"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Consent:
    """One line of the ledger.

    Attributes:
        id: a ULID.
        person: the handle of whose words it is about; they alone may say so.
        date: when they said so.
        uses: for what.
        channels: of which channels.
        since: the first day of what was written; None for the day of the consent.
        until: the last day; None for no end.
        revisions: whether earlier wordings are in as well.
        withdraws: the id of the consent that this takes back; then all else says nothing.
        path: of the file.
    """

    id: str
    person: str
    date: datetime
    uses: frozenset[Use] = frozenset()
    channels: frozenset[Channel] = frozenset()
    since: Day | None = None
    until: Day | None = None
    revisions: bool = False
    withdraws: str = ""
    path: str = ""

    @property
    def first(self) -> Day:
        """The first day of what was written that is meant."""
        return self.since or self.date.date()

    def covers(self, channel: Channel, written: Day) -> bool:
        """Whether something of that channel and day is meant."""
        return channel in self.channels and self.first <= written and (self.until is None or written <= self.until)


def written_on(entry: Entry) -> Day | None:
    """The day that an entry counts for, on its writer's clock; None for what has no date."""
    return clock.day_of(entry.date or entry.moment, entry.zone) if entry.moment else None


def said_on(comment: Comment, people: People) -> Day:
    """The same of a comment."""
    return clock.day_of(comment.date, people[comment.author].zone)


class Ledger:
    """All that was said about consent.

    Args:
        lines: in any order.
    """

    def __init__(self, lines: Iterable[Consent] = ()) -> None:
        self.lines = tuple(sorted(lines, key=lambda line: line.id))
        by_id = {line.id: line for line in self.lines}
        self._taken_back = {
            line.withdraws
            for line in self.lines
            if line.withdraws in by_id and by_id[line.withdraws].person == line.person
        }

    def standing(self) -> list[Consent]:
        """What was agreed to and not taken back."""
        return [line for line in self.lines if not line.withdraws and line.id not in self._taken_back]

    def refusal(self, person: str, channel: Channel, written: Day, use: Use, *, revision: bool = False) -> str:
        """Why something of a person's may not be used; "" where it may."""
        given = [line for line in self.standing() if line.person == person and use in line.uses]
        if any(line.covers(channel, written) and (line.revisions or not revision) for line in given):
            return ""
        theirs = [line for line in self.lines if line.person == person and use in line.uses]
        if revision and any(line.covers(channel, written) for line in given):
            return "earlier wordings were not agreed to"
        if any(line.covers(channel, written) for line in theirs):
            return "taken back"
        if any(channel in line.channels and written < line.first for line in given):
            return "written before it was agreed to"
        return "not agreed to"
