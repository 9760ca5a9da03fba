"""`check` tells what is amiss with a clone, and `--fix` puts right what needs nobody."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mentorlog.repository.catalogue import Catalogue
from mentorlog.repository.repository import Repository
from tests.conftest import Cli, git


def test_comments_taken_out_of_the_folder_come_back(ada: Cli) -> None:
    ada.ok("ask", "How?")
    ada.ok("answer", "latest", "So.")
    (path,) = (ada.folder / "comments").rglob("*.md")
    path.unlink()
    assert "what was said stays in the journal" in ada.refused("save")
    assert "1 saved comment is gone from the folder" in ada("check").output
    told = ada.ok("check", "--fix")
    assert "put right: comments/" in told
    assert "All is well." in told
    assert "So." in path.read_text()


@pytest.mark.parametrize(
    "how", [("rm", "-rq", "comments"), ("rm", "-rq", "--cached", "comments")], ids=["away", "out of git"]
)
def test_comments_that_a_commit_took_out_come_back(ada: Cli, how: tuple[str, ...]) -> None:
    ada.ok("ask", "How?")
    ada.ok("answer", "latest", "So.")
    ada.ok("answer", "latest", "Or so.")
    git(ada.folder, *how)
    git(ada.folder, "commit", "-qm", "swept out")
    assert "2 comments were taken out of the journal by hand" in ada("check").output
    assert "All is well." in ada.ok("check", "--fix")
    assert "So." in ada.ok("show", "latest")
    assert git(ada.folder, "ls-tree", "-r", "--name-only", "HEAD", "comments").count(".md") == 2
    assert git(ada.folder, "status", "--porcelain") == ""
    assert ada.ok("check") == "All is well.\n"


def test_comments_that_a_merge_took_out_come_back(ada: Cli) -> None:
    ada.ok("ask", "How?")
    ada.ok("answer", "latest", "So.")
    git(ada.folder, "switch", "-qc", "side")
    git(ada.folder, "commit", "-qm", "s", "--allow-empty")
    git(ada.folder, "switch", "-q", "main")
    git(ada.folder, "commit", "-qm", "t", "--allow-empty")
    git(ada.folder, "merge", "-q", "--no-ff", "--no-commit", "side")
    git(ada.folder, "rm", "-rq", "comments")
    git(ada.folder, "commit", "-qm", "both")
    assert "1 comment was taken out of the journal by hand" in ada("check").output
    assert "All is well." in ada.ok("check", "--fix")
    assert "So." in ada.ok("show", "latest")


def test_an_index_that_would_take_files_out_is_put_right(ada: Cli) -> None:
    """As after a crash whose lock somebody took away by hand."""
    ada.ok("ask", "How?")
    before = (ada.folder / ".git/index").read_bytes()
    ada.ok("answer", "latest", "So.")
    (ada.folder / ".git/index").write_bytes(before)
    assert "the next commit by hand would take 1 saved files out" in ada("check").output
    ada.ok("check", "--fix")
    git(ada.folder, "commit", "--quiet", "--allow-empty", "--message=mine")
    assert "So." in git(ada.folder, "grep", "So.", "HEAD", "--", "comments")
    assert git(ada.folder, "status", "--porcelain") == ""


def test_what_a_crash_left_is_taken_away(ada: Cli) -> None:
    left = ada.folder / "journal/.000001.0123456789ab.tmp"
    left.write_text("half")
    done = ada("check")
    assert done.exit_code == 0
    assert "1 files were left behind by a crash" in done.output
    ada.ok("check", "--fix")
    assert not left.exists()


def test_folders_that_others_could_look_into_are_closed(ada: Cli) -> None:
    ada.ok("diary", "new", "A", "--body", "x", "--draft")
    for name in ("drafts", ".git/mentorlog"):
        (ada.folder / name).chmod(0o755)
    assert ada("check").output.count("can look into it") == 2
    ada.ok("check", "--fix")
    assert (ada.folder / "drafts").stat().st_mode & 0o077 == 0


def test_damaged_history_is_said(ada: Cli) -> None:
    ada.ok("ask", "How?")
    name = git(ada.folder, "rev-parse", "HEAD:questions").strip()
    os.remove(ada.folder / f".git/objects/{name[:2]}/{name[2:]}")  # noqa: PTH107 - one call
    done = ada("check")
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert "history is damaged" in done.output


def test_check_is_one_document(ada: Cli) -> None:
    (ada.folder / ".git/mentorlog").chmod(0o755)
    done = ada("check", "--json")
    (row,) = json.loads(done.stdout)
    assert (done.exit_code, row["path"], row["serious"]) == (1, "mentorlog", True)


def test_a_folder_without_git_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.mentorlog.people.ada]\nname = "Ada"\nmail = "ada@example.org"\n')
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal/a.md").write_text("Words.\n")
    assert "A" in Cli(tmp_path).ok("diary")


@pytest.fixture
def catalogue(ada: Cli) -> Catalogue:
    """The list of ids of a journal with three entries."""
    for title in ("One", "Two"):
        ada.ok("diary", "new", title, "--body", "x")
    ada.ok("ask", "Three?")
    repository = Repository.open(ada.folder)
    return Catalogue(repository.files, repository.people, ada.folder / ".git/mentorlog/cache/ids")


def test_the_list_knows_every_id(ada: Cli, catalogue: Catalogue) -> None:
    entries = Repository.open(ada.folder).load().entries
    assert len(entries) == 3
    for entry in entries:
        assert catalogue.paths(entry.id) == [entry.path]
    assert len(catalogue.paths("d-")) == 2
    assert catalogue.paths("x-") == []


def test_the_list_follows_what_is_written_moved_and_taken_away(ada: Cli, catalogue: Catalogue) -> None:
    (entry,) = (each for each in Repository.open(ada.folder).load().entries if each.title == "One")
    assert catalogue.paths(entry.id) == [entry.path]
    (ada.folder / "journal/deep/er").mkdir(parents=True)
    (ada.folder / entry.path).rename(ada.folder / "journal/deep/er/one.md")
    assert catalogue.paths(entry.id) == ["journal/deep/er/one.md"]
    (ada.folder / "journal/deep/er/one.md").unlink()
    assert catalogue.paths(entry.id) == []
    (ada.folder / ".git/mentorlog/cache/ids").write_bytes(b"\xff")
    assert len(catalogue.paths("d-")) == 1


def test_a_list_that_is_wrong_misleads_nobody(ada: Cli, catalogue: Catalogue) -> None:
    one, two = (each for each in Repository.open(ada.folder).load().entries if each.title in ("One", "Two"))
    catalogue.paths("d-")
    path = ada.folder / one.path
    inode = path.stat()
    path.write_text(path.read_text().replace(one.id, "d-zzzzzzzz"))  # in place: its folder's time stays
    os.utime(path, ns=(inode.st_atime_ns, inode.st_mtime_ns))
    assert "no entry has an id" in ada.refused("comment", one.id, "Hm.")
    ada.ok("comment", "d-zzzzzzzz", "Hm.")
    ada.ok("comment", two.id, "Hm.")


def test_a_short_id_that_fits_two_is_said(ada: Cli, catalogue: Catalogue) -> None:
    catalogue.paths("d-")
    assert "2 ids begin with 'd-'" in ada.refused("comment", "d-", "Hm.")
