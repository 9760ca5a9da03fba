"""The client: patient where a forge asks for patience, and its token goes to one host alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mentorlog.errors import ForgeFailed, MentorlogError
from mentorlog.forges.client import Client
from mentorlog.forges.places import Spot, locate, number_in
from mentorlog.forges.talk import Row, Talk, by_replies
from mentorlog.forges.tokens import token_for
from mentorlog.model.review import PullRequest
from tests.conftest import git
from tests.forges.fake import Fake
from tests.forges.serving import Bad, Day, forge


@pytest.fixture
def forged(tmp_path: Path) -> Iterator[tuple[Fake, Day, Spot]]:
    git(tmp_path, "init", "--quiet", "--bare", "bare.git")
    with forge(tmp_path / "bare.git") as (fake, day):
        spot = locate("/somewhere", {"/somewhere": {"kind": "github", "web": fake.web, "repository": fake.repository}})
        assert spot
        yield fake, day, spot


def once(*answers: Bad) -> Callable[[object], Bad | None]:
    left = list(answers)
    return lambda _: left.pop(0) if left else None


def requests(spot: Spot) -> Talk[list[PullRequest]]:
    return spot.forge.requests()


@pytest.mark.parametrize(
    ("answer", "pauses"),
    [
        ((502, {}, b""), 1),
        ((429, {"retry-after": "3"}, b""), 1),
        ((403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1030"}, b""), 1),
        ((403, {}, b"secondary rate limit"), 1),
        ((302, {"location": "/api/v3/repos/ada/journal/pulls"}, b""), 0),
        ((429, {"retry-after": "Thu, 01 Jan 1970 00:17:00 GMT"}, b""), 1),
    ],
)
def test_it_waits_and_asks_again(forged: tuple[Fake, Day, Spot], answer: Bad, pauses: int) -> None:
    _, day, spot = forged
    day.before = once(answer)
    waited: list[float] = []
    assert Client(spot, "token-of-ada", waited.append, lambda: 1000.0).do(requests(spot)) == []
    assert len(waited) == pauses


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9000"}, b""), "asks us to wait until 02:30"),
        ((302, {"location": "http://127.0.0.2/elsewhere"}, b""), "another host"),
        ((404, {}, b"{}"), "no such thing"),
        ((403, {}, b"{}"), "does not allow"),
        ((500, {}, b'{"message": "token-of-ada is wrong"}'), "… is wrong"),
        ((200, {}, b"<html>"), "not as a forge does"),
        ((200, {}, b"{}"), "not as a forge does"),
    ],
)
def test_it_says_in_words_what_a_forge_refuses(forged: tuple[Fake, Day, Spot], answer: Bad, why: str) -> None:
    _, day, spot = forged
    day.before = once(*[answer] * 9)
    with pytest.raises(ForgeFailed, match=why) as told:
        Client(spot, "token-of-ada", lambda _: None, lambda: 1000.0).do(requests(spot))
    assert "token-of-ada" not in str(told.value)


def test_a_forge_that_never_answers_is_named(forged: tuple[Fake, Day, Spot]) -> None:
    _, day, spot = forged
    day.before = lambda _: (503, {}, b"")
    with pytest.raises(ForgeFailed):
        Client(spot, "t", lambda _: None).do(requests(spot))
    day.before = lambda _: (302, {"location": "/round"}, b"")
    with pytest.raises(ForgeFailed, match="circles"):
        Client(spot, "t", lambda _: None).do(requests(spot))
    away = locate("/a", {"/a": {"kind": "gitlab", "web": "http://127.0.0.1:9", "repository": "a/b"}})
    assert away
    with pytest.raises(ForgeFailed, match="could not be reached"):
        Client(away, "t", lambda _: None).do(requests(away))


def test_no_token_goes_over_a_line_that_others_can_read() -> None:
    spot = locate("http://git.example.org/a/b.git", {"git.example.org": {"kind": "gitea"}})
    assert spot
    with pytest.raises(ForgeFailed, match="https"):
        Client(spot, "t")


@pytest.mark.parametrize(
    ("address", "api"),
    [
        ("git@github.com:ada/journal.git", "https://api.github.com"),
        ("https://github.com/ada/journal", "https://api.github.com"),
        ("ssh://git@gitlab.com:22/group/deep/journal.git", "https://gitlab.com/api/v4"),
        ("https://codeberg.org/ada/journal.git", "https://codeberg.org/api/v1"),
        ("git@github.example.org:ada/journal.git", "https://github.example.org/api/v3"),
    ],
)
def test_an_address_names_its_forge(address: str, api: str) -> None:
    spot = locate(address, {})
    assert spot and spot.api == api  # noqa: PT018 - one thing
    assert locate("/a/folder", {}) is None
    assert locate("file:///a/folder", {}) is None


def test_a_place_that_nobody_named_is_asked_for_and_links_must_be_of_this_place() -> None:
    with pytest.raises(MentorlogError, match="which kind"):
        locate("git@git.example.org:a/b.git", {})
    spot = locate("git@git.example.org:a/b.git", {}, "gitea")
    assert spot and not spot.is_listed  # noqa: PT018 - one thing
    assert number_in("https://git.example.org/a/b/pulls/7#issuecomment-2", spot) == 7
    for text in (
        "https://git.example.org/a/other/pulls/7",
        "https://evil.example/a/b/pulls/7",
        "words",
        "ftp://git.example.org/a/b/pulls/7",
    ):
        with pytest.raises(MentorlogError):
            number_in(text, spot)


def test_a_token_is_for_one_host(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    everything = {
        "GH_TOKEN": "gh",
        "GITLAB_TOKEN": "gl",
        "MENTORLOG_TOKEN": "own",
        "GH_HOST": "github.example.org",
        "GH_ENTERPRISE_TOKEN": "ghe",
    }
    wanted = {
        "git@github.com:a/b": "gh", "git@gitlab.com:a/b": "gl", "git@codeberg.org:a/b": "",
        "git@github.example.org:a/b": "ghe", "git@gitea.evil.example:a/b": "", "git@github.evil.example:a/b": "",
    }  # fmt: skip
    for address, token in wanted.items():
        spot = locate(address, {})
        assert spot
        assert token_for(spot, everything) == token
    listed = {"codeberg.org": {"kind": "forgejo"}}
    spot = locate("git@codeberg.org:a/b", listed)
    assert spot
    assert token_for(spot, everything) == "own"
    spot = locate("git@codeberg.org:a/b", listed | {"git.example.org": {"kind": "gitea"}})
    assert spot
    assert token_for(spot, everything) == ""
    program = tmp_path / "gh"
    program.write_text('#!/bin/sh\necho "${GH_ENTERPRISE_TOKEN:-of $4}"\n')
    program.chmod(0o755)
    spot = locate("git@github.evil.example:a/b", {})
    assert spot
    assert token_for(spot, everything) == "of github.evil.example"


def test_what_a_forge_says_is_looked_at() -> None:
    stranges: list[object] = [{}, {"id": None}, {"id": []}]
    for strange in stranges:
        with pytest.raises(ForgeFailed):
            Row(strange).id()
    with pytest.raises(ForgeFailed, match="a time"):
        Row({"at": "soon"}).instant("at")
    circle = [(Row({"id": 1}), "2"), (Row({"id": 2}), "1"), (Row({"id": 3}), "9"), (Row({"id": 4}), "9")]
    assert sum(map(len, by_replies(circle).values())) == 4
    assert len(by_replies(circle)["9"]) == 2
    assert json.dumps(Row(None).text("a")) == '""'
