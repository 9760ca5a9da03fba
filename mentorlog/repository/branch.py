"""The journal's branch: what it holds, how a commit is made, and how it goes forward.

A step forward is the same for an act and for a sync: take the index's lock, make the next index, write down where the
branch goes, write the files beside their goals; move the branch, if it still is where it was. From then on all is
saved; files, index and outbox follow, and can be made to follow by whoever comes next.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from mentorlog.errors import GitFailed, Waiting
from mentorlog.repository import disk
from mentorlog.repository.behind import Behind
from mentorlog.repository.checkout import Checkout, Move
from mentorlog.repository.commits import KEY, NOTHING, Version, tree_name
from mentorlog.repository.git import Git
from mentorlog.repository.lock import Lock, Step
from mentorlog.repository.outbox import Outbox
from mentorlog.repository.worktree import Worktree

TREE = "tree"
"""What `at` says of a folder."""

_BUSY_WITH = {
    "MERGE_HEAD": "a merge",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "BISECT_LOG": "a bisect",
}
_MOMENT = 0.3
"""Seconds; git holds a lock on a branch for a small part of that."""


class Branch:
    """The branch that a work tree shows.

    Args:
        git: of the journal.
        outbox: where an act is dropped once its commit is whole.
        behind: where files are noted that hold something unsaved, and were left alone.
    """

    def __init__(self, git: Git, outbox: Outbox, behind: Behind) -> None:
        self.git = git
        self.outbox = outbox
        self.behind = behind
        self.files = Worktree(git.top)

    @property
    def ref(self) -> str:
        """The branch's whole name: the one that the clone was told, else the one that is there now."""
        name = self.git.settings.get("mentorlog.branch")
        return f"refs/heads/{name}" if name else self.shown or "refs/heads/main"

    @property
    def shown(self) -> str:
        """The branch that the folder shows; "" where it shows none."""
        with suppress(OSError):
            head = (self.git.own / "HEAD").read_text().strip()
            if head.startswith("ref: ") and not head.endswith("/.invalid"):
                return head.removeprefix("ref: ")
        return self.git.ask("symbolic-ref", "--quiet", "HEAD")

    def obstacle(self) -> tuple[str, str]:
        """Why nothing can be saved just now, and what to do; two empty words where all is free."""
        if word := self.is_busy:
            return f"git is in the middle of something here ({word})", "end it with the program that began it"
        if self.shown != self.ref:
            wanted = self.ref.removeprefix("refs/heads/")
            return "this folder shows an older or another state of the journal", f"`git switch {wanted}` shows it again"
        return "", ""

    @property
    def is_busy(self) -> str:
        """What git is in the middle of here, in a word; "" for nothing."""
        return next((word for name, word in _BUSY_WITH.items() if (self.git.own / name).exists()), "")

    def at(self, commit: str, paths: Iterable[str]) -> dict[str, str]:
        """Git's names for the files at those paths in a commit, "" where there is none; "." is the commit itself."""
        wanted = list(paths)
        if not commit:
            return dict.fromkeys([".", *wanted], "")
        asked = "".join(f"{commit}:{path}\n" for path in wanted)
        question = "--batch-check=%(objectname) %(objecttype)"
        told = self.git.run("cat-file", question, data=f"{commit}\n{asked}".encode()).splitlines()
        if len(told) != len(wanted) + 1:
            raise GitFailed("git said less than it was asked", "look whether the disk is full")
        names = [_named(row) for row in told]
        return dict(zip([".", *wanted], names, strict=True))

    def tip(self, ref: str = "") -> str:
        """The commit that a branch is at; "" where it has none."""
        return self.at(ref or self.ref, ())["."]

    def contains(self, tip: str, commit: str) -> bool:
        """Whether a commit is part of the history that ends in `tip`; clocks have no say in it."""
        if not tip:
            return False
        try:
            self.git.run("merge-base", "--is-ancestor", commit, tip)
        except GitFailed as error:
            if error.code == 1:
                return False
            raise
        return True

    def meeting(self, one: str, other: str) -> str:
        """The last commit that two have in common; "" for two beginnings."""
        try:
            found = self.git.run("merge-base", one, other).strip()
        except GitFailed as error:
            if error.code == 1:
                return ""
            raise
        if not found:
            raise GitFailed("git said less than it was asked", "try again")
        return found

    def has_act(self, key: str, ref: str = "") -> bool:
        """Whether the act of that key is a commit already, on this branch or on another."""
        return bool(self.git.ask("rev-list", "-1", "--fixed-strings", f"--grep={KEY}: {key}", ref or self.ref, "--"))

    def act_like(self, beginning: str) -> tuple[str, list[str]]:
        """The act whose key begins so: its key, and the files that it brought or changed; ("", []) for none."""
        told = self.git.ask(
            "log", "-1", "--fixed-strings", f"--grep={KEY}: {beginning}", "--format=%H%n%B", self.ref, "--"
        )
        commit, _, words = told.partition("\n")
        if not commit:
            return "", []
        key = next((line.removeprefix(f"{KEY}: ") for line in words.splitlines() if line.startswith(f"{KEY}: ")), "")
        listed = self.git.run("diff-tree", "-r", "--root", "--no-commit-id", "--name-only", "-z", commit, "--")
        return key, [path.removeprefix(self.git.prefix) for path in listed.split("\0") if path]

    def tree(self, commit: str) -> dict[str, Version]:
        """Every file of a commit, with git's mode and name of it; none for "".

        Git can end well and have said less than all, where it could not write to us: an empty answer must never mean an
        empty journal. So what was listed is summed up as git does it, and held against git's own name for the whole.
        """
        if not commit:
            return {}
        whole = self.git.run("rev-parse", "--verify", f"{commit}^{{tree}}").strip()
        rows = self.git.run("ls-tree", "-r", "-z", "--full-tree", commit).split("\0")
        listed = [row.partition("\t") for row in rows if row]
        files = {path: (facts.split()[0], facts.split()[2]) for facts, _, path in listed}
        if tree_name(files) != whole:
            raise GitFailed("git said less than it was asked", "look whether the disk is full")
        return files

    def moves(self, old: str, new: str) -> list[Move]:
        """What differs between two commits, file by file."""
        before, after = self.tree(old), self.tree(new)
        changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
        nothing = ("", "")
        return [
            Move(path, before.get(path, nothing)[1], after.get(path, nothing)[1], (after.get(path) or before[path])[0])
            for path in sorted(changed)
        ]

    def blobs(self, moves: Iterable[Move]) -> dict[str, bytes]:
        """The new bytes of each moved file."""
        wanted = [move for move in moves if move.new]
        found = self.git.read_blobs(move.new for move in wanted)
        return {move.path: found[move.new] for move in wanted}

    # Going forward

    def advance(
        self, lock: Lock, step: Step, moves: Sequence[Move], data: Mapping[str, bytes], over: Mapping[str, str]
    ) -> list[str]:
        """Take a step; returns the paths of files that were left alone, since they hold something unsaved.

        Raises:
            Waiting: the branch moved meanwhile, or the disk is full, or another program is in the way.
        """
        lock.take_index()
        checkout = Checkout(self.files, step.new[:12], moves, over)
        try:
            self._prepare_index(lock, moves)
            lock.note(step)
            checkout.stage(data)
            self._move(step)
        except BaseException:
            if not self._was_taken(step):
                checkout.unstage()
                lock.free_index()
                raise
        return self._follow(lock, checkout, step, moves)

    def recover(self, lock: Lock) -> None:
        """Finish, or undo, what a dead writer began."""
        for dead in (self.git.common / "refs" / "mentorlog").rglob("*.lock"):
            disk.remove(dead)  # nobody but the holder of our lock writes there
        left = lock.left()
        if isinstance(left, Step) and self.tip(left.new):  # else it never came to be
            self._free_ref(left)
            moves = self.moves(left.old, left.new)
            over = {
                path: change.over
                for act in self.outbox.waiting()
                if act.key == left.key
                for path, change in act.changes.items()
            }
            checkout = Checkout(self.files, left.new[:12], moves, over)
            if self._was_taken(left):
                self._prepare_index(lock, moves)
                checkout.stage(self.blobs(moves))
                self._follow(lock, checkout, left, moves)
                return
            checkout.unstage()
        if left:
            lock.free_index()

    def show(self, lock: Lock, moves: Sequence[Move]) -> None:
        """Bring files, and the index, to what the branch holds of them already."""
        checkout = Checkout(self.files, NOTHING[:12], moves)
        checkout.stage(self.blobs(moves))
        checkout.place()
        self.restage(lock, moves)

    def restage(self, lock: Lock, moves: Sequence[Move]) -> None:
        """Let the index hold files as they were saved."""
        lock.take_index()
        try:
            self._prepare_index(lock, moves)
            lock.publish_index()
        finally:
            lock.free_index()

    def _follow(self, lock: Lock, checkout: Checkout, step: Step, moves: Iterable[Move]) -> list[str]:
        """All that is left to do once the branch has moved."""
        self._free_ref(step)
        left = checkout.place()
        if left:
            self.behind.add({move.path: move.old for move in moves if move.path in left})
        lock.publish_index()
        self.outbox.drop(step.key)
        lock.free_index()
        return left

    def _prepare_index(self, lock: Lock, moves: Iterable[Move]) -> None:
        lock.next_index.unlink(missing_ok=True)
        if lock.index.exists():
            lock.next_index.write_bytes(lock.index.read_bytes())
        lines = "".join(f"{move.mode if move.new else 0} {move.new or NOTHING}\t{move.path}\0" for move in moves)
        env = {"GIT_INDEX_FILE": str(lock.next_index.absolute())}
        self.git.run("update-index", "-z", "--index-info", data=lines.encode(errors="surrogateescape"), env=env)
        disk.sync(lock.next_index)  # a git before 2.36 does not

    def _move(self, step: Step) -> None:
        self.git.run("update-ref", "-m", "mentorlog", step.ref, step.new, step.old or NOTHING)
        disk.sync(self.git.common / step.ref)

    def _free_ref(self, step: Step) -> None:
        """Take away the locks on the branch that our own git left behind; another's, or a living one's, stay."""
        free([self.git.common / f"{step.ref}.lock", self.git.own / "HEAD.lock"], step.new)

    def _was_taken(self, step: Step) -> bool:
        """Whether the branch went where it was to go, whatever git said.

        Raises:
            Waiting: that cannot be found out just now; the lock stays, and nothing is lost.
        """
        try:
            tip = self.tip(step.ref)
            return tip != step.old and self.contains(tip, step.new)
        except (GitFailed, OSError) as error:
            raise Waiting(f"it is not sure whether all is saved: {error}", "the next command finds out") from None


def _named(row: str) -> str:
    name, _, kind = row.rpartition(" ")
    return "" if kind == "missing" else TREE if kind == "tree" else name


def free(locks: Sequence[Path], new: str = "") -> None:
    """Take away the locks that stay as they are for longer than git needs: of those about a commit, or of all."""
    if any(lock.exists() for lock in locks):
        before = [_looks(lock, new) for lock in locks]
        time.sleep(_MOMENT)
        for lock, look in zip(locks, before, strict=True):
            if look and _looks(lock, new) == look:
                disk.remove(lock)


def _looks(lock: Path, new: str) -> tuple[int, int] | None:
    """What tells one lock from the next, where it can be ours: empty, or about our own commit, as far as it goes."""
    try:
        if not new or new.startswith(lock.read_text().strip()):
            status = lock.stat()
            return status.st_ino, status.st_ctime_ns
    except (OSError, UnicodeError):
        pass
    return None
