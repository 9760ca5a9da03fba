"""The built site, as files that may be read: those that the last build left, and no other."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from time import sleep

_TRIES = 20
_PAUSE = 0.02
_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]*)"')
_HEAD = 4000
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}


class Shelf:
    """The files of one built site.

    Args:
        folder: where it is.

    Attributes:
        addresses: what may be read, from the top of the site.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.addresses: frozenset[str] = frozenset()

    def look(self) -> None:
        """See what the site holds now."""
        self.addresses = frozenset(files_in(self.folder))

    def read(self, address: str) -> bytes | None:
        """The bytes at an address; None where nothing may be read there.

        A build puts a new site in the place of the old one: a file that is away for a moment is waited for.
        """
        if address not in self.addresses:
            return None
        for _ in range(_TRIES):
            try:
                return _plain_file(self.folder / address)
            except FileNotFoundError:
                sleep(_PAUSE)
            except OSError:
                return None
        return None


def files_in(folder: Path, inside: str = "") -> Iterator[str]:
    """The addresses of all plain files below a folder; what begins with a dot, and links, are passed over."""
    try:
        with os.scandir(folder / inside) as scan:
            items = list(scan)
    except FileNotFoundError:  # a new site takes its place just now
        return
    for item in items:
        if item.name.startswith("."):
            continue
        if item.is_dir(follow_symlinks=False):
            yield from files_in(folder, f"{inside}{item.name}/")
        elif item.is_file(follow_symlinks=False) and os.path.splitext(item.name)[1] in _KINDS:  # noqa: PTH122 - of 25,000 names
            yield inside + item.name


def kind_of(address: str) -> str:
    """What a file is, for `Content-Type`."""
    return _KINDS[Path(address).suffix]


def policy_of(page: bytes) -> str:
    """What a page says that it may do, for its header: there it can also say who may frame it."""
    found = _POLICY.search(page[:_HEAD])
    return f"{found[1].decode()}; frame-ancestors 'none'" if found else "default-src 'none'; frame-ancestors 'none'"


def _plain_file(path: Path) -> bytes:
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        return file.read()
