"""What a snapshot may ask of the time before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorlog.model.anchor import Anchor
    from mentorlog.model.comment import Comment
    from mentorlog.model.entry import Entry
    from mentorlog.model.revision import Revision

Named = tuple[str, str]
"""A comment, by the id of its entry and its own: by mistake two entries may have comments of one id."""
Said = Iterable[tuple["Entry", Sequence["Comment"]]]
"""Entries, each with the comments on it."""


class Past:
    """A past that nothing is known of, as in a folder without git: today's words alone decide."""

    def anchors(self, said: Said) -> Mapping[Named, Anchor]:
        """Where the comments on each entry's words stand today."""
        from mentorlog.model.anchor import resolve
        from mentorlog.model.trail import Trails

        return {
            named(comment): resolve(
                comment.target,
                entry.body,
                Trails().along([entry.body]) if comment.target.blob == entry.blob else None,
            )
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

    def as_read(self, comment: Comment, entry: Entry) -> str | None:
        """The entry's text that stood when something was said about it; None where that is not known."""
        return self.text(entry, self.blob_read(comment, entry))


def named(comment: Comment) -> Named:
    """What a comment is known by."""
    return comment.entry_id, comment.id
