"""The outbox: what a person was told is kept, on disk before anything that can fail.

An act is one file, written whole and given its name at last, so that half an act is never read:

    mentorlog act 1
    outbox 8151
    writer 4711
    subject comment on d-4k2m9x7p by james
    author James Other <james@example.org>
    date 2026-11-22T20:30:00+00:00
    branch refs/heads/review/d-4k2m9x7p     (only where it belongs to a review)
    file 57 - comments/d-4k2m9x7p/01kbx3....md
    <empty line, then the bytes of the files, one after the other>

`file` has the length in bytes (`-`: the file is taken away), git's name for the bytes that it replaces (`-`: a new
file), and the path.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mentorlog.errors import BadValue, Unreadable
from mentorlog.model.paths import refused_path
from mentorlog.model.person import Person
from mentorlog.repository import disk
from mentorlog.repository.disk import is_alive
from mentorlog.repository.worktree import shown

_FIRST = b"mentorlog act 1"
_NONE = "-"
_ITS_WRITERS = 60 * 10**9
"""Nanoseconds for which an act is its writer's own, if that still lives."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one file.

    Attributes:
        data: its new bytes, or None to take it away.
        over: git's name for the bytes that were there, or "" for a new file.
    """

    data: bytes | None
    over: str = ""


def new_key() -> str:
    """A name for an act that no other act has; in the order of time, where clocks are right."""
    return f"{time.time_ns():016x}-{os.urandom(4).hex()}"


@dataclass(frozen=True, slots=True)
class Act:
    """One action, as it will be one commit.

    Attributes:
        subject: the commit's first line.
        author: `Name <mail>`.
        date: when, with its offset.
        changes: by path, relative to the journal.
        key: the action's identity: the same one sent again has the same.
        branch: the whole name of the review's branch that it belongs to; "" for the journal's own.
    """

    subject: str
    author: str
    date: datetime
    changes: Mapping[str, Change]
    key: str
    branch: str = ""


def act_by(
    person: Person, subject: str, when: datetime, changes: Mapping[str, Change], key: str = "", branch: str = ""
) -> Act:
    """What a person does, as it will be saved.

    Args:
        person: who acts.
        subject: what it is, in a line.
        when: it is done.
        changes: what happens to which files, by path.
        key: the action's identity, where it may be sent again.
        branch: the whole name of the review's branch that it begins.

    Raises:
        BadValue: a path is none that every system can keep.
    """
    for path in changes:
        if why := refused_path(path):
            raise BadValue(f"{shown(path)}: {why}", "give the file another name")
    mail = _line(person.mail) or f"{person.handle}@mentorlog.invalid"
    return Act(_line(subject), f"{_line(person.name)} <{mail}>", when, changes, key or new_key(), branch)


def _line(text: str) -> str:
    """Words as one line of a commit, without what has a meaning there."""
    return " ".join("".join(char for char in text if char.isprintable() and char not in "<>").split())


class Outbox:
    """The folder of acts that are not commits yet.

    Attributes:
        folder: where; readable by its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, act: Act) -> None:
        """Keep an act; it is on the disk when this returns."""
        disk.private_folder(self.folder)
        disk.write_whole(self.folder / f"{act.key}.act", encode(act, self._mark))

    def foreign(self) -> list[Path]:
        """Files that hold no act of this clone: they came from elsewhere, and are never saved."""
        found = []
        for path in self.folder.glob("*.act"):
            try:
                decode(path.read_bytes(), path.stem, self._mark)
            except FileNotFoundError:
                continue  # another writer is done with it
            except Unreadable:
                found.append(path)
        return found

    @property
    def _mark(self) -> str:
        """What an outbox that was copied here from another machine has not: the folder's own number."""
        return str(self.folder.stat().st_ino) if self.folder.exists() else "none"

    def drop(self, key: str) -> None:
        """An act is done with."""
        disk.remove(self.folder / f"{key}.act")

    def waiting(self) -> list[Act]:
        """What waits, in the order in which it came; what a living writer has just put there is that writer's."""
        if not self.folder.is_dir():
            return []
        found: list[tuple[int, Act]] = []
        for path in self.folder.glob("*.act"):
            with suppress(FileNotFoundError):  # another writer is done with it
                put = path.stat().st_mtime_ns
                try:
                    act, writer = decode(path.read_bytes(), path.stem, self._mark)
                except Unreadable:
                    continue  # `check` tells of it
                if writer == os.getpid() or put < time.time_ns() - _ITS_WRITERS or not is_alive(writer):
                    found.append((put, act))
        return [act for _, act in sorted(found, key=lambda each: (each[0], each[1].key))]


def encode(act: Act, mark: str) -> bytes:
    """An act as the bytes of its file; `mark` is that of the outbox."""
    lines = [f"outbox {mark}", f"writer {os.getpid()}"]
    lines += [f"subject {act.subject}", f"author {act.author}", f"date {act.date.isoformat()}"]
    lines += [f"branch {act.branch}"] if act.branch else []
    for path, change in act.changes.items():
        length = _NONE if change.data is None else len(change.data)
        lines.append(f"file {length} {change.over or _NONE} {path}")
    head = "\n".join(lines).encode(errors="surrogateescape")
    return b"\n".join([_FIRST, head, b"", b"".join(change.data or b"" for change in act.changes.values())])


def decode(data: bytes, key: str, mark: str) -> tuple[Act, int]:
    """The act that a file holds, and the number of the process that wrote it.

    Raises:
        Unreadable: it was written by another program, or for another outbox.
    """
    try:
        act, told = _parsed(data, key)
        if told["outbox"] == mark and not any(refused_path(path) for path in act.changes):
            return act, int(told["writer"])
    except (KeyError, ValueError):
        pass
    raise Unreadable("it is not what this clone wrote", "look at it, and take it away", path=f"outbox/{key}.act")


def _parsed(data: bytes, key: str) -> tuple[Act, dict[str, str]]:
    head, _, rest = data.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    told: dict[str, str] = {}
    changes: dict[str, Change] = {}
    for line in lines:
        name, _, value = line.decode(errors="surrogateescape").partition(" ")
        if name != "file":
            told[name] = value
            continue
        length, over, path = value.split(" ", 2)
        size = 0 if length == _NONE else int(length)
        changes[path] = Change(None if length == _NONE else rest[:size], "" if over == _NONE else over)
        rest = rest[size:]
    if first != _FIRST or rest:
        raise ValueError
    date = datetime.fromisoformat(told["date"])
    return Act(told["subject"], told["author"], date, changes, key, told.get("branch", "")), told
