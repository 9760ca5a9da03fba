"""Saying something about words: quotes that stand twice or nowhere, what waits, what is taken back, what is gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentorlog.repository.repository import Repository
from tests.cli.test_people_at_a_terminal import at_terminal
from tests.conftest import Cli, git

BODY = "It is small. We sat down.\n\nIt is small, he said again, and nobody asked the man by the door."


def comments(clone: Cli) -> list[dict[str, object]]:
    return list(json.loads(clone.ok("show", "latest", "--json"))["thread"])


def test_words_that_stand_twice_are_asked_about(journal_repo: Repository) -> None:
    at_terminal(journal_repo.root, "diary", "new", "A room", "--body", BODY)
    code, shown = at_terminal(
        journal_repo.root, "comment", "latest", "Which?", "--quote", "it is small", types="x\n2\n"
    )
    assert code == 0, shown
    assert "  1  »It is small«. We sat down." in shown
    assert "'x' is not one of '1', '2'" in shown
    said = next(iter(Repository.open(journal_repo.root).load().comments()))
    assert said.target is not None
    assert said.target.start == BODY.rindex("It is small") + 1  # a body begins with an empty line


def test_elsewhere_they_are_refused_with_both_places(ada: Cli) -> None:
    ada.ok("diary", "new", "A room", "--body", BODY)
    assert "»It is small«. We sat" in ada.refused("comment", "latest", "Which?", "--quote", "it is small")


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("nobody asked the men at the door", "nobody asked the man by the door"),
        ("a room", "the title"),
        ("", "there are no words in the quote"),
    ],
)
def test_words_that_stand_nowhere_bring_what_comes_near(ada: Cli, quote: str, told: str) -> None:
    ada.ok("diary", "new", "A room", "--body", BODY)
    assert told in ada.refused("comment", "latest", "Why?", "--quote", quote)
    assert comments(ada) == []


def test_a_reply_to_what_is_settled_waits_all_the_same(two_clones: tuple[Cli, Cli]) -> None:
    ada, james = two_clones
    ada.ok("diary", "new", "A room", "--body", BODY)
    ada.ok("comment", "latest", "Was it wise?")
    said = next(iter(Repository.open(ada.folder).load().comments())).id
    ada.ok("resolve", said)
    ada.ok("sync")
    james.ok("sync")
    assert "Was it wise?" not in james.ok("inbox")
    james.ok("comment", "latest", "One more thing.", "--reply-to", said)
    james.ok("sync")
    ada.ok("sync")
    assert "One more thing." in ada.ok("inbox")
    last = max(comment.id for comment in Repository.open(ada.folder).load().comments())
    ada.ok("reopen", said)
    ada.ok("resolve", last)
    assert "One more thing." not in ada.ok("inbox")


def test_what_was_taken_back_cannot_be_taken_back_again(ada: Cli) -> None:
    ada.ok("diary", "new", "A room", "--body", BODY)
    ada.ok("comment", "latest", "No.")
    said = next(iter(Repository.open(ada.folder).load().comments())).id
    assert "the journal's history keeps what it said" in ada.ok("retract", said)
    assert "taken back already" in ada.refused("retract", said)


def test_a_removed_entry_keeps_its_comments_and_its_words_are_on_no_page(ada: Cli, tmp_path: Path) -> None:
    ada.ok("diary", "new", "A room", "--body", BODY)
    ada.ok("comment", "latest", "By which door?", "--quote", "the man by the door")
    ada.ok("diary", "new", "Another", "--body", "Other words, kept.")
    ada.ok("comment", "latest", "Hm.", "--quote", "Other words")
    first, second = sorted((ada.folder / "comments").rglob("*.md"), key=lambda path: "Hm." in path.read_text())
    removed = first.parent.name
    blob = next(line for line in first.read_text().splitlines() if "blob:" in line)
    stray = second.with_name("01kb0000000000000000000001.md")  # somebody names the removed text in another's thread
    stray.write_text(first.read_text().replace(first.stem, stray.stem))
    git(ada.folder, "add", "-A")
    git(ada.folder, "commit", "-qm", "a stray")
    assert blob in stray.read_text()
    ada.ok("remove", removed)
    assert f"1 said about {removed}, which is not here any more" in ada.ok("check")
    ada.ok("build", "--output", str(tmp_path / "site"))
    page = (tmp_path / f"site/journal/{removed}.html").read_text()
    assert "By which door?" in page
    assert "the man by the door" not in page
    assert f'href="{removed}.html">1 comment, the first of' in (tmp_path / "site/journal/index.html").read_text()
    for path in (tmp_path / "site").rglob("*"):
        if path.is_file():
            assert b"nobody asked" not in path.read_bytes(), path


def test_check_names_files_without_an_id(ada: Cli) -> None:
    (ada.folder / "journal/2026").mkdir(parents=True, exist_ok=True)
    (ada.folder / "journal/2026/by-hand.md").write_text("Just words.\n")
    assert "it has no id yet, and goes by d-" in ada.ok("check")
    ada.ok("save")
    assert "no id" not in ada.ok("check")


def test_two_comments_with_one_id_each_stand_on_their_own_entry(ada: Cli, tmp_path: Path) -> None:
    for title, words in (("One", "We spoke for an hour."), ("Two", "The gate was shut at nine.")):
        ada.ok("diary", "new", title, "--body", words)
        ada.ok("comment", "latest", "Why?", "--quote", " ".join(words.split()[:3]))
    first, second = sorted((ada.folder / "comments").rglob("*.md"))
    second.rename(second.with_name(first.name))
    second = second.with_name(first.name)
    second.write_text(
        second.read_text().replace("id: " + second.read_text().split("id: ")[1][:26], f"id: {first.stem}")
    )
    git(ada.folder, "add", "-A")
    git(ada.folder, "commit", "-qm", "twice")
    assert "another file has the same id" in ada("check").output
    ada.ok("build", "--output", str(tmp_path / "site"))
    pages = "".join(path.read_text() for path in (tmp_path / "site/journal").glob("d-*.html"))
    assert ">We spoke for</mark>" in pages
    assert ">The gate was</mark>" in pages


def test_a_blank_target_stops_nothing(ada: Cli) -> None:
    ada.ok("diary", "new", "One", "--body", "c. d")
    ada.ok("comment", "latest", "Hm.", "--quote", "c")
    said = next((ada.folder / "comments").rglob("*.md"))
    said.write_text(
        said.read_text()
        .replace('exact: "c"', 'exact: " "')
        .replace("exact: c", 'exact: " "')
        .replace("start: 1", "start: 3")
        .replace("end: 2", "end: 4")
    )
    path = next((ada.folder / "journal").rglob("*.md"))
    path.write_text(path.read_text().replace("c. d", "a "))
    ada.ok("save")
    assert "Hm." in ada.ok("show", "latest")
