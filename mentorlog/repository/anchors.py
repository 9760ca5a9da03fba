"""Where comments stand today, found along the history of their entries and kept in the clone's cache.

What is kept is named by all that it was found from: the target, and every text on the way. So it is never out of date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from mentorlog.model.anchor import Anchor, State, Target, Trails, resolve, stands
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Entry
from mentorlog.model.past import Past, Said
from mentorlog.model.revision import Revision
from mentorlog.repository import disk
from mentorlog.repository.history import History

_VERSION = "mentorlog anchors 1"
_AT_ONCE = 2000
"""Texts that are read in one go: some megabytes."""
_MOST = 50_000
"""Anchors that are kept: the last ones."""

Wanted = tuple[Entry, Comment, list[str]]
"""A comment on words of an entry, with the way from the text that was read to today's."""


class Kept(Past):
    """The past of one journal, as git keeps it.

    Args:
        history: of its entries.
        cache: where to keep what was found.
    """

    def __init__(self, history: History, cache: Path) -> None:
        self._history = history
        self._cache = cache

    def anchors(self, said: Said) -> dict[str, Anchor]:
        """Where the comments on each entry's words stand today, by their ids."""
        found: dict[str, Anchor] = {}
        moved: dict[str, Wanted] = {}
        keys: dict[str, str] = {}
        for entry, comments in said:
            for comment in comments:
                if comment.target is None:
                    continue
                if comment.target.blob == entry.blob and stands(comment.target, entry.body):
                    found[comment.id] = Anchor(State.ANCHORED, comment.target.start, comment.target.end)
                else:
                    way = self._history.way(entry, comment.target.blob) if comment.target.blob else []
                    keys[comment.id] = _key(comment.target, way, entry)
                    moved[keys[comment.id]] = entry, comment, way
        if moved:
            kept = self._kept()
            kept |= self._follow({key: wanted for key, wanted in moved.items() if key not in kept}, kept)
            found |= {comment_id: kept[key] for comment_id, key in keys.items()}
            changed = (moved[keys[id_]][2][:1] for id_ in keys if found[id_].state is not State.ANCHORED)
            self._history.remember(blob for way in changed for blob in way)
        return found

    def blob_read(self, comment: Comment, entry: Entry) -> str:
        """Git's name for the text that stood when something was said about it; "" where that is not known."""
        return self._history.read_at(entry, comment)

    def text(self, entry: Entry, blob: str) -> str | None:
        """One text of an entry; None where that is not known."""
        return entry.body if blob == entry.blob else self._history.text(blob)

    def changes_since(self, comment: Comment, entry: Entry) -> int:
        """How many later states an entry has than the one that a comment was said of; 0 where that is not known."""
        blob = self.blob_read(comment, entry)
        return max(0, len(self._history.way(entry, blob)) - 1) if blob else 0

    def revisions(self, entry: Entry) -> list[Revision]:
        """Every saved state of an entry, oldest first."""
        found = self._history.revisions(entry)
        self._history.remember(revision.blob for revision in found if revision.blob)
        return found

    def _follow(self, wanted: Mapping[str, Wanted], kept: Mapping[str, Anchor]) -> dict[str, Anchor]:
        """Look for the anchors that are not known yet, and keep them."""
        fresh: dict[str, Anchor] = {}
        for part in _parts(wanted):
            blobs = {blob for key in part for blob in wanted[key][2][:-1]}
            texts = self._history.texts(blobs)
            trails: dict[str, Trails] = {}
            for key in part:
                entry, comment, way = wanted[key]
                steps = [texts[blob] for blob in way[:-1] if blob in texts]
                is_known = bool(way) and way[0] in texts
                trail = trails.setdefault(entry.path, Trails()).along([*steps, entry.body]) if is_known else None
                fresh[key] = resolve(comment.target or Target(""), entry.body, trail)
        if fresh:
            self._keep({**kept, **fresh})
        return fresh

    def _kept(self) -> dict[str, Anchor]:
        """What was found before; nothing where that is missing, damaged or another version's."""
        try:
            document = json.loads(self._cache.read_bytes())
            rows = document[_VERSION]
            return {key: Anchor(State(state), start, end, known) for key, (state, start, end, known) in rows.items()}
        except (OSError, ValueError, TypeError, KeyError):
            return {}

    def _keep(self, anchors: Mapping[str, Anchor]) -> None:
        last = list(anchors.items())[-_MOST:]
        rows = {key: [each.state, each.start, each.end, each.followed] for key, each in last}
        with suppress(OSError):
            disk.private_folder(self._cache.parent)
            disk.write_whole(self._cache, json.dumps({_VERSION: rows}, separators=(",", ":")).encode())


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
