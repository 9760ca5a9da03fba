"""Which settings of a clone are harmless: all others could run a program, or send words elsewhere.

A journal that came as an archive, on a stick or through a synchronised folder brings its `.git/config` along. What
mentorlog hands to git on every call switches off hooks, signing and the file monitor; the rest is looked for here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

_HARMLESS = re.compile(
    r"core\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf|eol"
    r"|safecrlf|whitespace|quotepath|sharedrepository|protecthfs|protectntfs|splitindex|untrackedcache|preloadindex"
    r"|commentchar|abbrev|longpaths|fscache|hidedotfiles|compression|bigfilethreshold|fsync\w*|sparsecheckout\w*"
    r"|hookspath|fsmonitor|editor|pager|checkstat|trustctime|multipackindex|commitgraph)"
    r"|extensions\.(objectformat|worktreeconfig)"
    r"|(user|mentorlog|pull|push|init|gui|color|rerere|status|advice|gc|maintenance|commit|log|i18n|alias|pack|index|feature"
    r"|receive|transfer|fetch|checkout|blame|branch|rebase|tag|versionsort|column|gitflow|splitindex)\..*"
    r"|remote\.[\w-]+\.(url|fetch|pushurl|tagopt|prune|mirror|skip\w+)|remote\.pushdefault"
    r"|merge\.(conflictstyle|ff|stat|renames|directoryrenames|renamelimit|log|autostash|branchdesc)"
    r"|diff\.(renames|renamelimit|algorithm|context|colormoved|mnemonicprefix|noprefix)"
    r"|gpg\..*|http\.(postbuffer|version|lowspeedlimit|lowspeedtime)|credential\.username"
    r"|submodule\.recurse|lfs\.repositoryformatversion"
)
_HELPERS = {"cache", "store", "osxkeychain", "libsecret", "manager", "manager-core", "wincred", ""}
_LOCAL_ONLY = re.compile(r"(-|ext::|[a-z0-9]+::)", re.IGNORECASE)


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
    if re.fullmatch(r"credential(\..*)?\.helper", key):
        return value in _HELPERS
    if re.fullmatch(r"remote\.[\w-]+\.(push)?url", key):
        return not _LOCAL_ONLY.match(value)
    return key != "core.worktree" and bool(_HARMLESS.fullmatch(key))
