"""Bringing two states of a journal together, file by file, so that both clones make the very same third.

A comment is a file of its own, so comments never meet. What only one side changed is taken; what both changed is put
together by paragraph and line where that is clean; else the version changed last stays, and the other lies beside it as
`<stem>.other-<8 of blob>.md`. Words win over removal. A file that was renamed is known by its id, not by guessing.
Nothing depends on whose clone this runs in: the sides are told apart by the names of their commits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from mentorlog.model.paths import fold, other_name
from mentorlog.repository.commits import Version

Tree = Mapping[str, Version]
File = Version | bytes


@dataclass(frozen=True, slots=True)
class Sides:
    """What a merge asks about files.

    Attributes:
        identity: the id that a version carries in its header, or "".
        combine: the text of (base, one, two) put together, or None where they clash; a base may be None.
        changed: when a side (0 or 1) changed a path last, in seconds.
    """

    identity: Callable[[Version], str]
    combine: Callable[[Version | None, Version, Version], bytes | None]
    changed: Callable[[int, str], int]


@dataclass(slots=True)
class Merged:
    """What came of it.

    Attributes:
        files: every file of the third state: a version that git has, or new bytes.
        clashes: the path of an entry, and of its other version.
        kept: the paths of what one side took away and the other changed.
    """

    files: dict[str, File] = field(default_factory=dict)
    clashes: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)


def merge(base: Tree, one: Tree, two: Tree, sides: Sides) -> Merged:
    """Put two states together.

    Args:
        base: the state from which both come; empty for two beginnings.
        one: the state of the commit whose name comes first.
        two: the other.
        sides: what has to be asked.
    """
    names = [_renames(base, side, sides.identity) for side in (one, two)]
    first, second = (_moved_back(side, renamed) for side, renamed in zip((one, two), names, strict=True))
    merged = Merged()
    for path in sorted(first.keys() | second.keys()):
        _merge_file(merged, path, (base.get(path), first.get(path), second.get(path)), sides)
    goals = {path: min(side[path] for side in names if path in side) for path in names[0].keys() | names[1].keys()}
    _move_on(merged, goals)
    _part_twins(merged, base)
    return merged


def _merge_file(
    merged: Merged, path: str, versions: tuple[Version | None, Version | None, Version | None], sides: Sides
) -> None:
    before, one, two = versions
    if two in (one, before):
        chosen: File | None = one
    elif one == before:
        chosen = two
    elif one is None or two is None:
        chosen = one or two
        merged.kept.append(path)
    elif before is None and sides.identity(one) != sides.identity(two):
        chosen, beside = sorted([one, two], key=lambda version: (sides.identity(version), version))
        merged.files[_numbered(path, beside[1])] = beside
    else:
        chosen = sides.combine(before, one, two)
        if chosen is None:
            (_, beside), (_, chosen) = sorted([(sides.changed(0, path), one), (sides.changed(1, path), two)])
            merged.clashes[path] = other_name(path, beside[1])
            merged.files[merged.clashes[path]] = beside
    if chosen is not None:
        merged.files[path] = chosen


def _renames(base: Tree, side: Tree, identity: Callable[[Version], str]) -> dict[str, str]:
    """The files that a side gave another path: the old one, and the new."""
    gone = {path: version for path, version in base.items() if path not in side}
    new = {path: version for path, version in side.items() if path not in base}
    by_id: dict[str, str] = {}
    for path, version in sorted(new.items(), reverse=True):
        by_id[version[1]] = path
        if id_ := path.endswith(".md") and identity(version):
            by_id[id_] = path
    found: dict[str, str] = {}
    if by_id:
        for path, version in sorted(gone.items()):
            goal = by_id.get(version[1]) or by_id.get(identity(version) if path.endswith(".md") else "")
            if goal and goal not in found.values():
                found[path] = goal
    return found


def _moved_back(side: Tree, renamed: Mapping[str, str]) -> dict[str, Version]:
    back = {new: old for old, new in renamed.items()}
    return {back.get(path, path): version for path, version in side.items()}


def _move_on(merged: Merged, goals: Mapping[str, str]) -> None:
    """Give renamed files their new paths, and what lies beside them too."""
    for path, goal in sorted(goals.items()):
        if path not in merged.files:
            continue
        data = merged.files.pop(path)
        free = goal if goal not in merged.files else _numbered(goal, _mark(data))
        merged.files[free] = data
        if beside := merged.clashes.pop(path, ""):
            version = merged.files.pop(beside)
            merged.clashes[free] = other_name(free, _mark(version))
            merged.files[merged.clashes[free]] = version


def _part_twins(merged: Merged, known: Collection[str]) -> None:
    """Give one of two another name, where some systems would take them for one, or one is the folder of the other."""
    ordered = sorted(merged.files, key=lambda path: (path not in known, path.swapcase()))  # small letters first
    folders: dict[str, str] = {}
    for path in ordered:
        _spelled(path, folders)
    placed: dict[str, str] = {}
    files: dict[str, File] = {}
    for path in ordered:
        goal = _spelled(path, folders)
        while fold(goal) in placed or fold(goal) in folders:
            goal = _numbered(goal, _mark(merged.files[path]))
        placed[fold(goal)] = path
        files[goal] = merged.files[path]
        if path in merged.clashes:
            merged.clashes[goal] = merged.clashes.pop(path)
    merged.files = files


def _spelled(path: str, folders: dict[str, str]) -> str:
    """A path with its folders spelled as they were met first."""
    spelled = ""
    *parents, name = path.split("/")
    for piece in parents:
        spelled = folders.setdefault(fold(spelled + piece), spelled + piece) + "/"
    return spelled + name


def _numbered(path: str, mark: str) -> str:
    pure = PurePosixPath(path)
    return str(pure.with_name(f"{pure.stem}-{mark[:8]}{pure.suffix}"))


def _mark(data: File) -> str:
    if isinstance(data, tuple):
        return data[1]
    from mentorlog.repository.worktree import blob_name

    return blob_name(data)
