"""`python -m tests.faults.sweep`: every act, every fault, at every change that the act makes on disk.

Prints a line a sweep: points tried, and where something was lost, doubled, swept along or had to be repaired by hand.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mentorlog.errors import Waiting
from mentorlog.repository.repository import Repository
from tests.faults.scenarios import SCENARIOS, Scenario, around, copied, is_sound, is_whole
from tests.faults.tracer import Ran, run

KEPT = 3
"""How a child ends whose act was told to be kept."""

FAULTS = {
    "kill": ("kill", False),
    "torn": ("torn", False),
    "ENOSPC": ("enospc", False),
    "EIO": ("eio", False),
    "ENOSPC from there on": ("enospc", True),
}


@dataclass
class Sweep:
    """What one fault did to one act.

    Attributes:
        tried: how many points.
        struck: at how many the fault came.
        said_saved: how often the act ended well nevertheless.
        failures: what did not hold, and where.
    """

    tried: int = 0
    struck: int = 0
    said_saved: int = 0
    failures: list[str] = field(default_factory=list)


def sweep(scenario: Scenario, fault: str, template: Path, points: Iterator[int] | range) -> Sweep:
    """Try a fault at each of those points."""
    done = Sweep()
    before = around(template / "ada")
    for point in points:
        folder = copied(template, template.with_name(f"try-{os.getpid()}"))
        try:
            ran = _silently(scenario, folder, point, fault)
            done.tried += 1
            done.struck += ran.struck
            done.said_saved += ran.code == 0
            is_sound(folder / "ada", before)
            if ran.code == 0 or (ran.code == KEPT and scenario.is_kept):
                Repository.open(
                    folder / "ada"
                ).catch_up()  # it was told to be saved, or kept: it must be there by itself
                scenario.holds(folder)
            scenario.act(folder)  # the same act sent again
            scenario.holds(folder)
            is_whole(folder / "ada", before)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            done.failures.append(f"at {point}: {type(error).__name__}: {error}")
        shutil.rmtree(folder)
    return done


def count(scenario: Scenario, template: Path) -> int:
    """How many changes an undisturbed run makes."""
    folder = copied(template, template.with_name(f"count-{os.getpid()}"))
    ran = run(lambda: scenario.act(folder))
    assert ran.code == 0, "the act fails by itself"
    shutil.rmtree(folder)
    return ran.points


def _silently(scenario: Scenario, folder: Path, point: int, fault: str) -> Ran:
    kind, lasting = FAULTS[fault]
    return run(lambda: _told(scenario, folder), point, kind, lasting=lasting)


def _told(scenario: Scenario, folder: Path) -> None:
    try:
        scenario.act(folder)
    except Waiting:
        sys.exit(KEPT)


def main() -> None:
    """Sweep, print a table, and end with 1 where anything did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*", default=list(SCENARIOS))
    parser.add_argument("--fault", action="append", choices=list(FAULTS))
    parser.add_argument("--step", type=int, default=1, help="try every n-th point")
    parser.add_argument("--most", type=int, default=400, help="at most so many points a sweep; more are thinned out")
    given = parser.parse_args()
    logging.disable()
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"
    total, bad = Counter[str](), 0
    print("| act | fault | changes | points tried | faults that came | ended well | did not hold |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in given.scenarios:
        with tempfile.TemporaryDirectory() as room:
            os.environ["HOME"] = room
            template = Path(room, "template")
            template.mkdir()
            SCENARIOS[name].prepare(template)
            changes = count(SCENARIOS[name], template)
            step = max(given.step, -(-changes // given.most))
            for fault in given.fault or FAULTS:
                done = sweep(SCENARIOS[name], fault, template, range(1, changes + 1, step))
                total.update(tried=done.tried, struck=done.struck)
                bad += len(done.failures)
                row = (name, fault, changes, done.tried, done.struck, done.said_saved, len(done.failures))
                print(f"| {' | '.join(str(cell) for cell in row)} |", flush=True)
                for failure in done.failures[:10]:
                    print(f"  {failure}", file=sys.stderr)
    print(f"\n{total['tried']} points, {total['struck']} faults came, {bad} did not hold.")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
