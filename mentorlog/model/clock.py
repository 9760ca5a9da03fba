"""Time as people mean it: instants, wall clocks in named zones, and days that start at four.

Zones are IANA names (https://www.iana.org/time-zones); instants are aware datetimes; a written instant is ISO 8601
with its offset, to the second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentorlog.errors import BadValue

DAY_STARTS = timedelta(hours=4)
"""Words written at half past midnight belong to the evening before: a day lasts from 04:00 to 04:00."""

_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_FARTHEST = 14
"""Hours: no place is farther from UTC."""

_LONGEST_NAME = 64
DATE_HINT = "write it as 2026-11-22 or 2026-11-22 21:30"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ISO = re.compile(
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2})"
    r"(?:(?:[T,]\s*|\s+)(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
    r"\s*(?P<offset>Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_WORDED = (
    r"(?i)(?:[a-z]+,?\s+)?(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m1>[a-z]{3,9})|(?P<m2>[a-z]{3,9})\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?)"
    r",?\s+(?P<year>\d{4})(?P<rest>.*)"
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How days and hours are said.

    Attributes:
        weekdays: seven short names, Monday first.
        months: twelve names.
        short: twelve short ones.
        day: a day's words, of `{weekday}`, `{day}`, `{month}` (the short one) and `{year}`.
        hour: a time of day, as `strftime` takes it.
    """

    weekdays: tuple[str, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months: tuple[str, ...] = (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    )  # fmt: skip
    short: tuple[str, ...] = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    day: str = "{weekday} {day} {month} {year}"
    hour: str = "%H:%M"

    def time(self, wall: datetime) -> str:
        """`22:30`, or `10:30 pm`."""
        return wall.strftime(self.hour).lower().removeprefix("0" if "%I" in self.hour else "")

    def period(self, key: str) -> str:
        """`2026-11` as `November 2026`; `2026` as it is."""
        year, _, month = key.partition("-")
        return f"{self.months[int(month) - 1]} {year}" if month else year


BRITISH = Calendar()


def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name.

    Raises:
        BadValue: there is no such zone (abbreviations such as PST are not zones: they say nothing of summer time).
    """
    try:
        if len(name) <= _LONGEST_NAME and ("/" in name or name == "UTC") and not name.startswith(("posix/", "right/")):
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        pass
    raise BadValue(f"'{name}' is not a time zone", "write one such as America/Los_Angeles or Europe/London")


def day_of(instant: datetime, zone_name: str) -> date:
    """The day that an instant belongs to on that zone's wall, days starting at 04:00."""
    return (instant.astimezone(zone(zone_name)).replace(tzinfo=None) - DAY_STARTS).date()


def on_the_wall(naive: datetime, zone_name: str) -> datetime:
    """The instant at which that zone's wall clock shows `naive`; of two, the earlier.

    Raises:
        BadValue: the clock jumps over that time in spring.
    """
    instant = naive.replace(tzinfo=zone(zone_name))
    if as_shown(instant) != naive:
        choices = [as_shown(instant.replace(fold=1)), as_shown(instant)]
        raise BadValue(
            f"{naive:%Y-%m-%d %H:%M} does not exist in {zone_name}: the clocks jump over it",
            f"write {choices[0]:%Y-%m-%d %H:%M} or {choices[1]:%Y-%m-%d %H:%M}",
        )
    return instant


def once_on_the_wall(naive: datetime, zone_name: str) -> datetime:
    """The one instant at which that zone's wall clock shows `naive`.

    Raises:
        BadValue: the clock jumps over that time, or shows it twice in autumn; the hint has the choices.
    """
    instant = on_the_wall(naive, zone_name)
    if is_shown_twice(instant):
        first, second = (stamp(instant.replace(fold=fold))[-6:] for fold in (0, 1))
        raise BadValue(
            f"{naive:%Y-%m-%d %H:%M} comes twice in {zone_name}: the clocks go back over it",
            f"write '{naive:%Y-%m-%d %H:%M} {first}' for the first, '{naive:%Y-%m-%d %H:%M} {second}' for the second",
        )
    return instant


def as_shown(instant: datetime) -> datetime:
    """What the wall clock of an instant's own zone shows then; it is another time where that one is jumped over."""
    return instant.astimezone(UTC).astimezone(instant.tzinfo).replace(tzinfo=None, fold=0)


def is_shown_twice(instant: datetime) -> bool:
    """Whether the wall clock of an instant's own zone shows that time twice."""
    offsets = [instant.replace(fold=fold).utcoffset() for fold in (0, 1)]
    return offsets[0] != offsets[1] and as_shown(instant) == instant.replace(tzinfo=None, fold=0)


def wall(instant: datetime, zone_name: str) -> datetime:
    """What a zone's wall clock shows at an instant."""
    return instant.astimezone(zone(zone_name)).replace(tzinfo=None, fold=0)


def written_wall(instant: datetime, zone_name: str) -> str:
    """An instant as that zone's wall clock shows it, `2026-12-03T09:00`; with its offset where that is shown twice."""
    local = instant.astimezone(zone(zone_name))
    return (local if is_shown_twice(local) else local.replace(tzinfo=None)).isoformat(timespec="minutes")


def read_day(text: str) -> date:
    """A calendar day: `2026-11-22`, `22 November 2026`, `Nov 22, 2026`.

    Raises:
        BadValue: it is none, or could be two (11/12/2026).
    """
    return _read_parts(text)[0]


def read_instant(text: str, zone_name: str) -> datetime:
    """An instant as a person writes one in a header; without an offset it is on that zone's wall clock.

    A bare day is its noon there: never midnight UTC, which is another day for half of the world.

    Raises:
        BadValue: the text is no date, or no date that exists.
    """
    day, clock, offset = _read_parts(text)
    naive = datetime.combine(day, clock if clock is not None else time(12))
    if offset:
        return datetime.fromisoformat(f"{naive.isoformat()}{offset}")
    return on_the_wall(naive, zone_name)


def read_wall(text: str, now: datetime, zone_name: str, usual: time) -> datetime:
    """An instant as a person plans one: on that zone's wall clock exactly once, at the usual hour where none is said.

    One that is past is what it is: whoever asked must refuse it, and what its clocks did then does not matter.

    Raises:
        BadValue: the text is no date, or its time is jumped over, or comes twice and no offset says which is meant.
    """
    day, said, offset = _read_parts(text)
    naive = datetime.combine(day, said if said is not None else usual)
    if offset:
        return datetime.fromisoformat(f"{naive.isoformat()}{offset}").astimezone(zone(zone_name))
    if naive <= now.astimezone(zone(zone_name)).replace(tzinfo=None):
        return naive.replace(tzinfo=zone(zone_name))
    return once_on_the_wall(naive, zone_name)


def stamp(instant: datetime) -> str:
    """ISO 8601 with offset, to the second: how every instant is written.

    In years in which a place was some seconds off the hour, which ISO 8601 cannot say, the offset is that of UTC.
    """
    offset = instant.utcoffset()
    is_whole = offset is None or not offset.total_seconds() % 60
    return (instant if is_whole else instant.astimezone(UTC)).isoformat(timespec="seconds")


def place_of(zone_name: str) -> str:
    """`America/Los_Angeles` as `Los Angeles`."""
    return zone_name.rpartition("/")[2].replace("_", " ")


def clocks(instant: datetime, zone_names: list[str], calendar: Calendar = BRITISH) -> str:
    """One instant on several walls: `Sun 22 Nov 2026, 22:30 Los Angeles · Mon 06:30 London`.

    The day is said again only where it differs.
    """
    walls = [(instant.astimezone(zone(name)), place_of(name)) for name in zone_names]
    first = walls[0][0]
    said = [f"{day_words(first.date(), calendar)}, {calendar.time(first)} {walls[0][1]}"]
    for local, place in walls[1:]:
        day = f"{calendar.weekdays[local.weekday()]} " if local.date() != first.date() else ""
        said.append(f"{day}{calendar.time(local)} {place}")
    return " · ".join(said)


def day_words(day: date, calendar: Calendar = BRITISH) -> str:
    """`Sun 22 Nov 2026`: the month in letters, so that the other side of an ocean cannot misread it."""
    weekday, month = calendar.weekdays[day.weekday()], calendar.short[day.month - 1]
    return calendar.day.format(weekday=weekday, day=day.day, month=month, year=day.year)


def _read_parts(text: str) -> tuple[date, time | None, str]:
    """(day, wall time or None, offset or "")."""
    words = text.strip()
    found = _ISO.fullmatch(words) or _ISO.fullmatch(_as_iso(words))
    if not found:
        raise BadValue(f"'{text}' is not a date that can only mean one day", DATE_HINT)
    try:
        day = date(*map(int, found["day"].split("-")))
        if found["hour"] is None:
            return day, None, ""
        clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        raise BadValue(f"'{text}' is a day or a time that does not exist", DATE_HINT) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise BadValue(f"'{text}' is in a year that nobody writes in", DATE_HINT)
    offset = found["offset"] or ""
    if offset and offset.upper() != "Z" and (int(offset[1:3]) > _FARTHEST or int(offset[-2:]) > 59):
        raise BadValue(f"'{text}' has an offset that no place on earth uses", DATE_HINT)
    return day, clock, "+00:00" if offset.upper() == "Z" else offset


def _as_iso(words: str) -> str:
    """`22 November 2026 21:30` as `2026-11-22 21:30`; anything else as it is."""
    worded = re.fullmatch(_WORDED, words)
    month = (worded["m1"] or worded["m2"]).lower()[:3] if worded else ""
    if not worded or month not in _MONTHS:
        return words
    return f"{worded['year']}-{_MONTHS.index(month) + 1}-{worded['d1'] or worded['d2']}{worded['rest']}"
