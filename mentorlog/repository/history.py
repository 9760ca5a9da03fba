"""What git history knows of an entry."""

from __future__ import annotations

from datetime import datetime

from mentorlog.model.revision import Revision
from mentorlog.repository.git import Git


def revisions(git: Git, path: str) -> list[Revision]:
    """Every saved state of a file, oldest first, across renames; [] where nothing was saved yet."""
    from git.exc import GitCommandError

    try:
        rows = git.log(path)
    except GitCommandError:
        return []
    return [Revision(commit, author, datetime.fromisoformat(date)) for commit, author, date in reversed(rows)]
