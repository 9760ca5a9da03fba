"""What a page of the study asks: counts of what was written and said, and the codes that passages were given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mentorlog.insights import Answered, Insights, Written
from mentorlog.model.entry import Channel
from mentorlog.research.coding import Agreement, Coded, agreements, by_channel, together
from mentorlog.website.charts import Bars, Pictures, Table, bars, pictures
from mentorlog.website.reading import Reading

if TYPE_CHECKING:
    from mentorlog.model.comment import Remark
    from mentorlog.model.entry import Entry


class Study(Reading):
    """One page's questions to the site, those who study it included."""

    def insights(self, written: Mapping[str, Any], dated: Mapping[str, int]) -> Insights:
        """What the records tell.

        Args:
            written: what the entries tell, as plain data.
            dated: how many entries there are among what search finds, by month; the rest was said.
        """
        found: Mapping[str, int] = self.ask("lists", "found")
        said = {month: count - dated.get(month, 0) for month, count in found.items()}
        answers = [Answered(*row[:-1]) for row in self.ask("list", "answers")]
        in_calls = Counter(row[0] for row in self.ask("list", "in calls"))
        comments = {month: count for month, count in said.items() if count}
        return Insights(Written(**written), answers, self.length("open"), comments, in_calls)

    def pictures(self, found: Insights) -> Pictures:
        """What there is to draw of it."""
        return pictures(found)

    def bars(self, table: Table) -> Bars:
        """A picture of a table of months or years."""
        return bars(table)

    def codings(self, names: Mapping[str, str]) -> list[Coded]:
        """Every code that was given; `names` are the words of the codebook, by what they are called."""
        return [
            Coded(names.get(word, word), coder, path, _channel(path), length, _span(start, end), id_)
            for word in self.ask("lists", "coded")
            for id_, coder, start, end, length, path in self.ask("list", f"coded {word}")
        ]

    def passages(self, words: Sequence[str]) -> list[tuple[Entry, Remark, str | None]]:
        """What was given one of some words: the entry, who coded it, and the passage; None for the entry as a whole."""
        rows = sorted(row for word in words for row in self.ask("list", f"coded {word}"))
        found = []
        for id_, _, start, end, _, path in rows:
            entry = self._file(path)
            remark = self._said(path, id_).remark
            assert remark  # noqa: S101 - for the type checker: what was said has a remark
            target = remark.comment.target
            words_now = entry.body[start:end] if _span(start, end) else target.exact if target else ""
            found.append((entry, remark, words_now if target else None))
        return found

    def by_channel(self, found: Sequence[Coded]) -> Mapping[str, Counter[Channel]]:
        """How often each code was given in each channel."""
        return by_channel(found)

    def together(self, found: Sequence[Coded]) -> list[tuple[tuple[str, str], int]]:
        """How often two codes overlap, most often first."""
        return sorted(together(found).items(), key=lambda each: (-each[1], each[0]))

    def agreements(self, found: Sequence[Coded]) -> Mapping[tuple[str, str], list[Agreement]]:
        """How far coders agree, by pairs of them."""
        return agreements(found)


def _channel(path: str) -> Channel:
    return Channel.of_folder(path.partition("/")[0]) or Channel.DIARY


def _span(start: int | None, end: int | None) -> tuple[int, int] | None:
    return None if start is None or end is None else (start, end)
