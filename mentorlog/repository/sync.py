"""Exchange with the other: fetch, look at what comes, put together, send; never rewrite, reset or force.

Each step forward is `Branch.advance`, as for a saved act. A place that moved meanwhile is fetched again. What is
returned are values; the words for people are the command's.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from mentorlog.errors import GitFailed, Unsafe, Waiting
from mentorlog.model.journal import Problem
from mentorlog.model.paths import stem_of_other
from mentorlog.repository import remote
from mentorlog.repository.admission import refused
from mentorlog.repository.checkout import Move
from mentorlog.repository.commits import NOBODY, Commit, Version, make
from mentorlog.repository.lock import Step
from mentorlog.repository.merge import File, Merged, Sides, Tree, merge
from mentorlog.repository.texts import combine, identity
from mentorlog.repository.transaction import Store
from mentorlog.repository.worktree import blob_name

_SEEN = "refs/mentorlog/seen/"
_KEPT = "refs/mentorlog/kept/"
_TRIES = 12
_PATIENCE = 600.0


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did.

    Attributes:
        came: files that are new here, or changed, because the other wrote.
        gone: files that the other took away, or moved.
        went: how many commits were sent.
        waits: why something stays here for now, in a sentence; "".
        clashes: entries that both changed: the path, and that of the other version.
        kept: paths that one took away while the other changed them; they stay.
        unsaved: files that came in a new version, and hold something unsaved here.
        problems: what came and must not come in; nothing was taken over.
        missing: how many commits the other side's history lost; nothing was taken over, nothing was dropped here.
        care: a word about who can look at the place.
    """

    came: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    went: int = 0
    waits: str = ""
    clashes: dict[str, str] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    unsaved: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    missing: int = 0
    care: str = ""


