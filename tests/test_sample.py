"""The sample journal holds what it is meant to show."""

from __future__ import annotations

from collections import Counter

import pytest

from mentorlog.model.anchor import State
from mentorlog.model.comment import Motivation
from mentorlog.model.entry import Channel
from mentorlog.model.journal import Journal
from mentorlog.model.question import QuestionState
from mentorlog.repository.repository import Repository
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def sample() -> Journal:
    """The journal that lies in this repository."""
    return Repository.open(ROOT).load()


def test_there_is_nothing_wrong_with_it() -> None:
    assert [str(problem) for problem in Repository.open(ROOT).check()] == []


def test_it_shows_every_kind_of_thing(sample: Journal) -> None:
    assert len(sample.channel(Channel.DIARY)) >= 15
    states = Counter(sample.state(question) for question in sample.channel(Channel.QUESTION))
    assert states[QuestionState.ANSWERED] >= 6
    assert states[QuestionState.OPEN] >= 2
    assert states[QuestionState.WITHDRAWN] == 1
    assert Counter(call.call.state for call in sample.channel(Channel.CALL) if call.call) == {"held": 2, "planned": 1}
    threads = [sample.thread(entry.id) for entry in sample.entries]
    remarks = [remark for thread in threads for remark in thread.remarks]
    notes = [remark for thread in threads for remark in thread.notes]
    assert len(remarks) >= 30
    assert {remark.motivation for remark in (*remarks, *notes)} == set(Motivation)
    assert {sample.codebook.find(note.comment.code) is not None for note in notes if note.comment.code} == {True}
    assert any(remark.resolved for remark in remarks)
    assert any(remark.retracted for remark in remarks)
    assert any(remark.edited for remark in remarks)


def test_its_quotes_stand_where_they_stand(sample: Journal) -> None:
    git = Repository.open(ROOT).git
    states: Counter[State] = Counter()
    for comment in sample.comments():
        entry = sample.get(comment.entry_id)
        anchor = sample.anchor(comment, entry) if entry else None
        if anchor and comment.target:
            states[anchor.state] += 1
            read = git.ask("cat-file", "-t", comment.target.blob) == "blob"
            assert read or anchor.state is not State.DRIFTED, "only a history that is whole can tell what was reworded"
            if entry and anchor.state is State.ANCHORED:
                assert entry.body[anchor.start : anchor.end] == comment.target.exact
    assert states[State.ANCHORED] >= 16
    assert states[State.ORPHAN] + states[State.DRIFTED] == 2
