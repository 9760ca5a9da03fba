"""Whole stories at each of four forges: open, review, import, rewrite, resolve, answer, publish, merge."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Cli, git
from tests.forges.pair import KINDS, Pair

BODY = "I had to talk to her.\n\nIt went badly, and I know why.\n\nTomorrow again."


def thread(cli: Cli, id_: str) -> list[Any]:
    found: list[Any] = json.loads(cli.ok("show", id_, "--json"))["thread"]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_said_on_a_pull_request_comes_home_once_and_at_its_words(  # noqa: PLR0915 - one whole story
    paired: Callable[..., Pair], kind: str
) -> None:
    pair = paired(kind)
    ada, james, fake = pair.ada, pair.james, pair.fake
    id_ = pair.under_review(BODY)
    pull = fake.pulls[1]
    path = pair.path_of(pull)
    line = fake.lines(pull.head, path).index("It went badly, and I know why.") + 1
    asked = fake.line(pull, "jotter", path, line, "Do you?")
    fake.reply(pull, "ada-e", asked, "I do.")
    fake.review(pull, "jotter", "Overall: brave.", "approved")
    fake.review(pull, "jotter", "Not sent yet.", pending=True)
    fake.talk(pull, "stranger", "<script>alert(1)</script>")
    fake.line(pull, "jotter", path, 3, "A good title?")
    fake.line(pull, "jotter", path, line, "> I know why\n\nWhy?", first=line - 2)
    ada.ok("review", "import")
    said = {each["body"].split("\n")[-1]: each for each in thread(ada, id_)}
    assert said["Do you?"]["target"]["exact"] == "It went badly, and I know why."
    assert said["I do."]["in_reply_to"] == said["Do you?"]["id"]
    assert (said["Do you?"]["author"], said["I do."]["author"]) == ("james", "ada")
    assert said["<script>alert(1)</script>"]["author"] == f"stranger@{kind}"
    assert "Not sent yet." not in said or kind == "gitlab"
    assert said["A good title?"]["target"] is None
    count = len(thread(ada, id_))
    assert "nothing new" in ada.ok("review", "import", fake.pulls[1].title and "1")
    assert len(thread(ada, id_)) == count
    fake.edit(pull, asked, "Do you really?")
    fake.resolve(pull, asked, "jotter")
    ada.ok("edit", id_, BODY.replace("badly", "very badly").replace("I had", "Yesterday I had"))
    ada.ok("review", "open", id_)
    ada.ok("review", "import")
    now = next(each for each in thread(ada, id_) if each["body"] == "Do you really?")
    assert now["resolved"]
    assert now["target"]["state"] == "drifted"
    fake.resolve(pull, asked, "")
    ada.ok("comment", id_, "Because of me.", "--reply-to", now["id"])
    assert "1 answer went" in ada.ok("review", "publish")
    assert "Nothing new" in ada.ok("review", "publish")
    assert sum("Because of me." in each.body for each in pull.said) == 1
    ada.ok("review", "import")
    assert sum(each["body"] == "Because of me." for each in thread(ada, id_)) == 1
    assert not next(each for each in thread(ada, id_) if each["body"] == "Do you really?")["resolved"]
    assert pull.number in fake.pulls
    assert json.loads(ada.ok("review", "status", "--json"))[0]["id"] == id_
    james.ok("sync")
    james.ok("review", "import", "--json")
    ada.ok("review", "merge")
    ada.ok("sync")
    fake.look(pull)
    assert pull.merged
    james.ok("sync")
    assert [each["id"] for each in thread(james, id_)] == [each["id"] for each in thread(ada, id_)]
    ada.ok("sync")
    assert "review/" not in fake.git("branch")
    authors = git(james.folder, "log", "--format=%ae", "--", "comments").split()
    assert "james@example.org" in authors
    assert "All is well." in james.ok("check")


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_of_the_journal_is_shown_as_a_copy_and_its_comments_go_to_the_journal(
    paired: Callable[..., Pair], kind: str
) -> None:
    pair = paired(kind, listed=False)
    ada, fake = pair.ada, pair.fake
    id_ = ada.ok("diary", "new", "Old", "--body", BODY).split()[0]
    ada.ok("review", "open", id_)
    pull = fake.pulls[1]
    assert pull.target == "review-base"
    line = len(fake.lines(pull.head, pair.path_of(pull))) - 1
    fake.line(pull, "jotter", pair.path_of(pull), line, "Again?")
    assert "kept as a guest" in ada("review", "import").output
    assert [each["author"] for each in thread(ada, id_)] == [f"jotter@{kind}"]
    ada.ok("review", "merge", id_)
    assert pull.state == "closed"
    assert "review/" not in fake.git("branch")
    ada.ok("sync")
    assert "Nothing is under review" in ada.ok("review", "status")


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_what_the_forge_merged_comes_home_with_its_texts(paired: Callable[..., Pair], how: str) -> None:
    pair = paired()
    id_ = pair.under_review(BODY)
    pull = pair.fake.pulls[1]
    line = len(pair.fake.lines(pull.head, pair.path_of(pull))) - 1
    pair.fake.line(pull, "jotter", pair.path_of(pull), line, "Again?")
    pair.fake.merge(pull, how)
    pair.ada.ok("sync")
    pair.ada.ok("review", "import")
    (said,) = thread(pair.ada, id_)
    assert said["target"]["state"] == "anchored"
    assert git(pair.ada.folder, "merge-base", "HEAD", pull.head).strip() == pull.head


def test_without_a_token_the_link_is_printed(paired: Callable[..., Pair], monkeypatch: pytest.MonkeyPatch) -> None:
    pair = paired()
    monkeypatch.delenv("MENTORLOG_TOKEN")
    pair.ada.ok("diary", "new", "A", "--body", BODY, "--draft")
    assert "/compare/main...review/" in pair.ada.ok("review", "open")
    assert not pair.fake.pulls
    assert "does not accept the token" in pair.ada.refused("review", "import", "1")


def test_without_a_forge_the_other_reads_comments_and_finds_it_in_their_inbox(two_clones: tuple[Cli, Cli]) -> None:
    ada, james = two_clones
    ada.ok("diary", "new", "A", "--body", BODY, "--draft")
    id_ = ada.ok("review", "open", "--local").split()[0]
    james.ok("sync")
    assert id_ in james.ok("inbox")
    james.ok("comment", id_, "Do you?", "--quote", "I know why")
    james.ok("build")
    assert "Do you?" in (james.folder / f"site/journal/{id_}.html").read_text()
    assert "Nothing waits" in james.ok("inbox")
    james.ok("sync")
    ada.ok("sync")
    ada.ok("edit", id_, BODY.replace("badly", "well"))
    assert "review merge" in ada.refused("diary", "share", id_)
    assert "only Ada can merge" in james.refused("review", "merge")
    assert not (ada.folder / "drafts").exists() or not list((ada.folder / "drafts").iterdir())
    ada.ok("review", "merge")
    ada.ok("sync")
    james.ok("comment", id_, "Said before the merge came.")
    james.ok("sync")
    ada.ok("sync")
    assert [each["body"] for each in thread(ada, id_)] == ["Do you?", "Said before the merge came."]
    assert "nothing is under review" in ada.refused("review", "merge")
    assert "part of the journal" in ada.refused("review", "open", id_, "--local")
    assert "not through a forge" in ada.refused("review", "import")


def test_what_is_taken_off_a_review_is_a_draft_again(ada: Cli) -> None:
    ada.ok("diary", "new", "A", "--body", BODY, "--draft")
    id_ = ada.ok("review", "open", "--local").split()[0]
    ada.ok("remove", id_)
    assert "draft" in ada.ok("diary")
    assert len(list((ada.folder / "drafts").iterdir())) == 1
