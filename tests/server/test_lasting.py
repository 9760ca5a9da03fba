"""What is left when things go wrong: the network gone, the disk full, the server killed."""

from __future__ import annotations

import resource
import shutil
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from mentorlog.repository.repository import Repository
from mentorlog.repository.worktree import blob_name
from tests.conftest import Cli, git
from tests.server.attacks import comment
from tests.server.conftest import Person, gate, window
from tests.server.serving import Visitor, program, serving, ulid, until


@pytest.fixture
def entry(ada: Cli) -> str:
    """The id of an entry of Ada's."""
    return ada.ok("diary", "new", "Gate", "--body", "I spoke with her.").split()[0]


def said(folder: Path) -> list[str]:
    """What the comments that are saved say."""
    names = git(folder, "ls-files", "comments").split()
    return [git(folder, "show", f"HEAD:{name}").rpartition("---\n")[2].strip() for name in names]


@pytest.mark.browser
def test_without_a_network_all_is_saved_here_and_said_so(people: tuple[Person, Person]) -> None:
    ada, _ = people
    remote = ada.cli.folder.parent / "remote.git"
    away = remote.rename(remote.with_name("away"))
    page = ada.open(gate(ada.cli))
    page.get_by_role("button", name="Comment", exact=True).click()
    ada.say("Without a network.")
    expect(page.locator(".ml-remark")).to_contain_text("Without a network.")
    ada.share()
    expect(page.locator(".ml-standing summary")).to_have_text("Waiting for the network, 1 act to share")
    away.rename(remote)
    ada.share()
    expect(page.locator(".ml-standing summary")).to_have_text("All shared")
    assert "commenting" in git(remote, "log", "-1", "--format=%s", "main")


@pytest.mark.browser
def test_a_server_killed_while_somebody_types_costs_no_word(ada: Cli, entry: str, browser: Browser) -> None:
    with program(ada.folder) as first:
        page, wrong = window(browser, first.link)
        page.goto(page.url.replace("index.html", f"journal/{entry}.html"))
        page.get_by_role("button", name="Comment", exact=True).click()
        page.locator("#ml-box [name=text]").type("Half a thought")
        first.kill()
        page.locator("#ml-box [name=text]").type(", and the rest")
        page.click("#ml-box [type=submit]")
        expect(page.locator("#ml-box [data-part=state]")).to_contain_text("Your words stay here")
        expect(page.locator(".ml-standing summary")).to_have_text("mentorlog is not running")
    with program(ada.folder) as second:
        expect(page.locator(".ml-standing summary")).to_have_text("mentorlog was started again: follow its new link")
        other = page.context.new_page()
        other.goto(second.link)
        other.wait_for_url("**/index.html")
        page.click("#ml-box [type=submit]")
        expect(page.locator(".ml-remark")).to_contain_text("Half a thought, and the rest")
        assert said(ada.folder) == ["Half a thought, and the rest"]
        page.context.close()
    assert [each for each in wrong if "401" not in each] == []


def test_a_server_killed_while_it_saves_saves_once(ada: Cli, entry: str) -> None:
    """At moments all over an act: whatever was answered, the act sent again stands once, with its words."""
    for number in range(8):
        with program(ada.folder) as running:
            visitor = Visitor.of(running.link)
            act = {**comment(entry), "text": f"Word {number}."}
            killer = threading.Timer(0.012 * number, running.process.kill)
            if number:
                killer.start()
            with suppress(OSError, HTTPException, ValueError):  # it was killed before it answered
                visitor.json("POST", "/api/actions", act)
            if number:
                killer.join()
            running.kill()
        with program(ada.folder) as again:
            visitor = Visitor.of(again.link)
            assert visitor.json("POST", "/api/actions", act)["status"] == 200
            assert visitor.json("POST", "/api/actions", act)["status"] == 200
            assert said(ada.folder).count(f"Word {number}.") == 1
            again.kill()
    assert sorted(said(ada.folder)) == [f"Word {number}." for number in range(8)]
    assert "Everything" in ada.ok("check") or not ada("check").exit_code


