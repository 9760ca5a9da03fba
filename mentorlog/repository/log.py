"""One pass over git's log: which commit changed which entry, and which said what.

The pass is kept in the clone's cache, and new commits are put behind it. Where the branch is not what it was when the
pass was kept (another branch, a history that was rewritten), it is made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from mentorlog.model.entry import Channel
from mentorlog.repository.cache import keep, kept
from mentorlog.repository.git import Git
from mentorlog.repository.worktree import is_text

_VERSION = "log 2"
_FORMAT = "%x01%H%x00%P%x00%an%x00%ae%x00%aI"
_FIELDS = _FORMAT.count("%x00") + 1
_FOLDERS = tuple(f"{channel.folder}/" for channel in Channel)
_COMMENTS = "comments/"
_NONE = "0" * 40
_LOG = (
    "log", "--topo-order", "-c", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff",
    "--no-color", f"--format={_FORMAT}",
)  # fmt: skip


class Commit(NamedTuple):
    """One commit: git's name for it, the places of those before it, and who made it when (ISO 8601)."""

    name: str
    parents: tuple[int, ...]
    author: str
    mail: str
    date: str


class Change(NamedTuple):
    """What one commit did to one entry.

    Attributes:
        commit: its place in the log.
        path: of the file, from the journal's folder.
        old: the blobs that stood there before, one of each parent that the new one differs from; () for a new file.
        new: the blob that stands there now; "" for a file taken away.
    """

    commit: int
    path: str
    old: tuple[str, ...]
    new: str


@dataclass(slots=True)
class Log:
    """The log of one branch, each commit behind its parents.

    Attributes:
        commits: all of them.
        changes: what they did to entries, in the same order.
        said: for the path of each comment the place of the commit that brought it.
        ids: the id of the entry that a file once was, by path and blob, as far as somebody asked.
        is_longer: whether it holds more than the cache.
    """

    commits: list[Commit] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    said: dict[str, int] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    is_longer: bool = False

    @property
    def tip(self) -> str:
        """The commit that it ends with."""
        return self.commits[-1].name if self.commits else ""


def read_log(git: Git, tip: str, cache: Path) -> Log:
    """The log up to a commit, from the cache as far as that goes.

    Raises:
        GitFailed: there is no git, or it has no such commit.
    """
    log = _kept(git, cache)
    if tip and log.tip != tip:
        known = log.tip
        if not known or git.ask("merge-base", known, tip) != known:
            log, known = Log(), ""
        _extend(log, git.run(*_LOG, tip, *([f"^{known}"] if known else [])), git.prefix)
        log.is_longer = True
    return log


def with_reviews(git: Git, log: Log, tips: Sequence[str]) -> Log:
    """A log with the commits of reviews behind it; it is not to be kept, for reviews come and go."""
    _extend(log, git.run(*_LOG, *tips, *([f"^{log.tip}"] if log.tip else [])), git.prefix)
    return log


def keep_log(git: Git, log: Log, cache: Path) -> None:
    """Keep a log for the next command; not that of a clone whose history is cut off, and may yet come."""
    if (git.common / "shallow").exists():
        return
    keep(cache, _VERSION, [git.prefix, log.commits, log.changes, log.said, log.ids])


def _kept(git: Git, cache: Path) -> Log:
    """What was kept of this very journal: several may lie in one repository."""
    document = kept(cache, _VERSION)
    if not document or document[0] != git.prefix:
        return Log()
    _, commits, changes, said, ids = document
    return Log(
        [Commit(name, tuple(parents), *rest) for name, parents, *rest in commits],
        [Change(commit, path, tuple(old), new) for commit, path, old, new in changes],
        said,
        ids,
    )


def _extend(log: Log, told: str, prefix: str) -> None:
    """Put what git told, the last commit first, behind what is known."""
    rows: list[tuple[list[str], list[tuple[str, str]]]] = []
    parts = iter(told.split("\0"))
    for part in parts:
        if part.startswith("\x01"):
            rows.append(([part[1:], *islice(parts, _FIELDS - 1)], []))
        elif part:
            rows[-1][1].append((part.lstrip("\n"), next(parts)))
    places = {commit.name: place for place, commit in enumerate(log.commits)}
    for (name, parents, *about), records in reversed(rows):
        places[name] = len(log.commits)
        log.commits.append(Commit(name, tuple(places[each] for each in parents.split() if each in places), *about))
        for record, path in records:
            if path.startswith(prefix) and is_text(path):
                _note(log, record, path[len(prefix) :])


def _note(log: Log, record: str, path: str) -> None:
    """Take in one line of `git diff-tree --raw` (https://git-scm.com/docs/git-diff-tree#_raw_output_format)."""
    sides = len(record) - len(record.lstrip(":"))
    *old, new = record.split(" ")[sides + 1 : 2 * sides + 2]
    if path.startswith(_COMMENTS):
        if new != _NONE:
            log.said.setdefault(path, len(log.commits) - 1)
    elif path.startswith(_FOLDERS):
        before = tuple(blob for blob in old if blob != _NONE)
        log.changes.append(Change(len(log.commits) - 1, path, before, new if new != _NONE else ""))
