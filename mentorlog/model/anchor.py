"""Anchors: where in an entry a comment stands, found again after the entry was rewritten.

A target holds the words as they were read (W3C TextQuoteSelector: exact, prefix, suffix), where they stood (W3C
TextPositionSelector: start, end, in code points of the body) and git's name for the text that was read
(https://www.w3.org/TR/annotation-model/#selectors). It is carried to today's text through a diff of the two texts;
failing that, by the words themselves where they stand exactly once; else it is an orphan. Never on other words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

CONTEXT = 48
"""Characters of context kept on either side of a quote."""

_LONGEST = 100_000
_KEPT_SHARE = 0.5
_MIN_WORDS_ALONE = 20
_MIN_CONTEXT = 8
_LONGEST_QUOTE = 500
_SHORTEST_LIKENESS = 3
_LEAST_LIKENESS = 0.3
_LOOKALIKES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})
_MARKUP = (
    r"(?m)\\(?=[!-/:-@\[-`{-~\n])|\]\([^()\[\]\n]{0,1000}\)|</?[a-zA-Z][^<>\n]{0,200}>|[*_`~\[\]]+"
    r"|^[ \t]*(?:[#>]+|[-+]|\d{1,9}[.)])[ \t]+"
)
_SENTENCE = r"[^.!?\n][^.!?\n]*[.!?]*[\"”’)]*"


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
    """Where a target stands today; `start` and `end` are None for an orphan."""

    state: State
    start: int | None = None
    end: int | None = None


ORPHAN = Anchor(State.ORPHAN)


def target(body: str, start: int, end: int, blob: str) -> Target:
    """The target for `body[start:end]` as it reads now."""
    return Target(body[start:end], body[max(0, start - CONTEXT) : start], body[end : end + CONTEXT], start, end, blob)


def resolve(wanted: Target, body: str, read: str | None = None) -> Anchor:
    """Where `wanted` stands in `body`.

    Args:
        wanted: what was commented on.
        body: today's text.
        read: the text that was commented on, where the repository still has it.
    """
    if not wanted.exact:
        return ORPHAN
    if read is not None and max(len(read), len(body)) <= _LONGEST and read[wanted.start : wanted.end] == wanted.exact:
        carried = _carry(wanted, read, body)
        return carried if carried.state is State.ANCHORED else _moved(wanted, body) or carried
    if body[wanted.start : wanted.end] == wanted.exact and _context(wanted, body, wanted.start) >= _MIN_CONTEXT:
        return Anchor(State.ANCHORED, wanted.start, wanted.end)
    return _moved(wanted, body) or ORPHAN


def find(body: str, quote: str) -> list[tuple[int, int]]:
    """Every place where `quote` stands in `body`, forgiving case, spaces, quotation marks, accents and Markdown marks.

    Returns:
        Ranges in code points of the body, in order.
    """
    plain, places = _plain(body)
    wanted = _plain(quote)[0].strip()
    found: list[tuple[int, int]] = []
    at = plain.find(wanted) if wanted else -1
    while at >= 0:
        found.append((places[at], _past_marks(body, places[at + len(wanted) - 1] + 1)))
        at = plain.find(wanted, at + len(wanted))
    return found


def nearest(body: str, quote: str, count: int = 3) -> list[str]:
    """The sentences of `body` most like `quote`, the most alike first."""
    from difflib import SequenceMatcher  # only on the way to an error message

    wanted = _plain(quote[:_LONGEST_QUOTE])[0]
    matcher = SequenceMatcher(b=wanted, autojunk=False)

    def likeness(sentence: str) -> float:
        matcher.set_seq1(_plain(sentence[:_LONGEST_QUOTE])[0])
        return sum(block.size for block in matcher.get_matching_blocks() if block.size >= _SHORTEST_LIKENESS) / max(
            len(wanted), 1
        )

    sentences = [found.group().strip() for found in re.finditer(_SENTENCE, body[:_LONGEST])]
    scored = sorted(((likeness(each), each) for each in sentences[:2000] if each), key=lambda pair: -pair[0])
    return [sentence for score, sentence in scored[:count] if score > _LEAST_LIKENESS]


def _carry(wanted: Target, read: str, body: str) -> Anchor:
    """Follow the range through a diff of the two texts, as one follows a bookmark through an edit."""
    if read == body:
        return Anchor(State.ANCHORED, wanted.start, wanted.end)
    from diff_match_patch import diff_match_patch  # heavy, and only for entries that changed

    differ = diff_match_patch()
    differ.Diff_Timeout = 0  # the same answer on a slow machine as on a fast one
    edits = differ.diff_main(read, body)
    differ.diff_cleanupSemantic(edits)
    kept: list[tuple[int, int]] = []
    old = new = 0
    for kind, text in edits:
        if kind == 0:
            low, high = max(wanted.start, old), min(wanted.end, old + len(text))
            if low < high:
                kept.append((low - old + new, high - old + new))
        old += len(text) if kind <= 0 else 0
        new += len(text) if kind >= 0 else 0
    if sum(high - low for low, high in kept) < _KEPT_SHARE * len(wanted.exact):
        return ORPHAN
    start, end = kept[0][0], kept[-1][1]
    if end - start > 2 * len(wanted.exact) + 40:
        return ORPHAN
    return Anchor(State.ANCHORED if body[start:end] == wanted.exact else State.DRIFTED, start, end)


def _moved(wanted: Target, body: str) -> Anchor | None:
    """The exact words where they stand once, and are either many or in their old company."""
    start = body.find(wanted.exact)
    if start < 0 or body.find(wanted.exact, start + 1) >= 0:
        return None
    if len(wanted.exact) < _MIN_WORDS_ALONE and _context(wanted, body, start) < _MIN_CONTEXT:
        return None
    return Anchor(State.ANCHORED, start, start + len(wanted.exact))


def _context(wanted: Target, body: str, start: int) -> int:
    """How many characters around the words are as they were; a missing side (start or end of the text) is complete."""
    end = start + len(wanted.exact)
    before, after = body[:start][::-1], body[end:]
    same = [
        next((n for n, (a, b) in enumerate(zip(kept, now, strict=False)) if a != b), min(len(kept), len(now)))
        for kept, now in ((wanted.prefix[::-1], before), (wanted.suffix, after))
    ]
    whole = (not before and not wanted.prefix) or (not after and not wanted.suffix)
    return sum(same) + (_MIN_CONTEXT if whole else 0)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as a reader would type it, and for each of its characters the place it came from."""
    marks = {place for found in re.finditer(_MARKUP, text) for place in range(*found.span())}
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if place in marks:
            continue
        for letter in unicodedata.normalize("NFKD", char).translate(_LOOKALIKES).casefold():
            if unicodedata.combining(letter):
                continue
            blank = letter.isspace()
            if blank and (not letters or letters[-1] == " "):
                continue
            letters.append(" " if blank else letter)
            places.append(place)
    return "".join(letters), places


def _past_marks(body: str, end: int) -> int:
    """Take accents that are characters of their own with the letter they belong to."""
    while end < len(body) and unicodedata.combining(body[end]):
        end += 1
    return end
