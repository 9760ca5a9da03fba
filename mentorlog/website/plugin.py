"""The only import of MkDocs: a thin adapter from our list of pages to its files.

Works the same under `mentorlog build` and plain `mkdocs build`. The journal's raw files never reach MkDocs, whose own
header reader swallows a first line such as `Note: today`; a page arrives with its HTML made.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

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
from mentorlog.model.journal import Journal
from mentorlog.model.person import People
from mentorlog.repository.repository import Repository
from mentorlog.website.pages import Page, pages
from mentorlog.website.view import words_of

_HERE = Path(__file__).parent
_ASSETS = ("mentorlog.css", "mentorlog.js")
_SECTIONS = {
    "Home": "index.md",
    "Diary": "journal/index.md",
    "Questions": "questions/index.md",
    "Calls": "calls/index.md",
}


class _Options(Config):  # type: ignore[no-untyped-call] # MkDocs
    """The plugin takes none: a journal says what it is in its own files."""


class MentorlogPlugin(BasePlugin[_Options]):  # type: ignore[no-untyped-call] # MkDocs
    """Shows the journal that `mkdocs.yml` lies in."""

    def __init__(self) -> None:
        self.journal = Journal(People())
        self.count = 0
        self.progress: Callable[[int], None] = lambda _: None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Set what the pages rely on; whoever wrote `mkdocs.yml` cannot make a page ask another host for anything."""
        config.theme.dirs.insert(0, str(_HERE / "theme"))
        config.theme["font"] = False
        config.theme["features"] = ["navigation.tabs", "search.highlight"]
        if not config.theme.get("palette"):
            config.theme["palette"] = palette()
        config.extra["generator"] = False
        config.extra.pop("analytics", None)
        config.repo_url = None
        config.edit_uri = None
        config.use_directory_urls = False
        config.nav = [{title: path} for title, path in _SECTIONS.items()]
        config.site_name = html.escape(html.unescape(config.site_name))  # Material prints it as it stands
        config.extra_css = ["assets/mentorlog/mentorlog.css"]
        config.extra_javascript = ["assets/mentorlog/mentorlog.js"]
        root = Path(config.config_file_path).parent
        try:
            self.journal = Repository.open(root).load(drafts=False)
            self.journal.find_anchors()
        except MentorlogError as error:
            raise PluginError(f"{error}; {error.hint}") from None
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Put our pages in the place of whatever MkDocs found beside them."""
        ours = [self._asset(config, name) for name in _ASSETS]
        listed = set(_SECTIONS.values())
        for page in pages(self.journal, html.unescape(config.site_name)):
            uri = page.path.removesuffix(".html") + ".md"
            inclusion = InclusionLevel.INCLUDED if uri in listed else InclusionLevel.NOT_IN_NAV
            file = File.generated(config, uri, content="", inclusion=inclusion)
            _SitePage(page, file, config)
            ours.append(file)
            self.count += 1
        return Files([*(file for file in files if file.src_dir != config.docs_dir), *ours])

    @event_priority(100)  # before the search looks at the page
    def on_page_context(
        self, context: TemplateContext, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Make a page's HTML when its turn to be written has come, and tell the search its words.

        Material's search would find them itself by parsing the HTML, which takes a fifth of a whole build.
        """
        if isinstance(page, _SitePage):
            page.make()
            index = getattr(config.plugins.get("material/search"), "search_index", None)
            page.meta["search"] = {"exclude": page.is_list or index is not None}
            if index is not None and not page.is_list:
                index.entries.append({"location": page.url, "title": page.meta["title"], "text": page.words()})
        return context

    def on_post_page(self, output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Let it go again."""
        if isinstance(page, _SitePage):
            page.forget()
            self.progress(self.count)
        return output

    @staticmethod
    def _asset(config: MkDocsConfig, name: str) -> File:
        path = str(_HERE / "assets" / name)
        return File.generated(config, f"assets/mentorlog/{name}", abs_src_path=path, inclusion=InclusionLevel.INCLUDED)


class _SitePage(MkDocsPage):
    """A page whose HTML is made by us, when MkDocs comes to it."""

    def __init__(self, page: Page, file: File, config: MkDocsConfig) -> None:
        self._page = page
        self.is_list = page.is_list
        title = html.escape(page.title)  # Material prints titles as they stand
        super().__init__("Home" if page.path == "index.html" else title, file, config)
        self.markdown = ""
        self.meta = {"title": title, "hide": ["navigation", "toc"]}
        self.toc = TableOfContents([AnchorLink(title, "top", 1)])

    def read_source(self, config: MkDocsConfig) -> None:
        """There is no source for MkDocs to read."""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Wait: all pages are rendered before the first is written, and a journal need not be in memory twice."""
        self.content = ""

    def make(self) -> None:
        """Make the page's HTML."""
        self.content = self._page.html()

    def words(self) -> str:
        """What stands on it, without markup; still escaped, for the search shows it as HTML."""
        return words_of(self.content or "")

    def forget(self) -> None:
        """Let the HTML go: it is written."""
        self.content = ""


def palette() -> list[dict[str, object]]:
    """Light or dark as the reader's machine has it, with a switch."""
    return [
        {
            "media": f"(prefers-color-scheme: {media})",
            "scheme": scheme,
            "primary": "custom",
            "accent": "custom",
            "toggle": {"icon": f"material/{icon}", "name": name},
        }
        for media, scheme, icon, name in (
            ("light", "default", "weather-night", "Switch to dark"),
            ("dark", "slate", "weather-sunny", "Switch to light"),
        )
    ]
