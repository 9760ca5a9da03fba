"""What a page of the study asks: counts of what was written and said, and the codes that passages were given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mentorlog.insights import Answered, Insights, Written
from mentorlog.model.entry import Channel
from mentorlog.research.coding import Coding, distinct
from mentorlog.website.facts import Row
from mentorlog.website.reading import Reading

if TYPE_CHECKING:
    from mentorlog.model.comment import Remark
    from mentorlog.model.entry import Entry

    Noted = tuple[Entry, Remark, str | None]
    """What was noted of an entry, with the words that it is about, as they stand; None for an entry as a whole."""


class Study(Reading):
    """One page's questions to the site, those who study it included."""

    def insights(self, written: Mapping[str, Any]) -> Insights:
        """What the records tell; `written` is what the entries tell, as plain data."""
        answers = [Answered(*row[:-1]) for row in self.ask("list", "answers")]
        in_calls = Counter(row[0] for row in self.ask("list", "in calls"))
        return Insights(Written(**written), answers, self.length("open"), dict(self.ask("lists", "said")), in_calls)

    def codings(self, names: Mapping[str, str]) -> list[Coding]:
        """Every code that was given; `names` say what each word of the codebook goes by."""
        return distinct(
            _coding(names.get(word, word), row)
            for word in self.ask("lists", "coded")
            for row in self.ask("list", f"coded {word}")
        )

    def passages(self, words: Sequence[str], most: int) -> tuple[int, list[Noted]]:
        """How many passages were given one of some words; and the first of them in time."""
        found = distinct(_coding(words[0], row) for word in words for row in self.ask("list", f"coded {word}"))
        found.sort(key=lambda each: (self._file(each.path).when, each.path, each.span or (0, 0), each.id))
        return len(found), [self._noted(each.path, each.id) for each in found[:most]]

    def memos(self, most: int) -> tuple[int, list[Noted]]:
        """The same of memos, the newest first."""
        rows = self.ask("list", "memos")
        return len(rows), [self._noted(path, id_) for _, id_, path in rows[::-1][:most]]

    def _noted(self, path: str, comment_id: str) -> Noted:
        entry, remark = self._file(path), self._said(path, comment_id).remark
        assert remark  # noqa: S101 - for the type checker: what was said has a remark
        anchor, target = self.anchor(remark, entry), remark.comment.target
        if anchor and anchor.span:
            return entry, remark, entry.body[slice(*anchor.span)]
        return entry, remark, target.exact if target else None


def _coding(code: str, row: Row) -> Coding:
    id_, coder, start, end, is_whole, length, path = row
    channel = Channel.of_folder(path.partition("/")[0]) or Channel.DIARY
    return Coding(code, coder, path, channel, length, (start, end) if start >= 0 else None, is_whole, id_)
