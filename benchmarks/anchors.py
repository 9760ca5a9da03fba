"""`python benchmarks/anchors.py JOURNAL`: where comments stand after ten rounds of rewriting, and what that costs.

JOURNAL is copied, and a seeded editor rewrites up to 1,000 of its entries that have comments on their words, one commit
an entry and a round. The editor knows of every letter where it went. Our anchors are held against that, beside exact
search, rapidfuzz alone and diff-match-patch alone on the same texts; their cost against git's own passes over the log.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from diff_match_patch import diff_match_patch
from editor import Copy, Editor, rounds, truth
from measure import Cost, cost, in_turns, table
from rapidfuzz import fuzz

from mentorlog.codec.front_matter import parse
from mentorlog.model.anchor import ORPHAN, Anchor, State, Target
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Entry
from mentorlog.repository.repository import Repository

_LOOK = "from pathlib import Path; from mentorlog.repository.repository import Repository as R; r = R.open(Path('.'))"
_ANCHORS = f"{_LOOK}; r.load(drafts=False).find_anchors()"
_LOAD = f"{_LOOK}; r.load(drafts=False)"
_ENTRIES = f"{_LOOK}; r.load(comments=False, drafts=False)"
_HISTORY = f"{_LOOK}; r.history.revisions(r.load(comments=False, drafts=False).entries[0])"

Way = Callable[[Target, str, str], Anchor]
"""From a target, the text that was read, and today's, to where it stands."""


@dataclass
class Score:
    """How one way of finding did.

    Attributes:
        stands: comments whose words stand as they were read.
        anchored: of these, found as anchored, on those words.
        left: comments some of whose words are left.
        drifted: of these, shown on words of theirs.
        gone: comments whose words are all gone.
        orphans: of these, said to be gone.
        wrong: put where no word of theirs stands, or on a range more than twice as long and 40.
        foreign: put on a range that other words of the first text share.
    """

    stands: int = 0
    anchored: int = 0
    left: int = 0
    drifted: int = 0
    gone: int = 0
    orphans: int = 0
    wrong: int = 0
    foreign: int = 0

    def count(self, wanted: Target, found: Anchor, copy: Copy, read: str) -> None:
        """Hold one answer against the truth."""
        what = truth(copy, read, wanted.start, wanted.end)
        where = set(range(found.start or 0, found.end or 0))
        is_theirs = bool(where & what.left) and len(where) <= 2 * len(wanted.exact) + 40
        self.wrong += bool(where) and not is_theirs
        self.foreign += is_theirs and bool(where & what.foreign)
        if what.stands:
            self.stands += 1
            self.anchored += found.state is State.ANCHORED and is_theirs
        elif what.left:
            self.left += 1
            self.drifted += is_theirs
        else:
            self.gone += 1
            self.orphans += found.state is State.ORPHAN


def exact_search(wanted: Target, read: str, body: str) -> Anchor:  # noqa: ARG001 - one shape for all
    """The first place where the very words stand."""
    start = body.find(wanted.exact)
    return Anchor(State.ANCHORED, start, start + len(wanted.exact)) if start >= 0 else ORPHAN


def rapidfuzz_alone(wanted: Target, read: str, body: str) -> Anchor:  # noqa: ARG001
    """The passage most like the words, where that is at least four fifths."""
    found = fuzz.partial_ratio_alignment(wanted.exact, body, score_cutoff=80)
    return _placed(wanted, body, found.dest_start, found.dest_end) if found else ORPHAN


def diff_match_patch_alone(wanted: Target, read: str, body: str) -> Anchor:
    """The range carried through one diff of the two texts, letter by letter."""
    edits = _edits(read, body)
    start, end = (diff_match_patch().diff_xIndex(edits, place) for place in (wanted.start, wanted.end))
    return _placed(wanted, body, start, end)


@lru_cache(maxsize=1)
def _edits(read: str, body: str) -> list[tuple[int, str]]:
    differ = diff_match_patch()
    edits: list[tuple[int, str]] = differ.diff_main(read, body)  # with its second of time at most
    differ.diff_cleanupSemantic(edits)
    return edits


def _placed(wanted: Target, body: str, start: int, end: int) -> Anchor:
    if not body[start:end].strip():
        return ORPHAN
    return Anchor(State.ANCHORED if body[start:end] == wanted.exact else State.DRIFTED, start, end)


def chosen(repository: Repository, most: int) -> dict[str, tuple[Entry, list[Comment]]]:
    """The entries to rewrite, by path, each with the comments that stand on its words today."""
    journal = repository.load(drafts=False)
    found: dict[str, tuple[Entry, list[Comment]]] = {}
    for entry in journal.entries:
        said = [
            remark.comment
            for remark in journal.thread(entry.id).remarks
            if remark.comment.target and remark.comment.target.blob == entry.blob
        ]
        if said and len(found) < most:
            found[entry.path] = entry, said
    return found


