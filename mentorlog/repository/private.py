"""What stays on this machine: words kept when an act failed, and the person's own list of real names."""

from __future__ import annotations

import os
from pathlib import Path

from mentorlog.codec.people import read_names
from mentorlog.repository.worktree import decode


class Private:
    """The folder `<git's own folder>/mentorlog/`, readable by its owner alone and never shared."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def beside(self, name: str) -> Path:
        """A file of git's own folder, such as `info/exclude`."""
        return self._folder.parent / name

    def hold(self, name: str, text: str) -> Path:
        """Keep words that could not be saved, or that an editor is about to open; returns where."""
        folder = self._folder / "held"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        path = folder / name
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
        ) as file:
            file.write(text)
        return path


def names(path: Path) -> dict[str, str]:
    """The real names that a person listed with the role or pseudonym to write instead; {} where there is no list.

    Raises:
        Unreadable: the list is there, but not as it should be.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    return read_names(decode(data, str(path)), str(path))
