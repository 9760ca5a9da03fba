"""What the documents say is true today."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from mentorlog import __version__
from mentorlog.cli import SECTIONS, cli
from tests.conftest import ROOT, Cli

sys.path.insert(0, str(ROOT / "tools"))
import reference

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
COMMANDS = {name for section in SECTIONS.values() for name in section}


def test_the_reference_is_written_from_the_code() -> None:
    assert reference.GOAL.read_text(encoding="utf-8") == reference.reference(), "type `make reference`"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_a_document_names_is_there(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    named = set(re.findall(r"(?:^|`|\$ )mentorlog (?:-C \S+ )?([a-z]+)", text, re.MULTILINE))
    assert named <= COMMANDS
    for option in re.findall(r"mentorlog [a-z ]*(--[a-z-]+)", text):
        assert option in reference.reference() or option in {"--help", "--version"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    for address in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if not address.startswith(("http:", "https:")):
            assert (path.parent / address).exists(), address  # type: ignore[attr-defined]


def test_every_command_has_help_that_teaches() -> None:
    context = click.Context(cli, info_name="mentorlog")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        assert len(command.help or "") > 30, name
        assert all(option.help for option in command.params if isinstance(option, click.Option)), name


def test_every_command_that_lists_or_shows_takes_json(ada: Cli) -> None:
    ada.ok("diary", "new", "A", "--body", "x")
    for args in (
        ("diary",),
        ("questions",),
        ("call",),
        ("inbox",),
        ("show", "latest"),
        ("search", "x"),
        ("check",),
        ("me",),
    ):
        printed = ada.ok(*args, "--json")
        assert printed[0] in "[{", args


def test_the_changelog_knows_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_the_make_targets_that_are_named_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for path in DOCUMENTS:
        for target in re.findall(r"`make ([a-z]+)", path.read_text(encoding="utf-8")):
            assert f"\n{target}:" in makefile, (path.name, target)


def test_the_readmes_lines_lead_from_nothing_to_a_shared_journal(tmp_path: Path) -> None:
    """They are typed as they stand, but for what a person would be asked, and with a folder as the private remote."""
    block = (ROOT / "README.md").read_text().partition("nothing to a shared journal:\n\n```\n")[2].partition("```")[0]
    lines = [line.partition("  #")[0].strip() for line in block.splitlines()]
    assert len(lines) == 10
    asked = "--mentee 'Ada Example <a@example.org>' --mentee-zone America/Los_Angeles --mentor 'James Other <j@example.org>' --mentor-zone Europe/London"
    instead = {
        "mentorlog init ours": f"mentorlog init ours {asked}",
        'mentorlog diary new "A first day"': 'mentorlog diary new "A first day" --body "Words."',
        "mentorlog join ADDRESS ours && cd ours": f"mkdir {tmp_path}/there && cd {tmp_path}/there && mentorlog join ADDRESS ours && cd ours",
        "mentorlog serve --open": "mentorlog build",
    }
    remote = tmp_path / "remote.git"
    script = "\n".join(
        [
            "set -e",
            f"git init --quiet --bare --initial-branch=main {remote}",
            *(instead.get(line, line) for line in lines),
        ]
    )
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = ["bash", "-c", script.replace("ADDRESS", str(remote))]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    there = Cli(tmp_path / "there/ours")
    assert "answered" in there.ok("questions")
    assert "A first day" in there.ok("diary")
    assert (tmp_path / "there/ours/site/index.html").exists()
