"""Joining a journal, and what git says when it cannot do its part."""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorlog.errors import GitFailed
from mentorlog.repository.commits import Commit, make
from mentorlog.repository.repository import Repository
from tests.conftest import NOW, Cli, git
from tests.repository.test_sync import pair as _pair

pair = _pair


def test_a_place_without_anything_says_who_should_begin(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    told = Cli(tmp_path).refused("join", str(tmp_path / "remote.git"), "ours")
    assert "nothing lies at that address yet" in told
    assert not (tmp_path / "ours").exists()


def test_a_place_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "nothing could be fetched" in Cli(tmp_path).refused("join", str(tmp_path / "nowhere.git"), "ours")


def test_a_place_with_several_branches_and_none_called_main_is_not_guessed(ada: Cli, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=none", "remote.git")
    git(ada.folder, "push", "--quiet", str(tmp_path / "remote.git"), "main:one", "main:two")
    assert "it is not clear which of one, two is the journal" in Cli(tmp_path).refused(
        "join", str(tmp_path / "remote.git"), "ours"
    )


def test_what_is_no_journal_is_not_joined(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "other")
    git(tmp_path / "other", "commit", "--quiet", "--allow-empty", "--message=x")
    assert "is no journal" in Cli(tmp_path).refused("join", str(tmp_path / "other"), "ours")
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_a_folder_that_holds_something_is_left_alone(ada: Cli, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours/mine.txt").write_text("mine")
    assert "holds something already" in Cli(tmp_path).refused("join", str(ada.folder), "ours")
    assert (tmp_path / "ours/mine.txt").read_text() == "mine"


def test_an_empty_folder_where_one_stands_is_filled(ada: Cli, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    Cli(tmp_path / "ours").ok("join", str(ada.folder), ".")
    assert "ada" in Repository.open(tmp_path / "ours").people


def test_objects_that_git_refuses_leave_nothing_behind(ada: Cli) -> None:
    repository = Repository.open(ada.folder)
    with pytest.raises(GitFailed):
        make(repository.git, Commit("x", "x <x@example.org>", NOW, ["1" * 40], {"a": b"x"}))
    assert not list((ada.folder / ".git").glob("fast_import_crash_*"))


def test_what_is_no_number_is_none(ada: Cli) -> None:
    with pytest.raises(GitFailed, match="less than it was asked"):
        Repository.open(ada.folder).git.number("rev-parse", "HEAD")


def test_blobs_that_are_not_here_are_left_out(ada: Cli) -> None:
    found = Repository.open(ada.folder).git.read_blobs(
        ["1" * 40, git(ada.folder, "rev-parse", "HEAD:mkdocs.yml").strip()]
    )
    assert [data[:9] for data in found.values()] == [b"# The pri"]


def test_unsaved_words_win_over_a_removal(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    path = next((james.folder / "journal/2026").glob("*.md"))
    path.write_text(path.read_text().replace("Three.", "DREI."))
    ada.ok("remove", "d-")
    ada.ok("sync")
    assert "taken away by the other" in james.ok("sync")
    james.ok("save")
    james.ok("sync")
    ada.ok("sync")
    assert "DREI." in ada.ok("show", "d-")


def test_only_texts_can_be_both(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    for clone, data in ((james, b"\x89PNG\0james"), (ada, b"\x89PNG\0ada")):
        (clone.folder / "journal/2026/photo.png").write_bytes(data)
        clone.ok("save")
    james.ok("sync")
    ada("sync")
    assert "no text that can hold both" in ada.refused("choose", "journal/2026/photo.png", "both")
    ada.ok("choose", "journal/2026/photo.png", "mine")
    assert (ada.folder / "journal/2026/photo.png").read_bytes() == b"\x89PNG\0ada"


def test_what_must_not_come_in_is_listed(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    (ada.folder / "journal/x.md").symlink_to("/etc/hostname")
    git(ada.folder, "add", ".")
    git(ada.folder, "commit", "--quiet", "--message=x")
    git(ada.folder, "push", "--quiet", "origin", "main")
    done = james("sync")
    assert done.exit_code == 1
    assert "journal/x.md: it is a link, and links are not followed" in done.stdout


def test_a_trust_file_that_cannot_be_read_trusts_nothing(
    ada: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "config/mentorlog").mkdir(parents=True)
    for text in ("[", f'"{ada.folder}" = 1\n'):
        (tmp_path / "config/mentorlog/trust.toml").write_text(text)
        git(ada.folder, "config", "core.sshCommand", "x")
        assert "core.sshcommand" in ada.refused("ask", "How?")
