"""What a page may ask to be done: each act with the fields that it takes, and the action that does it.

Whoever acts is known from the clone, never from what is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from mentorlog.actions import coding, discussion, entries, exchange, later
from mentorlog.actions.revision import Revision, revise
from mentorlog.actions.writer import Writer
from mentorlog.errors import Changed, NotFound, NothingWritten, QuoteNotFound
from mentorlog.model import clock
from mentorlog.model.comment import Comment, Motivation
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.quote import find
from mentorlog.repository.worktree import blob_name
from mentorlog.server.call_acts import CALL_ACTS
from mentorlog.server.shapes import (
    Act,
    Answer,
    Kind,
    is_blob,
    is_comment_id,
    is_entry_id,
    is_flag,
    is_line,
    is_lines,
    is_number,
    is_parent_id,
    is_side,
    is_text,
)

_TITLE = 60
"""Characters of a title that is made of the first words."""


# What they are done to


def entry_of(writer: Writer, id_: str) -> tuple[Journal, Entry]:
    """The entry or draft of that id, with what was said about it.

    Raises:
        NotFound: there is none.
    """
    drafts = writer.repository.load([], comments=False)
    if found := [draft for draft in drafts.drafts if draft.id == id_]:
        return drafts, found[0]
    journal = writer.repository.load_about(id_)
    if entry := journal.get(id_):
        return journal, entry
    raise NotFound("this entry is not here any more", "reload the page")


def _said(writer: Writer, fields: Mapping[str, Any]) -> tuple[Journal, Entry, Comment]:
    journal, entry = entry_of(writer, fields["entry"])
    found = [each for each in journal.said(entry.id) if each.id == fields["comment"]]
    if not found:
        raise NotFound("this comment is not here any more", "reload the page")
    return journal, entry, found[0]


# Talking


def _comment(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    journal, entry = entry_of(writer, fields["entry"])
    parent = fields["reply_to"]
    if parent and parent not in {each.id for each in journal.said(entry.id)}:
        raise NotFound("the comment that this answers is not here any more", "reload the page")
    motivation = Motivation.REPLYING if parent else Motivation.COMMENTING
    with _asking(entry):
        said = discussion.comment(
            writer, entry, fields["text"], motivation,
            in_reply_to=parent, agenda=fields["agenda"], **_quoted(entry, fields),
        )  # fmt: skip
    return Answer.about(entry, said)


def _memo(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    _, entry = entry_of(writer, fields["entry"])
    with _asking(entry):
        quoted = _quoted(entry, fields)
        return Answer.about(entry, discussion.comment(writer, entry, fields["text"], Motivation.DESCRIBING, **quoted))


def _code(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    entry_of(writer, fields["entry"])
    journal = writer.repository.load()
    entry = journal.find(fields["entry"])
    with _asking(entry):
        return Answer.about(entry, coding.code(writer, journal, entry, [fields["code"]], **_quoted(entry, fields))[0])


def _quoted(entry: Entry, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The words that are meant, and which of the places where they stand."""
    quote, which = fields["quote"].strip(), fields["which"]
    places = len(find(entry.body, quote)) if quote else 0
    # where the page counts them in another way, it must ask
    return {"quote": quote, "which": 0 if places > 1 and fields["of"] != places else which}


@contextmanager
def _asking(entry: Entry) -> Iterator[None]:
    """Let a page ask which words are meant; it need not be told of which entry."""
    try:
        yield
    except QuoteNotFound as error:
        raise QuoteNotFound(error.message.replace(f" in {entry.id}", ""), error.hint, places=error.places) from None


def _on_question(
    act: Callable[[Writer, Entry, str], Comment],
) -> Callable[[Writer, Mapping[str, Any]], Answer]:
    def run(writer: Writer, fields: Mapping[str, Any]) -> Answer:
        _, question = entry_of(writer, fields["entry"])
        return Answer.about(question, act(writer, question, fields["text"]))

    return run


