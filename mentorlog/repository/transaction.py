"""One saved act: into the outbox first, then one commit that holds only its own files.

Whatever happens between the two, the act is in the outbox, and the next command saves it, once. What is staged or
half-written around it stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from mentorlog.errors import GitFailed, MentorlogError, NotSaved, Taken, Unreadable, Waiting
from mentorlog.repository import disk
from mentorlog.repository.behind import Behind
from mentorlog.repository.beside import belongs_beside, commit_beside
from mentorlog.repository.branch import TREE, Branch
from mentorlog.repository.checkout import Move
from mentorlog.repository.commits import Commit, make
from mentorlog.repository.git import Git
from mentorlog.repository.lock import Lock, Step
from mentorlog.repository.outbox import Act, Change, Outbox
from mentorlog.repository.worktree import BESIDE_LARGEST, Worktree, blob_name

_TRIES = 8
_KEPT = "your words are kept on this machine and not saved yet: "


class Store:
    """The journal's way into git.

    Args:
        git: of the journal.
        files: the journal's folder.
        private: this machine's own folder inside git's.
    """

    def __init__(self, git: Git, files: Worktree, private: Path) -> None:
        self.git = git
        self.files = files
        self.private = private
        self.outbox = Outbox(private / "outbox" / git.own.name)
        self.behind = Behind(git, private / "behind")
        self.branch = Branch(git, self.outbox, self.behind)

    def save(self, act: Act) -> None:
        """Keep an act, then make it a commit.

        Raises:
            Taken: a new file's name is taken by another.
            Unreadable: the file to replace was changed meanwhile; nothing was written to it.
            Waiting: the act is in the outbox, and the next command tries again.
            NotSaved: it is not even there, since the disk does not take it.
        """
        try:
            self.outbox.put(act)
        except OSError as error:
            raise NotSaved(f"this was not saved: {error.strerror}", "see that there is room on the disk") from None
        self._deliver_all(act.key)

    def catch_up(self) -> list[str]:
        """Finish what was begun or kept before; returns in words what came of it."""
        foreign = [f"{path} was kept on another machine or disk, and is not saved" for path in self.outbox.foreign()]
        if self.behind.is_empty() and not self.outbox.waiting() and not self.lock.left():
            return foreign
        try:
            return foreign + self._deliver_all()
        except Waiting as error:
            count = len(self.outbox.waiting())
            return foreign + ([f"{count} kept on this machine and not saved yet: {error.reason}"] if count else [])

    @property
    def lock(self) -> Lock:
        """The lock of this work tree, not taken."""
        return Lock(self.git, self.private)

    @contextmanager
    def locked(self) -> Iterator[Lock]:
        """The right to change the branch, with nothing left of a dead writer.

        Raises:
            Waiting: another writer has it.
        """
        with self.lock as lock:
            self.branch.recover(lock)
            yield lock

    def _deliver_all(self, mine: str = "") -> list[str]:
        """Make commits of all that waits; what cannot be one yet does not hold up the rest.

        Raises:
            Waiting: `mine` must wait; without a `mine`, any of them.
        """
        told: list[str] = []
        late: Waiting | None = None
        waiting: list[Act] = []
        try:
            with self.locked() as lock:
                self.behind.forget(self.branch)
                waiting = self.outbox.waiting()
                for act in waiting:
                    try:
                        told += self._deliver(lock, act, is_mine=act.key == mine)
                    except (Waiting, GitFailed, OSError) as error:
                        late = late if late and act.key != mine else _as_waiting(error)
                        if act.key == mine:
                            break
        except (Waiting, GitFailed, OSError) as error:
            raise _as_waiting(error) from None
        if late and (not mine or any(act.key == mine for act in self.outbox.waiting())):
            raise late
        came_before = mine and mine not in (act.key for act in waiting)
        if came_before and (kept := self._kept(mine)).exists():  # another thread of ours, and it could not be saved
            raise Taken("it could not be saved any more", f"the words are kept in {kept}")
        return told

    def _deliver(self, lock: Lock, act: Act, *, is_mine: bool) -> list[str]:
        """Make one act a commit; returns what to tell of it, where it is another's."""
        is_beside = belongs_beside(self.branch, act)
        why, hint = ("", "") if is_beside else self.branch.obstacle()
        if why:
            raise Waiting(why, hint)
        try:
            _again(lambda: self._commit_beside(act) if is_beside else self._commit(lock, act))
        except (Taken, Unreadable) as error:
            if self.branch.has_act(act.key, act.branch if is_beside else ""):  # it was sent again
                self.outbox.drop(act.key)
                return []
            kept = self._set_aside(act)
            if is_mine:
                error.hint = "; ".join(filter(None, [error.hint, f"the words are kept in {kept}" if kept else ""]))
                if isinstance(error, Taken) and kept:
                    error.let_go = kept.unlink
                raise
            return [f"this could not be saved any more{f', and is kept in {kept}' if kept else ''}: {error}"]
        return [] if is_mine else [f"saved now: {act.subject}"]

    def take_in(self, acts: Sequence[Act]) -> None:
        """Make commits of acts that bring new files alone, all in one step; nothing of it is kept, should it fail.

        Acts that name one review go there, unless that is part of the journal by now.

        Raises:
            Waiting: another program is in the way.
            Taken: a file's name is taken by another.
        """
        with self.locked() as lock:
            if belongs_beside(self.branch, acts[0]):
                _again(lambda: commit_beside(self.branch, acts))
                return
            why, hint = self.branch.obstacle()
            if why:
                raise Waiting(why, hint)
            _again(lambda: self._take_in(lock, acts))

    def _take_in(self, lock: Lock, acts: Sequence[Act]) -> None:
        prefix, ref = self.git.prefix, self.branch.ref
        stands = self.branch.at(ref, [prefix + path for act in acts for path in act.changes])
        old = stands["."]
        commits: list[Commit] = []
        for act in acts:
            for path, change in act.changes.items():
                self._guard(path, change, stands[prefix + path])
            if files := {
                prefix + path: change.data for path, change in act.changes.items() if not stands[prefix + path]
            }:
                parents = [old] if old else []
                commits.append(Commit(act.subject, act.author, act.date, parents, files, act.key))
        if commits:
            new, made = make(self.git, *commits)
            moves = [Move(path, "", blob) for path, blob in made.items()]
            data = {path: each for commit in commits for path, each in commit.files.items() if isinstance(each, bytes)}
            self.branch.advance(lock, Step(ref, old, new), moves, data, {})

    def _commit_beside(self, act: Act) -> None:
        commit_beside(self.branch, [act])
        self.outbox.drop(act.key)

    def _commit(self, lock: Lock, act: Act) -> None:
        """Make an act a commit on top of what the branch holds now."""
        prefix, ref = self.git.prefix, self.branch.ref
        given = {prefix + path: change for path, change in act.changes.items()}
        folders = {str(folder) for path in given for folder in PurePosixPath(path).parents if folder.name}
        stands = self.branch.at(ref, [*given, *folders])
        old = stands["."]
        for path, change in act.changes.items():
            self._guard(path, change, stands[prefix + path])
        if in_the_way := [folder for folder in folders if stands[folder] not in ("", TREE)]:
            raise Taken("it is a file where a folder is wanted", "give that file another name", path=in_the_way[0])
        whole = self.behind.caught_up(given, stands, ref)
        if elsewhere := whole.keys() - stands.keys():
            stands |= self.branch.at(ref, elsewhere)
        files = {
            path: change.data for path, change in whole.items()
            if change.data is not None or stands[path] not in ("", TREE)
        }  # fmt: skip
        commit = Commit(act.subject, act.author, act.date, [old] if old else [], files, act.key)
        new, made = make(self.git, commit)
        moves = [Move(path, stands[path], made.get(path, "")) for path in files]
        moves = [move for move in moves if move.old != move.new]
        over = {path: change.over for path, change in whole.items()}
        if moves:
            data = {path: change.data for path, change in whole.items() if change.data is not None}
            self.branch.advance(lock, Step(ref, old, new, act.key), moves, data, over)
        else:
            present = [Move(path, change.over, stands[path]) for path, change in given.items() if stands[path]]
            self.branch.show(lock, present)
            self.outbox.drop(act.key)
        self.behind.drop(given)
        for path in given.keys() - whole.keys():
            self._has_moved(path, given[path])

    def _has_moved(self, path: str, change: Change) -> None:
        """The words of a file that lies elsewhere by now are saved there.

        Raises:
            Unreadable: there were none: it was taken away, and is here again since the other changed it.
        """
        if change.data is None:
            raise Unreadable("the other changed it meanwhile, so it is here again", "read it before you take it away")
        if blob_name(self.branch.files.read(path, BESIDE_LARGEST)) == change.over:
            self.branch.files.remove(path)

    def _guard(self, path: str, change: Change, stands: str) -> None:
        """See that an act replaces what it was meant to replace, in the folder and in the branch."""
        if change.data is None:
            self.files.refuse_links(path)
            if change.over and stands not in ("", change.over):
                raise Unreadable("the other changed it meanwhile", "read it before you take it away", path=path)
        elif change.over:
            self.files.refuse_links(path)
            if blob_name(self.files.read(path, BESIDE_LARGEST)) not in (change.over, blob_name(change.data)):
                raise Unreadable("it was changed by another program meanwhile", "look at it, then try again", path=path)
        elif in_the_way := self.files.in_the_way(path):
            why = f"{in_the_way} is a file where a folder is wanted"
            raise Waiting(why, "give that file another name")
        elif (stands and stands != blob_name(change.data)) or not self.files.is_free(path, change.data):
            raise Taken("there is another file of that name already", "give it another title", path=path)

    def _set_aside(self, act: Act) -> Path | None:
        """Keep the words of an act that cannot be saved; returns where, or None where it has none."""
        begun, kept = self.outbox.folder / f"{act.key}.act", self._kept(act.key)
        if not begun.exists() or not any(change.data for change in act.changes.values()):
            self.outbox.drop(act.key)
            return None
        disk.private_folder(kept.parent)
        begun.replace(kept)
        return kept

    def _kept(self, key: str) -> Path:
        return self.private / "held" / f"{key}.act"


def _again(commit: Callable[[], None]) -> None:
    """Make a commit, and again where the branch moved meanwhile."""
    for left in reversed(range(_TRIES)):
        try:
            return commit()
        except GitFailed as error:
            if not left or "cannot lock ref" not in error.message:
                raise
    return None


def _as_waiting(error: MentorlogError | OSError) -> Waiting:
    if isinstance(error, Waiting):
        why, hint = error.reason, error.hint
    else:
        why = error.message if isinstance(error, MentorlogError) else error.strerror or str(error)
        hint = "see that there is room on the disk"
    return Waiting(_KEPT + why, f"{hint}; the next command saves it, so do not type it again", reason=why)
