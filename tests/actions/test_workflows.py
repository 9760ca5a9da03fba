"""What `init --forge` writes: the forge builds the journal, and publishes it nowhere where all can read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from mentorlog.actions.start import WORKFLOWS
from tests.conftest import ASKED, Cli, git

PUBLIC = re.compile(
    r"actions/(?:deploy-pages|configure-pages|upload-pages-artifact)|gh-pages|gh-deploy|peaceiris|pages: write"
)


def written(folder: Path, forge: str) -> tuple[str, Any]:
    """A journal begun for a forge; its workflow as text, and as read."""
    Cli(folder).ok("init", "j", *ASKED, "--forge", forge)
    text = (folder / "j" / WORKFLOWS[forge]).read_text()
    return text, yaml.safe_load(text)


@pytest.mark.parametrize("forge", list(WORKFLOWS))
def test_a_forge_builds_the_journal_and_shows_it_to_nobody_new(tmp_path: Path, forge: str) -> None:
    text, read = written(tmp_path, forge)
    assert "NEVER publish" in text
    assert not PUBLIC.search(text)
    assert "mentorlog check" in text
    assert 'pip install "${' in text  # the name alone could be anybody's
    assert ("jobs" in read) == (forge != "gitlab")
    for step in sending(read):
        assert "curl" in step["before"]
        assert step["condition"]


def sending(read: Any) -> list[dict[str, str]]:  # noqa: ANN401 - as it was read
    """The steps that send the site away: what was done before, and on what condition."""
    found = []
    for job in (read.get("jobs") or {"pages": read["pages"]}).values():
        lines = [
            step if isinstance(step, str) else step.get("run", "") for step in job.get("steps", job.get("script", []))
        ]
        conditions = str([step.get("if", "") for step in job.get("steps", [])] + job.get("rules", []))
        for number, line in enumerate(lines):
            if "rsync --archive" in line or "mv site" in line:
                named = ("SERVER != ''", 'MENTORLOG_PAGES == "private"')
                found.append(
                    {"before": " ".join(lines[:number]), "condition": next(n for n in named if n in conditions)}
                )
    assert found
    return found


def test_a_control_finds_a_public_page() -> None:
    assert PUBLIC.search("- uses: actions/deploy-pages@v4")


def test_such_a_journal_is_shared_like_any(tmp_path: Path) -> None:
    written(tmp_path, "github")
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    git(tmp_path / "j", "remote", "add", "origin", str(tmp_path / "remote.git"))
    clone = Cli(tmp_path / "j")
    clone.ok("sync")
    Cli(tmp_path).ok("join", str(tmp_path / "remote.git"), "other")
    assert (tmp_path / "other" / WORKFLOWS["github"]).exists()
    assert "All is well." in clone.ok("check")
