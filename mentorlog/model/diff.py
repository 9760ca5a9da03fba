"""What became of each word of a text in the next: kept, moved, taken out, or put in.

Long runs of words that stand once in either text are tied together first, wherever they stand, so that a moved
paragraph is seen as moved; then what lies between two tied runs is compared by its longest common subsequence. Of that,
runs shorter than the changes on both of their sides are let go: an "and" that both happen to have is no word kept.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, compress, count, pairwise
from operator import ne

from mentorlog.model.wording import BREAK, Tokens

_SHINGLE = 3
_LONG = 8
"""Tokens in a run that is the same words wherever it stands: fewer are too often said twice."""
_MOST_OF = 0.5
"""Share of a sentence that must stand in another sentence, or hold it, for the two to be one that moved."""
_ENDS = frozenset({".", "!", "?", ";", ":", BREAK})
_MOST = 100_000_000
"""Old times new tokens of one gap: more would take seconds, and such a gap is another text."""

Block = tuple[int, int, int]
"""(place in the old text, place in the new, length), in tokens."""


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


def match(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """For each old token its place among the new, or -1; no two have the same."""
    images, origins = [-1] * len(old), [-1] * len(new)

    def tie(block: Block) -> None:
        at, to, size = block
        images[at : at + size] = range(to, to + size)
        origins[to : to + size] = range(at, at + size)

    low = _shared(old, new)
    high = min(_shared(old[::-1], new[::-1]), len(old) - low, len(new) - low)
    tie((0, 0, low))
    tie((len(old) - high, len(new) - high, high))
    for at, to, size in _common(old[low : len(old) - high], new[low : len(new) - high]):
        tie((low + at, low + to, size))
    for at, to, is_sure in _seeds(old, new, images, origins):
        run = _extended(old, new, images, origins, at, to)
        if run[2] >= (_SHINGLE if is_sure else _LONG):
            tie(run)
    for gap in list(_gaps(images)):
        begin, end = gap
        for low, high in _across(images, origins, *gap):
            for at, to, size in _common(old[begin:end], new[low:high]):
                tie((begin + at, low + to, size))
            begin = next((at + 1 for at in reversed(range(begin, end)) if images[at] >= 0), begin)
    return images


def changes(old: str, new: str, start: int = 0, end: int | None = None) -> list[Piece]:
    """How one text became the other, in reading order: all of it, or what became of `old[start:end]`."""
    before, after = Tokens(old), Tokens(new)
    first, last = -1, len(before.keys) + 1
    if end is not None:
        first, last = before.within(start, end)
    images = _leaning(before.keys, after.keys, match(before.keys, after.keys))
    return list(_joined(_pieces(before, after, images, first, last)))


def elided(pieces: Sequence[Piece], around: int = 60) -> list[Piece]:
    """The same, with long stretches that were kept cut down to the words beside a change."""
    short = []
    for place, piece in enumerate(pieces):
        head = piece.text[:around].rpartition(" ")[0] if place else ""
        tail = piece.text[-around:].partition(" ")[2] if place + 1 < len(pieces) else ""
        is_long = piece.fate is Fate.KEPT and len(piece.text) > len(head) + len(tail) + around
        short.append(Piece(Fate.KEPT, f"{head} … {tail}") if is_long else piece)
    return short


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many tokens both begin with."""
    return next(compress(count(), map(ne, old, new)), min(len(old), len(new)))


def _seeds(
    old: Sequence[str], new: Sequence[str], images: Sequence[int], origins: Sequence[int]
) -> Iterator[tuple[int, int, bool]]:
    """Where some untied tokens in a row stand that stand once in either text, and whether their sentences are one."""
    if min(images.count(-1), origins.count(-1)) < _SHINGLE:
        return
    here, there = _once(old, images), _once(new, origins)
    pairs = [(at, there[shingle]) for shingle, at in here.items() if at >= 0 and there.get(shingle, -1) >= 0]
    if not pairs:
        return
    here_in, there_in = _sentences(old), _sentences(new)
    sizes, others = Counter(here_in), Counter(there_in)
    votes = Counter((here_in[at], there_in[to]) for at, to in pairs)
    for at, to in pairs:
        sentence, other = here_in[at], there_in[to]
        smaller = min(sizes[sentence], others[other]) + 1 - _SHINGLE
        yield at, to, votes[sentence, other] > _MOST_OF * smaller


def _sentences(keys: Sequence[str]) -> list[int]:
    """For each token the number of its sentence."""
    return list(accumulate(map(_ENDS.__contains__, keys), initial=0))


