"""Which settings of a clone are harmless: all others could run a program, or send words elsewhere.

A journal that came as an archive, on a stick or through a synchronised folder brings its `.git/config` along. What
mentorlog hands to git on every call switches off hooks, signing and the file monitor; the rest is looked for here.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

_HARMLESS = {
    "core": "repositoryformatversion filemode bare logallrefupdates ignorecase precomposeunicode symlinks autocrlf eol"
    " safecrlf whitespace quotepath sharedrepository protecthfs protectntfs splitindex untrackedcache preloadindex"
    " commentchar abbrev longpaths fscache hidedotfiles compression bigfilethreshold fsync fsyncmethod fsyncobjectfiles"
    " commitgraph sparsecheckout sparsecheckoutcone hookspath fsmonitor editor pager checkstat trustctime",
    "extensions": "objectformat worktreeconfig refstorage",
    "remote": "url fetch pushurl tagopt prune mirror skipdefaultupdate skipfetchall pushdefault",
    "merge": "conflictstyle ff stat renames directoryrenames renamelimit log autostash branchdesc",
    "diff": "renames renamelimit algorithm context colormoved mnemonicprefix noprefix",
    "http": "postbuffer version lowspeedlimit lowspeedtime",
    "credential": "username",
    "fetch": "prune prunetags parallel writecommitgraph fsckobjects output negotiationalgorithm unpacklimit all",
    "transfer": "fsckobjects unpacklimit credentialsinurl hiderefs",
    "submodule": "recurse",
    "lfs": "repositoryformatversion",
}
"""Sections, and the names in them that may be set; a section that stands neither here nor below may not be there."""

_WHOLE = {
    "user", "mentorlog", "pull", "push", "init", "gui", "color", "rerere", "status", "advice", "gc", "maintenance",
    "commit", "log", "i18n", "alias", "pack", "index", "feature", "receive", "checkout", "blame", "branch", "rebase",
    "tag", "versionsort", "column", "gpg", "splitindex",
}  # fmt: skip
"""Sections of which nothing can do harm here, since each call of git switches off what could."""

_HELPERS = {"cache", "store", "osxkeychain", "libsecret", "manager", "manager-core", "wincred", ""}
_PLAIN_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"


def unsafe(settings: Iterable[tuple[str, str]], clone: Path) -> list[str]:
    """The names of the settings that could do harm, without those that this machine's user trusts.

    Args:
        settings: the clone's own, each with its value; a name may come several times.
        clone: its folder.
    """
    found = [(key, value) for key, value in settings if not _is_harmless(key, value)]
    trusted = _trusted(clone) if found else {}
    return sorted({key for key, value in found if trusted.get(key) != value})


def _trusted(clone: Path) -> Mapping[str, str]:
    """What the user wrote into a file of their own, which no journal can bring along: a table for a clone's folder."""
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    trust = Path(home, "mentorlog", "trust.toml")
    if not trust.is_file():
        return {}
    import tomllib

    try:
        table = tomllib.loads(trust.read_text(encoding="utf-8")).get(str(clone), {})
    except ValueError:
        return {}
    return table if isinstance(table, dict) else {}


def _is_harmless(key: str, value: str) -> bool:
    section, _, rest = key.partition(".")
    about, _, name = rest.rpartition(".")
    if section == "credential" and name == "helper":
        return value in _HELPERS
    if section == "remote" and (about.strip(_PLAIN_NAME) or (name in ("url", "pushurl") and "::" in value)):
        return False  # a remote that is called like an address would take that address's place
    if section == "remote" and value.startswith("-"):
        return False
    return section in _WHOLE or (name in _HARMLESS.get(section, "").split() and (not about or section == "remote"))
