"""What can be made anew, and is kept for speed alone: a JSON document with its own checksum.

A file that is missing, damaged or another version's is the same as none, so no answer ever depends on one.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from mentorlog.repository import disk


def kept(path: Path, version: str) -> Any:  # noqa: ANN401 - whatever was kept
    """The document that was kept under a name; None where it is not whole."""
    with suppress(OSError):
        head, _, data = path.read_bytes().partition(b"\n")
        if head == _head(version, data):
            return json.loads(data)
    return None


def keep(path: Path, version: str, document: object) -> None:
    """Keep a document for the next command; where the disk is full it is merely made again."""
    data = json.dumps(document, separators=(",", ":")).encode()
    with suppress(OSError):
        disk.private_folder(path.parent)
        disk.write_whole(path, _head(version, data) + b"\n" + data)


def _head(version: str, data: bytes) -> bytes:
    """The first line: what it is, and the checksum of the rest."""
    return f"mentorlog {version} {hashlib.blake2b(data, digest_size=16).hexdigest()}".encode()
