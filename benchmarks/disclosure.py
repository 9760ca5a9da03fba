"""`python benchmarks/disclosure.py JOURNAL`: Pepys's diary for others, with 300 names; what it costs, and what is left.

The names are the words that the diary writes with a capital inside a sentence most often, and never without. Both
people agree to all of it. Each export is a whole process; then its texts are scanned by other code than what replaced
the names, members of archives and addresses too, and every comment's place is held against the words that it was said
of. Digests and commits are no texts: chance writes short names in them.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from measure import cost

_MOST = 300
_INSIDE = re.compile(r"(?<=[a-z,;] )([A-Z][a-z]{2,})\b")
_DIGEST = re.compile(r"\b[0-9a-f]{40,64}\b")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def names_in(journal: Path) -> list[str]:
    """The words that look most like names."""
    counted: Counter[str] = Counter()
    small: set[str] = set()
    for path in (journal / "journal").rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        counted.update(_INSIDE.findall(text))
        small.update(re.findall(r"\b[a-z]+\b", text))
    roles = {"mentee", "mentor", "person", "entry", "journal", "comment"}
    wanted = (word for word, _ in counted.most_common() if word.lower() not in small | roles)
    return [word for word, _ in zip(wanted, range(_MOST), strict=False)]


def agreed(journal: Path, ours: str) -> None:
    """Both people agree to everything."""
    for person in ("samuel", "henry"):
        subprocess.run([ours, "-C", str(journal), "me", person], check=True, capture_output=True)
        given = ["consent", "give", "--for", "research", "--since", "1600-01-01"]
        subprocess.run([ours, "-C", str(journal), *given], check=True, capture_output=True)


def texts(out: Path) -> Iterator[tuple[str, str]]:
    """Every text of an export, archives opened, with the name that it has."""
    for path in [out] if out.is_file() else sorted(out.rglob("*")):
        if path.is_file():
            yield from _opened(path.name if out.is_file() else str(path.relative_to(out)), path.read_bytes())


def _opened(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    if data[:2] == b"PK":
        with ZipFile(BytesIO(data)) as archive:
            for member in archive.namelist():
                yield from _opened(member, archive.read(member))
    elif name.endswith(".jsonl"):
        for line in data.decode().splitlines():
            yield from ((name, each) for each in _strings(json.loads(line)))
    else:
        yield name, _DIGEST.sub("", data.decode())


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield _DIGEST.sub("", value)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def residues(out: Path, names: set[str]) -> Counter[str]:
    """The listed names that are left, as tokens, by their own cut."""
    found: Counter[str] = Counter()
    for name, text in texts(out):
        for shown in {text, unquote(text), name}:
            plain = unicodedata.normalize("NFKD", _HUMP.sub(" ", shown))
            letters = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
            found.update(word for word in re.split(r"[\W\d_]+", letters) if word in names)
    return found


def misplaced(full: Path, others: Path, listed: list[str]) -> tuple[int, int]:
    """Of the comments that stand on words: how many there are, and how many stand on others than they were said of.

    The pseudonyms are put back by number, and what was read in the full copy must stand there, with no more around it
    than the rest of a word.
    """
    before, after = ([json.loads(line) for line in path.read_bytes().splitlines()] for path in (full, others))
    pairs = zip(_spoken(before), _spoken(after), strict=True)
    wrong = 0
    count = 0
    for said, shown in pairs:
        count += 1
        put_back = re.sub(r"Q(\d{3})", lambda found: listed[int(found[1])].lower(), shown)
        pattern = re.escape(" ".join(said.lower().split()))
        pattern = re.sub(r"samuel(?:\\ pepys)?", lambda found: f"(?:{found[0]}|mentee)", pattern)
        wrong += re.fullmatch(rf"\w{{0,20}}{pattern}\w{{0,20}}", " ".join(put_back.lower().split())) is None
    return count, wrong


def _spoken(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The words on which each comment stands, in the order of their times."""
    bodies = {row["id"]: row["body"].replace("\r\n", "\n") for row in rows if row["kind"] == "entry"}
    for row in sorted(
        (row for row in rows if row.get("anchor", {}).get("start") is not None), key=lambda row: row["id"]
    ):
        yield bodies[row["entry"]][row["anchor"]["start"] : row["anchor"]["end"]]


def main() -> None:
    """Measure, scan, and print the table; ends with 1 where a name is left or a comment stands on wrong words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("journal", type=Path)
    given = parser.parse_args()
    ours = str(Path(sys.executable).parent / "mentorlog")
    with tempfile.TemporaryDirectory() as room:
        journal = Path(shutil.copytree(given.journal, Path(room, "journal"), symlinks=True))
        listed = names_in(journal)
        names = Path(room, "names.toml")
        names.write_text("[names]\n" + "".join(f'"{word}" = "Q{number:03}"\n' for number, word in enumerate(listed)))
        agreed(journal, ours)
        wanted = {word.lower() for word in (*listed, "Samuel", "Pepys", "Henry", "Wheatley")}
        bad = 0
        print(f"{len(listed)} names, from {listed[0]} to {listed[-1]}")
        print("| export | full copy: s | MB | for others: s | MB | residues |")
        print("| --- | --- | --- | --- | --- | --- |")
        for kind in ("jsonl", "csv", "markdown", "qdpx", "bag"):
            command = [ours, "-C", str(journal), "export", kind]
            full = cost([*command, str(Path(room, f"full-{kind}"))])
            out = Path(room, f"others-{kind}")
            others = cost([*command, str(out), "--for", "research", "--names", str(names)], stderr=subprocess.DEVNULL)
            left = residues(out, wanted)
            bad += sum(left.values())
            cells = [f"{full.wall:.1f}", f"{full.memory:.0f}", f"{others.wall:.1f}", f"{others.memory:.0f}"]
            print(
                f"| {kind} | {' | '.join(cells)} | {sum(left.values())} {dict(left.most_common(3)) or ''} |", flush=True
            )
        anchored, wrong = misplaced(Path(room, "full-jsonl"), Path(room, "others-jsonl"), listed)
        print(
            f"\n{anchored} comments stand on words under pseudonyms, {wrong} of them on others than they were said of."
        )
    sys.exit(1 if bad or wrong else 0)


if __name__ == "__main__":
    main()
