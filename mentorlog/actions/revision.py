"""An own entry in other words, as a form gives them: only what differs is written, all else in its file stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mentorlog.actions.entries import edit, text_of
from mentorlog.actions.writer import Writer
from mentorlog.codec.front_matter import Document, parse
from mentorlog.errors import Changed
from mentorlog.model.clock import stamp
from mentorlog.model.entry import Entry
from mentorlog.repository.worktree import blob_name

_Value = str | tuple[str, ...] | date | datetime | None


@dataclass(frozen=True, slots=True)
class Revision:
    """What a form holds.

    Attributes:
        title: plain text.
        body: Markdown.
        feelings: as the writer names them.
        tags: the themes.
        happened: the day it is about, where that is another.
        needed_by: when an answer stops being useful.
    """

    title: str
    body: str
    feelings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    happened: date | None = None
    needed_by: datetime | None = None


def revise(writer: Writer, entry: Entry, revision: Revision, over: str) -> Entry:
    """Give an own entry what a form holds.

    Args:
        writer: who edits.
        entry: as it stands now.
        revision: what it should be.
        over: git's name for the text that the writer had before them.

    Raises:
        Changed: it is another text by now; nothing was written.
        NotYours: somebody else wrote it.
        NothingWritten: it is as it was.
    """
    writer.may_edit(entry)
    text = text_of(writer, entry)
    if over != entry.blob or blob_name(text.encode()) != over:
        raise Changed(
            "this was changed meanwhile, in another window or by the other", "both are shown here; nothing is lost"
        )
    return edit(writer, entry, _revised(parse(text), entry, revision).text)


def _revised(document: Document, entry: Entry, new: Revision) -> Document:
    """The file with the lines that differ in other words."""
    fields: dict[str, tuple[_Value, _Value]] = {
        "title": (entry.title, new.title),
        "feelings": (entry.feelings, new.feelings),
        "tags": (entry.tags, new.tags),
        "happened": (entry.happened, new.happened),
        "needed_by": (entry.needed_by, new.needed_by),
    }
    for key, (old, wanted) in fields.items():
        if old != wanted:
            document = document.with_value(key, _written(wanted))
    if entry.body.strip() != new.body.strip():
        end = "\r\n" if "\r\n" in document.body else "\n"
        document = document.with_body(f"\n{new.body.strip()}\n".replace("\n", end))
    return document


def _written(value: _Value) -> str | tuple[str, ...]:
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value or ""
