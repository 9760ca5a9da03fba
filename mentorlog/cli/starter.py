"""A file on the desktop that starts one journal by a double click: for Linux, macOS and Windows each in its own way."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from mentorlog.errors import Taken


def install(root: Path, system: str = sys.platform, home: Path | None = None) -> Path:
    """Write the starter of the journal in `root`; returns where.

    Args:
        root: the journal's folder.
        system: as `sys.platform` names it.
        home: the person's own folder.
    """
    desktop = (home or Path.home()) / "Desktop"
    folder = desktop if desktop.is_dir() else home or Path.home()
    command = [sys.executable, "-m", "mentorlog", "-C", str(root), "serve", "--open"]
    name, text = starter(root.name, command, system)
    path = folder / name
    if path.exists() and "mentorlog" not in path.read_text(encoding="utf-8", errors="replace"):
        raise Taken(f"{path} is another file", "give that one another name, and try again")
    path.write_text(text, encoding="utf-8", newline="")
    path.chmod(0o700)
    return path


def starter(name: str, command: list[str], system: str) -> tuple[str, str]:
    """The name and the text of a starter.

    Args:
        name: of the journal's folder.
        command: what it runs.
        system: as `sys.platform` names it.
    """
    plain = "".join(char if char.isalnum() or char in " -_" else "-" for char in name)
    if system == "win32":  # https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
        words = " ".join('"' + word.replace("%", "%%") + '"' for word in command)
        return f"{plain}.bat", f"@echo off\r\nchcp 65001 >nul\r\n{words}\r\n"
    if system == "darwin":
        return f"{plain}.command", f"#!/bin/sh\nexec {shlex.join(command)}\n"
    lines = ["[Desktop Entry]", "Type=Application", f"Name={plain}", "Comment=Open this journal", "Terminal=true"]
    return f"{plain}.desktop", "\n".join([*lines, f"Exec={' '.join(map(_quoted, command))}", ""])


def _quoted(word: str) -> str:
    """A word of a desktop entry's command (https://specifications.freedesktop.org/desktop-entry-spec/, Exec key)."""
    inside = "".join(f"\\{char}" if char in '"`$\\' else char for char in word).replace("\\", "\\\\").replace("%", "%%")
    return f'"{inside}"'
