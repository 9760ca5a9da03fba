"""`call agenda`, `call notes`, `call actions`, `call done`, `call mark`, `call transcript`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorlog.cli.arguments import complete_entries, id_argument
from mentorlog.cli.desk import Desk, is_terminal, plain
from mentorlog.cli.printing import SAVED, json_option, print_json, print_said, shortened
from mentorlog.cli.words import edited, words
from mentorlog.model import clock

if TYPE_CHECKING:
    from mentorlog.model.entry import Entry
    from mentorlog.model.journal import Journal
    from mentorlog.model.minutes import Action

call_argument = click.argument("id_", metavar="CALL", shell_complete=complete_entries)
_LARGEST = 20_000_000
"""Bytes of a transcript's file: eight hours have less than two million."""
_NEXT = click.argument("id_", metavar="[CALL]", default="next", shell_complete=complete_entries)
_LAST = click.argument("id_", metavar="[CALL]", default="last", shell_complete=complete_entries)


def call_of(desk: Desk, journal: Journal, text: str) -> Entry:
    """The call that is meant: an id, `latest`, `next` for the one to come, `last` for the one that began last."""
    from mentorlog.actions.calls import find_call

    return find_call(desk.writer, journal, text)


@click.command()
@_NEXT
@json_option
@click.pass_obj
def agenda(desk: Desk, id_: str, as_json: bool) -> None:
    """Put what waits onto a call's agenda: open questions, what was marked for it, comments, promises, themes.

    CALL is the next one, where none is said. Each thing comes once, with a link; what one of you took off stays off.
    """
    from mentorlog.actions import records
    from mentorlog.model.minutes import AGENDA, section
    from mentorlog.model.wording import readable

    journal = desk.repository.load()
    entry, new = records.gather(desk.writer, journal, call_of(desk, journal, id_))
    if as_json:
        print_json([{"kind": item.kind, "entry": item.entry.id, "line": item.line} for item in new])
        return
    click.echo(f"{entry.id}  {plain(entry.title)}, {clock.clocks(entry.when, journal.people.zones(entry.zone))}")
    fresh = desk.repository.load_about(entry.id).find(entry.id) if entry.path else None
    for item in section(fresh.body, AGENDA) if fresh else ():
        click.echo(f"  - {plain(readable(item))}")
    click.echo(f"{len(new)} new\n{SAVED}" if new else "Nothing new waits for it.")


@click.command()
@_LAST
@click.argument("text", required=False)
@click.pass_obj
def notes(desk: Desk, id_: str, text: str | None) -> None:
    """Write the record of a call in your editor; or add TEXT to its notes. Either of you may.

    CALL is the one that began last, where none is said. One that has begun counts as held from then on.

    \b
    mentorlog call notes
    mentorlog call notes next "Bring the page for the board"
    """
    from mentorlog.actions import calls, records

    journal, writer = desk.repository.load(), desk.writer
    if text is None and " " in id_:  # no id has spaces: these are the words
        id_, text = "last", id_
    found = call_of(desk, journal, id_)
    if text is not None or not is_terminal():
        entry = records.note(writer, found, words(desk, text, needed="the words of the note"))
    else:
        entry = _edited(desk, found)
    if entry.call and entry.call.state == "planned" and entry.when <= writer.now:
        calls.set_state(writer, entry, "held")
    click.echo(f"{entry.id}  {plain(entry.title)}\n{SAVED}")


def _edited(desk: Desk, found: Entry) -> Entry:
    """A call with what its writer made of its record; where there is none yet, of its body alone."""
    from mentorlog.actions import calls, entries

    writer = desk.writer
    if not found.path:
        return calls.written(writer, found, body=edited(desk, calls.template(writer)).strip())
    return entries.edit(writer, found, edited(desk, entries.text_of(writer, found)), "notes")


@click.command()
@click.option("--all", "everything", is_flag=True, help="Those that are done too.")
@json_option
@click.pass_obj
def actions(desk: Desk, everything: bool, as_json: bool) -> None:
    """List what the two of you said that you would do, and have not done yet."""
    from mentorlog.model.entry import Channel
    from mentorlog.model.minutes import open_actions, promises

    journal = desk.repository.load(comments=False)
    calls = journal.channel(Channel.CALL)
    found = promises(calls, journal.people) if everything else open_actions(calls, journal.people)
    if as_json:
        print_json([_action_row(each) for each in found])
        return
    for each in found:
        who = f"{plain(journal.people[each.who].first_name)}: " if each.who else ""
        by = f"  by {clock.day_words(each.by)}" if each.by else ""
        box = "[x]" if each.done else "[ ]"
        click.echo(f"{click.style(each.entry.id, fg='cyan')}  {box} {who}{shortened(each.what)}{by}")
    if not found:
        click.echo("Nothing is left to do.")


