"""Pages: golden HTML of a small journal, and what holds for any."""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mentorlog.model import anchor
from mentorlog.model.comment import Comment, Motivation
from mentorlog.model.entry import Call, Channel, Entry
from mentorlog.model.journal import Journal, Problem
from mentorlog.website.pages import Page
from mentorlog.website.pages import pages as pages_of
from mentorlog.website.site import Site
from mentorlog.website.templating import excerpt
from mentorlog.website.view import View
from mentorlog.website.words import Words
from tests.conftest import PEOPLE, ROOT

GOLDEN = ROOT / "tests/golden/pages"
HERE, THERE = "America/Los_Angeles", "Europe/London"


def pages(journal: Journal, name: str, words: Words | None = None) -> list[Page]:
    """The pages of a journal without photos."""
    return list(pages_of(Site(journal), name, words or Words()))


def entry(id_: str, title: str, date: str, body: str = "Words.\n", **more: object) -> Entry:
    """An entry of Ada's."""
    channel = next(channel for channel in Channel if channel.letter == id_[0])
    path = f"{channel.folder}/{id_}.md"
    made = Entry(id_, channel, title, "ada", datetime.fromisoformat(date), HERE, path, body, "b" * 40)
    return replace(made, **more)  # type: ignore[arg-type]


def comment(number: int, on: Entry, author: str, body: str, **more: object) -> Comment:
    """A comment."""
    id_ = f"01kb00000000000000000000{number:02}"
    made = Comment(id_, on.id, author, datetime(2026, 11, 23, 8, number, tzinfo=UTC), body=body)
    return replace(made, **more)  # type: ignore[arg-type]


GATE = entry(
    "d-00000001",
    "The <gate> & I",
    "2026-11-22T22:30:00-08:00",
    "\nNote: I was *tired*. The gate was shut.\n\n[Before](d-00000002.md)\n",
    feelings=("tired", "<b>"),
    tags=("feedback",),
    about=("q-00000001",),
    happened=datetime(2026, 11, 21, tzinfo=UTC).date(),
)
BEFORE = entry("d-00000002", "Before", "2026-10-02T08:00:00-07:00")
OPEN = entry(
    "q-00000001", "How do I begin?", "2026-11-22T20:00:00-08:00", "", needed_by=datetime(2026, 11, 23, 17, tzinfo=UTC)
)
ANSWERED = entry("q-00000002", "Where do I sit?", "2026-11-20T20:00:00-08:00", "Near the door?\n")
CALL = entry(
    "c-00000001",
    "Monthly call",
    "2026-11-01T08:00:00-08:00",
    call=Call(datetime(2026, 12, 3, 17, tzinfo=UTC), 60, "ada", link="https://meet.example.org/us"),
)
SMALL = Journal(
    PEOPLE,
    [GATE, BEFORE, OPEN, ANSWERED, CALL],
    [
        comment(1, GATE, "james", "Who had the key?", target=anchor.target(GATE.body, 22, 40, "b" * 40)),
        comment(2, GATE, "ada", "The *caretaker*.", in_reply_to="01kb0000000000000000000001"),
        comment(3, GATE, "james", "", motivation=Motivation.READING),
        comment(4, GATE, "james", "Gone?", target=anchor.Target("words that nobody ever wrote")),
        comment(5, GATE, "james", "Never mind."),
        comment(6, GATE, "james", "", retracts="01kb0000000000000000000005"),
        comment(7, GATE, "james", "Settled."),
        comment(8, GATE, "ada", "", resolves="01kb0000000000000000000007"),
        comment(9, ANSWERED, "james", "By the <door>.", motivation=Motivation.ANSWERING),
        comment(10, ANSWERED, "ada", "I did.", motivation=Motivation.REPORTING),
        comment(11, GATE, "james", "New word", motivation="highlighting"),
    ],
    problems=[Problem("journal/bad.md", "the header is never closed", "close it", 1, unreadable="d-0bad0bad")],
)


def test_a_month_into_which_thousands_of_comments_were_brought_tells_the_last() -> None:
    said = [Comment(f"{n:026}", GATE.id, "ada", GATE.when, body="Brought in.") for n in range(500)]
    made = {page.path: page.html() for page in pages(Journal(PEOPLE, [GATE], said), "x")}
    month = made["timeline/2026-11.html"]
    assert month.count("<li>") == 400
    assert "and 101 more" in month


@pytest.mark.parametrize("page", pages(SMALL, "Ada & James"), ids=lambda page: page.path)
def test_a_page_is_what_the_golden_case_holds(page: Page) -> None:
    path = GOLDEN / page.path.replace("/", "-")
    html = page.html()
    if os.environ.get("MENTORLOG_GOLDEN") == "write":
        path.write_text(html, encoding="utf-8")
    assert html == path.read_text(encoding="utf-8")


