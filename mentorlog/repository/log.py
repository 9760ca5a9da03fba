"""One pass over git's log: which commit changed which entry, and which said what.

The pass is kept in the clone's cache, and new commits are put behind it. Where the branch is not what it was when the
pass was kept (another branch, a history that was rewritten), it is made anew.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from mentorlog.model.entry import Channel
from mentorlog.repository import disk
from mentorlog.repository.git import Git
from mentorlog.repository.worktree import is_text

_VERSION = 1
_FORMAT = "%x01%H%x00%P%x00%an%x00%ae%x00%aI"
_FIELDS = _FORMAT.count("%x00") + 1
_FOLDERS = tuple(f"{channel.folder}/" for channel in Channel)
_COMMENTS = "comments/"
_NONE = "0" * 40
_LOG = (
    "log", "--topo-order", "--reverse", "-c", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff",
    "--no-color", f"--format={_FORMAT}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: git's name for it, those before it, and who made it when (ISO 8601)."""

    name: str
    parents: tuple[int, ...]
    author: str
    mail: str
    date: str


@dataclass(frozen=True, slots=True)
class Change:
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
        ids: the id of an entry that is gone, by path and last blob.
    """

    commits: list[Commit] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    said: dict[str, int] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def tip(self) -> str:
        """The commit that it ends with."""
        return self.commits[-1].name if self.commits else ""


def read_log(git: Git, tip: str, cache: Path) -> Log:
    """The log up to a commit, from the cache as far as that goes.

    Raises:
        GitFailed: there is no git, or it has no such commit.
    """
    log = _kept(cache)
    if tip and log.tip != tip:
        known = log.tip
        if not known or git.ask("merge-base", known, tip) != known:
            log, known = Log(), ""
        _extend(log, git.run(*_LOG, tip, *([f"^{known}"] if known else [])), git.prefix)
        keep_log(log, cache)
    return log


def keep_log(log: Log, cache: Path) -> None:
    """Keep a log for the next command; where the disk is full it is merely read again."""
    document = {
        "version": _VERSION,
        "commits": [[each.name, each.parents, each.author, each.mail, each.date] for each in log.commits],
        "changes": [[each.commit, each.path, each.old, each.new] for each in log.changes],
        "said": log.said,
        "ids": log.ids,
    }
    with suppress(OSError):
        disk.private_folder(cache.parent)
        disk.write_whole(cache, json.dumps(document, separators=(",", ":")).encode())


def _kept(cache: Path) -> Log:
    """What was kept; nothing where that is missing, damaged or another version's."""
    try:
        document = json.loads(cache.read_bytes())
        if document["version"] != _VERSION:
            return Log()
        return Log(
            [Commit(name, tuple(parents), *rest) for name, parents, *rest in document["commits"]],
            [Change(commit, path, tuple(old), new) for commit, path, old, new in document["changes"]],
            document["said"],
            document["ids"],
        )
    except (OSError, ValueError, TypeError, KeyError):
        return Log()


def _extend(log: Log, told: str, prefix: str) -> None:
    """Put what git told behind what is known."""
    places = {commit.name: place for place, commit in enumerate(log.commits)}
    parts = iter(told.split("\0"))
    for part in parts:
        if part.startswith("\x01"):
            parents, *about = (next(parts) for _ in range(_FIELDS - 1))
            places[part[1:]] = len(log.commits)
            known = tuple(places[parent] for parent in parents.split() if parent in places)
            log.commits.append(Commit(part[1:], known, *about))
        elif part.lstrip("\n").startswith(":"):
            _note(log, part.lstrip("\n"), next(parts), prefix)


def _note(log: Log, record: str, path: str, prefix: str) -> None:
    """Take in one line of `git diff-tree --raw` (https://git-scm.com/docs/git-diff-tree#_raw_output_format)."""
    if not path.startswith(prefix) or not is_text(path):
        return
    path = path.removeprefix(prefix)
    if path.startswith(_COMMENTS):
        log.said[path] = len(log.commits) - 1
    elif path.startswith(_FOLDERS):
        sides = record.count(":", 0, record.index(" "))
        *old, new = record.split()[sides + 1 : 2 * sides + 2]
        log.changes.append(
            Change(
                len(log.commits) - 1, path, tuple(blob for blob in old if blob != _NONE), "" if new == _NONE else new
            )
        )
