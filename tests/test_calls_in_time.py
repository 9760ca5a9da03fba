"""2,000 calls over 40 zones, from the words that somebody types to the file, the page and the calendar, against dateutil.

Both read the very zones that dateutil brings along, so that they can differ by their code alone.
"""

from __future__ import annotations

import random
import re
import tarfile
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import dateutil.zoneinfo
import pytest
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta
from icalendar import Calendar

from mentorlog.actions import calls
from mentorlog.actions.start import begin
from mentorlog.actions.writer import Writer
from mentorlog.calendar.events import to_ical
from mentorlog.codec.entries import write_entry
from mentorlog.codec.people import write_people
from mentorlog.errors import BadValue
from mentorlog.model.person import People, Person, Role
from mentorlog.repository.repository import Repository
from mentorlog.website.pages import pages
from mentorlog.website.site import Site
from mentorlog.website.words import Words
from tests.conftest import NOW, Cli, entropy

COUNT = 800
ZONES = [
    "America/Los_Angeles", "Europe/London", "America/New_York", "America/Phoenix", "America/St_Johns", "America/Halifax",
    "America/Santiago", "America/Asuncion", "America/Sao_Paulo", "America/Havana", "America/Nuuk", "America/Mexico_City",
    "Europe/Dublin", "Europe/Berlin", "Europe/Istanbul", "Europe/Moscow", "Europe/Chisinau", "Africa/Casablanca",
    "Africa/Cairo", "Africa/Nairobi", "Africa/Johannesburg", "Asia/Jerusalem", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran",
    "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Yangon", "Asia/Tokyo", "Asia/Pyongyang",
    "Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Eucla", "Pacific/Auckland",
    "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati",
]  # fmt: skip
NTHS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
WEEKDAYS = [MO, TU, WE, TH, FR, SA, SU]
NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTHS = ["jan", "feb", "march", "april", "may", "june", "july", "aug", "sept", "oct", "november", "december"]


@dataclass
class Case:
    """Words, and what they mean: an instant, or None for a time that is none or two."""

    words: str
    host: str
    now: datetime
    meant: datetime | None


def oracle(name: str) -> tzinfo:
    """The zone as dateutil reads it."""
    zone = dateutil.zoneinfo.get_zonefile_instance().get(name)
    assert zone is not None
    return zone


def instants(wall: datetime, zone: tzinfo) -> list[datetime]:
    """All instants at which that wall shows it, in order.

    Found from UTC alone: dateutil's own `datetime_ambiguous` errs by an hour where winter is the time that is saved, as
    in Dublin.
    """
    around = [wall.replace(tzinfo=UTC) + timedelta(hours=hours) for hours in range(-30, 31)]
    offsets = {each.astimezone(zone).utcoffset() or timedelta() for each in around}
    found = [wall.replace(tzinfo=UTC) - offset for offset in offsets]
    return sorted(each for each in found if each.astimezone(zone).replace(tzinfo=None, fold=0) == wall)


def instant(wall: datetime, zone: tzinfo) -> datetime | None:
    """The one instant at which that wall shows it; None for a time that is none or two."""
    found = instants(wall, zone)
    return found[0] if len(found) == 1 else None


def edges(zone: tzinfo) -> list[datetime]:
    """Walls at which a clock is about to change, or has just done so."""
    days = [datetime(2026, 12, 1, 12, tzinfo=UTC) + timedelta(days=count) for count in range(3300)]
    found = []
    for day, following in pairwise(days):
        if day.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            steps = (day + timedelta(minutes=15 * count) for count in range(97))
            late = next(
                each for each in steps if each.astimezone(zone).utcoffset() == following.astimezone(zone).utcoffset()
            )
            found += [
                late.astimezone(zone).replace(tzinfo=None) + timedelta(minutes=shift) for shift in range(-90, 91, 15)
            ]
            found += [
                (late - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None, second=0) + timedelta(minutes=shift)
                for shift in range(1, 90, 15)
            ]
    return found


def cases() -> Iterator[Case]:
    """As many calls as are asked for: plain ones, and ones at the edges of every clock's changes."""
    chance = random.Random(2026)  # noqa: S311 - it chooses times, not secrets
    zones = {name: oracle(name) for name in ZONES}
    odd = {name: edges(zone) for name, zone in zones.items()}
    for number in range(COUNT):
        name = ZONES[number % len(ZONES)]
        zone = zones[name]
        now = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(minutes=chance.randrange(60 * 24 * 300))
        ahead = timedelta(minutes=15 * chance.randrange(4, 4 * 24 * 365 * 8))
        wall = (now + ahead).astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
        if odd[name] and chance.random() < 0.7:
            wall = chance.choice([each for each in odd[name] if each > datetime(2027, 12, 1)])
        host = f"z{number % len(ZONES)}"
        kind = chance.choice(["iso", "worded", "offset", "nth", "span", "soon"])
        yield case(kind, wall, zone, now, host, chance)


