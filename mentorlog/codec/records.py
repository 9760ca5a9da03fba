"""Two versions of a call's record put together: both write in it at once, and most of what they do goes together.

What only one side added stands, what both added stands once, a box is ticked where either ticked it. Where one side
changed words of the record itself, this is not for it to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from mentorlog.codec.front_matter import Document, parse
from mentorlog.errors import Unreadable
from mentorlog.model.minutes import tasks, ticked

_SLOW = 20_000
"""Lines beyond which nobody wrote it by hand."""


def together(base: str, one: str, two: str) -> str | None:
    """The record that holds what both did to it since `base`; None where that cannot be said.

    Both may have begun the record of the same call; then `base` is empty, and what they have alike stands in its place.
    """
    try:
        documents = [parse(text) for text in (base, one, two)]
        if not base:
            one, two = sorted([one, two])
            documents = [_alike(parse(one), parse(two)), parse(one), _by_the_first(parse(two), parse(one))]
    except Unreadable:
        return None
    header = _header(*documents)
    bodies = [document.body for document in documents]
    if header is None or any(len(body.splitlines()) > _SLOW for body in bodies):
        return None
    marks = [_marks(body) for body in bodies]
    plain = [_marked(body, marks[0]) for body in bodies]
    body = _added(*(text.splitlines(keepends=True) for text in plain))
    if body is None:
        return None
    changed = {words: done for side in marks[1:] for words, done in side.items() if done != marks[0].get(words, False)}
    return replace(header, body=_marked(body, changed)).text


def _alike(one: Document, two: Document) -> Document:
    """What both have."""
    mine, theirs = (document.body.splitlines(keepends=True) for document in (one, two))
    equal = (mine[start:end] for kind, start, end, _, _ in _opcodes(mine, theirs) if kind == "equal")
    texts = {segment.text for segment in two.segments}
    segments = tuple(segment for segment in one.segments if segment.text in texts)
    return replace(one, segments=segments, body="".join(line for lines in equal for line in lines))


def _by_the_first(two: Document, one: Document) -> Document:
    """The second beginning as if the first of the two had made it."""
    mine = {segment.key: segment for segment in one.segments if segment.key in ("author", "date")}
    return replace(two, segments=tuple(mine.get(segment.key, segment) for segment in two.segments))


def _header(base: Document, one: Document, two: Document) -> Document | None:
    """The first side's header with what only the second changed; None where both changed the same."""
    keys = dict.fromkeys(segment.key for document in (base, one, two) for segment in document.segments if segment.key)
    texts = [
        {segment.key: segment.text for segment in document.segments if segment.key} for document in (base, one, two)
    ]
    found = one
    for key in keys:
        before, mine, theirs = (each.get(key) for each in texts)
        if theirs in (mine, before):
            continue
        if mine != before or theirs is None:
            return None
        new = next(segment for segment in two.segments if segment.key == key)
        others = found.segments
        found = replace(
            found,
            segments=tuple(new if segment.key == key else segment for segment in others) if mine else (*others, new),
        )
    return found


def _marks(body: str) -> dict[str, bool]:
    """Whether the tasks of those words are ticked."""
    return dict(tasks(body))


def _marked(body: str, marks: dict[str, bool]) -> str:
    """A record with its tasks ticked as is said."""
    for words, done in marks.items():
        body = ticked(body, words, done=done) or body
    return body


def _added(base: list[str], one: list[str], two: list[str]) -> str | None:
    """The lines of a text with those that each side added, in their places; None where a side did more than add."""
    gaps = [_gaps(base, side) for side in (one, two)]
    if None in gaps:
        return None
    first, second = (gap or {} for gap in gaps)
    made: list[str] = []
    for number in range(len(base) + 1):
        mine = first.get(number, [])
        theirs = [line for line in second.get(number, []) if not line.strip() or line not in mine]
        for lines in (mine, theirs if any(line.strip() for line in theirs) else theirs[len(mine) :]):
            if lines and made and not made[-1].endswith("\n"):
                made[-1] += "\n"
            made += lines
        if number < len(base):
            made.append(base[number])
    return "".join(made)


def _gaps(base: list[str], side: list[str]) -> dict[int, list[str]] | None:
    """What a side added before each line, by the line's number; None where it did more than that."""
    found: dict[int, list[str]] = {}
    for kind, start, _, begin, end in _opcodes(base, side):
        if kind == "insert":
            found[start] = side[begin:end]
        elif kind != "equal":
            return None
    return found


def _opcodes(base: list[str], side: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    yield from SequenceMatcher(None, base, side, autojunk=False).get_opcodes()