class Sync:
    """One exchange of one clone with the place that it shares.

    Args:
        store: the clone's way into git.
        address: of the place.
        bring_back: whether to take over a history that was rewritten, with all that it lost.
    """

    def __init__(self, store: Store, address: str, *, bring_back: bool = False) -> None:
        self._store = store
        self._git = store.git
        self._branch = store.branch
        self._address = address
        self._seen = _SEEN + blob_name(address.encode())[:12]
        self._bring_back = bring_back
        self._done = Synced()

    def unshared(self) -> int:
        """How many saved acts the place does not hold yet, as far as is known here."""
        seen = self._branch.tip(self._seen)
        without = [f"^{seen}"] if seen else []
        mine = self._branch.tip()
        return self._git.number("rev-list", "--count", "--no-merges", mine, *without, "--") if mine else 0

    def run(self) -> Synced:
        """Fetch, look, put together, send, until both have the same.

        Raises:
            GitFailed: the place could not be reached, or refused; what is saved here stays saved.
            Waiting: another program is in the way.
            Public: strangers can read the place.
        """
        for left in reversed(range(_TRIES)):
            theirs = self.fetch()
            if theirs and not self.take_over(theirs):
                return self._done
            if self.send(theirs):
                return self._done
            time.sleep(random.uniform(0.01, 0.2) * (_TRIES - left))  # noqa: S311 - who comes first is no secret
        return replace(self._done, waits="the other is sending at the same time")

    def fetch(self) -> str:
        """Bring over what the place has; returns its commit, or "" where it has none yet."""
        rows = (row.split("\t") for row in self._ask("ls-remote", "--quiet", "--", self._address).splitlines())
        theirs = {name: commit for commit, name in rows}.get(self._branch.ref, "")
        if not theirs:
            return ""
        if not self._branch.tip(theirs):
            self._ask("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", self._address, self._branch.ref)
        return theirs

    def take_over(self, theirs: str) -> bool:
        """Bring the branch to hold what came; whether all is well enough to send."""
        seen = self._branch.tip(self._seen)
        if seen and not self._bring_back and not self._branch.contains(theirs, seen):
            lost = self._git.number("rev-list", "--count", seen, f"^{theirs}", "--")
            with self._store.locked():
                self._git.run("update-ref", "-m", "mentorlog", f"{_KEPT}{seen[:12]}", seen)
            self._done = replace(self._done, missing=lost)
            return False
        with self._store.locked() as lock:
            mine = self._branch.tip()
            if self._branch.contains(mine, theirs):
                return True
            if problems := self._refused(mine, theirs):
                self._done = replace(self._done, problems=tuple(problems))
                return False
            why, hint = self._branch.obstacle()
            if why:
                raise Waiting(why, hint)
            new = theirs if not mine or self._branch.contains(theirs, mine) else self._merged(mine, theirs)
            moves = self._branch.moves(mine, new)
            self._refuse_staged(mine, moves)
            step = Step(self._branch.ref, mine, new)
            unsaved = self._branch.advance(lock, step, moves, self._branch.blobs(moves), {})
        self._came(moves, unsaved)
        return True

    def _came(self, moves: Sequence[Move], unsaved: Sequence[str]) -> None:
        came = dict.fromkeys([*self._done.came, *(move.path for move in moves if move.new)])
        here = {move.new for move in moves if move.new}
        gone = [move.path for move in moves if not move.new and move.old not in here]
        clashes = {stem_of_other(path): path for path in came if stem_of_other(path)}
        self._done = replace(
            self._done,
            came=tuple(came),
            gone=(*self._done.gone, *gone),
            clashes=self._done.clashes | clashes,
            unsaved=(*self._done.unsaved, *unsaved),
        )

    def send(self, theirs: str) -> bool:
        """Send what the place has not; whether it has all now."""
        mine = self._branch.tip()
        if mine and mine != theirs:
            self._refuse_unfit(mine, theirs)
            self._done = replace(self._done, care=remote.refuse_strangers(self._git, self._address))
            without = [f"^{theirs}"] if theirs else []
            count = self._git.number("rev-list", "--count", "--no-merges", mine, *without, "--")
            try:
                self._ask("push", "--quiet", "--no-verify", "--", self._address, f"{mine}:{self._branch.ref}")
            except GitFailed as error:
                if self.fetch() == theirs:
                    raise error from None
                return False
            self._done = replace(self._done, went=self._done.went + count)
        if mine:
            with self._store.locked():
                self._git.run("update-ref", "-m", "mentorlog", self._seen, mine)
        return True

    def _ask(self, *args: str) -> str:
        asks = {"GIT_TERMINAL_PROMPT": "1"} if sys.stdin and sys.stdin.isatty() else {}  # git asks its own terminal
        try:
            return self._git.start("-C", str(self._git.top), *args, env=asks, wait=_PATIENCE)
        except GitFailed as error:
            raise GitFailed(error.message, "what is saved here stays saved; sync again later") from None

    def _refused(self, mine: str, theirs: str) -> list[Problem]:
        return refused(self._git, self._branch.moves(mine, theirs), self._branch.tree(theirs))

    def _refuse_unfit(self, mine: str, theirs: str) -> None:
        """What the other would have to refuse is not sent.

        Raises:
            Unsafe: something saved by hand is no part of a journal.
        """
        if problems := refused(self._git, self._branch.moves(theirs, mine), self._branch.tree(mine)):
            first = problems[0]
            raise Unsafe(
                f"nothing was sent, since {first.path} cannot be shared: {first.message}",
                "rename it, or take it out of the journal; `mentorlog save`, then sync again",
            )

    def _refuse_staged(self, mine: str, moves: Sequence[Move]) -> None:
        """What somebody prepared for a commit of their own is not taken from under their hands.

        Raises:
            Waiting: they prepared a file that came in, too.
        """
        if not mine:
            return
        rows = self._git.run("ls-files", "--stage", "-z", "--full-name", ":(top)").split("\0")
        staged = {path: facts.split()[1] for facts, _, path in (row.partition("\t") for row in rows if row)}
        if both := [move.path for move in moves if staged.get(move.path, "") != move.old]:
            raise Waiting(
                f"{both[0]} is prepared for a commit here, and the other changed it too",
                "save it, or take it back, with the program that prepared it; then sync again",
            )

    # Putting two histories together

    def _merged(self, mine: str, theirs: str) -> str:
        """The commit that joins two: the same whoever makes it."""
        one, two = sorted([mine, theirs])
        bases = self._bases(one, two)
        before = self._branch.tree(one)
        result = merge(self._common(bases), before, self._branch.tree(two), self._sides((one, two), bases))
        now = max(self._git.number("show", "-s", "--format=%ct", commit, "--") for commit in (one, two))
        date = datetime.fromtimestamp(now, UTC)
        files = _difference(before, result.files)
        new, _ = make(self._git, Commit("bring both together", NOBODY, date, [one, two], files))
        self._note(result)
        return new

    def _bases(self, one: str, two: str) -> list[str]:
        """The last commits that two have in common, in the order of their names."""
        try:
            bases = sorted(self._git.run("merge-base", "--all", one, two).split())
        except GitFailed as error:
            if error.code == 1:
                return []  # two beginnings
            raise
        if not bases:
            raise GitFailed("git said less than it was asked", "sync again")
        return bases

    def _common(self, bases: list[str]) -> Tree:
        """The state to compare with. Where two met several times before, those states are put together first.

        What clashed among them counts as not there, so that it is looked at anew.
        """
        if not bases:
            return {}
        state = dict(self._branch.tree(bases[0]))
        for base in bases[1:]:
            earlier = self._bases(bases[0], base)
            sides = self._sides((bases[0], base), earlier)
            merged = merge(self._common(earlier), state, self._branch.tree(base), sides)
            unclear = {*merged.clashes, *merged.clashes.values()}
            state = {path: self._version(file) for path, file in merged.files.items() if path not in unclear}
        return state

    def _version(self, file: File) -> Version:
        if isinstance(file, tuple):
            return file
        return "100644", self._git.run("hash-object", "-w", "--stdin", data=file).strip()

    def _sides(self, commits: tuple[str, str], bases: list[str]) -> Sides:
        def changed(side: int, path: str) -> int:
            without = [f"^{base}" for base in bases]
            told = self._git.run("log", "-1", "--format=%ct", commits[side], *without, "--", f":(top,literal){path}")
            return int(told.strip() or 0)

        return Sides(
            lambda version: identity(self._git, version[1]),
            lambda base, one, two: combine(self._git, base, one, two),
            changed,
        )

    def _note(self, result: Merged) -> None:
        clashes, kept = self._done.clashes | result.clashes, (*self._done.kept, *result.kept)
        self._done = replace(self._done, clashes=clashes, kept=kept)


def _difference(before: Tree, after: dict[str, File]) -> dict[str, File | None]:
    changed: dict[str, File | None] = {path: file for path, file in after.items() if before.get(path) != file}
    return changed | {path: None for path in before if path not in after}
