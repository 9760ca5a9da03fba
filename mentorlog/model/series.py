"""Calls that come again: the rule, and the calls that it makes, each with its own record once there is one.

A series is begun by a call with `repeat`. Each later one is a time on the host's wall (its slot) until somebody writes
for it; then it is an entry of its own that names the series and its slot, wherever it is moved to.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from mentorlog.errors import BadValue
from mentorlog.model import clock
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.ids import derived_id
from mentorlog.model.spoken import Nth, read_nth

if TYPE_CHECKING:
    from mentorlog.model.journal import Journal

_REPEAT = re.compile(r"monthly(?:,?\s+(?:on\s+)?(?P<nth>.+))?", re.IGNORECASE)
_UNTIL = re.compile(r",?\s+until\s+", re.IGNORECASE)
_FOURTH = 4
_MOST_MONTHS = 12_000
"""Nobody plans longer: a rule without an end stops here."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How calls come again.

    Attributes:
        nth: on which weekday of every month.
        until: the last day on which one may be, or None.
    """

    nth: Nth
    until: date | None = None

    def __str__(self) -> str:
        return f"monthly, {self.nth.words}" + (f", until {self.until}" if self.until else "")


def rule_for(day: date) -> Rule:
    """The rule of calls on that day's weekday of the month; a fifth one is the last."""
    nth = (day.day - 1) // 7 + 1
    return Rule(Nth(nth if nth <= _FOURTH else -1, day.weekday()))


def read_rule(repeat: str, first: date) -> Rule:
    """The rule that a header's `repeat` means: `monthly`, `monthly, last Friday`, `monthly, until 2027-06-30`.

    Args:
        repeat: the words.
        first: the day of the first call, whose weekday is meant where none is said.

    Raises:
        BadValue: they are no rule, or one that the first call does not keep to.
    """
    rhythm, *until = _UNTIL.split(repeat.strip(), maxsplit=1)
    found = _REPEAT.fullmatch(rhythm)
    nth = (read_nth(found["nth"]) if found["nth"] else rule_for(first).nth) if found else None
    if found is None or nth is None:
        raise BadValue(f"'{repeat}' says no rhythm of calls", "write 'monthly', or 'monthly, last Friday'")
    if nth.day(first.year, first.month) != first:
        raise BadValue(f"the first call is not on the {nth.words} of its month", "correct `repeat`, or `starts`")
    return Rule(nth, clock.read_day(until[0]) if until else None)


@dataclass(frozen=True, slots=True)
class Series:
    """One series.

    Attributes:
        head: the call that began it.
        rule: how they come again.
        first: what the host's wall shows at the first.
    """

    head: Entry
    rule: Rule
    first: datetime

    @classmethod
    def of(cls, head: Entry) -> Series | None:
        """The series that a call begins; None for none."""
        call = head.call
        if call is None or not call.repeat or call.starts is None:
            return None
        first = call.slot or clock.wall(call.starts, head.zone)
        return cls(head, read_rule(call.repeat, first.date()), first)

    def slots(self, since: date | None = None) -> Iterator[datetime]:
        """What the host's wall shows at each call, from the first, or from a day, on."""
        begin = max(self.first.date(), since or self.first.date())
        for month in range(begin.year * 12 + begin.month - 1, self.first.year * 12 + _MOST_MONTHS):
            day = self.rule.nth.day(month // 12, month % 12 + 1)
            if self.rule.until and day > self.rule.until:
                return
            if day >= begin:
                yield datetime.combine(day, self.first.time())

    def call_at(self, slot: datetime) -> Entry:
        """The call of a slot as it was planned: nothing is written for it yet."""
        assert self.head.call  # noqa: S101 - a head is a call
        zone = clock.zone(self.head.zone)
        starts = (
            slot.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
        )  # where the clocks jump over it, as RFC 5545 says
        call = replace(
            self.head.call,
            starts=starts, state="planned", repeat="", recorded="", moved=(), series=self.head.id, slot=slot,
        )  # fmt: skip
        id_ = derived_id("c", f"{self.head.id} {slot.isoformat(timespec='minutes')}")  # both clones make the same
        return replace(self.head, id=id_, body="", about=(), tags=(), call=call, path="", blob="")


def all_series(calls: Iterable[Entry]) -> list[Series]:
    """Every series, in the order of the calls that began them."""
    return [series for call in calls if (series := Series.of(call))]


def written(series: Series, calls: Iterable[Entry]) -> dict[datetime, Entry]:
    """The calls of a series that have a record of their own, by the slot that they take; of two, the first."""
    found = {series.first: series.head}
    for each in calls:
        if each.call and each.call.series == series.head.id and each.call.slot:
            found.setdefault(each.call.slot, each)
    return found


def unwritten(calls: Sequence[Entry], since: datetime) -> Iterator[Entry]:
    """The calls of all series that end after an instant, and that nothing is written for yet; soonest first."""
    return heapq.merge(*(_unwritten(each, calls, since) for each in all_series(calls)), key=lambda each: each.when)


def _unwritten(series: Series, calls: Sequence[Entry], since: datetime) -> Iterator[Entry]:
    own = written(series, calls)
    for slot in series.slots(since.astimezone(UTC).date() - timedelta(days=2)):
        entry = series.call_at(slot)
        if slot not in own and entry.call and entry.call.ends and entry.call.ends > since:
            yield entry


def coming(journal: Journal, now: datetime, most: int = 1) -> list[Entry]:
    """The planned calls that have not ended, soonest first; `path` is empty where nothing is written for one yet."""
    calls = journal.channel(Channel.CALL)
    planned = [each for each in calls if each.call and each.call.state == "planned"]
    found = [each for each in planned if each.call and each.call.ends and each.call.ends > now]
    found += islice(unwritten(calls, now), most)
    return sorted(found, key=_order)[:most]


def next_call(journal: Journal, now: datetime) -> Entry | None:
    """The soonest of them."""
    return next(iter(coming(journal, now)), None)


def next_of_each(journal: Journal, now: datetime) -> list[Entry]:
    """Of every series the next call that nothing is written for yet."""
    calls = journal.channel(Channel.CALL)
    following = (next(_unwritten(each, calls, now), None) for each in all_series(calls))
    return sorted((each for each in following if each), key=_order)


def last_begun(journal: Journal, now: datetime) -> Entry | None:
    """The call that began last and was not called off, whether anything is written for it yet or not."""
    calls = journal.channel(Channel.CALL)
    begun = [each for each in calls if each.call and each.call.state in ("planned", "held", "missed")]
    begun += takewhile(lambda each: each.when <= now, unwritten(calls, now - timedelta(days=62)))
    return max(
        (each for each in begun if each.call and each.call.starts and each.when <= now), key=_order, default=None
    )


def _order(call: Entry) -> tuple[datetime, str]:
    return call.when, call.id
