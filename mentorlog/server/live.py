"""How things stand, and who is told when they change.

A page that is open hears of it by server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

_MOST = 50
_HEARTBEAT = 15.0
"""Seconds after which a silent line says that it is still there."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the journal on this machine stands.

    Attributes:
        site: a number that grows with every new state of the pages.
        acts: how many acts of this server the pages hold.
        sharing: `alone` (shared nowhere yet), `saved` (here, not shared yet), `busy`, `shared`, `offline` (waiting for
            the network) or `needs` (somebody must look).
        unshared: how many saved acts the other has not got.
        kept: how many acts are on this machine and not saved yet.
        since: when it was shared last, in ISO 8601; "".
        needs: what somebody must look at: each its kind, and what it is about.
        why: what was in the way, in words that git or we found; "".
        waits: how many questions, and how many comments, wait for whoever writes here.
        drafts: how many there are on this machine.
        due: how many of them wait for a set hour.
        late: the titles of drafts that could not be shared at theirs.
        trouble: why the pages are not as they should be; "".
    """

    site: int = 0
    acts: int = 0
    sharing: str = "alone"
    unshared: int = 0
    kept: int = 0
    since: str = ""
    needs: list[list[str]] = field(default_factory=list)
    why: str = ""
    waits: tuple[int, int] = (0, 0)
    drafts: int = 0
    due: int = 0
    late: list[str] = field(default_factory=list)
    trouble: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """As a page is told."""
        return asdict(self)


class Live:
    """The standing of one server, in its event loop's own thread."""

    def __init__(self) -> None:
        self.standing = Standing(site=int(time.time()))  # a page of the last server sees that this is another
        self._changed = asyncio.Event()
        self._listeners = 0
        self._is_over = False

    def change(self, **facts: Any) -> None:  # noqa: ANN401 - the attributes of Standing
        """Take over what is different now, and tell everybody."""
        changed = replace(self.standing, **facts)
        if changed != self.standing:
            self.standing = changed
            self._tell()

    @property
    def is_full(self) -> bool:
        """Whether so many listen already that there is something wrong."""
        return self._listeners >= _MOST

    def close(self) -> None:
        """Tell nobody any more."""
        self._is_over = True
        self._tell()

    async def events(self) -> AsyncIterator[str]:
        """How things stand, now and whenever they change, as an event stream."""
        told = None
        self._listeners += 1
        try:
            while not self._is_over:
                if self.standing != told:
                    told = self.standing
                    yield f"data: {json.dumps(told.facts)}\n\n"
                    continue
                try:
                    async with asyncio.timeout(_HEARTBEAT):
                        await self._changed.wait()
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self._listeners -= 1

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
