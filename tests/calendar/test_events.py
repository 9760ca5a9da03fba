"""Calls as a calendar, read back by the libraries that calendar programs use."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from mentorlog.calendar.events import to_ical
from mentorlog.model.entry import Call, Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.series import Series, coming
from tests.conftest import PEOPLE, Cli

LA = ZoneInfo("America/Los_Angeles")
FIRST = datetime(2026, 12, 3, 9)


def one(id_: str, starts: datetime, title: str = "Call", **more: object) -> Entry:
    """A call by itself."""
    zone = str(starts.tzinfo)
    call = Call(starts, 60, "ada", **more)  # type: ignore[arg-type]
    return Entry(
        id_, Channel.CALL, title, "ada", datetime(2026, 1, 1, tzinfo=UTC), zone, f"calls/{id_}.md", "", call=call
    )


def head(**more: object) -> Entry:
    """The call that begins a series on first Thursdays."""
    return one(
        "c-0000000h",
        FIRST.replace(tzinfo=LA),
        "Monthly call",
        repeat="monthly",
        series="c-0000000h",
        slot=FIRST,
        **more,
    )


def of_series(begun: Entry, slot: datetime, **more: object) -> Entry:
    """The record of one of its calls."""
    series = Series.of(begun)
    assert series
    made = series.call_at(slot)
    assert made.call
    return replace(made, path=f"calls/{slot:%Y-%m}.md", call=replace(made.call, **more))  # type: ignore[arg-type]


def calendar(*calls: Entry) -> Any:  # noqa: ANN401 - its properties have types of their own
    """What is written, read back."""
    data = to_ical(Journal(PEOPLE, calls), "Ours")
    assert max(map(len, data.split(b"\r\n"))) <= 75, "lines are folded"
    assert b"\n" not in data.replace(b"\r\n", b"")
    return Calendar.from_ical(data)


def starts(read: Any, begin: datetime, end: datetime) -> list[datetime]:  # noqa: ANN401 - as that is
    """When its events begin that are not called off, in UTC, each occurrence of a series by itself."""
    found = recurring_ical_events.of(read).between(begin, end)
    return sorted(each["DTSTART"].dt.astimezone(UTC) for each in found if each.get("STATUS") != "CANCELLED")


def test_ten_years_read_back_are_the_instants_of_the_journal() -> None:
    begun = head(state="held")
    moved = of_series(begun, datetime(2027, 3, 4, 9), starts=datetime(2027, 3, 18, 16, 30, tzinfo=LA))
    off = of_series(begun, datetime(2028, 11, 2, 9), state="cancelled")
    missed = of_series(begun, datetime(2029, 1, 4, 9), state="missed")
    london = one("c-00000001", datetime(2030, 3, 31, 9, tzinfo=ZoneInfo("Europe/London")))
    journal = Journal(PEOPLE, [begun, moved, off, missed, london])
    begin, end = datetime(2026, 12, 1, tzinfo=UTC), datetime(2036, 12, 1, tzinfo=UTC)
    held = [begun.when.astimezone(UTC), missed.when.astimezone(UTC)]
    planned = [each.when.astimezone(UTC) for each in coming(journal, begin, 200) if each.when < end]
    assert len(planned) > 110
    assert starts(calendar(*journal.entries), begin, end) == sorted([*held, *planned])


def test_a_call_that_was_moved_twice_shows_once_and_tells_that_it_changed(ada: Cli) -> None:
    ada.ok("call", "new", "2026-12-03 09:00")
    before: Any = Calendar.from_ical(ada.ok("call", "ics"))
    ada.ok("call", "move", "next", "2026-12-04 10:00")
    ada.ok("call", "move", "next", "2026-12-10 09:00")
    after: Any = Calendar.from_ical(ada.ok("call", "ics"))
    ((first,), (last,)) = (each.walk("VEVENT") for each in (before, after))
    assert first["UID"] == last["UID"]
    assert (first["SEQUENCE"], last["SEQUENCE"]) == (0, 2)
    assert last["LAST-MODIFIED"].dt > first["LAST-MODIFIED"].dt
    assert starts(after, datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)) == [
        datetime(2026, 12, 10, 17, tzinfo=UTC)
    ]


def test_a_call_of_a_series_that_was_moved_twice_shows_once(ada: Cli) -> None:
    ada.ok("call", "new", "first thursday 9:00", "--repeat", "monthly")
    ada.now = datetime(2026, 12, 5, tzinfo=UTC)
    ada.ok("call", "move", "next", "2027-01-08 09:00")
    ada.ok("call", "move", "next", "2027-01-21 16:00")
    read: Any = Calendar.from_ical(ada.ok("call", "ics"))
    january = starts(read, datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC))
    assert january == [datetime(2027, 1, 22, tzinfo=UTC)]
    series, exception = read.walk("VEVENT")
    assert series["UID"] == exception["UID"]
    assert exception["RECURRENCE-ID"].dt == datetime(2027, 1, 7, 9, tzinfo=LA)


def test_a_call_that_is_called_off_says_so_to_those_who_have_it() -> None:
    (event,) = calendar(one("c-00000001", FIRST.replace(tzinfo=LA), state="cancelled")).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"
    read = calendar(head(state="cancelled"))
    assert starts(read, datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 30, tzinfo=UTC)) == [
        datetime(2027, 1, 7, 17, tzinfo=UTC)
    ]


def test_the_second_of_two_same_times_is_told_in_utc() -> None:
    twice = datetime(2027, 11, 7, 1, 30, tzinfo=LA)
    for fold, hour in ((0, 8), (1, 9)):
        (event,) = calendar(one("c-00000001", twice.replace(fold=fold))).walk("VEVENT")
        assert event["DTSTART"].dt.astimezone(UTC) == datetime(2027, 11, 7, hour, 30, tzinfo=UTC)
        assert event["DTEND"].dt.astimezone(UTC) == datetime(2027, 11, 7, hour + 1, 30, tzinfo=UTC)


def test_a_series_that_ended_says_until_when() -> None:
    ended = replace(head(), call=replace(head().call, repeat="monthly, until 2027-02-28"))  # type: ignore[type-var]
    read = calendar(ended)
    (event,) = read.walk("VEVENT")
    assert b"UNTIL=20270228T170000Z" in event["RRULE"].to_ical()
    assert len(starts(read, datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))) == 3
    over = replace(head(), call=replace(head().call, repeat="monthly, until 2026-11-30"))  # type: ignore[type-var]
    (event,) = calendar(over).walk("VEVENT")
    assert "RRULE" not in event


def test_titles_and_places_are_words_and_no_lines() -> None:
    odd = "A; b, c\\n\r\nBEGIN:VEVENT\x07 – é 🎈" + "x" * 200
    (event,) = calendar(
        one("c-00000001", FIRST.replace(tzinfo=LA), odd, place=odd, link="https://x.example/a,b;c")
    ).walk("VEVENT")
    assert event["SUMMARY"] == event["LOCATION"] == "A; b, c\\n BEGIN:VEVENT – é 🎈" + "x" * 200
    assert event["URL"] == "https://x.example/a,b;c"


def test_not_a_word_of_a_record_is_in_it() -> None:
    told = to_ical(Journal(PEOPLE, [replace(head(), body="Secret: Mary cried.")]), "Ours")
    assert b"Secret" not in told
    assert b"CLASS:PRIVATE" in told


def test_the_same_journal_makes_the_same_bytes() -> None:
    calls = [head(), one("c-00000001", datetime(2030, 3, 31, 9, tzinfo=ZoneInfo("Europe/London")))]
    assert to_ical(Journal(PEOPLE, calls), "Ours") == to_ical(Journal(PEOPLE, calls[::-1]), "Ours")


def test_a_calendar_without_a_time_is_empty() -> None:
    unset = replace(head(), call=replace(head().call, starts=None, repeat=""))  # type: ignore[type-var]
    assert calendar(unset).walk("VEVENT") == []
    assert timedelta(hours=6) == calendar()["REFRESH-INTERVAL"].dt
