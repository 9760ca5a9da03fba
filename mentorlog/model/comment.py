"""Comments, and the fold of an entry's comment files into its thread.

A file is written once and never changed: an edit, a resolve or a retraction is another file that names the first. So
the fold may read the files in any order, and two clones that hold the same files show the same thread. Clocks are
never compared; siblings stand in the order of their ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentorlog.model.anchor import Target
from mentorlog.model.entry import Entry


class Motivation(StrEnum):
    """Why something was said: the W3C's words (https://www.w3.org/TR/annotation-vocab/#motivation), then ours."""

    COMMENTING = "commenting"
    REPLYING = "replying"
    ASSESSING = "assessing"
    ANSWERING = "answering"
    REPORTING = "reporting"
    WITHDRAWING = "withdrawing"
    READING = "reading"


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
        path: of its file.
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
    path: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment as it is read today.

    Attributes:
        comment: the file that began it.
        texts: its wording: one, or all of several last edits.
        depth: 0 for the root of a thread, 1 for its replies, and so on.
        resolved: whether the thread it belongs to is settled.
        retracted: whether its author took it back; it is hidden then, but history keeps it.
        edited: whether it was reworded.
    """

    comment: Comment
    texts: tuple[str, ...]
    depth: int
    resolved: bool
    retracted: bool
    edited: bool

    @property
    def motivation(self) -> str:
        """Why it was said."""
        return self.comment.motivation


class Thread:
    """All that was said about one entry, folded.

    Attributes:
        remarks: in reading order: each root followed by its replies.
    """

    def __init__(self, comments: Iterable[Comment]) -> None:
        by_id = {comment.id: comment for comment in sorted(comments, key=lambda comment: comment.id, reverse=True)}
        self._comments = dict(reversed(by_id.items()))
        self._retracted = {act.retracts for act in self._comments.values() if self._own(act, act.retracts)}
        self._wordings = self._edits()
        self._speaking = [c.id for c in self._comments.values() if _speaks(c) and not self._own(c, c.replaces)]
        self._parents = {comment_id: self._parent(comment_id) for comment_id in self._comments}
        self.remarks = tuple(self._read())

    def __len__(self) -> int:
        return sum(not remark.retracted for remark in self.remarks)

    def spoken(self, motivation: str) -> list[Remark]:
        """The remarks of that motivation that still stand."""
        return [remark for remark in self.remarks if remark.motivation == motivation and not remark.retracted]

    def standing_resolves(self, comment_id: str) -> list[Comment]:
        """The resolving files that keep this comment's thread settled."""
        root = self._root(comment_id)
        return [act for act in self._standing() if self._root(act.resolves) == root]

    def _standing(self) -> list[Comment]:
        """The resolving files that nobody took back."""
        acts = [act for act in self._comments.values() if act.id not in self._retracted]
        reopened = {act.reopens for act in acts}
        return [act for act in acts if act.resolves and act.id not in reopened]

    def _own(self, act: Comment, object_id: str) -> bool:
        """Whether an act names a comment by the same author."""
        named = self._comments.get(object_id)
        return named is not None and named.author == act.author

    def _edits(self) -> dict[str, list[Comment]]:
        """For each comment the own edits that name it."""
        edits = defaultdict(list)
        for act in self._comments.values():
            if act.replaces and self._own(act, act.replaces) and act.id not in self._retracted:
                edits[act.replaces].append(act)
        return edits

    def _last(self, comment: Comment) -> list[Comment]:
        """The ends of the chains of edits that begin at a comment."""
        ends, waiting, seen = [], [comment], {comment.id}
        while waiting:
            current = waiting.pop()
            later = [edit for edit in self._wordings.get(current.id, ()) if edit.id not in seen]
            seen.update(edit.id for edit in later)
            waiting.extend(later)
            if not later:
                ends.append(current)
        return sorted(ends, key=lambda end: end.id)

    def _named(self, comment: Comment) -> str:
        """What a file names as its place in the thread."""
        if comment.id in self._speaking:
            return comment.in_reply_to or comment.resolves
        return comment.replaces or comment.in_reply_to or comment.resolves or comment.reopens or comment.retracts

    def _parent(self, comment_id: str) -> str:
        """The remark that a file stands below: what it names, or, where that says nothing itself, what that names."""
        seen = {comment_id}
        named = self._named(self._comments[comment_id])
        while named in self._comments and named not in seen:
            if named in self._speaking:
                return named
            seen.add(named)
            named = self._named(self._comments[named])
        return ""

    def _root(self, comment_id: str) -> str:
        """The first remark of the thread that a file belongs to; where parents run in a circle, its least id."""
        seen = [comment_id]
        while parent := self._parents.get(seen[-1], ""):
            if parent in seen:
                return min(seen[seen.index(parent) :])
            seen.append(parent)
        return seen[-1]

    def _read(self) -> Iterator[Remark]:
        settled = {self._root(act.resolves) for act in self._standing()}
        replies: dict[str, list[Comment]] = defaultdict(list)
        for comment_id in self._speaking:
            root = self._root(comment_id) == comment_id
            replies["" if root else self._parents[comment_id]].append(self._comments[comment_id])
        waiting = [(root, 0) for root in reversed(replies.pop("", []))]
        while waiting:
            comment, depth = waiting.pop()
            last = self._last(comment)
            yield Remark(
                comment=comment,
                texts=tuple(wording.body for wording in last),
                depth=depth,
                resolved=self._root(comment.id) in settled,
                retracted=comment.id in self._retracted,
                edited=last != [comment],
            )
            waiting.extend((reply, depth + 1) for reply in reversed(replies.get(comment.id, ())))


def _speaks(comment: Comment) -> bool:
    """Whether a file says something, rather than only doing something to another."""
    acts = comment.resolves or comment.reopens or comment.retracts
    return bool(comment.body.strip()) if acts else True


class QuestionState(StrEnum):
    """How a question stands, by what its thread holds."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


def question_state(question: Entry, thread: Thread) -> QuestionState:
    """Withdrawn by its own author, else answered by anybody, else open."""
    if any(remark.comment.author == question.author for remark in thread.spoken(Motivation.WITHDRAWING)):
        return QuestionState.WITHDRAWN
    return QuestionState.ANSWERED if thread.spoken(Motivation.ANSWERING) else QuestionState.OPEN
