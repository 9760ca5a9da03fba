"""A build of the site, with a configuration made in code."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mentorlog.errors import BadValue
from mentorlog.repository.disk import is_alive
from mentorlog.repository.repository import Repository

_BEGUN = ".mentorlog-site-"
_OURS = b'<meta name="application-name" content="mentorlog">'


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made.

    Attributes:
        folder: where it is.
        pages: how many.
        problems: how many things in the journal a person should look at.
    """

    folder: Path
    pages: int
    problems: int


def build(repository: Repository, output: Path | None, progress: Callable[[int], None] = lambda _: None) -> Built:
    """Build all pages into `output`, or into `site` in the journal; a build that is killed leaves what was there.

    Args:
        repository: the journal.
        output: the folder, or None.
        progress: called after every page with how many there will be.

    Raises:
        BadValue: the folder holds something that is not a site of ours; a build would replace it.
    """
    folder = (output or repository.root / "site").absolute()
    _refuse_foreign(folder, repository.root)
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    from mkdocs.commands.build import build as run
    from mkdocs.config.defaults import MkDocsConfig

    from mentorlog.website.plugin import MentorlogPlugin

    folder.parent.mkdir(parents=True, exist_ok=True)
    _clear_up(folder)
    with TemporaryDirectory(dir=folder.parent, prefix=f"{_BEGUN}{os.getpid()}-") as begun:
        config = MkDocsConfig(config_file_path=str(repository.root / "mkdocs.yml"))
        config.load_dict(_configuration(Path(begun, "new")))
        errors, _ = config.validate()
        if errors:
            raise BadValue(f"the site cannot be set up: {errors[0][1]}", "see that mentorlog is installed whole")
        Path(begun, "new").mkdir(mode=0o700)
        plugin = config.plugins["mentorlog"]
        assert isinstance(plugin, MentorlogPlugin)  # noqa: S101 - for the type checker: the name is ours
        plugin.progress = progress
        run(config)
        if folder.exists():
            folder.rename(Path(begun, "old"))
        Path(begun, "new").rename(folder)
    return Built(folder, plugin.count, sum(problem.serious for problem in plugin.publication.journal.check()))


def _clear_up(folder: Path) -> None:
    """Take away what a build that was killed left beside the site; a whole site among it comes back."""
    for left in folder.parent.glob(f"{_BEGUN}*-*"):
        number = left.name.removeprefix(_BEGUN).partition("-")[0]
        if number.isdigit() and is_alive(int(number)):
            continue
        if (left / "old").is_dir() and not folder.exists():
            (left / "old").rename(folder)
        shutil.rmtree(left, ignore_errors=True)


def _configuration(folder: Path) -> dict[str, object]:
    return {
        "site_name": "mentorlog",
        "docs_dir": str(Path(__file__).parent / "assets"),
        "site_dir": str(folder),
        "use_directory_urls": False,
        "theme": {"name": "material", "font": False},
        "plugins": ["mentorlog"],
    }


def _refuse_foreign(folder: Path, root: Path) -> None:
    """A build empties its folder first: only what an earlier build made may be emptied."""
    if root.resolve().is_relative_to(folder.resolve()):
        raise BadValue(f"{folder} holds the journal itself", "name a folder of its own with --output")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise BadValue(f"{folder} is not a folder", "name another with --output")
    index = folder / "index.html"
    ours = index.is_file() and _OURS in index.read_bytes()[:4000]
    if any(folder.iterdir()) and not ours:
        raise BadValue(
            f"{folder} holds other things, and a build would replace them", "name a new folder with --output"
        )
