"""Coding: what the codes mean, and which passages are given them. Every act is a new file; no file is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from mentorlog.actions.discussion import add, begun
from mentorlog.actions.writer import Writer
from mentorlog.codec.codebook import definition_path, write_definition
from mentorlog.errors import BadValue, NotFound, NothingWritten
from mentorlog.model.codebook import Code, Codebook, Definition
from mentorlog.model.comment import Comment, Motivation
from mentorlog.model.entry import Entry, folded
from mentorlog.model.journal import Journal
from mentorlog.repository.outbox import Change

_LONGEST = 80
"""Letters of a code: it is a word, or a few."""


def define(
    writer: Writer, journal: Journal, word: str, meaning: str = "", *, under: str = "", instead_of: Sequence[str] = ()
) -> Definition:
    """Say what a code means, of which it is a part, or which others it stands for from now on.

    Args:
        writer: who says so.
        journal: with the codebook as it is.
        word: the code.
        meaning: Markdown; "" leaves it as it is, or takes that of the first code that it stands for.
        under: the code that it is a part of; the same without it.
        instead_of: codes that go by this one from now on.

    Raises:
        BadValue: the code is too long, goes by another word, or would be a part of itself.
        NothingWritten: a new code has no meaning, or nothing would change.
        NotFound: the codebook has no such code to stand under.
    """
    book, word = journal.codebook, " ".join(word.split())
    before = book.standing(word)
    _check(book, word, under, instead_of)
    earlier = before or book.standing(instead_of[0] if instead_of else "")
    if not earlier and not meaning.strip():
        raise NothingWritten(f"it does not say what '{word}' means", "write the meaning in quotation marks behind it")
    last = earlier[-1] if earlier else None
    made = Definition(
        writer.comment_id(), writer.person.handle, writer.now, word,
        meaning.strip() or (last.meaning if last else ""),
        known(book, under).word if under else last.under if last else "",
        tuple(dict.fromkeys([*(old for each in before for old in each.instead_of), *instead_of])),
        tuple(each.id for each in before),
    )  # fmt: skip
    if (
        before
        and last
        and replace(last, id=made.id, author=made.author, date=made.date, replaces=made.replaces) == made
    ):
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
    on = begun(writer, entry, quote, which)
    notes = journal.thread(entry.id).notes
    mine = {
        (folded(each.comment.code), each.comment.target)
        for each in notes
        if each.comment.author == writer.person.handle and not each.retracted
    }
    if twice := [word for word in codes if (folded(word), on.target) in mine]:
        raise NothingWritten(
            f"you gave it the code '{twice[0]}' before", f"`mentorlog show {entry.id}` lists the codes"
        )
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


def _check(book: Codebook, word: str, under: str, instead_of: Sequence[str]) -> None:
    """Refuse what would leave the codebook in a tangle."""
    if not folded(word) or len(word) > _LONGEST:
        raise BadValue(f"a code is a word or a few, at most {_LONGEST} letters", "write the rest into its meaning")
    today = book.find(word)
    if today and folded(today.word) != folded(word):
        raise BadValue(f"'{word}' goes by '{today.word}' today", f'`mentorlog codebook define "{today.word}" MEANING`')
    if folded(word) in map(folded, instead_of):
        raise BadValue("a code cannot stand for itself", "name the codes that it stands for")
    above = known(book, under) if under else None
    while above:
        if folded(above.word) in (folded(word), *map(folded, instead_of)):
            raise BadValue(f"'{word}' would be a part of itself", "name a code that is no part of it")
        above = book.find(above.under) if above.under else None
