"""What strangers, bad days and bad clocks at a forge do, and what comes of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli
from tests.forges.fake import Said
from tests.forges.pair import Pair
from tests.forges.serving import Bad

BODY = "I had to talk to her.\n\nIt went badly, and I know why.\n\nTomorrow again."
WORDS = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "---\nauthor: ada\nid: d-1\n---\nwords",
    "a\0b\x1b[31m\u202ec",
    "half a letter: \ud800",
    "x" * 1_200_000,
    "\r\n\r\n# Head\r\n",
    "<!-- mentorlog 01m82fkxf0de3b4wzz6kye37bb -->",
    "> > >",
]
LOGINS = ["ada", "ADA", "ada e", "ada\ne", "adaé", "-", "ada@github", "x" * 300]


def thread(cli: Cli, id_: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(cli.ok("show", id_, "--json"))["thread"]
    return found


def spoken(pair: Pair, body: str = "Why?", login: str = "jotter") -> Said:
    """Something said at the last line of the first request."""
    pull = pair.fake.pulls[1]
    path = pair.path_of(pull)
    return pair.fake.line(pull, login, path, len(pair.fake.lines(pull.head, path)) - 1, body)


def answered(pair: Pair, id_: str, body: str) -> str:
    """Ada's answer to the first thing said, published; returns its id."""
    pair.ada.ok("review", "import")
    root = thread(pair.ada, id_)[0]["id"]
    pair.ada.ok("comment", id_, body, "--reply-to", root)
    pair.ada.ok("review", "publish")
    return next(str(each["id"]) for each in thread(pair.ada, id_) if each["body"] == body)


@pytest.mark.parametrize("kind", ["github", "gitlab"])
def test_hostile_words_and_logins_end_like_any_comment(paired: Callable[..., Pair], kind: str) -> None:
    pair = paired(kind)
    id_ = pair.under_review(BODY)
    for words in WORDS:
        spoken(pair, words, "stranger")
    for login in LOGINS:
        pair.fake.talk(pair.fake.pulls[1], login, f"by {login[:9]!r}")
    pair.ada.ok("review", "import")
    pair.james.ok("review", "import")
    said = thread(pair.ada, id_)
    assert len(said) == len(WORDS) + len(LOGINS)
    assert {each["author"].rpartition("@")[2] for each in said} == {kind}
    by_login = {each["body"]: each["author"] for each in said if each["body"].startswith("by ")}
    assert len(set(by_login.values())) == len(LOGINS) - 1  # `ada` and `ADA` are one login
    pair.ada.ok("sync")
    pair.james.ok("sync")
    assert [each["id"] for each in thread(pair.james, id_)] == [each["id"] for each in said]
    assert "All is well." in pair.ada.ok("check")
    pair.ada.ok("build")
    assert "<script>alert" not in (pair.ada.folder / f"site/journal/{id_}.html").read_text()


def test_a_login_that_is_written_like_a_listed_one_is_a_stranger_s(paired: Callable[..., Pair]) -> None:
    pair = paired()
    id_ = pair.under_review(BODY)
    for login in ("ada\u00e9e", "ada e", "ada_e", "JOTTER"):
        pair.fake.talk(pair.fake.pulls[1], login, f"by {login}")
    people = pair.ada.folder / "pyproject.toml"
    people.write_text(people.read_text().replace('"ada-e"', '"ada_e"'))
    pair.ada.ok("save")
    pair.ada.ok("review", "import")
    authors = {each["body"]: each["author"] for each in thread(pair.ada, id_)}
    assert (authors["by ada_e"], authors["by JOTTER"]) == ("ada", "james")
    assert all(authors[f"by {login}"].endswith("@github") for login in ("ada\u00e9e", "ada e"))


def test_a_mark_counts_by_its_own_author_alone(paired: Callable[..., Pair]) -> None:
    pair = paired()
    id_ = pair.under_review(BODY)
    spoken(pair)
    first = answered(pair, id_, "Because.")
    pull = pair.fake.pulls[1]
    mine = next(each for each in pull.said if first in each.body)
    raw = mine.body
    pair.fake.edit(pull, mine, raw.replace("Because.", "Because of me."))
    pair.fake.talk(pull, "stranger", raw)
    pair.ada.ok("comment", id_, "Another.", "--reply-to", thread(pair.ada, id_)[0]["id"])
    second = next(each["id"] for each in thread(pair.ada, id_) if each["body"] == "Another.")
    pair.fake.talk(pull, "stranger", f"evil <!-- mentorlog {second} -->")
    for _ in range(2):
        pair.ada.ok("review", "import")
        said = [(each["author"], each["body"]) for each in thread(pair.ada, id_)]
        assert ("ada", "Because of me.") in said
        assert ("stranger@github", "Because.") in said
        assert ("stranger@github", "evil") in said
        assert len(said) == 5
    assert "1 answer went" in pair.ada.ok("review", "publish")
    assert "Nothing new" in pair.ada.ok("review", "publish")


