"""Headers are read as they were meant, and written one key at a time."""

from __future__ import annotations

import tomllib
from typing import Any

import frontmatter
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorlog.codec.front_matter import emit, parse
from mentorlog.errors import Unreadable
from tests.conftest import ROOT

CASES = tomllib.loads((ROOT / "tests/golden/headers/cases.toml").read_text(encoding="utf-8"))
HEADERISH = st.lists(
    st.sampled_from(
        [
            *("---\n", "---\r\n", "...\n", "\n", "\ufeff", "\u2028", "\x0c\n", "# c\n", "words only\n"),
            *("title: A\n", "zone: NO\n", "t: |\n", "  in\n", "k: 'q\n", 'k2: "q\\x"\n', "a: &b\n", "z: [[\n"),
            *("tags: [a, b]\n", "tags:\n", "- x\n", "  - y\n"),
        ]
    )
    | st.text(max_size=8),
    max_size=12,
).map("".join)
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_a_header_is_read_as_it_was_meant(case: dict[str, Any]) -> None:
    document = parse(case["text"])
    for key, value in case.get("value", {}).items():
        assert document.value(key) == value
    for key, values in case.get("list", {}).items():
        assert document.values(key) == tuple(values)


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["name"])
def test_a_broken_header_is_refused_with_its_line(case: dict[str, Any]) -> None:
    def read() -> None:
        parse(case["text"]).values(case.get("list_of", ""))

    with pytest.raises(Unreadable, match=case["says"]) as error:
        read()
    assert error.value.line == case["line"]
    assert error.value.hint


@given(st.text() | HEADERISH)
@example("---\n---\n")
@example("---\ntitle: a\n---\n---\n")
def test_any_text_comes_back_byte_for_byte_and_the_body_is_a_suffix(text: str) -> None:
    try:
        document = parse(text)
    except Unreadable:
        return
    assert document.text == text
    assert text.endswith(document.body)


@given(HEADERISH)
def test_reading_raises_nothing_but_our_own_error(text: str) -> None:
    try:
        document = parse(text)
        for key in ("title", "tags", "zone", "t", "k", "k2", "a", "z"):
            document.value(key)
            document.values(key)
            document.mapping(key)
    except Unreadable:
        pass


@given(HEADERISH, st.sampled_from(["title", "zone", "tags", "new"]), LINES)
def test_changing_a_key_changes_only_its_lines(text: str, key: str, value: str) -> None:
    try:
        document = parse(text)
    except Unreadable:
        return
    changed = parse(document.with_value(key, value).text)
    assert changed.value(key) == value
    assert changed.body == document.body
    kept = [(segment.key, segment.text) for segment in document.segments if segment.key != key]
    assert [(segment.key, segment.text) for segment in changed.segments if segment.key != key] == kept


@given(st.lists(LINES.filter(str.strip), max_size=5))
def test_a_list_that_we_write_is_the_list_that_we_read(values: list[str]) -> None:
    assert parse(f"---\ntags: {emit(values)}\n---\n").values("tags") == tuple(values)


@given(LINES)
@example("NO")
@example("10:00")
@example("0123")
@example("a: b")
@example("x #y")
@example("~")
@example("=")
def test_other_readers_of_yaml_find_the_same_text(value: str) -> None:
    loaded = frontmatter.loads(f"---\ntitle: {emit(value)}\n---\n")
    assert loaded["title"] == value


def test_a_comment_behind_a_value_outlives_a_change() -> None:
    document = parse("---\nzone: Europe/London  # Owen, until May\n---\n")
    assert document.with_value("zone", "Europe/Paris").text == "---\nzone: Europe/Paris  # Owen, until May\n---\n"


def test_a_file_without_a_header_gets_one_and_keeps_its_line_ends() -> None:
    changed = parse("I was late.\r\n").with_value("id", "d-00000000")
    assert changed.text == "---\r\nid: d-00000000\r\n---\r\nI was late.\r\n"
