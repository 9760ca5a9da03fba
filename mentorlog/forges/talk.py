"""A talk with a forge, without a socket: what is asked, and how an answer is read.

A talk is a generator: it yields what is to be asked, is sent the answer, and returns what came of it. So a test can
hold a talk against recordings, and one client can do them all.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from mentorlog.errors import ForgeFailed
from mentorlog.model.review import GHOST, PullRequest, ReviewComment, ReviewThread

_T = TypeVar("_T")
_ID = re.compile(r"[A-Za-z0-9_=+/.-]{1,100}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Call:
    """Something to ask.

    Attributes:
        method: of HTTP.
        path: behind the API's own address.
        query: its parameters.
        body: a JSON object, or None.
        pages: whether the answer is a list that may go on, page by page.
        refusals: states of HTTP that are an answer too.
        is_graphql: whether it goes to the forge's other API.
    """

    method: str
    path: str
    query: Mapping[str, str | int] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    pages: bool = False
    refusals: tuple[int, ...] = ()
    is_graphql: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the state of HTTP, and the JSON document; None for an empty one."""

    status: int
    body: Any = None


Talk = Generator[Call, Answer, _T]


class Forge(Protocol):
    """One repository at one forge."""

    @property
    def kind(self) -> str:
        """`github`, `gitlab`, `gitea` or `forgejo`."""

    @property
    def repository(self) -> str:
        """Its path there, such as `ada/journal`."""

    @property
    def web(self) -> str:
        """The address of the forge's pages."""

    def requests(self, branch: str = "") -> Talk[list[PullRequest]]:
        """The pull requests of a branch, or of all, in whatever state; what was changed last comes first."""

    def open(self, branch: str, target: str, title: str, body: str) -> Talk[PullRequest]:
        """Ask for a branch to be brought into another."""

    def read(self, number: int) -> Talk[tuple[PullRequest, list[ReviewThread]]]:
        """A pull request, and everything that was said on it."""

    def reply(self, request: PullRequest, thread: ReviewThread, body: str) -> Talk[None]:
        """Answer what was said on it."""

    def close(self, request: PullRequest) -> Talk[None]:
        """End it as it is."""

    def me(self) -> Talk[str]:
        """The login that the token stands for; "" where the forge does not tell."""

    def head(self, number: int) -> str:
        """The ref under which the forge keeps what a pull request would bring."""

    def link(self, branch: str, target: str) -> str:
        """The page on which a person opens a pull request by hand."""


class Row:
    """A JSON object that came from outside: every look at it says what it must be.

    Args:
        data: the object; anything else is one that holds nothing.
    """

    def __init__(self, data: object) -> None:
        self._data = data if isinstance(data, dict) else {}

    def __bool__(self) -> bool:
        return bool(self._data)

    def text(self, *keys: str) -> str:
        """The text at the first of those keys that holds one; "" where none does."""
        return next((value for key in keys if isinstance(value := self._data.get(key), str)), "")

    def number(self, *keys: str) -> int:
        """The number at the first of those keys that holds one, from 1; 0 where none does."""
        values = (self._data.get(key) for key in keys)
        return next((value for value in values if type(value) is int and value > 0), 0)

    def name_of(self, key: str) -> str:
        """The number at a key as a name; "" where there is none."""
        return str(self.number(key) or "")

    def id(self) -> str:
        """The forge's own name for it.

        Raises:
            ForgeFailed: it has none.
        """
        value = self._data.get("id")
        if type(value) is not int and not (isinstance(value, str) and _ID.fullmatch(value)):
            raise _strange("something without an id")
        return str(value)

    def instant(self, *keys: str) -> datetime:
        """The instant at the first of those keys that holds one; Go's year 1, for none, is the beginning of our time.

        Raises:
            ForgeFailed: none does.
        """
        try:
            instant = datetime.fromisoformat(self.text(*keys))
            whole = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError):
            raise _strange("a time that is none") from None
        return max(whole, _EPOCH)

    def commit(self, *keys: str) -> str:
        """The name of a commit at the first of those keys that holds one; "" where none does."""
        return next((text for key in keys if _COMMIT.fullmatch(text := self.text(key))), "")

    def has(self, key: str) -> bool:
        """Whether there is something at a key."""
        return self._data.get(key) not in (None, False, "", 0)

    def truth(self, key: str) -> bool | None:
        """True, False, or None where neither is said."""
        value = self._data.get(key)
        return value if isinstance(value, bool) else None

    def row(self, key: str) -> Row:
        """The object at a key."""
        return Row(self._data.get(key))

    def rows(self, key: str) -> list[Row]:
        """The objects in the list at a key."""
        return rows(self._data.get(key))

    def numbered(self, link: str) -> str:
        """The name of a repository that outlives its renaming: the host of its own links, and its number there."""
        return f"{urlsplit(link).netloc.lower()}/{self.id()}"

    def login(self, key: str = "user") -> str:
        """The login of the person at a key."""
        return self.row(key).text("login", "username") or GHOST


def by_age(row: Row) -> tuple[int, str]:
    """Orders by numbers that are counted up, however long they are."""
    return len(row.id()), row.id()


def rows(data: object) -> list[Row]:
    """The objects of a list that came from outside."""
    return [Row(each) for each in data if isinstance(each, dict)] if isinstance(data, list) else []


def is_own(row: Row) -> bool:
    """Whether what a pull request brings lies in the very repository; a fork may have a branch of the same name."""
    here, there = (row.row(end).row("repo") for end in ("base", "head"))
    return not there or there.id() == here.id()


def comment(row: Row, kind: str) -> ReviewComment:
    """What somebody said, as GitHub tells it, and as Gitea does after it."""
    return ReviewComment(
        kind=kind,
        id=row.id(),
        login=row.login(),
        written=row.instant("created_at"),
        changed=row.instant("updated_at", "created_at"),
        body=row.text("body"),
        link=row.text("html_url"),
    )


def who_am_i() -> Talk[str]:
    """The login that the token stands for; all forges tell it at the same path."""
    answer = yield Call("GET", "/user", refusals=(401, 403, 404))
    return Row(answer.body).text("login", "username")


def by_replies(said: Iterable[tuple[Row, str]]) -> dict[str, list[Row]]:
    """Comments by the id of the one that began their thread: each comes with the id of what it answers, or ""."""
    every = {row.id(): (row, parent) for row, parent in said}
    threads: dict[str, list[Row]] = {}
    for id_ in every:
        at, seen = id_, {id_}
        while at in every and every[at][1] and every[at][1] not in seen:
            at = every[at][1]  # at last, one that answers nothing, or one that is gone: its replies stay together
            seen.add(at)
        threads.setdefault(at, []).append(every[id_][0])
    return threads


def _strange(what: str) -> ForgeFailed:
    return ForgeFailed(f"the forge's answer holds {what}", "try again later; if it stays so, tell the authors")
