"""Files written whole and through to the disk."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO


def write_through(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file, on the disk when this returns; half a file is taken away again."""
    remove(path)  # one that was left may be for reading only
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            flush(file)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def write_whole(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file whole or not at all, whatever was there."""
    begun = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    write_through(begun, data, mode)
    begun.replace(path)
    sync(path.parent)


def link(name: Path, goal: Path) -> None:
    """Give a written file a second name, unless that is taken; some file systems know no second name for a file.

    Raises:
        FileExistsError: it is taken.
    """
    try:
        os.link(name, goal)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
            raise
        data = name.read_bytes()
        with goal.open("xb") as file:
            try:
                file.write(data)
                flush(file)
            except OSError:
                goal.unlink()
                raise


def remove(path: Path) -> None:
    """Take a file away, where it is there; a disk that fails once is asked again."""
    for left in (2, 1, 0):
        try:
            path.unlink(missing_ok=True)
        except OSError:
            if not left:
                raise
        else:
            return


def sync(path: Path) -> None:
    """See that the names in a folder, or the bytes of a file, are on the disk."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return  # a folder cannot be opened everywhere, and then needs no such help
    try:
        _fsync(handle)
    finally:
        os.close(handle)


def flush(file: IO[bytes]) -> None:
    """See that what was written to a file is on the disk."""
    file.flush()
    _fsync(file.fileno())


def _fsync(handle: int) -> None:
    if sys.platform == "darwin":  # there, fsync stops at the disk's own memory (fcntl(2))
        import fcntl

        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)


def is_alive(process: int) -> bool:
    """Whether a process of that number runs on this machine."""
    if os.name == "nt":
        return True  # there, asking would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it does, and is another user's
    return True


def private_folder(path: Path) -> Path:
    """A folder that its owner alone can look into, made where it is not there."""
    if not path.parent.exists():
        private_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    return path
