"""One action is one commit that holds only its own files, whatever is staged or half-written around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mentorlog.model.person import Person
from mentorlog.repository.git import Git
from mentorlog.repository.worktree import Worktree


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one file.

    Attributes:
        data: its new bytes, or None to take it away.
        over: git's name for the bytes that were there, or "" for a new file.
    """

    data: bytes | None
    over: str = ""


def save(
    worktree: Worktree, git: Git, changes: Mapping[str, Change], subject: str, person: Person, now: datetime
) -> None:
    """Write the files, then record them as one commit by `person`.

    The words are on disk before git is asked for anything that can fail.

    Raises:
        NotSaved: git refused; the files stay as written, and `mentorlog save` tries again.
        Unreadable: a file to replace was changed meanwhile; nothing was written to it.
    """
    for path, change in changes.items():
        if change.data is None:
            worktree.remove(path)
        elif change.over and change.data == worktree.read(path):
            continue  # written by hand: only the record is wanting
        else:
            worktree.write(path, change.data, over=change.over)
    git.commit(changes, subject, person, now)
