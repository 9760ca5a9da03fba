"""A journal whose two clones share a place that a forge of our own serves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import Cli, git
from tests.forges.fake import Fake
from tests.forges.serving import Day, forge

KINDS = ("github", "gitlab", "gitea", "forgejo")
LOGINS = {"ada": "ada-e", "james": "jotter"}


@dataclass
class Pair:
    """Two people, their clones, and the forge.

    Attributes:
        ada: the mentee's commands.
        james: the mentor's.
        fake: the forge.
        day: what goes wrong there.
        kind: of the forge.
    """

    ada: Cli
    james: Cli
    fake: Fake
    day: Day
    kind: str

    def under_review(self, body: str, title: str = "A hard talk") -> str:
        """A draft of Ada's that is a pull request; returns its id."""
        self.ada.ok("diary", "new", title, "--body", body, "--draft")
        return self.ada.ok("review", "open").split()[0]

    @property
    def pull(self) -> object:
        """The last request."""
        return self.fake.pulls[max(self.fake.pulls)]


@pytest.fixture
def paired(
    two_clones: tuple[Cli, Cli], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Pair]]:
    """Makes the pair at a forge of some kind; `listed` says whether the journal knows their logins."""
    with ExitStack() as until_the_end:

        def make(kind: str = "github", *, listed: bool = True) -> Pair:
            ada, james = two_clones
            bare = tmp_path / "remote.git"
            fake, day = until_the_end.enter_context(forge(bare, kind))
            settings = Path(os.environ["XDG_CONFIG_HOME"]) / "mentorlog"
            settings.mkdir(parents=True, exist_ok=True)
            told = f'["{bare}"]\nkind = "{kind}"\nweb = "{fake.web}"\nrepository = "{fake.repository}"\n'
            (settings / "forges.toml").write_text(told)
            monkeypatch.setenv("MENTORLOG_TOKEN", "token-of-ada")
            if listed:
                people = ada.folder / "pyproject.toml"
                text = people.read_text()
                for handle, login in LOGINS.items():
                    head = f"[tool.mentorlog.people.{handle}]\n"
                    text = text.replace(head, f'{head}logins = {{ {kind} = "{login}" }}\n')
                people.write_text(text)
                ada.ok("save")
                ada.ok("sync")
                james.ok("sync")
            return Pair(ada, james, fake, day, kind)

        yield make


def tips(folder: Path) -> str:
    """Where every branch of a clone is."""
    return git(folder, "for-each-ref", "refs/heads")
