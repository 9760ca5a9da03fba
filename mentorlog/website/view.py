"""What the templates may ask for: addresses from here, words as safe HTML, instants on both clocks."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from mentorlog.model import clock
from mentorlog.model.anchor import stands
from mentorlog.model.changes import changes, elided, paragraph_changes
from mentorlog.model.comment import Remark
from mentorlog.model.entry import Channel, Entry, folded
from mentorlog.model.journal import Problem
from mentorlog.model.minutes import section
from mentorlog.model.wording import readable
from mentorlog.render import Links, Picture, comment_html, entry_html
from mentorlog.website.facts import Facts
from mentorlog.website.lanes import UNDATED, Day, Felt, lanes
from mentorlog.website.marks import Passage, marked
from mentorlog.website.photos import Photo
from mentorlog.website.site import history_page
from mentorlog.website.study import Study
from mentorlog.website.words import Words

if TYPE_CHECKING:
    from markupsafe import Markup

    from mentorlog.model.changes import Piece


@dataclass(frozen=True, slots=True)
class Annotated:
    """An entry's text on its page.

    Attributes:
        html: its words, with the threads that stand on some of them.
        whole: the threads on the entry as a whole.
        gone: the threads on words that are gone.
    """

    html: Markup
    whole: list[list[Remark]]
    gone: list[list[Remark]]


class View(Study):
    """One page's way to the rest of the journal.

    Attributes:
        say: what the page says.
        shown: the paths of the photos that stand in a text of the page.
    """

    def __init__(self, facts: Facts, path: str, say: Words) -> None:
        super().__init__(facts)
        self.say = say
        self.shown: set[str] = set()
        self._folder = posixpath.dirname(path)

    # Addresses

    def to(self, path: str) -> str:
        """The address of another page from here."""
        folder = f"{self._folder}/"
        return quote(path.removeprefix(folder) if path.startswith(folder) else f"{'../' if self._folder else ''}{path}")

    def entry(self, entry: Entry) -> str:
        """The address of an entry's page from here."""
        return self.to(self.about(entry).page)

    def problem(self, problem: Problem) -> str:
        """The address of the page that stands for a file that could not be read."""
        return self.to(self.ask("path", problem.path))

    def tag(self, word: str) -> str:
        """The address of a theme's page from here; "" for a word of spaces alone."""
        return self.to(self.ask("tag", folded(word)))

    def feeling(self, word: str) -> str:
        """The address of a feeling's page from here; "" for a word of spaces alone."""
        return self.to(self.ask("feeling", folded(word)))

    def history(self, entry: Entry) -> str:
        """The address of the page that tells how an entry changed."""
        return self.to(history_page(self.about(entry).page))

    def picture(self, photo: Photo) -> str:
        """The address of a photo from here."""
        return self.to(photo.page)

    # What belongs to an entry

    def matters(self, entry: Entry) -> Sequence[tuple[str, str]]:
        """The address from here and the title of the matters that an entry belongs to."""
        return [(self.to(page), title) for page, title in self.about(entry).matters]

    def other_photos(self, entry: Entry) -> list[Photo]:
        """The photos beside an entry that its text, which is rendered before this is asked, does not show."""
        return [each for each in self.about(entry).photos if each.path not in self.shown]

    def section(self, entry: Entry, title: str) -> list[str]:
        """The items below a heading of a call's record."""
        return section(entry.body, title)

    def felt(self, cell: Felt) -> str:
        """The address of what a strip's cell stands for: an entry of that day, or a list of that month."""
        if cell.is_day:
            return self.to(self.ask("about", cell.path).page)
        folder = cell.path.partition("/")[0]
        return self.to(f"{folder}/{cell.key[:4] if folder == Channel.CALL.folder else cell.key}.html")

    def lanes(self, entries: Sequence[Entry]) -> list[Day]:
        """Entries by the day that they belong to, in their lanes."""
        return lanes(entries)

    def years(self, months: Iterable[str]) -> dict[str, list[str]]:
        """Months by their years, the last first."""
        ordered = sorted(months, reverse=True)
        return {year: list(group) for year, group in groupby(ordered, key=lambda month: month.partition("-")[0])}

    def ends(self, call: Entry) -> str:
        """The instant at which a call will have ended, written out; "" where nothing is set."""
        return clock.stamp(call.call.ends) if call.call and call.call.ends else ""

    def count(self, pieces: Sequence[Piece]) -> int:
        """How many words a text of pieces has."""
        return sum(len(piece.text.split()) for piece in pieces)

    def elided(self, pieces: Sequence[Piece]) -> list[Piece]:
        """The same change, with long stretches that were kept cut down."""
        return elided(pieces)

    # Time

    def clocks(self, instant: datetime, zone: str) -> str:
        """An instant on the writer's clock, then on the pair's other."""
        return clock.clocks(instant, self.people.zones(zone), self.say.calendar)

    def hour(self, instant: datetime, handle: str) -> str:
        """A time of day on a person's own wall, and where that is: `22:30 Los Angeles`."""
        return clock.clocks(instant, [self.people[handle].zone], self.say.calendar).rpartition(", ")[2]

    def minutes(self, count: int) -> str:
        """So many minutes after a midnight, as a time of day."""
        return self.say.calendar.time(datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=count))

    def on_the_wall(self, wall: datetime, zone: str) -> datetime:
        """The instant at which a zone's wall showed that."""
        return wall.replace(tzinfo=clock.zone(zone))

    def place(self, zone: str) -> str:
        """Where a zone's clock hangs: `Los Angeles`."""
        return clock.place_of(zone)

    def day(self, day: date) -> str:
        """A day in words."""
        return clock.day_words(day, self.say.calendar)

    def period(self, key: str) -> str:
        """`2026-11` as `November 2026`, `2026-11-22` as its day."""
        if key.count("-") == 2:  # noqa: PLR2004 - a day has three parts
            return self.day(date.fromisoformat(key))
        return self.say.plain("period.undated") if key == UNDATED else self.say.calendar.period(key)

    def span(self, since: datetime, until: datetime) -> str:
        """How long something took: minutes, hours or days."""
        passed = until.timestamp() - since.timestamp()  # two instants of one zone differ by what its clocks say
        minutes = max(0, round(passed / 60))
        for unit, length, most in (("minutes", 1, 90), ("hours", 60, 36 * 60)):
            if minutes < most:
                return str(self.say(f"browser.{unit}", round(minutes / length)))
        return str(self.say("browser.days", round(minutes / 1440)))

    # Words

    def body(self, entry: Entry) -> Markup:
        """An entry's words as safe HTML."""
        return _marked(entry_html(entry.body, _Inside(self, entry)))

    def annotated(self, entry: Entry, thread: Callable[..., Markup]) -> Annotated:
        """An entry's words with all that was said of them, each thread behind its paragraph.

        Args:
            entry: what was said of.
            thread: makes a thread's HTML of entry, conversation, and the numbers of its comments.
        """
        label = self.say.plain("comment.numbered")

        def passages(conversation: list[Remark]) -> Iterator[Passage]:
            for remark in conversation:
                anchor = self.anchor(remark, entry)
                if anchor and anchor.span and not remark.retracted:
                    note = partial(thread, entry, conversation) if not remark.depth else None
                    yield Passage(*anchor.span, remark.comment.id, note, remark.resolved, label)

        talk = self.thread(entry.id).conversations
        found = [] if self.versions(entry) else [each for talked in talk for each in passages(talked)]
        made = marked(entry.body, found, lambda text: entry_html(text, _Inside(self, entry)))
        below = [talked for talked in talk if talked[0].comment.id not in made.placed]
        gone = [talked for talked in below if self.anchor_state(talked[0], entry) == "orphan"]
        return Annotated(_marked(made.html), [talked for talked in below if talked not in gone], gone)

    def words(self, entry: Entry | None, text: str) -> Markup:
        """A comment's words as safe HTML."""
        return _marked(comment_html(text, _Inside(self, entry)))

    def anchor_state(self, remark: Remark, entry: Entry) -> str:
        """`anchored`, `drifted` or `orphan`; "" for a comment on the whole entry."""
        anchor = self.anchor(remark, entry)
        return str(anchor.state) if anchor else ""

    def changed(self, remark: Remark, entry: Entry) -> list[Piece]:
        """How the words became what stands there today; of words that are gone, how their paragraph did."""
        target, anchor = remark.comment.target, self.anchor(remark, entry)
        if target is None or anchor is None:
            return []
        if anchor.span:
            return elided(changes(readable(target.exact), readable(entry.body[slice(*anchor.span)])))
        read = self.as_read(remark, entry)
        if read is None or not stands(target, read):
            return []
        return elided(paragraph_changes(read, entry.body, target.start, target.end))

    def was_changed(self, remark: Remark, entry: Entry) -> bool:
        """Whether an entry reads another way than when something was said of it as a whole."""
        read = self.as_read(remark, entry)
        return read is not None and read.strip() != entry.body.strip()


class _Inside(Links):
    """Where what is named in a text of the journal leads on the site."""

    def __init__(self, view: View, entry: Entry | None) -> None:
        self._view = view
        self._path = entry.path if entry else ""

    def to(self, address: str) -> str | None:
        path, mark, part = unquote(address).partition("#")
        found = self._view.ask("path", self._goal(path))
        return f"{self._view.to(found)}{mark}{quote(part)}" if found else None

    def named(self, name: str) -> str | None:
        found = self._view.ask("name", folded(name))
        return self._view.to(found) if found else None

    def picture(self, address: str) -> Picture | None:
        path = unquote(address)
        beside = f"{self._path.removesuffix('.md')}/{path}"
        found: Photo | None = self._view.ask("photo", self._goal(path)) or self._view.ask("photo", beside)
        if found is None:
            return None
        self._view.shown.add(found.path)
        return Picture(self._view.picture(found), found.width, found.height)

    def _goal(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._path), path))


def _marked(safe: str) -> Markup:
    from markupsafe import Markup

    return Markup(safe)  # noqa: S704 - `mentorlog.render` made and cleaned it
