"""From a line of a change to words: at the very words, or at none."""

from __future__ import annotations

import pytest

from mentorlog.importers.hunks import Version, narrowed, passage
from mentorlog.model.review import Place

TEXT = "---\nid: d-00000001\ntitle: Hard\n---\n\nI had to talk to Ada.\n\nIt went badly.\nNo, well.\n"
PATH = "journal/a.md"


def words(place: Place, text: str = TEXT) -> str:
    found = passage(place, [Version("b" * 40, text)])
    assert found.entry_id == "d-00000001"
    return found.target.exact if found.target else f"[{found.header}]"


@pytest.mark.parametrize(
    ("place", "exact"),
    [
        (Place(PATH, 8), "It went badly."),
        (Place(PATH, 9, first=8), "It went badly.\nNo, well."),
        (Place(PATH, 8, first=2), "I had to talk to Ada.\n\nIt went badly."),
        (Place(PATH, 7), "[]"),
        (Place(PATH, 3), "[title: Hard]"),
        (Place(PATH, 99), "[]"),
        (Place(PATH), "[]"),
        (Place(PATH, hunk="@@ -0,0 +6,3 @@\n+I had to talk to Ada.\n+\n+It went badly."), "It went badly."),
        (Place(PATH, 4, hunk="@@ -0,0 +3,2 @@\n+\n+It went badly."), "It went badly."),
        (
            Place(PATH, 8, hunk="@@ -0,0 +7,2 @@\n+\n+These words are of another text."),
            "These words are of another text.",
        ),
        (Place(PATH, 8, is_old=True, hunk="@@ -7,2 +7,2 @@\n \n-It went badly.\n+New."), "It went badly."),
    ],
)
def test_a_place_means_its_words_or_none(place: Place, exact: str) -> None:
    assert words(place) == exact


def test_line_ends_of_windows_and_a_quote_in_the_comment() -> None:
    assert words(Place(PATH, 8), TEXT.replace("\n", "\r\n")) == "It went badly."
    found = passage(Place(PATH, 6), [Version("b" * 40, TEXT)]).target
    assert found
    inner = narrowed(found, "> talk to\n\nWhy?")
    assert inner and inner.exact == "talk to"  # noqa: PT018 - one thing
    assert TEXT.partition("---\n\n")[2][inner.start - 1 : inner.end - 1] == "talk to"
    assert narrowed(found, "> not there") == found
    assert narrowed(None, "> x") is None
    assert passage(Place(PATH, 8), []).target is None