def test_the_same_act_with_other_words_is_told_and_nothing_is_lost(ada: Cli, entry: str) -> None:
    with serving(ada.folder) as server:
        visitor = Visitor.of(server.link())
        first = comment(entry)
        assert visitor.json("POST", "/api/actions", first)["status"] == 200
        assert visitor.json("POST", "/api/actions", {**first, "text": "Other words."})["kind"] == "changed"
        outcome = {"id": first["id"], "action": "read", "anyway": False, "entry": entry}
        assert visitor.json("POST", "/api/actions", outcome)["kind"] == "changed"
    with serving(ada.folder) as server:
        visitor = Visitor.of(server.link())
        assert visitor.json("POST", "/api/actions", first)["status"] == 200
        assert visitor.json("POST", "/api/actions", {**first, "text": "Other words."})["kind"] == "changed"
    assert said(ada.folder) == ["An honest word."]


def test_new_entries_and_drafts_sent_twice_are_there_once(ada: Cli) -> None:
    fields = {
        "title": "Rain",
        "text": "All day.",
        "feelings": [],
        "tags": [],
        "happened": "",
        "share_at": "",
        "agenda": False,
    }
    keys = {False: ulid(), True: ulid()}
    for _ in range(2):
        with serving(ada.folder) as server:
            visitor = Visitor.of(server.link())
            for draft, key in keys.items():
                assert visitor.act("diary", key, **fields, draft=draft)["status"] == 200
    assert len(list((ada.folder / "journal").rglob("*rain*.md"))) == 1
    assert len(list((ada.folder / "drafts").glob("*rain*.md"))) == 1
    with serving(ada.folder) as server:
        told = Visitor.of(server.link()).act("diary", keys[True], **{**fields, "text": "All night."}, draft=True)
        assert told["kind"] == "changed"


def full(pid: int, *, is_full: bool) -> None:
    """Have every write of a process, and of what it starts, fail as on a full disk; or no more."""
    hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0 if is_full else hard, hard))


@pytest.mark.skipif(sys.platform != "linux", reason="a limit is set from outside on Linux alone")
@pytest.mark.browser
def test_a_full_disk_is_said_and_the_words_stay_in_the_box(ada: Cli, entry: str, browser: Browser) -> None:
    with program(ada.folder) as running:
        page, _ = window(browser, running.link)
        page.goto(page.url.replace("index.html", f"journal/{entry}.html"))
        full(running.process.pid, is_full=True)
        page.get_by_role("button", name="Comment", exact=True).click()
        page.fill("#ml-box [name=text]", "No room for this.")
        page.click("#ml-box [type=submit]")
        expect(page.locator("#ml-box [data-part=state]")).to_contain_text("This was not saved")
        assert page.input_value("#ml-box [name=text]") == "No room for this."
        assert said(ada.folder) == []
        page.reload()
        expect(page.locator("#ml-box [name=text]")).to_have_value("No room for this.")
        full(running.process.pid, is_full=False)
        page.click("#ml-box [type=submit]")
        expect(page.locator(".ml-remark")).to_contain_text("No room for this.")
        assert said(ada.folder) == ["No room for this."]
        page.context.close()


