"""One pass over git's log: which commit changed which entry, and which said what.

The pass is kept in the clone's cache, and new commits are put behind it. Where the branch is not what it was when the
pass was kept (another branch, a history that was rewritten), it is made anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

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
        ids: the id of the entry that a file once was, by path and blob, as far as somebody asked.
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
    log = _kept(git, cache)
    if tip and log.tip != tip:
        known = log.tip
        if not known or git.ask("merge-base", known, tip) != known:
            log, known = Log(), ""
        _extend(log, git.run(*_LOG, tip, *([f"^{known}"] if known else [])), git.prefix)
        keep_log(git, log, cache)
    return log


def keep_log(git: Git, log: Log, cache: Path) -> None:
    """Keep a log for the next command; not that of a clone whose history is cut off, and may yet come."""
    if (git.common / "shallow").exists():
        return
    commits = [[each.name, each.parents, each.author, each.mail, each.date] for each in log.commits]
    changes = [[each.commit, each.path, each.old, each.new] for each in log.changes]
    keep(cache, _VERSION, [git.prefix, commits, changes, log.said, log.ids])


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
    sides = record.count(":", 0, record.index(" "))
    *old, new = record.split()[sides + 1 : 2 * sides + 2]
    if path.startswith(_COMMENTS) and new != _NONE:
        log.said.setdefault(path, len(log.commits) - 1)
    elif path.startswith(_FOLDERS):
        before = tuple(blob for blob in old if blob != _NONE)
        log.changes.append(Change(len(log.commits) - 1, path, before, new if new != _NONE else ""))
