"""`diary`, `diary new`, `diary share`."""

from __future__ import annotations

from dataclasses import replace

import click

from mentorlog.cli.arguments import for_call_option, id_argument
from mentorlog.cli.desk import Desk, is_terminal
from mentorlog.cli.printing import SAVED, json_option, print_json, print_list, row
from mentorlog.cli.words import edited, words
from mentorlog.errors import NotFound
from mentorlog.model import clock
from mentorlog.model.entry import Channel


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def diary(ctx: click.Context, as_json: bool) -> None:
    """The diary: list it, write in it, share a draft."""
    if ctx.invoked_subcommand:
        return
    journal = ctx.obj.repository.load()
    entries = [*journal.channel(Channel.DIARY), *journal.drafts]
    if as_json:
        print_json([row(journal, entry) for entry in entries])
    else:
        print_list(journal, reversed(entries), 'The diary is empty. `mentorlog diary new "A first day"` begins it.')


@diary.command("new")
@click.argument("title", required=False)
@click.option("--body", metavar="TEXT", help="The text; - reads it from another program. Without it your editor opens.")
@click.option("--feeling", "feelings", multiple=True, metavar="WORD", help="A feeling; may be given several times.")
@click.option("--tag", "tags", multiple=True, metavar="WORD", help="A theme; may be given several times.")
@click.option("--happened", metavar="DAY", help="The day it is about, where that is not today.")
@click.option(
    "--template", metavar="NAME", help="Begin with templates/NAME.md: plain, account, reflective, or your own."
)
@for_call_option
@click.option("--draft", is_flag=True, help="Keep it on this machine until `mentorlog diary share`.")
@click.pass_obj
def new(
    desk: Desk,
    title: str | None,
    body: str | None,
    feelings: tuple[str, ...],
    tags: tuple[str, ...],
    happened: str | None,
    template: str | None,
    for_call: bool,
    draft: bool,
) -> None:
    """Write a diary entry.

    \b
    mentorlog diary new                                    opens your editor
    mentorlog diary new "A hard conversation" --feeling anxious --tag feedback
    mentorlog diary new --template account                 begins with questions to answer
    mentorlog diary new "Not yet" --body "..." --draft     stays on this machine
    """
    from mentorlog.actions import entries
    from mentorlog.codec.front_matter import parse

    writer = desk.writer
    text = _template(desk, template) if template else ""
    if body is not None:
        text = words(desk, body)
    elif not is_terminal():
        raise click.UsageError(
            "the text is missing: give it with --body TEXT, or --body - to read it from standard input"
        )
    else:
        form = parse(edited(desk, _form(title or "", feelings, tags, text)))
        text = form.body.strip()
        title = form.value("title") or (click.prompt("A title for it") if text else "")
        feelings, tags, happened = form.values("feelings"), form.values("tags"), form.value("happened") or happened
    entry = replace(
        entries.new_entry(writer, Channel.DIARY, title or "", text),
        feelings=feelings,
        tags=tags,
        happened=clock.read_day(happened) if happened else None,
        agenda=for_call,
    )
    if draft:
        entry = entries.keep_draft(writer, entry)
        click.echo(f"{entry.id}  {entry.path}")
        click.echo(f"a draft on this machine alone; `mentorlog diary share {entry.id}` makes it an entry")
        return
    entry = entries.add(writer, entry)
    click.echo(f"{entry.id}  {entry.path}\n{SAVED}")


@diary.command("share")
@id_argument
@click.option("--at", metavar="WHEN", help="Share it at a set hour, such as 'tomorrow 8:00'; until then it stays here.")
@click.pass_obj
def share(desk: Desk, id_: str, at: str | None) -> None:
    """Make a draft an entry that both of you read.

    With --at, it is shared by `mentorlog serve` where that runs at that hour, else by the next `mentorlog sync`.
    """
    from mentorlog.actions import entries, later

    journal = desk.repository.load()
    draft = journal.find(id_, Channel.DIARY)
    if at:
        when = entries.still_to_come(desk.writer, at)
        desk.guard([draft.title, draft.body])
        later.share_later(desk.writer, draft, when)
        click.echo(f"{draft.id} stays on this machine until {clock.clocks(when, journal.people.zones(draft.zone))}")
        return
    entry = entries.share(desk.writer, draft)
    later.keep_back(desk.writer, draft.id)
    click.echo(f"{entry.id}  {entry.path}\n{SAVED}")


def _form(title: str, feelings: tuple[str, ...], tags: tuple[str, ...], text: str) -> str:
    """What the editor opens with: a header to fill in, and room to write."""
    from mentorlog.codec.front_matter import emit

    return (
        "---\n"
        f"title: {emit(title) if title else ''}\n"
        f"feelings: {', '.join(feelings)}\n"
        f"tags: {', '.join(tags)}\n"
        "# happened: 2026-11-22    (take the # away where it is about another day)\n"
        "---\n"
        f"\n{text}\n"
    )


def _template(desk: Desk, name: str) -> str:
    there = {path.rpartition("/")[2].removesuffix(".md"): path for path in desk.repository.files.files("templates")}
    if name not in there:
        raise NotFound(
            f"there is no template called '{name}'",
            f"there are: {', '.join(sorted(there)) or 'none yet'}; each is a file in templates/",
        )
    return desk.repository.files.read(there[name]).decode(errors="replace").strip()
