"""The record of a call, which belongs to both: its agenda, its notes, and the promises that are ticked in it."""

from __future__ import annotations

from collections.abc import Sequence

from mentorlog.actions.calls import begun, changed, template, written
from mentorlog.actions.discussion import comment
from mentorlog.actions.entries import text_of
from mentorlog.actions.writer import Writer
from mentorlog.codec.front_matter import Document, parse
from mentorlog.errors import NotFound, NothingWritten
from mentorlog.model.agenda import Item, gathered, last_held, with_items
from mentorlog.model.comment import Comment, Motivation
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.inbox import marked
from mentorlog.model.journal import Journal
from mentorlog.model.minutes import AGENDA, Action, appended, key_of, promises, ticked
from mentorlog.repository.outbox import Change
from mentorlog.repository.worktree import blob_name, decode


def gather(writer: Writer, journal: Journal, call: Entry) -> tuple[Entry, list[Item]]:
    """Put what waits onto a call's agenda; what somebody took off stays off. Returns the call and what is new."""
    entry, past = call if call.path else begun(writer, call), journal.past
    states = [past.text(entry, revision.blob) for revision in (past.revisions(entry) if call.path else ())]
    lines, new = with_items(entry, gathered(journal, entry), journal.people, [text for text in states if text])
    if not new:
        return call, []
    if not call.path:
        return written(writer, call, body=appended(entry.body, AGENDA, lines)), new
    return _with_lines(writer, entry, AGENDA, lines, "agenda"), new


def note(writer: Writer, call: Entry, words: str) -> Entry:
    """Add a note to a call's record.

    Raises:
        NothingWritten: there are no words.
    """
    if not words.strip():
        raise NothingWritten("there are no words in it, so nothing was saved", "write the note behind the id")
    lines = [f"- {line}" if number == 0 else f"  {line}" for number, line in enumerate(words.strip().splitlines())]
    if not call.path:
        return written(writer, call, body=appended(template(writer), "notes", lines))
    return _with_lines(writer, call, "notes", lines, "notes")


def find_action(writer: Writer, journal: Journal, words: str, *, done: bool) -> Action:
    """The one promise whose words hold these.

    Raises:
        NotFound: none does, or several do; the hint lists them.
    """
    calls = journal.channel(Channel.CALL)
    wanted = words.casefold().split()
    everything = [each for each in promises(calls, writer.repository.people) if each.done != done]
    found = [each for each in everything if all(word in each.what.casefold() for word in wanted)]
    if len(found) == 1:
        return found[0]
    state = "still to do" if done else "done"
    if not found:
        raise NotFound(f"nothing that is {state} holds these words: '{words}'", "`mentorlog call actions` lists them")
    listed = "; ".join(f"'{each.what}'" for each in found[:5])
    raise NotFound(f"{len(found)} promises hold these words: '{words}'", f"which one: {listed}")


def tick(writer: Writer, journal: Journal, call: Entry, words: str, *, done: bool = True) -> Entry:
    """Say that a promise is kept, or open again, in every record that has it.

    Raises:
        NotFound: no task of those words stands in the call, or it is so already.
    """
    places = _places(journal, call, words)
    edited: dict[str, Document] = {}
    for path, texts in places.items():
        document = parse(decode(writer.repository.files.read(path), path))
        for text in texts:
            body = ticked(document.body, text, done=done)
            if body is not None:
                edited[path] = document = document.with_body(body)
    if not edited:
        raise NotFound("this is not among the tasks of the call any more", "look at its record")
    first, *others = sorted(edited, key=lambda path: path != call.path)
    also = {path: _change(writer, path, edited[path]) for path in others}
    entry = next((each for each in journal.channel(Channel.CALL) if each.path == first), call)
    return changed(writer, entry, edited[first], "done" if done else "open again", also)


def _places(journal: Journal, call: Entry, words: str) -> dict[str, set[str]]:
    """Where a promise stands, by the path of each record, in which words."""
    wanted = call.path, key_of(words)
    found = {call.path: {words}}
    for promise in promises(journal.channel(Channel.CALL), journal.people):
        copies = [promise, *promise.copies]
        if any((each.entry.path, key_of(each.words)) == wanted for each in copies):
            for each in copies:
                found.setdefault(each.entry.path, set()).add(each.words)
    return found


def mark(writer: Writer, entry: Entry, why: str = "") -> Comment:
    """Say that something is for the next call.

    Raises:
        NothingWritten: it is marked already, and there is no new word why.
    """
    over = last_held(writer.repository.load([Channel.CALL], comments=False))
    marks = marked(writer.repository.load_about(entry.id).thread(entry.id))
    if not why.strip() and any(each.comment.date > over for each in marks):
        raise NothingWritten("this is marked for the next call already")
    return comment(writer, entry, why, Motivation.BOOKMARKING, agenda=True)


def _with_lines(writer: Writer, entry: Entry, title: str, lines: Sequence[str], deed: str) -> Entry:
    document = parse(text_of(writer, entry))
    return changed(writer, entry, document.with_body(appended(document.body, title, lines)), deed)


def _change(writer: Writer, path: str, document: Document) -> Change:
    return Change(document.text.encode(), over=blob_name(writer.repository.files.read(path)))
