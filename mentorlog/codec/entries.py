"""Entry files: `journal/2026/2026-11-22-a-hard-conversation.md` and the like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from mentorlog.codec.front_matter import Document, emit, is_yes, parse
from mentorlog.errors import BadValue, Unreadable
from mentorlog.model import clock
from mentorlog.model.entry import Call, Channel, Entry
from mentorlog.model.ids import ENTRY_ID, derived_id
from mentorlog.model.journal import Problem
from mentorlog.model.person import People

CALL_MINUTES = 60
CALL_STATES = ("planned", "held", "missed", "moved", "cancelled")
_HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
_DATED = re.compile(r"^\d{4}-\d\d-\d\d[-_ ]*")
_T = TypeVar("_T")


def read_entry(text: str, path: str, channel: Channel, people: People, blob: str = "") -> tuple[Entry, list[Problem]]:
    """An entry as its writer meant it, and what was in doubt.

    Args:
        text: the file, decoded.
        path: relative to the journal, with `/`.
        channel: the channel of the folder that it lies in.
        people: whose zones stand in for a missing one.
        blob: git's name for the bytes.

    Raises:
        Unreadable: the header is broken; with path and line.
    """
    try:
        document = parse(text)
        return _Reader(document, path, people).entry(channel, blob)
    except Unreadable as error:
        raise Unreadable(error.message, error.hint, path=path, line=error.line) from None


def id_in(text: str, path: str) -> str:
    """The id of the entry that a file once was; "" where it is none."""
    channel = Channel.of_folder(path.partition("/")[0])
    try:
        written = parse(text).value("id")
    except Unreadable:
        return ""
    try:
        return _entry_id(written)
    except BadValue:
        return derived_id(channel.letter, path) if channel else ""


def write_entry(entry: Entry) -> str:
    """The file of a new entry. An existing one is changed key by key instead, with `Document.with_value`."""
    fields = {
        "id": entry.id,
        "title": entry.title,
        "author": entry.author,
        "date": clock.stamp(entry.date) if entry.date else None,
        "zone": entry.zone,
        "happened": entry.happened.isoformat() if entry.happened else None,
        "feelings": entry.feelings,
        "tags": entry.tags,
        "about": entry.about,
        "agenda": "true" if entry.agenda else None,
        "needed_by": clock.stamp(entry.needed_by) if entry.needed_by else None,
        "call": entry.transcript_of,
        **(_call_fields(entry.call, entry.zone) if entry.call else {}),
    }
    lines = [f"{key}: {_written(key, value)}" for key, value in fields.items() if value]
    body = f"\n{entry.body.strip()}\n" if entry.body.strip() else ""
    return "\n".join(["---", *lines, "---", ""]) + body


def complete(document: Document, entry: Entry) -> Document:
    """A hand-made file with what it lacks: a good id, author, date and zone, each added below what stands there."""
    if not entry.has_id:
        document = document.with_value("id", entry.id)
    wanted = {
        "author": entry.author,
        "date": entry.date and clock.stamp(entry.date),
        "zone": entry.zone,
    }
    for key, value in wanted.items():
        if value and not document.value(key):
            document = document.with_value(key, value)
    return document


def _call_fields(call: Call, zone_name: str) -> dict[str, str | tuple[str, ...] | None]:
    return {
        "starts": clock.written_wall(call.starts, zone_name) if call.starts else None,
        "minutes": str(call.minutes),
        "link": call.link,
        "place": call.place,
        "host": call.host,
        "repeat": call.repeat,
        "state": call.state,
        "recorded": call.recorded,
        "series": call.series,
        "slot": written_slot(call.slot) if call.slot else None,
        "moved": tuple(map(written_slot, call.moved)),
    }


def written_slot(wall: datetime) -> str:
    """What a wall clock shows, as a header says it: `2026-12-03T09:00`."""
    return wall.isoformat(timespec="minutes")


def _written(key: str, value: str | Iterable[str]) -> str:
    """Values that are ours to type (numbers, dates, flags) go plain; all others as text that stays text."""
    plain = key in ("agenda", "minutes", "starts", "slot", "happened", "date", "needed_by")
    return str(value) if plain else emit(value)


class _Reader:
    """One file on its way to an entry, gathering doubts."""

    def __init__(self, document: Document, path: str, people: People) -> None:
        self.document = document
        self.path = path
        self.people = people
        self.doubts: list[Problem] = []

    def entry(self, channel: Channel, blob: str) -> tuple[Entry, list[Problem]]:
        document = self.document
        body = document.body.replace("\r\n", "\n")
        author = document.value("author").strip().lstrip("@").lower()
        zone = self._read("zone", lambda text: clock.zone(text).key, "") or self.people[author].zone
        written_id = self._read("id", _entry_id, "")
        entry = Entry(
            id=written_id or derived_id(channel.letter, self.path),
            channel=channel,
            title=document.value("title") or _untitled(body, self.path),
            author=author,
            date=self._read("date", lambda text: clock.read_instant(text, zone), None),
            zone=zone,
            path=self.path,
            body=body,
            blob=blob,
            happened=self._read("happened", clock.read_day, None),
            feelings=document.values("feelings"),
            tags=tuple(tag.lstrip("#") for tag in document.values("tags")),
            about=document.values("about"),
            agenda=is_yes(document.value("agenda")),
            needed_by=self._read("needed_by", lambda text: clock.read_instant(text, zone), None),
            has_id=bool(written_id),
            draft=self.path.startswith("drafts/"),
        )
        entry = replace(entry, transcript_of=document.value("call") if channel is Channel.CALL else "")
        if entry.is_transcript:
            return entry, self.doubts
        if channel is Channel.CALL:
            entry = self._as_call(entry)
        return entry, self.doubts

    def _as_call(self, entry: Entry) -> Entry:
        value = self.document.value
        host = value("host").lstrip("@").lower() or entry.author
        zone = entry.zone if value("zone") else self.people[host].zone
        starts = self._read("starts", lambda text: clock.read_instant(text, zone), None)
        slot = self._read("slot", _wall, None)
        first = slot or (starts and starts.astimezone(clock.zone(zone)))
        call = Call(
            starts=starts,
            minutes=self._read("minutes", _minutes, CALL_MINUTES),
            host=host,
            state=self._read("state", _state, "planned"),
            link=value("link"),
            place=value("place"),
            repeat=self._read("repeat", lambda text: _rhythm(text, first), ""),
            recorded=value("recorded"),
            series=value("series"),
            slot=slot,
            moved=self._read("moved", lambda _: tuple(map(_wall, self.document.values("moved"))), ()),
        )
        return replace(entry, call=call, zone=zone)

    def _read(self, key: str, read: Callable[[str], _T], default: _T) -> _T:
        """The value of a key; where it cannot be meant, a doubt and the default."""
        text = self.document.value(key)
        if not text:
            return default
        try:
            return read(text)
        except BadValue as error:
            doubt = Problem(self.path, f"`{key}`: {error.message}", error.hint, self.document.line(key))
            self.doubts.append(doubt)
            return default


def _entry_id(text: str) -> str:
    wanted = text.strip().lower()
    if not ENTRY_ID.fullmatch(wanted):
        raise BadValue(f"'{text}' is not an id", "take the line out: `mentorlog save` writes a good one")
    return wanted


def _minutes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len("1440") or not 0 < int(text) <= 24 * 60:
        raise BadValue(f"'{text}' is not a number of minutes", "write it as 60")
    return int(text)


def _wall(text: str) -> datetime:
    """A time in a series, which no zone is needed for."""
    return clock.read_instant(text, "UTC").replace(tzinfo=None)


def _rhythm(text: str, first: datetime | None) -> str:
    """Words that are a rule, as they stand; a call without a time has none yet."""
    from mentorlog.model.series import read_rule  # few calls have one

    if first:
        read_rule(text, first.date())
    return text


def _state(text: str) -> str:
    if text.lower() not in CALL_STATES:
        raise BadValue(f"'{text}' is not a state of a call", f"write one of {', '.join(CALL_STATES)}")
    return text.lower()


def _untitled(body: str, path: str) -> str:
    """A title for a file that has none: its first heading, else its name."""
    heading = _HEADING.search(body)
    if heading:
        return heading.group(1).rstrip("# \t")
    stem = path.rpartition("/")[2].removesuffix(".md")
    return _DATED.sub("", stem).replace("-", " ").strip().capitalize() or stem
