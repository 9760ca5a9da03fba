"""Plain serving of the built site on loopback.

Only requests that name this very host are answered: a page elsewhere that points its own name at 127.0.0.1 (DNS
rebinding) gets nothing to read.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_HOST = "127.0.0.1"


class _Handler(SimpleHTTPRequestHandler):
    """Files of one folder, to this host only, and without a log of who read what."""

    def do_GET(self) -> None:
        if self._is_for_us():
            super().do_GET()

    def do_HEAD(self) -> None:
        if self._is_for_us():
            super().do_HEAD()

    def end_headers(self) -> None:
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

    def _is_for_us(self) -> bool:
        port = self.connection.getsockname()[1]
        if self.headers.get_all("Host") in ([f"{_HOST}:{port}"], [f"localhost:{port}"]):
            return True
        self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        return False


class Server:
    """A built site on a port of this machine; a context, so that the port is given back.

    Attributes:
        folder: where it is.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self._http = ThreadingHTTPServer((_HOST, port), partial(_Handler, directory=str(folder)))

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
