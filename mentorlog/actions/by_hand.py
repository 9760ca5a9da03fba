"""Recording what was written by hand, in an editor or another program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mentorlog.actions.writer import Writer
from mentorlog.codec.entries import complete, read_entry
from mentorlog.codec.front_matter import parse
from mentorlog.errors import MentorlogError, NotFound
from mentorlog.model.entry import Channel, Entry
from mentorlog.repository.transaction import Change
from mentorlog.repository.worktree import DRAFTS, blob_name, decode

SAVED_PLACES = (
    *(channel.folder for channel in Channel),
    "comments",
    "templates",
    "pyproject.toml",
    "mkdocs.yml",
    "README.md",
)


@dataclass(frozen=True, slots=True)
class Pending:
    """A file that differs from what was saved last.

    Attributes:
        path: relative to the journal.
        text: what it says, or None where it was taken away.
    """

    path: str
    text: str | None


def pending(writer: Writer, paths: Iterable[str] = ()) -> Iterator[Pending | MentorlogError]:
    """What `save` would record; a file that cannot be read comes as its error.

    Args:
        writer: who asks.
        paths: files or folders to keep to; all of the journal where none is given.

    Raises:
        NotFound: a path that was asked for has nothing to save.
    """
    changed = writer.repository.git.changed(SAVED_PLACES)
    wanted = [path.rstrip("/") for path in paths]
    for path in wanted:
        if not any(_within(each, path) for each in changed):
            raise NotFound(f"there is nothing to save in {path}", "`mentorlog save` alone saves whatever was changed")
    for path in sorted(changed):
        if path.startswith(f"{DRAFTS}/") or (wanted and not any(_within(path, each) for each in wanted)):
            continue
        file = writer.repository.root / path
        if not file.exists() and not file.is_symlink():
            yield Pending(path, None)
            continue
        try:
            text = decode(writer.repository.files.read(path), path)
            channel = channel_of(path)
            if channel:
                read_entry(text, path, channel, writer.repository.people)
            yield Pending(path, text)
        except MentorlogError as error:
            yield error


def save(writer: Writer, item: Pending) -> str:
    """Record one file as one commit; an entry gets the id, author, date and zone that it lacks. Returns its path."""
    if item.text is None:
        writer.save({item.path: Change(None)}, f"remove {item.path}")
        return item.path
    data, channel = item.text.encode(), channel_of(item.path)
    if channel:
        entry, _ = read_entry(item.text, item.path, channel, writer.repository.people)
        whole = replace(entry, author=entry.author or writer.person.handle, date=entry.date or writer.now)
        zone = whole.zone if entry.author else writer.person.zone
        data = complete(parse(item.text), replace(whole, zone=zone)).text.encode()
        writer.save({item.path: Change(data, over=blob_name(item.text.encode()))}, f"{channel.noun} {entry.id}")
    else:
        writer.save({item.path: Change(data, over=blob_name(data))}, f"save {item.path}")
    return item.path


def settled(writer: Writer, entry: Entry) -> Entry:
    """The entry with all its words and its id saved, so that a comment stands on a text that history keeps."""
    if entry.has_id and not writer.repository.is_changed(entry.path):
        return entry
    text = decode(writer.repository.files.read(entry.path), entry.path)
    save(writer, Pending(entry.path, text))
    data = writer.repository.files.read(entry.path)
    return read_entry(decode(data, entry.path), entry.path, entry.channel, writer.repository.people, blob_name(data))[0]


def channel_of(path: str) -> Channel | None:
    """The channel that a path lies in, for Markdown files."""
    return Channel.of_folder(path.partition("/")[0]) if path.endswith(".md") else None


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
