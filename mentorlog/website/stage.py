"""The way out: the same pages as a plain folder of Markdown, which other engines build with the same theme.

Material for MkDocs ends in May 2027. What is staged needs no plugin of ours: ProperDocs builds it, and Zensical. A page
is one block of HTML below a header, which Markdown leaves as it is.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from pathlib import Path

import yaml

from mentorlog.errors import BadValue
from mentorlog.repository.repository import Repository
from mentorlog.website.pages import Page
from mentorlog.website.publication import SCRIPT, STYLE, Publication, write_files
from mentorlog.website.settings import palette
from mentorlog.website.shell import PARTS

_SETTINGS = "mkdocs.yml"
_SHELL = """{% extends "base.html" %}
{% block site_meta %}
{{ super() }}
<meta http-equiv="Content-Security-Policy" content="default-src 'self' 'unsafe-inline' data: blob:; base-uri 'none'">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
{% endblock %}
"""
"""What an engine adds to every page: nobody else is asked for anything. Its own scripts stand in the page, unnamed."""
_SECTIONS = ("index", *(f"{part}/index" for part in PARTS), "search")


def stage(repository: Repository, folder: Path, progress: Callable[[int], None] = lambda _: None) -> int:
    """Write the pages and what they need into a new folder; returns how many pages.

    Args:
        repository: the journal.
        folder: where to; nothing may be in it.
        progress: called after every page with how many there will be.

    Raises:
        BadValue: the folder holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadValue(f"{folder} is not an empty folder", "name a new one with --stage")
    publication = Publication.of(repository)
    docs = folder / "docs"
    docs.mkdir(mode=0o700, parents=True, exist_ok=True)
    listed = list(publication.pages())
    for page in listed:
        goal = docs / page.path.replace(".html", ".md")
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_text(_source(page), encoding="utf-8")
        progress(len(listed))
    write_files(publication.files(), docs)
    (folder / "overrides").mkdir()
    (folder / "overrides/main.html").write_text(_SHELL, encoding="utf-8")
    (folder / _SETTINGS).write_text(_settings(publication, listed), encoding="utf-8")
    return len(listed)


def _source(page: Page) -> str:
    title = json.dumps(html.escape(page.title), ensure_ascii=False)
    header = f"---\ntitle: {title}\nhide: [navigation, toc]\n---\n"
    return f'{header}\n<div class="ml-page">\n{page.html()}</div>\n'


def _settings(publication: Publication, listed: list[Page]) -> str:
    titles = {page.path.removesuffix(".html"): page.title for page in listed}
    titles["index"] = publication.words.plain("section.home")
    facts = {
        "site_name": html.escape(publication.settings.name),
        "use_directory_urls": False,
        "theme": {
            "name": "material",
            "custom_dir": "overrides",
            "language": publication.words.language,
            "font": False,
            "features": ["navigation.tabs"],
            "palette": palette(publication.words),
        },
        "plugins": [],
        "nav": [{html.escape(titles[section]): f"{section}.md"} for section in _SECTIONS],
        "extra": {"generator": False},
        "extra_css": [STYLE],
        "extra_javascript": [SCRIPT],
        "validation": {"nav": {"omitted_files": "ignore"}},
    }
    return yaml.safe_dump(facts, allow_unicode=True, sort_keys=False)
