"""What tests share: a journal in a real repository, two clones of one, and commands run on a still clock."""

from __future__ import annotations

import hashlib
import itertools
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import chromium
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from mentorlog.actions.start import begin, pair
from mentorlog.actions.writer import Writer
from mentorlog.cli import cli, guarded
from mentorlog.cli.desk import Desk
from mentorlog.model.person import Person, Role
from mentorlog.repository.repository import Repository

settings.register_profile("mentorlog", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("mentorlog")

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
PEOPLE = pair(
    Person("", "Ada Example", "ada@example.org", Role.MENTEE, "America/Los_Angeles"),
    Person("", "James Other", "james@example.org", Role.MENTOR, "Europe/London"),
)
ASKED = (
    "--mentee", "Ada Example <a@example.org>", "--mentee-zone", "UTC",
    "--mentor", "James Other <j@example.org>", "--mentor-zone", "UTC",
)  # fmt: skip
"""What `init` would ask for."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        running = chromium.launch(playwright)
        yield running
        running.close()


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees this machine's git settings, names or editor, and none may leave loopback."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.delenv("VISUAL", raising=False)


def entropy() -> Callable[[int], bytes]:
    """Random bytes that are the same in every run."""
    numbers = itertools.count()
    return lambda length: hashlib.sha256(str(next(numbers)).encode()).digest()[:length]


@dataclass
class Cli:
    """Commands in one clone, at a moment that goes on by a minute a command."""

    folder: Path
    now: datetime = NOW
    random: Callable[[int], bytes] = field(default_factory=entropy)

    def __call__(self, *args: str, stdin: str | None = None) -> Result:
        """Run one command as the program would."""
        desk = Desk(clock=lambda: self.now, entropy=self.random)
        runner = CliRunner()
        with runner.isolation(input=stdin) as (out, err, _):
            try:
                code = guarded(cli.main, ["-C", str(self.folder), *args], prog_name="mentorlog", obj=desk)
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
            stdout, stderr = out.getvalue(), err.getvalue()
        self.now += timedelta(minutes=1)
        return Result(runner, stdout, stderr, stdout + stderr, None, code, None)

    def ok(self, *args: str, stdin: str | None = None) -> str:
        """Run one that must work; returns what it printed."""
        done = self(*args, stdin=stdin)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    def refused(self, *args: str, stdin: str | None = None) -> str:
        """Run one that must be refused in plain words; returns them."""
        done = self(*args, stdin=stdin)
        assert done.exit_code == 1, done.output
        assert "Traceback" not in done.output
        return done.stderr


def git(folder: Path, *args: str) -> str:
    """Real git, as the user's own hand would type it."""
    identity = ["-c", "user.name=Hand", "-c", "user.email=hand@example.org"]
    done = subprocess.run(["git", *identity, *args], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def journal_repo(tmp_path: Path) -> Repository:
    """A new journal of Ada's and James's; Ada writes."""
    return begin(tmp_path / "journal", PEOPLE, "ada", NOW)


@pytest.fixture
def ada(journal_repo: Repository) -> Cli:
    """Ada's commands in that journal."""
    return Cli(journal_repo.root)


@pytest.fixture
def writer(journal_repo: Repository) -> Writer:
    """Ada, about to change that journal."""
    return Writer(journal_repo, PEOPLE["ada"], NOW, entropy())


@pytest.fixture
def two_clones(journal_repo: Repository, tmp_path: Path) -> tuple[Cli, Cli]:
    """Ada's clone and James's, with one bare remote between them."""
    remote, other = tmp_path / "remote.git", tmp_path / "james"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    git(journal_repo.root, "remote", "add", "origin", str(remote))
    git(journal_repo.root, "push", "--quiet", "-u", "origin", "main")
    git(tmp_path, "clone", "--quiet", str(remote), str(other))
    james = Cli(other, random=lambda length: hashlib.sha256(os.urandom(8)).digest()[:length])
    james.ok("me", "james")
    return Cli(journal_repo.root), james
