"""People's Markdown becomes markup that can do nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.render import Links, Picture, comment_html, entry_html


class Inside(Links):
    """A journal of one entry and one photo."""

    def to(self, address: str) -> str | None:
        """The entry."""
        return {"x.md": "d-1.html"}.get(address)

    def named(self, name: str) -> str | None:
        """The entry."""
        return {"One": "d-1.html"}.get(name)

    def picture(self, address: str) -> Picture | None:
        """The photo."""
        return Picture("../photos/0123456789abcdef.jpg", 40, 30) if address == "gate.png" else None


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "handler": "<img src=x onerror=alert(1)> <svg onload=alert(1)> <details ontoggle=alert(1) open>x</details>",
    "style": '<p style="position:fixed">x</p><style>*{display:none}</style>',
    "address": "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](data:text/html,x) <a href=javascript:alert(1)>w</a>",
    "frame": '<iframe srcdoc="<script>alert(1)</script>"></iframe><object data=x></object><embed src=x>',
    "form": '<form action="//evil.example"><input type=text name=q><button>x</button></form>',
    "head": '<base href="//evil.example"><meta http-equiv=refresh content="0;url=//evil.example"><link rel=stylesheet href=//evil.example>',
    "clobber": '<div id="__config">x</div><a name="__search">x</a>',
    "picture": "![x](https://evil.example/p.gif) <img src=//evil.example/p.gif>",
    "attributes": "# x { onclick=alert(1) #__config }",
    "template": "{{ config }} {% raw %} --8<-- '.git/config'",
    "broken out": "</div></article></section><p>x",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("render", [entry_html, comment_html])
def test_hostile_words_do_nothing(text: str, render: object) -> None:
    markup = render(text)  # type: ignore[operator]
    tags = " ".join(re.findall(r"<[^>]*>", markup)).lower()
    for forbidden in (
        "script",
        " on",
        "style",
        "javascript:",
        "data:",
        "iframe",
        "srcdoc",
        "<form",
        "<img",
        "<svg",
        " id=",
    ):
        assert forbidden not in tags
    for forbidden in ("<base", "<meta", "<link", "<object", "<embed", "<button", " name=", 'type="text"', "<template"):
        assert forbidden not in tags
    assert markup.count("<div") == markup.count("</div>")


@given(
    st.lists(
        st.sampled_from([*"<>\"'&/= \n*_`[]()!#|-", "script", "a", "href", "on", "div", "javascript:", "x"]),
        max_size=30,
    )
)
def test_whatever_is_written_has_no_script_and_no_handler(parts: list[str]) -> None:
    for render in (entry_html, comment_html):
        tags = " ".join(re.findall(r"<[^>]*>", render("".join(parts)))).lower()
        assert "<script" not in tags
        assert not re.search(r"\son\w*=", tags)
        assert not re.search(r"""href="?\s*javascript:""", tags)


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 9000,
        "![a](" * 3000,
        "[^1]" * 3000,
        "<div>" * 50_000,
        "> " * 5000,
        "*a " * 20_000,
        "`" * 10_000,
        "|" * 9000,
    ],
    ids=lambda bomb: bomb[:5],
)
def test_a_bomb_is_rendered_without_failing(bomb: str) -> None:
    assert isinstance(entry_html(bomb), str)


def test_a_page_has_one_heading_of_the_first_level_and_it_is_not_the_bodys() -> None:
    assert entry_html("# One\n\n###### Six\n\n# Two") == "<h2>One</h2>\n<h3>Six</h3>\n<h2>Two</h2>\n"
    assert entry_html("### Three\n\n#### Four") == "<h2>Three</h2>\n<h3>Four</h3>\n"


def test_lists_tables_and_tasks_are_there() -> None:
    markup = entry_html("Before:\n- [x] owen: ask\n- [ ] rosa: wait\n\n| a | b |\n|--:|---|\n| 1 | ~~2~~ |\n")
    assert markup.count('type="checkbox"') == 2
    assert '<td align="right">1</td>' in markup
    assert "<s>2</s>" in markup
    assert "style" not in markup


def test_links_within_the_journal_lead_to_pages_and_others_lead_nowhere() -> None:
    markup = entry_html("[a](x.md) [b](y.md) [c](https://example.org) [d](#e)", Inside())
    assert '<a href="d-1.html" rel="noopener noreferrer">a</a>' in markup
    assert '<a rel="noopener noreferrer">b</a>' in markup
    assert '<a href="https://example.org" rel="noopener noreferrer">c</a>' in markup


def test_a_picture_from_elsewhere_is_a_link_to_it() -> None:
    assert entry_html("![the <gate>](https://example.org/g.png)") == (
        '<p><a href="https://example.org/g.png" rel="noopener noreferrer">the &lt;gate&gt;</a></p>\n'
    )
    assert entry_html("![the gate](gate.png)") == "<p>the gate</p>\n"


def test_html_is_kept_in_an_entry_and_shown_as_text_in_a_comment() -> None:
    assert entry_html("<b>x</b>") == "<p><b>x</b></p>\n"
    assert comment_html("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"


def test_a_photo_of_the_journals_own_is_shown_and_no_other() -> None:
    shown = '<img src="../photos/0123456789abcdef.jpg" alt="the gate" width="40" height="30" loading="lazy">'
    assert entry_html("![the gate](gate.png)", Inside()) == f"<p>{shown}</p>\n"
    assert entry_html("![[gate.png|the gate]]", Inside()) == f"<p>{shown}</p>\n"
    for written in (
        "![x](//evil.example/a.png)",
        '<img src="//evil.example/a.png">',
        '<img src="../photos/x/../a.jpg">',
    ):
        assert "<img" not in entry_html(written, Inside())
    assert "onload" not in entry_html('<img src="../photos/0123456789abcdef.jpg" onload=x>')


def test_names_in_double_brackets_lead_to_their_entries() -> None:
    link = '<a href="d-1.html" rel="noopener noreferrer">'
    assert entry_html("[[One]] [[One#then|so]] [[Two]]", Inside()) == (
        f'<p>{link}One</a> {link}so</a> <a rel="noopener noreferrer">Two</a></p>\n'
    )
    assert entry_html("`[[One]]` [[]] [[a\nb]]", Inside()) == "<p><code>[[One]]</code> [[]] [[a\nb]]</p>\n"


def test_footnotes_lead_there_and_back_by_ids_of_their_own() -> None:
    markup = entry_html("Late[^a].\n\n[^a]: By an hour.\n\n<p id=__config>x</p><li id=__search>y</li>")
    assert 'href="#fn1" id="fnref1"' in markup
    assert 'id="fn1"' in markup
    assert "__" not in markup
    assert "fn1" not in comment_html("Late[^a].\n\n[^a]: By an hour.")


def test_a_quotation_with_a_title_stands_out() -> None:
    assert entry_html("> [!warning]- Mind *this*\n> text\n") == (
        '<blockquote class="callout">\n<p class="callout-title">Mind <em>this</em></p>\n<p>text</p>\n</blockquote>\n'
    )
    assert entry_html("> [!tip]\n") == (
        '<blockquote class="callout">\n<p class="callout-title">Tip</p>\n</blockquote>\n'
    )
    assert "callout" not in entry_html("> [!tip\n\n[!note] x")
