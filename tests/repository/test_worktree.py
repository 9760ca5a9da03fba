"""Files are read leniently and never through a link, and written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mentorlog.errors import NotAJournal, NotFound, Unreadable
from mentorlog.model.entry import Channel
from mentorlog.repository.private import names
from mentorlog.repository.repository import Repository
from mentorlog.repository.worktree import LARGEST, blob_name, body_of
from tests.conftest import Cli, git

GOOD = b"---\ntitle: Good\nauthor: ada\ndate: 2026-11-22\n---\nWords.\n"


@pytest.fixture
def diary(journal_repo: Repository) -> Path:
    """The diary's folder."""
    return journal_repo.root / "journal"


@pytest.mark.parametrize(
    ("data", "says", "line"),
    [
        (b"one\ntwo \xe9\n", "not UTF-8", 2),
        (b"one\ntwo\nthree \0\n", "NUL", 3),
        (b"---\ntitle: A\n\nWords.\n", "never closed", 1),
        (b"x" * (LARGEST + 1), "too large", None),
    ],
)
def test_an_unreadable_file_is_a_problem_with_its_place_and_all_else_is_read(
    journal_repo: Repository, diary: Path, data: bytes, says: str, line: int | None
) -> None:
    (diary / "bad.md").write_bytes(data)
    (diary / "good.md").write_bytes(GOOD)
    journal = journal_repo.load()
    assert [entry.title for entry in journal.entries] == ["Good"]
    assert [(problem.path, problem.line) for problem in journal.problems] == [("journal/bad.md", line)]
    assert says in journal.problems[0].message
    assert journal.problems[0].hint
    assert journal.problems[0].unreadable.startswith("d-")


def test_links_are_not_followed_and_are_named(journal_repo: Repository, diary: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "x.md").write_bytes(GOOD)
    (diary / "file.md").symlink_to(secret / "x.md")
    (diary / "folder").symlink_to(secret)
    (diary / "loop").symlink_to(diary)
    assert journal_repo.load().entries == ()
    assert sorted(problem.path for problem in journal_repo.check()) == [
        "journal/file.md",
        "journal/folder",
        "journal/loop",
    ]
    with pytest.raises(Unreadable):
        journal_repo.files.read("journal/file.md")


def test_a_folder_that_is_a_link_is_not_read(journal_repo: Repository, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.md").write_bytes(GOOD)
    (journal_repo.root / "questions" / ".gitkeep").unlink()
    (journal_repo.root / "questions").rmdir()
    (journal_repo.root / "questions").symlink_to(other)
    assert journal_repo.load().entries == ()
    assert [problem.path for problem in journal_repo.check()] == ["questions"]
    with pytest.raises(Unreadable, match="link"):
        journal_repo.files.write("questions/new.md", b"x")
    assert list(other.iterdir()) == [other / "x.md"]


def test_what_lies_beside_entries_is_no_entry(journal_repo: Repository, diary: Path) -> None:
    for name in ("a.transcript.md", "a.other-0123abcd.md", ".hidden.md", "a.txt", "a.md.tmp"):
        (diary / name).write_bytes(GOOD)
    (diary / "folder.md").mkdir()
    os.mkfifo(diary / "pipe.md")
    assert journal_repo.load().entries == ()
    with pytest.raises(Unreadable, match="plain file"):
        journal_repo.files.read("journal/pipe.md")


def test_a_new_file_takes_no_name_that_is_taken(journal_repo: Repository) -> None:
    journal_repo.files.write("journal/a.md", b"one")
    with pytest.raises(FileExistsError):
        journal_repo.files.write("journal/a.md", b"two")
    assert journal_repo.files.read("journal/a.md") == b"one"
    assert [path.name for path in (journal_repo.root / "journal").iterdir() if path.name != ".gitkeep"] == ["a.md"]


def test_a_file_is_replaced_only_where_it_is_what_it_was(journal_repo: Repository) -> None:
    journal_repo.files.write("journal/a.md", b"one")
    journal_repo.files.write("journal/a.md", b"two", over=blob_name(b"one"))
    assert (journal_repo.root / "journal/a.md").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Unreadable, match="meanwhile"):
        journal_repo.files.write("journal/a.md", b"three", over=blob_name(b"one"))
    assert journal_repo.files.read("journal/a.md") == b"two"


def test_gits_name_for_bytes_is_gits(journal_repo: Repository) -> None:
    (journal_repo.root / "x").write_bytes(GOOD)
    assert git(journal_repo.root, "hash-object", "x").strip() == blob_name(GOOD)
    assert body_of(b"---\ntitle: A\n---\r\none\r\n") == "one\n"
    assert body_of(b"\xff") is None


def test_a_journal_is_found_from_within_and_nowhere_else(journal_repo: Repository, tmp_path: Path) -> None:
    deep = journal_repo.root / "journal" / "deep"
    deep.mkdir()
    assert Repository.open(deep).root == journal_repo.root
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    for nowhere in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(NotAJournal) as error:
            Repository.open(nowhere)
        assert "mentorlog init" in error.value.hint


def test_a_clone_that_does_not_know_who_writes_says_what_to_type(journal_repo: Repository) -> None:
    git(journal_repo.root, "config", "--unset", "mentorlog.me")
    with pytest.raises(NotFound) as error:
        _ = Repository.open(journal_repo.root).me
    assert error.value.hint == "type `mentorlog me ada` or `mentorlog me james`"


def test_kept_words_are_the_owners_alone(journal_repo: Repository) -> None:
    path = journal_repo.private.hold("x.md", "Words.")
    assert path.read_text() == "Words."
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert path.is_relative_to(journal_repo.root / ".git" / "mentorlog")


def test_no_list_of_names_is_an_empty_list(tmp_path: Path) -> None:
    assert names(tmp_path / "names.toml") == {}


def test_only_some_channels_are_read_where_only_some_are_asked_for(ada: Cli) -> None:
    ada.ok("ask", "How?")
    ada.ok("diary", "new", "A", "--body", "x")
    repository = Repository.open(ada.folder)
    assert [entry.channel for entry in repository.load([Channel.QUESTION], comments=False, drafts=False).entries] == [
        Channel.QUESTION
    ]
