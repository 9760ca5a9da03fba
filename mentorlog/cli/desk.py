"""What a command works with: the journal, the person, the present. Tests bring their own present and randomness."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from mentorlog.actions.writer import Writer
    from mentorlog.repository.repository import Repository


class Desk:
    """The surroundings of one command.

    Attributes:
        clock: tells the present, as an aware datetime.
        entropy: gives that many random bytes.
        folder: where to look for the journal.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] | None = None,
        entropy: Callable[[int], bytes] = os.urandom,
        folder: str = ".",
    ) -> None:
        self.clock = clock or _now
        self.entropy = entropy
        self._folder = folder
        self._held: list[Path] = []

    def at(self, folder: str) -> Desk:
        """The same desk, before another journal."""
        return Desk(self.clock, self.entropy, folder)

    @property
    def folder(self) -> Path:
        """Where to look for the journal."""
        from pathlib import Path

        return Path(self._folder)

    @cached_property
    def repository(self) -> Repository:
        """The journal that the folder lies in."""
        from mentorlog.repository.repository import Repository

        repository = Repository.open(self.folder)
        for told in repository.catch_up():
            click.secho(plain(told), fg="yellow", err=True)
        return repository

    @cached_property
    def writer(self) -> Writer:
        """The person who writes from this clone."""
        from mentorlog.actions.writer import Writer

        return Writer(self.repository, self.repository.me, self.clock(), self.entropy, self.guard)

    def read_anew(self) -> None:
        """Forget the journal as it was before something came in."""
        for name in ("repository", "writer"):
            self.__dict__.pop(name, None)

    def names(self) -> dict[str, str]:
        """The real names that this person listed, with the role or pseudonym to write instead."""
        from pathlib import Path

        from mentorlog.repository.private import names

        return names(Path(click.get_app_dir("mentorlog")) / "names.toml")

    def forges(self) -> dict[str, dict[str, str]]:
        """What this person wrote down of forges that not everybody knows."""
        from pathlib import Path

        from mentorlog.repository.private import forges

        return forges(Path(click.get_app_dir("mentorlog")) / "forges.toml")

    def guard(self, texts: list[str]) -> None:
        """Before words are saved for good: warn of the real names in them that this person listed.

        On a terminal the person decides; elsewhere the warning goes to standard error.
        """
        listed = self.names()
        if not listed:
            return
        from mentorlog.errors import NothingWritten
        from mentorlog.model.names import names_in

        found = names_in(texts, listed)
        if not found:
            return
        for name, role in found.items():
            click.secho(f"'{name}' stands in your words; your list of names says '{role}'.", fg="yellow", err=True)
        click.echo("What is once saved stays in the journal's history.", err=True)
        if is_terminal() and not click.confirm("Save it as it is?", default=False, err=True):
            self.hold("\n\n".join(texts))
            raise NothingWritten("this was not saved", "write it again with the role in the place of the name")

    def hold(self, text: str | bytes) -> Path:
        """Keep words on this machine until the command has done its work; returns where."""
        path = self.repository.private.hold(f"kept-{self.clock():%Y%m%d-%H%M%S-%f}.md", text)
        self._held.append(path)
        return path

    def where_kept(self) -> str:
        """What to say of the words that are kept, where a command could not do its work."""
        return f"your words are kept in {self._held[-1]}" if self._held else ""

    def let_go(self) -> None:
        """The work is done, and the words are where they belong."""
        for path in self._held:
            path.unlink(missing_ok=True)


def plain(text: str) -> str:
    """Somebody's words without what a terminal would obey: a journal comes from another machine too."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)


def is_terminal() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)
