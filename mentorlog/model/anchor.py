"""Anchors: where in an entry a comment stands, found again after the entry was rewritten.

A target holds the words as they were read (W3C TextQuoteSelector: exact, prefix, suffix), where they stood (W3C
TextPositionSelector: start, end, in code points of the body) and git's name for the text that was read
(https://www.w3.org/TR/annotation-model/#selectors). Each word is followed from that text through every later one to
today's. Words that cannot be followed are looked for where nothing else of the old text stands: the very words once in
the whole entry, else like words where they were lost; else the comment is an orphan. Never on other words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from mentorlog.model.trail import Trail, carried, weight
from mentorlog.model.wording import Tokens, is_word, same

CONTEXT = 48
"""Characters of context kept on either side of a quote."""

_TAKEN_SHARE = 0.33
"""Greatest part of a place that may have come from other words of the text that was read."""
_ALONE = 20
"""Characters from which words that moved need no company: shorter ones are said again and again."""
_COMPANY = 8
"""Characters around shorter words that must be as they were."""
_EVERYWHERE = 500
_LIKE = 80.0
"""Least likeness, in percent, of reworded words to those that were read."""
_LIKE_IN_PLACE = 65.0
"""The same between the very words that stood around them."""
_MARGIN = 10.0
"""How much more alike than any other passage they must be."""
_WINDOW = 2000
"""Characters of new text that are searched for reworded words; and of words that are searched for."""


class State(StrEnum):
    """How an anchor stands in today's text."""

    ANCHORED = "anchored"
    DRIFTED = "drifted"
    ORPHAN = "orphan"


@dataclass(frozen=True, slots=True)
class Target:
    """What a comment was said about.

    Attributes:
        exact: the words as they were read.
        prefix: up to 48 characters before them.
        suffix: up to 48 characters after them.
        start: where they began, in code points of the body that was read.
        end: where they ended.
        blob: git's name for the file that was read; may be empty.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    end: int = 0
    blob: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a target stands today.

    Attributes:
        state: how.
        start: where it begins, in code points of the body; None for an orphan.
        end: where it ends; None for an orphan.
        followed: whether the text that was read is known; else quote and context alone decided.
    """

    state: State
    start: int | None = None
    end: int | None = None
    followed: bool = True

    @property
    def span(self) -> tuple[int, int] | None:
        """Where it begins and ends; None for an orphan."""
        return None if self.start is None or self.end is None else (self.start, self.end)


ORPHAN = Anchor(State.ORPHAN)


def target(body: str, start: int, end: int, blob: str) -> Target:
    """The target for `body[start:end]` as it reads now."""
    return Target(body[start:end], body[max(0, start - CONTEXT) : start], body[end : end + CONTEXT], start, end, blob)


def resolve(wanted: Target, body: str, trail: Trail | None = None) -> Anchor:
    """Where `wanted` stands in `body`.

    Args:
        wanted: what was commented on.
        body: today's text.
        trail: from the text that was commented on to `body`, where the repository still has it.
    """
    place = _read_at(wanted, trail.read.text) if trail and wanted.exact else None
    if trail is None or place is None:
        return replace(_by_words(wanted, body), followed=False) if wanted.exact else ORPHAN
    if trail.read.text == body:
        return Anchor(State.ANCHORED, *place)
    return _Search(wanted, trail, place).anchor()


def stands(wanted: Target, read: str) -> bool:
    """Whether the words of a target stand in a text where it says."""
    return bool(wanted.exact) and read[wanted.start : wanted.end] == wanted.exact


def _read_at(wanted: Target, read: str) -> tuple[int, int] | None:
    """Where the words stood in the text that was read: where the target says, or where they stand once."""
    if stands(wanted, read):
        return wanted.start, wanted.end
    places = [place for place in _standing(wanted.exact, Tokens(read)) if _context(wanted, read, *place) >= _COMPANY]
    return places[0] if len(places) == 1 else None


def _by_words(wanted: Target, body: str) -> Anchor:
    """The very words where they stand once and in their old company: nothing more is sure without the text read."""
    places = _standing(wanted.exact, Tokens(body))
    if len(places) != 1 or _context(wanted, body, *places[0]) < _COMPANY:
        return ORPHAN
    return Anchor(State.ANCHORED, *places[0])


def _standing(exact: str, body: Tokens) -> list[tuple[int, int]]:
    """Every place where those words stand; none where they stand everywhere, for which is meant is open then."""
    found = body.find(Tokens(exact))
    return [place for place in found if same(exact, body.text[slice(*place)])] if len(found) <= _EVERYWHERE else []


