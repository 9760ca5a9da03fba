"""Where a command's words come from: the argument, another program, or the person's editor."""

from __future__ import annotations

import sys

import click

from mentorlog.cli.desk import Desk, is_terminal
from mentorlog.errors import NothingWritten

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
        return sys.stdin.read().strip()
    if text is not None:
        return text.strip()
    if not is_terminal():
        raise click.UsageError(
            f"{needed} are missing: give them as an argument, or as - to read them from standard input"
        )
    shown = "\n\n" + _CUT + "\n\n" + context.strip() + "\n" if context else "\n"
    return edited(desk, shown).partition(_CUT)[0].strip()


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
    changed = path.read_text(encoding="utf-8", errors="replace")
    if changed.strip() == text.strip():
        raise NothingWritten("the text was left as it was, so nothing was saved")
    return changed
