"""What a site was made of, kept in the user's own cache: its pages, the facts that each was made from, its files.

One SQLite database for each folder that a site was built into. Whatever is wrong with it, or with the folder, there is
none, and the site is built whole. What it says must be true of the site at every moment: before anything is
written the note that the site is built is taken away, and it comes back with the last change.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from mentorlog.errors import BadValue
from mentorlog.repository import disk

if TYPE_CHECKING:
    from mentorlog.website.facts import Fact

_TABLES = """
CREATE TABLE note(name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE page(number INTEGER PRIMARY KEY, path TEXT UNIQUE, digest BLOB, line TEXT);
CREATE TABLE fact(number INTEGER PRIMARY KEY, kind TEXT, of TEXT, digest BLOB, line TEXT, UNIQUE(kind, of));
CREATE TABLE asked(fact INTEGER, page INTEGER, PRIMARY KEY(fact, page)) WITHOUT ROWID;
CREATE INDEX asker ON asked(page);
CREATE TABLE file(path TEXT PRIMARY KEY, digest BLOB) WITHOUT ROWID;
"""
_AT_ONCE = 500


@contextmanager
def opened(path: Path) -> Iterator[Manifest]:
    """The manifest at a path, for as long as it is needed; a damaged one is taken away.

    Raises:
        Damaged: it was; whoever asks again gets a new one.
        BadValue: it cannot be kept there.
    """
    try:
        with Manifest(path) as manifest:
            yield manifest
    except sqlite3.Error as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            path.unlink(missing_ok=True)
            raise Damaged from None
        hint = "see that the disk has room, and that you may write there"
        raise BadValue(f"what the site was made of cannot be kept in {path}: {error}", hint) from None


class Damaged(Exception):
    """A manifest was none."""


class Made(NamedTuple):
    """A page as it was written: its path, the line that it was made of, and the facts that it asked for."""

    path: str
    digest: bytes
    line: str
    asked: Collection[Fact]


class Known(NamedTuple):
    """A fact as it was: what it is of, and the line and digest of its value."""

    kind: str
    of: str
    digest: bytes
    line: str


class Manifest:
    """One manifest; use it with `with`.

    Args:
        path: of the database.
    """

    def __init__(self, path: Path) -> None:
        disk.private_folder(path.parent)
        self._base = sqlite3.connect(path, isolation_level=None, timeout=30)
        self._base.execute("PRAGMA synchronous=OFF")  # the pages are not waited for either

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """All changes within, or none."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    # Notes

    def note(self, name: str) -> Any:  # noqa: ANN401 - each note has its own type
        """What was noted by that name; None for nothing, or where there is no manifest yet."""
        if not self._base.execute("SELECT 1 FROM sqlite_master WHERE name = 'note'").fetchone():
            return None
        row = self._base.execute("SELECT value FROM note WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def put_note(self, name: str, value: object) -> None:
        """Note something under a name."""
        self._base.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, json.dumps(value)))

    # What was made of what

    def pages(self) -> dict[str, bytes]:
        """The digest of each page by its path."""
        return dict(self._base.execute("SELECT path, digest FROM page"))

    def page_lines(self, paths: Iterable[str]) -> dict[str, str]:
        """What pages are made of, by their paths."""
        return dict(self._select("SELECT path, line FROM page WHERE path IN", paths))

    def facts(self) -> Iterator[tuple[str, str, bytes]]:
        """Every fact: its kind, of what, and its digest."""
        yield from self._base.execute("SELECT kind, of, digest FROM fact")

    def fact(self, kind: str, of: str) -> Known | None:
        """One fact as it was."""
        asked = "SELECT kind, of, digest, line FROM fact WHERE kind = ? AND of = ?"
        row = self._base.execute(asked, (kind, of)).fetchone()
        return Known(*row) if row else None

    def readers(self, facts: Iterable[Fact]) -> set[str]:
        """The paths of the pages that asked for any of these facts."""
        asked = (
            "SELECT page.path FROM fact JOIN asked ON asked.fact = fact.number JOIN page ON page.number = asked.page "
        )
        found: set[str] = set()
        for kind, of in facts:
            found |= {path for (path,) in self._base.execute(f"{asked} WHERE kind = ? AND of = ?", (kind, of))}
        return found

    def files(self) -> dict[str, bytes]:
        """The digest of each file besides the pages, by its path."""
        return dict(self._base.execute("SELECT path, digest FROM file"))

    def files_like(self, pattern: str) -> dict[str, bytes]:
        """Those whose path is like a pattern of SQLite's `GLOB`."""
        return dict(self._base.execute("SELECT path, digest FROM file WHERE path GLOB ?", (pattern,)))

    # Changing it

    def clear(self) -> None:
        """Begin anew."""
        for (name,) in self._base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            self._base.execute(f"DROP TABLE {name}")
        for table in _TABLES.strip().splitlines():
            self._base.execute(table)

    def put_facts(self, facts: Iterable[Known]) -> None:
        """Take in the present value of facts."""
        self._base.executemany(
            "INSERT INTO fact(kind, of, digest, line) VALUES (?, ?, ?, ?) "
            "ON CONFLICT(kind, of) DO UPDATE SET digest = excluded.digest, line = excluded.line",
            facts,
        )

    def put_pages(self, pages: Collection[Made]) -> None:
        """Take in pages that were written; the facts that they asked for are there already."""
        self._base.executemany(
            "INSERT INTO page(path, digest, line) VALUES (?, ?, ?) "
            "ON CONFLICT(path) DO UPDATE SET digest = excluded.digest, line = excluded.line",
            ((made.path, made.digest, made.line) for made in pages),
        )
        numbers = dict(self._select("SELECT path, number FROM page WHERE path IN", [made.path for made in pages]))
        self._base.executemany("DELETE FROM asked WHERE page = ?", ((number,) for number in numbers.values()))
        wanted = {fact for made in pages for fact in made.asked}
        if len(wanted) > _AT_ONCE:
            known = {(kind, of): number for number, kind, of in self._base.execute("SELECT number, kind, of FROM fact")}
        else:
            one = "SELECT number FROM fact WHERE kind = ? AND of = ?"
            known = {fact: self._base.execute(one, fact).fetchone()[0] for fact in wanted}
        pairs = sorted((known[fact], numbers[made.path]) for made in pages for fact in made.asked)
        self._base.executemany("INSERT INTO asked VALUES (?, ?)", pairs)

    def drop(self, paths: Collection[str]) -> None:
        """Forget pages and files, and facts that no page asks for any more and that lead nowhere."""
        for path in paths:
            self._base.execute("DELETE FROM asked WHERE page = (SELECT number FROM page WHERE path = ?)", (path,))
            self._base.execute("DELETE FROM page WHERE path = ?", (path,))
            self._base.execute("DELETE FROM file WHERE path = ?", (path,))
        if paths:
            leading = "kind IN ('list', 'lists') OR kind = 'told' AND line != 'null'"
            asked = "SELECT fact FROM asked"
            self._base.execute(f"DELETE FROM fact WHERE NOT ({leading}) AND number NOT IN ({asked})")  # noqa: S608 - ours

    def put_files(self, files: Mapping[str, bytes]) -> None:
        """Take in the digests of files."""
        self._base.executemany("INSERT OR REPLACE INTO file VALUES (?, ?)", files.items())

    def _select(self, query: str, values: Iterable[str]) -> Iterator[tuple[str, Any]]:
        """The rows in which a column has one of those values."""
        waiting = list(values)
        for first in range(0, len(waiting), _AT_ONCE):
            part = waiting[first : first + _AT_ONCE]
            yield from self._base.execute(f"{query} ({','.join('?' * len(part))})", part)


def state_of(site: Path, folders: Iterable[str] | None = None) -> dict[str, list[int]]:
    """What tells that nobody has put anything into a site's folders, or taken it out, since it was built.

    Args:
        site: its folder.
        folders: those to look at, from there; all without.
    """
    if folders is None:
        folders = [Path(parent).relative_to(site).as_posix() for parent, _, _ in os.walk(site)]
    found = {}
    for name in folders:
        with suppress(OSError):
            status = (site / name).lstat()
            found[name] = [status.st_dev, status.st_ino, status.st_mtime_ns]
    return found
