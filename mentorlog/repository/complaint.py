"""What git, or the other end of a line, complained of, in a line that can be shown."""

from __future__ import annotations

import re


def reason(errors: str) -> str:
    """What git, or the other end, gave as the reason: one line, without names and passwords of addresses."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    remote = [line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:")]
    own = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    if own and own[0].endswith("Could not read from remote repository."):
        own = lines  # ssh said why before
    said = "; ".join(filter(None, remote[:2])) or next(iter(own), "").removeprefix("fatal: ").removeprefix("error: ")
    return without_secrets(said)


def without_secrets(text: str) -> str:
    """A text with addresses in it, without the names, passwords and tokens that they may hold."""
    return re.sub(r"(://)\S*@|(\?)[^\s'\"]*", r"\1\2", text)
