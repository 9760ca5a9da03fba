"""Plain serving of the built site on loopback.

Only requests that name this very host are answered: a page elsewhere that points its own name at 127.0.0.1 (DNS
rebinding) gets nothing to read. The only thing that can be written is what this reader has seen, by our own pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from mentorlog.errors import BadValue
from mentorlog.server.seen import LARGEST, Seen

_HOST = "127.0.0.1"
_NOWHERE = "/404"
_SEEN = "/seen"
_SCRIPT = "/assets/mentorlog/mentorlog.js"
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')


class _Handler(SimpleHTTPRequestHandler):
    """Files of one folder, to this host only, and without a log of who read what."""

    timeout = 20
    """Seconds that a request may take to be told."""

    def __init__(self, *args: Any, seen: Seen | None, **more: Any) -> None:  # noqa: ANN401 - the base class's own
        self._seen = seen
        super().__init__(*args, **more)

    def do_GET(self) -> None:
        if not self._is_for_us():
            return
        script = Path(self.directory) / _SCRIPT.strip("/")
        if self._seen and self.path == _SCRIPT and script.is_file():
            self._answer(self._seen.script(_SEEN) + script.read_bytes(), "text/javascript; charset=utf-8")
            return
        self._serve(super().do_GET)

    def do_HEAD(self) -> None:
        if self._is_for_us():
            self._serve(super().do_HEAD)

    def do_PUT(self) -> None:
        """Keep what a page of this very site tells that its reader has seen."""
        if not self._is_for_us():
            return
        size = self._size()
        if not self._seen or self.path != _SEEN or not self._is_from_us() or not 0 <= size <= LARGEST:
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        try:
            self._seen.keep(self.rfile.read(size))
        except BadValue:
            self.send_error(HTTPStatus.UNPROCESSABLE_ENTITY)
            return
        self.send_response(HTTPStatus.NO_CONTENT)
        self.end_headers()

    def end_headers(self) -> None:
        if policy := self._policy():
            self.send_header("Content-Security-Policy", f"{policy}; frame-ancestors 'none'")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """The site's own page for an address that leads nowhere."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(page.stat().st_size))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.read_bytes())

    def list_directory(self, path: object) -> None:  # noqa: ARG002 - the base class's signature
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the base class's signature
        """Say nothing."""

    def _serve(self, file: Callable[[], None]) -> None:
        """Answer with a file; an address that can be none leads nowhere."""
        try:
            Path(self.translate_path(self.path)).lstat()
        except (ValueError, OSError):
            self.path = _NOWHERE
        file()

    def _is_for_us(self) -> bool:
        if self.headers.get_all("Host") in [[name] for name in self._names()]:
            return True
        self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        return False

    def _is_from_us(self) -> bool:
        """Whether a page of this site asks, and no other page that is open in the browser."""
        origin, host = self.headers.get_all("Origin"), self.headers["Host"]
        is_json = self.headers.get("Content-Type") == "application/json"
        return origin == [f"http://{host}"] and is_json

    def _size(self) -> int:
        """How many bytes are sent; -1 where that is not said."""
        said = self.headers.get("Content-Length", "")
        return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else -1  # noqa: PLR2004

    def _names(self) -> list[str]:
        port = self.connection.getsockname()[1]
        return [f"{_HOST}:{port}", f"localhost:{port}"]

    def _policy(self) -> str:
        """What the page itself says that it may do, for its header: there it can also say who may frame it."""
        page = Path(self.translate_path(getattr(self, "path", "/?")))  # a request may be too odd to have a path
        try:
            page = page / "index.html" if page.is_dir() else page
            if page.suffix != ".html" or not page.is_file():
                return ""
        except (OSError, ValueError):
            return ""
        with page.open(encoding="utf-8", errors="replace") as file:
            found = _POLICY.search(file.read(4000))
        return found[1] if found else ""

    def _answer(self, data: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class _Http(ThreadingHTTPServer):
    """The server itself."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a reader who hung up."""


class Server:
    """A built site on a port of this machine; a context, so that the port is given back.

    Args:
        folder: where it is.
        port: which; 0 for a free one.
        seen: where to keep what its reader has seen; left out, the browser keeps it.
    """

    def __init__(self, folder: Path, port: int = 0, seen: Seen | None = None) -> None:
        self.folder = folder
        self._http = _Http((_HOST, port), partial(_Handler, directory=str(folder), seen=seen))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.server_close()

    @property
    def link(self) -> str:
        """Where to read."""
        return f"http://{_HOST}:{self._http.server_address[1]}/"

    def run(self) -> None:
        """Serve until Ctrl-C."""
        try:
            self._http.serve_forever()
        except KeyboardInterrupt:
            return

    def stop(self) -> None:
        """End `run` from another thread."""
        self._http.shutdown()
