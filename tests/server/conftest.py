"""Two people in two clones with one bare remote between them, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mentorlog.server.run import Server
from tests.conftest import Cli, git
from tests.server.serving import serving

expect.set_options(timeout=30000)  # machines are shared: what comes late is no error
EXPECTED = (
    "the server responded with a status of 4",
    "ERR_CONNECTION_REFUSED",
    "ERR_CONNECTION_RESET",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
    "status of 507",
)
"""What a browser says of refusals that a test is about."""
BODY = "I spoke with her today. She was silent.\n\nLater I sat alone. I spoke with her again, by phone.\n\n- one\n- **two** words\n"


@dataclass
class Person:
    """Somebody at a clone, in a browser.

    Attributes:
        cli: their commands.
        server: of their clone.
        page: their window.
        wrong: what went wrong in it, that nobody was told of.
    """

    cli: Cli
    server: Server
    page: Page
    wrong: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Go to a page."""
        self.page.goto(f"http://127.0.0.1:{self.server.port}/{address}")
        return self.page

    def log(self) -> list[str]:
        """The acts that their clone has: author and subject, newest first."""
        return git(self.cli.folder, "log", "--no-merges", "--format=%an: %s").splitlines()

    def share(self) -> None:
        """Press "Share now"."""
        self.page.evaluate("document.querySelector('.ml-standing').open = true")
        self.page.click("[data-part=share]")

    def say(self, words: str) -> None:
        """Type into the box, save, and wait until it closes."""
        self.page.fill("#ml-box [name=text]", words)
        self.page.click("#ml-box [type=submit]")
        self.page.wait_for_selector("#ml-box", state="hidden")


def window(browser: Browser, link: str, *, phone: bool = False) -> tuple[Page, list[str]]:
    """A browser of somebody who followed the link; and what goes wrong in it."""
    size = {"width": 360, "height": 740} if phone else {"width": 1400, "height": 900}
    context: BrowserContext = browser.new_context(viewport=size, has_touch=phone, is_mobile=phone)  # type: ignore[arg-type]
    page, wrong = context.new_page(), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda told: wrong.append(told.text)
        if told.type == "error" and not any(each in told.text for each in EXPECTED) else None,
    )  # fmt: skip
    page.on("dialog", lambda dialog: dialog.accept())
    page.set_default_timeout(30000)
    page.goto(link)
    page.wait_for_url("**/index.html")
    return page, wrong


@pytest.fixture
def people(two_clones: tuple[Cli, Cli], browser: Browser) -> Iterator[tuple[Person, Person]]:
    """Ada and James; Ada has written an entry."""
    ada, james = two_clones
    ada.ok("diary", "new", "Gate", "--body", BODY)
    ada.ok("sync")
    james.ok("sync")
    with ExitStack() as stack:
        both = []
        for cli in (ada, james):
            server = stack.enter_context(serving(cli.folder))
            page, wrong = window(browser, server.link())
            stack.callback(page.context.close)
            both.append(Person(cli, server, page, wrong))
        yield both[0], both[1]
        assert [person.wrong for person in both] == [[], []]


@pytest.fixture
def alone(ada: Cli, browser: Browser) -> Iterator[Person]:
    """Ada, in a journal that is shared nowhere."""
    ada.ok("diary", "new", "Gate", "--body", BODY)
    with serving(ada.folder) as server:
        page, wrong = window(browser, server.link())
        yield Person(ada, server, page, wrong)
        page.context.close()
        assert wrong == []


def gate(cli: Cli) -> str:
    """The address of the entry."""
    path = next(Path(cli.folder, "journal").rglob("*gate.md"))
    return f"journal/{path.read_text().split('id: ')[1].split()[0]}.html"


SELECT = """([words, nth]) => {
  const body = document.querySelector(".ml-body"), walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let node, seen = 0;
  while ((node = walker.nextNode())) {
    if (node.parentElement.closest(".ml-notes")) { continue; }
    const at = node.data.indexOf(words);
    if (at < 0) { continue; }
    seen += 1;
    if (seen < nth) { continue; }
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return true;
  }
  return false;
}"""


def select(page: Page, words: str, nth: int = 1) -> None:
    """Select words of the entry, in the text node that holds them; the browser then says so as after a drag."""
    assert page.evaluate(SELECT, [words, nth])
