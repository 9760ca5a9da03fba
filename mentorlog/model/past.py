"""What a snapshot may ask of the time before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorlog.model.anchor import Anchor
    from mentorlog.model.comment import Comment
    from mentorlog.model.entry import Entry
    from mentorlog.model.revision import Revision

Said = Iterable[tuple["Entry", Sequence["Comment"]]]
"""Entries, each with the comments on it."""


class Past:
    """A past that nothing is known of, as in a folder without git: today's words alone decide."""

    def anchors(self, said: Said) -> Mapping[str, Anchor]:
        """Where the comments on each entry's words stand today, by their ids."""
        from mentorlog.model.anchor import resolve

        return {
            comment.id: resolve(comment.target, entry.body)
            for entry, comments in said
            for comment in comments
            if comment.target
        }

    def revisions(self, entry: Entry) -> list[Revision]:  # noqa: ARG002 - it knows of none
        """Every saved state of an entry, oldest first."""
        return []

    def blob_read(self, comment: Comment, entry: Entry) -> str:  # noqa: ARG002 - it knows no other
        """Git's name for the text that stood when something was said about it; "" where that is not known."""
        return comment.target.blob if comment.target else ""

    def text(self, entry: Entry, blob: str) -> str | None:
        """One text of an entry; None where that is not known."""
        return entry.body if blob == entry.blob else None

    def changes_since(self, comment: Comment, entry: Entry) -> int:  # noqa: ARG002 - it knows of none
        """How many later states an entry has than the one that a comment was said of; 0 where that is not known."""
        return 0

    def as_read(self, comment: Comment, entry: Entry) -> str | None:
        """The entry's text that stood when something was said about it; None where that is not known."""
        return self.text(entry, self.blob_read(comment, entry))
