"""What stands in the record of a call: its sections, and what the two said that they would do."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mentorlog.errors import BadValue
from mentorlog.model import clock
from mentorlog.model.entry import Entry
from mentorlog.model.person import People
from mentorlog.model.wording import readable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

AGENDA = "agenda"
_TASK = re.compile(r"\[(?P<mark>[ xX])\]\s+(?P<words>\S.*)", re.DOTALL)
_BY = re.compile(r"\bby\b", re.IGNORECASE)
_ORIGIN = re.compile(r"[\s,(]*(?:\bfrom\b)?\s*\[(?:[^\[\]\\]|\\.)*\]\((?P<path>[^()\s]+)\)[\s.)]*$")
_END = re.compile(r"\r\n?|\n")
_LONGEST = 2000
"""Characters of an item that are read: nobody promises more in one."""
_ALIKE = 0.6
"""How much of a promise's words must stand in one that is carried forward, for it to be the same."""


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
        copies: where else the same promise stands.
    """

    entry: Entry
    what: str
    who: str = ""
    by: date | None = None
    done: bool = False
    origin: str = ""
    words: str = ""
    copies: tuple[Action, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others, however it is written."""
        return self.who, key_of(self.what)


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, an item or a heading of a record.

    Attributes:
        text: on one line.
        start: where its first line begins in the body.
        end: where its last line ends, without what ends a line.
        sections: the headings that it stands below, in lower case, from the outermost.
        level: of a heading, from 1; 0 for all else.
        is_item: whether it is the words of a list's item.
    """

    text: str
    start: int
    end: int
    sections: tuple[str, ...] = ()
    level: int = 0
    is_item: bool = False


def section(body: str, title: str) -> list[str]:
    """The items, or else the paragraphs, below the heading of that name, whatever its case; [] without one."""
    found = [block for block in _blocks(body) if title in block.sections and not block.level]
    items = [block.text for block in found if block.is_item]
    tasks = ((_TASK.match(text), text) for text in items)
    return [task["words"] if task else text for task, text in tasks] or [block.text for block in found]


def actions(entry: Entry, people: People) -> Iterator[Action]:
    """Every task in a call: `- [ ] rosa: ask for an hour (by 2026-10-20)`, in any shape that people write it in.

    One that ends with a link to another call is carried forward from there. Boxes on the agenda are else no promises.
    """
    names = {name.casefold(): person.handle for person in people for name in (person.first_name, person.handle)}
    for block, task in _tasks(entry.body):
        words, origin = _origin(task["words"], entry.path)
        if AGENDA in block.sections and not origin:
            continue
        what, by = _day(words)
        said, mark, rest = _name(what)
        who = names.get(said, "") if mark and rest else ""
        yield Action(entry, rest if who else what, who, by, task["mark"] != " ", origin, task["words"])


def promises(calls: Iterable[Entry], people: People) -> list[Action]:
    """Every promise once, where it was said first, oldest call first; `done` where it is ticked anywhere.

    One that is carried forward is no other promise. The same words said again are one while the first is open, and
    in a later call a new one after it was done.
    """
    found = [action for call in calls for action in actions(call, people)]
    said: dict[str, dict[tuple[str, str], list[Action]]] = defaultdict(lambda: defaultdict(list))
    for action in found:
        if not action.origin:
            said[action.entry.path][action.key].append(action)
    for action in found:
        if action.origin:
            home = said.get(action.origin, {})
            key = like(action.key, home)
            (home[key] if key else said[action.entry.path][action.key]).append(action)
    told: list[Action] = []
    standing: dict[tuple[str, str], int] = {}
    for path in dict.fromkeys(action.entry.path for action in found):
        for key, group in said[path].items() if path in said else ():
            done = all(each.done for each in group if each.entry.path == path) or any(
                each.done for each in group if each.entry.path != path
            )
            first = told[standing[key]] if key in standing else None
            if first is None:
                standing[key] = len(told)
                told.append(replace(group[0], done=done, copies=tuple(group[1:])))
            else:
                told[standing[key]] = replace(first, done=done, copies=(*first.copies, *group))
            if done:
                del standing[key]
    return told


def open_actions(calls: Iterable[Entry], people: People) -> list[Action]:
    """What is still to do from all calls: by the day, then what has none, oldest call first."""
    found = [action for action in promises(calls, people) if not action.done]
    return sorted(found, key=lambda action: (action.by is None, action.by or date.max))


def ticked(body: str, words: str, *, done: bool) -> str | None:
    """A record in which the tasks of those words are done, or open again; None where no such task stands in it.

    Boxes on the agenda are meant only where no promise has those words. Nothing but the marks changes.

    Args:
        body: the record.
        words: of the task, as they stand, or as they are read on a page.
        done: what it is to be.
    """
    wanted = key_of(words)
    same = [(block, task) for block, task in _tasks(body) if key_of(task["words"]) == wanted]
    own = [pair for pair in same if AGENDA not in pair[0].sections] or same
    places = [body.index("[", block.start) + 1 for block, task in own if (task["mark"] != " ") != done]
    for at in places:
        body = f"{body[:at]}{'x' if done else ' '}{body[at + 1 :]}"
    return body if places else None


def tasks(body: str) -> Iterator[tuple[str, bool]]:
    """The words of every task of a record, as they stand, and whether it is ticked."""
    for _, task in _tasks(body):
        yield task["words"], task["mark"] != " "


def appended(body: str, title: str, lines: Iterable[str]) -> str:
    """A record with lines at the end of a section, which is made at its beginning where it is wanting.

    Nothing that stands there is changed.
    """
    end = "\r\n" if "\r\n" in body else "\n"
    new = end.join(lines)
    blocks = _blocks(body)
    heading = next((block for block in blocks if block.level and _named(block.text) == title), None)
    if heading is None:
        at = len(body) - len(body.lstrip("\r\n"))
        return f"{body[:at] or end}## {title.capitalize()}{end}{end}{new}{end}{end if body[at:] else ''}{body[at:]}"
    after = (block.start for block in blocks if block.start > heading.start and 0 < block.level <= heading.level)
    until = next(after, len(body))
    stop = len(body[:until].rstrip())
    at = found.start() if (found := _END.search(body, stop)) else len(body)
    last = max((block for block in blocks if block.start < until), key=lambda block: (block.start, block.end))
    goes_on = last.is_item and last.end == at and new.startswith("- ") and body[last.start :].lstrip()[0] == "-"
    return f"{body[:at]}{end if goes_on else end * 2}{new}{body[at:] or end}"


@lru_cache(maxsize=1 << 13)
def key_of(words: str) -> str:
    """Some words without their Markdown, their spaces and what ends them: what makes them the same words."""
    return "".join(unicodedata.normalize("NFKC", readable(words)).casefold().split()).rstrip(".,;:!")


def like(key: tuple[str, str], home: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The promise of a call that a task which names it carries forward, also where somebody changed its words."""
    if key in home:
        return key
    ratios = [(SequenceMatcher(None, key[1], other[1], autojunk=False).ratio(), other) for other in home]
    best = max(ratios, default=(0.0, key))
    return best[1] if best[0] >= _ALIKE else None


