"""Times to come as people say them, on every kind of wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from mentorlog.errors import BadValue
from mentorlog.model.spoken import Nth, read_nth, read_when

HERE = "America/Los_Angeles"
SUNDAY = datetime.fromisoformat("2026-11-22T12:30:00-08:00")
NINE = time(9)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("first Thursday 09:00", "2026-12-03T09:00:00-08:00"),
        ("the 1st thu at 9am", "2026-12-03T09:00:00-08:00"),
        ("fourth sunday 12:31", "2026-11-22T12:31:00-08:00"),
        ("fourth sunday 12:30", "2026-12-27T12:30:00-08:00"),
        ("last Friday", "2026-11-27T09:00:00-08:00"),
        ("last friday of may 16:00", "2027-05-28T16:00:00-07:00"),
        ("second tue in march 2027", "2027-03-09T09:00:00-08:00"),
        ("first thursday of november", "2027-11-04T09:00:00-07:00"),
        ("in two weeks", "2026-12-06T09:00:00-08:00"),
        ("in a week at 4 pm", "2026-11-29T16:00:00-08:00"),
        ("in 3 days 8:15", "2026-11-25T08:15:00-08:00"),
        ("in a month", "2026-12-22T09:00:00-08:00"),
        ("in 3 months", "2027-02-22T09:00:00-08:00"),
        ("in 3 h", "2026-11-22T15:30:00-08:00"),
        ("thursday", "2026-11-26T09:00:00-08:00"),
        ("tomorrow", "2026-11-23T09:00:00-08:00"),
        ("2026-12-03", "2026-12-03T09:00:00-08:00"),
        ("3 December 16:00", "2026-12-03T16:00:00-08:00"),
        ("December 3rd at 4pm", "2026-12-03T16:00:00-08:00"),
        ("3 may", "2027-05-03T09:00:00-07:00"),
        ("2026-12-03 09:00", "2026-12-03T09:00:00-08:00"),
        ("3 December 2026 9:00", "2026-12-03T09:00:00-08:00"),
        ("2027-11-07 01:30 -0700", "2027-11-07T01:30:00-07:00"),
        ("2027-11-07 01:30 -0800", "2027-11-07T01:30:00-08:00"),
        ("2026-12-03T17:00Z", "2026-12-03T09:00:00-08:00"),
    ],
)
def test_a_call_is_where_the_words_say(words: str, meant: str) -> None:
    assert read_when(words, SUNDAY, HERE, NINE).astimezone(UTC) == datetime.fromisoformat(meant).astimezone(UTC)


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        ("2027-03-14 02:30", ["2027-03-14 01:30", "2027-03-14 03:30"]),
        ("2027-11-07 01:30", ["2027-11-07 01:30 -07:00", "2027-11-07 01:30 -08:00"]),
        ("second sunday of march 2:30", ["2027-03-14 01:30", "2027-03-14 03:30"]),
        ("first sunday of november 2027 1:00", ["-07:00", "-08:00"]),
        ("next thursday 9:00", ["date"]),
        ("fifth thursday", ["first thursday"]),
        ("first thursday of nevember", ["first thursday"]),
        ("in 3 h 9:00", ["in 3 h"]),
        ("first thursday 25:00", ["first thursday"]),
        ("soon", ["first thursday"]),
        ("3 nevember 9:00", ["first thursday"]),
        ("first thursday of may 0001", ["first thursday"]),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_choices(words: str, choices: list[str]) -> None:
    with pytest.raises(BadValue) as refused:
        read_when(words, SUNDAY, HERE, NINE)
    assert all(choice in refused.value.hint for choice in choices)


def test_hours_pass_as_they_pass_and_days_on_the_wall() -> None:
    evening = datetime.fromisoformat("2027-03-13T23:00:00-08:00")  # the clocks go forward at two
    assert read_when("in 4 h", evening, HERE) - evening.astimezone(UTC) == timedelta(hours=4)
    assert read_when("in 1 day 23:00", evening, HERE).isoformat() == "2027-03-14T23:00:00-07:00"
    assert read_when("in 2 days", evening, HERE) - evening.astimezone(UTC) == timedelta(days=2)


def test_a_weekday_of_a_month_is_the_calendars() -> None:
    for year, month in ((2026, 2), (2028, 2), (2026, 11), (2027, 5)):
        days = [date(year, month, 1) + timedelta(days=count) for count in range(28)]
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        for weekday in range(7):
            own = [day for day in days if day.weekday() == weekday]
            assert [Nth(nth, weekday).day(year, month) for nth in (1, 2, 3, 4)] == own
            final = Nth(-1, weekday).day(year, month)
            assert final.weekday() == weekday
            assert 0 <= (last - final).days < 7


def test_the_weekday_in_words_is_known() -> None:
    assert read_nth("last friday 16:00") == Nth(-1, 4)
    assert Nth(-1, 4).words == "last Friday"
    assert read_nth("2026-12-03 09:00") is None
