"""What stands in the record of a call: its sections, and what the two said that they would do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mentorlog.errors import BadValue
from mentorlog.model import clock
from mentorlog.model.entry import Entry
from mentorlog.model.person import People

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+(?:\[(?P<mark>[ xX])\][ \t]+)?(?P<words>\S.*)")
_BY = re.compile(r"\bby\b", re.IGNORECASE)
_LONGEST = 2000
"""Characters of an item that are read: nobody promises more in one."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that one of the two said they would do.

    Attributes:
        entry: the call in whose record it stands.
        what: in Markdown, on one line.
        who: a handle, or "" where the record does not say, or names somebody else.
        by: the day by which, or None.
        done: whether it is ticked.
    """

    entry: Entry
    what: str
    who: str = ""
    by: date | None = None
    done: bool = False


def section(body: str, title: str) -> list[str]:
    """The items, or else the lines, below the heading of that name, whatever its case; [] without one."""
    inside = False
    found = []
    for line in _lines(body):
        if line.startswith("#"):
            inside = line.strip("#* \t").casefold() == title
        elif inside:
            found.append(line)
    items = [item["words"] for line in found if (item := _ITEM.match(line))]
    return items or found


def actions(entry: Entry, people: People) -> Iterator[Action]:
    """Every task in an entry: `- [ ] rosa: ask for an hour (by 2026-10-20)`, in any shape that people write it in."""
    names = {name.casefold(): person.handle for person in people for name in (person.first_name, person.handle)}
    for line in _lines(entry.body):
        task = _ITEM.match(line)
        if task is None or not task["mark"]:
            continue
        what, by = _day(task["words"])
        said, mark, rest = _name(what)
        who = names.get(said, "") if mark and rest else ""
        yield Action(entry, rest if who else what, who, by, task["mark"] != " ")


def open_actions(calls: Iterable[Entry], people: People) -> list[Action]:
    """What is still to do from all calls: by the day, then what has none, oldest call first."""
    found = [action for call in calls for action in actions(call, people) if not action.done]
    return sorted(found, key=lambda action: (action.by is None, action.by or date.max))


def _name(what: str) -> tuple[str, str, str]:
    """`**Rosa:** ask` as (`rosa`, `:`, `ask`)."""
    found = re.match(r"[*_]{0,3}([^\s:,*_]{1,40})[*_]{0,3}([:,])[*_]{0,3}[ \t]*", what)
    return (found[1].casefold(), found[2], what[found.end() :]) if found else ("", "", what)


def _day(words: str) -> tuple[str, date | None]:
    """A task's words and the day at their end: `(by 2026-12-17)`, `by 17 December 2026`."""
    plain = words.rstrip(" \t.)")
    last = [found.span() for found in _BY.finditer(plain)][-1:]
    for start, end in last:
        try:
            day = clock.read_day(plain[end:].strip())
        except BadValue:
            break
        return words[:start].rstrip(" \t("), day
    return words, None


def _lines(body: str) -> Iterator[str]:
    """The lines of a text that are no code; a line that goes on with an item or a paragraph is joined to it."""
    fence = last = ""
    for line in body.splitlines():
        mark = _FENCE.match(line)
        is_new = not line.strip() or bool(mark or fence) or line.lstrip().startswith("#") or bool(_ITEM.match(line))
        if last and (is_new or last.startswith("#")):
            yield last
            last = ""
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        elif line.strip():
            last = f"{last} {line.strip()}".strip()[:_LONGEST]
    if last:
        yield last
