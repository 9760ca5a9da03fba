"""`call` and what plans one: `new`, `next`, `propose`, `move`, `cancel`, `held`, `missed`, `ics`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorlog.cli.desk import Desk, is_terminal, plain
from mentorlog.cli.hours import propose, propose_hours
from mentorlog.cli.printing import SAVED, json_option, print_json, print_list, row
from mentorlog.cli.record import COMMANDS, call_argument, call_of
from mentorlog.cli.words import words
from mentorlog.model import clock
from mentorlog.model.entry import Channel, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mentorlog.model.person import People
    from mentorlog.model.series import Series

_undo_option = click.option("--undo", is_flag=True, help="It is not so after all: it is planned again.")
_MONTHS = 12


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def call(ctx: click.Context, as_json: bool) -> None:
    """The monthly calls: plan, prepare, keep and follow them up; alone, list them."""
    if ctx.invoked_subcommand:
        return
    from mentorlog.model.series import next_of_each

    desk: Desk = ctx.obj
    journal = desk.repository.load()
    calls = [*journal.channel(Channel.CALL), *next_of_each(journal, desk.clock())]
    if as_json:
        print_json([row(journal, each) for each in calls])
    else:
        print_list(journal, reversed(calls), 'No call yet. `mentorlog call new "first thursday 9:00"` plans one.')


for command in (*COMMANDS, propose):
    call.add_command(command)


@call.command("new")
@click.argument("when", required=False)
@click.option("--title", metavar="TEXT", default="Monthly call", show_default=True, help="How it is called.")
@click.option("--minutes", type=click.IntRange(1, 24 * 60), default=60, show_default=True, help="How long.")
@click.option("--link", metavar="URL", default="", help="Where to meet online.")
@click.option("--place", metavar="TEXT", default="", help="Where to meet in person: that is a call too.")
@click.option("--host", metavar="HANDLE", default="", help="Whose clock it keeps; without it, yours.")
@click.option("--repeat", type=click.Choice(["monthly"]), help="Plan one every month, on the same weekday of it.")
@click.option(
    "--body", metavar="TEXT", help="The record instead of templates/call.md; - reads it from another program."
)
@click.pass_obj
def new(
    desk: Desk,
    when: str | None,
    title: str,
    minutes: int,
    link: str,
    place: str,
    host: str,
    repeat: str | None,
    body: str | None,
) -> None:
    """Plan a call at WHEN on the host's clock; it is shown on both before it is saved.

    \b
    mentorlog call new "first thursday 9:00" --repeat monthly --link https://meet.example.org/us
    mentorlog call new "in two weeks" --title "Before the board meets"
    mentorlog call new "2026-12-03 09:00" --place "the book room"
    """
    from mentorlog.actions import calls, entries

    if when is None:
        if not is_terminal():
            raise click.UsageError("WHEN is missing: such as 'first thursday 9:00' or '2026-12-03 09:00'")
        propose_hours(desk, 2, minutes)
        when = str(click.prompt("When, on your clock"))
    text = None if body is None else words(desk, body)
    plan = calls.Plan(when, title, minutes, link, place, host, repeat is not None, text)
    entry = calls.planned(desk.writer, plan)
    _print_times(entry, desk.repository.people)
    if is_terminal() and not click.confirm("Plan it so?", default=True):
        raise click.Abort
    entry = entries.add(desk.writer, entry)
    click.echo(f"{entry.id}  {entry.path}\n{SAVED}")


@call.command("next")
@json_option
@click.pass_obj
def next_(desk: Desk, as_json: bool) -> None:
    """Say when the next call is, on both clocks, and what is on its agenda."""
    from mentorlog.model.minutes import AGENDA, section
    from mentorlog.model.wording import readable

    journal = desk.repository.load()
    found = call_of(desk, journal, "next")
    if as_json:
        print_json({**row(journal, found), "agenda": section(found.body, AGENDA)})
        return
    click.echo(f"{click.style(found.id, fg='cyan')}  {click.style(plain(found.title), bold=True)}")
    _print_times(found, journal.people)
    for where in (found.call.link, found.call.place) if found.call else ():
        if where:
            click.echo(plain(where))
    for item in section(found.body, AGENDA):
        click.echo(f"  - {plain(readable(item))}")


@call.command()
@call_argument
@click.argument("when", required=False, default="")
@click.option("--minutes", type=click.IntRange(1, 24 * 60), help="How long it is to be instead.")
@click.option("--link", metavar="URL", help="Where to meet online instead.")
@click.option("--place", metavar="TEXT", help="Where to meet in person instead.")
@click.pass_obj
def move(desk: Desk, id_: str, when: str, minutes: int | None, link: str | None, place: str | None) -> None:
    """Give a call another time, on its host's clock, or place; it keeps its agenda, and tells when it was to be."""
    from mentorlog.actions import calls

    given = {"minutes": minutes, "link": link, "place": place}
    where = {key: value for key, value in given.items() if value is not None}
    if not when and not where:
        raise click.UsageError("say when, or --minutes, --link or --place")
    journal = desk.repository.load()
    found = call_of(desk, journal, id_)
    entry = calls.move(desk.writer, found, when, **where)
    again = ", which was cancelled, is planned again" if found.call and found.call.state == "cancelled" else ""
    click.echo(f"{entry.id}  {plain(entry.title)}{again}")
    _print_times(entry, journal.people)
    click.echo(SAVED)


