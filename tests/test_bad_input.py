"""What went wrong once, or would: each case fails without its defence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.codec.front_matter import parse
from mentorlog.model import anchor
from mentorlog.model.names import names_in
from mentorlog.model.trail import Trails
from mentorlog.repository.repository import Repository
from mentorlog.website.build import build
from tests.conftest import Cli, git


def program(folder: Path, *args: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """The program itself, in a process of its own that may not take long."""
    command = [sys.executable, "-m", "mentorlog", "-C", str(folder), *args]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=30, env=os.environ | env)


@pytest.mark.parametrize("name", ["mkdocs.yml", "pyproject.toml"])
@pytest.mark.parametrize("kind", ["endless", "pipe"])
def test_settings_are_not_read_through_links_nor_from_pipes(ada: Cli, name: str, kind: str) -> None:
    (ada.folder / name).unlink()
    (ada.folder / name).symlink_to("/dev/zero") if kind == "endless" else os.mkfifo(ada.folder / name)
    done = program(ada.folder, "build")
    assert b"Traceback" not in done.stderr
    assert done.returncode == (0 if name == "mkdocs.yml" else 1)


def test_a_linked_channel_is_one_line_and_is_not_walked(ada: Cli) -> None:
    (ada.folder / "calls/.gitkeep").unlink()
    (ada.folder / "calls").rmdir()
    (ada.folder / "calls").symlink_to("/")
    assert ada("check").stdout.count("is a link") == 1


def test_a_build_writes_through_no_link_in_the_old_site(ada: Cli, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    site = build(Repository.open(ada.folder), None).folder
    for path in sorted((site / "journal").iterdir()):
        path.unlink()
    (site / "journal").rmdir()
    (site / "journal").symlink_to(victim)
    build(Repository.open(ada.folder), None)
    assert list(victim.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        "Mary\nExample",
        "Mary  Example",
        "_Mary Example_",
        "Mary&nbsp;Example",
        "Mary-Example",
        "MARY **EXAMPLE**",
        "mary example’s",
    ],
)
def test_a_name_is_found_however_it_is_set(words: str) -> None:
    assert names_in([words], {"Mary Example": "Teacher A"})
    assert not names_in(["Mary, for Example"], {"Mary Example": "Teacher A"})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("spaces in a heading", "# a" + " " * 100_000 + "b"),
        ("signs in a heading", "# a" + "#" * 100_000 + "b"),
        ("brackets", "](" * 100_000),
        ("half links", "[a](b " * 50_000),
        ("a long header", "---\n" + "".join(f"k{n}: v\n" for n in range(3000)) + "---\n"),
        ("deep brackets", "---\ntags: " + "[" * 100_000 + "\n---\n"),
        ("tags of markup", "<a " * 100_000),
        ("promises without end", "# Actions\n\n- [ ] " + "by " * 20_000 + "(\n- [ ] x " + " " * 60_000 + "y\n"),
        ("a word that stands everywhere", "word " * 100_000),
        ("tags without end", "---\ntags: [" + ", ".join(f"t{n}" for n in range(9000)) + "]\n---\nx\n"),
        ("tags of signs", "---\ntags: [" + ", ".join("!" * (n + 1) for n in range(300)) + "]\n---\nx\n"),
        ("half a letter", '---\ntitle: "\\e \\ud800"\nauthor: "\\e\\ud800"\n---\nx\n'),
        ("the years", "---\nhappened: 1000-01-01\nfeelings: [a, b]\ndate: 1000-01-01\n---\nx\n"),
    ],
)
def test_no_text_takes_long(ada: Cli, name: str, text: str) -> None:
    (ada.folder / "journal" / f"{name}.md").write_text(text)
    (ada.folder / "calls" / f"{name}.md").write_text(text)
    for args in (("diary",), ("build",), ("comment", "d-", "Hm.", "--quote", "not there at all")):
        done = program(ada.folder, *args)
        assert b"Traceback" not in done.stderr


def test_an_empty_quote_is_an_orphan() -> None:
    for past in (None, Trails().along(["old", "new"]), Trails().along(["new"])):
        assert anchor.resolve(anchor.Target("", start=3, end=3), "new", past) == anchor.ORPHAN


@pytest.mark.parametrize("tag", ["[!important]", "sad [*very*]", "mad]#", 'a"]b', "a, b", "it's", "# x", "{a}", "&x"])
def test_any_tag_is_read_as_it_was_written(ada: Cli, tag: str) -> None:
    ada.ok("diary", "new", "A", "--body", "x", "--tag", tag, "--feeling", tag)
    entry = Repository.open(ada.folder).load().entries[0]
    assert (entry.tags, entry.feelings) == ((tag.lstrip("#"),), (tag,))


@given(
    st.lists(st.text("ab'\"[]{},#&*!: \\", min_size=1, max_size=8).map(str.strip).filter(bool), min_size=1, max_size=4)
)
def test_any_list_survives_its_header(values: list[str]) -> None:
    document = parse("---\ntitle: A\n---\n").with_value("tags", values)
    assert parse(document.text).values("tags") == tuple(values)


@pytest.mark.parametrize("data", [b"bad \xff", b"a\0b", b"x" * 2_000_001], ids=["latin", "nul", "large"])
def test_words_that_could_not_be_read_again_are_not_saved_but_kept(ada: Cli, data: bytes) -> None:
    before = git(ada.folder, "rev-parse", "HEAD")
    for args in (("diary", "new", "T", "--body", "-"), ("ask", "-")):
        done = program(ada.folder, *args, stdin=data)
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
        kept = Path(done.stderr.decode().rpartition("kept in ")[2].strip())
        assert kept.read_bytes() == data
    assert git(ada.folder, "rev-parse", "HEAD") == before


def test_a_terminal_that_knows_no_letters_loses_nothing(ada: Cli) -> None:
    done = program(
        ada.folder,
        "ask",
        "Où est la clé ?",
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
        PYTHONIOENCODING="ascii:strict",
    )
    assert b"Traceback" not in done.stderr


def test_half_a_character_in_a_header_breaks_nothing(ada: Cli) -> None:
    (ada.folder / "journal/x.md").write_text('---\ntitle: "a\\ud800b"\nauthor: ada\n---\nWords.\n')
    for args in (("diary",), ("diary", "--json"), ("show", "d-"), ("build",)):
        done = program(ada.folder, *args, PYTHONIOENCODING="utf-8:strict")
        assert done.returncode == 0, done.stderr


def test_a_file_name_that_is_no_text_is_named_and_all_else_goes_on(ada: Cli) -> None:
    (ada.folder / os.fsdecode(b"journal/b\xff.md")).write_text("x")
    (ada.folder / "journal/good.md").write_text("Words.\n")
    assert "good.md" in ada("save").stdout
    done = ada("check")
    assert done.exit_code == 1
    assert "not UTF-8" in done.stdout
    assert "Good" in ada.ok("diary")


def test_a_folder_with_a_history_of_its_own_is_named_and_all_else_is_saved(ada: Cli) -> None:
    (ada.folder / "journal/nested").mkdir()
    git(ada.folder / "journal/nested", "init", "--quiet")
    git(ada.folder / "journal/nested", "commit", "--quiet", "--allow-empty", "--message=x")
    (ada.folder / "journal/good.md").write_text("Words.\n")
    done = ada("save")
    assert "good.md" in done.stdout
    assert "a history of its own" in done.stderr


def test_photos_beside_an_entry_are_saved_as_they_are_and_a_transcript_gets_an_id(ada: Cli) -> None:
    (ada.folder / "calls/x").mkdir()
    (ada.folder / "calls/x/photo.jpg").write_bytes(b"\xff\xd8\0")
    (ada.folder / "calls/x.transcript.md").write_text("ada: hello\n")
    (ada.folder / "calls/.x.md.123.tmp").write_text("left over")
    (ada.folder / "calls/x.md~").write_text("backup")
    ada.ok("save")
    assert git(ada.folder, "show", "HEAD~1:calls/x.transcript.md").endswith("\nada: hello\n")
    assert git(ada.folder, "status", "--porcelain").split() == ["??", "calls/.x.md.123.tmp", "??", "calls/x.md~"]


@pytest.mark.parametrize("line", ["date: 2026-02-30", "zone: NO", "author: james"])
def test_an_edit_that_would_spoil_the_header_is_refused_and_kept(ada: Cli, line: str) -> None:
    ada.ok("ask", "How?")
    entry = Repository.open(ada.folder).load().entries[0]
    text = (ada.folder / entry.path).read_text()
    key = line.partition(":")[0]
    spoilt = "\n".join(line if each.startswith(f"{key}:") else each for each in text.splitlines()) + "\n"
    from mentorlog.actions import entries
    from mentorlog.actions.writer import Writer
    from mentorlog.errors import BadValue
    from tests.conftest import NOW, PEOPLE, entropy

    with pytest.raises(BadValue):
        entries.edit(Writer(Repository.open(ada.folder), PEOPLE["ada"], NOW, entropy()), entry, spoilt)
    assert (ada.folder / entry.path).read_text() == text


def test_two_files_with_one_id_are_ambiguous(ada: Cli) -> None:
    ada.ok("ask", "How?")
    path = next((ada.folder / "questions").rglob("*.md"))
    (path.parent / "copy.md").write_text(path.read_text())
    for args in (("show", "q-"), ("remove", "q-"), ("answer", "q-", "Yes.")):
        assert "2 files have the id" in ada.refused(*args)


def test_a_share_that_must_wait_leaves_one_entry(ada: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    ada.ok("diary", "new", "A", "--body", "x", "--draft")
    monkeypatch.setattr("mentorlog.repository.lock._PATIENCE", 0.0)
    (ada.folder / ".git/index.lock").touch()
    ada.refused("diary", "share", "d-")
    (ada.folder / ".git/index.lock").unlink()
    assert list((ada.folder / "journal").rglob("*.md")) == []
    assert [entry["state"] for entry in json.loads(ada.ok("diary", "--json"))] == ["saved"]


def test_removing_keeps_unsaved_words_in_history(ada: Cli) -> None:
    (ada.folder / "journal/x.md").write_text("# Mine\n\nNever saved.\n")
    ada.ok("remove", "d-")
    assert not (ada.folder / "journal/x.md").exists()
    assert "Never saved." in git(ada.folder, "show", "HEAD~1:journal/x.md")


def test_a_comment_by_another_makes_nobody_the_author(ada: Cli) -> None:
    (ada.folder / "journal/x.md").write_text("# Mine\n\nThe gate was shut.\n")
    git(ada.folder, "add", ".")
    git(ada.folder, "commit", "--quiet", "--message=by hand")
    ada.ok("me", "james")
    ada.ok("comment", "d-", "Why?", "--quote", "gate was shut")
    assert (ada.folder / "journal/x.md").read_text().startswith("---\nid: d-")
    assert "author" not in (ada.folder / "journal/x.md").read_text()


def test_a_comment_on_windows_lines_names_a_blob_that_history_has(ada: Cli) -> None:
    (ada.folder / "journal/x.md").write_bytes(b"---\r\ntitle: A\r\n---\r\nThe gate was shut.\r\n")
    ada.ok("comment", "d-", "Why?", "--quote", "gate was shut")
    text = next((ada.folder / "comments").rglob("*.md")).read_text()
    blob = text.partition("blob: ")[2].split()[0]
    assert git(ada.folder, "cat-file", "-t", blob) == "blob\n"
    assert '"state": "anchored"' in ada.ok("show", "d-", "--json")


def test_drafts_of_a_journal_in_a_folder_are_ignored_by_git(ada: Cli, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    (outer / "inner").mkdir(parents=True)
    git(outer, "init", "--quiet")
    (outer / "inner/pyproject.toml").write_text((ada.folder / "pyproject.toml").read_text())
    inner = Cli(outer / "inner")
    inner.ok("me", "ada")
    inner.ok("diary", "new", "Not yet", "--body", "x", "--draft")
    assert "drafts" not in git(outer, "status", "--porcelain", "--untracked-files=all")


def test_outside_git_words_are_read_and_acts_are_refused_plainly(ada: Cli, tmp_path: Path) -> None:
    ada.ok("ask", "How?")
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("pyproject.toml", "questions"):
        (ada.folder / name).rename(copy / name)
    outside = Cli(copy)
    assert "How?" in outside.ok("questions")
    assert '"revisions": []' in outside.ok("show", "latest", "--json")
    outside.ok("build")
    outside.refused("ask", "Where?")
    outside.refused("me", "ada")
    outside.refused("save")


def test_a_list_of_names_that_is_no_file_is_named(ada: Cli) -> None:
    path = Path(os.environ["XDG_CONFIG_HOME"]) / "mentorlog" / "names.toml"
    path.mkdir(parents=True)
    assert "not a plain file" in ada.refused("ask", "How?")


@pytest.mark.parametrize("remote", ["ssh://ada:secret@example.org/x", "ext::sh -c x", "https://secret@example.org/x"])
def test_a_remote_that_holds_a_secret_or_a_program_is_refused(tmp_path: Path, remote: str) -> None:
    pair = ["--mentee", "A B <a@b.org>", "--mentee-zone", "UTC", "--mentor", "C D <c@d.org>", "--mentor-zone", "UTC"]
    said = Cli(tmp_path).refused("init", "x", *pair, "--remote", remote)
    assert "secret" not in said


def test_a_port_that_is_taken_is_told_in_plain_words(ada: Cli) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = ada.refused("serve", "--port", str(taken.getsockname()[1]))
    assert "port" in said


def test_a_full_disk_is_told_in_plain_words(ada: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left" in ada.refused("ask", "How?")
    assert list((ada.folder / "questions").rglob("*.tmp")) == []


def test_nobodys_words_command_the_terminal(ada: Cli) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J"
    (ada.folder / "journal/x.md").write_text(f"---\ntitle: a{evil}\nauthor: z{evil}\ntags: t{evil}\n---\nb{evil}\n")
    ada.ok("comment", "d-", f"c{evil}", "--quote", f"b{evil}")
    for args in (
        ("diary",),
        ("show", "d-"),
        ("search", "b"),
        ("inbox",),
        ("check",),
        ("comment", "d-", "x", "--quote", "no such words"),
    ):
        done = program(ada.folder, *args)
        assert b"\x1b" not in done.stdout + done.stderr, args
        assert b"\x07" not in done.stdout + done.stderr, args
