"""What this reader has seen of the journal: kept in the clone, where the site is served from it, and never shared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from mentorlog.errors import BadValue
from mentorlog.repository import disk


class Seen:
    """One reader's marks.

    Args:
        path: of their file; None where there is no place for it.
    """

    def __init__(self, path: Path | None) -> None:
        self._lock = Lock()
        self._path = path

    def script(self, facts: Mapping[str, Any]) -> bytes:
        """What tells a page that its marks are kept here, what they are, and what else it must know of the server."""
        return f"window.mentorlogKeeper = {json.dumps({**facts, 'seen': self._read()})};\n".encode()

    def keep(self, data: bytes) -> None:
        """Take what a page has found to be seen now, beside what other pages found.

        Raises:
            BadValue: it is of another shape.
        """
        try:
            found = json.loads(data)
        except (ValueError, RecursionError):
            found = None
        if not _is_seen(found):
            raise BadValue("that is not what a page of the journal tells", "reload the page")
        with self._lock:  # two pages may tell at once
            if self._path is None:
                return
            if before := self._read():
                found = {"since": before["since"], "entries": before["entries"] | found["entries"]}
            disk.private_folder(self._path.parent)
            disk.write_whole(self._path, json.dumps(found, sort_keys=True).encode())

    def _read(self) -> dict[str, Any] | None:
        try:
            found = json.loads(self._path.read_bytes()) if self._path else None
        except (OSError, ValueError, RecursionError):
            return None  # marks are a help, and nothing is lost without them
        return found if _is_seen(found) else None


def _is_seen(found: object) -> bool:
    """Whether it says since when, and of each entry which words, and the ids of which comments."""
    if not isinstance(found, dict) or found.keys() != {"since", "entries"} or not isinstance(found["since"], str):
        return False
    entries = found["entries"]
    return isinstance(entries, dict) and all(_is_marks(marks) for marks in entries.values())


def _is_marks(marks: object) -> bool:
    return isinstance(marks, list) and bool(marks) and all(isinstance(each, str) for each in marks)
