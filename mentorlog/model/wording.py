"""The wording of a text: what a reader reads of its Markdown, and the tokens that two texts are compared by.

Two wordings are the same when they differ in case, spaces, line ends, accents written in one or two characters
(https://unicode.org/reports/tr15/), kinds of quotation marks and dashes, and Markdown marks alone.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

_LOOKALIKES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})
_MARKUP = re.compile(
    r"\\(?=[!-/:-@\[-`{-~\n])"  # an escape
    r"|!(?=\[)|\]\([^()\[\]\n]{0,1000}\)|\]\[[^\[\]\n]{0,200}\]"  # a picture; a link's address, or its name
    r"|^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t].*$"  # where a link's name leads
    r"|<!--[^>]{0,1000}-->|</?[a-zA-Z][^<>\n]{0,200}>|<(?=https?:)|[*_`~\[\]]+"
    r"|^[ \t]*(?:```|~~~).*$"
    r"|^[ \t]*(?:[#>]+|[-+*]|\d{1,9}[.)])[ \t]+|^[ \t]*[-=|: \t]{3,}$|[ \t]\|(?=[ \t])",
    re.MULTILINE,
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_SINGLE = r"\u0e00-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts that are written without spaces: each letter is compared by itself."""
_TOKEN = re.compile(rf"[{_SINGLE}]|(?:[^\W{_SINGLE}]|[\u0300-\u036f])+|\s+|[^\w\s]")
BREAK = "\n\n"
"""The key of the end of a paragraph."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words and marks of a text.

    Attributes:
        text: what was cut up.
        keys: each token as it is compared.
        starts: where each begins in the text, in code points.
        ends: where each ends.
    """

    text: str
    keys: list[str]
    starts: list[int]
    ends: list[int]


def tokens(text: str) -> Tokens:
    """The words, marks and ends of paragraphs of a text; other spaces are left out."""
    parts = _TOKEN.findall(text)
    ends = list(accumulate(map(len, parts)))
    known = {part: _key(part) for part in set(parts)}
    words = [place for place, part in enumerate(parts) if known[part]]
    return Tokens(
        text,
        [known[parts[place]] for place in words],
        [ends[place] - len(parts[place]) for place in words],
        [ends[place] for place in words],
    )


def _key(part: str) -> str:
    """A token as it is compared; "" for spaces."""
    if part.isspace():
        return BREAK if part.count("\n") > 1 else ""
    return fold(part) or part


def fold(text: str) -> str:
    """A text as it is compared: without case, accents and kinds of quotation marks."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text).translate(_LOOKALIKES).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def plain(text: str) -> tuple[str, list[int]]:
    """The text as a reader would type it, and for each of its characters the place it came from."""
    marks = {place for found in _MARKUP.finditer(text) for place in range(*found.span())}
    coded = {found.start(): found for found in _ENTITY.finditer(text)}
    letters: list[str] = []
    places: list[int] = []
    place = 0
    while place < len(text):
        entity = coded.get(place)
        read = html.unescape(entity.group()) if entity else text[place]
        for letter in "" if place in marks else fold(read):
            blank = letter.isspace()
            if blank and (not letters or letters[-1] == " "):
                continue
            letters.append(" " if blank else letter)
            places.append(place)
        place = entity.end() if entity else place + 1
    return "".join(letters), places


def same(one: str, other: str) -> bool:
    """Whether two passages have the same words; where they have none, the same marks."""
    if one == other:
        return True
    first, second = tokens(one).keys, tokens(other).keys
    words = [key for key in first if key.isalnum()]
    return words == [key for key in second if key.isalnum()] and (bool(words) or first == second)
