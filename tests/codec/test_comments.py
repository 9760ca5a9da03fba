"""Comment files."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.codec.comments import comment_path, read_comment, write_comment
from mentorlog.errors import Unreadable
from mentorlog.model.anchor import Target
from mentorlog.model.comment import Comment
from tests.conftest import PEOPLE

ID = "01kb0000000000000000000001"
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
TARGETS = st.builds(
    Target,
    exact=ANY.filter(bool),
    prefix=ANY,
    suffix=ANY,
    start=st.integers(0, 10**6),
    end=st.integers(0, 10**6),
    blob=st.sampled_from(["", "a" * 40, "0" * 64]),
)


@given(st.none() | TARGETS, st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(str.strip))
def test_a_comment_that_we_write_is_the_comment_that_we_read(target: Target | None, body: str) -> None:
    comment = Comment(ID, "d-00000001", "ada", datetime(2026, 11, 22, tzinfo=UTC), "commenting", body, target=target)
    path = comment_path(comment)
    again = read_comment(write_comment(comment), path, PEOPLE)
    assert again.target == comment.target
    assert again.body.strip() == comment.body
    assert (again.id, again.entry_id, again.author, again.date, again.path) == (
        ID,
        "d-00000001",
        "ada",
        comment.date,
        path,
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Words.\n", "needs `author`"),
        ("---\nauthor: ada\n---\nWords.\n", "needs `date`"),
        ("---\nid: ../../x\nauthor: ada\ndate: 2026-11-22\n---\n", "not the id"),
        ("---\nauthor: ada\ndate: never\n---\n", "only mean one day"),
    ],
)
def test_a_broken_comment_says_what_to_do(text: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as error:
        read_comment(text, f"comments/d-00000001/{ID}.md", PEOPLE)
    assert error.value.hint
    assert error.value.path.endswith(f"{ID}.md")


def test_a_word_of_a_newer_version_is_kept() -> None:
    text = "---\nauthor: ada\ndate: 2026-11-22\nmotivation: highlighting\nnew_key: 3\n---\nWords.\n"
    assert read_comment(text, f"comments/d-00000001/{ID}.md", PEOPLE).motivation == "highlighting"


def test_a_target_that_names_no_blob_names_none() -> None:
    text = '---\nauthor: ada\ndate: 2026-11-22\ntarget:\n  exact: "x"\n  start: -1\n  blob: "--batch"\n---\n'
    assert read_comment(text, f"comments/d-00000001/{ID}.md", PEOPLE).target == Target("x")
