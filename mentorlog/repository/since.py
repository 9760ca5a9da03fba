"""What was touched in a journal since a moment: by git's word, never by the time that a file carries.

Git tells what was saved since, what stands in its index, and what the folder has besides. What a file held that was
not saved at that moment is remembered, for git does not know it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Self

from mentorlog.errors import GitFailed, Unreadable
from mentorlog.repository.git import Begun
from mentorlog.repository.repository import Repository
from mentorlog.repository.reviews import branch_of
from mentorlog.repository.worktree import BESIDE_LARGEST, FOLDERS, blob_name

_RAW = ("--raw", "--no-renames", "-z")
_HIDDEN = re.compile(r"(?:^|\0)(?:[a-z]|S|. 160000) ")
"""A file that git was told not to look at, or a repository within: what changes there, it does not tell."""
_UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of the journal, to be compared with a later one.

    Attributes:
        tip: the commit that the journal's branch was at; "" for none.
        unsaved: git's name for the bytes of each file that differed from that commit; "" for one that was gone.
        reviews: the commit of each review, by the id of its entry.
    """

    tip: str = ""
    unsaved: Mapping[str, str] = field(default_factory=dict)
    reviews: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Since:
    """What came after a moment.

    Attributes:
        now: the moment to compare the next time with.
        touched: the paths of all files that may have changed, or whose history may; and the names of changed reviews.
        goes_on: whether the history goes on from that moment's; else all of it may be another.
    """

    now: Moment
    touched: frozenset[str]
    goes_on: bool


class Look:
    """A look at what was touched; git begins at once, and one can do something else meanwhile. Use it with `with`.

    Args:
        repository: the journal.

    Attributes:
        tip: the commit that the journal's branch is at; "" for none.

    Raises:
        GitFailed: the journal lies in no git repository, or git cannot tell.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._git = repository.git
        self._git.common  # noqa: B018 - asks whether there is a git
        self._begun: dict[str, Begun] = {}
        self._then = Moment()
        self.tip = repository.store.branch.tip()
        self._reviews = repository.reviews.tips()

    def __enter__(self) -> Self:
        self._begin("folder", "ls-files", "--others", "--modified", "--deleted", "-z", "--", *FOLDERS)
        self._begin("index", "ls-files", "--stage", "-v", "-z", "--", *FOLDERS)
        if self.tip:
            self._begin("staged", "diff-index", "--cached", *_RAW, self.tip, "--", *FOLDERS)
        return self

    def __exit__(self, *_: object) -> None:
        for begun in self._begun.values():
            begun.end()

    def begin(self, then: Moment) -> None:
        """Say since when; git begins with that too."""
        self._then = then
        if then.tip and self.tip and self.tip != then.tip:
            every = ("-c", "log.diffMerges=separate", "-c", "log.showRoot=true", "log", "-m", "--full-history", *_RAW)
            self._begin("log", *every, "--format=", f"{then.tip}..{self.tip}", "--", *FOLDERS)
            self._begin("left", "rev-list", "--count", f"{self.tip}..{then.tip}")

    def result(self) -> Since:
        """What was touched; waits for git."""
        then = self._then
        try:
            goes_on = bool(then.tip) and (self.tip == then.tip or self._told("left").strip() == "0")
            saved = set(self._paths("log"))
        except GitFailed:  # that commit is not here any more
            goes_on, saved = False, set()
        loose = {*filter(None, self._told("folder").split("\0")), *self._paths("staged")}
        unsaved = {path: _blob(self._repository, path) for path in loose}
        there = {path: _blob(self._repository, path) for path in then.unsaved.keys() - unsaved.keys()} | unsaved
        changed = {path for path, blob in there.items() if then.unsaved.get(path) != blob}
        unclear = {path for path, blob in unsaved.items() if blob == _UNKNOWN}
        is_open = not _HIDDEN.search(self._told("index"))
        reviewed = {branch_of(id_) for id_, _ in self._reviews.items() ^ then.reviews.items()}
        touched = frozenset(saved | changed | unclear | reviewed)
        return Since(Moment(self.tip, unsaved, self._reviews), touched, goes_on and is_open)

    def _begin(self, name: str, *command: str) -> None:
        self._begun[name] = self._git.begin(*command)

    def _told(self, name: str) -> str:
        return self._begun[name].result() if name in self._begun else ""

    def _paths(self, name: str) -> list[str]:
        """The paths that a command told with `--raw -z`, from the journal's folder."""
        parts = self._told(name).split("\0")
        found = [path for record, path in pairwise(parts) if record.lstrip("\n").startswith(":")]
        return [path.removeprefix(self._git.prefix) for path in found]


def settled(repository: Repository, moment: Moment, read: Mapping[str, str]) -> Moment:
    """A moment with what was read since in another state: somebody wrote meanwhile, and may write it back.

    Args:
        repository: the journal.
        moment: before it was read.
        read: git's names for the texts as they were read, by their paths.
    """
    rows = repository.git.run("ls-files", "--stage", "-z", "--", *FOLDERS).split("\0")
    listed = {path: facts.split()[1] for facts, _, path in (row.partition("\t") for row in rows if row)}
    wanted = {**listed, **moment.unsaved}
    others = {path: blob for path, blob in read.items() if wanted.get(path) != blob}
    return replace(moment, unsaved={**moment.unsaved, **others})


def _blob(repository: Repository, path: str) -> str:
    """Git's name for a file as it lies there; "" where there is none."""
    try:
        return blob_name(repository.files.read(path, BESIDE_LARGEST))
    except Unreadable:
        return "" if not (repository.root / path).exists() else _UNKNOWN