def _action_row(each: Action) -> dict[str, object]:
    by = each.by and each.by.isoformat()
    return {"call": each.entry.id, "who": each.who or None, "what": each.what, "by": by, "done": each.done}


@click.command()
@click.argument("text", nargs=-1, required=True, metavar="WORDS")
@click.option("--undo", is_flag=True, help="It is not done after all.")
@click.pass_obj
def done(desk: Desk, text: tuple[str, ...], undo: bool) -> None:
    """Tick the promise whose words hold WORDS; it is done wherever it is shown."""
    from mentorlog.actions import records

    journal = desk.repository.load()
    action = records.find_action(desk.writer, journal, " ".join(text), done=not undo)
    records.tick(desk.writer, journal, action.entry, action.words, done=not undo)
    click.echo(f"{action.entry.id}  {'open again' if undo else 'done'}: {shortened(action.what)}\n{SAVED}")


@click.command()
@id_argument
@click.argument("why", required=False, default="")
@click.pass_obj
def mark(desk: Desk, id_: str, why: str) -> None:
    """Mark any entry for the next call, with a word why or without; `mentorlog retract` takes the mark off."""
    from mentorlog.actions import records

    entry = desk.repository.load_about(id_).find(id_)
    print_said(entry, records.mark(desk.writer, entry, why))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--call", "id_", metavar="CALL", default="last", help="Of which call; without it, the last that began.")
@click.option("--speaker", "speakers", multiple=True, metavar="NAME=HANDLE", help="Who a name in the file is.")
@click.option("--agreed/--not-agreed", default=None, help="Whether both of you agreed to the recording.")
@click.pass_obj
def transcript(desk: Desk, file: Path, id_: str, speakers: tuple[str, ...], agreed: bool | None) -> None:
    """Keep what was said in a call, word for word, beside its record: WebVTT, SRT or SBV from Zoom, Meet or Teams.

    First you are asked whether both of you agreed to the recording; the answer is kept with the call. The file itself
    is not kept.

    \b
    mentorlog call transcript meeting.vtt
    mentorlog call transcript captions.sbv --speaker "Speaker 1=rosa" --agreed
    """
    from mentorlog.actions import transcripts
    from mentorlog.importers.transcripts import read_transcript

    journal, writer = desk.repository.load(), desk.writer
    call = call_of(desk, journal, id_)
    if agreed is None:
        if not is_terminal():
            raise click.UsageError("say whether both agreed to the recording: --agreed or --not-agreed")
        agreed = click.confirm("Did both of you agree to this recording?", default=False)
    if not agreed:
        transcripts.refuse(writer, journal, call)
        click.echo(f"nothing of it is kept but that answer; delete the file\n{SAVED}")
        return
    transcripts.may_keep(writer, journal, call)
    read = read_transcript(_bytes(file), file.name)
    given = transcripts.speakers(journal.people, read, dict(_pair(each) for each in speakers))
    unknown = [name for name in read.names if name not in given]
    if unknown and is_terminal():
        given |= _ask_who(journal, unknown)
    entry = transcripts.keep(writer, journal, call, read, given)
    click.echo(f"{entry.id}  {entry.path}")
    for name in unknown:
        if name not in given:
            click.echo(f"'{plain(name)}' is kept as a name: --speaker \"{plain(name)}=HANDLE\" says who it is")
    click.echo(SAVED)


def _bytes(file: Path) -> bytes:
    """What is in a file, where it is one, and not too large to be words."""
    from mentorlog.errors import BadValue

    if not file.is_file() or file.stat().st_size > _LARGEST:
        raise BadValue(f"{file.name} is no file of words", "save the transcript as .vtt, .srt or .sbv")
    return file.read_bytes()


def _pair(text: str) -> tuple[str, str]:
    name, mark_, handle = text.rpartition("=")
    if not mark_ or not name.strip():
        raise click.UsageError(f'--speaker "{text}" is not NAME=HANDLE')
    return name.strip(), handle.strip().lower()


def _ask_who(journal: Journal, names: list[str]) -> dict[str, str]:
    handles = [person.handle for person in journal.people]
    found = {}
    for name in names:
        who = click.prompt(f"Who is '{plain(name)}'", type=click.Choice([*handles, "another"]), default="another")
        if who != "another":
            found[name] = str(who)
    return found


COMMANDS = (agenda, notes, actions, done, mark, transcript)
