"""One journal on its way to pages: what has which address, and what many pages ask.

An address outlives retitling and moving, for it is made of an id: `journal/d-4k2m9x7p.html`. A theme's is made of its
word. Two things that would share an address get two, and `check` says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mentorlog.model.agenda import last_held
from mentorlog.model.comment import Comment, Motivation, Thread
from mentorlog.model.entry import Channel, Entry, folded, slug
from mentorlog.model.ids import ENTRY_ID
from mentorlog.model.journal import Journal
from mentorlog.model.matter import Matter, matters
from mentorlog.model.minutes import open_actions
from mentorlog.model.question import question_state
from mentorlog.website.facts import About, Answer, Row, Talk
from mentorlog.website.lanes import MOST
from mentorlog.website.photos import Photo, folder_of
from mentorlog.website.told import lists, told

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
        people: who writes.
        entries: the address of each entry's page, by the path of its file; of unreadable files too.
        codes: the address of each code's page, by its word as it goes today.
        gone: the address of what was said about an entry that is not here, by the entry's id.
        tags: the themes, by their folded word.
        feelings: the feelings, by their folded word.
    """

    def __init__(self, journal: Journal, photos: Mapping[str, Photo] | None = None) -> None:
        self.journal = journal
        self.people = journal.people
        self._photos = photos or {}
        self._known: dict[str, About] = {}
        self._files = {entry.path: entry for entry in journal.entries}
        self._talks: dict[str, Talk] = {}
        self._twins: Counter[str] = Counter()
        self._taken = {*_FIXED, *(f"{folder}/{name}" for folder in _FOLDERS for name in _FIXED)}
        self.unreadable = [problem for problem in journal.problems if problem.unreadable]
        self.entries = {each.path: self._free(f"{each.channel.folder}/{each.id}.html") for each in journal.entries}
        for problem in self.unreadable:
            self.entries[problem.path] = self._free(f"{problem.path.partition('/')[0]}/{problem.unreadable}.html")
        self.codes = {each.word: self._free(f"codes/{slug(each.word)}.html") for each in journal.codebook.codes}
        folders = {channel.letter: channel.folder for channel in Channel}
        gone = [id_ for id_ in journal.gone() if ENTRY_ID.fullmatch(id_)]
        self.gone = {id_: self._free(f"{folders[id_[0]]}/{id_}.html") for id_ in gone}
        self.tags = self._themes("themes", ((word, entry) for entry in journal.entries for word in entry.tags[:MOST]))
        felt = ((word, entry) for entry in journal.entries for word in entry.feelings[:MOST])
        self.feelings = self._themes("feelings", felt)
        self._answers: dict[str, Callable[[str], Any]] = {
            "entry": journal.get,
            "file": self._files.get,
            "about": self._about,
            "talk": self._talk,
            "list": lambda name: self.lists.get(name, []),
            "answer": self._answer,
            "lists": self._lists,
            "tag": lambda word: _page(self.tags.get(word)),
            "feeling": lambda word: _page(self.feelings.get(word)),
            "name": lambda word: self._names.get(word, ""),
            "code": lambda word: self._codes.get(word, ""),
            "path": lambda path: self.entries.get(path, ""),
            "colour": lambda word: self._colours.get(word, 0),
            "photo": self._photos.get,
            "actions": lambda _: self._actions(),
            "transcript": self.journal.transcripts.get,
            "held": lambda _: last_held(self.journal).timestamp(),
            "matters": lambda _: bool(self.matters),
            "told": self._told,
        }

    def ask(self, kind: str, of: str = "") -> Any:  # noqa: ANN401 - each fact has its own type
        """The value of a fact; see `Facts`."""
        return self._answers[kind](of)

    def text(self, entry: Entry, blob: str) -> str | None:
        """The text that git calls so; None where it is not here."""
        return self.journal.past.text(entry, blob)

    @cached_property
    def matters(self) -> list[Matter]:
        """All matters, by when they began."""
        return matters(self.journal.entries)

    @cached_property
    def lists(self) -> dict[str, list[Row]]:
        """The rows of every list, in order."""
        return lists(row for rows in self._rows.values() for row in rows)

    @cached_property
    def _rows(self) -> dict[str, list[tuple[str, Row]]]:
        """What each entry brings to the lists, by its path."""
        return {
            each.path: list(told(each, self._talk(each.id), self._about(each.path), self.people))
            for each in self.journal.entries
        }

    # Facts

    def _about(self, path: str) -> About:
        if path not in self._known:
            entry = self._files.get(path)
            self._known[path] = self._all_about(entry) if entry else About(self.entries.get(path, ""))
        return self._known[path]

    def _all_about(self, entry: Entry) -> About:
        first = self.journal.get(entry.id) is entry
        return About(
            self.entries[entry.path],
            first,
            tuple(self.journal.versions(entry)),
            tuple(self._matters_of.get(entry.id, ())) if first else (),
            tuple(self._photos_in.get(folder_of(entry), ())),
            tuple(self.journal.past.revisions(entry)),
            bool(entry.review),
        )

    def _talk(self, id_: str) -> Talk:
        if id_ not in self._talks:
            comments, entry = tuple(self.journal.said(id_)), self.journal.get(id_)
            self._talks[id_] = talk(entry, comments, self.journal) if entry else Talk(comments)
        return self._talks[id_]

    def _told(self, id_: str) -> dict[str, Any] | None:
        """Where the one entry of an id lies, and its lists; None where it cannot be followed alone."""
        entry = self.journal.get(id_)
        if entry is None or id_ in self._shared:
            return None
        return {"path": entry.path, "lists": sorted({name for name, _ in self._rows[entry.path]})}

    @cached_property
    def _shared(self) -> set[str]:
        """The ids that several entries share."""
        return {id_ for id_, count in Counter(entry.id for entry in self.journal.entries).items() if count > 1}

    def _lists(self, kind: str) -> dict[str, int]:
        """The names of the lists of a kind, without the kind, with their lengths."""
        found = ((name.partition(" "), rows) for name, rows in sorted(self.lists.items()))
        return {rest: len(rows) for (first, _, rest), rows in found if first == kind}

    def _answer(self, path: str) -> Answer | None:
        question = self._files.get(path)
        return answer(question, self._talk(question.id).thread) if question else None

    def _actions(self) -> list[Row]:
        found = open_actions(self.journal.channel(Channel.CALL), self.people)
        return [[each.what, each.who, each.by, each.words, each.entry] for each in found]

    @cached_property
    def _matters_of(self) -> Mapping[str, list[tuple[str, str]]]:
        """The address and title of the matters that an entry belongs to, by its id."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for matter in self.matters:
            for entry in matter.entries:
                found[entry.id].append((f"matters/{matter.id}.html", matter.first.title))
        return found

    @cached_property
    def _photos_in(self) -> Mapping[str, list[Photo]]:
        """The photos beside an entry, in the order of their names, by their folder."""
        found: dict[str, list[Photo]] = defaultdict(list)
        for path, photo in sorted(self._photos.items()):
            found[path.rpartition("/")[0]].append(photo)
        return found

    @cached_property
    def _colours(self) -> Mapping[str, int]:
        """The number of a feeling's colour, by its folded word: those felt most often have one of their own."""
        often = Counter({key: len(theme.entries) for key, theme in self.feelings.items()}).most_common(_COLOURS)
        return {key: number for number, (key, _) in enumerate(often, 1)}

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The address of an entry by what a link may call it: its id, its file's name, its title, folded."""
        found: dict[str, str] = {}
        for entry in self.journal.entries:
            stem = entry.path.rpartition("/")[2].removesuffix(".md")
            for name in (entry.id, stem, f"{stem}.md", entry.title, entry.path, entry.path.removesuffix(".md")):
                found.setdefault(folded(name), self.entries[entry.path])
        return found

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        """The address of a code's page by every word that goes by it, folded."""
        return {word: self.codes[code] for word, code in self.journal.codebook.words().items()}

    # Addresses

    def history(self, entry: Entry) -> str:
        """The address of the page that tells how an entry changed."""
        return history_page(self.entries[entry.path])

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


_FOLDERS = (*(channel.folder for channel in Channel), "themes", "feelings", "codes", "insights")


def talk(entry: Entry, comments: tuple[Comment, ...], journal: Journal) -> Talk:
    """What was said about an entry, and where it stands."""
    anchors = {each.id: anchor for each in comments if (anchor := journal.anchor(each, entry))}
    return Talk(comments, anchors, {each.id: journal.past.blob_read(each, entry) for each in comments})


def answer(question: Entry, thread: Thread) -> Answer:
    """How a question stands, and the first answer that it got."""
    state = str(question_state(question, thread))
    for remark in thread.spoken(Motivation.ANSWERING):
        return Answer(state, remark.comment.author, remark.comment.date, remark.texts[-1])
    return Answer(state)


def history_page(page: str) -> str:
    """The address of the page that tells how an entry changed, from that of its own."""
    return f"history/{page.replace('/', '-')}"


def _page(theme: Theme | None) -> str:
    return theme.page if theme else ""
