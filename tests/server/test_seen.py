"""What a reader has seen: kept in the clone by the site's own pages, and by no other."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from mentorlog.server.seen import LARGEST, Seen
from mentorlog.server.static import Server

MARKS: dict[str, Any] = {"since": "2026-11-22T10:00:00.000Z", "entries": {"d-00000001": ["ab12cd34", "01kb"]}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the marks are kept."""
    return tmp_path / "private/seen.json"


@pytest.fixture
def server(tmp_path: Path, path: Path) -> Iterator[Server]:
    """A site that has nothing but the script that the marks come with."""
    words = tmp_path / "site/assets/mentorlog/mentorlog.js"
    words.parent.mkdir(parents=True)
    words.write_text("window.mentorlog = {};\n")
    with Server(tmp_path / "site", seen=Seen(path, "ada")) as running:
        thread = threading.Thread(target=running.run)
        thread.start()
        yield running
        running.stop()
        thread.join()


def put(server: Server, body: bytes, address: str = "/seen", **headers: str) -> int:
    """What the server says to marks that a page sends."""
    host = server.link.removeprefix("http://").strip("/")
    connection = HTTPConnection(host, timeout=10)
    usual = {"Origin": f"http://{host}", "Content-Type": "application/json"}
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("PUT", address, body=body, headers={k: v for k, v in (usual | sent).items() if v})
    status = connection.getresponse().status
    connection.close()
    return status


def told(server: Server) -> dict[str, object]:
    """What a page is told."""
    connection = HTTPConnection(server.link.removeprefix("http://").strip("/"), timeout=10)
    connection.request("GET", "/assets/mentorlog/mentorlog.js")
    line = connection.getresponse().read().decode().splitlines()[0]
    connection.close()
    found: dict[str, object] = json.loads(line.removeprefix("window.mentorlogKeeper = ").rstrip(";"))
    return found


def test_marks_are_kept_and_told_again(server: Server, path: Path) -> None:
    assert told(server) == {"address": "/seen", "me": "ada", "seen": None}
    assert put(server, json.dumps(MARKS).encode()) == 204
    assert told(server)["seen"] == MARKS
    more: dict[str, Any] = {"since": "2026-11-23T10:00:00.000Z", "entries": {"q-00000001": ["ef56ab78"]}}
    assert put(server, json.dumps(more).encode()) == 204
    assert told(server)["seen"] == {"since": MARKS["since"], "entries": {**MARKS["entries"], **more["entries"]}}
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Content_Type": "text/plain"},
        {"Content_Type": ""},
    ],
)
def test_no_other_page_can_write_them(server: Server, path: Path, headers: dict[str, str]) -> None:
    assert put(server, json.dumps(MARKS).encode(), **headers) == 403
    assert not path.exists()


def test_nothing_else_can_be_written(server: Server, path: Path) -> None:
    assert put(server, b"{}", "/index.html") == 403
    assert put(server, b"x" * 10, Host="evil.example") == 421
    assert not path.exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"[" * 9000, b'{"since": 1, "entries": {}}', b'{"since": "x", "entries": {"a": [1, "x"]}}', b'{"since": "x", "entries": {"a": []}}',
     b'{"since": "x", "entries": {}, "more": 1}', b"\xff"],
)  # fmt: skip
def test_marks_of_another_shape_are_refused(server: Server, path: Path, body: bytes) -> None:
    assert put(server, body) == 422
    assert not path.exists()


def test_marks_without_end_are_refused_unread(server: Server) -> None:
    assert put(server, b"", Content_Length=str(LARGEST + 1)) == 403


def test_marks_that_were_spoilt_on_disk_are_as_none(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("{")
    assert b'"seen": null' in Seen(path, "").script("/seen")
