"""Comment files: `comments/<entry id>/<comment id>.md`."""

from __future__ import annotations

import re

from mentorlog.codec.front_matter import emit, is_yes, parse
from mentorlog.errors import BadValue, Unreadable
from mentorlog.model import clock
from mentorlog.model.anchor import Target
from mentorlog.model.comment import Comment, Motivation
from mentorlog.model.ids import COMMENT_ID
from mentorlog.model.person import People
from mentorlog.model.source import Source

_ACTS = ("replaces", "resolves", "reopens", "retracts")
_SOURCE = ("forge", "repository", "kind", "id", "link", "verdict", "line")
_DIGITS = 10
_BLOB = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def comment_path(comment: Comment) -> str:
    """Where a comment is kept."""
    return f"comments/{comment.entry_id}/{comment.id}.md"


def read_comment(text: str, path: str, people: People, blob: str = "") -> Comment:
    """A comment; the folder's name is the entry's id, and the file's name stands in for a missing id.

    Raises:
        Unreadable: the header is broken, or has no date or author; with path and line.
    """
    folder, _, name = path.rpartition("/")
    try:
        document = parse(text)
        author = _listed(document.value("author").lstrip("@").lower(), people)
        return Comment(
            id=_comment_id(document.value("id") or name.removesuffix(".md")),
            entry_id=folder.rpartition("/")[2],
            author=_needed(author, "author"),
            date=clock.read_instant(_needed(document.value("date"), "date"), people[author].zone),
            motivation=document.value("motivation") or Motivation.COMMENTING,
            body=document.body.replace("\r\n", "\n").strip("\n"),
            in_reply_to=document.value("in_reply_to"),
            target=_read_target(document.mapping("target")) if "target" in document else None,
            **{act: document.value(act) for act in _ACTS},
            agenda=is_yes(document.value("agenda")),
            call=document.value("call"),
            source=_read_source(document.mapping("source")) if "source" in document else None,
            code=" ".join(document.value("code").split()),
            path=path,
            blob=blob,
        )
    except (Unreadable, BadValue) as error:
        raise Unreadable(error.message, error.hint, path=path, line=error.line) from None


def first_of(one: str, two: str) -> str | None:
    """Of two files of one comment that came from a forge, the one that counts; None where they are no such files.

    Each of two people may have brought it home, and seen it before or after it was changed there: the later counts; and
    of the same wording the one by a listed author, before a bare login, and the one that knows its words.
    """
    ranked = []
    for text in (one, two):
        document = parse(text)
        if not COMMENT_ID.fullmatch(document.value("id")) or "source" not in document:
            return None
        date = clock.read_instant(document.mapping("source").get("date", ""), "UTC")
        ranked.append((date, "@" not in document.value("author"), "target" in document, text))
    return max(ranked)[-1]


def write_comment(comment: Comment) -> str:
    """The file of a new comment."""
    lines = [
        "---",
        f"id: {comment.id}",
        f"author: {emit(comment.author)}",
        f"date: {clock.stamp(comment.date)}",
        f"motivation: {emit(str(comment.motivation))}",
    ]
    lines += [f"{key}: {getattr(comment, key)}" for key in ("in_reply_to", *_ACTS, "call") if getattr(comment, key)]
    lines += ["agenda: true"] if comment.agenda else []
    lines += [f"code: {emit(comment.code)}"] if comment.code else []
    if comment.target:
        lines.append("target:")
        lines += [f"  {key}: {value}" for key, value in _target_fields(comment.target).items() if value]
    if comment.source:
        lines.append("source:")
        lines += [f"  {key}: {value}" for key, value in _source_fields(comment.source).items() if value]
    body = f"\n{comment.body.strip()}\n" if comment.body.strip() else ""
    return "\n".join([*lines, "---", ""]) + body


def _listed(author: str, people: People) -> str:
    """The handle of a forge's `login@forge`, where somebody is listed with it by now."""
    login, mark, forge = author.partition("@")
    person = people.by_login(login, forge) if mark else None
    return person.handle if person else author


def _comment_id(text: str) -> str:
    wanted = text.strip().lower()
    if not COMMENT_ID.fullmatch(wanted):
        raise Unreadable(f"'{text}' is not the id of a comment", "keep the name that mentorlog gave the file")
    return wanted


def _needed(value: str, key: str) -> str:
    if not value:
        raise Unreadable(f"a comment needs `{key}`", f"write `{key}: ...` into its header", line=1)
    return value


def _target_fields(target: Target) -> dict[str, str]:
    return {
        "exact": emit(target.exact),
        "prefix": emit(target.prefix),
        "suffix": emit(target.suffix),
        "start": str(target.start),
        "end": str(target.end),
        "blob": target.blob,
    }


def _read_target(fields: dict[str, str]) -> Target:
    start, end = (_number(fields.get(key, "")) for key in ("start", "end"))
    words = {key: fields.get(key, "") for key in ("exact", "prefix", "suffix")}
    blob = fields.get("blob", "").lower()
    return Target(**words, start=start, end=end, blob=blob if _BLOB.fullmatch(blob) else "")


def _source_fields(source: Source) -> dict[str, str]:
    fields = {key: emit(getattr(source, key)) for key in _SOURCE if getattr(source, key)}
    return fields | {"date": clock.stamp(source.date)}


def _read_source(fields: dict[str, str]) -> Source:
    words = {key: fields.get(key, "") for key in _SOURCE}
    return Source(**words, date=clock.read_instant(_needed(fields.get("date", ""), "date"), "UTC"))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0
