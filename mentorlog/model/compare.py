"""The three channels side by side: where words, or a theme, stand in each, month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentorlog.model import clock
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.search import search


@dataclass(frozen=True, slots=True)
class Month:
    """What belongs to one month.

    Attributes:
        key: such as `2026-11`; "" for what has no date.
        lanes: of each channel the entries, oldest first.
        said: how many comments hold the words, by the channel that they were made in.
    """

    key: str
    lanes: Mapping[Channel, Sequence[Entry]]
    said: Mapping[Channel, int]


def compared(journal: Journal, words: str) -> list[Month]:
    """The months in which all of the words stand somewhere, oldest first; a theme is found by its own name too."""
    entries: dict[str, Entry] = {}
    said: dict[str, int] = {}
    for hit in search(journal, words):
        entries.setdefault(hit.entry.path, hit.entry)
        said[hit.entry.path] = said.get(hit.entry.path, 0) + bool(hit.comment)
    months: dict[str, list[Entry]] = {}
    for entry in sorted(entries.values(), key=lambda entry: entry.when):
        months.setdefault(month_of(entry), []).append(entry)
    return [
        Month(
            key,
            {channel: [entry for entry in found if entry.channel is channel] for channel in Channel},
            {channel: sum(said[entry.path] for entry in found if entry.channel is channel) for channel in Channel},
        )
        for key, found in months.items()
    ]


def month_of(entry: Entry) -> str:
    """The month that an entry belongs to, on its own clock: of a call that in which it is; "" for what has no date."""
    return f"{clock.day_of(entry.moment, entry.zone):%Y-%m}" if entry.moment else ""
