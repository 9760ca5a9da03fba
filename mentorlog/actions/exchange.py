"""Exchange with the other: sync, join, and settling what both changed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from mentorlog.actions.writer import Writer
from mentorlog.codec.front_matter import parse
from mentorlog.codec.people import PEOPLE
from mentorlog.errors import BadValue, MentorlogError, NotAJournal, NotFound
from mentorlog.model.paths import stem_of_other
from mentorlog.model.person import People
from mentorlog.repository.git import Git
from mentorlog.repository.outbox import Change
from mentorlog.repository.remote import address_of, checked, is_local
from mentorlog.repository.repository import Repository
from mentorlog.repository.sync import Sync, Synced
from mentorlog.repository.worktree import BESIDE_LARGEST, blob_name, decode


def sync(repository: Repository, *, bring_back: bool = False) -> Synced:
    """Exchange what was saved with the place that the two share.

    Args:
        repository: the clone.
        bring_back: take over the other's history although it was rewritten, with all that it lost.
    """
    return Sync(repository.store, address_of(repository.git), bring_back=bring_back).run()


def unshared(repository: Repository) -> int | None:
    """How many saved acts wait to be shared; None in a journal that is shared nowhere yet."""
    try:
        return Sync(repository.store, address_of(repository.git)).unshared()
    except NotFound:
        return None


def join(address: str, folder: Path) -> Repository:
    """Clone a journal: nothing that lies in it is run, and nothing is written that must not come in.

    Args:
        address: where it is shared.
        folder: a new or an empty folder.

    Raises:
        NotAJournal: the folder holds something, or what lies at the address is no journal.
        BadValue: the address cannot be used.
    """
    checked(address)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotAJournal(f"{folder} holds something already", "name a new folder behind the address")
    folder.parent.mkdir(parents=True, exist_ok=True)
    begun = Path(mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))  # its owner's alone, as the journal will be
    try:
        _fetch_into(begun, str(Path(address).absolute()) if _is_folder(address) else address)
        folder.mkdir(mode=0o700, exist_ok=True)
        for each in sorted(begun.iterdir(), key=lambda path: path.name == ".git"):  # what makes it a clone comes last
            each.rename(folder / each.name)
        begun.rmdir()
    except BaseException:
        shutil.rmtree(begun, ignore_errors=True)
        raise
    return Repository.open(folder)


def _is_folder(address: str) -> bool:
    return is_local(address) and "://" not in address


def _fetch_into(folder: Path, address: str) -> None:
    """Make a clone in an empty folder; a place that holds no journal, or what must not come in, is an error."""
    git = Git(folder)
    branch = _branch_at(git, address)
    git.start("init", "--quiet", "--object-format=sha1", "--template=", f"--initial-branch={branch}")
    for key, value in {
        "remote.origin.url": address,
        "remote.origin.fetch": "+refs/heads/*:refs/remotes/origin/*",
        f"branch.{branch}.remote": "origin",
        f"branch.{branch}.merge": f"refs/heads/{branch}",
        "mentorlog.branch": branch,
    }.items():
        git.set(key, value)
    nobody = Repository(folder, People([]))
    done = Sync(nobody.store, address).run()
    if done.problems:
        first = done.problems[0]
        raise BadValue(f"this journal holds what must not come in: {first.path}: {first.message}", first.hint)
    if not (folder / PEOPLE).exists():
        raise NotAJournal("what lies at that address is no journal", "look at the address")
    nobody.private.set_apart(nobody.git.prefix)


def _branch_at(git: Git, address: str) -> str:
    """The branch that a place keeps the journal on: the one it names, else its only one, else `main`."""
    try:
        told = git.start("ls-remote", "--symref", "--", address, "HEAD", "refs/heads/*")
    except MentorlogError as error:
        raise NotFound(
            f"nothing could be fetched: {error.message}", "look at the address, and at your network"
        ) from None
    heads = [row.split("\t")[1] for row in told.splitlines() if "\trefs/heads/" in row]
    named = [row.split()[1] for row in told.splitlines() if row.startswith("ref: ")]
    branches = [head.removeprefix("refs/heads/") for head in heads]
    if not branches:
        raise NotAJournal(
            "nothing lies at that address yet", "the one who began the journal types `mentorlog sync` first"
        )
    wanted = [name.removeprefix("refs/heads/") for name in named if name in heads]
    choices = [*wanted, *(branches if len(branches) == 1 else []), *(name for name in branches if name == "main")]
    if not choices:
        raise NotAJournal(f"it is not clear which of {', '.join(branches)} is the journal", "ask the one who began it")
    return choices[0]


# What both changed


@dataclass(frozen=True, slots=True)
class Clash:
    """A file that both changed, with its other version beside it.

    Attributes:
        path: of the file.
        other: of the other version.
        here: what the file holds.
        there: what the other version holds.
        mine: whether this clone's person wrote the version in the file's place.
    """

    path: str
    other: str
    here: bytes
    there: bytes
    mine: bool


def clashes(writer: Writer) -> list[Clash]:
    """Every file that both changed and nobody settled."""
    files = writer.repository.files
    found = []
    for other in files.others():
        path = stem_of_other(other)
        here = files.read(path, BESIDE_LARGEST) if (files.root / path).is_file() else b""
        there = files.read(other, BESIDE_LARGEST)
        wrote_here, wrote_there = (
            writer.repository.author_of(blob_name(each)) == writer.person.mail for each in (here, there)
        )
        found.append(Clash(path, other, here, there, mine=wrote_here or not wrote_there))
    return found


def choose(writer: Writer, clash: Clash, which: str) -> None:
    """Settle a clash: keep one's own version, or the other's, or both texts in one file.

    Args:
        writer: who decides.
        clash: what is settled.
        which: `mine`, `theirs` or `both`.

    Raises:
        BadValue: two files that are no texts cannot be one.
    """
    chosen = clash.here if (which == "mine") == clash.mine else clash.there
    kept = _joined(clash) if which == "both" else chosen
    changes = {clash.other: Change(None, blob_name(clash.there))}
    if kept != clash.here:
        changes[clash.path] = Change(kept, over=blob_name(clash.here) if clash.here else "")
    writer.save(changes, f"choose {which} for {PurePosixPath(clash.path).name}", key=writer.key)


def _joined(clash: Clash) -> bytes:
    if not clash.path.endswith(".md"):
        raise BadValue(f"{clash.path} is no text that can hold both", "choose `mine` or `theirs`")
    here, there = parse(decode(clash.here, clash.path)), parse(decode(clash.there, clash.other))
    return here.with_body(f"{here.body.rstrip()}\n\n---\n\n{there.body.strip()}\n").text.encode()
