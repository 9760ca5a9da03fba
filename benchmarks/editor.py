"""A seeded editor who rewrites a text as a writer does, and knows of every letter where it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from mentorlog.model.wording import same

_SENTENCE = re.compile(r"(?:[^.!?\n]|(?<=\b(?:Mr|Dr|St|Sr|Jr))\.|(?<=\bMrs)\.|(?<=\b[A-Z])\.)+[.!?]*[”’\")]*\s*")
_WORD = re.compile(r"\w+")
_QUOTES = [('"', "“", "”"), ("'", "‘", "’")]
_NEW = -1
_HALF = 0.5


@dataclass
class Copy:
    """A text, and for each of its letters the place that it had in the first text; -1 for one that was put in."""

    text: str
    origins: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.origins = self.origins or list(range(len(self.text)))

    def put(self, start: int, end: int, text: str, origins: Sequence[int] = ()) -> None:
        """Set other letters in the place of some."""
        self.text = self.text[:start] + text + self.text[end:]
        self.origins[start:end] = origins or [_NEW] * len(text)

    def cut(self, start: int, end: int) -> tuple[str, list[int]]:
        """Take letters out."""
        taken = self.text[start:end], self.origins[start:end]
        self.text = self.text[:start] + self.text[end:]
        del self.origins[start:end]
        return taken


@dataclass(frozen=True, slots=True)
class Truth:
    """What became of a quote.

    Attributes:
        stands: where its words stand as they were read; several where they were copied.
        left: the places of its letters that are left.
        foreign: the places of letters that belonged to other words of the first text.
    """

    stands: list[tuple[int, int]]
    left: set[int]
    foreign: set[int]


def truth(copy: Copy, first: str, start: int, end: int) -> Truth:
    """What became of `first[start:end]`: of its letters, for spaces and marks belong to nobody."""
    own = {place for place in range(start, end) if first[place].isalnum()}
    places = [place for place, letter in enumerate(copy.text) if letter.isalnum()]
    left = [place for place in places if copy.origins[place] in own]
    foreign = {place for place in places if copy.origins[place] >= 0 and copy.origins[place] not in own}
    wanted = sorted(own)
    kept = [copy.origins[place] for place in left]
    runs = [
        (left[at], left[at + len(wanted) - 1] + 1)
        for at in range(len(left) - len(wanted) + 1)
        if wanted and kept[at : at + len(wanted)] == wanted
    ]
    return Truth(
        [run for run in runs if same(copy.text[slice(*run)], first[min(wanted) : max(wanted) + 1])], set(left), foreign
    )


class Editor:
    """Rewrites texts with words and sentences that other texts lend."""

    def __init__(self, seed: int, lent: Sequence[str]) -> None:
        self._random = Random(seed)  # noqa: S311 - it makes texts, not secrets
        self._lent = lent
        self._acts: list[Callable[[Copy], None]] = [
            self._insert, self._insert, self._delete, self._delete_words, self._reword, self._reword, self._split,
            self._join, self._move, self._swap, self._quotes, self._case, self._emphasise, self._double, self._twist,
        ]  # fmt: skip

    def rewrite(self, copy: Copy, acts: int = 3) -> None:
        """One round: a few changes of any kind."""
        for act in self._random.choices(self._acts, k=self._random.randint(1, acts)):
            if copy.text.strip():
                act(copy)

    def _sentences(self, copy: Copy) -> list[tuple[int, int]]:
        return [found.span() for found in _SENTENCE.finditer(copy.text)] or [(0, len(copy.text))]

    def _words(self, copy: Copy, most: int) -> tuple[int, int]:
        """Some words in a row."""
        words = [found.span() for found in _WORD.finditer(copy.text)] or [(0, 0)]
        first = self._random.randrange(len(words))
        return words[first][0], words[min(first + self._random.randint(1, most), len(words)) - 1][1]

    def _borrowed(self) -> str:
        """A sentence of another text."""
        found = [each.group() for each in _SENTENCE.finditer(self._random.choice(self._lent))]
        return self._random.choice(found).strip() + " " if found else "And so on. "

    def _insert(self, copy: Copy) -> None:
        at = self._random.choice([0, *(end for _, end in self._sentences(copy))])
        copy.put(at, at, self._borrowed())

    def _delete(self, copy: Copy) -> None:
        copy.cut(*self._random.choice(self._sentences(copy)))

    def _delete_words(self, copy: Copy) -> None:
        copy.cut(*self._words(copy, 8))

    def _reword(self, copy: Copy) -> None:
        start, end = self._words(copy, 6)
        words = _WORD.findall(self._borrowed()) or ["so"]
        copy.put(start, end, " ".join(words[: self._random.randint(1, 6)]))

    def _split(self, copy: Copy) -> None:
        _, end = self._random.choice(self._sentences(copy))
        copy.put(end, end, "\n\n")

    def _join(self, copy: Copy) -> None:
        breaks = [found.span() for found in re.finditer(r"\n\n+", copy.text)]
        if breaks:
            copy.put(*self._random.choice(breaks), " ")

    def _move(self, copy: Copy) -> None:
        sentences = self._sentences(copy)
        first = self._random.randrange(len(sentences))
        last = min(first + self._random.randint(1, 4), len(sentences)) - 1
        taken = copy.cut(sentences[first][0], sentences[last][1])
        at = self._random.choice([0, *(end for _, end in self._sentences(copy))]) if copy.text else 0
        copy.put(at, at, *taken)

    def _swap(self, copy: Copy) -> None:
        parts = [found.span() for found in re.finditer(r"[^\n]+", copy.text)]
        if len(parts) > 1:
            one, other = sorted(self._random.sample(parts, 2))
            text, origins = copy.text[slice(*other)], copy.origins[slice(*other)]
            mine = copy.text[slice(*one)], copy.origins[slice(*one)]
            copy.put(*other, *mine)
            copy.put(*one, text, origins)

    def _quotes(self, copy: Copy) -> None:
        for straight, left, right in _QUOTES:
            if straight in copy.text:
                copy.text = re.sub(rf"(?<!\w){straight}", left, copy.text).replace(straight, right)
            else:
                copy.text = copy.text.replace(left, straight).replace(right, straight)

    def _case(self, copy: Copy) -> None:
        start, end = self._words(copy, 2)
        other = copy.text[start:end].swapcase()
        if len(other) == end - start:
            copy.text = copy.text[:start] + other + copy.text[end:]

    def _emphasise(self, copy: Copy) -> None:
        start, end = self._words(copy, 1)
        copy.put(end, end, "*")
        copy.put(start, start, "*")

    def _double(self, copy: Copy) -> None:
        """Say a sentence again elsewhere: both are the same words."""
        sentences = self._sentences(copy)
        start, end = self._random.choice(sentences)
        text, origins = copy.text[start:end], copy.origins[start:end]
        _, at = self._random.choice(sentences)
        copy.put(at, at, text, origins)

    def _twist(self, copy: Copy) -> None:
        """Put a sentence much like another somewhere, and often take the other out: `Team Beta` for `Team Alpha`."""
        sentences = self._sentences(copy)
        start, end = self._random.choice(sentences)
        twin = Copy(copy.text[start:end], copy.origins[start:end])
        for _ in range(2):
            if twin.text.strip():
                twin.put(*self._words(twin, 1), self._random.choice(self._borrowed().split() or ["so"]))
        if self._random.random() < _HALF:
            copy.cut(start, end)
            sentences = self._sentences(copy)
        _, at = self._random.choice(sentences)
        copy.put(at, at, twin.text, twin.origins)


def rounds(first: str, editor: Editor, count: int = 10) -> Iterator[Copy]:
    """The states of a text after each round of rewriting."""
    copy = Copy(first)
    for _ in range(count):
        editor.rewrite(copy)
        yield Copy(copy.text, list(copy.origins))
