"""A journal on this machine: its files, its history, and who writes here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mentorlog.codec.people import read_people
from mentorlog.errors import BadValue, GitFailed, NotAJournal, NotFound
from mentorlog.model.entry import Channel
from mentorlog.model.journal import Journal, Problem
from mentorlog.model.past import Past
from mentorlog.model.paths import refused_path
from mentorlog.model.person import People, Person
from mentorlog.repository.catalogue import Catalogue
from mentorlog.repository.git import Git
from mentorlog.repository.outbox import Act, Change, new_key
from mentorlog.repository.private import Private
from mentorlog.repository.transaction import Store
from mentorlog.repository.worktree import DRAFTS, Worktree, blob_name, decode, shown

if TYPE_CHECKING:
    from mentorlog.repository.health import Finding
    from mentorlog.repository.history import History

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
        return Journal(
            self.people,
            entries,
            said,
            drafts=own,
            others=versions,
            problems=[*problems, *doubts, *others],
            past=self.past if comments else None,
        )

    def load_about(self, text: str) -> Journal:
        """The journal with the one entry whose id begins so, and what was said about it; else all of it.

        Only what acts on a single entry may ask for it: an id is short for this entry's comments alone.
        """
        catalogue = Catalogue(self.files, self.people, self.cache / "ids")
        paths = catalogue.paths(text.strip().lower()) if text.strip() else []
        if len(paths) == 1 and paths[0].partition("/")[0] != DRAFTS:
            channel = Channel.of_folder(paths[0].partition("/")[0]) or Channel.DIARY
            read, problems = _sorted_out(self.files.entry(paths[0], channel, self.people, named=True))
            if read and read[0].id.startswith(text.strip().lower()):
                said, _ = _sorted_out(self.files.comments(self.people, read[0].id))
                return Journal(self.people, read, said, problems=problems, past=self.past)
        return self.load()

    def check(self) -> list[Problem]:
        """Everything in the journal that a person should look at."""
        shared = self.git.ask("ls-files", "--", DRAFTS).splitlines()
        drafts = [
            Problem(path, "this draft is in the shared history", "move it into journal/, or ask the other to forget it")
            for path in shared
        ]
        return [*self.load().check(), *self.files.amiss(), *drafts]

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

    def save(
        self, changes: Mapping[str, Change], subject: str, person: Person, now: datetime, *, key: str = ""
    ) -> None:
        """Make one action one commit; see `Store.save`.

        Args:
            changes: what happens to which files.
            subject: what it is, in a line.
            person: who acts.
            now: when.
            key: the action's identity, where it may be sent again.

        Raises:
            BadValue: a path is none that every system can keep.
        """
        for path in changes:
            if why := refused_path(path):
                raise BadValue(f"{shown(path)}: {why}", "give the file another name")
        mail = _line(person.mail) or f"{person.handle}@mentorlog.invalid"
        try:
            self.store.save(Act(_line(subject), f"{_line(person.name)} <{mail}>", now, changes, key or new_key()))
        finally:
            self.__dict__.pop("history", None)  # it has gone on

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

        return GitPast(self.history, self.cache / "anchors")

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


def _line(text: str) -> str:
    """Words as one line of a commit, without what has a meaning there."""
    return " ".join("".join(char for char in text if char.isprintable() and char not in "<>").split())


def _people(folder: Path) -> People | None:
    path = folder / "pyproject.toml"
    if not path.is_file():
        return None
    return read_people(decode(Worktree(folder).read(path.name), str(path)), str(path))
