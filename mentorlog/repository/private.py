"""What stays on this machine: words kept when an act failed, and the person's own list of real names."""

from __future__ import annotations

import json
import os
import re
from datetime import datetime
from pathlib import Path

from mentorlog.codec.people import read_names
from mentorlog.errors import Unreadable
from mentorlog.repository import disk
from mentorlog.repository.disk import private_folder
from mentorlog.repository.lock import alone
from mentorlog.repository.worktree import DRAFTS, decode

PHOTO = re.compile(r"photo-[0-9a-f]{16}\.(?:jpg|png|webp)")
"""The name of a photo that waits to be saved with its words."""


class Private:
    """The folder `<git's own folder>/mentorlog/`, readable by its owner alone and never shared."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def seen(self) -> Path:
        """Where it is kept what this machine's reader has seen on the served site."""
        return self._folder / "seen.json"

    def hold(self, name: str, words: str | bytes) -> Path:
        """Keep words that could not be saved, or that an editor is about to open; returns where."""
        folder = private_folder(self._folder / "held")
        path = folder / name
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(words.encode(errors="surrogateescape") if isinstance(words, str) else words)
        return path

    def keep_photo(self, data: bytes, ending: str) -> str:
        """Keep a photo until the words that it is put into are saved; returns its name, which is of its bytes alone."""
        from hashlib import blake2b  # only photos need it

        name = f"photo-{blake2b(data, digest_size=8).hexdigest()}.{ending}"
        disk.write_whole(private_folder(self._photos) / name, data)
        return name

    def photo(self, name: str) -> bytes | None:
        """A photo that is kept; None where there is none of that name."""
        path = self._photos / name
        return path.read_bytes() if PHOTO.fullmatch(name) and path.is_file() else None

    def photos(self, words: str) -> dict[str, bytes]:
        """The photos that are kept and named in some words, by their names."""
        if not self._photos.is_dir():
            return {}
        found = {name: self.photo(name) for name in dict.fromkeys(PHOTO.findall(words))}
        return {name: data for name, data in found.items() if data is not None}

    def forget_photos(self, words: str) -> None:
        """Let go of the photos that are named in some words: the words are saved, and the photos with them."""
        for name in self.photos(words):
            disk.remove(self._photos / name)

    @property
    def _photos(self) -> Path:
        return self._folder / "held" / "photos"

    @property
    def later(self) -> dict[str, tuple[datetime, str]]:
        """When each draft that waits for a set hour is to be shared, and git's name for its words then; by its id."""
        try:
            found = json.loads(self._later.read_bytes())
            return {str(id_): (_aware(at), str(words)) for id_, (at, words) in found.items()}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return {}

    def put_later(self, draft_id: str, when: datetime | None, words: str = "") -> None:
        """Have a draft shared at an instant, or, with None, at none."""
        with alone(self._later.with_suffix(".lock"), "another mentorlog looks after the drafts"):
            kept = {id_: value for id_, value in self.later.items() if id_ != draft_id}
            if when:
                kept[draft_id] = (when, words)
            rows = {id_: [at.isoformat(), named] for id_, (at, named) in kept.items()}
            disk.write_whole(self._later, json.dumps(rows, sort_keys=True).encode())

    @property
    def _later(self) -> Path:
        return self._folder / "held" / "later.json"

    @property
    def requests(self) -> dict[str, str]:
        """The link of the pull request for each entry that has one, as far as this machine saw it; by its id."""
        try:
            found = json.loads(self._requests.read_bytes())
            return {str(id_): str(link) for id_, link in found.items()}
        except (OSError, ValueError, AttributeError, RecursionError):
            return {}

    def put_request(self, entry_id: str, link: str) -> None:
        """Keep the link of the pull request for an entry."""
        kept = self.requests
        if kept.get(entry_id) != link:
            disk.private_folder(self._requests.parent)
            disk.write_whole(self._requests, json.dumps(kept | {entry_id: link}, sort_keys=True).encode())

    @property
    def _requests(self) -> Path:
        return self._folder / "cache" / "requests.json"

    @property
    def serving(self) -> Path:
        """What the server of this clone tells the next one that is started."""
        return self._folder / "serving"

    def set_apart(self, prefix: str) -> None:
        """Tell this clone's git to pass over drafts and built pages, and to run nothing for what a file says of itself.

        Args:
            prefix: the journal's folder, seen from the top of the work tree.
        """
        wanted = {
            "exclude": [f"/{prefix}{name}/" for name in (DRAFTS, "site", ".mentorlog-site-*")],
            "attributes": ["* -filter -ident -working-tree-encoding"],
        }
        for name, rules in wanted.items():
            path = self._folder.parent / "info" / name
            lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
            if missing := [rule for rule in rules if rule not in lines]:
                path.parent.mkdir(exist_ok=True)
                path.write_text("\n".join([*lines, *missing, ""]), encoding="utf-8")


def _aware(text: str) -> datetime:
    """An instant with its offset; ValueError where it has none."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant


def own_cache() -> Path | None:
    """This user's own folder for what can be made anew; None where there is none.

    Not in the journal: what lies there may have come from somebody else, and this is opened, or run, unseen.
    """
    home = os.environ.get("XDG_CACHE_HOME", "")
    try:
        return private_folder(
            (Path(home) if home and Path(home).is_absolute() else Path.home() / ".cache") / "mentorlog"
        )
    except (OSError, RuntimeError):
        return None


def forges(path: Path) -> dict[str, dict[str, str]]:
    """What this machine's user says of forges that not everybody knows: by host or folder; {} where there is no list.

    Raises:
        Unreadable: the list is there, but not as it should be.
    """
    if not path.is_file():
        return {}
    import tomllib

    try:
        tables = tomllib.loads(decode(path.read_bytes(), str(path)))
    except ValueError as error:
        raise Unreadable(f"it cannot be read: {error}", "undo the last change to it", path=str(path)) from None
    found = {host: table for host, table in tables.items() if isinstance(table, dict)}
    return {host: {key: str(value) for key, value in table.items()} for host, table in found.items()}


def names(path: Path) -> dict[str, str]:
    """The real names that a person listed with the role or pseudonym to write instead; {} where there is no list.

    Raises:
        Unreadable: the list is there, but not as it should be.
    """
    if not path.exists():
        return {}
    if not path.is_file():
        raise Unreadable("it is not a plain file", "put your list of names in its place", path=str(path))
    return read_names(decode(path.read_bytes(), str(path)), str(path))
