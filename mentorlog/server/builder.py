"""The site is built in a process of its own: nobody who reads waits for it, and what it took of memory goes with it.

It is told by a pipe to build, and answers what came of it. When the server ends, however it ends, the pipe does, and
with it the builder.
"""

from __future__ import annotations

import gc
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock

from mentorlog.errors import MentorlogError

_PATIENCE = 900.0
"""Seconds that a build may take."""
_MOST = 500
"""Builds after which a fresh process takes over."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a build came to.

    Attributes:
        state: a name for this state of the pages; "" where there are none.
        waits: how many questions, and how many comments, wait for each person, by their handles.
        addresses: of all files of the site, where they changed since the last answer; else None.
        trouble: why there is no new site, in a sentence; "".
    """

    state: str = ""
    waits: dict[str, tuple[int, int]] = field(default_factory=dict)
    addresses: frozenset[str] | None = None
    trouble: str = ""


class Builder:
    """The process that builds one journal's site.

    Args:
        root: the journal's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = Lock()
        self._is_over = False
        self._left = 0
        self._pipe: Connection | None = None
        self._process: BaseProcess | None = None

    def build(self) -> Made:
        """Have the site be what it should be; a builder that died is followed by another."""
        with self._lock:
            for _ in range(2):
                try:
                    pipe = self._started()
                    pipe.send("build")
                    if not pipe.poll(_PATIENCE):
                        break
                    made: Made = pipe.recv()
                except (EOFError, OSError):
                    self._end()
                else:
                    self._left -= 1
                    return made
            self._end()
            return Made(trouble="the pages could not be made")

    def close(self) -> None:
        """End it, whatever it does, and begin no other."""
        self._is_over = True
        self._end()

    def _started(self) -> Connection:
        if self._is_over:
            raise OSError
        if self._pipe is None or not self._left:
            self._end()
            context = get_context("spawn")  # a fork would take along what other threads do just now
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=work, args=(self._root, theirs))  # no daemon: it may have helpers
            self._process.start()
            theirs.close()
            self._left = _MOST
        return self._pipe

    def _end(self) -> None:
        pipe, process, self._pipe, self._process = self._pipe, self._process, None, None
        if pipe and process:
            process.kill()  # a build that is killed leaves the pages as they were
            process.join()
            pipe.close()


def work(root: Path, pipe: Connection) -> None:
    """Build whenever the pipe says so, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then closes the pipe
    last = Made()
    with suppress(EOFError, OSError):
        while True:
            pipe.recv()
            made = _made(root, last)
            last = made if made.state else last
            pipe.send(made)
            gc.collect()


def _made(root: Path, last: Made) -> Made:
    from mentorlog.repository.repository import Repository
    from mentorlog.server.shelf import files_in
    from mentorlog.website.build import build

    try:
        built = build(Repository.open(root), None)
    except (MentorlogError, OSError) as error:
        return Made(trouble=str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said, and the pages stay as they were
        return Made(trouble=f"the pages could not be made ({type(error).__name__})")
    is_known = built.state == last.state
    return Made(built.state, built.waits, None if is_known else frozenset(files_in(built.folder)))
