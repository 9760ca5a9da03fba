"""MkDocs with Material, run once a build: what lies around every page, and all that the theme brings along."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mkdocs.commands.build import build, get_context
from mkdocs.config.defaults import MkDocsConfig

from mentorlog.errors import BadValue
from mentorlog.website.plugin import MentorlogPlugin, SitePage
from mentorlog.website.settings import Settings
from mentorlog.website.shell import CONTENT, EXAMPLES, TITLE, Shell, part_of
from mentorlog.website.words import Words


@dataclass(frozen=True, slots=True)
class _Example:
    """A page with marks in the place of title and words."""

    path: str
    title: str = TITLE

    def html(self) -> str:
        return CONTENT


@dataclass(frozen=True, slots=True)
class _Examples:
    """In the place of a journal: an example of a page for each part of the site."""

    settings: Settings
    words: Words

    def pages(self) -> Iterator[_Example]:
        yield from map(_Example, EXAMPLES)

    def files(self) -> Iterator[tuple[str, bytes]]:
        yield from ()


class Material:
    """The theme, with one journal's settings.

    Args:
        settings: what the journal's `mkdocs.yml` says.
        words: what the pages say.
        folder: an empty folder, where the theme puts its own files.

    Attributes:
        shells: by the parts of the site.
    """

    def __init__(self, settings: Settings, words: Words, folder: Path) -> None:
        os.environ["NO_MKDOCS_2_WARNING"] = "1"
        logging.getLogger("mkdocs").setLevel(logging.WARNING)
        self._config = MkDocsConfig(config_file_path="mkdocs.yml")
        self._config.load_dict(_configuration(folder))
        errors, _ = self._config.validate()
        if errors:
            raise BadValue(f"the site cannot be set up: {errors[0][1]}", "see that mentorlog is installed whole")
        plugin = self._config.plugins["mentorlog"]
        assert isinstance(plugin, MentorlogPlugin)  # noqa: S101 - for the type checker: the name is ours
        self._plugin = plugin
        plugin.publication = _Examples(settings, words)
        build(self._config)
        self.shells = {}
        for path in EXAMPLES:
            made = folder / path
            self.shells[part_of(path)] = Shell.of(made.read_text(encoding="utf-8"))
            made.unlink()

    def page(self, path: str, title: str, content: str) -> str:
        """A whole page, made by the theme itself."""
        page = SitePage.of(path, title, lambda: content, self._config)
        page.make()
        environment, navigation, files = self._plugin.made_with
        context = get_context(navigation, files, self._config, page)
        template = environment.get_template("main.html")
        return self._plugin.on_post_page(template.render(context), page, self._config)


def _configuration(folder: Path) -> dict[str, object]:
    return {
        "site_name": "mentorlog",
        "docs_dir": str(Path(__file__).parent / "assets"),
        "site_dir": str(folder),
        "use_directory_urls": False,
        "theme": {"name": "material", "font": False},
        "plugins": ["mentorlog"],
    }
