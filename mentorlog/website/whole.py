"""The whole site in an empty folder, by as many processes as there are processors.

One runs the theme while the journal is read; then all make pages, each laid into what the theme has around every page.
One page in fifty is made by the theme itself too: where it makes one of them in another way, it makes all of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mentorlog.repository.repository import Repository
from mentorlog.website import crew
from mentorlog.website.facts import digest
from mentorlog.website.manifest import Made
from mentorlog.website.publication import settings_of
from mentorlog.website.settings import Settings
from mentorlog.website.shell import Shell, part_of
from mentorlog.website.state import State
from mentorlog.website.words import Words

if TYPE_CHECKING:
    from mentorlog.website.material import Material

_TOGETHER = 16
"""Pages that a process takes at a time."""
_CHECKED = 50
"""One page in so many is made by the theme itself too."""

Progress = Callable[[int], None]


class Whole(NamedTuple):
    """A site as it was written.

    Attributes:
        state: what there was to write.
        pages: what each page was made of.
        files: the digest of each other file of ours.
        shells: what lies around the pages of each part; none where the theme made every page.
    """

    state: State
    pages: list[Made]
    files: dict[str, bytes]
    shells: dict[str, Shell]


def write_whole(repository: Repository, folder: Path, progress: Progress) -> Whole:
    """Write all pages and all files of a journal's site into an empty folder.

    Args:
        repository: the journal.
        folder: where to.
        progress: called after every page with how many there will be.
    """
    settings = settings_of(repository)
    theme = _Theme(settings, Words(settings.language, settings.dates), folder)
    try:
        state = State.of(repository)
        files: dict[str, bytes] = {}

        def others() -> None:
            for path, data in state.publication.files():
                files[path] = digest(data)
                _write(folder / path, data)

        shells = theme.shells
        lots = _lots(list(state.pages))
        told = partial(_tell, os.getpid(), len(state.pages), progress)
        parts = crew.shared(len(lots), partial(_short_way, state, shells, folder, lots, told), others)
        for part in parts[1:]:
            told(len(part))
        made = [each for part in parts for each in part]
        sampled = [page.path for page in made[::_CHECKED]]
        if any(theme.page(state, path) != (folder / path).read_text(encoding="utf-8") for path in sampled):
            shells = {}
            for path in state.pages:
                _write(folder / path, theme.page(state, path).encode())
        return Whole(state, made, files, shells)
    finally:
        theme.close()


def _lots(paths: list[str]) -> list[list[str]]:
    """Pages by what a process takes at a time."""
    size = max(_TOGETHER, -(-len(paths) // crew.MOST))
    return [paths[first : first + size] for first in range(0, len(paths), size)]


def _tell(process: int, count: int, progress: Progress, done: int) -> None:
    """Say that pages are done; a helper says nothing, for it has no screen."""
    for _ in range(done if os.getpid() == process else 0):
        progress(count)


def _short_way(
    state: State,
    shells: dict[str, Shell],
    folder: Path,
    lots: list[list[str]],
    told: Callable[[int], None],
    numbers: Iterator[int],
) -> list[Made]:
    """Make pages without the theme."""
    found = []
    for number in numbers:
        for path in lots[number]:
            page, line = state.pages[path], state.lines[path]
            content, asked = page.made()
            _write(folder / path, shells[part_of(path)].page(page.title, content).encode())
            found.append(Made(path, digest(line), line, asked))
        told(len(lots[number]))
    return found


class _Theme:
    """The theme, in a process of its own where there can be one."""

    def __init__(self, settings: Settings, words: Words, folder: Path) -> None:
        self._parts = settings, words, folder
        self._helper = crew.Helper(partial(_run_theme, *self._parts)) if crew.has_hands() else None

    @cached_property
    def shells(self) -> dict[str, Shell]:
        """What lies around the pages of each part of the site."""
        found: dict[str, Shell] = self._helper.hear() if self._helper else self._material.shells
        return found

    def page(self, state: State, path: str) -> str:
        """A page as the theme makes it."""
        page = state.pages[path]
        asked = path, page.title, page.html()
        if self._helper is None:
            return self._material.page(*asked)
        self._helper.tell(asked)
        return str(self._helper.hear())

    def close(self) -> None:
        """No page is wanted any more."""
        if self._helper:
            self._helper.end()

    @cached_property
    def _material(self) -> Material:
        from mentorlog.website.material import Material

        return Material(*self._parts)


def _run_theme(
    settings: Settings, words: Words, folder: Path, say: Callable[[Any], None], hear: Callable[[], Any]
) -> None:
    from mentorlog.website.material import Material

    material = Material(settings, words, folder)
    say(material.shells)
    while True:
        say(material.page(*hear()))


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
