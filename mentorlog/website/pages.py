"""Journal to pages: a pure list, without a word of MkDocs in it.

A page's address outlives retitling and moving, for it is made of the entry's id: `journal/d-4k2m9x7p.html`. Lists are
cut by month (by year for calls), so that no page lists all pages, and no page contains the present: instants are
written out on both clocks, and the browser says how far away they are.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mentorlog.model import clock
from mentorlog.model.comment import Comment, Motivation, QuestionState, Remark
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal, Problem, newest

if TYPE_CHECKING:
    from jinja2 import Environment

_LATEST = 10
_EXCERPT = 180
_MARKS = re.compile(
    r"^[ \t]*(?:[#>]+|[-*+]|\d+[.)]|\|.*\||(?:---+|===+))[ \t]*|[*_`~\[\]]|\]\([^)]*\)|<[^>]*>", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site.

    Attributes:
        path: its address from the top of the site, with `/`.
        title: plain text.
        html: makes what stands on it; safe HTML, with addresses relative to `path`.
    """

    path: str
    title: str
    html: Callable[[], str] = field(repr=False, compare=False)


def pages(journal: Journal, name: str) -> Iterator[Page]:
    """All pages of a journal, each with an address of its own.

    Args:
        journal: what there is to read.
        name: of the journal, as the home page says it.
    """
    taken: set[str] = set()
    for page in _Site(journal, name).pages():
        path, number = page.path, 1
        while path in taken:  # two files with one id: both stay readable, and `check` says so
            number += 1
            path = f"{page.path.removesuffix('.html')}-{number}.html"
        taken.add(path)
        yield Page(path, page.title, page.html)


def address(entry: Entry) -> str:
    """The path of an entry's page."""
    return f"{entry.channel.folder}/{entry.id}.html"


class _Site:
    """One journal on its way to pages."""

    def __init__(self, journal: Journal, name: str) -> None:
        self.journal = journal
        self.name = name
        self.addresses = {entry.path: address(entry) for entry in journal.entries}
        self.by_id = {entry.id: entry for entry in journal.entries}
        self.unreadable = [problem for problem in journal.problems if problem.unreadable]

    def pages(self) -> Iterator[Page]:
        yield self._page("index.html", self.name, "home.html", self._home)
        for channel in Channel:
            entries = self.journal.channel(channel)
            periods = _periods(channel, entries)
            yield self._index(channel, entries, periods)
            yield from self._period_pages(channel, periods)
            for place, entry in enumerate(entries):
                earlier = entries[place - 1] if place else None
                later = entries[place + 1] if place + 1 < len(entries) else None
                yield self._entry(entry, earlier, later)
        for problem in self.unreadable:
            channel = Channel.of_folder(problem.path.partition("/")[0]) or Channel.DIARY
            title = problem.path.rpartition("/")[2]
            yield self._page(f"{channel.folder}/{problem.unreadable}.html", title, "problem.html", {"problem": problem})

    # One page each

    def _home(self) -> dict[str, Any]:
        journal = self.journal
        calls = [each for each in journal.channel(Channel.CALL) if each.call and each.call.state == "planned"]
        return {
            "waiting": journal.questions(QuestionState.OPEN),
            "planned": calls,
            "latest": newest(journal.entries, _LATEST),
            "said": self._latest_comments(),
        }

    def _index(self, channel: Channel, entries: list[Entry], periods: Mapping[str, list[Entry]]) -> Page:
        by_year = {
            year: list(keys) for year, keys in groupby(list(periods)[::-1], key=lambda key: key.partition("-")[0])
        }
        facts = {
            "channel": channel,
            "years": by_year if channel is not Channel.CALL else {},
            "counts": {key: len(listed) for key, listed in periods.items()},
            "unreadable": [each for each in self.unreadable if each.path.startswith(f"{channel.folder}/")],
        }
        if channel is Channel.QUESTION:
            states = {state: self.journal.questions(state) for state in QuestionState}
            facts |= {"states": states, "most": 2 * _LATEST}
            return self._page("questions/index.html", "Questions", "questions.html", facts)
        if channel is Channel.CALL:
            planned = [each for each in entries if each.call and each.call.state == "planned"]
            facts |= {
                "planned": planned,
                "past": [each for each in reversed(entries) if each not in planned][: 2 * _LATEST],
            }
            facts["years"] = by_year
            return self._page("calls/index.html", "Calls", "calls.html", facts)
        return self._page("journal/index.html", "Diary", "diary.html", facts | {"latest": entries[::-1][:_LATEST]})

    def _period_pages(self, channel: Channel, periods: Mapping[str, list[Entry]]) -> Iterator[Page]:
        keys = list(periods)
        for place, key in enumerate(keys):
            facts = {
                "channel": channel,
                "entries": periods[key],
                "earlier": keys[place - 1] if place else None,
                "later": keys[place + 1] if place + 1 < len(keys) else None,
            }
            title = f"{_HEADINGS[channel]}, {period_words(key)}"
            yield self._page(f"{channel.folder}/{key}.html", title, "period.html", facts)

    def _entry(self, entry: Entry, earlier: Entry | None, later: Entry | None) -> Page:
        facts = {"entry": entry, "earlier": earlier, "later": later}
        return self._page(address(entry), entry.title, "entry.html", facts)

    def _page(
        self, path: str, title: str, template: str, facts: Mapping[str, Any] | Callable[[], Mapping[str, Any]]
    ) -> Page:
        def html() -> str:
            given = facts() if callable(facts) else facts
            view = _View(self, posixpath.dirname(path))
            return _environment().get_template(template).render(title=title, view=view, journal=self.journal, **given)

        return Page(path, title, html)

    def _latest_comments(self) -> list[tuple[Entry, Comment]]:
        spoken = (each for each in self.journal.comments() if each.body.strip() and each.entry_id in self.by_id)
        latest = sorted(spoken, key=lambda each: (each.date, each.id), reverse=True)[: 3 * _LATEST]
        shown = [(self.by_id[each.entry_id], each) for each in latest if self._stands(each)]
        return shown[:_LATEST]

    def _stands(self, comment: Comment) -> bool:
        remarks = self.journal.thread(comment.entry_id).remarks
        return any(remark.comment is comment and not remark.retracted for remark in remarks)


