"""The agenda that writes itself, and promises that are followed until they are ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.model.agenda import Item, gathered, with_items
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Call, Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.minutes import appended, open_actions, promises, section, ticked
from tests.conftest import PEOPLE

BEGIN = datetime(2026, 1, 8, 17, tzinfo=UTC)


def call(number: int, body: str, state: str = "held") -> Entry:
    """The call of a month."""
    starts = BEGIN + timedelta(days=30 * number)
    path = f"calls/2026/call-{number:02}.md"
    return Entry(
        f"c-000000{number:02}", Channel.CALL, f"Call {number}", "ada", starts, "UTC", path, body,
        call=Call(starts, 60, "ada", state),
    )  # fmt: skip


def prepared_by(planned: Entry, journal: Journal, dropped: Sequence[str] = ()) -> tuple[str, list[Item]]:
    """The record with what waits, and what of that is new."""
    lines, new = with_items(planned, gathered(journal, planned), PEOPLE, dropped)
    return (appended(planned.body, "agenda", lines) if lines else planned.body), new


def to_do(*calls: Entry) -> list[str]:
    """The words of what is open."""
    return [each.what for each in open_actions(calls, PEOPLE)]


def test_a_years_promises_are_each_on_the_next_agenda_once_and_ticking_anywhere_closes_them() -> None:
    """12 calls of four promises each: those of the first and last third are kept where they stand, some on an agenda."""
    year: list[Entry] = []
    for number in range(12):
        tasks = [
            f"- [{' ' if each else 'x'}] {'ada' if each % 2 else 'James'}: thing {number}-{each} (by 2026-12-2{each})"
            for each in range(4)
        ]
        year.append(call(number, "## Agenda\n\n1. Ours\n\n## Actions\n\n" + "\n".join(tasks) + "\n"))
        following = call(number + 1, "## Agenda\n\n1. Ours\n", "planned")
        journal = Journal(PEOPLE, [*year, following])
        wanted = to_do(*year)
        body, new = prepared_by(following, journal)
        carried = [each.line for each in new if each.kind == "action"]
        assert len(carried) == len(wanted) == len(set(carried))
        for what in wanted:
            assert sum(f"{what} (" in line for line in carried) == 1
            assert body.count(f"{what} (") == 1
        prepared = replace(following, body=body)
        assert to_do(*year, prepared) == wanted, "what is carried forward is no other promise"
        again, more = prepared_by(prepared, Journal(PEOPLE, [*year, prepared]))
        assert (again, more) == (body, [])
        if number == 5:
            there = ticked(
                body, next(line for line in carried if "thing 0-1" in line).removeprefix("- [ ] "), done=True
            )
            assert there is not None
            assert to_do(*year, replace(prepared, body=there)) == [each for each in wanted if each != "thing 0-1"]
            here = ticked(year[1].body, "ada: thing 1-1 (by 2026-12-21)", done=True)
            assert here is not None
            year[1] = replace(year[1], body=here)
            assert to_do(*year, prepared) == [each for each in wanted if each != "thing 1-1"]


def test_what_somebody_took_off_the_agenda_stays_off() -> None:
    held, planned = call(0, "- [ ] ada: ask\n- [ ] ada: call"), call(1, "", "planned")
    journal = Journal(PEOPLE, [held, planned])
    body, _ = prepared_by(planned, journal)
    shorter = "\n".join(line for line in body.splitlines() if "ask" not in line)
    later = replace(planned, body=shorter)
    assert prepared_by(later, journal, [body]) == (shorter, [])
    assert len(prepared_by(later, journal)[1]) == 1, "only the past knows"


@pytest.mark.parametrize(
    ("line", "is_open"),
    [
        ("- [ ] Ada: ask for an hour, from [Call 0](call-00.md)", True),
        ("1. [x] ada: ask for an hour (from [that call](./call-00.md)).", False),
        ("* [X] **Ada:** Ask for an *hour* [Call 0](call-00.md#top)", False),
        ("- [x] ada: ask for an hour, from [elsewhere](call-07.md)", False),
        ("- [x] ada: something else, from [Call 0](call-00.md)", True),
        ("- [x] ada: ask for an hour, from [the web](https://x.example/call-00.md)", True),
    ],
)
def test_a_promise_that_is_carried_forward_is_known_however_it_is_written(line: str, is_open: bool) -> None:  # noqa: FBT001
    first, then = call(0, "- [ ] ada: ask for an hour"), call(1, f"## Agenda\n\n{line}\n", "planned")
    assert ("ask for an hour" in to_do(first, then)) is is_open


def test_the_same_words_are_one_promise_until_they_are_kept_and_then_another() -> None:
    words = "- [{}] ada: read a chapter"
    still, done = words.format(" "), words.format("x")
    assert to_do(call(0, still), call(1, still)) == ["read a chapter"]
    assert open_actions([call(0, still), call(1, still)], PEOPLE)[0].entry.id == "c-00000000"
    assert to_do(call(0, still), call(1, done)) == []
    assert to_do(call(0, done), call(1, still)) == ["read a chapter"]
    assert len(promises([call(0, done), call(1, still)], PEOPLE)) == 2


def test_a_box_on_the_agenda_is_no_promise() -> None:
    assert to_do(call(0, "## Agenda\n\n- [ ] ada: the smoke rule\n\n## Actions\n\n- [ ] ada: ask\n")) == ["ask"]


@pytest.mark.parametrize(
    ("body", "words", "after"),
    [
        ("- [ ] ada: ask\n", "ada: ask", "- [x] ada: ask\n"),
        ("x\n\n  * [ ]   **ada:** ask\n    for [an hour](x.md)\n- [ ] b", "ada: ask for an hour", "x\n\n  * [x]   **ada:** ask\n    for [an hour](x.md)\n- [ ] b"),
        ("```\n- [ ] ada: ask\n```\n1. [ ] ada: ask\r\n", "ada: ask", "```\n- [ ] ada: ask\n```\n1. [x] ada: ask\r\n"),
        ("- [x] ada: ask\n- [ ] ada: ask", "ada: ask", "- [x] ada: ask\n- [x] ada: ask"),
    ],
)  # fmt: skip
def test_a_tick_changes_one_letter(body: str, words: str, after: str) -> None:
    assert ticked(body, words, done=True) == after
    assert ticked(body, "others", done=True) is None


@given(st.text(st.sampled_from("ab #-*[]x\n`1.\t"), max_size=80), st.sampled_from(["agenda", "notes"]))
def test_lines_are_added_and_nothing_else_is_changed(body: str, title: str) -> None:
    made = appended(body, title, ["- new line"])
    assert made.count("- new line") == body.count("- new line") + 1
    rest = made.replace("- new line", "", 1).replace(f"## {title.capitalize()}", "", 1)
    assert rest.split() == body.split()


def test_new_lines_stand_at_the_end_of_their_section() -> None:
    body = "## Agenda\n\n1. Ours\n\n## Notes\n\n- one\n\n## Decisions\n"
    assert section(appended(body, "notes", ["- two"]), "notes") == ["one", "two"]
    assert section(appended(body, "agenda", ["- two"]), "agenda") == ["Ours", "two"]
    assert section(appended(body, "vision", ["- two"]), "vision") == ["two"]


def test_every_comment_that_is_for_the_call_is_a_point_of_its_own() -> None:
    entry = replace(call(0, "Words."), id="d-00000001", channel=Channel.DIARY, path="journal/x.md", call=None)
    said = [
        Comment(f"01kb000000000000000000000{number}", entry.id, who, BEGIN + timedelta(days=1), body=words, agenda=True)
        for number, who, words in ((1, "ada", "This."), (2, "james", "That."))
    ]
    planned = call(1, "", "planned")
    body, new = prepared_by(planned, Journal(PEOPLE, [entry, planned], said))
    assert [each.kind for each in new] == ["said", "said"]
    assert prepared_by(replace(planned, body=body), Journal(PEOPLE, [entry, planned], said))[1] == []


def test_a_carried_promise_that_somebody_reworded_is_not_carried_again_and_hides_no_other() -> None:
    held, planned = call(0, "- [ ] ada: write to the board\n- [ ] ada: write to the staff\n"), call(1, "", "planned")
    journal = Journal(PEOPLE, [held, planned])
    body, _ = prepared_by(planned, journal)
    reworded = body.replace("write to the board", "write to the board and the parents")
    assert prepared_by(replace(planned, body=reworded), journal)[1] == []
    shorter = "\n".join(line for line in reworded.splitlines() if "staff" not in line)
    (left,) = prepared_by(replace(planned, body=shorter), journal)[1]
    assert "write to the staff" in left.line
    assert to_do(held, replace(planned, body=reworded)) == ["write to the board", "write to the staff"]
