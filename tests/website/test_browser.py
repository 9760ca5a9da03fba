"""The built site in a real browser: every page, phone and desk, asks nobody else and fails at nothing."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from plain import Server
from playwright.sync_api import Browser, Page

from mentorlog.repository.repository import Repository
from mentorlog.website.build import build
from tests.conftest import ROOT, Cli
from tests.website.test_build import HOSTILE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The sample journal, and with it an entry that means harm, served."""
    root = tmp_path_factory.mktemp("journal")
    for name in ("journal", "questions", "calls", "comments", "codebook", "pyproject.toml", "mkdocs.yml"):
        (root / name).symlink_to(ROOT / name)
    folder = tmp_path_factory.mktemp("copy")
    for path in root.iterdir():
        _copy(path.resolve(), folder / path.name)
    evil = [
        f"title: {HOSTILE['title']}",
        "author: rosa",
        "date: 2026-11-14",
        "id: d-ev000000",
        f"tags:\n- '{HOSTILE['tag']}'",
    ]
    (folder / "journal/evil.md").write_text("\n".join(["---", *evil, "---", HOSTILE["body"], ""]))
    built = build(Repository.open(folder), None)
    with Server(built.folder) as running:
        thread = threading.Thread(target=running.run)
        thread.start()
        yield running
        running.stop()
        thread.join()


def _copy(source: Path, goal: Path) -> None:
    if source.is_dir():
        goal.mkdir()
        for path in source.iterdir():
            _copy(path, goal / path.name)
    else:
        goal.write_bytes(source.read_bytes())


def site_pages(site: Server) -> int:
    """How many pages were built."""
    return len([path for path in site.folder.rglob("*.html") if path.name != "404.html"])


def watched(browser: Browser, width: int, *, script: bool = True) -> tuple[Page, list[str]]:
    """A window of that width, and what goes wrong in it."""
    page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=script)
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
    page.on(
        "request", lambda request: None if request.url.startswith("http://127.0.0.1:") else wrong.append(request.url)
    )
    return page, wrong


def addresses(site: Server, page: Page, look: Callable[[str], None]) -> list[str]:
    """Every page that can be reached by links from the first, each looked at on the way."""
    seen, waiting = [], [site.link + "index.html"]
    while waiting:
        address = waiting.pop()
        seen.append(address)
        page.goto(address)
        look(address)
        links = page.eval_on_selector_all("main a[href], header a[href]", "all => all.map(a => a.href.split('#')[0])")
        waiting += [
            link
            for link in dict.fromkeys(links)
            if link.startswith(site.link) and not link.endswith(".ics") and link not in (*seen, *waiting)
        ]
    return seen


