"""`python benchmarks/start.py`: what a person waits for when a command starts, and when a question is saved.

The journal has 1,000 entries: 700 diary entries and 300 questions, in git. jrnl adds one line to a journal of 1,000
entries of the same words (it has no history to keep).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from measure import cost, in_turns, table

from mentorlog.actions.start import begin, pair
from mentorlog.codec.entries import write_entry
from mentorlog.model.entry import Channel, Entry, path_for
from mentorlog.model.ids import entry_id
from mentorlog.model.person import Person, Role

_ZONE = "America/Los_Angeles"
_WORDS = "She looked at the clock, and so did I, and nobody said what the meeting had been for. " * 12
_HELLO = """\
import click
@click.command()
@click.version_option("1")
def hello():
    click.echo("hello")
hello()
"""


def make_journal(folder: Path, count: int) -> None:
    """A journal of that many entries, all saved."""
    people = pair(
        Person("", "Ada Example", "ada@example.org", Role.MENTEE, _ZONE),
        Person("", "James Example", "james@example.org", Role.MENTOR, "Europe/London"),
    )
    now = datetime(2024, 1, 1, 20, tzinfo=UTC)
    begin(folder, people, "ada", now)
    for number in range(count):
        channel = Channel.QUESTION if number % 10 in (1, 4, 7) else Channel.DIARY
        date = now + timedelta(days=number)
        entry = Entry(
            entry_id(channel.letter, number.to_bytes(5)), channel, f"Entry {number}", "ada", date, _ZONE,
            path_for(channel, date.date(), f"Entry {number}"), _WORDS,
        )  # fmt: skip
        path = folder / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_entry(entry))
    subprocess.run(["git", "-C", str(folder), "add", "--all"], check=True)
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", "-C", str(folder), *identity, "commit", "--quiet", "--message=all"], check=True)


def make_jrnl(home: Path, count: int) -> dict[str, str]:
    """A jrnl of that many entries; returns the environment that it runs in."""
    config = home / ".config" / "jrnl"
    config.mkdir(parents=True)
    text = home / "jrnl.txt"
    version = subprocess.run(
        [_program("jrnl"), "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[1]
    (config / "jrnl.yaml").write_text(
        f"journals:\n  default:\n    journal: {text}\nversion: {version}\neditor: ''\nencrypt: false\ntemplate: false\n"
        "default_hour: 9\ndefault_minute: 0\ntimeformat: '%F %r'\ntagsymbols: '@'\nhighlight: true\nlinewrap: 79\n"
        "indent_character: '|'\n"
        "colors:\n  body: none\n  date: none\n  tags: none\n  title: none\n"
    )
    day = datetime(2024, 1, 1, tzinfo=UTC)
    text.write_text(
        "".join(f"[{day + timedelta(days=n):%Y-%m-%d} 09:00:00 AM] Entry {n}.\n{_WORDS}\n\n" for n in range(count))
    )
    return os.environ | {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config")}


def _program(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--entries", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        journal, hello = Path(temporary, "journal"), Path(temporary, "hello.py")
        make_journal(journal, given.entries)
        hello.write_text(_HELLO)
        ours = _program("mentorlog")
        runs = {
            "python -c pass": lambda: cost([sys.executable, "-c", "pass"]),
            "click hello world": lambda: cost([sys.executable, str(hello), "--version"]),
            "mentorlog --version": lambda: cost([ours, "--version"]),
            "mentorlog ask": lambda: cost([ours, "-C", str(journal), "ask", "What did she say?"]),
        }
        if shutil.which(_program("jrnl")):
            env = make_jrnl(Path(temporary, "home"), given.entries)
            runs["jrnl, one line"] = lambda: cost(
                [_program("jrnl"), "today: What did she say?"], env=env, stderr=subprocess.DEVNULL
            )
        print(table(in_turns(runs, given.rounds), "python -c pass"))


if __name__ == "__main__":
    main()
