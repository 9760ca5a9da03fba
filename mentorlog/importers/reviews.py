"""What was said on a forge, as comments: the same ids and bytes whoever brings it home, and whenever.

An id is made of the forge's own: its time, and the SHA-256 of forge, repository, kind and number. What was changed or
settled there is another file that says so. What was said in mentorlog and published bears a mark, and comes home as
what it is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentorlog.importers.hunks import Passage, narrowed
from mentorlog.model.comment import Comment, Motivation
from mentorlog.model.ids import COMMENT_BYTES, COMMENT_ID, comment_id
from mentorlog.model.person import People
from mentorlog.model.review import GHOST, Place, PullRequest, ReviewComment, ReviewThread, Verdict
from mentorlog.model.source import Source, family

_MARK = re.compile(rf"\s*<!-- mentorlog ({COMMENT_ID.pattern}) -->\s*\Z")
_NO_LOGIN = re.compile(r"[^a-z0-9._-]+")
_LONGEST_LOGIN = 60
_LONGEST = 1_000_000
"""Characters of one comment; of a longer one the beginning comes home, with the link to all of it."""
_BESIDE = timedelta(seconds=1)
_WORDS = {Verdict.CHANGES: "Asks for changes.", Verdict.DISMISSED: "This review was taken back."}


@dataclass(frozen=True, slots=True)
class Known:
    """What a journal has of a forge already.

    Attributes:
        sourced: the comments that came from one, by its kind, repository, numbering and number.
        said: every comment, by its id.
        edits: the files that replace a comment, or take it back, by its id.
    """

    sourced: Mapping[tuple[str, str, str, str], list[Comment]]
    said: Mapping[str, Comment]
    edits: Mapping[str, list[Comment]]

    @classmethod
    def of(cls, comments: Iterable[Comment]) -> Known:
        """Of those comments."""
        said = {comment.id: comment for comment in comments}
        sourced: dict[tuple[str, str, str, str], list[Comment]] = {}
        edits: dict[str, list[Comment]] = {}
        for each in said.values():
            if each.replaces or each.retracts:
                edits.setdefault(each.replaces or each.retracts, []).append(each)
            if each.source:
                key = family(each.source.forge), each.source.repository, each.source.kind, each.source.id
                sourced.setdefault(key, []).append(each)
        return cls(sourced, said, edits)


def handle(login: str, forge: str, people: People) -> str:
    """Who has a login: a handle, or, for somebody whom the journal does not list, `login@forge`, which is no handle."""
    if person := people.by_login(login, forge):
        return person.handle
    plain = _NO_LOGIN.sub("_", login.lower())[:_LONGEST_LOGIN]
    if plain != login.lower():  # two that are written alike are two all the same
        plain += f"-{hashlib.sha256(login.lower().encode(errors='replace')).hexdigest()[:8]}"
    return f"{plain}@{forge}"


def marked(body: str, id_: str) -> str:
    """Words for a forge, with the mark by which they are known when they come home."""
    return f"{body.strip()}\n\n<!-- mentorlog {id_} -->"


def is_marked(said: ReviewComment) -> bool:
    """Whether it says of itself that it was said in mentorlog."""
    return bool(_MARK.search(said.body))


class Homecoming:
    """One pull request on its way home.

    Args:
        request: on which it was said.
        people: who is who.
        known: what is here already.
        where: finds the words that a place means.
        entry_id: of the entry that the request is about.
    """

    def __init__(
        self, request: PullRequest, people: People, known: Known, where: Callable[[Place], Passage], entry_id: str
    ) -> None:
        self._request = request
        self._people = people
        self._known = known
        self._where = where
        self._entry_id = entry_id

    def comments(self, threads: Iterable[ReviewThread]) -> list[Comment]:
        """The comments that are not here yet, in the order of their time."""
        found = [comment for thread in threads for comment in self._thread(thread)]
        return sorted(found, key=lambda comment: comment.id)

    def known_as(self, said: ReviewComment) -> Comment | None:
        """The comment that something on the forge is here already: as it came before, or by its own author's mark."""
        first = next((each for each in self._here(said) if not each.replaces and not each.retracts), None)
        mark = _MARK.search(said.body)
        ours = self._known.said.get(mark[1]) if mark else None
        if first or not ours or ours.source:
            return first
        return ours if handle(said.login, self._request.forge, self._people) == ours.author else None

    def _is_on_its_way(self, said: ReviewComment) -> bool:
        """Whether one of us said it in mentorlog: it is not here yet, and comes as what it is."""
        mark = _MARK.search(said.body)
        is_ours = bool(self._people.by_login(said.login, self._request.forge))
        return mark is not None and is_ours and mark[1] not in self._known.said

    def _thread(self, thread: ReviewThread) -> Iterator[Comment]:
        passage = self._where(thread.place) if thread.place else Passage("")
        root = self.known_as(thread.root) or self._made(thread.root, passage)
        yield from self._new(thread.root, root)
        for said in thread.comments[1:]:
            reply = self.known_as(said) or replace(
                self._made(said, Passage(passage.entry_id)), in_reply_to=root.id, motivation=Motivation.REPLYING
            )
            yield from self._new(said, reply)
        yield from self._settled(thread, root)

    def _new(self, said: ReviewComment, comment: Comment) -> Iterator[Comment]:
        """A comment that is not here, or the new wording of one that is."""
        if comment.id not in self._known.said:
            if not self._is_on_its_way(said):
                yield comment
            return
        body = _body(said) or _WORDS.get(said.verdict, "")
        wordings = [self._known.said[comment.id], *self._known.edits.get(comment.id, ())]
        last = max(((each.source.date, each.id, each) for each in wordings if each.source), default=None)
        is_known = any(body == each.body.strip() for each in ([last[2]] if last else wordings))
        if not body or is_known:
            return
        when = max(said.changed, last[0] + _BESIDE) if last else said.changed  # a forge's clock counts seconds
        is_taken_back = said.verdict is Verdict.DISMISSED and not comment.body
        yield Comment(
            self._id(when, f"{said.kind} edited", f"{said.id} {body}"), comment.entry_id, comment.author, when,
            motivation=comment.motivation, body=body, replaces="" if is_taken_back else comment.id,
            retracts=comment.id if is_taken_back else "", source=replace(self._source(said), date=when),
        )  # fmt: skip

    def _settled(self, thread: ReviewThread, root: Comment) -> Iterator[Comment]:
        """What settles a thread, or opens it again, where the forge tells another than it did."""
        if thread.resolved is None:
            return
        key = family(self._request.forge), self._request.repository, "resolved", thread.root.id
        acts = self._known.sourced.get(key, [])
        opened = {act.reopens for act in acts}
        standing = [act for act in acts if act.resolves and act.id not in opened]
        when = thread.settled or max(said.written for said in thread.comments)
        who = handle(thread.resolver or GHOST, self._request.forge, self._people)
        source = replace(self._source(thread.root), kind="resolved", date=when)
        moment = thread.root.written + _BESIDE
        if thread.resolved and not standing:
            count = sum(bool(act.resolves) for act in acts)
            id_ = self._id(moment, "resolved", f"{thread.root.id} {count}")
            yield Comment(id_, root.entry_id, who, when, resolves=root.id, source=source)
        if not thread.resolved:
            for act in standing:
                id_ = self._id(moment, "opened", act.id)
                yield Comment(id_, root.entry_id, who, when, reopens=act.id, source=source)

    def _made(self, said: ReviewComment, passage: Passage) -> Comment:
        body = _body(said)
        is_nod = said.verdict is Verdict.APPROVED and not body
        motivation = (
            Motivation.READING if is_nod else Motivation.ASSESSING if said.kind == "review" else Motivation.COMMENTING
        )
        return Comment(
            id=self._id(said.written, said.kind, said.id),
            entry_id=passage.entry_id or self._entry_id,
            author=handle(said.login, self._request.forge, self._people),
            date=said.written,
            motivation=motivation,
            body=body or _WORDS.get(said.verdict, ""),
            target=narrowed(passage.target, said.body),
            source=replace(self._source(said), line=passage.header),
        )

    def _here(self, said: ReviewComment) -> list[Comment]:
        key = family(self._request.forge), self._request.repository, said.kind, said.id
        return self._known.sourced.get(key, [])

    def _source(self, said: ReviewComment) -> Source:
        request = self._request
        return Source(request.forge, request.repository, said.kind, said.id, said.changed, said.link, said.verdict)

    def _id(self, moment: datetime, kind: str, name: str) -> str:
        words = "\n".join([family(self._request.forge), self._request.repository, kind, name])
        return comment_id(moment, hashlib.sha256(words.encode()).digest()[:COMMENT_BYTES])


def _body(said: ReviewComment) -> str:
    """The words as they can be kept."""
    text = _plain(said.body)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}\n\n[It goes on: {said.link}]"


def _plain(text: str) -> str:
    """Words without our mark, and without what no text file holds."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return _MARK.sub("", whole.encode(errors="replace").decode()).strip()
