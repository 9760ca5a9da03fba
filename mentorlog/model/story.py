"""How an entry came to read as it does: every state that history keeps, what it changed, and what was said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import pairwise

from mentorlog.model.changes import Fate, Piece, changes
from mentorlog.model.comment import Remark
from mentorlog.model.entry import Entry
from mentorlog.model.journal import Journal
from mentorlog.model.revision import Revision

_PROGRAM = "mentorlog"
"""Who git says made what neither of the two did: a merge of both their versions."""


class Deed(StrEnum):
    """What somebody did to an entry."""

    WROTE = "wrote"
    CHANGED = "changed"
    MOVED = "moved"
    TOOK_OFF = "took off"
    PUT_BACK = "put back"
    JOINED = "joined"
    UNSAVED = "unsaved"


@dataclass(frozen=True, slots=True)
class State:
    """An entry as it stood for a while.

    Attributes:
        revision: how it came to be; None for what was changed by hand and is not saved yet.
        deed: what was done to it.
        pieces: how its words differ from those before; None where a text of it is not here.
        said: what was said while it read so.
    """

    revision: Revision | None
    deed: Deed
    pieces: Sequence[Piece] | None
    said: Sequence[Remark]

    @property
    def is_reworded(self) -> bool:
        """Whether its words are others than before; so too where that is not known."""
        return self.pieces is None or any(piece.fate is not Fate.KEPT for piece in self.pieces)


def story(journal: Journal, entry: Entry) -> list[State]:
    """Every state of an entry, oldest first; [] where nothing of it was saved."""
    past = journal.past
    read = {each.id: past.blob_read(each, entry) for each in journal.said(entry.id)}
    text = partial(past.text, entry)
    return states(entry, past.revisions(entry), journal.thread(entry.id).remarks, read, text)


def states(
    entry: Entry,
    revisions: Sequence[Revision],
    remarks: Iterable[Remark],
    read: Mapping[str, str],
    text: Callable[[str], str | None],
) -> list[State]:
    """The same from its parts.

    Args:
        entry: of which to tell.
        revisions: its saved states, oldest first.
        remarks: what was said about it.
        read: for the id of a comment git's name for the text that stood when it was made.
        text: what git calls so; None where it is not here.
    """
    every: list[Revision | None] = [*revisions]
    if every and entry.blob not in {each.blob for each in revisions}:
        every.append(None)
    said = _said(entry, every, remarks, read)
    found = []
    last: Revision | None = None
    for place, revision in enumerate(every):
        before, after = (revision.before, revision.blob) if revision else (last.blob if last else "", entry.blob)
        pieces = _between(text, before, after) if after else []
        found.append(State(revision, _deed(revision, last), pieces, said[place]))
        last = revision or last
    return found[:-1] if found and found[-1].revision is None and not found[-1].is_reworded else found


def times_changed(entry: Entry, revisions: Sequence[Revision]) -> int:
    """How often an entry was given other bytes since it was first saved."""
    blobs = [revision.blob for revision in revisions if revision.blob]
    blobs += [entry.blob] if blobs else []
    return sum(one != other for one, other in pairwise(blobs))


def _between(text: Callable[[str], str | None], before: str, after: str) -> list[Piece] | None:
    old, new = (text(blob) if blob else "" for blob in (before, after))
    return None if old is None or new is None else changes(old, new)


def _said(
    entry: Entry, revisions: Sequence[Revision | None], remarks: Iterable[Remark], read: Mapping[str, str]
) -> dict[int, list[Remark]]:
    """What was said of which state, by its place."""
    last = {revision.blob if revision else entry.blob: place for place, revision in enumerate(revisions)}
    said: dict[int, list[Remark]] = defaultdict(list)
    for remark in remarks:
        place = last.get(read.get(remark.comment.id, ""))
        if place is not None and not remark.retracted:
            said[place].append(remark)
    return said


def _deed(revision: Revision | None, last: Revision | None) -> Deed:
    """What was done, as the pair would say it."""
    if revision is None:
        return Deed.UNSAVED
    if last is None or not revision.before:
        return Deed.WROTE
    if not revision.blob:
        return Deed.TOOK_OFF
    if not last.blob:
        return Deed.PUT_BACK
    if revision.author == _PROGRAM:
        return Deed.JOINED
    return Deed.MOVED if revision.path != last.path else Deed.CHANGED
