"""The real input becomes a real journal; tried here on three days in the corpus's own shape."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from mentorlog.model.anchor import State
from mentorlog.repository.repository import Repository
from mentorlog.website.build import build
from tests.conftest import ROOT, git

DAYS = [
    {
        "date": "1660-01-11",
        "heading": "Jan. 1st (Lord’s day)",
        "month": "January 1660",
        "body": "Went to Mr. Gunning’s chapel, and read in *Polexandre*. So home.",
        "notes": [
            {"after": "Went to Mr. Gunning’s", "text": "Peter Gunning."},
            {"after": "chapel, and read in Polexandre.", "text": "A *romance*."},
        ],
    },
    {
        "date": "1660-01-12",
        "heading": "2nd",
        "month": "January 1660",
        "body": "To (Sir Hen\\[eage\\] Finch).\n\nTo bed.",
        "notes": [{"after": "To (Sir Hen[eage] Finch).", "text": "So."}],
    },
    {"date": "1660-01-12", "heading": "2nd", "month": "January 1660", "body": "Again.", "notes": []},
]


@pytest.fixture
def pepys(tmp_path: Path) -> Repository:
    """Three days of a diary, with three notes."""
    corpus = tmp_path / "corpus.jsonl.gz"
    with gzip.open(corpus, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(day) + "\n" for day in DAYS)
    command = [sys.executable, str(ROOT / "benchmarks/pepys.py"), str(tmp_path / "pepys"), "--corpus", str(corpus)]
    subprocess.run(command, check=True, capture_output=True)
    return Repository.open(tmp_path / "pepys")


def test_every_day_and_every_note_is_there_on_its_words(pepys: Repository) -> None:
    journal = pepys.load()
    assert [entry.title for entry in journal.entries] == ["Jan. 1st (Lord’s day)", "2nd", "2nd"]
    notes = sorted(journal.comments(), key=lambda comment: comment.id)
    quotes = [comment.target.exact for comment in notes if comment.target]
    assert quotes == ["Went to Mr. Gunning’s", "chapel, and read in *Polexandre*.", "To (Sir Hen\\[eage\\] Finch)."]
    for comment in notes:
        entry = journal.get(comment.entry_id)
        assert entry is not None
        anchor = journal.anchor(comment, entry)
        assert anchor is not None
        assert anchor.state is State.ANCHORED
    assert pepys.check() == []


def test_its_history_is_one_commit_a_file_in_order_by_the_right_author(pepys: Repository) -> None:
    authors = git(pepys.root, "log", "--reverse", "--format=%an").splitlines()
    assert authors == [
        "Samuel Pepys",
        "Samuel Pepys",
        "Henry Wheatley",
        "Henry Wheatley",
        "Samuel Pepys",
        "Henry Wheatley",
        "Samuel Pepys",
    ]
    assert git(pepys.root, "status", "--porcelain") == ""


def test_it_builds(pepys: Repository) -> None:
    built = build(pepys, None)
    assert (built.pages, built.problems) == (14, 0)


def test_anchors_are_held_against_the_truth_beside_other_ways(pepys: Repository) -> None:
    command = [sys.executable, str(ROOT / "benchmarks/anchors.py"), str(pepys.root), "--turns", "0"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    scores = json.loads(done.stdout)
    assert list(scores) == ["mentorlog", "exact search", "rapidfuzz alone", "diff-match-patch alone"]
    for score in scores.values():
        assert score["stands"] + score["left"] + score["gone"] == 3
    assert scores["mentorlog"]["wrong"] == 0


def test_anchors_are_held_against_gits_own_word_diff(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    text = "We met at noon by the old gate, and nobody asked her why the chairs stood there at all."
    for now in (
        text,
        text.replace("nobody asked her", "they never told us"),
        text.replace("by the old gate", "at home"),
    ):
        (tmp_path / "a.md").write_text(now)
        git(tmp_path, "add", "a.md")
        git(tmp_path, "commit", "-qm", "a state")
    command = [sys.executable, str(ROOT / "benchmarks/wordings.py"), str(tmp_path), "--quotes", "30"]
    rows = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    stands, changed, gone = ([cell.strip() for cell in row.strip("|").split("|")] for row in rows)
    assert stands[1] == stands[2] != "0"
    assert changed[3] != "0"
    assert [stands[5], changed[5], gone[5]] == ["0"] * 3