class _Search:
    """One search for words in today's text.

    Args:
        wanted: what was commented on.
        trail: from the text that was read to today's.
        place: where the words stood in the one.
    """

    def __init__(self, wanted: Target, trail: Trail, place: tuple[int, int]) -> None:
        self._wanted = wanted
        self._trail = trail
        self._place = place
        self._exact = trail.read.text[slice(*place)]
        self._quoted = range(*trail.read.within(*place))
        images = trail.images
        self._own = frozenset(images[self._quoted.start : self._quoted.stop]) - {-1}
        self._others = frozenset((*images[: self._quoted.start], *images[self._quoted.stop :])) - {-1}

    def anchor(self) -> Anchor:
        """Where the words came to; else where they stand once; else what was put in their place; else nowhere."""
        if not self._quoted or not self._exact.strip():
            return ORPHAN
        place = carried(self._trail, self._place, self._quoted, self._others)
        if place and same(self._exact, self._trail.body.text[slice(*place)]):
            return Anchor(State.ANCHORED, *place)
        again = self._again() if place else self._moved()
        if again:
            return Anchor(State.ANCHORED, *again)
        place = place or self._reworded()
        return Anchor(State.DRIFTED, *place) if place and not self._stood(place) else ORPHAN

    def _again(self) -> tuple[int, int] | None:
        """The very words where some of them came to, while others of them came elsewhere."""
        places = [
            each for each in _standing(self._exact, self._trail.body) if not self._own.isdisjoint(self._tokens(each))
        ]
        return places[0] if len(places) == 1 else None

    def _moved(self) -> tuple[int, int] | None:
        """The very words where they stand once and did not stand before, and are many or in their old company."""
        places = [each for each in _standing(self._exact, self._trail.body) if self._taken(each) < _TAKEN_SHARE]
        if len(places) != 1:
            return None
        is_sure = len(self._exact) >= _ALONE or _context(self._wanted, self._trail.body.text, *places[0]) >= _COMPANY
        return places[0] if is_sure else None

    def _reworded(self) -> tuple[int, int] | None:
        """Words like those that were read, in what was put in where they were lost, and nothing else as like."""
        images, now = self._trail.images, self._trail.body
        low = next((now.end(image) for image in reversed(images[: self._quoted.start]) if image >= 0), 0)
        high = next((now.start(image) for image in images[self._quoted.stop :] if image >= 0), len(now.text))
        window = low, min(high, low + _WINDOW)
        if low >= high or len(self._exact) > _WINDOW or not self._tokens(window) or self._taken(window):
            return None
        from rapidfuzz import fuzz

        neighbours = [*images[: self._quoted.start][-1:], *images[self._quoted.stop :][:1]]
        whole = _whole_words(now, *window)
        if -1 not in neighbours and fuzz.ratio(self._exact, now.text[slice(*whole)]) >= _LIKE_IN_PLACE:
            return whole
        text = now.text[slice(*window)]
        found = fuzz.partial_ratio_alignment(self._exact, text, score_cutoff=_LIKE)
        if found is None or found.dest_end - found.dest_start < len(self._exact) // 2:
            return None
        if (
            max(self._likeness(part) for part in (text[: found.dest_start], text[found.dest_end :]))
            > found.score - _MARGIN
        ):
            return None
        place = low + found.dest_start, low + found.dest_end
        return _whole_words(now, *place) if any(is_word(now.keys[token]) for token in self._tokens(place)) else None

    def _stood(self, place: tuple[int, int]) -> bool:
        """Whether the very words of a place stood elsewhere in the text that was read: then they are not new ones."""
        text, read = self._trail.body.text[slice(*place)], self._trail.read.text
        return any(end <= self._place[0] or start >= self._place[1] for start, end in _standing(text, Tokens(read)))

    def _likeness(self, part: str) -> float:
        from rapidfuzz import fuzz

        return (fuzz.partial_ratio if len(part) > len(self._exact) else fuzz.ratio)(self._exact, part)

    def _taken(self, place: tuple[int, int]) -> float:
        """Which share of a place's words came from elsewhere in the text that was read."""
        touched = self._tokens(place)
        return weight(self._trail.body, self._others.intersection(touched)) / (weight(self._trail.body, touched) or 1)

    def _tokens(self, place: tuple[int, int]) -> range:
        return range(*self._trail.body.within(*place))


def _whole_words(cut: Tokens, start: int, end: int) -> tuple[int, int]:
    """A range from the beginning of a token to the end of one."""
    first, last = cut.within(start, end)
    return cut.start(first), cut.end(last - 1)


def _context(wanted: Target, body: str, start: int, end: int) -> int:
    """How many characters around a place are as they were; a missing side (start or end of the text) is complete."""
    before, after = body[:start][::-1], body[end:]
    same_as = [
        next((n for n, (a, b) in enumerate(zip(kept, now, strict=False)) if a != b), min(len(kept), len(now)))
        for kept, now in ((wanted.prefix[::-1], before), (wanted.suffix, after))
    ]
    whole = (not before and not wanted.prefix) or (not after and not wanted.suffix)
    return sum(same_as) + (_COMPANY if whole else 0)
