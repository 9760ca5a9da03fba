"""REFI-QDA (https://www.qdasoftware.org, schema `urn:QDA-XML:project:1.0`): a project that QDA programs open.

Each entry is a source, in a set of its channel; themes and feelings are codes on the whole of it; what was said of some
words is a selection with a memo, what was said of all of it a memo of the source. A passage that was coded is a
selection with a code of the codebook; a code whose words are gone is told in a memo. Positions count code points from
0 in the source's text, in which every line end is LF; an end is the place behind the last letter. The same journal
gives the same GUIDs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID
from xml.etree import ElementTree as ET

from mentorlog.model.comment import Comment
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.question import first_answer
from mentorlog.research.corpus import Corpus

PROJECT = "project.qde"
_XML = "urn:QDA-XML:project:1.0"
_VARIABLES = {"author": "Text", "date": "DateTime", "channel": "Text", "latency": "Float"}
"""Latency: hours from a question to the first answer of somebody else."""
_HOUR = 3600

Memo = tuple[Comment, str]
"""Something that was said or noted, with its wording today; "" for a code without words."""


def project(corpus: Corpus) -> dict[str, bytes]:
    """The members of a `.qdpx` archive, by their names."""
    return _Project(corpus).members()


class _Project:
    """One corpus on its way to a project."""

    def __init__(self, corpus: Corpus) -> None:
        self._journal = corpus.journal
        self._entries = corpus.journal.entries
        self._memos = {entry.path: list(self._said(entry)) for entry in self._entries}
        self._texts: dict[str, bytes] = {}
        self._root = ET.Element("Project", {"xmlns": _XML, "name": "A journal of mentoring", "origin": "mentorlog"})
        if corpus.saved:
            self._root.set("creationDateTime", _instant(corpus.saved))

    def members(self) -> dict[str, bytes]:
        """Everything, written down."""
        self._users()
        self._codes()
        variables = ET.SubElement(self._root, "Variables")
        for name, kind in _VARIABLES.items():
            ET.SubElement(variables, "Variable", guid=_guid("variable", name), name=name, typeOfVariable=kind)
        for entry in self._entries:
            self._source(self._room("Sources"), entry)
        for comment, text in (memo for memos in self._memos.values() for memo in memos):
            if text:
                note = self._text(self._room("Notes"), "Note", _guid("comment", comment.id), text)
                _made_by(note, comment.id, comment.author, comment.date)
        self._sets()
        ET.indent(self._root, " ")
        whole = ET.tostring(self._root, encoding="utf-8", xml_declaration=True)
        return {PROJECT: whole + b"\n", **self._texts}

    def _said(self, entry: Entry) -> Iterable[Memo]:
        """What was said of an entry and stands; of two with one id, the first was meant."""
        if self._journal.get(entry.id) is not entry:
            return
        thread = self._journal.thread(entry.id)
        for remark in (*thread.remarks, *thread.notes):
            comment = remark.comment
            text = "\n\n".join(text for text in remark.texts if text.strip())
            if comment.code and comment.target and self._span(entry, comment) is None:
                text = f"{comment.code}: {comment.target.exact}\n\n{text}".strip()
            if (text or comment.code) and not remark.retracted:
                yield comment, text

    def _users(self) -> None:
        handles = {person.handle for person in self._journal.people} | {entry.author for entry in self._entries}
        handles |= {comment.author for memos in self._memos.values() for comment, _ in memos}
        for handle in sorted(handles):
            name = _xml(self._journal.people[handle].name)
            ET.SubElement(self._room("Users"), "User", guid=_guid("user", handle), name=name)

    def _codes(self) -> None:
        made = ET.Element("Codes")
        for kind, words in (("themes", "tags"), ("feelings", "feelings")):
            if found := sorted({word for entry in self._entries for word in getattr(entry, words)}):
                group = ET.SubElement(made, "Code", guid=_guid("code", kind), name=kind, isCodable="false")
                for word in found:
                    _code(group, f"{kind}/{word}", word)
        self._codebook(made)
        if len(made):
            self._room("CodeBook").append(made)

    def _codebook(self, made: ET.Element) -> None:
        """The codebook's own codes, each in the one above it, and what was given though it is not there."""
        book, places = self._journal.codebook, {"": made}
        for code in book.codes:
            place = places[code.word] = _code(places[code.under], f"codes/{code.word}", code.word)
            if meaning := "\n\n".join(each.meaning for each in code.definitions if each.meaning):
                ET.SubElement(place, "Description").text = _xml(meaning)
        given = {comment.code for memos in self._memos.values() for comment, _ in memos if comment.code}
        for word in sorted(word for word in given if not book.find(word)):
            _code(made, f"codes/{word}", word)

    def _source(self, sources: ET.Element, entry: Entry) -> None:
        source = self._text(sources, "TextSource", _guid("entry", entry.path), entry.body)
        _made_by(source, entry.title, entry.author, entry.moment)
        whole = [memo for memo in self._memos[entry.path] if not self._selected(source, entry, *memo)]
        for kind, words in (("themes", entry.tags), ("feelings", entry.feelings)):
            for word in dict.fromkeys(words):
                _coding(source, f"{entry.path}/{kind}/{word}", entry.author, f"{kind}/{word}")
        for comment, _ in whole:
            if comment.code and not comment.target:
                _coding(source, comment.id, comment.author, self._named(comment))
        for comment, text in whole:
            if text:
                ET.SubElement(source, "NoteRef", targetGUID=_guid("comment", comment.id))
        self._values(source, entry)

    def _selected(self, source: ET.Element, entry: Entry, comment: Comment, text: str) -> bool:
        """Whether words of the source are what was spoken of; then they are selected."""
        span = self._span(entry, comment)
        if span is None:
            return False
        guid, (start, end) = _guid("selection", comment.id), map(str, span)
        selection = ET.SubElement(source, "PlainTextSelection", guid=guid, startPosition=start, endPosition=end)
        _made_by(selection, comment.id, comment.author, comment.date)
        if comment.code:
            _coding(selection, comment.id, comment.author, self._named(comment))
        if text:
            ET.SubElement(selection, "NoteRef", targetGUID=_guid("comment", comment.id))
        return True

    def _span(self, entry: Entry, comment: Comment) -> tuple[int, int] | None:
        """Where the words stand that were spoken of; None where they are gone, and for an entry as a whole."""
        anchor = self._journal.anchor(comment, entry)
        return anchor.span if anchor else None

    def _named(self, comment: Comment) -> str:
        """The name of the code that was given."""
        code = self._journal.codebook.find(comment.code)
        return f"codes/{code.word if code else comment.code}"

    def _values(self, source: ET.Element, entry: Entry) -> None:
        values = {"author": entry.author, "channel": entry.channel.noun}
        if entry.moment:
            values["date"] = _instant(entry.moment)
        answer = first_answer(entry, self._journal.thread(entry.id))
        if answer and entry.date:
            passed = answer.date.timestamp() - entry.date.timestamp()
            values["latency"] = f"{max(0.0, passed) / _HOUR:.3f}"
        for name in [name for name in _VARIABLES if name in values]:
            value = ET.SubElement(source, "VariableValue")
            ET.SubElement(value, "VariableRef", targetGUID=_guid("variable", name))
            ET.SubElement(value, f"{_VARIABLES[name]}Value").text = _xml(values[name])

    def _sets(self) -> None:
        for channel in Channel:
            if members := [entry for entry in self._entries if entry.channel is channel]:
                made = ET.SubElement(self._room("Sets"), "Set", guid=_guid("set", channel.noun), name=channel.noun)
                for entry in members:
                    ET.SubElement(made, "MemberSource", targetGUID=_guid("entry", entry.path))

    def _room(self, name: str) -> ET.Element:
        """A part of the project, which may not be there empty."""
        found = self._root.find(name)
        return found if found is not None else ET.SubElement(self._root, name)

    def _text(self, parent: ET.Element, tag: str, guid: str, text: str) -> ET.Element:
        """A text that lies beside the project, as it is: XML cannot hold every letter."""
        self._texts[f"sources/{guid}.txt"] = text.encode(errors="replace")
        return ET.SubElement(parent, tag, guid=guid, plainTextPath=f"internal://{guid}.txt")


