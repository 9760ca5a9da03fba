"""The axis of time: days, months, strips of feelings; and where everything has its address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mentorlog.model.entry import Channel
from mentorlog.model.journal import Journal
from mentorlog.website.lanes import MOST, lanes, long_strip, month_strip, strip
from mentorlog.website.pages import pages
from mentorlog.website.site import Site
from mentorlog.website.words import Words
from tests.conftest import PEOPLE
from tests.website.test_pages import ANSWERED, BEFORE, CALL, GATE, OPEN, SMALL, entry


def test_entries_stand_side_by_side_on_the_day_they_belong_to() -> None:
    undated = replace(BEFORE, id="d-00000009", date=None)
    days = lanes([OPEN, GATE, CALL, undated])
    assert [day.day for day in days] == [None, date(2026, 11, 22), date(2026, 12, 3)]
    assert days[1].lanes == {Channel.DIARY: [GATE], Channel.QUESTION: [OPEN], Channel.CALL: []}


def test_a_month_has_all_its_days_and_what_was_felt_on_them() -> None:
    cells = month_strip("2026-11", [GATE, BEFORE])
    assert len(cells) == 30
    assert [(cell.key, cell.feelings) for cell in cells if cell.feelings] == [("2026-11-22", ["tired", "<b>"])]
    assert month_strip("2026-10", [BEFORE]) == []


def test_a_long_time_is_told_by_months_and_a_short_one_by_days() -> None:
    late = replace(GATE, id="d-00000008", date=GATE.date and GATE.date.replace(year=2027))
    assert [len(cell.key) for cell in strip([GATE])] == [10] * 30
    assert [cell.key for cell in strip([GATE, late])][::12] == ["2026-11", "2027-11"]
    assert strip([BEFORE]) == []


def test_a_mistyped_year_brings_no_thousands_of_months() -> None:
    lost = replace(GATE, id="d-00000007", date=GATE.date and GATE.date.replace(year=1026))
    assert len(long_strip([lost, GATE])) == 240


def test_a_long_theme_has_a_page_a_year_and_loses_none() -> None:
    many = [
        entry(f"d-000{n:05}", f"Day {n}", f"20{24 + n // 100}-12-31T{n % 24:02}:30:00-08:00", tags=("x",))
        for n in range(220)
    ]
    many.append(replace(many[0], id="d-99999999", path="journal/undated.md", date=None))
    found = [page for page in pages(Site(Journal(PEOPLE, many)), "x", Words()) if page.path.startswith("themes/x")]
    assert [page.path for page in found] == [
        "themes/x.2024.html",
        "themes/x.2025.html",
        "themes/x.html",
        "themes/x.undated.html",
    ]
    assert sum(page.html().count('class="ml-lane"') for page in found) == 221


def test_words_that_differ_in_case_spaces_or_how_accents_are_written_are_one_theme() -> None:
    tags = ("Café  talk", "cafe\u0301 talk", "CAFÉ TALK")
    entries = [replace(BEFORE, id=f"d-0000002{n}", path=f"journal/{n}.md", tags=(tag,)) for n, tag in enumerate(tags)]
    site = Site(Journal(PEOPLE, entries))
    assert [(theme.word, len(theme.entries)) for theme in site.tags.values()] == [("Café talk", 3)]


def test_no_two_pages_have_one_address_whatever_a_tag_is() -> None:
    odd = ("index", "a b", "a-b", "...", "!!", "con", "../x", "日本", "x" * 300, " ", "search", "404")
    journal = Journal(PEOPLE, [replace(BEFORE, tags=odd), replace(GATE, feelings=odd), ANSWERED])
    found = [page.path for page in pages(Site(journal), "x", Words())]
    assert len(found) == len({path.casefold() for path in found})
    assert all(".." not in path and len(path.encode()) < 255 for path in found)


def test_tags_without_end_have_pages_to_an_end() -> None:
    site = Site(Journal(PEOPLE, [replace(BEFORE, tags=tuple(f"t{n}" for n in range(1000)))]))
    assert len(site.tags) == MOST


def test_an_entry_is_found_by_its_id_its_file_and_its_title() -> None:
    site = Site(SMALL)
    for name in ("d-00000001", "the <gate> & i", "journal/d-00000001.md"):
        assert site.ask("name", name) == "journal/d-00000001.html"
