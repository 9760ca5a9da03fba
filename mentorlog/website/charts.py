"""Pictures of counts: what is to be drawn, as numbers. Every picture has its data beside it, as a table.

Where fewer than five things were counted there is nothing to draw: the table tells them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10, sqrt

from mentorlog.insights import FEW, HOURS, SOON, Counts, Insights, how_soon, joined, turned
from mentorlog.model.entry import Channel

OFTEN = 4
"""How often an entry was changed; more often counts as this."""
_MONTHS = 36
"""A longer time is shown by years."""
_NUMBERED = 24
"""Up to so many months each has its number below it."""
_MOST = 40
"""Rows of a table; no time has as many."""
_WIDE = 600
"""Pixels of all columns of a picture, as far as none is too thin or too broad."""
_LEAST, _BROADEST = 16, 48
"""Pixels of a column with the gap behind it."""
_GAP, _LEFT, _HEIGHT = 5, 44, 110
"""Pixels: between two columns, of the room for the numbers at the left, and of a picture's height."""
_RADIUS = 11
"""Pixels of the largest circle."""
_LABEL = 34
"""Pixels of a year below its column."""
_NOUNS = [channel.noun for channel in Channel]
_WEEK = [str(day) for day in range(7)]
_HOURS = [f"{hour:02}" for hour in range(0, 24, HOURS)]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by rows and columns.

    Attributes:
        heads: what each column stands for.
        rows: what each row stands for, and its counts.
        cases: how many things were looked at, where that is not what was counted: of words, the entries.
        more: how many rows there are besides.
    """

    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int]]]
    cases: int | None = None
    more: int = 0

    @property
    def total(self) -> int:
        """How much was counted."""
        return sum(sum(cells) for _, cells in self.rows)

    @property
    def is_few(self) -> bool:
        """Whether there are too few for a picture."""
        return (self.total if self.cases is None else self.cases) < FEW

    def only(self, head: str, cases: int) -> Table:
        """One column of it."""
        at = list(self.heads).index(head)
        return Table([head], [(row, [cells[at]]) for row, cells in self.rows], cases)

    def sum(self, head: str) -> int:
        """How much was counted in a column."""
        at = list(self.heads).index(head)
        return sum(cells[at] for _, cells in self.rows)

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
        hours: by the day of the week and the hours of the writer's day.
        comments: by month or year.
        feelings: those felt most often, by month or year.
        asked: how soon an answer came, by the hour of the asker's day.
        answered: the same by the hour of the answerer's day.
        led_to: from what channel to what.
        ways: how many matters went through which channels.
        themes: by channel.
        rewritten: how often entries were changed, by channel.
    """

    entries: Table
    words: Table
    hours: Table
    comments: Table
    feelings: Table
    asked: Table
    answered: Table
    led_to: Table
    ways: Table
    themes: Table
    rewritten: Table


def pictures(found: Insights) -> Pictures:
    """What there is to show."""
    written, months = found.written, found.months
    length = len("2026") if len(months) > _MONTHS else len("2026-11")
    periods = list(dict.fromkeys(month[:length] for month in months))[-_MOST:]
    felt = turned(joined(written.feelings, length))
    often = sorted(felt, key=lambda word: (-sum(felt[word].values()), word))
    said = joined({month: {"comment": count} for month, count in found.comments.items()}, length)
    groups = [str(group) for group in range(len(SOON) + 1)]
    asked, answered = how_soon(found.answers), how_soon(found.answers, by_answer=True)
    entries = _table(joined(written.entries, length), periods, _NOUNS)
    times = [str(times) for times in range(OFTEN + 1)]
    changes = _changes(written.rewritten)
    changed = sum(count for counts in changes.values() for key, count in counts.items() if key != "0")
    ways = sorted(written.ways, key=lambda way: (-written.ways[way]["matters"], way))
    return Pictures(
        entries,
        _table(joined(written.words, length), periods, _NOUNS, entries.total),
        _table(written.hours, _WEEK, _HOURS),
        _table(said, periods, ["comment"]),
        _table(felt, often, periods),
        _table(asked, [hour for hour in asked if asked[hour]], groups),
        _table(answered, [hour for hour in answered if answered[hour]], groups),
        _table(found.led_to, _NOUNS, _NOUNS),
        _table(written.ways, ways, ["matters"]),
        _table(written.themes, written.themes, _NOUNS),
        _table(changes, _NOUNS, times, changed),
    )


def bars(table: Table) -> Bars:
    """A picture of a table whose rows are months or years."""
    step = min(_BROADEST, max(_LEAST, _WIDE // max(1, len(table.rows))))
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
    labels = []
    free = 0.0
    for place, (key, _) in enumerate(table.rows):
        text, at = _label(place, key, len(table.rows)), middle + place * step
        if text and at >= free:
            labels.append((at, text))
            free = at + (_LABEL if len(text) > len("11") else step)
    return Bars(_LEFT + len(table.rows) * step, _HEIGHT, boxes, lines, labels)


def _label(place: int, key: str, count: int) -> str:
    """The year below the first column and every January, or all of it; else the month, where there is room."""
    year, _, month = key.partition("-")
    if not place or not month or month == "01":
        return key if count <= _WIDE // _BROADEST else year
    return month if count <= _NUMBERED else ""


def _nice(most: int) -> int:
    """An even number not below a count, with one digit that is not nought."""
    if most <= 2:  # noqa: PLR2004 - two is the least that has a half
        return 2
    unit = int(10 ** floor(log10(most)))
    return next(unit * step for step in (1, 2, 4, 6, 8, 10) if unit * step >= most and unit * step % 2 == 0)


def _table(
    counts: Mapping[str, Mapping[str, int]], rows: Iterable[str], heads: Sequence[str], cases: int | None = None
) -> Table:
    every = [(row, [counts.get(row, {}).get(head, 0) for head in heads]) for row in rows]
    return Table(heads, every[:_MOST], cases, max(0, len(every) - _MOST))


def _changes(rewritten: Counts) -> Counts:
    """How often entries were changed; what was changed very often counts as that."""
    found: Counts = {}
    for noun, counts in rewritten.items():
        for times, count in counts.items():
            key = str(min(int(times), OFTEN))
            whole = found.setdefault(noun, {})
            whole[key] = whole.get(key, 0) + count
    return found