def test_another_program_that_holds_the_journal_only_delays(
    ada: Cli, entry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorlog.repository.lock._PATIENCE", 0.2)
    monkeypatch.setattr("mentorlog.server.chores._CLOCK", 0.3)
    with serving(ada.folder) as server:
        visitor = Visitor.of(server.link())
        held = ada.folder / ".git/index.lock"
        held.write_text("another program's")
        act = comment(entry)
        told = visitor.json("POST", "/api/actions", act)
        assert (told["status"], told["kind"]) == (202, "kept")
        assert visitor.json("POST", "/api/actions", act)["status"] == 202
        until(lambda: server.live.standing.kept == 1)
        held.unlink()
        until(lambda: said(ada.folder) == ["An honest word."])
        assert visitor.json("POST", "/api/actions", act)["status"] == 200
        assert said(ada.folder) == ["An honest word."]


def test_a_draft_is_shared_once_its_hour_has_come(ada: Cli) -> None:
    ada.now = datetime.now(UTC)
    draft = ada.ok("diary", "new", "Not yet", "--body", "I am calm.", "--draft").split()[0]
    private = Repository.open(ada.folder).private
    private.put_later(draft, datetime.now(UTC) - timedelta(minutes=1))
    with serving(ada.folder, names={"calm": "quiet"}) as server:
        until(lambda: server.live.standing.late == ["Not yet"])  # a real name stands in it, and its writer must say so
    words = blob_name(next((ada.folder / "drafts").glob("*.md")).read_bytes())
    private.put_later(draft, datetime.now(UTC) - timedelta(minutes=1), words)
    with serving(ada.folder, names={"calm": "quiet"}):
        until(lambda: "I am calm." in git(ada.folder, "log", "-p", "-1"))
    assert private.later == {}
    assert not list((ada.folder / "drafts").glob("*.md"))


def test_what_one_chore_stumbles_over_stops_none(ada: Cli, entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorlog.server.chores._AGAIN", 0.05)
    with serving(ada.folder) as server:
        settings = ada.folder / "pyproject.toml"
        text = settings.read_text()
        settings.write_text("[")
        visitor = Visitor.of(server.link())
        until(lambda: server.live.standing.trouble)
        settings.write_text(text)
        assert visitor.json("POST", "/api/actions", comment(entry))["status"] == 200
        until(lambda: not server.live.standing.trouble and server.live.standing.acts == 1)
        assert b"An honest word." in visitor.ask("GET", f"/journal/{entry}.html")[1]


def test_a_change_of_the_whole_journals_settings_is_built_too(ada: Cli, entry: str) -> None:
    with serving(ada.folder) as server:
        visitor = Visitor.of(server.link())
        until(lambda: server.live.standing.site)
        (ada.folder / "mkdocs.yml").write_text("site_name: Another name\n")
        until(lambda: b"Another name" in visitor.ask("GET", f"/journal/{entry}.html")[1])
        assert not server.live.standing.trouble


def test_a_builder_that_was_killed_is_followed_by_another(ada: Cli, entry: str) -> None:
    with serving(ada.folder) as server:
        visitor = Visitor.of(server.link())
        assert server.builder.build().state
        process = server.builder._process  # noqa: SLF001 - as a lack of memory would end it
        assert process
        process.kill()
        assert visitor.json("POST", "/api/actions", comment(entry))["status"] == 200
        until(lambda: b"An honest word." in visitor.ask("GET", f"/journal/{entry}.html")[1])


@pytest.fixture
def bare(tmp_path: Path, ada: Cli, entry: str) -> Path:
    """A journal in a folder without git."""
    assert entry
    folder = tmp_path / "bare"
    shutil.copytree(ada.folder, folder, ignore=shutil.ignore_patterns(".git", "site"))
    return folder


def test_a_folder_without_git_can_be_read(bare: Path, entry: str) -> None:
    with serving(bare) as server:
        visitor = Visitor.of(server.link())
        assert visitor.ask("GET", f"/journal/{entry}.html")[0] == 200
        assert visitor.json("POST", "/api/actions", comment(entry))["status"] >= 400
        assert visitor.json("GET", "/api/status")["me"] == ""


@pytest.mark.browser
def test_pages_are_read_offline_where_their_reader_asked_for_it(alone: Person) -> None:
    page = alone.page
    address = alone.open(gate(alone.cli)).url
    page.evaluate("document.querySelector('.ml-standing').open = true")
    page.check("[data-part=offline]")
    until(lambda: page.evaluate("caches.keys().then(names => names.length)"))
    until(lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))
    page.context.set_offline(True)
    page.goto(address)
    expect(page.locator(".ml-body")).to_contain_text("I spoke with her today.")
    page.goto(address.replace(gate(alone.cli), "questions/index.html"))
    expect(page.locator("h1")).to_have_text("Questions")
    page.context.set_offline(False)
    page.goto(address)
    page.evaluate("document.querySelector('.ml-standing').open = true")
    page.uncheck("[data-part=offline]")
    until(lambda: page.evaluate("caches.keys().then(names => names.length)") == 0)
    page.evaluate("fetch(location.pathname).then(answer => answer.text())")
    assert page.evaluate("caches.keys().then(names => names.length)") == 0


@pytest.mark.browser
def test_a_notice_tells_that_something_waits_and_none_of_its_words(people: tuple[Person, Person]) -> None:
    ada, james = people
    page = james.page
    page.context.grant_permissions(["notifications"])
    page.evaluate("""() => {
      window.told = [];
      window.Notification = class { constructor(title, more) { window.told.push([title, more.body]); } };
      window.Notification.permission = "granted";
      window.Notification.requestPermission = () => Promise.resolve("granted");
      Object.defineProperty(document, "hidden", { get: () => true });
    }""")
    page.evaluate("document.querySelector('.ml-standing').open = true")
    page.check("[data-part=notices]")
    ada.cli.ok("ask", "Does Mary know?")
    ada.cli.ok("sync")
    james.cli.ok("sync")
    until(lambda: page.evaluate("window.told") == [["Our journal", "A question waits."]])
    expect(page).to_have_title("(1) Our journal")
