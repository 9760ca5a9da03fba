"""The attacks on a server, as data: what each of them changes in an honest request, and which defence it is for.

An attack is an honest request of somebody who is let in, with one thing about it that only an attacker would do. So
each shows one defence alone; `docs/security.md` has the table of the classes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.server.serving import Visitor, ulid

PAGE, STATUS, ACTIONS, SEEN = "/index.html", "/api/status", "/api/actions", "/api/seen"
READS = (("GET", PAGE), ("GET", STATUS))
WRITES = (("POST", ACTIONS), ("POST", SEEN))


@dataclass(frozen=True)
class Attack:
    """One attack.

    Attributes:
        kind: its class: the name of the check that it is for, or `body` or `path`, which the application itself sees to.
        name: what is done.
        method: of the request.
        path: of the request.
        headers: in the place of the honest ones; None leaves one out, a list sends it several times.
        body: in the place of the honest one.
    """

    kind: str
    name: str
    method: str
    path: str
    headers: Mapping[str, str | list[str] | None] = field(default_factory=dict)
    body: object = None

    @property
    def label(self) -> str:
        """In a line."""
        return f"{self.kind}: {self.name}, {self.method} {self.path}"


def attacks(visitor: Visitor, other: Visitor, entry: str, theirs: str) -> Iterator[Attack]:
    """All of them.

    Args:
        visitor: who is let in.
        other: another who is let in.
        entry: the id of an entry.
        theirs: that of one by another author.
    """
    port = visitor.port
    every = {
        "host": (_hosts(port), "Host", (*READS, WRITES[0])),
        "site": (_sites(), "Sec-Fetch-Site", (*READS, *WRITES)),
        "origin": (_origins(port), "Origin", WRITES),
        "kind": (_kinds(), "Content-Type", WRITES),
        "token": (_tokens(other), "X-Mentorlog-Token", (*WRITES, ("POST", "/api/link"))),
        "visitor": (_cookies(visitor), "Cookie", (*READS, ("GET", f"/api/entries/{entry}"), WRITES[0])),
    }
    for kind, (values, header, requests) in every.items():
        for name, value in values.items():
            for method, path in requests:
                if not (kind == "site" and value == "none" and method == "GET"):
                    yield Attack(kind, name, method, path, {header: value})
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "LOCK"):
        for path in (PAGE, ACTIONS):
            yield Attack("method", method, method, path)
    yield from _sizes()
    for name, body in _bodies(entry, theirs).items():
        yield Attack("body", name, "POST", ACTIONS, body=body)
    for path in _paths(port):
        yield Attack("path", "an address outside of the site", "GET", path)


def _hosts(port: int) -> dict[str, str | list[str] | None]:
    return {
        "a name that points here (rebinding)": "evil.example",
        "such a name with our port": f"evil.example:{port}",
        "ours without a port": "127.0.0.1",
        "ours with another port": "127.0.0.1:1",
        "localhost without a port": "localhost",
        "IPv6": f"[::1]:{port}",
        "every address": f"0.0.0.0:{port}",
        "another way to write ours": f"127.1:{port}",
        "a name below localhost": f"evil.localhost:{port}",
        "ours with a dot behind": f"localhost.:{port}",
        "ours as a user": f"127.0.0.1:{port}@evil.example",
        "none": None,
        "empty": "",
        "two": [f"127.0.0.1:{port}", "evil.example"],
    }


def _sites() -> dict[str, str | list[str] | None]:
    return {
        "another site": "cross-site",
        "another port of this machine": "same-site",
        "typed by hand, to write": "none",
        "a word that no browser says": "x",
        "two": ["same-origin", "cross-site"],
    }


def _origins(port: int) -> dict[str, str | list[str] | None]:
    return {
        "another site": "https://evil.example",
        "another site without TLS": "http://evil.example",
        "another port": f"http://127.0.0.1:{port + 1}",
        "no port": "http://127.0.0.1",
        "localhost for 127.0.0.1": f"http://localhost:{port}",
        "with TLS": f"https://127.0.0.1:{port}",
        "null (a sandboxed frame, a file)": "null",
        "none": None,
        "empty": "",
        "two": [f"http://127.0.0.1:{port}", "https://evil.example"],
        "a path behind": f"http://127.0.0.1:{port}/",
        "ours within another": f"http://127.0.0.1:{port}.evil.example",
        "ours as a user": f"http://127.0.0.1:{port}@evil.example",
        "in capitals": f"HTTP://127.0.0.1:{port}",
        "an extension": "chrome-extension://abcdefghijklmnop",
    }


def _kinds() -> dict[str, str | list[str] | None]:
    return {
        "text": "text/plain",
        "a form": "application/x-www-form-urlencoded",
        "a form with files": "multipart/form-data; boundary=x",
        "JSON among parameters": "text/plain; application/json",
        "JSON with a parameter": "application/json; charset=utf-7",
        "JSON of another kind": "text/json",
        "a report of a browser": "application/csp-report",
        "a photo": "image/png",
        "none": None,
        "empty": "",
        "two": ["text/plain", "application/json"],
    }


def _tokens(other: Visitor) -> dict[str, str | list[str] | None]:
    return {
        "none": None,
        "empty": "",
        "made up": "A" * 43,
        "another visitor's": other.token,
        "letters that no token has": "\u00e9" * 43,
    }


def _cookies(visitor: Visitor) -> dict[str, str | list[str] | None]:
    name, _, value = visitor.cookie.partition("=")
    return {
        "none": None,
        "empty": f"{name}=",
        "made up": f"{name}={'A' * len(value)}",
        "cut short": f"{name}={value[:-1]}",
        "longer": f"{name}={value}A",
        "another server's": f"mentorlog-1={value}",
        "the token in its place": f"{name}={visitor.token}",
        "two, one made up": f"{name}={value}; {name}=A",
        "two lines": [f"{name}=A", f"{name}={value}"],
    }


def _sizes() -> Iterator[Attack]:
    lengths: dict[str, str | list[str] | None] = {
        "more than is taken": "64001",
        "far more": "999999999",
        "more digits than a number has": "9" * 30,
        "below nothing": "-1",
        "no number": "1e3",
    }
    for name, length in lengths.items():
        yield Attack("size", name, "POST", ACTIONS, {"Content-Length": length}, b"")
    yield Attack(
        "size", "in pieces", "POST", ACTIONS, {"Transfer-Encoding": "chunked", "Content-Length": None}, b"0\r\n\r\n"
    )
    yield Attack("size", "said twice", "POST", ACTIONS, {"Content-Length": ["2", "3"]}, b"{}")


def _bodies(entry: str, theirs: str) -> dict[str, object]:
    honest = comment(entry)
    nested: Any = b'{"id":' + b"[" * 20000 + b"]" * 20000 + b"}"

    def but(**fields: object) -> dict[str, object]:
        return {**honest, "id": ulid(), **fields}

    edit = {
        "id": ulid(), "action": "edit", "anyway": False, "entry": theirs, "title": "Mine", "text": "Mine.", "feelings": [],
        "tags": [], "happened": "", "needed_by": "", "over": "0" * 40,
    }  # fmt: skip
    return {
        "an author": but(author="james"),
        "a date": but(date="2020-01-01"),
        "a field too few": {key: value for key, value in but().items() if key != "quote"},
        "no act": but(action="sync"),
        "an act that is no word": but(action=["comment"]),
        "a path for an entry": but(entry="../../etc/passwd"),
        "an id in capitals": but(entry=entry.upper()),
        "a path for a comment": but(reply_to="../x"),
        "a comment that is nowhere": but(reply_to="01" + "a" * 24),
        "a path as its identity": but(id="../../outbox/x"),
        "a short identity": but(id="01"),
        "a list for words": but(text=["x"]),
        "a number for words": but(text=1),
        "half a character": b'{"id":"' + ulid().encode() + b'","action":"comment","anyway":false,"entry":"' + entry.encode()
        + b'","text":"\\ud800","quote":"","which":0,"of":0,"reply_to":"","agenda":false}',
        "a NUL": but(text="a\0b"),
        "a flag for a number": but(which=True),
        "a number below nothing": but(which=-1),
        "a number without end": but(which=10**30),
        "no flag": but(anyway="yes"),
        "no words": but(text="  "),
        "a list": [honest],
        "nothing": b"",
        "no JSON": b"{",
        "no UTF-8": b"\xff\xfe",
        "JSON of great depth": nested,
        "another's entry edited": edit,
        "another's entry taken off": {"id": ulid(), "action": "remove", "anyway": False, "entry": theirs},
        "another's question withdrawn": {"id": ulid(), "action": "withdraw", "anyway": False, "entry": theirs, "text": ""},
        "an entry that is nowhere": but(entry="d-00000000"),
    }  # fmt: skip


def _paths(port: int) -> list[str]:
    return [
        "/../pyproject.toml", "/%2e%2e/pyproject.toml", "/..%2fpyproject.toml", "/%2e%2e%2fpyproject.toml", "//etc/passwd",
        "/..\\pyproject.toml", "/journal/../../pyproject.toml", "/./index.html", "/index.html/", "/index.html%00.html",
        "/%00", "/%ff%fe", "/" + "a" * 5000, "/.git/config", "/secret.txt", "/link.html", "/journal/", "/site/index.html",
        "/api/photos/..%2f..%2fserving", "/api/photos/photo-0000000000000000.jpg", "/api/entries/..%2f..%2fx", "/api", "/api/x",
        f"http://127.0.0.1:{port}/pyproject.toml", "/desk/desk.html", "/drafts/x.md", "/.hidden.html",
    ]  # fmt: skip


def comment(entry: str, key: str = "") -> dict[str, object]:
    """An honest comment."""
    return {
        "id": key or ulid(), "action": "comment", "anyway": False, "entry": entry, "text": "An honest word.", "quote": "",
        "which": 0, "of": 0, "reply_to": "", "agenda": False,
    }  # fmt: skip
