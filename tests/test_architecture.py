"""The house stands as it is drawn, and nothing heavy is carried in before it is needed."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, Cli

PACKAGE = ROOT / "mentorlog"
HEAVY = {"git", "mkdocs", "material", "yaml", "frontmatter", "markdown_it", "nh3", "jinja2", "diff_match_patch"}
SOURCES = sorted(PACKAGE.rglob("*.py"))


def loaded(folder: Path, *args: str) -> set[str]:
    """The modules that a command has loaded when it ends."""
    code = "import atexit, json, sys; atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr)); from mentorlog.cli import main; main()"
    env = {key: value for key, value in os.environ.items() if not key.startswith("COV")}  # coverage loads some itself
    command = [sys.executable, "-c", code, "-C", str(folder), *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    ("args", "more"),
    [
        (("--version",), {"pathlib", "mentorlog.model", "mentorlog.actions", "subprocess", "tomllib"}),
        (("--help",), {"mentorlog.actions", "mentorlog.repository", "subprocess"}),
        (
            ("ask", "How?"),
            {"tempfile", "hashlib", "mentorlog.render", "mentorlog.model.comment", "mentorlog.codec.comments"},
        ),
        (("diary", "new", "A", "--body", "Words."), set()),
        (("questions",), set()),
        (("call", "new", "2099-12-03 09:00"), set()),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_command_loads_nothing_heavy_that_it_does_not_need(ada: Cli, args: tuple[str, ...], more: set[str]) -> None:
    assert loaded(ada.folder, *args) & (HEAVY | more) == set()


def test_the_test_before_this_one_can_fail(ada: Cli) -> None:
    assert {"jinja2", "yaml"} < loaded(ada.folder, "build")


def test_a_build_with_nothing_to_do_loads_nothing_heavy_and_one_after_a_comment_no_mkdocs(ada: Cli) -> None:
    ada.ok("diary", "new", "A", "--body", "Words.")
    ada.ok("comment", "d-", "The first of this month.")
    ada.ok("build")
    templates = {"mentorlog.render", "mentorlog.website.pages", "multiprocessing", "PIL"}
    assert loaded(ada.folder, "build") & (HEAVY | templates) == set()
    ada.ok("comment", "d-", "Another.")
    assert loaded(ada.folder, "build") & {"mkdocs", "material", "yaml", "multiprocessing", "PIL", "git"} == set()


def test_one_door_to_programs() -> None:
    doors = {
        path.relative_to(PACKAGE).as_posix()
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Import) and any(alias.name == "subprocess" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "subprocess")
        or (isinstance(node, ast.Attribute) and node.attr in {"system", "popen", "posix_spawn", "execv"})
    }
    assert doors == {"repository/git.py", "forges/tokens.py"}


def test_one_place_prints_and_exits() -> None:
    for path in SOURCES:
        if "cli" not in path.parts:
            assert not re.search(r"\bprint\(|sys\.exit|click\.", path.read_text()), path


def test_modules_and_functions_are_short() -> None:
    for path in SOURCES:
        text = path.read_text()
        assert text.count("\n") <= 310, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno <= 60, f"{path}: {node.name}"


def test_every_public_thing_says_what_it_is() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        assert ast.get_docstring(tree), path


def test_the_layers_are_kept() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "4 kept, 0 broken" in done.stdout, done.stdout


def test_the_picture_names_every_room() -> None:
    picture = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = {path.stem if path.suffix else path.name for path in PACKAGE.iterdir() if not path.name.startswith("_")}
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = {room.strip() for layer in contracts[0]["layers"] for room in layer.split("|")}
    assert rooms - {"py.typed", "py"} == layers
    for room in rooms - {"py.typed", "py"}:
        assert f"{room}/" in picture or f"{room}.py" in picture


def test_no_archive_of_the_program_holds_a_journals_texts(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    source, wheel = next(tmp_path.glob("*.tar.gz")), next(tmp_path.glob("*.whl"))
    with tarfile.open(source) as archive:
        names = ["/".join(name.split("/")[1:]) for name in archive.getnames()]
    with zipfile.ZipFile(wheel) as archive:
        names += archive.namelist()
    assert any(name.endswith("cli/__init__.py") for name in names)
    assert any(name.endswith("scaffold/templates/account.md") for name in names)
    assert any(name.endswith("website/templates/entry.html") for name in names)
    assert not [
        name for name in names if name.split("/")[0] in {"journal", "questions", "calls", "comments", "tests", "drafts"}
    ]


def test_nothing_names_a_registry_or_a_machine() -> None:
    words = ["py" + "pi.org", "python" + "hosted", "registry.npm" + "js", "/ro" + "ot/", "/wo" + "rk/", "/ho" + "me/"]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for name in listed:
        path = ROOT / name
        if path.suffix in {".png", ".woff2"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], name
