"""Times to come as people say them: `in 3 h`, `tomorrow 8:45`, `first Thursday 09:00`, `last Friday of May`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from mentorlog.errors import BadValue
from mentorlog.model import clock

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NUMBERS = ["a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NTHS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
_LAST = -1
_PLAIN_TIME = r"(?:at\s+)?\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)?"
_TIME = r"(?:at\s+)?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s*(?P<half>am|pm)?"
_SPAN = re.compile(
    rf"(?:in\s+)?(?P<count>\d{{1,3}}|an|{'|'.join(_NUMBERS)})\s*(?P<unit>h|hours?|d|days?|m|min|minutes?|w|weeks?|months?)"
    r"(?:\s+(?P<rest>.+))?"
)
_WEEKDAY = r"(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?"
_NTH = re.compile(
    rf"(?:the\s+)?(?P<nth>{'|'.join(_NTHS)})\s+{_WEEKDAY}(?:\s+(?:of|in)\s+(?P<month>[a-z]{{3,9}})(?:\s+(?P<year>\d{{4}}))?)?"
    r"(?:,?\s+(?P<rest>.+))?"
)
_NAMED = re.compile(rf"(?P<next>next\s+)?{_WEEKDAY}(?:,?\s+(?P<rest>.+))?")
_DAY_OF_YEAR = re.compile(
    r"(?:[a-z]+,?\s+)?(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m1>[a-z]{3,9})|(?P<m2>[a-z]{3,9})\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?)"
    rf"(?:,?\s+(?P<rest>{_PLAIN_TIME}))?"
)
_YEARS = 100
_UNITS = {"h": "hours", "d": "days", "m": "minutes", "w": "weeks"}
_Wall = Callable[[datetime, str], datetime]
_MORNING, _EVENING = time(9), time(17)
HINT = "write it as 'in 3 h', 'tomorrow 8:45', 'fri 9:00', 'first thursday 9:00' or 2026-11-22 21:30"


@dataclass(frozen=True, slots=True)
class Nth:
    """A weekday of a month: `first Thursday`, `last Friday`.

    Attributes:
        nth: 1 to 4, or -1 for the last.
        weekday: 0 for Monday.
    """

    nth: int
    weekday: int

    def day(self, year: int, month: int) -> date:
        """The day that it is in a month."""
        first, length = calendar.monthrange(year, month)
        day = (self.weekday - first) % 7 + 1 + 7 * (self.nth - 1)
        if self.nth == _LAST:
            day = length - (first + length - 1 - self.weekday) % 7
        return date(year, month, day)

    @property
    def words(self) -> str:
        """`first Thursday`."""
        said = next(word for word, number in _NTHS.items() if number == self.nth)
        return f"{said} {_WEEKDAYS[self.weekday].capitalize()}"


def read_when(text: str, now: datetime, zone_name: str, usual: time | None = None) -> datetime:
    """A time still to come, as it is said.

    Args:
        text: the words.
        now: the present.
        zone_name: whose wall clock is meant.
        usual: the hour that a day without one is given, and the time must stand on that wall exactly once then; None
            takes what is common for a deadline.

    Raises:
        BadValue: the words name no time, or one that the clocks jump over or show twice.
    """
    words = " ".join(text.lower().split())
    wall = clock.once_on_the_wall if usual else clock.on_the_wall
    if (span := _SPAN.fullmatch(words)) and (span["unit"] != "m" or not span["rest"]):
        return _after(span, text, now, zone_name, usual)
    today = clock.day_of(now, zone_name)
    if said := _NTH.fullmatch(words):
        at = read_time(said["rest"], text) if said["rest"] else usual or _MORNING
        return _nth(said, text, at, now, zone_name)
    first, _, rest = words.partition(" ")
    if first in ("today", "tomorrow"):
        at = read_time(rest, text) if rest else usual or _EVENING
        return _still_to_come(today + timedelta(days=first == "tomorrow"), at, now, zone_name, wall)
    if said := _NAMED.fullmatch(words):
        ahead = (_index(said["weekday"]) - today.weekday() - 1) % 7 + 1
        day = today + timedelta(days=ahead)
        if said["next"]:
            later = day + timedelta(days=7)
            raise BadValue(f"'{text}' may mean {clock.day_words(day)} or {clock.day_words(later)}", "write the date")
        at = read_time(said["rest"], text) if said["rest"] else usual or _MORNING
        return wall(datetime.combine(day, at), zone_name)
    if re.fullmatch(_TIME, words):
        return _still_to_come(today, read_time(words, text), now, zone_name, wall)
    return _dated(text, now, zone_name, usual)


def read_nth(text: str) -> Nth | None:
    """The weekday of a month that words begin with; None for any others."""
    said = _NTH.fullmatch(" ".join(text.lower().split()))
    return Nth(_NTHS[said["nth"]], _index(said["weekday"])) if said else None


def read_time(words: str, whole: str) -> time:
    """A time of day: `8:45`, `at 9`, `4 pm`.

    Raises:
        BadValue: it is none; the message shows the whole that it stands in.
    """
    found = re.fullmatch(_TIME, words.strip().lower())
    hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found else (99, 0)
    if found and found["half"]:
        hour = hour % 12 + (12 if found["half"] == "pm" else 0) if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59:
        raise BadValue(f"'{whole}' is not a time", HINT)
    return time(hour, minute)


def _after(span: re.Match[str], text: str, now: datetime, zone_name: str, usual: time | None) -> datetime:
    """So long from now: hours and minutes as they pass, days and longer on the wall."""
    said, unit = span["count"], span["unit"][0] if not span["unit"].startswith("mon") else "month"
    count = int(said) if said.isdigit() else max(1, _NUMBERS.index("a" if said == "an" else said))
    day = clock.day_of(now, zone_name)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + count
        year, month = divmod(months, 12)
        goal = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    elif unit in ("h", "m") and span["rest"]:
        raise BadValue(f"'{text}' names two times", HINT)
    elif unit in ("h", "m") or not (span["rest"] or usual):
        return (now.astimezone(UTC) + timedelta(**{_UNITS[unit]: count})).astimezone(clock.zone(zone_name))
    else:
        goal = day + timedelta(days=count * (7 if unit == "w" else 1))
    at = read_time(span["rest"], text) if span["rest"] else usual or _MORNING
    return (clock.once_on_the_wall if usual else clock.on_the_wall)(datetime.combine(goal, at), zone_name)


def _nth(said: re.Match[str], text: str, at: time, now: datetime, zone_name: str) -> datetime:
    """A weekday of a month: of the one that is named, or the soonest to come."""
    nth = Nth(_NTHS[said["nth"]], _index(said["weekday"]))
    today = clock.day_of(now, zone_name)
    named = said["month"]
    if named and named[:3] not in _MONTHS:
        raise BadValue(f"'{text}' names no month", HINT)
    if said["year"] and not today.year <= int(said["year"]) <= today.year + _YEARS:
        raise BadValue(f"'{text}' is in a year that the two of you will not see", HINT)
    year, month = int(said["year"] or today.year), _MONTHS.index(named[:3]) + 1 if named else today.month
    then = datetime.combine(nth.day(year, month), at)
    if not said["year"] and then <= now.astimezone(clock.zone(zone_name)).replace(tzinfo=None):
        year, month = (year + 1, month) if named else (year + month // 12, month % 12 + 1)
        then = datetime.combine(nth.day(year, month), at)
    return clock.once_on_the_wall(then, zone_name)


def _still_to_come(day: date, at: time, now: datetime, zone_name: str, wall: _Wall) -> datetime:
    """That time on that day, or, where it is past, on the next: after midnight "8:45" is this morning's."""
    then = wall(datetime.combine(day, at), zone_name)
    return then if then > now else wall(datetime.combine(day + timedelta(days=1), at), zone_name)


