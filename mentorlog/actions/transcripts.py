"""Keeping what was said in a call beside its record, as a text that both may correct, quote and comment on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from mentorlog.actions.calls import written
from mentorlog.actions.entries import text_of
from mentorlog.actions.writer import Writer
from mentorlog.codec.entries import write_entry
from mentorlog.codec.front_matter import parse
from mentorlog.errors import BadValue
from mentorlog.importers.transcripts import Transcript, Turn
from mentorlog.model.entry import TRANSCRIPT, Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.person import People, Person
from mentorlog.repository.outbox import Change
from mentorlog.repository.worktree import blob_name

AGREED = "both agreed"
NOT_AGREED = "not agreed"
_MARKUP = re.compile(r"([\\`*\[\]<>~|]|(?<!\w)_|_(?!\w)|&(?=\w+;|#))")


def speakers(people: People, read: Transcript, said: Mapping[str, str]) -> dict[str, str]:
    """Who the names in a transcript are: their handles, as far as that is sure.

    Args:
        people: who writes in the journal.
        read: the transcript.
        said: handles by names, as somebody told.

    Raises:
        NotFound: a handle is nobody's.
        BadValue: a name does not stand in the transcript.
    """
    for name, handle in said.items():
        people.known(handle)
        if name not in read.names:
            listed = ", ".join(f"'{each}'" for each in read.names) or "it names nobody"
            raise BadValue(f"nobody in the transcript is called '{name}'", f"it has: {listed}")
    sure = {name: person.handle for name in read.names if (person := _person(people, name))}
    return {**sure, **said}


def keep(
    writer: Writer, journal: Journal, call: Entry, read: Transcript, names: Mapping[str, str], *, agreed: bool
) -> Entry:
    """Save a transcript beside its call, in one commit with what the two said of the recording.

    Args:
        writer: who brings it.
        journal: what there is already.
        call: of which it is.
        read: what was said.
        names: the handles of those who speak, by their names in it; others keep the name that the file gave them.
        agreed: whether both agreed to the recording; where not, only that is kept.

    Raises:
        BadValue: they did not agree, the call has one already, or it has not begun.
    """
    if call.when > writer.now:
        raise BadValue("this call has not begun, so it has no transcript", "name the call with --call")
    if call.id in journal.transcripts:
        there = journal.transcripts[call.id].path
        raise BadValue("this call has a transcript already", f"it is in {there}: `mentorlog remove` takes it away")
    entry = written(writer, call)
    header = parse(text_of(writer, entry)).with_value("recorded", AGREED if agreed else NOT_AGREED)
    if agreed and entry.call and entry.call.state == "planned":
        header = header.with_value("state", "held")
    over = blob_name(writer.repository.files.read(entry.path))
    changes = {entry.path: Change(header.text.encode(), over=over)}
    if not agreed:
        writer.save(changes, f"not recorded {entry.id}", key=writer.key)
        raise BadValue(
            "what was recorded without consent is not kept", "delete the file; the answer is kept with the call"
        )
    kept = Entry(
        id=writer.entry_id(Channel.CALL.letter),
        channel=Channel.CALL,
        title=f"Transcript: {entry.title}",
        author=writer.person.handle,
        date=writer.now,
        zone=entry.zone,
        path=f"{entry.path.removesuffix('.md')}{TRANSCRIPT}",
        body=_body(writer.repository.people, read.turns, names),
        transcript_of=entry.id,
    )
    data = write_entry(kept).replace("\n---\n", f"\nrecorded: {AGREED}\n---\n", 1).encode()
    writer.save({**changes, kept.path: Change(data)}, f"transcript {kept.id}", key=writer.key)
    return replace(kept, blob=blob_name(data))


def _person(people: People, name: str) -> Person | None:
    """The one person that a name can only mean: the whole of theirs, or a first name that only one has."""
    wanted = _folded(name)
    whole = [
        each for each in people if wanted in {_folded(each.name), each.handle, _folded(each.mail.partition("@")[0])}
    ]
    first = [each for each in people if wanted.split()[:1] == _folded(each.first_name).split()]
    last = [
        each
        for each in first
        if len(wanted.split()) == 1 or wanted.split()[-1][:1] == _folded(each.name).split()[-1][:1]
    ]
    found = whole or last
    return found[0] if len(found) == 1 else None


def _folded(name: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", name.casefold()).split())


def _body(people: People, turns: Iterable[Turn], names: Mapping[str, str]) -> str:
    """A paragraph a turn: who, when it began, and what they said."""
    return "\n\n".join(_paragraph(people, turn, names) for turn in turns)


def _paragraph(people: People, turn: Turn, names: Mapping[str, str]) -> str:
    handle = names.get(turn.name)
    who = people[handle].first_name if handle else turn.name
    hours, rest = divmod(int(turn.seconds), 3600)
    at = f"({hours}:{rest // 60:02}:{rest % 60:02})"
    return f"**{_plain(who)}** {at} {_plain(turn.words)}" if who else f"{at} {_plain(turn.words)}"


def _plain(words: str) -> str:
    """What was said, so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", words)
