"""What became of each word: nothing is lost from either text, and what moved is seen as moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.model.changes import Fate, Piece, changes, elided, paragraph_changes
from mentorlog.model.diff import match
from mentorlog.model.wording import Tokens

TEXTS = st.text(st.sampled_from("ab Bé.*’\n\u0301😀中"), max_size=80) | st.lists(
    st.sampled_from(["the", "chairs", "were", "small.", "Nobody", "asked", "\n\n", "“why”", "and"]), max_size=40
).map(" ".join)

FIRST = """She put two chairs at the back table.

We agreed that the café was naïve, and so to bed.

I don't know where she found them."""


def fates(pieces: list[Piece]) -> list[tuple[str, str]]:
    return [(str(piece.fate), piece.text.strip()) for piece in pieces if piece.text.strip()]


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (FIRST, [("kept", FIRST)]),
        ("", [("gone", FIRST)]),
        (
            FIRST.replace("two chairs", "three small chairs"),
            [("kept", "She put"), ("gone", "two"), ("new", "three small"), ("kept", FIRST.partition("two ")[2])],
        ),
        (
            "\n\n".join([*FIRST.split("\n\n")[1:], FIRST.split("\n\n", maxsplit=1)[0]]),
            [
                ("moved away", "She put two chairs at the back table."),
                ("kept", FIRST.partition("\n\n")[2]),
                ("moved here", "She put two chairs at the back table."),
            ],
        ),
        (
            FIRST.replace("'", "’").replace("naïve", "nai\u0308ve").upper(),
            [("kept", FIRST.replace("'", "’").replace("naïve", "nai\u0308ve").upper())],
        ),
    ],
)
def test_changes_are_told_as_a_reader_would(now: str, shown: list[tuple[str, str]]) -> None:
    assert fates(changes(FIRST, now)) == shown


def test_a_moved_paragraph_that_was_reworded_is_still_seen_as_moved() -> None:
    first, *rest = FIRST.split("\n\n")
    pieces = changes(FIRST, "\n\n".join([*rest, first.replace("two", "two very")]))
    assert ("moved here", "chairs at the back table.") in fates(pieces)
    assert ("new", "very") in fates(pieces)


def test_words_that_two_texts_merely_share_are_not_kept() -> None:
    pieces = changes(
        "Team Alpha won the first game, and the sun shone.",
        "Rain fell on the roof, and nobody had an umbrella with the others.",
    )
    assert "kept" not in [fate for fate, text in fates(pieces) if any(letter.isalpha() for letter in text)]


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (
            "One.\n\nFour five.\n\nTwo good, three words.\n\nLast.",
            [("kept", "Two good,"), ("new", "three"), ("kept", "words.")],
        ),
        ("One.\n\nLast.", [("gone", "Two good, words.")]),
        ("New.\n\nOne.\n\nTwo good, words.\n\nMore.\n\nLast.", [("kept", "Two good, words.")]),
        ("One.\n\nLast.\n\nTwo *very* good, words.", [("kept", "Two"), ("new", "very"), ("kept", "good, words.")]),
    ],
)
def test_what_became_of_a_paragraph_is_told_wherever_it_is_now(now: str, shown: list[tuple[str, str]]) -> None:
    first = "One.\n\nTwo good, words.\n\nLast."
    start = first.index("good")
    assert fates(paragraph_changes(first, now, start, start + 4)) == shown


def test_long_stretches_that_were_kept_are_cut_short() -> None:
    long = "word " * 100
    first, second, third = elided([Piece(Fate.KEPT, long), Piece(Fate.NEW, "new "), Piece(Fate.KEPT, long)])
    assert (first.text[:3], first.text[-5:]) == (" … ", "word ")
    assert len(first.text) < 80
    assert (second.text, third.text[-3:]) == ("new ", " … ")
    assert elided([Piece(Fate.GONE, long)]) == [Piece(Fate.GONE, long)]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_changes(old: str, new: str) -> None:
    pieces = changes(old, new)
    for text, fates_ in ((new, {Fate.KEPT, Fate.NEW, Fate.MOVED_HERE}), (old, {Fate.KEPT, Fate.GONE, Fate.MOVED_AWAY})):
        assert (
            Tokens("".join(piece.text + " " for piece in pieces if piece.fate in fates_)).keys
            == Tokens(" ".join(_written(text))).keys
        )
    assert (
        "".join(piece.text for piece in pieces if piece.fate in {Fate.KEPT, Fate.NEW, Fate.MOVED_HERE}).split()
        == "".join(_written(new)).split()
    )


def _written(text: str) -> list[str]:
    """The text from its first token, for spaces before it belong to nobody."""
    cut = Tokens(text)
    return [text[cut.start(0) :]] if cut.keys else []


@given(st.lists(st.sampled_from("abcdef."), max_size=40), st.lists(st.sampled_from("abcdef."), max_size=40))
def test_a_match_ties_equal_tokens_and_no_token_twice(old: list[str], new: list[str]) -> None:
    images = match(old, new)
    tied = [image for image in images if image >= 0]
    assert len(images) == len(old)
    assert len(set(tied)) == len(tied)
    assert all(old[at] == new[image] for at, image in enumerate(images) if image >= 0)


@given(st.lists(st.sampled_from("abc.")))
def test_a_text_is_matched_to_itself_word_by_word(keys: list[str]) -> None:
    assert match(keys, keys) == list(range(len(keys)))
