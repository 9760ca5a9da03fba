"""Journal to pages: a pure list, without a word of MkDocs in it.

A page's address outlives retitling and moving, for it is made of the entry's id: `journal/d-4k2m9x7p.html`. Lists are
cut by month (by year for calls), so that no page lists all pages, and no page contains the present: instants are
written out on both clocks, and the browser says how far away they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, groupby
from typing import Any, TypeVar

from mentorlog.model import clock
from mentorlog.model.comment import QuestionState, Remark
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.ids import ENTRY_ID
from mentorlog.model.journal import Journal, newest
from mentorlog.website.view import View, period_words, render

_LATEST = 10
_WORDS = ("entry.html", "gone.html", "problem.html")
_TITLES = {Channel.DIARY: "Diary", Channel.QUESTION: "Questions", Channel.CALL: "Calls"}

_T = TypeVar("_T")

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site.

    Attributes:
        path: its address from the top of the site, with `/`.
        title: plain text.
        is_list: whether it only leads to others, so that a search need not look into it.
        html: makes what stands on it; safe HTML, with addresses relative to `path`.
    """

    path: str
    title: str
    is_list: bool
    html: Callable[[], str] = field(repr=False, compare=False)


def pages(journal: Journal, name: str) -> Iterator[Page]:
    """All pages of a journal, each with an address of its own.

    Args:
        journal: what there is to read, without drafts.
        name: of the journal, as the home page says it.
    """
    site = _Site(journal)
    yield site.page("index.html", name, "home.html", site.home)
    for channel in Channel:
        entries = journal.channel(channel)
        periods = _periods(channel, entries)
        yield site.page(
            f"{channel.folder}/index.html", _TITLES[channel], f"{channel.folder}.html", site.index(channel, periods)
        )
        for earlier, key, later in _with_neighbours(list(periods)):
            facts = {"channel": channel, "entries": periods[key], "earlier": earlier, "later": later}
            title = f"{_TITLES[channel]}, {period_words(key)}"
            yield site.page(f"{channel.folder}/{key}.html", title, "period.html", facts)
        for before, entry, after in _with_neighbours(entries):
            facts = {"entry": entry, "earlier": before, "later": after}
            yield site.page(site.addresses[entry.path], entry.title, "entry.html", facts)
    for entry_id, path in site.gone.items():
        yield site.page(path, "An entry that is not here", "gone.html", {"entry_id": entry_id})
    for problem in site.unreadable:
        title = problem.path.rpartition("/")[2]
        yield site.page(site.addresses[problem.path], title, "problem.html", {"problem": problem})


def address(entry: Entry) -> str:
    """The path of an entry's page."""
    return f"{entry.channel.folder}/{entry.id}.html"


class _Site:
    """One journal on its way to pages."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.unreadable = [problem for problem in journal.problems if problem.unreadable]
        self.addresses: dict[str, str] = {}
        wanted = [(entry.path, address(entry)) for entry in journal.entries]
        wanted += [(each.path, f"{each.path.partition('/')[0]}/{each.unreadable}.html") for each in self.unreadable]
        gone = [entry_id for entry_id in journal.gone() if ENTRY_ID.fullmatch(entry_id)]
        folders = {channel.letter: channel.folder for channel in Channel}
        wanted += [(entry_id, f"{folders[entry_id[0]]}/{entry_id}.html") for entry_id in gone]
        taken: set[str] = set()
        for path, page in wanted:  # two files with one id both stay readable, and `check` says so
            free = next(name for name in _numbered(page) if name not in taken)
            taken.add(free)
            self.addresses[path] = free
        self.gone = {entry_id: self.addresses[entry_id] for entry_id in gone}

    def page(self, path: str, title: str, template: str, facts: Facts | Callable[[], Facts]) -> Page:
        """A page that is rendered when it is wanted."""

        def html() -> str:
            given = facts() if callable(facts) else facts
            view = View(self.journal, self.addresses, path)
            return render(template, title=title, view=view, journal=self.journal, **given)

        return Page(path, title, template not in _WORDS, html)

    def home(self) -> Facts:
        """What waits, what is planned, what is new."""
        waiting, planned = self.journal.questions(QuestionState.OPEN), self._calls("planned")
        above = [*waiting, *planned]
        return {
            "waiting": waiting,
            "planned": planned,
            "latest": [each for each in newest(self.journal.entries, 3 * _LATEST) if each not in above][:_LATEST],
            "said": self._last_said(),
        }

    def index(self, channel: Channel, periods: Mapping[str, list[Entry]]) -> Callable[[], Facts]:
        """The first page of a channel."""

        def facts() -> Facts:
            years = groupby(list(periods)[::-1], key=lambda key: key.partition("-")[0])
            own: dict[Channel, Callable[[], Facts]] = {
                Channel.DIARY: lambda: {"latest": self.journal.channel(channel)[::-1][:_LATEST]},
                Channel.QUESTION: lambda: {"states": {state: self.journal.questions(state) for state in QuestionState}},
                Channel.CALL: lambda: {"planned": self._calls("planned"), "held": self._calls("held")[::-1]},
            }
            return {
                "channel": channel,
                "years": {year: list(keys) for year, keys in years},
                "counts": {key: len(listed) for key, listed in periods.items()},
                "unreadable": [each for each in self.unreadable if each.path.startswith(f"{channel.folder}/")],
                "gone": {id_: page for id_, page in self.gone.items() if page.startswith(f"{channel.folder}/")},
                "most": 2 * _LATEST,
                **own[channel](),
            }

        return facts

    def _calls(self, state: str) -> list[Entry]:
        return [each for each in self.journal.channel(Channel.CALL) if each.call and each.call.state == state]

    def _last_said(self) -> list[tuple[Entry, Remark]]:
        """The last remarks with words, newest first."""
        latest = sorted(self.journal.comments(), key=lambda each: (each.date, each.id), reverse=True)[: 5 * _LATEST]
        remarks = [
            (self.journal.get(each.entry_id), self.journal.thread(each.entry_id).remark(each.id)) for each in latest
        ]
        spoken = {
            remark.comment.id: (entry, remark)
            for entry, remark in remarks
            if entry and remark and not remark.retracted and remark.texts[-1].strip()
        }
        return list(spoken.values())[:_LATEST]


def _periods(channel: Channel, entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Entries by the month (calls: the year) of the day that they belong to, in order."""

    def key(entry: Entry) -> str:
        if (entry.call and entry.call.starts) or entry.date:
            day = clock.day_of(entry.when, entry.zone)
            return f"{day.year:04}" if channel is Channel.CALL else f"{day.year:04}-{day.month:02}"
        return "undated"

    ordered = sorted(entries, key=lambda entry: (key(entry), entry.when, entry.id))
    return {period: list(listed) for period, listed in groupby(ordered, key=key)}


def _with_neighbours(items: list[_T]) -> Iterator[tuple[_T | None, _T, _T | None]]:
    """Each with the one before and the one after."""
    around = [None, *items, None]
    yield from zip(around, items, around[2:], strict=False)


def _numbered(path: str) -> Iterator[str]:
    """A path, then the same with -2, -3 and so on."""
    stem = path.removesuffix(".html")
    return (path if number == 1 else f"{stem}-{number}.html" for number in count(1))
