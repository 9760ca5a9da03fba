"""How one text became another, told as a reader would: what was kept, moved, taken out, put in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mentorlog.model.diff import match
from mentorlog.model.wording import Tokens, is_word, readable

_AROUND = 60
"""Characters that are shown on either side of a change."""
_WIDEST = 4
"""How much longer than a paragraph that may be which became of it."""


class Fate(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"
    MOVED_AWAY = "moved away"
    MOVED_HERE = "moved here"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one of two texts, with the spaces behind them."""

    fate: Fate
    text: str


def changes(old: str, new: str) -> list[Piece]:
    """How one text became the other, in reading order."""
    before, after = Tokens(old), Tokens(new)
    images = _leaning(before.keys, after.keys, match(before.keys, after.keys))
    return list(_joined(_pieces(before, after, images)))


def paragraph_changes(read: str, body: str, start: int, end: int) -> list[Piece]:
    """How the paragraphs that `read[start:end]` stood in became what stands there today, wherever that is now."""
    low, high = _paragraphs(read, start, end)
    then, now = Tokens(read), Tokens(body)
    images = _leaning(then.keys, now.keys, match(then.keys, now.keys))
    kept = [image for image in images[slice(*then.within(low, high))] if image >= 0]
    today = ""
    if kept:
        today = body[slice(*_paragraphs(body, now.start(min(kept)), now.end(max(kept))))]
    if len(today) > _WIDEST * (high - low):
        today = ""  # a word here and there is not what became of it
    return changes(readable(read[low:high]), readable(today))


def _paragraphs(text: str, start: int, end: int) -> tuple[int, int]:
    """A range made as wide as the paragraphs that it touches."""
    before, behind = text.rfind("\n\n", 0, start), text.find("\n\n", end)
    return before + 2 if before >= 0 else 0, behind if behind >= 0 else len(text)


def elided(pieces: Sequence[Piece]) -> list[Piece]:
    """The same, with long stretches that were kept cut down to the words beside a change."""
    short = []
    for place, piece in enumerate(pieces):
        head = _cut_behind(piece.text[:_AROUND]) if place else ""
        tail = _cut_behind(piece.text[: -_AROUND - 1 : -1])[::-1] if place + 1 < len(pieces) else ""
        is_long = piece.fate is Fate.KEPT and len(piece.text) > len(head) + len(tail) + _AROUND
        short.append(Piece(Fate.KEPT, f"{head.rstrip()} … {tail.lstrip()}") if is_long else piece)
    return short


def _cut_behind(text: str) -> str:
    """A text without its last word, which may be half a word; all of it in a script without spaces."""
    return "".join(re.findall(r"\S*\s+", text)) or text


def _leaning(old: Sequence[str], new: Sequence[str], images: Sequence[int]) -> list[int]:
    """The same, with marks tied to those behind the same word: which of many full stops is meant is open."""
    leaning = list(images)
    taken = {image: at for at, image in enumerate(images) if image >= 0}
    for at, key in (*enumerate(old), *enumerate(old)):  # once more, for what leans leaves another free
        to = leaning[at - 1] + 1 if at and leaning[at - 1] >= 0 else len(new)
        if not is_word(key) and to < len(new) and new[to] == key and to not in taken:
            taken.pop(leaning[at], None)
            leaning[at], taken[to] = to, at
    return leaning


def _pieces(old: Tokens, new: Tokens, images: Sequence[int]) -> Iterator[Piece]:
    """Token by token: the new text in order, with what left the old one where it left."""
    steady = _ascending(images)
    moved = set(images) - {image for _, image in steady}
    at = to = 0
    for keep, image in (*steady, (len(old.keys), len(new.keys))):
        for place in range(at, keep):
            yield Piece(Fate.GONE if images[place] < 0 else Fate.MOVED_AWAY, _written(old, place))
        for place in range(to, image):
            yield Piece(Fate.MOVED_HERE if place in moved else Fate.NEW, _written(new, place))
        if keep < len(old.keys):
            yield Piece(Fate.KEPT, _written(new, image))
        at, to = keep + 1, image + 1


def _written(cut: Tokens, place: int) -> str:
    """A token as it is written, with the space behind it."""
    following = cut.start(place + 1) if place + 1 < len(cut.keys) else len(cut.text)
    return cut.text[cut.start(place) : following]


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Neighbours of one fate as one piece."""
    fate, texts = None, list[str]()
    for piece in pieces:
        if fate and piece.fate is not fate:
            yield Piece(fate, "".join(texts))
            texts = []
        fate = piece.fate
        texts.append(piece.text)
    if fate:
        yield Piece(fate, "".join(texts))


def _ascending(images: Sequence[int]) -> list[tuple[int, int]]:
    """The longest run of (old place, new place) in which both ascend: the words that did not move."""
    tails: list[int] = []
    ends: list[int] = []
    before = [-1] * len(images)
    for place, image in enumerate(images):
        if image < 0:
            continue
        length = bisect_left(tails, image)
        before[place] = ends[length - 1] if length else -1
        tails[length : length + 1] = [image]
        ends[length : length + 1] = [place]
    way = []
    place = ends[-1] if ends else -1
    while place >= 0:
        way.append((place, images[place]))
        place = before[place]
    return way[::-1]
