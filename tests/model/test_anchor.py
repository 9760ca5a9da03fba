"""Quotes are found as they are read, and stay on their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.model import anchor
from mentorlog.model.anchor import State
from mentorlog.model.trail import Trail, Trails
from mentorlog.model.wording import same

BODY = """
She put two chairs at the *back* table, and I don’t know where she found them.

> “I know they move their bags,” she said.

We [agreed](https://example.org/a) that the café was naïve. It is small. It is small.
- [ ] owen: \\[ask\\] again
"""


def trail(*texts: str) -> Trail:
    """How words came through these texts."""
    return Trails().along(texts)


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


WORDS = st.lists(
    st.sampled_from(["the", "chairs", "were", "small.", "Nobody", "asked", "why", "she", "\n\n", "went"]), max_size=30
)
OTHER = st.lists(st.sampled_from(["Rain", "fell", "on", "roofs.", "\n\n", "Boats", "came"]), min_size=1, max_size=10)


@given(WORDS, WORDS, OTHER, WORDS, st.integers(0, 40))
def test_an_orphan_stays_one_whatever_is_added_elsewhere(
    before: list[str], behind: list[str], quoted: list[str], more: list[str], at: int
) -> None:
    words = [word for word in quoted if word.strip()]
    if not words:
        return
    read = " ".join([*before, *words, *behind])
    gone = [*before, *behind]
    now = " ".join([*gone[:at], *more, *gone[at:]])
    start = len(" ".join([*before, ""]))
    wanted = anchor.target(read, start, start + len(" ".join(words)), "a" * 40)
    for texts in ((read, " ".join(gone), now), (read, now)):
        assert anchor.resolve(wanted, now, trail(*texts)).state is State.ORPHAN
    assert anchor.resolve(wanted, now).state is State.ORPHAN


@given(WORDS, WORDS, WORDS, st.integers(0, 30), st.integers(1, 8))
def test_a_range_never_leaves_the_text_nor_grows_without_bound(
    read: list[str], between: list[str], now: list[str], first: int, count: int
) -> None:
    texts = [" ".join(read), " ".join(between), " ".join(now)]
    start = len(" ".join([*read[:first], ""])) if first else 0
    exact = " ".join(read[first : first + count])
    wanted = anchor.target(texts[0], start, start + len(exact), "a" * 40)
    for past in (trail(*texts), trail(texts[0], texts[2]), None):
        found = anchor.resolve(wanted, texts[2], past)
        if found.start is not None and found.end is not None:
            assert 0 <= found.start < found.end <= len(texts[2])
            assert found.end - found.start <= 2 * len(exact) + 40


@pytest.mark.parametrize(
    ("quoted", "now", "state", "words"),
    [
        pytest.param("she told me", "So SHE TOLD ME, twice. It rained.", "anchored", "SHE TOLD ME", id="case"),
        pytest.param(
            "she told me", "So *she* told me, twice. It rained.", "anchored", "she* told me", id="emphasis inside"
        ),
        pytest.param(
            "she told me", "So [she told](x.md) me, twice.", "anchored", "she told](x.md) me", id="a link inside"
        ),
        pytest.param(
            "she told me", "So she\n\ntold me, twice. It rained.", "anchored", "she\n\ntold me", id="a paragraph split"
        ),
        pytest.param(
            "twice. It rained",
            "So she told me, twice; it rained.",
            "anchored",
            "twice; it rained",
            id="another full stop",
        ),
        pytest.param(
            "she told me", "It rained. So she told me, twice.", "anchored", "she told me", id="a sentence moved"
        ),
        pytest.param(
            "she told me", "So she never told me, twice. It rained.", "drifted", "she never told me", id="a word put in"
        ),
        pytest.param(
            "she told me, twice", "So she told me. It rained.", "drifted", "she told me", id="a word taken out"
        ),
        pytest.param(
            "recieved the leter",
            "I received the letter from her, she said.",
            "drifted",
            "received the letter",
            id="typos mended",
        ),
        pytest.param(
            "she told me", "So she told us, twice. It rained.", "drifted", "she told us", id="the last word changed"
        ),
        pytest.param(
            "told me, twice",
            "So she wrote to me, twice. It rained.",
            "drifted",
            "wrote to me, twice",
            id="the first word changed",
        ),
        pytest.param("she told me", "So. It rained.", "orphan", "", id="taken out"),
        pytest.param("she told me", "So he wrote us, twice. It rained.", "orphan", "", id="reworded wholly"),
        pytest.param("rained", "It snowed.", "orphan", "", id="one word changed"),
    ],
)
def test_what_becomes_of_words(quoted: str, now: str, state: str, words: str) -> None:
    read = "So she told me, twice. It rained."
    if quoted not in read:
        read = f"I {quoted} from her, she said."
    start = read.index(quoted)
    found = anchor.resolve(anchor.target(read, start, start + len(quoted), "a" * 40), now, trail(read, now))
    assert (str(found.state), now[found.start : found.end] if found.end else "") == (state, words)


def test_what_was_taken_out_and_put_back_is_found_again() -> None:
    wanted = on("I know they move their bags")
    without = BODY.replace("> “I know they move their bags,” she said.\n\n", "")
    assert anchor.resolve(wanted, without, trail(BODY, without)).state is State.ORPHAN
    found = anchor.resolve(wanted, BODY, trail(BODY, without, BODY))
    assert (found.state, found.start) == (State.ANCHORED, wanted.start)


def test_a_like_sentence_that_stood_there_before_is_never_taken() -> None:
    read = "It is small. We met twice.\n\nThe room is cold. It is small. They left."
    wanted = anchor.target(read, 0, len("It is small."), "a" * 40)
    now = read.removeprefix("It is small. ")
    assert anchor.resolve(wanted, now, trail(read, now)).state is State.ORPHAN


def test_steps_on_the_way_tell_more_than_two_ends() -> None:
    """The control: without the text between, the words that were put in look like those that were read."""
    read = "We met at noon. She said yes to all of it. Then rain."
    between = "We met at noon. Then rain."
    now = "We met at noon. Then rain. She said no to all of it, later."
    wanted = anchor.target(read, read.index("She"), read.index(" Then"), "a" * 40)
    assert anchor.resolve(wanted, now, trail(read, between, now)).state is State.ORPHAN
    assert anchor.resolve(wanted, now, trail(read, now)).state is not State.ORPHAN


def test_a_target_whose_place_is_wrong_is_placed_by_its_words() -> None:
    wanted = anchor.Target("they move their bags", "I know ", ",” she said.", 5, 9, "a" * 40)
    found = anchor.resolve(wanted, f"New. {BODY}", trail(BODY, f"New. {BODY}"))
    assert (found.state, found.followed) == (State.ANCHORED, True)
    lost = anchor.Target("never written", start=5, end=9)
    assert anchor.resolve(lost, BODY, trail("x", BODY)) == anchor.Anchor(State.ORPHAN, followed=False)


@pytest.mark.parametrize(
    ("texts", "quoted"),
    [
        (("Before here. yes            no", "Other words stay.              "), "yes            no"),
        (("\\*\n\n", "…\r\n\u2028 straße straße\t"), "\n"),
        (('; ς "\r\n', "; ", "lead ** <!--\r\n"), '"\r\n'),
        (("x\n\n", "; door x\n\n", "* ﬁ 3.5 #\r\n"), "\n"),
        (("one two", "two one"), " "),
        (("a b b ", " b a \n\nb", "ab  b"), " b "),
    ],
)
def test_quotes_that_are_mostly_blank_lead_nowhere_wrong(texts: tuple[str, ...], quoted: str) -> None:
    start = texts[0].index(quoted)
    found = anchor.resolve(anchor.target(texts[0], start, start + len(quoted), "a" * 40), texts[-1], trail(*texts))
    assert found.start is None or found.end is None or found.start < found.end


@given(
    st.lists(st.text(st.sampled_from("ab \n.*\t“é中_&;"), max_size=40), min_size=1, max_size=4),
    st.integers(0, 40),
    st.integers(1, 12),
)
def test_any_quote_of_any_text_is_found_or_not_but_nothing_breaks(texts: list[str], start: int, length: int) -> None:
    wanted = anchor.target(texts[0], start, min(start + length, len(texts[0])), "a" * 40)
    for past in (trail(*texts), None):
        found = anchor.resolve(wanted, texts[-1], past)
        if found.start is not None and found.end is not None:
            assert 0 <= found.start < found.end <= len(texts[-1])
            assert found.state is not State.ANCHORED or same(wanted.exact, texts[-1][found.start : found.end])
