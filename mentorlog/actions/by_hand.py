"""Recording what was written by hand, in an editor or another program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mentorlog.actions.writer import Writer
from mentorlog.codec.entries import complete, read_entry
from mentorlog.codec.front_matter import Document, parse
from mentorlog.errors import BadValue, MentorlogError, NotFound, Unreadable
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Problem
from mentorlog.repository.outbox import Change
from mentorlog.repository.worktree import (
    BESIDE_LARGEST,
    FOLDERS,
    blob_name,
    decode,
    is_passed_over,
    is_text,
    is_utf8,
    shown,
)

_SETTINGS = ("pyproject.toml", "mkdocs.yml", "README.md", ".gitignore", ".gitattributes")
_PLACES = (*FOLDERS, "templates", *_SETTINGS)


@dataclass(frozen=True, slots=True)
class Pending:
    """A file that differs from what was saved last.

    Attributes:
        path: relative to the journal.
        data: what it holds, or None where it was taken away.
        new: whether it was never saved before.
        doubts: what in its header cannot be meant.
    """

    path: str
    data: bytes | None
    new: bool
    doubts: tuple[Problem, ...] = ()


def pending(writer: Writer, paths: Iterable[str] = ()) -> Iterator[Pending | MentorlogError]:
    """What `save` would record; a file that cannot be read comes as its error.

    Args:
        writer: who asks.
        paths: files or folders to keep to; all of the journal where none is given.

    Raises:
        NotFound: a path that was asked for has nothing to save.
    """
    everything = writer.repository.git.changed(_PLACES)
    changed = {path: new for path, new in everything.items() if path in _SETTINGS or not is_passed_over(path)}
    wanted = [path.rstrip("/") for path in paths]
    for path in wanted:
        if not any(_within(each, path) for each in changed):
            raise NotFound(f"there is nothing to save in {path}", "`mentorlog save` alone saves whatever was changed")
    for path, new in sorted(changed.items()):
        if wanted and not any(_within(path, each) for each in wanted):
            continue
        try:
            yield _look_at(writer, path, new=new)
        except MentorlogError as error:
            yield error


def save(writer: Writer, item: Pending) -> None:
    """Record one file as one commit; a new entry gets the id, author, date and zone that it lacks.

    Raises:
        BadValue: it is a comment that was taken away: what was said stays in the journal.
    """
    channel = channel_of(item.path)
    if item.data is None and item.path.startswith("comments/"):
        hint = "`mentorlog check --fix` brings it back; `mentorlog retract` takes back what you said"
        raise BadValue(f"{item.path}: what was said stays in the journal", hint)
    if item.data is None:
        over = writer.repository.saved_blob(item.path)
        writer.save({item.path: Change(None, over)}, f"remove {item.path}")
    elif channel is None:
        data = _with_plain_ends(item.data) if item.path.endswith(".md") else item.data
        writer.save({item.path: Change(data, over=blob_name(item.data))}, f"save {item.path}")
    else:
        text = decode(item.data, item.path)
        entry, _ = read_entry(text, item.path, channel, writer.repository.people)
        if item.new:
            entry = entry if entry.author else replace(entry, author=writer.person.handle, zone=writer.person.zone)
            entry = replace(entry, date=entry.date or writer.now)
        document = complete(parse(text), entry) if item.new else _with_id(text, entry)
        data = _with_plain_ends(document.text.encode())
        writer.save({item.path: Change(data, over=blob_name(item.data))}, f"{channel.noun} {entry.id}")


def settled(writer: Writer, entry: Entry) -> Entry:
    """The entry with all its words and its id saved, so that a comment stands on a text that history keeps."""
    if entry.review or (entry.has_id and not writer.repository.is_changed(entry.path)):
        return entry
    new = not writer.repository.saved_blob(entry.path)
    save(writer, Pending(entry.path, writer.repository.files.read(entry.path), new))
    data = writer.repository.files.read(entry.path)
    text = decode(data, entry.path)
    return read_entry(text, entry.path, entry.channel, writer.repository.people, blob_name(data))[0]


def channel_of(path: str) -> Channel | None:
    """The channel that an entry's path lies in; None for whatever is no entry."""
    return Channel.of_folder(path.partition("/")[0]) if is_text(path) else None


def _look_at(writer: Writer, path: str, *, new: bool) -> Pending:
    if not is_utf8(path):
        raise Unreadable("its name is not UTF-8", "give it another name", path=shown(path))
    if path.endswith("/"):
        hint = "take its .git away, or take it out of the journal"
        raise Unreadable("it is a folder with a history of its own", hint, path=path)
    file = writer.repository.root / path
    if not file.exists() and not file.is_symlink():
        return Pending(path, None, new)
    channel = channel_of(path)
    if channel is None:
        return Pending(path, writer.repository.files.read(path, BESIDE_LARGEST), new)
    data = writer.repository.files.read(path)
    _, doubts = read_entry(decode(data, path), path, channel, writer.repository.people)
    return Pending(path, data, new, tuple(doubts))


def _with_plain_ends(data: bytes) -> bytes:
    """Text with the line ends that it has on every machine, in the folder as in history."""
    return data.replace(b"\r\n", b"\n")


def _with_id(text: str, entry: Entry) -> Document:
    document = parse(text)
    return document if entry.has_id else document.with_value("id", entry.id)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
