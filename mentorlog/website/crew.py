"""Work shared out among processes, where this machine can do it: on the others it is done one after another."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_T = TypeVar("_T")
MOST = 2000
"""Numbers that can be handed out: as many as a pipe holds on every system."""
_MOST_HANDS = 8
_THREADS = Path("/proc/self/task")
"""All threads of this process, those too that Python does not know of (proc(5))."""
_NUMBER = 2
"""Bytes of a number in the pipe that hands work out."""


def has_hands() -> bool:
    """Whether there is a second processor, and a process can be doubled here at no risk: no thread would be lost."""
    return sys.platform == "linux" and len(list(_THREADS.iterdir())) == 1 and len(os.sched_getaffinity(0)) > 1


class Helper:
    """Another process at work.

    Args:
        work: what to do; it is given what says the result, and what hears what it is told besides.
    """

    def __init__(self, work: Callable[[Callable[[Any], None], Callable[[], Any]], None]) -> None:
        from multiprocessing import get_context

        context = get_context("fork")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(work, theirs, self._line), daemon=True)
        self._process.start()
        theirs.close()

    def tell(self, word: object) -> None:
        """Tell it something."""
        self._line.send(word)

    def hear(self) -> Any:  # noqa: ANN401 - whatever it says
        """Wait for the next thing that it says; what it failed with is raised here.

        Raises:
            RuntimeError: it ended without a word.
        """
        try:
            word, error = self._line.recv()
        except EOFError:
            raise RuntimeError("a part of the build was ended from outside") from None
        if error:
            raise error
        return word

    def end(self) -> None:
        """See it off."""
        self._line.close()
        self._process.terminate()
        self._process.join()


def _work(work: Callable[..., None], line: Connection, theirs: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began it ends it
    theirs.close()
    try:
        work(lambda word: line.send((word, None)), line.recv)
    except Exception as error:  # noqa: BLE001 - told to whoever began it
        with suppress(OSError):
            line.send((None, error if _is_sendable(error) else RuntimeError(str(error))))
    finally:
        line.close()


def _is_sendable(error: Exception) -> bool:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - whatever it is
        return False
    return True


def shared(count: int, do: Callable[[Iterator[int]], _T], first: Callable[[], None]) -> list[_T]:
    """Do something with numbers, a few at a time, in as many processes as there are processors.

    Args:
        count: of the numbers, from 0; at most `MOST`.
        do: is given numbers as they come, until there are none; its result must be one that can be sent.
        first: what this process does before it takes part.
    """
    if not has_hands() or count < 2:  # noqa: PLR2004 - what one can do
        first()
        return [do(iter(range(count)))]
    source, filled = os.pipe()
    os.set_blocking(filled, False)
    os.write(filled, b"".join(number.to_bytes(_NUMBER, "big") for number in range(count)))
    os.close(filled)

    def numbers() -> Iterator[int]:
        while taken := os.read(source, _NUMBER):
            yield int.from_bytes(taken, "big")

    hands = min(len(os.sched_getaffinity(0)), count, _MOST_HANDS)
    helpers = [Helper(lambda say, _: say(do(numbers()))) for _ in range(hands - 1)]
    try:
        first()
        own = do(numbers())
        return [own, *(helper.hear() for helper in helpers)]
    finally:
        os.close(source)
        for helper in helpers:
            helper.end()
