"""Cooling-off: a draft that is shared at a set hour, and stays on this machine until then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentorlog.actions.entries import share
from mentorlog.actions.writer import Writer
from mentorlog.errors import BadValue, MentorlogError, Waiting
from mentorlog.model.entry import Entry
from mentorlog.repository.worktree import blob_name


def share_later(writer: Writer, draft: Entry, when: datetime) -> None:
    """Have a draft shared at an instant, by whatever mentorlog then runs on this machine.

    The guard has seen its words, and does not look again unless they are others by then.

    Raises:
        BadValue: the entry is no draft.
    """
    if not draft.draft:
        raise BadValue(f"{draft.id} is not a draft: it is saved already", "`mentorlog diary` lists drafts as such")
    writer.repository.private.put_later(draft.id, when, _words(writer, draft))


def keep_back(writer: Writer, draft_id: str) -> None:
    """Have a draft wait for its writer again."""
    if draft_id in writer.repository.private.later:
        writer.repository.private.put_later(draft_id, None)


def share_due(writer: Writer) -> tuple[list[Entry], list[Entry]]:
    """Share every draft whose hour has come.

    Returns:
        Those that were shared, and those that could not be: their writer must look at them.
    """
    due = {id_: seen for id_, (when, seen) in writer.repository.private.later.items() if when <= writer.instant}
    shared: list[Entry] = []
    late: list[Entry] = []
    drafts = {draft.id: draft for draft in writer.repository.load([], comments=False).drafts} if due else {}
    for id_, seen in due.items():
        if id_ in drafts:
            by = replace(writer, guard=lambda _: None) if seen == _words(writer, drafts[id_]) else writer
            try:
                shared.append(share(by, drafts[id_]))
            except Waiting:
                shared.append(drafts[id_])  # its words are in the outbox
            except MentorlogError:
                late.append(drafts[id_])
                continue
        keep_back(writer, id_)
    return shared, late


def _words(writer: Writer, draft: Entry) -> str:
    """Git's name for what a draft's file holds."""
    return blob_name(writer.repository.files.read(draft.path))
