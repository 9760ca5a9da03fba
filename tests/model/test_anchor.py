"""Quotes are found as they are read, and stay on their words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mentorlog.model import anchor
from mentorlog.model.anchor import State
from mentorlog.model.wording import same

BODY = """
She put two chairs at the *back* table, and I don’t know where she found them.

> “I know they move their bags,” she said.

We [agreed](https://example.org/a) that the café was naïve. It is small. It is small.
- [ ] owen: \\[ask\\] again
"""


def trail(*texts: str) -> anchor.Trail:
    """How words came through these texts."""
    return anchor.Trails().along(texts)


def on(words: str, body: str = BODY) -> anchor.Target:
    """A target on those words."""
    start = body.index(words)
    return anchor.target(body, start, start + len(words), "a" * 40)


def test_a_range_is_carried_through_edits_around_it() -> None:
    wanted = on("I know they move their bags")
    now = BODY.replace("She put two chairs", "Before school she put three small chairs").replace(
        "she said", "she told me"
    )
    found = anchor.resolve(wanted, now, trail(BODY, now))
    assert found.state is State.ANCHORED
    assert now[found.start : found.end] == wanted.exact


def test_words_that_were_reworded_have_drifted() -> None:
    wanted = on("I don’t know where she found them")
    now = BODY.replace("I don’t know where she found them", "I don’t know how she had found them")
    found = anchor.resolve(wanted, now, trail(BODY, now))
    assert found.state is State.DRIFTED
    assert now[found.start : found.end] == "I don’t know how she had found them"


def test_words_that_are_gone_are_an_orphan_even_where_like_words_stand() -> None:
    text = "Team Alpha won the first game of the year.\n\nTeam Beta won the second game of the year.\n"
    wanted = on("Team Alpha won the first game of the year.", text)
    assert (
        anchor.resolve(wanted, text.partition("\n\n")[2], trail(text, text.partition("\n\n")[2])).state is State.ORPHAN
    )


def test_a_moved_paragraph_takes_its_comment_along() -> None:
    parts = BODY.split("\n\n")
    now = "\n\n".join([parts[1], *parts[2:], parts[0]])
    found = anchor.resolve(on("I know they move their bags"), now, trail(BODY, now))
    assert found.state is State.ANCHORED
    assert now[found.start : found.end] == "I know they move their bags"


def test_without_the_text_that_was_read_quote_and_context_decide() -> None:
    wanted = on("I know they move their bags")
    assert anchor.resolve(wanted, "Some new words first. " + BODY).state is State.ANCHORED
    assert anchor.resolve(wanted, BODY.replace("bags", "boxes")).state is State.ORPHAN
    assert anchor.resolve(on("It is small."), "It is small elsewhere. " + BODY).state is State.ORPHAN


def test_a_short_common_word_does_not_settle_in_other_company() -> None:
    assert anchor.resolve(on("bags"), "They sold paper bags there.").state is State.ORPHAN


@given(st.text(max_size=200), st.integers(0, 200), st.integers(1, 40))
def test_on_the_same_text_an_anchor_stays_where_it_is(body: str, start: int, length: int) -> None:
    wanted = anchor.target(body, start, min(start + length, len(body)), "a" * 40)
    if wanted.exact:
        assert anchor.resolve(wanted, body, trail(body)) == anchor.Anchor(State.ANCHORED, wanted.start, wanted.end)


@given(st.text("ab *\n.", max_size=60), st.text("ab *\n.", max_size=60), st.integers(0, 60), st.integers(1, 20))
def test_anchored_means_the_same_words(read: str, now: str, start: int, length: int) -> None:
    wanted = anchor.target(read, start, min(start + length, len(read)), "a" * 40)
    if not wanted.exact:
        return
    for past in (trail(read, now), None):
        found = anchor.resolve(wanted, now, past)
        if found.state is State.ANCHORED:
            assert same(now[found.start : found.end], wanted.exact)
