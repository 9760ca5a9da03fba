"""Where acts from the browser are done: one after the other, each as the command line would do it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

from mentorlog.actions.writer import Writer
from mentorlog.errors import Changed, MentorlogError, NamesInside
from mentorlog.model.ids import moment_of
from mentorlog.model.names import names_in
from mentorlog.model.person import Person
from mentorlog.repository.repository import Repository
from mentorlog.server.acts import ACTS
from mentorlog.server.shapes import Answer, checked

_MOST = 2000
"""Acts that are remembered."""
_OLD = 5.0
"""Seconds by which a page's clock may differ from ours."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the surroundings bring.

    Attributes:
        clock: tells the present.
        entropy: gives that many random bytes.
        names: the real names that this machine's person listed, with what to write instead.
    """

    clock: Callable[[], datetime]
    entropy: Callable[[int], bytes]
    names: Callable[[], Mapping[str, str]]


class Bench:
    """One clone's place for acts.

    Args:
        root: the journal's folder.
        tools: what the surroundings bring.

    Attributes:
        root: the journal's folder.
    """

    def __init__(self, root: Path, tools: Tools) -> None:
        self.root = root
        self._tools = tools
        self._lock = Lock()
        self._since = tools.clock()
        self._done: OrderedDict[str, tuple[str, Answer]] = OrderedDict()

    @property
    def now(self) -> datetime:
        """The present."""
        return self._tools.clock()

    @property
    def me(self) -> Person | None:
        """Who writes from this clone; None where nobody said so yet."""
        try:
            return Repository.open(self.root).me
        except MentorlogError:
            return None

    def repository(self) -> Repository:
        """The journal as it is now, with what an earlier act could only keep."""
        repository = Repository.open(self.root)
        repository.catch_up()
        return repository

    def writer(self, key: str = "", *, anyway: bool = True) -> Writer:
        """Whoever writes from this clone.

        Args:
            key: the act's identity.
            anyway: whether real names may stand in the words.
        """
        repository = self.repository()
        guard = (lambda _: None) if anyway else self._guard
        entropy = _entropy_of(key) if key else self._tools.entropy
        return Writer(repository, repository.me, self._tools.clock(), entropy, guard, key)

    def do(self, body: Mapping[str, Any]) -> Answer:
        """Do what a page asks, once: the same act sent again is answered as it was before.

        Args:
            body: `id` (a ULID), `action`, `anyway` and the fields of the action.

        Raises:
            BadValue: it is of another shape.
            Changed: that act was saved before, with other words.
        """
        act = checked(body, ACTS)
        words = blake2b(repr(sorted(act.fields.items())).encode(errors="surrogatepass")).hexdigest()
        with self._lock:
            if act.key in self._done:
                before, answer = self._done[act.key]
                if before != words:
                    raise Changed("this was saved already, in the words that it had then", "look at the page")
                return answer
            answer = self._before(act.key) or ACTS[act.action].run(self.writer(act.key, anyway=act.anyway), act.fields)
            self._done[act.key] = (words, answer)
            while len(self._done) > _MOST:
                self._done.popitem(last=False)
        return answer

    def _before(self, key: str) -> Answer | None:
        """The answer to an act that a server before this one had saved already; None for any other."""
        if (self._since - moment_of(key)).total_seconds() < -_OLD:
            return None  # it was begun since this server runs, so no other can have done it
        paths = self.repository().store.branch.files_of(key)
        return Answer.of(paths) if paths else None

    def _guard(self, texts: list[str]) -> None:
        found = names_in(texts, self._tools.names())
        if found:
            raise NamesInside("real names stand in these words", names=found)


def _entropy_of(key: str) -> Callable[[int], bytes]:
    """Random bytes for an act that are the same when it is sent again: its key is random, and known to no other act."""
    numbers = count()
    return lambda length: blake2b(f"{key} {next(numbers)}".encode(), digest_size=max(length, 16)).digest()[:length]
