"""Anchors: where in an entry a comment stands, found again after the entry was rewritten.

A target holds the words as they were read (W3C TextQuoteSelector: exact, prefix, suffix), where they stood (W3C
TextPositionSelector: start, end, in code points of the body) and git's name for the text that was read
(https://www.w3.org/TR/annotation-model/#selectors). Each word is followed from that text through every later one to
today's. Words that cannot be followed are looked for where nothing else of the old text stands: the very words once in
the whole entry, else like words where they were lost; else the comment is an orphan. Never on other words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mentorlog.model.diff import match
from mentorlog.model.quote import find
from mentorlog.model.wording import Tokens, same

CONTEXT = 48
"""Characters of context kept on either side of a quote."""

_KEPT_SHARE = 0.5
_TAKEN_SHARE = 0.33
_MIN_WORDS_ALONE = 20
_MIN_CONTEXT = 8
_LIKE = 80.0
"""Least likeness, in percent, of reworded words to those that were read."""
_MARGIN = 10.0
"""How much more alike than any other passage they must be."""
_WINDOW = 2000
"""Characters of new text that are searched for reworded words."""


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


ORPHAN = Anchor(State.ORPHAN)


@dataclass(frozen=True, slots=True)
class Trail:
    """How the words of the text that was read came through to today's.

    Attributes:
        read: the text that was read.
        body: today's.
        images: for each token of the one its place in the other, or -1.
    """

    read: Tokens
    body: Tokens
    images: Sequence[int]


class Trails:
    """Trails between texts; every two texts are compared once, however many comments ask."""

    def __init__(self) -> None:
        self._tokens: dict[str, Tokens] = {}
        self._images: dict[tuple[str, ...], Sequence[int]] = {}

    def along(self, texts: Sequence[str]) -> Trail:
        """The trail from the first of these texts through each of them to the last."""
        return Trail(self._cut(texts[0]), self._cut(texts[-1]), self._follow(tuple(texts)))

    def _follow(self, texts: tuple[str, ...]) -> Sequence[int]:
        if texts not in self._images:
            first, last = self._cut(texts[0]), self._cut(texts[-1])
            if first is last:
                self._images[texts] = range(len(first.keys))
            elif len(texts) == len(("read", "today")):
                self._images[texts] = match(first.keys, last.keys)
            else:
                rest = self._follow(texts[1:])
                self._images[texts] = [rest[at] if at >= 0 else -1 for at in self._follow(texts[:2])]
        return self._images[texts]

    def _cut(self, text: str) -> Tokens:
        if text not in self._tokens:
            self._tokens[text] = Tokens(text)
        return self._tokens[text]


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
    if not wanted.exact:
        return ORPHAN
    place = _read_at(wanted, trail.read.text) if trail else None
    if trail is None or place is None:
        return replace(_found(wanted, body, None, frozenset()) or ORPHAN, followed=False)
    if trail.read.text == body:
        return Anchor(State.ANCHORED, *place)
    first, last = trail.read.within(*place)
    carried = _carried(trail, place, first, last)
    if carried and carried.state is State.ANCHORED:
        return carried
    others = _others(trail, first, last)
    return _found(wanted, body, trail, others) or carried or _reworded(wanted, trail, others, first, last) or ORPHAN


def stands(wanted: Target, read: str) -> bool:
    """Whether the words of a target stand in a text where it says."""
    return bool(wanted.exact) and read[wanted.start : wanted.end] == wanted.exact


def _read_at(wanted: Target, read: str) -> tuple[int, int] | None:
    """Where the words stood in the text that was read: where the target says, or where they stand once."""
    if stands(wanted, read):
        return wanted.start, wanted.end
    places = [place for place in find(read, wanted.exact) if _context(wanted, read, *place) >= _MIN_CONTEXT]
    return places[0] if len(places) == 1 else None


def _others(trail: Trail, first: int, last: int) -> frozenset[int]:
    """The tokens of today's text that came from other words of the text that was read."""
    return frozenset((*trail.images[:first], *trail.images[last:]))


def _carried(trail: Trail, place: tuple[int, int], first: int, last: int) -> Anchor | None:
    """Where the words came to, as one follows a bookmark through an edit; None where most of them were lost."""
    read, now = trail.read, trail.body
    start, end = place
    length = end - start
    groups: list[list[int]] = []
    for token in (token for token in range(first, last) if trail.images[token] >= 0):
        image = trail.images[token]
        if groups:
            behind = trail.images[groups[-1][-1]]
            if image > behind and now.start(image) - now.end(behind) <= length // 2 + _MIN_WORDS_ALONE:
                groups[-1].append(token)
                continue
        groups.append([token])
    if not groups:
        return None
    kept = _trimmed(trail, max(groups, key=lambda group: _weight(read, group)))
    begins, ends = trail.images[kept[0]], trail.images[kept[-1]]
    while kept[0] > first and begins and read.keys[kept[0] - 1] == now.keys[begins - 1]:
        kept, begins = [kept[0] - 1, *kept], begins - 1
    while kept[-1] + 1 < last and ends + 1 < len(now.keys) and read.keys[kept[-1] + 1] == now.keys[ends + 1]:
        kept, ends = [*kept, kept[-1] + 1], ends + 1
    if _weight(read, kept) < _KEPT_SHARE * _weight(read, range(first, last)):
        return None
    at = now.start(begins) + _inside(start - read.start(kept[0]), read, kept[0], now, begins)
    to = now.end(ends) - _inside(read.end(kept[-1]) - end, read, kept[-1], now, ends)
    if to - at > 2 * length + 2 * _MIN_WORDS_ALONE:
        return None
    return Anchor(_state(read.text[start:end], now.text[at:to]), at, to)


