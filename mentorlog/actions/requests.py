"""Pull requests for reviews: opened, listed, and ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from mentorlog.actions.writer import Writer
from mentorlog.forges.client import Client
from mentorlog.model.entry import Entry
from mentorlog.model.review import PullRequest, State
from mentorlog.repository import remote
from mentorlog.repository.outbox import Change, act_by
from mentorlog.repository.reviews import HEADS, branch_of, entry_of

BASE = "review-base"
"""The branch that a copy of an entry is compared with: it holds nothing."""
_RECENT = timedelta(days=30)


class Requests:
    """The pull requests of one journal.

    Args:
        writer: who asks.
        client: talks to the forge.
    """

    def __init__(self, writer: Writer, client: Client) -> None:
        self._writer = writer
        self._repository = writer.repository
        self._client = client
        self._forge = client.forge

    def open(self, entry: Entry, words: str) -> PullRequest:
        """Ask for a review of what is on the entry's branch, unless that was asked already."""
        branch = branch_of(entry.id).removeprefix(HEADS)
        target = self.target(entry)
        for there in self._client.do(self._forge.requests(branch)):
            if there.state is State.OPEN:
                return there
        return self._client.do(self._forge.open(branch, target, entry.title, words))

    def target(self, entry: Entry) -> str:
        """The branch that an entry's branch is compared with."""
        return self._repository.store.branch.ref.removeprefix(HEADS) if entry.review or entry.draft else BASE

    def copy(self, entry: Entry) -> None:
        """Show the forge an entry of the journal, which it would not: it shows only what differs."""
        person = self._repository.people[entry.author]
        data = self._repository.bytes_of(entry)
        when, branch = entry.date or self._writer.now, branch_of(entry.id)
        act = act_by(person, f"review {entry.id}", when, {entry.path: Change(data)}, branch=branch)
        root = self._repository.reviews.copy(act)
        remote.send(self._repository.git, remote.address_of(self._repository.git), root, f"{HEADS}{BASE}")

    def close(self, entry_id: str) -> None:
        """End the request for a copy, whose work is done."""
        for request in self._client.do(self._forge.requests(branch_of(entry_id).removeprefix(HEADS))):
            if request.state is State.OPEN:
                self._client.do(self._forge.close(request))

    def recent(self, standing: Iterable[str]) -> list[PullRequest]:
        """The requests for reviews that are standing, or that were changed of late."""
        ids = set(standing)
        since = self._writer.instant - _RECENT
        every = self._client.do(self._forge.requests())
        reviews = [
            each for each in every if (id_ := entry_of(HEADS + each.branch)) and (id_ in ids or each.changed >= since)
        ]
        return sorted(reviews, key=lambda each: each.number)
