"""What a reader has seen: kept in the clone, in the shape that pages tell it in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mentorlog.errors import BadValue
from mentorlog.server.seen import Seen

MARKS: dict[str, Any] = {"since": "2026-11-22T10:00:00.000Z", "entries": {"d-00000001": ["ab12cd34", "01kb"]}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the marks are kept."""
    return tmp_path / "private/seen.json"


def told(path: Path | None) -> dict[str, object]:
    """What a page is told."""
    line = Seen(path).script({"me": "ada"}).decode()
    found: dict[str, object] = json.loads(line.removeprefix("window.mentorlogKeeper = ").rstrip(";\n"))
    return found


def test_marks_are_kept_and_told_again(path: Path) -> None:
    assert told(path) == {"me": "ada", "seen": None}
    Seen(path).keep(json.dumps(MARKS).encode())
    assert told(path)["seen"] == MARKS
    more: dict[str, Any] = {"since": "2026-11-23T10:00:00.000Z", "entries": {"q-00000001": ["ef56ab78"]}}
    Seen(path).keep(json.dumps(more).encode())
    assert told(path)["seen"] == {"since": MARKS["since"], "entries": {**MARKS["entries"], **more["entries"]}}
    assert path.stat().st_mode & 0o077 == 0


def test_a_folder_without_git_keeps_none() -> None:
    Seen(None).keep(json.dumps(MARKS).encode())
    assert told(None) == {"me": "ada", "seen": None}


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"[" * 9000, b'{"since": 1, "entries": {}}', b'{"since": "x", "entries": {"a": [1, "x"]}}', b'{"since": "x", "entries": {"a": []}}',
     b'{"since": "x", "entries": {}, "more": 1}', b"\xff"],
)  # fmt: skip
def test_marks_of_another_shape_are_refused(path: Path, body: bytes) -> None:
    with pytest.raises(BadValue):
        Seen(path).keep(body)
    assert not path.exists()


def test_marks_that_were_spoilt_on_disk_are_as_none(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{")
    assert told(path)["seen"] is None
