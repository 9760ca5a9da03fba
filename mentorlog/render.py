"""Model to safe HTML: the one place where people's Markdown becomes markup.

markdown-it-py reads CommonMark (https://spec.commonmark.org) with tables, strikethrough and task lists, in time that
grows with the text alone; nh3 then keeps only what is listed here. Nothing that a person writes can name a script,
a style, an id, a form, or an image on another host.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt",
    "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "input", "ins", "kbd", "label", "li",
    "mark", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "id", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height", "loading"},
    "input": {"type", "checked", "disabled"},
    "li": {"dir", "id"},
    "ol": {"dir", "start"},
    "td": {"align", "dir"},
    "th": {"align", "dir"},
    **{tag: {"dir"} for tag in ("blockquote", "h2", "h3", "h4", "h5", "h6", "p", "ul")},
}
_CLASSES = {
    "li": {"task-list-item", "footnote-item"},
    "ul": {"contains-task-list"},
    "ol": {"footnotes"},
    "sup": {"footnote-ref"},
    "a": {"footnote-backref"},
    "blockquote": {"callout"},
    "p": {"callout-title"},
    "input": {"task-list-item-checkbox"},
}
PHOTO = re.compile(r"(?:\.\./)?photos/[0-9a-f]{16}\.(?:jpg|png|webp)")
"""The address of a photo that the site shows."""
_FOOTNOTE = re.compile(r"fn(?:ref)?[0-9]{1,4}(?::[0-9]{1,4})?")
"""The only ids that a text may bring: Material finds parts of its own by theirs."""
_BRACKETED = re.compile(r"(?P<mark>!?)\[\[(?P<name>[^\[\]|\n]{1,200})(?:\|(?P<words>[^\[\]|\n]{1,200}))?\]\]")
_CALLOUT = re.compile(r"\[!(?P<kind>[A-Za-z-]{1,20})\][+-]?(?P<title>.*)")
_ELSEWHERE = ("http://", "https://")
_LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_BLOCKS = {
    f"{name}_open"
    for name in ("paragraph", "heading", "bullet_list", "ordered_list", "list_item", "blockquote", "td", "th")
}
_MOST_TAGS = 2000
_HOLLOW = re.compile(r'<input(?![^>]*\btype="checkbox")[^>]*>|<img(?![^>]*\bsrc=")[^>]*>')
"""What is no task's box, or shows nothing: nh3 knows no attribute that a tag must have."""
_ALIGN = re.compile(r"text-align:(left|right|center)")


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo of the journal's own: its address on the page, its size in pixels."""

    address: str
    width: int
    height: int


class Links:
    """Where what is named in a text leads; here, nowhere."""

    def to(self, address: str) -> str | None:  # noqa: ARG002 - for those who know more
        """The page of a file of the journal, by its address relative to the text."""
        return None

    def named(self, name: str) -> str | None:  # noqa: ARG002 - the same
        """The page of an entry, by the name in double brackets (https://help.obsidian.md/links)."""
        return None

    def picture(self, address: str) -> Picture | None:  # noqa: ARG002 - the same
        """A photo of the journal, by its address relative to the text."""
        return None


def entry_html(markdown: str, links: Links | None = None) -> str:
    """The body of an entry.

    Args:
        markdown: the body.
        links: tells where an address within the journal leads.
    """
    plain = markdown.count("<") > _MOST_TAGS  # deeply nested tags would cost the sanitiser quadratic time
    return _rendered(_parser(allow_html=not plain, has_footnotes=True), markdown, links)


def comment_html(markdown: str, links: Links | None = None) -> str:
    """The words of a comment: Markdown without HTML, and without footnotes, which a page can have once."""
    return _rendered(_parser(allow_html=False, has_footnotes=False), markdown, links)


def _rendered(parser: MarkdownIt, markdown: str, links: Links | None) -> str:
    markup = str(parser.render(markdown, {"links": links or Links()}))
    return _HOLLOW.sub("", _cleaner().clean(markup))


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def _kept(_: str, attribute: str, value: str) -> str | None:
    """An attribute's value, where the tag may have it: pictures are the site's own, and ids those of footnotes."""
    grammar = {"src": PHOTO, "id": _FOOTNOTE}.get(attribute)
    return value if grammar is None or grammar.fullmatch(value) else None


