"""Transcripts of calls as programs write them: WebVTT (https://www.w3.org/TR/webvtt1/), SubRip and SBV.

Zoom writes a speaker before each cue's words, Teams marks each voice in a cue of which there may be several, Meet gives
a name a line of its own. All three formats are read by their lines with times alone: a file that a program wrote
carelessly, or a person changed, loses no words so. Whose they are is said only where the file is sure to say it.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from unicodedata import category

from mentorlog.errors import BadValue

_TIME = r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
_TIMES = re.compile(rf"\s*(?P<start>{_TIME})\s*-->\s*(?P<end>{_TIME})(?:\s.*)?")
_SBV_TIMES = re.compile(r"\s*(?P<start>\d{1,4}:\d{1,2}:\d{1,2}\.\d{1,3}),(?P<end>\d{1,4}:\d{1,2}:\d{1,2}\.\d{1,3})\s*")
_NO_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?\s+(?P<name>[^>\n]{1,300})>")
_TAG = re.compile(
    r"</?(?:c|i|b|u|v|lang|ruby|rt|font)(?:[.\s][^<>]{0,300})?>|<\d[\d:.]{0,20}>|\{\\[a-z]{1,3}\d{0,2}\}", re.IGNORECASE
)
_NAMED = re.compile(r"(?P<name>[^:\n]{1,80}?):\s+(?P<words>\S.*)")
_ASIDE = re.compile(r"\([^()]*\)|[\[\],.|&'’\"_-]")
_DASH = re.compile(r"\s*(?:>>+|[-–—])\s+")
_PAUSE = 3.0
"""Seconds of silence that begin a new paragraph."""
_LONG = 60.0
"""Seconds after which a speaker's next sentence begins one."""
_MOST = 0.4
"""Of the cues begin with a name, where a program writes names so."""
_ALMOST = 0.75
"""Of them, for a single word to be one: others begin a sentence with "Note:"."""
_ROLLING = 0.3
"""Of the captions say a line again, where a program rolls them."""
_AT_ONCE = 0.05
"""Seconds between such captions."""
_LONGEST_NAME = 5
"""Words."""
_HINT = "save the transcript from Zoom, Teams or Meet as .vtt, .srt or .sbv"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said without a break.

    Attributes:
        seconds: when it began, from the beginning of the recording.
        name: who spoke, as the file calls them; "" where it does not say.
        words: plain text.
    """

    seconds: float
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in a call.

    Attributes:
        turns: in order.
        minutes: how long it is.
    """

    turns: tuple[Turn, ...]
    minutes: int

    @property
    def names(self) -> list[str]:
        """Who speaks, in the order in which they begin."""
        return list(dict.fromkeys(turn.name for turn in self.turns if turn.name))


@dataclass(frozen=True, slots=True)
class _Cue:
    """Lines with their times, in seconds, and who says them."""

    start: float
    end: float
    lines: tuple[str, ...]
    name: str = ""

    @property
    def words(self) -> str:
        return " ".join(filter(None, map(_plain, self.lines)))


def read_transcript(data: bytes, name: str) -> Transcript:
    """A transcript, whichever of the programs made it.

    Args:
        data: the file's bytes.
        name: of the file; what is in it decides what it is.

    Raises:
        BadValue: it is none.
    """
    cues = _unrolled(sorted(_cues(_decoded(data, name)), key=lambda cue: cue.start))
    spoken = [cue for cue in _spoken(cues) if cue.words]
    if not spoken:
        raise BadValue(f"{name} is no transcript: it holds no words with times", _HINT)
    return Transcript(tuple(_joined(spoken)), round(max(cue.end for cue in spoken) / 60))


def _decoded(data: bytes, name: str) -> str:
    """The text of a file: Unicode, else what Windows took for a text; a few broken letters do not change which."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", errors="replace")
    elif data[1:100:2].count(0) > data[:100].count(0) // 2 and data[1:2] == b"\0":
        text = data.decode("utf-16-le", errors="replace")
    else:
        text = data.decode("utf-8-sig", errors="replace")
        if text.count("\ufffd") > 2 + len(text) // 500 or not any(char > "\x7f" and char != "\ufffd" for char in text):
            text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise BadValue(f"{name} is no text", _HINT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _cues(text: str) -> Iterator[_Cue]:
    """The lines below each line with times, up to the next; without what names or numbers that."""
    lines = text.split("\n")
    found = [
        (number, times)
        for number, line in enumerate(lines)
        if (times := _TIMES.fullmatch(line) or _SBV_TIMES.fullmatch(line))
    ]
    for (number, times), (following, _) in pairwise([*found, (len(lines), None)]):
        assert times  # noqa: S101 - but for the one behind the last
        below = lines[number + 1 : following]
        if below and following < len(lines) and _is_number(below):
            below = below[:-1]
        yield _Cue(_seconds(times["start"]), max(_seconds(times["end"]), _seconds(times["start"])), tuple(_said(below)))


def _is_number(lines: Sequence[str]) -> bool:
    """Whether the last of some lines is the number, or the name, of the cue that follows."""
    last = lines[-1].strip()
    return last.rstrip(".").isdigit() or (" " not in last and (len(lines) == 1 or not lines[-2].strip()))


def _said(lines: Iterable[str]) -> Iterator[str]:
    """The lines that are words: what a program notes for itself goes on to the next empty line."""
    noting, before = False, ""
    for line in lines:
        noting = bool(line.strip()) and (noting or (not before.strip() and bool(_NO_CUE.match(line))))
        if line.strip() and not noting:
            yield line
        before = line


def _unrolled(cues: list[_Cue]) -> list[_Cue]:
    """Captions without the lines that they say again: some programs roll a line up and write the next below it."""
    plain = [[_plain(line) for line in cue.lines] for cue in cues]
    again = [
        set(now) & set(before) - {""} if cue.start <= last.end + _AT_ONCE else set[str]()
        for (last, cue), (before, now) in zip(pairwise(cues), pairwise(plain), strict=True)
    ]
    if sum(map(bool, again)) < _ROLLING * len(cues) or not again:
        return cues
    said_before = [set[str](), *again]
    return [
        replace(cue, lines=tuple(line for line in cue.lines if _plain(line) not in said))
        for cue, said in zip(cues, said_before, strict=True)
    ]


# Who speaks


def _spoken(cues: Sequence[_Cue]) -> Iterator[_Cue]:
    """What each speaker says in each cue."""
    if any(_VOICE.search(line) for cue in cues for line in cue.lines):
        for cue in cues:
            for name, words in _voices("\n".join(cue.lines)):
                yield replace(cue, lines=tuple(words.split("\n")), name=name)
        return
    alone = _names_alone(cues)
    named = alone or _names_before_colons(cues)
    for cue in cues:
        for name, lines in _by_line(cue.lines, named, alone):
            yield replace(cue, lines=tuple(lines), name=name)


def _voices(text: str) -> Iterator[tuple[str, str]]:
    """The voices of a cue: Teams puts two people into one. What stands in none is nobody's."""
    name, at = "", 0
    for mark in re.finditer(rf"{_VOICE.pattern}|(?P<close></v>)", text):
        yield name, text[at : mark.start()]
        name, at = "" if mark["close"] else " ".join(_plain(mark["name"]).split()), mark.end()
    yield name, text[at:]


