"""A matter: what follows from one another across the channels, read as one story.

Entries are tied by their `about`. A call is raised in many matters and ties none of them together: it belongs to each
that it is about, or that came out of it. Without that, ten years of calls would make one matter of everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from mentorlog.model.entry import Channel, Entry


@dataclass(frozen=True, slots=True)
class Matter:
    """Two entries or more that follow from one another, oldest first."""

    entries: tuple[Entry, ...]

    @property
    def id(self) -> str:
        """The id of the entry that it began with."""
        return self.entries[0].id


def matters(entries: Iterable[Entry]) -> list[Matter]:
    """All matters of a journal, by when they began.

    Args:
        entries: of all channels, oldest first; of two with one id, the first is meant.
    """
    by_id: dict[str, Entry] = {}
    for entry in entries:
        by_id.setdefault(entry.id, entry)
    links: dict[str, set[str]] = defaultdict(set)
    for entry in by_id.values():
        for other in {*entry.about} & by_id.keys() - {entry.id}:
            links[entry.id].add(other)
            links[other].add(entry.id)
    groups = []
    left = {entry.id: None for entry in by_id.values() if entry.channel is not Channel.CALL and links[entry.id]}
    while left:
        group = _reached(next(iter(left)), links, by_id)
        left = {each: None for each in left if each not in group}
        groups.append(Matter(tuple(entry for entry in by_id.values() if entry.id in group)))
    return sorted(groups, key=lambda matter: (matter.entries[0].when, matter.id))


def _reached(first: str, links: dict[str, set[str]], by_id: dict[str, Entry]) -> set[str]:
    """All that one entry is tied to; a call is reached, and leads nowhere."""
    group = {first}
    waiting = [first]
    while waiting:
        each = waiting.pop()
        if by_id[each].channel is not Channel.CALL:
            found = links[each] - group
            group |= found
            waiting += found
    return group
