"""Transcripts as each program writes them; `golden/transcripts/*.txt` has what is read from the file beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.errors import BadValue
from mentorlog.importers.transcripts import Transcript, read_transcript
from tests.conftest import ROOT

GOLDEN = ROOT / "tests/golden/transcripts"
CASES = sorted(path for path in GOLDEN.iterdir() if path.suffix != ".txt")
HEAD = "WEBVTT\n\n"


def shown(read: Transcript) -> str:
    """A line a turn."""
    return "".join(f"{turn.seconds:.3f} [{turn.name}] {turn.words}\n" for turn in read.turns)


def vtt(*cues: str) -> bytes:
    """Cues of two seconds each, one after the other."""
    times = (
        f"00:{number // 30:02}:{number % 30 * 2:02}.000 --> 00:{number // 30:02}:{number % 30 * 2 + 1:02}.900"
        for number in range(900)
    )
    return (HEAD + "\n\n".join(f"{time}\n{cue}" for time, cue in zip(times, cues, strict=False))).encode()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_each_programs_transcript_is_read_as_it_was_said(path: Path) -> None:
    now, kept = shown(read_transcript(path.read_bytes(), path.name)), path.with_name(f"{path.name}.txt")
    if os.environ.get("MENTORLOG_GOLDEN") == "write":
        kept.write_text(now, encoding="utf-8")
    assert now == kept.read_text(encoding="utf-8")
    assert len(CASES) >= 6


@pytest.mark.parametrize(
    "data",
    [
        b"", b"WEBVTT\n", b"WEBVTT\n\nNOTE nothing\n", b"hello", b"{}", b"<html></html>", b"PK\x03\x04\0\0", b"\xff\xfe\0\0",
        b"\0" * 100, b"1\n00:00:01,000 --> \nx\n", b"0:00:01.000\nx\n", b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n\n",
    ],
)  # fmt: skip
def test_what_is_no_transcript_is_refused(data: bytes) -> None:
    with pytest.raises(BadValue) as refused:
        read_transcript(data, "x.vtt")
    assert "x.vtt" in refused.value.message


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: f"{HEAD}00:01.000 --> 00:02.000\n{text}".encode(errors="ignore"))
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read = read_transcript(data, "x")
    except BadValue:
        return
    assert all(turn.words == " ".join(turn.words.split()) and turn.words for turn in read.turns)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_encoding_and_line_end_is_the_same(encoding: str, end: str) -> None:
    text = f"{HEAD}00:01.000 --> 00:02.000\n<v Ada>Fünf – “five”.</v>\n".replace("\n", end)
    (turn,) = read_transcript(text.encode(encoding), "x.vtt").turns
    assert (turn.name, turn.words) == ("Ada", "Fünf – “five”.")


def test_cues_of_one_speaker_are_one_turn_until_they_pause_or_talk_long() -> None:
    read = read_transcript(vtt(*["<v Ada>One more sentence.</v>"] * 45), "x.vtt")
    assert [turn.seconds for turn in read.turns] == [0, 62]
    assert "".join(turn.words for turn in read.turns).count("sentence") == 45
    pause = HEAD + "00:01.000 --> 00:02.000\n<v Ada>So.\n\n00:06.000 --> 00:07.000\n<v Ada>Well.\n"
    assert [turn.words for turn in read_transcript(pause.encode(), "x").turns] == ["So.", "Well."]


def test_words_before_a_colon_are_a_name_only_where_they_are_one() -> None:
    read = read_transcript(vtt("Question: why?", "Ada Example: Because: so.", "http://x.example", "at 10:30: tea"), "x")
    assert [(turn.name, turn.words) for turn in read.turns] == [
        ("", "Question: why?"), ("Ada Example", "Because: so."), ("", "http://x.example"), ("", "at 10:30: tea"),
    ]  # fmt: skip


def test_eight_hours_are_read() -> None:
    cues = (
        f"{n // 1200:02}:{n // 20 % 60:02}:{n % 20 * 3:02}.000 --> {n // 1200:02}:{n // 20 % 60:02}:{n % 20 * 3 + 2:02}.500\n"
        f"<v {'Ada' if n // 4 % 2 else 'James'}>These are some words of number {n}, said slowly.</v>"
        for n in range(9600)
    )
    read = read_transcript((HEAD + "\n\n".join(cues)).encode(), "x.vtt")
    assert read.minutes == 480
    assert len(read.turns) == 2400
    assert sum(len(turn.words.split()) for turn in read.turns) == 9600 * 9


def turns(text: str) -> list[tuple[str, str]]:
    """Who says what."""
    return [(turn.name, turn.words) for turn in read_transcript(text.encode(), "x").turns]


def cued(*texts: str) -> str:
    """A file of those cues, of two seconds each."""
    return vtt(*texts).decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (cued("<v Ada>Mine.</v> not mine"), [("Ada", "Mine."), ("", "not mine")]),
        (cued("<v.loud.red Ada O’Neil>One.</v>\n<v James>Two.</v>"), [("Ada O’Neil", "One."), ("James", "Two.")]),
        (cued("<v Ada>God\nknows", "<v Ada>God\nhelp"), [("Ada", "God knows God help")]),
        (cued("Ada B: hello\nJames O: hi there", "Ada B: so", "James O: yes"), [("Ada B", "hello"), ("James O", "hi there"), ("Ada B", "so"), ("James O", "yes")]),
        (cued("- One?\n- Two."), [("", "One? Two.")]),
        (cued("Yes\nwell", "Yes\nno"), [("", "Yes well Yes no")]),
        (cued("Doe, Jane (she/her): hi", "O’Neil | ACME: ho", "Doe, Jane (she/her): ha", "O’Neil | ACME: he"), [("Doe, Jane (she/her)", "hi"), ("O’Neil | ACME", "ho"), ("Doe, Jane (she/her)", "ha"), ("O’Neil | ACME", "he")]),
        (cued("no names: here", "no names: there", "Note: this", "Note: that"), [("", "no names: here no names: there Note: this Note: that")]),
        (cued("if a < b and c > d then <i>so</i> <00:00:01.000><c>on</c>"), [("", "if a < b and c > d then so on")]),
        (cued("No.", "No."), [("", "No. No.")]),
        (cued("one --> two"), [("", "one --> two")]),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\none\n\ntwo\n\n2\n00:03.000 --> 00:04.000\nthree", [("", "one two three")]),
        ("1\n00:00:01,000 --> 00:00:03,000\nAda A: I agree\n\n2.\n00:00:04,000 --> 00:00:05,000\nJames B: No\n\n00:00:06,000 --> 00:00:07,000\nJames B: more\n4\n00:00:08,000 --> 00:00:09,000\nAda A: bye", [("Ada A", "I agree"), ("James B", "No more"), ("Ada A", "bye")]),
        ("\n\n1 \n00:01 --> 00:02\nearly", [("", "early")]),
        ("00:61.5 --> 00:62\nlate\u2028line\u202e\x1b", [("", "late line")]),
    ],
)  # fmt: skip
def test_no_word_is_lost_and_none_is_put_into_anothers_mouth(text: str, said: list[tuple[str, str]]) -> None:
    assert turns(text) == said


def test_a_broken_letter_does_not_break_the_others() -> None:
    text = f"{HEAD}00:01.000 --> 00:02.000\nA naïve “question”, na".encode() + b"\xc3"
    assert read_transcript(text, "x").turns[0].words.startswith("A naïve “question”, na")


def test_many_classes_cost_no_time() -> None:
    assert read_transcript(vtt("<v" + ".a" * 5000 + " so"), "x").turns


def test_blank_lines_are_no_transcript() -> None:
    for data in (b"\n\n\n", b" \n \n"):
        with pytest.raises(BadValue):
            read_transcript(data, "x")
