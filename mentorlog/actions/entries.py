"""Writing entries: a diary entry, a question, a call; changing and taking away one's own."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import PurePosixPath

from mentorlog.actions.writer import Writer
from mentorlog.codec.entries import complete, read_entry, write_entry
from mentorlog.codec.front_matter import parse
from mentorlog.errors import BadValue, NothingWritten, Taken, Waiting
from mentorlog.model import clock
from mentorlog.model.entry import Channel, Entry, path_for
from mentorlog.repository.outbox import Change
from mentorlog.repository.worktree import DRAFTS, blob_name, decode

_YEARS = 100
_NO_DRAFT = "`mentorlog diary` lists drafts as such"


def new_entry(writer: Writer, channel: Channel, title: str, body: str = "") -> Entry:
    """The entry that this person would write now; `replace` gives it more, `add` or `keep_draft` writes it.

    Raises:
        BadValue: the title is empty.
    """
    title = " ".join(title.split())
    if not title:
        raise BadValue(_UNTITLED[channel], f"write it in quotation marks: `{_EXAMPLES[channel]}`")
    return Entry(
        id=writer.entry_id(channel.letter),
        channel=channel,
        title=title,
        author=writer.person.handle,
        date=writer.now,
        zone=writer.person.zone,
        path=path_for(channel, clock.day_of(writer.now, writer.person.zone), title),
        body=body,
    )


def still_to_come(writer: Writer, words: str, zone: str = "", usual: time | None = None) -> datetime:
    """A time to come, as it is said: on the writer's own wall clock, or on that of a zone.

    Args:
        writer: who says it.
        words: the time.
        zone: whose wall clock is meant; "" for the writer's.
        usual: the hour of a day that is said without one; see `read_when`.

    Raises:
        BadValue: the words name no time, or one that is past, or none that can be meant.
    """
    from mentorlog.model.spoken import read_when

    due = read_when(words, writer.now, zone or writer.person.zone, usual)
    if due.astimezone(UTC) <= writer.instant:
        raise BadValue(f"{words} is past", "write a time to come, such as 'tomorrow 8:45' or 2026-12-03 09:00")
    if due.year > writer.now.year + _YEARS:
        raise BadValue(f"{words} is too far away", "write a time that the two of you will see")
    return due


def add(writer: Writer, entry: Entry) -> Entry:
    """Save a new entry as one commit, with the photos that were put into its words."""
    taken: set[str] = set()
    while True:
        entry = _with_free_path(writer, entry, taken)
        try:
            changes = {entry.path: Change(write_entry(entry).encode()), **_photos(writer, entry)}
            writer.save(changes, f"{entry.channel.noun} {entry.id}", key=writer.key)
        except Taken as error:  # in the branch: another command was quicker, or the file there is gone from the folder
            taken.add(entry.path)
            error.let_go()
        else:
            writer.repository.private.forget_photos(entry.body)
            return entry


def keep_draft(writer: Writer, entry: Entry, text: str = "") -> Entry:
    """Write a diary entry into `drafts/`, where only this machine has it; `text` is its file, where it has one."""
    name = PurePosixPath(entry.path).name
    entry = _with_free_path(writer, replace(entry, path=f"{DRAFTS}/{name}", draft=True))
    writer.repository.private.set_apart(writer.repository.git.prefix)
    writer.repository.files.write(entry.path, (text or write_entry(entry)).encode())
    return entry


def share(writer: Writer, draft: Entry) -> Entry:
    """End a draft: it becomes an entry of the diary, with every word and key as it stands, and what it lacks.

    Raises:
        BadValue: the entry is no draft.
    """
    if not draft.draft:
        hint = f"`mentorlog review merge {draft.id}` makes it part of the journal" if draft.review else _NO_DRAFT
        raise BadValue(f"{draft.id} is not a draft: it is saved already", hint)
    text = text_of(writer, draft)
    if shared := [each for each in writer.repository.load(comments=False, drafts=False).entries if each.id == draft.id]:
        return _shared_before(writer, draft, shared[0], text)
    return leave_drafts(writer, draft, f"{draft.channel.noun} {draft.id}")


def leave_drafts(writer: Writer, draft: Entry, subject: str, branch: str = "") -> Entry:
    """Save a draft where others read it: in the journal, or on the branch of a review; it is a draft no more."""
    text = text_of(writer, draft)
    mine = draft if draft.author else replace(draft, author=writer.person.handle, zone=writer.person.zone)
    whole = replace(mine, date=mine.date or writer.now)
    day = clock.day_of(whole.date or writer.now, whole.zone)
    entry = _with_free_path(writer, replace(whole, path=path_for(draft.channel, day, draft.title), draft=False))
    data = complete(parse(text), whole).text.encode()
    try:
        changes = {entry.path: Change(data), **_photos(writer, entry)}
        writer.save(changes, subject, key=writer.key, branch=branch)
    except Waiting:
        _end(writer, draft, text)  # its words are in the outbox, and one of them is enough
        raise
    _end(writer, draft, text)
    writer.repository.private.forget_photos(entry.body)
    return entry


def _shared_before(writer: Writer, draft: Entry, entry: Entry, text: str) -> Entry:
    """Only the end of the draft was wanting, or it was written on while it was shared: then its words follow."""
    if entry.body.strip() != draft.body.strip():
        named = replace(entry, blob=blob_name(writer.repository.files.read(entry.path)))
        entry = edit(writer, named, complete(parse(text), entry).text)
    _end(writer, draft, text)
    return entry


def _end(writer: Writer, draft: Entry, text: str) -> None:
    """A draft is shared; one that somebody goes on writing stays."""
    if text_of(writer, draft) == text:
        writer.repository.files.remove(draft.path)


def edit(
    writer: Writer, entry: Entry, text: str, deed: str = "edit", also: Mapping[str, Change] | None = None
) -> Entry:
    """Give an own entry, or the record of a call, new text, header and all; the identity stays.

    Args:
        writer: who edits.
        entry: as it stands now.
        text: of the whole file.
        deed: what this is, as history calls it.
        also: other files that belong to the same act.

    Raises:
        NotYours: somebody else wrote it.
        NothingWritten: the text is the same.
        Unreadable: the new header is broken, with the line in it; nothing is saved.
    """
    writer.may_edit(entry)
    old = writer.repository.bytes_of(entry)
    is_saved = entry.review or not writer.repository.is_changed(entry.path)
    if text.encode() == old and (entry.draft or is_saved):
        raise NothingWritten("nothing was changed, so nothing was saved")
    document = parse(text)
    if document.value("id") != entry.id:
        document = document.with_value("id", entry.id)
    changed, doubts = read_entry(document.text, entry.path, entry.channel, writer.repository.people)
    if doubts:
        raise BadValue(doubts[0].message, doubts[0].hint)
    if changed.author != entry.author:
        raise BadValue("an entry stays its author's", f"write `author: {entry.author}` again")
    data = document.text.encode()
    if entry.draft:
        writer.repository.files.write(entry.path, data, over=entry.blob)
    else:
        changes = {entry.path: Change(data, over=entry.blob), **_photos(writer, changed), **(also or {})}
        writer.save(changes, f"{deed} {entry.id}", key=writer.key)
        writer.repository.private.forget_photos(changed.body)
    return changed


def text_of(writer: Writer, entry: Entry) -> str:
    """An entry's whole file, as an editor opens it."""
    return decode(writer.repository.bytes_of(entry), entry.path)


