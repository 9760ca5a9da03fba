"""`init`, `me`, `save`, and help."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mentorlog.repository.repository import Repository
from tests.conftest import Cli, git

PAIR = [
    *("--mentee", "Ada Example <ada@example.org>", "--mentee-zone", "America/Los_Angeles"),
    *("--mentor", "James Other <james@example.org>", "--mentor-zone", "Europe/London"),
]


def test_a_journal_begins_in_a_new_folder_with_one_commit_by_who_began_it(tmp_path: Path) -> None:
    said = Cli(tmp_path).ok("init", "ours", *PAIR, "--me", "mentor")
    assert "A journal for Ada and James begins" in said
    assert "You write as james" in said
    assert "child at risk" in said
    assert git(tmp_path / "ours", "log", "--format=%an %s") == "James Other begin a journal\n"
    assert git(tmp_path / "ours", "status", "--porcelain") == ""
    assert git(tmp_path / "ours", "branch", "--show-current") == "main\n"
    people = Repository.open(tmp_path / "ours").people
    assert [(person.handle, person.role, person.zone) for person in people] == [
        ("ada", "mentee", "America/Los_Angeles"),
        ("james", "mentor", "Europe/London"),
    ]


def test_what_lies_in_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Mine.\n")
    (tmp_path / "notes.txt").write_text("Mine too.\n")
    Cli(tmp_path).ok("init", *PAIR)
    assert (tmp_path / "README.md").read_text() == "Mine.\n"
    assert git(tmp_path, "status", "--porcelain") == "?? README.md\n?? notes.txt\n"


def test_a_remote_is_kept(tmp_path: Path) -> None:
    Cli(tmp_path).ok("init", "ours", *PAIR, "--remote", "ssh://git@example.org/ours.git")
    assert git(tmp_path / "ours", "remote", "get-url", "origin") == "ssh://git@example.org/ours.git\n"


@pytest.mark.parametrize(
    ("remote", "says"),
    [("https://ada:secret@example.org/x.git", "a name or a password"), ("--upload-pack=x", "not the address")],
)
def test_a_remote_with_a_password_is_refused_and_not_repeated(tmp_path: Path, remote: str, says: str) -> None:
    said = Cli(tmp_path).refused("init", "ours", *PAIR, "--remote", remote)
    assert says in said
    assert "secret" not in said
    assert not (tmp_path / "ours").exists()


def test_a_journal_is_not_begun_twice_nor_inside_another_repository(tmp_path: Path) -> None:
    Cli(tmp_path).ok("init", "ours", *PAIR)
    assert "already" in Cli(tmp_path).refused("init", "ours", *PAIR)
    assert "inside another repository" in Cli(tmp_path).refused("init", "ours/inner", *PAIR)


def test_two_people_of_one_first_name_get_their_whole_names(tmp_path: Path) -> None:
    same = [word.replace("James Other", "Ada Other") for word in PAIR]
    Cli(tmp_path).ok("init", "ours", *same)
    assert [person.handle for person in Repository.open(tmp_path / "ours").people] == ["ada-example", "ada-other"]
    twins = [word.replace("James Other", "Ada Example") for word in PAIR]
    assert "one name" in Cli(tmp_path).refused("init", "theirs", *twins)


@pytest.mark.parametrize(
    ("wrong", "right", "code"),
    [("Ada Example <ada@example.org>", "Ada", 1), ("America/Los_Angeles", "PST", 1), ("--mentor", "--nobody", 2)],
)
def test_wrong_words_are_refused(tmp_path: Path, wrong: str, right: str, code: int) -> None:
    done = Cli(tmp_path)("init", "ours", *[word.replace(wrong, right) for word in PAIR])
    assert done.exit_code == code


def test_what_is_not_given_in_a_pipe_is_named(tmp_path: Path) -> None:
    done = Cli(tmp_path)("init", "ours", *PAIR[:4])
    assert done.exit_code == 2
    assert "--mentor is missing" in done.stderr


def test_what_was_written_by_hand_is_saved_one_commit_a_file(ada: Cli) -> None:
    (ada.folder / "journal/2026").mkdir()
    (ada.folder / "journal/2026/one.md").write_text("# One\n\nWords.\n")
    (ada.folder / "questions/two.md").write_bytes(b"---\r\ntitle: Two: too  # mine\r\n---\r\nWords.\r\n")
    (ada.folder / "drafts").mkdir(mode=0o700)
    (ada.folder / "drafts/three.md").write_text("Not this.\n")
    (ada.folder / "templates/own.md").write_text("## Mine\n")
    said = ada.ok("save")
    assert said.split() == [
        "journal/2026/one.md",
        "questions/two.md",
        "templates/own.md",
        *["saved;", "not", "shared", "yet"],
    ]
    assert git(ada.folder, "rev-list", "--count", "HEAD") == "4\n"
    assert git(ada.folder, "status", "--porcelain") == ""
    two = (ada.folder / "questions/two.md").read_bytes()
    assert two.startswith(b"---\ntitle: Two: too  # mine\nid: q-")
    assert two.endswith(b"\n---\nWords.\n")
    assert ada.ok("save") == "There is nothing to save.\n"
    assert ada.ok("check") == "All is well.\n"


def test_what_was_taken_away_by_hand_is_recorded(ada: Cli) -> None:
    ada.ok("diary", "new", "A", "--body", "x")
    (ada.folder / "journal/2026/2026-11-22-a.md").unlink()
    assert "(taken away)" in ada.ok("save", str(ada.folder / "journal"))
    assert git(ada.folder, "status", "--porcelain") == ""


def test_saving_goes_round_what_cannot_be_read_and_says_so(ada: Cli, tmp_path: Path) -> None:
    (ada.folder / "journal/bad.md").write_text("---\ntitle: A\n\nNever closed.\n")
    (ada.folder / "journal/good.md").write_text("Words.\n")
    (tmp_path / "secret.md").write_text("Secret.\n")
    (ada.folder / "journal/link.md").symlink_to(tmp_path / "secret.md")
    done = ada("save")
    assert done.exit_code == 1
    assert "journal/good.md" in done.stdout
    assert "journal/bad.md:1: the header" in done.stderr
    assert "journal/link.md: it cannot be opened" in done.stderr
    assert "Secret" not in done.output
    assert sorted(git(ada.folder, "status", "--porcelain").split()) == ["??", "??", "journal/bad.md", "journal/link.md"]


def test_a_path_outside_the_journal_is_refused(ada: Cli, tmp_path: Path) -> None:
    assert "not in this journal" in ada.refused("save", str(tmp_path / "x.md"))


def test_help_teaches_and_lists_every_command_in_its_section(tmp_path: Path) -> None:
    said = Cli(tmp_path).ok("--help")
    for word in ("Write:", "Talk:", "Read:", "Look after:", "mentorlog init", "latest", "inbox", "retract"):
        assert word in said


def test_check_tells_what_is_wrong_and_exits_with_1(ada: Cli) -> None:
    (ada.folder / "journal/bad.md").write_text("---\ndate: 2026-02-30\nauthor: zoe\n---\nWords.\n")
    (ada.folder / "drafts").mkdir(mode=0o700)
    (ada.folder / "drafts/x.md").write_text("Mine.\n")
    git(ada.folder, "add", "--force", "drafts/x.md")
    git(ada.folder, "commit", "--quiet", "--message=oh")
    done = ada("check")
    assert done.exit_code == 1
    assert "journal/bad.md:2: `date`" in done.stdout
    assert "nobody called 'zoe'" in done.stdout
    assert "drafts/x.md: this draft is in the shared history" in done.stdout
    assert '"line": 2' in ada("check", "--json").stdout


def test_an_unknown_command_is_wrong_usage(ada: Cli) -> None:
    assert ada("nothing").exit_code == 2


def test_a_shell_completes_commands_ids_and_comments(ada: Cli) -> None:
    ada.ok("diary", "new", "The gate", "--body", "It was shut.")
    ada.ok("comment", "latest", "Why?")
    entry = Repository.open(ada.folder).load().entries[0]

    def offered(words: str) -> list[str]:
        count = len(words.split(" ")) - 1
        env = os.environ | {"_MENTORLOG_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(count)}
        done = subprocess.run(
            [Path(sys.executable).parent / "mentorlog"], env=env, capture_output=True, text=True, check=False
        )
        assert done.stderr == ""
        return [line.partition(",")[2] for line in done.stdout.splitlines() if line]

    assert offered("mentorlog an") == ["answer"]
    assert offered(f"mentorlog -C {ada.folder} show d-") == [entry.id]
    assert len(offered(f"mentorlog -C {ada.folder} resolve 01")) == 1
    assert offered("mentorlog -C /nowhere show d-") == []
