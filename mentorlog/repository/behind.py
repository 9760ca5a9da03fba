"""Files that hold unsaved words on a state which the branch has left behind.

A sync never writes over unsaved words: the branch goes on, and the file stays. When the words are saved at last, they
are put together with what came meanwhile, for otherwise saving would silently undo it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

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

    def forget(self, branch: Branch) -> None:
        """Drop the notes of files that hold nothing unsaved any more."""
        if notes := self._read():
            stands = branch.at(branch.ref, notes)
            files = branch.files
            same = [path for path in notes if (files.root / path).is_file() and _name(files, path) == stands[path]]
            if same:
                self.drop(same)

    def caught_up(self, changes: Mapping[str, Change], stands: Mapping[str, str]) -> dict[str, Change]:
        """Changes with what came meanwhile; where both touched the same words, the other version gets its own file.

        Args:
            changes: of an act, by path from the top of the work tree.
            stands: git's names for what the branch holds at those paths.
        """
        whole, listed = dict(changes), self._read()
        if not listed:
            return whole
        from mentorlog.repository.merge import other_name
        from mentorlog.repository.texts import put_together

        for path, base in listed.items():
            change, now = changes.get(path), stands.get(path, "")
            if change is None or now in ("", base):
                continue
            if change.data is None:
                del whole[path]  # words that nobody here has seen yet win over taking them away
                continue
            theirs = self._git.read_blobs([now])[now]
            merged = put_together(self._git.read_blobs([base]).get(base, b""), change.data, theirs, self._git)
            whole[path] = Change(change.data if merged is None else merged, change.over)
            if merged is None:
                whole[other_name(path, now)] = Change(theirs)
        return whole

    def _read(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        rows = (line.partition(" ") for line in self._path.read_text(errors="surrogateescape").splitlines())
        return {path: base for base, _, path in rows}

    def _write(self, states: Mapping[str, str]) -> None:
        lines = "".join(f"{base} {path}\n" for path, base in states.items())
        disk.write_whole(self._path, lines.encode(errors="surrogateescape"))


def _name(files: Worktree, path: str) -> str:
    return blob_name(files.read(path, BESIDE_LARGEST))