def test_every_page_asks_nobody_else_and_fails_at_nothing(browser: Browser, site: Server) -> None:
    page, wrong = watched(browser, 360)
    looked: list[str] = []

    def look(address: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        if len(looked) % 4 == 0:  # what fits a phone fits a desk; some are tried there too
            page.set_viewport_size({"width": 1400, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
            page.set_viewport_size({"width": 360, "height": 900})
        looked.append(address)
        assert page.evaluate("window.canary === undefined")
        assert page.locator("h1").count() == 1, address

    found = addresses(site, page, look)
    assert len(found) == site_pages(site) - 1  # to the search page leads a form
    page.goto(f"{site.link}search.html?q=hour")
    look(page.url)
    assert wrong == []
    page.close()


def test_a_reader_finds_from_home_to_an_entry_and_its_comments(browser: Browser, site: Server) -> None:
    page, wrong = watched(browser, 360)
    page.goto(site.link)
    page.get_by_role("heading", name="Waiting for an answer").wait_for()
    page.locator("header").get_by_role("link", name="Diary").click()
    page.get_by_role("link", name="October").click()
    page.get_by_role("link", name="The hour").click()
    page.get_by_role("heading", name="The hour").wait_for()
    page.locator("article.ml-remark").nth(4).wait_for()
    comment = page.locator("article.ml-remark").nth(2)
    comment.locator("a.ml-permalink").click()
    page.wait_for_url(f"**#{comment.get_attribute('id')}")
    assert wrong == []
    page.close()


def test_the_browser_says_how_far_away_a_time_is(browser: Browser, site: Server) -> None:
    page, _ = watched(browser, 1400)
    page.clock.install(time="2026-11-18T22:00:00Z")
    page.goto(site.link)
    assert (
        page.locator(".ml-away").all_inner_texts()[:2] == ["in 3 h", "in 46 h"]
        or page.locator(".ml-away").first.inner_text() == "in 3 h"
    )
    page.close()


def test_without_javascript_all_words_are_there(browser: Browser, site: Server) -> None:
    page, wrong = watched(browser, 900, script=False)
    page.goto(site.link)
    assert page.locator("time.ml-due").count() >= 2
    assert page.locator(".ml-away").count() == 0
    page.goto(site.link + "questions/index.html")
    assert page.get_by_role("heading", name="Waiting").is_visible()
    assert wrong == []
    page.close()


def test_search_finds_entries_and_comments_by_their_words(browser: Browser, site: Server) -> None:
    page, wrong = watched(browser, 1400)
    page.goto(site.link + "journal/index.html")
    page.locator("header input[name=q]").fill("bulletin board")
    page.keyboard.press("Enter")
    results = page.locator("#results li")
    results.filter(has_text="The hour").first.wait_for()
    assert "bulletin" in results.first.inner_text()
    assert page.locator("#results mark").first.inner_text().lower() in ("bulletin", "board")
    page.locator("#words").fill("canary window")
    results.filter(has_text="window.canary").first.wait_for()
    assert page.evaluate("window.canary === undefined")
    page.locator("#words").fill("gym")
    page.get_by_role("combobox", name="Said by").select_option("rosa")
    page.get_by_role("combobox", name="In").select_option("m")
    results.filter(has_text="The gym was the hardest").wait_for()
    page.locator("#found").get_by_text(re.compile("^[1-9][0-9]* places?$")).wait_for()
    page.locator("#words").fill("xylophone")
    page.locator("#found", has_text="Nothing was found").wait_for()
    assert wrong == []
    page.close()


def test_light_and_dark_follow_the_machine(browser: Browser, site: Server) -> None:
    for scheme, name in (("light", "default"), ("dark", "slate")):
        page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(site.link)
        assert page.locator("body").get_attribute("data-md-color-scheme") == name
        page.close()


def test_the_words_of_a_call_and_a_resolved_thread_are_there(browser: Browser, site: Server) -> None:
    page, _ = watched(browser, 1400)
    page.goto(site.link + "calls/index.html")
    page.get_by_role("link", name="Call, October 29").first.click()
    page.get_by_role("heading", name="Actions").wait_for()
    page.locator(".ml-body input[type=checkbox]").nth(1).wait_for()
    page.close()


def test_the_folder_opens_without_a_server_and_its_search_works(browser: Browser, site: Server) -> None:
    page = browser.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else wrong.append(request.url))
    page.goto((site.folder / "journal/d-651c1ztn.html").as_uri())
    page.locator("html.ml-live").wait_for()
    page.locator("header input[name=q]").fill("boards")
    page.keyboard.press("Enter")
    page.locator("#results li").first.wait_for()
    page.locator("#words").fill("parade")
    page.locator("#results li", has_text="The parade").first.locator("a").click()
    page.get_by_role("heading", name="The parade").wait_for()
    page.go_back()
    page.locator("#results li", has_text="The parade").first.wait_for()
    assert page.locator("#words").input_value() == "parade"
    assert wrong == []
    page.close()


def test_what_was_found_stands_side_by_side_in_time_like_in_the_terminal(browser: Browser, site: Server) -> None:
    page, wrong = watched(browser, 1280)
    page.goto(f"{site.link}search.html?q=feedback")
    page.locator("#results li").first.wait_for()
    page.get_by_label("Side by side, in time").check()
    page.locator("#side-by-side .ml-lane").first.wait_for()
    assert page.locator("#results li").count() == 0
    months = page.locator("#side-by-side tbody th").all_inner_texts()
    assert months == ["October 2026", "November 2026"]
    told = json.loads(Cli(ROOT).ok("compare", "feedback", "--json"))
    for number, noun in enumerate(("diary", "question", "call"), 1):
        lanes = page.locator(f"#side-by-side tbody tr td:nth-child({number + 1})")
        links = lanes.locator(".ml-lane > a").evaluate_all("all => all.map(each => each.getAttribute('href'))")
        entries = {link.partition("#")[0].rpartition("/")[2].removesuffix(".html") for link in links}
        assert entries == {id_ for row in told for id_ in row[noun]}, noun
    page.reload()
    page.locator("#side-by-side .ml-lane").first.wait_for()
    page.get_by_label("Side by side, in time").uncheck()
    page.locator("#results li").first.wait_for()
    assert page.locator("#side-by-side .ml-lane").count() == 0
    assert wrong == []
    page.close()


def test_a_code_is_followed_to_its_passage_and_opens_it(browser: Browser, site: Server) -> None:
    page, wrong = watched(browser, 390)
    page.goto(f"{site.link}insights/index.html")
    page.get_by_role("link", name="Codes").click()
    page.get_by_role("link", name="owning it").first.click()
    page.locator(".ml-feed a", has_text="The hour").first.click()
    page.locator(".ml-study[open] .ml-remark").first.wait_for()
    assert page.url.rpartition("#")[2].startswith("c-")
    assert page.locator(f"#{page.url.rpartition('#')[2]}").is_visible()
    assert wrong == []
    page.close()
