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

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<title>.*?)[ \t#]*$")
_TASK = re.compile(r"^[ \t]*(?:[-+*]|\d+[.)])[ \t]+\[(?P<mark>[ xX])\][ \t]+(?P<words>\S.*)$")
_ITEM = re.compile(r"^ {0,3}(?:[-+*]|\d+[.)])[ \t]+(?P<words>\S.*)$")
_WHO = re.compile(r"^(?P<who>[^\s:,]{1,40})(?:[ \t]*:|,)[ \t]+(?P<what>.+)$")
_BY = re.compile(r"[ \t]*\(?\bby[ \t]+(?P<day>[^()]+?)\)?[ \t]*\.?$", re.IGNORECASE)


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
    """The items, or else the paragraphs' lines, below the heading of that name, whatever its case; [] without one."""
    inside = False
    items, lines = [], []
    for line in _prose(body):
        if heading := _HEADING.match(line):
            inside = heading["title"].strip().casefold() == title
        elif inside and line.strip():
            item = _ITEM.match(line)
            items += [item["words"].strip()] if item else []
            lines.append(line.strip())
    return items or lines


def actions(entry: Entry, people: People) -> Iterator[Action]:
    """Every task in an entry: `- [ ] rosa: ask for an hour (by 2026-10-20)`, in any shape that people write it in."""
    names = {name.casefold(): person.handle for person in people for name in (person.first_name, person.handle)}
    for line in _prose(entry.body):
        task = _TASK.match(line)
        if task is None:
            continue
        what, by = _day(task["words"].strip())
        said = _WHO.match(what)
        who = names.get(said["who"].strip("*_").casefold(), "") if said else ""
        yield Action(entry, said["what"] if said and who else what, who, by, task["mark"] != " ")


def open_actions(calls: Iterable[Entry], people: People) -> list[Action]:
    """What is still to do from all calls: by the day, then what has none, oldest call first."""
    found = [action for call in calls for action in actions(call, people) if not action.done]
    return sorted(found, key=lambda action: (action.by is None, action.by or date.max))


def _day(words: str) -> tuple[str, date | None]:
    """A task's words and the day at their end: `(by 2026-12-17)`, `by 17 December 2026`."""
    said = _BY.search(words)
    if said:
        try:
            return words[: said.start()].strip(), clock.read_day(said["day"])
        except BadValue:
            pass
    return words, None


def _prose(body: str) -> Iterator[str]:
    """The lines of a text that are no code."""
    fence = ""
    for line in body.splitlines():
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        else:
            yield line
