"""What waits is on disk, whole, and its owner's alone."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.errors import NotSaved, Unreadable
from mentorlog.model.paths import refused_path
from mentorlog.repository.outbox import Act, Change, Outbox, act_by, decode, encode, new_key
from mentorlog.repository.repository import Repository
from tests.conftest import NOW, PEOPLE, Cli, git

LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip).filter(bool)
PATHS = LINES.filter(lambda line: not refused_path(line))
CHANGES = st.builds(Change, st.none() | st.binary(), st.sampled_from(["", "0" * 40]))


@given(LINES, LINES, st.datetimes(timezones=st.just(UTC)), st.dictionaries(PATHS, CHANGES, min_size=1))
def test_an_act_comes_back_as_it_went(subject: str, author: str, date: datetime, changes: dict[str, Change]) -> None:
    act = Act(subject, author, date, changes, "k")
    assert decode(encode(act, "7"), "k", "7") == (act, os.getpid())


def test_what_is_no_act_is_said() -> None:
    with pytest.raises(Unreadable):
        decode(b"something else\n\nwords", "k", "7")


def test_keys_are_never_the_same() -> None:
    assert len({new_key() for _ in range(1000)}) == 1000


def test_the_outbox_is_its_owners_alone(journal_repo: Repository) -> None:
    old = os.umask(0)
    try:
        Outbox(journal_repo.store.private / "outbox/x").put(Act("s", "a <b>", NOW, {"a": Change(b"words")}, "k"))
    finally:
        os.umask(old)
    for path in (journal_repo.store.private, *journal_repo.store.private.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_drafts_and_built_sites_are_their_owners_alone(ada: Cli) -> None:
    old = os.umask(0)
    try:
        ada.ok("diary", "new", "A", "--body", "x", "--draft")
        ada.ok("build")
    finally:
        os.umask(old)
    for path in (ada.folder / "drafts", next((ada.folder / "drafts").glob("*.md")), ada.folder / "site"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_journal_that_is_begun_is_its_owners_alone(tmp_path: Path) -> None:
    from mentorlog.actions.start import begin

    assert begin(tmp_path / "ours", PEOPLE, "ada", NOW).root.stat().st_mode & 0o077 == 0


def test_where_not_even_the_outbox_takes_it_that_is_said(
    journal_repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mentorlog.repository.outbox.disk.write_whole", full)
    with pytest.raises(NotSaved, match="this was not saved: No space left on device"):
        journal_repo.save(act_by(PEOPLE["ada"], "x", NOW, {"journal/a.md": Change(b"x")}))
    assert git(journal_repo.root, "status", "--porcelain") == ""


def test_the_same_act_sent_again_is_known_by_its_key(journal_repo: Repository) -> None:
    for data in (b"one", b"one", b"one, with a later date"):
        journal_repo.save(act_by(PEOPLE["ada"], "x", NOW, {"comments/d-1/a.md": Change(data)}, "01abc"))
    assert git(journal_repo.root, "log", "--format=%s", "--", "comments") == "x\n"
    assert (journal_repo.root / "comments/d-1/a.md").read_bytes() == b"one"
    assert journal_repo.store.outbox.waiting() == []


def test_another_act_that_wants_the_same_name_is_told(journal_repo: Repository) -> None:
    from mentorlog.errors import Taken

    journal_repo.save(act_by(PEOPLE["ada"], "x", NOW, {"journal/a.md": Change(b"one")}))
    with pytest.raises(Taken) as error:
        journal_repo.save(act_by(PEOPLE["ada"], "y", NOW, {"journal/a.md": Change(b"two")}))
    assert "the words are kept in" in error.value.hint
    held = next((journal_repo.store.private / "held").iterdir())
    assert b"two" in held.read_bytes()


def test_an_act_that_cannot_be_saved_any_more_is_set_aside_and_said(ada: Cli) -> None:
    ada.ok("diary", "new", "A", "--body", "one")
    (ada.folder / ".git/MERGE_HEAD").write_text(git(ada.folder, "rev-parse", "HEAD"))
    ada.refused("edit", "d-", "two")
    path = next((ada.folder / "journal/2026").glob("*.md"))
    path.write_text(path.read_text().replace("one", "three"))
    (ada.folder / ".git/MERGE_HEAD").unlink()
    told = ada("diary").stderr
    assert "this could not be saved any more, and is kept in" in told
    assert "three" in path.read_text()
    assert "texts that were not saved are kept" in ada("check").output


def test_an_act_that_another_writer_finishes_meanwhile_is_nobodys_trouble(
    journal_repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is listed, and gone when it is read."""
    outbox = journal_repo.store.outbox
    outbox.put(Act("s", "a <b>", NOW, {"a": Change(b"words")}, "k"))
    listed = list(outbox.folder.glob("*.act"))
    outbox.drop("k")
    monkeypatch.setattr(Path, "glob", lambda *_: iter(listed))
    assert outbox.waiting() == []
    assert outbox.foreign() == []
