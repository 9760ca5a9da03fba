"""Ten rounds of rewriting, and the truth about every letter: no comment ever stands on words that are not its own."""

from __future__ import annotations

import sys
from random import Random

import pytest

from mentorlog.model import anchor
from mentorlog.model.anchor import State
from mentorlog.model.trail import Trails
from mentorlog.repository.repository import Repository
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
import editor

LENT = [
    "The ferry was late. Nobody minded, for the harbour was warm. A gull took the bread.",
    "Snow fell on Tuesday. Both dogs slept. They painted the fence green, then blue, and it stayed wet for days!",
]


def test_the_truth_is_known_of_a_text_that_was_not_touched() -> None:
    copy = editor.Copy("One two three.")
    assert editor.truth(copy, copy.text, 4, 7) == editor.Truth([(4, 7)], {4, 5, 6}, {0, 1, 2, 8, 9, 10, 11, 12})


def test_the_truth_follows_letters_that_are_moved_and_cut() -> None:
    copy = editor.Copy("One two three.")
    copy.put(0, 0, *copy.cut(4, 8))
    assert copy.text == "two One three."
    assert editor.truth(copy, "One two three.", 4, 7).stands == [(0, 3)]
    copy.cut(0, 2)
    what = editor.truth(copy, "One two three.", 4, 7)
    assert (what.stands, what.left) == ([], {0})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_comments_stay_on_their_words(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - it makes texts, not secrets
    rewriter = editor.Editor(seed, LENT)
    standing = anchored = gone = 0
    for entry in Repository.open(ROOT).load(comments=False).entries:
        words = entry.body.split(" ")
        if len(words) < 40:
            continue
        states = list(editor.rounds(entry.body, rewriter))
        texts = [entry.body, *(copy.text for copy in states)]
        trail = Trails().along(texts)
        for _ in range(6):
            first = random.randrange(len(words) - 8)
            start = len(" ".join([*words[:first], ""]))
            end = start + len(" ".join(words[first : first + random.randint(4, 8)]))
            wanted = anchor.target(entry.body, start, end, "a" * 40)
            found = anchor.resolve(wanted, texts[-1], trail)
            what = editor.truth(states[-1], entry.body, start, end)
            where = set(range(found.start or 0, found.end or 0))
            assert not where or where & what.left, (wanted.exact, texts[-1][found.start : found.end])
            assert len(where) <= 2 * len(wanted.exact) + 40
            standing += bool(what.stands)
            anchored += bool(what.stands) and found.state is State.ANCHORED
            if not what.left:
                gone += 1
                assert found.state is State.ORPHAN
    assert standing > 60
    assert gone
    assert anchored >= 0.98 * standing
