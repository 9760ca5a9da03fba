"""Model to safe HTML: the one place where people's Markdown becomes markup.

markdown-it-py reads CommonMark (https://spec.commonmark.org) with tables, strikethrough and task lists, in time that
grows with the text alone; nh3 then keeps only what is listed here. Nothing that a person writes can name a script,
a style, an id, a form, or an image on another host.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from functools import cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.tasklists import tasklists_plugin

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt",
    "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "input", "ins", "kbd", "li", "mark",
    "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "input": {"type", "checked", "disabled"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}
_CLASSES = {"li": {"task-list-item"}, "ul": {"contains-task-list"}, "input": {"task-list-item-checkbox"}}
_MOST_TAGS = 2000
_FIELD = re.compile(r'<input(?![^>]*\btype="checkbox")[^>]*>')
"""What is no task's box: nh3 knows no attribute that a tag must have."""
_ALIGN = re.compile(r"text-align:(left|right|center)")

Link = Callable[[str], str | None]
"""From a written address to the one on the page, or None where it leads nowhere."""


def entry_html(markdown: str, link: Link = lambda _: None) -> str:
    """The body of an entry.

    Args:
        markdown: the body.
        link: tells where an address within the journal leads.
    """
    plain = markdown.count("<") > _MOST_TAGS  # deeply nested tags would cost the sanitiser quadratic time
    return _clean(_render(markdown, link, allow_html=not plain))


def comment_html(markdown: str, link: Link = lambda _: None) -> str:
    """The words of a comment: Markdown without HTML."""
    return _clean(_render(markdown, link, allow_html=False))


def _clean(markup: str) -> str:
    clean = nh3.clean(
        markup,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return _FIELD.sub("", clean)


def _render(markdown: str, link: Link, *, allow_html: bool) -> str:
    return str(_parser(allow_html).render(markdown, {"link": link}))


@cache
def _parser(allow_html: bool) -> MarkdownIt:  # noqa: FBT001 - the cache's key
    parser = MarkdownIt("commonmark", {"html": allow_html}).enable(["table", "strikethrough"]).use(tasklists_plugin)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("heading_close", _heading)
    parser.add_render_rule("link_open", _link)
    parser.add_render_rule("td_open", _cell)
    parser.add_render_rule("th_open", _cell)
    return parser


def _heading(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """One level down: the page's title is its only heading of the first level."""
    token = tokens[index]
    token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    return self.renderToken(tokens, index, options, env)


def _image(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """A picture is a link to it: a page asks no other host for anything by itself."""
    token = tokens[index]
    source = str(token.attrs.get("src", ""))
    words = html.escape(self.renderInlineAsText(token.children, options, env) or "picture")
    return f'<a href="{html.escape(source)}">{words}</a>' if urlsplit(source).scheme in ("http", "https") else words


def _link(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    address = str(token.attrs.get("href", ""))
    if not re.match(r"[a-z][a-z0-9+.-]*:|#", address, re.IGNORECASE):
        inner = env["link"](address)
        if inner is None:
            token.attrs.pop("href", None)
        else:
            token.attrs["href"] = inner
    return self.renderToken(tokens, index, options, env)


def _cell(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Columns are aligned by attribute: a style could do more than that."""
    token = tokens[index]
    aligned = _ALIGN.search(str(token.attrs.pop("style", "")))
    if aligned:
        token.attrs["align"] = aligned.group(1)
    return self.renderToken(tokens, index, options, env)
