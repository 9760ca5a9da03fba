"""Whoever reads, with whatever: axe-core, the accessibility tree, the keyboard, print, zoom, and what a page weighs."""

from __future__ import annotations

import os
import re
from html import unescape
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from plain import Server
from playwright.sync_api import Browser, Page

from mentorlog.website.publication import SCRIPT, STYLE
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

KINDS = {
    "home": "index.html",
    "diary": "journal/index.html",
    "month": "journal/2026-10.html",
    "entry": "journal/d-651c1ztn.html",
    "rich entry": "journal/d-r0000000.html",
    "questions": "questions/index.html",
    "question": "questions/q-h0jd5cz4.html",
    "calls": "calls/index.html",
    "year of calls": "calls/2026.html",
    "call": "calls/c-q3n2363j.html",
    "themes": "themes/index.html",
    "theme": "themes/feedback.html",
    "feeling": "feelings/tired.html",
    "matters": "matters/index.html",
    "matter": "matters/d-89ant3eg.html",
    "history": "history/journal-d-4ga9n5cc.html",
    "timeline": "timeline/index.html",
    "month of the timeline": "timeline/2026-10.html",
    "insights": "insights/index.html",
    "codes": "codes/index.html",
    "code": "codes/avoiding.html",
    "memos": "insights/memos.html",
    "search": "search.html?q=board",
    "not here": "404.html",
}
NOW = "2026-11-16T18:00:00Z"
GOLDEN = ROOT / "tests/golden/trees"
_HEAVIEST = 60_000
"""Bytes of an entry's page beyond its own words and Material's assets."""


def opened(browser: Browser, site: Server, kind: str, width: int = 1400, **more: object) -> Page:
    """A page of a kind, at a moment, as it is read in England."""
    page = browser.new_page(viewport={"width": width, "height": 900}, timezone_id="Europe/London", **more)  # type: ignore[arg-type]
    page.clock.set_fixed_time(NOW)
    page.goto(site.link + KINDS[kind])
    if kind == "search":
        page.locator("#results li").first.wait_for()
    return page


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(browser: Browser, sample_site: Server, kind: str) -> None:
    page = opened(browser, sample_site, kind, reduced_motion="reduce")
    looks: list[tuple[Literal["light", "dark"], int]] = [("light", 360), ("dark", 1400)]
    for scheme, width in looks:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        if kind == "search":
            page.locator("#results li").first.wait_for()
        found = Axe().run(page).response["violations"]
        told = [(each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in found]
        assert told == [], (kind, width, scheme)
    page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_the_accessibility_tree_is_what_the_golden_case_holds(browser: Browser, sample_site: Server, kind: str) -> None:
    page = opened(browser, sample_site, kind)
    tree = page.locator("body").aria_snapshot() + "\n"
    page.close()
    path = GOLDEN / f"{kind.replace(' ', '-')}.yml"
    if os.environ.get("MENTORLOG_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(tree, encoding="utf-8")
    assert tree == path.read_text(encoding="utf-8")


def test_every_golden_tree_is_of_a_kind_of_page() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == {kind.replace(" ", "-") for kind in KINDS}


_FOCUSABLE = "a[href], button, input:not([type=hidden]), select, summary"
_SEEN = """() => {
  const at = document.activeElement;
  if (at === document.body) { return [null, true]; }
  const style = getComputedStyle(at);
  const label = at.labels && at.labels[0] && getComputedStyle(at.labels[0]);
  const outlined = style.outlineStyle !== "none" && style.outlineWidth !== "0px";
  return [at.dataset.place, outlined || at.matches("input, select") || !!label];
}"""


@pytest.mark.parametrize("kind", ["home", "entry", "theme", "search", "calls"])
def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(
    browser: Browser, sample_site: Server, kind: str
) -> None:
    page = opened(browser, sample_site, kind)
    wanted = page.evaluate(
        """selector => Array.from(document.querySelectorAll(selector))
        .filter(each => each.checkVisibility() && !each.disabled && !each.closest("[hidden]"))
        .map((each, place) => { each.dataset.place = place; return [String(place), each.outerHTML.slice(0, 400)]; })""",
        _FOCUSABLE,
    )
    reached = set()
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        place, is_shown = page.evaluate(_SEEN)
        reached.add(place)
        assert is_shown, (kind, place)
    radios = {place for place, markup in wanted if 'type="radio"' in markup}
    assert [markup for place, markup in wanted if place not in reached | radios] == []
    page.close()


def test_an_entry_weighs_little_and_its_first_paint_needs_no_script(browser: Browser, sample_site: Server) -> None:
    for kind in ("entry", "rich entry"):
        html = (sample_site.folder / KINDS[kind]).read_text(encoding="utf-8")
        words = unescape(re.sub(r"<script.*?</script>|<[^>]*>", "", html, flags=re.DOTALL))
        own = sum((sample_site.folder / name).stat().st_size for name in (STYLE, SCRIPT))
        assert len(html.encode()) - len(" ".join(words.split()).encode()) + own < _HEAVIEST
    page = browser.new_page(java_script_enabled=False, viewport={"width": 360, "height": 900})
    page.goto(sample_site.link + KINDS["entry"])
    assert page.locator(".ml-body").is_visible()
    assert page.locator(".ml-remark").first.is_visible()
    page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_off_at_any_width_nor_at_twice_the_size(
    browser: Browser, sample_site: Server, kind: str
) -> None:
    page = opened(browser, sample_site, kind, 320)
    for width in (320, 360, 640, 900, 1400, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (kind, width)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '250%'")  # Material's is 125
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), kind
    page.close()


def test_right_to_left_words_run_right_to_left(browser: Browser, sample_site: Server) -> None:
    page = opened(browser, sample_site, "rich entry")
    for place, runs in (("h1", "rtl"), (".ml-body > p", "rtl"), (".ml-body .callout", "ltr")):
        assert page.locator(place).first.evaluate("each => getComputedStyle(each).direction") == runs
    assert page.locator(".ml-body img").evaluate("each => each.naturalWidth") == 640
    page.close()


def test_on_paper_there_are_the_words_and_what_was_said_and_no_buttons(browser: Browser, sample_site: Server) -> None:
    page = opened(browser, sample_site, "entry")
    page.emulate_media(media="print")
    for place in ("header", ".ml-turn", ".ml-footer"):
        assert not page.locator(place).is_visible()
    assert page.locator(".ml-remark").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/London", "Thu 29 Oct 2026, 09:00 Los Angeles · 16:00 London"),
        ("America/Los_Angeles", "Thu 29 Oct 2026, 09:00 Los Angeles · 16:00 London"),
        ("Asia/Tokyo", "Thu 29 Oct 2026, 09:00 Los Angeles · 16:00 London · Fri 01:00 here"),
    ],
)
def test_a_reader_elsewhere_has_their_own_clock_beside_the_pairs(
    browser: Browser, sample_site: Server, zone: str, shown: str
) -> None:
    page = browser.new_page(timezone_id=zone)
    page.goto(sample_site.link + "calls/2026.html")
    assert shown in page.locator("time.ml-clock").all_inner_texts()
    page.close()