def _trimmed(trail: Trail, kept: list[int]) -> list[int]:
    """Without marks at either end that are far from the words: any full stop may look like the one that was read."""
    keys, images = trail.read.keys, trail.images
    while len(kept) > 1 and not keys[kept[-1]].isalnum() and images[kept[-1]] > images[kept[-2]] + 1:
        kept = kept[:-1]
    while len(kept) > 1 and not keys[kept[0]].isalnum() and images[kept[0]] < images[kept[1]] - 1:
        kept = kept[1:]
    return kept


def _state(read: str, now: str) -> State:
    return State.ANCHORED if same(read, now) else State.DRIFTED


def _inside(letters: int, read: Tokens, token: int, now: Tokens, image: int) -> int:
    """So many letters into a word that is written with as many as it was; 0 in any other."""
    is_as_long = read.end(token) - read.start(token) == now.end(image) - now.start(image)
    return max(0, letters) if is_as_long else 0


def _weight(cut: Tokens, chosen: Sequence[int]) -> int:
    """Letters of tokens; a mark counts little, so that a quote of nothing but marks can be weighed as well."""
    return sum(100 * len(cut.keys[token]) if cut.keys[token].isalnum() else 1 for token in chosen)


def _found(wanted: Target, body: str, trail: Trail | None, others: frozenset[int]) -> Anchor | None:
    """The very words where they stand once and did not stand before, and are many or in their old company."""
    where = trail.body.find(Tokens(wanted.exact)) if trail else find(body, wanted.exact)
    places = [place for place in where if _taken(trail, others, *place) < _TAKEN_SHARE]
    if len(places) != 1:
        return None
    if (trail is None or len(wanted.exact) < _MIN_WORDS_ALONE) and _context(wanted, body, *places[0]) < _MIN_CONTEXT:
        return None
    return Anchor(State.ANCHORED, *places[0])


def _reworded(wanted: Target, trail: Trail, others: frozenset[int], first: int, last: int) -> Anchor | None:
    """Words much like those that were read, in what was put in where they were lost, and nothing else as like."""
    low = next((trail.body.end(image) for image in reversed(trail.images[:first]) if image >= 0), 0)
    high = next((trail.body.start(image) for image in trail.images[last:] if image >= 0), len(trail.body.text))
    window = trail.body.text[low : min(high, low + _WINDOW)]
    if not window.strip() or _taken(trail, others, low, low + len(window)):
        return None
    from rapidfuzz import fuzz

    found = fuzz.partial_ratio_alignment(wanted.exact, window, score_cutoff=_LIKE)
    if found is None or found.dest_end - found.dest_start < _KEPT_SHARE * len(wanted.exact):
        return None
    rest = (window[: found.dest_start], window[found.dest_end :])
    again = max(
        (fuzz.partial_ratio if len(part) > len(wanted.exact) else fuzz.ratio)(wanted.exact, part) for part in rest
    )
    if again > found.score - _MARGIN:
        return None
    at, to = _whole_words(trail.body, low + found.dest_start, low + found.dest_end)
    return Anchor(_state(wanted.exact, trail.body.text[at:to]), at, to)


def _whole_words(cut: Tokens, start: int, end: int) -> tuple[int, int]:
    """A range from the beginning of a word to the end of one."""
    first, last = cut.within(start, end)
    return cut.start(first), cut.end(last - 1)


def _taken(trail: Trail | None, others: frozenset[int], start: int, end: int) -> float:
    """Which share of a place's words came from elsewhere in the text that was read."""
    if trail is None:
        return 0
    touched = range(*trail.body.within(start, end))
    return _weight(trail.body, [token for token in touched if token in others]) / (_weight(trail.body, touched) or 1)


def _context(wanted: Target, body: str, start: int, end: int) -> int:
    """How many characters around a place are as they were; a missing side (start or end of the text) is complete."""
    before, after = body[:start][::-1], body[end:]
    same_as = [
        next((n for n, (a, b) in enumerate(zip(kept, now, strict=False)) if a != b), min(len(kept), len(now)))
        for kept, now in ((wanted.prefix[::-1], before), (wanted.suffix, after))
    ]
    whole = (not before and not wanted.prefix) or (not after and not wanted.suffix)
    return sum(same_as) + (_MIN_CONTEXT if whole else 0)
