"""Pseudonyms: listed names replaced by what stands for them, and what of a name is left.

A name is looked for by its tokens: runs of letters, cut at apostrophes, hyphens, underscores, digits and where a
capital follows a small letter, and compared without case and accents (NFKD). So whatever counts as a residue is what is
replaced. A listed name that is also a word (Will, Mark, Rose) is replaced where it is written as it is listed, inside a
sentence, and where a listed occurrence says so; at the beginning of a sentence it is open what is meant, and that stops
an export too.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from mentorlog.research.names import Names, Once, Run, Token, cut, keys, readings, runs, tokens, whole, words

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_ESCAPED = re.compile(r"[^\s()<>\[\]\"']*%[0-9a-fA-F]{2}[^\s()<>\[\]\"']*")
_ENDS = re.compile(r"(?:^|[.!?:;…]|\n)[\s\"'“”‘’*_#>\-–—(\[]*\Z")
_STYLES = ("Mr", "Mrs", "Ms", "Mx", "Dr", "Prof", "Rev", "Fr", "St", "Sr", "Jr")
_STYLE = re.compile(rf"\b(?:{'|'.join(_STYLES)})\.\s*\Z")
"""What stands before a name with a full stop that ends no sentence."""
_NOBODY = frozenset({"I", *_STYLES})
"""English words that are always written with a capital."""
_JOINED = 6
"""Letters from which a name of several words is known when it is written as one."""
_LEAST = 3
"""Letters of a name from which it is counted inside longer words."""


@dataclass(frozen=True, slots=True)
class Residue:
    """A listed name that is left, or of which it is open whether it is meant.

    Attributes:
        name: as it is listed.
        around: the words that it stands among.
    """

    name: str
    around: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """A text with pseudonyms.

    Attributes:
        text: what it reads now.
        edits: where in the old text something was replaced: start, end, and how many characters stand there now.
        first: what was done to the text before that.
    """

    text: str
    edits: tuple[tuple[int, int, int], ...] = ()
    first: Replaced | None = None

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Where a range of the old text stands now; what was replaced belongs to it whole."""
        if self.first:
            start, end = self.first.moved(start, end)
        return self._at(start, after=False), self._at(end, after=True)

    def _at(self, place: int, *, after: bool) -> int:
        shift = 0
        for start, end, length in self.edits:
            if start >= place:
                break
            if place < end:
                return start + shift + (length if after else 0)
            shift += length - (end - start)
        return place + shift


