"""What the templates may ask for: addresses from here, words as safe HTML, instants on both clocks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mentorlog.model import clock
from mentorlog.model.anchor import CONTEXT, stands
from mentorlog.model.comment import Motivation, QuestionState, Remark, deed
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal, Problem
from mentorlog.model.wording import readable

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from mentorlog.model.anchor import Anchor, Target
    from mentorlog.model.changes import Piece

_EXCERPT = 180
_PASSED_OVER = re.compile(r"^#+[ \t].*$|^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
"""Headings and tables, which are no words to begin with."""
_ITEMS = re.compile(r"^[ \t]*(?:[-+*]|\d+[.)])[ \t]+", re.MULTILINE)
_TAG = re.compile(r"<(?:(/?(?:p|li|ul|ol|pre|code))\b[^>]*>|[^>]*>?)")
"""A tag; those that the search's own excerpts are cut by are kept, bare."""


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


class View:
    """One page's way to the rest of the journal."""

    def __init__(self, journal: Journal, addresses: Mapping[str, str], path: str) -> None:
        self._journal = journal
        self._addresses = addresses
        self._folder = posixpath.dirname(path)

    def to(self, path: str) -> str:
        """The address of another page from here."""
        return posixpath.relpath(path, self._folder or ".")

    def entry(self, entry: Entry) -> str:
        """The address of an entry's page from here."""
        return self.to(self._addresses[entry.path])

    def problem(self, problem: Problem) -> str:
        """The address of the page that stands for a file that could not be read."""
        return self.to(self._addresses[problem.path])

    def linked(self, entry: Entry) -> list[Entry]:
        """The entries that an entry says it follows from, where they are here."""
        return [other for id_ in entry.about if (other := self._journal.get(id_))]

    def body(self, entry: Entry) -> Markup:
        """An entry's words as safe HTML."""
        from mentorlog.render import entry_html

        return _marked(entry_html(entry.body, lambda written: self._inside(entry, written)))

    def annotated(self, entry: Entry, thread: Callable[..., Markup]) -> Annotated:
        """An entry's words with all that was said of them, each thread behind its paragraph.

        Args:
            entry: what was said of.
            thread: makes a thread's HTML of view, journal, entry, conversation, and the numbers of its comments.
        """
        from mentorlog.render import entry_html
        from mentorlog.website.marks import Passage, marked

        def passages(conversation: list[Remark]) -> Iterator[Passage]:
            for remark in conversation:
                anchor = self._anchor(remark, entry)
                if anchor and anchor.start is not None and anchor.end is not None and not remark.retracted:
                    note = partial(thread, self, self._journal, entry, conversation) if not remark.depth else None
                    yield Passage(anchor.start, anchor.end, remark.comment.id, note, remark.resolved)

        talk = self._journal.thread(entry.id).conversations
        found = [] if self._journal.versions(entry) else [each for talked in talk for each in passages(talked)]
        made = marked(entry.body, found, lambda text: entry_html(text, lambda written: self._inside(entry, written)))
        below = [talked for talked in talk if talked[0].comment.id not in made.placed]
        gone = [talked for talked in below if self.anchor_state(talked[0], entry) == "orphan"]
        return Annotated(_marked(made.html), [talked for talked in below if talked not in gone], gone)

    def words(self, entry: Entry | None, text: str) -> Markup:
        """A comment's words as safe HTML."""
        from mentorlog.render import comment_html

        return _marked(comment_html(text, lambda written: self._inside(entry, written)))

    def clocks(self, instant: datetime, zone: str) -> str:
        """An instant on the writer's clock, then on the pair's other."""
        return clock.clocks(instant, self._journal.people.zones(zone))

    def state(self, question: Entry) -> QuestionState:
        """How a question stands."""
        return self._journal.state(question)

    def anchor_state(self, remark: Remark, entry: Entry) -> str:
        """`anchored`, `drifted` or `orphan`; "" for a comment on the whole entry."""
        anchor = self._anchor(remark, entry)
        return str(anchor.state) if anchor else ""

    def changed(self, remark: Remark, entry: Entry) -> list[Piece]:
        """How the words became what stands there today; of words that are gone, how their paragraph did."""
        from mentorlog.model.changes import changes, elided, paragraph_changes

        target, anchor = remark.comment.target, self._anchor(remark, entry)
        if target is None or anchor is None:
            return []
        if anchor.start is not None:
            return elided(changes(readable(target.exact), readable(entry.body[anchor.start : anchor.end])))
        read = self._journal.past.as_read(remark.comment, entry)
        if read is None or not stands(target, read):
            return []
        return elided(paragraph_changes(read, entry.body, target.start, target.end))

    def was_changed(self, remark: Remark, entry: Entry) -> bool:
        """Whether an entry reads another way than when something was said of it as a whole."""
        read = self._journal.past.as_read(remark.comment, entry)
        return read is not None and read.strip() != entry.body.strip()

    def _anchor(self, remark: Remark, entry: Entry) -> Anchor | None:
        return self._journal.anchor(remark.comment, entry) if self._journal.get(entry.id) is entry else None

    def _inside(self, entry: Entry | None, written: str) -> str | None:
        """Where a link from one file of the journal to another leads on the site."""
        path, mark, part = unquote(written).partition("#")
        goal = posixpath.normpath(posixpath.join(posixpath.dirname(entry.path if entry else ""), path))
        found = self._addresses.get(goal)
        return f"{self.to(found)}{mark}{part}" if found else None


