"""Where acts from the browser are done: one after the other, each as the command line would do it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

from mentorlog.actions import later
from mentorlog.actions.writer import Writer
from mentorlog.errors import Changed, MentorlogError, NamesInside, NotYours, Waiting
from mentorlog.model.entry import Entry
from mentorlog.model.ids import moment_of
from mentorlog.model.names import names_in
from mentorlog.model.person import Person
from mentorlog.repository.repository import Repository
from mentorlog.server.acts import ACTS
from mentorlog.server.shapes import Answer, Asked, checked

_MOST = 2000
"""Acts that are remembered."""
_DIFFERENCE = timedelta(seconds=5)
"""By how much a page's clock may differ from ours."""
_SAVED_BEFORE = (
    "this was saved already, in the words that it had then",
    "look at the page; then save yours as another",
)


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
        self._tried: set[str] = set()

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
        entropy = _entropy_of(key.partition("-")[0]) if key else self._tools.entropy
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
        words = blake2b(repr((act.action, sorted(act.fields.items()))).encode(), digest_size=8).hexdigest()
        key = f"{act.key}-{words}"
        with self._lock:
            if act.key in self._done:
                before, answer = self._done[act.key]
                if before != key:
                    raise Changed(*_SAVED_BEFORE)
                return answer
            answer = self._before(act.key, key) or self._run(act, key)
            self._done[act.key] = (key, answer)
            while len(self._done) > _MOST:
                self._done.popitem(last=False)
        return answer

    def share_due(self) -> tuple[list[Entry], list[Entry]]:
        """Share the drafts whose hour has come; those that were shared, and those that could not be."""
        with self._lock:
            return later.share_due(self.writer(anyway=False))

    def be(self, handle: str) -> None:
        """Say who writes from this clone.

        Raises:
            NotYours: that is known already.
            NotFound: nobody has that name.
        """
        with self._lock:
            repository = self.repository()
            if repository.git.settings.get("mentorlog.me"):
                raise NotYours("it is known already who writes here")
            repository.me = repository.people.known(handle)

    def _run(self, act: Asked, key: str) -> Answer:
        self._tried.add(act.key)
        answer = ACTS[act.action].run(self.writer(key, anyway=act.anyway), act.fields)
        self._tried.discard(act.key)
        return answer

    def _before(self, id_: str, key: str) -> Answer | None:
        """The answer to an act that is saved, or kept, already; None for one that is not.

        Raises:
            Changed: it is, with other words.
            Waiting: it is kept, and not saved yet.
        """
        is_new = moment_of(id_) > self._since + _DIFFERENCE and id_ not in self._tried
        if is_new:
            return None  # it was begun since this server runs, so no other can have done it
        repository = self.repository()
        kept = [act.key for act in repository.store.outbox.waiting() if act.key.startswith(id_)]
        saved, paths = repository.store.branch.act_like(id_)
        if (saved or (kept and kept[0])) not in ("", [], key):
            raise Changed(*_SAVED_BEFORE)
        if kept:
            raise Waiting("your words are kept on this machine and not saved yet", "it is saved as soon as may be")
        return Answer.of(paths) if saved else None

    def _guard(self, texts: list[str]) -> None:
        found = names_in(texts, self._tools.names())
        if found:
            raise NamesInside("real names stand in these words", names=found)


def _entropy_of(key: str) -> Callable[[int], bytes]:
    """Random bytes for an act that are the same when it is sent again: its key is random, and known to no other act."""
    numbers = count()
    return lambda length: blake2b(f"{key} {next(numbers)}".encode(), digest_size=max(length, 16)).digest()[:length]
