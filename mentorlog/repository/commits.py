"""Making a commit's objects, through to the disk, without moving anything.

One `git fast-import` (https://git-scm.com/docs/git-fast-import) writes the files, the folders and the commit; it needs
a branch to do so, and gets one that is ours alone. Bytes go in as they are: no filter, hook or index has a part in it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mentorlog.errors import GitFailed
from mentorlog.repository.git import Git

KEY = "Mentorlog-Act"
"""The trailer that holds an act's identity."""

Version = tuple[str, str]
"""Git's mode and name of a file."""

PLAIN = ("100644", "100755", "100664")
"""Git's modes of files that are neither links nor folders."""
NOTHING = "0" * 40
"""Git's name for what is not there."""

_IMPORT = ("-c", "pack.compression=0", "fast-import", "--force", "--quiet", "--date-format=raw")
"""Git packs what it imports, and takes a small pack apart again: it need not be small."""


NOBODY = "mentorlog <mentorlog@mentorlog.invalid>"
"""The author of what the program does by itself, such as putting both sides together."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit to be made.

    Attributes:
        message: its first line.
        author: `Name <mail>`.
        date: when.
        parents: the commits that it follows; none for a first one.
        files: by path: new bytes, or (mode, blob) of what git has, or None for a file that is taken away.
        key: of the act, or "".
    """

    message: str
    author: str
    date: datetime
    parents: Sequence[str]
    files: Mapping[str, bytes | tuple[str, str] | None]
    key: str = ""


def make(git: Git, *commits: Commit) -> tuple[str, dict[str, str]]:
    """Write the objects of a commit, or of several, each behind the one before it.

    Returns:
        The name of the last, and git's names for the files in it whose bytes were given.

    Raises:
        GitFailed: git did not, or not surely; nothing was moved.
    """
    written = list(
        dict.fromkeys(path for commit in commits for path, data in commit.files.items() if isinstance(data, bytes))
    )
    begun = time.time()
    try:
        told = git.run(*_IMPORT, data=_stream(commits, written)).split("\n")
    except GitFailed:
        for left in git.own.glob("fast_import_crash_*"):
            if left.stat().st_mtime >= begun - 1:
                left.unlink()
        raise
    names = [line.split(" ", 3)[2].split("\t")[0] for line in told[1 : len(written) + 1]]
    if len(told[0]) != len(NOTHING) or len(names) != len(written):
        raise GitFailed("git said less than it was asked", "look whether the disk is full")
    return told[0], dict(zip(written, names, strict=True))


def _stream(commits: Sequence[Commit], written: Sequence[str]) -> bytes:
    """Commits in the language of `git fast-import`."""
    lines: list[bytes] = []
    for number, commit in enumerate(commits, 1):
        lines += _commit(commit, number)
    last = len(commits)
    lines += [b"get-mark :%d" % last, *(b"ls :%d " % last + _quoted(path) for path in written)]
    return b"feature done\n" + b"\n".join([*lines, b"done", b""])


def _commit(commit: Commit, number: int) -> list[bytes]:
    """One of them, behind the one before it, or, for the first, behind its parents."""
    who = f"{commit.author} {max(0, int(commit.date.timestamp()))} {commit.date.strftime('%z')[:5]}"
    words = f"{commit.message}\n\n{KEY}: {commit.key}\n" if commit.key else f"{commit.message}\n"
    lines = [b"commit refs/mentorlog/made", b"mark :%d" % number, f"author {who}".encode(), f"committer {who}".encode()]
    lines.append(_data(words.encode(errors="surrogateescape")))
    parents = commit.parents if number == 1 else [f":{number - 1}"]
    for word, parent in zip(["from", *["merge"] * len(parents)], parents, strict=False):
        lines.append(f"{word} {parent}".encode())
    ordered = sorted(commit.files.items(), key=lambda file: file[1] is not None)  # a file may make room for a folder
    for path, data in ordered:
        name = _quoted(path)
        if data is None:
            lines.append(b"D " + name)
        elif isinstance(data, bytes):
            lines += [b"M 100644 inline " + name, _data(data)]
        else:
            lines.append(f"M {data[0]} {data[1]} ".encode() + name)
    return [*lines, b""]


def _data(data: bytes) -> bytes:
    return b"data %d\n%s" % (len(data), data)


def _quoted(path: str) -> bytes:
    return b'"%s"' % path.encode(errors="surrogateescape").replace(b"\\", b"\\\\").replace(b'"', b'\\"')


def tree_name(files: Mapping[str, Version]) -> str:
    """Git's name for a folder of files (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects)."""
    from hashlib import sha1

    here: dict[bytes, tuple[str, str]] = {}
    below: dict[str, dict[str, Version]] = {}
    for path, (mode, name) in files.items():
        head, _, rest = path.partition("/")
        if rest:
            below.setdefault(head, {})[rest] = (mode, name)
        else:
            here[head.encode(errors="surrogateescape")] = (mode, name)
    for head, inside in below.items():
        here[head.encode(errors="surrogateescape") + b"/"] = ("40000", tree_name(inside))
    rows = (
        b"%s %s\0%s" % (here[key][0].encode(), key.rstrip(b"/"), bytes.fromhex(here[key][1])) for key in sorted(here)
    )
    data = b"".join(rows)
    return sha1(b"tree %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
