"""The search index: small pieces, of which a page loads those that it needs, as classic scripts, without a server.

`index.js` holds a character a document (an entry or a comment) for its author, its channel and its length; `t/XXX.js`
the words that begin with three letters, each with the documents that hold it; `d/MONTH-N.js` eight documents of a
month, to show what was found. What was written in the last month that anything was written in stands in `last.js`
alone, with all its words: so a new comment costs that piece and eight documents, however long the journal is. A word is
folded as the browser folds it: small letters, no accents, no apostrophes; where words are written without spaces, each
sign is one. A word that stands in many documents of a long journal has a piece of its own, which is loaded only where
nothing rarer is asked for.
"""

from __future__ import annotations

import json
import re
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2

from mentorlog.model import clock
from mentorlog.model.compare import month_of
from mentorlog.model.entry import Entry
from mentorlog.model.wording import readable
from mentorlog.website.facts import Facts
from mentorlog.website.words import Words

_TOGETHER = 8
_NEVER = "0000-00"
_MOST_APART = 400
"""Documents of a month that are kept apart: some hundred kB."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_COUNTED = 64
"""More often than that a document need not hold a word."""
_TITLE = 4
"""How many times a word in a title counts."""
_COMMON = 0.3
_LONG = 300
"""A share of the documents, and from how many: what is more common stands alone."""
_APOSTROPHES = re.compile(r"(?<=\w)'(?=\w)")
_PLAIN = re.compile("[a-z0-9]+")
_SIGNS = re.compile("[“”‘–—…£]")
"""Signs that are in no word, and would only make a text dearer to read."""
_SINGLE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_SINGLE}]|[^\W_{_SINGLE}]+")


@dataclass(frozen=True, slots=True)
class Document:
    """What can be found.

    Attributes:
        address: from the top of the site.
        title: of its entry.
        author: a handle.
        who: did what, in words.
        kind: the letter of its channel, or `m` for a comment.
        when: in words.
        text: without Markdown's marks, on one line.
        month: that it belongs to beside others: of its entry, or "" for none.
        more: words that find it, and are not shown: its tags and feelings.
    """

    address: str
    title: str
    author: str
    who: str
    kind: str
    when: str
    text: str
    month: str
    more: str = ""


def pieces(facts: Facts, words: Words) -> Iterator[tuple[str, str]]:
    """The whole index as scripts: the path of each, from the index's folder, and its text."""
    last = last_month(facts)
    found: list[Document] = []
    counts = {}
    for month in sorted(facts.ask("lists", "found").keys() - {last}):
        written = documents(facts, words, month)
        counts[month] = len(written)
        found += written
        yield from _shown(month, written)
    yield from last_pieces(facts, words)
    postings = _Postings(found, _authors(facts))
    most = _COMMON * len(found) if len(found) > _LONG else len(found)
    common = sorted(term for term, listed in postings.held.items() if len(listed) > most)
    shards = _shards(postings.held, common)
    head = {
        **postings.head,
        "months": list(counts.items()),
        "together": _TOGETHER,
        "authors": _authors(facts),
        "common": common,
        "shards": " ".join(shards),
    }
    yield "index.js", _script("index", head)
    for name, listed in shards.items():
        yield f"t/{name}.js", _script(f"t/{name}", listed)


def last_month(facts: Facts) -> str:
    """The month that has a piece of its own; one with very much in it has none."""
    counts = facts.ask("lists", "found")
    last = max(counts, default=_NEVER)
    return last if counts and counts[last] <= _MOST_APART else _NEVER


def last_pieces(facts: Facts, words: Words) -> Iterator[tuple[str, str]]:
    """The pieces that a new comment changes: those of the last month."""
    month = last_month(facts)
    found = documents(facts, words, month)
    postings = _Postings(found, _authors(facts))
    listed = {term: _listed(postings.held[term]) for term in sorted(postings.held)}
    yield "last.js", _script("last", {**postings.head, "month": month, "words": listed})
    yield from _shown(month, found)


def documents(facts: Facts, words: Words, written: str) -> list[Document]:
    """Every entry and every comment of a month that stands, in the order of time."""
    found = []
    for _, _, comment_id, path in facts.ask("list", f"found {written}"):
        entry: Entry = facts.ask("file", path)
        page, month = facts.ask("about", path).page, month_of(entry)
        if not comment_id:
            more = " ".join((*entry.tags, *entry.feelings))
            when, text = _when(facts, entry, words), _plain(entry.body)
            name = facts.people[entry.author].first_name
            found.append(Document(page, entry.title, entry.author, name, entry.channel.letter, when, text, month, more))
        elif remark := facts.ask("talk", entry.id).thread.remark(comment_id):
            comment, said = remark.comment, _plain("\n".join(remark.texts))
            writer = facts.people[comment.author]
            who = words.plain("deed.commenting").format(name=writer.first_name)
            when = clock.clocks(comment.date, facts.people.zones(writer.zone), words.calendar)
            found.append(Document(f"{page}#c-{comment.id}", entry.title, comment.author, who, "m", when, said, month))
    return found


