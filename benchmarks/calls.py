"""`python benchmarks/calls.py`: what the commands of calls cost, in a journal of 1,000 entries and ten years of calls.

Eight hours of WebVTT are 9,600 cues of two people; each import goes into a call of its own. All are whole processes, in
turns.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from measure import Cost, cost, in_turns
from start import make_journal

_CUES = 9600
_CALLS = 120


def said(path: Path) -> Path:
    """A file of eight hours: a cue of three seconds each."""
    cues = []
    for number in range(_CUES):
        times = (3 * number, 3 * number + 2)
        start, end = (f"{each // 3600:02}:{each // 60 % 60:02}:{each % 60:02}" for each in times)
        who = "Ada Example" if number // 4 % 2 else "James Other"
        words = f"These are some words of number {number}, said slowly."
        cues.append(f"{number + 1}\n{start}.000 --> {end}.500\n{who}: {words}")
    path.write_text("WEBVTT\n\n" + "\n\n".join(cues) + "\n")
    return path


def calls(folder: Path) -> None:
    """Ten years of calls, each with promises."""
    (folder / "calls").mkdir(exist_ok=True)
    for number in range(_CALLS):
        day = datetime(2016, 1, 7, 9) + timedelta(days=30 * number)  # noqa: DTZ001 - on the wall
        boxes = [f"- [{'x' if number % 9 else ' '}] ada: thing {number}-{each}" for each in range(4)]
        tasks = "\n".join(f"{box} (by {day:%Y-%m-%d})" for box in boxes)
        head = f"title: Call {number}\nauthor: ada\nstarts: {day:%Y-%m-%dT%H:%M}\nstate: held"
        (folder / f"calls/c{number:03}.md").write_text(f"---\n{head}\n---\n\n## Actions\n\n{tasks}\n")


def main() -> None:
    """Measure in turns, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    ours = str(Path(sys.executable).parent / "mentorlog")
    with tempfile.TemporaryDirectory() as place:
        folder, file = Path(place, "journal"), said(Path(place, "eight-hours.vtt"))
        make_journal(folder, 1000)
        calls(folder)
        cost([ours, "-C", str(folder), "save"])
        cost([ours, "-C", str(folder), "call", "new", "first thursday 9:00", "--repeat", "monthly"])
        numbers = count()

        def imported() -> Cost:
            path = folder / f"calls/c{next(numbers):03}.md"
            id_ = next(line for line in path.read_text().splitlines() if line.startswith("id: "))[4:]
            return cost([ours, "-C", str(folder), "call", "transcript", str(file), "--call", id_, "--agreed"])

        costs = in_turns(
            {
                "`--version`": lambda: cost([ours, "--version"]),
                "`call transcript`, eight hours": imported,
                "`call agenda`, ten years of calls": lambda: cost([ours, "-C", str(folder), "call", "agenda"]),
                "`call actions`": lambda: cost([ours, "-C", str(folder), "call", "actions"]),
                "`call next`": lambda: cost([ours, "-C", str(folder), "call", "next"]),
                "`call ics`": lambda: cost([ours, "-C", str(folder), "call", "ics"]),
            },
            rounds,
        )
    print("| command | s, median | least | most | CPU s | MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, listed in costs.items():
        walls = [each.wall for each in listed]
        told = [statistics.median(walls), min(walls), max(walls), statistics.median(each.cpu for each in listed)]
        memory = statistics.median(each.memory for each in listed)
        print(f"| {name} | {' | '.join(f'{each:.2f}' for each in told)} | {memory:.0f} |")


if __name__ == "__main__":
    main()
