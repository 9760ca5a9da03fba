"""A snapshot: the files of a journal as one commit holds them, whatever lies in the folder now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of a commit.

    Attributes:
        commit: git's name for it; "" for a journal that nothing was saved in.
        saved: when it was made; None for no commit.
        files: the bytes of every file, by its path in the journal.
        blobs: git's name for those bytes.
    """

    commit: str
    saved: datetime | None
    files: Mapping[str, bytes]
    blobs: Mapping[str, str]
