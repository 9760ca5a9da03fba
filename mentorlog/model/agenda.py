"""The agenda that writes itself: what waits for a call, as lines that the two may drop, order and add to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from urllib.parse import quote

from mentorlog.model.comment import Motivation, Remark
from mentorlog.model.entry import BEGINNING, Channel, Entry
from mentorlog.model.inbox import marked, unanswered_in
from mentorlog.model.journal import Journal
from mentorlog.model.links import link, plain
from mentorlog.model.minutes import AGENDA, Action, actions, key_of, like, open_actions, section
from mentorlog.model.person import People
from mentorlog.model.question import QuestionState

_OFTEN = 3
"""Entries since the last call that make a tag one that came up often."""
_MOST_TAGS = 3
_MOST_TALKS = 10
_EXCERPT = 80


@dataclass(frozen=True, slots=True)
class Item:
    """Something that waits for a call.

    Attributes:
        kind: `action`, `question`, `marked`, `said`, `comment`, `theme`, or `left` by a call that did not happen.
        line: of the agenda, in Markdown, with a link from the call's file.
        known_by: what an agenda that has it holds, however somebody worded the rest; see `_Listed`.
        entry: where it is.
    """

    kind: str
    line: str
    known_by: str
    entry: Entry


class _Listed:
    """What stood on an agenda, now or once."""

    def __init__(self, texts: Sequence[str], path: str, people: People, origins: Iterable[Entry]) -> None:
        self._text = "\n".join(item for text in texts for item in section(text, AGENDA))
        self._items = {key_of(item) for text in texts for item in section(text, AGENDA)}
        states = [Entry("", Channel.CALL, "", "", None, "", path, text) for text in texts]
        homes = {each.path: {action.key for action in actions(each, people)} for each in origins}
        carried = (each for state in states for each in actions(state, people))
        self._carried = {f"{each.origin} {like(each.key, homes.get(each.origin, ()))}" for each in carried}

    def has(self, item: Item) -> bool:
        """Whether something is among it: a promise by its words, what else is an entry by its file."""
        if item.kind == "action":
            return item.known_by in self._carried
        if item.kind == "left":
            return item.known_by in self._items
        if item.kind == "theme":
            return any(each.startswith(item.known_by) for each in self._items)
        return item.known_by in self._text


def gathered(journal: Journal, call: Entry) -> list[Item]:
    """What waits for a call: open questions, what was marked for it, comments, promises, tags that came up often.

    Each thing once; what was marked, said and tagged before the last call that was held is over.
    """
    return list(_Gathering(journal, call).all())


def last_held(journal: Journal, before: Entry | None = None) -> datetime:
    """When the last call that was held began, or the last one before a call; long ago, where there was none."""
    calls = journal.channel(Channel.CALL)
    held = [each.when for each in calls if each.call and each.call.state == "held"]
    return max((when for when in held if before is None or when < before.when), default=BEGINNING)


def with_items(
    call: Entry, items: Iterable[Item], people: People, dropped: Sequence[str] = ()
) -> tuple[list[str], list[Item]]:
    """The lines to add to the agenda of a call, and what of what waits is new there.

    Args:
        call: whose record it is.
        items: what waits.
        people: who writes.
        dropped: earlier states of the record: what stood in one and stands here no more was taken off by somebody.
    """
    items = list(items)
    listed = _Listed([call.body, *dropped], call.path, people, [each.entry for each in items if each.kind == "action"])
    new = [item for item in items if not listed.has(item)]
    return [item.line for item in new], new


class _Gathering:
    """What waits for one call."""

    def __init__(self, journal: Journal, call: Entry) -> None:
        self._journal = journal
        self._call = call
        self._since = last_held(journal, call)

    def all(self) -> Iterator[Item]:
        told: set[str] = set()
        found = (self._actions(), self._left(), self._questions(), self._marked(), self._comments(), self._themes())
        for item in chain.from_iterable(found):
            by_itself = item.kind in ("action", "theme", "left", "said")
            if item.entry.id not in told or by_itself:
                yield item
            if not by_itself or item.kind == "said":
                told.add(item.entry.id)

    def _left(self) -> Iterator[Item]:
        """What the two had put on the agenda of the last call themselves, where that call did not happen."""
        calls = [each for each in self._journal.channel(Channel.CALL) if self._since < each.when < self._call.when]
        off = [each for each in calls if each.call and each.call.state in ("missed", "cancelled", "moved")]
        for item in section(off[-1].body, AGENDA) if off else ():
            if "](" not in item:
                yield Item("left", f"- {item}", key_of(item), off[-1])

    def _questions(self) -> Iterator[Item]:
        for each in self._journal.questions(QuestionState.OPEN):
            line = f"Question: {self._link(each)} ({self._name(each.author)}){self._why(self._mark(each))}"
            yield self._item("question", each, line)

    def _marked(self) -> Iterator[Item]:
        """Each comment that somebody ticked for the call, and each entry that was marked as it is."""
        for entry in self._journal.entries:
            recent = [each for each in marked(self._journal.thread(entry.id)) if each.comment.date > self._since]
            for each in (each for each in recent if each.motivation != Motivation.BOOKMARKING):
                words = f"{self._name(each.comment.author)}: “{_excerpt(each.texts[-1])}”"
                line = f"- Marked: {self._link(entry, each.comment.id)}, {words}"
                yield Item("said", line, f"#c-{each.comment.id}", entry)
            last = self._mark(entry)
            if last or (entry.agenda and entry.when > self._since):
                yield self._item("marked", entry, f"Marked: {self._link(entry)}{self._why(last)}")

    def _mark(self, entry: Entry) -> Remark | None:
        """Who marked an entry last for this call, and why."""
        remarks = [each for each in marked(self._journal.thread(entry.id)) if each.motivation == Motivation.BOOKMARKING]
        return next((each for each in reversed(remarks) if each.comment.date > self._since), None)

    def _why(self, remark: Remark | None) -> str:
        return f": {_excerpt(remark.texts[-1])}" if remark and remark.texts[-1].strip() else ""

    def _comments(self) -> Iterator[Item]:
        found = []
        for entry in self._journal.entries:
            thread = self._journal.thread(entry.id)
            waiting = [each for person in self._journal.people for each in unanswered_in(entry, thread, person.handle)]
            recent = [each for each in waiting if each.comment.date > self._since]
            if recent:
                found.append((max(recent, key=lambda each: each.comment.id), entry, len(recent)))
        newest = sorted(found, key=lambda each: each[0].comment.id)[-_MOST_TALKS:]
        for remark, entry, count in newest:
            more = f" and {count - 1} more" if count > 1 else ""
            words = f"{self._name(remark.comment.author)}: “{_excerpt(remark.texts[-1])}”{more}"
            yield self._item("comment", entry, f"Comment: {self._link(entry, remark.comment.id)}, {words}")

    def _actions(self) -> Iterator[Item]:
        calls = [each for each in self._journal.channel(Channel.CALL) if each.id != self._call.id]
        for action in open_actions(calls, self._journal.people):
            known = f"{action.entry.path} {action.key}"
            yield Item("action", f"- [ ] {self._carried(action)}", known, action.entry)

    def _carried(self, action: Action) -> str:
        who = f"{self._name(action.who)}: " if action.who else ""
        by = f" (by {action.by})" if action.by else ""
        return f"{who}{action.what}{by}, from {self._link(action.entry)}"

    def _themes(self) -> Iterator[Item]:
        recent = [
            each for each in self._journal.entries if each.channel is not Channel.CALL and each.when > self._since
        ]
        words = {tag.casefold(): tag for each in reversed(recent) for tag in each.tags}
        counts = Counter(key for each in recent for key in {tag.casefold() for tag in each.tags})
        for key, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_TAGS]:
            if count >= _OFTEN:
                carriers = [each for each in recent if key in {tag.casefold() for tag in each.tags}][-_OFTEN:]
                links = ", ".join(self._link(each) for each in carriers)
                line = f"- Theme: {plain(words[key])}, {count} times since the last call: {links}"
                yield Item("theme", line, key_of(f"Theme: {plain(words[key])}") + ",", carriers[-1])

    def _item(self, kind: str, entry: Entry, words: str) -> Item:
        known = entry.path.rpartition("/")[2] if entry.channel is Channel.CALL else entry.path  # they lie beside it
        return Item(kind, f"- {words}", quote(known), entry)

    def _link(self, entry: Entry, comment_id: str = "") -> str:
        return link(entry, self._call.path, comment_id)

    def _name(self, handle: str) -> str:
        return self._journal.people[handle].first_name


def _excerpt(words: str) -> str:
    line = " ".join(words.split())
    return plain(line if len(line) <= _EXCERPT else f"{line[:_EXCERPT].rsplit(' ', 1)[0]} …")
