"""What became of a journal on its way to others: what is in, what is not, and what the pair should look at."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from mentorlog.model.consent import Use


@dataclass
class Report:
    """What became of a journal on its way to others.

    Attributes:
        use: for which it is.
        kept: how many entries and comments are in it, by channel.
        left_out: how many are not, by channel and reason.
        files: how many other files are left out.
        unlisted: how many of its entries were saved, at some time, by somebody whom the journal does not list: nobody
            asked them, and their words go out as those of the entry's author.
        unknown: capitalised words that the list does not know, and how often they stand there: for the pair alone.
        inside: listed names within longer words, and how often: for the pair alone.
    """

    use: Use
    kept: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    files: int = 0
    unlisted: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)

    def json(self) -> bytes:
        """What others may know of it: no word of what was left out."""
        told = {
            "use": str(self.use),
            "kept": dict(sorted(self.kept.items())),
            "left out": dict(sorted(self.left_out.items())),
            "files left out": self.files,
            "entries saved by somebody not listed too": self.unlisted,
        }
        return json.dumps(told, indent=1).encode() + b"\n"
