"""The journal: an immutable snapshot of all files, and the questions that one can put to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from mentorlog.errors import Ambiguous, NotFound
from mentorlog.model import clock
from mentorlog.model.entry import BEGINNING, Channel, Entry
from mentorlog.model.past import Named, Past, named
from mentorlog.model.person import People

if TYPE_CHECKING:  # the fold of comments is loaded where it is wanted: a question is asked without it
    from mentorlog.model.anchor import Anchor
    from mentorlog.model.codebook import Codebook, Definition
    from mentorlog.model.comment import Comment, Thread
    from mentorlog.model.question import QuestionState

_SHORTEST = 4
_LISTED = 8
_TOLD = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the journal's files that a person should know of.

    Attributes:
        path: of the file.
        line: in it, from 1, or None.
        message: what is wrong, in plain words.
        hint: what to do.
        unreadable: the id of the page that stands for the file, where it could not be read at all.
        serious: whether somebody should do something about it.
    """

    path: str
    message: str
    hint: str = ""
    line: int | None = None
    unreadable: str = ""
    serious: bool = True


class Journal:
    """Everything that was written, as it stood at one moment.

    Attributes:
        people: who writes.
        entries: all channels, oldest first.
        drafts: what lies on this machine alone, oldest first.
        others: other versions of entries that both changed, each with the path of the entry.
        problems: what could not be read, or not as it was meant.
        past: what was written before; left out, there is no past.
        beside: the paths of what stands in reviews, and is no file of the journal yet.
        definitions: every file of the codebook.
    """

    def __init__(  # noqa: PLR0913 - a journal is made of so much
        self,
        people: People,
        entries: Iterable[Entry] = (),
        comments: Iterable[Comment] = (),
        *,
        drafts: Iterable[Entry] = (),
        others: Iterable[Entry] = (),
        problems: Sequence[Problem] = (),
        past: Past | None = None,
        beside: Collection[str] = (),
        definitions: Iterable[Definition] = (),
    ) -> None:
        self.people = people
        self.entries = tuple(sorted(entries, key=_order))
        self.drafts = tuple(sorted(drafts, key=_order))
        self.others = tuple(others)
        self.problems = tuple(problems)
        self.past = past or Past()
        self.beside = frozenset(beside)
        self.definitions = tuple(definitions)
        self._anchors: dict[Named, Anchor] = {}
        self._comments: dict[str, list[Comment]] = defaultdict(list)
        for comment in comments:
            self._comments[comment.entry_id].append(comment)
        self._threads: dict[str, Thread] = {}
        self._by_id = {entry.id: entry for entry in reversed(self.entries)}

    # What there is

    def channel(self, channel: Channel) -> list[Entry]:
        """The entries of one channel, oldest first; a transcript is part of its call."""
        return [entry for entry in self.entries if entry.channel is channel and not entry.is_transcript]

    @cached_property
    def transcripts(self) -> Mapping[str, Entry]:
        """What was said in calls, word for word, by the id of the call."""
        found: dict[str, Entry] = {}
        for each in self.entries:
            if each.is_transcript:
                found.setdefault(each.transcript_of, each)
        return found

    def get(self, id_: str) -> Entry | None:
        """The entry of that very id."""
        return self._by_id.get(id_)

    def versions(self, entry: Entry) -> list[Entry]:
        """The other versions of an entry that both changed, until somebody chooses."""
        return [other for other in self.others if other.path == entry.path]

    def thread(self, entry_id: str) -> Thread:
        """What was said about an entry."""
        if entry_id not in self._threads:
            from mentorlog.model.comment import Thread

            self._threads[entry_id] = Thread(self._comments.get(entry_id, ()))
        return self._threads[entry_id]

    def said(self, entry_id: str) -> Sequence[Comment]:
        """The files that speak of an entry."""
        return self._comments.get(entry_id, ())

    def comments(self) -> Iterable[Comment]:
        """Every comment file, of any entry."""
        return (comment for group in self._comments.values() for comment in group)

    def gone(self) -> list[str]:
        """The ids of entries that are not here, though something was said about them."""
        return sorted(entry_id for entry_id in self._comments if entry_id not in self._by_id)

    def anchor(self, comment: Comment, entry: Entry) -> Anchor | None:
        """Where a comment stands in today's text; None where it is about the entry as a whole."""
        if comment.target is None:
            return None
        if named(comment) not in self._anchors:
            self._anchors |= self.past.anchors([(entry, self._comments.get(entry.id, []))])
        return self._anchors.get(named(comment))

    def find_anchors(self) -> None:
        """Find where every comment stands at once: to ask history entry by entry takes longer."""
        said = [(entry, self._comments[entry.id]) for entry in self.entries if entry.id in self._comments]
        self._anchors |= self.past.anchors(said)

    @cached_property
    def codebook(self) -> Codebook:
        """The words in which passages are coded."""
        from mentorlog.model.codebook import Codebook

        return Codebook(self.definitions)

    # What one can ask

    def questions(self, state: QuestionState) -> list[Entry]:
        """The questions in that state: open ones by when they are needed, others newest first."""
        from mentorlog.model.question import QuestionState

        found = [each for each in self.channel(Channel.QUESTION) if self.state(each) is state]
        if state is QuestionState.OPEN:
            return sorted(found, key=lambda each: (each.needed_by is None, each.needed_by or each.when, each.id))
        return found[::-1]

    def state(self, question: Entry) -> QuestionState:
        """How a question stands."""
        from mentorlog.model.question import question_state

        return question_state(question, self.thread(question.id))

    def asked_on(self, day: date, author: str, zone_name: str) -> list[Entry]:
        """The questions that a person asked on one of their own days."""
        return [
            each
            for each in self.channel(Channel.QUESTION)
            if each.author == author and each.date and clock.day_of(each.date, zone_name) == day
        ]

    def find(self, text: str, channel: Channel | None = None) -> Entry:
        """The entry or draft of that id, of which `text` may be a unique beginning; `latest` is the newest.

        Raises:
            NotFound: none has it.
            Ambiguous: several have; the hint lists them.
        """
        drafts = [each for each in self.drafts if channel in (None, each.channel)]
        everything = [*(self.channel(channel) if channel else self.entries), *drafts]
        kind = channel.noun if channel else "entry"
        if text == "latest":
            if not everything:
                raise NotFound(f"there is no {kind} yet", "`mentorlog --help` shows how to write one")
            saved: list[Entry] = newest([each for each in everything if not (each.draft or each.is_transcript)], 1)
            return (saved or everything[-1:])[0]
        hint = "`mentorlog diary`, `mentorlog questions` and `mentorlog call` list the ids"
        chosen = _choose(text, {each.id: each.title for each in everything}, kind, hint)
        found: list[Entry] = [each for each in everything if each.id == chosen]
        if len(found) > 1:
            paths = " and ".join(each.path for each in found)
            raise Ambiguous(f"{len(found)} files have the id {chosen}", f"give one of them another: {paths}")
        return found[0]

    def find_comment(self, text: str) -> Comment:
        """The comment of that id, of which `text` may be a unique beginning.

        Raises:
            NotFound: none has it.
            Ambiguous: several have; the hint lists them.
        """
        everything = {comment.id: comment for comment in self.comments()}
        words = {comment.id: comment.body for comment in everything.values()}
        return everything[_choose(text, words, "comment", "`mentorlog show ID` lists the comments on an entry")]

    def short(self, comment_id: str) -> str:
        """The shortest beginning of a comment's id that no other comment of this journal shares."""
        return self._short_ids.get(comment_id, comment_id)

    @cached_property
    def _short_ids(self) -> dict[str, str]:
        ids = sorted({comment.id for comment in self.comments()})
        needed = dict.fromkeys(ids, _SHORTEST)
        for one, other in pairwise(ids):
            shared = next(n for n in range(len(one) + 1) if one[:n] != other[:n])
            needed[one] = max(needed[one], shared)
            needed[other] = max(needed[other], shared)
        return {id_: id_[:length] for id_, length in needed.items()}


def newest(entries: Iterable[Entry], count: int) -> list[Entry]:
    """The last written ones, newest first."""
    return sorted(entries, key=lambda entry: (entry.date or BEGINNING, entry.id), reverse=True)[:count]


def _order(entry: Entry) -> tuple[datetime, str]:
    return entry.when, entry.id


def _choose(text: str, titles: Mapping[str, str], kind: str, hint: str) -> str:
    wanted = text.strip().lower()
    found = [id_ for id_ in titles if id_.startswith(wanted)] if wanted else []
    if wanted in found or len(found) == 1:
        return wanted if wanted in found else found[0]
    if not found:
        raise NotFound(f"no {kind} has an id that begins with '{text}'", hint)
    listed = [f"{id_} {' '.join(titles[id_].split())[:_TOLD]}".strip() for id_ in found[:_LISTED]]
    more = [f"and {len(found) - _LISTED} more"] if len(found) > _LISTED else []
    raise Ambiguous(f"{len(found)} ids begin with '{text}'", "\n  ".join(["which one:", *listed, *more]))
