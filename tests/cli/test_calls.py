"""Calls by two people in two clones, and in the states that life brings."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mentorlog.repository.repository import Repository
from tests.conftest import NOW, Cli, git

VTT = (
    "WEBVTT\n\n00:01.000 --> 00:02.000\nAda Example: I was late.\n\n00:02.500 --> 00:04.000\nJames Other: You *were*.\n"
)


def record(cli: Cli, part: str = "") -> str:
    """The text of a call."""
    (path,) = [
        path for path in (cli.folder / "calls").rglob("*.md") if part in path.name and "transcript" not in path.name
    ]
    return path.read_text()


def both(ada: Cli, james: Cli) -> None:
    """They exchange what they have."""
    for each in (ada, james, ada):
        each.ok("sync")


def held(cli: Cli, body: str = "## Notes\n\n## Actions\n\n- [ ] ada: ask\n- [ ] james: send\n") -> str:
    """A call that began an hour ago, written by hand; its id."""
    path = cli.folder / "calls/2026/now.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"---\ntitle: Call\nauthor: ada\nstarts: {(NOW - timedelta(hours=9)):%Y-%m-%dT%H:%M}\n---\n\n{body}"
    )
    cli.ok("save")
    return Repository.open(cli.folder).load().entries[0].id


def test_both_prepare_note_and_tick_at_once_and_nothing_is_unsettled(two_clones: tuple[Cli, Cli]) -> None:
    ada, james = two_clones
    id_ = held(ada)
    ada.ok("call", "new", "first thursday 9:00", "--repeat", "monthly")
    both(ada, james)
    ada.ok("ask", "How?")
    james.ok("diary", "new", "Gate", "--body", "x", "--for-call")
    for cli, name in ((ada, "ada: ask"), (james, "james: send")):
        cli.ok("call", "agenda")
        cli.ok("call", "notes", id_, f"A note of {cli.folder.name}.")
        cli.ok("call", "done", name.partition(" ")[2])
    both(ada, james)
    assert record(ada, "now") == record(james, "now")
    assert "[ ]" not in record(ada, "now")
    assert record(ada, "now").count("- A note of") == 2
    assert "How?" in record(ada, "monthly")
    assert "Gate" in record(ada, "monthly")
    assert not list(ada.folder.rglob("*.other-*"))


def test_both_begin_the_record_of_the_same_call(two_clones: tuple[Cli, Cli]) -> None:
    ada, james = two_clones
    ada.ok("call", "new", "first thursday 9:00", "--repeat", "monthly")
    both(ada, james)
    for cli in (ada, james):
        january = cli.ok("call").split()[0]
        cli.ok("call", "notes", january, f"A note of {cli.folder.name}.")
    both(ada, james)
    assert record(ada, "2027-01-07") == record(james, "2027-01-07")
    assert record(ada, "2027-01-07").count("- A note of") == 2
    assert Repository.open(ada.folder).check() == []


def test_what_fails_leaves_no_record_behind(ada: Cli) -> None:
    ada.ok("call", "new", "first thursday 9:00", "--repeat", "monthly")
    later = ada.ok("call").split()[0]
    before = git(ada.folder, "log", "--oneline")
    ada.refused("call", "move", later, "rubbish")
    ada.refused("call", "move", later, "2027-01-07 09:00")
    ada.refused("call", "notes", later, " ")
    ada.refused("call", "held", later)
    assert git(ada.folder, "log", "--oneline") == before


def test_a_call_in_a_gap_of_the_clock_can_be_written_for(ada: Cli) -> None:
    ada.ok("call", "new", "second sunday of january 2:30", "--repeat", "monthly")
    ada.now = NOW.replace(year=2027, month=3, day=1)
    ada.ok("call", "notes", "next", "At what hour?")
    assert "starts: 2027-03-14T03:30\n" in record(ada, "2027-03")
    assert Repository.open(ada.folder).check() == []
    ada.ok("call", "cancel", "next")
    assert "EXDATE" in ada.ok("call", "ics")


def test_a_tick_changes_one_byte_and_a_note_adds_a_line(ada: Cli) -> None:
    body = "\n    - [ ] ada: code\n\n- [ ] ada: send it\n\n\n\ntrailing  \n\n## Notes\n\nOld.  \n\n## End\n\n\n"
    held(ada, body)
    before = record(ada)
    ada.ok("call", "done", "send it")
    assert record(ada) == before.replace("- [ ] ada: send", "- [x] ada: send")
    ada.ok("call", "notes", "last", "New.")
    assert record(ada).replace("\nstate: held", "") == before.replace("- [ ] ada: send", "- [x] ada: send").replace(
        "Old.", "Old.  \n\n- New."
    ).replace("New.  ", "New.")


def test_an_undone_promise_is_open_wherever_it_stands(ada: Cli) -> None:
    held(ada)
    ada.ok("call", "new", "2026-12-03 09:00")
    ada.ok("call", "agenda")
    path = next((ada.folder / "calls").rglob("*monthly*.md"))
    path.write_text(path.read_text().replace("- [ ] Ada: ask", "- [x] Ada: ask"))
    ada.ok("save")
    assert "ask" not in ada.ok("call", "actions")
    ada.ok("call", "done", "ask", "--undo")
    assert "ask" in ada.ok("call", "actions")
    assert "[x]" not in record(ada, "monthly")


def test_a_tick_stands_beside_the_other_s_rewording(two_clones: tuple[Cli, Cli]) -> None:
    ada, james = two_clones
    held(ada)
    both(ada, james)
    path = ada.folder / "calls/2026/now.md"
    path.write_text(path.read_text().replace("- [ ] ada: ask", "- [ ] ada: ask on Monday"))
    ada.ok("save")
    james.ok("call", "done", "send")
    both(ada, james)
    assert record(ada) == record(james)
    assert "- [ ] ada: ask on Monday\n- [x] james: send" in record(ada)


def test_a_call_that_was_held_is_not_moved_or_called_off_until_that_is_taken_back(ada: Cli) -> None:
    id_ = held(ada)
    ada.ok("call", "held", id_)
    for args in (("cancel", id_), ("missed", id_), ("move", id_, "tomorrow 9:00")):
        assert "was held" in ada.refused("call", *args)
    ada.ok("call", "held", id_, "--undo")
    ada.ok("call", "missed", id_, "Nobody came.")
    assert "Nobody came." in ada.ok("show", id_)
    assert "missed" in ada.ok("call")


def test_ending_a_series_twice_brings_nothing_back(ada: Cli) -> None:
    ada.ok("call", "new", "first thursday 9:00", "--repeat", "monthly")
    ada.now = NOW.replace(year=2027, month=1, day=20)
    ada.ok("call", "notes", "next", "We talk of spring.")
    ada.ok("call", "cancel", "next", "--series")
    assert "call is planned" in ada.refused("call", "next")
    head = Repository.open(ada.folder).load().entries[0].id
    ada.ok("call", "held", head)
    ada.ok("call", "cancel", head, "--series")
    assert "held" in ada.ok("call", "--json"), "what was held stays so"
    assert "ended" in ada.refused("call", "cancel", head, "--series")


def test_a_series_that_was_written_by_hand_keeps_its_rhythm_when_its_first_call_is_moved(ada: Cli) -> None:
    path = ada.folder / "calls/2026/own.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\ntitle: Ours\nstarts: 2026-12-03 09:00\nrepeat: monthly\n---\n")
    ada.ok("save")
    ada.ok("call", "move", "next", "2026-12-08 10:00")
    assert "slot: 2026-12-03T09:00" in record(ada)
    ada.now = NOW.replace(year=2027, month=1, day=2)
    assert "Thu 7 Jan 2027, 09:00" in ada.ok("call", "next")


@pytest.fixture
def kept(ada: Cli, tmp_path: Path) -> tuple[Cli, str, Path]:
    """Ada, a call that began, and a file of what was said in it."""
    file = tmp_path / "said.vtt"
    file.write_text(VTT)
    return ada, held(ada), file


def test_a_transcript_is_a_text_like_any_other(kept: tuple[Cli, str, Path]) -> None:
    ada, call, file = kept
    id_ = ada.ok("call", "transcript", str(file), "--agreed").split()[0]
    told = ada.ok("show", id_)
    assert "**Ada** (0:00:01) I was late." in told
    assert "recorded: both agreed" in record(ada)
    assert "state: held" in record(ada)
    assert id_ in ada.ok("search", "late")
    ada.ok("comment", id_, "Twice.", "--quote", "You *were*.")
    assert id_ not in ada.ok("call")
    assert ada.ok("show", "latest").startswith("Call  "), "not what was said in it"
    assert "has a transcript already" in ada.refused("call", "transcript", str(file), "--agreed")
    assert call in ada.ok("call", "--json")


def test_without_consent_nothing_is_kept_but_the_answer(kept: tuple[Cli, str, Path]) -> None:
    ada, call, file = kept
    assert "that answer" in ada.ok("call", "transcript", str(file), "--not-agreed")
    assert "recorded: not agreed" in record(ada)
    assert "not both agreed" in ada.refused("call", "transcript", str(file), "--agreed")
    assert not list(ada.folder.rglob("*transcript*"))
    assert ada("call", "transcript", str(file), "--call", call).exit_code == 2, "it must be said"


def test_consent_is_taken_back_by_either_with_what_was_kept(two_clones: tuple[Cli, Cli], tmp_path: Path) -> None:
    ada, james = two_clones
    file = tmp_path / "said.vtt"
    file.write_text(VTT)
    call = held(ada)
    ada.ok("call", "transcript", str(file), "--agreed")
    both(ada, james)
    james.ok("call", "transcript", str(file), "--call", call, "--not-agreed")
    both(ada, james)
    assert not list(ada.folder.rglob("*transcript*"))
    assert "recorded: not agreed" in record(ada)


def test_two_transcripts_of_a_call_are_told_and_neither_is_a_call(two_clones: tuple[Cli, Cli], tmp_path: Path) -> None:
    ada, james = two_clones
    file = tmp_path / "said.vtt"
    file.write_text(VTT)
    call = held(ada)
    both(ada, james)
    for cli in (ada, james):
        cli.ok("call", "transcript", str(file), "--call", call, "--agreed")
    both(ada, james)
    assert ada.ok("call").count("c-") == 1
    assert sum("another transcript" in each.message for each in Repository.open(ada.folder).check()) == 2
    ada.ok("remove", call)
    ada.ok("sync")
    assert sum(each.is_transcript for each in Repository.open(ada.folder).load().entries) <= 1


def test_what_is_to_do_is_listed_and_ticked(ada: Cli) -> None:
    held(ada)
    assert "[ ] Ada: ask" in ada.ok("call", "actions")
    ada.ok("call", "done", "ask")
    assert '"done": true' in ada.ok("call", "actions", "--all", "--json")
    assert "[x] Ada: ask" in ada.ok("call", "actions", "--all")
    assert "nothing that is still to do" in ada.refused("call", "done", "ask")
    path = ada.folder / "calls/2026/now.md"
    path.write_text(path.read_text() + "- [ ] ada: send flowers\n")
    assert "2 promises hold" in ada.refused("call", "done", "send")


def test_usage_is_told(ada: Cli, tmp_path: Path) -> None:
    call = held(ada)
    file = tmp_path / "said.vtt"
    file.write_text(VTT)
    for args in (
        ("new",),
        ("move", call),
        ("transcript", str(file)),
        ("transcript", str(file), "--agreed", "--speaker", "x"),
    ):
        assert ada("call", *args).exit_code == 2, args
    assert "nobody in the transcript" in ada.refused("call", "transcript", str(file), "--agreed", "--speaker", "X=ada")
    (tmp_path / "large.vtt").write_bytes(b"x" * 20_000_001)
    assert "no file of words" in ada.refused("call", "transcript", str(tmp_path / "large.vtt"), "--agreed")
    ada.ok("call", "ics", str(tmp_path / "ours.ics"))
    assert (tmp_path / "ours.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_a_call_can_have_no_transcript_before_it_begins_or_once_it_was_called_off(ada: Cli, tmp_path: Path) -> None:
    file = tmp_path / "said.vtt"
    file.write_text(VTT)
    ada.ok("call", "new", "2026-12-03 09:00")
    assert "has not begun" in ada.refused("call", "transcript", str(file), "--agreed", "--call", "next")
    ada.ok("call", "cancel", "next")
    ada.now = NOW.replace(year=2027)
    id_ = Repository.open(ada.folder).load().entries[0].id
    assert "was cancelled" in ada.refused("call", "transcript", str(file), "--agreed", "--call", id_)
    ada.ok("call", "transcript", str(file), "--not-agreed", "--call", id_)
    assert "said already" in ada.refused("call", "transcript", str(file), "--not-agreed", "--call", id_)


def test_themes_and_what_was_left_come_onto_the_agenda_and_hours_are_ones_own(ada: Cli) -> None:
    held(ada, "## Agenda\n\n- The smoke rule\n\n## Actions\n\n- [ ] ada: ask\n")
    ada.ok("call", "missed", "last", "She was ill.")
    for number in range(3):
        ada.ok("diary", "new", f"Day {number}", "--body", "x", "--tag", "trust")
    path = ada.folder / "pyproject.toml"
    path.write_text(
        path.read_text().replace('role = "mentor"', 'role = "mentor"\nwaking = "06:00-15:30"\nworking = "08:00-12:00"')
    )
    ada.ok("call", "new", "3 December 16:00")
    told = ada.ok("call", "agenda")
    for line in ("Ada: ask", "The smoke rule", "Theme: trust, 3 times since the last call"):
        assert line in told
    assert ada.ok("call", "agenda").endswith("Nothing new waits for it.\n")
    assert "at no hour are both awake" in ada.ok("call", "propose", "--weeks", "1")
    path.write_text(path.read_text().replace("06:00-15:30", "early"))
    assert "no part of a day" in ada.refused("call")
