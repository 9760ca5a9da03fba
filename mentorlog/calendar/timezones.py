"""When a zone's clocks change, for calendars that do not know it by name: VTIMEZONE (RFC 5545, 3.6.5).

Written here and not by icalendar's own `Timezone.from_tzid`, which tells each change to summer time an hour late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import takewhile
from typing import NamedTuple

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from mentorlog.model import clock
from mentorlog.model.spoken import Nth

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STEP = timedelta(hours=12)
_ENOUGH = 8
"""Years in which a change of clock kept to a rule, to say that it always will."""


class _Change(NamedTuple):
    """A change of clock: by which offsets, to what, and whether that is summer time."""

    before: timedelta
    after: timedelta
    name: str
    is_summer: bool


def timezone(name: str, first: int, last: int) -> Timezone:
    """A zone from the beginning of one year to the end of another, and on for ever where it keeps to a rule."""
    zone = clock.zone(name)
    component = Timezone()
    component.add("TZID", name)
    begin = datetime(first, 1, 1, tzinfo=UTC)
    changes: dict[_Change, list[datetime]] = defaultdict(list)
    offset = _offset(begin, zone)
    changes[_change(begin, zone, offset)].append(begin.replace(tzinfo=None) + offset)
    for instant in _transitions(zone, begin, datetime(last + 1, 1, 1, tzinfo=UTC)):
        before = _offset(instant - timedelta(seconds=1), zone)
        changes[_change(instant, zone, before)].append(instant.replace(tzinfo=None) + before)
    for change, walls in changes.items():
        regular, nth = _regular(walls, last)
        for days, rule in ((walls[: len(walls) - len(regular)], None), (regular, nth)):
            if days:
                component.add_component(_observance(change, days, rule))
    return component


def _observance(change: _Change, walls: Sequence[datetime], nth: int | None) -> TimezoneStandard | TimezoneDaylight:
    """Some changes of one kind: by their rule, or each by its day."""
    observance = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    observance.add("DTSTART", walls[0])
    observance.add("TZNAME", change.name)
    observance.add("TZOFFSETFROM", change.before)
    observance.add("TZOFFSETTO", change.after)
    if nth:
        day = f"{nth}{DAYS[walls[0].weekday()]}"
        observance.add("RRULE", vRecur({"FREQ": ["YEARLY"], "BYMONTH": [walls[0].month], "BYDAY": [day]}))
    elif walls[1:]:
        observance.add("RDATE", list(walls[1:]))
    return observance


def _transitions(zone: tzinfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The instants at which the clocks change, to the second."""
    while begin < end:
        after = begin + _STEP
        if _offset(begin, zone) != _offset(after, zone):
            low, high = begin, after
            while high - low > timedelta(seconds=1):
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if _offset(middle, zone) == _offset(begin, zone) else (low, middle)
            yield high
        begin = after


def _regular(walls: Sequence[datetime], last: int) -> tuple[list[datetime], int]:
    """The changes at the end of a list that keep to one rule up to the last year, and which weekday of the month."""
    nths = (Nth(nth, walls[-1].weekday()) for nth in (-1, 1, 2, 3, 4))
    nth, found = max(((nth.nth, _kept_to(nth, walls, last)) for nth in nths), key=lambda each: len(each[1]))
    return (found, nth) if len(found) >= _ENOUGH else ([], 0)


def _kept_to(nth: Nth, walls: Sequence[datetime], last: int) -> list[datetime]:
    """The last of some changes, one a year up to the last, each on that weekday of the month."""
    goal = walls[-1]
    years = (datetime.combine(nth.day(year, goal.month), goal.time()) for year in range(last, 0, -1))
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(reversed(walls), years, strict=False))
    return [wall for wall, _ in pairs][::-1]


def _change(instant: datetime, zone: tzinfo, before: timedelta) -> _Change:
    local = instant.astimezone(zone)
    return _Change(before, _offset(instant, zone), local.tzname() or "", bool(local.dst()))


def _offset(instant: datetime, zone: tzinfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()
