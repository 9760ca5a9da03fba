"""A sample of what `make faults` tries in full; and that each defence is one, since without it a try fails."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mentorlog.repository.branch import Branch
from mentorlog.repository.commits import Commit, make
from mentorlog.repository.lock import Lock
from mentorlog.repository.outbox import Outbox
from mentorlog.repository.transaction import Store
from tests.conftest import NOW, Cli, git
from tests.faults.machine import check
from tests.faults.scenarios import SCENARIOS
from tests.faults.sweep import FAULTS, count, sweep
from tests.faults.tracer import AVAILABLE, run
from tests.faults.writers import trial

STEPS = {"import": 61, "import into a review": 61, "comment": 19, "edit": 20, "sync": 191, "build": 260}


def works() -> bool:
    """Whether this machine lets a process trace its own child."""
    return AVAILABLE and run(_write).points > 0


def _write() -> None:
    Path(os.devnull).write_text("x")


needs_tracing = pytest.mark.skipif(not works(), reason="this machine does not let a process trace its child")


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder that each try begins with a copy of."""
    (tmp_path / "template").mkdir()
    return tmp_path / "template"


@needs_tracing
@pytest.mark.parametrize("name", list(SCENARIOS))
def test_whatever_fails_wherever_nothing_is_lost(room: Path, name: str) -> None:
    scenario = SCENARIOS[name]
    scenario.prepare(room)
    changes = count(scenario, room)
    for number, fault in enumerate(FAULTS):
        done = sweep(scenario, fault, room, range(1 + number, changes + 1, STEPS[name]))
        assert done.tried
        assert done.struck >= done.tried - 1
        assert not done.failures, done.failures[0]


CONTROLS: dict[str, tuple[type, str, Callable[..., object]]] = {
    "what is kept is saved later": (Store, "catch_up", lambda *_: []),
    "a dead writer's step is finished": (Branch, "recover", lambda *_: None),
    "the index is published": (Lock, "publish_index", lambda *_: None),
    "the outbox is emptied": (Outbox, "drop", lambda *_: None),
    "a lock on the branch is taken away": (Branch, "_free_ref", lambda *_: None),
}


@needs_tracing
@pytest.mark.parametrize("name", list(CONTROLS))
def test_each_defence_is_one(room: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with one of them off, the same tries fail."""
    monkeypatch.setattr("mentorlog.repository.lock._PATIENCE", 0.2)
    scenario = SCENARIOS["comment"]
    scenario.prepare(room)
    changes = count(scenario, room)
    monkeypatch.setattr(*CONTROLS[name])
    last = range(changes, changes - 25, -1)
    assert any(sweep(scenario, fault, room, range(at, at + 1)).failures for at in last for fault in ("kill", "ENOSPC"))


def test_two_writers_who_are_killed_now_and_then_lose_nothing() -> None:
    done = trial(acts=15, kills=12, seed=3)
    assert done.acts >= 30
    assert done.kills == 12
    assert (done.lost, done.doubled, done.swept) == (0, 0, 0)


def test_a_month_of_chance_loses_nothing() -> None:
    check(6, 25, fixed=True)


def test_a_folder_takes_the_place_of_a_file_in_whatever_order(ada: Cli) -> None:
    from mentorlog.repository.repository import Repository

    repository = Repository.open(ada.folder)
    old = git(ada.folder, "rev-parse", "HEAD").strip()
    first, _ = make(repository.git, Commit("x", "x <x@example.org>", NOW, [old], {"n": b"file"}))
    for files in ({"n/x.md": b"words", "n": None}, {"n": None, "n/x.md": b"words"}):
        second, _ = make(repository.git, Commit("x", "x <x@example.org>", NOW, [first], files))
        assert git(ada.folder, "show", f"{second}:n/x.md") == "words"
