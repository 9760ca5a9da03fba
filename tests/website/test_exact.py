"""A build of what changed gives what a clean build gives; some steps of the machine that `make faults` runs long."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from mentorlog.repository.repository import Repository
from mentorlog.repository.since import Look, Since
from mentorlog.website import crew, renewal
from mentorlog.website.build import build
from mentorlog.website.facts import dumps, loads
from mentorlog.website.manifest import Manifest
from mentorlog.website.state import State
from tests.conftest import Cli
from tests.faults import exact


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a build is killed in a doubled process")
def test_whatever_happens_a_build_of_what_changed_is_a_clean_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact.Site, "steps", 0)
    monkeypatch.setattr(exact.Site, "short", 0)
    exact.sweep(3, 18, derandomize=True)
    assert exact.Site.steps > 40
    assert exact.Site.short > 0


@pytest.fixture
def journal(ada: Cli) -> Cli:
    """A journal with a site, in a month in which something was said."""
    ada.ok("diary", "new", "Gate", "--body", "The gate was shut.", "--tag", "trust", "--feeling", "tired")
    ada.ok("diary", "new", "Late", "--body", "I was late, see [[Gate]].")
    ada.ok("ask", "How do I begin?")
    ada.ok("comment", "q-", "With a walk.")
    ada.ok("build")
    return ada


def kept(journal: Cli) -> Path:
    """The manifest of its site."""
    return exact.manifest_of(journal.folder / "site")


def times(site: Path) -> dict[str, int]:
    """When each file was written."""
    return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}


def test_nothing_changed_writes_nothing(journal: Cli) -> None:
    before = times(journal.folder / "site")
    assert build(Repository.open(journal.folder), None).renewed == 0
    assert times(journal.folder / "site") == before


def test_a_comment_writes_its_pages_and_one_small_piece_of_the_search(journal: Cli) -> None:
    before = times(journal.folder / "site")
    journal.ok("comment", "q-", "And then a question.")
    built = build(Repository.open(journal.folder), None)
    after = times(journal.folder / "site")
    written = {path for path in after if after[path] != before.get(path)}
    question = next(path for path in after if path.startswith("questions/q-"))
    assert {"index.html", question, "search/last.js"} < written
    assert len(written) == built.renewed + 2
    assert not [path for path in written if path.startswith(("journal/", "themes/", "search/t/", "assets/"))]
    assert "And then a question." in (journal.folder / "site" / question).read_text()


def test_every_fact_that_a_page_asks_for_is_one_line_that_says_it_again(journal: Cli) -> None:
    repository = Repository.open(journal.folder)
    state = State.of(repository)
    asked = {fact for page in state.pages.values() for fact in page.made()[1]} | state.standing()
    entries = {each.path: each for each in state.publication.journal.entries}
    comments = {each.path: each for each in state.publication.journal.comments()}
    for fact in state.known(asked):
        value = loads(fact.line, lambda path, _: entries[path], lambda path, _: comments[path])
        assert dumps(value) == fact.line
    assert {kind for kind, _ in asked} >= {"about", "talk", "list", "lists", "name", "tag", "feeling", "colour", "told"}


def test_a_page_is_made_of_what_it_was_given_and_what_it_asked_for(journal: Cli) -> None:
    """Each page is made from a site that answers what the page asked for the first time, and nothing else."""
    state = State.of(Repository.open(journal.folder))

    class Recorded:
        """Answers from what was asked before; anything else fails."""

        def __init__(self, asked: set[tuple[str, str]]) -> None:
            self.people = state.publication.site.people
            self.text = state.publication.site.text
            self._answers = {fact: state.publication.site.ask(*fact) for fact in asked}

        def ask(self, kind: str, of: str = "") -> object:
            return self._answers[kind, of]

    for page in state.pages.values():
        html, asked = page.made()
        again = type(page)(page.path, page.title, page.template, page.given, Recorded(asked), page.words)
        assert again.html() == html
        if asked:
            less = type(page)(page.path, page.title, page.template, page.given, Recorded(set()), page.words)
            with pytest.raises(KeyError):
                less.html()


def test_a_page_that_the_theme_makes_in_another_way_makes_all_go_the_long_way(
    journal: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = (journal.folder / "site/index.html").read_bytes()
    repository = Repository.open(journal.folder)
    monkeypatch.setattr("mentorlog.website.shell.Shell.page", lambda *_: "not as the theme has it")
    folder = journal.folder.parent / "long"
    build(repository, folder)
    assert (folder / "index.html").read_bytes() == wanted
    again = build(Repository.open(journal.folder), folder)
    assert again.renewed == again.pages  # without shells nothing can be patched


def test_one_process_makes_what_several_make(journal: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "has_hands", lambda: False)
    folder = journal.folder.parent / "alone"
    build(Repository.open(journal.folder), folder)
    assert exact.found(folder) == exact.found(journal.folder / "site")


def test_a_clean_build_is_the_same_at_another_time_in_another_place(
    journal: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    time.tzset()
    exact.git(tmp_path, "clone", "-q", str(journal.folder), "elsewhere")
    build(Repository.open(tmp_path / "elsewhere"), None)
    monkeypatch.undo()
    time.tzset()
    site = journal.folder / "site"
    assert exact.apart(site, tmp_path / "elsewhere/site") == []


def test_a_damaged_manifest_is_made_anew(journal: Cli) -> None:
    place = kept(journal)
    for data in (b"no database at all", place.read_bytes()[:5000], b""):
        place.write_bytes(data)
        assert build(Repository.open(journal.folder), None).renewed > 0
        assert build(Repository.open(journal.folder), None).renewed == 0


def test_shells_are_kept_as_they_were_made(journal: Cli) -> None:
    with Manifest(kept(journal)) as manifest:
        shells = renewal.shells_in(manifest)
    assert {*shells} == {"index.html", "search.html", "journal", "questions", "calls", "themes", "timeline", "insights"}


def is_clean(journal: Cli) -> bool:
    """Build what changed; whether a clean build gives the same."""
    build(Repository.open(journal.folder), None)
    clean = journal.folder.parent / "clean"
    build(Repository.open(journal.folder), clean)
    same = exact.apart(journal.folder / "site", clean) == []
    shutil.rmtree(clean)
    return same


def test_what_was_taken_back_is_in_no_piece_of_the_search(journal: Cli) -> None:
    for number in range(5):  # with what is there, one more than stand together
        journal.ok("comment", "q-", f"Thought {number}.")
    assert is_clean(journal)
    last = max(Repository.open(journal.folder).load().comments(), key=lambda comment: comment.id)
    journal.ok("retract", last.id)
    assert is_clean(journal)
    assert "Thought 4" not in "".join(path.read_text() for path in (journal.folder / "site/search").rglob("*.js"))


def test_a_history_that_is_gone_makes_all_be_read(journal: Cli) -> None:
    exact.git(journal.folder, "reset", "--hard", "HEAD~1")
    exact.git(journal.folder, "reflog", "expire", "--expire=now", "--all")
    exact.git(journal.folder, "gc", "--prune=now", "-q")
    assert is_clean(journal)


def test_a_merge_that_dropped_a_comment_is_seen_whatever_git_was_told_of_merges(journal: Cli) -> None:
    folder = journal.folder
    exact.git(folder, "config", "log.diffMerges", "off")
    exact.git(folder, "checkout", "-q", "-b", "other", "HEAD~1")
    (folder / "journal/other.md").write_text("Another day.\n")
    exact.git(folder, "add", "-A")
    exact.git(folder, "commit", "-qm", "other")
    exact.git(folder, "checkout", "-q", "main")
    assert is_clean(journal)
    exact.git(folder, "merge", "-q", "-s", "ours", "--no-edit", "other")
    assert is_clean(journal)
    tree = exact.git(folder, "rev-parse", "other^{tree}").strip()
    merged = exact.git(folder, "commit-tree", tree, "-p", "HEAD", "-p", "other", "-m", "theirs").strip()
    exact.git(folder, "reset", "-q", "--hard", merged)
    assert is_clean(journal)


def test_what_git_was_told_not_to_look_at_is_looked_at(journal: Cli) -> None:
    path = next((journal.folder / "journal").rglob("*.md"))
    exact.git(journal.folder, "update-index", "--assume-unchanged", path.relative_to(journal.folder).as_posix())
    path.write_text(path.read_text() + "\nAnd more.\n")
    assert is_clean(journal)


def test_a_file_that_was_taken_out_of_a_deep_folder_comes_back(journal: Cli) -> None:
    next((journal.folder / "site/search/d").iterdir()).unlink()
    assert is_clean(journal)


def test_what_was_written_while_the_journal_was_read_is_seen_the_next_time(
    journal: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next((journal.folder / "journal").rglob("*.md"))
    text = path.read_text()
    result = Look.result

    def meanwhile(look: Look) -> Since:
        found = result(look)
        path.write_text(text.replace("gate", "door").replace("late", "early"))
        return found

    (journal.folder / "journal/more.md").write_text("More.\n")
    with monkeypatch.context() as patched:
        patched.setattr(Look, "result", meanwhile)
        build(Repository.open(journal.folder), None)
    path.write_text(text)
    assert is_clean(journal)


def test_problems_are_counted_as_they_are(journal: Cli) -> None:
    repository = Repository.open(journal.folder)
    entry = repository.load().entries[0]
    lost = journal.folder / f"comments/{entry.id}/01kbzzzzzzzzzzzzzzzzzzzzzz.md"
    lost.parent.mkdir(exist_ok=True)
    lost.write_text(
        "---\nauthor: james\ndate: 2026-11-22T21:00:00+00:00\nin_reply_to: 01kbzzzzzzzzzzzzzzzzzzzzzy\n---\n\nYes.\n"
    )
    assert build(Repository.open(journal.folder), None).problems == 1
    journal.ok("comment", "q-", "One more.")
    assert build(Repository.open(journal.folder), None).problems == 1
    lost.with_name("01kbzzzzzzzzzzzzzzzzzzzzzy.md").write_text(
        "---\nauthor: ada\ndate: 2026-11-22T20:59:00+00:00\n---\n\nShall I?\n"
    )
    assert build(Repository.open(journal.folder), None).problems == 0


def test_a_link_in_the_place_of_what_a_build_left_is_left_alone(journal: Cli, tmp_path: Path) -> None:
    precious = tmp_path / "elsewhere/old/precious"
    precious.parent.mkdir(parents=True)
    precious.write_text("x")
    shutil.rmtree(journal.folder / "site")
    (journal.folder / ".mentorlog-site-99999999-x").symlink_to(tmp_path / "elsewhere")
    shutil.copytree(precious.parent, journal.folder / ".mentorlog-site-99999999-y/old")
    build(Repository.open(journal.folder), None)
    assert precious.exists()
    assert (journal.folder / "site/index.html").exists()
    assert not (journal.folder / "site/precious").exists()


def test_nothing_is_opened_that_came_with_a_journal(journal: Cli) -> None:
    own = Path(os.environ["XDG_CACHE_HOME"])
    assert kept(journal).is_relative_to(own)
    assert not [path for path in (journal.folder / ".git").rglob("*") if path.suffix in {".db", ".cache"}]
    assert (own / "mentorlog").stat().st_mode & 0o077 == 0


def test_without_a_place_to_keep_anything_every_build_is_whole(journal: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    (journal.folder.parent / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(journal.folder.parent / "file"))
    built = build(Repository.open(journal.folder), None)
    assert built.renewed == built.pages
