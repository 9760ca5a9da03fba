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


def test_a_login_is_written_where_it_belongs_and_nothing_else_changes() -> None:
    from mentorlog.codec.people import read_people, with_login
    from mentorlog.errors import BadValue

    head = '[tool.mentorlog.people.ada]\nname = "Ada"\nmail = "a@example.org"\nrole = "mentee"\nzone = "UTC"\n'
    tail = "\n# a word\n[tool.other]\nx = 1\n"
    for middle in ("", 'logins = { gitlab = "a" }\n', '\n[tool.mentorlog.people.ada.logins]\ngitlab = "a"\n'):
        made = with_login(head + middle + tail, "ada", "github", "ada-e")
        people = read_people(made)
        assert people
        assert people["ada"].logins["github"] == "ada-e"
        assert made.endswith(tail)
    with pytest.raises(BadValue):
        with_login("[tool.mentorlog.people]\nada = {name = 'A'}\n", "ada", "github", "x")
