"""A clone's server for tests: in a thread of the test, or as the program itself, always ended by whoever began it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from mentorlog.repository.repository import Repository
from mentorlog.server.bench import Tools
from mentorlog.server.guard import CHECKS, Check
from mentorlog.server.run import Server, Wishes
from mentorlog.website.build import build


def tools(names: Mapping[str, str] | None = None) -> Tools:
    """The present, real randomness, and a list of names."""
    return Tools(lambda: datetime.now(UTC), os.urandom, lambda: names or {})


@contextmanager
def serving(
    folder: Path,
    *,
    checks: Mapping[str, Check] = CHECKS,
    names: Mapping[str, str] | None = None,
    hosts: tuple[str, ...] = (),
    every: float = 0,
) -> Iterator[Server]:
    """A server in a thread."""
    repository = Repository.open(folder)
    with Server(repository, build(repository, None), tools(names), Wishes(0, hosts, every), checks) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            until(lambda: server.is_up)
            yield server
        finally:
            server.stop()
            thread.join()


@dataclass
class Program:
    """The program itself, serving.

    Attributes:
        process: of it.
        link: that it printed.
    """

    process: subprocess.Popen[str]
    link: str

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()


@contextmanager
def program(folder: Path, *options: str, before: tuple[str, ...] = ()) -> Iterator[Program]:
    """`mentorlog serve` in a clone."""
    command = [*before, sys.executable, "-m", "mentorlog", "-C", str(folder), "serve", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdout=pipe, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            yield Program(process, process.stdout.readline().split()[0])
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def until(is_so: Callable[[], object], patience: float = 20) -> None:
    """Wait for something that comes by itself."""
    end = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < end, "it did not come"
        threading.Event().wait(0.02)


@dataclass
class Visitor:
    """A browser without a window: somebody who followed the link.

    Attributes:
        port: of the server.
        cookie: that they were given.
        token: that their pages carry.
    """

    port: int
    cookie: str = ""
    token: str = ""

    @classmethod
    def of(cls, link: str) -> Visitor:
        """Whoever follows a link."""
        host, _, end = link.removeprefix("http://").partition("/")
        visitor = cls(int(host.partition(":")[2]))
        status, page, headers = visitor.ask("GET", f"/{end}")
        assert status == 200
        visitor.cookie = headers["set-cookie"].partition(";")[0]
        visitor.token = token_in(page)
        return visitor

    @property
    def origin(self) -> str:
        """Of the server's pages."""
        return f"http://127.0.0.1:{self.port}"

    def headers(self, method: str) -> dict[str, str]:
        """What an honest page sends."""
        sent = {"Host": f"127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin"}
        if self.cookie:
            sent["Cookie"] = self.cookie
        if method not in ("GET", "HEAD"):
            sent |= {"Origin": self.origin, "Content-Type": "application/json", "X-Mentorlog-Token": self.token}
        return sent

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str | None] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        """One request; (status, body, headers). A header that is None is left out."""
        sent = {**self.headers(method), **(headers or {})}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                if value is not None:
                    connection.putheader(name, value)
            if body is not None and "Content-Length" not in sent:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def json(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """One honest request, and what came back, with its status."""
        data = None if body is None else json.dumps(body).encode()
        status, told, _ = self.ask(method, path, data)
        found: dict[str, Any] = json.loads(told) if told else {}
        return {"status": status, **found}

    def act(self, action: str, key: str = "", **fields: object) -> dict[str, Any]:
        """One act."""
        return self.json("POST", "/api/actions", {"id": key or ulid(), "action": action, "anyway": False, **fields})


def token_in(page: bytes) -> str:
    """What the page that a link opens keeps in its browser."""
    found = re.search(rb'data-token="([^"]+)"', page)
    assert found
    return found[1].decode()


def ulid() -> str:
    """The identity of a new act."""
    from mentorlog.model.ids import comment_id

    return comment_id(datetime.now(UTC), os.urandom(10))
