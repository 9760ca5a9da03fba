"""The way out: other engines build what is staged, with every page as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mentorlog.errors import BadValue
from mentorlog.repository.repository import Repository
from mentorlog.website.publication import Publication
from mentorlog.website.stage import stage
from tests.conftest import Cli
from tests.website.test_build import HOSTILE

ENGINES = {
    "properdocs": ["-m", "properdocs", "build", "-q", "-f", "mkdocs.yml"],
    "zensical": ["-m", "zensical", "build"],
}


@pytest.fixture
def journal(ada: Cli) -> Repository:
    """A journal with what might not survive another engine."""
    body = "Note: today.\n\n```\ncode {{ x }}\n\nmore\n```\n\n> [!note] T\n> q\n\nA[^1].\n\n[^1]: B\n\n| a |\n|---|\n| b |\n"
    ada.ok("diary", "new", "Plain", "--body", body, "--tag", "feedback", "--feeling", "tired")
    ada.ok("diary", "new", HOSTILE["title"], "--body", HOSTILE["body"], "--tag", HOSTILE["tag"])
    ada.ok("ask", "How do I begin?")
    ada.ok("comment", "q-", HOSTILE["body"])
    return Repository.open(ada.folder)


@pytest.mark.parametrize("engine", ENGINES)
def test_another_engine_builds_every_page_as_it_is(journal: Repository, tmp_path: Path, engine: str) -> None:
    folder = tmp_path / "staged"
    count = stage(journal, folder)
    command = [sys.executable, *ENGINES[engine]]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    listed = list(Publication.of(journal).pages())
    assert count == len(listed)
    for page in listed:
        built = (folder / "site" / page.path).read_text(encoding="utf-8")
        assert _lines(page.html()) in _lines(built), page.path
        assert "<script>window.canary" not in built
        assert "default-src 'self'" in built
    for address, data in Publication.of(journal).files():
        assert (folder / "site" / address).read_bytes() == data


def _lines(text: str) -> str:
    """A text without the blanks at the ends of its lines, which an engine may take away."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def test_only_an_empty_folder_is_written_to(journal: Repository, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/thesis.txt").write_text("years")
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "full", tmp_path / "file", journal.root):
        with pytest.raises(BadValue, match="not an empty folder"):
            stage(journal, folder)
    (tmp_path / "empty").mkdir()
    assert stage(journal, tmp_path / "empty") > 0


def test_the_command_says_how_many_pages_and_where(ada: Cli, tmp_path: Path) -> None:
    ada.ok("ask", "How do I begin?")
    goal = tmp_path / "staged"
    assert ada.ok("build", "--stage", str(goal)).endswith(f" pages in {goal}\n")
    assert not (ada.folder / "site").exists()
    assert ada("build", "--stage", str(tmp_path / "other"), "--output", str(tmp_path / "out")).exit_code == 2
