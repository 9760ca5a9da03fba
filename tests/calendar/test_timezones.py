"""What a calendar tells of a zone, against dateutil reading it back."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from icalendar import Calendar, Timezone

from mentorlog.calendar.timezones import timezone

FIRST, LAST = 2024, 2045
ZONES = [
    "America/Los_Angeles", "Europe/London", "Europe/Dublin", "Australia/Sydney", "Australia/Lord_Howe", "America/Santiago",
    "Asia/Kathmandu", "Asia/Tehran", "Africa/Casablanca", "Africa/Cairo", "America/Asuncion", "Pacific/Chatham",
    "Asia/Jerusalem", "America/Havana", "Asia/Gaza", "Antarctica/Troll", "Pacific/Apia", "America/Nuuk",
]  # fmt: skip


def told(zone: Timezone) -> str:
    """A calendar that holds the zone alone."""
    calendar = Calendar()
    calendar.add_component(zone)
    text: str = calendar.to_ical().decode()
    return text


@pytest.mark.parametrize("name", ZONES)
def test_a_zone_read_back_shows_the_same_time_at_every_change_and_between(name: str) -> None:
    read = tz.tzical(io.StringIO(told(timezone(name, FIRST, LAST)))).get()
    zone, chance = ZoneInfo(name), random.Random(name)  # noqa: S311 - it chooses moments, not secrets
    begin = datetime(FIRST, 2, 1, tzinfo=UTC)
    moments = [begin + timedelta(minutes=chance.randrange(60 * 24 * 365 * (LAST - FIRST))) for _ in range(60)]
    moments += [edge + step for edge in changes(zone) for step in (timedelta(hours=-25), timedelta(hours=25))]
    for moment in moments:
        local = moment.astimezone(zone)
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            assert local.replace(tzinfo=read).utcoffset() == local.utcoffset(), moment


def changes(zone: ZoneInfo) -> list[datetime]:
    """The days on which the clocks change."""
    days = [datetime(FIRST, 2, 1, 12, tzinfo=UTC) + timedelta(days=count) for count in range(365 * (LAST - FIRST))]
    return [
        day
        for day in days
        if day.astimezone(zone).utcoffset() != (day - timedelta(days=1)).astimezone(zone).utcoffset()
    ]


def test_a_regular_zone_is_told_by_rules_that_never_end() -> None:
    text = told(timezone("Europe/London", FIRST, LAST))
    assert text.count("BEGIN:STANDARD") + text.count("BEGIN:DAYLIGHT") == 3
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in text
    assert "DTSTART:20240331T010000" in text, "by the clock before the change, as RFC 5545 has it"
    assert "RDATE" not in text


def test_a_zone_that_follows_the_moon_is_told_day_by_day() -> None:
    text = told(timezone("Africa/Casablanca", FIRST, LAST))
    assert "RDATE" in text
    assert "RRULE" not in text
