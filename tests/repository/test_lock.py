"""Two locks in one: a dead writer's is told from a living one's, and only ours is ever taken away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mentorlog.errors import Waiting
from mentorlog.repository import disk
from mentorlog.repository.lock import Lock, Step
from mentorlog.repository.repository import Repository


@pytest.fixture
def lock(journal_repo: Repository) -> Lock:
    """The lock of a new journal."""
    return journal_repo.store.lock


def test_a_note_is_read_as_it_was_written(lock: Lock) -> None:
    assert lock.left() is False
    with lock:
        lock.take_index()
        assert lock.left() is True
        for step in (Step("refs/heads/main", "a" * 40, "b" * 40, "k"), Step("refs/heads/main", "", "b" * 40)):
            lock.free_index()
            lock.take_index()
            lock.note(step)
            assert lock.left() == step
        lock.free_index()
    assert lock.left() is False


def test_a_torn_note_is_no_step(journal_repo: Repository, lock: Lock) -> None:
    with lock:
        lock.take_index()
        lock.note(Step("refs/heads/main", "a" * 40, "b" * 40, "k"))
        path = journal_repo.root / ".git/index.lock"
        path.write_bytes(path.read_bytes()[:-30])
        assert lock.left() is True
        lock.free_index()


def test_gits_own_lock_is_never_taken_for_ours(journal_repo: Repository, lock: Lock) -> None:
    for data in (b"", b"DIRC\0\0\0\2", b"mentor"):
        (journal_repo.root / ".git/index.lock").write_bytes(data)
        assert lock.left() is False


def test_a_second_writer_waits_for_the_first(journal_repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorlog.repository.lock._PATIENCE", 0.0)
    with journal_repo.store.locked(), pytest.raises(Waiting, match="another mentorlog is at work"):
        Repository.open(journal_repo.root).store.lock.__enter__()


def test_the_lock_lasts_as_long_as_the_last_git_of_a_dead_writer(
    journal_repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentorlog.repository.lock._PATIENCE", 0.0)
    reading, writing = os.pipe()
    code = (
        "import sys\nfrom pathlib import Path\nfrom mentorlog.repository.repository import Repository\n"
        "store = Repository.open(Path(sys.argv[1])).store\n"
        "with store.locked():\n"
        "    import subprocess\n"
        "    child = subprocess.Popen(['sh', '-c', 'read x'], stdin=subprocess.PIPE, pass_fds=store.git.handles)\n"
        "    print(child.pid, flush=True)\n    input()\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", code, str(journal_repo.root)], stdin=reading, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    child = int(writer.stdout.readline())
    os.kill(child, signal.SIGSTOP)  # it does not see that its writer dies
    writer.kill()
    writer.wait()
    with pytest.raises(Waiting):
        journal_repo.store.lock.__enter__()
    os.kill(child, signal.SIGKILL)
    writer.stdout.close()
    os.close(writing)
    os.close(reading)
    monkeypatch.undo()
    with journal_repo.store.locked():
        pass


def test_where_there_are_no_second_names_a_copy_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    (tmp_path / "a").write_text("words")
    monkeypatch.setattr("os.link", refused)
    disk.link(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "words"
    with pytest.raises(FileExistsError):
        disk.link(tmp_path / "a", tmp_path / "b")


def test_a_process_is_alive_or_not() -> None:
    assert disk.is_alive(os.getpid())
    dead = subprocess.Popen(["true"])
    dead.wait()
    assert not disk.is_alive(dead.pid)
    assert disk.is_alive(1)
