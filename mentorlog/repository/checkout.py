"""Bringing the files of a folder from one commit to the next, never over anything that was not saved.

Two steps: all new bytes are written beside their goals, through to the disk, before the branch moves; after it has
moved they only get their names, which needs no room on the disk.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mentorlog.errors import Unreadable
from mentorlog.repository import disk
from mentorlog.repository.worktree import BESIDE_LARGEST, Worktree, blob_name

_MODES = {"100755": 0o777}


@dataclass(frozen=True, slots=True)
class Move:
    """What a commit does to one file.

    Attributes:
        path: seen from the top of the work tree.
        old: git's name for its bytes before; "" where it was not there.
        new: and after; "" where it is taken away.
        mode: git's mode of the file, such as `100644`.
    """

    path: str
    old: str
    new: str
    mode: str = "100644"


class Checkout:
    """The files of one step.

    Args:
        files: the work tree.
        name: what tells the files on their way from all others.
        moves: what happens to each.
        over: for a path, what else than the old bytes may be replaced.
    """

    def __init__(
        self, files: Worktree, name: str, moves: Iterable[Move], over: Mapping[str, str] | None = None
    ) -> None:
        self._files = files
        self._name = name
        self._moves = sorted(moves, key=lambda move: move.path)
        self._numbers = {move.path: number for number, move in enumerate(self._moves)}
        self._over = over or {}

    def stage(self, data: Mapping[str, bytes]) -> None:
        """Write all new bytes beside their goals, or as near to them as there is a folder."""
        for move in self._moves:
            if move.new and self._stands(move) != move.new and not self._behind_link(move):
                goal = self._files.root / move.path
                mode = goal.stat().st_mode & 0o777 if goal.is_file() else _MODES.get(move.mode, 0o666)
                disk.write_through(self._beside(move), data[move.path], mode)

    def unstage(self) -> None:
        """Take away what was written on the way, in whichever folder there was at that time."""
        for move in self._moves:
            for folder in (self._files.root / move.path).parents:
                if folder.is_relative_to(self._files.root):
                    with suppress(OSError):
                        disk.remove(folder / self._name_of(move))

    def place(self) -> list[str]:
        """Give the new bytes their names; returns the paths that hold something unsaved, and were left as they are."""
        beside = {move.path: self._beside(move) for move in self._moves}
        ordered = sorted(self._moves, key=lambda move: bool(move.new))  # what goes first makes room
        left = [move.path for move in ordered if not self._place(move, beside[move.path])]
        for folder in {(self._files.root / move.path).parent for move in self._moves}:
            disk.sync(folder)
        self.unstage()
        return left

    def _place(self, move: Move, beside: Path) -> bool:
        stands, goal = self._stands(move), self._files.root / move.path
        if stands == move.new:
            return True
        if stands not in self._replaceable(move) or self._behind_link(move):
            return False
        if not move.new:
            goal.unlink(missing_ok=True)
            _without_empty_folders(goal.parent, self._files.root)
        elif not stands:
            try:
                goal.parent.mkdir(parents=True, exist_ok=True)
                disk.link(beside, goal)
            except (FileExistsError, NotADirectoryError):
                return False
        else:
            beside.replace(goal)
        return True

    def _replaceable(self, move: Move) -> Collection[str]:
        return {move.old, "", self._over.get(move.path, move.old)}

    def _stands(self, move: Move) -> str:
        """Git's name for what is there now; "" for nothing, and a word that is no name for what cannot be read."""
        if not os.path.lexists(self._files.root / move.path):
            return ""
        try:
            data = self._files.read(move.path, BESIDE_LARGEST)
        except Unreadable:
            return "unreadable"
        name = blob_name(data)
        if name not in self._replaceable(move) and b"\r\n" in data:
            plain = blob_name(data.replace(b"\r\n", b"\n"))
            return plain if plain in (move.old, move.new) else name
        return name

    def _behind_link(self, move: Move) -> bool:
        return any((self._files.root / part).is_symlink() for part in Path(move.path).parents if part != Path())

    def _beside(self, move: Move) -> Path:
        folder = (self._files.root / move.path).parent
        while not folder.is_dir():
            folder = folder.parent
        return folder / self._name_of(move)

    def _name_of(self, move: Move) -> str:
        return f".{self._numbers[move.path]:06x}.{self._name}.tmp"


def _without_empty_folders(folder: Path, top: Path) -> None:
    with suppress(OSError):
        while folder != top:
            folder.rmdir()
            folder = folder.parent
