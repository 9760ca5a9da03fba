"""An entry's history by its id, from one pass over the log that a new commit makes longer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from mentorlog.model.entry import Entry
from mentorlog.repository.repository import Repository
from tests.conftest import Cli, git

NOON = "Sun 22 Nov 2026, 12:31 Los Angeles"
FIRST = "She put two chairs at the back.\n\nNobody asked her why they stood there.\n\nWe left at five."


def written(ada: Cli, body: str = FIRST, title: str = "The chairs") -> Path:
    """An entry's file."""
    ada.ok("diary", "new", title, "--body", body)
    return ada.folder / entry(ada).path


def entry(clone: Cli) -> Entry:
    """The newest entry, as a new command sees it."""
    return Repository.open(clone.folder).load().find("latest")


def states(clone: Cli, id_: str = "latest") -> list[tuple[str, str]]:
    """(author, what was put in) of every revision."""
    rows = json.loads(clone.ok("history", id_, "--json"))
    return [
        (row["author"], " ".join(change["text"].strip() for change in row["changes"] if change["fate"] == "new"))
        for row in rows
    ]


def reworded(clone: Cli, path: Path, old: str, new: str) -> None:
    """A change by hand, saved."""
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    clone.ok("save")


def quoted(clone: Cli) -> list[tuple[str, str]]:
    """Of each comment on words its state, and where it stands."""
    rows = json.loads(clone.ok("show", "latest", "--json"))
    body = rows["body"]
    return [
        (row["target"]["state"], body[row["target"]["start"] or 0 : row["target"]["end"] or 0])
        for row in rows["thread"]
        if row["target"]
    ]


def test_every_state_is_told_with_who_and_what(ada: Cli) -> None:
    path = written(ada)
    reworded(ada, path, "two chairs", "three chairs")
    assert states(ada) == [("ada", FIRST), ("ada", "three")]
    told = ada.ok("history", "latest")
    assert "Ada wrote this" in told
    assert "Ada changed this" in told
    assert "She put [-two-] {+three+} chairs" in told


@pytest.mark.parametrize("in_one", [True, False], ids=["one commit", "two commits"])
def test_an_entry_that_was_moved_and_retitled_keeps_history_and_comments(ada: Cli, in_one: bool) -> None:  # noqa: FBT001
    path = written(ada)
    ada.ok("comment", "latest", "Why?", "--quote", "two chairs")
    goal = path.with_name("elsewhere.md")
    goal.write_text(path.read_text().replace("The chairs", "Chairs, again").replace("two chairs", "two small chairs"))
    path.unlink()
    git(ada.folder, "add", "-A") if in_one else git(ada.folder, "rm", "-q", "--cached", str(path))
    git(ada.folder, "commit", "-qm", "moved")
    git(ada.folder, "add", "-A")
    git(ada.folder, "commit", "-qm", "and the rest", "--allow-empty")
    assert states(ada)[0] == ("ada", FIRST)
    assert states(ada)[-1][1] == "small"
    assert quoted(ada) == [("drifted", "two small chairs")]
    assert f"moved this to {goal.relative_to(ada.folder)}" in ada.ok("history", "latest")


def test_a_path_that_another_entry_had_before_has_its_own_history(ada: Cli) -> None:
    path = written(ada, "Old words.")
    name = path.name
    git(ada.folder, "rm", "-q", str(path))
    git(ada.folder, "commit", "-qm", "away")
    ada.ok("diary", "new", "Other", "--body", "New words.")
    other = ada.folder / entry(ada).path
    git(ada.folder, "mv", str(other), str(other.with_name(name)))
    git(ada.folder, "commit", "-qm", "here")
    assert states(ada) == [("ada", "New words."), ("Hand", "")]


