"""What a JSON Lines export says, read back: the files that it holds, and the people that it knows."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from mentorlog.errors import BadValue, Unreadable
from mentorlog.model import clock
from mentorlog.model.entry import Channel
from mentorlog.model.paths import refused_path
from mentorlog.model.person import HANDLE, WAKING, WORKING, Hours, Person, Role
from mentorlog.research.schema import SCHEMA

_WRITTEN = ("entry", "comment")


@dataclass
class Intake:
    """What there is to take in.

    Attributes:
        texts: entries and comments: their bytes, by path.
        files: all other files.
        people: who is in it.
        revisions: how many saved states it tells of, which cannot be taken in.
    """

    texts: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    revisions: int = 0


def read_lines(lines: Iterable[bytes]) -> Intake:
    """All that an export holds.

    Raises:
        Unreadable: it is no such export, or not whole; with the line.
    """
    found = Intake()
    number = 0
    for number, line in enumerate(lines, 1):
        try:
            _take(found, _record(line, number), number)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError, BadValue) as error:
            why = (
                f"a record lacks {error}"
                if isinstance(error, KeyError)
                else f"a record is not as it should be: {error}"
            )
            raise Unreadable(why, "take an export that nobody changed", line=number) from None
    if not number:
        raise Unreadable("it is empty", "take an export that `mentorlog export jsonl` made")
    return found


def _record(line: bytes, number: int) -> dict[str, Any]:
    record = json.loads(line)
    if not isinstance(record, dict) or (number == 1) != (record.get("kind") == "journal"):
        raise Unreadable("this is no export of a journal", "take one that `mentorlog export jsonl` made", line=number)
    return record


def _take(found: Intake, record: dict[str, Any], number: int) -> None:
    kind = record["kind"]
    if kind == "journal" and record["schema"] != SCHEMA:
        raise Unreadable(f"it is of schema {record['schema']}", "take a newer mentorlog", line=number)
    if kind == "person":
        found.people.append(_person(record))
    elif kind in _WRITTEN:
        if "head" not in record:
            raise Unreadable("it is an export for others, which is no copy to take in", "take a full one", line=number)
        _put(found, found.texts, record, (record["head"] + record.get("body", "")).encode(), number)
    elif kind == "file":
        data = base64.b64decode(record["base64"], validate=True)
        if hashlib.sha256(data).hexdigest() != record["sha256"]:
            raise Unreadable(f"{record['path']} is not what it was", "take an export that nobody changed", line=number)
        _put(found, found.files, record, data, number)
    elif kind == "revision":
        found.revisions += 1


def _put(found: Intake, files: dict[str, bytes], record: dict[str, Any], data: bytes, number: int) -> None:
    path = str(record["path"])
    folder = path.partition("/")[0]
    if files is found.texts and not (path.endswith(".md") and (Channel.of_folder(folder) or folder == "comments")):
        raise Unreadable(f"{path!r} is no place for a {record['kind']}", "look where the export is from", line=number)
    if why := refused_path(path):
        raise Unreadable(f"{path!r} cannot come in: {why}", "look where the export is from", line=number)
    if path in found.texts or path in found.files:
        raise Unreadable(f"{path} is in it twice", "take an export that nobody changed", line=number)
    files[path] = data


def _person(record: dict[str, Any]) -> Person:
    if not HANDLE.fullmatch(str(record["handle"])):
        raise ValueError(f"{record['handle']!r} is no short name")
    return Person(
        handle=str(record["handle"]),
        name=str(record["name"]),
        mail=str(record.get("mail", "")),
        role=Role(record["role"]),
        zone=clock.zone(str(record["zone"])).key,
        logins={str(forge): str(login) for forge, login in record.get("logins", {}).items()},
        waking=_hours(record.get("waking"), WAKING),
        working=_hours(record.get("working"), WORKING),
    )


def _hours(written: object, default: Hours) -> Hours:
    if not isinstance(written, list):
        return default
    begins, ends = written
    return Hours(time.fromisoformat(begins), time.fromisoformat(ends))
