"""`history`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mentorlog.cli.arguments import comment_on, complete_comments, id_argument
from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import counted, deed, json_option, print_json, shortened
from mentorlog.model import clock

if TYPE_CHECKING:
    from mentorlog.model.comment import Remark
    from mentorlog.model.entry import Entry
    from mentorlog.model.journal import Journal
    from mentorlog.model.story import State

_DEEDS = {
    "wrote": "wrote this",
    "changed": "changed this",
    "moved": "moved this",
    "took off": "took it off the pages",
    "put back": "put it back",
    "joined": "put both versions together",
}


@click.command()
@id_argument
@click.option(
    "--at", "comment_id", metavar="COMMENT", default="", shell_complete=complete_comments,
    help="Show the entry as it read when that was said.",
)  # fmt: skip
@json_option
@click.pass_obj
def history(desk: Desk, id_: str, comment_id: str, as_json: bool) -> None:
    """Show how an entry came to read as it does: who changed which words when, and what was said of which state.

    Words that were taken out stand in [-...-], words that were put in in {+...+}; what was moved has a > beside it.
    """
    journal = desk.repository.load()
    entry = journal.find(id_)
    if comment_id:
        _show_as_read(journal, entry, comment_id, as_json=as_json)
        return
    from mentorlog.model.story import story

    states = story(journal, entry)
    if as_json:
        print_json([_row(state) for state in states])
        return
    click.secho(plain(entry.title), bold=True)
    for state in states:
        _print_state(journal, entry, state)
        _print_changes(state)
        for remark in state.said:
            _print_said(journal, remark)
    if not states:
        click.echo("Nothing of it is saved yet.")


def _show_as_read(journal: Journal, entry: Entry, comment_id: str, *, as_json: bool) -> None:
    from mentorlog.errors import NotFound

    comment = comment_on(journal, entry, comment_id)
    read = journal.past.as_read(comment, entry)
    if read is None:
        raise NotFound(
            f"the text that {journal.short(comment.id)} was said of is not here",
            "`mentorlog sync` fetches what the other has",
        )
    if as_json:
        print_json({"comment": comment.id, "blob": journal.past.blob_read(comment, entry), "body": read})
        return
    who = plain(journal.people[comment.author].first_name)
    when = clock.clocks(comment.date, journal.people.zones(entry.zone))
    click.echo(f"{click.style(plain(entry.title), bold=True)}, as it read when {who} said this, {when}:")
    remark = journal.thread(entry.id).remark(comment.id)
    if remark and not remark.retracted and remark.texts[-1].strip():
        click.echo(f'"{shortened(remark.texts[-1])}"')
    click.echo(f"\n{plain(read.strip())}")


def _print_state(journal: Journal, entry: Entry, state: State) -> None:
    """A line: who did what to the entry, when."""
    if state.revision is None:
        click.secho("\nSince then it was changed by hand, and not saved yet:", fg="yellow")
        return
    who = click.style(plain(journal.people[state.revision.author].first_name), bold=True)
    when = clock.clocks(state.revision.date, journal.people.zones(entry.zone))
    path = f" to {plain(state.revision.path)}" if state.deed == "moved" else ""
    click.echo(f"\n{who} {_DEEDS[state.deed]}{path}, {when}")


def _print_changes(state: State) -> None:
    from mentorlog.model.changes import Fate, elided

    pieces = state.pieces
    if pieces is None:
        click.echo("    the words of this state are not here")
        return
    marks = {
        Fate.GONE: ("[-", "-]", "red"),
        Fate.MOVED_AWAY: ("[-", "->]", "red"),
        Fate.NEW: ("{+", "+}", "green"),
        Fate.MOVED_HERE: ("{>+", "+}", "green"),
        Fate.KEPT: ("", "", None),
    }
    shown = ""
    for piece in elided(pieces):
        begin, end, colour = marks[piece.fate]
        words = piece.text.rstrip()
        shown += f"{click.style(plain(f'{begin}{words}{end}'), fg=colour) if words else ''}{piece.text[len(words) :]}"
    if [piece.fate for piece in pieces] == [Fate.NEW]:
        count = len(pieces[0].text.split())
        shown = counted(count, "word")
    elif pieces and not state.is_reworded:
        shown = "the words stayed as they were"
    for line in shown.strip().splitlines():
        click.echo(f"    {line}".rstrip())


def _print_said(journal: Journal, remark: Remark) -> None:
    from mentorlog.model.comment import Motivation

    comment = remark.comment
    name = plain(journal.people[comment.author].first_name)
    did = "commented on this version" if comment.motivation == Motivation.COMMENTING else deed(comment.motivation)
    words = f': "{shortened(remark.texts[-1])}"' if remark.texts[-1].strip() else ""
    click.echo(f"    {click.style(journal.short(comment.id), fg='cyan')}  {name} {plain(did)}{words}")


def _row(state: State) -> dict[str, object]:
    revision, pieces = state.revision, state.pieces
    return {
        "commit": revision and revision.commit,
        "author": revision and revision.author,
        "date": revision and clock.stamp(revision.date),
        "path": revision and revision.path,
        "blob": revision and revision.blob,
        "changes": None if pieces is None else [{"fate": str(piece.fate), "text": piece.text} for piece in pieces],
        "said": [remark.comment.id for remark in state.said],
    }
