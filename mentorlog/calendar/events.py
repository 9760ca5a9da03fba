"""Calls as a calendar that others' programs read: iCalendar (RFC 5545), published whole each time.

A call is one event for ever, by its id; a series is an event with a rule, and those of its calls that were moved or
called off are its exceptions. Titles, times, links and places are in it, and no word of a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any
from unicodedata import category

from icalendar import Calendar, Event, Timezone, vRecur

from mentorlog.calendar.timezones import DAYS, timezone
from mentorlog.model import clock
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.series import Series, written

_OFF = ("cancelled", "moved")
_AGAIN = timedelta(hours=6)
"""How often a program that subscribed should look again."""
_AHEAD = 15
"""Years for which a zone's changes of clock are told one by one, where no rule can be told."""


def to_ical(journal: Journal, name: str) -> bytes:
    """All calls of a journal, as the bytes of a calendar; the same journal always makes the same.

    Args:
        journal: whose calls; its past tells how often each was changed.
        name: of the calendar.
    """
    calendar = Calendar()
    for key, value in (
        ("PRODID", "-//mentorlog//calls//EN"), ("VERSION", "2.0"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH"),
        ("NAME", _line(name)), ("X-WR-CALNAME", _line(name)), ("X-PUBLISHED-TTL", "PT6H"),
    ):  # fmt: skip
        calendar.add(key, value)
    calendar.add("REFRESH-INTERVAL", _AGAIN, {"VALUE": "DURATION"})
    calls = [each for each in journal.channel(Channel.CALL) if each.call and each.call.starts]
    for component in (*_zones(calls), *_events(journal, calls)):
        calendar.add_component(component)
    data: bytes = calendar.to_ical()
    return data


def _events(journal: Journal, calls: Sequence[Entry]) -> Iterator[Event]:
    """An event a call, in the order of the calls; those of a series behind the call that began it."""
    first = {each.id: each for each in reversed(calls)}
    heads = {each.id: series for each in calls if (series := Series.of(each))}
    own = {id_: _in_rule(series, calls) for id_, series in heads.items()}
    within = {call.id for found in own.values() for call in found.values()}
    for id_, call in first.items():
        if own.get(id_):
            yield from _series(journal, heads[id_], own[id_])
        elif id_ not in within:
            yield _event(journal, call, call)


def _in_rule(series: Series, calls: Sequence[Entry]) -> dict[datetime, Entry]:
    """The written calls of a series at the times that its rule still makes; none where it makes no second one."""
    last = max(own := written(series, calls))
    slots = set(takewhile(lambda slot: slot <= last, series.slots()))
    is_rule = next((slot for slot in series.slots() if slot > series.first), None)
    return {slot: each for slot, each in own.items() if slot in slots} if is_rule else {}


def _series(journal: Journal, series: Series, own: Mapping[datetime, Entry]) -> Iterator[Event]:
    head = series.head
    zone = clock.zone(head.zone)
    event = _event(journal, head, series.call_at(series.first))
    rule: dict[str, list[Any]] = {
        "FREQ": ["MONTHLY"],
        "BYDAY": [f"{series.rule.nth.nth}{DAYS[series.rule.nth.weekday]}"],
    }
    if series.rule.until:
        last = datetime.combine(series.rule.until, series.first.time(), zone)
        rule["UNTIL"] = [last.astimezone(UTC)]
    event.add("RRULE", vRecur(rule))
    off = [slot.replace(tzinfo=zone) for slot, each in own.items() if each.call and each.call.state in _OFF]
    if off:
        event.add("EXDATE", off)
    yield event
    for slot, each in sorted(own.items()):
        if each.call and each.call.starts and each.call.state not in _OFF and _differs(each, series.call_at(slot)):
            exception = _event(journal, each, each, head.id)
            exception.add("RECURRENCE-ID", slot.replace(tzinfo=zone))
            yield exception


def _differs(call: Entry, planned: Entry) -> bool:
    """Whether a calendar must be told of a call by itself."""
    assert call.call  # noqa: S101 - both are calls
    assert planned.call  # noqa: S101 - as this is
    shown = [
        (each.title, each.when.astimezone(UTC), call_.minutes, call_.link, call_.place)
        for each, call_ in ((call, call.call), (planned, planned.call))
    ]
    return shown[0] != shown[1]


def _event(journal: Journal, entry: Entry, at: Entry, uid: str = "") -> Event:
    """An event.

    Args:
        journal: whose past tells when it was changed.
        entry: the call.
        at: the same, at the time that is meant.
        uid: the id that it goes by, where that is not its own.
    """
    call = at.call
    assert call  # noqa: S101 - it is a call
    assert call.ends  # noqa: S101 - that begins at some time
    revisions = journal.past.revisions(entry)
    changed = revisions[-1].date if revisions else entry.date or entry.when
    event = Event()
    event.add("UID", f"{uid or entry.id}@mentorlog")
    event.add("DTSTAMP", changed.astimezone(UTC))
    event.add("LAST-MODIFIED", changed.astimezone(UTC))
    event.add("SEQUENCE", max(0, len(revisions) - 1))
    event.add("SUMMARY", _line(entry.title))
    event.add("DTSTART", _wall(at.when, at.zone))
    event.add("DTEND", _wall(call.ends, at.zone))
    event.add("STATUS", "CANCELLED" if call.state in _OFF else "CONFIRMED")
    event.add("CLASS", "PRIVATE")
    if call.place or call.link:
        event.add("LOCATION", _line(call.place or call.link))
    if call.link.startswith("https://"):
        event.add("URL", _line(call.link))
        event.add("DESCRIPTION", _line(call.link))
    return event


def _wall(instant: datetime, zone: str) -> datetime:
    """An instant on a zone's wall; in UTC where that shows it for the second time, which no event can say."""
    local = instant.astimezone(clock.zone(zone))
    return instant.astimezone(UTC) if local.fold and clock.is_shown_twice(local) else local.replace(fold=0)


def _line(text: str) -> str:
    """Words on one line, without what no calendar may hold; what joins letters and emoji stays."""
    return " ".join("".join(" " if category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in text).split())


def _zones(calls: Sequence[Entry]) -> Iterator[Timezone]:
    """What the calls' zones are, for programs that do not know them by name."""
    years = [each.when.year for each in calls]
    for name in sorted({each.zone for each in calls} - {"UTC"}):
        yield timezone(name, min(years) - 1, max(years) + _AHEAD)
