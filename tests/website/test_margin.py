"""Comments beside their words, in a real browser: wide and narrow, by mouse and keyboard, and without a script."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Locator, Page

from mentorlog.actions.start import begin
from mentorlog.repository.repository import Repository
from mentorlog.website.build import build
from tests.conftest import NOW, PEOPLE, Cli, git
from tests.website.test_browser import watched

pytestmark = pytest.mark.browser

BODY = """She put two chairs at the *back table*, and I don’t know where she found them. Nobody asked her.

- first of all, the room was [cold and damp](https://example.org/)
- [ ] then the others left

> “I know,” she said.

We left at five. Nothing was said on the way home, and the rain had stopped by then.
"""
QUOTES = {
    "two chairs at the back": "Why two?",
    "the back table, and I": "Which table?",
    "Nobody asked her": "Would you?",
    "cold and damp": "How cold?",
    "then the others": "Who?",
    "We left at five": "So early?",
}


@pytest.fixture(scope="module")
def chairs(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A journal with an entry that has comments on its words, one of them settled, one on words that are gone."""
    ada = Cli(begin(tmp_path_factory.mktemp("chairs") / "journal", PEOPLE, "ada", NOW).root)
    ada.ok("diary", "new", "The chairs", "--body", BODY)
    for words, said in QUOTES.items():
        ada.ok("comment", "latest", f"{said} {'Tell me more of it. ' * 5}", "--quote", words)
    ada.ok("comment", "latest", "A good day.")
    ada.ok("comment", "latest", "Was it?", "--quote", "the rain had stopped")
    ids = {comment.body[:7]: comment.id for comment in Repository.open(ada.folder).load().comments()}
    ada.ok("resolve", ids["So earl"])
    path = next((ada.folder / "journal").rglob("*.md"))
    path.write_text(
        path.read_text().replace(", and the rain had stopped by then", "").replace("others left", "others went")
    )
    git(ada.folder, "commit", "-qam", "changed")
    return ada


@pytest.fixture(scope="module")
def entry_page(chairs: Cli) -> str:
    """The entry's page."""
    repository = Repository.open(chairs.folder)
    site = build(repository, chairs.folder.parent / "site").folder
    return f"file://{site}/journal/{repository.load().entries[0].id}.html"


@pytest.fixture
def shown(browser: Browser, entry_page: str) -> Iterator[Page]:
    """That page at a desk."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(entry_page)
    yield page
    page.close()


def box(place: Locator) -> dict[str, float]:
    found = place.bounding_box()
    assert found is not None
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


def thread_on(page: Page, said: str) -> Locator:
    return page.locator(".ml-notes .ml-thread", has_text=said)


def id_of(page: Page, said: str) -> str:
    return str(thread_on(page, said).locator("[id^='c-']").first.get_attribute("id"))[2:]


def test_comments_stand_beside_their_words_and_on_no_other(shown: Page) -> None:
    threads = shown.locator(".ml-notes > .ml-thread")
    assert threads.count() == len(QUOTES)
    places = sorted((box(threads.nth(number)) for number in range(threads.count())), key=lambda each: each["y"])
    assert all(above["y"] + above["height"] <= below["y"] for above, below in pairwise(places))
    text = box(shown.locator(".ml-body"))
    assert all(place["x"] >= text["x"] + text["width"] for place in places)
    first = box(shown.locator("mark", has_text="two chairs").first)
    assert abs(box(thread_on(shown, "Why two?"))["y"] - first["y"]) < 2
    footer = box(shown.locator(".ml-footer"))
    assert places[-1]["y"] + places[-1]["height"] <= footer["y"]


def test_on_a_phone_they_stand_below_their_paragraph(shown: Page) -> None:
    shown.set_viewport_size({"width": 360, "height": 740})
    paragraph, thread = box(shown.locator(".ml-body p").first), box(thread_on(shown, "Why two?"))
    assert paragraph["y"] + paragraph["height"] <= thread["y"]
    assert thread["x"] + thread["width"] <= 360
    assert box(thread_on(shown, "Would you?"))["y"] < box(shown.locator(".ml-body ul").first)["y"]
    assert shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shown.set_viewport_size({"width": 1400, "height": 900})
    shown.locator("html.ml-margin").wait_for()


@pytest.mark.parametrize("width", [360, 1400])
def test_without_a_script_they_are_in_the_text_and_lead_both_ways(
    browser: Browser, entry_page: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page.goto(entry_page)
    paragraph, thread = box(page.locator(".ml-body p").first), box(thread_on(page, "Why two?"))
    assert paragraph["y"] + paragraph["height"] <= thread["y"]
    page.locator(".ml-ref").first.click()
    page.wait_for_url(f"**#c-{id_of(page, 'Why two?')}")
    thread_on(page, "Would you?").locator(".ml-back").click()
    page.wait_for_url(f"**#q-{id_of(page, 'Would you?')}")
    page.close()


def test_what_is_marked_are_the_words_and_a_copy_holds_no_numbers(shown: Page) -> None:
    for words, said in QUOTES.items():
        marked = shown.locator(f"mark[data-comments~='{id_of(shown, said)}']").all_inner_texts()
        assert " ".join("".join(marked).split()) == words
    first = shown.locator(".ml-body p").first.inner_text()
    assert first == "She put two chairs at the back table, and I don’t know where she found them. Nobody asked her."


def test_a_click_goes_both_ways(shown: Page) -> None:
    shown.locator("mark", has_text="two chairs").first.click()
    shown.wait_for_url(f"**#c-{id_of(shown, 'Why two?')}")
    assert "ml-on" in str(thread_on(shown, "Why two?").get_attribute("class"))
    overlapping = shown.locator("mark.ml-mark--many").first
    overlapping.click()
    shown.wait_for_url(f"**#c-{id_of(shown, 'Which table?')}")
    thread_on(shown, "How cold?").locator(".ml-back").click()
    assert "ml-on" in str(shown.locator("mark", has_text="cold").get_attribute("class"))
    assert shown.locator("mark.ml-on").count() == 1


def test_a_number_lights_its_comment_and_moves_nothing_that_can_be_seen(shown: Page) -> None:
    before = shown.evaluate("window.scrollY")
    shown.locator(".ml-ref").nth(2).click()
    assert "ml-on" in str(thread_on(shown, "Would you?").get_attribute("class"))
    assert shown.evaluate("window.scrollY") == before


def test_by_keyboard_alone(shown: Page) -> None:
    shown.locator(".ml-ref").first.focus()
    assert "ml-on" in str(thread_on(shown, "Why two?").get_attribute("class"))
    assert shown.locator(".ml-ref").first.get_attribute("aria-label") == "Comment 1"
    shown.keyboard.press("Enter")
    assert shown.evaluate("document.activeElement.closest('.ml-thread') !== null")
    shown.keyboard.press("Enter")
    shown.wait_for_url(f"**#q-{id_of(shown, 'Why two?')}")
    shown.keyboard.press("Escape")
    assert shown.locator(".ml-on").count() == 0


def test_a_link_to_a_settled_comment_opens_it_and_outlives_a_rebuild(
    browser: Browser, entry_page: str, chairs: Cli
) -> None:
    page, wrong = watched(browser, 1400)
    page.goto(entry_page)
    link = f"{entry_page}#c-{id_of(page, 'So early?')}"
    assert thread_on(page, "So early?").get_attribute("open") is None
    chairs.ok("diary", "new", "Another", "--body", "Words.")
    build(Repository.open(chairs.folder), chairs.folder.parent / "site")
    page.goto("about:blank")
    page.goto(link)
    page.locator("details.ml-thread[open]", has_text="So early?").wait_for()
    assert [each for each in wrong if "search" not in each and "file://" not in each and "ERR_FILE" not in each] == []
    page.close()


def test_changed_and_gone_words_are_shown_as_they_were(shown: Page) -> None:
    changed = thread_on(shown, "Who?")
    assert changed.locator(".ml-diff").count() == 0  # the quoted words themselves still stand
    gone = shown.locator("section[aria-labelledby='gone-title']")
    assert gone.locator(".ml-quote del").inner_text() == "the rain had stopped"
    gone.locator("summary").click()
    assert "Nothing was said on the way home" in gone.locator(".ml-diff").inner_text()
    assert "the rain had stopped by then" in " ".join(gone.locator(".ml-diff del").all_inner_texts())


def test_both_looks_are_readable(browser: Browser, entry_page: str) -> None:
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(entry_page)
        colours = page.locator("mark").first.evaluate(
            "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        )
        light = [sum(map(float, colour.partition("(")[2].strip(")").split(",")[:3])) for colour in colours]
        assert abs(light[0] - light[1]) > 250, colours
        page.close()
