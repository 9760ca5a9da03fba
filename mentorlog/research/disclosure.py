"""A corpus for others: what was agreed to, under pseudonyms, without the paths and files that carry names.

Whoever reads it sees roles for people, ids for files, and words in which listed names are replaced. A journal's own
files, its history, addresses and forges are left out. What is left of a listed name stops the export.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from mentorlog.errors import BadValue
from mentorlog.model import clock
from mentorlog.model.anchor import ORPHAN, Anchor, Target
from mentorlog.model.comment import Comment
from mentorlog.model.consent import Ledger, Use
from mentorlog.model.entry import Call, Channel, Entry
from mentorlog.model.ids import moment_of
from mentorlog.model.journal import Journal
from mentorlog.model.past import Named, Past, Said, named
from mentorlog.model.person import People, Person, Role
from mentorlog.model.revision import Revision
from mentorlog.research.corpus import Corpus, Text
from mentorlog.research.pseudonyms import Names, Pseudonymiser, Replaced, tokens


@dataclass
class Report:
    """What became of a journal on its way to others.

    Attributes:
        use: for which it is.
        kept: how many entries and comments are in it, by channel.
        left_out: how many are not, by channel and reason.
        files: how many other files are left out.
        unknown: capitalised words that the list does not know, and how often they stand there: for the pair alone.
        inside: listed names within longer words, and how often: for the pair alone.
    """

    use: Use
    kept: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    files: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)

    def json(self) -> bytes:
        """What others may know of it: no word of what was left out."""
        told = {
            "use": str(self.use),
            "kept": dict(sorted(self.kept.items())),
            "left out": dict(sorted(self.left_out.items())),
            "files left out": self.files,
        }
        return json.dumps(told, indent=1).encode() + b"\n"


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


def with_people(names: Names, people: People) -> Names:
    """A list with the journal's own people in it: whoever is not listed there is called by their role.

    Raises:
        BadValue: a pseudonym holds a listed name.
    """
    listed = dict(names.pseudonyms)
    for person, alias in aliases(people).items():
        role = _called(alias)
        name = people[person].name
        for each in (name, *name.split(), people[person].mail, person):
            if any(len(token.key) > 1 for token in tokens(each)):
                listed.setdefault(each, listed.get(name, role))
    made = Names(listed, names.words, names.kept)
    engine = Pseudonymiser(made)
    for name, pseudonym in listed.items():
        if any(engine.residues(pseudonym)):
            raise BadValue(f"what stands for '{name}' holds a listed name itself", "choose another pseudonym")
    return made


def aliases(people: People) -> dict[str, str]:
    """What each person is called for others, by handle: their role."""
    counts = Counter(person.role for person in people)
    numbers: Counter[Role] = Counter()
    found = {}
    for person in people:
        numbers[person.role] += 1
        alone = counts[person.role] == 1
        found[person.handle] = str(person.role) if alone else f"{person.role}-{numbers[person.role]}"
    return found


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
        self.report = Report(use, files=len(corpus.files))

    def corpus(self) -> Corpus:
        """What others may read."""
        entries = [entry for entry in self._journal.entries if self._is_in(entry.channel, self._why_not(entry))]
        bodies = {entry.id: self._engine.text(entry.body) for entry in entries}
        known = {entry.id: entry for entry in entries}
        comments = [comment for comment in self._corpus.said() if self._may(comment, known)]
        anchors = {
            (_number(each.entry_id), _numbered(each.id)): self._anchor(each, known, bodies)
            for each in comments
            if each.target
        }
        shown = [self._entry(entry, bodies[entry.id]) for entry in entries]
        said = [self._comment(each, known[each.entry_id]) for each in comments]
        texts = {entry.path: Text("", entry.body) for entry in shown}
        texts |= {comment.path: Text("", comment.body) for comment in said}
        past = Known(anchors, *self._earlier(entries))
        journal = Journal(self._people(), shown, said, past=past)
        self._look([*(entry.body for entry in entries), *(comment.body for comment in comments)])
        return Corpus(journal, self._corpus.commit, self._corpus.saved, texts, use=self._use)

    def residues(self, texts: Iterable[str]) -> Iterator[str]:
        """Listed names that are left in some texts, each with the words around it."""
        for text in texts:
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
        """Why an entry is left out; a call is both people's."""
        if entry.moment is None:
            return "it has no date"
        day = clock.day_of(entry.date or entry.moment, entry.zone)
        whose = [entry.author]
        if entry.channel is Channel.CALL:
            whose = [person.handle for person in self._journal.people.pair()]
        return next(
            (why for person in whose if (why := self._refusal(person, entry.channel, day, revision=revision))), ""
        )

    def _may(self, comment: Comment, known: Mapping[str, Entry]) -> bool:
        entry = self._journal.get(comment.entry_id)
        if entry is None or entry.id not in known:
            self.report.left_out["comment: what it is about is left out"] += 1
            return False
        zone = self._journal.people[comment.author].zone
        why = self._refusal(comment.author, entry.channel, clock.day_of(comment.date, zone))
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
            entry, id=_number(entry.id), title=plain(entry.title), author=self._aliases[entry.author], blob="",
            body=body.text, path=_path(entry), feelings=tuple(map(plain, entry.feelings)),
            tags=tuple(map(plain, entry.tags)), about=tuple(map(_number, entry.about)),
            transcript_of=_number(entry.transcript_of), call=entry.call and self._call(entry.call),
        )  # fmt: skip

    def _call(self, call: Call) -> Call:
        plain = self._engine.plain
        return replace(
            call, host=self._aliases.get(call.host, ""), link="", place=plain(call.place),
            recorded=plain(call.recorded), series=_number(call.series),
        )  # fmt: skip

    def _comment(self, comment: Comment, entry: Entry) -> Comment:
        number, about = _numbered(comment.id), _number(entry.id)
        return replace(
            comment, id=number, entry_id=about, author=self._aliases[comment.author], blob="", source=None,
            body=self._engine.plain(comment.body), path=f"comments/{about}/{number}.md", call=_number(comment.call),
            target=comment.target and self._target(comment.target), in_reply_to=_numbered(comment.in_reply_to),
            replaces=_numbered(comment.replaces), resolves=_numbered(comment.resolves),
            reopens=_numbered(comment.reopens), retracts=_numbered(comment.retracts),
        )  # fmt: skip

    def _target(self, target: Target) -> Target:
        """The words as they were read; what stands around them is cut to whole words: half a name is not listed."""
        before, after = tokens(target.prefix), tokens(target.suffix)
        prefix = target.prefix[before[0].end :] if before else target.prefix
        suffix = target.suffix[: after[-1].start] if after else target.suffix
        exact = self._engine.plain(target.exact)
        return Target(exact, self._engine.plain(prefix), self._engine.plain(suffix))

    def _anchor(self, comment: Comment, known: Mapping[str, Entry], bodies: Mapping[str, Replaced]) -> Anchor:
        entry = known[comment.entry_id]
        anchor = self._journal.anchor(comment, entry)
        if anchor is None or anchor.start is None or anchor.end is None:
            return Anchor(anchor.state) if anchor else ORPHAN
        start, end = bodies[entry.id].moved(anchor.start, anchor.end)
        return Anchor(anchor.state, start, end)

    def _earlier(self, entries: Iterable[Entry]) -> tuple[dict[str, list[Revision]], dict[str, str]]:
        """The earlier wordings that were agreed to, under names that git does not know."""
        revisions: dict[str, list[Revision]] = {}
        texts: dict[str, str] = {}
        for entry in entries:
            if self._why_not(entry, revision=True):
                continue
            past = self._journal.past.revisions(entry)
            blobs = {
                blob: f"{_number(entry.id)}-{number}"
                for number, blob in enumerate(dict.fromkeys(each.blob for each in past), 1)
            }
            for blob, name in blobs.items():
                texts[name] = self._engine.plain(self._journal.past.text(entry, blob) or "") if blob else ""
            path = _path(entry)
            for each in past:
                author, blob = self._aliases.get(each.author, ""), blobs[each.blob] if each.blob else ""
                shown = replace(each, commit="", author=author, path=path, blob=blob, before=blobs.get(each.before, ""))
                revisions.setdefault(_number(entry.id), []).append(shown)
        return revisions, texts

    def _people(self) -> People:
        known = ((self._journal.people[handle], alias) for handle, alias in self._aliases.items())
        return People(Person(alias, _called(alias), "", person.role, person.zone) for person, alias in known)

    def _look(self, texts: Iterable[str]) -> None:
        """What the pair should look at: names that the list may lack."""
        for text in texts:
            self._engine.look(text)
        self.report.unknown, self.report.inside = self._engine.unknown, self._engine.inside


def _called(alias: str) -> str:
    """`guest-2` as `Guest 2`."""
    return alias.replace("-", " ").capitalize()


def _path(entry: Entry) -> str:
    return f"{entry.channel.folder}/{_number(entry.id)}.md"


def _number(entry_id: str) -> str:
    """An entry's id for others: digits alone, for chance writes names with letters; the same in every export."""
    if not entry_id:
        return ""
    return f"{entry_id[:1]}-{int.from_bytes(hashlib.sha256(entry_id.encode()).digest()[:5]):012}"


def _numbered(comment_id: str) -> str:
    """The same of a comment, in the order of time."""
    if not comment_id:
        return ""
    chance = int.from_bytes(hashlib.sha256(comment_id.encode()).digest()[:3])
    return f"{round(moment_of(comment_id).timestamp() * 1000):015}{chance:08}"
