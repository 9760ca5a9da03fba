"""`consent`: who agreed that their words are used, for what, and who took it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import SAVED, Row, counted, json_option, print_json
from mentorlog.model.consent import Use
from mentorlog.model.entry import Channel

if TYPE_CHECKING:
    from mentorlog.model.consent import Consent

_USES = tuple(map(str, Use))
_CHANNELS = tuple(channel.noun for channel in Channel)
_TRUTH = """What this does: from now on no export holds what it was about.
What it does not do: the journal and its history keep every word, here and in the other's clone. `mentorlog remove`
takes an entry off the pages; history keeps what it said. To rewrite history would give every later state another
name, break every clone and every freeze that was cited, and mentorlog does not do it.
What it cannot reach: exports and freezes that were passed on, other clones, backups, what a forge keeps. Ask those
who have them."""


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def consent(ctx: click.Context, as_json: bool) -> None:
    """Who agreed that what they wrote is used, for what; alone, list it. Nothing that was not agreed to is exported."""
    if ctx.invoked_subcommand:
        return
    from mentorlog.actions.research import ledger_of

    desk: Desk = ctx.obj
    standing = ledger_of(desk.repository).standing()
    if as_json:
        print_json([_row(line) for line in standing])
        return
    for line in standing:
        row = _row(line)
        click.echo(f"{click.style(line.id, fg='cyan')}  {plain(desk.repository.people[line.person].name)}")
        click.echo(f"  {', '.join(row['uses'])}: {', '.join(row['channels'])}, from {row['since']}{_end(row)}")
    if not standing:
        click.echo("No consent stands. `mentorlog consent give --for research` gives yours.")


@consent.command()
@click.option(
    "--for", "uses", type=click.Choice(_USES), multiple=True, required=True, help="For what; may be repeated."
)
@click.option("--channel", "channels", type=click.Choice(_CHANNELS), multiple=True, help="Which; all without it.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day of what was written; else today.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day; without it, until you take it back.")
@click.option("--revisions", is_flag=True, help="Earlier wordings as well.")
@click.option("--words", metavar="TEXT", default="", help="What you say to it.")
@click.pass_obj
def give(
    desk: Desk,
    uses: tuple[str, ...],
    channels: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    revisions: bool,
    words: str,
) -> None:
    """Agree that what you wrote is used. A call is both people's: it takes both to agree.

    What you wrote before today is out, unless --since says otherwise.
    """
    from mentorlog.actions import consent as actions
    from mentorlog.model.consent import Use
    from mentorlog.model.entry import Channel

    line = actions.give(
        desk.writer,
        [Use(use) for use in uses],
        [channel for channel in Channel if channel.noun in channels],
        since=since.date() if since else None,
        until=until.date() if until else None,
        revisions=revisions,
        words=words,
    )
    click.echo(f"{line.id}\n{SAVED}")


@consent.command()
@click.argument("id_", metavar="ID")
@click.option("--words", metavar="TEXT", default="", help="What you say to it; nobody may ask why.")
@click.pass_obj
def withdraw(desk: Desk, id_: str, words: str) -> None:
    """Take a consent of yours back, for good, and for what is in the past too; says what that can and cannot do."""
    from mentorlog.actions import consent as actions

    done = actions.withdraw(desk.writer, id_, words)
    click.echo(
        f"It was about {counted(done.covered, 'entry or comment', 'entries and comments')} of yours.\n{_TRUTH}\n{SAVED}"
    )


def _row(line: Consent) -> Row:
    return {
        "id": line.id,
        "person": line.person,
        "date": line.date.isoformat(),
        "uses": sorted(map(str, line.uses)),
        "channels": sorted(channel.noun for channel in line.channels),
        "since": line.first.isoformat(),
        "until": line.until.isoformat() if line.until else None,
        "revisions": line.revisions,
    }


def _end(row: Row) -> str:
    return f" to {row['until']}" if row["until"] else ""
