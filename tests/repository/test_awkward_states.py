"""Whatever state a clone is in: an act is saved, or kept and said, and the user's own work stays as it was."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path

import pytest

from mentorlog.errors import Unsafe
from mentorlog.repository.git import Git
from mentorlog.repository.outbox import Change, act_by
from mentorlog.repository.repository import Repository
from tests.conftest import NOW, PEOPLE, Cli, git

KEPT = "your words are kept on this machine and not saved yet"


def begun(ada: Cli, *names: str) -> None:
    """Two branches that touch the same line, on the way into each other."""
    (ada.folder / "README.md").write_text("one\n")
    git(ada.folder, "commit", "--quiet", "--all", "--message=one")
    git(ada.folder, "switch", "--quiet", "--create", "side", "HEAD~1")
    (ada.folder / "README.md").write_text("two\n")
    git(ada.folder, "commit", "--quiet", "--all", "--message=two")
    git(ada.folder, "switch", "--quiet", "main")
    subprocess.run(
        ["git", "-c", "user.name=H", "-c", "user.email=h@example.org", *names],
        cwd=ada.folder,
        check=False,
        capture_output=True,
    )


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (("merge", "side"), ("merge", "--abort")),
        (("rebase", "side"), ("rebase", "--abort")),
        (("cherry-pick", "side"), ("cherry-pick", "--abort")),
        (("revert", "--no-edit", "HEAD~1"), ("revert", "--abort")),
    ],
    ids=lambda words: words[0],
)
def test_in_the_middle_of_something_an_act_waits(ada: Cli, begins: tuple[str, ...], ends: tuple[str, ...]) -> None:
    if begins[0] == "revert":
        (ada.folder / "README.md").write_text("zero\n")
        git(ada.folder, "commit", "--quiet", "--all", "--message=zero")
    begun(ada, *begins)
    before = git(ada.folder, "status", "--porcelain")
    told = ada.refused("ask", "How?")
    assert KEPT in told
    assert "git is in the middle of something here" in told
    assert git(ada.folder, "status", "--porcelain") == before
    assert "1 kept on this machine" in ada("questions").stderr
    git(ada.folder, *ends)
    assert "saved now: question q-" in ada("questions").stderr
    assert "How?" in ada.ok("questions")


@pytest.mark.parametrize("away", [("switch", "--quiet", "--create", "other"), ("checkout", "--quiet", "--detach")])
def test_where_the_folder_shows_something_else_an_act_waits(ada: Cli, away: tuple[str, ...]) -> None:
    git(ada.folder, *away)
    told = ada.refused("diary", "new", "A", "--body", "x")
    assert KEPT in told
    assert "`git switch main` shows it again" in told
    git(ada.folder, "switch", "--quiet", "main")
    assert "saved now" in ada("diary").stderr


def test_a_folder_without_a_branch_goes_back_to_it_by_fix(ada: Cli) -> None:
    git(ada.folder, "checkout", "--quiet", "--detach")
    (ada.folder / "journal/mine.md").write_text("Words.\n")
    git(ada.folder, "add", ".")
    git(ada.folder, "commit", "--quiet", "--message=by hand")
    assert ada("check").exit_code == 1
    assert "put right: .git/HEAD" in ada.ok("check", "--fix")
    assert git(ada.folder, "symbolic-ref", "HEAD") == "refs/heads/main\n"
    ada.ok("save")


def test_in_a_linked_work_tree_acts_go_to_its_branch(ada: Cli, tmp_path: Path) -> None:
    git(ada.folder, "config", "--unset", "mentorlog.branch")
    git(ada.folder, "worktree", "add", "--quiet", str(tmp_path / "linked"), "-b", "linked")
    linked = Cli(tmp_path / "linked")
    linked.ok("ask", "From the other folder?")
    ada.ok("ask", "From the first?")
    assert git(linked.folder, "status", "--porcelain") == git(ada.folder, "status", "--porcelain") == ""
    assert (
        git(ada.folder, "rev-list", "--count", "main..linked")
        == git(ada.folder, "rev-list", "--count", "linked..main")
        == "1\n"
    )


def test_a_shallow_clone_saves_and_syncs(two_clones: tuple[Cli, Cli], tmp_path: Path) -> None:
    ada, james = two_clones
    ada.ok("ask", "How?")
    ada.ok("sync")
    remote = git(ada.folder, "config", "remote.origin.url").strip()
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{remote}", "shallow")
    shallow = Cli(tmp_path / "shallow")
    shallow.ok("me", "james")
    shallow.ok("answer", "latest", "So.")
    shallow.ok("sync")
    james.ok("sync")
    assert "So." in james.ok("show", "latest")


@pytest.mark.parametrize(
    "setting",
    [
        ("core.autocrlf", "true"),
        ("core.eol", "crlf"),
        ("core.splitIndex", "true"),
        ("index.version", "4"),
        ("core.untrackedCache", "true"),
        ("core.sparseCheckout", "true"),
        ("commit.gpgSign", "true"),
    ],
    ids=lambda setting: setting[0],
)
def test_whatever_git_is_set_to_the_bytes_are_ours(ada: Cli, setting: tuple[str, str]) -> None:
    git(ada.folder, "config", *setting)
    if setting[0] == "index.version":
        git(ada.folder, "update-index", "--index-version", "4")
    ada.ok("diary", "new", "A", "--body", "One.\n\nTwo.")
    ada.ok("comment", "latest", "Why?", "--quote", "Two")
    path = git(ada.folder, "ls-files", "journal/2026").strip()
    assert git(ada.folder, "show", f"HEAD:{path}").encode() == (ada.folder / path).read_bytes()
    assert b"\r" not in (ada.folder / path).read_bytes()
    assert git(ada.folder, "status", "--porcelain") == ""


def test_every_kind_of_hook_is_passed_over(ada: Cli) -> None:
    for name in ("pre-commit", "commit-msg", "post-commit", "reference-transaction", "post-index-change", "pre-push"):
        hook = ada.folder / ".git/hooks" / name
        hook.write_text("#!/bin/sh\ntouch ran\nexit 1\n")
        hook.chmod(0o755)
    ada.ok("ask", "How?")
    assert not list(ada.folder.rglob("ran"))


def test_a_filter_that_a_file_asks_for_is_not_run(ada: Cli) -> None:
    git(ada.folder, "config", "--global", "filter.bad.clean", f"touch {ada.folder}/ran; cat")
    git(ada.folder, "config", "--global", "filter.bad.smudge", f"touch {ada.folder}/ran; cat")
    (ada.folder / ".gitattributes").write_text("* filter=bad\n")
    ada.ok("ask", "How?")
    ada.ok("save")
    assert not (ada.folder / "ran").exists()


def test_a_commit_by_hand_that_is_being_written_delays_an_act_and_loses_nothing(
    ada: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorlog.repository.lock._PATIENCE", 0.0)
    lock = ada.folder / ".git/index.lock"
    lock.touch()  # as `git commit -a` holds it while its editor is open
    assert "another program has this journal's folder in use" in ada.refused("ask", "How?")
    assert lock.exists()
    assert ada("check").exit_code == 1
    lock.unlink()
    assert "saved now" in ada("questions").stderr


def test_a_repository_without_commits_gets_its_first(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / "pyproject.toml").write_text('[tool.mentorlog.people.ada]\nname = "Ada"\nmail = "ada@example.org"\n')
    ada = Cli(tmp_path)
    ada.ok("me", "ada")
    ada.ok("ask", "How?")
    assert git(tmp_path, "log", "--format=%s") == f"question {ada.ok('questions').split()[0]} by ada\n"


HARMLESS = [
    ("core.fsmonitor", "touch ran"),
    ("core.hooksPath", "hooks"),
    ("gpg.program", "touch"),
    ("core.editor", "touch ran"),
]
UNSAFE = [
    ("filter.x.clean", "touch ran"),
    ("filter.x.smudge", "touch ran"),
    ("filter.x.process", "touch ran"),
    ("core.sshCommand", "touch ran"),
    ("core.gitProxy", "touch ran"),
    ("core.worktree", ".."),
    ("core.askPass", "touch ran"),
    ("core.alternateRefsCommand", "touch ran"),
    ("diff.external", "touch ran"),
    ("diff.x.textconv", "touch ran"),
    ("merge.x.driver", "touch ran"),
    ("include.path", "other"),
    ("includeIf.gitdir:/.path", "other"),
    ("url.ext::sh.insteadOf", "https://"),
    ("remote.origin.uploadpack", "touch ran"),
    ("remote.origin.receivepack", "touch ran"),
    ("remote.origin.url", "ext::touch ran"),
    ("remote.origin.vcs", "x"),
    ("credential.helper", "!touch ran"),
    ("http.proxy", "http://127.0.0.1:1"),
    ("trailer.x.command", "touch ran"),
    ("uploadpack.packObjectsHook", "touch ran"),
]


@pytest.mark.parametrize(("key", "value"), UNSAFE, ids=[key for key, _ in UNSAFE])
def test_settings_that_could_run_a_program_are_refused_by_name(ada: Cli, key: str, value: str) -> None:
    git(ada.folder, "config", key, value)
    told = ada.refused("ask", "How?")
    assert "could run a program" in told
    assert key.lower() in told.lower()
    assert not (ada.folder / "ran").exists()


@pytest.mark.parametrize(("key", "value"), HARMLESS, ids=[key for key, _ in HARMLESS])
def test_settings_that_every_call_switches_off_do_no_harm(ada: Cli, key: str, value: str) -> None:
    git(ada.folder, "config", key, value)
    ada.ok("ask", "How?")
    ada.ok("save")
    assert not (ada.folder / "ran").exists()


def test_what_this_machines_user_trusts_may_stay(ada: Cli) -> None:
    git(ada.folder, "config", "core.sshCommand", "ssh -i key")
    trust = Path(os.environ["XDG_CONFIG_HOME"], "mentorlog/trust.toml")
    trust.parent.mkdir(parents=True)
    trust.write_text(f'["{ada.folder}"]\n"core.sshcommand" = "ssh -i key"\n')
    ada.ok("ask", "How?")
    git(ada.folder, "config", "core.sshCommand", "touch ran")
    ada.refused("ask", "And now?")


def test_the_audit_is_what_refuses(journal_repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without it, git runs what the settings name."""
    ran = journal_repo.root / "ran"
    git(journal_repo.root, "config", "filter.x.clean", f"touch {ran}; cat")
    (journal_repo.root / ".gitattributes").write_text("* filter=x\n")
    with pytest.raises(Unsafe):
        Git(journal_repo.root).run("status")
    monkeypatch.setattr("mentorlog.repository.git.unsafe", lambda *_: [])
    (journal_repo.root / ".git/info/attributes").unlink()
    (journal_repo.root / "README.md").write_text("x\n")
    Git(journal_repo.root).run("status")
    assert ran.exists()


