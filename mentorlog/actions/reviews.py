"""Reviews without any forge: an entry on a branch of its own, until its writer makes it part of the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mentorlog.actions.entries import leave_drafts
from mentorlog.actions.later import keep_back
from mentorlog.actions.writer import Writer
from mentorlog.errors import BadValue, NotFound
from mentorlog.model.entry import Entry
from mentorlog.model.journal import Journal
from mentorlog.repository.joining import Joined, Joining
from mentorlog.repository.remote import address_of
from mentorlog.repository.repository import Repository
from mentorlog.repository.reviews import Review, branch_of
from mentorlog.repository.sync import Sync


@dataclass(frozen=True, slots=True)
class Standing:
    """A review, as it stands here.

    Attributes:
        review: its branch.
        entry: what is under review; None where that is not to be found any more.
    """

    review: Review
    entry: Entry | None

    @property
    def is_copy(self) -> bool:
        """Whether it shows a forge what is part of the journal already."""
        return not self.review.base


def standing(repository: Repository, journal: Journal) -> Iterator[Standing]:
    """Every review of a clone."""
    for review in repository.reviews.standing():
        yield Standing(review, journal.get(review.entry_id))


def find(repository: Repository, journal: Journal, text: str) -> Standing:
    """The review of the entry whose id begins so.

    Raises:
        NotFound: it is not under review.
    """
    entry = journal.find(text)
    found = next((each for each in standing(repository, journal) if each.review.entry_id == entry.id), None)
    if found is None:
        raise NotFound(f"{entry.id} is not under review", "`mentorlog review status` lists what is")
    return found


def open_threads(journal: Journal, entry_id: str) -> int:
    """How many conversations about an entry nobody settled."""
    conversations = journal.thread(entry_id).conversations
    return sum(not each[0].resolved and any(not remark.retracted for remark in each) for each in conversations)


def open_review(writer: Writer, entry: Entry) -> Entry:
    """Put a draft on a branch of its own, where the other reads it and speaks of it; it is a draft no more.

    Raises:
        BadValue: it is part of the journal already.
    """
    if entry.review:
        return entry
    if not entry.draft:
        raise BadValue(
            f"{entry.id} is part of the journal: the other can speak of it as it is",
            "`mentorlog sync` shares it; a review is for drafts",
        )
    made = leave_drafts(writer, entry, f"review {entry.id}", branch_of(entry.id))
    keep_back(writer, entry.id)
    return made


def merge(writer: Writer, found: Standing) -> Joined:
    """Make what is under review part of the journal, with all that was said about it.

    Raises:
        NotYours: somebody else wrote it.
        BadValue: something on its branch cannot be part of a journal.
    """
    if found.is_copy:
        Sync(writer.repository.store, address_of(writer.repository.git)).withdraw(found.review.entry_id)
        return Joined()
    if found.entry is None:
        raise BadValue(
            f"what is under review as {found.review.entry_id} cannot be read",
            "`mentorlog check` says what is wrong with it",
        )
    writer.must_be(found.entry.author, "merge")
    done = Joining(writer.repository.store).bring_in(found.review.tip)
    if done.problems:
        first = done.problems[0]
        raise BadValue(f"{first.path} cannot be part of the journal: {first.message}", first.hint)
    writer.repository.reviews.end(found.review)
    return done
