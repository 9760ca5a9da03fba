"""The three channels side by side on one axis of time, and what was felt along it."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mentorlog.model import clock
from mentorlog.model.entry import Channel, Entry

MOST = 60
"""Tags, or feelings, of one entry that have pages: what is more is a mishap."""
UNDATED = "undated"
"""In the place of a year or a month."""
_DAY, _MONTH = len("2026-11-22"), len("2026-11")
_SHORT = 3
"""Months that are shown day by day."""
_LONGEST = 240
"""Months that are shown at all: the last ones, for a mistyped year would bring thousands."""


@dataclass(frozen=True, slots=True)
class Day:
    """What belongs to one day, by channel.

    Attributes:
        day: the day, or None for what is undated.
        lanes: the entries of each channel, in the order of time.
    """

    day: date | None
    lanes: Mapping[Channel, Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Felt:
    """A day or a month in a strip of feelings.

    Attributes:
        key: `2026-11-22`, or `2026-11`.
        feelings: what was felt, in the order in which it was told.
        path: of the first entry in which something was felt; "" where there is none.
    """

    key: str
    feelings: Sequence[str] = ()
    path: str = ""

    @property
    def is_day(self) -> bool:
        """Whether it is a day, and not a month."""
        return len(self.key) == _DAY


def lanes(entries: Iterable[Entry]) -> list[Day]:
    """Entries by the day that they belong to; the undated ones first."""
    days: dict[date | None, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.when, entry.id)):
        days[day_of(entry)].append(entry)
    return [
        Day(day, {channel: [each for each in days[day] if each.channel is channel] for channel in Channel})
        for day in sorted(days, key=lambda day: day or date.min)
    ]


def strip(entries: Sequence[Entry]) -> list[Felt]:
    """What was felt along a time: day by day where it is short, else month by month."""
    months = long_strip(entries)
    if len(months) > _SHORT:
        return months
    felt = _by(entries, _DAY)
    return [felt.get(day, Felt(day)) for month in months for day in _days(month.key)]


def month_strip(month: str, entries: Iterable[Entry]) -> list[Felt]:
    """Every day of a month such as `2026-11`; [] where nothing was felt."""
    felt = _by(entries, _DAY)
    return [felt.get(day, Felt(day)) for day in _days(month)] if felt else []


def long_strip(entries: Iterable[Entry]) -> list[Felt]:
    """Every month from the first to the last in which something was felt."""
    felt = _by(entries, _MONTH)
    if not felt:
        return []
    first, last = min(felt), max(felt)
    years = range(max(int(first[:4]), int(last[:4]) - _LONGEST // 12), int(last[:4]) + 1)
    months = [f"{year:04}-{month:02}" for year in years for month in range(1, 13)]
    return [felt.get(month, Felt(month)) for month in months if first <= month <= last][-_LONGEST:]


def period_of(entry: Entry) -> str:
    """The month that an entry is listed in, as `2026-11`; of a call the year."""
    day = day_of(entry)
    if day is None:
        return UNDATED
    return f"{day.year:04}" if entry.channel is Channel.CALL else f"{day.year:04}-{day.month:02}"


def day_of(entry: Entry) -> date | None:
    """The day that an entry belongs to, on its writer's wall; None where it does not say."""
    return clock.day_of(entry.moment, entry.zone) if entry.moment else None


def _days(month: str) -> list[str]:
    year, _, number = month.partition("-")
    return [f"{month}-{day:02}" for day in range(1, monthrange(int(year), int(number))[1] + 1)]


def _by(entries: Iterable[Entry], length: int) -> dict[str, Felt]:
    """What was felt, by the first letters of its day."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        day = day_of(entry)
        if entry.feelings and day:
            found.setdefault(day.isoformat()[:length], []).append(entry)
    return {
        key: Felt(key, [feeling for entry in listed for feeling in entry.feelings[:MOST]], listed[0].path)
        for key, listed in found.items()
    }
