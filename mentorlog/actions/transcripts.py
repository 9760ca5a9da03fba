"""Keeping what was said in a call beside its record, as a text that both may correct, quote and comment on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC

from mentorlog.actions.calls import written
from mentorlog.actions.entries import text_of
from mentorlog.actions.writer import Writer
from mentorlog.codec.entries import write_entry
from mentorlog.codec.front_matter import Document, parse
from mentorlog.errors import BadValue, NothingWritten
from mentorlog.importers.transcripts import Transcript, Turn
from mentorlog.model.entry import TRANSCRIPT, Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.person import People, Person
from mentorlog.repository.outbox import Change
from mentorlog.repository.worktree import LARGEST, blob_name

AGREED = "both agreed"
NOT_AGREED = "not agreed"
_MARKUP = re.compile(r"([\\`*_<~]|\[(?=[^\]]*\]\(|\[|\^)|&(?=\w+;|#))")


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
    often = Counter(sure.values())
    return {name: handle for name, handle in sure.items() if often[handle] == 1} | dict(said)


def refuse(writer: Writer, journal: Journal, call: Entry) -> None:
    """Keep that not both agreed to a recording; a transcript that is there already is taken off the pages."""
    _begun(writer, call)
    entry = written(writer, call)
    there = journal.transcripts.get(call.id)
    gone = {there.path: Change(None, writer.repository.saved_blob(there.path))} if there else {}
    header = parse(text_of(writer, entry)).with_value("recorded", NOT_AGREED)
    changes = {**_call(writer, entry, header), **gone}
    if not changes:
        raise NothingWritten("that was said already, so nothing was saved")
    writer.save(changes, f"not recorded {entry.id}", key=writer.key)


def may_keep(writer: Writer, journal: Journal, call: Entry) -> None:
    """Raise `BadValue` where a call can have no transcript: not begun, called off, without consent, or with one."""
    _begun(writer, call)
    if call.call and call.call.state in ("cancelled", "moved"):
        raise BadValue(f"this call was {call.call.state}", f"`mentorlog call cancel {call.id} --undo` takes that back")
    if call.call and call.call.recorded == NOT_AGREED:
        hint = f"talk first; then take `recorded` out with `mentorlog edit {call.id}`"
        raise BadValue("it was said that not both agreed to this recording", hint)
    if call.id in journal.transcripts:
        there = journal.transcripts[call.id]
        raise BadValue("this call has a transcript already", f"`mentorlog remove {there.id}` takes it off the pages")


def keep(writer: Writer, journal: Journal, call: Entry, read: Transcript, names: Mapping[str, str]) -> Entry:
    """Save a transcript beside its call, in one commit with that both agreed.

    Args:
        writer: who brings it.
        journal: what there is already.
        call: of which it is.
        read: what was said.
        names: the handles of those who speak, by their names in it; others keep the name that the file gave them.

    Raises:
        BadValue: the call can have none, or this one is too long to be read.
    """
    may_keep(writer, journal, call)
    people = writer.repository.people
    kept = Entry(
        id=writer.entry_id(Channel.CALL.letter),
        channel=Channel.CALL,
        title=f"Transcript: {call.title}",
        author=writer.person.handle,
        date=writer.now,
        zone=call.zone,
        path="",
        body=_body(people, read.turns, names),
        transcript_of=call.id,
    )
    data = write_entry(kept).replace("\n---\n", f"\nrecorded: {AGREED}\n---\n", 1).encode()
    if len(data) > LARGEST:
        raise BadValue(
            f"that is more than {LARGEST // 1_000_000} MB of words", "cut it, and keep the part that matters"
        )
    entry = written(writer, call)
    header = parse(text_of(writer, entry)).with_value("recorded", AGREED)
    if entry.call and entry.call.state == "planned":
        header = header.with_value("state", "held")
    path = f"{entry.path.removesuffix('.md')}{TRANSCRIPT}"
    writer.save({**_call(writer, entry, header), path: Change(data)}, f"transcript {kept.id}", key=writer.key)
    return replace(kept, path=path, blob=blob_name(data))


def _begun(writer: Writer, call: Entry) -> None:
    if call.when.astimezone(UTC) > writer.instant:
        raise BadValue("this call has not begun, so it has no transcript", "name the call with --call")


def _call(writer: Writer, entry: Entry, header: Document) -> dict[str, Change]:
    """The change of a call's header; none where it says so already."""
    old = writer.repository.files.read(entry.path)
    return {entry.path: Change(header.text.encode(), over=blob_name(old))} if header.text.encode() != old else {}


def _person(people: People, name: str) -> Person | None:
    """The one person that a name can only mean: all of theirs, or the first with nothing but a letter of the last."""
    wanted = _folded(name).split()
    for each in people:
        if " ".join(wanted) in {_folded(each.name), each.handle, _folded(each.mail.partition("@")[0])}:
            return each
    first = [each for each in people if wanted[:1] == _folded(each.first_name).split()]
    found = [each for each in first if len(wanted) == 1 or wanted[1:] == [_folded(each.name).split()[-1][:1]]]
    return found[0] if len(found) == 1 else None


def _folded(name: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", name.casefold()).split())


def _body(people: People, turns: Iterable[Turn], names: Mapping[str, str]) -> str:
    """A paragraph a turn: who, when it began, and what they said."""
    return "\n\n".join(_paragraph(people, turn, names) for turn in turns)


def _paragraph(people: People, turn: Turn, names: Mapping[str, str]) -> str:
    handle = names.get(turn.name)
    who = _called(people, handle) if handle else turn.name
    hours, rest = divmod(int(turn.seconds), 3600)
    at = f"({hours}:{rest // 60:02}:{rest % 60:02})"
    return f"**{_plain(who)}** {at} {_plain(turn.words)}" if who else f"{at} {_plain(turn.words)}"


def _called(people: People, handle: str) -> str:
    """A person's first name, or all of it where somebody else has the same."""
    person = people[handle]
    same = [each for each in people if _folded(each.first_name) == _folded(person.first_name)]
    return person.first_name if len(same) == 1 else person.name


def _plain(words: str) -> str:
    """What was said, so that Markdown shows it as it is."""
    return _MARKUP.sub(r"\\\1", words)
