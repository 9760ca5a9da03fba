"""A revision: one state of an entry that history keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Revision:
    """One commit that touched an entry.

    Attributes:
        commit: git's name for it.
        author: the handle of the person who saved it, or the name that git has.
        date: when it was saved.
        path: where the entry lay.
        blob: git's name for the text; "" where the entry was taken off the pages.
        before: git's name for the text that it was made from; "" for the first.
    """

    commit: str
    author: str
    date: datetime
    path: str
    blob: str
    before: str
