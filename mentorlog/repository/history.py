"""What git history knows of the entries. An entry is followed by its id, wherever its file was moved."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from heapq import heappop, heappush
from itertools import zip_longest
from pathlib import Path

from mentorlog.codec.entries import id_in
from mentorlog.errors import GitFailed
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Entry
from mentorlog.model.person import People
from mentorlog.model.revision import Revision
from mentorlog.repository.branch import Branch
from mentorlog.repository.git import Git
from mentorlog.repository.log import Change, Log, keep_log, read_log
from mentorlog.repository.worktree import body_of


class History:
    """The history of one branch; in a folder without git there is none.

    Args:
        git: where it is kept.
        people: whose mail addresses are known.
        branch: the branch that holds it.
        cache: where to keep what was read of it.
    """

    def __init__(self, git: Git, people: People, branch: Branch, cache: Path) -> None:
        self._git = git
        self._handles = {person.mail: person.handle for person in people if person.mail}
        self._branch = branch
        self._cache = cache
        self._texts: dict[str, str] = {}
        self._lines: dict[tuple[str, str], list[Change]] = {}

    def revisions(self, entry: Entry) -> list[Revision]:
        """Every saved state of an entry, oldest first; [] where nothing was saved yet."""
        found = []
        last = ""
        line = self._line(entry)
        for change, following in zip_longest(line, line[1:]):
            if not change.new and following and following.commit == change.commit:
                continue  # it was moved
            commit = self._log.commits[change.commit]
            author = self._handles.get(commit.mail, commit.author)
            before = (change.old or (last,))[0]
            date = datetime.fromisoformat(commit.date)
            found.append(Revision(commit.name, author, date, change.path, change.new, before))
            last = change.new or before
        return found

    def way(self, entry: Entry, blob: str) -> list[str]:
        """Git's names for the texts from one that was read to today's, each made from the one before it.

        Where history does not tie the two together, there are just these two; [] where they are one.
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
        return _shortest(steps, blob, entry.blob) or ([blob, entry.blob] if blob != entry.blob else [])

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

    def text(self, blob: str) -> str | None:
        """The body of one text; None where this clone has not got it."""
        self.remember([blob] if blob else [])
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
            return read_log(self._git, self._branch.tip(), self._cache)
        except GitFailed:
            return Log()

    def _line(self, entry: Entry) -> list[Change]:
        """Every change of an entry, each behind those that it was made from."""
        key = entry.id, entry.path
        if key not in self._lines:
            own = self._by_path.get(entry.path, [[]])[-1]
            own = own if not own or own[-1].new else []
            earlier = [change for life in self._ended.get(entry.id, []) for change in life]
            self._lines[key] = sorted([*own, *earlier], key=lambda change: (change.commit, bool(change.new)))
        return self._lines[key]

    @cached_property
    def _by_path(self) -> Mapping[str, list[list[Change]]]:
        """For each path the lives of the files that lay there: the changes from one's coming to its going."""
        lives: dict[str, list[list[Change]]] = defaultdict(lambda: [[]])
        for change in self._log.changes:
            lives[change.path][-1].append(change)
            if not change.new:
                lives[change.path].append([])
        return lives

    @cached_property
    def _ended(self) -> Mapping[str, list[list[Change]]]:
        """For each id the lives of files that are no more, as one has when an entry was moved."""
        found: dict[str, list[list[Change]]] = defaultdict(list)
        lives = [life for path in self._by_path.values() for life in path if life and not life[-1].new]
        known = self._log.ids
        unknown = {key: life[-1].old[0] for life in lives if (key := _key(life[-1])) not in known and life[-1].old}
        if unknown:
            data = self._git.read_blobs(sorted(set(unknown.values())))
            for key, blob in unknown.items():
                known[key] = id_in(data.get(blob, b"").decode(errors="replace"), key.partition("\0")[0])
            keep_log(self._log, self._cache)
        for life in lives:
            found[known.get(_key(life[-1]), "")].append(life)
        return found


def _key(end: Change) -> str:
    """A file that was taken away: where it lay, and what was in it."""
    return f"{end.path}\0{end.old[0] if end.old else ''}"


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
    if goal not in came or start == goal:
        return []
    way = [goal]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]
