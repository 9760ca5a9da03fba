"""What was said on a pull request, brought home: as comments, at the right words, by the right person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from mentorlog.actions.writer import Writer
from mentorlog.codec.comments import comment_path, write_comment
from mentorlog.codec.entries import id_in
from mentorlog.codec.people import PEOPLE, read_people, with_login
from mentorlog.errors import BadValue, Unreadable
from mentorlog.forges.client import Client
from mentorlog.importers.hunks import Passage, Version, passage
from mentorlog.importers.reviews import Homecoming, Known, handle
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Channel
from mentorlog.model.person import Person
from mentorlog.model.review import Place, PullRequest, ReviewThread, State
from mentorlog.repository import remote
from mentorlog.repository.branch import TREE
from mentorlog.repository.outbox import Act, Change, act_by
from mentorlog.repository.reviews import HEADS, entry_of
from mentorlog.repository.worktree import blob_name, decode


@dataclass(frozen=True, slots=True)
class Brought:
    """What came home from a pull request.

    Attributes:
        request: from which.
        new: the files that are new here.
        guests: logins that nobody in the journal is listed with.
        gone: comments that came before, and are not there any more; they stay here.
    """

    request: PullRequest
    new: list[Comment] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)
    gone: list[Comment] = field(default_factory=list)


class Import:
    """One way home from a forge.

    Args:
        writer: who imports.
        client: talks to the forge.
    """

    def __init__(self, writer: Writer, client: Client) -> None:
        self._writer = writer
        self._repository = writer.repository
        self._client = client
        self._forge = client.forge
        self._address = remote.address_of(self._repository.git)
        self._read: dict[tuple[Place, str], list[Version]] = {}

    def bring_home(self, number: int, ask: Callable[[str, str], Person | None] = lambda *_: None) -> Brought:
        """Bring home what was said on one; whatever is here already stays as it is.

        Args:
            number: of the request.
            ask: tells who has a login at a forge; None for a guest.

        Raises:
            BadValue: it brings no entry that this journal has.
        """
        request, threads = self._client.do(self._forge.read(number))
        guests = self._guests(request, threads, ask)
        self._fetch(request, threads)
        entry_id = self._entry_of(request, threads)
        if request.state is State.MERGED and request.target == self._repository.store.branch.ref.removeprefix(HEADS):
            self._keep_history(request, entry_id)
        journal = self._repository.load()
        known = Known.of(journal.comments())
        home = Homecoming(
            request, self._repository.people, known, lambda place: self._passage(request, place), entry_id
        )
        new = [each for each in home.comments(threads) if each.entry_id]
        self._save(new)
        self._repository.private.put_request(entry_id, request.link)
        return Brought(request, new, guests, _gone(request, threads, known))

    def _guests(
        self, request: PullRequest, threads: Iterable[ReviewThread], ask: Callable[[str, str], Person | None]
    ) -> list[str]:
        """The logins that nobody is listed with, once it was asked whose they are."""
        logins = {said.login for thread in threads for said in thread.comments}
        logins |= {thread.resolver for thread in threads if thread.resolver}
        guests = []
        for login in sorted(logins):
            if "@" in handle(login, request.forge, self._repository.people):
                if person := ask(login, request.forge):
                    list_login(self._writer, person, request.forge, login)
                else:
                    guests.append(login)
        return guests

    def _keep_history(self, request: PullRequest, entry_id: str) -> None:
        """Where the forge brought an entry in as one new commit, keep the texts that were spoken of."""
        if self._repository.has_entry(entry_id):
            self._repository.reviews.keep_history(request.head)

    def _save(self, new: list[Comment]) -> None:
        self._writer.guard([comment.body for comment in new])
        for _, group in groupby(sorted(new, key=lambda each: each.entry_id), key=lambda each: each.entry_id):
            acts = [self._act(comment) for comment in sorted(group, key=lambda each: each.id)]
            self._repository.take_in(acts)

    def _act(self, comment: Comment) -> Act:
        people = self._repository.people
        login, _, forge = comment.author.partition("@")
        guest = Person(comment.author, comment.author, f"{login}@{forge}.invalid")
        person = people.get(comment.author) or guest
        named = replace(comment, path=comment_path(comment))
        subject = f"{_deed(comment)} on {comment.entry_id} by {comment.author}"
        changes = {named.path: Change(write_comment(named).encode())}
        return act_by(person, subject, comment.date, changes, comment.id)

    def _fetch(self, request: PullRequest, threads: Iterable[ReviewThread]) -> None:
        """Bring over the commits that were spoken of, as far as the forge still gives them."""
        branch = self._repository.store.branch
        named = {commit for thread in threads if thread.place for commit in thread.place.commits + thread.place.heads}
        wanted = [each for each in (request.head, request.base, *sorted(named)) if each]
        if all(branch.tip(each) for each in wanted):
            return
        remote.bring(self._repository.git, self._address, [self._forge.head(request.number)])
        remote.bring(self._repository.git, self._address, [each for each in wanted if not branch.tip(each)])

    def _entry_of(self, request: PullRequest, threads: Iterable[ReviewThread]) -> str:
        """The id of the entry that a request is about; a branch that no review is named after gets one that is.

        One that brings nothing any more is about the entry that was spoken of.

        Raises:
            BadValue: it is about none.
        """
        if (id_ := entry_of(HEADS + request.branch)) and self._is_here(id_):
            return id_
        if not self._repository.store.branch.tip(request.head):
            raise BadValue(
                "what that pull request brings is not here, and could not be fetched", "sync, then try again"
            )
        for path, blob in self._repository.reviews.entries_between(request.base, request.head):
            data = self._repository.git.read_blobs([blob])[blob]
            if id_ := id_in(data.decode(errors="replace"), path):
                if not self._is_here(id_):
                    self._repository.reviews.begin(id_, request.head)
                return id_
        paths = {thread.place.path.removeprefix(self._repository.git.prefix) for thread in threads if thread.place}
        for entry in self._repository.load().entries:
            if entry.path in paths:
                return entry.id
        raise BadValue("that pull request brings no entry of this journal", "look at its number")

    def _is_here(self, entry_id: str) -> bool:
        """Whether an entry is part of the journal, or under review."""
        entry = self._repository.load().get(entry_id)
        return bool(entry and not entry.draft)

    def _passage(self, request: PullRequest, place: Place) -> Passage:
        path = place.path.removeprefix(self._repository.git.prefix)
        if not path.isprintable():
            return Passage("")
        if Channel.of_folder(path.partition("/")[0]) is None:
            return Passage("", header=place.path)
        file = replace(place, line=0, first=0, hunk="")
        if (file, request.base) not in self._read:
            self._read[file, request.base] = list(self._versions(request, file))
        return passage(replace(place, path=path), self._read[file, request.base])

    def _versions(self, request: PullRequest, place: Place) -> Iterator[Version]:
        """The texts that a place may be in, the likeliest first."""
        branch = self._repository.store.branch
        heads = [each for each in place.heads if request.base and branch.tip(request.base) and branch.tip(each)]
        bases = [branch.meeting(request.base, each) for each in heads]
        commits = [*place.commits, *bases, *([request.base] if bases else [])]
        blobs = dict.fromkeys(branch.at(commit, [place.path])[place.path] for commit in commits if commit)
        found = self._repository.git.read_blobs(blob for blob in blobs if blob not in ("", TREE))
        for blob, data in found.items():
            try:
                yield Version(blob, decode(data, place.path))
            except Unreadable:
                continue


def list_login(writer: Writer, person: Person, forge: str, login: str) -> None:
    """Write down in the journal who has a login at a forge."""
    old = writer.repository.files.read(PEOPLE)
    new = with_login(decode(old, PEOPLE), person.handle, forge, login).encode()
    writer.save({PEOPLE: Change(new, over=blob_name(old))}, f"{login} at {forge} is {person.handle}")
    writer.repository.people = read_people(new.decode()) or writer.repository.people


def _gone(request: PullRequest, threads: Iterable[ReviewThread], known: Known) -> list[Comment]:
    """The comments that came from a request, and are not there any more."""
    there = {(said.kind, said.id) for thread in threads for said in thread.comments}
    return [
        each[0]
        for (_, repository, kind, id_), each in known.sourced.items()
        if repository == request.repository and kind != "resolved" and (kind, id_) not in there
        and each[0].source and _is_of(each[0].source.link, request)
    ]  # fmt: skip


def _is_of(link: str, request: PullRequest) -> bool:
    """Whether a link leads to something on that very request, and not on one whose number begins alike."""
    return link.startswith(request.link) and not link[len(request.link) :][:1].isdigit()


def _deed(comment: Comment) -> str:
    if comment.resolves or comment.reopens:
        return "settled" if comment.resolves else "opened again"
    return "edited" if comment.replaces else str(comment.motivation)
