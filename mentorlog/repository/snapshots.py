"""What was saved, whatever lies in the folder now: the files of the last commit, and by whom a folder's were saved."""

from __future__ import annotations

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


def saved_by(store: Store, folder: str, now: Snapshot) -> dict[str, str]:
    """By whose mail each file of a folder was saved that was ever there; "" for one that was changed since.

    Args:
        store: the journal's way into git.
        folder: of the journal.
        now: its files as they were saved last.
    """
    if not now.commit:
        return {}
    asked = ("--no-merges", "--no-renames", "--format=%x01%ae", "--raw", "-z", "--no-abbrev", now.commit, "--", folder)
    found: dict[str, str] = {}
    blobs: dict[str, str] = {}
    for part in store.git.run("log", *asked).split("\x01")[1:]:
        mail, *rows = part.strip("\0").split("\0")
        facts = [row for row in rows if row.strip()]
        for record, path in zip(facts[::2], facts[1::2], strict=True):
            inside = path.removeprefix(store.git.prefix)
            is_first = record.rstrip().endswith("A") and inside not in found
            found[inside] = mail.strip() if is_first else ""
            blobs[inside] = record.split(" ")[3]
    return {path: mail if now.blobs.get(path) in (blobs[path], None) else "" for path, mail in found.items()}


def versions(store: Store, path: str, now: Snapshot) -> list[tuple[str, str]]:
    """Every saved state of a file, oldest first: the mail of who saved it, and what it read."""
    if not now.commit:
        return []
    listed = store.git.run("log", "--reverse", "--no-renames", "--format=%ae%x00%H", now.commit, "--", path)
    rows = [row.split("\0") for row in listed.splitlines() if row]
    return [(mail, store.git.ask("cat-file", "blob", f"{commit}:{store.git.prefix}{path}")) for mail, commit in rows]
