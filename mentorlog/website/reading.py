"""What one page asks of the rest of the journal, written down while it asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from mentorlog.model.comment import Motivation, Remark
from mentorlog.model.entry import Entry, folded
from mentorlog.model.minutes import Action
from mentorlog.model.question import QuestionState
from mentorlog.model.story import states, times_changed
from mentorlog.model.timeline import Event, Kind
from mentorlog.website.facts import About, Answer, Fact, Facts, Row, Talk
from mentorlog.website.lanes import Felt

if TYPE_CHECKING:
    from mentorlog.model.anchor import Anchor
    from mentorlog.model.comment import Thread
    from mentorlog.model.person import Person
    from mentorlog.model.story import State


class Reading:
    """One page's questions to the site.

    Attributes:
        people: who writes.
        asked: the facts that the page was made from, so far.
    """

    def __init__(self, facts: Facts) -> None:
        self.people = facts.people
        self.asked: set[Fact] = set()
        self._facts = facts

    def ask(self, kind: str, of: str = "") -> Any:  # noqa: ANN401 - each fact has its own type
        """The value of a fact, which the page now depends on."""
        self.asked.add((kind, of))
        return self._facts.ask(kind, of)

    # What belongs to an entry

    def thread(self, entry_id: str) -> Thread:
        """What was said about an entry."""
        thread: Thread = self.ask("talk", entry_id).thread
        return thread

    def versions(self, entry: Entry) -> Sequence[Entry]:
        """The other versions of an entry that both changed, until somebody chooses."""
        return self.about(entry).versions

    def linked(self, entry: Entry) -> list[Entry]:
        """The entries that an entry says it follows from, where they are here."""
        return [other for id_ in entry.about if (other := self.ask("entry", id_))]

    def transcript(self, call: Entry) -> Entry | None:
        """What was said in a call, word for word."""
        found: Entry | None = self.ask("transcript", call.id)
        return found

    def times_changed(self, entry: Entry) -> int:
        """How often an entry was changed since it was first saved."""
        return times_changed(entry, self.about(entry).revisions)

    def story(self, entry: Entry) -> list[State]:
        """How an entry came to read as it does, newest first."""
        talk = self.talk(entry)
        text = partial(self._facts.text, entry)
        return states(entry, self.about(entry).revisions, talk.thread.remarks, talk.read, text)[::-1]

    def colour(self, feeling: str) -> int:
        """The number of a feeling's colour; 0 for one that is felt seldom."""
        number: int = self.ask("colour", folded(feeling))
        return number

    def key(self, cells: Sequence[Felt]) -> list[str]:
        """The feelings of a strip that have a colour of their own, those felt most often first."""
        words = {self.colour(feeling): feeling for cell in cells for feeling in cell.feelings}
        return [words[number] for number in sorted(words) if number]

    def has_others(self, cells: Sequence[Felt]) -> bool:
        """Whether a strip shows a feeling that has no colour of its own."""
        return any(not self.colour(feeling) for cell in cells for feeling in cell.feelings)

    def answer(self, question: Entry) -> Answer:
        """How a question stands, and the first answer that it got."""
        answer: Answer = self.ask("answer", question.path)
        return answer

    def outcomes(self, question: Entry) -> list[Remark]:
        """What was told of what came of an answer."""
        return self.thread(question.id).spoken(Motivation.REPORTING)

    def state(self, question: Entry) -> QuestionState:
        """How a question stands."""
        return QuestionState(self.answer(question).state)

    # What stands in the site's lists

    def questions(self, state: QuestionState, most: int | None = None) -> list[Entry]:
        """The questions in a state: open ones by when they are needed, others newest first."""
        rows = self.ask("list", str(state))
        rows = rows if state is QuestionState.OPEN else rows[::-1]
        return [self._file(row[-1]) for row in rows[:most]]

    def marked_for_call(self) -> list[Entry]:
        """What was marked for the next call since the last one, and is not settled."""
        last = self.ask("held")
        paths = dict.fromkeys(row[-1] for row in self.ask("list", "marked") if row[0] > last)
        return [self._file(path) for path in paths]

    def reviewed(self) -> list[Entry]:
        """What is under review, oldest first."""
        return [self._file(row[-1]) for row in self.ask("list", "reviewed")]

    def unanswered(self, person: Person, most: int) -> list[Event]:
        """What was said last in each conversation of a person's own, and they have not looked after; newest first."""
        rows = self.ask("list", f"unanswered {person.handle}")[::-1]
        return [self._said(path, id_) for id_, path in rows[:most]]

    def length(self, name: str) -> int:
        """How many rows a list has."""
        return len(self.ask("list", name))

    def actions(self) -> list[Action]:
        """What is still to do from all calls."""
        return [Action(entry, what, who, by, words=words) for what, who, by, words, entry in self.ask("actions")]

    def latest(self, most: int) -> list[Event]:
        """What happened last to as many entries, newest first."""
        found: dict[str, Event] = {}
        for month in sorted(self.ask("lists", "events"), reverse=True):
            for row in self.ask("list", f"events {month}")[::-1] if len(found) < most else ():
                if len(found) < most and row[-1] not in found:
                    found[row[-1]] = self._event(row)
        return list(found.values())

    def happened(self, month: str, most: int) -> list[tuple[date, list[Event]]]:
        """What happened last in a month by days, the last first, each in order."""
        days: dict[str, list[Event]] = {}
        for row in self.ask("list", f"events {month}")[-most:]:
            days.setdefault(row[-2], []).append(self._event(row))
        return [(date.fromisoformat(day), days[day]) for day in sorted(days, reverse=True)]

    def _event(self, row: Row) -> Event:
        """An event from its row in a list."""
        _, _, kind, said, author, instant, _, path = row
        if said:
            return self._said(path, said)
        return Event(Kind(kind), datetime.fromisoformat(instant), author, self._file(path))

    def _said(self, path: str, comment_id: str) -> Event:
        entry = self._file(path)
        remark = self.thread(entry.id).remark(comment_id)
        assert remark  # noqa: S101 - for the type checker: lists and threads are made of the same comments
        return Event(Kind.SAID, remark.comment.date, remark.comment.author, entry, remark)

    def _file(self, path: str) -> Entry:
        entry: Entry = self.ask("file", path)
        return entry

    # Single facts

    def about(self, entry: Entry) -> About:
        """What only the whole journal tells of an entry."""
        about: About = self.ask("about", entry.path)
        return about

    def talk(self, entry: Entry) -> Talk:
        """What was said about an entry; of two with one id, only the first was meant."""
        talk: Talk = self.ask("talk", entry.id)
        return talk if self.about(entry).first else replace(talk, anchors={}, read={})

    def anchor(self, remark: Remark, entry: Entry) -> Anchor | None:
        """Where a comment stands; None for one on the entry as a whole."""
        return self.talk(entry).anchors.get(remark.comment.id)

    def as_read(self, remark: Remark, entry: Entry) -> str | None:
        """The entry's text that stood when something was said about it; None where that is not known."""
        blob = self.talk(entry).read.get(remark.comment.id, "")
        return self._facts.text(entry, blob) if blob else None
