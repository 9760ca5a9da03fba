"""Who acts, where, when, and with which randomness: what every action is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mentorlog.errors import NotYours
from mentorlog.model import clock
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.ids import COMMENT_BYTES, ENTRY_BYTES, comment_id, entry_id
from mentorlog.model.person import Person
from mentorlog.repository.outbox import Change, act_by
from mentorlog.repository.repository import Repository


@dataclass(frozen=True, slots=True)
class Writer:
    """A person at a clone, about to change the journal.

    Attributes:
        repository: the clone.
        person: who acts.
        instant: the present.
        entropy: gives that many random bytes.
        guard: looks at the texts that are about to be saved for good, and raises what stops them.
        key: the act's identity, where it may be sent again; "" where each is another.
    """

    repository: Repository
    person: Person
    instant: datetime
    entropy: Callable[[int], bytes]
    guard: Callable[[list[str]], None] = lambda _: None
    key: str = ""

    @property
    def now(self) -> datetime:
        """The present on the writer's own wall clock, to the second."""
        return self.instant.astimezone(clock.zone(self.person.zone)).replace(microsecond=0)

    def entry_id(self, letter: str) -> str:
        """A new identity for an entry."""
        return entry_id(letter, self.entropy(ENTRY_BYTES))

    def comment_id(self) -> str:
        """A new identity for a comment."""
        return comment_id(self.instant, self.entropy(COMMENT_BYTES))

    def save(self, changes: Mapping[str, Change], subject: str, *, key: str = "", branch: str = "") -> None:
        """One commit by this person, once the guard has seen its words.

        Args:
            changes: what happens to which files.
            subject: what it is, in a line.
            key: the act's identity, if it has one.
            branch: of the review that it begins.
        """
        kept = {path: change.data for path, change in changes.items() if change.data}
        self.guard([f"{path}\n{data.decode(errors='replace')}" for path, data in kept.items()])
        subject = f"{subject} by {self.person.handle}"
        self.repository.save(act_by(self.person, subject, self.now, changes, key, branch))

    def may_edit(self, entry: Entry) -> None:
        """Raise `NotYours` unless the entry is this person's own, or the record of a call, which is both's."""
        if entry.channel is not Channel.CALL:
            self.must_be(entry.author, "edit")

    def must_be(self, author: str, act: str) -> None:
        """Raise `NotYours` unless this person wrote the thing that is to be changed."""
        if author not in ("", self.person.handle):
            name = self.repository.people[author].first_name
            raise NotYours(
                f"{name} wrote this, so only {name} can {act} it", "`mentorlog comment` says what you think of it"
            )
