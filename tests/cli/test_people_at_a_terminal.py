"""A person at a terminal: editor, questions asked back, the names guard. On a real pseudo-terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from mentorlog.repository.repository import Repository
from tests.conftest import git

_PATIENCE = 20


def at_terminal(folder: Path, *args: str, types: str = "", editor: str = "false") -> tuple[int, str]:
    """Run the program on a terminal, typing `types` into it; returns (exit code, what the screen showed)."""
    main, side = pty.openpty()
    env = os.environ | {"EDITOR": editor, "TERM": "dumb"}
    command = [sys.executable, "-m", "mentorlog", "-C", str(folder), *args]
    with subprocess.Popen(command, stdin=side, stdout=side, stderr=side, env=env, close_fds=True) as process:
        os.close(side)
        os.write(main, types.encode())
        shown = b""
        while select.select([main], [], [], _PATIENCE)[0]:
            try:
                data = os.read(main, 4096)
            except OSError:
                break
            if not data:
                break
            shown += data
        os.close(main)  # whoever still asks is answered by nobody, and ends
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return process.returncode, shown.decode().replace("\r\n", "\n")


def writes(tmp_path: Path, script: str) -> str:
    """An editor that does to its file what a Python script says; `t` is the text."""
    path = tmp_path / "editor.py"
    path.write_text(
        f"import sys, pathlib\np = pathlib.Path(sys.argv[1])\nt = p.read_text()\n{script}\np.write_text(t)\n"
    )
    return f"{sys.executable} {path}"


def held(repository: Repository) -> list[Path]:
    """What was kept on this machine."""
    return sorted((repository.root / ".git/mentorlog/held").glob("*"))


def test_the_editor_opens_with_a_form_and_what_is_written_is_saved(journal_repo: Repository, tmp_path: Path) -> None:
    editor = writes(
        tmp_path,
        "t = t.replace('title: ', 'title: My day: long').replace('tags: ', 'tags: board, staff') + 'Words.\\n'",
    )
    code, shown = at_terminal(journal_repo.root, "diary", "new", "--template", "account", editor=editor)
    assert code == 0, shown
    entry = journal_repo.load().entries[0]
    assert (entry.title, entry.tags) == ("My day: long", ("board", "staff"))
    assert entry.body.startswith("\n## What happened\n")
    assert entry.body.endswith("\nWords.\n")
    assert held(journal_repo) == []


def test_an_answer_is_written_above_the_question_which_is_not_saved(journal_repo: Repository, tmp_path: Path) -> None:
    at_terminal(journal_repo.root, "ask", "How do I begin?")
    code, shown = at_terminal(
        journal_repo.root, "answer", "latest", editor=writes(tmp_path, "t = 'With what you saw.' + t")
    )
    assert code == 0, shown
    question = journal_repo.load().entries[0]
    assert journal_repo.load().thread(question.id).remarks[0].texts == ("With what you saw.",)


@pytest.mark.parametrize(("editor", "says"), [("true", "left as it was"), ("false", "did not end well")])
def test_an_editor_that_does_nothing_saves_nothing_and_the_text_is_kept(
    journal_repo: Repository, editor: str, says: str
) -> None:
    before = git(journal_repo.root, "rev-parse", "HEAD")
    code, shown = at_terminal(journal_repo.root, "diary", "new", "A title of mine", editor=editor)
    assert code == 1
    assert says in shown
    assert str(held(journal_repo)[0]) in shown.replace("\n", "")
    assert "A title of mine" in held(journal_repo)[0].read_text()
    assert git(journal_repo.root, "rev-parse", "HEAD") == before


def test_words_without_a_title_are_asked_for_one(journal_repo: Repository, tmp_path: Path) -> None:
    editor = writes(tmp_path, "t += 'Long words of mine.'")
    code, shown = at_terminal(journal_repo.root, "diary", "new", types="The gate\n", editor=editor)
    assert code == 0, shown
    assert [(entry.title, entry.body) for entry in journal_repo.load().entries] == [
        ("The gate", "\nLong words of mine.\n")
    ]


def test_words_whose_header_cannot_be_meant_are_kept(journal_repo: Repository, tmp_path: Path) -> None:
    editor = writes(
        tmp_path, "t = t.replace('# happened: 2026-11-22', 'happened: soon').replace('title: ', 'title: A') + 'Words.'"
    )
    code, shown = at_terminal(journal_repo.root, "diary", "new", editor=editor)
    assert code == 1
    assert "only mean one day" in shown
    assert "Words." in held(journal_repo)[0].read_text()
    assert str(held(journal_repo)[0]) in shown.replace("\n", "")


def test_a_broken_header_after_an_edit_is_kept_and_named(journal_repo: Repository, tmp_path: Path) -> None:
    at_terminal(journal_repo.root, "ask", "How?")
    code, shown = at_terminal(
        journal_repo.root, "edit", "latest", editor=writes(tmp_path, "t = t.replace('zone:', 'zone', 1)")
    )
    assert code == 1
    assert "has no key" in shown
    assert "kept in" in shown
    assert held(journal_repo)[0].read_text().count("zone ") == 1


def test_a_long_question_is_offered_the_diary(journal_repo: Repository) -> None:
    code, shown = at_terminal(journal_repo.root, "ask", "How?", "--body", "word " * 81, types="y\n")
    assert code == 0, shown
    assert journal_repo.load().entries[0].channel.noun == "diary"
    code, shown = at_terminal(journal_repo.root, "ask", "How?", "--body", "word " * 81, types="n\n")
    assert code == 0, shown
    assert {entry.channel.noun for entry in journal_repo.load().entries} == {"diary", "question"}


@pytest.fixture
def names() -> None:
    """Ada's own list of real names."""
    path = Path(os.environ["XDG_CONFIG_HOME"]) / "mentorlog" / "names.toml"
    path.parent.mkdir(parents=True)
    path.write_text('[names]\n"Maria Gonzales" = "Teacher A"\n')


