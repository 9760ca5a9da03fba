"""Quotes are marked on the page, and nothing else of the page is changed by that."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.model import quote
from mentorlog.model.wording import same
from mentorlog.render import entry_html
from mentorlog.website.marks import Marked, Passage, marked

PAGE = """# A *title* of it

She put two chairs at the **back _table_**, and I don’t know; see [the plan](https://example.org/a_b "for us") now.
Fish &amp; chips, a café, <b>bold</b> and `code *x*` 😀 here.

> “I know,” she said.
>
> And left.

1. first thing
2. second thing
   - [ ] inner task

| who | what |
| --- | ---: |
| Rosa | asked twice |

```python
print("two chairs")
```

<details><summary>More</summary>

Hidden words in it.

</details>
"""
_MARKS = re.compile(r'<mark class="ml-mark[^"]*" data-comments="[^"]*">|</mark>|<a class="ml-ref"[^>]*></a>')
_NOTE = re.compile(r'<div class="ml-notes">.*?</div>', re.DOTALL)


def passage(words: str, id_: str = "01a", body: str = PAGE) -> Passage:
    """A passage on those words, with a note."""
    (start, end), *_ = quote.find(body, words)
    return Passage(start, end, id_, lambda numbers: f"<p>note {numbers[id_]}</p>")


def words_of(made: Marked, id_: str = "01a") -> str:
    """What is marked for a comment."""
    found = re.findall(r'<mark class="[^"]*" data-comments="([^"]*)">(.*?)</mark>', made.html, re.DOTALL)
    return " ".join(text for ids, text in found if id_ in ids.split())


@pytest.mark.parametrize(
    "words",
    [
        "two chairs", "at the back table, and", "back", "table", "know; see the plan now", "the plan", "plan", "for it title of it"[7:],
        "A title", "Fish & chips", "a café, bold and code x", "I know,” she said. And left", "first thing second", "second thing inner task",
        "Rosa asked", "what Rosa", 'print("two chairs")', "Hidden words", "here. “I know", "😀",
    ],
)  # fmt: skip
def test_words_are_marked_as_they_are_read(words: str) -> None:
    made = marked(PAGE, [passage(words)], entry_html)
    if not any(char.isalnum() for char in words):
        assert made == Marked(entry_html(PAGE), {})
        return
    assert made.placed == {"01a": 1}
    assert same(html.unescape(words_of(made)), words)
    assert _MARKS.sub("", _NOTE.sub("", made.html)) == entry_html(PAGE)


@pytest.mark.parametrize(
    ("words", "behind"),
    [
        ("two chairs", "😀 here.</p>"),
        ("A title", "</h2>"),
        ("I know", "</blockquote>"),
        ("second thing", "second thing\n"),
        ("inner task", "inner task</label>"),
        ("asked twice", "</table>"),
        ("print", "</pre>"),
        ("Hidden words", "</details>"),
    ],
)
def test_a_note_stands_behind_the_paragraph_of_its_words(words: str, behind: str) -> None:
    made = _MARKS.sub("", marked(PAGE, [passage(words)], entry_html).html)
    assert f'{behind}<div class="ml-notes"><p>note 1</p></div>' in made


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://example.org/">start\n\nnext para\n\nthird',
        "<s>start\n\nnext para\n\nthird",
        "<table>\n<tr><td>next</td></tr>\n<b>para</b> other\n</table>\n\nfour",
        "<p>next <blockquote>para</blockquote> out",
        "> - next para",
    ],
)
def test_a_note_stands_in_no_element_that_the_writer_left_open(body: str) -> None:
    made = marked(body, [passage("next", body=body), passage("para", "01b", body)], entry_html)
    for note in re.finditer(r'<div class="ml-notes">', made.html):
        within: list[str] = []
        for tag in re.finditer(r"<(/?)(\w+)", made.html[: note.start()]):
            within = within[:-1] if tag[1] else [*within, tag[2]]
        assert set(within) <= {"ul", "ol", "li"}
    assert made.html.count("<p>note") == len(made.placed)


def test_words_that_a_page_shows_in_another_order_are_not_marked() -> None:
    """HTML lets text stand within a table that a browser shows before it."""
    body = "<table>\n<tr><td>one cell</td></tr>\n<b>two words</b> three other\n</table>\n\nfour"
    assert marked(body, [passage("one cell two words", body=body)], entry_html) == Marked(entry_html(body), {})


@pytest.mark.parametrize(
    ("body", "words", "marks"),
    [
        ("He said “why not?” again.", "“why not?”", "“why not?”"),
        ("A walk around the yard 🌧️ today", "the yard 🌧️", "the yard"),
        ("around the yard🌧 today", "the yard🌧", "the yard🌧"),
        ("a *b* c", "*b*", "b"),
        ("a &amp; b &eacute;t&eacute; c", "b &eacute;t&eacute;", "b été"),
    ],
)
def test_marks_reach_to_the_edge_of_what_was_quoted(body: str, words: str, marks: str) -> None:
    start = body.index(words)
    assert words_of(marked(body, [Passage(start, start + len(words), "01a")], entry_html)) == marks


def test_overlapping_quotes_are_all_marked_and_no_element_is_broken() -> None:
    made = marked(
        PAGE,
        [passage("the back table, and", "01c"), passage("chairs at the back", "01b"), passage("two chairs", "01a")],
        entry_html,
    )
    assert made.placed == {"01a": 1, "01b": 2, "01c": 3}
    assert [
        same(words_of(made, id_), words)
        for id_, words in (("01a", "two chairs"), ("01b", "chairs at the back"), ("01c", "the back table, and"))
    ] == [True] * 3
    assert 'data-comments="01a 01b"' in made.html
    assert "ml-mark--many" in made.html
    assert _MARKS.sub("", _NOTE.sub("", made.html)) == entry_html(PAGE)
    assert made.html.index("note 1") < made.html.index("note 2") < made.html.index("note 3")


def test_what_leads_to_a_comment_is_no_link_within_a_link() -> None:
    made = marked(PAGE, [passage("see the plan")], entry_html)
    assert '</a><a class="ml-ref" id="q-01a" href="#c-01a" data-number="1" aria-label="1"></a>' in made.html


@pytest.mark.parametrize("words", ["example.org", "for us"])
def test_words_that_cannot_be_marked_without_harm_are_left(words: str) -> None:
    start = PAGE.index(words)
    other = passage("two chairs", "01b")
    made = marked(PAGE, [Passage(start, start + len(words), "01a"), other], entry_html)
    assert "01a" not in made.placed
    assert _MARKS.sub("", _NOTE.sub("", made.html)) == entry_html(PAGE)


def test_one_quote_that_cannot_be_marked_costs_the_others_nothing() -> None:
    body = "\n\n".join(f"Number {number} of these, with [a link](https://example.org/x) in it." for number in range(40))
    good = [passage(f"Number {number} of these", f"01{number:02}", body) for number in range(40)]
    start = body.index("example.org", 900)
    rendered = []

    def render(markdown: str) -> str:
        rendered.append(markdown)
        return entry_html(markdown)

    made = marked(body, [*good, Passage(start, start + 11, "01z")], render)
    assert set(made.placed) == {each.comment_id for each in good}
    assert len(rendered) < 30  # found by halving, not one by one


def test_settled_words_are_marked_quietly() -> None:
    start = PAGE.index("two")
    assert "ml-mark--quiet" in marked(PAGE, [Passage(start, start + 10, "01a", quiet=True)], entry_html).html


@given(
    st.text(st.sampled_from("ab *_`[]()<>&;#-1.|\n\\!~\ue000é中"), max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=4),
)
def test_marks_change_nothing_else_of_any_page(body: str, ranges: list[tuple[int, int]]) -> None:
    passages = [Passage(start, start + length, f"01{number}") for number, (start, length) in enumerate(ranges)]
    made = marked(body, passages, entry_html)
    assert _MARKS.sub("", made.html) == entry_html(body)
    assert made.html.count("<mark") == made.html.count("</mark>")
    assert set(made.placed) <= {each.comment_id for each in passages}


def test_ranges_without_end_that_cannot_be_marked_cost_no_more_than_some() -> None:
    body = "see [foo] for this and that, and so on\n\n" * 150 + "[foo]: http://example.org/x"
    rendered = []

    def render(markdown: str) -> str:
        rendered.append(markdown)
        return entry_html(markdown)

    places = [found.start() for found in re.finditer("foo", body)][:-1]
    made = marked(body, [Passage(place, place + 3, f"{place:03}") for place in places], render)
    assert len(rendered) < 130
    assert _MARKS.sub("", made.html) == entry_html(body)
