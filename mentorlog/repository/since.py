"""What was touched in a journal since a moment: by git's word, never by the time that a file carries.

Git tells what was saved since, what stands in its index, and what the folder has besides. What a file held that was
not saved at that moment is remembered, for git does not know it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from mentorlog.errors import Unreadable
from mentorlog.model.entry import Channel
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
    """A look at what was touched since a moment; git begins at once, and one can do something else meanwhile.

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
        self._folder = self._git.begin("ls-files", "--others", "--modified", "--deleted", "-z", "--", *FOLDERS)
        self.tip = repository.store.branch.tip()
        self._index = self._begin("diff-index", "--cached", "--raw", "--no-renames", "-z", self.tip)

    def since(self, then: Moment) -> Callable[[], Since]:
        """Begin to look for what came since a moment; returns what waits for it."""
        is_later = bool(then.tip and self.tip) and self.tip != then.tip
        log = self._begin("log", "-m", *_RAW, f"{then.tip}..{self.tip}") if is_later else str
        left = self._git.begin("rev-list", "--count", f"{self.tip}..{then.tip}") if is_later else str

        def found() -> Since:
            goes_on = bool(then.tip) and (self.tip == then.tip or left().strip() == "0")
            saved = set(_paths(log(), self._git.prefix))
            loose = {*filter(None, self._folder().split("\0")), *_paths(self._index(), self._git.prefix)}
            unsaved = {path: _blob(self._repository, path) for path in loose}
            changed = {path for path in {*unsaved, *then.unsaved} if unsaved.get(path) != then.unsaved.get(path)}
            unclear = {path for path, blob in unsaved.items() if blob == _UNKNOWN}
            return Since(Moment(self.tip, unsaved), frozenset(saved | changed | unclear), goes_on)

        return found

    def _begin(self, *command: str) -> Callable[[], str]:
        return self._git.begin(*command, "--", *FOLDERS) if self.tip else str


def _paths(told: str, prefix: str) -> list[str]:
    """The paths in `git diff-tree --raw -z`, from the journal's folder."""
    parts = told.split("\0")
    found = [path for record, path in pairwise(parts) if record.lstrip("\n").startswith(":")]
    return [path.removeprefix(prefix) for path in found]


def _blob(repository: Repository, path: str) -> str:
    """Git's name for a file as it lies there; "" where there is none."""
    try:
        return blob_name(repository.files.read(path, BESIDE_LARGEST))
    except Unreadable:
        return "" if not (repository.root / path).exists() else _UNKNOWN
