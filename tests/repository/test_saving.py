"""One action is one commit by the right author that holds only its own files."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mentorlog.errors import GitFailed, Waiting
from mentorlog.repository.git import Git, scrub
from mentorlog.repository.outbox import Change, act_by
from mentorlog.repository.repository import Repository
from tests.conftest import NOW, PEOPLE, Cli, entropy, git

ACTS = [
    ("ask", "How?"),
    ("diary", "new", "A", "--body", "Words."),
    ("comment", "d-", "Hm.", "--quote", "two chairs"),
    ("edit", "d-", "Other words."),
    ("remove", "d-"),
    ("call", "new", "2026-12-03 09:00"),
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act[0])
def test_an_act_leaves_everything_around_it_alone(ada: Cli, act: tuple[str, ...]) -> None:
    ada.ok("diary", "new", "First", "--body", "She put two chairs there.")
    root = ada.folder
    (root / "README.md").write_text("half-written\n")
    (root / "mkdocs.yml").write_text("staged: yes\n")
    (root / "questions/stray.md").write_text("not yet\n")
    git(root, "add", "mkdocs.yml")
    (root / "mkdocs.yml").write_text("staged: and changed again\n")
    before = (
        git(root, "status", "--porcelain"),
        git(root, "diff"),
        git(root, "diff", "--cached"),
        git(root, "rev-list", "--count", "HEAD"),
    )
    ada.ok(*act)
    assert git(root, "rev-list", "--count", "HEAD") == f"{int(before[3]) + 1}\n"
    assert (git(root, "status", "--porcelain"), git(root, "diff"), git(root, "diff", "--cached")) == before[:3]
    assert len(git(root, "show", "--name-only", "--format=", "HEAD").split()) == 1
    assert (
        git(root, "log", "-1", "--format=%an <%ae> %cn %aI")
        == "Ada Example <ada@example.org> Ada Example 2026-11-22T12:31:00-08:00\n"
    )
    git(root, "fsck", "--strict")


def test_the_users_own_next_commit_takes_nothing_away(ada: Cli) -> None:
    (ada.folder / "README.md").write_text("mine\n")
    git(ada.folder, "add", "README.md")
    ada.ok("ask", "How?")
    git(ada.folder, "commit", "--quiet", "--message=mine")
    assert git(ada.folder, "show", "--name-status", "--format=", "HEAD").split() == ["M", "README.md"]
    assert git(ada.folder, "status", "--porcelain") == ""


def test_hooks_signing_and_missing_names_stand_in_nobodys_way(ada: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    hook = ada.folder / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    git(ada.folder, "config", "commit.gpgSign", "true")
    git(ada.folder, "config", "gpg.program", "false")
    git(ada.folder, "config", "user.useConfigOnly", "true")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    ada.ok("ask", "How?")
    (ada.folder / "journal/mine.md").write_text("Words.\n")
    assert "journal/mine.md" in ada.ok("save")


def test_a_journal_in_a_folder_of_a_repository_is_saved_there(journal_repo: Repository, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    shutil.copytree(journal_repo.root, outer / "deep", ignore=shutil.ignore_patterns(".git"))
    git(tmp_path, "init", "--quiet", str(outer))
    git(outer, "add", ".")
    git(outer, "commit", "--quiet", "--message=all")
    ada = Cli(outer / "deep")
    ada.ok("me", "ada")
    ada.ok("diary", "new", "A", "--body", "Words.")
    assert git(outer, "show", "--name-only", "--format=", "HEAD") == "deep/journal/2026/2026-11-22-a.md\n"
    (outer / "deep/journal/by-hand.md").write_text("Words.\n")
    assert "journal/by-hand.md" in ada.ok("save")
    assert '"commit"' in ada.ok("show", "latest", "--json")


def test_what_git_refuses_waits_and_is_saved_by_the_next_command(ada: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorlog.repository.lock._PATIENCE", 0.0)
    (ada.folder / ".git/refs/heads/main.lock").touch()
    words = ada.refused("diary", "new", "A", "--body", "Words.")
    assert "your words are kept on this machine and not saved yet" in words
    assert "do not type it again" in words
    assert not (ada.folder / "journal/2026/2026-11-22-a.md").exists()
    (ada.folder / ".git/refs/heads/main.lock").unlink()
    assert "saved now: diary d-" in ada("diary").stderr
    assert "Words." in (ada.folder / "journal/2026/2026-11-22-a.md").read_text()


def test_a_lock_that_another_program_holds_is_waited_for(ada: Cli) -> None:
    lock = ada.folder / ".git/index.lock"
    lock.touch()
    timer = threading.Timer(0.3, lock.unlink)
    timer.start()
    ada.ok("ask", "How?")
    timer.join()


def test_a_lock_that_stays_is_named_in_plain_words(journal_repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorlog.repository.lock._PATIENCE", 0.0)
    (journal_repo.root / ".git/index.lock").touch()
    (journal_repo.root / "journal/a.md").write_text("x")
    with pytest.raises(Waiting, match="another program has this journal's folder in use"):
        journal_repo.save(act_by(PEOPLE["ada"], "x", NOW, {"journal/b.md": Change(b"y")}))
    assert (journal_repo.root / ".git/index.lock").exists()


def test_writers_at_once_lose_nothing(ada: Cli) -> None:
    command = [sys.executable, "-m", "mentorlog", "-C", str(ada.folder), "diary", "new", "--body", "Words."]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    for number in range(8):
        writers = [subprocess.Popen([*command, f"{name} {number}"], **pipes) for name in ("one", "two", "three")]  # type: ignore[call-overload]
        for writer in writers:
            _, told = writer.communicate(timeout=60)
            assert writer.returncode == 0, told
    assert len(git(ada.folder, "ls-files", "journal").split()) == 25
    assert git(ada.folder, "status", "--porcelain") == ""


def test_the_environment_points_git_nowhere_else() -> None:
    clean = scrub({"GIT_DIR": "x", "GIT_SSH_COMMAND": "ssh", "GIT_TRACE": "1", "PATH": "p"})
    assert clean == {"GIT_SSH_COMMAND": "ssh", "PATH": "p", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def test_a_missing_git_is_told_in_our_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitFailed):
        Git(tmp_path).run("version")
    assert Git(tmp_path).ask("version") == ""


def test_a_comment_keeps_what_was_read_and_finds_it_in_history(two_clones: tuple[Cli, Cli]) -> None:
    ada, james = two_clones
    ada.ok("diary", "new", "The gate", "--body", "The gate was shut when I came. Nobody knew why.")
    git(ada.folder, "push", "--quiet")
    git(james.folder, "pull", "--quiet")
    james.ok("comment", "latest", "Who had the key?", "--quote", "the gate was shut when i came")
    git(james.folder, "push", "--quiet")
    git(ada.folder, "pull", "--quiet")
    ada.ok("edit", "latest", "Nobody knew why. We climbed over, in the end, in our good shoes.")
    shown = ada.ok("show", "latest")
    assert 'on "The gate was shut when I came" (these words are gone)' in shown
    assert git(ada.folder, "log", "--format=%an", "--", "comments") == "James Other\n"


def test_plain_pull_and_push_bring_two_clones_together_though_both_wrote(two_clones: tuple[Cli, Cli]) -> None:
    ada, james = two_clones
    ada.ok("ask", "How?")
    james.ok("diary", "new", "Mine", "--body", "Words.")
    for clone in (ada, james, ada):
        subprocess.run(
            ["git", "pull", "--quiet"], cwd=clone.folder, check=True, capture_output=True, stdin=subprocess.DEVNULL
        )
        subprocess.run(["git", "push", "--quiet"], cwd=clone.folder, check=True, capture_output=True)
    assert ada.ok("questions") == james.ok("questions")
    assert ada.ok("diary") == james.ok("diary")


def test_text_changed_by_hand_is_saved_before_it_is_commented_on(ada: Cli) -> None:
    (ada.folder / "journal/mine.md").write_text("# The gate\n\nThe gate was shut when I came.\n")
    ada.ok("comment", "d-", "Why?", "--quote", "shut when I came")
    text = (ada.folder / "journal/mine.md").read_text()
    assert text.startswith("---\nid: d-")
    assert "author: ada" in text
    comment = next((ada.folder / "comments").rglob("*.md")).read_text()
    blob = git(ada.folder, "rev-parse", "HEAD:journal/mine.md").strip()
    assert f"blob: {blob}" in comment
    assert git(ada.folder, "rev-list", "--count", "HEAD") == "3\n"


def test_randomness_of_tests_is_the_same_every_time() -> None:
    one, other = entropy(), entropy()
    assert [one(5), one(5)] == [other(5), other(5)]
