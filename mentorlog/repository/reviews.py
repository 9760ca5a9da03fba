"""Reviews: what lies on branches of its own, read without bringing it into the folder.

A review is the branch `review/<entry id>`. It begins at the journal as it is, and holds an entry that is not part of
the journal yet, with what was said about it; a merge makes both part of it. A branch that shares no history with the
journal is a copy of an entry for a forge, which shows only what differs: nothing is read from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mentorlog.errors import BadValue, GitFailed, Unreadable
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.ids import ENTRY_ID
from mentorlog.model.journal import Problem
from mentorlog.model.person import People
from mentorlog.repository.admission import refused
from mentorlog.repository.beside import BRANCHES, are_there, commit_copy, move
from mentorlog.repository.checkout import Move
from mentorlog.repository.commits import PLAIN
from mentorlog.repository.joining import Joining
from mentorlog.repository.outbox import Act, Change
from mentorlog.repository.transaction import Store
from mentorlog.repository.worktree import LARGEST, decode, is_passed_over, is_text, is_utf8

if TYPE_CHECKING:
    from mentorlog.model.comment import Comment

HEADS = "refs/heads/"
_NAME = re.compile(rf"{BRANCHES}({ENTRY_ID.pattern})")
_COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Review:
    """One branch that is not part of the journal.

    Attributes:
        entry_id: of the entry that it is named after.
        tip: the commit that it is at.
        base: the last commit that it has in common with the journal; "" for a copy made for a forge.
    """

    entry_id: str
    tip: str
    base: str

    @property
    def ref(self) -> str:
        """The branch's whole name."""
        return branch_of(self.entry_id)

    @property
    def name(self) -> str:
        """The branch's name, as a forge shows it."""
        return self.ref.removeprefix(HEADS)


@dataclass(slots=True)
class Beside:
    """What reviews hold beside the journal.

    Attributes:
        entries: each with the review that it stands in.
        comments: that are files of a review alone.
        problems: what could not be read.
    """

    entries: list[Entry] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def paths(self) -> frozenset[str]:
        """Of all of them."""
        return frozenset([entry.path for entry in self.entries] + [comment.path for comment in self.comments])


