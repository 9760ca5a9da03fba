"""A folder of pages over HTTP, for tests, pictures and benchmarks; the journal has a server of its own."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        """Have nothing kept: the folder may be built anew meanwhile."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's signature
        """Say nothing."""


class _Http(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a reader who hung up."""


class Server:
    """A built site on a free port of this machine; use it with `with`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._http = _Http(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.server_close()

    @property
    def link(self) -> str:
        """Where to read."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/"

    def run(self) -> None:
        """Serve until `stop`."""
        self._http.serve_forever()

    def stop(self) -> None:
        """End `run` from another thread."""
        self._http.shutdown()
