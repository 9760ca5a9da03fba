"""`python benchmarks/find.py`: how long the site's search takes to its first answer, beside Material's own.

The same journal of 5,000 entries twice: our site, and its pages in MkDocs + Material with Material's search. Each query
in a fresh window, from a server on this machine, in turns; the time from the first key to the first result.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

import chromium
from journals import make
from plain import Server

from mentorlog.repository.repository import Repository
from mentorlog.website.build import build

_PLAIN = """\
site_name: Plain
docs_dir: docs
use_directory_urls: false
theme: {name: material, font: false, features: [navigation.prune]}
plugins: [search]
"""


def ask(browser: Browser, link: str, words: str, *, ours: bool) -> tuple[float, int]:
    """Seconds to the first result, and bytes fetched on the way, of one query in a window of its own."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link + ("search.html" if ours else "index.html"))
    fetched: list[int] = []
    page.on("response", lambda answer: fetched.append(int(answer.headers.get("content-length", 0))))
    began = time.perf_counter()
    if ours:
        page.locator("#words").fill(words)
        page.locator("#results li").first.wait_for(timeout=120_000)
    else:
        page.locator("label[for=__search]").first.evaluate("each => each.click()")
        page.locator("input.md-search__input").fill(words)
        page.locator(".md-search-result__item").first.wait_for(timeout=120_000)
    took = time.perf_counter() - began
    context.close()
    return took, sum(fetched)


def plain(repository: Repository, folder: Path) -> Path:
    """The same texts as a plain MkDocs site with Material's search."""
    (folder / "docs").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(_PLAIN)
    for entry in repository.load().entries:
        goal = folder / "docs" / f"{entry.when:%Y-%m}" / f"{entry.id}.md"
        goal.parent.mkdir(exist_ok=True)
        goal.write_text(f"---\ntitle: {json.dumps(entry.title)}\n---\n\n{entry.body}")
    (folder / "docs/index.md").write_text("# Home\n")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=folder, check=True)
    return folder / "site"


def main() -> None:
    """Make, build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=5000)
    parser.add_argument("--queries", type=int, default=20)
    parser.add_argument("--without-material", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        make(Path(temporary, "journal"), given.entries)
        repository = Repository.open(Path(temporary, "journal"))
        sites = {"mentorlog": build(repository, None).folder}
        if not given.without_material:
            sites["Material's lunr"] = plain(repository, Path(temporary, "plain"))
        chance = random.Random(2)  # noqa: S311 - no secret
        bodies = [entry.body.split() for entry in repository.load().entries]
        queries = [" ".join(chance.sample(chance.choice(bodies), 2)).strip(".") for _ in range(given.queries)]
        browser = chromium.launch(playwright)
        took: dict[str, list[tuple[float, int]]] = {name: [] for name in sites}
        for number, query in enumerate(queries):
            for name, folder in sites.items():
                if name != "mentorlog" and number % 5:
                    continue  # it takes many seconds each
                with Server(folder) as server:
                    thread = threading.Thread(target=server.run)
                    thread.start()
                    took[name].append(ask(browser, server.link, query, ours=name == "mentorlog"))
                    server.stop()
                    thread.join()
        browser.close()
        print(f"{given.entries} entries\n")
        print("| search | first answer, median (min to max) | fetched, median (max) |\n| --- | --- | --- |")
        for name, found in took.items():
            seconds, sizes = [each[0] for each in found], [each[1] / 1000 for each in found]
            print(
                f"| {name} | {statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f}) "
                f"| {statistics.median(sizes):.0f} kB ({max(sizes):.0f} kB) |"
            )


if __name__ == "__main__":
    main()
