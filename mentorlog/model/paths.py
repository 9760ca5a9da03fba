"""Paths that every system can keep: the grammar of what is saved here and of what may come from the other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

_OTHER = re.compile(r"\.other-[0-9a-f]{8}(?=\.[^./]*$|$)")
_LONGEST = 240
"""Bytes of one name; file systems end at 255, and a file on its way has a longer one."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_MARKS = set('\\:*?"<>|')
_GITS = re.compile(r"(\.git|git~\d+)[\s.]*|\.gitmodules|\.lfsconfig|gitmod~\d+", re.IGNORECASE)


def refused_path(path: str) -> str:
    """Why a path, relative and with `/`, cannot be part of a journal; "" where it can."""
    for name in path.split("/"):
        if why := _refused_name(name):
            return why
    if path.split("/", maxsplit=1)[0].casefold() == "drafts":
        return "drafts are shared with nobody"
    return ""


def _refused_name(name: str) -> str:
    return next((why for why, refuses in _RULES.items() if refuses(name)), "")


def _is_gits(name: str) -> bool:
    """Whether a name is one that git, or a system that passes over unseen characters, takes for git's own."""
    seen = "".join(char for char in name if unicodedata.category(char) != "Cf")
    return bool(_GITS.fullmatch(unicodedata.normalize("NFKC", seen)))


_RULES: dict[str, Callable[[str], bool]] = {
    "it leads out of the journal": lambda name: name in ("", ".", ".."),
    "its name is not UTF-8": lambda name: any("\ud800" <= char <= "\udfff" for char in name),
    "its name belongs to git itself": _is_gits,
    "its name holds a character that cannot be seen": lambda name: any(
        unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") for char in name
    ),
    "its name is none on Windows": lambda name: bool(
        _MARKS & set(name) or _RESERVED.fullmatch(name) or name[-1] in ". "
    ),
    "the accents of its name are written apart (NFD)": lambda name: unicodedata.normalize("NFC", name) != name,
    "its name is too long": lambda name: len(name.encode()) > _LONGEST,
}


def twins(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of paths, or of folders on the way, that some systems take for one: case or accents alone differ."""
    seen: dict[str, str] = {}
    found: dict[tuple[str, str], None] = {}
    for path in sorted(paths):
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            part = "/".join(parts[:depth])
            other = seen.setdefault(fold(part), part)
            if other != part:
                found[other, part] = None
    return list(found)


def fold(path: str) -> str:
    """A path as a system reads it that knows neither case nor how accents are written."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", path).casefold())


def other_name(path: str, blob: str) -> str:
    """Where the other version of a file lies that both changed, by git's name for its bytes."""
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".") if "." in name.lstrip(".") else (name, "", "")
    return f"{folder}{slash}{stem}.other-{blob[:8]}{dot}{suffix}"


def stem_of_other(path: str) -> str:
    """The path of the file that another version belongs to; "" where it is none."""
    plain, count = _OTHER.subn("", path)
    return plain if count else ""
