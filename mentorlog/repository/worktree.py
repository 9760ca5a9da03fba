"""The journal's files on disk: read leniently, never through a link; written whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.codec.entries import read_entry
from mentorlog.codec.front_matter import parse
from mentorlog.errors import BadValue, Unreadable
from mentorlog.model.entry import TRANSCRIPT, Channel, Entry
from mentorlog.model.ids import derived_id
from mentorlog.model.journal import Problem
from mentorlog.model.paths import stem_of_other
from mentorlog.model.person import People
from mentorlog.repository import disk

if TYPE_CHECKING:
    from mentorlog.model.codebook import Definition
    from mentorlog.model.comment import Comment

LARGEST = 2_000_000
"""Bytes. A larger text is no entry: it is not read, and a line in `check` says so."""

FOLDERS = (*(channel.folder for channel in Channel), "comments", "codebook")
"""What pages are made of."""
DRAFTS = "drafts"
BESIDE_LARGEST = 20_000_000
"""Bytes of a photo beside an entry."""


class Worktree:
    """The folder of a journal."""

    def __init__(self, root: Path) -> None:
        self.root = root

    # Reading

    def entries(self, people: People, channels: Collection[Channel], *, named: bool) -> Iterator[Entry | Problem]:
        """Every entry of those channels, and every problem on the way; `named` gives each its blob."""
        for channel in channels:
            for path in self.files(channel.folder):
                yield from self.entry(path, channel, people, named=named)

    def versions(self, people: People) -> Iterator[Entry | Problem]:
        """The other versions of entries that both changed, each with the path of its entry."""
        for path in self.others(*(channel.folder for channel in Channel)):
            channel = Channel.of_folder(path.partition("/")[0])
            if channel and path.lower().endswith(".md"):
                for read in self.entry(path, channel, people, named=True):
                    yield replace(read, path=stem_of_other(path)) if isinstance(read, Entry) else read

    def drafts(self, people: People) -> Iterator[Entry | Problem]:
        """What lies in `drafts/`: diary entries that nobody else can see."""
        for path in self.files(DRAFTS):
            yield from self.entry(path, Channel.DIARY, people, named=True)

    def comments(self, people: People, entry_id: str = "") -> Iterator[Comment | Problem]:
        """Every comment, or those about one entry, and every problem on the way."""
        for path in self.files(f"comments/{entry_id}".rstrip("/")):
            yield self.comment(path, people)

    def definitions(self) -> Iterator[Definition | Problem]:
        """Every file of the codebook, and every problem on the way."""
        from mentorlog.codec.codebook import read_definition

        for path in self.files("codebook"):
            try:
                yield read_definition(decode(self.read(path), path), path)
            except Unreadable as error:
                yield Problem(path, error.message, error.hint, error.line)

    def files(self, folder: str) -> Iterator[str]:
        """The Markdown files below a folder, in the order of their names; hidden ones and links are passed over."""
        top = self.root / folder
        if top.is_symlink() or not top.is_dir():
            return
        waiting = [folder]
        while waiting:
            current = waiting.pop()
            with os.scandir(self.root / current) as scan:
                found = sorted(scan, key=lambda item: item.name)
            plain = [
                item for item in found if not is_passed_over(item.name) and not item.is_symlink() and is_utf8(item.name)
            ]
            waiting += [f"{current}/{item.name}" for item in reversed(plain) if item.is_dir()]
            yield from (
                f"{current}/{item.name}" for item in plain if item.is_file() and is_text(f"{current}/{item.name}")
            )

    def beside(self, folder: str, endings: Collection[str]) -> Iterator[str]:
        """The files of those endings right in a folder, in the order of their names; links are passed over."""
        top = self.root / folder
        if not top.is_symlink() and top.is_dir():
            with os.scandir(top) as scan:
                found = sorted(item.name for item in scan if item.is_file(follow_symlinks=False))
            plain = [name for name in found if not is_passed_over(name) and is_utf8(name)]
            yield from (f"{folder}/{name}" for name in plain if name.lower().endswith(tuple(endings)))

    def others(self, *folders: str) -> Iterator[str]:
        """The other versions of files that both changed: in those folders, or wherever they lie."""
        for top in folders or (".",):
            for parent, inside, names in os.walk(self.root / top):
                inside[:] = [name for name in sorted(inside) if not is_passed_over(name)]
                for name in sorted(names):
                    if stem_of_other(name):
                        yield Path(parent, name).relative_to(self.root).as_posix()

    def amiss(self) -> Iterator[Problem]:
        """What reading passes over without a word: links, which are never followed, and names that are no text."""
        for path in self._everything():
            if (self.root / path).is_symlink():
                hint = "take the link away, and put the file itself in its place"
                yield Problem(shown(path), "it is a link, and links are not followed", hint)
            elif not is_utf8(path.rpartition("/")[2]):
                yield Problem(shown(path), "its name is not UTF-8, so it is passed over", "give it another name")

    def _everything(self) -> Iterator[str]:
        """The path of everything in the journal's folders; what lies behind a link is not looked at."""
        for folder in FOLDERS:
            yield folder
            if not (self.root / folder).is_symlink():
                for parent, folders, files in os.walk(self.root / folder):
                    yield from (
                        Path(parent, name).relative_to(self.root).as_posix() for name in sorted(folders + files)
                    )

    def read(self, path: str, largest: int = LARGEST) -> bytes:
        """The bytes of a file of at most `largest` bytes.

        Raises:
            Unreadable: it is gone, a link, no plain file, or too large.
        """
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            handle = os.open(self.root / path, flags)
        except OSError as error:
            raise Unreadable(f"it cannot be opened: {error.strerror}", "look at the file", path=path) from None
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            os.close(handle)
            raise Unreadable("it is not a plain file", "take it out of the journal", path=path)
        with os.fdopen(handle, "rb") as file:
            if status.st_size > largest:
                hint = "keep long material in a file of its own beside the entry"
                raise Unreadable(f"it is too large ({status.st_size // 1_000_000} MB)", hint, path=path)
            return file.read()

    def entry(self, path: str, channel: Channel, people: People, *, named: bool = False) -> Iterator[Entry | Problem]:
        """One entry, and every problem on the way."""
        try:
            data = self.read(path)
            blob = blob_name(data) if named else ""
            entry, doubts = read_entry(decode(data, path), path, channel, people, blob)
        except (Unreadable, BadValue) as error:
            page = derived_id(channel.letter, path)
            yield Problem(path, error.message, error.hint, error.line, unreadable=page)
        else:
            yield entry
            yield from doubts

    def comment(self, path: str, people: People) -> Comment | Problem:
        """One comment, or what is wrong with it."""
        from mentorlog.codec.comments import read_comment

        try:
            data = self.read(path)
            return read_comment(decode(data, path), path, people, blob_name(data))
        except Unreadable as error:
            return Problem(path, error.message, error.hint, error.line)

    # Writing

    def write(self, path: str, data: bytes, *, over: str = "") -> None:
        """Write a file that git does not know, such as a draft: whole, and on disk before this returns.

        Args:
            path: where, relative to the journal.
            data: what.
            over: git's name for the bytes that it replaces; "" for a file that must not be there yet.

        Raises:
            FileExistsError: a new file's name is taken.
            Unreadable: the file to replace was changed meanwhile, or lies behind a link.
        """
        goal = self.root / path
        self.refuse_links(path)
        if over and blob_name(self.read(path)) != over:
            raise Unreadable("it was changed by another program meanwhile", "look at it, then try again", path=path)
        goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = goal.with_name(f".{goal.name[:100]}.{os.getpid()}.tmp")
        try:
            disk.write_through(name, data)
            if over:
                name.replace(goal)
            else:
                disk.link(name, goal)
            disk.sync(goal.parent)
        finally:
            name.unlink(missing_ok=True)

    def remove(self, path: str) -> None:
        """Take a file away, where it is still there."""
        self.refuse_links(path)
        (self.root / path).unlink(missing_ok=True)

    def is_free(self, path: str, data: bytes) -> bool:
        """Whether a new file can stand there: nothing does, or those very bytes.

        Raises:
            Unreadable: it would lie behind a link.
        """
        self.refuse_links(path)
        return not os.path.lexists(self.root / path) or self.read(path, BESIDE_LARGEST) == data

    def in_the_way(self, path: str) -> str:
        """The file that stands where a path needs a folder; "" for none."""
        parents = [part for part in Path(path).parents if part != Path()]
        return next((part.as_posix() for part in parents if (self.root / part).is_file()), "")

    def refuse_links(self, path: str) -> None:
        """Never write through a link.

        Raises:
            Unreadable: the path, or a folder on the way to it, is one.
        """
        for part in (Path(path), *Path(path).parents):
            if (self.root / part).is_symlink() and part != Path():
                raise Unreadable("it is a link to another place", "take the link away", path=part.as_posix())


