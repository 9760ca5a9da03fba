"""The record of a call: its sections and its promises, in any shape that people write them in."""

from __future__ import annotations

from datetime import date

import pytest

from mentorlog.model.minutes import actions, open_actions, section
from tests.conftest import PEOPLE
from tests.website.test_pages import entry

DAY = date(2026, 12, 17)


def call(body: str, id_: str = "c-00000001") -> object:
    """A call of that record."""
    return entry(id_, "Call", "2026-11-01T12:00:00-08:00", body)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("- [ ] ada: ask for an hour (by 2026-12-17)", ("ada", "ask for an hour", DAY, False)),
        ("* [x] James: send it by 17 December 2026", ("james", "send it", DAY, True)),
        ("1. [X] **Ada:** ask (by Dec 17, 2026).", ("ada", "ask", DAY, True)),
        ("  + [ ] _james_, send it", ("james", "send it", None, False)),
        ("- [ ] go by the office by 2026-12-17", ("", "go by the office", DAY, False)),
        ("- [ ] Mary: call her (by Friday)", ("", "Mary: call her (by Friday)", None, False)),
        ("- [ ] ada: ask\n  for an hour\n  (by 2026-12-17)", ("ada", "ask for an hour", DAY, False)),
        ("- [ ] ada: stand by", ("ada", "stand by", None, False)),
        ("- [ ] ada:", ("", "ada:", None, False)),
        ("- [ ] (by 2026-12-17)", ("", "", DAY, False)),
    ],
)
def test_a_promise_is_read(line: str, told: tuple[object, ...]) -> None:
    found = list(actions(call(line), PEOPLE))  # type: ignore[arg-type]
    assert [(each.who, each.what, each.by, each.done) for each in found] == [told]


@pytest.mark.parametrize(
    "line",
    ["- no box", "```\n- [ ] code\n```", "~~~~\n```\n- [ ] code\n~~~~", "text - [ ] x", "- [] x", "-[ ] x", "- [ ]"],
)
def test_what_is_no_promise_is_none(line: str) -> None:
    assert list(actions(call(line), PEOPLE)) == []  # type: ignore[arg-type]


def test_a_promise_behind_code_is_read() -> None:
    assert len(list(actions(call("```\n- [ ] code\n```\n- [ ] ada: so"), PEOPLE))) == 1  # type: ignore[arg-type]


def test_what_is_open_comes_by_its_day() -> None:
    calls = [
        call("- [ ] ada: c\n- [ ] ada: b (by 2026-12-20)\n- [x] ada: done"),
        call("- [ ] ada: a (by 2026-12-01)", "c-2"),
    ]
    assert [action.what for action in open_actions(calls, PEOPLE)] == ["a", "b", "c"]  # type: ignore[arg-type]


def test_a_section_is_its_items_or_its_lines() -> None:
    body = "intro\n\n## Agenda ##\n\n1. one\n   goes on\n2. two\n\n### **decisions**\n\nWe wait\nuntil spring.\n\n## Notes\n\nx"
    assert section(body, "agenda") == ["one goes on", "two"]
    assert section(body, "decisions") == ["We wait until spring."]
    assert section(body, "vision") == []
