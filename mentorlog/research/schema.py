"""The schema of an export: what every kind of record holds, and what it means. The data dictionary is made of it."""

from __future__ import annotations

from dataclasses import dataclass

SCHEMA = 1
"""Counted up when a field changes its meaning or goes; new fields may come without."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind of record.

    Attributes:
        name: its key.
        type: as JSON Schema calls it; `instant`, `day` and `wall` are strings.
        meaning: in a sentence; with units.
    """

    name: str
    type: str
    meaning: str


_ID = "the identity that it keeps through renaming and rewriting"
_BODY = "Markdown, exactly as it is written, line ends too"
_HEAD = "the header as it is written, with its fences; head and body together are the file"
_TARGET = (
    "the words that were spoken of: `exact`, with up to 48 characters before and behind, `start` and `end` in the text"
    " that was read, and git's name for that text, `blob`"
)
_ANCHOR = (
    "where those words stand in the body of this export: `state` is anchored, drifted (reworded) or orphan (gone);"
    " `start` and `end` count code points from 0, once every line end is one character"
)
_CALL = (
    "what only a call has: `starts`, `minutes`, `host`, `state`, `link`, `place`, `repeat`, `recorded` (as agreed),"
    " `series`, `slot`, `moved` (the times before)"
)
_SOURCE = "where it was said before it came here: a forge, its numbering, link and time, and a review's verdict"

KINDS: dict[str, tuple[Field, ...]] = {
    "journal": (
        Field("schema", "integer", "of this document"),
        Field("program", "string", "what wrote it"),
        Field("commit", "string", "git's name for the state that was exported; of one for others it stands on the bag"),
        Field("saved", "instant", "when that state was saved; for others, when the newest of what is in was written"),
        Field("copy", "string", "for whom this export is"),
    ),
    "person": (
        Field("handle", "string", "the short name that entries and comments bear"),
        Field("name", "string", "as shown"),
        Field("mail", "string", "as git records it"),
        Field("role", "string", "mentee, mentor or guest"),
        Field("zone", "string", "IANA time zone"),
        Field("logins", "object", "login by kind of forge"),
        Field("waking", "array", "from when to when they may be called, on their own wall"),
        Field("working", "array", "from when to when they work, on the days of work"),
    ),
    "entry": (
        Field("id", "string", _ID),
        Field("channel", "string", "diary, question or call"),
        Field("path", "string", "where the file lies in the journal"),
        Field("title", "string", "plain text"),
        Field("author", "string", "a handle"),
        Field("date", "instant", "when it was written, on the writer's own clock"),
        Field("zone", "string", "IANA time zone of that clock"),
        Field("happened", "day", "the day that it is about, where that is another"),
        Field("feelings", "array", "as the writer named them"),
        Field("tags", "array", "the themes"),
        Field("about", "array", "ids that it follows from"),
        Field("agenda", "boolean", "whether it was for the next call"),
        Field("needed_by", "instant", "of a question: when an answer would stop being useful"),
        Field("state", "string", "of a question: open, answered or withdrawn"),
        Field(
            "answered", "instant", "of a question: when somebody else answered it first; null where it was withdrawn"
        ),
        Field("call", "object", _CALL),
        Field("transcript_of", "string", "the id of the call of which this is what was said, word for word"),
        Field("head", "string", _HEAD),
        Field("body", "string", _BODY),
    ),
    "comment": (
        Field("id", "string", "a ULID: its first ten letters are the time, the rest is chance"),
        Field("entry", "string", "the id of the entry that it is about"),
        Field("path", "string", "where the file lies in the journal"),
        Field("author", "string", "a handle, or `login@forge` for somebody whom the journal does not list"),
        Field("date", "instant", "when it was said, on the writer's own clock"),
        Field(
            "motivation", "string", "of W3C Web Annotation, such as commenting, replying, assessing; with a few of ours"
        ),
        Field("thread", "string", "the id of the comment that began the thread; its own for the first"),
        Field("depth", "integer", "0 for the first of a thread, 1 for its replies, and so on"),
        Field("in_reply_to", "string", "the id of the comment that it answers"),
        Field("replaces", "string", "the id of the comment of which this is a later wording"),
        Field("resolves", "string", "the id of the comment whose thread it settles"),
        Field("reopens", "string", "the id of the settling that it takes back"),
        Field("retracts", "string", "the id of the comment that its author takes back by it"),
        Field("code", "string", "of a passage that was coded: the word of the codebook, as it was given"),
        Field("agenda", "boolean", "whether it marks something for the next call"),
        Field("in_call", "string", "the id of the call in which it was said"),
        Field("target", "object", _TARGET),
        Field("anchor", "object", _ANCHOR),
        Field("source", "object", _SOURCE),
        Field("head", "string", _HEAD),
        Field("body", "string", _BODY),
    ),
    "code": (
        Field("word", "string", "of the codebook, as it goes today"),
        Field("under", "string", "the word of the code that it is a part of"),
        Field("meanings", "array", "when it is given: one, or all of several that were written apart"),
        Field("instead_of", "array", "the words that go by this one"),
    ),
    "revision": (
        Field("entry", "string", "the id of the entry"),
        Field("path", "string", "where it lay then"),
        Field("commit", "string", "git's name for the commit"),
        Field("author", "string", "the handle of who saved it, or the name that git has"),
        Field("date", "instant", "when it was saved"),
        Field("blob", "string", "git's name for the text; missing where the entry was taken off the pages"),
        Field("before", "string", "git's name for the text that it was made from"),
        Field("body", "string", "the text then, line ends as LF; missing where this clone has it no more"),
    ),
    "file": (
        Field("path", "string", "where it lies in the journal"),
        Field("bytes", "integer", "how long it is"),
        Field("sha256", "string", "of its bytes, in hexadecimal digits"),
        Field("base64", "string", "its bytes"),
    ),
}
_TYPES = {
    "instant": "an instant with its offset from UTC (ISO 8601)",
    "day": "a day (ISO 8601)",
    "array": "a list",
    "object": "a JSON object",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
}


def dictionary() -> str:
    """The data dictionary, in Markdown."""
    about = f"Schema {SCHEMA}. Every record says its `kind`; a field that says nothing is left out. Text is UTF-8."
    parts = [f"# Data dictionary\n\n{about}\n"]
    for kind, fields in KINDS.items():
        rows = [f"| `{field.name}` | {_TYPES[field.type]} | {field.meaning} |" for field in fields]
        parts.append("\n".join([f"## {kind}\n", "| field | is | meaning |", "| --- | --- | --- |", *rows, ""]))
    return "\n".join(parts)