def test_both_sides_of_a_merge_are_told_and_comments_follow(two_clones: tuple[Cli, Cli]) -> None:
    ada, james = two_clones
    path = written(ada)
    ada.ok("comment", "latest", "Why?", "--quote", "Nobody asked her why")
    ada.ok("sync")
    james.ok("sync")
    reworded(ada, path, "two chairs", "three chairs")
    reworded(james, james.folder / path.relative_to(ada.folder), "left at five", "left at six")
    for clone in (ada, james, ada):
        clone.ok("sync")
    told = states(ada)
    assert told[0] == ("ada", FIRST)
    assert {("ada", "three"), ("james", "six")} <= set(told)
    assert told == states(james)
    assert quoted(ada) == [("anchored", "Nobody asked her why")]


def test_what_was_said_of_which_state(ada: Cli) -> None:
    path = written(ada)
    ada.ok("comment", "latest", "On the whole.")
    reworded(ada, path, "two chairs", "three chairs")
    ada.ok("comment", "latest", "Later.")
    said = [row["said"] for row in json.loads(ada.ok("history", "latest", "--json"))]
    first, later = (comment.id for comment in sorted(Repository.open(ada.folder).load().comments(), key=lambda c: c.id))
    assert said == [[first], [later]]
    assert "two chairs" in ada.ok("history", "latest", "--at", first)
    assert "three chairs" in ada.ok("history", "latest", "--at", later)


def test_a_comment_on_another_entry_is_refused(ada: Cli) -> None:
    written(ada)
    ada.ok("comment", "latest", "Yes.")
    ada.ok("diary", "new", "Second", "--body", "Words.")
    said = next(iter(Repository.open(ada.folder).load().comments()))
    assert "that comment is about" in ada.refused("history", "latest", "--at", said.id)


def test_what_is_not_saved_yet_is_told_last(ada: Cli) -> None:
    path = written(ada)
    path.write_text(path.read_text().replace("two chairs", "four chairs"))
    told = ada.ok("history", "latest")
    assert told.endswith(
        "not saved yet:\n    She put [-two-] {+four+} chairs at the back.\n\n    Nobody asked her why they stood there.\n\n    We left at five.\n"
    )


def test_a_draft_has_no_history(ada: Cli) -> None:
    ada.ok("diary", "new", "Later", "--body", "Words.", "--draft")
    assert "Nothing of it is saved yet." in ada.ok("history", Repository.open(ada.folder).load().drafts[0].id)


def test_a_restored_entry_has_one_history_and_its_comments(ada: Cli) -> None:
    path = written(ada)
    ada.ok("comment", "latest", "Why?", "--quote", "two chairs")
    ada.ok("remove", "latest")
    git(ada.folder, "checkout", "-q", "HEAD~1", "--", str(path))
    git(ada.folder, "commit", "-qm", "back")
    assert [text for _, text in states(ada)] == [FIRST, "", ""]
    assert quoted(ada) == [("anchored", "two chairs")]


@pytest.mark.parametrize("name", ["log", "anchors"])
@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"version": 99}', b"\xff\x00", b'{"mentorlog anchors 1": {"x": 1}}']
)
def test_a_damaged_cache_is_made_anew(ada: Cli, name: str, damage: bytes) -> None:
    path = written(ada)
    ada.ok("comment", "latest", "Why?", "--quote", "two chairs")
    reworded(ada, path, "at the back", "in front")
    cache = ada.folder / ".git/mentorlog/cache" / name
    first = quoted(ada), states(ada)
    assert cache.exists()
    cache.write_bytes(damage)
    assert (quoted(ada), states(ada)) == first


def test_a_cache_of_a_history_that_was_rewritten_is_not_believed(ada: Cli) -> None:
    path = written(ada)
    reworded(ada, path, "two chairs", "three chairs")
    assert len(states(ada)) == 2
    git(ada.folder, "reset", "-q", "--hard", "HEAD~1")
    reworded(ada, path, "two chairs", "five chairs")
    assert states(ada) == [("ada", FIRST), ("ada", "five")]


