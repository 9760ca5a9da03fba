"""The only import of MkDocs: a thin adapter from our list of pages to its files.

Works the same under `mentorlog build` and plain `mkdocs build`. The journal's raw files never reach MkDocs, whose own
header reader swallows a first line such as `Note: today`; a page arrives with its HTML made.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import cache
from pathlib import Path

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
from mentorlog.website.pages import Page
from mentorlog.website.policy import with_policy
from mentorlog.website.publication import SCRIPT, STYLE, Publication, write_files
from mentorlog.website.settings import palette

_HERE = Path(__file__).parent
_OTHERS = ("material/search", "search")
"""Plugins whose work is done here."""


class _Options(Config):  # type: ignore[no-untyped-call] # MkDocs
    """The plugin takes none: a journal says what it is in its own files."""


class MentorlogPlugin(BasePlugin[_Options]):  # type: ignore[no-untyped-call] # MkDocs
    """Shows the journal that `mkdocs.yml` lies in."""

    publication: Publication

    def __init__(self) -> None:
        self.count = 0
        self.progress: Callable[[int], None] = lambda _: None

    @event_priority(100)  # before the search that an older `mkdocs.yml` may name
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set what the pages rely on; whoever wrote `mkdocs.yml` cannot make a page ask another host for anything."""
        try:
            self.publication = Publication.of(Repository.open(Path(config.config_file_path).parent))
        except MentorlogError as error:
            raise PluginError(f"{error}; {error.hint}") from None
        settings, words = self.publication.settings, self.publication.words
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
        ours = []
        for page in self.publication.pages():
            uri = page.path.removesuffix(".html") + ".md"
            inclusion = InclusionLevel.INCLUDED if uri == "index.md" else InclusionLevel.NOT_IN_NAV
            file = File.generated(config, uri, content="", inclusion=inclusion)
            _SitePage(page, file, config)
            ours.append(file)
            self.count += 1
        return Files([*(file for file in files if file.src_dir != config.docs_dir), *ours])

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> Environment:
        """Make the header once for each part of the site."""
        template = env.get_template("header.html")

        @cache
        def header(base: str, here: str) -> str:
            return template.render(config=config, base=base.rstrip("/"), here=here)

        config.extra["header"] = header
        return env

    def on_page_context(
        self, context: TemplateContext, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Make a page's HTML when its turn to be written has come."""
        if isinstance(page, _SitePage):
            page.make()
        return context

    def on_post_page(self, output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Say in the page what it may do, and let it go again."""
        output = with_policy(output, page.content or "")
        if isinstance(page, _SitePage):
            page.forget()
            self.progress(self.count)
        return output

    def on_post_template(self, output_content: str, template_name: str, config: MkDocsConfig) -> str:
        """The page for an address that leads nowhere is a page too; a map of the site would show strangers the way."""
        return with_policy(output_content, "") if template_name == "404.html" else ""

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write what the pages need."""
        write_files(self.publication, Path(config.site_dir))


class _SitePage(MkDocsPage):
    """A page whose HTML is made by us, when MkDocs comes to it."""

    def __init__(self, page: Page, file: File, config: MkDocsConfig) -> None:
        self._page = page
        title = html.escape(page.title)  # Material prints titles as they stand
        super().__init__(title, file, config)
        self.markdown = ""
        self.meta = {"title": title, "section": _section(page.path)}
        self.toc = TableOfContents([AnchorLink(title, "top", 1)])

    def read_source(self, config: MkDocsConfig) -> None:
        """There is no source for MkDocs to read."""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Wait: all pages are rendered before the first is written, and a journal need not be in memory twice."""
        self.content = ""

    def make(self) -> None:
        """Make the page's HTML."""
        self.content = self._page.html()

    def forget(self) -> None:
        """Let the HTML go: it is written."""
        self.content = ""


def _section(path: str) -> str:
    """The part of the site that a page belongs to, as its header shows it."""
    folder, _, name = path.partition("/")
    return {"feelings": "themes", "matters": "themes", "history": name.partition("-")[0]}.get(folder, folder)
