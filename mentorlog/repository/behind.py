"""Files that hold unsaved words on a state which the branch has left behind.

A sync never writes over unsaved words: the branch goes on, and the file stays. When the words are saved at last, they
are put together with what came meanwhile, for otherwise saving would silently undo it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.errors import Unreadable
from mentorlog.repository import disk
from mentorlog.repository.git import Git
from mentorlog.repository.outbox import Change
from mentorlog.repository.worktree import BESIDE_LARGEST, Worktree, blob_name

if TYPE_CHECKING:
    from mentorlog.repository.branch import Branch


class Behind:
    """The list of such files: a line each, git's name for the state that their words began with, and the path.

    Args:
        git: of the journal.
        path: of the list.
    """

    def __init__(self, git: Git, path: Path) -> None:
        self._git = git
        self._path = path

    def add(self, states: Mapping[str, str]) -> None:
        """Note files and the states that they began with; a file that is noted already stays as it is."""
        self._write(dict(states) | self._read())

    def drop(self, paths: Iterable[str]) -> None:
        """The words of those files are saved."""
        listed = self._read()
        if left := listed.keys() - set(paths):
            self._write({path: listed[path] for path in sorted(left)})
        else:
            self._path.unlink(missing_ok=True)

    def is_empty(self) -> bool:
        """Whether there is none."""
        return not self._path.exists()

    def forget(self, branch: Branch) -> None:
        """Drop the notes of files that hold nothing unsaved any more."""
        if notes := self._read():
            stands = branch.at(branch.ref, notes)
            files = branch.files
            same = [path for path in notes if _name(files, path) == stands[path]]
            if same:
                self.drop(same)

    def caught_up(self, changes: Mapping[str, Change], stands: Mapping[str, str], ref: str) -> dict[str, Change]:
        """Changes with what came meanwhile; where both touched the same words, the other version gets its own file.

        Args:
            changes: of an act, by path from the top of the work tree.
            stands: git's names for what the branch holds at those paths.
            ref: the branch.

        Returns:
            The changes to make. A file that the other moved is changed where it lies now, and its old path is left out;
            so is a removal of words that nobody here has seen yet.
        """
        whole, listed = dict(changes), self._read()
        for path, base in listed.items():
            change, now, goal = changes.get(path), stands.get(path, ""), path
            if change is None or now == base:
                continue
            if not now:
                goal, now = self._elsewhere(change, ref)
            if change.data is None or goal != path:
                del whole[path]
            if change.data is not None and goal:
                whole |= self._both(goal, change, base, now)
            elif change.data is not None:
                whole[path] = change  # the other took it away: words win
        return whole

    def _both(self, path: str, change: Change, base: str, now: str) -> dict[str, Change]:
        """A change put together with what the branch holds at a path, or both versions."""
        from mentorlog.model.paths import other_name
        from mentorlog.repository.texts import put_together

        blobs = self._git.read_blobs([now, base])
        theirs, mine = blobs[now], change.data or b""
        merged = put_together(blobs.get(base, b""), mine, theirs, self._git)
        if merged is not None:
            return {path: Change(merged, change.over)}
        return {path: Change(mine, change.over), other_name(path, now): Change(theirs)}

    def _elsewhere(self, change: Change, ref: str) -> tuple[str, str]:
        """Where the branch holds the entry whose words these are, and git's name for it; "" and "" for nowhere."""
        from mentorlog.repository.texts import identity_of

        id_ = identity_of(change.data or b"")
        told = self._git.ask("grep", "-l", "-z", "-F", "-e", f"id: {id_}", ref, "--", ":(top)*.md") if id_ else ""
        for row in filter(None, told.split("\0")):
            path = row.removeprefix(f"{ref}:")
            name = self._git.run("rev-parse", f"{ref}:{path}").strip()
            if identity_of(self._git.read_blobs([name])[name]) == id_:
                return path, name
        return "", ""

    def _read(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        rows = (line.partition(" ") for line in self._path.read_text(errors="surrogateescape").splitlines())
        return {path: base for base, _, path in rows}

    def _write(self, states: Mapping[str, str]) -> None:
        lines = "".join(f"{base} {path}\n" for path, base in states.items())
        disk.write_whole(self._path, lines.encode(errors="surrogateescape"))


def _name(files: Worktree, path: str) -> str:
    try:
        return blob_name(files.read(path, BESIDE_LARGEST))
    except Unreadable:
        return "unreadable"