class Reviews:
    """The reviews of one clone.

    Args:
        store: the journal's way into git.
        people: who writes.
    """

    def __init__(self, store: Store, people: People) -> None:
        self._store = store
        self._branch = store.branch
        self._git = store.git
        self._people = people

    def tips(self) -> dict[str, str]:
        """The commit of every review branch, by the id of its entry."""
        return self._tips() if are_there(self._git) else {}

    def standing(self) -> list[Review]:
        """The reviews that are not part of the journal yet."""
        if not are_there(self._git):
            return []
        main = self._branch.tip()
        merged = self._tips(f"--merged={main}") if main else self._tips()
        tips = {id_: tip for id_, tip in self._tips().items() if id_ not in merged}
        return [Review(id_, tip, self._branch.meeting(main, tip)) for id_, tip in tips.items()]

    def get(self, entry_id: str) -> Review | None:
        """The standing review of that entry."""
        return next((each for each in self.standing() if each.entry_id == entry_id), None)

    def read(self, here: Collection[str] = (), said: Collection[str] = ()) -> Beside:
        """What stands in reviews and not in the journal.

        Args:
            here: the ids of the journal's own entries.
            said: the paths of its own comments.
        """
        found = Beside()
        ids, paths = set(here), set(said)
        for review in self.standing():
            if review.base:
                for each in self._read(review):
                    if isinstance(each, Problem):
                        found.problems.append(each)
                    elif isinstance(each, Entry):
                        if each.id not in ids:
                            ids.add(each.id)
                            found.entries.append(each)
                    elif each.path not in paths:
                        paths.add(each.path)
                        found.comments.append(each)
        return found

    def changes(self, review: Review) -> list[Move]:
        """What a review does to the journal's files; paths from the journal's folder."""
        rows = self._git.run(
            "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", review.base, review.tip, "--"
        ).split("\0")
        prefix = self._git.prefix
        return [
            Move(path.removeprefix(prefix), _blob(record, 2), _blob(record, 3), record.split(" ")[1])
            for record, path in zip(rows[::2], rows[1::2], strict=False)
            if path.startswith(prefix)
        ]

    def entries_between(self, base: str, head: str) -> list[tuple[str, str]]:
        """The entries that a branch adds or changes, beside another: their paths, and git's names for them."""
        meeting = self._branch.meeting(base, head)
        moves = self.changes(Review("", head, meeting)) if meeting else []
        return [
            (move.path, move.new) for move in moves if move.new and not _is_comment(move.path) and _is_readable(move)
        ]

    def adds_only_comments(self, review: Review) -> bool:
        """Whether nothing but comments came, as where somebody spoke of an entry that was in the journal already."""
        return bool(review.base) and all(
            _is_comment(each.path) and not each.old and _is_readable(each) for each in self.changes(review)
        )

    def branch_for(self, changes: Mapping[str, Change], is_here: Callable[[str], bool]) -> str:
        """The branch that some changes belong to: to that of an entry under review, or that of no review, "".

        Args:
            changes: by path.
            is_here: whether the journal itself has the entry of an id.
        """
        edited = {path for path, change in changes.items() if change.over}
        ids = {path.split("/")[1] for path in changes if _is_comment(path)}
        for entry in self.read().entries:
            if (entry.id in ids or entry.path in edited) and not is_here(entry.id):
                return branch_of(entry.review)
        return ""

    # What begins and ends one

    def begin(self, entry_id: str, tip: str) -> None:
        """Take somebody's own branch for the review of an entry, unless that has one.

        Raises:
            BadValue: something on it cannot be part of a journal.
        """
        with self._store.locked():
            main = self._branch.tip()
            if self._branch.tip(branch_of(entry_id)) or self._branch.contains(main, tip):
                return
            if problems := refused(self._git, self._branch.moves(main, tip), self._branch.tree(tip)):
                raise BadValue(f"{problems[0].path}: {problems[0].message}", problems[0].hint)
            move(self._branch, branch_of(entry_id), "", tip)

    def copy(self, act: Act) -> str:
        """Put an entry of the journal on a branch that holds nothing else; returns what all such copies begin with."""
        with self._store.locked():
            return commit_copy(self._branch, act)

    def keep_history(self, tip: str) -> None:
        """Make part of the history what a forge brought into the journal as one new commit; no file changes by it."""
        main = self._branch.tip()
        if self._branch.tip(tip) and not self._branch.contains(main, tip) and self._branch.meeting(main, tip):
            Joining(self._store).keep_history(tip)

    def end(self, review: Review) -> None:
        """Let go of a review's branch, whose work is done."""
        with self._store.locked():
            move(self._branch, review.ref, review.tip, "")

    def _read(self, review: Review) -> Iterator[Entry | Comment | Problem]:
        moves = [each for each in self.changes(review) if each.new and _is_readable(each)]
        blobs = self._git.read_blobs(each.new for each in moves)
        for each in moves:
            try:
                yield from self._read_file(review, each, blobs[each.new])
            except (Unreadable, BadValue) as error:
                yield Problem(each.path, error.message, error.hint, error.line)

    def _read_file(self, review: Review, move: Move, data: bytes) -> Iterator[Entry | Comment | Problem]:
        if len(data) > LARGEST:
            raise Unreadable(f"it is too large ({len(data) // 1_000_000} MB)", "ask its author for a shorter one")
        text = decode(data, move.path)
        channel = Channel.of_folder(move.path.partition("/")[0])
        if channel is None:
            from mentorlog.codec.comments import read_comment

            yield read_comment(text, move.path, self._people, move.new)
        else:
            from mentorlog.codec.entries import read_entry

            entry, doubts = read_entry(text, move.path, channel, self._people, move.new)
            yield replace(entry, review=review.entry_id)
            yield from doubts

    def _tips(self, *which: str) -> dict[str, str]:
        """The branches that git lists so; the journal's own among them, or git said less than it was asked."""
        main = self._branch.ref
        told = self._git.run("for-each-ref", "--format=%(refname) %(objectname)", *which, BRANCHES, main)
        rows = dict(line.split(" ") for line in told.splitlines())
        if main not in rows and self._branch.tip():
            raise GitFailed("git said less than it was asked", "try again")
        return {id_: tip for ref, tip in rows.items() if (id_ := entry_of(ref))}


def branch_of(entry_id: str) -> str:
    """The whole name of the branch of an entry's review."""
    return BRANCHES + entry_id


def entry_of(ref: str) -> str:
    """The id of the entry whose review a branch is; "" for any other branch."""
    found = _NAME.fullmatch(ref)
    return found[1] if found else ""


def _is_comment(path: str) -> bool:
    return path.startswith(f"{_COMMENTS}/") and path.count("/") == 2  # noqa: PLR2004 - comments/<entry id>/<comment id>.md


def _is_readable(move: Move) -> bool:
    """Whether a file is an entry or a comment, and plain: links are not followed here either."""
    is_ours = _is_comment(move.path) or Channel.of_folder(move.path.partition("/")[0])
    plain = move.mode in PLAIN and is_utf8(move.path) and not is_passed_over(move.path)
    return bool(is_ours) and plain and is_text(move.path)


def _blob(record: str, place: int) -> str:
    name = record.split(" ")[place]
    return name if name.strip("0") else ""
