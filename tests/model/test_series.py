"""Calls that come again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule

from mentorlog.errors import BadValue
from mentorlog.model.entry import Call, Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.series import Series, coming, last_begun, next_call, read_rule, rule_for
from mentorlog.model.spoken import Nth
from tests.conftest import PEOPLE

ZONE = ZoneInfo("America/Los_Angeles")
FIRST = datetime(2026, 12, 3, 9)


def head(repeat: str = "monthly", first: datetime = FIRST, **more: object) -> Entry:
    """The call that begins a series."""
    call = Call(first.replace(tzinfo=ZONE), 60, "ada", repeat=repeat, series="c-0000000h", slot=first, **more)  # type: ignore[arg-type]
    return Entry("c-0000000h", Channel.CALL, "Monthly call", "ada", None, ZONE.key, "calls/2026/x.md", "", call=call)


def own(entry: Entry, slot: datetime, state: str = "planned", **more: object) -> Entry:
    """The record of a later call of a series."""
    series = Series.of(entry)
    assert series
    made = series.call_at(slot)
    assert made.call
    return replace(made, path=f"calls/{slot:%Y-%m}.md", call=replace(made.call, state=state, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("repeat", "nth", "until"),
    [
        ("monthly", Nth(1, 3), None),
        ("Monthly, first Thursday", Nth(1, 3), None),
        ("monthly on the first thu", Nth(1, 3), None),
        ("monthly, until 2027-06-30", Nth(1, 3), date(2027, 6, 30)),
        ("monthly, first Thursday, until 2027-06-30", Nth(1, 3), date(2027, 6, 30)),
    ],
)
def test_a_rule_is_read_and_written_again(repeat: str, nth: Nth, until: date | None) -> None:
    rule = read_rule(repeat, FIRST.date())
    assert (rule.nth, rule.until) == (nth, until)
    assert read_rule(str(rule), FIRST.date()) == rule


@pytest.mark.parametrize(
    "repeat", ["weekly", "monthly, sometimes", "monthly until soon", "monthly, last Friday", "x" * 99]
)
def test_what_is_no_rule_or_not_the_calls_own_is_refused(repeat: str) -> None:
    with pytest.raises(BadValue):
        read_rule(repeat, FIRST.date())


def test_a_fifth_weekday_is_the_last() -> None:
    assert rule_for(date(2026, 10, 29)).nth == Nth(-1, 3)
    assert rule_for(date(2026, 10, 22)).nth == Nth(4, 3)


def test_the_times_are_those_of_the_calendars_rule() -> None:
    series = Series.of(head())
    assert series
    rule = rrule.rrule(rrule.MONTHLY, byweekday=rrule.TH(1), dtstart=FIRST)
    assert list(islice(series.slots(), 240)) == list(islice(rule, 240))
    assert next(series.slots(date(2030, 1, 4))) == rule.after(datetime(2030, 1, 4))


def test_the_next_call_is_one_that_nothing_is_written_for_until_it_is() -> None:
    begun = head()
    january, february = datetime(2027, 1, 7, 9), datetime(2027, 2, 4, 9)
    after = datetime(2026, 12, 20, tzinfo=UTC)
    journal = Journal(PEOPLE, [begun])
    found = next_call(journal, after)
    assert found
    assert found.path == ""
    assert found.call
    assert found.call.slot == january
    assert [each.call.slot for each in coming(journal, after, 3) if each.call] == [
        january,
        february,
        datetime(2027, 3, 4, 9),
    ]
    moved = own(begun, january, starts=datetime(2027, 1, 12, 9, tzinfo=ZONE))
    assert moved.id == found.id, "whoever writes for it first: it has one identity"
    assert next_call(Journal(PEOPLE, [begun, moved]), after) == moved
    off = own(begun, january, "cancelled")
    later = next_call(Journal(PEOPLE, [begun, off]), after)
    assert later
    assert later.call
    assert later.call.slot == february


def test_the_first_call_can_be_moved_without_its_series() -> None:
    begun = head(state="planned")
    assert begun.call
    moved = replace(begun, call=replace(begun.call, starts=datetime(2026, 12, 10, 9, tzinfo=ZONE)))
    slots = [
        each.call.slot for each in coming(Journal(PEOPLE, [moved]), datetime(2026, 11, 1, tzinfo=UTC), 2) if each.call
    ]
    assert slots == [FIRST, datetime(2027, 1, 7, 9)]


def test_two_series_are_one_list() -> None:
    other = replace(head(first=datetime(2026, 12, 11, 16)), id="c-0000000j", path="calls/2026/y.md")
    assert other.call
    other = replace(other, call=replace(other.call, series=other.id))
    listed = coming(Journal(PEOPLE, [head(), other]), datetime(2026, 12, 13, tzinfo=UTC), 4)
    assert [(each.title, each.call.slot.day) for each in listed if each.call and each.call.slot] == [
        ("Monthly call", 7), ("Monthly call", 8), ("Monthly call", 4), ("Monthly call", 12),
    ]  # fmt: skip
    assert [each.call.series for each in listed if each.call] == ["c-0000000h", "c-0000000j"] * 2


def test_a_series_ends() -> None:
    ended = head("monthly, until 2027-01-31")
    assert [each.call.slot for each in coming(Journal(PEOPLE, [ended]), datetime(2026, 11, 1, tzinfo=UTC), 9) if each.call] == [
        FIRST, datetime(2027, 1, 7, 9),
    ]  # fmt: skip
    assert next_call(Journal(PEOPLE, [ended]), datetime(2027, 2, 1, tzinfo=UTC)) is None


def test_the_last_call_is_the_one_that_began_last_written_for_or_not() -> None:
    journal = Journal(PEOPLE, [head(state="held"), own(head(), datetime(2027, 1, 7, 9), "cancelled")])
    assert last_begun(journal, datetime(2026, 12, 1, tzinfo=UTC)) is None
    first = last_begun(journal, datetime(2027, 1, 20, tzinfo=UTC))
    assert first
    assert first.id == "c-0000000h"
    february = last_begun(journal, datetime(2027, 2, 4, 17, 1, tzinfo=UTC))
    assert february
    assert february.path == ""


def test_a_call_in_a_gap_of_the_clock_begins_as_rfc_5545_says() -> None:
    night = Series.of(head("monthly", datetime(2026, 12, 13, 2, 30)))  # the second Sunday
    assert night
    march = night.call_at(datetime(2027, 3, 14, 2, 30))
    assert march.when.astimezone(UTC) == datetime(2027, 3, 14, 10, 30, tzinfo=UTC), "by the offset before the gap"
    assert march.call
    assert march.call.ends == march.when.astimezone(UTC) + timedelta(hours=1)
