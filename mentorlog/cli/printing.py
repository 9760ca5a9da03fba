"""How things are printed: lists, entries, threads, and their JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from mentorlog.cli.desk import plain
from mentorlog.model import clock
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal

if TYPE_CHECKING:
    from datetime import date, datetime

    from mentorlog.model.anchor import Anchor
    from mentorlog.model.comment import Comment, Remark

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
SAVED = "saved; not shared yet"
_LINE = 80

Row = dict[str, Any]


def print_json(document: object) -> None:
    """One JSON document on standard output, and nothing else."""
    import json

    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def row(journal: Journal, entry: Entry) -> Row:
    """The stable keys of an entry in a list."""
    return {
        "id": entry.id,
        "channel": entry.channel.noun,
        "title": entry.title,
        "author": entry.author,
        "date": entry.date and clock.stamp(entry.date),
        "zone": entry.zone,
        "path": entry.path,
        "tags": list(entry.tags),
        "feelings": list(entry.feelings),
        "state": state(journal, entry),
        "comments": len(journal.thread(entry.id)),
        **_channel_keys(entry),
    }


def _channel_keys(entry: Entry) -> Row:
    """What a question's and a call's rows have besides."""
    if entry.channel is Channel.QUESTION:
        return {"needed_by": entry.needed_by and clock.stamp(entry.needed_by)}
    if entry.call is None:
        return {}
    starts = entry.call.starts and clock.stamp(entry.call.starts)
    return {"starts": starts, "minutes": entry.call.minutes, "host": entry.call.host}


def state(journal: Journal, entry: Entry) -> str:
    """`draft`, `review` or `saved`; a question's and a call's own words."""
    if entry.channel is Channel.QUESTION:
        return str(journal.state(entry))
    if entry.call:
        return entry.call.state
    return "draft" if entry.draft else "review" if entry.review else "saved"


def print_list(journal: Journal, entries: Iterable[Entry], empty: str) -> None:
    """A line an entry: id, day, state where it says something, title, how much was said."""
    lines = 0
    zones = journal.people.zones()
    for entry in entries:
        lines += 1
        when = (entry.call and entry.call.starts) or entry.date
        day = _day(entry, when).isoformat() if when else "undated   "
        shown = state(journal, entry)
        said = len(journal.thread(entry.id))
        due = entry.needed_by if shown == "open" else None
        parts = [
            click.style(entry.id, fg="cyan"),
            day,
            click.style(f"{shown:<9}", dim=True) if shown != "saved" else "",
            shortened(entry.title),
            click.style(f"({said})", dim=True) if said else "",
            f"needed by {clock.clocks(due, zones)}" if due else "",
        ]
        click.echo("  ".join(part for part in parts if part))
    if not lines:
        click.echo(empty)


def _day(entry: Entry, when: datetime) -> date:
    """The day that an entry is listed under: a call's is that of the calendar."""
    return when.astimezone(clock.zone(entry.zone)).date() if entry.call else clock.day_of(when, entry.zone)


_DEEDS = {
    "commenting": "",
    "replying": "replied",
    "answering": "answered",
    "reporting": "told what came of it",
    "withdrawing": "withdrew the question",
    "reading": "has read this; no need to reply",
    "assessing": "assessed",
    "bookmarking": "marked this for the call",
    "tagging": "coded this",
    "describing": "noted, for study",
}


def deed(motivation: str) -> str:
    """What somebody did by that motivation, said behind their name; a word of a newer version is said as it is."""
    return _DEEDS.get(motivation, motivation)


def print_entry(journal: Journal, entry: Entry) -> None:
    """An entry as one reads it in a terminal, with what was said about it."""
    zones = journal.people.zones(entry.zone)
    facts = [
        ("", f"{journal.people[entry.author].name}, {clock.clocks(entry.date, zones) if entry.date else 'undated'}"),
        ("happened", f"{entry.happened:%Y-%m-%d}" if entry.happened else ""),
        ("state", "" if (shown := state(journal, entry)) == "saved" else shown),
        ("needed by", clock.clocks(entry.needed_by, zones) if entry.needed_by else ""),
        ("begins", clock.clocks(entry.call.starts, zones) if entry.call and entry.call.starts else ""),
        ("was to begin", ", ".join(f"{wall:%Y-%m-%d %H:%M}" for wall in entry.call.moved) if entry.call else ""),
        ("repeat", entry.call.repeat if entry.call else ""),
        ("minutes", str(entry.call.minutes) if entry.call else ""),
        ("at", " · ".join(filter(None, (entry.call.link, entry.call.place))) if entry.call else ""),
        ("recorded", entry.call.recorded if entry.call else ""),
        ("feelings", ", ".join(entry.feelings)),
        ("tags", ", ".join(entry.tags)),
        ("follows", ", ".join(entry.about)),
    ]
    click.echo(f"{click.style(plain(entry.title), bold=True)}  {click.style(entry.id, fg='cyan')}")
    for name, value in facts:
        if value:
            click.echo(plain(f"{name}: {value}" if name else value))
    if entry.body.strip():
        click.echo(f"\n{plain(entry.body.strip())}")
    if journal.versions(entry):
        click.secho(f"\nYou both changed this: `mentorlog choose {entry.id}` shows both versions.", fg="yellow")
    thread = journal.thread(entry.id)
    for remark in (*thread.remarks, *thread.notes):
        if not remark.retracted:
            click.echo()
            _print_remark(journal, entry, remark, zones)


