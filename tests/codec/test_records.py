"""Two versions of a call's record put together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.codec.records import together

HEAD = "---\nid: c-00000001\nstate: planned\n---\n"
BASE = f"{HEAD}\n## Agenda\n\n- one\n\n## Notes\n\n## Actions\n\n- [ ] ada: ask\n- [ ] james: send\n"


def test_what_both_add_at_one_place_is_there_and_what_both_add_alike_is_there_once() -> None:
    one = BASE.replace("- one\n", "- one\n- ours\n- same\n")
    two = BASE.replace("- one\n", "- one\n- same\n- theirs\n")
    assert together(BASE, one, two) == BASE.replace("- one\n", "- one\n- ours\n- same\n- theirs\n")


def test_ticks_side_by_side_are_both_kept_and_one_taken_back_is_too() -> None:
    one, two = BASE.replace("[ ] ada", "[x] ada"), BASE.replace("[ ] james", "[x] james")
    assert together(BASE, one, two) == BASE.replace("[ ]", "[x]")
    assert together(one, BASE, one.replace("[ ] james", "[x] james")) == two


def test_one_says_it_was_held_and_the_other_takes_a_note() -> None:
    one = BASE.replace("planned", "held").replace("## Notes\n", "## Notes\n\n- mine\n")
    two = BASE.replace("## Notes\n", "## Notes\n\n- yours\n").replace(
        "state: planned\n", "state: planned\nrecorded: x\n"
    )
    made = together(BASE, one, two)
    assert made is not None
    assert "state: held\nrecorded: x\n" in made
    assert "## Notes\n\n- mine\n- yours\n" in made


@pytest.mark.parametrize(
    "one",
    [
        BASE.replace("- one", "- another"),
        BASE.replace("- one\n", ""),
        BASE.replace("state: planned\n", ""),
        "---\nid: [\n---\n",
    ],
)
def test_what_is_changed_on_both_sides_is_for_people_to_choose(one: str) -> None:
    two = BASE.replace("- one", "- some other").replace("planned", "cancelled")
    assert together(BASE, one, two) is None


def test_that_a_call_was_held_says_more_than_that_somebody_did_not_come() -> None:
    sides = [BASE.replace("planned", state) for state in ("held", "missed", "cancelled")]
    assert together(BASE, sides[0], sides[1]) == together(BASE, sides[1], sides[0]) == sides[0]
    assert together(BASE, sides[1], sides[2]) == sides[1]


@given(
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["- a", "- b", "words", "- [ ] c", ""]))),
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["- x", "- y", "more", "- [x] z", ""]))),
)
def test_no_line_of_either_is_lost(mine: list[tuple[int, str]], theirs: list[tuple[int, str]]) -> None:
    sides = []
    for added in (mine, theirs):
        lines = BASE.splitlines(keepends=True)
        for at, line in added:
            lines.insert(4 + at, f"{line}\n")
        sides.append("".join(lines))
    made = together(BASE, *sides)
    if made is not None:
        for side in sides:
            assert all(made.count(line) >= 1 for line in side.splitlines() if line.strip())


def test_the_record_of_one_call_that_both_began_is_one() -> None:
    mine = BASE.replace("state", "author: ada\ndate: 2026-11-22\nstate").replace("- one\n", "- one\n- ours\n")
    theirs = BASE.replace("state", "author: james\ndate: 2026-11-23\nstate").replace(
        "## Notes\n", "## Notes\n\n- theirs\n"
    )
    made = together("", mine, theirs)
    assert made == together("", theirs, mine), "whichever side it is made on"
    assert made == mine.replace("## Notes\n", "## Notes\n\n- theirs\n")


def test_the_same_line_of_two_notes_is_in_both() -> None:
    one = BASE.replace("## Notes\n", "## Notes\n\n- Rosa: money\n  agreed\n")
    two = BASE.replace("## Notes\n", "## Notes\n\n- Bob: time\n  agreed\n")
    made = together(BASE, one, two)
    assert made == BASE.replace("## Notes\n", "## Notes\n\n- Rosa: money\n  agreed\n- Bob: time\n  agreed\n")


def test_a_promise_that_both_add_and_one_ticks_is_one() -> None:
    made = together(BASE, f"{BASE}- [ ] ada: x\n", f"{BASE}- [x] ada: x\n")
    assert made == f"{BASE}- [x] ada: x\n"


@pytest.mark.parametrize("base", [f"{BASE}- [x] ada: ask\n", f"{BASE}- [x] ada: ask.\n"])
def test_the_same_words_ticked_and_not_are_for_people_to_choose(base: str) -> None:
    assert together(base, f"{base}- one\n", f"{base}- two\n") is None


def test_a_remark_in_a_header_is_not_lost() -> None:
    one, two = (
        BASE.replace("- one", "- one\n- more"),
        BASE.replace("state", "# ask her\nstate").replace("- one", "- one\n- other"),
    )
    assert together(BASE, one, two) is None
    made = together(BASE, two, one)
    assert made is not None
    assert "# ask her" in made


def test_what_is_no_end_of_a_line_does_not_end_one() -> None:
    base = BASE.replace("- one", "- a\u2028b")
    made = together(base, base.replace("b", "b\n- more", 1), base + "- end\n")
    assert made is not None
    assert "- a\u2028b\n- more\n" in made


def test_a_transcript_is_no_record() -> None:
    base = "---\nid: c-00000001\ncall: c-00000002\n---\n\nWords.\n"
    assert together(base, f"{base}One.\n", f"{base}Two.\n") is None
