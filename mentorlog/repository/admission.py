"""What may come in: looked at before it touches the folder.

A file of the other's is data. Links, folders with a history of their own, names that belong to git or that another
system takes for a second name of the same file, and files that are too large are refused, and said.
"""

from __future__ import annotations

from collections.abc import Iterable

from mentorlog.model.journal import Problem
from mentorlog.model.paths import refused_path, twins
from mentorlog.repository.checkout import Move
from mentorlog.repository.commits import PLAIN
from mentorlog.repository.git import Git
from mentorlog.repository.worktree import BESIDE_LARGEST, shown

_KINDS = {"120000": "it is a link, and links are not followed", "160000": "it is a folder with a history of its own"}
_HINT = "ask the other to take it out or to rename it, and to sync again"


def refused(git: Git, moves: Iterable[Move], paths: Iterable[str]) -> list[Problem]:
    """What of a state that came must not come in.

    Args:
        git: of the journal.
        moves: the files that are new in it.
        paths: all its files.
    """
    new = [move for move in moves if move.new]
    large = _large(git, [move.new for move in new if move.mode in PLAIN])
    found = [Problem(shown(move.path), why, _HINT) for move in new if (why := _why(move, large))]
    found += [Problem(shown(two), f"some systems take it and {shown(one)} for one", _HINT) for one, two in twins(paths)]
    return found


def _why(move: Move, large: set[str]) -> str:
    if move.mode not in PLAIN:
        return _KINDS.get(move.mode, "it is no plain file")
    return refused_path(move.path) or (
        f"it is larger than {BESIDE_LARGEST // 1_000_000} MB" if move.new in large else ""
    )


def _large(git: Git, blobs: list[str]) -> set[str]:
    if not blobs:
        return set()
    asked = "".join(f"{blob}\n" for blob in blobs).encode()
    rows = git.run("cat-file", "--batch-check=%(objectname) %(objectsize)", data=asked).splitlines()
    sizes = dict(row.split(" ", 1) for row in rows)
    return {blob for blob, size in sizes.items() if not size.isdigit() or int(size) > BESIDE_LARGEST}
