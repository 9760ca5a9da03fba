"""The same journal as other engines want it: entries with a title each, a page a month, a page a year, a home page.

None of them gets comments, clocks, themes or a timeline: those are ours alone, and cost us what they cost.
"""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

from mentorlog.model.entry import Entry
from mentorlog.repository.repository import Repository

_MKDOCS = """\
site_name: Plain
docs_dir: docs
site_dir: site
use_directory_urls: false
theme: {name: material, font: false, features: [%s]}
plugins: %s
markdown_extensions: [admonition, attr_list, def_list, footnotes, tables, pymdownx.tasklist]
"""
SETTINGS = {
    "mkdocs.yml": ("navigation.prune, navigation.indexes", "[search]"),
    "default.yml": ("", "[search]"),
    "dates.yml": ("navigation.prune, navigation.indexes", "[search, git-revision-date-localized]"),
}
"""Each file of settings with its features and plugins."""
_BLOG = """\
site_name: Plain
docs_dir: blog
site_dir: site
use_directory_urls: false
theme: {name: material, font: false, features: [navigation.prune, navigation.indexes]}
plugins: [search, {blog: {blog_dir: ., pagination: false}}]
"""
_HUGO = {
    "hugo.toml": """\
baseURL = "/"
title = "Plain"
disableKinds = ["taxonomy", "term", "rss"]
[outputs]
home = ["html", "json"]
""",
    "layouts/_default/single.html": """\
<!doctype html><html lang=en><meta charset=utf-8><title>{{ .Title }}</title>
<nav><a href="/">Plain</a><ul>
{{ range .CurrentSection.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</ul></nav>
<main><h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}</main>
<nav>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav></html>
""",
    "layouts/_default/list.html": """\
<!doctype html><html lang=en><meta charset=utf-8><title>{{ .Title }}</title>
<main><h1>{{ .Title }}</h1><ul>
{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</ul></main></html>
""",
    "layouts/index.json": """\
[{{ range $i, $p := .Site.RegularPages }}{{ if $i }},{{ end }}
{{ dict "u" $p.RelPermalink "t" $p.Title "x" $p.Plain | jsonify }}{{ end }}]
""",
}
"""A minimal theme of our own: the entries of a month beside each, the one before and after, all texts as JSON."""


def stage(repository: Repository, folder: Path) -> None:
    """Write a project for each engine below a folder."""
    entries = repository.load(comments=False).entries
    months = {month: list(group) for month, group in groupby(entries, key=lambda entry: f"{entry.when:%Y/%m}")}
    for name, (features, plugins) in SETTINGS.items():
        _put(folder / name, _MKDOCS % (features, plugins))
    _put(folder / "blog.yml", _BLOG)
    _put(folder / "blog/index.md", "# Plain\n")
    for name, text in _HUGO.items():
        _put(folder / "hugo" / name, text)
    _put(folder / "hugo/content/_index.md", "---\ntitle: Plain\n---\n")
    latest = [(entry.title, f"{entry.when:%Y/%m}/{entry.id}.md") for entry in entries[-20:]]
    _put(folder / "docs/index.md", _list("Plain", latest))
    for month, listed in months.items():
        _put(folder / "docs" / month / "index.md", _list(month, [(each.title, f"{each.id}.md") for each in listed]))
        _put(folder / "hugo/content" / month / "_index.md", f"---\ntitle: {month}\n---\n")
        for entry in listed:
            _put(folder / "docs" / month / f"{entry.id}.md", _text(entry))
            _put(folder / "hugo/content" / month / f"{entry.id}.md", _text(entry))
            _put(folder / "blog/posts" / month / f"{entry.id}.md", _text(entry))
    for year, group in groupby(months, key=lambda month: month[:4]):
        _put(folder / "docs" / year / "index.md", _list(year, [(month, f"{month[5:]}/index.md") for month in group]))
        _put(folder / "hugo/content" / year / "_index.md", f"---\ntitle: {year}\n---\n")


def _text(entry: Entry) -> str:
    title = json.dumps(entry.title, ensure_ascii=False)
    return f"---\ntitle: {title}\ndate: {entry.when:%Y-%m-%d}\n---\n\n{entry.body}"


def _list(title: str, links: list[tuple[str, str]]) -> str:
    return f"# {title}\n\n" + "".join(f"- [{words.translate(_PLAIN)}]({path})\n" for words, path in links)


_PLAIN = str.maketrans("[]", "()")


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
