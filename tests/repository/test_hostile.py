"""A hundred journals that nobody should take in: made with git's plumbing, past all its own checks."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorlog.repository import git as ours
from mentorlog.repository.worktree import BESIDE_LARGEST
from tests.conftest import ASKED, Cli, git

FILE, LINK, MODULE = "100644", "120000", "160000"
CANARY = "the key to the school"

NAMES = [
    ".git", ".GIT", ".Git", "git~1", ".git ", ".git.", ".g\u200cit", ".gi\ufefft", ".gitmodules", ".lfsconfig", "..", ".",
    "con.md", "AUX", "nul.txt", "COM1.md", "a:b.md", "a\\b.md", "a?.md", 'a".md', "a\nb.md", "a\tb.md", "a\u202eb.md",
    "a\u2028b.md", "a.", "a ", "cafe\u0301.md", "x" * 245 + ".md",
]  # fmt: skip
PLACES = ["", "journal", "comments/d-1"]
TARGETS = ["/etc/passwd", "../../../outside/secret", "../outside", ".", "..", ".git/config", "/", "\\\\host\\share"]

Files = list[tuple[str, str, bytes]]
Tree = dict[str, "tuple[str, str] | Tree"]


def cases() -> Iterator[tuple[str, Files]]:
    """A name, and the files that do not belong: mode, path, bytes."""
    for place in PLACES:
        for name in NAMES:
            path = f"{place}/{name}" if place else name
            yield f"{place or 'top'}-{name!a}", [(FILE, path, b"x")]
    for target in TARGETS:
        yield f"link-to-{target}", [(LINK, "journal/x.md", target.encode())]
        yield f"folder-link-to-{target}", [(LINK, "comments", target.encode())]
    yield "module", [(MODULE, "journal/theirs", b"")]
    yield (
        "module-with-url",
        [(MODULE, "theirs", b""), (FILE, ".gitmodules", b'[submodule "x"]\n path = theirs\n url = -u./run\n')],
    )
    for one, two in [
        ("journal/a.md", "journal/A.md"),
        ("journal/a.md", "Journal/b.md"),
        ("journal/é.md", "journal/É.md"),
        ("a", "A/b"),
        ("journal/ß.md", "journal/ss.md"),
    ]:
        yield f"twins-{one}-{two}", [(FILE, one, b"x"), (FILE, two, b"y")]
    yield "drafts", [(FILE, "drafts/x.md", b"x")]
    yield "Drafts", [(FILE, "Drafts/x.md", b"x")]
    yield "large", [(FILE, "journal/x.jpg", b"\0" * (BESIDE_LARGEST + 1))]


CASES = list(cases())


def put(remote: Path, files: Files) -> None:
    """One more commit in a bare repository, with files that git itself would never add."""
    top: Tree = {}
    for row in filter(None, _git(remote, "ls-tree", "-rz", "main").decode().split("\0")):
        facts, _, path = row.partition("\t")
        mode, _, name = facts.split()
        _into(top, path, (mode, name))
    for mode, path, data in files:
        name = "1" * 40 if mode == MODULE else _git(remote, "hash-object", "-w", "--stdin", data=data).decode().strip()
        _into(top, path, (mode, name))
    tree = _tree(remote, top)
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    commit = _git(remote, *identity, "commit-tree", "-p", "main", "-m", "x", tree).decode().strip()
    _git(remote, "update-ref", "refs/heads/main", commit)


def _into(tree: Tree, path: str, file: tuple[str, str]) -> None:
    head, _, rest = path.partition("/")
    if not rest:
        tree[head] = file
        return
    below = tree.setdefault(head, {})
    assert isinstance(below, dict)
    _into(below, rest, file)


def _tree(remote: Path, tree: Tree) -> str:
    rows = []
    for name, item in sorted(tree.items(), key=lambda pair: pair[0] + ("/" if isinstance(pair[1], dict) else "")):
        mode, blob = item if isinstance(item, tuple) else ("40000", _tree(remote, item))
        rows.append(f"{mode} {name}\0".encode() + bytes.fromhex(blob))
    return (
        _git(remote, "hash-object", "-w", "-t", "tree", "--literally", "--stdin", data=b"".join(rows)).decode().strip()
    )


def _git(folder: Path, *args: str, data: bytes = b"") -> bytes:
    return subprocess.run(["git", "-C", str(folder), *args], input=data, capture_output=True, check=True).stdout


def everything(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with what it holds."""
    return {
        str(path): b"->" + bytes(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal in a bare repository, made once."""
    folder = tmp_path_factory.mktemp("shared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        Cli(folder).ok("init", "ours", *ASKED)
        Cli(folder / "ours").ok("diary", "new", "A", "--body", "Words.")
        git(folder, "clone", "--quiet", "--bare", "ours", "remote.git")
    return folder


@pytest.fixture
def world(shared: Path, tmp_path: Path) -> tuple[Cli, Path]:
    """A clone that was joined before the place turned hostile, and the place."""
    remote = tmp_path / "world/remote.git"
    shutil.copytree(shared / "remote.git", remote)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret").write_text(CANARY)
    Cli(tmp_path).ok("join", str(remote), "ours")
    clone = Cli(tmp_path / "ours")
    clone.ok("me", "ada")
    return clone, remote


@pytest.mark.parametrize("files", [files for _, files in CASES], ids=[name for name, _ in CASES])
def test_nothing_hostile_comes_in(
    world: tuple[Cli, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: Files
) -> None:
    """Git's own checks are switched off, so that ours stand alone."""
    kept = tuple(each for each in ours._SETTINGS if "fsck" not in each)  # noqa: SLF001 - there is no other way to
    monkeypatch.setattr(ours, "_SETTINGS", kept)
    clone, remote = world
    put(remote, files)
    before = everything(clone.folder / "journal") | everything(tmp_path / "outside")
    branch = git(clone.folder, "rev-parse", "HEAD")
    done = clone("sync")
    assert done.exit_code == 1, done.output
    assert "Traceback" not in done.output
    assert git(clone.folder, "rev-parse", "HEAD") == branch
    assert everything(clone.folder / "journal") | everything(tmp_path / "outside") == before
    assert git(clone.folder, "status", "--porcelain") == ""
    assert Cli(tmp_path)("join", str(remote), "there").exit_code == 1
    assert not (tmp_path / "there").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_there_are_a_hundred_of_them() -> None:
    assert len(CASES) >= 100


def test_admission_is_what_refuses_them(world: tuple[Cli, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without it, the other's drafts come in."""
    clone, remote = world
    put(remote, [(FILE, "drafts/x.md", b"x")])
    monkeypatch.setattr("mentorlog.repository.joining.refused", lambda *_: [])
    clone.ok("sync")
    assert (clone.folder / "drafts/x.md").exists()


def test_what_a_journal_says_of_itself_runs_nothing(world: tuple[Cli, Path], tmp_path: Path) -> None:
    clone, remote = world
    ran = tmp_path / "outside/ran"
    git(clone.folder, "config", "--global", "filter.x.smudge", f"touch {ran}; cat")
    git(clone.folder, "config", "--global", "filter.x.clean", f"touch {ran}; cat")
    git(clone.folder, "config", "--global", "merge.x.driver", f"touch {ran}")
    put(
        remote,
        [
            (FILE, ".gitattributes", b"* filter=x merge=x diff=x\n"),
            (
                FILE,
                "mkdocs.yml",
                f"site_name: x\nhooks: [run.py]\nsite_dir: {tmp_path}/outside\ndocs_dir: {tmp_path}/outside\n".encode(),
            ),
            (FILE, "run.py", f"open({str(ran)!r}, 'w')\n".encode()),
            ("100755", "hooks/post-checkout", f"#!/bin/sh\ntouch {ran}\n".encode()),
        ],
    )
    clone.ok("sync")
    Cli(tmp_path).ok("join", str(remote), "there")
    there = Cli(tmp_path / "there")
    there.ok("me", "james")
    there.ok("comment", "latest", "Hm.")
    there.ok("build")
    assert not ran.exists()
    assert (tmp_path / "outside/secret").read_text() == CANARY
    assert "".join(page.read_text() for page in (there.folder / "site").rglob("*.html")).count(CANARY) == 0
