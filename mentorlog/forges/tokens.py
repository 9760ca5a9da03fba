"""Tokens: from the environment, from `gh` or `glab`, or from the keyring; never from a journal, and never shown.

Each is bound to a host. A journal's own settings name the host, and may have come from anywhere; so a token that is not
kept for that very host goes to nobody but the forges that everybody knows, and the one that the user listed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import import_module

from mentorlog.forges.places import Spot

_PATIENCE = 15.0
_SERVICE = "mentorlog"


def token_for(spot: Spot, environment: Mapping[str, str] = os.environ) -> str:
    """The token for a forge; "" where there is none."""
    for token in (*_in_environment(spot, environment), _of_program(spot, environment), _in_keyring(spot.host)):
        plain = token.strip()
        if plain and plain.isascii() and plain.isprintable():
            return plain
    return ""


def _in_environment(spot: Spot, environment: Mapping[str, str]) -> Iterator[str]:
    kind, host = spot.forge.kind, spot.host
    if kind == "github" and host == "github.com":
        yield from (environment.get(name, "") for name in ("GH_TOKEN", "GITHUB_TOKEN"))
    if kind == "github" and host == environment.get("GH_HOST", "").lower():
        yield environment.get("GH_ENTERPRISE_TOKEN", "")
    if kind == "gitlab" and host == environment.get("GITLAB_HOST", "gitlab.com").lower().removeprefix("https://"):
        yield environment.get("GITLAB_TOKEN", "")
    if spot.is_listed:
        yield environment.get("MENTORLOG_TOKEN", "")


def _of_program(spot: Spot, environment: Mapping[str, str]) -> str:
    """What the forge's own program keeps for that host, where it is installed; and not what it finds for any host."""
    commands = {
        "github": ["gh", "auth", "token", "--hostname", spot.host],
        "gitlab": ["glab", "config", "get", "token", "--host", spot.host],
    }
    command = commands.get(spot.forge.kind)
    program = command and shutil.which(command[0])
    if not command or not program:
        return ""
    with suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(  # noqa: S603 - fixed arguments; a host has letters, digits, dots and dashes alone
            [program, *command[1:]],
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
            env={name: value for name, value in environment.items() if "TOKEN" not in name},
            stdin=subprocess.DEVNULL,
        )
        return done.stdout if not done.returncode else ""
    return ""


def _in_keyring(host: str) -> str:
    """What the system's keyring holds for that host, where Python's `keyring` is installed to ask it."""
    try:
        return str(import_module("keyring").get_password(_SERVICE, host) or "")
    except Exception:  # noqa: BLE001 - not installed, or locked, or whatever a keyring of some system raises
        return ""
