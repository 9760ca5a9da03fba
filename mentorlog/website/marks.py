"""Words marked on their page: ranges of a Markdown text, found again in the HTML that it renders to.

A character that stands nowhere in the text is set before the first and behind the last letter of each range, the text
is rendered, and these characters become `<mark>` elements around each run of letters, so that no element is ever
broken by another. A range that would change anything else of the page, such as one that ends in an address, is not
marked. Notes stand behind the paragraph or list item in which their words end.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mentorlog.model.wording import plain

_SIGNS = [chr(code) for code in range(0xE000, 0xE100)]
"""Characters for private use: Markdown takes them for letters."""
_HOLDING = {"blockquote", "table", "details", "dl"}
_BEHIND = {"p", "pre", "h2", "h3", "h4", "h5", "h6", *_HOLDING}
"""A note stands behind these, and before the end of a list item; never within what holds several."""
_TAG = re.compile(r'</?([a-z][a-z0-9]*)(?:[^<>"]|"[^"]*")*>')


@dataclass(frozen=True, slots=True)
class Passage:
    """Words to mark.

    Attributes:
        start: where they begin, in code points of the Markdown.
        end: where they end.
        comment_id: the comment that was made on them.
        note: from the numbers of all marked comments, by id, makes what stands behind their paragraph: safe HTML.
        quiet: whether what was said of them is settled.
    """

    start: int
    end: int
    comment_id: str
    note: Callable[[Mapping[str, int]], str] | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A rendered text with its marks: safe HTML, and the numbers of the comments whose words are marked in it."""

    html: str
    placed: Mapping[str, int]


def marked(markdown: str, passages: Sequence[Passage], render: Callable[[str], str]) -> Marked:
    """A text rendered, with the passages marked.

    Args:
        markdown: the text.
        passages: what to mark in it; they may overlap.
        render: makes safe HTML of Markdown.
    """
    whole = render(markdown)
    sign = next((sign for sign in _SIGNS if sign not in markdown and sign not in whole), "")
    edges = _Edges(markdown)
    wanted = [each for each in passages if sign and edges.of(each)]

    def signed(chosen: Sequence[Passage]) -> str:
        places = sorted({place for each in chosen for place in edges.of(each) or ()})
        parts = [markdown[start:end] for start, end in zip([0, *places], [*places, len(markdown)], strict=True)]
        made = render(sign.join(parts))
        in_tags = any(sign in tag.group() for tag in _TAG.finditer(made))
        return "" if in_tags or made.count(sign) != len(places) or made.replace(sign, "") != whole else made

    if wanted and not signed(wanted):
        wanted = [each for each in wanted if signed([each])]
    made = signed(wanted) if wanted else ""
    if not made:
        return Marked(whole, {})
    wanted.sort(key=lambda each: (each.start, each.end, each.comment_id))
    numbers = {each.comment_id: number for number, each in enumerate(wanted, start=1)}
    return Marked("".join(_Page(wanted, edges, numbers).pieces(made, sign)), numbers)


class _Edges:
    """Where the letters of a text stand."""

    def __init__(self, markdown: str) -> None:
        self._markdown = markdown
        letters, places = plain(markdown)
        self._places = [place for letter, place in zip(letters, places, strict=True) if letter.isalnum()]

    def of(self, passage: Passage) -> tuple[int, int] | None:
        """The range from the first letter of a passage to behind the last; None where it has no letters."""
        first = bisect_left(self._places, passage.start)
        last = bisect_left(self._places, passage.end) - 1
        if first > last:
            return None
        end = self._places[last] + 1
        while end < len(self._markdown) and unicodedata.combining(self._markdown[end]):
            end += 1
        return self._places[first], end


class _Page:
    """One walk over a rendered text."""

    def __init__(self, passages: Sequence[Passage], edges: _Edges, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        ranges = [(each, edges.of(each) or (0, 0)) for each in passages]
        places = sorted({place for _, both in ranges for place in both})
        self._starting = [[each for each, (start, _) in ranges if start == place] for place in places]
        self._ending = [[each for each, (_, end) in ranges if end == place] for place in places]
        self._open: list[Passage] = []
        self._references: list[str] = []
        self._notes: list[str] = []
        self._links = self._holders = 0

    def pieces(self, made: str, sign: str) -> Iterator[str]:
        """The HTML, with marks in the place of signs."""
        at = 0
        for tag in _TAG.finditer(made):
            yield from self._text(made[at : tag.start()], sign)
            yield from self._tag(tag.group(), tag[1])
            at = tag.end()
        yield from self._text(made[at:], sign)
        yield self._all_notes()

    def _text(self, text: str, sign: str) -> Iterator[str]:
        for number, run in enumerate(text.split(sign)):
            if number:
                yield from self._turn()
            yield self._mark(run)

    def _turn(self) -> Iterator[str]:
        """One sign: passages end, passages begin."""
        for each in self._ending.pop(0):
            self._open.remove(each)
            self._references.append(_reference(each.comment_id, self._numbers[each.comment_id]))
            if each.note:
                self._notes.append(each.note(self._numbers))
        if not self._links:
            yield self._all_references()
        self._open += self._starting.pop(0)

    def _mark(self, run: str) -> str:
        if not self._open or not run.strip():
            return run
        ids = " ".join(each.comment_id for each in self._open)
        look = " ml-mark--quiet" if all(each.quiet for each in self._open) else ""
        look += " ml-mark--many" if len(self._open) > 1 else ""
        return f'<mark class="ml-mark{look}" data-comments="{html.escape(ids)}">{run}</mark>'

    def _tag(self, tag: str, name: str) -> Iterator[str]:
        closes = tag.startswith("</")
        if name == "a":
            self._links += -1 if closes else 1
        if name in _HOLDING:
            self._holders += -1 if closes else 1
        if closes and name == "li" and not self._holders:
            yield self._all_notes()
        yield tag
        if closes and name == "a":
            yield self._all_references()
        if closes and name in _BEHIND and not self._holders:
            yield self._all_notes()

    def _all_references(self) -> str:
        """What leads from the words to their comments; not within another link."""
        waiting, self._references = self._references, []
        return "".join(waiting)

    def _all_notes(self) -> str:
        waiting, self._notes = self._notes, []
        return f'<div class="ml-notes">{"".join(waiting)}</div>' if waiting else ""


def _reference(comment_id: str, number: int) -> str:
    """A number behind the words; the style sheet writes it, so that it is neither copied nor found as text."""
    id_ = html.escape(comment_id)
    return f'<a class="ml-ref" id="q-{id_}" href="#c-{id_}" data-number="{number}" aria-label="Comment {number}"></a>'
