"""Who writes in the journal."""

from __future__ import annotations

import pytest

from mentorlog.codec.people import read_names, read_people, write_people
from mentorlog.errors import Unreadable
from tests.conftest import PEOPLE


def test_people_come_back_as_they_were_written() -> None:
    again = read_people(write_people(PEOPLE))
    assert again is not None
    assert list(again) == list(PEOPLE)


def test_another_projects_file_describes_no_journal() -> None:
    assert read_people('[project]\nname = "x"\n') is None
    assert read_people("tool = 3\n") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[tool.mentorlog", "cannot be read"),
        ("[tool.mentorlog]\npeople = 3\n", "not a table of people"),
        ("[tool.mentorlog.people]\nada = 3\n", "not a table"),
        ('[tool.mentorlog.people.ada]\nzone = "PST"\n', "not a time zone"),
        ('[tool.mentorlog.people.ada]\nrole = "boss"\n', "role"),
    ],
)
def test_a_broken_list_of_people_says_what_to_do(text: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as error:
        read_people(text)
    assert error.value.hint
    assert error.value.path == "pyproject.toml"


def test_names_are_a_table_of_texts() -> None:
    assert read_names('[names]\n"Mary Example" = "Teacher A"\n', "names.toml") == {"Mary Example": "Teacher A"}
    with pytest.raises(Unreadable):
        read_names("[names]\nMary = 3\n", "names.toml")
    with pytest.raises(Unreadable):
        read_names("[names\n", "names.toml")
