"""A corpus for others: what was agreed to, under pseudonyms, without the paths and files that carry names.

Whoever reads it sees roles for people, ids for files, and words in which listed names are replaced. A journal's own
files, its history, addresses and forges are left out. What is left of a listed name stops the export.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain

from mentorlog.errors import BadValue
from mentorlog.model import clock
from mentorlog.model.anchor import ORPHAN, Anchor, Target
from mentorlog.model.anchor import target as anchored
from mentorlog.model.comment import Comment, Remark
from mentorlog.model.consent import Ledger, Use, said_on, written_on
from mentorlog.model.entry import Call, Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.past import Named, Past, Said, named
from mentorlog.model.person import People, Person
from mentorlog.model.revision import Revision
from mentorlog.research.codes import Codes
from mentorlog.research.corpus import Corpus, Text
from mentorlog.research.names import Names, runs
from mentorlog.research.pseudonyms import Pseudonymiser, Replaced
from mentorlog.research.report import Report
from mentorlog.research.roles import aliases, called, number, numbered, with_people

_LONG_WORD = 80
"""Letters; no word that begins or ends a quote is longer."""
_ADDRESS = re.compile(r"\S+://\S*|\bwww\.\S*")


class Known(Past):
    """A past of which no more is told than where comments stand, and the earlier wordings that may be read.

    Args:
        anchors: where each comment stands.
        revisions: the saved states of entries, by id.
        texts: what they read, by the name that stands for git's.
    """

    def __init__(
        self, anchors: Mapping[Named, Anchor], revisions: Mapping[str, list[Revision]], texts: Mapping[str, str]
    ) -> None:
        self._anchors = anchors
        self._revisions = revisions
        self._texts = texts

    def revisions(self, entry: Entry) -> list[Revision]:
        """The saved states of an entry that may be read."""
        return self._revisions.get(entry.id, [])

    def text(self, entry: Entry, blob: str) -> str | None:
        """What one of them reads."""
        return self._texts.get(blob, super().text(entry, blob))

    def anchors(self, said: Said) -> Mapping[Named, Anchor]:
        """Where the comments on each entry's words stand."""
        each = (named(comment) for _, comments in said for comment in comments)
        return {name: self._anchors[name] for name in each if name in self._anchors}