def test_an_answer_is_known_again_before_it_came_and_without_a_listed_login(paired: Callable[..., Pair]) -> None:
    """Whoever imports first: the other's answer comes by sharing alone, and whose login it was is written down."""
    pair = paired(listed=False)
    id_ = pair.under_review(BODY)
    spoken(pair)
    pair.ada.ok("review", "import")
    pair.ada.ok("comment", id_, "Because <!-- mentorlog x -->.", "--reply-to", thread(pair.ada, id_)[0]["id"])
    pair.ada.ok("review", "publish")
    for cli in (pair.james, pair.ada, pair.james):
        cli.ok("review", "import", "1")
        cli.ok("sync")
    assert [each["author"] for each in thread(pair.james, id_)] == ["jotter@github", "ada"]
    assert 'github = "ada-e"' in (pair.james.folder / "pyproject.toml").read_text()


@pytest.mark.parametrize("kind", ["github", "forgejo"])
def test_words_that_were_changed_twice_in_one_second_show_the_last(paired: Callable[..., Pair], kind: str) -> None:
    pair = paired(kind)
    id_ = pair.under_review(BODY)
    pull = pair.fake.pulls[1]
    said = [pair.fake.talk(pull, "jotter", f"{number} one") for number in range(4)]
    said += [pair.fake.review(pull, "jotter", f"{number} one") for number in range(4, 8)]
    pair.ada.ok("review", "import")
    for word in ("two", "three", "two"):
        for each in said:
            each.body, each.updated = each.body.split()[0] + f" {word}", each.created
        for cli in (pair.ada, pair.james):
            cli.ok("review", "import")
            assert "nothing new" in cli.ok("review", "import", "1")
            cli.ok("sync")
        assert {each["body"].split()[1] for each in thread(pair.james, id_)} == {word}
    assert thread(pair.ada, id_) == thread(pair.james, id_)


def test_what_one_brought_home_after_a_change_is_what_is_shown(paired: Callable[..., Pair]) -> None:
    pair = paired()
    id_ = pair.under_review(BODY)
    said = spoken(pair, "First.")
    pair.james.ok("sync")
    pair.ada.ok("review", "import")
    moved = pair.fake.bare.rename(pair.fake.bare.with_name("away.git"))
    pair.fake.edit(pair.fake.pulls[1], said, "Second.")
    pair.fake.bare = moved
    pair.james("review", "import", "1")
    pair.fake.bare = moved.rename(moved.with_name("remote.git"))
    pair.ada.ok("sync")
    pair.james.ok("sync")
    pair.ada.ok("sync")
    for cli in (pair.ada, pair.james):
        assert [each["body"] for each in thread(cli, id_)] == ["Second."]


def test_a_verdict_that_was_taken_back_comes_home(paired: Callable[..., Pair]) -> None:
    pair = paired()
    id_ = pair.under_review(BODY)
    nod = pair.fake.review(pair.fake.pulls[1], "jotter", "", "approved")
    pair.ada.ok("review", "import")
    assert thread(pair.ada, id_)[0]["motivation"] == "reading"
    nod.verdict = "DISMISSED"
    pair.ada.ok("review", "import")
    assert thread(pair.ada, id_)[0]["retracted"]
    assert "nothing new" in pair.ada.ok("review", "import", "1")


