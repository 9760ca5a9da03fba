"""What can be amiss with a clone, and which of it can be mended without asking anybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from mentorlog.errors import GitFailed, Unreadable
from mentorlog.model.journal import Problem
from mentorlog.model.paths import stem_of_other
from mentorlog.repository import remote
from mentorlog.repository.branch import Branch
from mentorlog.repository.checkout import Move
from mentorlog.repository.commits import NOBODY
from mentorlog.repository.git import OLDEST, Git
from mentorlog.repository.outbox import Act, Change, new_key
from mentorlog.repository.transaction import Store
from mentorlog.repository.worktree import BESIDE_LARGEST, DRAFTS, Worktree, blob_name

_LEFT = re.compile(r"\.[0-9a-f]{6}\.[0-9a-f]{12}\.tmp|\..+\.\d+\.tmp")
_OTHERS = 0o077
_TAKEN_OUT = (
    "log", "-m", "--full-history", "--diff-filter=D", "--raw", "-z", "--no-abbrev", "--no-renames", "--format=",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """Something amiss.

    Attributes:
        problem: in words.
        mend: puts it right, where that can do no harm; else None.
    """

    problem: Problem
    mend: Callable[[], object] | None = None


def findings(store: Store) -> Iterator[Finding]:
    """Everything amiss with a clone, but for what its texts hold; of a damaged history nothing more can be asked."""
    damaged = list(_history(store))
    yield from damaged
    for look in (
        _git,
        _place,
        _left,
        _private,
        _clashes,
        *(() if damaged else (_waiting, _shown, _index, _lost, _taken_out)),
    ):
        yield from look(store)


def _git(store: Store) -> Iterator[Finding]:
    if store.git.version < OLDEST:
        found, wanted = (".".join(map(str, version)) for version in (store.git.version, OLDEST))
        yield Finding(Problem("git", f"this machine has git {found}; {wanted} is needed", "bring git up to date"))


def _place(store: Store) -> Iterator[Finding]:
    if service := remote.synchronised_by(store.git.top):
        hint = "move it into a folder that no such service copies, and share it with `mentorlog sync`"
        yield Finding(Problem(str(store.git.top), f"{service} copies this folder, which breaks journals", hint))
    address = store.git.settings.get("remote.origin.url", "")
    if address and remote.holds_secrets(address):
        hint = "`git remote set-url origin ADDRESS`, without all between // and @; git asks for it, and can keep it"
        yield Finding(Problem(".git/config", "the address of the shared place holds a name or a password", hint))


def _waiting(store: Store) -> Iterator[Finding]:
    if waiting := store.outbox.waiting():
        why, hint = store.branch.obstacle()
        message = f"{len(waiting)} kept on this machine and not saved yet{f': {why}' if why else ''}"
        yield Finding(Problem("outbox", message, hint or "the next command tries again"))
    if foreign := store.outbox.foreign():
        hint = "look at it; what is yours, write again, and take the file away"
        yield Finding(Problem(str(foreign[0]), "it was kept on another machine or disk, and is not saved", hint))
    lock = store.git.own / "index.lock"
    if lock.exists() and not store.lock.left():
        hint = "end what works there with git; if nothing does, take that file away"
        yield Finding(Problem(str(lock), "another program has this folder in use, or left this behind", hint))


def _shown(store: Store) -> Iterator[Finding]:
    """The folder shows no branch, or another than the journal's."""
    branch = store.branch
    why, hint = branch.obstacle()
    if not why:
        return
    tip, here = branch.tip(), branch.tip("HEAD")
    alone = not branch.shown and not branch.is_busy and bool(here) and branch.contains(here, tip)
    yield Finding(Problem(".git/HEAD", why, hint), partial(_show, store.git, branch, here, tip) if alone else None)


def _show(git: Git, branch: Branch, here: str, tip: str) -> None:
    if here != tip:
        git.run("update-ref", "-m", "mentorlog", branch.ref, here, tip)
    git.run("symbolic-ref", "-m", "mentorlog", "HEAD", branch.ref)


def _index(store: Store) -> Iterator[Finding]:
    """Git would take saved files out again with the next commit that somebody makes by hand."""
    branch = store.branch
    if not branch.tip("HEAD"):
        return
    told = store.git.run("diff-index", "--cached", "-z", "--no-renames", "--no-abbrev", "--diff-filter=D", "HEAD", "--")
    rows = told.split("\0")
    gone = [(facts.split(), path) for facts, path in zip(rows[::2], rows[1::2], strict=False)]
    moves = [Move(path, "", facts[2], facts[0][1:]) for facts, path in gone]
    if stands := [move for move in moves if _is_there(branch.files, move)]:
        message = f"the next commit by hand would take {len(stands)} saved files out"
        hint = "`mentorlog check --fix` puts them back into git's list"
        yield Finding(Problem(stands[0].path, message, hint), partial(_put_into_index, store, stands))


