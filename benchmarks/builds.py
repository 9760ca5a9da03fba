"""`python benchmarks/builds.py`: what a build costs, beside other engines on the same texts, at several sizes.

Cold: no site, and nothing kept from an earlier build. Then what one does every day: one comment, one edit, nothing.
Engines that are not installed are left out; `--tools` names a folder of programs to look in first. Every other engine
gets less to do than ours: no comments, no clocks, no themes, no timeline; Hugo a minimal theme besides.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from journals import keep, make
from measure import Cost, cost, in_turns, table
from stages import stage

from mentorlog.repository.repository import Repository

ENV = os.environ | {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
ENV["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="mentorlog-kept-")
PRUNED, HUGO, OURS, STATUS = "MkDocs + Material, pruned", "Hugo", "mentorlog build", "git status"
COLD = {
    PRUNED: ("mkdocs", "build", "-q"),
    "MkDocs + Material, default navigation": ("mkdocs", "build", "-q", "-f", "default.yml"),
    "the same with git-revision-date-localized": ("mkdocs", "build", "-q", "-f", "dates.yml"),
    "Material's blog plugin": ("mkdocs", "build", "-q", "-f", "blog.yml"),
    "ProperDocs": ("properdocs", "build", "-q"),
    "Zensical": ("zensical", "build"),
    HUGO: ("hugo", "--quiet", "-s", "hugo", "-d", "../site"),
}


class Bench:
    """One journal of some size, as each engine has it.

    Args:
        room: an empty folder.
        entries: how many.
        tools: where to look for programs first.
    """

    def __init__(self, room: Path, entries: int, tools: str) -> None:
        self.journal, self.plain = room / "journal", room / "plain"
        self._path = f"{tools}{os.pathsep}{os.environ['PATH']}" if tools else os.environ["PATH"]
        self._count = 0
        if entries:
            make(self.journal, entries)
            keep(self.journal)
        stage(Repository.open(self.journal), self.plain)
        subprocess.run(["git", "init", "-q"], cwd=self.plain, check=True)
        subprocess.run(["git", "add", "-A"], cwd=self.plain, check=True)
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0"]
        subprocess.run(["git", *identity, "commit", "-qm", "all"], cwd=self.plain, check=True)

    def engine(self, name: str) -> Callable[[], Cost] | None:
        """A cold build by another engine; None where it is not installed."""
        program, *rest = COLD[name]
        found = shutil.which(program, path=self._path)
        return (lambda: self._run([found, *rest])) if found else None

    def _run(self, command: list[str], *, fresh: bool = True) -> Cost:
        if fresh:
            for left in ("site", ".cache", "hugo/resources"):
                shutil.rmtree(self.plain / left, ignore_errors=True)
        return cost(command, cwd=self.plain, env=ENV)

    def cold(self) -> Cost:
        """Ours, with nothing kept."""
        for left in (self.journal / "site", self.journal / ".git/mentorlog/cache", Path(ENV["XDG_CACHE_HOME"])):
            shutil.rmtree(left, ignore_errors=True)
        return self.ours()

    def ours(self) -> Cost:
        """Ours, as things stand."""
        return cost([sys.executable, "-m", "mentorlog", "-C", str(self.journal), "build"], env=ENV)

    def comment(self) -> Cost:
        """Ours after one comment, made just before."""
        self._count += 1
        entry = sorted((self.journal / "comments").iterdir())[self._count % 50].name
        words = f"What I think of it now, and for the {self._count}th time, is that it was well done."
        command = [sys.executable, "-m", "mentorlog", "-C", str(self.journal), "comment", entry, words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return self.ours()

    def edit(self) -> Cost:
        """Ours after a word of one entry was changed by hand."""
        self._count += 1
        path = sorted((self.journal / "journal").rglob("*.md"))[self._count * 7]
        path.write_text(f"{path.read_text()}\nAnd one word more.\n")
        return self.ours()

    def touched(self, command: list[str]) -> Callable[[], Cost] | None:
        """Another engine after the same edit, with its last site and cache in place."""
        found = shutil.which(command[0], path=self._path)

        def run() -> Cost:
            self._count += 1
            for top in ("docs", "hugo/content"):
                path = sorted((self.plain / top).rglob("d-*.md"))[self._count * 7]
                path.write_text(f"{path.read_text()}\nAnd one word more.\n")
            return self._run([found or "", *command[1:]], fresh=False)

        return run if found else None

    def status(self) -> Cost:
        """`git status`, for what it costs to know what changed."""
        return cost(["git", "status", "--porcelain"], cwd=self.journal)


def measure(bench: Bench, engines: list[str], rounds: int) -> dict[str, dict[str, list[Cost]]]:
    """All costs, by what was done and by whom."""
    runs = {name: run for name in engines if (run := bench.engine(name))} | {OURS: bench.cold}
    found = {"cold": in_turns(runs, rounds)}
    bench.comment()  # seals the months before this one
    floor = [sys.executable, "-c", "import mkdocs.commands.build"]
    daily: dict[str, Callable[[], Cost]] = {
        STATUS: bench.status,
        "import mkdocs.commands.build": lambda: cost(floor, env=ENV),
        "mentorlog build, nothing changed": bench.ours,
        "mentorlog build, one comment": bench.comment,
    }
    found["a day"] = in_turns(daily, max(rounds, 5))
    again: dict[str, Callable[[], Cost] | None] = {
        "mkdocs build --dirty, one edit (the site is wrong then)": bench.touched(["mkdocs", "build", "-q", "--dirty"]),
        "Hugo, one edit": bench.touched([*COLD[HUGO]]) if HUGO in engines else None,
        "mentorlog build, one edit": bench.edit,
        "mentorlog build, one comment": bench.comment,
    }
    found["an edit"] = in_turns({name: run for name, run in again.items() if run}, min(rounds, 3))
    return found


def growth(costs: dict[int, float]) -> float:
    """The exponent between the smallest and the largest journal."""
    least, most = min(costs), max(costs)
    return math.log(costs[most] / costs[least]) / math.log(most / least)


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, nargs="+", default=[1000, 5000, 10000])
    parser.add_argument("--journal", type=Path, help="an own journal instead, such as benchmarks/pepys.py makes")
    parser.add_argument("--engines", nargs="+", default=[PRUNED, HUGO], choices=COLD)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tools", default="")
    parser.add_argument("--into", type=Path, help="a JSON file that gathers the medians of several runs")
    given = parser.parse_args()
    medians: dict[str, dict[int, float]] = {}
    for entries in [0] if given.journal else given.entries:
        with tempfile.TemporaryDirectory() as room:
            if given.journal:
                shutil.copytree(given.journal, Path(room, "journal"), ignore=shutil.ignore_patterns("site"))
            bench = Bench(Path(room), entries, given.tools)
            size = f"{entries:,} entries" if entries else str(given.journal.name)
            for what, costs in measure(bench, given.engines, given.rounds).items():
                base = next(iter(costs))
                print(f"\n{size}, {what}; times {base}\n\n{table(costs, base)}", flush=True)
                for name, runs in costs.items():
                    medians.setdefault(name, {})[entries] = statistics.median(run.cpu for run in runs)
            sizes = {
                name: sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
                for name, folder in ((OURS, bench.journal / "site"), ("the other's", bench.plain / "site"))
            }
            print(f"\nbytes of the site: {', '.join(f'{name} {size / 1e6:.0f} MB' for name, size in sizes.items())}")
    for name, each in medians.items():
        if len(each) > 1:
            print(f"growth of {name}: exponent {growth(each):.2f} of CPU time")
    if given.into:
        known = json.loads(given.into.read_text()) if given.into.exists() else {}
        known |= {
            name: {**known.get(name, {}), **{str(n): cpu for n, cpu in each.items()}} for name, each in medians.items()
        }
        given.into.write_text(json.dumps(known, indent=1))
    print(f"\n{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()
