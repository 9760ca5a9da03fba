"""What one can ask of a journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mentorlog.errors import Ambiguous, BadValue, NotFound
from mentorlog.model.check import check
from mentorlog.model.comment import Comment, Motivation
from mentorlog.model.entry import Call, Channel, Entry, path_for, slug
from mentorlog.model.ids import COMMENT_ID, ENTRY_ID, comment_id, derived_id, entry_id
from mentorlog.model.inbox import waiting
from mentorlog.model.journal import Journal
from mentorlog.model.names import names_in
from mentorlog.model.person import People, Person, handle_of, read_address
from mentorlog.model.question import QuestionState
from mentorlog.model.search import search
from mentorlog.model.series import next_call
from tests.conftest import PEOPLE

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)


def question(number: int, hours: int, **more: object) -> Entry:
    """A question asked so many hours ago."""
    asked = NOW - timedelta(hours=hours)
    entry = Entry(
        f"q-0000000{number}", Channel.QUESTION, f"How {number}?", "ada", asked, "America/Los_Angeles", f"q{number}", ""
    )
    return replace(entry, **more)  # type: ignore[arg-type]


def comment(number: int, entry_id: str, author: str, body: str = "Words.", **more: object) -> Comment:
    """A comment."""
    made = Comment(f"01kb000000000000000000000{number}", entry_id, author, NOW, body=body)
    return replace(made, **more)  # type: ignore[arg-type]


def test_open_questions_stand_by_when_they_are_needed() -> None:
    soon, late = question(1, 5, needed_by=NOW + timedelta(hours=2)), question(2, 9, needed_by=NOW + timedelta(hours=9))
    whenever, answered = question(3, 20), question(4, 30)
    journal = Journal(
        PEOPLE, [late, whenever, answered, soon], [comment(1, answered.id, "james", motivation=Motivation.ANSWERING)]
    )
    assert journal.questions(QuestionState.OPEN) == [soon, late, whenever]
    assert journal.questions(QuestionState.ANSWERED) == [answered]


def test_an_id_may_be_shortened_to_what_only_one_has() -> None:
    journal = Journal(PEOPLE, [question(1, 5), question(2, 4), replace(question(3, 3), id="q-x0000000")])
    assert journal.find("q-x").id == "q-x0000000"
    assert journal.find("Q-00000002").title == "How 2?"
    assert journal.find("latest", Channel.QUESTION).id == "q-x0000000"
    with pytest.raises(Ambiguous, match="2 ids begin with 'q-0'") as error:
        journal.find("q-0")
    assert error.value.hint.splitlines()[1:] == ["  q-00000001 How 1?", "  q-00000002 How 2?"]
    for wrong in ("d-", "", "latest"):
        with pytest.raises(NotFound):
            journal.find(wrong, Channel.DIARY)


def test_a_comment_is_known_by_the_shortest_beginning_of_its_own() -> None:
    journal = Journal(PEOPLE, [question(1, 5)], [comment(1, "q-00000001", "ada"), comment(2, "q-00000001", "ada")])
    assert journal.short("01kb0000000000000000000001") == "01kb0000000000000000000001"
    assert Journal(PEOPLE, [], [comment(1, "x", "ada")]).short("01kb0000000000000000000001") == "01kb"
    assert journal.find_comment("01kb0000000000000000000002").author == "ada"


def test_todays_questions_are_those_of_the_askers_own_day() -> None:
    at_night = question(1, 0, date=datetime.fromisoformat("2026-11-22T01:00:00-08:00"))
    at_noon = question(2, 0, date=datetime.fromisoformat("2026-11-22T12:00:00-08:00"))
    journal = Journal(PEOPLE, [at_night, at_noon])
    assert journal.asked_on(date(2026, 11, 22), "ada", "America/Los_Angeles") == [at_noon]
    assert journal.asked_on(date(2026, 11, 21), "ada", "America/Los_Angeles") == [at_night]
    assert journal.asked_on(date(2026, 11, 22), "james", "America/Los_Angeles") == []


def test_the_next_call_is_the_soonest_to_come() -> None:
    calls = [
        replace(
            question(n, 0),
            id=f"c-0000000{n}",
            channel=Channel.CALL,
            call=Call(NOW + timedelta(days=days), 60, "ada", state),
        )
        for n, days, state in ((1, -1, "planned"), (2, 9, "planned"), (3, 2, "cancelled"), (4, 4, "planned"))
    ]
    found = next_call(Journal(PEOPLE, calls), NOW)
    assert found is not None
    assert found.id == "c-00000004"
    assert next_call(Journal(PEOPLE), NOW) is None


def test_what_waits_is_the_others_questions_and_last_words() -> None:
    asked, mine = question(1, 5, needed_by=NOW - timedelta(hours=1)), question(2, 4, author="james")
    diary = replace(question(3, 3), id="d-00000003", channel=Channel.DIARY, author="james")
    settled = replace(diary, id="d-00000004")
    journal = Journal(
        PEOPLE,
        [asked, mine, diary, settled],
        [
            comment(1, diary.id, "ada", "Why?"),
            comment(2, diary.id, "james", "I was late."),
            comment(3, diary.id, "ada", "So?", in_reply_to="01kb0000000000000000000002"),
            comment(4, settled.id, "ada", "Hm."),
            comment(5, settled.id, "james", "", resolves="01kb0000000000000000000004"),
            comment(6, diary.id, "ada", "", motivation=Motivation.READING),
        ],
    )
    found = waiting(journal, "james", NOW)
    assert [(each.kind, each.entry.id, each.late) for each in found] == [
        ("question", asked.id, True),
        ("comment", diary.id, False),
        ("comment", diary.id, False),
    ]
    assert [each.kind for each in waiting(journal, "ada", NOW)] == ["question"]


def test_a_root_that_was_taken_back_lends_its_replies_to_no_other_conversation() -> None:
    diary = replace(question(3, 3), id="d-00000003", channel=Channel.DIARY, author="ada")
    said = [
        comment(1, diary.id, "james", "First."),
        comment(2, diary.id, "james", "Second."),
        comment(3, diary.id, "ada", "Yes.", in_reply_to="01kb0000000000000000000002"),
        comment(4, diary.id, "james", "", retracts="01kb0000000000000000000002"),
    ]
    found = waiting(Journal(PEOPLE, [diary], said), "ada", NOW)
    assert [each.remark.texts for each in found if each.remark] == [("First.",)]


def test_check_names_what_only_the_whole_shows() -> None:
    twin = replace(question(1, 5), path="other", about=("q-99999999",), author="zoe")
    lost = comment(1, "d-99999999", "ada", path="lost", in_reply_to="01kb0000000000000000000007")
    found = check(Journal(PEOPLE, [question(1, 5), twin], [lost]))
    assert [problem.message for problem in found if not problem.serious] == [
        "1 said about d-99999999, which is not here any more"
    ]
    assert sorted(problem.message.split(",")[0] for problem in found if problem.serious) == [
        "`about` names q-99999999",
        "another file has the same id",
        "another file has the same id",
        "it names 01kb0000000000000000000007",
        "nobody called 'zoe' is listed as a writer",
    ]


def test_search_forgives_case_and_accents_and_wants_all_words() -> None:
    entry = replace(question(1, 5), title="A café", body="A long day " * 30 + "with naïve Tom " + "and after " * 30)
    journal = Journal(PEOPLE, [entry], [comment(1, entry.id, "james", "Tom was not there.")])
    hits = list(search(journal, "NAIVE cafe"))
    assert [(hit.entry.id, hit.comment) for hit in hits] == [(entry.id, None)]
    assert "naïve Tom" in hits[0].excerpt
    assert [hit.comment is None for hit in search(journal, "tom")] == [True, False]
    assert list(search(journal, "  ")) == list(search(journal, "nowhere")) == []


def test_names_are_found_as_whole_words_whatever_their_case_and_accents() -> None:
    names = {"Zoë Marsh": "Teacher A", "Tom": "a parent", "Ann": "B", " ": "nobody"}
    assert names_in(["zoe marsh's class", "TOM."], names) == {"Zoë Marsh": "Teacher A", "Tom": "a parent"}
    assert names_in(["Tomorrow, Annabel"], names) == {}


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("A hard conversation: what now?", "a-hard-conversation-what-now"),
        ("It’s Wednesday, isn't it", "its-wednesday-isnt-it"),
        ("今日は", "今日は"),
        ("Zoë", "zoë"),
        ("???", "untitled"),
        ("CON", "con-entry"),
        ("../../etc/passwd", "etc-passwd"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_a_file_name_comes_from_the_title_and_is_safe_anywhere(title: str, part: str) -> None:
    assert slug(title) == part
    assert path_for(Channel.QUESTION, date(2026, 11, 2), title) == f"questions/2026/2026-11-02-{part}.md"


def test_ids_are_of_their_alphabet_and_follow_from_what_they_are_given() -> None:
    assert entry_id("d", bytes(5)) == "d-00000000"
    assert ENTRY_ID.fullmatch(entry_id("q", b"\xff" * 5))
    assert COMMENT_ID.fullmatch(comment_id(NOW, b"\xff" * 10))
    assert comment_id(NOW, bytes(10)) < comment_id(NOW + timedelta(milliseconds=1), bytes(10))
    assert derived_id("d", "journal/Zoe\u0308.md") == derived_id("d", "journal/Zoë.md")


def test_people_have_handles_and_an_unknown_author_is_a_guest() -> None:
    assert handle_of("Zoë Marsh") == "zoe"
    assert read_address(" Ada Example <ada@example.org> ") == ("Ada Example", "ada@example.org")
    assert PEOPLE["zoe"].name == "zoe"
    assert PEOPLE.zones("Asia/Tokyo") == ["Asia/Tokyo", "America/Los_Angeles", "Europe/London"]
    assert Person("x", " ").first_name == "x"
    with pytest.raises(NotFound, match="zoe"):
        PEOPLE.known("zoe")
    with pytest.raises(NotFound) as error:
        People().known("x")
    assert "nobody yet" in error.value.hint
    for wrong in ("Ada", "Ada <x>", "<a@b>", "A\nB <a@b>"):
        with pytest.raises(BadValue):
            read_address(wrong)
    with pytest.raises(BadValue):
        handle_of("今日")