class _View:
    """What a template may ask for while it makes one page."""

    def __init__(self, site: _Site, folder: str) -> None:
        self._site = site
        self._folder = folder

    def to(self, path: str) -> str:
        """The address of another page from here."""
        return posixpath.relpath(path, self._folder or ".")

    def entry(self, entry: Entry) -> str:
        """The address of an entry's page from here."""
        return self.to(address(entry))

    def problem(self, problem: Problem) -> str:
        """The address of the page that stands for a file that could not be read."""
        return self.to(f"{problem.path.partition('/')[0]}/{problem.unreadable}.html")

    def linked(self, entry: Entry) -> list[Entry]:
        """The entries that an entry says it follows from, where they are here."""
        return [self._site.by_id[id_] for id_ in entry.about if id_ in self._site.by_id]

    def body(self, entry: Entry) -> str:
        """An entry's words as safe HTML."""
        from markupsafe import Markup

        from mentorlog.render import entry_html

        return Markup(entry_html(entry.body, lambda written: self._inside(entry, written)))  # noqa: S704 - sanitised there

    def words(self, entry: Entry, text: str) -> str:
        """A comment's words as safe HTML."""
        from markupsafe import Markup

        from mentorlog.render import comment_html

        return Markup(comment_html(text, lambda written: self._inside(entry, written)))  # noqa: S704 - sanitised there

    def clocks(self, instant: datetime, zone: str) -> str:
        """An instant on the writer's clock, then on the pair's other."""
        return clock.clocks(instant, self._site.journal.people.zones(zone))

    def state(self, question: Entry) -> QuestionState:
        """How a question stands."""
        return self._site.journal.state(question)

    def gone(self, remark: Remark, entry: Entry) -> str:
        """`orphan` or `drifted`, where the words of a comment are not what they were."""
        anchor = self._site.journal.anchor(remark.comment, entry)
        return "" if anchor is None else str(anchor.state)

    def _inside(self, entry: Entry, written: str) -> str | None:
        """Where a link from one file of the journal to another leads on the site."""
        path, _, part = unquote(written).partition("#")
        goal = posixpath.normpath(posixpath.join(posixpath.dirname(entry.path), path))
        found = self._site.addresses.get(goal)
        return f"{self.to(found)}{'#' if part else ''}{part}" if found else None


_HEADINGS = {Channel.DIARY: "Diary", Channel.QUESTION: "Questions", Channel.CALL: "Calls"}


def period_words(key: str) -> str:
    """`2026-11` as `November 2026`."""
    year, _, month = key.partition("-")
    return f"{clock.month_name(int(month))} {year}" if month else key


def excerpt(markdown: str, length: int = _EXCERPT) -> str:
    """The first words of a text, without its Markdown marks."""
    words = " ".join(_MARKS.sub("", markdown[: 4 * length]).split())
    return words if len(words) <= length else f"{words[:length].rsplit(' ', 1)[0]} …"


def _periods(channel: Channel, entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Entries by the month (calls: the year) of the day that they belong to, in order."""

    def key(entry: Entry) -> str:
        if (entry.call and entry.call.starts) or entry.date:
            day = clock.day_of(entry.when, entry.zone)
            return f"{day.year:04}" if channel is Channel.CALL else f"{day.year:04}-{day.month:02}"
        return "undated"

    return {
        period: list(listed)
        for period, listed in groupby(sorted(entries, key=lambda e: (key(e), e.when, e.id)), key=key)
    }


@cache
def _environment() -> Environment:
    """Templates in which everything is escaped that is not Markup."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("mentorlog.website"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"stamp": clock.stamp, "excerpt": excerpt, "period": period_words, "day": clock.day_words}
    environment.globals |= {
        "Channel": Channel,
        "QuestionState": QuestionState,
        "Motivation": Motivation,
        "day_of": clock.day_of,
    }
    return environment
