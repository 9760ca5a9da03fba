"""Where comments stand today, found along the history of their entries and kept in the clone's cache.

What is kept is named by all that it was found from: the target, and every text on the way. So it is never out of date;
whoever changes how anchors are found gives `_VERSION` another number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from mentorlog.model.anchor import Anchor, State, Target, resolve, stands
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Entry
from mentorlog.model.past import Named, Past, Said, named
from mentorlog.model.revision import Revision
from mentorlog.model.trail import Trails
from mentorlog.repository.cache import keep, kept
from mentorlog.repository.history import History

_VERSION = "anchors 3"
_AT_ONCE = 2000
"""Texts that are read in one go: some megabytes."""
_MOST = 50_000
"""Anchors that are kept: the last ones."""

Wanted = tuple[Entry, Comment, list[str]]
"""A comment on words of an entry, with the way from the text that was read to today's."""


class GitPast(Past):
    """The past of one journal, as git keeps it.

    Args:
        history: of its entries.
        cache: where to keep what was found.
        beside: gives the history that has the entries in it that stand in reviews.
    """

    def __init__(self, history: History, cache: Path, beside: Callable[[], History]) -> None:
        self._history = history
        self._cache = cache
        self._beside = beside

    def _of(self, entry: Entry) -> History:
        """The history that an entry is part of."""
        return self._beside() if entry.review else self._history

    def anchors(self, said: Said) -> dict[Named, Anchor]:
        """Where the comments on each entry's words stand today."""
        found: dict[Named, Anchor] = {}
        wanted: dict[str, Wanted] = {}
        keys: dict[Named, str] = {}
        reread: set[str] = set()
        for entry, comments in said:
            for comment in comments:
                target = comment.target
                if target is None:
                    reread.add(self._of(entry).read_at(entry, comment))
                elif target.blob == entry.blob and stands(target, entry.body):
                    found[named(comment)] = Anchor(State.ANCHORED, target.start, target.end)
                else:
                    way = self._of(entry).way(entry, target.blob) if target.blob else []
                    keys[named(comment)] = _key(target, way, entry)
                    wanted[keys[named(comment)]] = entry, comment, way
        if wanted:
            known = self._known()
            known |= self._follow({key: each for key, each in wanted.items() if key not in known}, known)
            found |= {name: known[key] for name, key in keys.items()}
            reread |= {each[2][0] for key, each in wanted.items() if each[2] and known[key].state is not State.ANCHORED}
        self._history.remember(reread - {""})
        return found

    def blob_read(self, comment: Comment, entry: Entry) -> str:
        """Git's name for the text that stood when something was said about it; "" where that is not known."""
        return self._of(entry).read_at(entry, comment)

    def text(self, entry: Entry, blob: str) -> str | None:
        """One text of an entry; None where that is not known."""
        return entry.body if blob == entry.blob else self._of(entry).text(entry, blob)

    def revisions(self, entry: Entry) -> list[Revision]:
        """Every saved state of an entry, oldest first."""
        return self._of(entry).revisions(entry)

    def _follow(self, wanted: Mapping[str, Wanted], known: Mapping[str, Anchor]) -> dict[str, Anchor]:
        """Look for the anchors that are not known yet, and keep those for which all texts on the way were here."""
        fresh: dict[str, Anchor] = {}
        sure: dict[str, Anchor] = {}
        for part in _parts(wanted):
            texts = self._history.texts({blob for key in part for blob in wanted[key][2][:-1]})
            trails, path = Trails(), ""
            for key in part:
                entry, comment, way = wanted[key]
                if entry.path != path:
                    trails, path = Trails(), entry.path
                steps = [texts[blob] for blob in way[:-1] if blob in texts]
                is_here = len(way) == 1 or (bool(way) and way[0] in texts)
                trail = trails.along([*steps, entry.body]) if is_here else None
                fresh[key] = resolve(comment.target or Target(""), entry.body, trail)
                if len(steps) == len(way[:-1]):
                    sure[key] = fresh[key]
        if sure:
            last = list({**known, **sure}.items())[-_MOST:]
            rows = {key: [each.state, each.start, each.end, each.followed] for key, each in last}
            keep(self._cache, _VERSION, rows)
        return fresh

    def _known(self) -> dict[str, Anchor]:
        """What was found before."""
        rows = kept(self._cache, _VERSION) or {}
        return {key: Anchor(State(state), start, end, followed) for key, (state, start, end, followed) in rows.items()}


def _key(target: Target, way: Sequence[str], entry: Entry) -> str:
    """All that an anchor is found from, in short."""
    facts = [target.exact, target.prefix, target.suffix, target.start, target.end, target.blob, *way, entry.blob]
    return hashlib.blake2b(json.dumps(facts).encode(), digest_size=12).hexdigest()


def _parts(wanted: Mapping[str, Wanted]) -> Iterator[list[str]]:
    """Comments in lots of some thousand texts, those on one entry together."""
    lot: list[str] = []
    count = 0
    last = ""
    for key, (entry, _, way) in wanted.items():
        if count > _AT_ONCE and entry.path != last:
            yield lot
            lot, count = [], 0
        lot.append(key)
        count += len(way) if entry.path != last else 0
        last = entry.path
    if lot:
        yield lot
