"""Two histories put together: the commit that joins them, the same whoever makes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mentorlog.errors import GitFailed, Waiting
from mentorlog.model.journal import Problem
from mentorlog.repository.admission import refused
from mentorlog.repository.checkout import Move
from mentorlog.repository.commits import NOBODY, Commit, Version, make
from mentorlog.repository.lock import Step
from mentorlog.repository.merge import File, Merged, Sides, Tree, merge
from mentorlog.repository.texts import combine, identity
from mentorlog.repository.transaction import Store


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of bringing a commit in.

    Attributes:
        moves: what happened to files; paths from the top of the work tree.
        unsaved: paths that came in a new version, and hold something unsaved here.
        clashes: entries that both changed: the path, and that of the other version.
        kept: paths that one took away while the other changed them; they stay.
        problems: what must not come in; then nothing was done.
    """

    moves: Sequence[Move] = ()
    unsaved: Sequence[str] = ()
    clashes: dict[str, str] = field(default_factory=dict)
    kept: Sequence[str] = ()
    problems: Sequence[Problem] = ()


class Joining:
    """Puts together what was written apart.

    Args:
        store: the journal's way into git.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._git = store.git
        self._branch = store.branch

    def bring_in(self, theirs: str) -> Joined:
        """Bring the journal to hold another commit too, as one step.

        Raises:
            Waiting: another program is in the way.
        """
        with self._store.locked() as lock:
            mine = self._branch.tip()
            if self._branch.contains(mine, theirs):
                return Joined()
            coming = self._branch.moves(mine, theirs)
            if problems := refused(self._git, coming, self._branch.tree(theirs)):
                return Joined(problems=problems)
            why, hint = self._branch.obstacle()
            if why:
                raise Waiting(why, hint)
            new, merged = theirs, Merged()
            if mine and not self._branch.contains(theirs, mine):
                new, merged = self.commit(mine, theirs)
            moves = self._branch.moves(mine, new)
            self._refuse_staged(mine, moves)
            step = Step(self._branch.ref, mine, new)
            unsaved = self._branch.advance(lock, step, moves, self._branch.blobs(moves), {})
            return Joined(moves, unsaved, merged.clashes, merged.kept)

    def keep_history(self, theirs: str) -> None:
        """Take in the history of a commit whose files are here already, put together by another program."""
        with self._store.locked() as lock:
            mine = self._branch.tip()
            why, hint = self._branch.obstacle()
            if why:
                raise Waiting(why, hint)
            now = max(self._git.number("show", "-s", "--format=%ct", commit, "--") for commit in (mine, theirs))
            date = datetime.fromtimestamp(now, UTC)
            new, _ = make(self._git, Commit("keep how this came to be", NOBODY, date, [mine, theirs], {}))
            self._branch.advance(lock, Step(self._branch.ref, mine, new), [], {}, {})

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

    def commit(self, mine: str, theirs: str) -> tuple[str, Merged]:
        """The commit that joins two, and what was to be told of it."""
        one, two = sorted([mine, theirs])
        bases = self.bases(one, two)
        before = self._branch.tree(one)
        result = merge(self._common(bases), before, self._branch.tree(two), self._sides((one, two), bases))
        now = max(self._git.number("show", "-s", "--format=%ct", commit, "--") for commit in (one, two))
        date = datetime.fromtimestamp(now, UTC)
        files = _difference(before, result.files)
        new, _ = make(self._git, Commit("bring both together", NOBODY, date, [one, two], files))
        return new, result

    def bases(self, one: str, two: str) -> list[str]:
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
            earlier = self.bases(bases[0], base)
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


def _difference(before: Tree, after: dict[str, File]) -> dict[str, File | None]:
    changed: dict[str, File | None] = {path: file for path, file in after.items() if before.get(path) != file}
    return changed | {path: None for path in before if path not in after}
