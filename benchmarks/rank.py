"""`python benchmarks/rank.py JOURNAL`: does the search find the page that a sentence stands on, beside Material's own.

Some words in a row out of an entry, as one remembers a sentence; found means that the entry, or what was said of it, is
among the first five results.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from mentorlog.model.wording import readable
from mentorlog.repository.repository import Repository
from mentorlog.server.static import Server
from mentorlog.website.build import build

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

import chromium
from find import plain

FIRST = 5
_LINKS = "all => all.slice(0, 5).map(each => each.querySelector('a').href)"


def sentences(repository: Repository, count: int) -> list[tuple[str, str]]:
    """The id of an entry and some words of it, each."""
    chance = random.Random(3)  # noqa: S311 - no secret
    found: list[tuple[str, str]] = []
    entries = [entry for entry in repository.load(comments=False).entries if len(entry.body.split()) > 40]  # noqa: PLR2004 - some sentences
    while len(found) < count:
        entry = chance.choice(entries)
        words = re.findall(r"[^\W_]+(?:['’][^\W_]+)?", readable(entry.body))
        start = chance.randrange(max(1, len(words) - 8))
        found.append((entry.id, " ".join(words[start : start + 8])))
    return found


def ours(page: Page, link: str, words: str) -> list[str]:
    """The addresses of the first results of our search."""
    page.goto("about:blank")
    page.goto(f"{link}search.html#q={quote(words)}")
    page.wait_for_function("document.getElementById('found').textContent")
    return [str(each) for each in page.locator("#results li").evaluate_all(_LINKS)]


def lunr(page: Page, words: str) -> list[str]:
    """The same of Material's, which is open already."""
    field = page.locator("input.md-search__input")
    field.fill("")
    page.wait_for_function("!document.querySelector('.md-search-result__item')")
    field.fill(words)
    page.wait_for_function(
        "/found|matching|document/.test(document.querySelector('.md-search-result__meta').textContent) &&"
        " !/Type|Initial/.test(document.querySelector('.md-search-result__meta').textContent)"
    )
    return [str(each) for each in page.locator(".md-search-result__item").evaluate_all(_LINKS)]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A site on this machine, for a while."""
    with Server(folder) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        yield server.link
        server.stop()
        thread.join()


def main() -> None:
    """Ask both, and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("journal", type=Path)
    parser.add_argument("--sentences", type=int, default=200)
    given = parser.parse_args()
    repository = Repository.open(given.journal)
    asked = sentences(repository, given.sentences)
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        counts = {"mentorlog": 0, "Material's lunr": 0}
        with served(build(repository, Path(temporary, "ours")).folder) as link:
            page = browser.new_page()
            for id_, words in asked:
                counts["mentorlog"] += any(id_ in address for address in ours(page, link, words)[:FIRST])
        with served(plain(repository, Path(temporary, "plain"))) as link:
            page = browser.new_page()
            page.set_default_timeout(120_000)

            page.goto(f"{link}index.html")
            page.locator("label[for=__search]").first.evaluate("each => each.click()")
            for id_, words in asked:
                counts["Material's lunr"] += any(id_ in address for address in lunr(page, words)[:FIRST])
        browser.close()
    for name, count in counts.items():
        print(f"{name}: the right page among the first {FIRST} for {count} of {len(asked)} sentences")


if __name__ == "__main__":
    main()
