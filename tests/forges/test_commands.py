"""What `review` says: where a forge fails, where it is not clear what is meant, and where somebody is asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Cli, git
from tests.forges.pair import Pair

BODY = "I had to talk to her.\n\nIt went badly, and I know why."
ENTRY = "---\nid: d-000000{n}z\ntitle: {title}\nauthor: ada\ndate: 2026-11-22T10:00:00Z\n---\n\nWords.\n"


def topic(pair: Pair, path: str, text: str) -> None:
    """A branch that somebody made by hand, with one file, and a request for it."""
    hand = pair.fake.bare.with_name("hand")
    git(hand.parent, "clone", "--quiet", str(pair.fake.bare), "hand")
    git(hand, "switch", "--quiet", "-c", "topic")
    file = hand / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if text == "link":
        file.symlink_to("/etc/passwd")
    else:
        file.write_text(text)
    git(hand, "add", "--force", ".")
    git(hand, "commit", "--quiet", "-m", "by hand")
    git(hand, "push", "--quiet", "origin", "topic")
    pair.fake.open("topic", "main", "By hand")


def test_what_is_under_review_is_listed_with_its_link(paired: Callable[..., Pair]) -> None:
    pair = paired()
    assert "No pull request" in pair.ada.ok("review", "import")
    one, two = pair.under_review(BODY, "One"), pair.under_review(BODY, "Two")
    pair.fake.talk(pair.fake.pulls[1], "jotter", "Hm.")
    pair.ada.ok("review", "import")
    listed = pair.ada.ok("review", "status")
    assert f"{one}  One  (1 said, 1 open)" in listed
    assert f"{pair.fake.web}/ada/journal/pull/2" in listed
    told = pair.ada.refused("review", "merge")
    assert one in told
    assert two in told
    assert "not clear which entry" in pair.ada.refused("review", "open")
    assert "is not under review" in pair.ada.refused("review", "merge", pair.ada.ok("ask", "Why?").split()[0])
    pair.ada.ok("review", "merge", one)
    assert "under review" in pair.ada.ok("review", "open")  # the one that is left


def test_where_the_forge_fails_the_rest_is_done(paired: Callable[..., Pair]) -> None:
    pair = paired()
    id_ = pair.ada.ok("diary", "new", "Old", "--body", BODY).split()[0]
    pair.day.before = lambda asked: (500, {}, b"{}") if asked.method == "POST" else None
    assert "open the pull request by hand" in pair.ada.ok("review", "open", id_)
    pair.day.before = lambda _: None
    pair.ada.ok("review", "open", id_)
    pair.day.before = lambda asked: (500, {}, b"{}") if asked.method == "PATCH" else None
    assert "close the pull request by hand" in pair.ada("review", "merge", id_).stderr
    assert "Nothing is under review" in pair.ada.ok("review", "status")


def test_one_request_that_cannot_be_read_stops_no_other(paired: Callable[..., Pair]) -> None:
    pair = paired()
    one, two = pair.under_review(BODY, "One"), pair.under_review(BODY, "Two")
    for number in (1, 2):
        pair.fake.talk(pair.fake.pulls[number], "jotter", f"On {number}.")
    pair.day.before = lambda asked: (500, {}, b"{}") if "/pulls/1/reviews" in asked.path else None
    done = pair.ada("review", "import")
    assert done.exit_code == 1
    assert "1: " in done.stderr
    assert "On 2." in pair.ada.ok("show", two)
    assert "On 1." not in pair.ada.ok("show", one)


def test_whose_login_that_is_is_asked_at_a_terminal(
    paired: Callable[..., Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = paired(listed=False)
    id_ = pair.under_review(BODY)
    for login in ("jotter", "stranger"):
        pair.fake.talk(pair.fake.pulls[1], login, f"by {login}")
    monkeypatch.setattr("mentorlog.cli.review.is_terminal", lambda: True)
    pair.ada.ok("review", "import", stdin="james\n\n")
    assert {each["author"] for each in json.loads(pair.ada.ok("show", id_, "--json"))["thread"]} == {
        "james",
        "stranger@github",
    }
    assert 'github = "jotter"' in (pair.ada.folder / "pyproject.toml").read_text()


def test_a_branch_of_any_name_that_brings_an_entry_is_its_review(paired: Callable[..., Pair]) -> None:
    pair = paired()
    topic(pair, "journal/2026/by-hand.md", ENTRY.format(n=1, title="By hand"))
    pair.fake.talk(pair.fake.pulls[1], "jotter", "Good.")
    pair.ada.ok("review", "import", "1")
    assert "d-0000001z  By hand" in pair.ada.ok("review", "status")
    assert "Good." in pair.ada.ok("show", "d-0000001z")


@pytest.mark.parametrize(
    ("path", "text", "why"),
    [
        ("journal/2026/by-hand.md", "link", "brings no entry"),
        ("README.md", "words", "brings no entry"),
        ("drafts/x.md", "words", "brings no entry"),
        ("questions/q.md", "---\ntitle: never closed\n", "brings no entry"),
    ],
)
def test_a_request_that_brings_nothing_of_ours_is_said(
    paired: Callable[..., Pair], path: str, text: str, why: str
) -> None:
    pair = paired()
    topic(pair, path, text)
    assert why in pair.ada.refused("review", "import", "1")


def test_what_cannot_be_read_in_a_review_is_told_and_not_merged(two_clones: tuple[Cli, Cli]) -> None:
    ada, james = two_clones
    ada.ok("diary", "new", "A", "--body", BODY, "--draft")
    id_ = ada.ok("review", "open", "--local").split()[0]
    james.ok("sync")
    hand = Path(james.folder.parent, "hand")
    git(hand.parent, "clone", "--quiet", "-b", f"review/{id_}", str(james.folder.parent / "remote.git"), "hand")
    (file,) = [each for each in (hand / "journal").rglob("*.md") if BODY[:8] in each.read_text()]
    file.write_text("---\ntitle: never closed\n")
    git(hand, "commit", "--quiet", "-am", "broken")
    git(hand, "push", "--quiet")
    ada.ok("sync")
    assert "never closed" in ada("check").output
    assert id_ in ada.ok("review", "status")
    git(ada.folder, "switch", "--quiet", "-c", "elsewhere")
    git(ada.folder, "switch", "--quiet", "main")
    assert "no entry has an id" in ada.refused("review", "merge", id_)
    assert "cannot be read" in ada.refused("review", "merge")
