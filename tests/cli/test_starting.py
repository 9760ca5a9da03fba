"""What starts the journal by a double click, and what tells that something waits without opening it."""

from __future__ import annotations

import shlex
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mentorlog.cli.starter import install, starter
from mentorlog.errors import Taken
from mentorlog.repository.repository import Repository
from tests.conftest import Cli, git

ODD = '/somewhere/ada/Our 100% "best" $HOME `x` \\journal\'s'


def test_install_writes_a_starter_on_the_desktop_that_starts_this_journal(ada: Cli) -> None:
    home = Path.home()
    (home / "Desktop").mkdir()
    told = ada.ok("serve", "--install")
    path = home / "Desktop" / f"{ada.folder.name}.desktop"
    assert str(path) in told
    assert path.stat().st_mode & 0o777 == 0o700
    line = next(line for line in path.read_text().splitlines() if line.startswith("Exec="))
    assert line.endswith('"serve" "--open"')
    assert f'"{ada.folder}"' in line
    ada.ok("serve", "--install")  # again, in its place
    path.write_text("somebody's own")
    assert "another file" in ada.refused("serve", "--install")


def test_a_starter_is_as_each_system_wants_it(tmp_path: Path) -> None:
    command = ["python", "-m", "mentorlog", "-C", ODD, "serve", "--open"]
    name, text = starter("Our journal/x", command, "darwin")
    assert name == "Our journal-x.command"
    assert shlex.split(text.splitlines()[1])[1:] == command
    name, text = starter("ours", command, "win32")
    assert name == "ours.bat"
    assert "100%% " in text
    assert text.endswith('"serve" "--open"\r\n')
    name, text = starter("ours", command, "linux")
    assert "Exec=" in text
    assert '"/somewhere/ada/Our 100%% \\\\"best\\\\" \\\\$HOME \\\\`x\\\\` \\\\\\\\journal\'s"' in text
    assert install(tmp_path / "journal", "darwin", tmp_path).parent == tmp_path
    (tmp_path / "journal.command").write_text("other")
    with pytest.raises(Taken):
        install(tmp_path / "journal", "darwin", tmp_path)


def test_a_mac_starter_runs(tmp_path: Path) -> None:
    name, text = starter("ours", [sys.executable, "-c", "print('it runs')"], "darwin")
    (tmp_path / name).write_text(text)
    done = subprocess.run(["sh", str(tmp_path / name)], capture_output=True, text=True, check=True)
    assert done.stdout == "it runs\n"


def test_inbox_quiet_is_for_a_scheduler(two_clones: tuple[Cli, Cli]) -> None:
    ada, james = two_clones
    assert (james("inbox", "--quiet").exit_code, james("inbox", "--quiet").output) == (1, "")
    ada.ok("call", "new", "tomorrow 9:00")
    ada.ok("sync")
    james.ok("sync")
    assert james("inbox", "--quiet").exit_code == 1  # a call to come is no work
    ada.ok("ask", "How do I begin?")
    ada.ok("sync")
    james.ok("sync")
    assert (james("inbox", "--quiet").exit_code, james("inbox", "--quiet").output) == (0, "")
    assert ada("inbox", "--quiet").exit_code == 1


def test_ask_prints_a_line_for_any_messenger_without_a_word_of_the_question(ada: Cli) -> None:
    told = ada.ok("ask", "Does Mary know?", "--needed-by", "tomorrow 8:45")
    line = next(line for line in told.splitlines() if "messenger" in line).partition(": ")[2]
    assert line.startswith(
        "A question waits in our journal, needed by Mon 23 Nov 2026, 08:45 Los Angeles · 16:45 London (q-"
    )
    assert "Mary" not in line


def test_a_draft_is_shared_at_its_hour_by_the_next_sync(two_clones: tuple[Cli, Cli]) -> None:
    ada, _ = two_clones
    draft = ada.ok("diary", "new", "Not yet", "--body", "I am angry.", "--draft").split()[0]
    assert "stays on this machine until" in ada.ok("diary", "share", draft, "--at", "in 3 h")
    ada.ok("sync")
    assert "angry" not in git(ada.folder, "log", "-p")
    ada.now += timedelta(hours=4)
    done = ada("sync")
    assert "its hour has come: Not yet" in done.stderr
    assert "angry" in git(ada.folder, "log", "-p")
    assert Repository.open(ada.folder).private.later == {}
    assert "is not a draft" in ada.refused("diary", "share", draft, "--at", "in 3 h")


def test_hours_that_are_past_or_beyond_all_lives_are_refused(ada: Cli) -> None:
    draft = ada.ok("diary", "new", "Not yet", "--body", "x", "--draft").split()[0]
    assert "is past" in ada.refused("diary", "share", draft, "--at", "2020-01-01 09:00")
    assert "too far away" in ada.refused("diary", "share", draft, "--at", "9999-12-31")
    assert Repository.open(ada.folder).private.later == {}


def test_a_broken_list_of_hours_is_as_none(ada: Cli) -> None:
    private = Repository.open(ada.folder).private
    private.put_later("d-00000000", datetime(2026, 1, 1, tzinfo=UTC))
    path = ada.folder / ".git/mentorlog/held/later.json"
    for text in ("{", "5", '{"d-00000000": "garbage"}', '{"d-00000000": 5}', "[" * 50000):
        path.write_text(text)
        assert private.later == {}
        ada.ok("diary")


def test_a_photo_that_waits_goes_with_the_words_that_name_it(ada: Cli) -> None:
    private = Repository.open(ada.folder).private
    name = private.keep_photo(b"bytes", "jpg")
    assert private.photo("../../config") is None
    draft = ada.ok("diary", "new", "Gate", "--body", f"![]({name})", "--draft").split()[0]
    ada.ok("diary", "share", draft)
    assert next((ada.folder / "journal").rglob(name)).read_bytes() == b"bytes"
    assert name in git(ada.folder, "show", "--name-only", "--format=")
    assert private.photo(name) is None  # it is with its words now


def test_serving_without_its_part_says_how_to_install_it(ada: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    for name in [name for name in sys.modules if name.startswith("mentorlog.server")]:
        monkeypatch.delitem(sys.modules, name)
    assert "mentorlog[serve]" in ada("serve").stderr
