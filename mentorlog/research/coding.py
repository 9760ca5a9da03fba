"""What coding shows: where codes were given, which stand together, and how far two coders agree.

Places count code points of an entry's body as it reads today, from 0. Where the words are gone that were coded, the
code is told, and counts for no place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from mentorlog.model.codebook import Codebook
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal

Span = tuple[int, int]
"""Where a stretch of text begins, and the place behind its last letter."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A code that somebody gave to a passage, or to an entry as a whole.

    Attributes:
        code: its word, as it goes today.
        coder: a handle.
        path: of the entry.
        channel: of the entry.
        length: of the entry's body, in code points.
        span: where the passage stands; None where its words are gone.
        id: of the comment.
    """

    code: str
    coder: str
    path: str
    channel: Channel
    length: int
    span: Span | None
    id: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two coders gave one code, in code points of all entries in which both gave any.

    Attributes:
        code: its word.
        both: given by both.
        one: by the first alone.
        other: by the second alone.
        neither: by none of them.
    """

    code: str
    both: int
    one: int
    other: int
    neither: int

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa (Educational and Psychological Measurement 20, 1960, 37-46); None where chance explains all."""
        total = self.both + self.one + self.other + self.neither
        first, second = self.both + self.one, self.both + self.other
        chance = first * second + (total - first) * (total - second)
        if not total or chance == total * total:
            return None
        return ((self.both + self.neither) * total - chance) / (total * total - chance)


def codings(journal: Journal) -> Iterator[tuple[Coded, Comment, Entry]]:
    """Every code that stands, by entries in their order and places in the text."""
    for entry in journal.entries:
        found = []
        for remark in journal.thread(entry.id).notes if journal.get(entry.id) is entry else ():
            comment = remark.comment
            if comment.code and not remark.retracted:
                anchor = journal.anchor(comment, entry)
                place = (anchor.start, anchor.end) if anchor else (0, len(entry.body))
                found.append((coded(journal.codebook, comment, entry, *place), comment, entry))
        yield from sorted(found, key=lambda each: (each[0].span or (len(entry.body), 0), each[0].id))


def coded(book: Codebook, comment: Comment, entry: Entry, start: int | None, end: int | None) -> Coded:
    """A code by its comment, and where that stands."""
    code = book.find(comment.code)
    span = (start, end) if start is not None and end is not None else None
    word = code.word if code else comment.code
    return Coded(word, comment.author, entry.path, entry.channel, len(entry.body), span, comment.id)


def by_channel(found: Iterable[Coded]) -> Mapping[str, Counter[Channel]]:
    """How often each code was given in each channel."""
    counts: dict[str, Counter[Channel]] = defaultdict(Counter)
    for each in found:
        counts[each.code][each.channel] += 1
    return counts


def together(found: Iterable[Coded]) -> Counter[tuple[str, str]]:
    """How often two codes overlap: their passages, those of all coders joined, that share a letter; words in order."""
    places: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for each in found:
        if each.span:
            places[each.path][each.code].append(each.span)
    counts: Counter[tuple[str, str]] = Counter()
    for codes in places.values():
        for one, other in combinations(sorted(codes), 2):
            counts[one, other] += len(list(_shared(_joined(codes[one]), _joined(codes[other]))))
    return +counts


def agreements(found: Sequence[Coded]) -> Mapping[tuple[str, str], list[Agreement]]:
    """How far coders agree, by pairs of them that worked on the same entries: on each code, by its word."""
    placed = [each for each in found if each.span]
    made = {}
    for one, other in combinations(sorted({each.coder for each in placed}), 2):
        theirs = [{each.path for each in placed if each.coder == coder} for coder in (one, other)]
        shared = [each for each in placed if each.path in theirs[0] & theirs[1] and each.coder in (one, other)]
        if shared:
            codes = sorted({each.code for each in shared})
            made[one, other] = [_agreement(code, shared, one, other) for code in codes]
    return made


def _agreement(code: str, shared: Sequence[Coded], one: str, other: str) -> Agreement:
    given: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for each in shared:
        if each.code == code and each.span:
            given[each.path, each.coder].append(each.span)
    lengths = {each.path: each.length for each in shared}
    both = first = second = 0
    for path in lengths:
        ones, others = _joined(given[path, one]), _joined(given[path, other])
        both += sum(_shared(ones, others))
        first += _size(ones)
        second += _size(others)
    return Agreement(code, both, first - both, second - both, sum(lengths.values()) - first - second + both)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Stretches that touch no other, from left to right."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _size(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in spans)


def _shared(one: Iterable[Span], other: Sequence[Span]) -> Iterator[int]:
    """How many letters each of some stretches shares with each of others, where they share any."""
    for start, end in one:
        for first, last in other:
            if (shared := min(end, last) - max(start, first)) > 0:
                yield shared
