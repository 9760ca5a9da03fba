"""The lock that one writer holds, against other writers of ours and against git itself.

Two locks in one. `mentorlog/lock` is held by an open file that every git we start inherits: the system lets go of it
when the last of them is dead, so whoever has it knows that no other writer of ours lives. `index.lock` is git's own:
while it is there, no `git commit` of the user's can begin. Ours is a file that says so from its first moment (it gets
its name by a hard link), and in which we write where the branch goes before it goes there. A lock that a dead writer
left is thereby told from one that git or another program holds, and only ours is ever taken away.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from mentorlog.errors import Waiting
from mentorlog.repository import disk
from mentorlog.repository.git import Git

_OURS = b"mentorlog is saving here, and is done in a moment\n"
_PATIENCE = 10.0
"""Seconds to wait for another program."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a branch goes.

    Attributes:
        ref: the branch's whole name.
        old: the commit that it comes from; "" for a branch without commits.
        new: the commit that it goes to.
        key: of the act that is done with it, or "-".
    """

    ref: str
    old: str
    new: str
    key: str = "-"


class Lock:
    """The right to move the branch and the index of one work tree; use it with `with`."""

    def __init__(self, git: Git, private: Path) -> None:
        self._git = git
        self._private = private
        self._file: IO[bytes] | None = None
        self.index = git.own / "index"
        self._index_lock = git.own / "index.lock"
        self.next_index = private / "tmp" / "index"

    def __enter__(self) -> Self:
        disk.private_folder(self._private / "tmp")
        self._file = (self._private / "lock").open("ab")
        os.chmod(self._private / "lock", 0o600)  # noqa: PTH101 - a path method would follow the same link
        try:
            _until(lambda: _alone(self._file), "another mentorlog is at work in this journal")
        except Waiting:
            self._file.close()
            raise
        if os.name != "nt":  # there, a lock is its process's alone
            self._git.handles = (self._file.fileno(),)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._git.handles = ()
        if self._file:
            self._file.close()

    def take_index(self) -> None:
        """Hold the index, so that git changes nothing meanwhile.

        Raises:
            Waiting: another program holds it, and goes on holding it.
        """
        mine = self._private / "tmp" / "index.lock"
        disk.write_through(mine, _OURS)

        def free() -> bool:
            try:
                disk.link(mine, self._index_lock)
            except FileExistsError:
                return False
            return True

        _until(
            free,
            "another program has this journal's folder in use",
            f"end what works there with git (if nothing does, a crash left {self._index_lock}: take it away)",
        )
        mine.unlink()

    def note(self, step: Step) -> None:
        """Write down, through to the disk, where the branch is about to go."""
        with self._index_lock.open("ab") as file:
            file.write(f"{step.ref} {step.old or '-'} {step.new} {step.key} .\n".encode())
            disk.flush(file)
        disk.sync(self._index_lock.parent)

    def left(self) -> Step | bool:
        """What a dead writer left: where its branch was to go, True for a lock that does not say, False for none."""
        try:
            data = self._index_lock.read_bytes()
        except OSError:
            return False
        if not data.startswith(_OURS):
            return False
        words = data[len(_OURS) :].decode(errors="replace").split()
        if len(words) != 5:  # noqa: PLR2004 - as `note` writes them; fewer are a torn note, before anything moved
            return True
        ref, old, new, key, _ = words
        return Step(ref, "" if old == "-" else old, new, key)

    def publish_index(self) -> None:
        """The next index takes the place of the last; an empty journal has none."""
        if self.next_index.exists():
            self.next_index.replace(self.index)

    def free_index(self) -> None:
        """Let git at the index again."""
        disk.remove(self._index_lock)
        disk.sync(self._index_lock.parent)


@contextmanager
def alone(path: Path, why: str, *, patience: float | None = None) -> Iterator[None]:
    """Be the only one who holds a file of ours, or wait until it is free, at most `patience` seconds, if that is said.

    Raises:
        Waiting: it stays taken; with the reason `why`.
    """
    disk.private_folder(path.parent)
    with path.open("ab") as file:
        _until(lambda: _alone(file), why, patience=patience)
        yield


def _until(succeeds: object, why: str, what_to_do: str = "", patience: float | None = None) -> None:
    end = time.monotonic() + (_PATIENCE if patience is None else patience)
    pause = 0.002
    while not succeeds():  # type: ignore[operator]
        if time.monotonic() >= end:
            raise Waiting(why, what_to_do or "try again in a moment")
        time.sleep(pause)
        pause = min(2 * pause, 0.1)


def _alone(file: IO[bytes] | None) -> bool:
    """Whether this process has the file for itself now."""
    assert file  # noqa: S101 - for the type checker
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
