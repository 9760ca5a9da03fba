"""Links from one text of the journal to another, as Markdown that any program can follow."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote

from mentorlog.model.entry import Entry

_MARKUP = re.compile(r"([\\`*_\[\]<>~|&])")


def plain(words: str) -> str:
    """Somebody's words so that Markdown shows them as they are, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(words.split()))


def address(goal: Entry, source: str) -> str:
    """Where an entry's file lies, as seen from the file at `source`."""
    return quote(posixpath.relpath(goal.path, posixpath.dirname(source)))


def link(goal: Entry, source: str, comment_id: str = "") -> str:
    """A link to an entry, or to a comment on it, for the file at `source`."""
    part = f"#c-{comment_id}" if comment_id else ""
    return f"[{plain(goal.title)}]({address(goal, source)}{part})"
