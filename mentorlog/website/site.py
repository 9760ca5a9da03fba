"""One journal on its way to pages: what has which address, and what many pages ask.

An address outlives retitling and moving, for it is made of an id: `journal/d-4k2m9x7p.html`. A theme's is made of its
word. Two things that would share an address get two, and `check` says so.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mentorlog.model.entry import Channel, Entry, slug
from mentorlog.model.ids import ENTRY_ID
from mentorlog.model.journal import Journal
from mentorlog.model.matter import Matter, matters
from mentorlog.model.minutes import Action, open_actions
from mentorlog.model.timeline import Event, timeline
from mentorlog.website.photos import Photo

MOST = 60
"""Tags, or feelings, of one entry that have pages: what is more is a mishap."""
_COLOURS = 8
_FIXED = ("index.html", "search.html", "404.html")


@dataclass(frozen=True, slots=True)
class Theme:
    """A tag or a feeling, with all that carries it.

    Attributes:
        kind: `themes` or `feelings`: the folder of its page.
        word: as it was written first.
        page: its address.
        entries: oldest first.
    """

    kind: str
    word: str
    page: str
    entries: tuple[Entry, ...]


class Site:
    """What the pages of a journal have in common.

    Args:
        journal: what there is to read, without drafts.
        photos: those beside its entries, by their paths.

    Attributes:
        entries: the address of each entry's page, by the path of its file; of unreadable files too.
        gone: the address of what was said about an entry that is not here, by the entry's id.
        tags: the themes, by their folded word.
        feelings: the feelings, by their folded word.
    """

    def __init__(self, journal: Journal, photos: Mapping[str, Photo] | None = None) -> None:
        self.journal = journal
        self.photos = photos or {}
        self._twins: Counter[str] = Counter()
        self._taken = {*_FIXED, *(f"{folder}/{name}" for folder in _FOLDERS for name in _FIXED)}
        self.unreadable = [problem for problem in journal.problems if problem.unreadable]
        self.entries = {each.path: self._free(f"{each.channel.folder}/{each.id}.html") for each in journal.entries}
        for problem in self.unreadable:
            self.entries[problem.path] = self._free(f"{problem.path.partition('/')[0]}/{problem.unreadable}.html")
        folders = {channel.letter: channel.folder for channel in Channel}
        gone = [id_ for id_ in journal.gone() if ENTRY_ID.fullmatch(id_)]
        self.gone = {id_: self._free(f"{folders[id_[0]]}/{id_}.html") for id_ in gone}
        self.tags = self._themes("themes", ((word, entry) for entry in journal.entries for word in entry.tags[:MOST]))
        felt = ((word, entry) for entry in journal.entries for word in entry.feelings[:MOST])
        self.feelings = self._themes("feelings", felt)

    @cached_property
    def matters(self) -> list[Matter]:
        """All matters, by when they began."""
        return matters(self.journal.entries)

    @cached_property
    def matters_of(self) -> Mapping[str, list[Matter]]:
        """The matters that an entry belongs to, by its id."""
        found: dict[str, list[Matter]] = defaultdict(list)
        for matter in self.matters:
            for entry in matter.entries:
                found[entry.id].append(matter)
        return found

    @cached_property
    def photos_of(self) -> Mapping[str, list[Photo]]:
        """The photos beside an entry, in the order of their names, by their folder."""
        found: dict[str, list[Photo]] = defaultdict(list)
        for path, photo in sorted(self.photos.items()):
            found[path.rpartition("/")[0]].append(photo)
        return found

    @cached_property
    def timeline(self) -> list[Event]:
        """Everything that happened, oldest first."""
        return timeline(self.journal)

    @cached_property
    def actions(self) -> list[Action]:
        """What is still to do from all calls."""
        return open_actions(self.journal.channel(Channel.CALL), self.journal.people)

    @cached_property
    def colours(self) -> Mapping[str, int]:
        """The number of a feeling's colour, by its folded word: those felt most often have one of their own."""
        often = Counter({key: len(theme.entries) for key, theme in self.feelings.items()}).most_common(_COLOURS)
        return {key: number for number, (key, _) in enumerate(often, 1)}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The address of an entry by what a link may call it: its id, its file's name, its title, folded."""
        found: dict[str, str] = {}
        for entry in self.journal.entries:
            stem = entry.path.rpartition("/")[2].removesuffix(".md")
            for name in (entry.id, stem, f"{stem}.md", entry.title, entry.path, entry.path.removesuffix(".md")):
                found.setdefault(folded(name), self.entries[entry.path])
        return found

    def history(self, entry: Entry) -> str:
        """The address of the page that tells how an entry changed."""
        return f"history/{self.entries[entry.path].replace('/', '-')}"

    def _themes(self, kind: str, carried: Iterable[tuple[str, Entry]]) -> dict[str, Theme]:
        words: dict[str, str] = {}
        entries: dict[str, dict[str, Entry]] = defaultdict(dict)
        for word, entry in carried:
            if key := folded(word):
                words.setdefault(key, " ".join(word.split()))
                entries[key][entry.path] = entry
        return {
            key: Theme(kind, word, self._free(f"{kind}/{slug(word)}.html"), tuple(entries[key].values()))
            for key, word in sorted(words.items())
        }

    def _free(self, page: str) -> str:
        """The address, or the first like it that nothing has yet."""
        stem, found = page.removesuffix(".html"), page
        while found in self._taken:
            self._twins[page] += 1
            found = f"{stem}-{self._twins[page] + 1}.html"
        self._taken.add(found)
        return found


_FOLDERS = (*(channel.folder for channel in Channel), "themes", "feelings")


def folded(word: str) -> str:
    """A word as it is compared: whatever its case, its spaces, and how its accents are written."""
    return unicodedata.normalize("NFC", " ".join(word.split()).casefold())
