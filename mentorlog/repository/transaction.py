"""One saved act: into the outbox first, then one commit that holds only its own files.

Whatever happens between the two, the act is in the outbox, and the next command saves it, once. What is staged or
half-written around it stays as it is.
"""

from __future__ import annotations

from pathlib import Path

from mentorlog.errors import GitFailed, MentorlogError, NotSaved, Taken, Unreadable, Waiting
from mentorlog.repository import disk
from mentorlog.repository.behind import Behind
from mentorlog.repository.branch import Branch, Commit
from mentorlog.repository.checkout import Move
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
        if not self.outbox.waiting() and not Lock(self.git, self.private).left():
            return []
        try:
            return self._deliver_all()
        except Waiting as error:
            count = len(self.outbox.waiting())
            return [f"{count} kept on this machine and not saved yet: {error.reason}"]

    def locked(self) -> Lock:
        """The right to change the branch, with nothing left of a dead writer."""
        return Lock(self.git, self.private)

    def _deliver_all(self, mine: str = "") -> list[str]:
        """Make commits of all that waits; an act that cannot be one any more is set aside, unless it is `mine`."""
        told = []
        try:
            with self.locked() as lock:
                self.branch.recover(lock)
                for act in self.outbox.waiting():
                    try:
                        self._deliver(lock, act)
                    except (Taken, Unreadable) as error:
                        if self.branch.has_act(act.key):  # it was sent again
                            self.outbox.drop(act.key)
                            continue
                        kept = self._set_aside(act)
                        if act.key == mine:
                            error.hint = f"{error.hint}; the words are kept in {kept}"
                            raise
                        told.append(f"this could not be saved any more, and is kept in {kept}: {error}")
                    else:
                        told += [] if act.key == mine else [f"saved now: {act.subject}"]
        except Waiting as error:
            raise Waiting(_KEPT + error.reason, error.hint, reason=error.reason) from None
        except (GitFailed, OSError) as error:
            why = error.message if isinstance(error, MentorlogError) else error.strerror or str(error)
            hint = "see that there is room on the disk; the next command saves it, so do not type it again"
            raise Waiting(_KEPT + why, hint, reason=why) from None
        return told

    def _deliver(self, lock: Lock, act: Act) -> None:
        why, hint = self.branch.obstacle()
        if why:
            raise Waiting(why, f"{hint}; then the next command saves what is kept here")
        for left in reversed(range(_TRIES)):
            try:
                return self._commit(lock, act)
            except GitFailed as error:
                if not left or "cannot lock ref" not in error.message:
                    raise
        return None

    def _commit(self, lock: Lock, act: Act) -> None:
        """Make an act a commit on top of what the branch holds now."""
        prefix, ref = self.git.prefix, self.branch.ref
        whole = {prefix + path: change for path, change in act.changes.items()}
        stands = self.branch.at(self.branch.tip(ref), whole)
        old = stands["."]
        for path, change in act.changes.items():
            self._guard(path, change, stands[prefix + path])
        whole = self.behind.caught_up(whole, stands)
        files = {path: change.data for path, change in whole.items() if change.data is not None or stands.get(path)}
        commit = Commit(act.subject, act.author, act.date, [old] if old else [], files, act.key)
        new, made = self.branch.make(commit)
        moves = [Move(path, stands.get(path, ""), made.get(path, "")) for path in files]
        moves = [move for move in moves if move.old != move.new]
        data = {path: change.data for path, change in whole.items() if change.data is not None}
        over = {path: change.over for path, change in whole.items()}
        if not moves:
            return self.outbox.drop(act.key)
        self.branch.advance(lock, Step(ref, old, new, act.key), moves, data, over)
        self.behind.drop(whole)
        return None

    def _guard(self, path: str, change: Change, stands: str) -> None:
        """See that an act replaces what it was meant to replace, in the folder and in the branch."""
        if change.data is None:
            self.files.refuse_links(path)
        elif change.over:
            self.files.refuse_links(path)
            if blob_name(self.files.read(path, BESIDE_LARGEST)) not in (change.over, blob_name(change.data)):
                raise Unreadable("it was changed by another program meanwhile", "look at it, then try again", path=path)
        elif (stands and stands != blob_name(change.data)) or not self.files.is_free(path, change.data):
            raise Taken("there is another file of that name already", "give it another title", path=path)

    def _set_aside(self, act: Act) -> Path:
        held = disk.private_folder(self.private / "held") / f"{act.key}.act"
        (self.outbox.folder / held.name).replace(held)
        return held