def test_the_pass_goes_on_where_it_ended(ada: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control of the cache: of commits that are known, git is not asked again."""
    path = written(ada)
    states(ada)
    reworded(ada, path, "two chairs", "three chairs")
    asked: list[tuple[str, ...]] = []
    repository = Repository.open(ada.folder)
    run = repository.git.run

    def watched(*args: str, **rest: object) -> str:
        asked.append(args)
        return run(*args, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(repository.git, "run", watched)
    journal = repository.load()
    assert len(journal.past.revisions(journal.entries[0])) == 2
    (log,) = [args for args in asked if args[0] == "log"]
    assert log[-1].startswith("^")


def test_a_text_that_is_not_here_is_said_so(ada: Cli) -> None:
    path = written(ada)
    ada.ok("comment", "latest", "Why?", "--quote", "two chairs at the back")
    said = next((ada.folder / "comments").rglob("*.md"))
    blob = entry(ada).blob
    said.write_text(said.read_text().replace(blob, "0123456789" * 4))
    reworded(ada, path, "We left at five", "We left at six")
    assert "(found by its words: the text that was read is not here)" in ada.ok("show", "latest")
    assert "is not here" in ada.refused("history", "latest", "--at", said.stem)


def test_a_journal_in_a_larger_repository(ada: Cli, tmp_path: Path) -> None:
    path = written(ada)
    inside = tmp_path / "larger/deep"
    git(tmp_path, "init", "-q", "-b", "main", "larger")
    shutil.copytree(ada.folder, inside, ignore=shutil.ignore_patterns(".git"))
    git(inside, "config", "mentorlog.me", "ada")
    git(inside, "add", "-A")
    git(inside, "commit", "-qm", "all of it")
    clone = Cli(inside)
    clone.ok("comment", "latest", "Why?", "--quote", "two chairs")
    reworded(clone, inside / path.relative_to(ada.folder), "two chairs", "two small chairs")
    assert [text for _, text in states(clone)] == [FIRST, "small"]
    assert quoted(clone) == [("drifted", "two small chairs")]


def test_one_document_of_what_was_read(ada: Cli) -> None:
    path = written(ada)
    ada.ok("comment", "latest", "Why?", "--quote", "two chairs")
    reworded(ada, path, "two chairs", "three chairs")
    said = next(iter(Repository.open(ada.folder).load().comments()))
    document = json.loads(ada.ok("history", "latest", "--at", said.id, "--json"))
    assert (document["comment"], document["body"].strip()) == (said.id, FIRST)
    assert said.target is not None
    assert document["blob"] == said.target.blob
    assert f"as it read when Ada said this, {NOON}" in ada.ok("history", "latest", "--at", said.id)


def test_a_state_whose_words_are_not_here_is_said_so(ada: Cli) -> None:
    path = written(ada)
    first = entry(ada).blob
    reworded(ada, path, "two chairs", "three chairs")
    (ada.folder / f".git/objects/{first[:2]}/{first[2:]}").unlink()
    assert ada.ok("history", "latest").count("the words of this state are not here") == 2
    assert [row["changes"] for row in json.loads(ada.ok("history", "latest", "--json"))] == [None, None]


def test_what_was_taken_back_is_not_told_with_what_was_read(ada: Cli) -> None:
    path = written(ada)
    ada.ok("comment", "latest", "A secret word.", "--quote", "two chairs")
    said = next(iter(Repository.open(ada.folder).load().comments())).id
    reworded(ada, path, "two chairs", "three chairs")
    assert "A secret word." in ada.ok("history", "latest", "--at", said)
    ada.ok("retract", said)
    told = ada.ok("history", "latest", "--at", said)
    assert "two chairs" in told
    assert "A secret word." not in told + ada.ok("history", "latest")


def test_what_was_taken_away_and_put_back_is_said_in_these_words(ada: Cli) -> None:
    path = written(ada)
    ada.ok("remove", "latest")
    git(ada.folder, "checkout", "-q", "HEAD~1", "--", str(path))
    git(ada.folder, "commit", "-qm", "back")
    told = ada.ok("history", "latest")
    assert "Ada took it off the pages" in told
    assert "Hand put it back" in told
    assert "[-" not in told


def test_both_versions_put_together_are_said_to_be(two_clones: tuple[Cli, Cli]) -> None:
    ada, james = two_clones
    path = written(ada)
    for clone in (ada, james):
        clone.ok("sync")
    reworded(ada, path, "two chairs", "three chairs")
    reworded(james, james.folder / path.relative_to(ada.folder), "left at five", "left at six")
    for clone in (ada, james, ada):
        clone.ok("sync")
    assert "put both versions together" in ada.ok("history", "latest")


@pytest.mark.parametrize("date", ["@253402300900 +0000", "1790000000 +9900"])
def test_a_date_that_no_calendar_has_stops_nothing(ada: Cli, date: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(ada)
    path.write_text(path.read_text().replace("two", "three"))
    monkeypatch.setenv("GIT_AUTHOR_DATE", date)
    git(ada.folder, "commit", "-qam", "then")
    monkeypatch.delenv("GIT_AUTHOR_DATE")
    assert states(ada)[-1] == ("Hand", "three")


def test_two_journals_in_one_repository_have_each_their_own_history(ada: Cli, tmp_path: Path) -> None:
    path = written(ada)
    reworded(ada, path, "two chairs", "toast")
    git(tmp_path, "init", "-q", "-b", "main", "both")
    for name, words in (("one", "three chairs"), ("two", "four chairs")):
        shutil.copytree(ada.folder, tmp_path / "both" / name, ignore=shutil.ignore_patterns(".git"))
        file = tmp_path / "both" / name / path.relative_to(ada.folder)
        file.write_text(file.read_text().replace("toast", words))
    git(tmp_path / "both", "add", "-A")
    git(tmp_path / "both", "commit", "-qm", "both")
    told = [states(Cli(tmp_path / "both" / name))[0][1] for name in ("one", "two", "one")]
    assert [text.split(" at")[0] for text in told] == [
        "She put three chairs",
        "She put four chairs",
        "She put three chairs",
    ]


def test_a_cut_off_history_is_not_kept_for_the_time_when_the_rest_has_come(ada: Cli, tmp_path: Path) -> None:
    path = written(ada)
    reworded(ada, path, "two chairs", "three chairs")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{ada.folder}", "shallow")
    clone = Cli(tmp_path / "shallow")
    assert len(states(clone)) == 1
    git(clone.folder, "fetch", "-q", "--unshallow")
    assert len(states(clone)) == 2


def test_a_path_that_another_entry_took_in_one_commit(ada: Cli) -> None:
    path = written(ada)
    first = entry(ada).id
    reworded(ada, path, "two chairs", "three chairs")
    git(ada.folder, "mv", str(path), str(path.with_name("moved.md")))
    ada_words = path.with_name("moved.md").read_text()
    path.write_text(ada_words.replace(first, "d-22222222").replace("three chairs", "a bench"))
    git(ada.folder, "add", "-A")
    git(ada.folder, "commit", "-qm", "both at once")
    assert [text for _, text in states(ada, first)] == [FIRST, "three", ""]
    assert [text.split(" at")[0] for _, text in states(ada, "d-22222222")] == ["She put a bench"]


def test_of_two_files_with_one_id_each_has_the_history_of_its_path(ada: Cli) -> None:
    path = written(ada)
    twin = path.with_name("twin.md")
    twin.write_text(path.read_text().replace("two chairs", "one chair"))
    git(ada.folder, "add", "-A")
    git(ada.folder, "commit", "-qm", "a twin")
    git(ada.folder, "rm", "-q", str(twin))
    git(ada.folder, "commit", "-qm", "no twin")
    assert [text for _, text in states(ada)] == [FIRST]
    assert "not saved yet" not in ada.ok("history", "latest")


def test_a_comment_on_the_whole_was_said_of_the_state_that_its_writer_saw(two_clones: tuple[Cli, Cli]) -> None:
    """In the other clone the entry was changed before, but the writer could not know."""
    ada, james = two_clones
    path = written(ada)
    for clone in (ada, james):
        clone.ok("sync")
    reworded(ada, path, "two chairs", "three chairs")
    james.ok("comment", "latest", "On the whole.")
    for clone in (ada, james, ada):
        clone.ok("sync")
    said = next(iter(Repository.open(ada.folder).load().comments()))
    for clone in (ada, james):
        assert "two chairs" in clone.ok("history", "latest", "--at", said.id)
