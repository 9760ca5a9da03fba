"""Where a command's words come from: the argument, another program, or the person's editor."""

from __future__ import annotations

import sys

import click

from mentorlog.cli.desk import Desk, is_terminal
from mentorlog.errors import BadValue, NothingWritten, Unreadable

_CUT = "-- 8< -- What stands below this line is only to look at. --"


def words(desk: Desk, text: str | None, *, context: str = "", needed: str = "the words") -> str:
    """The words that a command was given.

    Args:
        desk: where an editor's file is kept.
        text: the argument; `-` for standard input, None for the editor.
        context: what the person would like to see while writing.
        needed: how the words are called in a usage message.
    """
    if text == "-":
        return _as_text(desk, sys.stdin.buffer.read()).strip()
    if text is not None:
        return text.strip()
    if not is_terminal():
        raise click.UsageError(
            f"{needed} are missing: give them as an argument, or as - to read them from standard input"
        )
    shown = "\n\n" + _CUT + "\n\n" + context.strip() + "\n" if context else "\n"
    return edited(desk, shown).partition(_CUT)[0].strip()


def _as_text(desk: Desk, data: bytes) -> str:
    """Words that came as bytes, once it is sure that they are words; else they are kept as they came."""
    from mentorlog.repository.worktree import LARGEST, decode

    try:
        text = decode(data, "").replace("\r\n", "\n")
    except Unreadable as error:
        desk.hold(data)
        raise BadValue(f"what was written cannot be saved: {error.message}", error.hint) from None
    if len(data) > LARGEST:
        desk.hold(data)
        raise BadValue(f"that is more than {LARGEST // 1_000_000} MB", "keep long material in a file of its own")
    return text


def edited(desk: Desk, text: str) -> str:
    """What a person makes of a text in their editor.

    Raises:
        NothingWritten: the editor failed, or left the text as it was; its file is kept, and named.
    """
    path = desk.hold(text)
    try:
        click.edit(filename=str(path))
    except click.ClickException as error:
        raise NothingWritten(f"the editor did not end well, so nothing was saved ({error.message})") from None
    changed = _as_text(desk, path.read_bytes())
    if changed.strip() == text.strip():
        raise NothingWritten("the text was left as it was, so nothing was saved")
    return changed