def _by_line(lines: Sequence[str], named: set[str], alone: set[str]) -> Iterator[tuple[str, list[str]]]:
    """The lines of a cue by who says them: a name begins a new one, and so does a dash where there are several."""
    dashes = sum(bool(_DASH.match(line)) for line in lines) > 1
    name, said = "", list[str]()
    for line in lines:
        bare = _DASH.sub("", _plain(line), count=1) if _DASH.match(line) else _plain(line)
        found = _NAMED.fullmatch(bare)
        if bare in alone or (found and found["name"].strip() in named) or (dashes and _DASH.match(line)):
            yield name, said
            name = bare if bare in alone else found["name"].strip() if found and found["name"].strip() in named else ""
            said = [] if bare in alone else [html.escape(found["words"] if name and found else bare)]
        else:
            said.append(line)
    yield name, said


def _names_before_colons(cues: Sequence[_Cue]) -> set[str]:
    """What stands before a colon at the beginning of cues, where that is a name.

    Programs that write names so write one into most cues; elsewhere only what looks like one, and comes again, is.
    """
    found = [_NAMED.match(_DASH.sub("", cue.words, count=1) if _DASH.match(cue.words) else cue.words) for cue in cues]
    counts = Counter(name for each in found if each and _is_name(name := each["name"].strip()))
    share = counts.total() / max(1, len(cues))
    whole = {name for name, count in counts.items() if " " in name and (count > 1 or share >= _MOST)}
    return whole | {name for name, count in counts.items() if count > 1 and share >= _ALMOST}


def _names_alone(cues: Sequence[_Cue]) -> set[str]:
    """What stands alone on the first line of cues, where a program gives names a line: most cues have one then."""
    first = Counter(_plain(cue.lines[0]).strip("() ") for cue in cues if len(cue.lines) > 1)
    names = {line: count for line, count in first.items() if _is_name(line) and " " in line}
    return set(names) if sum(names.values()) >= 2 * _MOST * len(cues) and max(names.values(), default=0) > 1 else set()


def _is_name(words: str) -> bool:
    """Whether words look like a name: a few, each of which begins as names do."""
    parts = _ASIDE.sub(" ", words).split()
    return (
        0 < len(parts) <= _LONGEST_NAME
        and all(not part[0].islower() for part in parts)
        and any(part[0].isalpha() for part in parts)
    )


# Words


def _plain(line: str) -> str:
    """A line's words as text, without a program's marks and what cannot be seen."""
    text = html.unescape(_TAG.sub("", line))
    kept = (
        " " if category(char) == "Cc" else char
        for char in text
        if category(char) not in ("Cf", "Cs") or char in "\u200c\u200d"
    )
    return " ".join("".join(kept).split())


def _seconds(time: str) -> float:
    *hours, minutes, seconds = time.replace(",", ".").split(":")
    return int(hours[0] if hours else 0) * 3600 + int(minutes) * 60 + float(seconds)


def _joined(cues: Sequence[_Cue]) -> Iterator[Turn]:
    """One speaker's cues as turns; a long one is cut at a silence, or at the end of a sentence.

    Where others have names, cues without one are not joined: who knows how many people they are.
    """
    named = any(cue.name for cue in cues)
    start, words = cues[0].start, [cues[0].words]
    for before, cue in pairwise(cues):
        ended = before.words.endswith((".", "?", "!", "…"))
        is_long = cue.start - start > _LONG and (ended or cue.start - start > 2 * _LONG)
        if cue.name != before.name or (named and not cue.name) or cue.start - before.end > _PAUSE or is_long:
            yield Turn(start, before.name, " ".join(words))
            start, words = cue.start, []
        words.append(cue.words)
    yield Turn(start, cues[-1].name, " ".join(words))
