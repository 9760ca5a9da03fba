"""Transcripts of calls as programs write them: WebVTT (https://www.w3.org/TR/webvtt1/), SubRip and SBV.

Zoom writes a cue's speaker before its words, Teams marks each voice in a cue of which there may be several, Meet's
captions have a line of their own for a name. Speakers' cues that follow one another are joined, up to a breath.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import webvtt

from mentorlog.errors import BadValue

_VOICE = re.compile(r"<v(?:\.[^\s>]*)*\s+(?P<name>[^>]{1,200})>")
_TAG = re.compile(r"</?[^<>]{0,200}>")
_NAMED = re.compile(r"(?P<name>[^\W\d_][\w .'’()@-]{0,60}?):\s+(?P<words>\S.*)", re.DOTALL)
_NAME = re.compile(r"(?:[^\W\d_a-z][\w.'’-]{0,30} ?){1,4}")
_MARK = re.compile(r"^(?:>>+|-)\s*")
_PAUSE = 3.0
"""Seconds of silence that begin a new paragraph."""
_LONG = 60.0
"""Seconds after which a speaker's next sentence begins one."""
_MOST = 0.4
"""Of the cues begin with a name, where a program writes names so."""
_ROLLING = 0.3
"""Of the captions say a line again, where a program rolls them."""
_AT_ONCE = 0.05
"""Seconds between such captions."""
_Raw = tuple[float, float, str]
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
    start: float
    end: float
    name: str
    words: str


def read_transcript(data: bytes, name: str) -> Transcript:
    """A transcript, whichever of the programs made it.

    Args:
        data: the file's bytes.
        name: of the file; what is in it decides, where the two differ.

    Raises:
        BadValue: it is none.
    """
    text = _decoded(data, name)
    cues = list(_spoken(_captions(text, name)))
    if not cues:
        raise BadValue(f"{name} holds no words with times", _HINT)
    return Transcript(tuple(_joined(cues)), round(max(cue.end for cue in cues) / 60))


def _decoded(data: bytes, name: str) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    raise BadValue(f"{name} is no text", _HINT)


def _captions(text: str, name: str) -> list[webvtt.Caption]:
    """The cues of a file, in the format that its first lines show."""
    kind = "vtt" if text.startswith("WEBVTT") else "srt" if re.search(r"\d,\d{3} +--> +\d", text[:4000]) else "sbv"
    try:
        return list(webvtt.from_buffer(text.splitlines(), format=kind).captions)
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError):
        raise BadValue(f"{name} is no transcript that can be read", _HINT) from None


def _spoken(captions: Iterable[webvtt.Caption]) -> Iterator[_Cue]:
    """What each speaker says in each cue; a name before a colon is one where it comes again."""
    timed = [(_seconds(each.start_time), _seconds(each.end_time), each.raw_text) for each in captions]
    raw = _unrolled(sorted(timed, key=lambda cue: cue[0]))
    alone = _names_alone(text for _, _, text in raw)
    raw = [(start, end, _with_colon(text, alone)) for start, end, text in raw]
    named = _names_before_colons(text for _, _, text in raw)
    for start, end, text in raw:
        for name, words in _voices(text):
            plain = _plain(words)
            found = None if name else _NAMED.fullmatch(_MARK.sub("", plain))
            if found and found["name"].strip() in named:
                name, plain = found["name"].strip(), found["words"]  # noqa: PLW2901 - who it is stood in the words
            if plain:
                yield _Cue(start, max(end, start), name, plain)


def _voices(text: str) -> Iterator[tuple[str, str]]:
    """The voices of a cue: Teams puts two people into one."""
    marks = list(_VOICE.finditer(text))
    if not marks or text[: marks[0].start()].strip():
        yield "", text[: marks[0].start()] if marks else text
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        yield " ".join(html.unescape(mark["name"]).split()), text[mark.end() : end]


def _plain(words: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", words)).split())


def _names_before_colons(texts: Iterable[str]) -> set[str]:
    """What stands before a colon at the beginning of cues, where that is a name.

    Programs that write names so write one into most cues; elsewhere only what looks like one, and comes again, is.
    """
    found = [_NAMED.fullmatch(_MARK.sub("", _plain(text))) for text in texts if not _VOICE.search(text)]
    counts = Counter(each["name"].strip() for each in found if each and _NAME.fullmatch(each["name"].strip()))
    if counts.total() < _MOST * len(found):
        return {name for name, count in counts.items() if count > 1 and " " in name}
    return {name for name, count in counts.items() if count > 1 or " " in name}


def _names_alone(texts: Iterable[str]) -> set[str]:
    """What stands alone on the first line of cues, where it is a name: capital letters, and it comes again."""
    first = Counter(text.partition("\n")[0].strip() for text in texts if "\n" in text.strip())
    return {line for line, count in first.items() if count > 1 and _NAME.fullmatch(line)}


def _with_colon(text: str, names: set[str]) -> str:
    name, _, words = text.partition("\n")
    return f"{name.strip()}: {words}" if name.strip() in names else text


def _seconds(time: webvtt.models.Timestamp) -> float:
    return float(time.hours * 3600 + time.minutes * 60 + time.seconds + time.milliseconds / 1000)


def _unrolled(raw: list[_Raw]) -> list[_Raw]:
    """Captions without the lines that they say again: some programs roll a line up and write the next below it."""
    lines = [[line for each in text.splitlines() if (line := _plain(each))] for _, _, text in raw]
    again = [
        {line for line in now if line in before} if start <= end + _AT_ONCE else set()
        for (_, end, _), (start, _, _), before, now in zip(raw, raw[1:], lines, lines[1:], strict=False)
    ]
    if sum(map(bool, again)) < _ROLLING * len(raw):
        return raw
    kept = [[line for line in now if line not in said] for now, said in zip(lines, [set[str](), *again], strict=False)]
    return [(start, end, html.escape("\n".join(each))) for (start, end, _), each in zip(raw, kept, strict=True)]


def _joined(cues: list[_Cue]) -> Iterator[Turn]:
    """One speaker's cues as turns; a long one is cut at a silence, or at the end of a sentence."""
    start, words = cues[0].start, [cues[0].words]
    for before, cue in pairwise(cues):
        ended = before.words.endswith((".", "?", "!", "…"))
        is_long = cue.start - start > _LONG and (ended or cue.start - start > 2 * _LONG)
        if cue.name != before.name or cue.start - before.end > _PAUSE or is_long:
            yield Turn(start, before.name, " ".join(words))
            start, words = cue.start, []
        words.append(cue.words)
    yield Turn(start, cues[-1].name, " ".join(words))
