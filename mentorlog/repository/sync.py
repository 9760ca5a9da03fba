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

from mentorlog.errors import GitFailed, Unsafe
from mentorlog.model.journal import Problem
from mentorlog.model.paths import stem_of_other
from mentorlog.model.person import People
from mentorlog.repository import remote
from mentorlog.repository.admission import refused
from mentorlog.repository.checkout import Move
from mentorlog.repository.joining import Joining
from mentorlog.repository.review_sync import ReviewSync, comments_for_the_journal
from mentorlog.repository.reviews import Reviews
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
        self._joining = Joining(store)
        self._reviews = ReviewSync(store, address, self._ask)
        self._there: dict[str, str] = {}
        self._done = Synced()

    def unshared(self) -> int:
        """How many saved acts the place does not hold yet, as far as is known here."""
        seen = self._branch.tip(self._seen)
        without = [f"^{seen}"] if seen else []
        mine = self._branch.tip()
        count = self._git.number("rev-list", "--count", "--no-merges", mine, *without, "--") if mine else 0
        return count + self._reviews.unshared()

    def withdraw(self, entry_id: str) -> None:
        """Take a review's branch away, here and at the place, since its work is done; see `ReviewSync.withdraw`."""
        self._reviews.withdraw(entry_id)

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
            self._take_over_reviews()
            if self.send(theirs):
                self._send_reviews()
                return self._done
            time.sleep(random.uniform(0.01, 0.2) * (_TRIES - left))  # noqa: S311 - who comes first is no secret
        return replace(self._done, waits="the other is sending at the same time")

    def fetch(self) -> str:
        """Bring over what the place has; returns its commit, or "" where it has none yet."""
        rows = (row.split("\t") for row in self._ask("ls-remote", "--quiet", "--", self._address).splitlines())
        self._there = {name: commit for commit, name in rows}
        theirs = self._there.get(self._branch.ref, "")
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
        return self._go_on(theirs)

    def _take_over_reviews(self) -> None:
        """Bring the reviews here to hold what came; what was said of the journal's own entries goes to the journal."""
        came = self._reviews.take_over(self._there)
        paths, problems = dict.fromkeys([*self._done.came, *came.paths]), (*self._done.problems, *came.problems)
        self._done = replace(self._done, came=tuple(paths), problems=problems)
        for review in comments_for_the_journal(Reviews(self._store, People())):
            self._go_on(review.tip)

    def _send_reviews(self) -> None:
        def refuse_strangers() -> None:
            self._done = replace(self._done, care=remote.refuse_strangers(self._git, self._address))

        went = self._reviews.send(self._there, refuse_strangers)
        self._done = replace(self._done, went=self._done.went + went)

    def _go_on(self, theirs: str) -> bool:
        """Bring the branch to hold a commit too; whether what it brings may come in."""
        done = self._joining.bring_in(theirs)
        clashes, kept = self._done.clashes | done.clashes, (*self._done.kept, *done.kept)
        self._done = replace(self._done, clashes=clashes, kept=kept, problems=(*self._done.problems, *done.problems))
        self._came(done.moves, done.unsaved)
        return not done.problems

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
