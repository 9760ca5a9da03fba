"""What the server does by itself: build what changed, exchange with the other, share what waited for its hour."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from datetime import UTC, datetime

from mentorlog.actions import exchange, later
from mentorlog.errors import GitFailed, MentorlogError, Waiting
from mentorlog.model.clock import stamp
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.paths import stem_of_other
from mentorlog.repository.repository import Repository
from mentorlog.repository.sync import Synced
from mentorlog.server.bench import Bench
from mentorlog.server.builder import Builder
from mentorlog.server.live import Live
from mentorlog.server.shelf import Shelf

_SETTLED = 1.0
"""Seconds after an act until it is shared: often another follows."""
_PATIENCE = 30.0
"""Seconds until what failed is tried again, the first time; it doubles each time."""
_MOST_PATIENCE = 1800.0
_CLOCK = 20.0
"""Seconds between two looks at the clock."""
_CALM = 0.15
"""Seconds for which files must be left alone before the pages are made anew."""


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
        self._failed = 0
        self._to_build = asyncio.Event()
        self._to_share = asyncio.Event()

    # What others ask for

    def acted(self) -> None:
        """Somebody did something here: the pages are another, and there is something to share."""
        self._to_build.set()
        self._to_share.set()

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
        async with asyncio.TaskGroup() as tasks:
            for chore in (self._building, self._sharing, self._looking_at_the_clock):
                tasks.create_task(chore())

    async def _building(self) -> None:
        while True:
            await self._to_build.wait()
            self._to_build.clear()
            made = await asyncio.to_thread(self._builder.build)
            if made.addresses is not None:
                self._shelf.addresses = made.addresses
            standing = self._live.standing
            me = await asyncio.to_thread(lambda: self._bench.me)
            self._live.change(
                site=standing.site + bool(made.renewed),
                trouble=made.trouble,
                waits=tuple((made.waits or {}).get(me.handle if me else "", standing.waits)),
            )
            await asyncio.sleep(_CALM)

    async def _sharing(self) -> None:
        self._live.change(**await asyncio.to_thread(self._standing))
        while True:
            await self._pause()
            if self._live.standing.sharing != "alone":
                self._live.change(sharing="busy")
                self._live.change(**await asyncio.to_thread(self._exchange))
                self._to_build.set()
            else:
                self._live.change(**await asyncio.to_thread(self._standing))

    async def _pause(self) -> None:
        """Until somebody asks, the time has come, or what failed is to be tried again."""
        patience = min(_PATIENCE * 2**self._failed, _MOST_PATIENCE) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
        wait = patience if self._failed else self._every or None
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._to_share.wait()
                await asyncio.sleep(_SETTLED)
        self._to_share.clear()

    async def _looking_at_the_clock(self) -> None:
        while True:
            if await asyncio.to_thread(self._share_due):
                self.acted()
            self._live.change(**await asyncio.to_thread(self._waiting))
            await asyncio.sleep(_CLOCK)

    # In threads

    def _standing(self) -> dict[str, object]:
        """How much waits, without asking anybody."""
        try:
            repository = self._bench.repository()
            if not repository.git.settings.get("remote.origin.url"):
                return {"sharing": "alone", "unshared": 0}
            left = self._left(repository)
        except MentorlogError:  # a folder without git shares nothing
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

    def _left(self, repository: Repository) -> dict[str, int]:
        return {"unshared": exchange.unshared(repository) or 0, "kept": len(repository.store.outbox.waiting())}

    def _clashes(self, repository: Repository) -> list[list[str]]:
        """What both changed and nobody settled yet: each entry's page."""
        found = []
        for other in repository.files.others(*(channel.folder for channel in Channel)):
            path = stem_of_other(other)
            channel = Channel.of_folder(path.partition("/")[0]) or Channel.DIARY
            for entry in repository.files.entry(path, channel, repository.people):
                found += [["clash", f"{channel.folder}/{entry.id}.html"]] if isinstance(entry, Entry) else []
        return found

    def _waiting(self) -> dict[str, int]:
        """What waits on this machine: drafts for their hour, acts for another program's end."""
        try:
            repository = self._bench.repository()
            return {"due": len(repository.private.later), "kept": len(repository.store.outbox.waiting())}
        except MentorlogError:
            return {}

    def _share_due(self) -> bool:
        try:
            writer = self._bench.writer()
        except MentorlogError:
            return False
        return bool(later.share_due(writer))


def _needs(done: Synced) -> list[list[str]]:
    """What somebody must look at after an exchange."""
    if done.problems:
        return [["problems", each.path] for each in done.problems[:3]]
    if done.missing:
        return [["missing", str(done.missing)]]
    return [["unsaved", path] for path in done.unsaved]
