"""Where something was said before it came here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was said before it came here: on a forge, by the forge's own clock and numbering.

    Attributes:
        forge: which kind.
        repository: what the forge numbers the repository.
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
