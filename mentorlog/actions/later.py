"""Cooling-off: a draft that is shared at a set hour, and stays on this machine until then."""

from __future__ import annotations

from datetime import datetime

from mentorlog.actions.entries import share
from mentorlog.actions.writer import Writer
from mentorlog.errors import BadValue, MentorlogError, Waiting
from mentorlog.model.clock import stamp
from mentorlog.model.entry import Entry


def share_later(writer: Writer, draft: Entry, when: datetime) -> None:
    """Have a draft shared at an instant, by whatever mentorlog then runs on this machine.

    Raises:
        BadValue: the entry is no draft.
    """
    if not draft.draft:
        raise BadValue(f"{draft.id} is not a draft: it is saved already", "`mentorlog diary` lists drafts as such")
    private = writer.repository.private
    private.later = {**private.later, draft.id: stamp(when)}


def keep_back(writer: Writer, draft_id: str) -> None:
    """Have a draft wait for its writer again."""
    private = writer.repository.private
    if draft_id in private.later:
        private.later = {key: value for key, value in private.later.items() if key != draft_id}


def share_due(writer: Writer) -> list[Entry]:
    """Share every draft whose hour has come; one that cannot be shared stays what it is, for its writer to look at."""
    later = writer.repository.private.later
    due = [key for key, value in later.items() if datetime.fromisoformat(value) <= writer.instant]
    if not due:
        return []
    shared = []
    drafts = {draft.id: draft for draft in writer.repository.load([], comments=False).drafts}
    for id_ in due:
        try:
            if id_ in drafts:
                shared.append(share(writer, drafts[id_]))
        except Waiting:
            shared.append(drafts[id_])
        except MentorlogError:
            continue
        keep_back(writer, id_)
    return shared
