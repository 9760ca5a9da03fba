"""`comment`, `resolve`, `reopen`, `retract`, `read`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mentorlog.cli.arguments import comment_argument, comment_on, for_call_option, id_argument, reply_option
from mentorlog.cli.desk import Desk, is_terminal, plain
from mentorlog.cli.printing import SAVED, print_said, shortened
from mentorlog.cli.words import words

if TYPE_CHECKING:
    from mentorlog.model.entry import Entry

_MOST_PLACES = 8
"""Of more places nobody can choose: they are asked for some more words."""


@click.command()
@id_argument
@click.argument("text", required=False)
@click.option("--quote", metavar="WORDS", help="Words of the entry that it is about, as you read them.")
@reply_option
@for_call_option
@click.pass_obj
def comment(desk: Desk, id_: str, text: str | None, quote: str | None, reply_to: str, for_call: bool) -> None:
    """Say something about an entry.

    \b
    mentorlog comment d-4k2m "What did she say then?"
    mentorlog comment d-4k2m "Why only then?" --quote "when the door was shut"
    mentorlog comment d-4k2m "She said nothing." --reply-to 01kbx3
    """
    from mentorlog.actions import discussion
    from mentorlog.model.comment import Motivation

    journal = desk.repository.load() if reply_to else desk.repository.load_about(id_)
    entry = journal.find(id_)
    parent = comment_on(journal, entry, reply_to) if reply_to else None
    which = on_words(entry, quote)
    writer = desk.writer
    said = words(
        desk,
        text,
        context=f"{entry.title}\n\n{parent.body if parent else entry.body}",
        needed="the words of the comment",
    )
    motivation = Motivation.REPLYING if parent else Motivation.COMMENTING
    made = discussion.comment(
        writer, entry, said, motivation,
        quote=quote or "", which=which, in_reply_to=parent.id if parent else "", agenda=for_call,
    )  # fmt: skip
    print_said(entry, made)


def on_words(entry: Entry, quote: str | None) -> int:
    """Which of the places where the words stand is meant, from 1: where there are several, the person is asked."""
    if quote is None:
        return 0
    from mentorlog.actions import discussion
    from mentorlog.model.quote import find

    places = find(entry.body, quote)
    if 1 < len(places) <= _MOST_PLACES and is_terminal():
        click.echo(f"These words stand {len(places)} times:")
        numbers = [str(number) for number in range(1, len(places) + 1)]
        for number, place in zip(numbers, places, strict=True):
            click.echo(f"  {number}  {plain(discussion.around(entry.body, *place))}")
        return int(click.prompt("Which do you mean", type=click.Choice(numbers)))
    discussion.locate(entry, quote)
    return 0


@click.command()
@comment_argument
@click.argument("text", required=False, default="")
@click.pass_obj
def resolve(desk: Desk, comment_id: str, text: str) -> None:
    """Settle a thread, with a last word or without."""
    from mentorlog.actions import discussion

    journal = desk.repository.load()
    said = words(desk, text)
    discussion.resolve(desk.writer, journal, journal.find_comment(comment_id), said)
    click.echo(f"resolved, and still there to read\n{SAVED}")


@click.command()
@comment_argument
@click.pass_obj
def reopen(desk: Desk, comment_id: str) -> None:
    """Open a settled thread again; nothing of it was lost."""
    from mentorlog.actions import discussion

    journal = desk.repository.load()
    discussion.reopen(desk.writer, journal, journal.find_comment(comment_id))
    click.echo(f"open again\n{SAVED}")


@click.command()
@comment_argument
@click.pass_obj
def retract(desk: Desk, comment_id: str) -> None:
    """Take an own comment back: it is hidden, not erased from history."""
    from mentorlog.actions import discussion

    journal = desk.repository.load()
    discussion.retract(desk.writer, journal, journal.find_comment(comment_id))
    click.echo(f"hidden from the pages; the journal's history keeps what it said\n{SAVED}")


@click.command()
@id_argument
@click.pass_obj
def read(desk: Desk, id_: str) -> None:
    """Tell the other that you have read an entry, and that no reply is needed."""
    from mentorlog.actions import discussion

    entry = desk.repository.load().find(id_)
    discussion.mark_read(desk.writer, entry)
    click.echo(f"marked as read: {shortened(entry.title)}\n{SAVED}")
