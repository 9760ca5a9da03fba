"""Words as somebody read or remembers them, looked for in a text."""

from __future__ import annotations

import re

from mentorlog.model.wording import letter_end, plain

_LONGEST = 100_000
_LONGEST_QUOTE = 500
_MOST_SENTENCES = 2000
_LEAST_LIKENESS = 50.0
_SENTENCE = r"[^.!?\n][^.!?\n]*[.!?]*[\"”’)]*"


def find(body: str, quote: str) -> list[tuple[int, int]]:
    """Every place where `quote` stands in `body`, forgiving case, spaces, quotation marks, accents and Markdown marks.

    Returns:
        Ranges in code points of the body, in order; those that share letters each for itself.
    """
    read, places = plain(body)
    wanted = plain(quote)[0].strip()
    found: list[tuple[int, int]] = []
    at = read.find(wanted) if wanted else -1
    while at >= 0:
        found.append((places[at], letter_end(body, places[at + len(wanted) - 1])))
        at = read.find(wanted, at + 1)
    return found


def nearest(body: str, quote: str, count: int = 3) -> list[str]:
    """The sentences of `body` most like `quote`, the most alike first."""
    from rapidfuzz import fuzz, process  # only on the way to an error message

    wanted = plain(quote[:_LONGEST_QUOTE])[0]
    sentences = [found.group().strip() for found in re.finditer(_SENTENCE, body[:_LONGEST])][:_MOST_SENTENCES]
    read = {sentence: plain(sentence[:_LONGEST_QUOTE])[0] for sentence in sentences if len(sentence) > 1}
    found = process.extract(wanted, read, scorer=fuzz.partial_ratio, limit=count, score_cutoff=_LEAST_LIKENESS)
    return [sentence for _, _, sentence in found]
