"""Golden cases of the command line: what is typed, and what is printed.

A file in `golden/cli/` holds lines of `$ mentorlog ...` (or `$ james ...` for the other, in the same clone), each
followed by what it prints; standard error stands behind `! `, an exit code other than 0 as `? 1`, and `< words` is
standard input. `make golden` writes them anew from what is printed now: look at the difference before you keep it.
"""

from __future__ import annotations

import os
import re
import shlex
from itertools import takewhile
from pathlib import Path

import pytest

from mentorlog.model.person import Person
from mentorlog.repository.repository import Repository
from tests.conftest import ROOT, Cli

CASES = sorted((ROOT / "tests/golden/cli").glob("*.txt"))


def play(script: str, repository: Repository) -> str:
    """Run the commands of a transcript; returns the transcript as it reads now."""
    cli = Cli(repository.root)
    told: list[str] = []
    lines = script.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("# ") and not told:
            told.append(line)
        if not line.startswith("$ "):
            continue
        told.append("")
        who, *args = shlex.split(line[2:])
        given = takewhile(lambda each: each.startswith("< "), lines[number + 1 :])
        stdin = "".join(f"{each[2:]}\n" for each in given) or None
        repository.me = writer(repository, who)
        done = cli(*args, stdin=stdin)
        told.append(line)
        told += [f"< {each}" for each in (stdin or "").splitlines()]
        told += done.stdout.replace(str(repository.root), "JOURNAL").splitlines()
        told += [f"! {each}".rstrip() for each in done.stderr.replace(str(repository.root), "JOURNAL").splitlines()]
        told += [f"? {done.exit_code}"] if done.exit_code else []
    return re.sub(r"\b[0-9a-f]{40}\b", "COMMIT", "\n".join(told)) + "\n"


def writer(repository: Repository, name: str) -> Person:
    """`mentorlog` is Ada; any other program name is that person."""
    return repository.people.known("ada" if name == "mentorlog" else name)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_command_line_says_what_the_transcript_says(case: Path, journal_repo: Repository) -> None:
    script = case.read_text(encoding="utf-8")
    now = play(script, journal_repo)
    if os.environ.get("MENTORLOG_GOLDEN") == "write":
        case.write_text(now, encoding="utf-8")
    assert now == script


def test_there_are_transcripts() -> None:
    assert len(CASES) >= 5
