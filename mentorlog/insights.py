"""Insights: what a journal's own records tell of how two people write, ask and answer. Counts, and no scores.

Diary-keeping behaviour (when, how often, how much was rewritten) is data in its own right. Small numbers are said as
they are: no average stands for fewer than five. What entries tell and what was said of them are counted apart, so that
a new comment costs no more than what it changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from mentorlog.model import clock
from mentorlog.model.comment import Motivation, Thread
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.person import People
from mentorlog.model.story import times_changed

FEW = 5
"""Below it, numbers are told one by one, if at all."""
SOON = (1, 3, 6, 12, 24, 72)
"""Hours in which an answer came: within the first, the second ...; the last group is of all that took longer."""
HOURS = 3
"""Hours of a day that are counted together."""
_HOUR = 3600
_NOUNS = tuple(channel.noun for channel in Channel)

Counts = dict[str, dict[str, int]]
"""How often what stands within what: `{"2026-11": {"diary": 12}}`."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the entries tell.

    Attributes:
        entries: how many, by month and channel.
        words: how many words are in them.
        feelings: how often each was felt, by month.
        led_to: how often an entry of one channel followed from one of another, by what came first.
        themes: how many entries of each channel carry a theme, those that are in most channels first.
        rewritten: how many entries of a channel were changed so many times.
    """

    entries: Counts
    words: Counts
    feelings: Counts
    led_to: Counts
    themes: Counts
    rewritten: Counts


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its first answer.

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
        in_calls: of how many entries of a channel something was said in a call.
    """

    written: Written
    answers: Sequence[Answered] = ()
    open: int = 0
    comments: Mapping[str, int] = field(default_factory=dict)
    in_calls: Mapping[str, int] = field(default_factory=dict)

    @property
    def usual_hours(self) -> float | None:
        """The median time to an answer, in hours; None for too few."""
        return median(each.hours for each in self.answers) if len(self.answers) >= FEW else None

    @property
    def months(self) -> list[str]:
        """Every month from the first to the last in which anything was written or said, oldest first."""
        known = sorted({*self.written.entries, *self.comments})
        return _between(known[0], known[-1]) if known else []

    @property
    def led_to(self) -> Counts:
        """From what channel to what; what was answered in a call led to it."""
        found = {before: Counter(after) for before, after in self.written.led_to.items()}
        for noun, count in self.in_calls.items():
            found.setdefault(noun, Counter())[Channel.CALL.noun] += count
        return {noun: dict(found[noun]) for noun in _NOUNS if noun in found}


def insights(journal: Journal) -> Insights:
    """What a journal's records tell; transcripts are left out, for nobody wrote them."""
    from mentorlog.model.comment import QuestionState

    entries = [entry for entry in journal.entries if not entry.is_transcript]
    threads = [(entry, journal.thread(entry.id)) for entry in entries]
    said = Counter(month for _, thread in threads for month in said_in(thread))
    in_calls = Counter(entry.channel.noun for entry, thread in threads for _ in calls_of(thread))
    answers = (answered(entry, thread, journal.people) for entry, thread in threads)
    return Insights(
        written(journal, entries),
        sorted((each for each in answers if each), key=lambda each: each.question),
        len(journal.questions(QuestionState.OPEN)),
        dict(sorted(said.items())),
        dict(in_calls),
    )


def written(journal: Journal, entries: Iterable[Entry]) -> Written:
    """What entries tell, without what was said of them."""
    counts: dict[str, dict[str, Counter[str]]] = {name: defaultdict(Counter) for name in Written.__slots__}
    for entry in entries:
        noun = entry.channel.noun
        if entry.moment:
            month = f"{clock.day_of(entry.moment, entry.zone):%Y-%m}"
            counts["entries"][month][noun] += 1
            counts["words"][month][noun] += len(entry.body.split())
            counts["feelings"][month].update(dict.fromkeys(entry.feelings, 1))
        for before in filter(None, map(journal.get, dict.fromkeys(entry.about))):
            counts["led_to"][before.channel.noun][noun] += 1
        for tag in dict.fromkeys(entry.tags):
            counts["themes"][tag][noun] += 1
        counts["rewritten"][noun][str(times_changed(entry, journal.past.revisions(entry)))] += 1
    found = {name: {key: dict(each) for key, each in sorted(listed.items())} for name, listed in counts.items()}
    themes = sorted(found["themes"].items(), key=lambda each: (-len(each[1]), -sum(each[1].values()), each[0]))
    return Written(**found | {"themes": dict(themes)})


def answered(entry: Entry, thread: Thread, people: People) -> Answered | None:
    """A question with its first answer; None for what is no question, has none, or no date."""
    spoken = thread.spoken(Motivation.ANSWERING) if entry.channel is Channel.QUESTION else []
    first = min((remark.comment for remark in spoken), key=lambda comment: comment.date, default=None)
    if first is None or entry.date is None:
        return None
    passed = max(0.0, first.date.timestamp() - entry.date.timestamp()) / _HOUR
    theirs = first.date.astimezone(clock.zone(people[first.author].zone)).hour
    return Answered(entry.id, entry.date.astimezone(clock.zone(entry.zone)).hour, theirs, round(passed, 2))


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


def said_in(thread: Thread) -> Iterator[str]:
    """The month of each thing that was said in words, by the clock of whoever said it."""
    for remark in thread.remarks:
        if not remark.retracted and any(text.strip() for text in remark.texts):
            yield f"{remark.comment.date:%Y-%m}"


def calls_of(thread: Thread) -> list[str]:
    """The ids of the calls in which something was said of an entry."""
    return sorted({each.comment.call for each in thread.remarks if each.comment.call and not each.retracted})


def _between(first: str, last: str) -> list[str]:
    """The months from one to another, `2026-11` each."""
    count, end = (int(key[:4]) * 12 + int(key[5:]) - 1 for key in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(count, end + 1)]
