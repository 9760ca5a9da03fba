"""What is asked of GitHub, and what the forge of our own answers in its place, held against GitHub's own description.

Real answers of a Gitea and a Forgejo are read as they were recorded. Both lie beside the project, and not everywhere.
"""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jsonschema
import pytest

from mentorlog.forges.client import Client
from mentorlog.forges.gitea import Gitea
from mentorlog.forges.github import GitHub
from mentorlog.forges.places import locate
from mentorlog.forges.talk import Answer, Call
from mentorlog.importers.hunks import Version, passage
from mentorlog.model.review import State
from tests.conftest import ROOT
from tests.forges.pair import Pair
from tests.forges.serving import running
from tests.forges.views import Asked

RECORDINGS = ROOT.parent / "shared" / "recordings"
DESCRIPTION = RECORDINGS / "github" / "openapi.reduced.json"
pytestmark = pytest.mark.skipif(not DESCRIPTION.exists(), reason="the recordings are not here")
PULL = {
    "number": 1, "html_url": "https://x/1", "title": "t", "state": "open", "created_at": "2026-11-22T10:00:00Z",
    "head": {"ref": "r", "sha": "a"}, "base": {"ref": "main", "sha": "b", "repo": {"id": 7}},
}  # fmt: skip


def recorded(name: str) -> Any:  # noqa: ANN401 - as it came
    return json.loads((RECORDINGS / name).read_text())


@cache
def described() -> Any:  # noqa: ANN401 - as it came
    text = DESCRIPTION.read_text()
    return json.loads(text.replace('"nullable": true', '"x-nullable": true'))


def operation(method: str, path: str) -> Any:  # noqa: ANN401 - as it came
    for pattern, methods in described()["paths"].items():
        if method.lower() in methods and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", pattern), path):
            return methods[method.lower()]
    raise AssertionError(f"GitHub describes no {method} {path}")


