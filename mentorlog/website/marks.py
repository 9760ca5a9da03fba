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
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, islice

from mentorlog.model.wording import ENTITY, MARKUP, letter_end

_SIGNS = [chr(code) for code in range(0xE000, 0xF900)]
"""Characters for private use, which Markdown takes for letters: each place has one of its own."""
_MOST_TRIES = 120
"""Renderings of one text to find which ranges cannot be marked."""
_HOLDERS = {"ul", "ol", "li"}
"""What a note may stand in; from anything else that holds its words it waits for the end."""
_BEHIND = {"p", "pre", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "details", "dl", "div", "ul", "ol"}
_VOID = {"br", "hr", "img", "input"}
_TAG = re.compile(r'</?([a-z][a-z0-9]*)(?:[^<>"]|"[^"]*")*>')
_BESIDE = frozenset("\"'.,;:!?…“”‘’„«»()–—")
"""Marks that belong to the words beside them, and that Markdown makes nothing of."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words to mark.

    Attributes:
        start: where they begin, in code points of the Markdown.
        end: where they end.
        comment_id: the comment that was made on them.
        note: from the numbers of all marked comments, by id, makes what stands behind their paragraph: safe HTML.
        quiet: whether what was said of them is settled.
        label: what somebody hears in place of the comment's number, which it may hold as `{number}`.
    """

    start: int
    end: int
    comment_id: str
    note: Callable[[Mapping[str, int]], str] | None = None
    quiet: bool = False
    label: str = "{number}"


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
    if not passages:
        return Marked(whole, {})
    edges = _Edges(markdown)
    ordered = sorted(passages, key=lambda each: (each.end, each.start, each.comment_id))[: len(_SIGNS) // 4]
    free = list(islice((sign for sign in _SIGNS if sign not in markdown + whole), 2 * len(ordered)))

    tries = count()

    @cache
    def signed(ranges: tuple[_Range, ...]) -> str:
        if next(tries) > _MOST_TRIES:
            return ""  # so many that change the page are no accident, and the rest can do without marks
        places = sorted({place for _, *both in ranges for place in both})
        signs = "".join(free[: len(places)])
        if len(signs) < len(places):
            return ""
        parts = [markdown[start:end] for start, end in zip([0, *places], [*places, len(markdown)], strict=True)]
        made = render("".join(sign + part for sign, part in zip(["", *signs], parts, strict=True)))
        in_tags = set(signs).intersection("".join(tag.group() for tag in _TAG.finditer(made)))
        in_order = "".join(re.findall(f"[{signs}]", made)) == signs
        return made if in_order and not in_tags and re.sub(f"[{signs}]", "", made) == whole else ""

    def fitting(chosen: tuple[_Range, ...], rest: tuple[_Range, ...]) -> tuple[_Range, ...]:
        """The ranges that can be marked together: what changes the page is found by halving."""
        if not rest or signed((*chosen, *rest)):
            return *chosen, *rest
        if len(rest) > 1:
            half = len(rest) // 2
            return fitting(fitting(chosen, rest[:half]), rest[half:])
        place = edges.narrow(rest[0][0])
        return (*chosen, (rest[0][0], *place)) if place and signed((*chosen, (rest[0][0], *place))) else chosen

    ranges = fitting((), tuple((each, *place) for each in ordered if (place := edges.wide(each))))
    if not ranges:
        return Marked(whole, {})
    numbers = {each.comment_id: number for number, (each, *_) in enumerate(ranges, start=1)}
    return Marked("".join(_Page(ranges, numbers, free).pieces(signed(ranges))), numbers)


_Range = tuple[Passage, int, int]
"""A passage, and the places of its first letter and behind its last."""


class _Edges:
    """Where the letters of a text stand."""

    def __init__(self, markdown: str) -> None:
        self._markdown = markdown
        self._marks = [found.span() for found in MARKUP.finditer(markdown)]
        self._entities = [found.span() for found in ENTITY.finditer(markdown)]

    def narrow(self, passage: Passage) -> tuple[int, int] | None:
        """The range from the first letter of a passage to behind the last; None where it has no letters."""
        start, end = passage.start, min(passage.end, len(self._markdown))
        while start < end and (skipped := self._skipped(start)):
            start = skipped[1]
        while start < end and (skipped := self._skipped(end - 1)):
            end = skipped[0]
        if start >= end:
            return None
        first, _ = _around(self._entities, start) or (start, end)
        last, _ = _around(self._entities, end - 1) or (end - 1, end)
        return first, letter_end(self._markdown, last)

    def _skipped(self, place: int) -> tuple[int, int] | None:
        """The range around a place that holds no letter; None where it is one."""
        if mark := _around(self._marks, place):
            return mark
        is_letter = self._markdown[place].isalnum() or _around(self._entities, place)
        return None if is_letter else (place, place + 1)

    def wide(self, passage: Passage) -> tuple[int, int] | None:
        """The same with the quotation marks, full stops and pictures that stand right beside the letters in it."""
        range_ = self.narrow(passage)
        if range_ is None:
            return None
        start, end = range_
        while start > passage.start and _is_beside(self._markdown[start - 1]):
            start -= 1
        while end < min(passage.end, len(self._markdown)) and _is_beside(self._markdown[end]):
            end += 1
        return start, end


def _around(spans: Sequence[tuple[int, int]], place: int) -> tuple[int, int] | None:
    """The one of some ranges, in order, that holds a place."""
    at = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return spans[at] if at >= 0 and place < spans[at][1] else None


def _is_beside(char: str) -> bool:
    return char in _BESIDE or unicodedata.category(char) in ("So", "Sk")


class _Page:
    """One walk over a rendered text."""

    def __init__(self, ranges: Sequence[_Range], numbers: Mapping[str, int], signs: Sequence[str]) -> None:
        places = sorted({place for _, *both in ranges for place in both})
        self._numbers = numbers
        self._starting = {sign: [] for sign in signs[: len(places)]}  # type: dict[str, list[Passage]]
        self._ending = {sign: [] for sign in signs[: len(places)]}  # type: dict[str, list[Passage]]
        of = dict(zip(places, signs, strict=False))
        for each, start, end in ranges:
            self._starting[of[start]].append(each)
            self._ending[of[end]].append(each)
        self._sign = re.compile(f"([{''.join(self._starting)}])")
        self._open: list[Passage] = []
        self._references: list[str] = []
        self._notes: list[str] = []
        self._within: list[str] = []

    def pieces(self, made: str) -> Iterator[str]:
        """The HTML, with marks in the place of signs."""
        at = 0
        for tag in _TAG.finditer(made):
            yield from self._text(made[at : tag.start()])
            yield from self._tag(tag.group(), tag[1])
            at = tag.end()
        yield from self._text(made[at:])
        yield self._all_notes()

    def _text(self, text: str) -> Iterator[str]:
        for run in self._sign.split(text):
            yield from self._turn(run) if run in self._starting else [self._mark(run)]

    def _turn(self, sign: str) -> Iterator[str]:
        """One sign: passages end, passages begin."""
        for each in self._ending[sign]:
            self._open.remove(each)
            self._references.append(_reference(each, self._numbers[each.comment_id]))
            if each.note:
                self._notes.append(each.note(self._numbers))
        yield self._all_references()
        self._open += self._starting[sign]

    def _mark(self, run: str) -> str:
        if not self._open or not run.strip():
            return run
        ids = " ".join(each.comment_id for each in self._open)
        look = " ml-mark--quiet" if all(each.quiet for each in self._open) else ""
        look += " ml-mark--many" if len(self._open) > 1 else ""
        return f'<mark class="ml-mark{look}" data-comments="{html.escape(ids)}">{run}</mark>'

    def _tag(self, tag: str, name: str) -> Iterator[str]:
        closes = tag.startswith("</")
        if (closes and name == "li") or (not closes and name in {"ul", "ol"}):
            yield self._all_notes()
        if closes:
            self._within.pop()
        elif name not in _VOID:
            self._within.append(name)
        yield tag
        if closes and name == "a":
            yield self._all_references()
        if closes and name in _BEHIND:
            yield self._all_notes()

    def _all_references(self) -> str:
        """What leads from the words to their comments; not within another link."""
        if "a" in self._within:
            return ""
        waiting, self._references = self._references, []
        return "".join(waiting)

    def _all_notes(self) -> str:
        if not self._notes or not _HOLDERS.issuperset(self._within):
            return ""
        waiting, self._notes = self._notes, []
        return f'{self._all_references()}<div class="ml-notes">{"".join(waiting)}</div>'


def _reference(passage: Passage, number: int) -> str:
    """A number behind the words; the style sheet writes it, so that it is neither copied nor found as text."""
    id_, label = html.escape(passage.comment_id), html.escape(passage.label.format(number=number))
    return f'<a class="ml-ref" id="q-{id_}" href="#c-{id_}" data-number="{number}" aria-label="{label}"></a>'