def case(kind: str, wall: datetime, zone: tzinfo, now: datetime, host: str, chance: random.Random) -> Case:
    """One call, said in one way."""
    at = f"{wall:%H:%M}"
    if kind == "worded":
        return Case(f"{wall.day} {wall:%B %Y} {at}", host, now, instant(wall, zone))
    if kind == "offset" and (found := instants(wall, zone)):
        meant = chance.choice(found)
        offset = meant.astimezone(zone).isoformat(timespec="minutes")[-6:]
        return Case(f"{wall:%Y-%m-%d} {at} {offset}", host, now, meant)
    if kind == "nth":
        word, nth = chance.choice(list(NTHS.items()))
        number = chance.randrange(7)
        first = datetime(wall.year, wall.month, 1)
        day = first + (
            relativedelta(day=31, weekday=WEEKDAYS[number](-1))
            if nth < 0
            else relativedelta(weekday=WEEKDAYS[number](nth))
        )
        then = datetime.combine(day, wall.time())
        return Case(
            f"{word} {NAMES[number]} of {MONTHS[wall.month - 1]} {wall.year} {at}", host, now, instant(then, zone)
        )
    today = (now.astimezone(zone) - timedelta(hours=4)).replace(tzinfo=None)
    if kind == "span":
        weeks = chance.randrange(1, 50)
        then = datetime.combine(today + timedelta(weeks=weeks), wall.time())
        return Case(f"in {weeks} weeks {at}", host, now, instant(then, zone))
    if kind == "soon":
        number = chance.randrange(7)
        then = datetime.combine(today + relativedelta(days=1, weekday=WEEKDAYS[number](1)), wall.time())
        return Case(f"{NAMES[number]} {at}", host, now, instant(then, zone))
    return Case(f"{wall:%Y-%m-%d} {at}", host, now, instant(wall, zone))


@pytest.fixture
def packaged(tmp_path: Path) -> Iterator[None]:
    """The same zones for our own code, whatever this machine has."""
    kept = resources.files("dateutil.zoneinfo").joinpath(dateutil.zoneinfo.ZONEFILENAME)
    with kept.open("rb") as file, tarfile.open(fileobj=file) as archive:
        archive.extractall(tmp_path / "zones", filter="data")
    zoneinfo.reset_tzpath([tmp_path / "zones"])
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()


@pytest.fixture
def travellers(tmp_path: Path, packaged: None) -> Repository:  # noqa: ARG001 - it is wanted first
    """A journal of as many people as zones."""
    people = People(
        Person(
            f"z{number}", f"Z{number} Example", f"z{number}@example.org", Role.MENTEE if number else Role.MENTOR, zone
        )
        for number, zone in enumerate(ZONES)
    )
    return begin(tmp_path / "planned", people, "z0", NOW)


def test_every_call_is_the_same_instant_in_words_file_page_and_calendar(travellers: Repository, tmp_path: Path) -> None:
    held = tmp_path / "held"
    (held / "calls").mkdir(parents=True)
    (held / "pyproject.toml").write_text(f"[tool.mentorlog]\n{write_people(travellers.people)}")
    random_bytes, meant = entropy(), {}
    counts = {True: 0, False: 0}
    for each in cases():
        writer = Writer(travellers, travellers.people["z0"], each.now, random_bytes)
        plan = calls.Plan(each.words, host=each.host, body="")
        counts[each.meant is not None and each.meant > each.now] += 1
        if each.meant is None or each.meant <= each.now:
            with pytest.raises(BadValue):
                raise AssertionError(each, calls.planned(writer, plan).when)
            continue
        entry = calls.planned(writer, plan)
        meant[entry.id] = each.meant
        (held / f"calls/{entry.id}.md").write_text(write_entry(entry))
    assert counts[True] + counts[False] == COUNT
    assert counts[False] > COUNT // 20, "gaps and folds are among them"
    journal = Repository.open(held).load()
    read = {each.id: each.when.astimezone(UTC) for each in journal.entries}
    assert {id_: (read[id_], when) for id_, when in meant.items() if read[id_] != when} == {}
    shown = {}
    for page in pages(Site(journal), "x", Words()):
        if page.template == "entry.html":
            (told,) = set(re.findall(r'data-starts="([^"]+)"', page.html()))
            first = re.search(r'<time datetime="([^"]+)"', page.html())
            assert first
            assert first[1] == told
            shown[page.given["entry"].id] = datetime.fromisoformat(told).astimezone(UTC)
    assert shown == meant
    calendar: Any = Calendar.from_ical(to_ical(journal, "x"))
    events = {
        str(each["UID"]).partition("@")[0]: each["DTSTART"].dt.astimezone(UTC) for each in calendar.walk("VEVENT")
    }
    assert events == meant


def test_a_call_in_every_zone_by_the_program_itself(travellers: Repository) -> None:
    cli, rows = Cli(travellers.root), {}
    for number, name in enumerate(ZONES):
        zone = oracle(name)
        walls = [datetime(2028, 1, 1) + timedelta(days=9 * count + number, hours=number % 24) for count in range(40)]
        wall = next(each for each in walls if instant(each, zone))
        told = cli.ok("call", "new", f"{wall:%Y-%m-%d %H:%M}", "--host", f"z{number}", "--body", "x")
        rows[re.findall(r"c-\w{8}", told)[0]] = instant(wall, zone)
    journal = Repository.open(travellers.root).load()
    assert {each.id: each.when.astimezone(UTC) for each in journal.entries} == rows
    assert len(rows) == len(ZONES)


def test_it_can_fail() -> None:
    """A clock that is read without its summer time is found out."""
    zone = oracle("Europe/London")
    summer = datetime.combine(datetime(2027, 7, 1), time(9))
    assert instant(summer, zone) != summer.replace(tzinfo=UTC)
    assert instant(datetime(2027, 3, 28, 1, 30), zone) is None
    assert instant(datetime(2027, 10, 31, 1, 30), zone) is None
