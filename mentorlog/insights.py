"""Insights: what a journal's own records tell of how two people write, ask and answer. Counts, and no scores.

Diary-keeping behaviour (when, how often, how much was rewritten) is data in its own right. Small numbers are said as
they are: no average stands for fewer than five. What entries tell and what was said of them are counted apart, so that
a new comment costs no more than what it changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from statistics import median

from mentorlog.model.comment import Thread
from mentorlog.model.compare import month_of
from mentorlog.model.entry import Channel, Entry, folded
from mentorlog.model.journal import Journal
from mentorlog.model.matter import matters
from mentorlog.model.question import QuestionState, first_answer
from mentorlog.model.story import times_changed

FEW = 5
"""Below it, numbers are told one by one, if at all."""
SOON = (1, 3, 6, 12, 24, 72)
"""Hours in which an answer came: within the first, the second ...; the last group is of all that took longer."""
HOURS = 3
"""Hours of a day that are counted together."""
_LIFE = 80
"""Years."""
_HOUR = 3600
_NOUNS = tuple(channel.noun for channel in Channel)

Counts = dict[str, dict[str, int]]
"""How often what stands within what: `{"2026-11": {"diary": 12}}`."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the entries tell.

    Attributes:
        entries: how many, by month and channel; of calls those that were held, in the month in which they were.
        words: how many words are in them.
        hours: how many diary entries and questions, by the day of the week (0 is Monday) and each three hours of the
            writer's own day.
        feelings: how many entries name each, by month.
        led_to: how often an entry of one channel followed from one of another, by what came first.
        ways: how many matters came to what channels in what order, such as `question diary call`.
        themes: how many entries of each channel carry a theme, those that are in most channels first.
        rewritten: how many entries of a channel were changed so many times.
    """

    entries: Counts
    words: Counts
    hours: Counts
    feelings: Counts
    led_to: Counts
    ways: Counts
    themes: Counts
    rewritten: Counts


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with the first answer that somebody else gave.

    Attributes:
        question: its id.
        asked: the hour of the asker's day, 0 to 23.
        answered: the hour of the answerer's day.
        hours: from the one to the other.
    """

    question: str
    asked: int
    answered: int
    hours: float

    @property
    def group(self) -> int:
        """In which of the times of `SOON` it came, from 0; the last is of those that took longer than any."""
        return sum(self.hours > most for most in SOON)


@dataclass(frozen=True, slots=True)
class Insights:
    """All of it.

    Attributes:
        written: what the entries tell.
        answers: questions that were answered, in the order of their ids.
        open: how many questions wait.
        comments: how many things were said, by month.
        in_calls: how often something was said of an entry of a channel in a call: once for each of the two.
    """

    written: Written
    answers: Sequence[Answered] = ()
    open: int = 0
    comments: Mapping[str, int] = field(default_factory=dict)
    in_calls: Mapping[str, int] = field(default_factory=dict)

    @property
    def usual(self) -> tuple[int, str] | None:
        """Within what time half of the answers came, in `minutes`, `hours` or `days`, rounded up; None for too few."""
        if len(self.answers) < FEW:
            return None
        hours = median(each.hours for each in self.answers)
        if hours <= 1.5:  # noqa: PLR2004 - an hour and a half is said in minutes
            return ceil(hours * 60), "minutes"
        return (ceil(hours), "hours") if hours <= 1.5 * 24 else (ceil(hours / 24), "days")

    @property
    def months(self) -> list[str]:
        """Every month from the first to the last in which anything was written or said, oldest first.

        Where those lie further apart than a life, a year was mistyped: then months without anything are left out.
        """
        known = sorted({*self.written.entries, *self.comments})
        is_sane = known and int(known[-1][:4]) - int(known[0][:4]) < _LIFE
        return _between(known[0], known[-1]) if is_sane else known

    @property
    def led_to(self) -> Counts:
        """From what channel to what; what was answered in a call led to it."""
        found = {before: Counter(after) for before, after in self.written.led_to.items()}
        for noun, count in self.in_calls.items():
            found.setdefault(noun, Counter())[Channel.CALL.noun] += count
        return {noun: dict(found[noun]) for noun in _NOUNS if noun in found}


def insights(journal: Journal) -> Insights:
    """What a journal's records tell."""
    threads = [(entry, journal.thread(entry.id)) for entry in journal.entries if journal.get(entry.id) is entry]
    answers = (answered(entry, thread) for entry, thread in threads)
    return Insights(
        written(journal),
        sorted((each for each in answers if each), key=lambda each: each.question),
        len(journal.questions(QuestionState.OPEN)),
        dict(sorted(Counter(month for _, thread in threads for month, _ in said_in(thread)).items())),
        Counter(entry.channel.noun for entry, thread in threads for _ in calls_of(thread)),
    )


