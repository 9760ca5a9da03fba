"""Where something was said before it came here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

_FORKS = {"forgejo": "gitea"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was said before it came here: on a forge, by the forge's own clock and numbering.

    Attributes:
        forge: which kind.
        repository: the forge's host, and its number for the repository.
        kind: which of the forge's numberings the id is in.
        id: the forge's own.
        date: when it was said, or changed last.
        link: where it is read there.
        verdict: what a review said of the whole, or "".
        line: the line of an entry's header that was spoken of, or "".
    """

    forge: str
    repository: str
    kind: str
    id: str
    date: datetime
    link: str = ""
    verdict: str = ""
    line: str = ""


def family(forge: str) -> str:
    """What a kind of forge counts as: a fork as what it was forked from, for people know it by either name."""
    return _FORKS.get(forge, forge)
