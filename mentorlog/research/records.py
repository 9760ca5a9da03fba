"""Records: a corpus as plain data, one mapping for each thing, in a fixed order; see `schema` for what each holds."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import mentorlog
from mentorlog.model import clock
from mentorlog.model.anchor import Target
from mentorlog.model.codebook import Code
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Call, Channel, Entry
from mentorlog.model.person import Hours, Person
from mentorlog.model.question import first_answer, question_state
from mentorlog.model.revision import Revision
from mentorlog.research.corpus import Corpus, Text
from mentorlog.research.schema import SCHEMA

Record = dict[str, Any]
OWN_COPY = "the pair's own full copy, with every name in it: not for sharing"


def records(corpus: Corpus, *, revisions: bool = False) -> Iterator[Record]:
    """Everything: the journal, its people, its entries, what was said of them, how they came to be, all other files.

    Args:
        corpus: to tell of.
        revisions: whether to tell of every saved state of every entry.
    """
    journal = corpus.journal
    journal.find_anchors()
    yield _record(
        "journal",
        schema=SCHEMA,
        program=f"mentorlog {mentorlog.__version__}",
        commit="" if corpus.use else corpus.commit,
        saved=corpus.saved and clock.stamp(corpus.saved),
        copy=f"for {corpus.use}, under pseudonyms" if corpus.use else OWN_COPY,
    )
    yield from (_person(person) for person in journal.people)
    yield from (_entry(corpus, entry) for entry in journal.entries)
    yield from (_comment(corpus, comment) for comment in corpus.said())
    yield from (_code(code) for code in journal.codebook.codes)
    if revisions:
        for entry in journal.entries:
            yield from (_revision(corpus, entry, each) for each in journal.past.revisions(entry))
    yield from (_file(path, data) for path, data in sorted(corpus.files.items()))


def _record(kind: str, **fields: object) -> Record:
    """A record without what says nothing."""
    return {"kind": kind} | {
        key: value for key, value in fields.items() if value or (value == 0 and value is not False)
    }


def _person(person: Person) -> Record:
    return _record(
        "person", handle=person.handle, name=person.name, mail=person.mail, role=str(person.role), zone=person.zone,
        logins=dict(person.logins), waking=_hours(person.waking), working=_hours(person.working),
    )  # fmt: skip


def _hours(hours: Hours) -> list[str]:
    return [f"{hours.begins:%H:%M}", f"{hours.ends:%H:%M}"]


def _entry(corpus: Corpus, entry: Entry) -> Record:
    text, thread = corpus.texts[entry.path], corpus.journal.thread(entry.id)
    is_question = entry.channel is Channel.QUESTION
    answer = first_answer(entry, thread)
    return _record(
        "entry", id=entry.id, channel=entry.channel.noun, path=entry.path, title=entry.title, author=entry.author,
        date=entry.date and clock.stamp(entry.date), zone=entry.zone,
        happened=entry.happened and entry.happened.isoformat(), feelings=entry.feelings, tags=entry.tags,
        about=entry.about, agenda=entry.agenda, needed_by=entry.needed_by and clock.stamp(entry.needed_by),
        state=str(question_state(entry, thread)) if is_question else None,
        answered=answer and clock.stamp(answer.date),
        call=entry.call and _call(entry.call), transcript_of=entry.transcript_of,
    ) | _written(corpus, text)  # fmt: skip


def _call(call: Call) -> Record:
    fields = _record(
        "", starts=call.starts and clock.stamp(call.starts), minutes=call.minutes, host=call.host, state=call.state,
        link=call.link, place=call.place, repeat=call.repeat, recorded=call.recorded, series=call.series,
        slot=call.slot and call.slot.isoformat(), moved=[wall.isoformat() for wall in call.moved],
    )  # fmt: skip
    fields.pop("kind")
    return fields


def _comment(corpus: Corpus, comment: Comment) -> Record:
    text, journal = corpus.texts[comment.path], corpus.journal
    remark, root = journal.thread(comment.entry_id).place(comment.id)
    entry = journal.get(comment.entry_id)
    anchor = journal.anchor(comment, entry) if entry else None
    target, source = comment.target, comment.source
    return _record(
        "comment", id=comment.id, entry=comment.entry_id, path=comment.path, author=comment.author,
        date=clock.stamp(comment.date), motivation=str(comment.motivation),
        thread=root, depth=remark.depth if remark else None,
        in_reply_to=comment.in_reply_to, replaces=comment.replaces, resolves=comment.resolves, reopens=comment.reopens,
        retracts=comment.retracts, code=comment.code, agenda=comment.agenda, in_call=comment.call,
        target=target and _target(target),
        anchor=anchor and {"state": str(anchor.state), "start": anchor.start, "end": anchor.end},
        source=source and {
            **{key: getattr(source, key) for key in ("forge", "repository", "kind", "id", "link", "verdict", "line")},
            "date": clock.stamp(source.date),
        },
    ) | _written(corpus, text)  # fmt: skip


def _code(code: Code) -> Record:
    meanings = [each.meaning for each in code.definitions if each.meaning]
    instead_of = sorted({old for each in code.definitions for old in each.instead_of})
    return _record("code", word=code.word, under=code.under, meanings=meanings, instead_of=instead_of)


def _target(target: Target) -> Record:
    """The words that were spoken of; their place in a text that nobody else has is not told."""
    place = ("start", "end", "blob") if target.blob else ()
    return {key: getattr(target, key) for key in ("exact", "prefix", "suffix", *place)}


def _written(corpus: Corpus, text: Text) -> Record:
    """A file as it is written; others get no header, which would tell more than its fields."""
    return {"body": text.body} if corpus.use else {"head": text.head, "body": text.body}


def _revision(corpus: Corpus, entry: Entry, revision: Revision) -> Record:
    return _record(
        "revision", entry=entry.id, path=revision.path, commit=revision.commit, author=revision.author,
        date=clock.stamp(revision.date), blob=revision.blob, before=revision.before,
        body=corpus.journal.past.text(entry, revision.blob) if revision.blob else None,
    )  # fmt: skip


def _file(path: str, data: bytes) -> Record:
    return {
        "kind": "file",
        "path": path,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "base64": base64.b64encode(data).decode(),
    }


def texts_in(found: Iterable[Record]) -> Iterator[str]:
    """Every text that stands in some records, at whatever depth."""
    for record in found:
        waiting: list[object] = list(record.values())
        while waiting:
            value = waiting.pop()
            if isinstance(value, str):
                yield value
            elif isinstance(value, dict):
                waiting += value.values()
            elif isinstance(value, list | tuple):
                waiting += value
