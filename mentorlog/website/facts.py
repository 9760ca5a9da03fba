"""Facts: all that a page may ask of the site. When the value of one changes, the pages that asked for it are made anew.

A value is plain data, with entries and comments in it by their paths and git's names for their bytes. So one line of
JSON tells whether a fact is what it was, and brings it back without reading the journal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any, Protocol

from mentorlog.model.anchor import Anchor
from mentorlog.model.comment import Comment, Thread
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Problem
from mentorlog.model.person import People
from mentorlog.model.revision import Revision
from mentorlog.website.lanes import Felt
from mentorlog.website.photos import Photo

Fact = tuple[str, str]
"""What is asked, and of what: `("tag", "trust")`; "" where there is but one."""
Row = list[Any]
"""A line in one of the site's lists: what it is sorted by, then what it says."""


class Facts(Protocol):
    """Whoever knows the facts of a site.

    They are: `entry` (of an id), `file` (the entry at a path), `about` (a path), `talk` (an entry's id), `answer` (to
    the question at a path), `list` (the rows of that name), `lists` (the names of all lists of a kind, with their
    lengths), `tag`, `feeling`, `code`, `name`, `path` (the page that one leads to), `colour` (of a feeling), `photo`
    (at a path), `actions`, `transcript` (of a call's id), `held` (the last call's instant) and `matters` (whether there
    are any). No page asks for `told` (of an entry's id): where the entry lies, and which lists it is in.
    """

    @property
    def people(self) -> People:
        """Who writes: known to every page."""

    def ask(self, kind: str, of: str = "") -> Any:  # noqa: ANN401 - each fact has its own type
        """The value of a fact."""

    def text(self, entry: Entry, blob: str) -> str | None:
        """The text that git calls so; it never changes, so it is no fact. None where it is not here."""


@dataclass(frozen=True, slots=True)
class About:
    """What only the whole journal tells of an entry.

    Attributes:
        page: its address.
        first: whether it is the one that its id means.
        versions: the other versions of an entry that both changed.
        matters: the address and the title of each matter that it belongs to.
        photos: those beside it.
        revisions: its saved states, oldest first.
        is_reviewed: whether it stands in a review, and is not part of the journal yet.
    """

    page: str
    first: bool = True
    versions: tuple[Entry, ...] = ()
    matters: tuple[tuple[str, str], ...] = ()
    photos: tuple[Photo, ...] = ()
    revisions: tuple[Revision, ...] = ()
    is_reviewed: bool = False


@dataclass(frozen=True)
class Talk:
    """What was said about an entry.

    Attributes:
        comments: the files.
        anchors: where each stands that is about words, by its id.
        read: git's name for the text that stood when each was made, by its id; "" where that is not known.
    """

    comments: tuple[Comment, ...] = ()
    anchors: Mapping[str, Anchor] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def thread(self) -> Thread:
        """The comments, folded."""
        return Thread(self.comments)


@dataclass(frozen=True, slots=True)
class Answer:
    """How a question stands: open, or with the answer that it got first.

    Attributes:
        state: as `QuestionState` has it.
        author: the handle of who answered; "" where nobody did.
        date: when.
        text: in which words.
    """

    state: str
    author: str = ""
    date: datetime | None = None
    text: str = ""


def dumps(value: object) -> str:
    """A value as a line of JSON: the same value always makes the same line."""
    return _ENCODER.encode(value)


def loads(line: str, entry: Callable[[str, str], Entry], comment: Callable[[str, str], Comment]) -> Any:  # noqa: ANN401
    """The value that a line was made of.

    Args:
        line: of JSON.
        entry: reads the entry at a path, of which git calls the bytes so.
        comment: reads a comment in the same way.
    """
    readers: dict[str, Callable[..., object]] = {**_READERS, "Entry": entry, "Comment": comment}

    def made(found: dict[str, Any]) -> object:
        kind = found.get(_KIND)
        if isinstance(kind, str):  # and no theme that is called so, with how often it stands
            return readers[kind](*found["of"])
        return found

    return json.loads(line, object_hook=made)


def digest(line: str | bytes) -> bytes:
    """What tells one line, or one file, from another."""
    data = line.encode(errors="surrogatepass") if isinstance(line, str) else line
    return blake2b(data, digest_size=12).digest()


_KIND = "is a"


def _plain(value: object) -> object:
    kind = type(value)
    return {_KIND: kind.__name__, "of": _PARTS[kind](value)}


_PARTS: dict[type, Callable[[Any], list[Any]]] = {
    Entry: lambda each: [each.path, each.blob],
    Comment: lambda each: [each.path, each.blob],
    Channel: lambda each: [each.folder],
    date: lambda each: [each.isoformat()],
    datetime: lambda each: [each.isoformat()],
    About: lambda each: [getattr(each, field.name) for field in fields(each)],
    Talk: lambda each: [each.comments, each.anchors, each.read],
    Answer: lambda each: [each.state, each.author, each.date, each.text],
    Anchor: lambda each: [each.state, each.start, each.end, each.followed],
    Revision: lambda each: [each.commit, each.author, each.date, each.path, each.blob, each.before],
    Photo: lambda each: [each.path, each.page, each.width, each.height],
    Felt: lambda each: [each.key, each.feelings, each.path],
    Problem: lambda each: [each.path, each.message, each.hint, each.line, each.unreadable, each.serious],
}
_READERS: dict[str, Callable[..., object]] = {
    "Channel": Channel.of_folder,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    **{each.__name__: each for each in (About, Answer, Talk, Anchor, Revision, Photo, Felt, Problem)},
}
_ENCODER = json.JSONEncoder(default=_plain, ensure_ascii=False, separators=(",", ":"), check_circular=False)
