"""What the server of a clone leaves for the next one that is started: its port, and a link that works once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mentorlog.errors import Waiting
from mentorlog.repository import disk
from mentorlog.repository.lock import alone

_HIGHEST = 65535


class Notes:
    """The notes of one clone's servers.

    Args:
        path: of their file, which its owner alone can read; None where there is no place for it.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path

    @property
    def port(self) -> int:
        """The port of the last server: what a browser keeps, it keeps for a port. 0 for none."""
        port = self._read().get("port", 0)
        return port if isinstance(port, int) and 0 < port <= _HIGHEST else 0

    @property
    def link(self) -> str:
        """A link that works once, to the server that runs; "" where none does."""
        if self._path is None or not self._path.is_file():
            return ""
        with suppress(Waiting), alone(self._lock, "", patience=0):
            return ""
        return str(self._read().get("link", ""))

    @contextmanager
    def served(self) -> Iterator[None]:
        """While this holds, this process is the server of the clone.

        Raises:
            Waiting: another is.
        """
        if self._path is None:
            yield
            return
        with alone(self._lock, "this journal is served already", patience=0):
            yield

    def write(self, port: int, link: str) -> None:
        """Leave them."""
        if self._path:
            disk.private_folder(self._path.parent)
            disk.write_whole(self._path, json.dumps({"port": port, "link": link}).encode())

    @property
    def _lock(self) -> Path:
        assert self._path  # noqa: S101 - for the type checker
        return self._path.with_suffix(".lock")

    def _read(self) -> dict[str, object]:
        try:
            found = json.loads(self._path.read_bytes()) if self._path else {}
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}
