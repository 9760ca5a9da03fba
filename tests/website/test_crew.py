"""Work that several processes do together."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest

from mentorlog.website import crew, whole
from mentorlog.website.settings import Settings
from mentorlog.website.shell import EXAMPLES, Shell, part_of
from mentorlog.website.words import Words
from tests.conftest import ROOT


def alone(code: str) -> str:
    """What a program prints that runs in a process of its own, for a process with threads is not doubled."""
    begin = "import os\nfrom mentorlog.website import crew\n"
    command = [sys.executable, "-W", "error", "-c", begin + textwrap.dedent(code)]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


hands = pytest.mark.skipif(alone("print(crew.has_hands())") == "False", reason="one processor alone")


def taken(numbers: Iterator[int]) -> list[int]:
    """All that come."""
    return list(numbers)


@hands
def test_every_number_is_done_once_by_somebody() -> None:
    told = alone(
        """
        for count in (2, 3, crew.MOST):
            began = []
            parts = crew.shared(count, lambda numbers: [os.getpid(), *numbers], lambda: began.append(1))
            assert sorted(number for part in parts for number in part[1:]) == list(range(count))
            assert len({part[0] for part in parts}) == len(parts) > 1
            assert began == [1]
        print("done")
        """
    )
    assert told == "done"


@hands
def test_what_a_helper_failed_with_is_told_and_one_that_ended_too() -> None:
    told = alone(
        """
        here = os.getpid()
        def fails(numbers):
            if os.getpid() != here:
                raise ValueError("it cannot be")
            return list(numbers)
        def ends(numbers):
            if os.getpid() != here:
                os._exit(9)
            return list(numbers)
        for work in (fails, ends):
            try:
                crew.shared(4, work, lambda: None)
            except Exception as error:
                print(type(error).__name__, error)
        """
    )
    assert told.splitlines() == ["ValueError it cannot be", "RuntimeError a part of the build was ended from outside"]


def test_one_process_does_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "has_hands", lambda: False)
    assert crew.shared(3, taken, lambda: None) == [[0, 1, 2]]


def heard(work: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - whatever it says
    """What a helper says, that is this process itself."""
    ignored: list[object] = []
    monkeypatch.setattr(signal, "signal", lambda *args: ignored.append(args))
    (ours, theirs), (other, _) = Pipe(), Pipe()
    ours.send(1)
    crew._work(work, theirs, other)  # noqa: SLF001 - what a helper runs
    assert ignored == [(signal.SIGINT, signal.SIG_IGN)]
    return ours.recv()


class Odd(Exception):
    """An error that cannot be sent."""

    def __init__(self) -> None:
        super().__init__("odd")
        self.held = lambda: None


def test_a_helper_hears_and_says_and_an_error_that_cannot_be_sent_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert heard(lambda say, hear: say(hear() + 1), monkeypatch) == (2, None)

    def odd(*_: object) -> None:
        raise Odd

    word, error = heard(odd, monkeypatch)
    assert (word, type(error), str(error)) == (None, RuntimeError, "odd")


def test_the_theme_says_what_lies_around_pages_and_then_makes_those_it_is_asked_for(tmp_path: Path) -> None:
    said: list[Any] = []
    asked = iter([("journal/d-1.html", "A <title>", "<p>Words.</p>"), ("index.html", "Home", "<p>All.</p>")])
    with pytest.raises(StopIteration):
        whole._run_theme(  # noqa: SLF001 - the same
            Settings("Ours & <theirs>"), Words(), tmp_path, said.append, lambda: next(asked)
        )
    shells: dict[str, Shell] = said[0]
    assert {*shells} == {part_of(path) for path in EXAMPLES}
    assert said[1] == shells["journal"].page("A <title>", "<p>Words.</p>")
    assert said[2] == shells["index.html"].page("Home", "<p>All.</p>")
    assert not [path for path in tmp_path.rglob("*.html") if path.name != "404.html"]