class Pseudonymiser:
    """Replaces the names of one list.

    Args:
        names: the list.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._written = {name: [token.text for token in tokens(name)] for name in names.pseudonyms}
        self._exact = {
            name for name, parts in self._written.items() if name in names.words or max(map(len, parts), default=0) == 1
        }
        self._joined: dict[str, str] = {}
        for name in names.pseudonyms:
            parts = tuple(token.key for token in tokens(name))
            if parts:
                self._by_first.setdefault(parts[0], []).append((parts, name))
                if name not in self._exact and (len(parts) == 1 or " " not in name or len("".join(parts)) >= _JOINED):
                    self._joined.setdefault("".join(parts), name)
        self._seeks = frozenset(self._by_first) | frozenset(self._joined)
        for listed in self._by_first.values():
            listed.sort(key=lambda each: (-len(each[0]), each[1]))
        self._longest = max((len(parts) for listed in self._by_first.values() for parts, _ in listed), default=0)
        self._known: set[str] = set()
        self._longer: dict[str, list[str]] = {}
        for name in names.pseudonyms:
            written = tokens(name)
            self._known.update(token.key for token in written if len(written) == 1)
            for token in written if len(written) > 1 else ():
                self._longer.setdefault(token.key, []).append(name.casefold())
        self._is_sought = Once(lambda run: not self._seeks.isdisjoint(keys(run)))
        self._is_strange = Once(self._looks_strange)
        self._seen: Counter[str] = Counter()
        self._within: Counter[str] = Counter()
        self._opening: Counter[str] = Counter()

    def text(self, text: str) -> Replaced:
        """A text with every listed name replaced."""
        plain = _decoded(text)
        edits = [(start, end, self._names.pseudonyms[name]) for start, end, name in self._found(plain.text)]
        made, spans = _edited(plain.text, edits)
        return Replaced(made, spans, plain if plain.edits else None)

    def plain(self, text: str) -> str:
        """The same, without saying where."""
        return self.text(text).text

    def residues(self, text: str) -> Iterator[Residue]:
        """What of listed names is left in a text, its addresses decoded."""
        for shown in dict.fromkeys(readings(text)):
            for start, end, name in self._matches(shown):
                if name not in self._names.words or self._is_open(shown, start, end, name):
                    yield Residue(name, " ".join(shown[max(0, start - 30) : end + 30].split()))

    def look(self, text: str) -> None:
        """Count what the list does not reach: names inside longer words, and capitalised words that it knows not."""
        self._seen.update(words(text))
        for run in runs(text):
            if self._is_strange[run[0]]:
                for token in cut(run):
                    if self._is_unknown(token) and not self._is_part(text, token):
                        (self._opening if _begins(text, token.start) else self._within)[token.text] += 1

    @property
    def unknown(self) -> Counter[str]:
        """How often capitalised words stand in what was looked at that the list knows not.

        A word that begins a sentence is among them unless it stands somewhere without its capital too.
        """
        small = {token.text for word in self._seen for token in tokens(word)}
        opening = {word: n for word, n in self._opening.items() if word in self._within or word.lower() not in small}
        return self._within + Counter(opening)

    @property
    def inside(self) -> Counter[str]:
        """How often listed names stand inside longer words of what was looked at."""
        found: Counter[str] = Counter()
        for word, count in self._seen.items():
            for token in tokens(word):
                if token.key not in self._known and token.key not in self._longer:
                    found.update({key: count for key in self._by_first if len(key) >= _LEAST and key in token.key})
        return found

    def _looks_strange(self, run: str) -> bool:
        return any(self._is_unknown(token) for token in tokens(run))

    def _is_unknown(self, token: Token) -> bool:
        """Whether a token may be a name that the list lacks, unless a sentence begins with it."""
        return token.text[0].isupper() and token.key not in self._known and token.text not in _NOBODY

    def _is_part(self, text: str, token: Token) -> bool:
        """Whether a token stands in a name of several words: a surname alone may be that of somebody else."""
        longer = self._longer.get(token.key, ())
        reach = max(map(len, longer), default=0)
        around = text[max(0, token.start - reach) : token.start + reach].casefold() if longer else ""
        return any(name in around for name in longer)

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """The places that are to be replaced, none within another."""
        for start, end, name in self._matches(text):
            if name not in self._names.words or self._is_meant(text, start, end, name):
                yield start, end, name

    def _matches(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where the tokens of a name stand, the longest first, from left to right."""
        if not any(map(self._is_sought.__getitem__, words(text))):
            return
        every = list(runs(text))
        sought = [number for number, run in enumerate(every) if self._is_sought[run[0]]]
        found = [*self._as_cut(text, every, sought), *self._as_one(every[number] for number in sought)]
        found.sort(key=lambda each: (each[0], -each[1]))
        reached = 0
        for start, end, name in found:
            if start >= reached:
                yield start, end, name
                reached = end

    def _as_cut(self, text: str, every: Sequence[Run], sought: Iterable[int]) -> Iterator[tuple[int, int, str]]:
        """Names by their tokens, from the runs in which one may begin."""
        reached = 0
        for number in sought:
            ahead = cut(every[number])
            own = len(ahead)
            for run in every[number + 1 :]:
                if len(ahead) >= own + self._longest:
                    break
                ahead += cut(run)
            for at, token in enumerate(ahead[:own]):
                for parts, name in self._by_first.get(token.key, ()) if token.start >= reached else ():
                    there = ahead[at : at + len(parts)]
                    if tuple(each.key for each in there) == parts and self._fits(there, name):
                        yield there[0].start, _past_marks(text, there[-1].end, name), name
                        reached = there[-1].end
                        break

    def _as_one(self, sought: Iterable[Run]) -> Iterator[tuple[int, int, str]]:
        """Names that are written as one run, wherever its capitals stand: `Mcdonald`, `obrien`, `maryann`."""
        for run in sought:
            if name := self._joined.get(whole(run[0])):
                yield run.start(), run.end(), name

    def _fits(self, there: Sequence[Token], name: str) -> bool:
        """Whether a name that is nothing but initials, or a word too, is written as it is listed."""
        if name not in self._exact:
            return True
        written = [token.text for token in there]
        loud = name in self._names.words and all(len(each) > 1 and each.isupper() for each in written)
        return loud or written == self._written[name]

    def _is_meant(self, text: str, start: int, end: int, name: str) -> bool:
        if _listed(text, start, end, self._names.kept.get(name, ())) or text[start:end].isupper():
            return False
        return _listed(text, start, end, self._names.words[name]) or not _begins(text, start)

    def _is_open(self, text: str, start: int, end: int, name: str) -> bool:
        return not _listed(text, start, end, self._names.kept.get(name, ()))


def _past_marks(text: str, end: int, name: str) -> int:
    """Where a name ends whose last letters are followed by marks of its own, as in `M.S.`."""
    marks = name[tokens(name)[-1].end :]
    return end + len(marks) if marks.strip() and text.startswith(marks, end) else end


def _begins(text: str, start: int) -> bool:
    """Whether a sentence begins there."""
    before = text[max(0, start - 40) : start]
    return not start or bool(_ENDS.search(before) and not _STYLE.search(before))


def _listed(text: str, start: int, end: int, occurrences: Iterable[str]) -> bool:
    """Whether a place stands in one of some listed occurrences."""
    around = text[max(0, start - 80) : end + 80]
    at = start - max(0, start - 80)
    return any(
        where <= at < where + len(each)
        for each in occurrences
        for where in (found.start() for found in re.finditer(re.escape(each), around))
    )


def _decoded(text: str) -> Replaced:
    """Letters that are written as entities, and addresses that are escaped, as one reads them."""
    edits = [(found.start(), found.end(), html.unescape(found[0])) for found in _ENTITY.finditer(text)]
    edits = [each for each in edits if each[2].isalpha()]
    edits += [(found.start(), found.end(), _unescaped(found[0])) for found in _ESCAPED.finditer(text)]
    edits = [each for each in sorted(edits) if text[each[0] : each[1]] != each[2]]
    made, spans = _edited(text, edits)
    return Replaced(made, spans)


def _unescaped(address: str) -> str:
    """An address with its letters as one reads them; what is no letter stays escaped."""
    return re.sub(
        r"(?:%[0-9a-fA-F]{2})+",
        lambda found: "".join(
            char if char.isalpha() else quote(char, safe="") for char in unquote(found[0], errors="replace")
        ),
        address,
    )


def _edited(text: str, edits: Iterable[tuple[int, int, str]]) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    parts, spans, at = [], [], 0
    for start, end, written in edits:
        if start >= at:
            parts += [text[at:start], written]
            spans.append((start, end, len(written)))
            at = end
    return "".join([*parts, text[at:]]), tuple(spans)
