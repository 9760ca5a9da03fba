"""The wording of a text: what a reader reads of its Markdown, and the tokens that two texts are compared by.

Two wordings are the same when they differ in case, spaces, line ends, accents written in one or two characters
(https://unicode.org/reports/tr15/), quotation marks, commas, full stops and Markdown marks alone. To find words that
somebody typed, accents are forgiven too.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate, chain, pairwise

_LOOKALIKES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})
MARKUP = re.compile(
    r"^[ \t]*(?:```|~~~).*$"  # the edge of a block of code
    r"|^[-=|: \t]{3,}$"  # a rule, or the line below a heading or a table's head
    r"|^[ \t]*>[> \t]*"  # a quotation
    r"|^[ \t]*(?:#{1,6}|[-+*]|\d{1,9}[.)])[ \t]+"  # a heading, an item
    r"|^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t].*$"  # where a link's name leads
    r"|\\(?=[!-/:-@\[-`{-~\n])"  # an escape
    r"|!(?=\[)|\]\([^()\[\]\n]{0,1000}\)|\]\[[^\[\]\n]{0,200}\]"  # a picture; a link's address, or its name
    r"|<!--[^>]{0,1000}-->|</?[a-zA-Z][^<>\n]{0,200}>|<(?=https?:)"
    r"|[*_`~\[\]|]+",
    re.MULTILINE,
)
"""What a reader does not read."""
_SHOWN = re.compile(
    r"!(?=\[)|\]\([^()\[\]\n]{0,1000}\)|\]\[[^\[\]\n]{0,200}\]|\\(?=[!-/:-@\[-`{-~])|[`~\[\]]+|\*+(?=\S)|(?<=\S)\*+"
    r"|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)|</?[a-zA-Z][^<>\n]{0,200}>|^[ \t]*>[> \t]*|^#{1,6}[ \t]+|^[-=|: \t]{3,}$",
    re.MULTILINE,
)
"""The same, where the rest is shown: a star or an underscore that marks nothing stays."""
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
"""What stands for one letter (https://html.spec.whatwg.org/#character-references)."""
_SINGLE = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts that are written without spaces: each letter is compared by itself."""
_MARKS = (
    r"!-/:-@\[-`{-~\u00a1-\u00bf\u00d7\u00f7\u200b-\u2bff\u3000-\u303f\ufe0e\ufe0f\ufe30-\ufe4f"
    r"\uff01-\uff0f\uff1a-\uff20\U0001f000-\U0001faff"
)
_TOKEN = re.compile(rf"[{_MARKS}]|[{_SINGLE}]|[^\s{_MARKS}{_SINGLE}]+")
_CHUNK = re.compile(r"\s+|\S+")
_PART = re.compile(r"[^.,;:!?]+[.,;:!?]*|[.,;:!?]+")
BREAK = "\n\n"
"""The key of the end of a paragraph."""
_SILENT = frozenset({*"\"'*_~`[]#>|\\().,;:", "...", BREAK})
"""Marks that change no word."""


class Tokens:
    """The words, marks and ends of paragraphs of a text; other spaces are left out.

    Attributes:
        text: what was cut up.
        keys: each token as it is compared.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.keys = list(chain.from_iterable(map(_part, _PART.findall(text))))

    def start(self, token: int) -> int:
        """Where a token begins in the text, in code points."""
        chunk = bisect_right(self._counts, token) - 1
        end, size = _places(self._chunks[chunk])[token - self._counts[chunk]]
        return self._begun[chunk] + end - size

    def end(self, token: int) -> int:
        """Where a token ends."""
        chunk = bisect_right(self._counts, token) - 1
        return self._begun[chunk] + _places(self._chunks[chunk])[token - self._counts[chunk]][0]

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The tokens that a range of the text touches: the first, and the one behind the last."""
        every = range(len(self.keys))
        return bisect_right(every, start, key=self.end), bisect_left(every, end, key=self.start)

    def find(self, words: Tokens) -> list[tuple[int, int]]:
        """The ranges of this text where the words of another stand in a row, whatever marks lie between."""
        wanted = " ".join(key for key in words.keys if is_word(key))
        line, tokens = self._words
        found = [place.start() for place in re.finditer(rf"(?<= ){re.escape(wanted)}(?= )", line)] if wanted else []
        first = [count - 1 for count in accumulate(line.count(" ", *gap) for gap in pairwise([0, *found]))]
        last = [at + wanted.count(" ") for at in first]
        return [(self.start(tokens[at]), self.end(tokens[to])) for at, to in zip(first, last, strict=True)]

    @cached_property
    def _words(self) -> tuple[str, list[int]]:
        """All words with a space on either side, and the token that each is."""
        tokens = [token for token, key in enumerate(self.keys) if is_word(key)]
        return f" {' '.join(self.keys[token] for token in tokens)} ", tokens

    @cached_property
    def _chunks(self) -> list[str]:
        """Words with the marks at them, and the spaces between."""
        return _CHUNK.findall(self.text)

    @cached_property
    def _begun(self) -> list[int]:
        """Where each chunk begins."""
        return list(accumulate(map(len, self._chunks), initial=0))

    @cached_property
    def _counts(self) -> list[int]:
        """How many tokens stand before each chunk."""
        return list(accumulate(map(len, map(_keys, self._chunks)), initial=0))


@lru_cache(maxsize=1 << 12)
def _part(text: str) -> tuple[str, ...]:
    """The tokens of a part of a text: from one state to the next, most parts stay what they were."""
    return tuple(chain.from_iterable(map(_keys, _CHUNK.findall(text))))


@lru_cache(maxsize=1 << 16)
def _keys(chunk: str) -> tuple[str, ...]:
    """The tokens of a word with the marks at it, or of some spaces: most words are said again and again."""
    if chunk.isspace():
        return (BREAK,) if chunk.count("\n") > 1 else ()
    return tuple(_alike(part) for part in _TOKEN.findall(chunk))


@lru_cache(maxsize=1 << 16)
def _places(chunk: str) -> tuple[tuple[int, int], ...]:
    """For each of these tokens where it ends in the chunk, and its size."""
    sizes = [len(part) for part in _TOKEN.findall(chunk)] if not chunk.isspace() else [len(chunk)] * len(_keys(chunk))
    return tuple(zip(accumulate(sizes), sizes, strict=True))


def is_word(key: str) -> bool:
    """Whether a token is a word or a number, not a mark."""
    return key[:1].isalnum()


def _alike(text: str) -> str:
    """A token as it is compared: without case, kinds of quotation marks, and ways to write an accent."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).translate(_LOOKALIKES).casefold()


def fold(text: str) -> str:
    """A text as it is looked for: without accents too."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text).translate(_LOOKALIKES).casefold()
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def plain(text: str) -> tuple[str, list[int]]:
    """The text as a reader would type it, and for each of its characters the place it came from."""
    marks = {place for found in MARKUP.finditer(text) for place in range(*found.span())}
    coded = {found.start(): found for found in ENTITY.finditer(text)}
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


def letter_end(text: str, start: int) -> int:
    """Where the letter that begins at a place ends: behind its entity, or behind accents of their own."""
    entity = ENTITY.match(text, start)
    end = entity.end() if entity else start + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def readable(text: str) -> str:
    """A text without its Markdown marks, as it is shown in a line."""
    return html.unescape(_SHOWN.sub("", text))


def same(one: str, other: str) -> bool:
    """Whether two passages have the same words to a reader; where they have none, the same marks."""
    return one == other or _said(one) == _said(other) or _said(readable(one)) == _said(readable(other))


def _said(text: str) -> list[str]:
    keys = Tokens(text).keys
    return [key for key in keys if key not in _SILENT] or keys
