"""A corpus: a journal as one commit holds it, with every file either read, or kept as the bytes that it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from mentorlog.codec.codebook import read_definition
from mentorlog.codec.comments import read_comment
from mentorlog.codec.entries import read_entry
from mentorlog.codec.front_matter import parse
from mentorlog.errors import BadValue, Unreadable
from mentorlog.model.codebook import Definition
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.past import Past
from mentorlog.model.paths import stem_of_other
from mentorlog.model.person import People
from mentorlog.model.snapshot import Snapshot

_COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Text:
    """A file with a header, as it is written.

    Attributes:
        head: the header, with its fences; "" where there is none.
        body: all the rest; the two together are the file.
    """

    head: str
    body: str


@dataclass(frozen=True)
class Corpus:
    """A journal as data.

    Attributes:
        journal: its entries and what was said of them.
        commit: git's name for the state that it was read from.
        saved: when that was saved.
        texts: entries and comments as they are written, by their paths.
        files: all other files, by their paths.
        coders: who wrote each file of the codebook as it is, by path; asked for where others are to read it.
        use: what it is for, where others read it; "" for the pair's own copy.
    """

    journal: Journal
    commit: str = ""
    saved: datetime | None = None
    texts: Mapping[str, Text] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    coders: Mapping[str, Collection[str]] = field(default_factory=dict)
    use: str = ""

    @classmethod
    def of(cls, snapshot: Snapshot, people: People, past: Past | None = None) -> Corpus:
        """What a commit holds; a file that cannot be read as what it should be is kept as its bytes."""
        entries: list[Entry] = []
        comments: list[Comment] = []
        definitions: list[Definition] = []
        texts: dict[str, Text] = {}
        for path, data in snapshot.files.items():
            for item, text in _read(path, data, people, snapshot.blobs[path]):
                texts[path] = text
                if isinstance(item, Entry):
                    entries.append(item)
                else:
                    comments.append(item)
            definitions += _definition(path, data)
        files = {path: data for path, data in snapshot.files.items() if path not in texts}
        journal = Journal(people, entries, comments, past=past, definitions=definitions)
        return cls(journal, snapshot.commit, snapshot.saved, texts, files)

    def said(self) -> Iterator[Comment]:
        """Every comment: those of an entry in its order, then those of entries that are gone."""
        for id_ in dict.fromkeys([*(entry.id for entry in self.journal.entries), *self.journal.gone()]):
            yield from sorted(self.journal.said(id_), key=lambda comment: (comment.id, comment.path))


def _definition(path: str, data: bytes) -> Iterator[Definition]:
    """What a file of the codebook says; none for any other, and for what is not as it should be."""
    if path.startswith("codebook/") and path.endswith(".md"):
        with suppress(UnicodeDecodeError, Unreadable):
            yield read_definition(data.decode(), path)


def _read(path: str, data: bytes, people: People, blob: str) -> Iterator[tuple[Entry | Comment, Text]]:
    """The entry or comment that a file is; none for any other, and for what is not as it should be."""
    folder = path.partition("/")[0]
    channel = Channel.of_folder(folder)
    name = path.rpartition("/")[2]
    if not name.endswith(".md") or name.startswith(".") or stem_of_other(path) or not (channel or folder == _COMMENTS):
        return
    try:
        text = data.decode()
        body = parse(text).body
        written = Text(text[: len(text) - len(body)], body)
        if "\0" in text:
            return
        if channel:
            yield read_entry(text, path, channel, people, blob)[0], written
        else:
            yield read_comment(text, path, people, blob), written
    except (UnicodeDecodeError, Unreadable, BadValue):
        return