@cache
def _parser(*, allow_html: bool, has_footnotes: bool) -> MarkdownIt:
    parser = (
        MarkdownIt("commonmark", {"html": allow_html})
        .enable(["table", "strikethrough"])
        .use(tasklists_plugin, label=True)
    )
    if has_footnotes:
        parser.use(footnote_plugin)
        parser.add_render_rule("footnote_caption", _number)
        parser.add_render_rule("footnote_block_open", lambda *_: '<hr>\n<ol class="footnotes">\n')
        parser.add_render_rule("footnote_block_close", lambda *_: "</ol>\n")
    parser.inline.ruler.before("link", "bracketed", _bracketed)
    parser.core.ruler.before("inline", "callouts", _callouts)
    parser.core.ruler.before("inline", "headings", _headings)
    parser.core.ruler.push("directions", _directions)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("link_open", _link)
    parser.add_render_rule("td_open", _cell)
    parser.add_render_rule("th_open", _cell)
    return parser


def _bracketed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """Obsidian's links, `[[name|words]]`, and its photos, `![[name]]`."""
    found = _BRACKETED.match(state.src, state.pos)
    if found is None:
        return False
    name, words = found["name"].strip(), (found["words"] or found["name"]).strip()
    if not silent:
        if found["mark"]:
            picture = state.push("image", "img", 0)
            picture.attrs["src"] = name
            picture.children = [Token("text", "", 0, content=words)]
        else:
            opening = state.push("link_open", "a", 1)
            opening.meta["name"] = name.partition("#")[0].strip()
            state.push("text", "", 0).content = words
            state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _callouts(state: StateCore) -> None:
    """A quotation that begins with `[!note] Title` stands out, under its title."""
    tokens = []
    for token in state.tokens:
        tokens.append(token)
        if token.type != "inline" or len(tokens) < 3 or tokens[-3].type != "blockquote_open":  # noqa: PLR2004
            continue
        first, _, rest = token.content.partition("\n")
        if found := _CALLOUT.fullmatch(first):
            tokens[-3].attrs["class"] = "callout"
            tokens[-2].attrs["class"] = "callout-title"
            token.content = found["title"].strip() or found["kind"].capitalize()
            if rest:
                closing = Token("paragraph_close", "p", -1, block=True)
                opening = Token("paragraph_open", "p", 1, block=True)
                tokens += [closing, opening, Token("inline", "", 0, content=rest, children=[], block=True)]
    state.tokens = tokens


def _directions(state: StateCore) -> None:
    """Where some words run from right to left, each block runs as its own first word does."""
    if _LEFTWARDS.search(state.src):
        for token in state.tokens:
            if token.type in _BLOCKS:
                token.attrs["dir"] = "auto"


def _number(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
    """A footnote's number, without brackets."""
    return str(tokens[index].meta["id"] + 1)


def _headings(state: StateCore) -> None:
    """Headings go down step by step below the page's title, which is its only one of the first level."""
    found = [token for token in state.tokens if token.type == "heading_open"]
    highest = min((int(token.tag[1]) for token in found), default=1)
    last = 1
    for token in state.tokens:
        if token.type == "heading_open":
            last = min(int(token.tag[1]) - highest + 2, last + 1, 6)
        if token.type.startswith("heading_"):
            token.tag = f"h{last}"


def _image(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """A photo of the journal's own is shown; any other is a link: a page asks no other host for anything by itself."""
    token = tokens[index]
    source = str(token.attrs.get("src", ""))
    words = html.escape(self.renderInlineAsText(token.children, options, env))
    picture = env["links"].picture(source)
    if picture:
        address, size = html.escape(picture.address), f'width="{picture.width}" height="{picture.height}"'
        return f'<img src="{address}" alt="{words}" {size} loading="lazy">'
    words = words or html.escape(source)
    return f'<a href="{html.escape(source)}">{words}</a>' if source.lower().startswith(_ELSEWHERE) else words


def _link(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    address = str(token.attrs.get("href", ""))
    if "name" in token.meta or not re.match(r"[a-z][a-z0-9+.-]*:|#", address, re.IGNORECASE):
        links = env["links"]
        inner = links.named(token.meta["name"]) if "name" in token.meta else links.to(address)
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
