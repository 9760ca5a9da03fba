"""QDA projects, bags and freezes: valid by the official schema, whole by other programs, the same bytes anywhere."""

from __future__ import annotations

import io
import json
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xmlschema

from tests.conftest import ROOT, Cli, git

XSD = ROOT.parent / "shared/recordings/refi-qda/Project.xsd"
NAME = "{urn:QDA-XML:project:1.0}"
needs_xsd = pytest.mark.skipif(not XSD.exists(), reason="the official schema is not here")


def opened(path: Path) -> tuple[ET.Element, dict[str, str]]:
    """A project, and the texts beside it."""
    with ZipFile(path) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("sources/")}
        return ET.fromstring(archive.read("project.qde")), texts  # noqa: S314 - our own


def text_of(source: ET.Element, texts: dict[str, str]) -> str:
    return texts[source.attrib["plainTextPath"].replace("internal://", "sources/")]


@needs_xsd
@pytest.mark.parametrize("which", ["full", "sample"])
def test_a_project_is_valid_and_counts_what_the_journal_has(full: Cli, tmp_path: Path, which: str) -> None:
    clone = full if which == "full" else Cli(ROOT)
    told = clone.ok("export", "qdpx", str(tmp_path / "all.qdpx"))
    with ZipFile(tmp_path / "all.qdpx") as archive:
        xmlschema.XMLSchema(str(XSD)).validate(archive.read("project.qde").decode())
    project, texts = opened(tmp_path / "all.qdpx")
    clone.ok("export", "jsonl", str(tmp_path / "all.jsonl"))
    rows = [json.loads(line) for line in (tmp_path / "all.jsonl").read_bytes().splitlines()]
    entries = [row for row in rows if row["kind"] == "entry"]
    spoken = [row for row in rows if row["kind"] == "comment" and row["body"].strip()]
    assert told.startswith(f"{len(entries)} entries")
    assert len(project.findall(f"{NAME}Sources/{NAME}TextSource")) == len(entries)
    coded = [row for row in rows if row.get("code")]
    assert len(project.findall(f"{NAME}Sources//{NAME}Coding")) == len(coded) + sum(
        len(set(row.get("tags", []))) + len(set(row.get("feelings", []))) for row in entries
    )
    words = {row["word"] for row in rows if row["kind"] == "code"}
    assert len(coded) >= 3
    assert words
    assert words <= {code.attrib["name"] for code in project.iter(f"{NAME}Code")}
    taken_back = {row["retracts"] for row in rows if row.get("retracts")}
    gone = [row for row in spoken if row.get("replaces") or row["id"] in taken_back]
    assert len(project.findall(f"{NAME}Notes/{NAME}Note")) == len(spoken) - len(gone)
    handles = {row.get("author", "") for row in (*entries, *spoken)} | {
        row["handle"] for row in rows if row["kind"] == "person"
    }
    assert len(project.findall(f"{NAME}Users/{NAME}User")) == len(handles)
    guids = [element.attrib["guid"] for element in project.iter() if "guid" in element.attrib]
    assert len(set(guids)) == len(guids)
    assert {element.attrib["targetGUID"] for element in project.iter() if "targetGUID" in element.attrib} <= set(guids)
    assert len(texts) == len(entries) + len(spoken) - len(gone)


def test_positions_give_the_very_words_again(full: Cli, tmp_path: Path) -> None:
    body = "Ünï 😀 e\u0301té, then 👩‍👩‍👧 words.\r\n\r\nAnd more words.\r\n"
    id_ = full.ok("diary", "new", "Odd", "--body", "x").split()[0]
    path = next(each for each in (full.folder / "journal").rglob("*odd.md"))
    path.write_bytes(path.read_bytes().split(b"\n---\n")[0] + b"\n---\n" + body.encode())
    full.ok("save")
    for words in ("then 👩‍👩‍👧 words", "And more", "e\u0301té"):
        full.ok("comment", id_, f"On {words}", "--quote", words)
    full.ok("export", "qdpx", str(tmp_path / "all.qdpx"))
    project, texts = opened(tmp_path / "all.qdpx")
    notes = {note.attrib["guid"]: text_of(note, texts) for note in project.iter(f"{NAME}Note")}
    found = 0
    for source in project.iter(f"{NAME}TextSource"):
        text = text_of(source, texts)
        assert "\r\n" not in text
        for selection in source.iter(f"{NAME}PlainTextSelection"):
            words = text[int(selection.attrib["startPosition"]) : int(selection.attrib["endPosition"])]
            ref = selection.find(f"{NAME}NoteRef")
            if ref is None:
                assert selection.find(f"{NAME}Coding") is not None
                assert words == "was quite silent"
                continue
            note = notes[ref.attrib["targetGUID"]]
            assert note in (f"On {words}", "Why?", "Silence again.")
            found += 1
    assert found == 5


def test_a_twin_of_an_entry_takes_nothing_of_what_was_said(full: Cli, tmp_path: Path) -> None:
    full.ok("export", "qdpx", str(tmp_path / "one.qdpx"))
    (file,) = (full.folder / "journal").rglob("*first.md")
    file.with_name("twin.md").write_bytes(file.read_bytes())
    full.ok("save")
    full.ok("export", "qdpx", str(tmp_path / "two.qdpx"))
    one, two = (opened(tmp_path / name)[0] for name in ("one.qdpx", "two.qdpx"))
    assert (
        len(two.findall(f"{NAME}Sources/{NAME}TextSource")) == len(one.findall(f"{NAME}Sources/{NAME}TextSource")) + 1
    )
    assert len(two.findall(f"{NAME}Notes/{NAME}Note")) == len(one.findall(f"{NAME}Notes/{NAME}Note")) > 0


