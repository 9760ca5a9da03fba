"""Entry files, by hand and by us."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.codec.entries import complete, read_entry, write_entry
from mentorlog.codec.front_matter import parse
from mentorlog.errors import Unreadable
from mentorlog.model.entry import Call, Channel, Entry
from mentorlog.model.ids import derived_id
from mentorlog.model.journal import Problem
from tests.conftest import PEOPLE

PATH = "journal/2026/2026-11-22-a-long-day.md"


def read(text: str, channel: Channel = Channel.DIARY, path: str = PATH) -> tuple[Entry, list[Problem]]:
    """Read a text as an entry of that channel."""
    return read_entry(text, path, channel, PEOPLE)


def test_a_file_with_nothing_but_words_is_an_entry() -> None:
    entry, doubts = read("Note: today I was late.\n\n# The gate\n\nIt was shut.\n")
    assert entry.id == derived_id("d", PATH)
    assert not entry.has_id
    assert entry.title == "The gate"
    assert entry.body.startswith("Note: today")
    assert entry.date is None
    assert doubts == []


def test_a_title_comes_from_the_file_name_where_nothing_else_says_one() -> None:
    assert read("Words.\n")[0].title == "A long day"


@pytest.mark.parametrize(
    ("written", "zone", "meant"),
    [
        ("2026-11-22T21:30:00-08:00", "", "2026-11-22T21:30:00-08:00"),
        ("2026-11-22 21:30", "", "2026-11-22T21:30:00-08:00"),
        ("2026-11-22 21:30", "Europe/London", "2026-11-22T21:30:00+00:00"),
        ("2026-11-22", "", "2026-11-22T12:00:00-08:00"),
        ("22 November 2026", "", "2026-11-22T12:00:00-08:00"),
        ("Nov 22nd, 2026 21:30", "", "2026-11-22T21:30:00-08:00"),
        ("2026-7-4 9.05", "", "2026-07-04T09:05:00-07:00"),
        ("2026-11-22T05:30:00Z", "", "2026-11-22T05:30:00+00:00"),
    ],
)
def test_a_date_is_read_as_it_was_meant(written: str, zone: str, meant: str) -> None:
    entry, doubts = read(f"---\nauthor: ada\ndate: {written}\n{f'zone: {zone}' if zone else '# none'}\n---\n")
    assert entry.date == datetime.fromisoformat(meant)
    assert doubts == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("date: 2026-02-30", "does not exist"),
        ("date: 11/12/2026", "only mean one day"),
        ("date: last week", "only mean one day"),
        ("date: 2026-11-22 21:30 +23:60", "no place on earth"),
        ("date: 2026-11-22 21:30 +08:99", "no place on earth"),
        ("zone: NO", "not a time zone"),
        ("zone: PST", "not a time zone"),
        ("zone: ../../etc/passwd", "not a time zone"),
        ("happened: soon", "only mean one day"),
        ("id: 0123", "not an id"),
        ("id: D-ILOU0000", "not an id"),
    ],
)
def test_what_cannot_be_meant_is_a_doubt_with_its_line_and_the_entry_is_still_there(line: str, says: str) -> None:
    entry, doubts = read(f"---\nauthor: ada\n{line}\n---\nWords.\n")
    assert entry.body == "Words.\n"
    assert entry.zone == "America/Los_Angeles"
    assert [(doubt.line, doubt.path) for doubt in doubts] == [(3, PATH)]
    assert says in doubts[0].message
    assert doubts[0].hint


def test_a_broken_header_says_where() -> None:
    with pytest.raises(Unreadable) as error:
        read("---\ntitle: A\n\nWords.\n")
    assert str(error.value).startswith(f"{PATH}:1: ")


def test_line_ends_of_windows_are_read_as_ours() -> None:
    assert read("---\r\ntitle: A\r\n---\r\none\r\ntwo\r\n")[0].body == "one\ntwo\n"


def test_a_call_keeps_the_wall_clock_of_its_host() -> None:
    entry, doubts = read("---\nauthor: ada\nhost: james\nstarts: 2026-03-19T16:00\nminutes: 45\n---\n", Channel.CALL)
    assert entry.call == Call(datetime(2026, 3, 19, 16, tzinfo=UTC), 45, "james")
    assert entry.zone == "Europe/London"
    assert doubts == []


def test_a_call_that_begins_when_the_clock_jumps_is_a_doubt() -> None:
    entry, doubts = read("---\nauthor: ada\nstarts: 2026-03-08T02:30\nstate: done\nminutes: long\n---\n", Channel.CALL)
    assert entry.call is not None
    assert entry.call.starts is None
    assert ["does not exist" in doubts[0].message, *(doubt.line for doubt in doubts)] == [True, 3, 5, 4]


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30).map(str.strip)
ENTRIES = st.builds(
    Entry,
    id=st.just("d-00000001"),
    channel=st.just(Channel.DIARY),
    title=WORDS.filter(bool),
    author=st.just("ada"),
    date=st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(lambda d: d.replace(microsecond=0, tzinfo=UTC)),
    zone=st.sampled_from(["America/Los_Angeles", "Europe/London", "Asia/Kathmandu"]),
    path=st.just(PATH),
    body=st.just("\nWords: of mine.\n"),
    happened=st.none() | st.dates(date(1900, 1, 1)),
    feelings=st.lists(WORDS.filter(bool), max_size=3).map(tuple),
    tags=st.lists(WORDS.map(lambda word: word.lstrip("#")).filter(bool), max_size=3).map(tuple),
    about=st.lists(st.just("q-00000002"), max_size=1).map(tuple),
    agenda=st.booleans(),
)


@given(ENTRIES)
def test_an_entry_that_we_write_is_the_entry_that_we_read(entry: Entry) -> None:
    again, doubts = read(write_entry(entry))
    assert again == entry
    assert doubts == []


def test_completing_a_hand_made_file_adds_only_what_is_missing() -> None:
    text = "---\ntitle: Mine   # keep\nmood: odd\n---\nWords.\n"
    entry, _ = read(text)
    whole = replace(entry, author="ada", date=datetime(2026, 11, 22, 5, tzinfo=UTC))
    assert complete(parse(text), whole).text == (
        "---\ntitle: Mine   # keep\nmood: odd\n"
        f"id: {entry.id}\nauthor: ada\ndate: 2026-11-22T05:00:00+00:00\nzone: UTC\n---\nWords.\n"
    )


@given(st.text(), st.sampled_from(Channel))
def test_reading_an_entry_raises_nothing_but_our_own_error(text: str, channel: Channel) -> None:
    for candidate in (text, f"---\n{text}\n---\n", f"---\ndate: {text}\nzone: {text}\nstarts: {text}\n---\n"):
        try:
            read(candidate, channel)
        except Unreadable as error:
            assert error.path == PATH