def _once(keys: Sequence[str], ties: Sequence[int]) -> dict[tuple[str, ...], int]:
    """Where each run of a few untied tokens stands; -1 for those that stand more than once."""
    places: dict[tuple[str, ...], int] = {}
    for start, end in _gaps(ties):
        for at in range(start, end + 1 - _SHINGLE):
            shingle = tuple(keys[at : at + _SHINGLE])
            places[shingle] = -1 if shingle in places else at
    return places


def _extended(
    old: Sequence[str], new: Sequence[str], images: Sequence[int], origins: Sequence[int], at: int, to: int
) -> Block:
    """The longest run of equal, untied tokens around a place."""
    if images[at] >= 0 or origins[to] >= 0:
        return at, to, 0
    end, start = at, at
    shift = to - at
    while (
        end < len(old)
        and end + shift < len(new)
        and images[end] < 0 > origins[end + shift]
        and (old[end] == new[end + shift])
    ):
        end += 1
    while (
        start > 0 < start + shift
        and images[start - 1] < 0 > origins[start - 1 + shift]
        and (old[start - 1] == new[start - 1 + shift])
    ):
        start -= 1
    return start, start + shift, end - start


def _gaps(ties: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The runs of tokens that nothing is known of yet."""
    at, end = 0, len(ties)
    while at < end:
        try:
            start = ties.index(-1, at)
        except ValueError:
            return
        at = start
        while at < end and ties[at] < 0:
            at += 1
        yield start, at


def _across(images: Sequence[int], origins: Sequence[int], start: int, end: int) -> list[tuple[int, int]]:
    """The new, untied tokens behind the image of what stands before a gap, and before that of what stands behind."""
    left = images[start - 1] + 1 if start else 0
    right = images[end] if end < len(images) else len(origins)
    after, before = left, right
    while after < len(origins) and origins[after] < 0:
        after += 1
    while before > 0 and origins[before - 1] < 0:
        before -= 1
    found = [(left, after)] if before == left else [(left, after), (before, right)]
    return [(low, high) for low, high in found if low < high]


def _common(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The longest common subsequence, without the runs that are shorter than the changes around them."""
    if len(old) * len(new) > _MOST:
        return []
    from rapidfuzz.distance import LCSseq  # takes a while to load, and only changed texts need it

    found = LCSseq.editops(old, new).as_matching_blocks()
    blocks = [(block.a, block.b, block.size) for block in found if block.size]
    before, after = _letters(old), _letters(new)
    while True:
        kept = list(_solid(blocks, before, after))
        if len(kept) == len(blocks):
            return blocks
        blocks = kept


def _solid(blocks: Sequence[Block], before: Sequence[int], after: Sequence[int]) -> Iterator[Block]:
    """The blocks that are longer, in letters, than the changes on one of their sides."""
    edges = [(0, 0, 0), *blocks, (len(before) - 1, len(after) - 1, 0)]
    changed = [
        max(before[c] - before[a + size], after[d] - after[b + size]) for (a, b, size), (c, d, _) in pairwise(edges)
    ]
    for block, left, right in zip(blocks, changed, changed[1:], strict=False):
        if before[block[0] + block[2]] - before[block[0]] > min(left, right):
            yield block


def _letters(keys: Sequence[str]) -> list[int]:
    """How many letters stand before each token, and in all."""
    return list(accumulate(map(len, keys), initial=0))


def _leaning(old: Sequence[str], new: Sequence[str], images: Sequence[int]) -> list[int]:
    """The same, with marks tied to those behind the same word: which of many full stops is meant is open."""
    leaning = list(images)
    taken = {image: at for at, image in enumerate(images) if image >= 0}
    for at, key in (*enumerate(old), *enumerate(old)):  # once more, for what leans leaves another free
        to = leaning[at - 1] + 1 if at and leaning[at - 1] >= 0 else len(new)
        if not key.isalnum() and to < len(new) and new[to] == key and to not in taken:
            taken.pop(leaning[at], None)
            leaning[at], taken[to] = to, at
    return leaning


def _pieces(old: Tokens, new: Tokens, images: Sequence[int], first: int, last: int) -> Iterator[Piece]:
    """Token by token: what became of the old ones from `first` to `last`, and what was put in among them."""
    steady = _ascending(images)
    moved = set(images) - {image for _, image in steady}
    at = to = 0
    for keep, image in (*steady, (len(old.keys), len(new.keys))):
        for place in range(max(at, first), min(keep, last)):
            yield Piece(Fate.GONE if images[place] < 0 else Fate.MOVED_AWAY, _written(old, place))
        if (at < last and keep > first) if at < keep else first < keep < last:
            for place in range(to, image):
                yield Piece(Fate.MOVED_HERE if place in moved else Fate.NEW, _written(new, place))
        if first <= keep < last and keep < len(old.keys):
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
