"""What coding shows: where codes were given, which stand together, and how far two coders agree.

Places count code points of an entry's body as it reads today, from 0. Where the words are gone that were coded, the
code is told, and counts for no place. A code on an entry as a whole says something else than one on a passage: it is
told by channel, and apart from what is counted by place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from mentorlog.model.anchor import Anchor
from mentorlog.model.comment import Comment, Remark
from mentorlog.model.entry import Channel, Entry, folded
from mentorlog.model.journal import Journal

Span = tuple[int, int]
"""Where a stretch of text begins, and the place behind its last letter."""


@dataclass(frozen=True, slots=True)
class Coding:
    """A code that somebody gave to a passage, or to an entry as a whole.

    Attributes:
        code: its word, as it goes today; of one that the codebook does not have, folded.
        coder: a handle.
        path: of the entry.
        channel: of the entry.
        length: of the entry's body, in code points.
        span: where the passage stands; None where its words are gone, and for an entry as a whole.
        is_whole: whether it is for the entry as a whole.
        id: of the comment.
    """

    code: str
    coder: str
    path: str
    channel: Channel
    length: int
    span: Span | None
    is_whole: bool
    id: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two coders gave one code to passages, in code points of all entries in which both coded passages.

    Attributes:
        code: its word.
        entries: how many entries that are.
        both: given by both.
        one: by the first alone.
        other: by the second alone.
        neither: by none of them.
    """

    code: str
    entries: int
    both: int
    one: int
    other: int
    neither: int

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa (Educational and Psychological Measurement 20, 1960, 37-46).

        None where one of the two never gave the code, for then nothing can be said, or chance explains all.
        """
        return pooled([self]) if self.both + self.one and self.both + self.other else None

    @property
    def beyond_chance(self) -> tuple[int, int]:
        """How far they agree beyond chance, and how far they could: both in pairs of characters."""
        total = self.both + self.one + self.other + self.neither
        first, second = self.both + self.one, self.both + self.other
        chance = first * second + (total - first) * (total - second)
        return (self.both + self.neither) * total - chance, total * total - chance


def pooled(agreements: Iterable[Agreement]) -> float | None:
    """One kappa of several codes over the same entries: of the means of what was seen and of what chance would bring.

    After De Vries and others (Field Methods 20, 2008, 272-282). None where chance explains all.
    """
    reached, possible = map(sum, zip(*(each.beyond_chance for each in agreements), strict=True))
    return reached / possible if possible else None


def codings(journal: Journal) -> Iterator[tuple[Coding, Comment, Entry]]:
    """Every code that stands, by entries in their order and places in the text; each once on a passage."""
    for entry in journal.entries:
        if journal.get(entry.id) is entry:
            comments = {comment.id: comment for comment in journal.said(entry.id)}
            for each in codings_of(journal, entry):
                yield each, comments[each.id], entry


def memos(journal: Journal) -> Iterator[tuple[Remark, Entry]]:
    """Every memo that stands, by entries in their order."""
    for entry in journal.entries:
        if journal.get(entry.id) is entry:
            notes = journal.thread(entry.id).notes
            yield from ((remark, entry) for remark in notes if not remark.comment.code and not remark.retracted)


def codings_of(journal: Journal, entry: Entry) -> list[Coding]:
    """The same of one entry."""
    found = []
    for remark in journal.thread(entry.id).notes:
        comment = remark.comment
        if comment.code and not remark.retracted:
            code = journal.codebook.find(comment.code)
            word = code.word if code else folded(comment.code)
            found.append(coding(word, entry, comment, journal.anchor(comment, entry)))
    return distinct(sorted(found, key=lambda each: (each.span or (len(entry.body), 0), each.id)))


def coding(word: str, entry: Entry, comment: Comment, anchor: Anchor | None) -> Coding:
    """A code by its word, its comment, and where that stands."""
    span = anchor.span if anchor else None
    is_whole = comment.target is None
    return Coding(word, comment.author, entry.path, entry.channel, len(entry.body), span, is_whole, comment.id)


def distinct(found: Iterable[Coding]) -> list[Coding]:
    """Each code of a person on a passage once: two clones of one person may both have given it."""
    seen: dict[tuple[object, ...], Coding] = {}
    for each in found:
        place = each.span or each.is_whole or each.id
        seen.setdefault((each.code, each.coder, each.path, place), each)
    return list(seen.values())


def by_channel(found: Iterable[Coding]) -> Mapping[str, Counter[Channel]]:
    """How often each code was given in each channel."""
    counts: dict[str, Counter[Channel]] = defaultdict(Counter)
    for each in found:
        counts[each.code][each.channel] += 1
    return counts


def together(found: Iterable[Coding]) -> list[tuple[tuple[str, str], int]]:
    """How often two codes stand together, most often first: passages of the one and the other that share a letter.

    Passages of one code that overlap, as those of two coders do, count as one.
    """
    places: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for each in found:
        if each.span:
            places[each.path][each.code].append(each.span)
    counts: Counter[tuple[str, str]] = Counter()
    for codes in places.values():
        for one, other in combinations(sorted(codes), 2):
            counts[one, other] += len(list(_shared(_joined(codes[one]), _joined(codes[other]))))
    return sorted((+counts).items(), key=lambda each: (-each[1], each[0]))


def agreements(found: Iterable[Coding]) -> Mapping[tuple[str, str], list[Agreement]]:
    """How far coders agree, by pairs of them that coded passages of the same entries: on each code, by its word."""
    placed = [each for each in found if each.span]
    paths: dict[str, set[str]] = defaultdict(set)
    for each in placed:
        paths[each.coder].add(each.path)
    made = {}
    for one, other in combinations(sorted(paths), 2):
        both = paths[one] & paths[other]
        shared = [each for each in placed if each.path in both and each.coder in (one, other)]
        if shared:
            made[one, other] = list(_agreed(shared, one, other))
    return made


def _agreed(shared: Sequence[Coding], one: str, other: str) -> Iterator[Agreement]:
    """On each code, of two coders over entries that they share."""
    given: dict[str, dict[tuple[str, str], list[Span]]] = defaultdict(lambda: defaultdict(list))
    lengths = {each.path: each.length for each in shared}
    for each in shared:
        if each.span:
            given[each.code][each.path, each.coder].append(each.span)
    total = sum(lengths.values())
    for code in sorted(given):
        places = given[code]
        both = first = second = 0
        for path in {path for path, _ in places}:
            ones, others = _joined(places.get((path, one), ())), _joined(places.get((path, other), ()))
            both += sum(_shared(ones, others))
            first += _size(ones)
            second += _size(others)
        yield Agreement(code, len(lengths), both, first - both, second - both, total - first - second + both)


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Stretches of which none shares a letter with another, from left to right."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
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
