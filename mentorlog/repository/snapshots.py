"""What was saved, whatever lies in the folder now: the files of the last commit, and by whom a folder's were saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mentorlog.model.snapshot import Snapshot
from mentorlog.repository.commits import PLAIN
from mentorlog.repository.transaction import Store


def snapshot(store: Store) -> Snapshot:
    """The journal as it was saved last; what is no plain file is no part of it."""
    branch, prefix = store.branch, store.git.prefix
    commit = branch.tip()
    if not commit:
        return Snapshot("", None, {}, {})
    tree = branch.tree(commit)
    plain = {path: blob for path, (mode, blob) in tree.items() if mode in PLAIN and path.startswith(prefix)}
    data = store.git.read_blobs(plain.values())
    saved = datetime.fromisoformat(store.git.run("show", "-s", "--format=%cI", commit, "--").strip())
    blobs = {path.removeprefix(prefix): blob for path, blob in plain.items()}
    return Snapshot(commit, saved, {path: data[blob] for path, blob in blobs.items()}, blobs)


@dataclass(frozen=True, slots=True)
class Saved:
    """Who saved a file, and with what.

    Attributes:
        mail: as git has it; "" for a file that was changed since.
        commit: git's name for it.
    """

    mail: str
    commit: str


def saved_by(store: Store, folder: str, now: Snapshot) -> dict[str, Saved]:
    """Who saved each file of a folder that was ever there.

    Args:
        store: the journal's way into git.
        folder: of the journal.
        now: its files as they were saved last.
    """
    if not now.commit:
        return {}
    asked = (
        "--no-merges",
        "--no-renames",
        "--format=%x01%ae%x00%H",
        "--raw",
        "-z",
        "--no-abbrev",
        now.commit,
        "--",
        folder,
    )
    found: dict[str, Saved] = {}
    blobs: dict[str, str] = {}
    for part in store.git.run("log", *asked).split("\x01")[1:]:
        mail, commit, *rows = part.strip("\0").split("\0")
        facts = [row for row in rows if row.strip()]
        for record, path in zip(facts[::2], facts[1::2], strict=True):
            inside = path.removeprefix(store.git.prefix)
            is_first = record.rstrip().endswith("A") and inside not in found
            found[inside] = Saved(mail.strip() if is_first else "", commit.strip())
            blobs[inside] = record.split(" ")[3]
    return {
        path: saved if now.blobs.get(path) in (blobs[path], None) else replace(saved, mail="")
        for path, saved in found.items()
    }


def text_at(store: Store, commit: str, path: str) -> str:
    """What a file read in a commit; "" where it was not there."""
    return store.git.ask("cat-file", "blob", f"{commit}:{store.git.prefix}{path}")
