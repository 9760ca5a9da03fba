"""Codes for others: what each is called under pseudonyms, and what it means, where all who wrote of it agreed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date

from mentorlog.model import clock
from mentorlog.model.codebook import Definition
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Channel, folded
from mentorlog.research.corpus import Corpus
from mentorlog.research.roles import numbered


class Codes:
    """The codes of one journal on its way to others.

    A code is of no channel: it is in where all who wrote a meaning of it, or of what goes by it, agreed for all
    channels. Which code a passage was given is settled before names are replaced, and two that would be called the same
    then are told apart.

    Args:
        corpus: all of the journal.
        refusal: why something of a person's, of a channel and a day, may not be used; "" where it may.
        plain: replaces names in a text.
    """

    def __init__(
        self, corpus: Corpus, refusal: Callable[[str, Channel, date], str], plain: Callable[[str], str]
    ) -> None:
        self._journal = corpus.journal
        self._book = corpus.journal.codebook
        self._coders = corpus.coders
        self._refusal = refusal
        self._plain = plain
        words = self._book.words()
        refused = {words[folded(each.code)] for each in self._journal.definitions if not self._is_agreed(each)}
        given = {folded(comment.code) for comment in self._journal.comments() if comment.code}
        known = [code.word for code in self._book.codes if code.word not in refused]
        self._shown: dict[str, str] = {}
        for word in (*known, *sorted(given - words.keys())):
            name = plain(word)
            while folded(name) in map(folded, self._shown.values()):
                name += "+"
            self._shown[word] = name

    def name(self, comment: Comment) -> str:
        """What the code of a comment is called; "" for none, and for one that was not agreed to."""
        code = self._book.find(comment.code)
        return self._shown.get(code.word if code else folded(comment.code), "")

    def definitions(self, given: Collection[str]) -> Iterator[Definition]:
        """What the codes mean that were given, and those above them; by what they are called."""
        wanted: set[str] = set()
        for code in reversed(self._book.codes):
            if self._shown.get(code.word, "") in given or code.word in wanted:
                wanted |= {code.word, code.under}
        for code in self._book.codes:
            if code.word in wanted and code.word in self._shown:
                word, under = self._shown[code.word], self._shown.get(code.under, "")
                for each in code.definitions:
                    yield Definition(numbered(each.id), "", each.date, word, self._plain(each.meaning), under)

    def _is_agreed(self, definition: Definition) -> bool:
        """Whether it was written by whom it names, and they agreed."""
        author = definition.author
        day = clock.day_of(definition.date, self._journal.people[author].zone)
        is_theirs = not definition.path or author in self._coders.get(definition.path, ())
        return is_theirs and not any(self._refusal(author, channel, day) for channel in Channel)
