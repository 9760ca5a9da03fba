"""`python benchmarks/browse.py`: every page of a journal of 1,000 entries in Chromium, from a folder, without a server.

Counts requests to other hosts, console errors, dialogs, scripts that fail and pages that are wider than their window.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

import chromium
from journals import make

from mentorlog.repository.repository import Repository
from mentorlog.website.build import build


def watch(page: Page) -> dict[str, list[str]]:
    """What goes wrong on a page, by kind."""
    wrong: dict[str, list[str]] = {"foreign requests": [], "console errors": [], "failed scripts": [], "dialogs": []}
    page.on(
        "request", lambda asked: None if asked.url.startswith("file:") else wrong["foreign requests"].append(asked.url)
    )
    page.on("console", lambda said: wrong["console errors"].append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong["failed scripts"].append(str(error)))
    page.on("dialog", lambda dialog: wrong["dialogs"].append(dialog.message))
    return wrong


def main() -> None:
    """Make, build, look, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        make(Path(temporary, "journal"), given.entries)
        built = build(Repository.open(Path(temporary, "journal")), None)
        browser = chromium.launch(playwright)
        page = browser.new_page(viewport={"width": 360, "height": 800})
        wrong = watch(page)
        too_wide, count = [], 0
        for path in sorted(built.folder.rglob("*.html")):
            if path.name == "404.html":
                continue  # its addresses are a server's
            page.goto(path.as_uri())
            count += 1
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                too_wide.append(path.name)
        browser.close()
    print(f"{given.entries} entries, {count} pages of {built.pages}")
    for kind, found in {**wrong, "pages wider than a telephone": too_wide}.items():
        print(f"{kind}: {len(found)}", *found[:3])


if __name__ == "__main__":
    main()
