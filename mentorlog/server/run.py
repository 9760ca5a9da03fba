"""Running the server: on loopback, on the port that this journal had before if that is free, one for each clone."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import socket
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from mentorlog.errors import GitFailed
from mentorlog.repository.repository import Repository
from mentorlog.server.app import House, application
from mentorlog.server.bench import Bench, Tools
from mentorlog.server.builder import Builder
from mentorlog.server.chores import Chores
from mentorlog.server.doors import Doors
from mentorlog.server.face import Face
from mentorlog.server.guard import CHECKS, Check, Guard
from mentorlog.server.live import Live
from mentorlog.server.notes import Notes
from mentorlog.server.seen import Seen
from mentorlog.server.shelf import Shelf
from mentorlog.server.watch import watched
from mentorlog.website.build import Built
from mentorlog.website.publication import settings_of
from mentorlog.website.words import Words

_HOST = "127.0.0.1"
_NAME = re.compile(r"(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*(?::\d{1,5})?")
_PATIENCE = 20.0
"""Seconds that a request may take to be told."""
_MOST = 200
"""Connections at a time."""
_GRACE = 2
"""Seconds that those who still read have at the end."""


class _Patient(H11Protocol):
    """A connection on which nothing is asked in due time is closed."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody came; from now on the clock is looked at."""
        super().connection_made(transport)
        self._look_at_the_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._deadline.cancel()
        super().connection_lost(exc)

    def _look_at_the_clock(self) -> None:
        self._deadline = self.loop.call_later(_PATIENCE, self._give_up)

    def _give_up(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle  # none before the first request
        is_idle = cycle is None or cycle.response_complete
        is_quiet = self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]
        if self.transport.is_closing():
            self.transport.abort()  # whoever asked does not read the answer
        elif is_idle and (cycle is None or not is_quiet):
            self.transport.close()  # what is asked was not told in time
        else:
            self._look_at_the_clock()


class _Uvicorn(uvicorn.Server):
    """uvicorn, which first ends what would hold up the end: a build at work, and those who listen for news."""

    def __init__(self, config: uvicorn.Config, live: Live, builder: Builder) -> None:
        super().__init__(config)
        self._live = live
        self._builder = builder

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        self._live.close()
        self._builder.close()
        await super().shutdown(sockets)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants the journal served.

    Attributes:
        port: 0 for the one that it had last, or a free one.
        names: other names that it is reached by, through a proxy of theirs.
        every: minutes between two exchanges with the other; 0 for none by itself.
    """

    port: int = 0
    names: tuple[str, ...] = ()
    every: float = 5


_ANY = Wishes()


class Server:
    """One clone's server; use it with `with`, so that the port and the builder are given back.

    Args:
        repository: the clone.
        built: its site.
        tools: what the surroundings bring.
        wishes: how it is to be served.
        checks: what is looked at before a request is heard.

    Raises:
        Waiting: this clone is served already.
        OSError: the port is another program's.
    """

    def __init__(
        self,
        repository: Repository,
        built: Built,
        tools: Tools,
        wishes: Wishes = _ANY,
        checks: Mapping[str, Check] = CHECKS,
    ) -> None:
        self._repository = repository
        self._stack = ExitStack()
        self._notes = notes_of(repository)
        self._stack.enter_context(self._notes.served())
        self._socket = self._stack.enter_context(_bound(wishes.port, self._notes.port))
        self.port: int = self._socket.getsockname()[1]
        self.doors = Doors(self.port, wishes.names)
        self.shelf = Shelf(built.folder)
        self.shelf.look()
        self.live = Live()
        self.builder = Builder(repository.root)
        self._bench = Bench(repository.root, tools)
        self._chores = Chores(self._bench, self.shelf, self.builder, self.live, wishes.every)
        settings = settings_of(repository)
        clone = blake2b(str(repository.root).encode(errors="surrogateescape"), digest_size=4).hexdigest()
        face = Face(settings.name, Words(settings.language, settings.dates), repository.people, clone)
        house = House(self.doors, self.shelf, self._bench, self.live, self._chores, _seen(repository), face, self._note)
        guard = Guard(application(house), self.doors, checks)
        self._uvicorn = _Uvicorn(_config(guard), self.live, self.builder)

    def __enter__(self) -> Self:
        self._stack.callback(self.builder.close)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def is_up(self) -> bool:
        """Whether it answers."""
        return self._uvicorn.started

    def link(self, name: str = "") -> str:
        """A link that works once, under this machine's own name or another."""
        origin = self.doors.origins[name or f"{_HOST}:{self.port}"]
        return f"{origin}/{self.doors.link()}"

    def run(self) -> None:
        """Serve until Ctrl-C, or `stop`."""
        self._note()
        with suppress(KeyboardInterrupt), watched(self._repository, self._touched):
            self._uvicorn.run(sockets=[self._socket])

    def stop(self) -> None:
        """End `run` from another thread."""
        self._uvicorn.should_exit = True

    def _touched(self) -> None:
        loop = self._chores.loop
        with suppress(RuntimeError):  # the loop may end just now
            if loop:
                loop.call_soon_threadsafe(self._chores.touched)

    def _note(self) -> None:
        """Leave a link that works once for the next who starts the server of this clone."""
        self._notes.write(self.port, self.link())


def notes_of(repository: Repository) -> Notes:
    """The notes of a clone's servers; a folder without git has none."""
    try:
        return Notes(repository.private.serving)
    except GitFailed:
        return Notes(None)


def _seen(repository: Repository) -> Seen:
    try:
        return Seen(repository.private.seen)
    except GitFailed:
        return Seen(None)


def _bound(wanted: int, last: int) -> socket.socket:
    """A socket of this machine alone: on the port that is wanted, else on the last one if that is free, else on any."""
    for port in dict.fromkeys([wanted] if wanted else [last, 0]):
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name != "nt":  # there it would let another program take the port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((_HOST, port))
            bound.listen()  # who follows the link at once waits a moment, and is not sent away
        except OSError:
            bound.close()
            if port == wanted:
                raise
        else:
            return bound
    raise OSError


def _config(app: ASGIApp) -> uvicorn.Config:
    """Uvicorn without logs, which would hold links that work once, and without a name for itself."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    return uvicorn.Config(
        app, http=_Patient, ws="none", lifespan="on", loop="asyncio", log_config=None, access_log=False,
        server_header=False, proxy_headers=False, limit_concurrency=_MOST, timeout_graceful_shutdown=_GRACE,
    )  # fmt: skip


def refused_name(name: str) -> str:
    """Why a name cannot be one that the server is reached by; "" for one that can."""
    if not _NAME.fullmatch(name):
        return "write it as it stands in the address, such as journal.example.org"
    return ""