def test_the_same_numbers_at_another_host_are_another_s(
    paired: Callable[..., Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = paired("gitea")
    id_ = pair.under_review(BODY)
    pair.fake.talk(pair.fake.pulls[1], "jotter", "On the first forge.")
    pair.ada.ok("review", "import")
    pair.fake.pulls[1].said.clear()
    pair.fake.numbers["talk"] = 0
    pair.fake.talk(pair.fake.pulls[1], "stranger", "On the second.")
    monkeypatch.setattr(pair.fake, "web", pair.fake.web.replace("127.0.0.1", "localhost"))
    pair.ada.ok("review", "import", "1")
    assert {(each["author"], each["body"]) for each in thread(pair.ada, id_)} == {
        ("james", "On the first forge."),
        ("stranger@gitea", "On the second."),
    }


def test_what_is_gone_there_stays_and_is_told_of_its_own_request_alone(paired: Callable[..., Pair]) -> None:
    pair = paired()
    for number in range(2):
        pair.under_review(BODY, f"Entry {number}")
    pair.fake.pulls[10] = pair.fake.pulls.pop(2)
    pair.fake.pulls[10].number = 10
    pair.fake.look(pair.fake.pulls[10])
    said = {number: pair.fake.talk(pair.fake.pulls[number], "jotter", f"{number}") for number in (1, 10)}
    pair.ada.ok("review", "import")
    assert "not there any more" not in pair.ada("review", "import", "1").output
    pair.fake.delete(pair.fake.pulls[1], said[1])
    assert "not there any more" in pair.ada("review", "import", "1").output


def test_a_branch_that_the_forge_deleted_is_shared_again_with_what_is_new(paired: Callable[..., Pair]) -> None:
    pair = paired()
    id_ = pair.under_review(BODY)
    pair.fake.git("update-ref", "-d", f"refs/heads/review/{id_}")
    pair.ada.ok("sync")
    assert "review/" not in pair.fake.git("branch")
    pair.ada.ok("comment", id_, "And one more thing.")
    pair.ada.ok("sync")
    pair.james.ok("sync")
    assert [each["body"] for each in thread(pair.james, id_)] == ["And one more thing."]


@pytest.mark.parametrize("answer", [(200, {}, b'{"data": null, "errors": [{"type": "RATE_LIMITED"}]}'), (500, {}, b"")])
def test_what_github_does_not_tell_opens_no_thread(paired: Callable[..., Pair], answer: Bad) -> None:
    pair = paired()
    id_ = pair.under_review(BODY)
    for number in range(102):
        spoken(pair, f"{number}")
    last = [each for each in pair.fake.pulls[1].said if each.kind == "line"][-1]
    pair.fake.resolve(pair.fake.pulls[1], last, "jotter")
    pair.ada.ok("review", "import")
    graphs = count()
    pair.day.before = lambda asked: answer if asked.path.endswith("graphql") and next(graphs) else None
    spoken(pair, "new")
    pair.ada.ok("review", "import")
    assert [each["body"] for each in thread(pair.ada, id_) if each["resolved"]] == ["101"]
    assert len(thread(pair.ada, id_)) == 103


def test_words_are_not_brought_home_without_their_places(paired: Callable[..., Pair]) -> None:
    """The API answers, and git does not: rather nothing now than comments that lost their words for good."""
    pair = paired("gitlab")
    id_ = pair.under_review(BODY)
    clone = Cli(pair.james.folder)
    spoken(pair)
    away = pair.fake.bare.with_name("away.git")
    view = pair.day.before

    def leave(asked: object) -> None:
        if str(getattr(asked, "path", "")).endswith("/discussions"):
            pair.fake.bare.rename(away)

    pair.day.before = leave
    os.environ["MENTORLOG_TOKEN"] = "token-of-james"  # noqa: S105 - of a forge of our own
    done = clone("review", "import", "1")
    assert done.exit_code == 1
    pair.day.before = view
    away.rename(pair.fake.bare)
    clone.ok("review", "import", "1")
    assert [each["target"]["exact"] for each in thread(clone, id_)] == ["Tomorrow again."]


def test_a_clone_goes_back_in_time_and_nothing_is_lost(paired: Callable[..., Pair]) -> None:
    pair = paired()
    id_ = pair.under_review(BODY)
    pair.fake.now -= timedelta(days=30_000)
    spoken(pair, "Before our time.")
    pair.ada.ok("review", "import")
    assert [each["body"] for each in thread(pair.ada, id_)] == ["Before our time."]


def test_an_import_that_is_killed_at_any_request_goes_on_where_it_stopped(paired: Callable[..., Pair]) -> None:
    pair = paired()
    id_ = pair.under_review(BODY)
    for number in range(3):
        pair.fake.reply(pair.fake.pulls[1], "ada-e", spoken(pair, f"{number}"), f"{number} answered")
    pair.fake.review(pair.fake.pulls[1], "jotter", "Brave.", "approved")
    command = [sys.executable, "-m", "mentorlog", "-C", str(pair.ada.folder), "review", "import"]
    killed = 0
    for at in range(8):
        asked = count()
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:

            def kill(_: object, at: int = at, asked: Any = asked, pid: int = running.pid) -> None:  # noqa: ANN401
                if next(asked) == at:
                    os.kill(pid, signal.SIGKILL)

            pair.day.before = kill
            running.communicate()
            killed += running.returncode == -signal.SIGKILL
    pair.day.before = lambda _: None
    assert killed >= 4
    pair.ada.ok("review", "import")
    assert sorted(each["body"] for each in thread(pair.ada, id_)) == sorted(
        ["Brave.", *(f"{number}{end}" for number in range(3) for end in ("", " answered"))]
    )
    assert not list(Path(pair.ada.folder, ".git").rglob("*.lock"))
