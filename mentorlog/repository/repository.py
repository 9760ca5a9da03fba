"""A journal on this machine: its files, its history, and who writes here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mentorlog.codec.people import PEOPLE, read_people
from mentorlog.errors import GitFailed, NotAJournal, NotFound
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal, Problem
from mentorlog.model.past import Past
from mentorlog.model.person import People, Person
from mentorlog.repository.beside import are_there
from mentorlog.repository.catalogue import Catalogue
from mentorlog.repository.git import Git
from mentorlog.repository.outbox import Act
from mentorlog.repository.private import Private
from mentorlog.repository.transaction import Store
from mentorlog.repository.worktree import DRAFTS, Worktree, blob_name, decode

if TYPE_CHECKING:
    from mentorlog.repository.health import Finding
    from mentorlog.repository.history import History
    from mentorlog.repository.reviews import Reviews

_ME = "mentorlog.me"
_CLONE = {
    _ME: "{person.handle}",
    "user.name": "{person.name}",
    "user.email": "{person.mail}",
    "pull.rebase": "false",
    "branch.main.mergeOptions": "--no-edit",
}
"""What a clone is told, so that plain `git pull` and `git push` also do what the two expect."""

_T = TypeVar("_T")


class Repository:
    """The journal whose `pyproject.toml` lies in `root`.

    Attributes:
        root: the journal's folder.
        people: who writes.
        files: the folder's files.
        git: its git.
    """

    def __init__(self, root: Path, people: People) -> None:
        self.root = root
        self.people = people
        self.files = Worktree(root)
        self.git = Git(root)

    @classmethod
    def open(cls, start: Path) -> Repository:
        """The journal that `start` lies in.

        Raises:
            NotAJournal: neither `start` nor a folder above it describes a journal.
        """
        here = start.absolute()
        for folder in (here, *here.parents):
            if (people := _people(folder)) is not None:
                return cls(folder, people)
        raise NotAJournal(
            f"there is no journal in {start}" if start.is_dir() else f"there is no folder {start}",
            "`mentorlog init` begins one here; `mentorlog -C DIR ...` looks in another folder",
        )

    def load(
        self, channels: Collection[Channel] = tuple(Channel), *, comments: bool = True, drafts: bool = True
    ) -> Journal:
        """The journal as its files stand now.

        Args:
            channels: which to read.
            comments: whether to read what was said, and to name the texts that it was said of.
            drafts: whether to read what lies on this machine alone; pages are made without.
        """
        entries, problems = _sorted_out(self.files.entries(self.people, channels, named=comments))
        said, doubts = _sorted_out(self.files.comments(self.people) if comments else ())
        own, others = _sorted_out(self.files.drafts(self.people) if drafts else ())
        versions, _ = _sorted_out(self.files.versions(self.people) if comments else ())
        definitions, unclear = _sorted_out(self.files.definitions() if comments else ())
        paths: Collection[str] = ()
        if comments and are_there(self.git):
            beside = self.reviews.read({each.id for each in entries}, {each.path for each in said})
            entries += [entry for entry in beside.entries if entry.channel in channels]
            said += beside.comments
            problems += beside.problems
            paths = beside.paths
        return Journal(
            self.people,
            entries,
            said,
            drafts=own,
            others=versions,
            problems=[*problems, *doubts, *others, *unclear],
            past=self.past if comments else None,
            beside=paths,
            definitions=definitions,
        )

    def load_about(self, text: str) -> Journal:
        """The journal with the one entry whose id begins so, and what was said about it; else all of it.

        Only what acts on a single entry may ask for it: an id is short for this entry's comments alone.
        """
        paths = self._catalogue.paths(text.strip().lower()) if text.strip() else []
        if len(paths) == 1 and paths[0].partition("/")[0] != DRAFTS:
            channel = Channel.of_folder(paths[0].partition("/")[0]) or Channel.DIARY
            read, problems = _sorted_out(self.files.entry(paths[0], channel, self.people, named=True))
            if read and read[0].id.startswith(text.strip().lower()):
                said, _ = _sorted_out(self.files.comments(self.people, read[0].id))
                return Journal(self.people, read, said, problems=problems, past=self.past)
        return self.load()

    def check(self) -> list[Problem]:
        """Everything in the journal that a person should look at."""
        from mentorlog.model.check import check

        shared = self.git.ask("ls-files", "--", DRAFTS).splitlines()
        drafts = [
            Problem(path, "this draft is in the shared history", "move it into journal/, or ask the other to forget it")
            for path in shared
        ]
        return [*check(self.load()), *self.files.amiss(), *drafts]

    def findings(self) -> list[Finding]:
        """Everything amiss with the clone itself; none in a folder without git."""
        from mentorlog.repository.health import findings

        return list(findings(self.store)) if self.git.ask("rev-parse", "--git-dir") else []

    @cached_property
    def store(self) -> Store:
        """The journal's way into git."""
        return Store(self.git, self.files, self.git.common / "mentorlog")

    def catch_up(self) -> list[str]:
        """Save what an earlier command could only keep; returns in words what came of it."""
        try:
            return self.store.catch_up()
        except GitFailed:
            return []  # a folder without git has nothing to catch up with

    def save(self, act: Act) -> None:
        """Make one action one commit; see `Store.save`. What is about an entry under review is saved there."""
        try:
            self.store.save(self._placed(act))
        finally:
            self._has_gone_on()

    def take_in(self, acts: Sequence[Act]) -> None:
        """Make each of some acts a commit, all in one step; see `Store.take_in`. They are about one entry."""
        try:
            branch = self._placed(acts[0]).branch
            self.store.take_in([replace(act, branch=branch) for act in acts])
        finally:
            self._has_gone_on()

    def _placed(self, act: Act) -> Act:
        """An act with the branch of the review that it belongs to, or with none, for the journal's own."""
        if act.branch or not are_there(self.git):
            return act
        return replace(act, branch=self.reviews.branch_for(act.changes, self.has_entry))

    def has_entry(self, entry_id: str) -> bool:
        """Whether an entry is part of the journal, here and now; one under review is not."""
        return bool(self._catalogue.paths(entry_id))

    def _has_gone_on(self) -> None:
        for name in ("history", "_history_beside"):
            self.__dict__.pop(name, None)

    def bytes_of(self, entry: Entry) -> bytes:
        """An entry's file, in the folder or in its review."""
        if entry.review:
            return self.git.read_blobs([entry.blob])[entry.blob]
        return self.files.read(entry.path)

    def is_changed(self, path: str) -> bool:
        """Whether a file differs from what was saved last."""
        if (self.root / path).is_file() and blob_name(self.files.read(path)) == self.saved_blob(path):
            return False
        return bool(self.git.ask("status", "--porcelain", "--", path))

    def saved_blob(self, path: str) -> str:
        """Git's name for what was saved last of a file; its line ends may be others than those on disk."""
        return self.git.ask("rev-parse", "--verify", "--quiet", f"HEAD:./{path}")

    def author_of(self, blob: str) -> str:
        """The mail of who brought those bytes into the journal; "" where that is not known."""
        listed = self.git.ask("log", "--format=%ae", f"--find-object={blob}", "--no-merges", "HEAD", "--").split()
        return listed[-1] if listed else ""

    @cached_property
    def history(self) -> History:
        """What git's history knows of the entries, as it is now."""
        from mentorlog.repository.history import History

        return History(self.git, self.people, self.store.branch, self.cache / "log")

    @cached_property
    def _history_beside(self) -> History:
        """The same, with what stands in reviews."""
        from mentorlog.repository.history import History

        tips = [review.tip for review in self.reviews.standing() if review.base]
        return History(self.git, self.people, self.store.branch, self.cache / "log", beside=tips)

    @property
    def reviews(self) -> Reviews:
        """What lies on branches of its own."""
        from mentorlog.repository.reviews import Reviews

        return Reviews(self.store, self.people)

    @property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self.files, self.people, self.cache / "ids")

    @cached_property
    def private(self) -> Private:
        """This machine's own folder inside git's."""
        return Private(self.git.common / "mentorlog")

    @property
    def me(self) -> Person:
        """Who writes from this clone.

        Raises:
            NotFound: nobody said so yet; the hint says what to type.
        """
        handle = self.git.settings.get(_ME, "")
        if not handle:
            choices = " or ".join(f"`mentorlog me {person.handle}`" for person in self.people)
            raise NotFound("this clone does not know who writes here", f"type {choices}")
        return self.people.known(handle)

    @me.setter
    def me(self, person: Person) -> None:
        for key, value in _CLONE.items():
            self.git.set(key, value.format(person=person))
        shown = self.store.branch.shown
        if shown and "mentorlog.branch" not in self.git.settings:
            self.git.set("mentorlog.branch", shown.removeprefix("refs/heads/"))

    @property
    def past(self) -> Past:
        """What git kept of the time before; in a folder without git, nothing."""
        try:
            self.git.common  # noqa: B018 - asks whether there is a git
        except GitFailed:
            return Past()
        from mentorlog.repository.anchors import GitPast

        return GitPast(self.history, self.cache / "anchors", lambda: self._history_beside)

    @property
    def cache(self) -> Path:
        """What can be made anew, and is kept for speed alone."""
        return self.git.common / "mentorlog" / "cache"


def _sorted_out(found: Iterable[_T | Problem]) -> tuple[list[_T], list[Problem]]:
    """What was read, and the problems on the way."""
    read: list[_T] = []
    problems: list[Problem] = []
    for each in found:
        if isinstance(each, Problem):
            problems.append(each)
        else:
            read.append(each)
    return read, problems


def _people(folder: Path) -> People | None:
    path = folder / PEOPLE
    if not path.is_file():
        return None
    return read_people(decode(Worktree(folder).read(path.name), str(path)), str(path))
