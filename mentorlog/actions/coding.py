"""Coding: what the codes mean, and which passages are given them. Every act is a new file; no file is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from mentorlog.actions.discussion import add, begin, locate
from mentorlog.actions.writer import Writer
from mentorlog.codec.codebook import definition_path, write_definition
from mentorlog.errors import BadValue, NotFound, NothingWritten
from mentorlog.model.codebook import Code, Codebook, Definition
from mentorlog.model.comment import Comment, Motivation
from mentorlog.model.entry import Entry, folded
from mentorlog.model.journal import Journal
from mentorlog.repository.outbox import Change
from mentorlog.research.coding import codings_of

_LONGEST = 80
"""Letters of a code: it is a word, or a few."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be said of a code; None, and (), leave it as it is.

    Attributes:
        meaning: Markdown.
        under: the code that it is a part of; "" for none.
        instead_of: codes that go by this one from now on.
        apart: codes that go by this one no longer.
    """

    meaning: str | None = None
    under: str | None = None
    instead_of: Sequence[str] = ()
    apart: Sequence[str] = ()


def define(writer: Writer, journal: Journal, word: str, wanted: Wanted) -> Definition:
    """Say what a code means, of which it is a part, or which others it stands for from now on.

    A new code that comes in the place of others takes the meaning of the first, and stands where that stood.

    Raises:
        BadValue: the code is too long, goes by another word, or would be a part of itself.
        NothingWritten: a new code has no meaning, or nothing would change.
        NotFound: the codebook has no such code to stand under, or for.
    """
    book, word = journal.codebook, " ".join(word.split())
    _check(book, word, wanted.instead_of)
    before = book.standing(word)
    joined = [_given(journal, old) for old in wanted.instead_of]
    earlier = before or book.standing(joined[0] if joined else "")
    meaning = (wanted.meaning or "").strip() or (earlier[-1].meaning if earlier else "")
    if not meaning:
        raise NothingWritten(f"it does not say what '{word}' means", "write the meaning in quotation marks behind it")
    apart = {folded(old) for old in wanted.apart}
    words = dict.fromkeys([*(old for each in before for old in each.instead_of), *joined])
    made = Definition(
        writer.comment_id(), writer.person.handle, writer.now, word, meaning,
        _above(book, word, wanted, earlier, joined),
        tuple(old for old in words if folded(old) not in apart),
        tuple(each.id for each in before),
    )  # fmt: skip
    if before and _told(before[-1]) == _told(made) and len(before) == 1:
        raise NothingWritten("nothing was changed, so nothing was saved")
    made = replace(made, path=definition_path(made.id))
    change = Change(write_definition(made).encode())
    writer.save({made.path: change}, f"codebook: {word}", key=writer.key or made.id)
    return made


def code(
    writer: Writer, journal: Journal, entry: Entry, words: Sequence[str], *, quote: str = "", which: int = 0
) -> list[Comment]:
    """Give a passage, or an entry as a whole, codes of the codebook.

    Raises:
        NotFound: the codebook has no such code.
        NothingWritten: this person gave the passage that code before.
        QuoteNotFound: the quote stands nowhere, or more than once.
    """
    codes = list(dict.fromkeys(known(journal.codebook, word).word for word in words))
    place = locate(entry, quote, which) if quote else None
    mine = {
        (each.code, each.span)
        for each in codings_of(journal, entry)
        if each.coder == writer.person.handle and (each.is_whole or each.span)
    }
    if twice := [word for word in codes if (word, place) in mine]:
        raise NothingWritten(
            f"you gave it the code '{twice[0]}' before", f"`mentorlog show {entry.id}` lists the codes"
        )
    on = begin(writer, entry, quote, which)
    first, *others = codes
    made = [replace(on, motivation=Motivation.TAGGING, code=first)]
    made += [replace(made[0], id=writer.comment_id(), code=word) for word in others]
    return add(writer, *made)


def known(book: Codebook, word: str) -> Code:
    """The code that a word stands for today.

    Raises:
        NotFound: there is none; the hint names the nearest.
    """
    found = book.find(word)
    if found is None:
        words = [code.word for code in book.codes]
        near = get_close_matches(word, words, 3, 0.5) or words[:3]
        hint = f'`mentorlog codebook define "{word}" MEANING` adds it'
        raise NotFound(f"the codebook has no '{word}'", f"{hint}; like it: {', '.join(near)}" if near else hint)
    return found


def _check(book: Codebook, word: str, instead_of: Sequence[str]) -> None:
    """Refuse a word that is no code, goes by another, or would stand for itself."""
    if not folded(word) or len(word) > _LONGEST:
        raise BadValue(f"a code is a word or a few, at most {_LONGEST} letters", "write the rest into its meaning")
    today = book.find(word)
    if today and folded(today.word) != folded(word):
        raise BadValue(
            f"'{word}' goes by '{today.word}' today",
            f'`mentorlog codebook define "{today.word}" --apart "{word}"` makes it a code of its own again',
        )
    if folded(word) in map(folded, instead_of):
        raise BadValue("a code cannot stand for itself", "name the codes that it stands for")


def _given(journal: Journal, word: str) -> str:
    """A word that is a code, or was given as one."""
    if any(folded(comment.code) == folded(word) for comment in journal.comments()):
        return " ".join(word.split())
    return known(journal.codebook, word).word


def _above(book: Codebook, word: str, wanted: Wanted, earlier: Sequence[Definition], joined: Sequence[str]) -> str:
    """The code that one is to be a part of; what stood under a code that it stands for now goes under what that was.

    Raises:
        BadValue: it would be a part of itself.
    """
    own = {folded(word), *map(folded, joined)}
    if wanted.under is not None:
        above = known(book, wanted.under) if wanted.under else None
    else:
        above = next((book.find(each.under) for each in earlier if each.under), None)
        while above and folded(above.word) in own:
            above = book.find(above.under) if above.under else None
    at = above
    while at:
        if folded(at.word) in own:
            raise BadValue(f"'{word}' would be a part of itself", "name a code that is no part of it")
        at = book.find(at.under) if at.under else None
    return above.word if above else ""


def _told(definition: Definition) -> tuple[object, ...]:
    return definition.code, definition.meaning, definition.under, definition.instead_of
