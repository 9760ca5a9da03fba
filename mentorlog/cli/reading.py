"""`inbox`, `show`, `search`, `compare`."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import click

from mentorlog.cli.arguments import id_argument
from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import Row, json_option, note_rows, print_entry, print_json, row, shortened, thread_rows
from mentorlog.model import clock
from mentorlog.model.entry import Channel, Entry

if TYPE_CHECKING:
    from mentorlog.model.compare import Month
    from mentorlog.model.inbox import Waiting
    from mentorlog.model.journal import Journal


@click.command()
@json_option
@click.option("--quiet", is_flag=True, help="Say nothing; end with 0 where a question or a comment waits, else with 1.")
@click.pass_context
def inbox(ctx: click.Context, as_json: bool, quiet: bool) -> None:
    """What waits for you: questions to answer, entries to review, comments not yet looked after, the next call."""
    from mentorlog.model.inbox import waiting

    desk: Desk = ctx.obj
    journal = desk.repository.load()
    me = desk.writer.person
    found = waiting(journal, me.handle, desk.clock())
    if quiet:
        ctx.exit(0 if any(each.kind != "call" for each in found) else 1)
    if as_json:
        print_json(
            [
                {
                    **row(journal, each.entry),
                    "kind": each.kind,
                    "due": each.due and clock.stamp(each.due),
                    "late": each.late,
                    "comment": each.remark and each.remark.comment.id,
                }
                for each in found
            ]
        )
        return
    for each in found:
        _print_waiting(journal, each, journal.people.zones(me.zone))
    if not found:
        click.echo("Nothing waits for you.")


def _print_waiting(journal: Journal, each: Waiting, zones: list[str]) -> None:
    """One line: where it is, what it is, who waits, for what, and until when."""
    who = journal.people[each.remark.comment.author if each.remark else each.entry.author].first_name
    said = f': "{shortened(each.remark.texts[-1])}"' if each.remark else ""
    kind = f"comment {journal.short(each.remark.comment.id)}" if each.remark else each.kind
    until = {"call": "", "question": "was needed by " if each.late else "needed by "}.get(each.kind, "")
    due = f", {until}{clock.clocks(each.due, zones)}" if each.due else ""
    line = f"{plain(who)}, {shortened(each.entry.title)}{said}{due}"
    click.echo(f"{click.style(each.entry.id, fg='cyan')}  {kind:<8}  {line}")


@click.command()
@id_argument
@json_option
@click.pass_obj
def show(desk: Desk, id_: str, as_json: bool) -> None:
    """Show an entry with everything that was said about it."""
    journal = desk.repository.load()
    entry = journal.find(id_)
    if not as_json:
        print_entry(journal, entry)
        return
    revisions = [] if entry.draft else journal.past.revisions(entry)
    print_json(
        {
            **row(journal, entry),
            "body": entry.body,
            "revisions": [{"commit": r.commit, "author": r.author, "date": clock.stamp(r.date)} for r in revisions],
            "thread": thread_rows(journal, entry),
            "notes": note_rows(journal, entry),
        }
    )


@click.command()
@click.argument("words", nargs=-1, required=True)
@json_option
@click.pass_obj
def search(desk: Desk, words: tuple[str, ...], as_json: bool) -> None:
    """Find entries and comments that hold all of WORDS."""
    from mentorlog.model.search import search as find

    journal = desk.repository.load()
    hits = list(find(journal, " ".join(words)))
    if as_json:
        print_json(
            [
                {**row(journal, hit.entry), "comment": hit.comment and hit.comment.id, "excerpt": hit.excerpt}
                for hit in hits
            ]
        )
        return
    for hit in hits:
        who = f"{journal.people[hit.comment.author].first_name} said" if hit.comment else ""
        day = f"{hit.entry.date:%Y-%m-%d}" if hit.entry.date else "undated"
        click.echo(f"{click.style(hit.entry.id, fg='cyan')}  {day}  {click.style(plain(hit.entry.title), bold=True)}")
        click.echo(plain(f"    {f'{who}: ' if who else ''}{hit.excerpt}"))
    if not hits:
        click.echo("Nothing holds all of these words.")


@click.command()
@click.argument("words", nargs=-1, required=True)
@json_option
@click.pass_obj
def compare(desk: Desk, words: tuple[str, ...], as_json: bool) -> None:
    """Lay the three channels side by side in time, where all of WORDS stand, or a theme of that name."""
    from shutil import get_terminal_size

    from mentorlog.model.compare import compared

    months = compared(desk.repository.load(), " ".join(words))
    if as_json:
        print_json([_month_row(month) for month in months])
        return
    width = max(16, (get_terminal_size().columns - 2) // 3)
    names = [channel.noun.capitalize() for channel in Channel]
    if months:
        click.secho("".join(f"{name:<{width}}" for name in names).rstrip(), bold=True)
    for month in months:
        click.secho(month.key or "undated", fg="cyan")
        lanes = [[_cell(entry, width - 2) for entry in month.lanes[channel]] for channel in Channel]
        for cells in zip_longest(*lanes, fillvalue=""):
            click.echo("".join(f"{cell:<{width}}" for cell in cells).rstrip())
        said = ", ".join(f"{count} in {channel.folder}" for channel, count in month.said.items() if count)
        if said:
            click.echo(f"  comments: {said}")
    if not months:
        click.echo("Nothing holds all of these words.")


def _cell(entry: Entry, width: int) -> str:
    """A day and a title, as wide as a column."""
    text = f"{entry.moment:%d} {plain(entry.title)}" if entry.moment else plain(entry.title)
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _month_row(month: Month) -> Row:
    lanes = {channel.noun: [entry.id for entry in month.lanes[channel]] for channel in Channel}
    return {"month": month.key or None, **lanes, "comments": sum(month.said.values())}
