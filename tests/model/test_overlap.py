"""Both people's hours on one axis, against the clocks minute by minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentorlog.model.overlap import ahead, bars, periods, usual, windows
from mentorlog.model.person import Hours, Person, Role

ADA = Person("ada", "Ada Example", role=Role.MENTEE, zone="America/Los_Angeles")
JAMES = Person("james", "James Other", role=Role.MENTOR, zone="Europe/London")
OWL = replace(JAMES, zone="Asia/Kathmandu", waking=Hours(time(11), time(2, 30)))


def is_awake(person: Person, instant: datetime) -> bool:
    """Whether their wall shows an hour at which they are up."""
    wall = instant.astimezone(ZoneInfo(person.zone)).time()
    begins, ends = person.waking.begins, person.waking.ends
    return begins <= wall < ends if begins < ends else wall >= begins or wall < ends


@pytest.mark.parametrize(
    "other", [JAMES, OWL, replace(JAMES, zone="Australia/Lord_Howe"), replace(JAMES, zone=ADA.zone)]
)
@pytest.mark.parametrize(
    "day", [date(2026, 11, 23), date(2027, 3, 14), date(2027, 3, 17), date(2027, 11, 7), date(2026, 12, 31)]
)
def test_the_windows_are_the_minutes_at_which_all_are_awake(other: Person, day: date) -> None:
    people = [ADA, other]
    begin = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(ADA.zone)).astimezone(UTC)
    following = day + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=ZoneInfo(ADA.zone)).astimezone(UTC)
    minutes = [begin + timedelta(minutes=count) for count in range((end - begin) // timedelta(minutes=1))]
    common = {each for each in minutes if all(is_awake(person, each) for person in people)}
    told = {
        window.starts + timedelta(minutes=count)
        for window in windows(people, day, 1)
        for count in range((window.ends - window.starts) // timedelta(minutes=1))
    }
    assert told == common


def test_a_window_that_is_too_short_is_none_and_work_is_told() -> None:
    (window,) = windows([ADA, JAMES], date(2026, 11, 23), 60)
    assert (window.starts, window.ends) == (
        datetime(2026, 11, 23, 15, tzinfo=UTC),
        datetime(2026, 11, 23, 22, tzinfo=UTC),
    )
    assert window.work == (
        ("ada", datetime(2026, 11, 23, 17, tzinfo=UTC), window.ends),
        ("james", window.starts, datetime(2026, 11, 23, 17, tzinfo=UTC)),
    )
    assert windows([ADA, JAMES], date(2026, 11, 23), 8 * 60) == []
    assert windows([ADA, JAMES], date(2026, 11, 22), 60)[0].work == ()


def test_the_weeks_in_which_the_clocks_disagree_are_found() -> None:
    found = periods([ADA.zone, JAMES.zone], date(2026, 1, 1), date(2026, 12, 31))
    assert usual(found) == 8 * 60
    assert [(each.first, each.last) for each in found if each.minutes == 7 * 60] == [
        (date(2026, 3, 8), date(2026, 3, 28)), (date(2026, 10, 25), date(2026, 10, 31)),
    ]  # fmt: skip
    assert ahead([ADA.zone, OWL.zone], date(2026, 12, 1)) == 13 * 60 + 45


def test_the_bars_of_a_day_are_in_minutes_of_the_first_wall() -> None:
    own, others = bars([ADA, JAMES], date(2026, 11, 25))
    assert (own.awake, own.working) == (((420, 1320),), ((540, 1020),))
    assert others.awake == ((0, 840), (1380, 1440))
    assert others.working == ((60, 540),)