class Disclosure:
    """One journal on its way to others.

    Args:
        corpus: all of it.
        ledger: who agreed to what.
        use: what the export is for.
        names: the list of names.
    """

    def __init__(self, corpus: Corpus, ledger: Ledger, use: Use, names: Names) -> None:
        self._corpus = corpus
        self._journal = corpus.journal
        self._ledger = ledger
        self._use = use
        self._engine = Pseudonymiser(with_people(names, corpus.journal.people))
        self._aliases = aliases(corpus.journal.people)
        self._codes = Codes(corpus, self._refusal, self._engine.plain)
        self.report = Report(use, files=len(corpus.files))

    def corpus(self) -> Corpus:
        """What others may read.

        Raises:
            BadValue: two entries have one id, so that it is not sure what was said of which.
        """
        counts = Counter(entry.id for entry in self._journal.entries)
        if twice := [id_ for id_, count in counts.items() if count > 1]:
            raise BadValue(f"two entries have the id {twice[0]}", "`mentorlog check` names them; give one another id")
        entries = [entry for entry in self._journal.entries if self._is_in(entry.channel, self._why_not(entry))]
        self.report.unlisted = sum(map(self._was_saved_by_unlisted, entries))
        bodies = {entry.id: self._engine.text(entry.body) for entry in entries}
        shown = [self._entry(entry, bodies[entry.id]) for entry in entries]
        said: list[Comment] = []
        anchors: dict[Named, Anchor] = {}
        for entry in self._journal.entries:
            thread = self._journal.thread(entry.id)
            for remark in (*thread.remarks, *thread.notes):
                if self._may(remark, entry, entry.id in bodies):
                    comment, anchor = self._comment(remark, entry, bodies[entry.id])
                    said.append(comment)
                    anchors |= {named(comment): anchor} if anchor else {}
        heard = {comment.id for comment in said}
        said = [each if each.in_reply_to in heard else replace(each, in_reply_to="") for each in said]
        texts = {entry.path: Text("", entry.body) for entry in shown}
        texts |= {comment.path: Text("", comment.body) for comment in said}
        revisions, earlier = self._earlier(entries)
        definitions = self._codes.definitions({each.code for each in said if each.code})
        people = self._people(shown, said, chain.from_iterable(revisions.values()))
        journal = Journal(people, shown, said, past=Known(anchors, revisions, earlier), definitions=definitions)
        meanings = (text for each in self._journal.definitions for text in (each.code, each.meaning))
        self._look([*self._read(entries), *meanings])
        dates = [entry.date for entry in shown if entry.date] + [comment.date for comment in said]
        return Corpus(journal, self._corpus.commit, max(dates, default=None), texts, use=self._use)

    def residues(self, texts: Iterable[str]) -> Iterator[str]:
        """Listed names that are left in some texts, each with the words around it."""
        for text in dict.fromkeys(texts):
            for residue in self._engine.residues(text):
                yield f"{residue.name}: … {residue.around} …"

    # What may be read

    def _is_in(self, channel: Channel, why_not: str) -> bool:
        if why_not:
            self.report.left_out[f"{channel.noun}: {why_not}"] += 1
        else:
            self.report.kept[channel.noun] += 1
        return not why_not

    def _why_not(self, entry: Entry, *, revision: bool = False) -> str:
        """Why an entry is left out.

        It takes everybody who wrote in it, by its header and by its history; a call is both people's besides. And it
        takes the day on which it was written and that on which it came to read as it does.
        """
        written = written_on(entry)
        if written is None:
            return "it has no date"
        past = self._journal.past.revisions(entry)
        whose = {entry.author, *(each.author for each in past if each.author in self._journal.people)}
        if entry.channel is Channel.CALL:
            whose |= {person.handle for person in self._journal.people.pair()} | {entry.call.host if entry.call else ""}
        days = [written]
        days += [max(written, clock.day_of(past[-1].date, entry.zone))] if len(past) > 1 else []
        refusals = (
            self._refusal(person, entry.channel, day, revision=revision)
            for person in sorted(whose - {""})
            for day in days
        )
        return next(filter(None, refusals), "")

    def _was_saved_by_unlisted(self, entry: Entry) -> bool:
        return any(each.author not in self._journal.people for each in self._journal.past.revisions(entry))

    def _may(self, remark: Remark, entry: Entry, is_in: bool) -> bool:  # noqa: FBT001 - a fact about the entry
        """Whether what was said may be read: as it reads today, and only where all of that was agreed to."""
        why = "" if is_in else "what it is about is left out"
        if remark.retracted:
            why = "its author took it back"
        if remark.comment.code and not self._codes.name(remark.comment):
            why = why or "its code was not agreed to"
        for comment in (remark.comment, *remark.last):
            why = why or self._refusal(comment.author, entry.channel, said_on(comment, self._journal.people))
        self.report.kept["comment"] += not why
        if why:
            self.report.left_out[f"comment: {why}"] += 1
        return not why

    def _refusal(self, person: str, channel: Channel, day: date, *, revision: bool = False) -> str:
        if person not in self._journal.people:
            return "by somebody whom the journal does not list"
        return self._ledger.refusal(person, channel, day, self._use, revision=revision)

    # How it reads

    def _entry(self, entry: Entry, body: Replaced) -> Entry:
        plain = self._engine.plain
        return replace(
            entry, id=number(entry.id), title=plain(entry.title), author=self._aliases[entry.author], blob="",
            body=body.text, path=_path(entry), feelings=tuple(map(plain, entry.feelings)),
            tags=tuple(map(plain, entry.tags)), about=tuple(map(number, entry.about)),
            transcript_of=number(entry.transcript_of), call=entry.call and self._call(entry.call),
        )  # fmt: skip

    def _call(self, call: Call) -> Call:
        plain = self._engine.plain
        return replace(
            call, host=self._aliases.get(call.host, ""), link="", place=plain(_ADDRESS.sub("", call.place)),
            recorded=plain(_ADDRESS.sub("", call.recorded)), series=number(call.series),
        )  # fmt: skip

    def _comment(self, remark: Remark, entry: Entry, body: Replaced) -> tuple[Comment, Anchor | None]:
        """What was said, in its last wording, with the words of today's text that it stands on.

        The words as they were read then are an earlier wording of the entry, and half a name may stand at their edge.
        """
        comment = remark.comment
        id_, about = numbered(comment.id), number(entry.id)
        text = self._engine.plain("\n\n".join(text for text in remark.texts if text.strip()))
        anchor = self._journal.anchor(comment, entry)
        target = None
        if anchor and anchor.span:
            start, end = _whole_runs(body.text, *body.moved(*anchor.span))
            around = anchored(body.text, start, end, "")
            prefix, suffix = around.prefix.partition(" ")[2], around.suffix.rpartition(" ")[0]
            anchor, target = Anchor(anchor.state, start, end), Target(around.exact, prefix, suffix)
        elif comment.target:
            anchor, target = ORPHAN, Target("")  # words that are gone are an earlier wording
        made = Comment(
            id_, about, self._aliases[comment.author], comment.date, motivation=comment.motivation, body=text,
            in_reply_to=numbered(comment.in_reply_to), target=target, agenda=comment.agenda, call=number(comment.call),
            code=self._codes.name(comment),
            path=f"comments/{about}/{id_}.md",
        )  # fmt: skip
        return made, anchor if target else None

    def _earlier(self, entries: Iterable[Entry]) -> tuple[dict[str, list[Revision]], dict[str, str]]:
        """The earlier wordings that were agreed to, under names that git does not know."""
        revisions: dict[str, list[Revision]] = {}
        texts: dict[str, str] = {}
        for entry in entries:
            if self._why_not(entry, revision=True):
                continue
            past = self._journal.past.revisions(entry)
            blobs = {
                blob: f"{number(entry.id)}-{count}"
                for count, blob in enumerate(dict.fromkeys(each.blob for each in past), 1)
            }
            for blob, name in blobs.items():
                texts[name] = self._engine.plain(self._journal.past.text(entry, blob) or "") if blob else ""
            path = _path(entry)
            for each in past:
                author, blob = self._aliases.get(each.author, ""), blobs[each.blob] if each.blob else ""
                shown = replace(each, commit="", author=author, path=path, blob=blob, before=blobs.get(each.before, ""))
                revisions.setdefault(number(entry.id), []).append(shown)
        return revisions, texts

    def _people(self, shown: Iterable[Entry], said: Iterable[Comment], past: Iterable[Revision]) -> People:
        """Those of whom something is in."""
        heard = {entry.author for entry in shown} | {entry.call.host for entry in shown if entry.call}
        heard |= {comment.author for comment in said} | {revision.author for revision in past}
        known = ((self._journal.people[handle], alias) for handle, alias in self._aliases.items() if alias in heard)
        return People(Person(alias, called(alias), "", person.role, person.zone) for person, alias in known)

    def _read(self, entries: Iterable[Entry]) -> Iterator[str]:
        """What the pair wrote of what is in, as they wrote it."""
        for entry in entries:
            yield from (entry.title, entry.body, *entry.tags, *entry.feelings)
            thread = self._journal.thread(entry.id)
            yield from (text for remark in (*thread.remarks, *thread.notes) for text in remark.texts)

    def _look(self, texts: Iterable[str]) -> None:
        """What the pair should look at: names that the list may lack."""
        for text in texts:
            self._engine.look(text)
        self.report.unknown, self.report.inside = self._engine.unknown, self._engine.inside


def _whole_runs(text: str, start: int, end: int) -> tuple[int, int]:
    """A range with the words whole that it begins and ends in: a piece of one may read like a name."""
    low = max(0, start - _LONG_WORD)
    spans = ((low + run.start(), low + run.end()) for run in runs(text[low : end + _LONG_WORD]))
    cut = [span for span in spans if span[0] < end and span[1] > start]
    return (min(start, cut[0][0]), max(end, cut[-1][1])) if cut else (start, end)


def _path(entry: Entry) -> str:
    return f"{entry.channel.folder}/{number(entry.id)}.md"
