"""Calls: planned, prepared, held, moved; and what was promised in them. A call's record belongs to both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from itertools import takewhile
from typing import Any

from mentorlog.actions.entries import add, edit, new_entry, still_to_come, text_of
from mentorlog.actions.writer import Writer
from mentorlog.codec.comments import comment_path, write_comment
from mentorlog.codec.entries import written_slot
from mentorlog.codec.front_matter import Document, parse
from mentorlog.errors import BadValue, NotFound, NothingWritten
from mentorlog.model import clock
from mentorlog.model.comment import Comment, Motivation
from mentorlog.model.entry import Call, Channel, Entry, path_for
from mentorlog.model.journal import Journal
from mentorlog.model.overlap import asleep, windows
from mentorlog.model.person import People, Person
from mentorlog.model.series import Rule, Series, last_begun, next_call, rule_for, unwritten
from mentorlog.model.spoken import read_nth
from mentorlog.repository.outbox import Change
from mentorlog.repository.worktree import blob_name, decode

TEMPLATE = "templates/call.md"
_USUAL = time(9)
_BEHIND, _AHEAD = timedelta(days=400), timedelta(days=800)
_LINK = 2000


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants to plan.

    Attributes:
        when: as they say it, on the host's wall clock.
        title: how it is called.
        minutes: how long.
        link: where to meet online; "" for nowhere.
        place: where to meet in person; "" for nowhere.
        host: the handle of who keeps the clock; "" for the writer.
        monthly: whether it comes every month.
        body: the record; None for the template.
    """

    when: str
    title: str = "Monthly call"
    minutes: int = 60
    link: str = ""
    place: str = ""
    host: str = ""
    monthly: bool = False
    body: str | None = None


def planned(writer: Writer, plan: Plan) -> Entry:
    """The call that a plan means; `add` saves it.

    Raises:
        BadValue: the time is past, does not exist, comes twice or cannot be read; or the link is none.
        NotFound: nobody is called as the host is.
    """
    host = writer.repository.people.known(plan.host or writer.person.handle)
    starts = _still_to_come(writer, plan.when, host)
    _must_lead(plan.link)
    wall = clock.wall(starts, host.zone)
    rule = _rule(plan.when, wall.date()) if plan.monthly else None
    entry = new_entry(writer, Channel.CALL, plan.title, template(writer) if plan.body is None else plan.body)
    call = Call(
        starts, plan.minutes, host.handle, "planned", plan.link, plan.place, str(rule or ""),
        series=entry.id if rule else "", slot=wall if rule else None,
    )  # fmt: skip
    return replace(entry, zone=host.zone, path=path_for(Channel.CALL, wall.date(), entry.title), call=call)


def template(writer: Writer) -> str:
    """The record that a call begins with: the journal's own, or the one that every journal begins with."""
    files = writer.repository.files
    if TEMPLATE in files.files("templates"):
        return decode(files.read(TEMPLATE), TEMPLATE)
    return resources.files("mentorlog.actions").joinpath("scaffold", TEMPLATE).read_text(encoding="utf-8")


def find_call(writer: Writer, journal: Journal, text: str) -> Entry:
    """The call that is meant: `next`, `last`, or an id, also of one that nothing is written for yet.

    Raises:
        NotFound: there is none.
    """
    if text in ("next", "last"):
        found = next_call(journal, writer.now) if text == "next" else last_begun(journal, writer.now)
        if found is None:
            said = "no call is planned" if text == "next" else "no call has begun yet"
            raise NotFound(said, 'plan one: `mentorlog call new "first thursday 9:00"`')
        return found
    calls = journal.channel(Channel.CALL)
    around = takewhile(lambda each: each.when < writer.now + _AHEAD, unwritten(calls, writer.now - _BEHIND))
    found_ = [each for each in around if text.strip() and each.id.startswith(text.strip().lower())]
    try:
        return journal.find(text, Channel.CALL)
    except NotFound:
        if len(found_) == 1:
            return found_[0]
        raise


