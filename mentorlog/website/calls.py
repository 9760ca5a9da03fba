"""What the pages of calls show besides the calls: those of a series to come, both people's hours, what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from mentorlog.model import clock
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.minutes import section
from mentorlog.model.overlap import Period, bars, common, periods, usual
from mentorlog.model.person import Person
from mentorlog.model.series import all_series, written

_AHEAD = 14
"""Calls of a series that a page carries: the browser shows which of them is next."""
_WEDNESDAY = 2
_KEPT = ("decisions", "goals", "vision")


def to_come(journal: Journal) -> list[dict[str, Any]]:
    """The unwritten calls of every series, beyond the last one of which somebody said how it was."""
    calls = journal.channel(Channel.CALL)
    found = []
    for series in all_series(calls):
        own = written(series, calls)
        over = [slot for slot, each in own.items() if each.call and each.call.state in ("held", "missed")]
        last = max(over, default=series.first)
        slots = (slot for slot in series.slots(last.date()) if slot > last and slot not in own)
        for slot in islice(slots, _AHEAD):
            entry = series.call_at(slot)
            ends = clock.stamp(entry.call.ends) if entry.call and entry.call.ends else ""
            wall = slot.isoformat(timespec="minutes")
            found.append({"head": series.head, "starts": entry.when, "ends": ends, "slot": wall})
    return sorted(found, key=lambda each: (each["starts"], each["head"].id))


def hours(people: Sequence[Person], year: int) -> list[dict[str, Any]]:
    """Both people's days on the first one's wall, once for each way in which their clocks are apart; the usual first.

    Args:
        people: the two.
        year: the days of this one and the next are looked at.

    Returns:
        `ahead`: minutes; `usual`; `periods`: first and last days, where it is not; `bars`: when each of the two is
        awake and at work, in minutes from the first one's midnight; `both`: when both are awake.
    """
    zones = [person.zone for person in people]
    found = periods(zones, date(year, 1, 1), date(year + 1, 12, 31))
    most = usual(found)
    kinds: dict[int, list[Period]] = defaultdict(list)
    for each in found:
        kinds[each.minutes].append(each)
    return [
        {
            "ahead": minutes,
            "usual": minutes == most,
            "periods": [] if minutes == most else [[each.first, each.last] for each in listed],
            **_picture(people, listed[0]),
        }
        for minutes, listed in sorted(kinds.items(), key=lambda kind: kind[0] != most)
    ]


def _picture(people: Sequence[Person], period: Period) -> dict[str, Any]:
    days = (date.fromordinal(number) for number in range(period.first.toordinal(), period.last.toordinal() + 1))
    shown = next((day for day in days if day.weekday() == _WEDNESDAY), period.first)
    drawn = bars(people, shown)
    return {"bars": [[each.awake, each.working] for each in drawn], "both": common(drawn[0].awake, drawn[1].awake)}


def by_year(calls: Iterable[Entry]) -> Mapping[int, list[Entry]]:
    """The calls in whose record something was decided or aimed at, by the year on the host's wall; the last first."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for call in calls:
        if any(section(call.body, title) for title in _KEPT):
            found[call.when.astimezone(clock.zone(call.zone)).year].insert(0, call)
    return dict(sorted(found.items(), reverse=True))
