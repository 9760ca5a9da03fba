"""What a page may ask to be done about calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorlog.actions import calls, entries, records
from mentorlog.actions.writer import Writer
from mentorlog.errors import NotFound, NothingWritten
from mentorlog.model import clock
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.overlap import asleep
from mentorlog.model.series import Series, written
from mentorlog.server.shapes import (
    Act,
    Answer,
    Kind,
    is_entry_id,
    is_flag,
    is_line,
    is_minutes,
    is_outcome,
    is_text,
)


def call_of(writer: Writer, id_: str) -> Entry:
    """The call of that id.

    Raises:
        NotFound: there is none.
    """
    return _call_in(writer.repository.load_about(id_), id_)


def _call_in(journal: Journal, id_: str) -> Entry:
    entry = journal.get(id_)
    if entry is None or entry.call is None:
        raise NotFound("this call is not here any more", "reload the page")
    return entry


def told(writer: Writer, fields: Mapping[str, Any]) -> dict[str, Any]:
    """When a call would be, on both clocks, and who is not awake then: a page shows that before anything is saved.

    Raises:
        BadValue: the words name no time that can be.
    """
    people, moved = writer.repository.people, call_of(writer, fields["entry"]) if fields["entry"] else None
    call = moved or calls.planned(writer, calls.Plan(fields["when"]))
    starts = calls.moved_to(writer, call, fields["when"]) if moved else call.when
    away = [
        {"name": each.first_name, "time": f"{starts.astimezone(clock.zone(each.zone)):%H:%M}"}
        for each in asleep(people.pair(), starts, call.call.minutes if call.call else 0)
    ]
    return {"clocks": clock.clocks(starts, people.zones(call.zone)), "asleep": away}


def _plan(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    plan = calls.Plan(
        fields["when"], fields["title"], fields["minutes"], fields["link"], fields["place"], monthly=fields["monthly"]
    )
    return Answer.about(entries.add(writer, calls.planned(writer, plan)))


def _prepare(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    """Begin the record of a call of a series, with what waits for it on its agenda."""
    journal = writer.repository.load()
    listed = journal.channel(Channel.CALL)
    series = next((found for each in listed if each.id == fields["entry"] and (found := Series.of(each))), None)
    slot = clock.read_instant(fields["slot"], "UTC").replace(tzinfo=None)
    if series is None or slot not in series.slots(slot.date()):
        raise NotFound("this call is not planned any more", "reload the page")
    there = written(series, listed).get(slot)
    return Answer.about(there or calls.written(writer, records.gather(writer, journal, series.call_at(slot))[0]))


def _move(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    where = {key: fields[key] for key in ("minutes", "link", "place")}
    return Answer.about(calls.move(writer, call_of(writer, fields["entry"]), fields["when"], **where))


def _end(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    journal = writer.repository.load([Channel.CALL], comments=False)
    call = _call_in(journal, fields["entry"])
    return Answer.about(calls.end_series(writer, journal, call))


def _became(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    call = call_of(writer, fields["entry"])
    return Answer.about(calls.set_state(writer, call, fields["state"], fields["text"]))


def _gather(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    journal = writer.repository.load()
    call = _call_in(journal, fields["entry"])
    entry, new = records.gather(writer, journal, call)
    if not new:
        raise NothingWritten("nothing new waits for this call")
    return Answer.about(entry)


def _tick(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    journal = writer.repository.load([Channel.CALL], comments=False)
    call = _call_in(journal, fields["entry"])
    return Answer.about(records.tick(writer, journal, call, fields["words"], done=fields["done"]))


def _mark(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    entry = writer.repository.load_about(fields["entry"]).get(fields["entry"])
    if entry is None:
        raise NotFound("this entry is not here any more", "reload the page")
    return Answer.about(entry, records.mark(writer, entry, fields["text"]))


_ON_CALL: Mapping[str, Kind] = {"entry": is_entry_id}
_WHERE: Mapping[str, Kind] = {"link": is_line, "place": is_line, "minutes": is_minutes}
CALL_ACTS: Mapping[str, Act] = {
    "call": Act(_plan, {**_WHERE, "title": is_line, "when": is_line, "monthly": is_flag}),
    "prepare": Act(_prepare, {**_ON_CALL, "slot": is_line}),
    "move": Act(_move, {**_ON_CALL, **_WHERE, "when": is_line}),
    "end": Act(_end, _ON_CALL),
    "became": Act(_became, {**_ON_CALL, "state": is_outcome, "text": is_text}),
    "gather": Act(_gather, _ON_CALL),
    "tick": Act(_tick, {**_ON_CALL, "words": is_text, "done": is_flag}),
    "mark": Act(_mark, {**_ON_CALL, "text": is_text}),
}
