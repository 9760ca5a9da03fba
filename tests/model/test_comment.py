"""A thread is the fold of its files, in whatever order they are read."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from mentorlog.model.comment import Comment, Motivation, Thread
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.question import QuestionState, question_state

WHEN = datetime(2026, 11, 22, tzinfo=UTC)
IDS = [f"01kb00000000000000000000{n:02}" for n in range(9)]
QUESTION = Entry("q-00000001", Channel.QUESTION, "How?", "ada", WHEN, "UTC", "questions/how.md", "")


def said(number: int, author: str = "ada", body: str = "Words.", **more: str) -> Comment:
    """A comment; `more` names others by number."""
    acts = {key: IDS[int(value)] if value.isdigit() else value for key, value in more.items()}
    return replace(Comment(IDS[number], "q-00000001", author, WHEN, body=body), **acts)  # type: ignore[arg-type]


def order(thread: Thread) -> list[tuple[int, int]]:
    """(number, depth) of each remark."""
    return [(IDS.index(remark.comment.id), remark.depth) for remark in thread.remarks]


def test_replies_stand_below_what_they_answer_and_siblings_by_id() -> None:
    thread = Thread([said(3, in_reply_to="0"), said(1), said(2, in_reply_to="0"), said(0), said(4, in_reply_to="2")])
    assert order(thread) == [(0, 0), (2, 1), (4, 2), (3, 1), (1, 0)]


def test_a_reply_without_its_parent_is_shown_all_the_same() -> None:
    assert order(Thread([said(2, in_reply_to="0")])) == [(2, 0)]


def test_an_edit_by_the_author_gives_the_wording_and_one_by_another_is_a_comment() -> None:
    thread = Thread([said(0), said(1, body="Better.", replaces="0"), said(2, "james", body="Mine.", replaces="0")])
    assert [(remark.texts, remark.edited) for remark in thread.remarks] == [(("Better.",), True), (("Mine.",), False)]


def test_an_edit_of_an_edit_is_the_last_word() -> None:
    thread = Thread([said(0), said(1, body="Better.", replaces="0"), said(2, body="Best.", replaces="1")])
    assert [remark.texts for remark in thread.remarks] == [("Best.",)]


def test_of_several_last_edits_all_are_shown() -> None:
    thread = Thread([said(0), said(1, body="One.", replaces="0"), said(2, body="Two.", replaces="0")])
    assert [remark.texts for remark in thread.remarks] == [("One.", "Two.")]


def test_a_thread_is_resolved_while_a_resolve_stands_that_no_file_reopens() -> None:
    root, act = said(0), said(1, "james", body="", resolves="0")
    again = said(2, body="", reopens="1")
    other = said(3, body="", resolves="0")
    assert Thread([root, act]).remarks[0].resolved
    assert not Thread([root, act, again]).remarks[0].resolved
    assert Thread([root, act, again, other]).remarks[0].resolved
    assert [each.id for each in Thread([root, act, again, other]).standing_resolves(IDS[0])] == [IDS[3]]


def test_resolving_a_reply_settles_its_whole_thread() -> None:
    thread = Thread([said(0), said(1, in_reply_to="0"), said(2, body="Done, then.", resolves="1")])
    assert [remark.resolved for remark in thread.remarks] == [True, True, True]


def test_only_an_author_takes_back_what_is_theirs() -> None:
    assert Thread([said(0), said(1, body="", retracts="0")]).remarks[0].retracted
    assert not Thread([said(0), said(1, "james", body="", retracts="0")]).remarks[0].retracted


def test_a_retracted_resolve_and_a_retracted_edit_do_nothing() -> None:
    undone = [said(0), said(1, body="", resolves="0"), said(2, body="", retracts="1")]
    assert not Thread(undone).remarks[0].resolved
    reworded = [said(0), said(1, body="Better.", replaces="0"), said(2, body="", retracts="1")]
    assert [remark.texts for remark in Thread(reworded).remarks] == [("Words.",)]


def test_an_act_without_words_is_no_remark() -> None:
    assert len(Thread([said(0), said(1, body="", resolves="0")])) == 1


def test_a_question_is_what_its_thread_says() -> None:
    answer = said(0, "james", motivation=Motivation.ANSWERING)
    withdrawal = said(1, "ada", "", motivation=Motivation.WITHDRAWING)
    foreign = said(2, "james", "", motivation=Motivation.WITHDRAWING)
    assert question_state(QUESTION, Thread([])) is QuestionState.OPEN
    assert question_state(QUESTION, Thread([foreign])) is QuestionState.OPEN
    assert question_state(QUESTION, Thread([answer])) is QuestionState.ANSWERED
    assert question_state(QUESTION, Thread([answer, withdrawal])) is QuestionState.WITHDRAWN
    assert question_state(QUESTION, Thread([answer, said(3, "james", "", retracts="0")])) is QuestionState.OPEN


LINK = st.sampled_from(["", *IDS[:6], "01kb9999999999999999999999"])
COMMENTS = st.builds(
    Comment,
    id=st.sampled_from(IDS[:6]),
    entry_id=st.just("q-00000001"),
    author=st.sampled_from(["ada", "james"]),
    date=st.just(WHEN),
    motivation=st.sampled_from([*Motivation, "highlighting"]),
    body=st.sampled_from(["", "a", "b"]),
    in_reply_to=LINK,
    replaces=LINK,
    resolves=LINK,
    reopens=LINK,
    retracts=LINK,
)


@given(st.lists(COMMENTS, max_size=6, unique_by=lambda comment: comment.id), st.randoms())
def test_any_files_fold_to_one_thread_whatever_their_order(comments: list[Comment], chance: random.Random) -> None:
    thread = Thread(comments)
    shuffled = comments.copy()
    chance.shuffle(shuffled)
    assert Thread(shuffled).remarks == thread.remarks
    ids = [remark.comment.id for remark in thread.remarks]
    assert len(ids) == len(set(ids))


@given(st.lists(COMMENTS, max_size=6, unique_by=lambda comment: comment.id))
def test_no_words_are_dropped(comments: list[Comment]) -> None:
    plain = [replace(comment, replaces="") for comment in comments]
    thread = Thread(plain)
    shown = [remark.comment.id for remark in (*thread.remarks, *thread.notes)]
    assert len(shown) == len(set(shown))
    assert set(shown) == {c.id for c in plain if c.body or not (c.resolves or c.reopens or c.retracts)}


def test_a_reply_to_an_edit_stands_below_what_was_edited() -> None:
    thread = Thread([said(0), said(1, body="Better.", replaces="0"), said(2, in_reply_to="1"), said(3, resolves="1")])
    assert order(thread) == [(0, 0), (2, 1), (3, 1)]
    assert all(remark.resolved for remark in thread.remarks)


def test_what_is_said_of_a_note_is_no_note_nor_the_other_way_round() -> None:
    memo = replace(said(1), motivation=Motivation.DESCRIBING)
    thread = Thread([memo, replace(said(2), in_reply_to=memo.id), replace(memo, id=said(3).id, in_reply_to=said(2).id)])
    assert [(each.comment.id, each.depth) for each in thread.remarks] == [(said(2).id, 0)]
    assert [each.comment.id for each in thread.notes] == [memo.id, said(3).id]
    assert len(thread) == 1
