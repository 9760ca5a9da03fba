"""Two people, their clones, and a forge of our own that serves the place between them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import Cli
from tests.forges.fake import Fake, Pull
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

    def path_of(self, pull: Pull) -> str:
        """The entry that a request brings."""
        told = self.fake.git("diff", "--name-only", "--diff-filter=A", pull.base, pull.head, "--", "journal")
        return told.splitlines()[0]


@contextmanager
def meeting(ada: Cli, james: Cli, bare: Path, kind: str = "github", *, listed: bool = True) -> Iterator[Pair]:
    """The pair at a forge of some kind.

    Args:
        ada: the mentee's clone of the bare repository.
        james: the mentor's.
        bare: the place between them.
        kind: of the forge.
        listed: whether the journal knows their logins.
    """
    with forge(bare, kind) as (fake, day):
        settings = Path(os.environ["XDG_CONFIG_HOME"]) / "mentorlog"
        settings.mkdir(parents=True, exist_ok=True)
        told = f'["{bare}"]\nkind = "{kind}"\nweb = "{fake.web}"\nrepository = "{fake.repository}"\n'
        (settings / "forges.toml").write_text(told)
        os.environ["MENTORLOG_TOKEN"] = "token-of-ada"  # noqa: S105 - of a forge of our own
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
        yield Pair(ada, james, fake, day, kind)
