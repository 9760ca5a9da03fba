"""Quotes are found as they are read, however they were typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.model import quote
from tests.model.test_anchor import BODY


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("two chairs at the back table", "two chairs at the *back* table"),
        ("TWO  chairs\nat", "two chairs at"),
        ("I don't know where", "I don’t know where"),
        ('"I know they move their bags," she said', "“I know they move their bags,” she said"),
        ("We agreed that the cafe was naive", "We [agreed](https://example.org/a) that the café was naïve"),
        ("owen: [ask] again", "owen: \\[ask\\] again"),
    ],
)
def test_a_quote_is_found_as_it_is_read(typed: str, words: str) -> None:
    places = quote.find(BODY, typed)
    assert [BODY[start:end] for start, end in places] == [words]


def test_a_repeated_phrase_is_found_every_time() -> None:
    assert len(quote.find(BODY, "It is small.")) == 2


def test_places_that_share_letters_are_each_a_place() -> None:
    assert quote.find("She was very very very silent.", "very very") == [(8, 17), (13, 22)]


def test_words_that_stand_nowhere_are_not_found_but_the_nearest_are_shown() -> None:
    assert quote.find(BODY, "two tables at the back chair") == []
    assert "two chairs at the *back* table" in quote.nearest(BODY, "two tables at the back chair")[0]
    assert quote.nearest(BODY, "qqqq zzzz") == []
    assert quote.find(BODY, "") == quote.find(BODY, " * ") == []


@given(st.text(max_size=80), st.text(min_size=1, max_size=20))
def test_finding_never_fails_and_gives_ranges_in_order(body: str, typed: str) -> None:
    places = quote.find(body, typed)
    assert places == sorted(places)
    assert all(0 <= start < end <= len(body) for start, end in places)
