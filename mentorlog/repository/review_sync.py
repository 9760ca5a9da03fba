"""Exchange of reviews: each is a branch that grows on both sides, and is put together like the journal's own.

What was said on a review that is part of the journal by now belongs to the journal. A branch that the journal holds
whole has done its work: it goes from this clone at once, and from the shared place once the journal is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mentorlog.errors import GitFailed, Unsafe
from mentorlog.model.journal import Problem
from mentorlog.model.person import People
from mentorlog.repository.admission import refused
from mentorlog.repository.beside import move
from mentorlog.repository.joining import Joining
from mentorlog.repository.reviews import Review, Reviews, branch_of, entry_of
from mentorlog.repository.transaction import Store
from mentorlog.repository.worktree import blob_name

_SHARED = "refs/mentorlog/reviewed/"


@dataclass(frozen=True, slots=True)
class Came:
    """What came on reviews.

    Attributes:
        paths: files that are new on one, or changed.
        problems: what came and must not come in; that review was not taken over.
    """

    paths: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class ReviewSync:
    """The reviews' part of one exchange.

    Args:
        store: the clone's way into git.
        address: of the shared place.
        ask: talks to it.
    """

    def __init__(self, store: Store, address: str, ask: Callable[..., str]) -> None:
        self._store = store
        self._git = store.git
        self._branch = store.branch
        self._address = address
        self._ask = ask
        self._mark = _SHARED + blob_name(address.encode())[:12]
        self._reviews = Reviews(store, People())

    def unshared(self) -> int:
        """How many acts on reviews the place does not hold yet, as far as is known here."""
        count = 0
        for review in self._reviews.standing():
            shared = self._branch.tip(self._shared(review.entry_id))
            without = [f"^{each}" for each in (shared or review.base,) if each]
            count += self._git.number("rev-list", "--count", "--no-merges", review.tip, *without, "--")
        return count

    def take_over(self, there: Mapping[str, str]) -> Came:
        """Bring the reviews here to hold what the place has: the commit of each of its branches, by name."""
        theirs = {id_: commit for ref, commit in there.items() if (id_ := entry_of(ref))}
        if not theirs and not self._reviews.tips():
            return Came()
        if missing := [branch_of(id_) for id_, commit in theirs.items() if not self._branch.tip(commit)]:
            self._ask("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", self._address, *missing)
        paths: list[str] = []
        problems: list[Problem] = []
        with self._store.locked():
            for id_, commit in theirs.items():
                came = self._take_over(id_, commit)
                paths += came.paths
                problems += came.problems
            self._end(theirs)
        return Came(tuple(paths), tuple(problems))

    def send(self, there: Mapping[str, str], refuse_strangers: Callable[[], object]) -> int:
        """Send what the place has not; returns how many acts went.

        Raises:
            GitFailed: the place refused; where somebody else sent at the same time, the next exchange does it.
            Unsafe: something on a review is no part of a journal.
        """
        went, asked = 0, False
        for id_, tip in self._reviews.tips().items():
            ref, old = branch_of(id_), there.get(branch_of(id_), "")
            if tip in (old, self._branch.tip(self._shared(id_))):
                continue  # it is there, or was, and was ended there with nothing new since
            review = self._reviews.get(id_)
            base = old or (review.base if review else "")
            self._refuse_unfit(base, tip)
            if not asked:
                refuse_strangers()
                asked = True
            without = [f"^{base}"] if base else []
            went += self._git.number("rev-list", "--count", "--no-merges", tip, *without, "--")
            self._ask("push", "--quiet", "--no-verify", "--", self._address, f"{tip}:{ref}")
            self._note(id_, tip)
        self._clear_up(there)
        return went

    def withdraw(self, entry_id: str) -> None:
        """Take a branch away that has done its work, there, as far as it is as it was, and here.

        Raises:
            GitFailed: the place could not be reached; then it stands here, too.
        """
        ref, shared = branch_of(entry_id), self._branch.tip(self._shared(entry_id))
        if shared and self._ask("ls-remote", "--quiet", "--", self._address, ref).strip():
            self._take_away(ref, shared)
        with self._store.locked():
            self._drop(entry_id, self._branch.tip(ref))

    def _take_over(self, id_: str, theirs: str) -> Came:
        ref = branch_of(id_)
        mine, main = self._branch.tip(ref), self._branch.tip()
        if self._branch.contains(mine or main, theirs):
            if mine:
                self._note(id_, theirs)
            return Came()
        base = mine or self._branch.meeting(main, theirs)
        if problems := refused(self._git, self._branch.moves(base, theirs), self._branch.tree(theirs)):
            return Came((), tuple(problems))
        new = theirs
        if mine and not self._branch.contains(theirs, mine):
            new, _ = Joining(self._store).commit(mine, theirs)
        move(self._branch, ref, mine, new)
        self._note(id_, theirs)
        prefix = self._git.prefix
        return Came(tuple(each.path.removeprefix(prefix) for each in self._branch.moves(base, new) if each.new))

    def _end(self, theirs: Mapping[str, str]) -> None:
        """Let go of the branches here that the journal holds whole, and of copies for a forge that were ended there."""
        standing = {review.entry_id: review for review in self._reviews.standing()}
        for id_, tip in self._reviews.tips().items():
            review = standing.get(id_)
            was_ended = id_ not in theirs and bool(self._branch.tip(self._shared(id_)))
            if review is None or (not review.base and was_ended):
                self._drop(id_, tip)

    def _drop(self, id_: str, tip: str) -> None:
        move(self._branch, branch_of(id_), tip, "")
        move(self._branch, self._shared(id_), self._branch.tip(self._shared(id_)), "")

    def _clear_up(self, there: Mapping[str, str]) -> None:
        """Take away there what the journal, as it was there before, held whole already."""
        main = there.get(self._branch.ref, "")
        for ref, tip in there.items():
            if main and entry_of(ref) and self._branch.tip(tip) and self._branch.contains(main, tip):
                self._take_away(ref, tip)

    def _take_away(self, ref: str, tip: str) -> None:
        """Take a branch away there, where it still is as it was; else somebody spoke, and it is looked at anew."""
        try:
            self._ask(
                "push", "--quiet", "--no-verify", f"--force-with-lease={ref}:{tip}", "--", self._address, f":{ref}"
            )
        except GitFailed:
            return  # it stays for now; nothing is lost by that

    def _refuse_unfit(self, old: str, tip: str) -> None:
        if problems := refused(self._git, self._branch.moves(old, tip), self._branch.tree(tip)):
            first = problems[0]
            raise Unsafe(f"a review was not sent, since {first.path} cannot be shared: {first.message}", first.hint)

    def _shared(self, id_: str) -> str:
        return f"{self._mark}/{id_}"

    def _note(self, id_: str, tip: str) -> None:
        """Remember what the place holds."""
        self._git.run("update-ref", "-m", "mentorlog", self._shared(id_), tip)


def comments_for_the_journal(reviews: Reviews) -> list[Review]:
    """The reviews that hold nothing but comments on what is part of the journal."""
    return [review for review in reviews.standing() if reviews.adds_only_comments(review)]
