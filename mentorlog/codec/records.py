"""Two versions of a call's record put together: both write in it at once, and most of what they do goes together.

What only one side added stands, what both added stands once, a box is ticked where either ticked it. Where one side
changed words of the record itself, this is not for it to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from mentorlog.codec.front_matter import Document, parse
from mentorlog.errors import Unreadable
from mentorlog.model.minutes import key_of, tasks, ticked

_MOST = 2_000
"""Lines beyond which nobody wrote it by hand."""
_STATES = ("moved", "planned", "cancelled", "missed", "held")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_ITEM = re.compile(r"\s*(?:[-+*]|\d{1,9}[.)])\s")
_BOX = re.compile(r"\[[ xX]\]")


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
    levelled = level(*(document.body for document in documents))
    if header is None or levelled is None or "call" in documents[1]:
        return None  # a transcript is no record
    body = _added(*map(_pieces, levelled.bodies))
    return None if body is None else replace(header, body=levelled.ticked(body)).text


@dataclass(frozen=True, slots=True)
class Levelled:
    """Three versions of a record in which the boxes are as the first has them.

    Attributes:
        bodies: of the three.
        changed: what the boxes of those words are to be, as one of the others ticked or opened them.
    """

    bodies: tuple[str, ...]
    changed: Mapping[str, bool]

    def ticked(self, body: str) -> str:
        """What was made of them, with the boxes as they are to be."""
        return _marked(body, self.changed)


def level(base: str, one: str, two: str) -> Levelled | None:
    """Three versions without what differs in their boxes; None where that cannot be said, or they are too long."""
    marks = [_marks(body) for body in (base, one, two)]
    if None in marks or any(body.count("\n") > _MOST for body in (base, one, two)):
        return None
    before, *others = (found or {} for found in marks)
    changed = {words: done for side in others for words, done in side.items() if done != before.get(words, False)}
    return Levelled(tuple(_marked(body, before) for body in (base, one, two)), changed)


def _alike(one: Document, two: Document) -> Document:
    """What both have."""
    mine, theirs = (_pieces(document.body) for document in (one, two))
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
    notes = [{segment.text for segment in document.segments if not segment.key} for document in (base, one, two)]
    if notes[2] - notes[0] - notes[1]:
        return None
    for key in keys:
        before, mine, theirs = (each.get(key) for each in texts)
        if theirs in (mine, before):
            continue
        if key == "state" and mine and theirs:
            found = _with_segment(found, max(one.value(key), two.value(key), key=_how_sure), key, one, two)
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


def _how_sure(state: str) -> int:
    """That a call was held says more than that somebody did not come, and both more than what was planned."""
    return _STATES.index(state) if state in _STATES else -1


def _with_segment(found: Document, state: str, key: str, one: Document, two: Document) -> Document:
    side = one if one.value(key) == state else two
    new = next(segment for segment in side.segments if segment.key == key)
    return replace(found, segments=tuple(new if segment.key == key else segment for segment in found.segments))


def _marks(body: str) -> dict[str, bool] | None:
    """Whether the tasks of those words are ticked; None where the same words are, and are not."""
    found: dict[str, bool] = {}
    for words, done in tasks(body):
        if found.setdefault(key_of(words), done) != done:
            return None
    return found


def _marked(body: str, marks: Mapping[str, bool]) -> str:
    """A record with its tasks ticked as is said."""
    for words, _ in list(tasks(body)):
        if key_of(words) in marks:
            body = ticked(body, words, done=marks[key_of(words)]) or body
    return body


def _pieces(body: str) -> list[str]:
    """A record's items, each with the lines that go on with it, its other lines, and its blank ones."""
    pieces: list[str] = []
    for line in _LINE.findall(body):
        goes_on = line.strip() and line[0] in " \t" and not _ITEM.match(line) and pieces and _ITEM.match(pieces[-1])
        if goes_on:
            pieces[-1] += line
        else:
            pieces.append(line)
    return pieces


def _added(base: list[str], one: list[str], two: list[str]) -> str | None:
    """The pieces of a text with those that each side added, in their places; None where a side did more than add."""
    gaps = [_gaps(base, side) for side in (one, two)]
    if None in gaps:
        return None
    first, second = (gap or {} for gap in gaps)
    made: list[str] = []
    for number in range(len(base) + 1):
        for piece in _joined(first.get(number, []), second.get(number, [])):
            _put(made, piece)
        if number < len(base):
            _put(made, base[number])
    return "".join(made)


def _joined(mine: list[str], theirs: list[str]) -> list[str]:
    """What both added at one place: what both have stands once, with the blank lines that one of them has around it."""
    said = {_same(piece) for piece in mine}
    words = [number for number, piece in enumerate(theirs) if piece.strip() and _same(piece) not in said]
    if not words or not mine:
        return mine or theirs
    core = [piece for piece in theirs[words[0] : words[-1] + 1] if not piece.strip() or _same(piece) not in said]
    end = max((number for number, piece in enumerate(mine, 1) if piece.strip()), default=0)
    if not end:
        return theirs
    goes_on = _ITEM.match(mine[end - 1]) and _ITEM.match(core[0])
    return [*mine[:end], *([] if goes_on else ["\n"]), *core, *mine[end:]]


def _put(made: list[str], piece: str) -> None:
    if made and not made[-1].endswith("\n"):
        made[-1] += "\n"
    made.append(piece)


def _same(piece: str) -> str:
    """A piece without its mark: a task that both added, and one ticked, is one."""
    return _BOX.sub("[ ]", piece.strip(), count=1)


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
