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

_ACTS = ("replaces", "resolves", "reopens", "retracts")
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
        author = document.value("author").lstrip("@").lower()
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
            path=path,
            blob=blob,
        )
    except (Unreadable, BadValue) as error:
        raise Unreadable(error.message, error.hint, path=path, line=error.line) from None


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
    if comment.target:
        lines.append("target:")
        lines += [f"  {key}: {value}" for key, value in _target_fields(comment.target).items() if value]
    body = f"\n{comment.body.strip()}\n" if comment.body.strip() else ""
    return "\n".join([*lines, "---", ""]) + body


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


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0
