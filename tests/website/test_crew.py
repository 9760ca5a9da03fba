"""Work that several processes do together."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pytest

from mentorlog.errors import BadValue
from mentorlog.website import crew, whole
from mentorlog.website.settings import Settings
from mentorlog.website.shell import EXAMPLES, Shell, part_of
from mentorlog.website.words import Words

hands = pytest.mark.skipif(not crew.has_hands(), reason="one process alone")


def taken(numbers: Iterator[int]) -> list[int]:
    """All that come."""
    return list(numbers)


@hands
@pytest.mark.parametrize("count", [2, 3, crew.MOST])
def test_every_number_is_done_once_by_somebody(count: int) -> None:
    began: list[int] = []
    parts = crew.shared(count, taken, lambda: began.append(os.getpid()))
    assert sorted(number for part in parts for number in part) == list(range(count))
    assert began == [os.getpid()]


def test_one_process_does_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "has_hands", lambda: False)
    assert crew.shared(3, taken, lambda: None) == [[0, 1, 2]]


@hands
def test_what_a_helper_failed_with_is_told() -> None:
    here = os.getpid()

    def fails(numbers: Iterator[int]) -> list[int]:
        if os.getpid() != here:
            raise BadValue("it cannot be", "leave it")
        return list(numbers)

    with pytest.raises(BadValue, match="it cannot be"):
        crew.shared(4, fails, lambda: None)


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
