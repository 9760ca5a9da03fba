"""Consent: given and taken back, each as a line of a ledger that only grows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mentorlog.actions.research import corpus_of, ledger_of
from mentorlog.actions.writer import Writer
from mentorlog.codec.consent import FOLDER, write_consent
from mentorlog.errors import BadValue, NotFound, NotYours
from mentorlog.model import clock
from mentorlog.model.consent import Consent, Use
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
    corpus = corpus_of(repository)
    count = 0
    for entry in corpus.journal.entries:
        if entry.author == line.person and entry.moment:
            count += line.covers(entry.channel, clock.day_of(entry.date or entry.moment, entry.zone))
    for comment in corpus.said():
        entry_about = corpus.journal.get(comment.entry_id)
        if comment.author == line.person and entry_about:
            zone = corpus.journal.people[comment.author].zone
            count += line.covers(entry_about.channel, clock.day_of(comment.date, zone))
    return count


def _save(writer: Writer, line: Consent, subject: str, words: str) -> None:
    writer.save({f"{FOLDER}/{line.id}.md": Change(write_consent(line, words).encode())}, subject)
