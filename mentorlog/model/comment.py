"""Comments, and the fold of an entry's comment files into its thread.

A file is written once and never changed: an edit, a resolve or a retraction is another file that names the first. So
the fold may read the files in any order, and two clones that hold the same files show the same thread. Clocks are
never compared; siblings stand in the order of their ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mentorlog.model.anchor import Target
from mentorlog.model.source import Source


class Motivation(StrEnum):
    """Why something was said: the W3C's words (https://www.w3.org/TR/annotation-vocab/#motivation), then ours."""

    COMMENTING = "commenting"
    REPLYING = "replying"
    ASSESSING = "assessing"
    BOOKMARKING = "bookmarking"
    ANSWERING = "answering"
    REPORTING = "reporting"
    WITHDRAWING = "withdrawing"
    READING = "reading"
    TAGGING = "tagging"
    DESCRIBING = "describing"


_STUDY = (Motivation.TAGGING, Motivation.DESCRIBING)
"""What is noted to study the text, a code or a memo: nobody is spoken to."""
_WORDLESS = (Motivation.READING, Motivation.BOOKMARKING)
"""What needs no words: it is told, and not counted among the comments."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One file in `comments/<entry id>/`.

    Attributes:
        id: a ULID in lower case.
        entry_id: what it was said about.
        author: a handle.
        date: when it was written.
        motivation: one of `Motivation`, or a word of a newer version, which is shown as it is.
        body: Markdown; may be empty.
        in_reply_to: the comment that it answers, or "".
        target: the words it stands on, or None for the entry as a whole.
        replaces: the own comment that it is a new wording of, or "".
        resolves: the comment whose thread it settles, or "".
        reopens: the resolving comment that it takes back, or "".
        retracts: the own comment that it takes back, or "".
        agenda: whether it is for the next call.
        call: the id of the call in which it was said, or "".
        source: where it was said before it came here; None for what was said here.
        code: the word of the codebook that it gives to a passage, or "".
        path: of its file.
        blob: git's name for the file's bytes; "" where nobody asked for it.
    """

    id: str
    entry_id: str
    author: str
    date: datetime
    motivation: str = Motivation.COMMENTING
    body: str = ""
    in_reply_to: str = ""
    target: Target | None = None
    replaces: str = ""
    resolves: str = ""
    reopens: str = ""
    retracts: str = ""
    agenda: bool = False
    call: str = ""
    source: Source | None = None
    code: str = ""
    path: str = ""
    blob: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as it is read today.

    Attributes:
        comment: the file that began it.
        last: the files that hold its wording: one, or all of several last edits.
        depth: 0 for the root of a thread, 1 for its replies, and so on.
        resolved: whether the thread it belongs to is settled.
        retracted: whether its author took it back; it is hidden then, but history keeps it.
    """

    comment: Comment
    last: tuple[Comment, ...]
    depth: int
    resolved: bool
    retracted: bool

    @property
    def motivation(self) -> str:
        """Why it was said."""
        return self.comment.motivation

    @property
    def texts(self) -> tuple[str, ...]:
        """Its wording: one, or all of several last ones."""
        return tuple(comment.body for comment in self.last)

    @property
    def edited(self) -> bool:
        """Whether it was reworded."""
        return self.last != (self.comment,)


class Thread:
    """All that was said about one entry, folded.

    Attributes:
        remarks: in reading order: each root followed by its replies.
        notes: in the same order what was noted for study, codes and memos, which are no part of the conversation.
    """

    def __init__(self, comments: Iterable[Comment]) -> None:
        ordered = sorted(comments, key=lambda comment: (comment.id, comment.path))
        self._comments = {comment.id: comment for comment in reversed(ordered)}
        self._ids = sorted(self._comments)
        acts = self._comments.values()
        self._retracted = {act.retracts for act in acts if self._is_own(act, act.retracts)}
        self._bases: dict[str, str] = {}
        for id_ in self._ids:
            _end(id_, self._replaced, self._bases)
        self._edits: dict[str, list[str]] = defaultdict(list)
        for id_ in self._ids:
            if self._bases[id_] != id_ and id_ not in self._retracted:
                self._edits[self._edited(id_)].append(id_)
        self._speaking = {id_ for id_ in self._ids if self._bases[id_] == id_ and _speaks(self._comments[id_])}
        self._parents = {id_: self._parent(id_) for id_ in self._ids}
        self._roots: dict[str, str] = {}
        read = list(self._read())
        self.remarks = tuple(remark for remark in read if remark.motivation not in _STUDY)
        self.notes = tuple(remark for remark in read if remark.motivation in _STUDY)

    def __len__(self) -> int:
        return sum(not remark.retracted and remark.motivation not in _WORDLESS for remark in self.remarks)

    @property
    def conversations(self) -> list[list[Remark]]:
        """Each root with its replies."""
        groups: list[list[Remark]] = []
        for remark in self.remarks:
            if remark.depth == 0:
                groups.append([])
            groups[-1].append(remark)
        return groups

    def spoken(self, motivation: str) -> list[Remark]:
        """The remarks of that motivation that still stand."""
        return [remark for remark in self.remarks if remark.motivation == motivation and not remark.retracted]

    def remark(self, comment_id: str) -> Remark | None:
        """The remark that a file began, or is a wording of."""
        base = self._bases.get(comment_id)
        return next((remark for remark in (*self.remarks, *self.notes) if remark.comment.id == base), None)

    def place(self, comment_id: str) -> tuple[Remark | None, str]:
        """The remark that a file belongs to, if any, and the id of the comment that began its thread."""
        return self.remark(comment_id), self._root(comment_id)

    def standing_resolves(self, comment_id: str) -> list[Comment]:
        """The resolving files that keep this comment's thread settled."""
        root = self._root(comment_id)
        return [act for act in self._standing() if self._root(act.resolves) == root]

    def _standing(self) -> list[Comment]:
        """The resolving files that nobody took back."""
        acts = [self._comments[id_] for id_ in self._ids if id_ not in self._retracted]
        reopened = {act.reopens for act in acts}
        return [act for act in acts if act.resolves and act.id not in reopened]

    def _is_own(self, act: Comment, object_id: str) -> bool:
        """Whether an act names a comment by the same author."""
        named = self._comments.get(object_id)
        return named is not None and named.author == act.author

    def _replaced(self, id_: str) -> str:
        """The own comment that a file is a new wording of, or ""."""
        act = self._comments[id_]
        return act.replaces if self._is_own(act, act.replaces) else ""

    def _edited(self, id_: str) -> str:
        """The wording that an edit replaces; where that edit was taken back, what it replaced."""
        named = self._comments[id_].replaces
        while named in self._retracted and self._bases[named] != named:
            named = self._comments[named].replaces
        return named

    def _last(self, id_: str) -> tuple[Comment, ...]:
        """The ends of the chains of edits that begin at a comment."""
        ends, waiting, seen = [], [id_], {id_}
        while waiting:
            current = waiting.pop()
            later = [edit for edit in self._edits.get(current, ()) if edit not in seen]
            seen.update(later)
            waiting.extend(later)
            if not later:
                ends.append(current)
        return tuple(_last_by_its_forge([self._comments[end] for end in sorted(ends)]))

    def _named(self, id_: str) -> str:
        """What a file names as its place in the thread."""
        comment = self._comments[id_]
        if id_ in self._speaking:
            return comment.in_reply_to or comment.resolves
        return comment.replaces or comment.in_reply_to or comment.resolves or comment.reopens or comment.retracts

    def _parent(self, id_: str) -> str:
        """The remark that a file stands below: what it names, or, where that says nothing itself, what that names.

        What is said of a note is no note, nor the other way round: each begins a thread of its own.
        """
        seen = {id_}
        named = self._named(id_)
        while named in self._comments and named not in seen:
            if named in self._speaking:
                return named if self._is_note(named) == self._is_note(id_) or id_ not in self._speaking else ""
            seen.add(named)
            named = self._named(named)
        return ""

    def _root(self, id_: str) -> str:
        """The first remark of the thread that a file belongs to."""
        return _end(id_, lambda at: self._parents.get(at, ""), self._roots)

    def _is_note(self, id_: str) -> bool:
        return self._comments[id_].motivation in _STUDY

    def _read(self) -> Iterator[Remark]:
        settled = {self._root(act.resolves) for act in self._standing()}
        replies: dict[str, list[str]] = defaultdict(list)
        for id_ in sorted(self._speaking):
            replies["" if self._root(id_) == id_ else self._parents[id_]].append(id_)
        waiting = [(root, 0) for root in reversed(replies.pop("", []))]
        while waiting:
            id_, depth = waiting.pop()
            yield Remark(
                comment=self._comments[id_],
                last=self._last(id_),
                depth=depth,
                resolved=self._root(id_) in settled,
                retracted=id_ in self._retracted,
            )
            waiting.extend((reply, depth + 1) for reply in reversed(replies.get(id_, ())))


def _end(start: str, step: Callable[[str], str], known: dict[str, str]) -> str:
    """Where steps from `start` end; in a circle, at its least id. What was found is remembered in `known`."""
    way: dict[str, None] = {}
    at = start
    while at not in known:
        way[at] = None
        following = step(at)
        if not following or following in way:
            circle = list(way)[list(way).index(following) :] if following else [at]
            known.update(dict.fromkeys(way, min(circle)))
            return min(circle)
        at = following
    known.update(dict.fromkeys(way, known[at]))
    return known[at]


def _last_by_its_forge(ends: list[Comment]) -> list[Comment]:
    """Of several last wordings that came from a forge, the last by its own clock: each import may have seen another."""
    dated = [(end.source.date, end.id) for end in ends if end.source]
    return [end for end in ends if not end.source or (end.source.date, end.id) == max(dated)]


def _speaks(comment: Comment) -> bool:
    """Whether a file says something, rather than only doing something to another."""
    acts = comment.resolves or comment.reopens or comment.retracts
    return bool(comment.body.strip()) if acts else True
