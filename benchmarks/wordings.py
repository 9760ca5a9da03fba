"""`python benchmarks/wordings.py REPOSITORY`: anchors over a real history, held against git's own word diff.

Quotes of six words are taken at random from old states of every Markdown file, and looked for in its last state along
all states between. What became of them says `git diff --word-diff` of the two ends; what it calls deleted although the
very words stand elsewhere was moved, and is left out.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from mentorlog.model import anchor
from mentorlog.model.anchor import Anchor, State
from mentorlog.model.trail import Trails
from mentorlog.model.wording import Tokens

_WORDS = 6


def git(folder: Path, *args: str) -> str:
    """What git prints; a difference is no failure."""
    done = subprocess.run(["git", *args], cwd=folder, capture_output=True, check=False)
    return done.stdout.decode(errors="replace").replace("\r\n", "\n")


def states(repository: Path, path: str) -> list[str]:
    """The texts of a file, oldest first."""
    commits = git(repository, "log", "--first-parent", "--reverse", "--format=%H", "--", path).split()
    texts = [git(repository, "show", f"{commit}:{path}") for commit in commits]
    return [text for text in texts if text.strip()]


def fates(old: str, new: str) -> list[int]:
    """For each word of the old text its place among the new ones by git's word diff, or -1."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, text in (("old", old), ("new", new)):
            Path(scratch, name).write_text(text, encoding="utf-8")
        told = git(Path(scratch), "diff", "--no-index", "--word-diff=porcelain", "-U999999", "old", "new")
    kept: list[int] = []
    to = 0
    for line in told.partition("\n@@")[2].split("\n")[1:]:
        count = len(line[1:].split())
        if line.startswith(" "):
            kept += range(to, to + count)
        elif line.startswith("-"):
            kept += [-1] * count
        to += count if line[:1] in {" ", "+"} else 0
    return kept


def spans(text: str) -> list[tuple[int, int]]:
    """Where each word stands."""
    found, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        found.append((start, at))
    return found


def judged(found: Anchor, images: list[int], places: list[tuple[int, int]]) -> str:
    """What an answer is worth, given where git saw each word of the quote."""
    kept = [image for image in images if image >= 0]
    where = range(found.start or 0, found.end or 0)
    theirs = any(start < where.stop and where.start < end for start, end in (places[image] for image in kept))
    if not where:
        return "orphan"
    if not theirs:
        return "elsewhere"
    return "anchored" if found.state is State.ANCHORED else "drifted"


def answers(texts: list[str], random: Random, count: int) -> Iterator[tuple[str, str]]:
    """(what git says became of a quote, what was answered) for some quotes of the first text."""
    first, last = texts[0], texts[-1]
    images, here, there = fates(first, last), spans(first), spans(last)
    if len(images) != len(here) or len(here) <= _WORDS:
        return
    words, trail = Tokens(last), Trails().along(texts)
    for _ in range(count):
        at = random.randrange(len(here) - _WORDS)
        quoted = images[at : at + _WORDS]
        wanted = anchor.target(first, here[at][0], here[at + _WORDS - 1][1], "0" * 40)
        is_whole = quoted == list(range(quoted[0], quoted[0] + _WORDS)) and quoted[0] >= 0
        if not is_whole and words.find(Tokens(wanted.exact)):
            continue  # it was moved
        fate = "stands" if is_whole else "gone" if set(quoted) == {-1} else "changed"
        yield fate, judged(anchor.resolve(wanted, last, trail), quoted, there)


def main() -> None:
    """Count over every Markdown file of a repository."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--quotes", type=int, default=100, help="of each state but the last of each file")
    given = parser.parse_args()
    random = Random(7)  # noqa: S311 - it chooses quotes
    counts: Counter[tuple[str, str]] = Counter()
    paths = [path for path in git(given.repository, "ls-files", "-z", "--", "*.md").split("\0") if path]
    for path in paths:
        texts = states(given.repository, path)
        for start in range(len(texts) - 1):
            counts.update(answers(texts[start:], random, given.quotes))
    print("| by git | quotes | anchored | drifted | orphan | elsewhere |\n| --- | --- | --- | --- | --- | --- |")
    for fate in ("stands", "changed", "gone"):
        row = [counts[fate, answer] for answer in ("anchored", "drifted", "orphan", "elsewhere")]
        print(f"| {fate} | {sum(row)} | {' | '.join(map(str, row))} |")


if __name__ == "__main__":
    main()
