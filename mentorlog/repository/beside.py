"""Commits on a branch that no folder shows: a review's. Nothing but the branch moves, and only from where it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from mentorlog.errors import GitFailed, Taken, Unreadable
from mentorlog.repository import disk
from mentorlog.repository.branch import Branch, free
from mentorlog.repository.commits import NOBODY, NOTHING, Commit, make
from mentorlog.repository.git import Git
from mentorlog.repository.outbox import Act, Change
from mentorlog.repository.worktree import blob_name

BRANCHES = "refs/heads/review/"
_COMMENTS = "comments/"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def are_there(git: Git) -> bool:
    """Whether there may be reviews: most journals have none, and are read and written without asking git."""
    try:
        common = git.common
    except GitFailed:
        return False
    try:
        packed = (common / "packed-refs").read_bytes()
    except OSError:
        packed = b""
    loose = common / BRANCHES
    return BRANCHES.encode() in packed or (common / "reftable").exists() or (loose.is_dir() and any(loose.iterdir()))


def belongs_beside(branch: Branch, act: Act) -> bool:
    """Whether an act goes to a review: not once that is part of the journal, or gone, unless the act begins it."""
    if not act.branch:
        return False
    tip = branch.tip(act.branch)
    if tip:
        return not branch.contains(branch.tip(), tip)
    return any(not change.over and not path.startswith(_COMMENTS) for path, change in act.changes.items())


def commit_beside(branch: Branch, acts: Sequence[Act]) -> None:
    """Put acts on the review that they belong to, each as one commit; what stands there already is not put twice.

    Raises:
        Taken: a new file's name is taken by another.
        Unreadable: the file to replace is another by now.
        GitFailed: the branch moved meanwhile; or git did not do its part.
    """
    ref, prefix = acts[0].branch, branch.git.prefix
    base = branch.tip(ref)
    paths = [prefix + path for act in acts for path in act.changes]
    old = base or branch.tip()
    stands = branch.at(old, paths)
    commits = []
    for act in acts:
        changes = {path: change for path, change in act.changes.items() if _is_new(path, change, stands[prefix + path])}
        if changes:
            files = {prefix + path: change.data for path, change in changes.items()}
            commits.append(Commit(act.subject, act.author, act.date, [old] if old else [], files, act.key))
    if commits:
        new, _ = make(branch.git, *commits)
        move(branch, ref, base, new)


def move(branch: Branch, ref: str, old: str, new: str) -> None:
    """Let a branch that no folder shows go from one commit to another; "" is none.

    Whoever moves one holds our own lock: what git's lock there still says is of somebody who was killed.
    """
    free([branch.git.common / f"{ref}.lock"])
    if new:
        branch.git.run("update-ref", "-m", "mentorlog", ref, new, old or NOTHING)
        disk.sync(branch.git.common / ref)
    elif old:
        branch.git.run("update-ref", "-d", ref, old)


def commit_copy(branch: Branch, act: Act) -> str:
    """Put the entry that an act holds on a branch that has nothing else, for a forge, which shows only what differs.

    Returns:
        The commit that all such copies begin with, the same in every clone.
    """
    ref, prefix = act.branch, branch.git.prefix
    root, _ = make(branch.git, Commit("here begins what is shown for review", NOBODY, _EPOCH, [], {}))
    old = branch.tip(ref)
    files = {prefix + path: change.data for path, change in act.changes.items()}
    stands = branch.at(old, files)
    if any(stands[path] != blob_name(data or b"") for path, data in files.items()):
        new, _ = make(branch.git, Commit(act.subject, act.author, act.date, [old or root], files))
        move(branch, ref, old, new)
    return root


def _is_new(path: str, change: Change, stands: str) -> bool:
    """Whether a change is still to be made.

    Raises:
        Taken: a new file's name is taken.
        Unreadable: what it was to replace is another by now.
    """
    wanted = blob_name(change.data) if change.data is not None else ""
    if stands == wanted:
        return False
    if change.over and stands != change.over:
        raise Unreadable("the other changed it meanwhile", "look at it, then try again", path=path)
    if stands and not change.over and change.data is not None:
        raise Taken("there is another file of that name already", "give it another title", path=path)
    return True
