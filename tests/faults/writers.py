"""`python -m tests.faults.writers`: two writers at once, killed at random, and the user's own commits in between.

A writer that is killed comes back and sends the act again that nobody acknowledged. In the end every act is one commit, and
no commit of the user's took anything along or away.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from mentorlog.actions import discussion, entries
from mentorlog.actions.start import begin
from mentorlog.actions.writer import Writer
from mentorlog.model.entry import Channel
from mentorlog.repository.repository import Repository
from tests.conftest import NOW, PEOPLE
from tests.faults.machine import quiet
from tests.faults.scenarios import git

WRITERS = ("ada", "james")


@dataclass
class Outcome:
    """What came of it.

    Attributes:
        acts: how many were acknowledged.
        kills: how many writers were killed.
        commits: how many commits the user made meanwhile.
        refused: how many of the user's commits git asked to be tried again.
        lost: acts that were acknowledged and are not there.
        doubled: acts that are there twice.
        swept: files that a commit of the user's took along or away.
    """

    acts: int = 0
    kills: int = 0
    commits: int = 0
    refused: int = 0
    lost: int = 0
    doubled: int = 0
    swept: int = 0


def trial(acts: int, kills: int, seed: int) -> Outcome:
    """Two writers make so many acts each; at least `kills` times one of them is killed."""
    chance = random.Random(seed)  # noqa: S311 - a trial that can be run again
    room = Path(tempfile.mkdtemp(prefix="mentorlog-writers-"))
    journal = begin(room / "journal", PEOPLE, "ada", NOW)
    hand = Writer(journal, PEOPLE["ada"], NOW, lambda length: b"\7" * length)
    entries.add(hand, entries.new_entry(hand, Channel.DIARY, "The gate", "Words.\n"))
    done = Outcome()
    running = {name: _start(room, name, acts) for name in WRITERS}
    while running or done.kills < kills:
        time.sleep(chance.uniform(0.0, 0.12))
        for name, pid in list(running.items()):
            if os.waitpid(pid, os.WNOHANG)[0]:
                del running[name]
        if done.kills < kills:
            name = chance.choice(WRITERS)
            if name in running:
                with suppress(ProcessLookupError):
                    os.killpg(running[name], signal.SIGKILL)
                os.waitpid(running.pop(name), 0)
                done.kills += 1
            acts += 0 if len(running) == len(WRITERS) or done.kills >= kills else 1
        for name in WRITERS:
            if name not in running and len(_acknowledged(room, name)) < acts:
                running[name] = _start(room, name, acts)
        if chance.random() < 0.2:
            _commit_by_hand(journal.root, done)
    journal.catch_up()
    _count(room, done)
    shutil.rmtree(room)
    return done


def _start(room: Path, name: str, acts: int) -> int:
    """A writer in a process group of its own."""
    pid = os.fork()
    if pid:
        with suppress(OSError):
            os.setpgid(pid, pid)
        return pid
    code = 1
    try:
        os.setpgid(0, 0)
        with (room / f"{name}.txt").open("a") as log:
            for number in range(len(_acknowledged(room, name)), acts):
                _act(room / "journal", name, number)
                log.write(f"{number}\n")
                log.flush()
        code = 0
    finally:
        os._exit(code)


def _act(folder: Path, name: str, number: int) -> None:
    repository = Repository.open(folder)
    now = NOW + timedelta(minutes=number)
    said = f"{name}{number}"
    writer = Writer(repository, PEOPLE[name], now, lambda length: hashlib.sha256(said.encode()).digest()[:length])
    discussion.comment(writer, repository.load(comments=False).entries[0], f"said {said}.")


def _acknowledged(room: Path, name: str) -> list[str]:
    log = room / f"{name}.txt"
    return log.read_text().splitlines() if log.exists() else []


def _commit_by_hand(folder: Path, done: Outcome) -> None:
    """What a user does with git beside it: change a file, add it, commit it."""
    with (folder / "README.md").open("a") as file:
        file.write(f"{done.commits}\n")
    identity = ["git", "-c", "user.name=Hand", "-c", "user.email=hand@example.org"]
    for step in (["add", "README.md"], ["commit", "--quiet", "--message=by hand"]):
        if subprocess.run([*identity, *step], cwd=folder, capture_output=True, check=False).returncode:
            done.refused += 1
            return
    done.commits += 1


def _count(room: Path, done: Outcome) -> None:
    folder = room / "journal"
    told = git(folder, "log", "--format=%x00%s", "--name-status", "HEAD")
    added: Counter[str] = Counter()
    for commit in told.split("\0")[1:]:
        subject, *changes = [line for line in commit.splitlines() if line]
        if subject == "by hand":
            done.swept += sum(change != "M\tREADME.md" for change in changes)
        added.update(change.split("\t")[1] for change in changes if change.startswith("A\tcomments/"))
    texts = Counter(path.read_text().rpartition("said ")[2].strip() for path in (folder / "comments").rglob("*.md"))
    tree = set(git(folder, "ls-tree", "-r", "--name-only", "HEAD", "comments").split())
    for name in WRITERS:
        for number in _acknowledged(room, name):
            done.acts += 1
            done.lost += not texts[f"{name}{number}."]
    done.lost += len(added.keys() - tree)
    done.doubled += sum(count - 1 for count in texts.values()) + sum(count - 1 for count in added.values())
    status = git(folder, "status", "--porcelain")
    # git may have refused what a hand did: to take it, or, once that was taken, to save it
    assert status.split() in ([], ["M", "README.md"], ["MM", "README.md"]), status
    git(folder, "fsck", "--no-dangling")


def main() -> None:
    """Run it, print a row, and end with 1 where anything was lost, doubled or swept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=200, help="of each writer, at least")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with quiet():
        done = trial(given.acts, given.kills, given.seed)
    print(done)
    sys.exit(1 if done.lost or done.doubled or done.swept else 0)


if __name__ == "__main__":
    main()
