"""Where the entry of an id lies, without reading them all.

A list in the clone's cache: the time of every folder, then a line an entry. A folder that was not touched since is as
it was listed, so in the common case nothing but one file is read. Whoever finds an entry by it looks whether the entry
still has that id; where it has not, or none is listed, everything is read as usual.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from mentorlog.model.entry import Channel, Entry
from mentorlog.model.person import People
from mentorlog.repository import disk
from mentorlog.repository.worktree import DRAFTS, Worktree, is_passed_over

_FIRST = "mentorlog ids 1\n"


class Catalogue:
    """The list of ids of one clone.

    Args:
        files: the journal's folder.
        people: who writes.
        path: of the list.
    """

    def __init__(self, files: Worktree, people: People, path: Path) -> None:
        self._files = files
        self._people = people
        self._path = path

    def paths(self, beginning: str) -> list[str]:
        """The paths of the entries and drafts whose id begins so."""
        text = self._text()
        found = []
        at = text.find(f"\n{beginning}")
        while at >= 0:
            end = text.index("\n", at + 1)
            found.append(text[at + 1 : end].split(" ", 3)[3])
            at = text.find(f"\n{beginning}", end)
        return found

    def _text(self) -> str:
        """The list as it should be now."""
        text = ""
        with suppress(OSError, UnicodeError):
            text = self._path.read_text(encoding="utf-8")
        head, _, rest = text.removeprefix(_FIRST).partition("\n\n")
        listed = dict(line.split(" ", 1)[::-1] for line in head.splitlines()) if text.startswith(_FIRST) else {}
        folders = {folder: str((self._files.root / folder).stat().st_mtime_ns) for folder in self._folders(listed)}
        if folders == listed:
            return f"\n{rest}"
        known = {}
        for line in rest.splitlines():
            id_, mtime, size, path = line.split(" ", 3)
            known[path] = (id_, mtime, size)
        rows = [f"{row} {path}\n" for path, row in self._rows(known)]
        made = "".join(sorted(rows))
        head = "\n".join(f"{mtime} {folder}" for folder, mtime in folders.items())
        disk.private_folder(self._path.parent)
        with suppress(OSError, UnicodeError):
            disk.write_whole(self._path, f"{_FIRST}{head}\n\n{made}".encode())
        return f"\n{made}"

    def _folders(self, listed: dict[str, str]) -> Iterator[str]:
        """The folders that hold entries; those that are listed and untouched are not looked into."""
        waiting = [channel.folder for channel in Channel] + [DRAFTS]
        while waiting:
            folder = waiting.pop()
            place = self._files.root / folder
            if place.is_symlink() or not place.is_dir():
                continue
            yield folder
            if listed.get(folder) == str(place.stat().st_mtime_ns):
                waiting += [other for other in listed if other.rpartition("/")[0] == folder]
            else:
                with os.scandir(place) as scan:
                    inside = [item.name for item in scan if item.is_dir(follow_symlinks=False)]
                waiting += [f"{folder}/{name}" for name in inside if not is_passed_over(name)]

    def _rows(self, known: dict[str, tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
        for folder in (*(channel.folder for channel in Channel), DRAFTS):
            channel = Channel.of_folder(folder) or Channel.DIARY
            for path in self._files.files(folder):
                status = (self._files.root / path).stat()
                stands = (str(status.st_mtime_ns), str(status.st_size))
                id_ = known[path][0] if path in known and known[path][1:] == stands else self._id(path, channel)
                if id_ and "\n" not in path:
                    yield path, f"{id_} {stands[0]} {stands[1]}"

    def _id(self, path: str, channel: Channel) -> str:
        read = next(self._files.entry(path, channel, self._people), None)
        return read.id if isinstance(read, Entry) else ""
