"""The forge of our own, behind a real socket on this machine's loopback: pages of lists, tokens, and bad days."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

from tests.forges.fake import Fake
from tests.forges.views import Asked, Told, route

_MOST = {"/api/v1": 50}
Bad = tuple[int, dict[str, str], bytes]
"""Another answer than the forge would give: its state, headers and bytes."""


@dataclass
class Day:
    """What goes wrong.

    Attributes:
        asked: every request, as it came.
        before: is called with each; it may raise `Gone`, or return another answer.
    """

    asked: list[Asked] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    before: Callable[[Asked], Bad | None] = lambda _: None


class App:
    """The forge as an ASGI app."""

    def __init__(self, fake: Fake, day: Day) -> None:
        self._fake = fake
        self._day = day
        self._alone = threading.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own
        """One request."""
        if scope["type"] != "http":
            return
        data, more = b"", True
        while more:
            message = await receive()
            data, more = data + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode().lower(): value.decode() for name, value in scope["headers"]}
        with self._alone:
            status, told, body = self._answer(scope, headers, data)
        rows = [(name.encode(), value.encode()) for name, value in {"content-type": "application/json", **told}.items()]
        await send({"type": "http.response.start", "status": status, "headers": rows})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope: Any, headers: dict[str, str], data: bytes) -> tuple[int, dict[str, str], bytes]:  # noqa: ANN401 - ASGI's own
        token = (headers.get("private-token") or headers.get("authorization", "").rpartition(" ")[2]).strip()
        login = self._fake.tokens.get(token, "")
        path = scope["raw_path"].decode()
        asked = Asked(
            scope["method"], path, dict(parse_qsl(scope["query_string"].decode())), json.loads(data or b"null"), login
        )
        self._day.asked.append(asked)
        self._day.headers.append(headers)
        if bad := self._day.before(asked):
            return bad
        if not login:
            return 401, {}, b'{"message": "Bad credentials"}'
        told = route(self._fake, asked)
        return self._paged(asked, told) if told.is_paged else (told.status, {}, json.dumps(told.body).encode())

    def _paged(self, asked: Asked, told: Told) -> tuple[int, dict[str, str], bytes]:
        most = next((count for begin, count in _MOST.items() if asked.path.startswith(begin)), 100)
        size = min(most, int(asked.query.get("limit") or asked.query.get("per_page") or 30))
        page = int(asked.query.get("page", 1))
        begin = (page - 1) * size
        links = (
            {"link": f'<{self._fake.web}{asked.path}?page={page + 1}>; rel="next"'}
            if begin + size < len(told.body)
            else {}
        )
        if page > 1 and not links:
            links = {"link": f'<{self._fake.web}{asked.path}?page=1>; rel="first"'}
        return told.status, links, json.dumps(told.body[begin : begin + size]).encode()


@contextmanager
def forge(bare: Path, kind: str = "github") -> Iterator[tuple[Fake, Day]]:
    """A forge that serves a bare repository until the test is done."""
    day = Day()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        fake = Fake(bare, f"http://127.0.0.1:{listening.getsockname()[1]}", kind)
        with running(App(fake, day), listening):
            yield fake, day


@contextmanager
def running(app: Any, listening: socket.socket) -> Iterator[None]:  # noqa: ANN401 - ASGI's own
    """An ASGI app behind a socket until the test is done."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)
