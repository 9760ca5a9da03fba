"""`compare`: where words stand in the three channels, side by side in time."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.conftest import Cli


@pytest.fixture
def talked(ada: Cli) -> Cli:
    ada.now -= timedelta(days=70)
    ada.ok("diary", "new", "Trusting her", "--body", "I learnt to trust.")
    ada.ok("diary", "new", "Nothing of it", "--body", "Rain.")
    ada.now += timedelta(days=70)
    ada.ok("ask", "How do I build trust?")
    ada.ok("answer", "q-", "Trust begins with you.")
    ada.ok("call", "new", "2026-12-03 09:00", "--title", "About trust")
    return ada


def test_channels_stand_side_by_side_in_time(talked: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "92")
    lines = talked.ok("compare", "trust").splitlines()
    assert lines[0].split() == ["Diary", "Question", "Call"]
    months = [line for line in lines if line.startswith("2026-")]
    assert months == sorted(months)
    assert "Trusting her" in "\n".join(lines)
    question = next(line for line in lines if "How do I build" in line)
    assert question.index("How") >= 30
    assert "  comments: 1 in questions" in lines
    assert "Rain" not in "\n".join(lines)


def test_the_same_as_data_and_what_is_nowhere(talked: Cli) -> None:
    rows = json.loads(talked.ok("compare", "TRUST", "--json"))
    assert sum(len(row[noun]) for row in rows for noun in ("diary", "question", "call")) == 3
    assert sum(row["comments"] for row in rows) == 1
    assert "Nothing holds" in talked.ok("compare", "xylophone")