def _print_remark(journal: Journal, entry: Entry, remark: Remark, zones: list[str]) -> None:
    comment = remark.comment
    indent = "  " * (min(remark.depth, 4) + 1)
    name = plain(journal.people[comment.author].first_name)
    marks = [
        mark for mark, holds in (("edited", remark.edited), ("resolved", remark.resolved and not remark.depth)) if holds
    ]
    head = " ".join(
        part
        for part in (
            click.style(name, bold=True),
            plain(f"{deed(remark.motivation)}: {comment.code}" if comment.code else deed(remark.motivation)),
            f"({', '.join(marks)})" if marks else "",
        )
        if part
    )
    click.echo(
        f"{indent}{head}, {clock.clocks(comment.date, zones)}  {click.style(journal.short(comment.id), fg='cyan')}"
    )
    if comment.target:
        anchor = journal.anchor(comment, entry)
        click.echo(f'{indent}on "{_words(comment.target.exact)}"{_stands(entry, anchor)}')
    elif comment.source and comment.source.line:
        click.echo(f'{indent}on "{_words(comment.source.line)}"')
    if comment.source and comment.source.link:
        click.echo(f"{indent}{plain(comment.source.link)}")
    for text in remark.texts:
        for line in text.splitlines():
            click.echo(f"{indent}{plain(line)}".rstrip())


def counted(count: int, one: str, several: str = "") -> str:
    """A count with its noun: `several` where there is not one, which is `one` with an s unless it is given."""
    return f"{count} {one if count == 1 else several or f'{one}s'}"


def _words(text: str) -> str:
    return plain(" ".join(text.split()))


def _stands(entry: Entry, anchor: Anchor | None) -> str:
    """What became of the words that a comment stands on, where it is not plain to see."""
    from mentorlog.model.anchor import State

    if anchor is None:
        return ""
    now = {
        State.ANCHORED: "",
        State.DRIFTED: f' (now "{_words(entry.body[anchor.start : anchor.end])}")',
        State.ORPHAN: " (these words are gone)",
    }
    return now[anchor.state] + ("" if anchor.followed else " (found by its words: the text that was read is not here)")


def print_said(entry: Entry, comment: Comment) -> None:
    """What was said, and of what: `latest` and a short id may have meant another."""
    click.echo(f"{comment.id}  on {entry.id} {shortened(entry.title)}\n{SAVED}")


def shortened(text: str) -> str:
    """One line of somebody's words, not too long."""
    line = plain(" ".join(text.split()))
    return line if len(line) <= _LINE else f"{line[:_LINE].rsplit(' ', 1)[0]} …"


def thread_rows(journal: Journal, entry: Entry) -> list[Row]:
    """The stable keys of a thread; offsets in code points of the body."""
    return [_remark_row(journal, entry, remark) for remark in journal.thread(entry.id).remarks]


def note_rows(journal: Journal, entry: Entry) -> list[Row]:
    """The same of what was noted for study, with the code that each passage was given."""
    notes = journal.thread(entry.id).notes
    return [_remark_row(journal, entry, remark) | {"code": remark.comment.code or None} for remark in notes]


def _remark_row(journal: Journal, entry: Entry, remark: Remark) -> Row:
    comment = remark.comment
    anchor = journal.anchor(comment, entry)
    where = comment.target and anchor and {
        "exact": comment.target.exact, "state": str(anchor.state), "start": anchor.start, "end": anchor.end,
    }  # fmt: skip
    return {
        "id": comment.id,
        "author": comment.author,
        "date": clock.stamp(comment.date),
        "motivation": str(comment.motivation),
        "body": "\n\n".join(remark.texts),
        "in_reply_to": comment.in_reply_to or None,
        "resolved": remark.resolved,
        "retracted": remark.retracted,
        "target": where,
        "source": comment.source.link if comment.source else None,
    }
