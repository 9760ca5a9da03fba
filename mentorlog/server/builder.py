"""The site is built in a process of its own: nobody who reads waits for it, and what it took of memory goes with it.

It is told by a pipe to build, and answers what came of it. When the server ends, however it ends, the pipe does, and
with it the builder.
"""

from __future__ import annotations

import gc
import signal
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock

from mentorlog.errors import MentorlogError

_MOST = 500
"""Builds after which a fresh process takes over."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a build came to.

    Attributes:
        renewed: how many pages were made anew.
        problems: how many things in the journal a person should look at.
        waits: how many questions, and how many comments, wait for each person, by their handles.
        addresses: of all files of the site, where they changed since the last answer; else None.
        trouble: why there is no new site, in a sentence; "".
    """

    renewed: int = 0
    problems: int = 0
    waits: dict[str, tuple[int, int]] | None = None
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
        self._left = 0
        self._pipe: Connection | None = None

    def build(self) -> Made:
        """Have the site be what it should be; a builder that died is followed by another."""
        with self._lock:
            for _ in range(2):
                pipe = self._started()
                try:
                    pipe.send("build")
                    made: Made = pipe.recv()
                except (EOFError, OSError):
                    self._end()
                else:
                    self._left -= 1
                    return made
            return Made(trouble="the pages could not be made")

    def close(self) -> None:
        """End it, once it has done what it does."""
        with self._lock:
            self._end()

    def _started(self) -> Connection:
        if self._pipe is None or not self._left:
            self._end()
            context = get_context("spawn")  # a fork would take along what other threads do just now
            self._pipe, theirs = context.Pipe()
            context.Process(target=work, args=(self._root, theirs), daemon=True).start()
            theirs.close()
            self._left = _MOST
        return self._pipe

    def _end(self) -> None:
        if self._pipe:
            self._pipe.close()
            self._pipe = None


def work(root: Path, pipe: Connection) -> None:
    """Build whenever the pipe says so, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then closes the pipe
    known: frozenset[str] | None = None
    with suppress(EOFError, OSError):
        while True:
            pipe.recv()
            made = _made(root, known)
            known = made.addresses or known
            pipe.send(made)
            gc.collect()


def _made(root: Path, known: frozenset[str] | None) -> Made:
    from mentorlog.repository.repository import Repository
    from mentorlog.server.shelf import files_in
    from mentorlog.website.build import build

    try:
        built = build(Repository.open(root), None)
    except (MentorlogError, OSError) as error:
        return Made(trouble=str(error))
    addresses = frozenset(files_in(built.folder)) if built.renewed or known is None else known
    return Made(built.renewed, built.problems, built.waits, addresses if addresses != known else None)
