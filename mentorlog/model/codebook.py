"""The codebook: the words in which passages are coded, what each means, and which stands under which.

A file is written once: a new meaning is another file that names those in the place of which it comes. A code keeps its
word; one that is renamed, or joined to another, is a code instead of which another stands from now on. So passages that
were coded before need not be touched. State needs no order: two clones that hold the same files have the same codebook.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mentorlog.model.entry import folded

_DEEPEST = 30
"""Codes within codes; programs that read a deep tree may not reach its end."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One file of the codebook.

    Attributes:
        id: a ULID.
        author: a handle.
        date: when it was written.
        code: the word, or few words, of the code.
        meaning: when it is given to a passage, and when not; Markdown.
        under: the code that it is a part of, or "".
        instead_of: codes that it stands for from now on.
        replaces: the ids of earlier definitions in the place of which it comes.
        path: of its file.
    """

    id: str
    author: str
    date: datetime
    code: str
    meaning: str = ""
    under: str = ""
    instead_of: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    path: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it stands.

    Attributes:
        word: as it is written.
        definitions: what it means: one, or all of several that do not know of each other.
        under: the word of the code that it is a part of, or "".
        depth: 0 for one that is part of none, and so on.
    """

    word: str
    definitions: tuple[Definition, ...]
    under: str = ""
    depth: int = 0


class Codebook:
    """All codes.

    Args:
        definitions: every file, in any order.

    Attributes:
        codes: by their words, each followed by its parts.
        rivals: words in the place of which several codes came, on machines apart; the last one counts.
    """

    def __init__(self, definitions: Iterable[Definition] = ()) -> None:
        files = sorted(definitions, key=lambda each: each.id)
        self._standing = _standing(files)
        takers: dict[str, list[str]] = defaultdict(list)
        for each in files:
            for old in each.instead_of if each in self._standing[folded(each.code)] else ():
                takers[folded(old)].append(folded(each.code))
        self._goes_by = {old: found[-1] for old, found in takers.items() if old}
        self.rivals = {old: sorted(set(found)) for old, found in takers.items() if len(set(found)) > 1}
        self.codes = tuple(self._in_order(self._parents()))
        self._by_word = {folded(code.word): code for code in self.codes}

    def __bool__(self) -> bool:
        return bool(self.codes)

    def find(self, word: str) -> Code | None:
        """The code that a word stands for today."""
        return self._by_word.get(self._now(folded(word)))

    def standing(self, word: str) -> tuple[Definition, ...]:
        """The definitions of that very word that nothing replaces."""
        return self._standing.get(folded(word), ())

    def words(self) -> dict[str, str]:
        """What each word goes by today that was ever a code, by the folded word."""
        known = sorted({*self._standing, *self._goes_by})
        return {word: code.word for word in known if (code := self.find(word))}

    def _now(self, word: str) -> str:
        """What goes by a word today; in a circle, the word itself."""
        seen, at = {word}, word
        while at in self._goes_by:
            at = self._goes_by[at]
            if at in seen:
                return word
            seen.add(at)
        return at

    def _under(self, word: str) -> str:
        """What a code says that it is a part of, as that is called today; "" for nothing."""
        named = [each.under for each in self._standing.get(word, ()) if each.under]
        return self._now(folded(named[-1])) if named else ""

    def _parents(self) -> dict[str, str]:
        """What each code is a part of; "" for nothing, for what is not here, and in a circle."""
        found: dict[str, str] = {}
        ended: set[str] = {""}
        for word in (word for word in self._standing if self._now(word) == word):
            way, at = [], word
            while at not in ended and at not in way:
                way.append(at)
                at = self._under(at)
            ended |= set(way) if at in ended else set()
            above = self._under(word)
            found[word] = above if word in ended and above in self._standing else ""
        return found

    def _in_order(self, parents: Mapping[str, str]) -> Iterator[Code]:
        """Each code followed by its parts; what lies deeper than anybody can want begins at the top again."""
        parts: dict[str, list[str]] = defaultdict(list)
        for word in sorted(parents, reverse=True):
            parts[parents[word]].append(word)
        waiting = [(word, 0) for word in parts[""]]
        while waiting:
            word, depth = waiting.pop()
            over = self._standing.get(parents[word], ()) if depth else ()
            yield Code(self._standing[word][-1].code, self._standing[word], over[-1].code if over else "", depth)
            waiting += [(part, (depth + 1) % _DEEPEST) for part in parts[word]]


def _standing(files: list[Definition]) -> Mapping[str, tuple[Definition, ...]]:
    """The definitions that nothing replaces, by their folded word; where all are replaced in a circle, all of them."""
    by_word: dict[str, list[Definition]] = defaultdict(list)
    for each in files:
        by_word[folded(each.code)].append(each)
    found = {}
    for word, listed in by_word.items():
        replaced = {id_ for each in listed for id_ in each.replaces if id_ != each.id}
        found[word] = tuple([each for each in listed if each.id not in replaced] or listed)
    return found