def test_how_soon_an_answer_came_is_told_alike_everywhere(ada: Cli, tmp_path: Path) -> None:
    asked = ada.ok("ask", "How?").split()[0]
    ada.now += timedelta(hours=2)
    ada.ok("answer", asked, "In the call, I think.")
    assert hours_told(ada, tmp_path / "own") == [None, None, None]
    ada.now += timedelta(hours=3)
    ada.ok("me", "james")
    ada.ok("answer", asked, "Slowly.")
    assert hours_told(ada, tmp_path / "two") == [5, 5, 5]
    ada.ok("me", "ada")
    ada.ok("withdraw", asked)
    assert hours_told(ada, tmp_path / "none") == [None, None, None]


def hours_told(clone: Cli, out: Path) -> list[int | None]:
    """Hours from the only question to its answer: by the insights, the records, the project."""
    answers = json.loads(clone.ok("insights", "--json"))["answers"]
    clone.ok("export", "jsonl", f"{out}.jsonl")
    rows = map(json.loads, Path(f"{out}.jsonl").read_bytes().splitlines())
    (row,) = (row for row in rows if row["kind"] == "entry")
    passed = row.get("answered") and datetime.fromisoformat(row["answered"]) - datetime.fromisoformat(row["date"])
    clone.ok("export", "qdpx", f"{out}.qdpx")
    value = opened(Path(f"{out}.qdpx"))[0].find(f".//{NAME}FloatValue")
    return [
        round(answers[0]["hours"]) if answers else None,
        round(passed / timedelta(hours=1)) if passed else None,
        round(float(value.text or "")) if value is not None else None,
    ]


def test_a_freeze_of_two_clones_in_two_zones_is_the_same(
    full: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "--quiet", str(full.folder), "other")
    for number, (folder, zone) in enumerate(((full.folder, "Asia/Tokyo"), (tmp_path / "other", "America/Lima"))):
        monkeypatch.setenv("TZ", zone)
        Cli(folder).ok("freeze", str(tmp_path / f"{number}.zip"))
    one, other = ((tmp_path / f"{number}.zip").read_bytes() for number in range(2))
    assert one == other
    assert "It is whole." in full.ok("verify", str(tmp_path / "0.zip"))


def test_one_flipped_byte_is_found_wherever_it_is(full: Cli, tmp_path: Path) -> None:
    full.ok("freeze", str(tmp_path / "whole.zip"))
    data = (tmp_path / "whole.zip").read_bytes()
    for at in range(0, len(data), max(1, len(data) // 60)):
        bad = bytearray(data)
        bad[at] ^= 1
        (tmp_path / "bad.zip").write_bytes(bytes(bad))
        assert full("verify", str(tmp_path / "bad.zip")).exit_code == 1, at
    (tmp_path / "bad.zip").write_bytes(data[:-7])
    assert full("verify", str(tmp_path / "bad.zip")).exit_code == 1
    (tmp_path / "bad.zip").write_bytes(data + b"x")
    assert full("verify", str(tmp_path / "bad.zip")).exit_code == 1


def test_a_bag_is_whole_by_other_programs_and_what_is_wrong_is_named(full: Cli, tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    full.ok("export", "bag", str(bag))
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", manifest], cwd=bag, check=True)
    info = dict(line.split(": ", 1) for line in (bag / "bag-info.txt").read_text().splitlines())
    payload = [path for path in (bag / "data").rglob("*") if path.is_file()]
    assert info["Payload-Oxum"] == f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"
    assert info["External-Identifier"] == git(full.folder, "rev-parse", "HEAD").strip()
    crate = json.loads((bag / "data/ro-crate-metadata.json").read_text())
    listed = {part["@id"] for part in crate["@graph"] if part["@type"] == "File"}
    assert listed == {path.relative_to(bag / "data").as_posix() for path in payload} - {"ro-crate-metadata.json"}
    assert "It is whole." in full.ok("verify", str(bag))
    tags = (bag / "tagmanifest-sha256.txt").read_bytes()
    (bag / "tagmanifest-sha256.txt").write_bytes(tags.replace(b"\n", b"\x0b", 1))
    assert full("verify", str(bag)).exit_code == 1
    (bag / "tagmanifest-sha256.txt").write_bytes(tags)
    (bag / "data/link").symlink_to("/etc")
    assert "link is no plain file" in full("verify", str(bag)).stdout
    (bag / "data/link").unlink()
    (bag / "data/extra.txt").write_text("x")
    (bag / "data/journal.jsonl").unlink()
    (bag / "notes.txt").write_text("x")
    said = full("verify", str(bag)).stdout
    for words in ("extra.txt is not in", "journal.jsonl is missing", "notes.txt does not belong"):
        assert words in said


@pytest.mark.parametrize("data", [b"", b"PK", b"words"])
def test_what_is_no_bag_is_said(full: Cli, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    assert "no archive" in full.refused("verify", str(tmp_path / "x.zip"))
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("a/x", b"1")
        archive.writestr("b/x", b"2")
    (tmp_path / "y.zip").write_bytes(out.getvalue())
    with ZipFile(tmp_path / "bomb.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr("a/x", b"0" * 10_000_000)
    assert "no bag of ours" in full.refused("verify", str(tmp_path / "bomb.zip"))
    assert "no bag of ours" in full.refused("verify", str(tmp_path / "y.zip"))
