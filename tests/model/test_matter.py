"""Matters: what follows from one another, and what a call does not tie together."""

from __future__ import annotations

from dataclasses import replace

from mentorlog.model.matter import matters
from tests.website.test_pages import entry

D1 = entry("d-00000001", "One", "2026-01-01T12:00:00-08:00")
Q1 = entry("q-00000001", "Asked", "2026-01-02T12:00:00-08:00", about=("d-00000001",))
D2 = entry("d-00000002", "Two", "2026-01-03T12:00:00-08:00")
CALL = entry("c-00000001", "Call", "2026-01-04T12:00:00-08:00", about=("q-00000001", "d-00000002"))
AFTER = entry("d-00000003", "After", "2026-01-05T12:00:00-08:00", about=("c-00000001",))


def ids(*entries: object) -> list[list[str]]:
    """The ids of each matter's entries."""
    return [[each.id for each in matter.entries] for matter in matters(entries)]  # type: ignore[arg-type]


def test_a_question_and_the_entry_that_it_led_to_are_a_matter() -> None:
    assert ids(D1, Q1, D2) == [["d-00000001", "q-00000001"]]


def test_a_call_belongs_to_each_matter_that_it_is_about_and_ties_none_together() -> None:
    assert ids(D1, Q1, D2, CALL, AFTER) == [
        ["d-00000001", "q-00000001", "c-00000001"],
        ["d-00000002", "c-00000001"],
        ["c-00000001", "d-00000003"],
    ]


def test_each_matter_is_called_after_its_first_entry_that_is_no_call() -> None:
    others = [replace(AFTER, id=f"d-0000001{n}", path=f"journal/{n}.md") for n in range(3)]
    found = matters([CALL, *others])
    assert [matter.id for matter in found] == [each.id for each in others]


def test_circles_strangers_and_twins_are_no_trouble() -> None:
    ring = [replace(D1, about=("d-00000002",)), replace(D2, about=("d-00000001", "d-00000002", "d-99999999"))]
    assert ids(*ring, replace(D1, path="journal/twin.md")) == [["d-00000001", "d-00000002"]]


def test_two_calls_alone_are_no_matter() -> None:
    assert ids(CALL, replace(CALL, id="c-00000002", about=("c-00000001",))) == []