def written(writer: Writer, call: Entry, /, **own: Any) -> Entry:  # noqa: ANN401 - of an entry
    """A call with a record of its own; one of a series gets it as soon as somebody writes for it.

    Args:
        writer: who writes.
        call: which.
        own: what the new record has of its own at once; one that is there already keeps what it has.
    """
    if call.path:
        return call
    return _read(writer, add(writer, replace(begun(writer, call), **own)))


def begun(writer: Writer, call: Entry) -> Entry:
    """The record that a call of a series would begin with; nothing is saved."""
    assert call.call  # noqa: S101 - only a call comes again
    assert call.call.slot  # noqa: S101 - in its slot
    path = path_for(Channel.CALL, call.call.slot.date(), call.title)
    author = writer.person.handle
    return replace(call, path=path, author=author, date=writer.now, body=template(writer), has_id=True)


def move(writer: Writer, call: Entry, when: str, **where: str | int) -> Entry:
    """Give a call another time or place; it stays the same call, and tells when it was to be.

    Args:
        writer: who moves it.
        call: which.
        when: the new time as it is said; "" for the one that it has.
        where: `minutes`, `link` and `place`, as far as they are to be others.

    Raises:
        BadValue: the time cannot be meant, the link is none, or the call was held.
        NothingWritten: it is so already.
    """
    _must_stand(call, "moved")
    assert call.call  # noqa: S101 - it is a call
    _must_lead(str(where.get("link", "")))
    before = call.call.starts
    starts = moved_to(writer, call, when) if when.strip() else before
    is_moved = starts and not (before and before.astimezone(UTC) == starts.astimezone(UTC))
    walls = [*call.call.moved, *([clock.wall(before, call.zone)] if before and is_moved else [])]
    new = replace(call.call, starts=starts, state="planned", moved=tuple(walls), **where)  # type: ignore[arg-type]
    if new == call.call:
        raise NothingWritten("it is planned so already, so nothing was saved")
    if not call.path:
        return written(writer, call, call=new)
    document = parse(text_of(writer, call))
    if call.call.repeat and not call.call.slot and before:  # written by hand: its rhythm must not move with it
        document = document.with_value("series", call.id).with_value(
            "slot", written_slot(clock.wall(before, call.zone))
        )
    values = {
        "state": "planned",
        **{key: str(value) for key, value in where.items() if value != getattr(call.call, key)},
    }
    if is_moved and starts:
        values |= {"starts": clock.written_wall(starts, call.zone)}
        document = document.with_value("moved", [written_slot(wall) for wall in walls])
    for key, value in values.items():
        document = document.with_value(key, value) if value != document.value(key) else document
    return changed(writer, call, document, "move")


def moved_to(writer: Writer, call: Entry, when: str) -> datetime:
    """The time that a call is to have, as it is said: on its own wall clock, at its own hour where none is said.

    Raises:
        BadValue: the time cannot be meant.
    """
    host = writer.repository.people[call.call.host if call.call else ""]
    return _still_to_come(writer, when, replace(host, zone=call.zone), call)


def _must_lead(link: str) -> None:
    """Raise `BadValue` unless a link is none, or one that leads somewhere safely."""
    if link and not re.fullmatch(rf"https://[^\s<>]{{1,{_LINK}}}", link):
        raise BadValue(f"'{link}' is not a link that begins with https://", "copy the whole link")


