"""Lists of names, and how words are cut and compared, so that a name is found however it is written.

A token is a run of letters, cut at apostrophes, hyphens, underscores, digits and where a capital follows a small
letter; it is compared without case and accents (NFKD). A run is compared uncut as well.
"""

from __future__ import annotations

import html
import re
import sys
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from mentorlog.codec.people import read_names
from mentorlog.errors import Unreadable

_UNSEEN = ("Mn", "Me", "Cf")
_LETTERS = ("Lu", "Ll", "Lt", "Lo", "Lm")
_CAPITALS = ("Lu", "Lt")
_MARKS = "\u02bc\u02bb\u02b9\u02c8"
"""Apostrophes that count as letters."""
_TIMES = 5
"""How often an address may be escaped over again."""


Run = re.Match[str]
"""A run of letters, uncut, where it stands."""


class Once(dict[str, bool]):
    """What is found out once of each word: words come again and again."""

    def __init__(self, find: Callable[[str], bool]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> bool:
        found = self[word] = self._find(word)
        return found


class Token(NamedTuple):
    """A run of letters: where it stands, as it is written, and as it is compared."""

    start: int
    end: int
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names.

    Attributes:
        pseudonyms: what stands for each.
        words: names that are words too, each with the occurrences that mean the person.
        kept: the same, with the occurrences that do not.
    """

    pseudonyms: Mapping[str, str]
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kept: Mapping[str, Sequence[str]] = field(default_factory=dict)


def names_of(text: str, path: str) -> Names:
    """A `names.toml`: `[names]`, and for names that are words too `[words]` and `[kept]`, each with a list.

    Raises:
        Unreadable: it is not TOML, or of another shape.
    """
    pseudonyms = read_names(text, path)
    tables = tomllib.loads(text)
    lists = {}
    for key in ("words", "kept"):
        table = tables.get(key, {})
        if not isinstance(table, dict) or not all(_is_list_of_text(each) for each in table.values()):
            raise Unreadable(
                f"[{key}] is no table of lists", f'write [{key}] and below it "Will" = ["Will said"]', path=path
            )
        lists[key] = table
    if strangers := [name for name in (*lists["words"], *lists["kept"]) if name not in pseudonyms]:
        raise Unreadable(f"'{strangers[0]}' is not among the names", "list it below [names] first", path=path)
    if empty := [name for name in pseudonyms if not tokens(name)]:
        raise Unreadable(f"'{empty[0]}' holds no letter, so it cannot be found", "list it as it is written", path=path)
    return Names(pseudonyms, lists["words"], lists["kept"])


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def readings(text: str) -> Iterator[str]:
    """A text in every way that it may be read: with addresses and letters decoded, and what nobody sees as a space."""
    last = text
    for _ in range(_TIMES):
        yield last
        if not last.isascii() and _format().search(last):
            yield _format().sub(" ", last)
        decoded = html.unescape(unquote(last))
        if decoded == last:
            break
        yield unquote(last, "latin-1")
        last = decoded


def runs(text: str) -> Iterator[Run]:
    """The runs of letters of a text, uncut."""
    return _run().finditer(text)


def words(text: str) -> list[str]:
    """The same, without their places."""
    return _run().findall(text)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if unicodedata.category(char) not in _UNSEEN).casefold()


def tokens(text: str) -> list[Token]:
    """The runs of letters of a text."""
    return [token for run in runs(text) for token in cut(run)]


def cut(run: Run) -> list[Token]:
    """The tokens of one run, at their places in its text."""
    at = run.start()
    return [Token(at + start, at + end, part, key) for start, end, part, key in _parts(run[0])]


@cache
def _run() -> re.Pattern[str]:
    """A run of letters with what belongs to them: accents that stand alone, and what nobody sees."""
    chars = map(chr, range(sys.maxunicode + 1))
    unseen = "".join(re.escape(char) for char in chars if unicodedata.category(char) in _UNSEEN)
    return re.compile(rf"[^\W\d_]+(?:(?![\0-\x7f])[{unseen}]+[^\W\d_]*)*")  # a look ahead is cheap, that class is not


@cache
def _format() -> re.Pattern[str]:
    """What nobody sees, such as a joiner without width."""
    chars = map(chr, range(sys.maxunicode + 1))
    unseen = "".join(re.escape(char) for char in chars if unicodedata.category(char) == "Cf")
    return re.compile(rf"(?![\0-\x7f])[{unseen}]")


@lru_cache(maxsize=65536)
def _parts(run: str) -> tuple[Token, ...]:
    """The tokens of one run; words come again and again."""
    parts: list[Token] = []
    start = 0
    for at, is_letter in _edges(run):
        if at > start and (key := _folded(run[start:at])):
            parts.append(Token(start, at, run[start:at], key))
        start = at if is_letter else at + 1
    return tuple(parts)


def _edges(run: str) -> Iterator[tuple[int, bool]]:
    """Where a run is cut: before a capital behind a small letter or the last of several, and at what is no letter."""
    seen = [(at, char, unicodedata.category(char)) for at, char in enumerate(run)]
    letters = [each for each in seen if each[2] not in _UNSEEN]
    for number, (at, char, kind) in enumerate(letters):
        before = letters[number - 1][2] if number else ""
        after = letters[number + 1][2] if number + 1 < len(letters) else ""
        if kind not in _LETTERS or char in _MARKS:
            yield at, False
        elif kind in _CAPITALS and (before == "Ll" or (before in _CAPITALS and after == "Ll")):
            yield at, True
    yield len(run), True


@lru_cache(maxsize=65536)
def keys(run: str) -> frozenset[str]:
    """All that a run may be found by: its tokens, and itself uncut."""
    return frozenset([whole(run), *(token.key for token in _parts(run))])


@lru_cache(maxsize=65536)
def whole(run: str) -> str:
    """A run as it is compared, uncut."""
    return "".join(token.key for token in _parts(run))