def test_older_gits_write_through_as_well(journal_repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """`core.fsync` came with git 2.36; before that, what git does not do is done here."""
    synced: list[str] = []
    monkeypatch.setattr("mentorlog.repository.git._DURABLE", ("core.fsyncObjectFiles=true",))
    monkeypatch.setattr("mentorlog.repository.branch.disk.sync", lambda path: synced.append(path.name))
    repository = Repository.open(journal_repo.root)
    repository.save(act_by(PEOPLE["ada"], "x", NOW, {"journal/a.md": Change(b"x")}))
    assert {"index", "main"} <= set(synced)
    assert git(journal_repo.root, "show", "HEAD:journal/a.md") == "x"


def test_a_git_that_is_too_old_is_said(ada: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorlog.repository.git.Git.version", (2, 30))
    assert "this machine has git 2.30; 2.34 is needed" in ada("check").output


def test_two_threads_of_one_process_take_turns(journal_repo: Repository) -> None:
    def save(number: int) -> None:
        Repository.open(journal_repo.root).save(act_by(PEOPLE["ada"], "x", NOW, {f"journal/{number}.md": Change(b"x")}))

    threads = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(git(journal_repo.root, "ls-files", "journal").split()) == 7
    assert git(journal_repo.root, "status", "--porcelain") == ""
