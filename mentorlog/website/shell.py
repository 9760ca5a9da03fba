"""Material's page around ours: the same on every page of a part of the site but for two places, the title and ours.

So it is made once for each part, with marks in those places, and every page is put together from the pieces. Nothing
is taken on trust: some pages of every build are made the long way too, and one difference makes all pages go that way.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from secrets import token_hex

_ONCE = token_hex(8)
"""No word of a journal can hold it."""
TITLE = f"mentorlogtitle{_ONCE}"
CONTENT = f"mentorlogcontent{_ONCE}"
PARTS = ("journal", "questions", "calls", "themes", "timeline", "insights")
EXAMPLES = ("index.html", "search.html", *(f"{part}/example.html" for part in PARTS))
"""A page of each part of the site."""


@dataclass(frozen=True, slots=True)
class Shell:
    """The page around ours in one part of the site: the pieces before, between and behind the titles; and behind ours.

    Attributes:
        before: the pieces above ours; a title stands between each two.
        behind: the pieces below, in the same way.
    """

    before: tuple[str, ...]
    behind: tuple[str, ...]

    @classmethod
    def of(cls, page: str) -> Shell:
        """The shell of a whole page with the marks in it.

        Raises:
            ValueError: our place is not there once.
        """
        before, behind = page.split(CONTENT)
        return cls(tuple(before.split(TITLE)), tuple(behind.split(TITLE)))

    def page(self, title: str, content: str) -> str:
        """A whole page.

        Args:
            title: plain text.
            content: safe HTML.
        """
        shown = html.escape(title)
        return f"{shown.join(self.before)}{content}{shown.join(self.behind)}"


def part_of(path: str) -> str:
    """The part of the site that a page belongs to, as its header shows it."""
    folder, _, name = path.partition("/")
    parts = {"feelings": "themes", "matters": "themes", "codes": "insights", "history": name.partition("-")[0]}
    return parts.get(folder, folder)
