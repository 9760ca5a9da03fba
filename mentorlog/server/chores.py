"""What the server does by itself: build what changed, exchange with the other, share what waited for its hour."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from mentorlog.actions import exchange
from mentorlog.errors import GitFailed, MentorlogError, Waiting
from mentorlog.model.clock import stamp
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.paths import stem_of_other
from mentorlog.repository.repository import Repository
from mentorlog.repository.sync import Synced
from mentorlog.repository.worktree import DRAFTS
from mentorlog.server.bench import Bench
from mentorlog.server.builder import Builder
from mentorlog.server.live import Live
from mentorlog.server.shelf import Shelf

_T = TypeVar("_T")
_SETTLED = 1.0
"""Seconds after an act until it is shared: often another follows."""
_PATIENCE = 30.0
"""Seconds until what failed is tried again, the first time; it doubles each time."""
_MOST_PATIENCE = 1800.0
_CLOCK = 20.0
"""Seconds between two looks at the clock."""
_AGAIN = 5.0
"""Seconds until a chore goes on in which something came up."""
_DOUBLED = 10
_CALM = 0.15
"""Seconds between two builds: who saves by hand often saves several files."""


class Chores:
    """The work of one server.

    Args:
        bench: where acts are done.
        shelf: the built site.
        builder: builds it.
        live: how things stand.
        every: minutes between two exchanges with the other; 0 for none by itself.

    Attributes:
        loop: in which all of this goes on, once it does.
    """

    def __init__(self, bench: Bench, shelf: Shelf, builder: Builder, live: Live, every: float) -> None:
        self._bench = bench
        self._shelf = shelf
        self._builder = builder
        self._live = live
        self._every = every * 60
        self.loop: asyncio.AbstractEventLoop | None = None
        self._acts = 0
        self._state = ""
        self._failed = 0
        self._to_build = asyncio.Event()
        self._to_share = asyncio.Event()

    # What others ask for

    def acted(self) -> int:
        """Somebody did something here: the pages are another, and there is something to share. Which act it was."""
        self._acts += 1
        self.touched()
        if self._live.standing.sharing == "shared":
            self._live.change(sharing="saved")  # how much there is to share is asked once the pages are made
        if self._every:
            self._to_share.set()
        return self._acts

    def touched(self) -> None:
        """Files were changed by another program."""
        self._to_build.set()

    def share(self) -> None:
        """Exchange with the other now."""
        self._failed = 0
        self._to_share.set()

    # What goes on until the server ends

    async def run(self) -> None:
        """All of it."""
        self.loop = asyncio.get_running_loop()
        self._to_build.set()
        if self._every:
            self._to_share.set()
        await asyncio.gather(*map(self._always, (self._build, self._share, self._look_at_the_clock)))

    async def _always(self, chore: Callable[[], Awaitable[None]]) -> None:
        """One chore again and again, whatever comes up in it."""
        while True:
            try:
                await chore()
            except Exception as error:  # noqa: BLE001 - one that ended would be missed by nobody until it is too late
                self._live.change(trouble=f"something went wrong here ({type(error).__name__})")
                await asyncio.sleep(_AGAIN)

    async def _build(self) -> None:
        """The pages, once something is another."""
        await self._to_build.wait()
        self._to_build.clear()
        acts, standing = self._acts, self._live.standing
        made = await _apart(self._builder.build)
        if made.trouble:
            self._live.change(trouble=made.trouble)
        else:
            if made.addresses is not None:
                self._shelf.addresses = made.addresses
            me = await _apart(lambda: self._bench.me)
            site = standing.site + (made.state != self._state)
            self._state = made.state
            waits = tuple(made.waits.get(me.handle if me else "", (0, 0)))
            self._live.change(site=site, acts=acts, trouble="", waits=waits, **await _apart(self._waiting))
            if self._live.standing.sharing in ("shared", "saved"):
                self._live.change(**await _apart(self._standing))
        await asyncio.sleep(_CALM)

    async def _share(self) -> None:
        """An exchange with the other, once it is time."""
        if self._live.standing.sharing == "alone":
            self._live.change(**await _apart(self._standing))
        await self._pause()
        if self._live.standing.sharing != "alone":
            self._live.change(sharing="busy")
            try:
                told = await _apart(self._exchange)
            except Exception:
                self._failed += 1
                self._live.change(sharing="saved")
                raise
            self._live.change(**told)
            self._to_build.set()

    async def _pause(self) -> None:
        """Until somebody asks, the time has come, or what failed is to be tried again."""
        patience = min(_PATIENCE * 2 ** min(self._failed, _DOUBLED), _MOST_PATIENCE)
        patience *= random.uniform(0.8, 1.2)  # noqa: S311 - no secret
        wait = patience if self._failed else self._every or None
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._to_share.wait()
                await asyncio.sleep(_SETTLED)
        self._to_share.clear()

    async def _look_at_the_clock(self) -> None:
        """Drafts whose hour has come, and acts that waited for another program."""
        shared, late = await _apart(self._share_due)
        if shared:
            self.acted()
        self._live.change(late=late, **await _apart(self._waiting))
        await asyncio.sleep(_CLOCK)

    # In threads

    def _standing(self) -> dict[str, object]:
        """How much waits, without asking anybody."""
        try:
            left = self._left(self._bench.repository())
        except MentorlogError:  # a folder without git shares nothing
            left = {"unshared": None}
        if left["unshared"] is None:
            return {"sharing": "alone", "unshared": 0}
        return {**left, "sharing": "saved" if left["unshared"] or not self._live.standing.since else "shared"}

    def _exchange(self) -> dict[str, object]:
        """One exchange with the other, and how things stand after it."""
        repository = self._bench.repository()
        try:
            done = exchange.sync(repository)
        except (Waiting, GitFailed) as error:
            self._failed += 1
            return {**self._left(repository), "sharing": "offline", "why": error.message}
        except MentorlogError as error:
            self._failed += 1
            return {**self._left(repository), "sharing": "needs", "needs": [["stopped", ""]], "why": str(error)}
        self._failed = 0
        left = self._left(repository)
        needs = [*_needs(done), *self._clashes(repository)]
        since = self._live.standing.since if done.problems or done.missing else stamp(datetime.now(UTC))
        sharing = "needs" if needs else "saved" if left["unshared"] else "shared"
        return {**left, "sharing": sharing, "needs": needs, "why": done.waits, "since": since}

    def _left(self, repository: Repository) -> dict[str, int | None]:
        return {"unshared": exchange.unshared(repository), "kept": len(repository.store.outbox.waiting())}

    def _clashes(self, repository: Repository) -> list[list[str]]:
        """What both changed and nobody settled yet: each entry's page."""
        found: list[list[str]] = []
        for other in repository.files.others(*(channel.folder for channel in Channel)):
            path = stem_of_other(other)
            channel = Channel.of_folder(path.partition("/")[0]) or Channel.DIARY
            read = repository.files.entry(path, channel, repository.people)
            entries = [each for each in read if isinstance(each, Entry)]
            found += [["clash", f"{channel.folder}/{entry.id}.html", entry.title] for entry in entries]
        return found

    def _waiting(self) -> dict[str, int]:
        """What waits on this machine: drafts for their hour, acts for another program's end."""
        try:
            repository = self._bench.repository()
            drafts = len(list(repository.files.files(DRAFTS)))
            kept = len(repository.store.outbox.waiting())
            return {"drafts": drafts, "due": len(repository.private.later), "kept": kept}
        except MentorlogError:
            return {}

    def _share_due(self) -> tuple[bool, list[str]]:
        """Whether a draft was shared, and the titles of those that could not be."""
        try:
            shared, late = self._bench.share_due()
        except MentorlogError:  # nobody writes here
            return False, []
        return bool(shared), [entry.title for entry in late]


def _needs(done: Synced) -> list[list[str]]:
    """What somebody must look at after an exchange."""
    if done.problems:
        return [["problems", each.path] for each in done.problems[:3]]
    if done.missing:
        return [["missing", str(done.missing)]]
    return [["unsaved", path] for path in done.unsaved]


async def _apart(work: Callable[[], _T]) -> _T:
    """What a piece of work in a thread gives; the end of the server does not wait for it, for the network may."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_T] = loop.create_future()

    def settle(set_: Callable[[Any], None], value: object) -> None:
        if not done.done():
            set_(value)

    def run() -> None:
        try:
            found = work()
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            told: tuple[Callable[[Any], None], object] = (done.set_exception, error)
        else:
            told = (done.set_result, found)
        with suppress(RuntimeError):  # the server has ended meanwhile
            loop.call_soon_threadsafe(settle, *told)

    threading.Thread(target=run, daemon=True).start()
    return await done
