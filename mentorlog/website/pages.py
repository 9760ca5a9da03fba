"""Journal to pages: a pure list, without a word of MkDocs in it.

Lists are cut by month (by year for calls), so that no page lists all pages, and no page contains the present: instants
are written out on both clocks, and the browser says how far away they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

from mentorlog.model import clock
from mentorlog.model.comment import QuestionState
from mentorlog.model.entry import BEGINNING, Channel, Entry
from mentorlog.model.inbox import unanswered
from mentorlog.model.story import story, times_changed
from mentorlog.model.timeline import Event
from mentorlog.website.lanes import UNDATED, lanes, month_strip, period_of, strip
from mentorlog.website.site import Site, Theme
from mentorlog.website.templating import render
from mentorlog.website.view import View
from mentorlog.website.words import Words

_LATEST = 10
_FEED = 40
_MOST = 20
_WIDEST = 150
"""Entries on one page of a theme; one with more has a page a year."""

_T = TypeVar("_T")

Facts = Mapping[str, Any]


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


def pages(site: Site, name: str, words: Words) -> Iterator[Page]:
    """All pages of a journal, each with an address of its own.

    Args:
        site: the journal, and where everything of it has its page.
        name: of the journal, as the home page says it.
        words: what the pages say.
    """
    return _Pages(site, name, words).all()


class _Pages:
    """The pages of one site, chapter by chapter."""

    def __init__(self, site: Site, name: str, words: Words) -> None:
        self._site = site
        self._journal = site.journal
        self._name = name
        self._say = words

    def all(self) -> Iterator[Page]:
        yield self._page("index.html", self._name, "home.html", self._home)
        for channel in Channel:
            yield from self._channel(channel)
        yield from self._themes()
        yield from self._matters()
        yield from self._timeline()
        for entry in self._journal.entries:
            if times_changed(self._journal, entry):
                title = f"{entry.title}: {self._say.plain('history.title')}"
                yield self._page(self._site.history(entry), title, "history.html", partial(self._story, entry))
        yield self._page("search.html", self._say.plain("search.title"), "search.html", {})

    def _page(self, path: str, title: str, template: str, facts: Facts | Callable[[], Facts]) -> Page:
        """A page that is rendered when it is wanted."""

        def html() -> str:
            given = facts() if callable(facts) else facts
            return render(template, View(self._site, path, self._say), title=title, **given)

        return Page(path, title, html)

    def _home(self) -> Facts:
        """What waits and for whom, the call to come, what is new, what is to do."""
        journal = self._journal
        latest: dict[str, Event] = {}
        for event in reversed(self._site.timeline):
            if len(latest) < _FEED:
                latest.setdefault(event.entry.path, event)
        return {
            "waiting": journal.questions(QuestionState.OPEN),
            "unanswered": [(person, list(unanswered(journal, person.handle))) for person in journal.people],
            "planned": self._calls("planned"),
            "marked": self._marked(),
            "latest": list(latest.values()),
            "shown": _LATEST,
        }

    def _marked(self) -> list[Entry]:
        """What was marked for the next call since the last one, and is not settled."""
        last = max((call.when for call in self._calls("held")), default=BEGINNING)
        return [
            entry
            for entry in self._journal.entries
            if entry.agenda and entry.when > last and self._journal.state(entry) is QuestionState.OPEN
        ]

    def _channel(self, channel: Channel) -> Iterator[Page]:
        entries = self._journal.channel(channel)
        periods = _periods(entries)
        title = self._say.plain(f"channel.{channel.folder}")
        index = f"{channel.folder}/index.html"
        yield self._page(index, title, f"{channel.folder}.html", partial(self._index, channel, periods))
        for earlier, key, later in _with_neighbours(list(periods)):
            facts: dict[str, Any] = {"channel": channel, "entries": periods[key], "earlier": earlier, "later": later}
            if channel is Channel.DIARY and "-" in key:
                facts["strip"] = month_strip(key, periods[key])
            heading = f"{title}, {View(self._site, index, self._say).period(key)}"
            yield self._page(f"{channel.folder}/{key}.html", heading, "period.html", facts)
        for before, entry, after in _with_neighbours(entries):
            facts = {"entry": entry, "earlier": before, "later": after}
            yield self._page(self._site.entries[entry.path], entry.title, "entry.html", facts)
        for entry_id, path in self._site.gone.items():
            if path.startswith(f"{channel.folder}/"):
                yield self._page(path, self._say.plain("gone.title"), "gone.html", {"entry_id": entry_id})
        for problem in self._site.unreadable:
            if problem.path.startswith(f"{channel.folder}/"):
                name = problem.path.rpartition("/")[2]
                yield self._page(self._site.entries[problem.path], name, "problem.html", {"problem": problem})

    def _index(self, channel: Channel, periods: Mapping[str, list[Entry]]) -> Facts:
        """The first page of a channel."""
        journal, site = self._journal, self._site
        years = groupby(list(periods)[::-1], key=lambda key: key.partition("-")[0])
        own: dict[Channel, Callable[[], Facts]] = {
            Channel.DIARY: lambda: {
                "latest": journal.channel(channel)[::-1][:_LATEST],
                "strip": strip(journal.channel(channel)),
            },
            Channel.QUESTION: lambda: {"states": {state: journal.questions(state) for state in QuestionState}},
            Channel.CALL: lambda: {
                "planned": self._calls("planned"),
                "others": self._calls("moved") + self._calls("cancelled"),
                "held": self._calls("held")[::-1],
            },
        }
        return {
            "channel": channel,
            "years": {year: list(keys) for year, keys in years},
            "counts": {key: len(listed) for key, listed in periods.items()},
            "unreadable": [each for each in site.unreadable if each.path.startswith(f"{channel.folder}/")],
            "gone": {id_: page for id_, page in site.gone.items() if page.startswith(f"{channel.folder}/")},
            "most": _MOST,
            **own[channel](),
        }

    def _themes(self) -> Iterator[Page]:
        site = self._site
        facts = {"tags": _by_use(site.tags.values()), "feelings": _by_use(site.feelings.values())}
        yield self._page("themes/index.html", self._say.plain("themes.title"), "themes.html", facts)
        for theme in (*site.tags.values(), *site.feelings.values()):
            parts = _parts(theme)
            addresses = {year: page for year, (page, _) in parts.items()}
            for year, (page, entries) in parts.items():
                title = f"{theme.word}, {year}" if year else theme.word
                years = addresses if len(addresses) > 1 else {}
                yield self._page(page, title, "theme.html", partial(self._theme, theme, entries, year, years))

    @staticmethod
    def _theme(theme: Theme, entries: list[Entry], year: str, years: Mapping[str, str]) -> Facts:
        channels = [channel for channel in Channel if any(entry.channel is channel for entry in theme.entries)]
        facts = {"theme": theme, "days": lanes(entries), "channels": channels, "year": year, "years": years}
        return {**facts, "strip": strip(theme.entries)}

    def _matters(self) -> Iterator[Page]:
        matters = self._site.matters
        if matters:
            by_end = sorted(matters, key=lambda each: (each.entries[-1].when, each.id), reverse=True)
            title = self._say.plain("matters.title")
            yield self._page("matters/index.html", title, "matters.html", {"matters": by_end})
        for matter in matters:
            title = matter.first.title
            yield self._page(f"matters/{matter.id}.html", title, "matter.html", {"matter": matter})

    def _timeline(self) -> Iterator[Page]:
        """What happened, month by month, on the wall of whoever did it."""
        months: dict[str, list[Event]] = defaultdict(list)
        for event in self._site.timeline:
            day = self._day(event)
            months[f"{day.year:04}-{day.month:02}"].append(event)
        title = self._say.plain("timeline.title")
        keys = sorted(months)
        years = {year: list(group) for year, group in groupby(keys[::-1], key=lambda key: key[:4])}
        counts = {key: len(events) for key, events in months.items()}
        yield self._page("timeline/index.html", title, "timeline.html", {"years": years, "counts": counts})
        for earlier, key, later in _with_neighbours(keys):
            days: dict[date, list[Event]] = defaultdict(list)
            for event in months[key]:
                days[self._day(event)].append(event)
            facts = {"days": sorted(days.items(), reverse=True), "earlier": earlier, "later": later}
            heading = f"{title}, {self._say.calendar.period(key)}"
            yield self._page(f"timeline/{key}.html", heading, "timeline-month.html", facts)

    def _day(self, event: Event) -> date:
        return clock.day_of(event.instant, self._journal.people[event.author].zone)

    def _story(self, entry: Entry) -> Facts:
        return {"entry": entry, "states": story(self._journal, entry)[::-1]}

    def _calls(self, state: str) -> list[Entry]:
        return [each for each in self._journal.channel(Channel.CALL) if each.call and each.call.state == state]


def _periods(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Entries by the month, or year, that they are listed in, in order."""
    ordered = sorted(entries, key=lambda entry: (period_of(entry), entry.when, entry.id))
    return {period: list(listed) for period, listed in groupby(ordered, key=period_of)}


def _parts(theme: Theme) -> dict[str, tuple[str, list[Entry]]]:
    """A theme's pages by year: address and entries; one that is not long has a single page, of no year."""
    if len(theme.entries) <= _WIDEST:
        return {"": (theme.page, list(theme.entries))}
    years: dict[str, list[Entry]] = defaultdict(list)
    for entry in theme.entries:
        years[period_of(entry).partition("-")[0]].append(entry)
    stem, last = theme.page.removesuffix(".html"), max((year for year in years if year != UNDATED), default=UNDATED)
    return {year: (theme.page if year == last else f"{stem}.{year}.html", years[year]) for year in sorted(years)}


def _by_use(themes: Iterable[Theme]) -> list[Theme]:
    return sorted(themes, key=lambda theme: (-len(theme.entries), theme.word))


def _with_neighbours(items: list[_T]) -> Iterator[tuple[_T | None, _T, _T | None]]:
    """Each with the one before and the one after."""
    around = [None, *items, None]
    yield from zip(around, items, around[2:], strict=False)
