"""The only import of MkDocs: a thin adapter from our list of pages to its files.

Works the same under `mentorlog build` and plain `mkdocs build`. The journal's raw files never reach MkDocs, whose own
header reader swallows a first line such as `Note: today`; a page arrives with its HTML made.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils.templates import TemplateContext

from mentorlog.errors import MentorlogError
from mentorlog.repository.repository import Repository
from mentorlog.website.policy import with_policy
from mentorlog.website.publication import SCRIPT, STYLE, Publication, write_files
from mentorlog.website.settings import Settings, palette
from mentorlog.website.shell import part_of
from mentorlog.website.words import Words

_HERE = Path(__file__).parent
_OTHERS = ("material/search", "search")
"""Plugins whose work is done here."""


class Printed(Protocol):
    """A page: its address from the top of the site, its title as plain text, and what makes its safe HTML."""

    @property
    def path(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    def html(self) -> str: ...  # noqa: D102


class Published(Protocol):
    """What there is to publish."""

    @property
    def settings(self) -> Settings: ...  # noqa: D102
    @property
    def words(self) -> Words: ...  # noqa: D102
    def pages(self) -> Iterator[Printed]: ...  # noqa: D102
    def files(self) -> Iterator[tuple[str, bytes]]: ...  # noqa: D102


class _Options(Config):  # type: ignore[no-untyped-call] # MkDocs
    """The plugin takes none: a journal says what it is in its own files."""


class MentorlogPlugin(BasePlugin[_Options]):  # type: ignore[no-untyped-call] # MkDocs
    """Shows the journal that `mkdocs.yml` lies in."""

    publication: Published | None = None
    made_with: tuple[Environment, Navigation, Files]

    @event_priority(100)  # before the search that an older `mkdocs.yml` may name
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set what the pages rely on; whoever wrote `mkdocs.yml` cannot make a page ask another host for anything."""
        settings, words = self._published(config).settings, self._published(config).words
        config.theme.dirs.insert(0, str(_HERE / "theme"))
        config.theme["font"] = False
        config.theme["features"] = []
        config.theme["language"] = words.language
        config.theme["palette"] = palette(words)
        config.extra.clear()
        config.extra |= {"generator": False, "say": lambda key: html.escape(words.plain(key))}
        config.repo_url = None
        config.edit_uri = None
        config.site_url = None
        config.site_description = None
        config.site_author = None
        config.use_directory_urls = False
        config.nav = ["index.md"]
        config.site_name = html.escape(settings.name)  # Material prints it as it stands
        config.extra_css = [STYLE]
        config.extra_javascript = [SCRIPT]
        for name in _OTHERS:
            if name in config.plugins:
                config.plugins[name].config["enabled"] = False
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put our pages in the place of whatever MkDocs found beside them."""
        published = self._published(config).pages()
        ours = [SitePage.of(page.path, page.title, page.html, config).file for page in published]
        return Files([*(file for file in files if file.src_dir != config.docs_dir), *ours])

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Remember what a page is made with."""
        self._nav = nav
        return nav

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Make the header once for each part of the site."""
        template = env.get_template("header.html")

        @cache
        def header(base: str, here: str) -> str:
            return template.render(config=config, base=base.rstrip("/"), here=here)

        config.extra["header"] = header
        self.made_with = env, self._nav, files
        return env

    def on_page_context(
        self, context: TemplateContext, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Make a page's HTML when its turn to be written has come."""
        if isinstance(page, SitePage):
            page.make()
        return context

    def on_post_page(self, output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Say in the page what it may do, and let it go again."""
        output = with_policy(output, page.content or "")
        if isinstance(page, SitePage):
            page.forget()
        return output

    def on_post_template(self, output_content: str, template_name: str, config: MkDocsConfig) -> str:
        """The page for an address that leads nowhere is a page too; a map of the site would show strangers the way."""
        return with_policy(output_content, "") if template_name == "404.html" else ""

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write what the pages need."""
        write_files(self._published(config).files(), Path(config.site_dir))

    def _published(self, config: MkDocsConfig) -> Published:
        """What there is to publish: what a build of ours gave, or the journal that `mkdocs.yml` lies in."""
        if self.publication is None:
            try:
                self.publication = Publication.of(Repository.open(Path(config.config_file_path).parent))
            except MentorlogError as error:
                raise PluginError(f"{error}; {error.hint}") from None
        return self.publication


class SitePage(MkDocsPage):
    """A page whose HTML is made by us, when MkDocs comes to it."""

    _made: Callable[[], str]

    @classmethod
    def of(cls, path: str, title: str, content: Callable[[], str], config: MkDocsConfig) -> SitePage:
        """A page.

        Args:
            path: its address from the top of the site.
            title: plain text.
            content: makes what stands on it: safe HTML.
            config: of the site.
        """
        uri = path.removesuffix(".html") + ".md"
        inclusion = InclusionLevel.INCLUDED if uri == "index.md" else InclusionLevel.NOT_IN_NAV
        shown = html.escape(title)  # Material prints titles as they stand
        page = cls(shown, File.generated(config, uri, content="", inclusion=inclusion), config)
        page._made = content
        page.markdown = ""
        page.meta = {"title": shown, "section": part_of(path)}
        page.toc = TableOfContents([AnchorLink(shown, "top", 1)])
        return page

    def read_source(self, config: MkDocsConfig) -> None:
        """There is no source for MkDocs to read."""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Wait: all pages are rendered before the first is written, and a journal need not be in memory twice."""
        self.content = ""

    def make(self) -> None:
        """Make the page's HTML."""
        self.content = self._made()

    def forget(self) -> None:
        """Let the HTML go: it is written."""
        self.content = ""
