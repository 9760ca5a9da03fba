"""`python benchmarks/archive.py JOURNAL --schema PROJECT_XSD`: Pepys's diary out and in again, and as a QDA project.

The full copy is imported into an empty journal, and every file of the channels, comments and photos is held against
what it was, byte for byte. The project is held against the official schema and against the journal's own data: as many
sources, memos, codings and users, and at every position the very words. Then what `insights` costs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import xmlschema
from measure import cost

_FOLDERS = ("journal", "questions", "calls", "comments", "codebook")
_QDA = "{urn:QDA-XML:project:1.0}"
_PAIR = (
    "--mentee", "Samuel Pepys <samuel@example.org>", "--mentor", "Henry Wheatley <henry@example.org>",
    "--mentee-zone", "Europe/London", "--mentor-zone", "Europe/London",
)  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    """The files of a journal's channels."""
    found = (path for top in _FOLDERS for path in (folder / top).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.name != ".gitkeep"}


def doubts(project: ET.Element, texts: dict[str, bytes], rows: list[dict[str, Any]]) -> Iterator[str]:
    """Where a project tells something else than the journal's own data."""
    entries = {row["id"]: row for row in rows if row["kind"] == "entry"}
    said = {row["id"]: row for row in rows if row["kind"] == "comment"}
    standing = [row for row in said.values() if not (row.get("replaces") or row.get("retracts"))]
    tags = sum(len(set(row.get(key, ()))) for row in entries.values() for key in ("tags", "feelings"))
    people = {row["handle"] for row in rows if row["kind"] == "person"} | {row["author"] for row in standing}
    expected = {
        "TextSource": len(entries),
        "Note": sum(bool(row["body"].strip()) for row in standing),
        "Coding": tags + sum("code" in row for row in standing),
        "User": len(people | {row["author"] for row in entries.values() if row.get("author")}),
    }
    for name, count in expected.items():
        found = sum(1 for _ in project.iter(_QDA + name))
        print(f"| {name} | {count} | {found} |")
        if found != count:
            yield f"{found} {name} and not {count}"
    places = 0
    for source in project.iter(f"{_QDA}TextSource"):
        text = texts[source.attrib["plainTextPath"].replace("internal://", "sources/")].decode()
        for selection in source.iter(f"{_QDA}PlainTextSelection"):
            places += 1
            anchor, comment = said[selection.attrib["name"]]["anchor"], said[selection.attrib["name"]]
            body = entries[comment["entry"]]["body"].replace("\r\n", "\n")
            words = text[int(selection.attrib["startPosition"]) : int(selection.attrib["endPosition"])]
            if words != body[anchor["start"] : anchor["end"]] or words != comment["target"]["exact"]:
                yield f"{selection.attrib['name']} is on {words!r}"
    print(f"{places} positions give the very words that they were said of")


def read_by_another(project: Path, room: Path) -> str:
    """What a program of somebody else's finds in a project: pyrefiqda, where it is installed."""
    try:
        from pyrefiqda import RefiProject  # type: ignore[import-not-found]
    except ImportError:
        return "pyrefiqda is not installed, and did not open it"
    found = RefiProject.load(str(project), str(room))
    selections = sum(len(source.plain_text_selection) for source in found.sources.text_source)
    return f"pyrefiqda opens it: {len(found.sources.text_source)} sources, {selections} selections"


def main() -> None:
    """Try it all; ends with 1 where something is not as it was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("journal", type=Path)
    parser.add_argument("--schema", type=Path, help="the official schema, to hold the project against")
    given = parser.parse_args()
    ours = str(Path(sys.executable).parent / "mentorlog")
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        copy, other = room / "all.jsonl", room / "other"
        out = cost([ours, "-C", str(given.journal), "export", "jsonl", str(copy)])
        subprocess.run([ours, "init", str(other), *_PAIR], check=True, capture_output=True, text=True)
        back = cost([ours, "-C", str(other), "import", "jsonl", str(copy)])
        before, after = files(given.journal), files(other)
        differing = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
        print(f"out in {out.wall:.1f} s, in again in {back.wall:.1f} s and {back.memory:.0f} MB")
        print(f"{len(before)} files, {len(differing)} of them other than they were")
        subprocess.run(
            [ours, "-C", str(given.journal), "export", "qdpx", str(room / "all.qdpx")], check=True, capture_output=True
        )
        with ZipFile(room / "all.qdpx") as archive:
            texts = {name: archive.read(name) for name in archive.namelist()}
        project = texts["project.qde"].decode()
        if given.schema:
            xmlschema.XMLSchema(str(given.schema)).validate(project)
            print("the project is valid by the schema")
        print(read_by_another(room / "all.qdpx", room / "opened"))
        print("\n| | journal | project |\n| --- | --- | --- |")
        rows = [json.loads(line) for line in copy.read_bytes().splitlines()]
        wrong = list(doubts(ET.fromstring(project), texts, rows))  # noqa: S314 - our own
        print(*wrong[:9], sep="\n")
        told = [cost([ours, "-C", str(given.journal), "insights", "--json"]) for _ in range(3)]
        print(f"insights: {', '.join(f'{each.wall:.1f}' for each in told)} s, {told[0].memory:.0f} MB")
    sys.exit(bool(differing or wrong))


if __name__ == "__main__":
    main()