def _authors(facts: Facts) -> list[str]:
    """The handles of those who can be asked for."""
    return [person.handle for person in facts.people][: len(_DIGITS) - 1]


def _shown(month: str, found: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """The documents of a month, some together."""
    for first in range(0, len(found), _TOGETHER):
        rows = [
            [each.address, each.title, each.who, each.when, each.text, each.month]
            for each in found[first : first + _TOGETHER]
        ]
        name = f"d/{month}-{first // _TOGETHER}"
        yield f"{name}.js", _script(name, rows)


class _Postings:
    """Which documents hold which words.

    Args:
        found: the documents, in the order of their numbers, from 0.
        authors: the handles of those who can be asked for.

    Attributes:
        held: for each word the numbers of the documents, each with how often the word stands there.
        head: a character a document of each thing that is known of all.
    """

    def __init__(self, found: Sequence[Document], authors: Sequence[str]) -> None:
        numbers = {author: _DIGITS[place] for place, author in enumerate(authors)}
        self.held: dict[str, array[int]] = defaultdict(lambda: array("I"))
        lengths = []
        for number, document in enumerate(found):
            counts = Counter(terms(document.text))
            for term in terms(f"{document.title} {document.more}") if document.kind != "m" else ():
                counts[term] += _TITLE
            lengths.append(_DIGITS[min(len(_DIGITS) - 1, round(2 * log2(1 + sum(counts.values()))))])
            for term, count in counts.items():
                self.held[term].append(number * _COUNTED + min(count, _COUNTED - 1))
        self.head = {
            "count": len(found),
            "who": "".join(numbers.get(each.author, _DIGITS[-1]) for each in found),
            "kinds": "".join(each.kind for each in found),
            "lengths": "".join(lengths),
        }


def _shards(postings: Mapping[str, array[int]], common: Sequence[str]) -> dict[str, dict[str, str]]:
    """The words by the piece that they stand in, each with its documents."""
    found = {f"c{number}": {term: _listed(postings[term])} for number, term in enumerate(common)}
    for term in sorted(postings.keys() - set(common)):
        found.setdefault(shard(term), {})[term] = _listed(postings[term])
    return found


def terms(text: str) -> list[str]:
    """The words of a text as they are looked up."""
    plain = _APOSTROPHES.sub("", _SIGNS.sub(" ", text.lower().replace("’", "'")))
    if plain.isascii():
        return _PLAIN.findall(plain)
    plain = " ".join(chunk if chunk.isascii() else _folded(chunk) for chunk in plain.split())
    return _WORD.findall(plain)


def shard(term: str) -> str:
    """The piece that a word stands in: its first three letters; beyond a to z, where its first sign stands.

    Each begins with a letter of ours: some systems have no file that is called `con` or `nul`.
    """
    first = term[:3]
    return f"w{first}" if first.isascii() else f"u{ord(next(c for c in first if not c.isascii())) >> 4:x}"


def _when(facts: Facts, entry: Entry, words: Words) -> str:
    if entry.moment is None:
        return words.plain("entry.undated")
    return clock.clocks(entry.moment, facts.people.zones(entry.zone), words.calendar)


def _plain(markdown: str) -> str:
    return " ".join(readable(markdown).split())


def _listed(postings: array[int]) -> str:
    """The documents that hold a word: how far each is from the one before; how often it holds it, where not once."""
    steps = []
    last = 0
    for each in postings:
        number, count = divmod(each, _COUNTED)
        steps.append(_digits(number - last) + ("" if count == 1 else f".{_digits(count)}"))
        last = number
    return ",".join(steps)


@lru_cache(maxsize=1 << 14)
def _folded(chunk: str) -> str:
    """Without accents, and with look-alike signs as plain ones."""
    apart = unicodedata.normalize("NFKD", chunk)
    plain = "".join(sign for sign in apart if unicodedata.category(sign)[0] != "M")
    return unicodedata.normalize("NFC", plain).lower()


def _digits(number: int) -> str:
    """A number to the base of 36."""
    shown = ""
    while number >= 36:  # noqa: PLR2004 - ten digits and 26 letters
        number, rest = divmod(number, 36)
        shown = _DIGITS[rest] + shown
    return _DIGITS[number] + shown


def _script(name: str, data: object) -> str:
    """A piece as a script that hands it over; no text in it can end the script or start another."""
    shown = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"mentorlog.piece({json.dumps(name)},{shown});\n"
