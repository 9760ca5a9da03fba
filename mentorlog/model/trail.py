"""Following words from a text through every later one to today's, as one follows a bookmark through edits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mentorlog.model.diff import match
from mentorlog.model.wording import Tokens, is_word

_KEPT_SHARE = 0.5
"""Least part of the letters that must have come through for the words to be called reworded, not gone."""
_SLACK = 20
"""Characters by which a hole within the words may be longer than half of them; and a range, twice."""


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
        self._steps: dict[tuple[str, str], Sequence[int]] = {}
        self._ways: dict[tuple[str, ...], Sequence[int]] = {}

    def along(self, texts: Sequence[str]) -> Trail:
        """The trail from the first of these texts through each of them to the last."""
        way = tuple(texts)
        if way not in self._ways:
            images: Sequence[int] = range(len(self._cut(way[0]).keys))
            for step in map(self._step, way, way[1:]):
                images = [step[image] if image >= 0 else -1 for image in images]
            self._ways[way] = images
        return Trail(self._cut(way[0]), self._cut(way[-1]), self._ways[way])

    def _step(self, one: str, other: str) -> Sequence[int]:
        if (one, other) not in self._steps:
            self._steps[one, other] = match(self._cut(one).keys, self._cut(other).keys)
        return self._steps[one, other]

    def _cut(self, text: str) -> Tokens:
        if text not in self._tokens:
            self._tokens[text] = Tokens(text)
        return self._tokens[text]


def carried(trail: Trail, place: tuple[int, int], quoted: range, others: frozenset[int]) -> tuple[int, int] | None:
    """Where the words came to, as one follows a bookmark through an edit; None where most of them were lost.

    Args:
        trail: from the text that was read to today's.
        place: the words, in characters of the text that was read.
        quoted: the words, in tokens of it.
        others: the tokens of today's text that came from other words.
    """
    read, now = trail.read, trail.body
    length = place[1] - place[0]
    kept = _trimmed(trail, _largest(trail, quoted, length // 2 + _SLACK))
    if not kept:
        return None
    first, last, begins, ends = kept[0], kept[-1], trail.images[kept[0]], trail.images[kept[-1]]
    while first > quoted.start and begins and read.keys[first - 1] == now.keys[begins - 1]:
        first, begins = first - 1, begins - 1
    while last + 1 < quoted.stop and ends + 1 < len(now.keys) and read.keys[last + 1] == now.keys[ends + 1]:
        last, ends = last + 1, ends + 1
    through = {*kept, *range(first, kept[0]), *range(kept[-1], last + 1)}
    if weight(read, through) < _KEPT_SHARE * weight(read, quoted):
        return None
    at = now.start(begins) + _inside(place[0] - read.start(first), read, first, now, begins)
    to = now.end(ends) - _inside(read.end(last) - place[1], read, last, now, ends)
    if first > quoted.start:
        at = _widened(trail, others, read.start(first) - place[0], quoted.start - 1, begins, -1)
    if last + 1 < quoted.stop:
        to = _widened(trail, others, place[1] - read.end(last), quoted.stop, ends, 1)
    if not 0 < to - at <= 2 * (length + _SLACK):
        return None
    return at, to


def _largest(trail: Trail, quoted: range, hole: int) -> list[int]:
    """Of the tokens that came through, those that still stand together, with no hole longer than so many characters."""
    groups: list[list[int]] = [[]]
    for token in quoted:
        image = trail.images[token]
        if image < 0:
            continue
        behind = trail.images[groups[-1][-1]] if groups[-1] else -1
        if groups[-1] and not (image > behind and trail.body.start(image) - trail.body.end(behind) <= hole):
            groups.append([])
        groups[-1].append(token)
    return max(groups, key=lambda group: weight(trail.read, group))


def _widened(trail: Trail, others: frozenset[int], lost: int, neighbour: int, edge: int, way: int) -> int:
    """The edge of a range whose outer words were replaced: as far as the new words go, up to the old neighbour.

    Args:
        trail: from the text that was read to today's.
        others: the tokens of today's text that came from other words.
        lost: how many characters of the quote were lost on this side.
        neighbour: the token of the text that was read next to the quote.
        edge: the outermost token of today's text that came from the quote.
        way: -1 for the beginning, 1 for the end.
    """
    now = trail.body
    inside = 0 <= neighbour < len(trail.images)
    stop = trail.images[neighbour] if inside else (-1 if way < 0 else len(now.keys))
    new = range(edge + way, stop, way) if (stop - edge) * way > 0 and not (inside and stop < 0) else range(0)
    words = [token for token in new if is_word(now.keys[token])]
    near = now.start(edge) if way < 0 else now.end(edge)
    if not words or not others.isdisjoint(new):
        return near
    far = now.start(words[-1]) if way < 0 else now.end(words[-1])
    return far if abs(far - near) <= 2 * lost + _SLACK else near


def _trimmed(trail: Trail, kept: list[int]) -> list[int]:
    """Without marks at either end that are far from the words: any full stop may look like the one that was read."""
    keys, images = trail.read.keys, trail.images
    while len(kept) > 1 and not is_word(keys[kept[-1]]) and images[kept[-1]] > images[kept[-2]] + 1:
        kept = kept[:-1]
    while len(kept) > 1 and not is_word(keys[kept[0]]) and images[kept[0]] < images[kept[1]] - 1:
        kept = kept[1:]
    return kept


def _inside(letters: int, read: Tokens, token: int, now: Tokens, image: int) -> int:
    """So many letters into a word that is written with as many as it was; 0 in any other."""
    is_as_long = read.end(token) - read.start(token) == now.end(image) - now.start(image)
    return max(0, letters) if is_as_long else 0


def weight(cut: Tokens, chosen: Iterable[int]) -> int:
    """Letters of tokens; a mark counts little, so that a quote of nothing but marks can be weighed as well."""
    return sum(100 * len(cut.keys[token]) if is_word(cut.keys[token]) else 1 for token in chosen)
