"""A file as header and body, kept byte for byte.

The header is the part of YAML that people write by hand, read line by line: `key: value` between two lines of `---`,
lists as `[a, b]` or as lines of `- a`, comments after ` # `. Every value is text as it stands, so `zone: NO`,
`10:00`, `id: 0123` and `title: Meeting: what now` mean what they say. Flow collections over several lines go to
PyYAML's BaseLoader, which knows no types either. What is not understood is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mentorlog.errors import Unreadable

_FENCE = re.compile(r"---[ \t]*\r?\n?")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_KEY = re.compile(r"(?P<key>[^\W\d][\w-]*)[ \t]*:(?P<value>.*)", re.DOTALL)
_COMMENT = re.compile(r"(?:^|\s)#(?:\s.*|)$")
_QUOTED = r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?:#.*)?"""
_FLOW_ITEM = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,\[\]{}]*?)\s*([,\]])""")
_ITEM = r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,]*?)\s*(?:,|$)"""
_PLAIN = re.compile(r"[^\W\d][\w /().'’+@-]*(?:[,:][\w/().'’+@-][\w /().'’+@-]*)*|\d{4}-\d\d-\d\dT[\d:.+-]+")
_TYPED = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"}
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Segment:
    """Some lines of a header: one key with its value, or (without a key) blank lines and comments.

    Attributes:
        key: the key, or "".
        text: the lines as they stand, line ends included.
        line: the number of the first, from 1.
    """

    key: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file's text, taken apart without losing a character.

    Attributes:
        opening: all up to and with the opening fence; a byte order mark, at most, where there is no header.
        segments: the header.
        closing: the closing fence.
        body: the rest, an exact suffix of the file.
    """

    opening: str
    segments: tuple[Segment, ...]
    closing: str
    body: str

    @property
    def text(self) -> str:
        """The whole file again, character for character."""
        return self.opening + "".join(segment.text for segment in self.segments) + self.closing + self.body

    def __contains__(self, key: object) -> bool:
        return any(segment.key == key for segment in self.segments)

    def line(self, key: str) -> int | None:
        """The line on which a key stands."""
        found = self._segment(key)
        return found.line if found else None

    def value(self, key: str) -> str:
        """The value of a key as one text; "" where the key or its value is missing."""
        found = self._segment(key)
        if not found:
            return ""
        inline, rest = _split(found)
        if not rest:
            return scalar(inline)
        if inline[:1] in ("|", ">") and rest and re.fullmatch(r"[|>][+-]?\d?", _bare(inline)):
            return _block(rest, folded=inline[0] == ">")
        return scalar(" ".join([inline, *(line.strip() for line in rest if not line.lstrip().startswith("#"))]).strip())

    def values(self, key: str) -> tuple[str, ...]:
        """The value of a key as a list: `[a, b]`, lines of `- a`, or `a, b`.

        Raises:
            Unreadable: it is no list.
        """
        found = self._segment(key)
        if not found:
            return ()
        inline, rest = _split(found)
        rest = [line.strip() for line in rest if line.strip() and not line.lstrip().startswith("#")]
        if not rest and (flow := _flow(inline)) is not None:
            items = flow
        elif not _bare(inline) and all(re.match(r"-(\s|$)", line) for line in rest):
            items = [scalar(line[1:].strip()) for line in rest]
        elif inline.startswith(("[", "{")):
            items = _yaml_list(found)
        else:
            items = [scalar(item.group(1)) for item in re.finditer(_ITEM, _bare(" ".join([inline, *rest])))]
        return tuple(item for item in items if item)

    def mapping(self, key: str) -> dict[str, str]:
        """The value of a key as texts by key, from indented lines below it.

        Raises:
            Unreadable: the lines below it are no `key: value` lines.
        """
        found = self._segment(key)
        if not found:
            return {}
        _, rest = _split(found)
        indent = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
        segments = _segments([line[indent:] for line in rest if line.strip()], found.line + 1)
        inner = Document("", segments, "", "")
        return {segment.key: inner.value(segment.key) for segment in segments if segment.key}

    def with_value(self, key: str, value: str | Iterable[str]) -> Document:
        """The same file with one key changed, or added at the end of the header.

        Only the lines of that key change; a file without a header gets one.
        """
        end = "\r\n" if "\r\n" in (self.opening + self.closing or self.body) else "\n"
        line = f"{key}: {emit(value)}{end}"
        if not self.closing:
            return replace(
                self, opening=f"{self.opening}---{end}", segments=(Segment(key, line, 2),), closing=f"---{end}"
            )
        if key in self:
            segments = tuple(
                replace(segment, text=_keep_comment(segment, line, end)) if segment.key == key else segment
                for segment in self.segments
            )
        else:
            segments = (*self.segments, Segment(key, line, self._next_line()))
        return replace(self, segments=segments)

    def with_body(self, body: str) -> Document:
        """The same header over other words."""
        return replace(self, body=body)

    def _segment(self, key: str) -> Segment | None:
        for segment in self.segments:
            if segment.key == key:
                return segment
        return None

    def _next_line(self) -> int:
        return sum(part.count("\n") for part in (self.opening, *(segment.text for segment in self.segments))) + 1


def parse(text: str) -> Document:
    """Take a file apart.

    Raises:
        Unreadable: a header is opened and never closed, or a line in it is no header line; with the line.
    """
    start = 1 if text.startswith("\ufeff") else 0
    blank = re.compile(r"(?:[ \t]*\r?\n)*").match(text, start)
    fence = _FENCE.match(text, blank.end() if blank else start)
    if not fence or not fence.group().endswith("\n"):
        return Document(text[:start], (), "", text[start:])
    first = text.count("\n", 0, fence.end()) + 1
    closing = _CLOSING.search(text, fence.end())
    if not closing:
        raise Unreadable(
            "the header that opens with --- is never closed",
            "add a line of --- below the last `key: value` line, or take the first --- out",
            line=first - 1,
        )
    lines = [f"{line}\n" for line in text[fence.end() : closing.start()].split("\n")[:-1]]
    return Document(text[: fence.end()], _segments(lines, first), closing.group(), text[closing.end() :])


def scalar(written: str) -> str:
    """What one written value says: quotes and a trailing comment taken off, nothing else interpreted."""
    quoted = re.fullmatch(_QUOTED, written) if written[:1] in ('"', "'") else None
    if not quoted:
        return _bare(written)
    text = quoted["text"]
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    try:
        return str(json.loads(text)).encode(errors="replace").decode()  # half a character is none
    except ValueError:
        return _yaml_text(text)


def is_yes(value: str) -> bool:
    """Whether a value says so."""
    return value.lower() in ("true", "yes", "1")


def emit(value: str | Iterable[str]) -> str:
    """A value as it is written: plain where every reader of YAML takes it as this text, else quoted as JSON."""
    if not isinstance(value, str):
        return f"[{', '.join(emit(item) if ',' not in item else _quote(item) for item in value)}]"
    safe = _PLAIN.fullmatch(value) and value.lower() not in _TYPED and value == value.strip() and ": " not in value
    return value if safe else _quote(value)


def _quote(text: str) -> str:
    """A JSON string, which YAML reads as the same text; what is no printable YAML is escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() or char > "\uffff" else json.dumps(char)[1:-1] for char in quoted)