def commits(folder: Path, states: Sequence[tuple[str, str]], author: str) -> Iterator[bytes]:
    """What `git fast-import` reads: one commit a state of an entry."""
    last = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    for number, (path, body) in enumerate(states):
        header = (folder / path).read_bytes().decode()
        data = (header.removesuffix(parse(header).body) + body).encode()
        who = f"{author} {int(last) + number} +0000"
        yield f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata 7\nrewrite\n".encode()
        yield b"from refs/heads/main^0\n" if number == 0 else b""
        yield b"M 100644 inline %s\ndata %d\n%s\n" % (json.dumps(path, ensure_ascii=False).encode(), len(data), data)


def rewrite(repository: Repository, taken: dict[str, tuple[Entry, list[Comment]]], seed: int) -> dict[str, Copy]:
    """Ten rounds over the entries, each a commit; returns what became of every letter."""
    lent = [entry.body for entry in repository.load(comments=False).entries if entry.path not in taken]
    editor = Editor(seed, lent or ["The rain stopped. Nobody had asked. We met again."])
    ways = {path: list(rounds(entry.body, editor)) for path, (entry, _) in taken.items()}
    states = [(path, ways[path][turn].text) for turn in range(10) for path in ways]
    folder, author = repository.root, next(iter(repository.people))
    made = b"".join(commits(folder, states, f"{author.name} <{author.mail}>"))
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input=made, check=True)
    subprocess.run(["git", "reset", "--hard", "--quiet"], cwd=folder, check=True)
    return {path: way[-1] for path, way in ways.items()}


def scores(folder: Path, taken: dict[str, tuple[Entry, list[Comment]]], copies: dict[str, Copy]) -> dict[str, Score]:
    """Every way of finding, held against the truth."""
    ways: dict[str, Way] = {
        "exact search": exact_search,
        "rapidfuzz alone": rapidfuzz_alone,
        "diff-match-patch alone": diff_match_patch_alone,
    }
    found = {name: Score() for name in ["mentorlog", *ways]}
    journal = Repository.open(folder).load(drafts=False)
    journal.find_anchors()
    today = {entry.path: entry for entry in journal.entries}
    for path, (entry, said) in taken.items():
        for comment in said:
            target, body = comment.target, today[path].body
            anchor = journal.anchor(comment, today[path])
            if target is None or anchor is None:
                continue
            found["mentorlog"].count(target, anchor, copies[path], entry.body)
            for name, way in ways.items():
                found[name].count(target, way(target, entry.body, body), copies[path], entry.body)
    return found


def costs(folder: Path, turns: int) -> dict[str, list[Cost]]:
    """Our passes beside git's."""
    cache = folder / ".git" / "mentorlog" / "cache"

    def run(*command: str, cold: bool = False) -> Callable[[], Cost]:
        def once() -> Cost:
            if cold:
                shutil.rmtree(cache, ignore_errors=True)
            return cost(command, cwd=folder)

        return once

    entries = ["--", "journal", "questions", "calls"]
    return in_turns(
        {
            "`git log -p` over the entries": run("git", "log", "-p", *entries),
            "`git log --name-status`": run("git", "log", "--name-status"),
            "the journal read, no anchors": run(sys.executable, "-c", _LOAD),
            "the entries read, no comments": run(sys.executable, "-c", _ENTRIES),
            "the history of all entries, empty cache": run(sys.executable, "-c", _HISTORY, cold=True),
            "all anchors, empty cache": run(sys.executable, "-c", _ANCHORS, cold=True),
            "all anchors, kept": run(sys.executable, "-c", _ANCHORS),
            "the site, built cold": run(
                sys.executable, "-m", "mentorlog", "build", "--output", str(folder.parent / "site"), cold=True
            ),
        },
        turns,
    )


def main() -> None:
    """Rewrite, find, count, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("journal", type=Path)
    parser.add_argument("--entries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--turns", type=int, default=3, help="of measuring; 0 counts only, and prints JSON")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "journal")
        subprocess.run(["git", "clone", "--quiet", str(given.journal), str(folder)], check=True)
        repository = Repository.open(folder)
        taken = chosen(repository, given.entries)
        copies = rewrite(repository, taken, given.seed)
        found = scores(folder, taken, copies)
        if not given.turns:
            print(json.dumps({name: asdict(score) for name, score in found.items()}))
            return
        print(f"{len(taken)} entries, {sum(len(said) for _, said in taken.values())} comments, seed {given.seed}\n")
        print(
            "| | anchored of those whose words stand | on words of theirs of those changed "
            "| orphans of those gone | on wrong words | into others |\n| --- | --- | --- | --- | --- | --- |"
        )
        for name, score in found.items():
            print(
                f"| {name} | {score.anchored} of {score.stands} | {score.drifted} of {score.left} "
                f"| {score.orphans} of {score.gone} | {score.wrong} | {score.foreign} |"
            )
        print("\n" + table(costs(folder, given.turns), "`git log -p` over the entries"))


if __name__ == "__main__":
    main()
