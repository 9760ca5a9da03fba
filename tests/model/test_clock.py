"""Time as people mean it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.errors import BadValue
from mentorlog.model import clock
from mentorlog.model.spoken import read_when

HERE, THERE = "America/Los_Angeles", "Europe/London"
SUNDAY = datetime.fromisoformat("2026-11-22T20:00:00-08:00")


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-11-22T00:40:00-08:00", date(2026, 11, 21)),
        ("2026-11-22T03:59:59-08:00", date(2026, 11, 21)),
        ("2026-11-22T04:00:00-08:00", date(2026, 11, 22)),
        ("2026-11-01T04:30:00-08:00", date(2026, 11, 1)),
        ("2026-03-08T04:10:00-07:00", date(2026, 3, 8)),
    ],
)
def test_a_day_lasts_from_four_to_four(instant: str, day: date) -> None:
    assert clock.day_of(datetime.fromisoformat(instant), HERE) == day


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("in 3 h", "2026-11-22T23:00:00-08:00"),
        ("90 min", "2026-11-22T21:30:00-08:00"),
        ("2 days", "2026-11-24T20:00:00-08:00"),
        ("today 21:15", "2026-11-22T21:15:00-08:00"),
        ("tomorrow 8:45", "2026-11-23T08:45:00-08:00"),
        ("tomorrow at 8.45", "2026-11-23T08:45:00-08:00"),
        ("Tomorrow", "2026-11-23T17:00:00-08:00"),
        ("21:30", "2026-11-22T21:30:00-08:00"),
        ("9:30", "2026-11-23T09:30:00-08:00"),
        ("9am", "2026-11-23T09:00:00-08:00"),
        ("12 am", "2026-11-23T00:00:00-08:00"),
        ("fri 9:00", "2026-11-27T09:00:00-08:00"),
        ("Sunday", "2026-11-29T09:00:00-08:00"),
        ("2026-12-03 09:00", "2026-12-03T09:00:00-08:00"),
        ("3 December 2026 09:00", "2026-12-03T09:00:00-08:00"),
    ],
)
def test_a_time_to_come_is_read_as_it_is_said(words: str, meant: str) -> None:
    assert read_when(words, SUNDAY, HERE) == datetime.fromisoformat(meant)


@pytest.mark.parametrize("words", ["soon", "tomorrow evening", "25:00", "13 pm", "", "fri fri", "11/12/2026"])
def test_words_that_name_no_time_are_refused(words: str) -> None:
    with pytest.raises(BadValue) as error:
        read_when(words, SUNDAY, HERE)
    assert error.value.hint


def test_a_time_that_the_clocks_jump_over_is_refused() -> None:
    with pytest.raises(BadValue, match="does not exist"):
        clock.read_instant("2026-03-08 02:30", HERE)


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    assert clock.read_instant("2026-11-01 01:30", HERE).astimezone(UTC).hour == 8


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        ("2026-11-22T22:30:00-08:00", "Sun 22 Nov 2026, 22:30 Los Angeles · Mon 06:30 London"),
        ("2026-11-22T09:00:00-08:00", "Sun 22 Nov 2026, 09:00 Los Angeles · 17:00 London"),
        ("2026-10-29T09:00:00-07:00", "Thu 29 Oct 2026, 09:00 Los Angeles · 16:00 London"),
        ("2026-03-12T09:00:00-07:00", "Thu 12 Mar 2026, 09:00 Los Angeles · 16:00 London"),
    ],
)
def test_both_clocks_are_shown_and_the_day_where_it_differs(instant: str, said: str) -> None:
    assert clock.clocks(datetime.fromisoformat(instant), [HERE, THERE]) == said


@pytest.mark.parametrize(
    "name",
    ["PST", "NO", "", "Mars/Olympus", "../etc/localtime", "/etc/passwd", "a/\0", "a/" * 500 + "b", "America/Argentina"],
)
def test_only_named_zones_are_zones(name: str) -> None:
    with pytest.raises(BadValue):
        clock.zone(name)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2090, 1, 1)), st.sampled_from([HERE, THERE, "Asia/Kathmandu"]))
def test_a_wall_time_is_read_back_or_refused_for_not_existing(naive: datetime, zone: str) -> None:
    naive = naive.replace(microsecond=0)
    try:
        instant = clock.read_instant(naive.isoformat(), zone)
    except BadValue:
        later = naive.replace(tzinfo=clock.zone(zone)).astimezone(UTC).astimezone(clock.zone(zone))
        assert later.replace(tzinfo=None) != naive
    else:
        assert instant.replace(tzinfo=None) == naive
        assert clock.read_instant(clock.stamp(instant), "UTC") == instant


@given(st.text())
def test_reading_a_time_raises_nothing_but_our_own_error(text: str) -> None:
    for read in (lambda: read_when(text, SUNDAY, HERE), lambda: clock.read_day(text), lambda: clock.zone(text)):
        try:
            read()
        except BadValue as error:
            assert error.hint


def test_an_instant_of_a_year_in_which_a_place_was_seconds_off_is_written_so_that_it_can_be_read() -> None:
    moment = clock.on_the_wall(datetime(1026, 9, 1, 12), "America/Los_Angeles")
    assert clock.stamp(moment) == "1026-09-01T19:52:58+00:00"
    assert clock.read_instant(clock.stamp(moment), "UTC") == moment
    assert clock.stamp(clock.on_the_wall(datetime(2026, 9, 1, 12), "America/Los_Angeles")).endswith("-07:00")
