"""Full text over entries and comments, without an index."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from mentorlog.model.comment import Comment
from mentorlog.model.entry import Entry
from mentorlog.model.journal import Journal

_ACCENTS = re.compile("[\u0300-\u036f]")
_AROUND = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the words stand.

    Attributes:
        entry: the entry that has them, or that the comment is about.
        comment: the comment that has them, or None.
        excerpt: some words around the first of them, on one line.
    """

    entry: Entry
    comment: Comment | None
    excerpt: str


def search(journal: Journal, words: str) -> Iterator[Hit]:
    """Entries and comments that hold all of the words, newest entry first; case and accents do not matter."""
    wanted = [_fold(word) for word in words.split()]
    if not wanted:
        return
    for entry in reversed(journal.entries):
        text = " ".join((entry.title, entry.body, *entry.tags, *entry.feelings))
        if _holds(text, wanted):
            yield Hit(entry, None, _excerpt(entry.body, wanted))
        for remark in journal.thread(entry.id).remarks:
            said = "\n".join(remark.texts)
            if not remark.retracted and _holds(said, wanted):
                yield Hit(entry, remark.comment, _excerpt(said, wanted))


def _holds(text: str, wanted: list[str]) -> bool:
    folded = _fold(text)
    return all(word in folded for word in wanted)


def _fold(text: str) -> str:
    return text.lower() if text.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()


def _excerpt(text: str, wanted: list[str]) -> str:
    """The surroundings of the first word that stands in the text; its beginning, where only the header has them."""
    folded = _fold(text)
    at = min((place for word in wanted if (place := folded.find(word)) >= 0), default=0)
    at = int(at * len(text) / max(len(folded), 1))
    start = max(0, at - _AROUND)
    piece = " ".join(text[start : at + 2 * _AROUND].split())
    return f"{'… ' if start else ''}{piece}{' …' if at + 2 * _AROUND < len(text) else ''}"
