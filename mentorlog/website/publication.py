"""What a build publishes, whatever engine makes the site of it: the journal's pages, and the files that they need."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from weakref import finalize

from mentorlog.errors import GitFailed, Unreadable
from mentorlog.model.entry import Channel
from mentorlog.model.journal import Journal
from mentorlog.repository.repository import Repository
from mentorlog.website.finder import pieces
from mentorlog.website.pages import Page, pages
from mentorlog.website.photos import Photo, photos, picture
from mentorlog.website.settings import Settings, read_settings
from mentorlog.website.site import Site
from mentorlog.website.words import Words

_ASSETS = Path(__file__).parent / "assets"
STYLE = "assets/mentorlog/mentorlog.css"
SCRIPT = "assets/mentorlog/mentorlog.js"
"""Our words and the scripts of every page in one file; the search's own comes with its page."""
CALENDAR = "calls/calendar.ics"
_PARTS = ("time.js", "seen.js", "margin.js", "begin.js")


@dataclass(frozen=True)
class Publication:
    """One journal, ready to be read.

    Attributes:
        journal: without drafts.
        settings: what its `mkdocs.yml` says.
        photos: those beside its entries.
        kept: the private folder where those are kept.
    """

    journal: Journal
    settings: Settings
    photos: dict[str, Photo]
    kept: Path

    @classmethod
    def of(cls, repository: Repository) -> Publication:
        """The journal as its files stand now."""
        journal = repository.load(drafts=False)
        journal.find_anchors()
        try:
            kept, is_lasting = repository.cache / "photos", True
        except GitFailed:  # a folder without git has no place for what is kept
            kept, is_lasting = Path(tempfile.mkdtemp(prefix="mentorlog-")), False
        made = cls(journal, settings_of(repository), {}, kept)
        if not is_lasting:
            finalize(made, shutil.rmtree, kept, ignore_errors=True)
        made.photos.update(photos(repository.files, journal.entries, kept))
        return made

    @cached_property
    def words(self) -> Words:
        """What the pages say."""
        return Words(self.settings.language, self.settings.dates)

    @cached_property
    def site(self) -> Site:
        """Where everything has its page."""
        return Site(self.journal, self.photos)

    def pages(self) -> Iterator[Page]:
        """All pages, each rendered when it is wanted."""
        return pages(self.site, self.settings.name, self.words)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """All else: the address of each from the top of the site, and its bytes."""
        yield from self.own_files()
        for page in self.pictures():
            yield page, self.picture(page)

    def own_files(self) -> Iterator[tuple[str, bytes]]:
        """Those of them that are no photos."""
        yield STYLE, (_ASSETS / "mentorlog.css").read_bytes()
        yield SCRIPT, _words_script(self.words, self.settings.name) + b"".join(_read(part) for part in _PARTS)
        yield "assets/mentorlog/search.js", _read("search.js")
        for path, text in pieces(self.site, self.words):
            yield f"search/{path}", text.encode()
        if self.journal.channel(Channel.CALL):
            from mentorlog.calendar.events import to_ical

            yield CALENDAR, to_ical(self.journal, self.settings.name)

    def pictures(self) -> list[str]:
        """The addresses of the photos among them: each is of one picture for ever."""
        return sorted({photo.page for photo in self.photos.values()})

    def picture(self, page: str) -> bytes:
        """The bytes of a photo, by its address."""
        return picture(page, self.kept)


def write_files(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
    """Write files below a folder, each by its address from there."""
    for address, data in files:
        goal = folder / address
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_bytes(data)


def _read(script: str) -> bytes:
    return (_ASSETS / script).read_bytes()


def _words_script(words: Words, name: str) -> bytes:
    """What the browser says, as a script."""
    calendar = words.calendar
    facts = {"language": words.language, "half": "%I" in calendar.hour, "weekdays": calendar.weekdays, "journal": name}
    texts = json.dumps({**facts, "texts": words.section("browser")}, ensure_ascii=False, indent=1)
    return f"window.mentorlog = {texts};\n".encode()


def settings_of(repository: Repository) -> Settings:
    """What a journal's `mkdocs.yml` says of its site."""
    try:
        return read_settings(repository.files.read("mkdocs.yml").decode(errors="replace"))
    except Unreadable:
        return Settings()
