"""`python benchmarks/site.py`: the Pepys site beside plain MkDocs + Material over the same texts and index pages.

Plain MkDocs gets the bodies with a title each, a page a month that links its entries, a page a year and a home page;
`navigation.prune`, no fonts from elsewhere, the same search. It has no comments, no clocks and no sanitiser; ours has
all three, and 4,483 comments besides.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from itertools import groupby
from pathlib import Path

from measure import Cost, cost, in_turns, table

from mentorlog.model.entry import Channel, Entry
from mentorlog.repository.repository import Repository

_CONFIG = """\
site_name: Plain
docs_dir: docs
use_directory_urls: false
theme:
  name: material
  font: false
  features: [navigation.prune, navigation.tabs]
plugins: [search]
"""


def stage(repository: Repository, folder: Path) -> None:
    """The same texts as a plain MkDocs project."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(_CONFIG)
    entries = repository.load().channel(Channel.DIARY)
    months = {key: list(group) for key, group in groupby(entries, key=lambda entry: f"{entry.when:%Y/%m}")}
    for month, listed in months.items():
        (docs / month).mkdir(parents=True)
        for entry in listed:
            (docs / month / f"{entry.id}.md").write_text(f"---\ntitle: {json.dumps(entry.title)}\n---\n\n{entry.body}")
        (docs / month / "index.md").write_text(_index(month, [(entry.title, f"{entry.id}.md") for entry in listed]))
    for year, group in groupby(months, key=lambda month: month[:4]):
        (docs / year / "index.md").write_text(_index(year, [(month, f"{month[5:]}/index.md") for month in group]))
    (docs / "index.md").write_text(
        _index("Diary", [(_title(entry), f"{entry.when:%Y/%m}/{entry.id}.md") for entry in entries[-10:]])
    )


def _title(entry: Entry) -> str:
    return entry.title.replace("[", "(").replace("]", ")")


def _index(title: str, links: list[tuple[str, str]]) -> str:
    return f"# {title}\n\n" + "".join(
        f"- [{words.replace('[', '(').replace(']', ')')}]({path})\n" for words, path in links
    )


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("journal", type=Path, help="made by benchmarks/pepys.py")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    with tempfile.TemporaryDirectory() as temporary:
        plain, ours = Path(temporary, "plain"), Path(temporary, "ours")
        stage(Repository.open(given.journal), plain)

        def run_plain() -> Cost:
            shutil.rmtree(plain / "site", ignore_errors=True)
            return cost([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=plain, env=env)

        def run_ours() -> Cost:
            shutil.rmtree(ours, ignore_errors=True)
            return cost(
                [sys.executable, "-m", "mentorlog", "-C", str(given.journal), "build", "--output", str(ours)], env=env
            )

        names = {"MkDocs + Material, navigation.prune": run_plain, "mentorlog build": run_ours}
        print(table(in_turns(names, given.rounds), "MkDocs + Material, navigation.prune"))


if __name__ == "__main__":
    main()
