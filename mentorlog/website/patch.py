"""What a new comment changes in a site, found from its entry alone: the same as if the whole journal had been read.

A comment moves few facts: what was said of its entry, and the lists that the entry is in. Pages that asked for those
are made anew from what the manifest says of all else. Whatever is not as plain as that (a comment that was taken away,
one on an entry that is not here, the first act of a month) raises `NotKept`, and the whole journal is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from mentorlog.model.anchor import Anchor, State, stands
from mentorlog.model.check import with_comments
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.journal import Journal
from mentorlog.model.past import named
from mentorlog.repository.repository import Repository
from mentorlog.repository.since import Since
from mentorlog.website.facts import About, Row, Talk, digest
from mentorlog.website.finder import last_month, last_pieces
from mentorlog.website.kept import KeptSite, NotKept
from mentorlog.website.manifest import Manifest
from mentorlog.website.pages import Page
from mentorlog.website.renewal import Renewal
from mentorlog.website.site import answer
from mentorlog.website.state import known
from mentorlog.website.told import COUNTED, told
from mentorlog.website.words import Words

_COMMENTS = "comments"


def entries_spoken_of(touched: Iterable[str]) -> set[str] | None:
    """The ids of the entries that comments were touched of; None where anything but comments was."""
    parts = [path.split("/") for path in touched]
    plain = all(len(part) == 3 and part[0] == _COMMENTS and part[2].endswith(".md") for part in parts)  # noqa: PLR2004 - comments/<entry id>/<comment id>.md
    return {part[1] for part in parts} if plain else None


def patch(repository: Repository, manifest: Manifest, ids: set[str], since: Since) -> tuple[Renewal, KeptSite]:
    """What changes in the site where comments came.

    Args:
        repository: the journal.
        manifest: of the site.
        ids: of the entries that they are about.
        since: what came.

    Raises:
        NotKept: the manifest cannot tell.
    """
    site = KeptSite(manifest, repository.files, repository.people, lambda: repository.past)
    words = Words(*manifest.note("words"))
    for id_ in sorted(ids):
        _hear(site, repository, id_, since)
    found = Renewal()
    now = [known(kind, of, value) for (kind, of), value in site.values.items()]
    was = {fact[:2]: manifest.fact(fact.kind, fact.of) for fact in now}
    found.facts = [fact for fact in now if getattr(was[fact[:2]], "digest", b"") != fact.digest]
    lines = manifest.page_lines(manifest.readers(fact[:2] for fact in found.facts))
    found.pages = {path: (_page(site.given(line), path, site, words), line) for path, line in sorted(lines.items())}
    found.ready = {path: page.made() for path, (page, _) in found.pages.items()}
    pieces = {f"search/{path}": text.encode() for path, text in last_pieces(site, words)}
    files = manifest.files_like(f"search/d/{last_month(site)}-*") | manifest.files_like("search/last.js")
    found.files = {path: data for path, data in pieces.items() if files.get(path) != digest(data)}
    found.gone = files.keys() - pieces.keys()
    return found, site


def _page(line: list[Any], path: str, site: KeptSite, words: Words) -> Page:
    template, title, given = line
    return Page(path, title, template, given, site, words)


def _hear(site: KeptSite, repository: Repository, id_: str, since: Since) -> None:
    """Take in what was said about one entry."""
    place = site.ask("told", id_)
    if not place:
        raise NotKept(id_)
    entry: Entry = site.ask("file", place["path"])
    about: About = site.ask("about", entry.path)
    talk = _talk(site, repository, about, entry, since)
    new: dict[str, list[Row]] = defaultdict(list)
    for name, row in told(entry, talk, about, site.people):
        new[name].append(row)
    site.values["talk", id_] = talk
    if entry.channel is Channel.QUESTION:
        site.values["answer", entry.path] = answer(entry, talk.thread)
    site.values["told", id_] = {"path": entry.path, "lists": sorted(new)}
    for name in sorted({*place["lists"], *new}):
        _relist(site, name, entry.path, new[name])


def _relist(site: KeptSite, name: str, path: str, rows: list[Row]) -> None:
    """Put the rows of an entry in the place of those that it had in a list."""
    before: list[Row] = site.ask("list", name)
    others = [row for row in before if row[-1] != path]
    after = sorted([*others, *rows])
    if after == before:
        return
    kind, _, rest = name.partition(" ")
    if kind in COUNTED:
        lengths = site.ask("lists", kind)
        if rest not in lengths or not after:  # a month came, or went
            raise NotKept(name)
        last = last_month(site)
        site.values["lists", kind] = {**lengths, rest: len(after)}
        if kind == "found" and (rest != last or last_month(site) != last or _shared(others, rows)):
            raise NotKept(name)
    site.values["list", name] = after


def _shared(others: list[Row], rows: list[Row]) -> set[str]:
    """The ids of comments that are on two entries, by mistake."""
    return {row[2] for row in others} & {row[2] for row in rows} - {""}


def _talk(site: KeptSite, repository: Repository, about: About, entry: Entry, since: Since) -> Talk:
    """What is said about an entry now: what was said before stands where it stood."""
    old: Talk = site.ask("talk", entry.id)
    before = {comment.path: comment for comment in old.comments if comment.path not in since.touched}
    read = list(repository.files.comments(repository.people, entry.id))
    comments = tuple(each for each in read if isinstance(each, Comment))
    if before.keys() - {each.path for each in comments}:  # some lie elsewhere
        raise NotKept(entry.id)
    amiss = with_comments(Journal(repository.people, [entry], comments))
    if len(comments) < len(read) or any(amiss):
        raise NotKept(entry.id)
    anchors, blobs = {}, {}
    for comment in comments:
        anchor: Anchor | None
        if comment == before.get(comment.path):
            anchor, blobs[comment.id] = old.anchors.get(comment.id), old.read[comment.id]
        else:
            anchor, blobs[comment.id] = _stand(site, about, entry, comment, since)
        if anchor:
            anchors[comment.id] = anchor
    return Talk(comments, anchors, blobs)


def _stand(site: KeptSite, about: About, entry: Entry, comment: Comment, since: Since) -> tuple[Anchor | None, str]:
    """Where a new comment stands, and git's name for the text that it was made on."""
    target = comment.target
    if target and target.blob == entry.blob and stands(target, entry.body):
        return Anchor(State.ANCHORED, target.start, target.end), target.blob
    if target is None and {each.blob for each in about.revisions} <= {entry.blob}:
        is_saved = about.revisions and comment.path not in since.now.unsaved
        return None, entry.blob if is_saved else ""  # it never read otherwise
    return site.past.anchors([(entry, [comment])]).get(named(comment)), site.past.blob_read(comment, entry)
