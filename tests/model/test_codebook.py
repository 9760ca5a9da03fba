"""The codebook is a fold: whatever comes in whatever order, two clones with the same files have the same codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.codec.codebook import definition_path, read_definition, write_definition
from mentorlog.errors import Unreadable
from mentorlog.model.codebook import Codebook, Definition
from mentorlog.model.entry import folded

WORDS = st.sampled_from(["silence", "Silence", "pause", "listening", "trust"])


def made(number: int, code: str, meaning: str = "what", **more: object) -> Definition:
    """A definition."""
    id_ = f"01kb00000000000000000000{number:02}"
    return Definition(id_, "ada", datetime(2026, 11, 23, 8, number, tzinfo=UTC), code, meaning, **more)  # type: ignore[arg-type]


def shown(*definitions: Definition) -> list[tuple[str, str, int]]:
    return [(code.word, code.under, code.depth) for code in Codebook(definitions).codes]


def test_parts_stand_below_what_they_are_a_part_of() -> None:
    codes = [made(1, "trust"), made(2, "pause", under="silence"), made(3, "silence"), made(4, "long", under="Pause")]
    assert shown(*codes) == [("silence", "", 0), ("pause", "silence", 1), ("long", "pause", 2), ("trust", "", 0)]


def test_a_new_meaning_comes_in_the_place_of_the_old_and_two_apart_both_stand() -> None:
    first, second = made(1, "silence", "one"), made(2, "Silence", "two", replaces=("01kb0000000000000000000001",))
    (code,) = Codebook([second, first]).codes
    assert (code.word, [each.meaning for each in code.definitions]) == ("Silence", ["two"])
    (code,) = Codebook([first, second, made(3, "silence", "three")]).codes
    assert [each.meaning for each in code.definitions] == ["two", "three"]


def test_a_code_that_goes_by_another_word_is_found_by_both_and_keeps_its_parts() -> None:
    book = Codebook([made(1, "silence"), made(2, "long", under="silence"), made(3, "pause", instead_of=("Silence",))])
    assert [code.word for code in book.codes] == ["pause", "long"]
    for word in ("silence", "SILENCE", "pause"):
        code = book.find(word)
        assert code is not None
        assert code.word == "pause"
    assert book.codes[1].under == "pause"
    assert book.find("nothing") is None


def test_what_was_joined_can_be_taken_apart_and_rivals_are_told() -> None:
    joined = made(3, "pause", instead_of=("silence",))
    apart = made(4, "pause", replaces=(joined.id,))
    assert shown(made(1, "silence"), joined) == [("pause", "", 0)]
    assert shown(made(1, "silence"), joined, apart) == [("pause", "", 0), ("silence", "", 0)]
    book = Codebook([made(1, "silence"), joined, made(5, "hush", instead_of=("silence",))])
    assert book.rivals == {"silence": ["hush", "pause"]}
    assert book.words()["silence"] == "hush"


def test_however_deep_the_parts_go() -> None:
    chain = [replace(made(1, f"c{n:04}", under=f"c{n - 1:04}" if n else ""), id=f"{n:026}") for n in range(2000)]
    depths = [code.depth for code in Codebook(chain).codes]
    assert max(depths) < 40
    assert len(depths) == 2000


@pytest.mark.parametrize(
    "definitions",
    [
        [made(1, "a", under="b"), made(2, "b", under="a"), made(3, "c", under="a")],
        [made(1, "a", instead_of=("b",)), made(2, "b", instead_of=("a",))],
        [made(1, "a", under="a", instead_of=("a",), replaces=("01kb0000000000000000000001",))],
        [
            made(1, "a", replaces=("01kb0000000000000000000002",)),
            made(2, "a", replaces=("01kb0000000000000000000001",)),
        ],
        [made(1, "a", under="gone")],
    ],
    ids=["parts of one another", "by one another", "by itself", "for one another", "under nothing"],
)
def test_a_tangle_loses_no_code(definitions: list[Definition]) -> None:
    book = Codebook(definitions)
    assert {folded(each.code) for each in definitions} == {folded(code.word) for code in book.codes}


@given(
    st.lists(
        st.builds(
            made, st.integers(1, 59), WORDS, st.just("what"),
            under=WORDS | st.just(""), instead_of=st.lists(WORDS, max_size=2).map(tuple),
        ),
        max_size=8, unique_by=lambda each: each.id,
    ),
    st.randoms(),
)  # fmt: skip
def test_order_says_nothing_and_every_word_leads_somewhere(definitions: list[Definition], chance: object) -> None:
    mixed = sorted(definitions, key=lambda _: chance.random())  # type: ignore[attr-defined]
    book = Codebook(mixed)
    assert book.codes == Codebook(definitions).codes
    assert all(book.find(each.code) for each in definitions)
    words = [code.word for code in book.codes]
    assert len(words) == len(set(map(folded, words)))
    assert all(code.under in ("", *words[:number]) for number, code in enumerate(book.codes))


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=40),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=60),
    st.lists(st.sampled_from(["a, b", "c: d", "#e", "[f]", '"g"', "ß"]), max_size=3),
)
def test_what_is_written_is_read_again(code: str, meaning: str, words: list[str]) -> None:
    word = " ".join(code.split()) or "x"
    one = made(1, word, meaning.strip(), under=words[0] if words else "", instead_of=tuple(words), replaces=("0" * 26,))
    read = read_definition(write_definition(one), definition_path(one.id))
    assert read == one
    assert read.path == definition_path(one.id)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---\ncode: x\n---\n",
        "---\nid: short\ncode: x\ndate: 2026-11-23\n---\n",
        "---\ndate: 2026-11-23\n---\n",
        "---\ncode: x",
    ],
)
def test_what_is_no_definition_is_said_with_its_place(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_definition(text, "codebook/01kb0000000000000000000001.md")
    assert caught.value.path == "codebook/01kb0000000000000000000001.md"
    assert caught.value.hint
