"""What became of each word of a text in the next: kept, moved, taken out, or put in.

Long runs of words that stand once in either text are tied together first, wherever they stand, so that a moved
paragraph is seen as moved; then what lies between two tied runs is compared by its longest common subsequence. Of that,
runs shorter than the changes on both of their sides are let go: an "and" that both happen to have is no word kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from mentorlog.model.wording import BREAK

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


def match(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """For each old token its place among the new, or -1; no two have the same."""
    images, origins = [-1] * len(old), [-1] * len(new)

    def tie(block: Block) -> None:
        at, to, size = block
        images[at : at + size] = range(to, to + size)
        origins[to : to + size] = range(at, at + size)

    before = _shared(old, new)
    behind = min(_shared(old[::-1], new[::-1]), len(old) - before, len(new) - before)
    tie((0, 0, before))
    tie((len(old) - behind, len(new) - behind, behind))
    for at, to, size in _common(old[before : len(old) - behind], new[before : len(new) - behind]):
        tie((before + at, before + to, size))
    for at, to, is_sure in _seeds(old, new, images, origins):
        run = _extended(old, new, images, origins, at, to)
        if run[2] >= (_SHINGLE if is_sure else _LONG):
            tie(run)
    for start, end in list(_gaps(images)):
        free = start
        for low, high in _across(images, origins, start, end):
            for at, to, size in _common(old[free:end], new[low:high]):
                tie((free + at, low + to, size))
            free = next((at + 1 for at in reversed(range(free, end)) if images[at] >= 0), free)
    return images


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many tokens both begin with, found by halving: whole slices are compared faster than one by one."""
    same, rest = 0, min(len(old), len(new))
    while rest:
        half = (rest + 1) // 2
        if old[same : same + half] == new[same : same + half]:
            same, rest = same + half, rest - half
        else:
            rest = half - 1
    return same


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
