"""Out and in again: an export holds everything, and brings the same journal back, bodies byte for byte."""

from __future__ import annotations

import base64
import csv
import json
from pathlib import Path
from typing import Any

import pytest

from mentorlog.research.schema import KINDS, dictionary
from tests.conftest import ASKED, ROOT, Cli, git
from tests.research.conftest import ODD


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def written(folder: Path) -> dict[str, bytes]:
    """The files of a journal's channels, comments and photos."""
    found = [
        path for top in ("journal", "questions", "calls", "comments", "codebook") for path in (folder / top).rglob("*")
    ]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if path.is_file()}


def test_what_goes_out_comes_back_byte_for_byte(full: Cli, tmp_path: Path) -> None:
    full.ok("export", "jsonl", str(tmp_path / "all.jsonl"))
    Cli(tmp_path).ok("init", "other", *ASKED)
    other = Cli(tmp_path / "other")
    told = other.ok("import", "jsonl", str(tmp_path / "all.jsonl"))
    assert "James Other is listed here as james" not in told  # that handle is taken already
    assert written(other.folder) == written(full.folder)
    shown = [json.loads(cli.ok("diary", "--json")) for cli in (full, other)]
    assert shown[0] == shown[1]
    assert "0 files are new here" in other.ok("import", "jsonl", str(tmp_path / "all.jsonl"))
    other.ok("export", "jsonl", str(tmp_path / "again.jsonl"))
    kinds = [
        [row for row in records(tmp_path / name) if row["kind"] in ("entry", "comment")]
        for name in ("all.jsonl", "again.jsonl")
    ]
    for row in kinds[0] + kinds[1]:
        row.pop("zone", None)  # of those without one it is their author's, who is listed otherwise here
        row.pop("anchor", None)  # found along the history, which stays behind
    assert kinds[0] == kinds[1]


def test_people_who_are_missing_are_listed(full: Cli, tmp_path: Path) -> None:
    people = full.folder / "pyproject.toml"
    people.write_text(
        people.read_text()
        + '\n[tool.mentorlog.people.zoe]\nname = "Zoë \\"Z\\" Guest"\nrole = "guest"\nzone = "Asia/Tokyo"\nlogins = { github = "zoe" }\nwaking = "08:00-20:00"\n'
    )
    full.ok("save")
    full.ok("export", "jsonl", str(tmp_path / "all.jsonl"))
    Cli(tmp_path).ok("init", "other", *ASKED)
    other = Cli(tmp_path / "other")
    assert 'Zoë "Z" Guest is listed here as zoe' in other.ok("import", "jsonl", str(tmp_path / "all.jsonl"))
    full.ok("export", "jsonl", str(tmp_path / "one.jsonl"))
    other.ok("export", "jsonl", str(tmp_path / "two.jsonl"))
    found = [
        [row for row in records(tmp_path / name) if row.get("handle") == "zoe"] for name in ("one.jsonl", "two.jsonl")
    ]
    assert found[0] == found[1]
    assert found[0][0]["logins"] == {"github": "zoe"}


def test_every_field_is_in_the_dictionary_and_the_other_way_round(full: Cli, tmp_path: Path) -> None:
    full.ok("export", "jsonl", str(tmp_path / "all.jsonl"), "--revisions")
    seen: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for row in records(tmp_path / "all.jsonl"):
        seen[row["kind"]] |= set(row) - {"kind"}
    known = {kind: {field.name for field in fields} for kind, fields in KINDS.items()}
    assert all(seen[kind] <= known[kind] for kind in KINDS)
    assert seen["revision"] == known["revision"]
    assert known["entry"] - seen["entry"] == {"happened", "feelings", "about", "agenda", "transcript_of"}
    assert all(f"`{field.name}`" in dictionary() for fields in KINDS.values() for field in fields)


