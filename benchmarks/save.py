"""`python benchmarks/save.py`: what a saved comment costs beside bare git, with everything written through to the disk.

A journal of 1,000 entries, and one of 10,000, each with half as many comments. `mentorlog comment` is a whole process,
less what `mentorlog --version` takes; bare git writes the same kind of file, `git add`s and `git commit`s it with
`core.fsync=all`.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path

from measure import Cost, cost
from start import make_journal

from mentorlog.codec.comments import comment_path, write_comment
from mentorlog.model.comment import Comment
from mentorlog.model.ids import comment_id
from mentorlog.repository.repository import Repository

_GIT = ["git", "-c", "core.fsync=all", "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]


def make(folder: Path, entries: int) -> str:
    """A journal with a comment on every other entry, all saved; returns the id of one entry."""
    make_journal(folder, entries)
    journal = Repository.open(folder).load(comments=False, drafts=False)
    for number, entry in enumerate(journal.entries[::2]):
        when = entry.when
        said = Comment(comment_id(when, number.to_bytes(10)), entry.id, "james", when, body="Hm.")
        path = folder / comment_path(said)
        path.parent.mkdir(parents=True)
        path.write_text(write_comment(said))
    for step in (["add", "--all"], ["commit", "--quiet", "--message=comments"], ["gc", "--quiet", "--force"]):
        subprocess.run([*_GIT, "-c", "gc.autoDetach=false", "-C", str(folder), *step], check=True)
    return journal.entries[0].id


def bare(folder: Path, id_: str, number: int) -> Cost:
    """The same kind of file, by git alone."""
    path = folder / "comments" / id_ / f"{number:026}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"---\nid: {number:026}\nauthor: ada\n---\n\nWhat did she say?\n")
    added = cost([*_GIT, "-C", str(folder), "add", "--", str(path)])
    done = cost([*_GIT, "-C", str(folder), "commit", "--quiet", "--message=x"])
    return Cost(added.wall + done.wall, added.cpu + done.cpu, max(added.memory, done.memory))


def main() -> None:
    """Measure in turns, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=30)
    parser.add_argument("--entries", type=int, nargs="*", default=[1000, 10000])
    given = parser.parse_args()
    ours = str(Path(sys.executable).parent / "mentorlog")
    times_bare = "comment less version, times bare: wall | CPU | ask, times bare: wall"
    print(f"| entries | `--version` | `comment` | bare git | `ask` | {times_bare} |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for entries in given.entries:
        with tempfile.TemporaryDirectory(dir=Path.home()) as room:
            one, other = Path(room, "ours"), Path(room, "bare")
            id_ = make(one, entries)
            subprocess.run(["cp", "-r", str(one), str(other)], check=True)
            cost([ours, "-C", str(one), "comment", id_, "What did she say?"])
            rounds = [
                (
                    cost([ours, "--version"]),
                    cost([ours, "-C", str(one), "comment", id_, "What did she say?"]),
                    bare(other, id_, number),
                )
                for number, _ in zip(count(), range(given.pairs), strict=False)
            ]
            asks = [
                (
                    cost([ours, "-C", str(one), "ask", f"What did she say on day {number}?"]),
                    bare(other, id_, -1 - number),
                )
                for number in range(given.pairs)
            ]
        wall, cpu = (
            statistics.median((getattr(b, part) - getattr(a, part)) / getattr(c, part) for a, b, c in rounds)
            for part in ("wall", "cpu")
        )
        times = [f"{1000 * statistics.median(each[column].wall for each in rounds):.0f} ms" for column in range(3)]
        asked = statistics.median(ask.wall / git.wall for ask, git in asks)
        times.append(f"{1000 * statistics.median(ask.wall for ask, _ in asks):.0f} ms")
        print(f"| {entries} | {' | '.join(times)} | {wall:.2f} | {cpu:.2f} | {asked:.2f} |", flush=True)


if __name__ == "__main__":
    main()
