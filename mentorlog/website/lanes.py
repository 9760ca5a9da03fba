"""The three channels side by side on one axis of time, and what was felt along it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from mentorlog.model import clock
from mentorlog.model.entry import BEGINNING, Channel, Entry

_SHORT = 3
"""Months that are shown day by day."""


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
        entries: those of that time in which something was felt.
    """

    key: str
    entries: Sequence[Entry]

    @property
    def feelings(self) -> list[str]:
        """What was felt, in the order in which it was told."""
        return [feeling for entry in self.entries for feeling in entry.feelings]


def lanes(entries: Iterable[Entry]) -> list[Day]:
    """Entries by the day that they belong to; the undated ones first."""
    ordered = sorted(entries, key=lambda entry: (entry.when, entry.id))
    days = []
    for day, group in groupby(ordered, key=day_of):
        listed = list(group)
        days.append(Day(day, {channel: [each for each in listed if each.channel is channel] for channel in Channel}))
    return days


def strip(entries: Sequence[Entry]) -> list[Felt]:
    """What was felt along a time: day by day where it is short, else month by month."""
    months = long_strip(entries)
    if len(months) > _SHORT:
        return months
    return [day for month in months for day in month_strip(month.key, month.entries) or _empty(month.key)]


def month_strip(month: str, entries: Iterable[Entry]) -> list[Felt]:
    """Every day of a month such as `2026-11`; [] where nothing was felt."""
    felt = _by(entries, 10)
    return [Felt(each.key, felt.get(each.key, ())) for each in _empty(month)] if felt else []


def long_strip(entries: Iterable[Entry]) -> list[Felt]:
    """Every month from the first to the last in which something was felt."""
    felt = _by(entries, 7)
    if not felt:
        return []
    first, last = min(felt), max(felt)
    months = [f"{year:04}-{month:02}" for year in range(int(first[:4]), int(last[:4]) + 1) for month in range(1, 13)]
    return [Felt(month, felt.get(month, ())) for month in months if first <= month <= last]


def day_of(entry: Entry) -> date | None:
    """The day that an entry belongs to, on its writer's wall; the day it is about, where that is another."""
    if entry.happened:
        return entry.happened
    return None if entry.when == BEGINNING else clock.day_of(entry.when, entry.zone)


def _empty(month: str) -> list[Felt]:
    """The days of a month, without what was felt."""
    year, _, number = month.partition("-")
    return [Felt(f"{month}-{day:02}", ()) for day in range(1, monthrange(int(year), int(number))[1] + 1)]


def _by(entries: Iterable[Entry], length: int) -> dict[str, list[Entry]]:
    """Entries in which something was felt, by the first letters of their day."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        day = day_of(entry)
        if entry.feelings and day:
            found.setdefault(day.isoformat()[:length], []).append(entry)
    return found