def test_a_record_says_where_its_words_stand_now(full: Cli, tmp_path: Path) -> None:
    full.ok("export", "jsonl", str(tmp_path / "all.jsonl"))
    rows = records(tmp_path / "all.jsonl")
    comment = next(row for row in rows if row.get("target"))
    entry = next(row for row in rows if row["kind"] == "entry" and row["id"] == comment["entry"])
    anchor = comment["anchor"]
    assert (anchor["state"], entry["body"][anchor["start"] : anchor["end"]]) == ("drifted", "was quite silent")
    reply = next(row for row in rows if row.get("in_reply_to"))
    assert (reply["thread"], reply["depth"]) == (comment["id"], 1)
    question = next(row for row in rows if row.get("channel") == "question" and row.get("state") == "answered")
    assert question["answered"]
    photo = next(row for row in rows if row.get("path", "").endswith("photo.png"))
    assert base64.b64decode(photo["base64"]) == ODD["journal/2026/bare/photo.png"]


def test_tables_are_read_by_any_program(full: Cli, tmp_path: Path) -> None:
    full.ok("export", "csv", str(tmp_path / "tables"))
    with (tmp_path / "tables/entry.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert rows["d-crrf0000"]["body"] == "One.\r\n\r\nTwo 😀.\r\n"
    assert any(row["tags"] == "trust" for row in rows.values())
    package = json.loads((tmp_path / "tables/datapackage.json").read_text())
    for table in package["resources"]:
        with (tmp_path / "tables" / table["path"]).open(newline="", encoding="utf-8") as file:
            assert next(csv.reader(file)) == [field["name"] for field in table["schema"]["fields"]]


def test_markdown_is_for_reading(full: Cli, tmp_path: Path) -> None:
    full.ok("export", "markdown", str(tmp_path / "pages"))
    index = (tmp_path / "pages/index.md").read_text()
    assert "diary: [First]" in index
    (page,) = (tmp_path / "pages/journal").rglob("*first.md")
    assert "**Ada Example**" in page.read_text()
    assert "> was silent" in page.read_text()


@pytest.mark.parametrize(
    ("place", "why"),
    [("inside.jsonl", "inside the journal"), ("../there.jsonl", "there already"), ("../no/where.jsonl", "no folder")],
)
def test_where_an_export_may_not_go(full: Cli, place: str, why: str) -> None:
    full.folder.with_name("there.jsonl").write_text("mine")
    assert why in full.refused("export", "jsonl", place)
    assert full.folder.with_name("there.jsonl").read_text() == "mine"


def test_an_export_is_for_its_owner_alone_and_holds_what_was_saved(full: Cli, tmp_path: Path) -> None:
    (full.folder / "journal/2026/bare.md").write_text("not saved yet")
    done = full("export", "jsonl", "../all.jsonl")
    assert "not saved yet: journal/2026/bare.md" in done.stderr
    assert (tmp_path / "all.jsonl").stat().st_mode & 0o077 == 0
    assert b"not saved yet" not in (tmp_path / "all.jsonl").read_bytes()
    assert not list(tmp_path.glob(".all*"))


HEADER = b'{"kind":"journal","schema":1}\n'


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (b"", "it is empty"),
        (b"words\n", "not as it should be"),
        (b"[]\n", "no export"),
        (b'{"kind":"entry"}\n', "no export"),
        (HEADER + HEADER, "no export"),
        (b'{"kind":"journal","schema":99}\n', "schema 99"),
        (HEADER + b'{"kind":"entry","path":"journal/a.md","body":"x"}\n', "for others"),
        (HEADER + b'{"kind":"entry","head":"","body":"x"}\n', "lacks 'path'"),
        (HEADER + b'{"kind":"entry","path":"journal/../a.md","head":"","body":"x"}\n', "leads out"),
        (HEADER + b'{"kind":"entry","path":".github/workflows/x.yml","head":"","body":"x"}\n', "no place for"),
        (HEADER + b'{"kind":"entry","path":"journal/a.md","head":"","body":"\\ud800"}\n', "not as it should be"),
        (HEADER + b'{"kind":"entry","path":' + b"[" * 9000 + b"]" * 9000 + b"}\n", "not as it should be"),
        (HEADER + b'{"kind":"person","handle":"x y","name":"x","role":"guest","zone":"UTC"}\n', "short name"),
        (
            HEADER + b'{"kind":"person","handle":"x","name":"x","role":"guest","zone":"No/Where"}\n',
            "not as it should be",
        ),
        (
            HEADER + b'{"kind":"entry","path":"journal/a.md","head":"","body":"x"}\n'
            b'{"kind":"entry","path":"journal/A.md","head":"","body":"y"}\n',
            "for one",
        ),
        (
            HEADER + b'{"kind":"entry","path":"journal/a.md","head":"","body":"x"}\n'
            b'{"kind":"entry","path":"journal/a.md/b.md","head":"","body":"y"}\n',
            "a file and a folder",
        ),
        (
            HEADER
            + b'{"kind":"file","path":".git/hooks/x","base64":"eA==","sha256":"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}\n',
            "git",
        ),
        (
            HEADER
            + b'{"kind":"file","path":"drafts/x.md","base64":"eA==","sha256":"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}\n',
            "drafts",
        ),
        (HEADER + b'{"kind":"file","path":"a","base64":"eA==","sha256":"0"}\n', "not what it was"),
        (HEADER + b'{"kind":"file","path":"a","base64":"!","sha256":"0"}\n', "not as it should be"),
        (HEADER + 2 * b'{"kind":"entry","path":"journal/a.md","head":"","body":"x"}\n', "twice"),
        (HEADER + b'{"kind":"person","handle":"x","name":"x","role":"king","zone":"UTC"}\n', "king"),
        (HEADER + b'{"kind":"entry","path":7,"head":1}\n', "not as it should be"),
    ],
)
def test_what_is_no_export_brings_nothing(ada: Cli, tmp_path: Path, lines: bytes, why: str) -> None:
    (tmp_path / "bad.jsonl").write_bytes(lines)
    before = git(ada.folder, "rev-parse", "HEAD")
    assert why in ada.refused("import", "jsonl", str(tmp_path / "bad.jsonl"))
    assert git(ada.folder, "rev-parse", "HEAD") == before


