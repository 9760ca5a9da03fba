"""What git history knows of the entries. An entry is followed by its id, wherever its file was moved."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from heapq import heappop, heappush
from itertools import groupby, zip_longest
from pathlib import Path

from mentorlog.codec.entries import id_in
from mentorlog.errors import GitFailed
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Entry
from mentorlog.model.person import People
from mentorlog.model.revision import Revision
from mentorlog.repository.branch import Branch
from mentorlog.repository.git import Git
from mentorlog.repository.log import Change, Log, keep_log, read_log, with_reviews
from mentorlog.repository.worktree import body_of


class History:
    """The history of one branch; in a folder without git there is none.

    Args:
        git: where it is kept.
        people: whose mail addresses are known.
        branch: the branch that holds it.
        cache: where to keep what was read of it.
        beside: commits of reviews, whose history is part of it too.
    """

    def __init__(self, git: Git, people: People, branch: Branch, cache: Path, beside: Sequence[str] = ()) -> None:
        self._git = git
        self._handles = {person.mail: person.handle for person in people if person.mail}
        self._branch = branch
        self._cache = cache
        self._beside = beside
        self._texts: dict[str, str] = {}
        self._lines: dict[tuple[str, str], list[Change]] = {}

    def revisions(self, entry: Entry) -> list[Revision]:
        """Every saved state of an entry, oldest first; [] where nothing was saved yet."""
        found = []
        last = ""
        line = self._line(entry)
        for change, following in zip_longest(line, line[1:]):
            if not change.new and following and _is_move(change, following):
                continue
            commit = self._log.commits[change.commit]
            author = self._handles.get(commit.mail, commit.author)
            before = (change.old or (last,))[0]
            date = _instant(commit.date)
            found.append(Revision(commit.name, author, date, change.path, change.new, before))
            last = change.new or before
        return found

    def way(self, entry: Entry, blob: str) -> list[str]:
        """Git's names for the texts from one that was read to today's, each made from the one before it.

        Where history does not tie the two together, there are just these two.
        """
        steps: dict[str, list[str]] = defaultdict(list)
        line = self._line(entry)
        left: list[str] = []
        for change in line:
            for old in change.old or left:
                steps[old].append(change.new)
            if not change.new:
                left = list(change.old)
        if entry.blob not in {change.new for change in line} and line:
            steps[line[-1].new].append(entry.blob)
        return [blob] if blob == entry.blob else _shortest(steps, blob, entry.blob) or [blob, entry.blob]

    def read_at(self, entry: Entry, comment: Comment) -> str:
        """Git's name for the text that stood when a comment was saved; "" where that is not known."""
        if comment.target and comment.target.blob:
            return comment.target.blob
        place = self._log.said.get(comment.path, -1)
        states = {change.commit: change.new for change in self._line(entry)}
        waiting, seen = [-place] if place >= 0 else [], {place}
        while waiting:  # the latest first: a state comes behind all that it was made from
            place = -heappop(waiting)
            if states.get(place):
                return states[place]
            for parent in self._log.commits[place].parents:
                if parent not in seen:
                    seen.add(parent)
                    heappush(waiting, -parent)
        return ""

    def texts(self, blobs: Iterable[str]) -> dict[str, str]:
        """The bodies of the named texts; what this clone has not, or cannot read, is left out."""
        try:
            found = self._git.read_blobs(sorted(set(blobs)))
        except GitFailed:
            return {}
        bodies = {name: body_of(data) for name, data in found.items()}
        return {name: body for name, body in bodies.items() if body is not None}

    def text(self, entry: Entry, blob: str) -> str | None:
        """The body of one state of an entry; None where this clone has not got it, or the entry never read so."""
        states = {name for change in self._line(entry) for name in (change.new, *change.old)}
        if blob not in states:
            return None
        self.remember(states - {""})  # whoever asks for one will ask for the others
        return self._texts.get(blob)

    def remember(self, blobs: Iterable[str]) -> None:
        """Read texts that will be asked for one by one."""
        unknown = {blob for blob in blobs if blob not in self._texts}
        if unknown:
            self._texts |= self.texts(unknown)

    # The log, sorted by entries

    @cached_property
    def _log(self) -> Log:
        try:
            log = read_log(self._git, self._branch.tip(), self._cache)
            return with_reviews(self._git, log, self._beside) if self._beside else log
        except GitFailed:
            return Log()

    def _line(self, entry: Entry) -> list[Change]:
        """Every change of an entry, each behind those that it was made from."""
        key = entry.id, entry.path
        if key not in self._lines:
            lives = [*self._lives.get(entry.id, []), *self._lives.get(entry.path, [])]
            own = [life for life in lives if life[0].path == entry.path]
            others = [life for life in lives if life[0].path != entry.path and not _is_beside(life, own)]
            changes = [change for life in (*own, *others) for change in life]
            self._lines[key] = sorted(changes, key=lambda change: (change.commit, bool(change.new)))
        return self._lines[key]

    @cached_property
    def _lives(self) -> Mapping[str, list[list[Change]]]:
        """For each id the lives of the files that the entry was in: the changes from one's coming to its going.

        A file that only came, as most do, stands under its path: whose it is need not be read.
        """
        lives: dict[str, list[list[Change]]] = defaultdict(lambda: [[]])
        for change in self._log.changes:
            lives[change.path][-1].append(change)
            if not change.new:
                lives[change.path].append([])
        every = [life for path in lives.values() for life in path if life]
        found: dict[str, list[list[Change]]] = defaultdict(list)
        for life in every:
            if len(life) == 1 and life[0].new:
                found[life[0].path].append(life)
        every = [life for life in every if len(life) > 1 or not life[0].new]
        known = len(self._log.ids)
        self._learn(change for life in every for change in (life[0], life[-1]))
        self._learn(change for life in every if len(self._owners(life)) > 1 for change in life)
        if not self._beside and (self._log.is_longer or len(self._log.ids) > known):
            keep_log(self._git, self._log, self._cache)
        for life in every:
            owners = self._owners(life)
            if len(owners) <= 1:
                found[next(iter(owners), "")].append(life)
                continue
            for id_, part in groupby(life, key=self._id):  # another entry took the path over
                first, *rest = part
                found[id_].append([first if first is life[0] else first._replace(old=()), *rest])
        return found

    def _id(self, change: Change) -> str:
        """The id of the entry that a file was after a change; of one taken away, before."""
        return self._log.ids.get(_key(change), "")

    def _owners(self, life: list[Change]) -> set[str]:
        """The ids at both ends of a file's life, as far as they are known: two where another entry took its path."""
        return {self._id(life[0]), self._id(life[-1])} - {""}

    def _learn(self, changes: Iterable[Change]) -> None:
        """Read the ids that are not known yet, all at once; where a text is not here, its id stays unknown."""
        unknown = {_key(change): change for change in changes if _key(change) not in self._log.ids}
        if not unknown:
            return
        with suppress(GitFailed):
            data = self._git.read_blobs(sorted({_state(change) for change in unknown.values()}))
            for key, change in unknown.items():
                if _state(change) in data:
                    self._log.ids[key] = id_in(data[_state(change)].decode(errors="replace"), change.path)


def _state(change: Change) -> str:
    """The blob that stands after a change; of a file taken away, the one before."""
    return change.new or next(iter(change.old), "")


def _key(change: Change) -> str:
    return f"{change.path}\0{_state(change)}"


def _is_beside(life: list[Change], own: list[list[Change]]) -> bool:
    """Whether a file of the same id came while the entry's own was there: it is another, and `check` says so."""
    begun = life[0].commit
    return any(each[0].commit < begun and (each[-1].new or each[-1].commit > begun) for each in own)


def _is_move(going: Change, coming: Change) -> bool:
    """Whether a file that went came again elsewhere, at once or with the next commit."""
    return coming.path != going.path and coming.commit <= going.commit + 1


def _instant(text: str) -> datetime:
    """When a commit was made, as far as that can be read."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)


def _shortest(steps: Mapping[str, list[str]], start: str, goal: str) -> list[str]:
    """The shortest way by those steps; [] where there is none."""
    came = {start: ""}
    waiting = deque([start])
    while waiting and goal not in came:
        at = waiting.popleft()
        for following in steps.get(at, ()):
            if following not in came:
                came[following] = at
                waiting.append(following)
    if goal not in came:
        return []
    way = [goal]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]
