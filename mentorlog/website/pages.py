"""Journal to pages: a pure list, without a word of MkDocs in it.

Lists are cut by month (by year for calls), so that no page lists all pages, and no page contains the present: instants
are written out on both clocks, and the browser says how far away they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any, TypeVar

from mentorlog.insights import written
from mentorlog.model.codebook import Code
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.matter import Matter
from mentorlog.model.story import times_changed
from mentorlog.website.calls import by_year, hours, to_come
from mentorlog.website.facts import Fact, Facts
from mentorlog.website.lanes import UNDATED, month_strip, period_of, strip
from mentorlog.website.site import Site, Theme
from mentorlog.website.templating import render
from mentorlog.website.view import View
from mentorlog.website.words import Words

_LATEST = 10
_FEED = 40
_MOST = 20
_WAITING = 60
"""Open questions on their page: who has more finds them in their months."""
_EVENTS = 400
"""What one page of the timeline tells: more in a month were brought in together."""
_PASSAGES = 300
"""What the page of one code tells; the terminal tells all."""
_WIDEST = 150
"""Entries on one page of a theme; one with more has a page a year."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site: what it is made of, as data.

    Attributes:
        path: its address from the top of the site, with `/`.
        title: plain text.
        template: what shows it.
        given: what the template gets; plain data and entries.
        facts: who answers for the rest of the journal.
        words: what the page says.
    """

    path: str
    title: str
    template: str
    given: Mapping[str, Any] = field(repr=False)
    facts: Facts = field(repr=False, compare=False)
    words: Words = field(repr=False, compare=False)

    def html(self) -> str:
        """What stands on it: safe HTML, with addresses relative to `path`."""
        return self.made()[0]

    def made(self) -> tuple[str, set[Fact]]:
        """The same, and the facts that it was made from besides what was given."""
        view = View(self.facts, self.path, self.words)
        return render(self.template, view, title=self.title, **self.given), view.asked


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
        planned = {"planned": self._calls("planned"), "later": to_come(self._journal), "most": _FEED, "shown": _LATEST}
        yield self._page("index.html", self._name, "home.html", planned)
        for channel in Channel:
            yield from self._channel(channel)
        yield from self._themes()
        yield from self._matters()
        yield from self._timeline()
        yield from self._study()
        for entry in self._journal.entries:
            if times_changed(entry, self._site.ask("about", entry.path).revisions):
                title = f"{entry.title}: {self._say.plain('history.title')}"
                yield self._page(self._site.history(entry), title, "history.html", {"entry": entry})
        yield self._page("search.html", self._say.plain("search.title"), "search.html", {})

    def _page(self, path: str, title: str, template: str, given: Mapping[str, Any]) -> Page:
        return Page(path, title, template, given, self._site, self._say)

    def _channel(self, channel: Channel) -> Iterator[Page]:
        entries = self._journal.channel(channel)
        periods = _periods(entries)
        title = self._say.plain(f"channel.{channel.folder}")
        index = f"{channel.folder}/index.html"
        yield self._page(index, title, f"{channel.folder}.html", self._index(channel, periods))
        for earlier, key, later in _with_neighbours(list(periods)):
            given: dict[str, Any] = {"channel": channel, "entries": periods[key], "earlier": earlier, "later": later}
            if channel is Channel.DIARY and "-" in key:
                given["strip"] = month_strip(key, periods[key])
            heading = f"{title}, {View(self._site, index, self._say).period(key)}"
            yield self._page(f"{channel.folder}/{key}.html", heading, "period.html", given)
        for before, entry, after in _with_neighbours(entries):
            given = {"entry": entry, "earlier": before, "later": after}
            yield self._page(self._site.entries[entry.path], entry.title, "entry.html", given)
        if channel is Channel.CALL:
            yield from self._around_calls()
        for entry_id, path in self._site.gone.items():
            if path.startswith(f"{channel.folder}/"):
                yield self._page(path, self._say.plain("gone.title"), "gone.html", {"entry_id": entry_id})
        for problem in self._site.unreadable:
            if problem.path.startswith(f"{channel.folder}/"):
                name = problem.path.rpartition("/")[2]
                yield self._page(self._site.entries[problem.path], name, "problem.html", {"problem": problem})

    def _index(self, channel: Channel, periods: Mapping[str, list[Entry]]) -> dict[str, Any]:
        """What the first page of a channel shows."""
        journal, site = self._journal, self._site
        years = groupby(list(periods)[::-1], key=lambda key: key.partition("-")[0])
        own: dict[Channel, Callable[[], dict[str, Any]]] = {
            Channel.DIARY: lambda: {
                "latest": journal.channel(channel)[::-1][:_LATEST],
                "strip": strip(journal.channel(channel)),
            },
            Channel.QUESTION: lambda: {"waiting": _WAITING},
            Channel.CALL: lambda: {
                "planned": self._calls("planned"),
                "later": to_come(journal),
                "hours": self._hours(),
                "pair": [[each.handle, each.zone] for each in journal.people.pair()],
                "decided": bool(by_year(journal.channel(channel))),
                "others": self._calls("missed", "moved", "cancelled"),
                "held": self._calls("held")[::-1][:_MOST],
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
        used = {"tags": _by_use(site.tags.values()), "feelings": _by_use(site.feelings.values())}
        yield self._page("themes/index.html", self._say.plain("themes.title"), "themes.html", used)
        for theme in (*site.tags.values(), *site.feelings.values()):
            parts = _parts(theme)
            addresses = {year: page for year, (page, _) in parts.items()} if len(parts) > 1 else {}
            channels = [channel for channel in Channel if any(entry.channel is channel for entry in theme.entries)]
            whole = {"kind": theme.kind, "channels": channels, "years": addresses}
            for year, (page, entries) in parts.items():
                whole["strip"] = strip(theme.entries if page == theme.page else entries)
                title = f"{theme.word}, {year}" if year else theme.word
                given = {**whole, "year": year, "count": len(theme.entries), "entries": entries}
                yield self._page(page, title, "theme.html", given)

    def _matters(self) -> Iterator[Page]:
        matters = self._site.matters
        if matters:
            by_end = sorted(matters, key=lambda each: (each.entries[-1].when, each.id), reverse=True)
            given = {"matters": [_in_short(each) for each in by_end]}
            yield self._page("matters/index.html", self._say.plain("matters.title"), "matters.html", given)
        for matter in matters:
            page = f"matters/{matter.id}.html"
            yield self._page(page, matter.first.title, "matter.html", {"entries": matter.entries})

    def _timeline(self) -> Iterator[Page]:
        """What happened, month by month, on the wall of whoever did it."""
        title = self._say.plain("timeline.title")
        keys = sorted(self._site.ask("lists", "events"))
        yield self._page("timeline/index.html", title, "timeline.html", {})
        for earlier, key, later in _with_neighbours(keys):
            given = {"month": key, "most": _EVENTS, "earlier": earlier, "later": later}
            heading = f"{title}, {self._say.calendar.period(key)}"
            yield self._page(f"timeline/{key}.html", heading, "timeline-month.html", given)

    def _study(self) -> Iterator[Page]:
        """What the records tell, and how they are coded."""
        codes, names = self._journal.codebook.codes, sorted(self._journal.codebook.words().items())
        counts = {"written": asdict(written(self._journal)), "has_codes": bool(codes)}
        yield self._page("insights/index.html", self._say.plain("insights.title"), "insights.html", counts)
        if codes:
            given: dict[str, Any] = {"codes": [self._code(code) for code in codes], "names": names, "most": _MOST}
            yield self._page("codes/index.html", self._say.plain("codes.title"), "codes.html", given)
            memos = self._say.plain("codes.memos")
            yield self._page("insights/memos.html", memos, "memos.html", {"most": _PASSAGES})
        pages = self._site.codes
        for code in codes:
            given = self._code(code) | {
                "words": [word for word, goes_by in names if goes_by == code.word],
                "under": [code.under, pages[code.under]] if code.under else None,
                "parts": [[each.word, pages[each.word]] for each in codes if each.under == code.word],
                "most": _PASSAGES,
            }
            yield self._page(pages[code.word], code.word, "code.html", given)

    def _code(self, code: Code) -> dict[str, Any]:
        meanings = [each.meaning for each in code.definitions]
        return {"word": code.word, "depth": code.depth, "page": self._site.codes[code.word], "meanings": meanings}

    def _around_calls(self) -> Iterator[Page]:
        """What was said in calls word for word, and what was decided over the years."""
        for each in self._journal.entries:
            if each.is_transcript:
                given = {"entry": each, "earlier": None, "later": None}
                yield self._page(self._site.entries[each.path], each.title, "entry.html", given)
        if years := by_year(self._journal.channel(Channel.CALL)):
            title = self._say.plain("decisions.title")
            yield self._page("calls/decisions.html", title, "decisions.html", {"years": years})

    def _calls(self, *states: str) -> list[Entry]:
        return [each for each in self._journal.channel(Channel.CALL) if each.call and each.call.state in states]

    def _hours(self) -> list[dict[str, Any]]:
        """Both people's days, in the year of what was written last and the next."""
        pair, entries = self._journal.people.pair(), self._journal.entries
        dated = [each.date.year for each in entries if each.date]
        return hours(pair, max(dated)) if len(pair) > 1 and dated else []


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


def _in_short(matter: Matter) -> tuple[str, str, list[str], int]:
    """The address and the title of a matter, the titles of what else belongs to it as far as shown, and how many."""
    others = [entry.title for entry in matter.entries if entry is not matter.first]
    return f"matters/{matter.id}.html", matter.first.title, others[:4], len(matter.entries)


def _by_use(themes: Iterable[Theme]) -> list[tuple[str, str, int]]:
    """The address, the word and the number of entries of each theme, those used most first."""
    ordered = sorted(themes, key=lambda theme: (-len(theme.entries), theme.word))
    return [(theme.page, theme.word, len(theme.entries)) for theme in ordered]


def _with_neighbours(items: list[_T]) -> Iterator[tuple[_T | None, _T, _T | None]]:
    """Each with the one before and the one after."""
    around = [None, *items, None]
    yield from zip(around, items, around[2:], strict=False)
