"""Pseudonyms: every listed name is replaced as it is written, nothing else is, and what is left is seen."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.research.names import Names, tokens
from mentorlog.research.pseudonyms import Pseudonymiser

NAMES = Names(
    {
        "Mary Smith": "Teacher A", "Mary": "Teacher A", "Zoë": "Pupil B", "O'Brien": "Parent C", "Ned": "Pupil D",
        "St Mary's": "the school", "Will": "Pupil E", "M.S.": "T.A.", "Jean-Luc": "Guest F", "Ærøskøbing": "a town",
        "DeShawn": "Guest G", "McDonald": "Parent H", "\u0421\u043c\u0438\u0442": "Teacher I",
    },
    {"Will": ["Will said", "to Will"]},
    {"Will": ["Will you"]},
)  # fmt: skip


def done(text: str) -> str:
    return Pseudonymiser(NAMES).plain(text)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Mary Smith came.", "Teacher A came."),
        ("MARY  SMITH's class, and mary’s", "Teacher A's class, and Teacher A’s"),
        ("Mary\nSmith", "Teacher A"),
        ("Zoe, ZOË, Zoe\u0308 and Zo\u00adë", "Pupil B, Pupil B, Pupil B and Pupil B"),
        ("Mrs. O’Brien and o'brien", "Mrs. Parent C and Parent C"),
        ("He signed it with Ned.", "He signed it with Pupil D."),
        ("near St Mary's, St. Mary’s", "near the school, the school"),
        ("mary_smith-notes.md, MarySmith2, maryNed", "Teacher A-notes.md, Teacher A2, Teacher APupil D"),
        ("M.S. and m.s. and ms", "T.A. and m.s. and ms"),
        ("jean luc; Jean-Luc", "Guest F; Guest F"),
        ("[Mary](https://x.org/mary%20smith?q=Zo%C3%AB#Ned)", "[Teacher A](https://x.org/Teacher A?q=Pupil B#Pupil D)"),
        ("M&#97;ry and &AElig;r&oslash;sk&oslash;bing &amp; Co", "Teacher A and a town &amp; Co"),
        ("![Zoë at work](a.png)", "![Pupil B at work](a.png)"),
        (
            "I asked Will. Then Will said no. will it? Will you?",
            "I asked Pupil E. Then Pupil E said no. will it? Will you?",
        ),
        ("deshawn, DESHAWN, McDonald's and Mcdonald", "Guest G, Guest G, Parent H's and Parent H"),
        ("#obrien and #marysmith", "#Parent C and #Teacher A"),
        ("Mary¹, Mary½, O\u02bcBrien", "Teacher A, Teacher A, Parent C"),
        (
            "Zoe\u0301Mary, \u041c\u0430\u0440\u0438\u044f\u0421\u043c\u0438\u0442",
            "Pupil BTeacher A, \u041c\u0430\u0440\u0438\u044fTeacher I",
        ),
        ("Ma\ufe0fry, Ma\u2066ry", "Teacher A, Teacher A"),
        ("WILL came.", "WILL came."),
        ("Summary, Maryland, signed", "Summary, Maryland, signed"),
    ],
)
def test_a_listed_name_is_replaced_however_it_is_written(text: str, made: str) -> None:
    assert done(text) == made
    assert [each.name for each in Pseudonymiser(NAMES).residues(made)] == (["Will"] if "WILL" in made else [])


def test_a_name_that_is_a_word_too_stops_where_it_is_open_what_is_meant() -> None:
    engine = Pseudonymiser(NAMES)
    text = engine.plain("Will came. Will you?")
    assert text == "Will came. Will you?"
    assert [each.name for each in engine.residues(text)] == ["Will"]


@pytest.mark.parametrize(
    "text", ["%252Fmary", "https://s/?u=a%253Dmary", "&amp;#x4d;ary", "hello\u200bmary", "Jos%E9 %4dary%E9"]
)
def test_what_is_written_in_a_way_that_is_not_replaced_is_a_residue(text: str) -> None:
    made = done(text)
    assert "Teacher A" in made or list(Pseudonymiser(NAMES).residues(made))


def test_what_the_list_does_not_reach_is_counted() -> None:
    engine = Pseudonymiser(NAMES)
    engine.look("He signed with Priya and Ned in Leeds. Priya came. Then Omar left.")
    assert engine.inside == {"ned": 1}
    assert set(engine.unknown) == {"Priya", "Leeds", "Omar", "He", "Then"}
    engine.look("he said then that I was")
    assert engine.unknown == {"Priya": 2, "Leeds": 1, "Omar": 1}


def test_whoever_begins_a_sentence_or_shares_a_surname_is_seen_too() -> None:
    engine = Pseudonymiser(Names({"Mary Smith": "Teacher A", "ada@example.org": "the mentee"}))
    engine.look("Peter shouted. Mrs. Brown came in brown, with Mary Smith and Tom Smith.\n\nExample left.")
    assert engine.unknown == {"Peter": 1, "Brown": 1, "Tom": 1, "Smith": 1, "Example": 1}


LETTERS = st.sampled_from(
    ["Mary", "mary", "Smith", "Ned", "Zoë", "Zoe\u0308", "signed", "O’Brien", "x", "St", "'s", "St Mary's"]
)
GAPS = st.sampled_from([" ", "\n", "_", "-", "2", ", ", "'", "", ". ", "%20", "&amp;"])


@given(st.lists(st.tuples(LETTERS, GAPS), max_size=12))
def test_nothing_that_counts_as_a_residue_is_left(parts: list[tuple[str, str]]) -> None:
    """An independent scan: other code cuts the text into tokens."""
    text = "".join(word + gap for word, gap in parts)
    made = done(text)
    assert not list(Pseudonymiser(NAMES).residues(made))
    plain = "".join(
        c
        for c in unicodedata.normalize("NFKD", re.sub(r"([a-z])([A-Z])", r"\1 \2", made))
        if not unicodedata.combining(c)
    )
    left = set(re.split(r"[\W\d_]+", plain.casefold()))
    assert not left & {"zoe", "ned"}
    assert "mary" not in left


@given(st.lists(st.tuples(LETTERS, GAPS), max_size=12), st.data())
def test_a_range_moves_with_its_words(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    text = "".join(word + gap for word, gap in parts)
    found = tokens(text)
    if not found:
        return
    one, other = sorted(data.draw(st.integers(0, len(found) - 1)) for _ in range(2))
    start, end = found[one].start, found[other].end
    replaced = Pseudonymiser(NAMES).text(text)
    low, high = replaced.moved(start, end)
    assert 0 <= low <= high <= len(replaced.text)
    assert replaced.moved(0, len(text)) == (0, len(replaced.text))
    lone = Pseudonymiser(Names({}))
    assert lone.text(text[start:end]).text == lone.text(text).text[slice(*lone.text(text).moved(start, end))]