def test_every_entry_and_every_unreadable_file_has_one_page() -> None:
    found = [page.path for page in pages(SMALL, "x")]
    assert len(found) == len(set(found))
    assert {f"{each.channel.folder}/{each.id}.html" for each in SMALL.entries} < set(found)
    assert "journal/d-0bad0bad.html" in found


def test_two_files_with_one_id_both_have_a_page_and_a_link() -> None:
    twin = replace(BEFORE, path="journal/twin.md", title="Twin")
    made = {page.path: page for page in pages(Journal(PEOPLE, [BEFORE, twin]), "x")}
    assert {"journal/d-00000002.html", "journal/d-00000002-2.html"} < made.keys()
    assert "d-00000002-2.html" in made["journal/index.html"].html()


def test_every_link_of_every_page_leads_to_a_page_or_a_place_on_it() -> None:
    made = {page.path: page.html() for page in pages(SMALL, "x")}
    for path, html in made.items():
        for address in re.findall(r'href="([^"]*)"', html):
            if address.startswith("https:") or address == "calendar.ics":
                continue
            goal, _, part = address.partition("#")
            reached = posixpath.normpath(posixpath.join(posixpath.dirname(path), goal)) if goal else path
            assert reached in made
            assert not part or f'id="{part}"' in made[reached]


def test_no_page_lists_all_pages() -> None:
    many = [
        entry(f"d-000{n:05}", f"Day {n}", f"20{10 + n // 360}-{n // 30 % 12 + 1:02}-{n % 28 + 1:02}T12:00:00-08:00")
        for n in range(1500)
    ]
    longest = max(page.html().count("<a ") for page in pages(Journal(PEOPLE, many), "x"))
    assert longest < 100


def test_no_page_contains_the_present_and_all_are_made_the_same_twice() -> None:
    once, again = ([page.html() for page in pages(SMALL, "x")] for _ in range(2))
    assert once == again
    assert not any(word in html for html in once for word in (" ago", "in 3 h", "overdue"))


def test_nobodys_words_are_markup() -> None:
    for page in pages(SMALL, "<script>"):
        html = page.html()
        assert "<script" not in html.replace('<script defer src="assets/mentorlog/search.js">', "")
        assert "<gate>" not in html
        assert "<door>" not in html


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("# One\n\n- [two](http://x) *three*\n> four", "two three four"),
        ("## A\n\n1. one\n2. two\n\n* three", "one · two · three"),
        ("a < b, c > d and snake_case", "a < b, c > d and snake_case"),
        ("word " * 100, "word " * 36 + "…"),
        ("| a | b |\n|---|---|\ntext", "text"),
    ],
)
def test_an_excerpt_is_plain_words(markdown: str, words: str) -> None:
    assert excerpt(markdown) == words


def test_a_period_is_said_in_words() -> None:
    view = View(Site(SMALL), "index.html", Words())
    periods = [view.period(key) for key in ("2026-11-22", "2026-11", "2026", "undated")]
    assert periods == ["Sun 22 Nov 2026", "November 2026", "2026", "Undated"]


def test_every_golden_page_is_of_a_page_that_is_made() -> None:
    made = {page.path.replace("/", "-") for page in pages(SMALL, "x")}
    assert {path.name for path in GOLDEN.iterdir()} == made


def test_what_was_taken_back_is_on_no_page_though_its_thread_is_settled() -> None:
    said = comment(1, GATE, "james", "A secret word.")
    acts = [
        said,
        comment(2, GATE, "ada", "A reply.", in_reply_to=said.id),
        comment(3, GATE, "james", "", retracts=said.id),
        comment(4, GATE, "ada", "", resolves=said.id),
    ]
    shown = "".join(page.html() for page in pages(Journal(PEOPLE, [GATE], acts), "Ours"))
    assert "A reply." in shown
    assert "A secret word." not in shown


def test_the_next_call_of_a_series_is_shown_though_a_later_one_is_prepared() -> None:
    from mentorlog.model.series import Series
    from mentorlog.website.calls import to_come
    from tests.model.test_series import head, own

    begun = head(state="held")
    series = Series.of(begun)
    assert series
    march = own(begun, next(slot for slot in series.slots() if slot.month == 3), "cancelled")
    slots = [each["slot"] for each in to_come(Journal(PEOPLE, [begun, march]))]
    assert slots[:3] == ["2027-01-07T09:00", "2027-02-04T09:00", "2027-04-01T09:00"]
