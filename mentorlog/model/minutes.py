"""What stands in the record of a call: its sections, and what the two said that they would do."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import unquote

from mentorlog.errors import BadValue
from mentorlog.model import clock
from mentorlog.model.entry import Entry
from mentorlog.model.person import People

AGENDA = "agenda"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+(?:\[(?P<mark>[ xX])\][ \t]+)?(?P<words>\S.*)")
_BY = re.compile(r"\bby\b", re.IGNORECASE)
_ORIGIN = re.compile(r"[\s,(]*(?:\bfrom\b)?\s*\[(?:[^\]\\]|\\.)*\]\((?P<path>[^()\s]+)\)[\s.)]*$")
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
        origin: the path of the call that it is carried forward from; "" where it was said in this one.
        words: all of its words, as they stand.
    """

    entry: Entry
    what: str
    who: str = ""
    by: date | None = None
    done: bool = False
    origin: str = ""
    words: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others, however it is written."""
        return self.who, letters(self.what)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a record, with those that go on with it.

    Attributes:
        text: on one line.
        start: where it begins in the body.
        section: the heading that it stands below, in lower case.
    """

    text: str
    start: int
    section: str


def section(body: str, title: str) -> list[str]:
    """The items, or else the lines, below the heading of that name, whatever its case; [] without one."""
    found = [line.text for line in _lines(body) if line.section == title]
    items = [item["words"] for line in found if (item := _ITEM.match(line))]
    return items or found


def actions(entry: Entry, people: People) -> Iterator[Action]:
    """Every task in a call: `- [ ] rosa: ask for an hour (by 2026-10-20)`, in any shape that people write it in.

    One that ends with a link to another call is carried forward from there. Boxes on the agenda are else no promises.
    """
    names = {name.casefold(): person.handle for person in people for name in (person.first_name, person.handle)}
    for line in _lines(entry.body):
        task = _ITEM.match(line.text)
        if task is None or not task["mark"]:
            continue
        words, origin = _origin(task["words"], entry.path)
        if line.section == AGENDA and not origin:
            continue
        what, by = _day(words)
        said, mark, rest = _name(what)
        who = names.get(said, "") if mark and rest else ""
        yield Action(entry, rest if who else what, who, by, task["mark"] != " ", origin, task["words"])


def promises(calls: Iterable[Entry], people: People) -> list[Action]:
    """Every promise once, where it was said first, oldest call first; `done` where it is ticked anywhere.

    One that is carried forward is no other promise. The same words said again are one while the first is open, and
    a new one after it was done.
    """
    found = [action for call in calls for action in actions(call, people)]
    said = {(action.entry.path, action.key) for action in found}
    own, ticked = defaultdict[tuple[str, str], list[Action]](list), set()
    for action in found:
        if (action.origin, action.key) in said:
            ticked |= {(action.origin, action.key)} if action.done else set()
        else:
            own[action.key].append(action)
    told = []
    for key, group in own.items():
        standing: Action | None = None
        for action in group:
            if action.done or (action.entry.path, key) in ticked:
                told.append(replace(standing or action, done=True))
                standing = None
            else:
                standing = standing or action
        told += [standing] if standing else []
    return sorted(told, key=lambda action: action.entry.when)


def open_actions(calls: Iterable[Entry], people: People) -> list[Action]:
    """What is still to do from all calls: by the day, then what has none, oldest call first."""
    found = [action for action in promises(calls, people) if not action.done]
    return sorted(found, key=lambda action: (action.by is None, action.by or date.max))


def ticked(body: str, words: str, *, done: bool) -> str | None:
    """A record in which the task of those words is done, or open again; None where no such task stands in it.

    Args:
        body: the record.
        words: of the task, as they stand, or as they are read on a page.
        done: what it is to be.
    """
    from mentorlog.model.wording import readable

    wanted = letters(readable(words))
    for line in _lines(body):
        task = _ITEM.match(line.text)
        if task and task["mark"] and (task["mark"] != " ") != done and letters(readable(task["words"])) == wanted:
            at = body.index("[", line.start) + 1
            return f"{body[:at]}{'x' if done else ' '}{body[at + 1 :]}"
    return None


def appended(body: str, title: str, lines: Iterable[str]) -> str:
    """A record with lines at the end of a section, which is made at its beginning where it is wanting."""
    new = "\n".join(lines)
    heading = next((line for line in _lines(body) if _heading(line.text) == title), None)
    if heading is None:
        return f"## {title.capitalize()}\n\n{new}\n\n{body.lstrip()}".rstrip() + "\n"
    after = [line.start for line in _lines(body) if line.start > heading.start and line.text.startswith("#")]
    end = after[0] if after else len(body)
    before = body[:end].rstrip()
    last = before.rpartition("\n")[2]
    space = "\n" if _ITEM.match(last) and not re.match(r"[ \t]*\d", last) and _ITEM.match(new) else "\n\n"
    return f"{before}{space}{new}\n\n{body[end:].lstrip()}".rstrip() + "\n"


def letters(words: str) -> str:
    """The letters and digits of some words alone, in lower case: what makes them the same words."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", words).casefold()))


def _heading(line: str) -> str:
    return line.strip("#* \t").casefold() if line.startswith("#") else ""


def _origin(words: str, path: str) -> tuple[str, str]:
    """A task's words without the link that they end with, and the path of the call that it leads to, or ""."""
    found = _ORIGIN.search(words)
    if not found or "://" in found["path"]:
        return words, ""
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(found["path"].partition("#")[0])))
    return (words[: found.start()], goal) if goal.startswith("calls/") and goal != path else (words, "")


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


def _lines(body: str) -> Iterator[_Line]:
    """The lines of a text that are no code; a line that goes on with an item or a paragraph is joined to it."""
    fence = last = heading = ""
    start = at = 0
    for line in body.splitlines(keepends=True):
        mark = _FENCE.match(line)
        is_new = not line.strip() or bool(mark or fence) or line.lstrip().startswith("#") or bool(_ITEM.match(line))
        if last and (is_new or last.startswith("#")):
            heading = _heading(last) if last.startswith("#") else heading
            yield _Line(last, start, heading if not last.startswith("#") else "")
            last = ""
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        elif line.strip():
            start = start if last else at
            last = f"{last} {line.strip()}".strip()[:_LONGEST]
        at += len(line)
    if last:
        yield _Line(last, start, heading if not last.startswith("#") else "")
