"""Watching the journal's files: what another program writes, be it an editor or git, is on the pages soon after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from mentorlog.errors import GitFailed
from mentorlog.model.entry import Channel
from mentorlog.repository.repository import Repository

_WRITES = {"created", "deleted", "modified", "moved"}


class _Ear(FileSystemEventHandler):
    """Passes on that something was written; reading, which builds do, is passed over."""

    def __init__(self, touched: Callable[[], object]) -> None:
        self._touched = touched

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take one event of the system."""
        if event.event_type in _WRITES:
            self._touched()


@contextmanager
def watched(repository: Repository, touched: Callable[[], object]) -> Iterator[None]:
    """While this holds, `touched` is called, from another thread, after every change to what pages are made of.

    Comments come with commits, so their folders, one an entry, need no watch of their own: the branch has one.
    """
    observer = Observer()
    ear = _Ear(touched)
    observer.start()
    for folder, is_deep in _places(repository):
        if folder.is_dir():
            with suppress(OSError):  # the system watches no more folders: an act of ours is seen all the same
                observer.schedule(ear, str(folder), recursive=is_deep)
    try:
        yield
    finally:
        observer.stop()
        observer.join()


def _places(repository: Repository) -> Iterator[tuple[Path, bool]]:
    for channel in Channel:
        yield repository.root / channel.folder, True
    yield repository.root, False
    yield repository.root / "comments", False
    yield repository.root / "codebook", False
    with suppress(GitFailed):
        yield repository.git.common / "refs" / "heads", True
