"""Tokens know where they stand, and wordings that differ in marks alone are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.model.wording import BREAK, Tokens, plain, readable, same

TEXTS = st.text(st.sampled_from("ab c.,*’“\n\t\u0301é\u00a0😀中"), max_size=60)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Don’t *go*.", ["don", "'", "t", "*", "go", "*", "."]),
        ("cafe\u0301 CAFÉ", ["café", "café"]),
        ("one\n\n  two\nthree", ["one", BREAK, "two", "three"]),
        ("我们见面。", ["我", "们", "见", "面", "。"]),
        ("3.5 km", ["3", ".", "5", "km"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words_and_marks(text: str, keys: list[str]) -> None:
    assert Tokens(text).keys == keys


@given(TEXTS)
def test_every_token_stands_where_it_says(text: str) -> None:
    cut = Tokens(text)
    places = [(cut.start(token), cut.end(token)) for token in range(len(cut.keys))]
    assert places == sorted(places)
    assert [Tokens(text[start:end]).keys for start, end in places] == [[key] for key in cut.keys]
    assert all(cut.within(start, end) == (token, token + 1) for token, (start, end) in enumerate(places))


@given(TEXTS)
def test_plain_letters_come_from_the_text(text: str) -> None:
    letters, places = plain(text)
    assert len(letters) == len(places)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("two chairs", "two *Chairs*", True),
        ("“Well,” she said", '"well", she said', True),
        ("a cafe\u0301\n\nthere", "a café there", True),
        ("to be one.", "to be one", True),
        ("two chairs", "two small chairs", False),
        ("?!", "?!", True),
        ("?!", "!?", False),
        ("😀", "😢", False),
        ("a _big_ dog", "a _small_ dog", False),
        ("a _big_ dog", "a *big* dog", True),
        ("½ cup", "¾ cup", False),
        ("वह कि", "वह की", False),
        ("-5 degrees", "5 degrees", False),
        ("I am 😀", "I am 😭", False),
        ("はは", "ぱぱ", False),
        ("año", "ano", False),
        ("He left?", "He left!", False),
        ("she [told](x.md) me", "she told me", True),
    ],
)
def test_wordings_are_the_same_where_their_words_are(one: str, other: str, are_same: object) -> None:
    assert same(one, other) is are_same


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("# A *title*", "a title"),
        ("see [the plan](https://example.org/x_y) now", "see the plan now"),
        ("see [the plan][1] now\n\n[1]: https://example.org", "see the plan now "),
        ("![two chairs](chairs.jpg) there", "two chairs there"),
        ("Fish &amp; chips &lt;3 &#8211; yes &bogus; no", "fish & chips <3 - yes &bogus; no"),
        ("a <b>bold</b> word <!-- not this --> here", "a bold word here"),
        ("1. first\n2. second", "first second"),
        ("> quoted\n> on", "quoted on"),
        ("```python\nx = 1\n```\nafter", " x = 1 after"),
        ("| a | b |\n| --- | --- |\n| c | d |", "a b c d"),
        ("a \\* b", "a b"),
    ],
)
def test_a_reader_reads_no_markup(text: str, read: str) -> None:
    assert plain(text)[0].split() == read.split()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("she put *two* chairs at the **back _table_**", "she put two chairs at the back table"),
        ("2 * 3 and snake_case _here_", "2 * 3 and snake_case here"),
        ("see [the plan](https://example.org/a_b), Fish &amp; chips", "see the plan, Fish & chips"),
        ("> quoted\n> on\n\n- item", "quoted\non\n\n- item"),
    ],
)
def test_what_is_shown_has_no_marks(text: str, shown: str) -> None:
    assert readable(text) == shown


def test_words_are_found_whatever_marks_lie_between() -> None:
    body = Tokens("He said: “two *chairs*, at the back”. Two chairs; at the back?")
    assert [body.text[slice(*place)] for place in body.find(Tokens("two chairs at the back"))] == [
        "two *chairs*, at the back",
        "Two chairs; at the back",
    ]
    assert body.find(Tokens("chair")) == body.find(Tokens("...")) == body.find(Tokens("")) == []
