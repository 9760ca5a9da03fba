"""A sample of what `python -m tests.forges.chance` tells in full; and that its oracle sees what is wrong."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.forges.chance import Story, place, told


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was, when the test is done."""
    monkeypatch.setenv("MENTORLOG_TOKEN", "")


@pytest.mark.parametrize("seed", range(5))
def test_in_a_story_of_chance_nothing_is_lost_doubled_or_on_wrong_words(seed: int) -> None:
    assert told(seed, 12) == []


def test_the_oracle_sees_a_loss_a_double_and_wrong_words() -> None:
    """The control: three comments are spoiled by hand."""
    with tempfile.TemporaryDirectory() as room, place(Path(room), "github") as pair:
        story = Story(pair, 4)
        for _ in range(25):
            story.say()
        story.end()
        assert story.doubts() == []
        files = sorted((pair.ada.folder / "comments" / story.id).iterdir())
        found = [path for path in files if "exact:" in path.read_text()]
        lost, doubled, wrong = found[:3]
        doubled.with_name("01m7w2yw48pv0gc2esbp9708bv.md").write_text(
            doubled.read_text().replace(doubled.stem, "01m7w2yw48pv0gc2esbp9708bv")
        )
        lost.unlink()
        lines = wrong.read_text().splitlines()
        others = next(line for line in found[3].read_text().splitlines() if "exact:" in line)
        wrong.write_text("\n".join(others if "  exact:" in line else line for line in lines))
        told_of = " ".join(story.doubts())
    assert "is there 0 times" in told_of
    assert "is there 2 times" in told_of
    assert "is about" in told_of
