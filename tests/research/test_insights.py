"""Insights: counts of what was written and said; few numbers are told as few."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from mentorlog.insights import Answered, Insights, Written
from tests.conftest import ROOT, Cli


def test_what_the_records_tell(ada: Cli) -> None:
    ada.now -= timedelta(days=40)
    args = ("--body", "four words are here", "--tag", "trust", "--feeling", "tired")
    first = ada.ok("diary", "new", "One", *args).split()[0]
    ada.now += timedelta(days=40)
    asked = ada.ok("ask", "How?").split()[0]
    (file,) = (ada.folder / "questions").rglob("*how.md")
    file.write_text(file.read_text().replace("author:", f"about: [{first}]\ntags: [trust]\nauthor:"))
    ada.ok("save")
    ada.now += timedelta(hours=5)
    ada.ok("answer", asked, "Slowly.")
    ada.ok("ask", "And then?")
    ada.ok("edit", first, "five words are here now")
    told = json.loads(ada.ok("insights", "--json"))
    assert [month["month"] for month in told["months"]] == ["2026-10", "2026-11"]
    assert told["months"][0]["entries"] == {"diary": 1, "question": 0, "call": 0}
    assert told["months"][0]["words"]["diary"] == 5
    assert told["months"][0]["feelings"] == {"tired": 1}
    assert told["months"][1]["comments"] == 1
    assert told["answers"] == []
    ada.ok("me", "james")
    ada.ok("answer", asked, "By waiting.")
    told = json.loads(ada.ok("insights", "--json"))
    (answer,) = told["answers"]
    assert (answer["question"], round(answer["hours"])) == (asked, 5)
    assert told["open"] == 1
    assert told["led_to"] == [{"from": "diary", "to": "question", "count": 1}]
    assert told["themes"] == {"trust": {"diary": 1, "question": 1, "call": 0}}
    assert told["rewritten"]["diary"] == {"1": 1}
    shown = ada.ok("insights")
    assert "too few to say" in shown
    assert "diary led to question: 1" in shown
    assert "1 of 1 in journal were rewritten" in shown


def test_words_are_one_however_they_are_spelled_and_calls_count_once_they_were_held(ada: Cli) -> None:
    ada.ok("diary", "new", "One", "--body", "x", "--tag", "Board", "--feeling", "Tired")
    ada.ok("diary", "new", "Two", "--body", "x", "--tag", "board", "--feeling", "tired")
    ada.ok("call", "new", "2027-02-03 09:00")
    told = json.loads(ada.ok("insights", "--json"))
    assert told["themes"] == {"Board": {"diary": 2, "question": 0, "call": 0}}
    assert [month["feelings"] for month in told["months"]] == [{"Tired": 2}]
    assert [month["entries"]["call"] for month in told["months"]] == [0]
    assert sum(sum(hours.values()) for hours in told["hours"].values()) == 2


def test_an_answer_counts_by_both_clocks_as_they_were_and_not_where_nobody_waits_any_more(ada: Cli) -> None:
    asked = [ada.ok("ask", f"How {number}?").split()[0] for number in range(2)]
    ada.ok("me", "james")
    ada.now += timedelta(minutes=84)
    for id_ in asked:
        ada.ok("answer", id_, "So.")
    ada.ok("me", "ada")
    before = json.loads(ada.ok("insights", "--json"))["answers"]
    people = ada.folder / "pyproject.toml"
    people.write_text(people.read_text().replace("Europe/London", "Asia/Tokyo"))
    assert json.loads(ada.ok("insights", "--json"))["answers"] == before
    assert [round(each["hours"], 1) for each in before] == [1.4, 1.4]
    ada.ok("withdraw", asked[0])
    assert [each["question"] for each in json.loads(ada.ok("insights", "--json"))["answers"]] == [asked[1]]


@pytest.mark.parametrize(
    ("hours", "usual"), [(0.4, (24, "minutes")), (1.4, (84, "minutes")), (2.1, (3, "hours")), (50, (3, "days"))]
)
def test_half_of_the_answers_came_within_what_is_said(hours: float, usual: tuple[int, str]) -> None:
    nothing = Written(*({} for _ in Written.__slots__))
    found = Insights(nothing, [Answered("q", 9, 17, hours)] * 5)
    assert found.usual == usual
    assert Insights(nothing, found.answers[:4]).usual is None


def test_a_matter_is_told_by_the_way_that_it_took(ada: Cli) -> None:
    asked = ada.ok("ask", "How?").split()[0]
    ada.now += timedelta(hours=1)
    ada.ok("diary", "new", "So", "--body", "x")
    (file,) = (ada.folder / "journal").rglob("*so.md")
    file.write_text(file.read_text().replace("author:", f"about: [{asked}]\nauthor:"))
    ada.ok("save")
    told = json.loads(ada.ok("insights", "--json"))
    assert told["ways"] == [{"channels": ["question", "diary"], "matters": 1}]
    assert "question → diary: 1" in ada.ok("insights")


def test_the_sample_is_told_without_scores() -> None:
    shown = Cli(ROOT).ok("insights")
    assert "Half of the" in shown
    assert not any(word in shown.lower() for word in ("score", "streak", "best", "goal"))


def test_an_empty_journal_has_nothing_to_tell(ada: Cli) -> None:
    assert json.loads(ada.ok("insights", "--json"))["months"] == []
    ada.ok("insights")