def decode(data: bytes, path: str) -> str:
    """The text of a file.

    Raises:
        Unreadable: it is not UTF-8, or holds bytes that no text holds; with the line.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("it is not UTF-8 text", "save it again as UTF-8", path=path, line=line) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable("it holds a NUL byte, so it is no text", "save it again as plain text", path=path, line=line)
    return text


def body_of(data: bytes) -> str | None:
    """The body of an entry's file as it once was; None where that cannot be read."""
    try:
        return parse(decode(data, "")).body.replace("\r\n", "\n")
    except Unreadable:
        return None


def blob_name(data: bytes) -> str:
    """Git's name for these bytes (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects)."""
    import hashlib  # a question is asked without it

    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def is_text(path: str) -> bool:
    """Whether a file is an entry or a comment, not something that lies beside one; only calls have transcripts."""
    name = path.lower()
    is_beside = name.endswith(TRANSCRIPT) and f"/{Channel.CALL.folder}/" not in f"/{name}"
    return name.endswith(".md") and not (is_beside or stem_of_other(path))


def is_passed_over(path: str) -> bool:
    """Whether a path is a program's own leaving: hidden, or a backup of an editor."""
    return any(part.startswith(".") or part.endswith(("~", ".tmp")) for part in path.split("/"))


def is_utf8(name: str) -> bool:
    """Whether a file's name is text."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def shown(path: str) -> str:
    """A path as well as it can be shown, where a name in it is no text."""
    return path.encode(errors="replace").decode()
