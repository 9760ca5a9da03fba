"""New since you last read: what one reader has seen, kept in the browser or in the clone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from plain import Server
from playwright.sync_api import Browser, Page

from mentorlog.repository.repository import Repository
from mentorlog.website.build import build
from tests.conftest import Cli

pytestmark = pytest.mark.browser

FIRST_READ = "2026-11-22T22:00:00Z"


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """A site whose folder may be built anew meanwhile."""
    with Server(folder) as running:
        thread = threading.Thread(target=running.run)
        thread.start()
        try:
            yield running
        finally:
            running.stop()
            thread.join()


def home(page: Page, server: Server) -> dict[str, str]:
    """What the first page says is new, by title."""
    page.goto(server.link + "index.html")
    rows = page.locator("#new li")
    told = {row.locator("a").first.inner_text(): row.locator(".ml-fresh").inner_text() for row in rows.all()}
    assert page.locator("#new").is_visible() == bool(told)
    return told


def write(ada: Cli) -> Callable[[], None]:
    """Begin a journal; returns what builds its site."""
    ada.ok("diary", "new", "Gate", "--body", "The gate was shut.")
    ada.ok("diary", "new", "Walk", "--body", "Around the lake.")

    def again() -> None:
        build(Repository.open(ada.folder), None)

    again()
    ada.now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    return again


def test_what_is_new_is_told_until_its_page_was_opened(browser: Browser, ada: Cli) -> None:
    again = write(ada)
    page = browser.new_page()
    page.clock.set_fixed_time(FIRST_READ)
    with served(ada.folder / "site") as server:
        assert home(page, server) == {}
        ada.ok("comment", "latest", "Which lake?")
        ada.ok("diary", "new", "Rain", "--body", "All day.")
        again()
        assert home(page, server) == {"Rain": "new", "Walk": "1 new comment"}
        page.get_by_role("link", name="Walk").first.click()
        page.locator(".ml-remark--fresh").wait_for()
        assert home(page, server) == {"Rain": "new"}
        for entry in (ada.folder / "site/journal").glob("d-*.html"):
            page.goto(f"{server.link}journal/{entry.name}")
        assert page.locator(".ml-remark--fresh").count() == 0
        assert home(page, server) == {}
        walk = next(path for path in (ada.folder / "journal").rglob("*.md") if "walk" in path.name)
        walk.write_text(walk.read_text().replace("Around", "Once around"))
        ada.ok("save")
        again()
        assert home(page, server) == {"Walk": "changed since you read it"}
        page.get_by_role("button", name="I have read all of this").click()
        page.locator("#new .ml-fresh").wait_for(state="detached")
        assert home(page, server) == {}
        assert any("mentorlog.seen" in key for key in page.evaluate("Object.keys(localStorage)"))
    page.close()
