"""Insights: counts that an oracle of its own agrees with; few numbers are told as few."""

from __future__ import annotations

import json
from datetime import timedelta

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


def test_the_sample_is_told_without_scores() -> None:
    shown = Cli(ROOT).ok("insights")
    assert "Half of the" in shown
    assert not any(word in shown.lower() for word in ("score", "streak", "best", "goal"))


def test_an_empty_journal_has_nothing_to_tell(ada: Cli) -> None:
    assert json.loads(ada.ok("insights", "--json"))["months"] == []
    ada.ok("insights")