def _segments(lines: list[str], first: int) -> tuple[Segment, ...]:
    found: list[Segment] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, first):
        bare = line.strip()
        if not bare or bare[0] == "#":
            found.append(Segment("", line, number))
        elif line[0] in " \t" or bare == "-" or line.startswith("- "):
            keyed = next((n for n in range(len(found) - 1, -1, -1) if found[n].key), None)
            if keyed is None:
                raise Unreadable("this line belongs to no key", "begin the header with `key: value`", line=number)
            joined = "".join(segment.text for segment in found[keyed:]) + line
            found[keyed:] = [replace(found[keyed], text=joined)]
        elif match := _KEY.fullmatch(line):
            if match["key"] in seen:
                message = f"`{match['key']}` stands twice in the header, first on line {seen[match['key']]}"
                raise Unreadable(message, "take one of the two out", line=number)
            seen[match["key"]] = number
            found.append(Segment(match["key"], line, number))
        else:
            hint = "write it as `key: value`, or move it below the closing ---"
            raise Unreadable(f"this line of the header has no key: {bare[:60]}", hint, line=number)
    return tuple(found)


def _split(segment: Segment) -> tuple[str, list[str]]:
    """(what stands beside the key, the lines below it)."""
    head, *rest = segment.text.removesuffix("\n").split("\n")
    return head.partition(":")[2].strip(), rest


def _bare(written: str) -> str:
    return _COMMENT.sub("", written).strip() if "#" in written else written.strip()


def _keep_comment(segment: Segment, line: str, end: str) -> str:
    """The new line of a key, with the comment that stood behind its old value."""
    inline, rest = _split(segment)
    comment = _COMMENT.search(inline)
    if rest or not comment or re.fullmatch(_QUOTED, inline):
        return line
    return f"{line.rstrip()}  {comment.group().strip()}{end}"


def _block(lines: list[str], *, folded: bool) -> str:
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return (" " if folded else "\n").join(line[indent:].rstrip() for line in lines).strip()


def _flow(inline: str) -> list[str] | None:
    """The items of `[a, "b, c"]`; None where that is not all of the line."""
    items: list[str] = []
    at, closed = 1, not inline.startswith("[")
    while not closed:
        found = _FLOW_ITEM.match(inline, at)
        if not found:
            return None
        items.append(scalar(found.group(1)))
        at, closed = found.end(), found.group(2) == "]"
    return items if inline.startswith("[") and not _bare(f" {inline[at:]}") else None


def _yaml_list(segment: Segment) -> list[str]:
    value = _yaml(segment.text.partition(":")[2].strip(), segment.line)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Unreadable(
            f"`{segment.key}` is not a list of words", f"write `{segment.key}: [one, two]`", line=segment.line
        )
    return [_whole(item) for item in value]


def _yaml_text(text: str) -> str:
    value = _yaml(text, None)
    return _whole(value) if isinstance(value, str) else text


def _whole(text: str) -> str:
    """A text without half letters (surrogates), which YAML can name and nothing can write."""
    return text.encode(errors="replace").decode()


def _yaml(text: str, line: int | None) -> object:
    """What PyYAML makes of a value, every scalar a text."""
    # Only for what the lines above do not read, which is rare: PyYAML takes longer to load than all else here.
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    error = Unreadable("this value cannot be read", "write it on one line, as text or as [one, two]", line=line)
    if text.count("[") + text.count("{") > _DEEPEST or re.search(r"(?:^|[\s\[{,])[&*!]", text):
        raise error
    try:
        return YAMLHandler().load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        raise error from None