def remove(writer: Writer, entry: Entry) -> None:
    """Take an own entry off the pages; history keeps what it said. A draft is simply gone.

    One that stands in a review becomes a draft again.

    Raises:
        NotYours: somebody else wrote it.
    """
    if not entry.is_transcript:  # whoever was recorded may take it off
        writer.must_be(entry.author, "remove")
    if entry.draft:
        writer.repository.files.remove(entry.path)
    else:
        from mentorlog.actions.by_hand import settled

        settled(writer, entry)  # history can keep only what it has
        if entry.review:
            keep_draft(writer, entry, text_of(writer, entry))
        over = entry.blob if entry.review else writer.repository.saved_blob(entry.path)
        changes = {entry.path: Change(None, over)}
        calls = writer.repository.load([Channel.CALL], comments=False) if entry.call else None
        if there := calls and calls.transcripts.get(entry.id):
            changes[there.path] = Change(None, writer.repository.saved_blob(there.path))  # part of its call
        writer.save(changes, f"remove {entry.id}", key=writer.key)


_UNTITLED = {
    Channel.DIARY: "a diary entry needs a title",
    Channel.QUESTION: "a question needs words",
    Channel.CALL: "a call needs a title",
}
_EXAMPLES = {
    Channel.DIARY: 'mentorlog diary new "A hard conversation"',
    Channel.QUESTION: 'mentorlog ask "How do I open this conversation?"',
    Channel.CALL: 'mentorlog call new "2026-12-03 09:00" --title "Monthly call"',
}


def _photos(writer: Writer, entry: Entry) -> dict[str, Change]:
    """The photos that were put into an entry's words and wait on this machine, as files beside it."""
    folder = entry.path.removesuffix(".md")
    found = writer.repository.private.photos(entry.body)
    return {f"{folder}/{name}": Change(data) for name, data in found.items()}


def _with_free_path(writer: Writer, entry: Entry, taken: Collection[str] = ()) -> Entry:
    """A second entry of the same day and title gets `-2`."""
    path, number = entry.path, 1
    while path in taken or os.path.lexists(writer.repository.root / path):
        number += 1
        path = f"{entry.path.removesuffix('.md')}-{number}.md"
    return replace(entry, path=path)
