"""When two people who are far apart can talk: their days, where those overlap, and when their clocks disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import TypeVar

from mentorlog.model import clock
from mentorlog.model.person import Hours, Person

_T = TypeVar("_T", int, datetime)
_SATURDAY = 5
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)

Span = tuple[datetime, datetime]
"""From an instant to an instant, in UTC."""


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which all are awake.

    Attributes:
        starts: an instant, in UTC.
        ends: an instant.
        work: the handle of each who works within it, with the instants from and to which they do.
    """

    starts: datetime
    ends: datetime
    work: tuple[tuple[str, datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One person's day on somebody's wall.

    Attributes:
        awake: from when to when, in minutes after that wall's midnight.
        working: the same of work.
    """

    awake: tuple[tuple[int, int], ...]
    working: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which two clocks are equally far apart.

    Attributes:
        first: its first day.
        last: its last.
        minutes: how far the second is ahead of the first.
    """

    first: date
    last: date
    minutes: int


def windows(people: Sequence[Person], day: date, minutes: int) -> list[Window]:
    """When all are awake for so long, on a day of the first one's wall."""
    begin, end = _midnight(people[0], day), _midnight(people[0], day + _DAY)
    shared = [(begin, end)]
    for person in people:
        shared = common(shared, _spans(person, person.waking, day))
    return [Window(*span, tuple(_work(people, span, day))) for span in shared if span[1] - span[0] >= minutes * _MINUTE]


def asleep(people: Iterable[Person], starts: datetime, minutes: int) -> list[Person]:
    """Who is not awake all through a call."""
    begin, end = starts.astimezone(UTC), starts.astimezone(UTC) + minutes * _MINUTE
    return [
        each for each in people if not any(a <= begin and end <= b for a, b in _spans(each, each.waking, begin.date()))
    ]


def bars(people: Sequence[Person], day: date) -> list[Bar]:
    """Everybody's day on the first one's wall."""
    begin = _midnight(people[0], day)

    def placed(spans: Iterable[Span]) -> tuple[tuple[int, int], ...]:
        found = [((start - begin) // _MINUTE, (end - begin) // _MINUTE) for start, end in spans]
        return tuple((max(0, start), min(1440, end)) for start, end in found if start < 24 * 60 and end > 0)

    return [
        Bar(placed(_spans(each, each.waking, day)), placed(_spans(each, each.working, day, weekdays=True)))
        for each in people
    ]


def ahead(zone_names: Sequence[str], day: date) -> int:
    """How many minutes the second clock is ahead of the first at noon of a day, in UTC."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    first, second = (noon.astimezone(clock.zone(name)).utcoffset() or timedelta() for name in zone_names)
    return (second - first) // _MINUTE


def periods(zone_names: Sequence[str], first: date, last: date) -> list[Period]:
    """The days from one to another by how far two clocks are apart."""
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    groups = groupby(days, key=lambda day: ahead(zone_names, day))
    return [Period(listed[0], listed[-1], minutes) for minutes, group in groups if (listed := list(group))]


def usual(found: Iterable[Period]) -> int:
    """How far apart two clocks are on most days."""
    counts: Counter[int] = Counter()
    for each in found:
        counts[each.minutes] += (each.last - each.first).days + 1
    return counts.most_common(1)[0][0]


def _midnight(person: Person, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.zone(person.zone)).astimezone(UTC)


def _spans(person: Person, hours: Hours, day: date, *, weekdays: bool = False) -> list[Span]:
    """Somebody's hours around a day, as instants."""
    found = []
    for offset in range(-2, 3):
        own = day + timedelta(days=offset)
        if weekdays and own.weekday() >= _SATURDAY:
            continue
        zone, until = clock.zone(person.zone), own + _DAY if hours.ends <= hours.begins else own
        begin, end = (
            datetime.combine(each, at, zone).astimezone(UTC) for each, at in ((own, hours.begins), (until, hours.ends))
        )
        found.append((begin, end))
    return found


def common(some: Iterable[tuple[_T, _T]], others: Iterable[tuple[_T, _T]]) -> list[tuple[_T, _T]]:
    """What lies within one of some spans and one of others, in order."""
    pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in some for b in others)
    return sorted((start, end) for start, end in pairs if start < end)


def _work(people: Iterable[Person], span: Span, day: date) -> Iterator[tuple[str, datetime, datetime]]:
    for person in people:
        for start, end in common([span], _spans(person, person.working, day, weekdays=True)):
            yield person.handle, start, end
