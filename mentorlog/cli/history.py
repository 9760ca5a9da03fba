"""`history`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from mentorlog.cli.arguments import comment_on, complete_comments, id_argument
from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import json_option, print_json, shortened
from mentorlog.model import clock

if TYPE_CHECKING:
    from mentorlog.model.changes import Piece
    from mentorlog.model.comment import Remark
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

    Words that were taken out stand in [-...-], words that were put in in {+...+}; what was moved has a > beside it.
    """
    journal = desk.repository.load()
    entry = journal.find(id_)
    if comment_id:
        _show_as_read(journal, entry, comment_id, as_json=as_json)
        return
    states: list[tuple[Revision | None, list[Piece] | None]] = [
        (revision, _changes(journal, entry, revision)) for revision in journal.past.revisions(entry)
    ]
    if states and desk.repository.is_changed(entry.path):
        saved = desk.repository.saved_blob(entry.path)
        states.append((None, _between(journal, entry, saved, entry.blob)))
    said = _said(journal, entry, [revision for revision, _ in states])
    if as_json:
        print_json([_row(revision, pieces, said[place]) for place, (revision, pieces) in enumerate(states)])
        return
    click.secho(plain(entry.title), bold=True)
    last = None
    for place, (revision, pieces) in enumerate(states):
        _print_state(journal, entry, revision, last)
        _print_changes(pieces)
        for remark in said[place]:
            _print_said(journal, remark)
        last = revision
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


def _changes(journal: Journal, entry: Entry, revision: Revision) -> list[Piece] | None:
    """What one revision did to the words; None where a text of it is not here."""
    return _between(journal, entry, revision.before, revision.blob) if revision.blob else []


def _between(journal: Journal, entry: Entry, before: str, after: str) -> list[Piece] | None:
    from mentorlog.model.changes import changes

    old, new = (journal.past.text(entry, blob) if blob else "" for blob in (before, after))
    return None if old is None or new is None else changes(old, new)


def _said(journal: Journal, entry: Entry, revisions: Sequence[Revision | None]) -> dict[int, list[Remark]]:
    """What was said of which state, by its place."""
    last = {revision.blob: place for place, revision in enumerate(revisions) if revision}
    said: dict[int, list[Remark]] = defaultdict(list)
    for remark in journal.thread(entry.id).remarks:
        place = last.get(journal.past.blob_read(remark.comment, entry))
        if place is not None and not remark.retracted:
            said[place].append(remark)
    return said


def _print_state(journal: Journal, entry: Entry, revision: Revision | None, last: Revision | None) -> None:
    """A line: who did what to the entry, when."""
    if revision is None:
        click.secho("\nSince then it was changed by hand, and not saved yet:", fg="yellow")
        return
    who = click.style(plain(journal.people[revision.author].first_name), bold=True)
    when = clock.clocks(revision.date, journal.people.zones(entry.zone))
    click.echo(f"\n{who} {_deed(revision, last)}, {when}")


def _deed(revision: Revision, last: Revision | None) -> str:
    """What somebody did, as the pair would say it."""
    if last is None or not revision.before:
        return "wrote this"
    if not revision.blob:
        return "took it off the pages"
    if not last.blob:
        return "put it back"
    if revision.author == "mentorlog":
        return "put both versions together"
    return f"moved this to {plain(revision.path)}" if revision.path != last.path else "changed this"


def _print_changes(pieces: Sequence[Piece] | None) -> None:
    from mentorlog.model.changes import Fate, elided

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
        shown = f"{count} {'word' if count == 1 else 'words'}"
    elif pieces and all(piece.fate is Fate.KEPT for piece in pieces):
        shown = "the words stayed as they were"
    for line in shown.strip().splitlines():
        click.echo(f"    {line}".rstrip())


def _print_said(journal: Journal, remark: Remark) -> None:
    from mentorlog.model.comment import Motivation, deed

    comment = remark.comment
    name = plain(journal.people[comment.author].first_name)
    did = "commented on this version" if comment.motivation == Motivation.COMMENTING else deed(comment.motivation)
    words = f': "{shortened(remark.texts[-1])}"' if remark.texts[-1].strip() else ""
    click.echo(f"    {click.style(journal.short(comment.id), fg='cyan')}  {name} {plain(did)}{words}")


def _row(revision: Revision | None, pieces: Sequence[Piece] | None, said: Sequence[Remark]) -> dict[str, object]:
    return {
        "commit": revision and revision.commit,
        "author": revision and revision.author,
        "date": revision and clock.stamp(revision.date),
        "path": revision and revision.path,
        "blob": revision and revision.blob,
        "changes": None if pieces is None else [{"fate": str(piece.fate), "text": piece.text} for piece in pieces],
        "said": [remark.comment.id for remark in said],
    }
