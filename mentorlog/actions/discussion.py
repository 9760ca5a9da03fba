"""Saying something about an entry. Every act is a new file; no file is ever changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mentorlog.actions.by_hand import settled
from mentorlog.actions.writer import Writer
from mentorlog.codec.comments import comment_path, write_comment
from mentorlog.errors import BadValue, NothingWritten, QuoteNotFound
from mentorlog.model.comment import Comment, Motivation, Remark
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.links import link
from mentorlog.repository.outbox import Change

if TYPE_CHECKING:
    from mentorlog.model.anchor import Target

_WORDLESS = (Motivation.READING, Motivation.WITHDRAWING, Motivation.BOOKMARKING)
_SEVERAL = 5
_AROUND = 40
"""Characters that are shown on either side of words that stand more than once."""


def comment(  # noqa: PLR0913 - a comment may be about so much
    writer: Writer,
    entry: Entry,
    body: str,
    motivation: str = Motivation.COMMENTING,
    *,
    quote: str = "",
    which: int = 0,
    in_reply_to: str = "",
    agenda: bool = False,
    call: str = "",
) -> Comment:
    """Say something about an entry, or about words in it, or about what somebody said.

    Args:
        writer: who says it.
        entry: what it is about.
        body: Markdown.
        motivation: why.
        quote: words of the entry, as they are read on the page.
        which: of the places where they stand, from 1; 0 where they must stand once.
        in_reply_to: the id of another comment.
        agenda: whether it is for the next call.
        call: the id of the call in which it was said.

    Raises:
        NothingWritten: there are no words.
        QuoteNotFound: the quote stands nowhere (the hint shows the nearest passages), or more than once.
    """
    if not body.strip() and motivation not in _WORDLESS:
        raise NothingWritten(
            "there are no words in it, so nothing was saved", "write the words in quotation marks behind the id"
        )
    on = begin(writer, entry, quote, which)
    said = replace(on, motivation=motivation, body=body.strip(), in_reply_to=in_reply_to, agenda=agenda, call=call)
    return add(writer, said)[0]


def begin(writer: Writer, entry: Entry, quote: str = "", which: int = 0) -> Comment:
    """A comment that says nothing yet, on an entry or on words in it; what was written by hand is saved first.

    Raises:
        BadValue: the entry is a draft.
        QuoteNotFound: the quote stands nowhere, or more than once.
    """
    if entry.draft:
        raise BadValue(
            f"{entry.id} is a draft on this machine", f"`mentorlog diary share {entry.id}` makes it an entry"
        )
    if quote:
        locate(entry, quote, which)
    entry = settled(writer, entry)
    target = _target(writer, entry, quote, which) if quote else None
    return Comment(writer.comment_id(), entry.id, writer.person.handle, writer.now, target=target)


def answer(writer: Writer, question: Entry, body: str, call: Entry | None = None) -> Comment:
    """Answer a question, or say in which call it was answered."""
    if call:
        body = f"{body.strip()}\n\nAnswered in {link(call, question.path)}.".strip()
    return comment(writer, _question(question), body, Motivation.ANSWERING, call=call.id if call else "")


def outcome(writer: Writer, question: Entry, body: str) -> Comment:
    """Tell what came of a question."""
    return comment(writer, _question(question), body, Motivation.REPORTING)


def withdraw(writer: Writer, question: Entry, reason: str = "") -> Comment:
    """Take an own question back; it stays in the journal, and asks no more.

    Raises:
        NotYours: somebody else asked it.
    """
    writer.must_be(_question(question).author, "withdraw")
    return comment(writer, question, reason, Motivation.WITHDRAWING)


def mark_read(writer: Writer, entry: Entry) -> Comment:
    """Say "read, no need to reply"."""
    return comment(writer, entry, "", Motivation.READING)


def reword(writer: Writer, remark: Remark, body: str) -> list[Comment]:
    """Give an own comment another wording, in the place of its last (of all its last ones); history keeps those.

    Raises:
        NotYours: somebody else said it.
        BadValue: it was taken back.
        NothingWritten: the words are the same, or none.
    """
    writer.must_be(remark.comment.author, "edit")
    if remark.retracted:
        raise BadValue("this comment was taken back", "`mentorlog comment` says it anew")
    if not body.strip() or [body.strip()] == [text.strip() for text in remark.texts]:
        raise NothingWritten("nothing was changed, so nothing was saved")
    words, why = body.strip(), remark.motivation
    return add(
        writer, *(replace(_act(writer, old), motivation=why, body=words, replaces=old.id) for old in remark.last)
    )


def resolve(writer: Writer, journal: Journal, said: Comment, words: str = "") -> Comment:
    """Settle the thread that a comment belongs to.

    Raises:
        BadValue: it is settled already.
    """
    if journal.thread(said.entry_id).standing_resolves(said.id):
        raise BadValue("this thread is resolved already", f"`mentorlog reopen {journal.short(said.id)}` opens it again")
    return add(writer, replace(_act(writer, said), body=words.strip(), resolves=said.id))[0]


def reopen(writer: Writer, journal: Journal, said: Comment) -> list[Comment]:
    """Open a settled thread again.

    Raises:
        BadValue: it is open.
    """
    standing = journal.thread(said.entry_id).standing_resolves(said.id)
    if not standing:
        raise BadValue("this thread is open", f"`mentorlog resolve {journal.short(said.id)}` settles it")
    return add(writer, *(replace(_act(writer, act), reopens=act.id) for act in standing))


def retract(writer: Writer, journal: Journal, said: Comment) -> Comment:
    """Take an own comment back: it is hidden, not erased from history.

    Raises:
        NotYours: somebody else said it.
        BadValue: it was taken back before.
    """
    writer.must_be(said.author, "retract")
    remark = journal.thread(said.entry_id).remark(said.id)
    if remark and remark.comment.id == said.id and remark.retracted:
        raise BadValue("this was taken back already", f"`mentorlog show {said.entry_id}` shows what stands")
    return add(writer, replace(_act(writer, said), retracts=said.id))[0]


def locate(entry: Entry, words: str, which: int = 0) -> tuple[int, int]:
    """Where the words stand in an entry's body, forgiving how they were typed.

    Args:
        entry: what to look in.
        words: what to look for.
        which: of the places where they stand, from 1; 0 where they must stand once.

    Raises:
        QuoteNotFound: nowhere, or more than once.
    """
    from mentorlog.model import quote

    places = quote.find(entry.body, words)
    if len(places) == 1 or 0 < which <= len(places):
        return places[max(which, 1) - 1]
    if not words.strip():
        raise QuoteNotFound("there are no words in the quote", "leave --quote out to speak of the entry as a whole")
    if not places and quote.find(entry.title, words):
        hint = "leave --quote out to speak of the entry as a whole"
        raise QuoteNotFound(f"these words stand in the title of {entry.id}, which cannot be quoted", hint)
    if not places:
        near = quote.nearest(entry.body, words)
        hint = "the nearest: " + " | ".join(f'"{each}"' for each in near) if near else "copy them from the entry"
        raise QuoteNotFound(f"these words do not stand in {entry.id}: {words}", hint)
    shown = [around(entry.body, *place) for place in places]
    raise QuoteNotFound(
        f"these words stand {len(places)} times in {entry.id}",
        f"quote some more of one of them: {' | '.join(shown[:_SEVERAL])}",
        places=shown,
    )


def around(body: str, start: int, end: int) -> str:
    """A passage between » and «, with some words before and behind it, on one line."""
    before, behind = body[max(0, start - _AROUND) : start], body[end : end + _AROUND]
    before = f"… {before.partition(' ')[2]}" if start > _AROUND else before
    behind = f"{behind.rpartition(' ')[0]} …" if end + _AROUND < len(body) else behind
    return " ".join(f"{before}»{body[start:end]}«{behind}".split())


def _target(writer: Writer, entry: Entry, quote: str, which: int) -> Target:
    from mentorlog.model import anchor

    blob = entry.blob if entry.review else writer.repository.saved_blob(entry.path)
    return anchor.target(entry.body, *locate(entry, quote, which), blob)


def _question(entry: Entry) -> Entry:
    if entry.channel is not Channel.QUESTION:
        raise BadValue(f"{entry.id} is not a question", "`mentorlog comment` says something about any entry")
    return entry


def _act(writer: Writer, on: Comment) -> Comment:
    """An empty comment beside another, still without what it does."""
    return Comment(id=writer.comment_id(), entry_id=on.entry_id, author=writer.person.handle, date=writer.now)


def add(writer: Writer, *said: Comment) -> list[Comment]:
    """Save comments as one commit."""
    made = [replace(comment, path=comment_path(comment)) for comment in said]
    changes = {comment.path: Change(write_comment(comment).encode()) for comment in made}
    writer.save(changes, f"{made[0].motivation} on {made[0].entry_id}", key=writer.key or made[0].id)
    return made