def render(template: str, **facts: Any) -> str:  # noqa: ANN401 - templates take what they need
    """A page's HTML."""
    return _environment().get_template(template).render(facts)


def period_words(key: str) -> str:
    """`2026-11` as `November 2026`."""
    year, _, month = key.partition("-")
    return f"{clock.month_name(int(month))} {year}" if month else key.capitalize()


def excerpt(markdown: str, length: int = _EXCERPT) -> str:
    """The first words of a text, without its Markdown marks."""
    items = _ITEMS.sub("· ", markdown[: 4 * length])
    words = " ".join(readable(_PASSED_OVER.sub("", items)).split()).removeprefix("· ")
    return words if len(words) <= length else f"{words[:length].rsplit(' ', 1)[0]} …"


def before(target: Target) -> str:
    """The words of its own paragraph that stood before a quote, from the first whole one."""
    words = target.prefix.rpartition("\n\n")[2]
    is_cut = words == target.prefix and target.start > len(words)
    return f"… {readable(words.partition(' ')[2])}" if is_cut else readable(words)


def behind(target: Target) -> str:
    """The words of its own paragraph that stood behind a quote, to the last whole one."""
    words = target.suffix.partition("\n\n")[0]
    is_cut = words == target.suffix and len(words) >= CONTEXT
    return f"{readable(words.rpartition(' ')[0])} …" if is_cut else readable(words)


def words_of(markup: str) -> str:
    """The words of a page below its title, for a search that shows a paragraph at a time; what was escaped stays so."""
    below = markup.partition("</h1>")[2] or markup
    return " ".join(_TAG.sub(lambda tag: f"<{tag[1]}>" if tag[1] else " ", below).split())


def _marked(safe: str) -> Markup:
    from markupsafe import Markup

    return Markup(safe)  # noqa: S704 - `mentorlog.render` made and cleaned it


@cache
def _environment() -> Environment:
    """Templates in which everything is escaped that is not Markup."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from mentorlog.model.changes import Fate

    environment = Environment(
        loader=PackageLoader("mentorlog.website"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "before": before,
        "behind": behind,
        "day": clock.day_words,
        "deed": deed,
        "excerpt": excerpt,
        "period": period_words,
        "readable": readable,
        "stamp": clock.stamp,
    }
    words = (Channel, Fate, Motivation, QuestionState)
    environment.globals |= {each.__name__: each for each in words}
    return environment