@pytest.mark.usefixtures("names")
def test_a_real_name_is_warned_of_before_it_is_saved(journal_repo: Repository) -> None:
    before = git(journal_repo.root, "rev-parse", "HEAD")
    code, shown = at_terminal(journal_repo.root, "ask", "How do I tell maria gonzales?", types="n\n")
    assert code == 1
    assert "your list of names says 'Teacher A'" in shown
    assert "history" in shown
    assert git(journal_repo.root, "rev-parse", "HEAD") == before
    assert "maria gonzales" in held(journal_repo)[0].read_text()
    code, shown = at_terminal(journal_repo.root, "ask", "How do I tell maria gonzales?", types="y\n")
    assert code == 0, shown
    assert git(journal_repo.root, "rev-parse", "HEAD") != before


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    "act",
    [
        ("diary", "new", "A", "--body", "Maria Gonzales came."),
        ("diary", "new", "A", "--body", "x", "--tag", "Maria Gonzales"),
        ("ask", "A?", "--body", "Maria Gonzales"),
        ("answer", "q-", "Maria Gonzales"),
        ("outcome", "q-", "Maria Gonzales"),
        ("withdraw", "q-", "Maria Gonzales"),
        ("comment", "q-", "Maria Gonzales"),
        ("resolve", "01", "Maria Gonzales"),
        ("edit", "q-", "Maria Gonzales"),
        ("edit", "01", "Maria Gonzales"),
        ("call", "new", "tomorrow 9:00", "--title", "Maria Gonzales"),
        ("save",),
    ],
    ids=" ".join,
)
def test_every_act_that_saves_words_warns_in_a_pipe_too(ada_with_talk: Repository, act: tuple[str, ...]) -> None:
    if act == ("save",):
        (ada_with_talk.root / "journal/x.md").write_text("Maria Gonzales came.\n")
    command = [sys.executable, "-m", "mentorlog", "-C", str(ada_with_talk.root), *act]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    assert "'Maria Gonzales' stands in your words" in done.stderr


@pytest.fixture
def ada_with_talk(journal_repo: Repository) -> Repository:
    """A journal with a question and a comment on it."""
    for act in (("ask", "How?"), ("comment", "q-", "Hm.")):
        command = [sys.executable, "-m", "mentorlog", "-C", str(journal_repo.root), *act]
        subprocess.run(command, check=True, capture_output=True)
    return journal_repo


def test_init_asks_for_what_is_not_given(tmp_path: Path) -> None:
    answers = (
        "Zoë Marsh\nZoë Marsh <zoe@example.org>\nAmerica/Los_Angeles\nJames Other <james@example.org>\nEurope/London\n"
    )
    code, shown = at_terminal(tmp_path, "init", "ours", types=answers)
    assert code == 0, shown
    assert "is not a name with a mail address" in shown
    assert "a child at risk" in shown
    assert Repository.open(tmp_path / "ours").me.handle == "zoe"


def test_removing_asks_first(journal_repo: Repository) -> None:
    at_terminal(journal_repo.root, "ask", "How?")
    assert at_terminal(journal_repo.root, "remove", "latest", types="n\n")[0] == 1
    assert len(journal_repo.load().entries) == 1
    assert at_terminal(journal_repo.root, "remove", "latest", types="y\n")[0] == 0
    assert journal_repo.load().entries == ()


def test_a_call_is_planned_once_its_times_were_seen(journal_repo: Repository) -> None:
    code, shown = at_terminal(journal_repo.root, "call", "new", types="first thursday of march 9:00\ny\n")
    assert code == 0, shown
    assert "Week of" in shown
    assert "09:00 Los Angeles · 17:00 London" in shown
    code, _ = at_terminal(journal_repo.root, "call", "new", "first friday of march 2:00", types="n\n")
    assert code == 1
    assert len(journal_repo.load().entries) == 1


def past_call(repository: Repository) -> str:
    """A call that began long ago; its id."""
    path = repository.root / "calls/2020/old.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\ntitle: Old\nauthor: ada\nstarts: 2020-01-02T09:00\n---\n\n## Notes\n")
    assert at_terminal(repository.root, "save")[0] == 0
    return repository.load().entries[0].id


def test_the_record_is_written_in_the_editor_and_the_call_was_held_then(
    journal_repo: Repository, tmp_path: Path
) -> None:
    past_call(journal_repo)
    code, shown = at_terminal(
        journal_repo.root, "call", "notes", editor=writes(tmp_path, "t += '\\nShe was early.\\n'")
    )
    assert code == 0, shown
    (entry,) = journal_repo.load().entries
    assert entry.call
    assert (entry.call.state, "She was early." in entry.body) == ("held", True)


def test_consent_and_who_speaks_are_asked(journal_repo: Repository, tmp_path: Path) -> None:
    past_call(journal_repo)
    file = tmp_path / "said.vtt"
    file.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Hello.</v>\n<v Mr O>Yes.</v>\n<v Guest>No.</v>\n")
    code, shown = at_terminal(journal_repo.root, "call", "transcript", str(file), types="y\njames\nanother\n")
    assert code == 0, shown
    (said,) = [entry for entry in journal_repo.load().entries if entry.is_transcript]
    assert "**Ada** (0:00:01) Hello.\n\n**James** (0:00:01) Yes.\n\n**Guest** (0:00:01) No." in said.body
    assert "'Guest' is kept as a name" in shown