@call.command()
@call_argument
@click.argument("why", required=False, default="")
@click.option("--series", is_flag=True, help="It, and all that would come after it.")
@_undo_option
@click.pass_obj
def cancel(desk: Desk, id_: str, why: str, series: bool, undo: bool) -> None:
    """Cancel a call, with a word why or without; others of its series stay."""
    from mentorlog.actions import calls

    if undo:
        _became(desk, id_, "planned", why)
        return
    journal = desk.repository.load()
    found = call_of(desk, journal, id_)
    if series:
        head = calls.end_series(desk.writer, journal, found)
        click.echo(f"{head.id}  {plain(head.title)}: no more calls from {_said(found, journal.people)} on")
    if not series or (found.path and found.call and found.call.state == "planned"):
        calls.set_state(desk.writer, found, "cancelled", why)
        click.echo(f"{found.id}  cancelled: {_said(found, journal.people)}")
    click.echo(SAVED)


@call.command()
@call_argument
@_undo_option
@click.pass_obj
def held(desk: Desk, id_: str, undo: bool) -> None:
    """Say that a call was held; what was marked for it is over then."""
    _became(desk, id_, "planned" if undo else "held")


@call.command()
@call_argument
@click.argument("why", required=False, default="")
@_undo_option
@click.pass_obj
def missed(desk: Desk, id_: str, why: str, undo: bool) -> None:
    """Say that somebody did not come, with a word why or without."""
    _became(desk, id_, "planned" if undo else "missed", why)


@call.command()
@click.argument("out", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def ics(desk: Desk, out: Path | None) -> None:
    """Write all calls as a calendar (iCalendar) to OUT, or to standard output.

    It holds titles, times, links and places, and not a word of the records. The site has the same as
    `calls/calendar.ics`; a calendar program can subscribe to it where it can reach the site, and import it anywhere.
    """
    from mentorlog.calendar.events import to_ical
    from mentorlog.website.publication import settings_of

    data = to_ical(desk.repository.load(drafts=False), settings_of(desk.repository).name)
    if out is None:
        click.echo(data.decode(), nl=False)
    else:
        out.write_bytes(data)
        click.echo(f"written to {out}")


def _became(desk: Desk, id_: str, state: str, why: str = "") -> None:
    from mentorlog.actions import calls

    journal = desk.repository.load()
    entry = calls.set_state(desk.writer, call_of(desk, journal, id_), state, why)
    click.echo(f"{entry.id}  {state}: {_said(entry, journal.people)}\n{SAVED}")


def _said(entry: Entry, people: People) -> str:
    return clock.clocks(entry.when, people.zones(entry.zone))


def _print_times(entry: Entry, people: People) -> None:
    """When a call is, on both clocks; who is not awake then; and in which calls of a series the clocks disagree."""
    from mentorlog.model.overlap import asleep
    from mentorlog.model.series import Series

    click.echo(_said(entry, people))
    for person in asleep(people.pair(), entry.when, entry.call.minutes if entry.call else 0):
        wall = entry.when.astimezone(clock.zone(person.zone))
        click.secho(f"{plain(person.first_name)} is not awake then: it is {wall:%H:%M} there", fg="yellow")
    series = Series.of(entry)
    if series is None:
        return
    click.echo(f"then {series.rule}")
    for each in _odd_ones(series, people):
        click.echo(f"the clocks disagree then, so the other's hour is another: {_said(each, people)}")


def _odd_ones(series: Series, people: People) -> Iterator[Entry]:
    """The next calls of a series at which two clocks are not as far apart as they mostly are."""
    from datetime import timedelta
    from itertools import islice

    from mentorlog.model.overlap import ahead, periods, usual

    zone, first = series.head.zone, series.first.date()
    others = [each for each in people.zones(zone) if each != zone]
    common = {each: usual(periods([zone, each], first, first + timedelta(days=365))) for each in others}
    for slot in islice(series.slots(), 1, _MONTHS + 1):
        if any(ahead([zone, each], slot.date()) != common[each] for each in others):
            yield series.call_at(slot)
