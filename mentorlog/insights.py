"""Insights: what a journal's own records tell of how two people write, ask and answer. Counts, and no scores.

Diary-keeping behaviour (when, how often, how much was rewritten) is data in its own right. Small numbers are said as
they are: no average stands for fewer than five.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from mentorlog.model import clock
from mentorlog.model.comment import Motivation, Remark
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.story import times_changed

FEW = 5
"""Below it, numbers are told one by one, if at all."""
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Month:
    """One month of writing.

    Attributes:
        key: such as `2026-11`.
        entries: how many entries, by channel.
        words: how many words in them, by channel.
        comments: how many things were said.
        feelings: how often each was felt.
    """

    key: str
    entries: Mapping[Channel, int]
    words: Mapping[Channel, int]
    comments: int
    feelings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its first answer.

    Attributes:
        question: the question.
        asked: the hour of the asker's day, 0 to 23.
        answered: the hour of the answerer's day.
        hours: from the one to the other.
    """

    question: Entry
    asked: int
    answered: int
    hours: float


@dataclass(frozen=True, slots=True)
class Insights:
    """All of it.

    Attributes:
        months: oldest first, without gaps of our making: a month without a word is not there.
        answers: questions that were answered, in the order in which they were asked.
        open: how many questions wait.
        led_to: how often an entry of one channel followed from one of another.
        themes: how many entries of each channel carry a theme, those that are in most channels first.
        rewritten: how many entries were changed so many times, by channel.
    """

    months: Sequence[Month]
    answers: Sequence[Answered]
    open: int
    led_to: Counter[tuple[Channel, Channel]]
    themes: Mapping[str, Mapping[Channel, int]]
    rewritten: Mapping[Channel, Counter[int]]

    @property
    def usual_hours(self) -> float | None:
        """The median time to an answer, in hours; None for too few."""
        return median(each.hours for each in self.answers) if len(self.answers) >= FEW else None


def insights(journal: Journal) -> Insights:
    """What a journal's records tell; transcripts are left out, for nobody wrote them."""
    entries = [entry for entry in journal.entries if not entry.is_transcript]
    answers = list(_answers(journal, entries))
    questions = sum(entry.channel is Channel.QUESTION for entry in entries)
    return Insights(
        months=_months(journal, entries),
        answers=answers,
        open=questions - len(answers),
        led_to=_led_to(journal, entries),
        themes=_themes(entries),
        rewritten=_rewritten(journal, entries),
    )


def _months(journal: Journal, entries: Sequence[Entry]) -> list[Month]:
    written: dict[str, list[Entry]] = {}
    said: Counter[str] = Counter()
    for entry in entries:
        if entry.moment:
            written.setdefault(_month(entry.moment, entry.zone), []).append(entry)
        for remark in _spoken(journal, entry):
            said[_month(remark.comment.date, journal.people[remark.comment.author].zone)] += 1
    return [
        Month(
            key,
            {channel: sum(entry.channel is channel for entry in written.get(key, ())) for channel in Channel},
            {channel: _words(written.get(key, ()), channel) for channel in Channel},
            said[key],
            Counter(feeling for entry in written.get(key, ()) for feeling in entry.feelings),
        )
        for key in sorted({*written, *said})
    ]


def _words(entries: Iterable[Entry], channel: Channel) -> int:
    return sum(len(entry.body.split()) for entry in entries if entry.channel is channel)


def _answers(journal: Journal, entries: Sequence[Entry]) -> Iterator[Answered]:
    for entry in entries:
        spoken = journal.thread(entry.id).spoken(Motivation.ANSWERING) if entry.channel is Channel.QUESTION else []
        first = min((remark.comment for remark in spoken), key=lambda comment: comment.date, default=None)
        if first and entry.date:
            passed = max(0.0, first.date.timestamp() - entry.date.timestamp()) / _HOUR
            theirs = first.date.astimezone(clock.zone(journal.people[first.author].zone)).hour
            yield Answered(entry, entry.date.astimezone(clock.zone(entry.zone)).hour, theirs, passed)


def _led_to(journal: Journal, entries: Sequence[Entry]) -> Counter[tuple[Channel, Channel]]:
    """From what channel to what: by `about`, and by answers that were given in a call."""
    found: Counter[tuple[Channel, Channel]] = Counter()
    for entry in entries:
        before = (journal.get(id_) for id_ in dict.fromkeys(entry.about))
        found.update((each.channel, entry.channel) for each in before if each)
        calls = {remark.comment.call for remark in _spoken(journal, entry) if remark.comment.call}
        found.update((entry.channel, Channel.CALL) for id_ in calls if journal.get(id_))
    return found


def _themes(entries: Sequence[Entry]) -> dict[str, Mapping[Channel, int]]:
    found: dict[str, Counter[Channel]] = {}
    for entry in entries:
        for tag in dict.fromkeys(entry.tags):
            found.setdefault(tag, Counter())[entry.channel] += 1
    ranked = sorted(found, key=lambda tag: (-len(found[tag]), -found[tag].total(), tag))
    return {tag: {channel: found[tag][channel] for channel in Channel} for tag in ranked}


def _rewritten(journal: Journal, entries: Sequence[Entry]) -> dict[Channel, Counter[int]]:
    found: dict[Channel, Counter[int]] = {channel: Counter() for channel in Channel}
    for entry in entries:
        found[entry.channel][times_changed(entry, journal.past.revisions(entry))] += 1
    return found


def _spoken(journal: Journal, entry: Entry) -> list[Remark]:
    return [remark for remark in journal.thread(entry.id).remarks if not remark.retracted]


def _month(instant: datetime, zone: str) -> str:
    return f"{clock.day_of(instant, zone):%Y-%m}"