def _named(heading: str) -> str:
    return heading.strip("#*:. \t").casefold()


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


def _tasks(body: str) -> Iterator[tuple[_Block, re.Match[str]]]:
    for block in _blocks(body):
        if block.is_item and (task := _TASK.match(block.text)):
            yield block, task


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


@lru_cache(maxsize=256)
def _blocks(body: str) -> tuple[_Block, ...]:
    """What a record is made of, as CommonMark has it; without code, quotations and HTML."""
    ends = [found.span() for found in _END.finditer(body)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(body)]
    found: list[_Block] = []
    headings: list[tuple[int, str]] = []
    quoted, before = 0, ""
    tokens = _parser().parse(body)
    for number, token in enumerate(tokens):
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "inline" and token.map and not quoted:
            text = " ".join(line.strip() for line in token.content.splitlines())[:_LONGEST].strip()
            level = int(tokens[number - 1].tag[1]) if before == "heading_open" else 0
            if level:
                headings = [each for each in headings if each[0] < level]
            above = tuple(name for _, name in headings)
            first, last = starts[token.map[0]], stops[token.map[1] - 1]
            is_item = number > 1 and tokens[number - 2].type == "list_item_open"
            found.append(_Block(text, first, last, above, level, is_item))
            if level:
                headings.append((level, _named(text)))
        before = token.type
    return tuple(block for block in found if block.text)
