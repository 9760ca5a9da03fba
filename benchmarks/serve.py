"""`python benchmarks/serve.py JOURNAL...`: what the server costs: saving, reading, starting, and ten thousand acts.

Each journal is a clone of a made one (`journals.keep`), already built. All at the desk of a real Chromium, but for
reading and for the acts without end, which a client of ours sends.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import threading
import time
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import chromium
from journals import keep, make

from tests.server.serving import Program, Visitor, program, ulid, until

_WATCH = """words => {
  window.begun = window.saved = window.seen = 0;
  const box = document.getElementById("ml-box"), said = () => Array.from(document.querySelectorAll(".ml-words"));
  box.addEventListener("submit", () => { window.begun = performance.now(); }, { capture: true, once: true });
  const watch = () => {
    if (!window.saved && box.classList.contains("ml-box--saved")) { window.saved = performance.now(); }
    const there = said().some(each => each.textContent.includes(words));
    if (there && document.querySelector("mark[data-comments]")) { window.seen = performance.now(); }
    else { requestAnimationFrame(watch); }
  };
  watch();
}"""
"""Notes when the box was sent, when it said that all is saved, and when the comment stood at its words."""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("journals", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--acts", type=int, default=0, help="acts without end, in the last journal")
    parser.add_argument("--make", action="store_true", help="make each, with as many entries as its name says")
    wanted = parser.parse_args()
    for journal in wanted.journals if wanted.make else ():
        make(journal, int(journal.name))
        keep(journal)
        subprocess.run([sys.executable, "-m", "mentorlog", "-C", str(journal), "build"], check=True)
    for journal in wanted.journals:
        start(journal)
        pages = sorted(journal.glob("site/journal/d-*.html"))
        print(f"{journal.name}: {len(pages)} diary entries")
        with program(journal, "--sync-every", "0") as running:
            save(running, pages, wanted.rounds)
            read(running, pages)
    if wanted.acts:
        with program(wanted.journals[-1], "--sync-every", "0") as running:
            endless(running, pages, wanted.acts)


def start(journal: Path) -> None:
    """From the command to the first page."""
    spans = []
    for _ in range(5):
        begun = time.perf_counter()
        with program(journal, "--sync-every", "0") as running:
            visitor = Visitor.of(running.link)
            _must(visitor.ask("GET", "/index.html")[0])
            spans.append(time.perf_counter() - begun)
    print(f"  start to the first page: median {statistics.median(spans):.2f} s of {_listed(spans)}")


def save(running: Program, pages: list[Path], rounds: int) -> None:
    """From the click on "save" until the comment stands in its place on the page as it was built."""
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        page = browser.new_page()
        page.goto(running.link)
        page.wait_for_url("**/index.html")
        address = page.url.replace("index.html", "journal/")
        saved, seen = [], []
        for number in range(rounds + 1):
            page.goto(address + pages[number * len(pages) // (rounds + 2)].name)
            select(page)
            page.click("#ml-say")
            page.fill("#ml-box [name=text]", f"A word {ulid()}.")
            wanted = page.input_value("#ml-box [name=text]")
            page.evaluate(
                _WATCH,
                wanted,
            )
            page.click("#ml-box [type=submit]")
            until(lambda: page.evaluate("window.seen"))
            if number:  # the first one loads all that is needed
                saved.append(page.evaluate("(window.saved - window.begun) / 1000"))
                seen.append(page.evaluate("(window.seen - window.begun) / 1000"))
        browser.close()
    print(
        f"  click to seen in its place: median {statistics.median(seen):.3f} s, worst {max(seen):.3f} s of {len(seen)}"
    )
    print(f"  click to saved on the disk: median {statistics.median(saved):.3f} s")


def select(page: Page) -> None:
    """Select the first words of the entry."""
    page.evaluate("""() => {
      const walker = document.createTreeWalker(document.querySelector(".ml-body"), NodeFilter.SHOW_TEXT);
      let node;
      while ((node = walker.nextNode()) && node.data.trim().length < 12) { }
      getSelection().setBaseAndExtent(node, 0, node, 12);
    }""")
    page.wait_for_selector("#ml-say", state="visible")


def read(running: Program, pages: list[Path]) -> None:
    """Fifty pages a second, for ten seconds, by four readers."""
    visitor, spans, lock = _visitor(running), [], threading.Lock()

    def reader(first: int) -> None:
        connection = HTTPConnection("127.0.0.1", visitor.port, timeout=20)
        begun = time.perf_counter()
        for number in range(first, 500, 4):
            pause = begun + number / 50 - time.perf_counter()
            if pause > 0:
                threading.Event().wait(pause)
            at = time.perf_counter()
            connection.request(
                "GET", f"/journal/{pages[number * 37 % len(pages)].name}", headers=visitor.headers("GET")
            )
            answer = connection.getresponse()
            answer.read()
            _must(answer.status)
            with lock:
                spans.append(time.perf_counter() - at)
        connection.close()

    threads = [threading.Thread(target=reader, args=[first]) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spans.sort()
    middle, most, worst = (1000 * spans[at] for at in (250, 495, -1))
    print(f"  50 pages a second: median {middle:.1f} ms, p99 {most:.1f} ms, worst {worst:.1f} ms")


def endless(running: Program, pages: list[Path], acts: int) -> None:
    """Memory of the server and of its builder while acts come in."""
    visitor = Visitor.of(running.link)
    ids = [page.stem for page in pages]
    for number in range(acts + 1):
        goal = ids[number * 31 % len(ids)]
        told = visitor.act(
            "comment", entry=goal, text=f"Act {number}.", quote="", which=0, of=0, reply_to="", agenda=False
        )
        _must(told["status"])
        if number % max(acts // 10, 1) == 0:
            own, builder = _memory(running.process.pid), _builder(running.process.pid)
            print(f"  after {number:6} acts: server {own} MB, builder {builder} MB", flush=True)


def _must(status: int) -> None:
    if status != HTTPStatus.OK:
        raise SystemExit(f"the server answered {status}")


def _visitor(running: Program) -> Visitor:
    """Somebody else who is let in: the link in the clone's own notes."""
    folder = Path(f"/proc/{running.process.pid}/cwd").readlink()
    arguments = Path(f"/proc/{running.process.pid}/cmdline").read_bytes().decode().split("\0")
    journal = folder / arguments[arguments.index("-C") + 1]
    notes = json.loads((journal / ".git/mentorlog/serving").read_text())
    return Visitor.of(notes["link"])


def _memory(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) // 1024 if found else 0


def _builder(pid: int) -> int:
    command = ["ps", "-o", "pid=", "--ppid", str(pid)]
    children = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return max((_memory(int(child)) for child in children if Path(f"/proc/{child}").exists()), default=0)


def _listed(spans: list[float]) -> str:
    return ", ".join(f"{span:.2f}" for span in spans)


if __name__ == "__main__":
    main()
