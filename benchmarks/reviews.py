"""`python benchmarks/reviews.py`: what a review of 300 comments takes to come home from a forge on this machine.

The forge is the one of the tests, over a real bare repository and a real socket: a review of 300 comments at 60 lines.
Each import goes into a fresh copy of the mentee's clone; it is a whole process, sync and all. Then the same again, with
nothing new.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from itertools import count
from pathlib import Path

from measure import Cost, cost, in_turns

from tests.forges.chance import place
from tests.forges.pair import KINDS, Pair

_LINES = 60


def spoken(pair: Pair) -> int:
    """A review of 300 comments; returns how many there are."""
    body = "\n\n".join(f"Line {number} of a long entry, with some words in it." for number in range(_LINES))
    pair.under_review(body)
    pull = pair.fake.pulls[1]
    path = pair.path_of(pull)
    lines = pair.fake.lines(pull.head, path)
    review = pair.fake.review(pull, "jotter", "Overall: brave.")
    for number in range(300):
        at = lines.index(f"Line {number % _LINES} of a long entry, with some words in it.") + 1
        pair.fake.line(pull, "jotter", path, at, f"Said {number}: what do you mean?", review=review)
    return sum(each.kind == "line" for each in pull.said)


def measured(kind: str, rounds: int) -> tuple[int, dict[str, list[Cost]]]:
    """The comments, and the costs, at one kind of forge."""
    with tempfile.TemporaryDirectory() as room, place(Path(room), kind) as pair:
        said = spoken(pair)
        numbers = count()
        template = shutil.copytree(pair.ada.folder, Path(room, "template"), symlinks=True)
        command = [str(Path(sys.executable).parent / "mentorlog"), "-C"]

        def first() -> Cost:
            folder = Path(room, f"copy-{next(numbers)}")
            shutil.copytree(template, folder, symlinks=True)
            return cost([*command, str(folder), "review", "import", "1"])

        def again() -> Cost:
            return cost([*command, str(pair.ada.folder), "review", "import", "1"])

        costs = in_turns({"first": first}, rounds)  # before anybody shares what came home
        again()
        return said, costs | in_turns({"again": again}, rounds)


def main() -> None:
    """Measure each kind in turns, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    print("| forge | comments | | s, median | least | most | CPU s | MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for kind in KINDS:
        said, costs = measured(kind, given.rounds)
        for name, listed in costs.items():
            walls = sorted(each.wall for each in listed)
            cells = [kind, said, name, *(f"{each:.2f}" for each in (walls[len(walls) // 2], walls[0], walls[-1]))]
            last = listed[-1]
            print(f"| {' | '.join(map(str, cells))} | {last.cpu:.2f} | {last.memory:.0f} |")


if __name__ == "__main__":
    main()
