"""The facts of a site as they were when it was built, and those that changed since: without reading the journal."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from mentorlog.model.comment import Comment
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.past import Past
from mentorlog.model.person import People
from mentorlog.repository.worktree import Worktree
from mentorlog.website.facts import Fact, loads
from mentorlog.website.manifest import Manifest


class NotKept(LookupError):
    """Something was asked that the manifest does not tell: the whole journal must be read."""


class KeptSite:
    """A site by its manifest.

    Args:
        manifest: what was kept.
        files: the journal's folder.
        people: who writes.
        past: opens the journal's past, where that is asked for.

    Attributes:
        values: the facts that were asked for, or that changed since, each with its value now.
    """

    def __init__(self, manifest: Manifest, files: Worktree, people: People, past: Callable[[], Past]) -> None:
        self.people = people
        self.values: dict[Fact, Any] = {}
        self._manifest = manifest
        self._files = files
        self._open_past = past
        self._entries: dict[str, Entry] = {}

    def ask(self, kind: str, of: str = "") -> Any:  # noqa: ANN401 - each fact has its own type
        """The value of a fact; see `Facts`.

        Raises:
            NotKept: nobody asked for it before.
        """
        if (kind, of) not in self.values:
            self.values[kind, of] = self._kept(kind, of)
        return self.values[kind, of]

    def text(self, entry: Entry, blob: str) -> str | None:
        """The text that git calls so; None where it is not here."""
        return entry.body if blob == entry.blob else self.past.text(entry, blob)

    @cached_property
    def past(self) -> Past:
        """The journal's past: to open it takes as long as the journal is."""
        return self._open_past()

    def given(self, line: str) -> Any:  # noqa: ANN401 - whatever the line says
        """What a line of the manifest says."""
        return loads(line, self._entry, self._comment)

    def _kept(self, kind: str, of: str) -> Any:  # noqa: ANN401 - each fact has its own type
        if kind == "file":
            return self._entry(of)
        if kind == "entry" and (told := self.ask("told", of)):
            return self._entry(told["path"])
        known = self._manifest.fact(kind, of)
        if known is None and kind != "list":
            raise NotKept(kind, of)
        return self.given(known.line) if known else []

    def _entry(self, path: str, blob: str = "") -> Entry:
        if path not in self._entries:
            channel = Channel.of_folder(path.partition("/")[0])
            read = next(iter(self._files.entry(path, channel, self.people, named=True))) if channel else None
            if not isinstance(read, Entry):
                raise NotKept(path)
            self._entries[path] = read
        if blob and self._entries[path].blob != blob:
            raise NotKept(path)
        return self._entries[path]

    def _comment(self, path: str, blob: str) -> Comment:
        read = self._files.comment(path, self.people)
        if not isinstance(read, Comment) or read.blob != blob:
            raise NotKept(path)
        return read
