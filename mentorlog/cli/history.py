"""`history`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from mentorlog.cli.arguments import complete_comments, id_argument
from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import json_option, print_json, shortened
from mentorlog.model import clock

if TYPE_CHECKING:
    from mentorlog.model.diff import Piece
    from mentorlog.model.entry import Entry
    from mentorlog.model.journal import Journal
    from mentorlog.model.revision import Revision


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

    Words that were taken out stand in [-...-], words that were put in in {+...+}; what was moved has a > or <.
    """
    journal = desk.repository.load()
    entry = journal.find(id_)
    if comment_id:
        _print_as_read(journal, entry, comment_id)
        return
    states = [(revision, _changes(journal, entry, revision)) for revision in journal.past.revisions(entry)]
    said = _said(journal, entry, [revision for revision, _ in states])
    if as_json:
        print_json([_row(revision, pieces, said[place]) for place, (revision, pieces) in enumerate(states)])
        return
    zones = journal.people.zones(entry.zone)
    click.secho(plain(entry.title), bold=True)
    path = ""
    for place, (revision, pieces) in enumerate(states):
        what = _deed(revision, path)
        who = plain(journal.people[revision.author].first_name)
        click.echo(f"\n{click.style(who, bold=True)} {what}, {clock.clocks(revision.date, zones)}")
        _print_changes(pieces)
        for comment in said[place]:
            _print_said(journal, comment)
        path = revision.path
    if not states:
        click.echo("Nothing of it is saved yet.")
    elif states[-1][0].blob != entry.blob:
        click.secho("\nSince then it was changed by hand, and not saved yet:", fg="yellow")
        _print_changes(_between(journal, entry, states[-1][0].blob, entry.blob))


def _print_as_read(journal: Journal, entry: Entry, comment_id: str) -> None:
    from mentorlog.errors import BadValue, NotFound

    comment = journal.find_comment(comment_id)
    if comment.entry_id != entry.id:
        raise BadValue(
            f"that comment is about {comment.entry_id}, not {entry.id}", f"`mentorlog history {comment.entry_id}`"
        )
    read = journal.past.as_read(comment, entry)
    if read is None:
        raise NotFound(
            f"the text that {journal.short(comment.id)} was said of is not here",
            "`mentorlog sync` fetches what the other has",
        )
    click.echo(plain(read.strip()))


def _changes(journal: Journal, entry: Entry, revision: Revision) -> list[Piece]:
    """What one revision did to the words; nothing where it took the entry off the pages."""
    return _between(journal, entry, revision.before, revision.blob) if revision.blob else []


def _between(journal: Journal, entry: Entry, before: str, after: str) -> list[Piece]:
    from mentorlog.model.diff import changes

    old = journal.past.text(entry, before) if before else ""
    return changes(old or "", journal.past.text(entry, after) or "")


def _said(journal: Journal, entry: Entry, revisions: Sequence[Revision]) -> dict[int, list[str]]:
    """What was said of which state: for its place the ids of comments."""
    last = {revision.blob: place for place, revision in enumerate(revisions)}
    said: dict[int, list[str]] = defaultdict(list)
    for remark in journal.thread(entry.id).remarks:
        place = last.get(journal.past.blob_read(remark.comment, entry))
        if place is not None and not remark.retracted:
            said[place].append(remark.comment.id)
    return said


def _deed(revision: Revision, path: str) -> str:
    """What somebody did to the file, as the pair would say it."""
    if not revision.before:
        return "wrote this"
    if not revision.blob:
        return "took it off the pages"
    return f"moved this to {plain(revision.path)}" if path and revision.path != path else "changed this"


def _print_changes(pieces: Sequence[Piece]) -> None:
    from mentorlog.model.diff import Fate, elided

    marks = {
        Fate.GONE: ("[-", "-]", "red"),
        Fate.MOVED_AWAY: ("[-", "->]", "red"),
        Fate.NEW: ("{+", "+}", "green"),
        Fate.MOVED_HERE: ("{<+", "+}", "green"),
        Fate.KEPT: ("", "", None),
    }
    is_first = len(pieces) == 1 and pieces[0].fate is Fate.NEW
    shown = ""
    for piece in elided(pieces):
        begin, end, colour = marks[piece.fate]
        words = piece.text.rstrip()
        space = piece.text[len(words) :]
        shown += f"{click.style(plain(f'{begin}{words}{end}'), fg=colour) if words else ''}{space}"
    if is_first:
        count = len(pieces[0].text.split())
        shown = f"{count} {'word' if count == 1 else 'words'}"
    elif all(piece.fate is Fate.KEPT for piece in pieces):
        shown = "the words stayed as they were"
    for line in shown.strip().splitlines():
        click.echo(f"    {line}".rstrip())


def _print_said(journal: Journal, comment_id: str) -> None:
    comment = journal.find_comment(comment_id)
    name = plain(journal.people[comment.author].first_name)
    words = f': "{shortened(comment.body)}"' if comment.body.strip() else ""
    click.echo(f"    {click.style(journal.short(comment.id), fg='cyan')}  {name} of this state{words}")


def _row(revision: Revision, pieces: Sequence[Piece], said: Sequence[str]) -> dict[str, object]:
    return {
        "commit": revision.commit,
        "author": revision.author,
        "date": clock.stamp(revision.date),
        "path": revision.path,
        "changes": [{"fate": str(piece.fate), "text": piece.text} for piece in pieces],
        "said": list(said),
    }
