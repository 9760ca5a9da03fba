"""`edit`, `remove`."""

from __future__ import annotations

import click

from mentorlog.cli.arguments import id_argument
from mentorlog.cli.desk import Desk, is_terminal
from mentorlog.cli.printing import SAVED, shortened
from mentorlog.cli.words import edited, words
from mentorlog.errors import Ambiguous, NotFound


@click.command()
@id_argument
@click.argument("text", required=False)
@click.pass_obj
def edit(desk: Desk, id_: str, text: str | None) -> None:
    """Change an own entry or the record of a call, header and all, or reword an own comment.

    Your editor opens; with TEXT (or - for standard input) it does not, and TEXT takes the place of what stands below
    the title. What stood there before stays in the journal's history.
    """
    from mentorlog.actions import discussion, entries
    from mentorlog.codec.front_matter import parse

    journal = desk.repository.load()
    writer = desk.writer
    try:
        entry = journal.find(id_)
    except Ambiguous:
        raise
    except NotFound:
        comment = journal.find_comment(id_)
        remark = journal.thread(comment.entry_id).remark(comment.id)
        if remark is None:
            raise
        writer.must_be(comment.author, "edit")
        before = "\n\n".join(remark.texts) + "\n"
        said = words(desk, text) if text is not None or not is_terminal() else edited(desk, before).strip()
        discussion.reword(writer, remark, said)
        click.echo(f"reworded; the first wording stays in the journal's history\n{SAVED}")
        return
    writer.may_edit(entry)
    before = entries.text_of(writer, entry)
    if text is not None or not is_terminal():
        after = parse(before).with_body(f"\n{words(desk, text)}\n").text
    else:
        after = edited(desk, before)
    changed = entries.edit(writer, entry, after)
    click.echo(f"{changed.id}  {changed.path}\n{'still a draft' if entry.draft else SAVED}")


@click.command()
@id_argument
@click.pass_obj
def remove(desk: Desk, id_: str) -> None:
    """Take an own entry off the pages; the journal's history keeps it."""
    from mentorlog.actions import entries

    entry = desk.repository.load().find(id_)
    writer = desk.writer
    if not entry.is_transcript:
        writer.must_be(entry.author, "remove")
    if is_terminal():
        click.confirm(f"Take '{entry.title}' off the pages?", abort=True)
    entries.remove(writer, entry)
    gone = "the draft is gone" if entry.draft else "taken off the pages; the journal's history still keeps what it said"
    click.echo(f"{shortened(entry.title)}: {gone}")
    if not entry.draft:
        click.echo(SAVED)
