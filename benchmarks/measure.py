"""What one run of a program costs, and tables of several, taken in turns."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """One run: wall and CPU time in seconds, peak memory in MB (of the largest process)."""

    wall: float
    cpu: float
    memory: float


def cost(command: Sequence[str], **options: object) -> Cost:
    """Run a program to its end, from compiled bytes as an installed one is; anything but exit code 0 is an error."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def in_turns(runs: Mapping[str, Callable[[], Cost]], rounds: int) -> dict[str, list[Cost]]:
    """Each run once a round, so that a busy machine is busy for all of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            costs[name].append(run())
    return costs


def table(costs: Mapping[str, Sequence[Cost]], against: str) -> str:
    """Medians (and spread of the wall time), each beside the run it is held against, round by round."""
    lines = [
        "| what | wall, median (min to max) | CPU, median | memory | wall, times | CPU, times | memory, times |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    base = costs[against]
    for name, runs in costs.items():
        walls = [run.wall for run in runs]
        ratios = [
            statistics.median(getattr(run, part) / getattr(other, part) for run, other in zip(runs, base, strict=True))
            for part in ("wall", "cpu", "memory")
        ]
        lines.append(
            f"| {name} | {_seconds(statistics.median(walls))} ({_seconds(min(walls))} to {_seconds(max(walls))}) "
            f"| {_seconds(statistics.median(run.cpu for run in runs))} "
            f"| {statistics.median(run.memory for run in runs):.0f} MB | "
            + " | ".join(f"{ratio:.2f}" for ratio in ratios)
            + " |"
        )
    return "\n".join(lines)


def _seconds(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