def set_state(writer: Writer, call: Entry, state: str, why: str = "") -> Entry:
    """Say what became of a call: `held`, `missed` where somebody did not come, `cancelled`; `planned` again.

    Args:
        writer: who says it.
        call: which.
        state: what became of it.
        why: a word on it, which becomes a comment.

    Raises:
        NothingWritten: it is so already.
        BadValue: it has not begun, so it cannot have been held or missed; or it was, and cannot be called off.
    """
    if state in ("cancelled", "missed"):
        _must_stand(call, state)
    if state in ("held", "missed") and call.when.astimezone(UTC) > writer.instant:
        raise BadValue(f"this call has not begun: it is to be {clock.clocks(call.when, [call.zone])}", _NOT_YET)
    entry = written(writer, call)
    assert entry.call  # noqa: S101 - it is a call
    if entry.call.state == state:
        raise NothingWritten(f"this call is {state} already, so nothing was saved")
    said = _remark(writer, entry, why) if why.strip() else None
    also = {comment_path(said): Change(write_comment(said).encode())} if said else {}
    document = parse(text_of(writer, entry)).with_value("state", state)
    return changed(writer, entry, document, state, also)


def end_series(writer: Writer, journal: Journal, call: Entry) -> Entry:
    """Let a series end before a call; what was held, and what has a record, stays.

    Raises:
        BadValue: it belongs to no series.
        NothingWritten: the series ended before.
    """
    head = journal.get(call.call.series or call.id) if call.call else None
    series = Series.of(head) if head else None
    if head is None or series is None or call.call is None:
        raise BadValue("this call comes only once", f"`mentorlog call cancel {call.id}` cancels it")
    last = (call.call.slot or series.first).date() - timedelta(days=1)
    if series.rule.until and series.rule.until <= last:
        raise NothingWritten(f"this series ended on {series.rule.until} already, so nothing was saved")
    rule = replace(series.rule, until=last)
    return changed(writer, head, parse(text_of(writer, head)).with_value("repeat", str(rule)), "end series")


def usual_hour(calls: Sequence[Entry], people: People, host: Person, today: date) -> time:
    """At what time of the host's day the calls are: that of the last one, else nine, else when both are awake first."""
    last = next((each for each in reversed(calls) if each.call and each.call.starts), None)
    if last:
        return last.when.astimezone(clock.zone(host.zone)).time().replace(second=0)
    others = [person for person in people.pair() if person.handle != host.handle]
    nine = datetime.combine(today, _USUAL, clock.zone(host.zone))
    common = windows([host, *others], today, 60)
    if not common or not asleep(others, nine, 60):
        return _USUAL
    return common[0].starts.astimezone(clock.zone(host.zone)).time()


_NOT_YET = "`mentorlog call move` gives it another time, `mentorlog call cancel` cancels it"


def _still_to_come(writer: Writer, words: str, host: Person, entry: Entry | None = None) -> datetime:
    calls = [entry] if entry else writer.repository.load([Channel.CALL], comments=False).channel(Channel.CALL)
    usual = usual_hour(calls, writer.repository.people, host, clock.day_of(writer.now, host.zone))
    return still_to_come(writer, words, host.zone, usual).replace(second=0)


def _rule(words: str, day: date) -> Rule:
    nth = read_nth(words)
    return Rule(nth) if nth else rule_for(day)


def _must_stand(call: Entry, what: str) -> None:
    """Raise `BadValue` where a call was held or missed: what was cannot be planned anew."""
    if call.call and call.call.state in ("held", "missed"):
        hint = (
            f"`mentorlog call {call.call.state} {call.id} --undo` takes that back; `mentorlog call new` plans another"
        )
        raise BadValue(f"this call was {call.call.state}, so it cannot be {what}", hint)


def _remark(writer: Writer, entry: Entry, words: str) -> Comment:
    return Comment(writer.comment_id(), entry.id, writer.person.handle, writer.now, Motivation.REPORTING, words.strip())


def changed(
    writer: Writer, entry: Entry, document: Document, deed: str, also: dict[str, Change] | None = None
) -> Entry:
    """A call with another text, saved as that deed, with the other files that belong to it."""
    return edit(writer, _read(writer, entry), document.text, deed, also or {})


def _read(writer: Writer, entry: Entry) -> Entry:
    """An entry with the name that git has for its file as it stands."""
    return replace(entry, blob=blob_name(writer.repository.files.read(entry.path)))