def written(journal: Journal) -> Written:
    """What the entries tell, without what was said of them; transcripts are left out, for nobody wrote them."""
    counts: dict[str, dict[str, Counter[str]]] = {name: defaultdict(Counter) for name in Written.__slots__}
    spelled: dict[str, str] = {}

    def words(found: Iterable[str]) -> dict[str, int]:
        """Each word once, as it was spelled first in the journal."""
        return dict.fromkeys((spelled.setdefault(folded(word), word) for word in found if folded(word)), 1)

    for entry in journal.entries:
        if not entry.is_transcript:
            _count(counts, entry, journal, words)
    for matter in matters(journal.entries):
        way = dict.fromkeys(each.channel.noun for each in matter.entries)
        if len(way) > 1:
            counts["ways"][" ".join(way)]["matters"] += 1
    found = {name: {key: dict(each) for key, each in sorted(listed.items())} for name, listed in counts.items()}
    themes = sorted(found["themes"].items(), key=lambda each: (-len(each[1]), -sum(each[1].values()), each[0]))
    return Written(**found | {"themes": dict(themes)})


def _count(
    counts: Mapping[str, dict[str, Counter[str]]],
    entry: Entry,
    journal: Journal,
    words: Callable[[Iterable[str]], dict[str, int]],
) -> None:
    """Take in one entry."""
    noun = entry.channel.noun
    month = month_of(entry)
    if month and (entry.call is None or entry.call.state == "held"):
        counts["entries"][month][noun] += 1
        counts["words"][month][noun] += len(entry.body.split())
    if month:
        counts["feelings"][month].update(words(entry.feelings))
    if entry.date and entry.call is None:
        counts["hours"][str(entry.date.weekday())][f"{entry.date.hour // HOURS * HOURS:02}"] += 1
    for before in filter(None, map(journal.get, dict.fromkeys(entry.about))):
        counts["led_to"][before.channel.noun][noun] += 1
    for tag in words(entry.tags):
        counts["themes"][tag][noun] += 1
    counts["rewritten"][noun][str(times_changed(entry, journal.past.revisions(entry)))] += 1


def answered(entry: Entry, thread: Thread) -> Answered | None:
    """A question with its first answer; None for what has none, or no date.

    The hours are those of both people's own clocks, as each file has it.
    """
    first = first_answer(entry, thread)
    if first is None or entry.date is None:
        return None
    passed = max(0.0, first.date.timestamp() - entry.date.timestamp()) / _HOUR
    return Answered(entry.id, entry.date.hour, first.date.hour, round(passed, 2))


def how_soon(answers: Iterable[Answered], *, by_answer: bool = False) -> Counts:
    """How soon answers came: of each three hours of the asker's day (or the answerer's) how many in which of the times.

    The keys are the first hour, of two digits, and the number of the group.
    """
    found: Counts = {f"{hour:02}": {} for hour in range(0, 24, HOURS)}
    for each in answers:
        hour = each.answered if by_answer else each.asked
        counts = found[f"{hour // HOURS * HOURS:02}"]
        counts[str(each.group)] = counts.get(str(each.group), 0) + 1
    return found


def joined(counts: Mapping[str, Mapping[str, int]], length: int) -> Counts:
    """Counts whose keys begin alike, as one."""
    found: Counts = {}
    for key, each in counts.items():
        whole = found.setdefault(key[:length], {})
        for name, count in each.items():
            whole[name] = whole.get(name, 0) + count
    return found


def turned(counts: Counts) -> Counts:
    """Rows as columns."""
    found: Counts = {}
    for key, each in counts.items():
        for name, count in each.items():
            found.setdefault(name, {})[key] = count
    return found


def said_in(thread: Thread) -> Iterator[tuple[str, str]]:
    """The month of each thing that was said in words, by the clock of whoever said it, and its id."""
    for remark in thread.remarks:
        if not remark.retracted and any(text.strip() for text in remark.texts):
            yield f"{remark.comment.date:%Y-%m}", remark.comment.id


def calls_of(thread: Thread) -> list[str]:
    """The ids of the calls in which something was said of an entry."""
    return sorted({each.comment.call for each in thread.remarks if each.comment.call and not each.retracted})


def _between(first: str, last: str) -> list[str]:
    """The months from one to another, `2026-11` each."""
    count, end = (int(key[:4]) * 12 + int(key[5:]) - 1 for key in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(count, end + 1)]