def test_other_words_stop_all_of_it(full: Cli, tmp_path: Path) -> None:
    full.ok("export", "jsonl", str(tmp_path / "all.jsonl"))
    full.ok("edit", "d-crrf0000", "Other words.")
    full.ok("remove", next(row["id"] for row in json.loads(full.ok("diary", "--json")) if row["title"] == "First"))
    assert "is here already, with other words" in full.refused("import", "jsonl", str(tmp_path / "all.jsonl"))
    assert "First" not in full.ok("diary")


def test_the_sample_comes_back_as_it_was(tmp_path: Path) -> None:
    sample = Cli(ROOT)
    sample.ok("export", "jsonl", str(tmp_path / "sample.jsonl"))
    Cli(tmp_path).ok("init", "other", *ASKED)
    other = Cli(tmp_path / "other")
    other.ok("import", "jsonl", str(tmp_path / "sample.jsonl"))
    saved = git(
        ROOT, "ls-tree", "-r", "--name-only", "HEAD", "journal", "questions", "calls", "comments", "codebook"
    ).split("\n")
    for path in filter(None, saved):
        blob = git(ROOT, "rev-parse", f"HEAD:{path}")
        assert blob == git(other.folder, "rev-parse", f"HEAD:{path}")


def test_what_an_import_may_not_say_stays_behind(ada: Cli, tmp_path: Path) -> None:
    """Settings, workflows and the ledger of consent: a stranger's export changes none of them."""
    sha = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    paths = (
        ".github/workflows/x.yml",
        "consent/01m7w2yw48pv0gc2esbp9708bv.md",
        "mkdocs.yml",
        "overrides/main.html",
        "journal/a/p.png",
    )
    rows = [json.dumps({"kind": "file", "path": path, "base64": "eA==", "sha256": sha}).encode() for path in paths]
    twice = b'{"kind":"person","handle":"zoe","name":"Zoe","role":"guest","zone":"UTC"}'
    (tmp_path / "x.jsonl").write_bytes(b"\n".join([HEADER.strip(), twice, twice, *rows]))
    done = ada("import", "jsonl", str(tmp_path / "x.jsonl"))
    assert done.exit_code == 0
    assert ".github/workflows/x.yml" in done.stderr
    assert git(ada.folder, "show", "--name-only", "--format=").split() == ["journal/a/p.png", "pyproject.toml"]
    assert (ada.folder / "pyproject.toml").read_text().count("people.zoe]") == 1
