"""`python -m tests.faults.machine`: two clones, one place between them, and whatever may happen in a month.

A Hypothesis state machine beside a model: which comments were acknowledged, and which words of which edits must still stand
somewhere. A word is given up only when somebody who saw it wrote another in its place, or took the entry away.
"""

from __future__ import annotations

import argparse
import atexit
import hashlib
import itertools
import logging
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from mentorlog.actions import by_hand, discussion, entries, exchange
from mentorlog.actions.start import begin
from mentorlog.actions.writer import Writer
from mentorlog.errors import Waiting
from mentorlog.model.entry import Channel, Entry
from mentorlog.repository.repository import Repository
from tests.conftest import NOW, PEOPLE
from tests.faults.scenarios import git
from tests.faults.tracer import AVAILABLE, run

LINES = 4
CLONES = st.sampled_from(["ada", "james"])
NUMBERS = st.integers(0, 10**6)


@cache
def _template() -> Path:
    """Two clones of a journal with one entry, and the place between them."""
    folder = Path(tempfile.mkdtemp(prefix="mentorlog-machine-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    ada = begin(folder / "ada", PEOPLE, "ada", NOW)
    ada.git.set("remote.origin.url", "../remote.git")
    _write_entry(Writer(ada, PEOPLE["ada"], NOW, lambda length: b"\7" * length), "Zero", "begin")
    exchange.sync(Repository.open(folder / "ada"))
    exchange.join(str(folder / "remote.git"), folder / "james").me = PEOPLE["james"]
    git(folder / "james", "config", "remote.origin.url", "../remote.git")
    return folder


def _write_entry(writer: Writer, title: str, word: str) -> Entry:
    body = "\n\n".join(f"Line {number}: {word}-{number}." for number in range(LINES)) + "\n"
    return entries.add(writer, entries.new_entry(writer, Channel.DIARY, title, body))


class Month(RuleBasedStateMachine):
    """Everything that two people, and their machines, may do.

    Attributes:
        together: how many months came together in the end.
        steps: of how many steps.
        told: after how many months to say so.
    """

    together = 0
    steps = 0
    told = 0

    def __init__(self) -> None:
        super().__init__()
        self.room = Path(tempfile.mkdtemp(prefix="mentorlog-month-"))
        self.numbers = itertools.count()
        self.said: dict[str, bool] = {}  # a comment's word: whether it was acknowledged, or may be there
        self.words: set[str] = set()  # what must stand in some version of some entry
        self.skew = {"ada": timedelta(), "james": timedelta()}
        self.rewritten = False
        self.steps_here = 0

    @initialize(ada=st.sampled_from([0, 3, -3]), james=st.sampled_from([0, 3, -3]))
    def begin(self, ada: int, james: int) -> None:
        """Two fresh clones; a clock may be three years off."""
        shutil.copytree(_template(), self.room / "c", symlinks=True)
        self.skew = {"ada": timedelta(days=365 * ada), "james": timedelta(days=365 * james)}
        self.words = {f"begin-{number}" for number in range(LINES)}
        (self._clone("ada") / "README.md").write_text("half-written\n")

    @invariant()
    def goes_on(self) -> None:
        """One more step is done."""
        self.steps_here += 1

    # What people do

    @rule(who=CLONES)
    def add(self, who: str) -> None:
        """A new entry; both may choose the same title."""
        word = self._word(who)
        _write_entry(self._writer(who), "Title", word)
        self.words |= {f"{word}-{number}" for number in range(LINES)}

    @rule(who=CLONES, which=NUMBERS)
    def comment(self, who: str, which: int) -> None:
        """Something said about an entry."""
        if entry := self._entry(who, which):
            word = self._word(who)
            discussion.comment(self._writer(who), entry, f"said {word}.")
            self.said[word] = True

    @rule(who=CLONES, which=NUMBERS, line=st.integers(0, LINES - 1))
    def edit(self, who: str, which: int, line: int) -> None:
        """Another word in one line of an entry: its author's own edit, or the other's by hand."""
        if not (entry := self._entry(who, which)):
            return
        path, word = self._clone(who) / entry.path, self._word(who)
        text = path.read_text()
        rows = [row for row in text.splitlines() if row.startswith(f"Line {line}: ")]
        if not rows:
            return
        path.write_text(text.replace(rows[0], f"Line {line}: {word}."))
        self._save(who)
        self._given_up(rows[0])
        self.words.add(word)

    @rule(who=CLONES, which=NUMBERS)
    def rename(self, who: str, which: int) -> None:
        """A file moved by hand."""
        if entry := self._entry(who, which):
            folder = self._clone(who) / "journal/moved"
            folder.mkdir(exist_ok=True)
            (self._clone(who) / entry.path).rename(folder / f"{self._word(who)}.md")
            self._save(who)

    @rule(who=CLONES, which=NUMBERS)
    def remove(self, who: str, which: int) -> None:
        """An entry taken off the pages."""
        entry = self._entry(who, which)
        if entry and entry.id != "d-0w3ge1r7":
            text = (self._clone(who) / entry.path).read_text()
            entries.remove(self._writer(who), replace(entry, author=""))
            for row in text.splitlines():
                self._given_up(row)

    @rule(who=CLONES, which=st.sampled_from(["mine", "theirs", "both"]))
    def choose(self, who: str, which: str) -> None:
        """A clash settled."""
        writer = self._writer(who)
        for clash in exchange.clashes(writer)[:1]:
            exchange.choose(writer, clash, which)
            after = (self._clone(who) / clash.path).read_bytes()
            for row in [*clash.here.splitlines(), *clash.there.splitlines()]:
                if row not in after.splitlines():
                    self._given_up(row.decode())

    @rule(who=CLONES)
    def sync(self, who: str) -> None:
        """An exchange; where history was rewritten it stops, and loses nothing."""
        done = exchange.sync(self._repository(who))
        assert not done.problems
        assert not done.missing or self.rewritten

    # What machines do

    @rule(who=CLONES, which=NUMBERS, at=st.integers(1, 130), fault=st.sampled_from(["kill", "torn", "enospc"]))
    def fault_in_a_comment(self, who: str, which: int, at: int, fault: str) -> None:
        """The process dies, or the disk is full, in the middle of saving."""
        if AVAILABLE and (entry := self._entry(who, which)):
            word = self._word(who)
            ran = run(lambda: self._comment(who, entry, word), at, fault, lasting=fault == "enospc")
            self.said[word] = ran.code == 0

    @rule(who=CLONES, at=st.integers(1, 420), fault=st.sampled_from(["kill", "enospc"]))
    def fault_in_a_sync(self, who: str, at: int, fault: str) -> None:
        """The process dies, or the disk is full, in the middle of an exchange."""
        if AVAILABLE:
            run(lambda: _exchange(self._clone(who)), at, fault, lasting=fault == "enospc")

    @rule(back=st.integers(1, 3))
    def force(self, back: int) -> None:
        """Somebody sets the shared place back by force."""
        remote = self.room / "c" / "remote.git"
        older = git(remote, "rev-list", "--first-parent", "main").split()[back : back + 1]
        if older:
            git(remote, "update-ref", "refs/heads/main", older[0])
            self.rewritten = True

    # What must hold

    def teardown(self) -> None:
        """Two rounds of exchange, and both have everything."""
        try:
            if (self.room / "c").exists():
                self._converge()
                Month.together += 1
                Month.steps += self.steps_here
                if Month.told and not Month.together % Month.told:
                    print(f"{Month.together} months, {Month.steps} steps", flush=True)
        finally:
            shutil.rmtree(self.room, ignore_errors=True)

    def _converge(self) -> None:
        for _ in range(2):
            for who in ("ada", "james"):
                exchange.sync(self._repository(who), bring_back=self.rewritten)
        heads = {git(self.room / "c" / name, "rev-parse", "main").strip() for name in ("ada", "james", "remote.git")}
        assert len(heads) == 1, "they did not come together in two rounds"
        found: dict[str, int] = defaultdict(int)
        texts = ""
        for path in self._clone("ada").rglob("*.md"):
            text = path.read_text()
            if "comments" in path.parts:
                assert ".other-" not in path.name, "a conflict in a comment"
                found[text.rpartition("said ")[2].strip().rstrip(".")] += 1
            else:
                texts += text
        for word, acknowledged in self.said.items():
            assert found[word] == 1 or (not found[word] and not acknowledged), f"{found[word]} comments with {word}"
        lost = sorted(word for word in self.words if f"{word}." not in texts)
        assert not lost, f"lost words of edits: {lost}"
        for who in ("ada", "james"):
            assert (self._clone(who) / "README.md").read_text() == (
                "half-written\n" if who == "ada" else self._readme()
            )
            status = git(self._clone(who), "status", "--porcelain").split()
            assert status == (["M", "README.md"] if who == "ada" else []), status
            git(self._clone(who), "fsck", "--no-dangling")

    def _readme(self) -> str:
        return git(self._clone("james"), "show", "HEAD:README.md")

    # Helpers

    def _clone(self, who: str) -> Path:
        return self.room / "c" / who

    def _repository(self, who: str) -> Repository:
        repository = Repository.open(self._clone(who))
        repository.catch_up()
        return repository

    def _writer(self, who: str) -> Writer:
        seed = f"{who}{next(self.numbers)}"
        numbers = itertools.count()
        now = NOW + self.skew[who] + timedelta(minutes=next(self.numbers))
        return Writer(
            self._repository(who),
            PEOPLE[who],
            now,
            lambda length: hashlib.sha256(f"{seed}{next(numbers)}".encode()).digest()[:length],
        )

    def _word(self, who: str) -> str:
        return f"{who}{next(self.numbers)}"

    def _entry(self, who: str, which: int) -> Entry | None:
        found = self._repository(who).load(comments=False).entries
        return found[which % len(found)] if found else None

    def _save(self, who: str) -> None:
        writer = self._writer(who)
        for item in by_hand.pending(writer, ["journal"]):
            assert isinstance(item, by_hand.Pending)
            by_hand.save(writer, item)

    def _comment(self, who: str, entry: Entry, word: str) -> None:
        discussion.comment(self._writer(who), entry, f"said {word}.")

    def _given_up(self, row: str) -> None:
        self.words -= {word.rstrip(".") for word in row.split()[2:3]}


def _exchange(clone: Path) -> None:
    with suppress(Waiting):
        exchange.sync(Repository.open(clone))


@contextmanager
def quiet() -> Iterator[None]:
    """A home of its own, and no log."""
    logging.disable()
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"HOME": home, "XDG_CONFIG_HOME": home, "GIT_CONFIG_NOSYSTEM": "1"}
        yield


def check(examples: int, steps: int, *, fixed: bool) -> None:
    """So many months of so many steps."""
    run_state_machine_as_test(
        Month,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=fixed,
            database=None,
            phases=list(Phase) if fixed else [Phase.generate],  # shrinking months takes hours
            suppress_health_check=list(HealthCheck),
        ),
    )


def main() -> None:
    """Run it, and end with 1 where anything did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=50)
    given = parser.parse_args()
    Month.told = 50
    with quiet():
        check(given.months, given.steps, fixed=False)
    print(f"{Month.together} months came together in two rounds: nothing lost, nothing doubled, no clash in a comment.")
    sys.exit(0)


if __name__ == "__main__":
    main()
