"""Consent: given and taken back, each as a line of a ledger that only grows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mentorlog.actions.research import corpus_of, ledger_of
from mentorlog.actions.writer import Writer
from mentorlog.codec.consent import FOLDER, write_consent
from mentorlog.errors import BadValue, NotFound, NotYours
from mentorlog.model.consent import Consent, Use, said_on, written_on
from mentorlog.model.entry import Channel
from mentorlog.repository.outbox import Change
from mentorlog.repository.repository import Repository


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a withdrawal did.

    Attributes:
        line: what was taken back.
        covered: how many entries and comments it was about, that no export holds from now on.
    """

    line: Consent
    covered: int


def give(
    writer: Writer,
    uses: Collection[Use],
    channels: Collection[Channel],
    *,
    since: date | None = None,
    until: date | None = None,
    revisions: bool = False,
    words: str = "",
) -> Consent:
    """Agree that what this person wrote is used.

    Raises:
        BadValue: the time ends before it begins.
    """
    if until and until < (since or writer.now.date()):
        raise BadValue("that time ends before it begins", "say --since too, or a later day")
    line = Consent(
        writer.comment_id(), writer.person.handle, writer.now, frozenset(uses), frozenset(channels or Channel),
        since, until, revisions,
    )  # fmt: skip
    _save(writer, line, f"consent by {writer.person.handle}", words)
    return line


def withdraw(writer: Writer, text: str, words: str = "") -> TakenBack:
    """Take a consent back: no export from now on holds what it was about.

    Raises:
        NotFound: there is no such consent, or it was taken back.
        NotYours: somebody else gave it.
    """
    ledger = ledger_of(writer.repository)
    found = [line for line in ledger.standing() if text and line.id.startswith(text.lower())]
    if len(found) != 1:
        raise NotFound(f"no one consent that stands begins with '{text}'", "`mentorlog consent` lists them")
    if found[0].person != writer.person.handle:
        raise NotYours("somebody else gave that consent", "they alone can take it back")
    line = Consent(writer.comment_id(), writer.person.handle, writer.now, withdraws=found[0].id)
    _save(writer, line, f"consent taken back by {writer.person.handle}", words)
    return TakenBack(found[0], _covered(writer.repository, found[0]))


def _covered(repository: Repository, line: Consent) -> int:
    """How many entries and comments of that person a consent is about."""
    journal = corpus_of(repository).journal
    days = []
    for entry in journal.entries:
        if entry.author == line.person:
            days.append((entry.channel, written_on(entry)))
        if journal.get(entry.id) is entry:
            thread = journal.thread(entry.id)
            said = (each.comment for each in (*thread.remarks, *thread.notes) if not each.retracted)
            days += [(entry.channel, said_on(each, journal.people)) for each in said if each.author == line.person]
    return sum(day is not None and line.covers(channel, day) for channel, day in days)


def _save(writer: Writer, line: Consent, subject: str, words: str) -> None:
    writer.save({f"{FOLDER}/{line.id}.md": Change(write_consent(line, words).encode())}, subject)
