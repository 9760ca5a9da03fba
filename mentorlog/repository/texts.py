"""What a merge asks about the texts of two versions."""

from __future__ import annotations

from mentorlog.codec.comments import first_of
from mentorlog.codec.front_matter import parse
from mentorlog.codec.records import level, together
from mentorlog.errors import BadValue, Unreadable
from mentorlog.repository.commits import Version
from mentorlog.repository.git import Git
from mentorlog.repository.worktree import LARGEST, decode


def identity(git: Git, blob: str) -> str:
    """The id in the header of a file that git has; "" for none."""
    return identity_of(git.read_blobs([blob])[blob])


def identity_of(data: bytes) -> str:
    """The id in the header of a file; "" for none."""
    try:
        return parse(decode(data[:LARGEST], "")).value("id")
    except Unreadable:
        return ""


def put_together(base: bytes, one: bytes, two: bytes, git: Git) -> bytes | None:
    """The text that holds what both changed, where they changed other lines and paragraphs; else None."""
    if not base and (first := _from_a_forge(one, two)):
        return first
    merged = git.merge_texts(one, base, two)
    if merged is None and identity_of(one).startswith("c-"):
        merged = _record(base, one, two, git)
    if merged is None or _wrongs(merged) > max(_wrongs(one), _wrongs(two)):
        return None
    return merged


def _from_a_forge(one: bytes, two: bytes) -> bytes | None:
    """Of two versions of a comment that both brought home from a forge, the one that counts; None for all else."""
    try:
        first = first_of(decode(one, ""), decode(two, ""))
    except (Unreadable, BadValue):
        return None
    return None if first is None else first.encode()


def _record(base: bytes, one: bytes, two: bytes, git: Git) -> bytes | None:
    """The record of a call that holds what both did to it; None where that cannot be said."""
    try:
        texts = [decode(data, "") for data in (base, one, two)]
        levelled = level(*texts)
        if levelled is not None:
            before, first, second = (text.encode() for text in levelled.bodies)
            merged = git.merge_texts(first, before, second)
            if merged is not None:
                return levelled.ticked(decode(merged, "")).encode()
        record = together(*texts)
    except Unreadable:
        return None
    return None if record is None else record.encode()


def combine(git: Git, base: Version | None, one: Version, two: Version) -> bytes | None:
    """Two versions that git has, put together; see `put_together`."""
    texts = git.read_blobs(version[1] for version in (base, one, two) if version)
    return put_together(texts[base[1]] if base else b"", texts[one[1]], texts[two[1]], git)


def _wrongs(data: bytes) -> int:
    """How many things are wrong with a header: a key twice, or no header that can be read."""
    try:
        keys = [segment.key for segment in parse(decode(data, "")).segments if segment.key]
    except Unreadable:
        return 1
    return len(keys) - len(set(keys))
