"""`call`, `call new`."""

from __future__ import annotations

from dataclasses import replace

import click

from mentorlog.cli.desk import Desk
from mentorlog.cli.printing import SAVED, json_option, print_json, print_list, row
from mentorlog.cli.words import words
from mentorlog.model import clock
from mentorlog.model.entry import Call, Channel

_NOTES = "## Agenda\n\n## Vision\n\n## Notes\n\n## Decisions\n\n## Actions\n"


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def call(ctx: click.Context, as_json: bool) -> None:
    """The monthly calls: list them, plan one."""
    if ctx.invoked_subcommand:
        return
    journal = ctx.obj.repository.load()
    calls = journal.channel(Channel.CALL)
    if as_json:
        print_json([row(journal, each) for each in calls])
    else:
        print_list(journal, reversed(calls), 'No call yet. `mentorlog call new "2026-12-03 09:00"` plans one.')


@call.command("new")
@click.argument("when")
@click.option("--title", metavar="TEXT", default="Monthly call", show_default=True, help="How it is called.")
@click.option("--minutes", type=click.IntRange(1, 24 * 60), default=60, show_default=True, help="How long.")
@click.option("--link", metavar="URL", default="", help="Where to meet online.")
@click.option("--place", metavar="TEXT", default="", help="Where to meet in person.")
@click.option(
    "--body", metavar="TEXT", help="The text instead of the headings for notes; - reads it from another program."
)
@click.pass_obj
def new(desk: Desk, when: str, title: str, minutes: int, link: str, place: str, body: str | None) -> None:
    """Plan a call at WHEN on your own clock; it is shown on both.

    \b
    mentorlog call new "2026-12-03 09:00" --link https://meet.example.org/us
    mentorlog call new "tomorrow 9:00" --title "Before the board meets"
    """
    from mentorlog.actions import entries
    from mentorlog.errors import BadValue
    from mentorlog.model.entry import path_for

    writer = desk.writer
    starts = clock.read_when(when, writer.now, writer.person.zone)
    if starts < writer.now:
        raise BadValue(f"{when} is past", "write a day and a time to come, such as 2026-12-03 09:00")
    if link and not link.startswith("https://"):
        raise BadValue(f"'{link}' is not a link that begins with https://", "copy the whole link")
    text = _NOTES if body is None else words(desk, body)
    entry = entries.new_entry(writer, Channel.CALL, title, text)
    day = starts.astimezone(clock.zone(entry.zone)).date()
    entry = replace(
        entry,
        path=path_for(Channel.CALL, day, entry.title),
        call=Call(starts=starts, minutes=minutes, host=writer.person.handle, link=link, place=place),
    )
    entry = entries.add(writer, entry)
    zones = desk.repository.people.zones(entry.zone)
    click.echo(f"{entry.id}  {entry.path}\n{clock.clocks(starts, zones)}\n{SAVED}")
