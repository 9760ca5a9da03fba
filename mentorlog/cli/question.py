"""`ask`, `questions`, `answer`, `outcome`, `withdraw`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from mentorlog.cli.arguments import complete_entries, for_call_option, id_argument
from mentorlog.cli.desk import Desk, is_terminal
from mentorlog.cli.printing import SAVED, json_option, print_json, print_list, print_said, row
from mentorlog.cli.words import words
from mentorlog.model import clock
from mentorlog.model.entry import Channel, Entry

if TYPE_CHECKING:
    from mentorlog.actions.writer import Writer
    from mentorlog.model.comment import Comment
    from mentorlog.model.person import People

_BRIEF = 80
CARE = (
    "A word of care: a child at risk, a grievance or anything legal does not belong here.\n"
    "Your school's own procedures and advisers come first, and sooner."
)


@click.command()
@click.argument("text", required=False)
@click.option("--body", metavar="TEXT", default="", help="What the other should know; - reads it from another program.")
@click.option(
    "--needed-by",
    metavar="WHEN",
    help="When an answer stops being useful: 'in 3 h', 'tomorrow 8:45', 2026-12-03 09:00.",
)
@for_call_option
@click.pass_obj
def ask(desk: Desk, text: str | None, body: str, needed_by: str | None, for_call: bool) -> None:
    """Ask a question: brief, about one a day, and answered soon.

    \b
    mentorlog ask "How do I open this conversation?" --needed-by "tomorrow 8:45"
    mentorlog ask "May I share my notes?" --body "They name nobody."
    """
    from mentorlog.actions import entries

    writer = desk.writer
    asked, _, rest = words(desk, text, needed="the words of the question").partition("\n")
    body = words(desk, body) or rest.strip()
    question = replace(entries.new_entry(writer, Channel.QUESTION, asked, body), agenda=for_call)
    if needed_by:
        question = replace(question, needed_by=entries.still_to_come(writer, needed_by))
    if len(f"{question.title} {body}".split()) > _BRIEF and _rather_diary():
        entry = entries.add(writer, entries.new_entry(writer, Channel.DIARY, question.title, body))
        click.echo(f"{entry.id}  {entry.path}\n{SAVED}")
        return
    journal = desk.repository.load([Channel.QUESTION], comments=False, drafts=False)
    today = clock.day_of(writer.now, writer.person.zone)
    before = journal.asked_on(today, writer.person.handle, writer.person.zone)
    first = not any(each.author == writer.person.handle for each in journal.entries)
    question = entries.add(writer, question)
    click.echo(f"{question.id}  {question.path}")
    if question.needed_by:
        click.echo(f"needed by {clock.clocks(question.needed_by, journal.people.zones(question.zone))}")
    click.echo(SAVED)
    click.echo(f"To tell the other, by any messenger: {_to_tell(question, journal.people)}")
    if before:
        count = {1: "second", 2: "third"}.get(len(before), f"{len(before) + 1}th")
        click.echo(f"That is your {count} question today. All are welcome; one a day is often answered best.")
    if first:
        click.echo(CARE)


def _to_tell(question: Entry, people: People) -> str:
    """A line that tells of a question, without a word of it."""
    until = f", needed by {clock.clocks(question.needed_by, people.zones(question.zone))}" if question.needed_by else ""
    return f"A question waits in our journal{until} ({question.id})"


def _rather_diary() -> bool:
    """Over 80 words the diary may be the better place; the person decides, and in a pipe nothing changes."""
    click.echo(
        f"That is more than {_BRIEF} words. A question is brief; the diary has room, and is read with time.", err=True
    )
    return is_terminal() and click.confirm("Write it in the diary instead?", default=False, err=True)


@click.command()
@json_option
@click.pass_obj
def questions(desk: Desk, as_json: bool) -> None:
    """List the questions: open ones first, by when they are needed."""
    from mentorlog.model.question import QuestionState

    journal = desk.repository.load()
    listed = [entry for state in QuestionState for entry in journal.questions(state)]
    if as_json:
        print_json([row(journal, entry) for entry in listed])
    else:
        print_list(journal, listed, 'Nothing was asked yet. `mentorlog ask "..."` asks.')


@click.command()
@id_argument
@click.argument("text", required=False)
@click.option(
    "--in",
    "call_id",
    metavar="CALL",
    shell_complete=complete_entries,
    help="The call in which it was answered; `last`.",
)
@click.pass_obj
def answer(desk: Desk, id_: str, text: str | None, call_id: str | None) -> None:
    """Answer a question: short, clear, and soon. With --in, it was answered in a call, and needs no words."""
    from mentorlog.actions import discussion

    if call_id is None:
        _say(desk, id_, text, discussion.answer, "the words of the answer")
        return
    from mentorlog.actions.calls import find_call, written

    journal, writer = desk.repository.load(), desk.writer
    question = journal.find(id_, Channel.QUESTION)
    call = written(writer, find_call(writer, journal, call_id))
    print_said(question, discussion.answer(writer, question, words(desk, text or ""), call))


@click.command()
@id_argument
@click.argument("text", required=False)
@click.pass_obj
def outcome(desk: Desk, id_: str, text: str | None) -> None:
    """Tell what came of a question, once you acted on an answer."""
    from mentorlog.actions import discussion

    _say(desk, id_, text, discussion.outcome, "the words of the outcome")


@click.command()
@id_argument
@click.argument("reason", required=False, default="")
@click.pass_obj
def withdraw(desk: Desk, id_: str, reason: str) -> None:
    """Take an own question back; it stays in the journal, and asks no more."""
    from mentorlog.actions import discussion

    _say(desk, id_, reason, discussion.withdraw, "the reason")


def _say(desk: Desk, id_: str, text: str | None, act: Callable[[Writer, Entry, str], Comment], needed: str) -> None:
    """Do something to a question that takes some words."""
    question = desk.repository.load_about(id_).find(id_, Channel.QUESTION)
    writer = desk.writer
    said = words(desk, text, context=f"{question.title}\n\n{question.body}", needed=needed)
    comment = act(writer, question, said)
    print_said(question, comment)