def _code(parent: ET.Element, name: str, word: str) -> ET.Element:
    return ET.SubElement(parent, "Code", guid=_guid("code", name), name=_xml(word), isCodable="true")


def _coding(parent: ET.Element, name: str, author: str, code: str) -> None:
    coding = ET.SubElement(parent, "Coding", guid=_guid("coding", name), creatingUser=_guid("user", author))
    ET.SubElement(coding, "CodeRef", targetGUID=_guid("code", code))


def _made_by(element: ET.Element, name: str, author: str, when: datetime | None) -> None:
    element.set("name", _xml(name))
    element.set("creatingUser", _guid("user", author))
    if when:
        element.set("creationDateTime", _instant(when))


def _guid(kind: str, name: str) -> str:
    """A GUID that is the same in every export; of digits alone, for chance writes names with letters."""
    number = int.from_bytes(hashlib.sha256(f"mentorlog {kind}:{name}".encode()).digest()) % 10**32
    return str(UUID(f"{number:032}"))


def _instant(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _xml(text: str) -> str:
    """A text without what XML cannot hold (https://www.w3.org/TR/xml/#charsets)."""
    kept: Sequence[tuple[str, str]] = [(" ", "\ud7ff"), ("\ue000", "\ufffd"), ("\U00010000", "\U0010ffff")]
    return "".join(
        char if char in "\t\n\r" or any(first <= char <= last for first, last in kept) else "\ufffd" for char in text
    )
