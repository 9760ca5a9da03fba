"""From a line of a change to words of an entry: what a forge calls a place, found in the text that was read.

Never on wrong words: where the forge shows the piece of the diff, the line must read as it does there; else the text is
another, and the next is tried; at last the words of the diff itself are looked for, as any quote is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mentorlog.codec.entries import id_in
from mentorlog.codec.front_matter import parse
from mentorlog.errors import Unreadable
from mentorlog.model import quote
from mentorlog.model.anchor import Target, target
from mentorlog.model.review import Place

_HEAD = re.compile(r"@@ -(?P<old>\d{1,9})(?:,\d+)? \+(?P<new>\d{1,9})(?:,\d+)? @@")
_LIKE = 4
"""Lines at the end of a piece of diff that must read as in the text."""
_QUOTED = re.compile(r"(?:^>.*(?:\n|\Z))+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a file.

    Attributes:
        blob: git's name for it.
        text: the whole file.
    """

    blob: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What something was said about.

    Attributes:
        entry_id: of the entry; "" where no text of it is here.
        target: the words; None for the entry as a whole.
        header: the line of the header that was meant, or "".
    """

    entry_id: str
    target: Target | None = None
    header: str = ""


def passage(place: Place, versions: Sequence[Version]) -> Passage:
    """The words that a place means.

    Args:
        place: as the forge tells it.
        versions: the texts in which it may be, the likeliest first.
    """
    entry_id = next((id_ for version in versions if (id_ := id_in(version.text, place.path))), "")
    shown = _shown(place)
    last = place.line or (shown[-1][0] if shown else 0)
    if not last:
        return Passage(entry_id)
    for version in versions:
        lines = _lines(version)
        if at := _line(lines, last, [text for _, text in shown]):
            first = at - (last - place.first) if 0 < place.first < last else at
            return replace(_in(version, lines, first, at), entry_id=entry_id)
    if shown and shown[-1][1].strip():
        before = shown[-2][1] if len(shown) > 1 else ""
        return Passage(entry_id, Target(exact=shown[-1][1].strip(), prefix=f"{before}\n" if before else ""))
    return Passage(entry_id)


def narrowed(found: Target | None, said: str) -> Target | None:
    """The words that a comment quotes from its passage, where it begins with a quote of them: a line is a paragraph."""
    begins = _QUOTED.match(said.lstrip()) if found else None
    if not found or not begins:
        return found
    words = " ".join(line.lstrip("> ").strip() for line in begins[0].splitlines()).strip(' "“”')
    places = quote.find(found.exact, words) if words else []
    if len(places) != 1:
        return found
    start, end = places[0]
    whole = found.prefix + found.exact + found.suffix
    inner = target(whole, len(found.prefix) + start, len(found.prefix) + end, found.blob)
    return replace(inner, start=found.start + start, end=found.start + end)


def _shown(place: Place) -> list[tuple[int, str]]:
    """The lines of one side that a piece of diff shows, with their numbers."""
    head, *rest = place.hunk.replace("\r\n", "\n").split("\n")
    found = _HEAD.match(head)
    if not found:
        return []
    while rest and not rest[-1]:
        rest.pop()
    number = int(found["old" if place.is_old else "new"])
    other = "+" if place.is_old else "-"
    rows: list[tuple[int, str]] = []
    for line in rest:
        if line[:1] not in (other, "\\"):
            rows.append((number, line[1:]))
            number += 1
    return rows


def _line(lines: Sequence[str], last: int, shown: Sequence[str]) -> int:
    """The number of the line that is meant, where the text reads as was shown; 0 where it does not."""
    wanted = list(shown[-_LIKE:])
    if last <= len(lines) and list(lines[max(0, last - len(wanted)) : last]) == wanted[-last:]:
        return last
    ends = range(len(wanted), len(lines) + 1) if any(line.strip() for line in wanted) else ()
    fitting = [end for end in ends if list(lines[end - len(wanted) : end]) == wanted]
    return fitting[0] if len(fitting) == 1 else 0


def _in(version: Version, lines: Sequence[str], first: int, last: int) -> Passage:
    """The words of some lines of a file, or its header's line; nothing for an empty line."""
    text = "\n".join(lines)
    try:
        body = parse(text).body
    except Unreadable:
        return Passage("")
    head = text[: len(text) - len(body)].count("\n")
    if last <= head:
        return Passage("", header=lines[last - 1].strip())
    first = max(first, head + 1)
    start = _length(lines[head : first - 1])
    end = start + _length(lines[first - 1 : last]) - 1
    words = body[start:end]
    if not words.strip():
        return Passage("")
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    return Passage("", target(body, start, end, version.blob))


def _lines(version: Version) -> list[str]:
    return version.text.replace("\r\n", "\n").split("\n")


def _length(lines: Iterable[str]) -> int:
    return sum(len(line) + 1 for line in lines)
