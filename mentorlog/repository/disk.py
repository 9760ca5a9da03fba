"""Files written whole and through to the disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_through(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file, on the disk when this returns; half a file is taken away again."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
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
    except FileExistsError:
        raise
    except OSError:
        data = name.read_bytes()
        with goal.open("xb") as file:
            file.write(data)
            os.fsync(file.fileno())


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
        os.fsync(handle)
    finally:
        os.close(handle)


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