def _this_year(said: re.Match[str], text: str, now: datetime, zone_name: str, usual: time | None) -> datetime:
    """A day without its year: this year's, or the next one's where that is past."""
    month = said["m1"] or said["m2"]
    if month[:3] not in _MONTHS:
        raise BadValue(f"'{text}' is not a date that can only mean one day", HINT)
    at = read_time(said["rest"], text) if said["rest"] else usual or _MORNING
    wall = now.astimezone(clock.zone(zone_name)).replace(tzinfo=None)
    for year in (wall.year, wall.year + 1):
        day = clock.read_day(f"{year}-{_MONTHS.index(month[:3]) + 1}-{said['d1'] or said['d2']}")
        if datetime.combine(day, at) > wall:
            break
    return (clock.once_on_the_wall if usual else clock.on_the_wall)(datetime.combine(day, at), zone_name)


def _dated(text: str, now: datetime, zone_name: str, usual: time | None) -> datetime:
    if said := _DAY_OF_YEAR.fullmatch(" ".join(text.lower().split())):
        return _this_year(said, text, now, zone_name, usual)
    try:
        if usual is None:
            return clock.read_instant(text, zone_name)
        return clock.read_wall(text, now, zone_name, usual)
    except BadValue as error:
        raise BadValue(error.message, HINT if error.hint == clock.DATE_HINT else error.hint) from None


def _index(weekday: str) -> int:
    return next(number for number, name in enumerate(_WEEKDAYS) if name.startswith(weekday))
