"""Nobody's words run: each payload in each place, in a real browser, with the policy and without, and each defence off."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from plain import Server
from playwright.sync_api import Browser, BrowserContext

from mentorlog import render
from mentorlog.codec.people import write_people
from mentorlog.repository.repository import Repository
from mentorlog.website import templating, words
from mentorlog.website.build import build
from tests.conftest import PEOPLE
from tests.website.hostile import PAYLOADS, SINKS, harm, mark, write


def hostile(root: Path) -> Path:
    """A journal that means harm, and says so in its name."""
    root.mkdir(exist_ok=True)
    (root / "pyproject.toml").write_text(f"[tool.mentorlog]\n{write_people(PEOPLE)}")
    (root / "mkdocs.yml").write_text("site_name: 'Ours <script>window.canary=1</script><img src=x onerror=canary=1>'\n")
    write(root)
    return root


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Its site, served."""
    built = build(Repository.open(hostile(tmp_path_factory.mktemp("hostile"))), None)
    with Server(built.folder) as running:
        thread = threading.Thread(target=running.run)
        thread.start()
        yield running
        running.stop()
        thread.join()


def test_at_least_150_pairs_of_place_and_payload_stand_on_the_pages(site: Server) -> None:
    shown = "".join(path.read_text(encoding="utf-8") for path in site.folder.rglob("*.html"))
    pairs = [(sink, number) for sink in SINKS for number in range(1, len(PAYLOADS) + 1)]
    assert [pair for pair in pairs if mark(*pair) not in shown] == []
    assert len(pairs) >= 150


def test_no_page_holds_what_could_do_harm_and_every_entry_is_on_its_page(site: Server) -> None:
    for path in site.folder.rglob("*.html"):
        assert harm(path.read_text(encoding="utf-8")) == [], path
    for number in range(1, len(PAYLOADS) + 1):
        for channel, letter in (("journal", "d"), ("questions", "q"), ("calls", "c")):
            page = (site.folder / f"{channel}/{letter}-000000{number:02}.html").read_text(encoding="utf-8")
            assert re.search(rf"<h1[^>]*>[TQC]{number} ", page)
            assert "ml-body" in page
    odd = [path for path in site.folder.rglob("*.html") if "could not be read" in path.read_text(encoding="utf-8")]
    assert len(odd) == len(PAYLOADS) + 1  # and the list that leads to them


@pytest.mark.browser
@pytest.mark.parametrize("has_policy", [True, False], ids=["with the policy", "without it"])
def test_nothing_runs_and_nobody_else_is_asked(browser: Browser, site: Server, has_policy: bool) -> None:  # noqa: FBT001
    context = browser.new_context(bypass_csp=not has_policy, viewport={"width": 1400, "height": 900})
    paths = sorted(site.folder.rglob("*.html"))[:: 8 if has_policy else 4]  # where it stands alone, more are tried
    addresses = [site.link + quote(path.relative_to(site.folder).as_posix()) for path in paths]
    texts = list(PAYLOADS.values())[:: 2 if has_policy else 1]
    addresses += [f"{site.link}search.html?q={quote(payload)}" for payload in texts]
    addresses += [f"{site.link}search.html?q=canary&who={quote(payload)}&side=1" for payload in texts]
    assert run(context, addresses) == []
    context.close()


def run(context: BrowserContext, addresses: list[str]) -> list[str]:
    """What goes wrong on the pages."""
    page = context.new_page()
    wrong: list[str] = []
    page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: None if asked.url.startswith("http://127.0.0.1:") else wrong.append(asked.url))
    for address in addresses:
        page.goto(address)
        page.mouse.move(300, 300)
        if page.evaluate("window.canary !== undefined || parent.canary !== undefined"):
            wrong.append(f"ran on {address}")
        assert page.locator("h1").count() == 1, address
    page.close()
    return wrong


# Each defence off: what the tests above look at is seen then.


def without_escaping(patch: pytest.MonkeyPatch) -> None:
    """Templates that escape nothing."""
    templating._environment.cache_clear()  # noqa: SLF001 - its templates were made with the defence
    patch.setattr(templating._environment(), "autoescape", False)  # noqa: SLF001


def without_cleaning(patch: pytest.MonkeyPatch) -> None:
    """Markdown's HTML as it comes."""
    patch.setattr(render, "_cleaner", Careless)


class Careless:
    """What cleans nothing."""

    def clean(self, markup: str) -> str:
        """Markup as it comes."""
        return markup


def without_titles_escaped(patch: pytest.MonkeyPatch) -> None:
    """Titles as Material prints them."""
    patch.setattr("mentorlog.website.plugin.html.escape", lambda text: text)


def without_words_escaped(patch: pytest.MonkeyPatch) -> None:
    """What fills a text of the catalogue, as it comes."""
    patch.setattr(words.Words, "__call__", lambda self, key, count=None, **facts: render_plain(self, key, count, facts))


def render_plain(said: words.Words, key: str, count: int | None, facts: dict[str, object]) -> object:
    """A text of the catalogue, filled without care."""
    from markupsafe import Markup

    return Markup(said.plain(key, count).format(count=count, **facts))  # noqa: S704 - the defence is off


def without_chosen_ids(patch: pytest.MonkeyPatch) -> None:
    """Ids as they are written."""
    patch.setattr(render, "_FOOTNOTE", re.compile(".*"))
    render._cleaner.cache_clear()  # noqa: SLF001 - it was made with the defence


def without_chosen_pictures(patch: pytest.MonkeyPatch) -> None:
    """Pictures from wherever they are."""
    patch.setattr(render, "PHOTO", re.compile(".*"))
    render._cleaner.cache_clear()  # noqa: SLF001 - it was made with the defence


@pytest.mark.parametrize(
    "defence_off",
    [
        without_escaping,
        without_cleaning,
        without_titles_escaped,
        without_words_escaped,
        without_chosen_ids,
        without_chosen_pictures,
    ],
    ids=lambda off: off.__name__,
)
def test_a_defence_that_is_off_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, defence_off: Callable[[pytest.MonkeyPatch], None]
) -> None:
    root = hostile(tmp_path / "journal")
    defence_off(monkeypatch)
    folder = build(Repository.open(root), None).folder
    assert any(harm(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html"))
    monkeypatch.undo()
    templating._environment.cache_clear()  # noqa: SLF001 - as it should be again
    render._cleaner.cache_clear()  # noqa: SLF001 - and this


@pytest.mark.browser
def test_the_policy_alone_stops_what_got_through_and_without_it_that_runs(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_cleaning(monkeypatch)
    folder = build(Repository.open(hostile(tmp_path / "journal")), None).folder
    for bypassed in (False, True):
        context = browser.new_context(bypass_csp=bypassed)
        page = context.new_page()
        ran = []
        for path in sorted((folder / "journal").glob("d-0000000[1235].html")):
            page.goto(path.as_uri(), wait_until="domcontentloaded")
            ran.append(page.evaluate("window.canary !== undefined"))
        assert any(ran) == bypassed
        context.close()
