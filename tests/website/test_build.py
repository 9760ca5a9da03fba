"""A build: both doors give the same site, what is not ours stays, and one bad file harms nothing else."""

from __future__ import annotations

import filecmp
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mentorlog.errors import BadValue
from mentorlog.repository.repository import Repository
from mentorlog.website.build import build
from mentorlog.website.settings import Settings, read_settings
from tests.conftest import ROOT, Cli

HOSTILE = {
    "title": "</title><script>window.canary=1</script><img src=x onerror=window.canary=1>",
    "body": '<script>window.canary=1</script>\n\n<div id="__config">x</div>\n\n![x](https://evil.example/p.gif)',
    "tag": '"><script>window.canary=1</script>',
}


@pytest.fixture
def journal(ada: Cli) -> Repository:
    """A journal with a hostile entry, a plain question, a draft and a broken file."""
    ada.ok(
        "diary",
        "new",
        HOSTILE["title"],
        "--body",
        HOSTILE["body"],
        "--tag",
        HOSTILE["tag"],
        "--feeling",
        HOSTILE["tag"],
    )
    ada.ok("ask", "How do I begin?")
    ada.ok("comment", "q-", HOSTILE["body"])
    ada.ok("diary", "new", "Hidden from all", "--body", "A secret of mine.", "--draft")
    (ada.folder / "drafts/broken-affair.md").write_text("---\ntitle: never closed\n")
    (ada.folder / "journal/bad.md").write_bytes(b"---\ntitle: \xff\n")
    (ada.folder / "journal/note.md").write_text("Note: today I was late.\n")
    return Repository.open(ada.folder)


def texts(folder: Path) -> str:
    """Every text of a site that is not Material's own."""
    own = [
        path for path in folder.rglob("*") if path.suffix in (".html", ".json", ".xml") and "assets" not in path.parts
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in own)


def test_every_entry_has_its_page_and_a_broken_file_one_that_says_so(journal: Repository) -> None:
    built = build(journal, None)
    assert built.folder == journal.root / "site"
    assert not (built.folder / "sitemap.xml").exists()
    assert built.problems == 1
    everything = texts(built.folder)
    assert "Note: today I was late." in everything
    assert "it is not UTF-8 text" in everything
    assert len(list(built.folder.rglob("d-*.html"))) == 3
    assert built.pages == len([path for path in built.folder.rglob("*.html") if path.name != "404.html"])


def test_no_draft_is_in_a_site(journal: Repository) -> None:
    everything = texts(build(journal, None).folder)
    for word in ("Hidden from all", "A secret of mine", "broken-affair", "never closed"):
        assert word not in everything


def test_no_words_are_markup_anywhere(journal: Repository) -> None:
    folder = build(journal, None).folder
    for path in folder.rglob("*.html"):
        html = path.read_text()
        assert "<script>window.canary" not in html
        assert "onerror=window" not in re.sub(r"&lt;.*?&gt;", "", html)
        assert "evil.example" not in " ".join(re.findall(r"<(?:img|script|link|iframe)[^>]*>", html))
        assert len(re.findall(r"""<[^>]*\bid=["']?__config""", html)) == 1
    assert all("<" not in path.read_text() for path in (folder / "search").rglob("*.js"))


def test_plain_mkdocs_builds_the_same_site(journal: Repository, tmp_path: Path) -> None:
    ours = build(journal, tmp_path / "ours").folder
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "plain")]
    subprocess.run(command, cwd=journal.root, check=True, capture_output=True)
    compared = filecmp.dircmp(ours, tmp_path / "plain")
    assert _differences(compared) == []


def _differences(compared: filecmp.dircmp[str]) -> list[str]:
    own = [*compared.left_only, *compared.right_only, *compared.diff_files]
    return own + [name for sub in compared.subdirs.values() for name in _differences(sub)]


def test_a_build_again_takes_the_place_of_the_old_one(journal: Repository) -> None:
    folder = build(journal, None).folder
    (folder / "left-over.html").write_text("old")
    build(journal, None)
    assert not (folder / "left-over.html").exists()
    assert folder.stat().st_mode & 0o077 == 0
    assert [path.name for path in journal.root.iterdir() if "mentorlog-site" in path.name] == []


def test_a_build_that_fails_leaves_what_was_there(journal: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = build(journal, None).folder
    before = texts(folder)

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (journal.root / "mkdocs.yml").write_text("site_name: Another\n")
    monkeypatch.setattr("mentorlog.website.whole._write", broken)
    with pytest.raises(OSError, match="No space"):
        build(journal, None)
    assert texts(folder) == before


def test_a_folder_that_holds_other_things_is_never_emptied(journal: Repository, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years of work")
    (tmp_path / "file").write_text("x")
    for folder in (precious, tmp_path / "file", journal.root, journal.root.parent):
        with pytest.raises(BadValue) as error:
            build(journal, folder)
        assert error.value.hint
    assert (precious / "thesis.txt").read_text() == "years of work"
    assert (journal.root / "pyproject.toml").exists()


def test_what_mkdocs_yml_says_is_data(journal: Repository, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "x").write_text("x")
    (journal.root / "hook.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    (journal.root / "mkdocs.yml").write_text(
        f"site_name: Ours <b>\nsite_dir: {victim}\nhooks: [hook.py]\nrepo_url: https://evil.example/x\n"
        "extra:\n  a: !!python/object/apply:os.system [touch ran]\n"
        "theme: {name: material, custom_dir: evil, language: ../x, font: {text: Roboto}}\n"
        "extra_javascript: [https://evil.example/x.js]\n"
    )
    folder = build(journal, None).folder
    assert (victim / "x").exists()
    assert not (tmp_path / "ran").exists()
    everything = texts(folder)
    assert "Ours &lt;b&gt;" in everything
    assert "fonts.googleapis" not in everything
    assert "evil.example/x" not in everything


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("site_name: Ours\ntheme:\n  language: de\n", Settings("Ours", "de")),
        ("site_name: [a]\ntheme: material\n", Settings()),
        ("- a\n", Settings()),
        ("[" * 5000, Settings()),
        ("a: &a [*a]\n", Settings()),
        ("", Settings()),
    ],
)
def test_settings_are_taken_where_they_are_what_they_should_be(text: str, meant: Settings) -> None:
    assert read_settings(text) == meant


def test_a_journal_without_mkdocs_yml_builds(journal: Repository) -> None:
    (journal.root / "mkdocs.yml").unlink()
    assert "Our journal" in texts(build(journal, None).folder)


def test_the_command_says_how_many_pages_and_where(ada: Cli, tmp_path: Path) -> None:
    assert ada.ok("build", "--output", str(tmp_path / "out")) == f"8 pages in {tmp_path / 'out'}\n"
    (ada.folder / "journal/bad.md").write_bytes(b"\xff")
    done = ada("build", "--output", str(tmp_path / "out"))
    assert done.exit_code == 0
    assert "1 to look at" in done.stderr


def test_the_sample_builds_by_both_doors(tmp_path: Path) -> None:
    for name in ("journal", "questions", "calls", "comments", "codebook"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("pyproject.toml", "mkdocs.yml"):
        shutil.copy(ROOT / name, tmp_path)
    built = build(Repository.open(tmp_path), tmp_path / "site")
    assert built.pages == 89
    assert built.problems == 0


def test_plain_mkdocs_outside_a_journal_says_so(tmp_path: Path) -> None:
    (tmp_path / "journal").mkdir()
    (tmp_path / "mkdocs.yml").write_text((ROOT / "mkdocs.yml").read_text())
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "there is no journal in" in done.stderr
    assert "Traceback" not in done.stderr