def _is_there(files: Worktree, move: Move) -> bool:
    try:
        return blob_name(files.read(move.path, BESIDE_LARGEST)) == move.new
    except Unreadable:
        return False


def _put_into_index(store: Store, moves: list[Move]) -> None:
    with store.locked() as lock:
        store.branch.restage(lock, moves)


def _lost(store: Store) -> Iterator[Finding]:
    """Comments that were taken out of the folder by hand: they are never taken away, only taken back."""
    top = f"{store.git.prefix}comments/"
    tree = {move.path: move for move in store.branch.moves("", "HEAD")} if store.branch.tip("HEAD") else {}
    gone = [
        Move(path, "", move.new, move.mode)
        for path, move in tree.items()
        if path.startswith(top) and not (store.git.top / path).exists()
    ]
    if gone:
        message = f"{len(gone)} saved comment{'s are' if len(gone) > 1 else ' is'} gone from the folder"
        yield Finding(
            Problem(gone[0].path, message, "`mentorlog check --fix` brings them back"), partial(_bring, store, gone)
        )


def _bring(store: Store, moves: list[Move]) -> None:
    with store.locked() as lock:
        store.branch.show(lock, moves)


def _taken_out(store: Store) -> Iterator[Finding]:
    """Comments that a commit by hand took out of the journal; history has them, and they can come back."""
    if not store.branch.tip("HEAD"):
        return
    told = store.git.run(*_TAKEN_OUT, "HEAD", "--", "comments")
    rows = told.replace("\n", "").split("\0")
    gone = {path: facts.split()[2] for facts, path in reversed([*zip(rows[::2], rows[1::2], strict=False)])}
    here = store.branch.tree("HEAD")
    if lost := {path.removeprefix(store.git.prefix): blob for path, blob in gone.items() if path not in here}:
        message = f"{len(lost)} comment{'s were' if len(lost) > 1 else ' was'} taken out of the journal by hand"
        hint = "`mentorlog check --fix` brings them back; `mentorlog retract` hides what one said"
        yield Finding(Problem(next(iter(lost)), message, hint), partial(_put_back, store, lost))


def _put_back(store: Store, lost: Mapping[str, str]) -> None:
    texts = store.git.read_blobs(lost.values())
    changes = {path: Change(texts[blob]) for path, blob in lost.items() if blob in texts}
    when = datetime.fromisoformat(store.git.run("log", "-1", "--format=%aI", "HEAD").strip())
    store.save(Act("bring back what was said", NOBODY, when, changes, new_key()))


def _left(store: Store) -> Iterator[Finding]:
    if store.lock.left():
        return  # they belong to an act that is finished by the next command
    left = [path for path in store.files.root.rglob(".*.tmp") if _LEFT.fullmatch(path.name)]
    if left:
        hint = "`mentorlog check --fix` takes them away"
        problem = Problem(left[0].name, f"{len(left)} files were left behind by a crash", hint, serious=False)
        yield Finding(problem, partial(_take_away, left))
    held = list((store.private / "held").glob("*")) if (store.private / "held").is_dir() else []
    if held:
        message = f"{len(held)} texts that were not saved are kept"
        hint = "look at them, and take away what you do not need"
        yield Finding(Problem(str(held[0].parent), message, hint, serious=False))


def _take_away(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _private(store: Store) -> Iterator[Finding]:
    for folder in (store.private, store.files.root / DRAFTS, store.files.root / "site"):
        if folder.is_dir() and folder.stat().st_mode & _OTHERS:
            message = "others with an account on this machine can look into it"
            hint = "`mentorlog check --fix` closes it"
            yield Finding(Problem(folder.name, message, hint), partial(folder.chmod, 0o700))


def _clashes(store: Store) -> Iterator[Finding]:
    for other in store.files.others():
        hint = "`mentorlog choose` shows both, and settles it"
        yield Finding(Problem(stem_of_other(other), "you both changed it, and both versions are kept", hint))


def _history(store: Store) -> Iterator[Finding]:
    try:
        store.git.run("fsck", "--connectivity-only", "--no-dangling", "--no-progress")
    except GitFailed as error:
        hint = "keep this folder, and `mentorlog join` the journal into a new one"
        yield Finding(Problem(".git", f"the history is damaged: {error.message}", hint))
