"""What git history knows of an entry."""

from __future__ import annotations

from datetime import datetime

from mentorlog.errors import GitFailed
from mentorlog.model.person import People
from mentorlog.model.revision import Revision
from mentorlog.repository.git import Git


def revisions(git: Git, people: People, path: str) -> list[Revision]:
    """Every saved state of a file, oldest first; [] where nothing was saved yet.

    An author whom the journal lists is known by the mail address and named by the handle.
    """
    handles = {person.mail: person.handle for person in people if person.mail}
    try:
        rows = git.log(path)
    except GitFailed:
        return []
    return [
        Revision(commit, handles.get(mail, author), datetime.fromisoformat(date))
        for commit, author, mail, date in reversed(rows)
    ]
