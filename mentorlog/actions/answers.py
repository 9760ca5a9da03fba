"""Answers made here, written on the forge too: each once, with a mark by which it is known again."""

from __future__ import annotations

from collections.abc import Collection

from mentorlog.actions.imports import list_login
from mentorlog.actions.writer import Writer
from mentorlog.forges.client import Client
from mentorlog.importers.hunks import Passage
from mentorlog.importers.reviews import Homecoming, Known, is_marked, marked
from mentorlog.model.comment import Comment, Motivation, Remark
from mentorlog.model.journal import Journal
from mentorlog.model.source import family

_SILENT = (Motivation.READING, Motivation.BOOKMARKING)


def list_me(writer: Writer, client: Client) -> None:
    """Write down whose token it is: what is published comes home as what it is by that login alone."""
    login = client.do(client.forge.me())
    if login and writer.repository.people.by_login(login, client.forge.kind) is None:
        list_login(writer, writer.person, client.forge.kind, login)


def publish(writer: Writer, client: Client, journal: Journal, number: int) -> int:
    """Answer on a pull request what was answered here by this person, once; returns how many answers went.

    The answers must be shared by then, and the login be listed: the other's next import passes over what it knows.
    """
    request, threads = client.do(client.forge.read(number))
    home = Homecoming(request, writer.repository.people, Known.of(journal.comments()), lambda _: Passage(""), "")
    every = [said for thread in threads for said in thread.comments]
    there = {ours.id for said in every if is_marked(said) and (ours := home.known_as(said))}
    count = 0
    for thread in threads:
        root = home.known_as(thread.root)
        for remark in _answers(journal, root, writer.person.handle) if root else ():
            id_ = remark.comment.id
            if id_ not in there:
                client.do(client.forge.reply(request, thread, marked(remark.texts[-1], id_)))
                there.add(id_)
                count += 1
    return count


def answered(journal: Journal, me: str, forge: str, ids: Collection[str] = ()) -> list[str]:
    """The links of what was said on that kind of forge and that I answered here, about those entries or about any."""
    found = []
    for id_ in {comment.entry_id for comment in journal.comments() if comment.source}:
        for conversation in journal.thread(id_).conversations if not ids or id_ in ids else ():
            source = next((each.comment.source for each in conversation if each.comment.source), None)
            is_there = source is not None and family(source.forge) == family(forge)
            if source and is_there and any(_is_for_there(each, me) for each in conversation):
                found.append(source.link)
    return found


def _answers(journal: Journal, root: Comment, me: str) -> list[Remark]:
    """What a person said here in the conversation that a comment began."""
    for conversation in journal.thread(root.entry_id).conversations:
        if any(remark.comment.id == root.id for remark in conversation):
            return [each for each in conversation if _is_for_there(each, me)]
    return []


def _is_for_there(remark: Remark, me: str) -> bool:
    is_mine = remark.comment.author == me and not remark.comment.source and not remark.retracted
    return is_mine and remark.motivation not in _SILENT and bool(remark.texts[-1].strip())
