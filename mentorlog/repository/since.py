"""What was touched in a journal since a moment: by git's word, never by the time that a file carries.

Git tells what was saved since, what stands in its index, and what the folder has besides. What a file held that was
not saved at that moment is remembered, for git does not know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

from mentorlog.errors import Unreadable
from mentorlog.model.entry import Channel
from mentorlog.repository.git import Begun
from mentorlog.repository.repository import Repository
from mentorlog.repository.worktree import BESIDE_LARGEST, blob_name

FOLDERS = (*(channel.folder for channel in Channel), "comments")
"""What pages are made of."""
_RAW = ("--raw", "--no-renames", "--no-abbrev", "-z", "--format=")
_UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Moment:
    """A state of the journal, to be compared with a later one.

    Attributes:
        tip: the commit that the journal's branch was at; "" for none.
        unsaved: git's name for the bytes of each file that differed from that commit; "" for one that was gone.
    """

    tip: str = ""
    unsaved: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Since:
    """What came after a moment.

    Attributes:
        now: the moment to compare the next time with.
        touched: the paths of all files that may have changed, or whose history may.
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
        self._begin("ls-files", "--others", "--modified", "--deleted", "-z", "--", *FOLDERS)
        self.tip = repository.store.branch.tip()
        if self.tip:
            self._begin("diff-index", "--cached", "--raw", "--no-renames", "-z", self.tip, "--", *FOLDERS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for begun in self._begun.values():
            begun.end()

    def begin(self, then: Moment) -> None:
        """Say since when; git begins with that too."""
        self._then = then
        if then.tip and self.tip and self.tip != then.tip:
            self._begin("log", "-m", *_RAW, f"{then.tip}..{self.tip}", "--", *FOLDERS)
            self._begin("rev-list", "--count", f"{self.tip}..{then.tip}")

    def result(self) -> Since:
        """What was touched; waits for git."""
        then = self._then
        goes_on = bool(then.tip) and (self.tip == then.tip or self._told("rev-list").strip() == "0")
        saved = set(self._paths("log"))
        loose = {*filter(None, self._told("ls-files").split("\0")), *self._paths("diff-index")}
        unsaved = {path: _blob(self._repository, path) for path in loose}
        changed = {path for path in {*unsaved, *then.unsaved} if unsaved.get(path) != then.unsaved.get(path)}
        unclear = {path for path, blob in unsaved.items() if blob == _UNKNOWN}
        return Since(Moment(self.tip, unsaved), frozenset(saved | changed | unclear), goes_on)

    def _begin(self, *command: str) -> None:
        self._begun[command[0]] = self._git.begin(*command)

    def _told(self, command: str) -> str:
        return self._begun[command].result() if command in self._begun else ""

    def _paths(self, command: str) -> list[str]:
        """The paths that a command told with `--raw -z`, from the journal's folder."""
        parts = self._told(command).split("\0")
        found = [path for record, path in pairwise(parts) if record.lstrip("\n").startswith(":")]
        return [path.removeprefix(self._git.prefix) for path in found]


def _blob(repository: Repository, path: str) -> str:
    """Git's name for a file as it lies there; "" where there is none."""
    try:
        return blob_name(repository.files.read(path, BESIDE_LARGEST))
    except Unreadable:
        return "" if not (repository.root / path).exists() else _UNKNOWN
