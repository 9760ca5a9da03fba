"""What an attacker found, each as a test."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from mentorlog.repository.outbox import Change, act_by
from mentorlog.repository.repository import Repository
from tests.conftest import ASKED, NOW, PEOPLE, Cli, git
from tests.repository.test_sync import heads, wrote
from tests.repository.test_sync import pair as _pair

pair = _pair


def entry_of(clone: Cli) -> Path:
    return next(path for path in sorted((clone.folder / "journal/2026").glob("*.md")) if ".other-" not in path.name)


def test_words_taken_back_leave_the_others_version(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    path = entry_of(james)
    before = path.read_text()
    wrote(ada, "One.", "ONE.")
    ada.ok("sync")
    path.write_text(before + "\nUnsaved.\n")
    james.ok("sync")
    path.write_text(before)
    james.ok("save")
    assert "ONE." in path.read_text()
    assert git(james.folder, "status", "--porcelain") == ""
    assert james.ok("save") == "There is nothing to save.\n"


def test_a_file_that_was_put_back_by_git_is_not_behind(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    path = entry_of(james)
    wrote(ada, "One.", "ONE.")
    ada.ok("sync")
    path.write_text(path.read_text() + "\nUnsaved.\n")
    james.ok("sync")
    git(james.folder, "checkout", "--", str(path))
    james.ok("diary")
    wrote(james, "ONE.", "One.")
    assert "\nOne." in git(james.folder, "show", f"HEAD:./{path.relative_to(james.folder)}")
    assert not list(path.parent.glob("*.other-*"))


def test_taking_away_what_the_other_just_changed_brings_it_back(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    path = entry_of(james)
    wrote(ada, "One.", "ONE.")
    ada.ok("sync")
    path.write_text(path.read_text() + "\nUnsaved.\n")
    james.ok("sync")
    path.unlink()
    assert "the other changed it meanwhile, so it is here again" in james("save").stderr
    assert "ONE." in path.read_text()


def test_two_crossed_merges_lose_nothing(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    wrote(ada, "Two.", "AAA.")
    wrote(james, "Two.", "BBB.")
    for one, other in ((ada, james), (james, ada)):
        git(one.folder, "fetch", "--quiet", str(other.folder), "main:theirs")
    for clone in (ada, james):
        git(clone.folder, "merge", "--quiet", "--no-edit", "-X", "ours", "theirs")
    ada.ok("sync")
    james("sync")
    ada("sync")
    assert len(heads(ada, james)) == 1
    texts = "".join(path.read_text() for path in (ada.folder / "journal/2026").glob("*.md"))
    assert "AAA." in texts
    assert "BBB." in texts


def test_a_file_that_became_a_folder_comes_in(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    (ada.folder / "journal/n").write_text("a file")
    (james.folder / "journal/n").mkdir()
    (james.folder / "journal/n/x.md").write_text("In a folder.\n")
    ada.ok("save")
    james.ok("save")
    for clone in (ada, james, ada):
        clone("sync")
    assert len(heads(ada, james)) == 1
    for clone in (ada, james):
        assert "In a folder." in (clone.folder / "journal/n/x.md").read_text()
        assert git(clone.folder, "status", "--porcelain") == ""


def test_an_unknown_folder_in_the_way_of_a_file_takes_nothing_away(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    (ada.folder / "journal/note.md").write_text("The entry.\n")
    (james.folder / "journal/note.md").mkdir()
    (james.folder / "journal/note.md/x.md").write_text("Mine.\n")
    ada.ok("save")
    ada.ok("sync")
    james.ok("sync")
    assert "it is a file where a folder is wanted" in james("save").stderr
    assert git(james.folder, "show", "HEAD:journal/note.md").endswith("The entry.\n")


def test_one_act_that_cannot_be_saved_holds_up_no_other(ada: Cli) -> None:
    (ada.folder / ".git/MERGE_HEAD").write_text("x")
    ada.refused("ask", "First?")
    (ada.folder / ".git/MERGE_HEAD").unlink()
    ada.ok("diary", "new", "x" * 30 + "😀" * 40, "--body", "Long name.")
    (ada.folder / "comments").write_text("in the way")
    ada.refused("comment", "latest", "Kept.")
    ada.ok("ask", "Second?")
    (ada.folder / "comments").unlink()
    assert "saved now: commenting on" in ada("questions").stderr
    assert ada.ok("questions").count("?") == 2


def test_the_journals_branch_is_told_to_the_clone(ada: Cli) -> None:
    git(ada.folder, "switch", "--quiet", "--create", "feature")
    ada.refused("ask", "Where?")
    assert git(ada.folder, "log", "--format=%s", "feature") == git(ada.folder, "log", "--format=%s", "main")


def test_a_bad_name_stops_no_other_file(ada: Cli) -> None:
    for name in ("a", "back\\slash", "z"):
        (ada.folder / f"journal/{name}.md").write_text("Words.\n")
    done = ada("save")
    assert done.exit_code == 1
    assert "its name is none on Windows" in done.stderr
    assert [path for path in ("journal/a.md", "journal/z.md") if path in done.stdout] == [
        "journal/a.md",
        "journal/z.md",
    ]


def test_what_the_other_would_have_to_refuse_is_not_sent(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    (ada.folder / "journal/T.md").write_text("One.\n")
    (ada.folder / "journal/t.md").write_text("Two.\n")
    ada.ok("save")
    assert "cannot be shared: some systems take it and" in ada.refused("sync")
    assert james.ok("sync") == "Nothing new. Everything that is saved here is shared.\n"


def test_a_staged_removal_is_ended_by_save(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    wrote(james, "One.", "EINS.")
    james.ok("sync")
    git(ada.folder, "rm", "--quiet", "--cached", str(entry_of(ada)))
    ada.refused("sync")
    ada.ok("save")
    ada.ok("sync")
    assert "EINS." in entry_of(ada).read_text()


def test_a_file_with_marks_of_a_merge_is_not_saved(ada: Cli) -> None:
    path = ada.folder / "README.md"
    path.write_text("one\n")
    git(ada.folder, "stash", "--quiet")
    path.write_text("two\n")
    git(ada.folder, "commit", "--quiet", "--all", "--message=two")
    subprocess.run(["git", "stash", "pop"], cwd=ada.folder, check=False, capture_output=True)
    assert "<<<<<<<" in path.read_text()
    assert "in the middle of a merge" in ada.refused("save")
    assert "<<<<<<<" not in git(ada.folder, "show", "HEAD:README.md")


def test_a_planted_act_is_never_saved(ada: Cli, tmp_path: Path) -> None:
    outbox = ada.folder / ".git/mentorlog/outbox/.git"
    for name, path in (
        ("a", "journal/../../evil"),
        ("b", ".git/hooks/post-checkout"),
        ("c", "drafts/x.md"),
        ("d", "journal/x.md"),
    ):
        act = f"mentorlog act 1\noutbox 7\nwriter 1\nsubject x\nauthor x <x>\ndate 2026-01-01T00:00:00+00:00\nfile 5 - {path}\n\nwords"
        (outbox / f"{name}.act").write_text(act)
    (outbox / "e.act").write_text("mentorlog act 1\nfile x\n\n")
    before = git(ada.folder, "rev-parse", "HEAD")
    ada.ok("inbox")
    assert git(ada.folder, "rev-parse", "HEAD") == before
    assert not (tmp_path / "evil").exists()
    assert not (ada.folder / ".git/hooks/post-checkout").exists()
    assert "it was kept on another machine or disk, and is not saved" in ada("check").output


def test_every_value_of_a_setting_is_judged(ada: Cli) -> None:
    for value in ("!touch ran", "cache"):
        git(ada.folder, "config", "--add", "credential.helper", value)
    assert "credential.helper" in ada.refused("ask", "How?")


def test_a_remote_that_is_called_like_an_address_is_refused(ada: Cli) -> None:
    git(ada.folder, "config", "remote.file:///srv/ours.git.url", "/srv/theirs.git")
    assert "could run a program" in ada.refused("ask", "How?")


def test_signatures_are_not_looked_at(ada: Cli, tmp_path: Path) -> None:
    gpg = tmp_path / "gpg"
    gpg.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    gpg.chmod(0o755)
    git(ada.folder, "config", "log.showSignature", "true")
    git(ada.folder, "config", "gpg.program", str(gpg))
    commit = git(ada.folder, "cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
    )
    (tmp_path / "commit").write_text(commit)
    signed = git(ada.folder, "hash-object", "-w", "-t", "commit", str(tmp_path / "commit")).strip()
    git(ada.folder, "update-ref", "refs/heads/main", signed)
    ada.ok("diary", "new", "A", "--body", "x")
    ada.ok("show", "latest")
    assert not (tmp_path / "ran").exists()


def test_another_kind_of_git_is_said_at_once(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    assert "sha256" in Cli(tmp_path).refused("init", *ASKED)


def test_an_act_in_a_subfolder_of_a_repository_is_guarded_too(ada: Cli) -> None:
    repository = Repository.open(ada.folder)
    repository.save(act_by(PEOPLE["ada"], "x", NOW, {"journal/deep/a.md": Change(b"x")}))
    assert (ada.folder / "journal/deep/a.md").read_bytes() == b"x"


def test_unsaved_words_follow_an_entry_that_the_other_moved(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    entry_of(ada).rename(ada.folder / "journal/moved.md")
    ada.ok("save")
    ada.ok("sync")
    path = entry_of(james)
    path.write_text(path.read_text().replace("Three.", "DREI."))
    assert "holds unsaved words of yours" in james.ok("sync")
    james.ok("save")
    assert "DREI." in (james.folder / "journal/moved.md").read_text()
    assert not path.exists()
    for clone in (james, ada):
        clone.ok("sync")
        assert clone.ok("check") == "All is well.\n"
    assert len(json.loads(ada.ok("diary", "--json"))) == 1


def test_a_name_that_is_taken_in_the_branch_alone_is_passed_by(ada: Cli) -> None:
    ada.ok("diary", "new", "A", "--body", "One.")
    entry_of(ada).unlink()
    ada.ok("diary", "new", "A", "--body", "Two.")
    assert [path.name for path in (ada.folder / "journal/2026").glob("*.md")] == ["2026-11-22-a-2.md"]
    assert not list((ada.folder / ".git/mentorlog").rglob("held/*.act"))


def test_a_link_in_the_place_of_an_entry_stops_no_command(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    path = entry_of(james)
    path.unlink()
    path.symlink_to("/etc/hostname")
    wrote(ada, "One.", "ONE.")
    ada.ok("sync")
    james("sync")
    james.ok("diary")
    assert "Traceback" not in james("check").output
    assert path.is_symlink()


def test_a_removal_that_waits_takes_no_newer_words_along(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    wrote(james, "One.", "EINS.")
    james.ok("sync")
    (ada.folder / ".git/MERGE_HEAD").write_text("x")
    ada.refused("remove", "d-")
    (ada.folder / ".git/MERGE_HEAD").unlink()
    git(ada.folder, "pull", "--quiet", "--ff-only", "origin", "main")
    assert "the other changed it meanwhile" in ada("diary").stderr
    assert "EINS." in entry_of(ada).read_text()


def test_a_note_about_a_commit_that_never_was_holds_up_nothing(ada: Cli) -> None:
    git_dir = ada.folder / ".git"
    old = git(ada.folder, "rev-parse", "HEAD").strip()
    lock = b"mentorlog is saving here, and is done in a moment\nrefs/heads/main %s %s k .\n" % (old.encode(), b"1" * 40)
    (git_dir / "index.lock").write_bytes(lock)
    ada.ok("ask", "How?")
    assert not (git_dir / "index.lock").exists()


def test_a_draft_that_was_shared_already_only_ends(ada: Cli) -> None:
    ada.ok("diary", "new", "A", "--body", "x", "--draft")
    draft = next((ada.folder / "drafts").glob("*.md"))
    text = draft.read_text()
    ada.ok("diary", "share", "d-")
    draft.write_text(text)
    entry = json.loads(ada.ok("diary", "--json"))[0]["id"]
    desk = Repository.open(ada.folder)
    from mentorlog.actions.entries import share
    from mentorlog.actions.writer import Writer

    share(Writer(desk, PEOPLE["ada"], NOW, lambda length: b"\1" * length), desk.load().drafts[0])
    assert [row["id"] for row in json.loads(ada.ok("diary", "--json"))] == [entry]
    assert not draft.exists()
