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
    def first(self) -> Entry:
        """The entry that it began with: never a call, which may begin several."""
        return next(entry for entry in self.entries if entry.channel is not Channel.CALL)

    @property
    def id(self) -> str:
        """The id of the entry that it began with; no other matter has it."""
        return self.first.id


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
        for other in ({*entry.about} & by_id.keys()) - {entry.id}:
            links[entry.id].add(other)
            links[other].add(entry.id)
    order = {id_: place for place, id_ in enumerate(by_id)}
    told: set[str] = set()
    found = []
    for entry in by_id.values():
        if entry.channel is not Channel.CALL and links[entry.id] and entry.id not in told:
            group = _reached(entry.id, links, by_id)
            told |= group
            found.append(Matter(tuple(by_id[id_] for id_ in sorted(group, key=order.__getitem__))))
    return sorted(found, key=lambda matter: (matter.entries[0].when, matter.id))


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
