"""An entry: one dated file in one of the three channels."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import date as Day  # noqa: N812 - `date` is a field below
from enum import Enum

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
_SLUG_LENGTH = 60
TRANSCRIPT = ".transcript.md"
"""How the name of a transcript ends; the rest is that of its call."""
BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
"""Where an entry without a date is sorted."""


class Channel(Enum):
    """The three channels, each with its folder, the letter of its ids and the word people use."""

    DIARY = ("journal", "d", "diary")
    QUESTION = ("questions", "q", "question")
    CALL = ("calls", "c", "call")

    def __init__(self, folder: str, letter: str, noun: str) -> None:
        self.folder = folder
        self.letter = letter
        self.noun = noun

    @classmethod
    def of_folder(cls, folder: str) -> Channel | None:
        """The channel kept in that folder."""
        return next((channel for channel in cls if channel.folder == folder), None)


@dataclass(frozen=True, slots=True)
class Call:
    """What only a call has.

    Attributes:
        starts: the instant at which it begins, on the host's wall clock; None where nothing is set yet.
        minutes: how long.
        host: the handle of the person whose wall clock it keeps.
        state: `planned`, `held`, `missed`, `moved` or `cancelled`.
        link: where to meet online.
        place: where to meet in person.
        repeat: such as `monthly`; it begins a series.
        recorded: what the two said about a recording.
        series: the id of the call that began the series that it belongs to; "" for none.
        slot: what the host's wall clock shows at the time in the series that it takes; None for none.
        moved: what that clock showed at the times that it was planned for before.
    """

    starts: datetime | None
    minutes: int
    host: str
    state: str = "planned"
    link: str = ""
    place: str = ""
    repeat: str = ""
    recorded: str = ""
    series: str = ""
    slot: datetime | None = None
    moved: tuple[datetime, ...] = ()

    @property
    def ends(self) -> datetime | None:
        """The instant at which it will have ended."""
        return self.starts.astimezone(UTC) + timedelta(minutes=self.minutes) if self.starts else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One diary entry, question or call, as its file says.

    Attributes:
        id: the identity; it outlives retitling and moving.
        channel: where it belongs.
        title: plain text.
        author: a handle.
        date: when it was written, or None for a hand-made file that does not say.
        zone: IANA zone of the writer; of the host, for a call.
        path: of the file, relative to the journal, with `/`.
        body: Markdown, line ends as LF; anchors count its code points from 0.
        blob: git's name for the file's bytes; "" where comments were not read either.
        happened: the day it is about, where that is another.
        feelings: as the writer named them.
        tags: the themes.
        about: ids that it follows from.
        agenda: whether it is for the next call.
        needed_by: when an answer stops being useful (questions).
        call: what only a call has.
        has_id: whether the file carries its id, or it was derived from the path.
        draft: whether it lies in `drafts/`, on the writer's machine alone.
        transcript_of: the id of the call of which this is what was said, word for word; "" for all else.
        review: the name of the review that it stands in, and is no part of the journal yet; "" for all else.
    """

    id: str
    channel: Channel
    title: str
    author: str
    date: datetime | None
    zone: str
    path: str
    body: str
    blob: str = ""
    happened: Day | None = None
    feelings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    agenda: bool = False
    needed_by: datetime | None = None
    call: Call | None = None
    has_id: bool = True
    draft: bool = False
    transcript_of: str = ""
    review: str = ""

    @property
    def is_transcript(self) -> bool:
        """Whether it is what was said in a call, word for word."""
        return bool(self.transcript_of) or self.path.lower().endswith(TRANSCRIPT)

    @property
    def moment(self) -> datetime | None:
        """The instant that it belongs to: a call's start, else the date; None where neither is known."""
        return (self.call and self.call.starts) or self.date

    @property
    def when(self) -> datetime:
        """The instant to sort by."""
        return self.moment or BEGINNING


def slug(title: str) -> str:
    """The part of a file name that comes from a title: lower case, any script, safe on every file system."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", title).casefold())
    words = re.findall(r"\w+", folded.replace("'", "").replace("’", ""))
    stem = "-".join(words)[:_SLUG_LENGTH].rsplit("-", 1 if len("-".join(words)) > _SLUG_LENGTH else 0)[0].strip("-_")
    return f"{stem}-entry" if stem in _RESERVED else stem or "untitled"


def folded(word: str) -> str:
    """A word as it is compared: whatever its case, its spaces, and how its accents are written."""
    return unicodedata.normalize("NFC", " ".join(word.split()).casefold())


def path_for(channel: Channel, day: Day, title: str) -> str:
    """Where a new entry is written: `journal/2026/2026-11-22-a-hard-conversation.md`."""
    return f"{channel.folder}/{day.year:04}/{day.isoformat()}-{slug(title)}.md"
