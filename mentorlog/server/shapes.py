"""The shape of what a page sends: an act with exactly its fields, each of its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mentorlog.actions.writer import Writer
from mentorlog.errors import BadValue
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Entry
from mentorlog.model.ids import COMMENT_ID, ENTRY_ID

_LINE = 500
_DAY = 24 * 60
_SHAPE = "that is not what a page of the journal sends"
_AGAIN = "reload the page"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an act.

    Attributes:
        entry: the id of the entry that it is about; "" where it is about none.
        page: of that entry, from the top of the site; "" for none, or a draft.
        comment: the id of the comment that it made; "".
        kept: whether a draft was kept on this machine, and nothing shared.
        over: git's name for the draft's words now; "" for no draft.
    """

    entry: str = ""
    page: str = ""
    comment: str = ""
    kept: bool = False
    over: str = ""

    @classmethod
    def about(cls, entry: Entry, comment: Comment | None = None) -> Answer:
        """The answer to an act on an entry."""
        page = "" if entry.draft else f"{entry.channel.folder}/{entry.id}.html"
        return cls(entry.id, page, comment.id if comment else "", entry.draft)

    @classmethod
    def of(cls, paths: Iterable[str]) -> Answer:
        """The answer to an act that was saved before, by the files that it brought."""
        said = next((path.split("/") for path in paths if path.startswith("comments/")), None)
        return cls(entry=said[1], comment=said[2].removesuffix(".md")) if said else cls()

    @property
    def facts(self) -> dict[str, Any]:
        """As a page is told."""
        return asdict(self)


# The kinds of fields


def is_text(value: object) -> bool:
    """Whether it is text, whole letters only."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half a character
        return False
    return "\0" not in value


def is_line(value: object) -> bool:
    """Whether it is text of one line."""
    return isinstance(value, str) and len(value) <= _LINE and is_text(value) and "\n" not in value


def is_lines(value: object) -> bool:
    """Whether it is a list of such."""
    return isinstance(value, list) and len(value) <= _LINE and all(is_line(each) for each in value)


def is_flag(value: object) -> bool:
    """Whether it is true or false."""
    return isinstance(value, bool)


def is_number(value: object) -> bool:
    """Whether it is a small number, none below 0."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LINE


def is_minutes(value: object) -> bool:
    """Whether it is so long as a call may be."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _DAY


def is_outcome(value: object) -> bool:
    """Whether it is what may become of a call."""
    return value in ("held", "missed", "cancelled", "planned")


def is_entry_id(value: object) -> bool:
    """Whether it has the form of an entry's id."""
    return isinstance(value, str) and bool(ENTRY_ID.fullmatch(value))


def is_comment_id(value: object) -> bool:
    """Whether it has the form of a comment's id."""
    return isinstance(value, str) and bool(COMMENT_ID.fullmatch(value))


def is_parent_id(value: object) -> bool:
    """Whether it is a comment's id, or empty."""
    return value == "" or is_comment_id(value)


def is_blob(value: object) -> bool:
    """Whether it has the form of git's name for a text."""
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{40}", value))


def is_side(value: object) -> bool:
    """Whether it is one of two versions, or both."""
    return value in ("here", "there", "both")


Kind = Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be asked.

    Attributes:
        run: does it.
        fields: what it takes, each with what it must be.
    """

    run: Callable[[Writer, Mapping[str, Any]], Answer]
    fields: Mapping[str, Kind]


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as it was asked.

    Attributes:
        key: its identity, a ULID.
        action: its name.
        anyway: whether it is to be done although real names stand in the words.
        fields: what it is given.
    """

    key: str
    action: str
    anyway: bool
    fields: Mapping[str, Any]


def checked(body: object, acts: Mapping[str, Act]) -> Asked:
    """What was asked, once it is sure that it has the shape of one of the acts.

    Raises:
        BadValue: it has not.
    """
    if not isinstance(body, dict):
        raise BadValue(_SHAPE, _AGAIN)
    fields = dict(body)
    key, action, anyway = (fields.pop(name, None) for name in ("id", "action", "anyway"))
    act = acts.get(action) if isinstance(action, str) else None
    if act is None or not is_comment_id(key) or not is_flag(anyway) or fields.keys() != act.fields.keys():
        raise BadValue(_SHAPE, _AGAIN)
    if wrong := [name for name, kind in act.fields.items() if not kind(fields[name])]:
        raise BadValue(f"{_SHAPE} as `{wrong[0]}`", _AGAIN)
    return Asked(str(key), str(action), bool(anyway), fields)
