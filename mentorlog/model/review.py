"""A pull request and what was said on it, in words that no single forge owns.

Terms follow GitHub's and Forgejo's: a *pull request* (GitLab's merge request), a *review thread* (GitLab's discussion)
of *review comments*, each at a *line* of a *side* of the change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

GHOST = "ghost"
"""Whose words they are that an account said which is gone, as GitHub calls it; and who did what nobody is named for."""


class State(StrEnum):
    """How a pull request stands."""

    OPEN = "open"
    MERGED = "merged"
    CLOSED = "closed"


class Verdict(StrEnum):
    """What a review says of the whole."""

    NONE = ""
    APPROVED = "approved"
    CHANGES = "changes requested"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A request to bring a branch into another.

    Attributes:
        forge: which kind: `github`, `gitlab`, `gitea` or `forgejo`.
        repository: the forge's host, and its number for the repository, which outlives renaming.
        number: of the request there.
        link: where it is read.
        title: plain text.
        state: how it stands.
        branch: that is to be brought in.
        head: the commit that it is at.
        target: the branch that it is to be brought into.
        base: the commit that the change is seen from.
        changed: when anything about it was changed last.
    """

    forge: str
    repository: str
    number: int
    link: str
    title: str
    state: State
    branch: str
    head: str
    target: str
    base: str
    changed: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a change something was said: a line, or several, of one side.

    Attributes:
        path: of the file on that side.
        line: the last of the lines, from 1; 0 for the file as a whole.
        first: the first of them; 0 where there is but one.
        is_old: whether they are lines of the file as it was before the change.
        commits: in which the file read so: the likeliest first.
        heads: of the change as it was looked at, where the file read so before it.
        hunk: the piece of the diff, as the forge shows it, that ends with the line; "" where it gives none.
    """

    path: str
    line: int = 0
    first: int = 0
    is_old: bool = False
    commits: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    hunk: str = ""


@dataclass(frozen=True, slots=True)
class ReviewComment:
    """Something that somebody said on a forge.

    Attributes:
        kind: `review`, `line` or `talk`: which of the forge's numberings the id is in.
        id: the forge's own.
        login: of who said it.
        written: when, by the forge's clock.
        changed: when it was changed last.
        body: Markdown.
        link: where it is read.
        verdict: what a review says of the whole.
    """

    kind: str
    id: str
    login: str
    written: datetime
    changed: datetime
    body: str
    link: str
    verdict: Verdict = Verdict.NONE


@dataclass(frozen=True, slots=True)
class ReviewThread:
    """A comment with the replies to it.

    Attributes:
        comments: in the order in which they were said; the first began it.
        place: where; None for the request as a whole.
        resolved: whether it is settled there; None where the forge does not tell.
        resolver: the login of who settled it, or "".
        settled: when it was settled; None where the forge does not tell.
        id: what the forge calls it, where it has a name of its own.
    """

    comments: tuple[ReviewComment, ...]
    place: Place | None = None
    resolved: bool | None = None
    resolver: str = ""
    settled: datetime | None = None
    id: str = ""

    @property
    def root(self) -> ReviewComment:
        """What began it."""
        return self.comments[0]
