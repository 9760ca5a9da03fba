"""Pictures of counts: what is to be drawn, as numbers. Every picture has its data beside it, as a table.

Where fewer than five things were counted there is nothing to draw: the table tells them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10, sqrt

from mentorlog.insights import FEW, SOON, Counts, Insights, how_soon
from mentorlog.model.entry import Channel

_MONTHS = 36
"""A longer time is shown by years."""
_NUMBERED = 24
_MOST = 20
_WIDE, _LEAST, _MOST_WIDE, _GAP, _LEFT, _HEIGHT = 600, 16, 48, 5, 44, 110
"""In pixels: of all columns how wide, as far as each is neither too thin nor too broad; the gap between two; of the
picture the room for its numbers, and how high it is."""
_RADIUS = 11
_CHANGES = 4
_NOUNS = [channel.noun for channel in Channel]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by rows and columns.

    Attributes:
        heads: what each column stands for.
        rows: what each row stands for, and its counts.
    """

    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int]]]

    @property
    def total(self) -> int:
        """How many things were counted."""
        return sum(sum(cells) for _, cells in self.rows)

    @property
    def is_few(self) -> bool:
        """Whether there are too few for a picture."""
        return self.total < FEW

    def only(self, head: str) -> Table:
        """One column of it."""
        at = list(self.heads).index(head)
        return Table([head], [(row, [cells[at]]) for row, cells in self.rows])

    def radius(self, count: int) -> float:
        """Of a circle that stands for a count, in pixels: its area is as large as the count."""
        most = max((cell for _, cells in self.rows for cell in cells), default=0)
        return round(_RADIUS * sqrt(count / most), 1) if most else 0.0


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of a column: where it is, and of which column of the table."""

    x: float
    y: float
    width: float
    height: float
    head: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture of columns, each of pieces that stand on one another; in pixels.

    Attributes:
        width: of the picture.
        height: of it.
        boxes: the pieces.
        lines: how high what count is.
        labels: the middle of each column, and what is written there: a year, or the number of a month.
    """

    width: int
    height: int
    boxes: Sequence[Box]
    lines: Sequence[tuple[float, int]]
    labels: Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Pictures:
    """All that is shown of insights.

    Attributes:
        entries: by month or year and channel.
        words: the same of words.
        comments: by month or year.
        feelings: those felt most often, by month or year.
        asked: how soon an answer came, by the hour of the asker's day.
        answered: the same by the hour of the answerer's day.
        led_to: from what channel to what.
        themes: by channel.
        rewritten: how often entries were changed, by channel.
    """

    entries: Table
    words: Table
    comments: Table
    feelings: Table
    asked: Table
    answered: Table
    led_to: Table
    themes: Table
    rewritten: Table


def pictures(found: Insights) -> Pictures:
    """What there is to show."""
    written, months = found.written, found.months
    length = len("2026") if len(months) > _MONTHS else len("2026-11")
    periods = list(dict.fromkeys(month[:length] for month in months))
    felt = _turned(_together(written.feelings, length))
    often = sorted(felt, key=lambda word: (-sum(felt[word].values()), word))[:_MOST]
    said = _together({month: {"comment": count} for month, count in found.comments.items()}, length)
    groups = [str(group) for group in range(len(SOON) + 1)]
    asked, answered = how_soon(found.answers), how_soon(found.answers, by_answer=True)
    return Pictures(
        _table(_together(written.entries, length), periods, _NOUNS),
        _table(_together(written.words, length), periods, _NOUNS),
        _table(said, periods, ["comment"]),
        _table(felt, often, periods),
        _table(asked, asked, groups),
        _table(answered, answered, groups),
        _table(found.led_to, _NOUNS, _NOUNS),
        _table(written.themes, list(written.themes)[:_MOST], _NOUNS),
        _table(_changes(written.rewritten), _NOUNS, [str(times) for times in range(_CHANGES + 1)]),
    )


def bars(table: Table) -> Bars:
    """A picture of a table whose rows are months or years."""
    step = min(_MOST_WIDE, max(_LEAST, _WIDE // max(1, len(table.rows))))
    top = _nice(max((sum(cells) for _, cells in table.rows), default=0))
    boxes = []
    for place, (_, cells) in enumerate(table.rows):
        y = float(_HEIGHT)
        for head, count in zip(table.heads, cells, strict=True):
            height = round(count / top * (_HEIGHT - _GAP), 1)
            y -= height
            if height:
                boxes.append(Box(_LEFT + place * step, round(y, 1), step - _GAP, height, head))
    lines = [(round(_HEIGHT - share * (_HEIGHT - _GAP), 1), round(share * top)) for share in (0, 0.5, 1)]
    middle = _LEFT + (step - _GAP) / 2
    labels = [(middle + place * step, _label(place, key, len(table.rows))) for place, (key, _) in enumerate(table.rows)]
    return Bars(_LEFT + len(table.rows) * step, _HEIGHT, boxes, lines, labels)


def _label(place: int, key: str, count: int) -> str:
    """The year below the first column and every January, or all of it; else the month, where there is room."""
    year, _, month = key.partition("-")
    if not place or not month or month == "01":
        return key if count <= _WIDE // _MOST_WIDE else year
    return month if count <= _NUMBERED else ""


def _nice(most: int) -> int:
    """An even number not below a count, with one digit that is not nought."""
    if most <= 2:  # noqa: PLR2004 - two is the least that has a half
        return 2
    unit = int(10 ** floor(log10(most)))
    return next(unit * step for step in (1, 2, 4, 6, 8, 10) if unit * step >= most and unit * step % 2 == 0)


def _table(counts: Mapping[str, Mapping[str, int]], rows: Iterable[str], heads: Sequence[str]) -> Table:
    return Table(heads, [(row, [counts.get(row, {}).get(head, 0) for head in heads]) for row in rows])


def _together(counts: Mapping[str, Mapping[str, int]], length: int) -> Counts:
    """Counts whose keys begin alike, as one."""
    found: Counts = {}
    for key, each in counts.items():
        whole = found.setdefault(key[:length], {})
        for name, count in each.items():
            whole[name] = whole.get(name, 0) + count
    return found


def _turned(counts: Counts) -> Counts:
    """Rows as columns."""
    found: Counts = {}
    for key, each in counts.items():
        for name, count in each.items():
            found.setdefault(name, {})[key] = count
    return found


def _changes(rewritten: Counts) -> Counts:
    """How often entries were changed; what was changed very often counts as that."""
    found: Counts = {}
    for noun, counts in rewritten.items():
        for times, count in counts.items():
            key = str(min(int(times), _CHANGES))
            whole = found.setdefault(noun, {})
            whole[key] = whole.get(key, 0) + count
    return found