def resolved(node: Any) -> Any:  # noqa: ANN401 - as it came
    """A piece of the description with what it refers to; what may be null may be null."""
    if isinstance(node, list):
        return [resolved(each) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        found = described()
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return resolved(found)
    made = {key: resolved(value) for key, value in node.items() if key not in ("example", "examples", "format")}
    return {"anyOf": [made, {"type": "null"}]} if node.get("x-nullable") else made


def hold(method: str, path: str, query: Any, body: Any) -> Any:  # noqa: ANN401 - as it came
    """Hold a request against the description."""
    described_as = operation(method, path)
    named = {resolved(each)["name"] for each in described_as.get("parameters", [])}
    assert set(query) <= named, (path, query)
    if body is not None:
        schema = resolved(described_as["requestBody"]["content"]["application/json"]["schema"])
        jsonschema.validate(body, schema)
        assert set(body) <= set(schema["properties"]), body
    return described_as


def example(described_as: Any) -> tuple[int, Any]:  # noqa: ANN401 - as it came
    """The first good answer that the description shows for an operation."""
    status, response = next((each, row) for each, row in described_as["responses"].items() if each.startswith("2"))
    examples = response["content"]["application/json"]["examples"]
    return int(status), resolved(next(iter(examples.values())))["value"]


class Mock:
    """A server that answers as the description shows, and takes nothing that it does not describe."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI's own
        """One request."""
        data = (await receive()).get("body", b"")
        path = scope["path"].removeprefix("/api/v3")
        try:
            query = parse_qs(scope["query_string"].decode())
            status, body = example(hold(scope["method"], path, query, json.loads(data or b"null")))
        except (AssertionError, jsonschema.ValidationError) as error:
            self.refused.append(f"{scope['method']} {path}: {error}")
            status, body = 404, {"message": "Not Found"}
        headers = [(b"content-type", b"application/json"), (b"link", b'<http://127.0.0.1/>; rel="first"')]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})


@pytest.fixture
def mocked() -> Iterator[tuple[Mock, Client]]:
    """The description, served; and a client that talks to it."""
    mock = Mock()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        web = f"http://127.0.0.1:{listening.getsockname()[1]}"
        spot = locate("/x", {"/x": {"kind": "github", "web": web, "repository": "octocat/Hello-World"}})
        assert spot
        with running(mock, listening):
            yield mock, Client(spot, "token", lambda _: None)


def test_the_description_itself_is_read_and_taken(mocked: tuple[Mock, Client]) -> None:
    """All talks, against what GitHub describes: what is asked is described, and what is shown is understood."""
    mock, client = mocked
    forge = client.forge
    request, threads = client.do(forge.read(1347))
    assert (request.number, request.state, request.target) == (1347, State.MERGED, "master")
    assert {thread.root.kind for thread in threads} == {"review", "line", "talk"}
    assert {thread.root.login for thread in threads} == {"octocat"}
    (line,) = [thread for thread in threads if thread.place]
    assert line.place
    assert (line.place.path, line.place.first, line.place.line) == ("file1.txt", 1, 2)
    assert client.do(forge.requests("new-topic"))
    assert client.do(forge.open("review/d-1", "main", "t", "b")).number == 1347
    client.do(forge.reply(request, line, "answer"))
    client.do(forge.reply(request, next(each for each in threads if not each.place), "answer"))
    client.do(forge.close(request))
    assert client.do(forge.me()) == "octocat"
    assert [each.partition(":")[0] for each in mock.refused] == ["POST /api/graphql"]


def test_every_request_of_a_whole_story_is_one_that_github_describes(paired: Callable[..., Pair]) -> None:
    pair = paired()
    pair.under_review("It went badly.")
    pull = pair.fake.pulls[1]
    path = pair.fake.git("diff", "--name-only", pull.base, pull.head).splitlines()[0]
    line = len(pair.fake.lines(pull.head, path)) - 1
    said = pair.fake.line(pull, "jotter", path, line, "Why?")
    pair.fake.talk(pull, "jotter", "Below.")
    pair.ada.ok("review", "import")
    for body in ("Why?", "Below."):
        thread = json.loads(pair.ada.ok("show", "d-", "--json"))["thread"]
        root = next(each["id"] for each in thread if each["body"] == body)
        pair.ada.ok("comment", "d-", f"Answer to {body}", "--reply-to", root)
    pair.ada.ok("review", "publish")
    assert said.body == "Why?"
    asked: list[Asked] = [each for each in pair.day.asked if each.path.startswith("/api/v3")]
    assert {each.method for each in asked} == {"GET", "POST"}
    for each in asked:
        hold(each.method, each.path.removeprefix("/api/v3"), each.query, each.body)


def test_the_forge_of_our_own_answers_as_github_does(paired: Callable[..., Pair]) -> None:
    from tests.forges.views import route

    pair = paired()
    pair.under_review("It went badly.")
    pull = pair.fake.pulls[1]
    path = pair.fake.git("diff", "--name-only", pull.base, pull.head).splitlines()[0]
    said = pair.fake.line(pull, "jotter", path, len(pair.fake.lines(pull.head, path)) - 1, "Why?")
    pair.fake.reply(pull, "ada-e", said, "So.")
    pair.fake.talk(pull, "jotter", "Below.")
    for end in ("/pulls/1/reviews", "/pulls/1/comments", "/issues/1/comments"):
        told = route(pair.fake, Asked("GET", f"/api/v3/repos/ada/journal{end}", {}, None, "ada-e"))
        schema = resolved(
            operation("GET", f"/repos/ada/journal{end}")["responses"]["200"]["content"]["application/json"]["schema"]
        )
        assert told.body
        jsonschema.validate(json.loads(json.dumps(told.body)), schema)


def test_requests_that_close_and_open_are_described_too() -> None:
    forge = GitHub("ada/journal", "https://github.com")
    talk = forge.open("review/d-1", "main", "t", "b")
    call = next(talk)
    hold(call.method, call.path, call.query, call.body)
    with pytest.raises(StopIteration) as made:
        talk.send(Answer(201, PULL))
    call = next(forge.close(made.value.value))
    hold(call.method, call.path, call.query, call.body)


@pytest.mark.parametrize("name", ["gitea-1.15/comments.json", "gitea-1.15/comments_after_push.json"])
def test_a_real_giteas_review_is_read_at_its_lines(name: str) -> None:
    answers: list[tuple[str, Any]] = [
        ("/pulls/1$", PULL), ("/reviews$", recorded("gitea-1.15/reviews.json")), ("/reviews/1/comments$", recorded(name)), ("", []),
    ]  # fmt: skip
    talk = Gitea("mentee/journal", "http://127.0.0.1:13000").read(1)
    call: Call = next(talk)
    try:
        while True:
            call = talk.send(Answer(200, next(body for pattern, body in answers if re.search(pattern, call.path))))
    except StopIteration as end:
        _, threads = end.value
    text = "---\ntitle: Hard\n---\nI had to talk to Ada.\n\nIt went badly.\n"
    said = {thread.root.body: thread.place for thread in threads}
    assert said["Overall: brave."] is None
    for body, words in (("How did you feel?", "It went badly."), ("What did Ada say?", "I had to talk to Ada.")):
        place = said[body]
        assert place
        found = passage(place, [Version("b" * 40, text)]).target
        assert found
        assert found.exact == words


def test_a_real_forgejos_and_an_old_githubs_comment_are_read() -> None:
    from mentorlog.forges import gitea, github
    from mentorlog.forges.talk import Row

    row = Row(recorded("forgejo/review_comments.json")[0])
    assert gitea._place(row, Row({})).line == 1  # noqa: SLF001 - the one look that needs a real row
    old = github._place(Row(recorded("github/review_comments.json")[0]))  # noqa: SLF001 - the same
    assert (old.line, old.hunk.count("\n")) == (0, 3)


def test_the_checks_before_this_one_can_fail() -> None:
    with pytest.raises(AssertionError):
        hold("GET", "/repos/a/b/nothing", {}, None)
    with pytest.raises(jsonschema.ValidationError):
        hold("POST", "/repos/a/b/issues/1/comments", {}, {"body": 7})
    assert Path(DESCRIPTION).exists()