def _read(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    _, entry = entry_of(writer, fields["entry"])
    return Answer.about(entry, discussion.mark_read(writer, entry))


def _reword(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    journal, entry, said = _said(writer, fields)
    remark = journal.thread(entry.id).remark(said.id)
    if remark is None:
        raise NotFound("this comment is not here any more", "reload the page")
    return Answer.about(entry, discussion.reword(writer, remark, fields["text"])[0])


def _resolve(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    journal, entry, said = _said(writer, fields)
    return Answer.about(entry, discussion.resolve(writer, journal, said))


def _reopen(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    journal, entry, said = _said(writer, fields)
    return Answer.about(entry, discussion.reopen(writer, journal, said)[0])


def _retract(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    journal, entry, said = _said(writer, fields)
    return Answer.about(entry, discussion.retract(writer, journal, said))


# Writing


def _diary(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    revision = _revision(writer, fields)
    entry = replace(
        entries.new_entry(writer, Channel.DIARY, revision.title, revision.body),
        feelings=revision.feelings, tags=revision.tags, happened=revision.happened, agenda=fields["agenda"],
    )  # fmt: skip
    when = entries.still_to_come(writer, fields["share_at"]) if fields["share_at"] else None
    if not fields["draft"] and when is None:
        return Answer.about(entries.add(writer, entry))
    drafts = {each.id: each for each in writer.repository.load([], comments=False).drafts}
    if when:
        writer.guard([entry.title, entry.body])
    draft = drafts.get(entry.id) or entries.keep_draft(writer, entry)
    if (draft.title, draft.body.strip()) != (entry.title, entry.body):
        raise Changed("this draft was kept already, in other words", "it is among your drafts")
    if when:
        later.share_later(writer, draft, when)
    return Answer.about(draft)


def _ask(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    revision = _revision(writer, {**fields, "feelings": [], "tags": [], "happened": ""})
    question = entries.new_entry(writer, Channel.QUESTION, revision.title, revision.body)
    asked = replace(question, needed_by=revision.needed_by, agenda=fields["agenda"])
    return Answer.about(entries.add(writer, asked))


def _edit(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    _, entry = entry_of(writer, fields["entry"])
    needed_by = fields["needed_by"]
    is_as_before = entry.needed_by and needed_by == local(entry.needed_by, writer.person.zone)
    revision = _revision(writer, {**fields, "needed_by": "" if is_as_before else needed_by})
    if is_as_before:
        revision = replace(revision, needed_by=entry.needed_by)
    answer = Answer.about(revise(writer, entry, revision, fields["over"]))
    return replace(answer, over=blob_name(writer.repository.files.read(entry.path))) if entry.draft else answer


def _share(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    _, draft = entry_of(writer, fields["entry"])
    if not fields["at"]:
        answer = Answer.about(entries.share(writer, draft))
        later.keep_back(writer, draft.id)
        return answer
    when = entries.still_to_come(writer, fields["at"])
    writer.guard([draft.title, draft.body])
    later.share_later(writer, draft, when)
    return Answer.about(draft)


def _keep(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    later.keep_back(writer, fields["entry"])
    return Answer(entry=fields["entry"], kept=True)


def _remove(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    _, entry = entry_of(writer, fields["entry"])
    entries.remove(writer, entry)
    later.keep_back(writer, entry.id)
    return Answer(entry=entry.id)


def _choose(writer: Writer, fields: Mapping[str, Any]) -> Answer:
    _, entry = entry_of(writer, fields["entry"])
    found = [clash for clash in exchange.clashes(writer) if clash.path == entry.path]
    if not found:
        raise NotFound("nothing is unsettled here any more", "reload the page")
    which = fields["which"]
    if which != "both":  # the page shows what stands here, and the other version; whose each is, it does not know
        which = "mine" if (which == "here") == found[0].mine else "theirs"
    exchange.choose(writer, found[0], which)
    return Answer.about(entry)


def _revision(writer: Writer, fields: Mapping[str, Any]) -> Revision:
    """What a form holds; an entry without a title is called by its first words."""
    body = fields["text"].replace("\r\n", "\n").strip()
    title = " ".join(fields["title"].split()) or _first_words(body)
    if not title:
        raise NothingWritten("there are no words in it, so nothing was saved", "write some")
    return Revision(
        title,
        body,
        tuple(filter(None, (" ".join(word.split()) for word in fields["feelings"]))),
        tuple(filter(None, (" ".join(word.split()).lstrip("#") for word in fields["tags"]))),
        clock.read_day(fields["happened"]) if fields["happened"] else None,
        entries.still_to_come(writer, fields["needed_by"]) if fields.get("needed_by") else None,
    )


def _first_words(body: str) -> str:
    line = next((line.strip("#>*-_ \t") for line in body.splitlines() if line.strip("#>*-_ \t")), "")
    first = re.split(r"(?<=[.!?])\s", line)[0]
    return first if len(first) <= _TITLE else f"{first[:_TITLE].rsplit(' ', 1)[0]} …"


def local(instant: datetime, zone: str) -> str:
    """An instant on a wall clock, as a form shows it (`datetime-local`)."""
    return clock.wall(instant, zone).isoformat(timespec="minutes")


_ON_ENTRY: Mapping[str, Kind] = {"entry": is_entry_id}
_ON_COMMENT: Mapping[str, Kind] = {"entry": is_entry_id, "comment": is_comment_id}
_ANSWERED: Mapping[str, Kind] = {"entry": is_entry_id, "text": is_text}
_TITLED: Mapping[str, Kind] = {"title": is_line, "text": is_text}
_WRITTEN: Mapping[str, Kind] = {**_TITLED, "feelings": is_lines, "tags": is_lines, "happened": is_line}
_QUOTED: Mapping[str, Kind] = {"quote": is_text, "which": is_number, "of": is_number}
ACTS: Mapping[str, Act] = {
    "comment": Act(_comment, {**_ANSWERED, **_QUOTED, "reply_to": is_parent_id, "agenda": is_flag}),
    "memo": Act(_memo, {**_ANSWERED, **_QUOTED}),
    "code": Act(_code, {**_ON_ENTRY, **_QUOTED, "code": is_line}),
    "answer": Act(_on_question(discussion.answer), _ANSWERED),
    "outcome": Act(_on_question(discussion.outcome), _ANSWERED),
    "withdraw": Act(_on_question(discussion.withdraw), _ANSWERED),
    "read": Act(_read, _ON_ENTRY),
    "reword": Act(_reword, {**_ON_COMMENT, "text": is_text}),
    "resolve": Act(_resolve, _ON_COMMENT),
    "reopen": Act(_reopen, _ON_COMMENT),
    "retract": Act(_retract, _ON_COMMENT),
    "diary": Act(_diary, {**_WRITTEN, "draft": is_flag, "share_at": is_line, "agenda": is_flag}),
    "ask": Act(_ask, {**_TITLED, "needed_by": is_line, "agenda": is_flag}),
    "edit": Act(_edit, {**_WRITTEN, "entry": is_entry_id, "needed_by": is_line, "over": is_blob}),
    "share": Act(_share, {"entry": is_entry_id, "at": is_line}),
    "keep": Act(_keep, _ON_ENTRY),
    "remove": Act(_remove, _ON_ENTRY),
    "choose": Act(_choose, {"entry": is_entry_id, "which": is_side}),
    **CALL_ACTS,
}
