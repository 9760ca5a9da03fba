"""Beginning a journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from importlib import resources
from pathlib import Path

from mentorlog.codec.people import PEOPLE, write_people
from mentorlog.errors import BadValue, NotAJournal
from mentorlog.model.entry import Channel
from mentorlog.model.person import People, Person, handle_of
from mentorlog.repository.git import Git
from mentorlog.repository.outbox import Change, act_by
from mentorlog.repository.remote import checked
from mentorlog.repository.repository import Repository
from mentorlog.repository.worktree import Worktree

_FILES = {
    "gitignore": ".gitignore",
    "gitattributes": ".gitattributes",
    "mkdocs.yml": "mkdocs.yml",
    "README.md": "README.md",
    "templates/account.md": "templates/account.md",
    "templates/call.md": "templates/call.md",
    "templates/plain.md": "templates/plain.md",
    "templates/reflective.md": "templates/reflective.md",
}

WORKFLOWS = {
    "github": ".github/workflows/journal.yml",
    "gitlab": ".gitlab-ci.yml",
    "forgejo": ".forgejo/workflows/journal.yml",
}
"""Where a forge looks for what it is to do at every push."""


def begin(folder: Path, people: People, me: str, now: datetime, *, remote: str = "", forge: str = "") -> Repository:
    """Make a journal in a folder: what every journal has, as its first commit.

    What already lies in the folder stays as it is.

    Args:
        folder: a new or an existing folder; the top of a git repository, or in none.
        people: the pair.
        me: the handle of who writes from this clone.
        now: the present.
        remote: where the two will share it, or "".
        forge: the kind of forge that is to build the site at every push; "" for none.

    Raises:
        NotAJournal: there is a journal already, or the folder is inside another repository.
        BadValue: the remote's address holds a password.
    """
    if remote:
        checked(remote)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (folder / PEOPLE).exists():
        raise NotAJournal(f"there is a {PEOPLE} in {folder} already", "begin the journal in a folder of its own")
    git = Git(folder)
    top = git.ask("rev-parse", "--show-toplevel")
    if top and Path(top).resolve() != folder.resolve():
        raise NotAJournal(
            f"{folder} lies inside another repository, {top}", "begin the journal in a folder outside of it"
        )
    if not top:
        git.run("init", "--quiet", "--object-format=sha1", "--initial-branch=main")
    repository = Repository(folder, people)
    repository.me = people.known(me)
    repository.private.set_apart(git.prefix)
    repository.save(act_by(people[me], "begin a journal", now, _changes(repository.files, people, forge)))
    if remote:
        git.set("remote.origin.url", remote)
        git.set("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    return repository


def pair(mentee: Person, mentor: Person) -> People:
    """The two with handles made from their first names; two of one first name get their whole names.

    Raises:
        BadValue: the names are the same, or give no handle.
    """
    handles = [handle_of(mentee.name), handle_of(mentor.name)]
    if handles[0] == handles[1]:
        handles = ["-".join(handle_of(word) for word in person.name.split()) for person in (mentee, mentor)]
    if handles[0] == handles[1]:
        raise BadValue("the two people have one name", "give one of them a second name")
    return People([replace(mentee, handle=handles[0]), replace(mentor, handle=handles[1])])


def _changes(files: Worktree, people: People, forge: str) -> dict[str, Change]:
    scaffold = resources.files("mentorlog.actions") / "scaffold"
    texts = {goal: (scaffold / source).read_bytes() for source, goal in _FILES.items()}
    if forge:
        texts[WORKFLOWS[forge]] = (scaffold / "forges" / f"{forge}.yml").read_bytes()
    texts |= {f"{channel.folder}/.gitkeep": b"" for channel in Channel}
    texts[PEOPLE] = write_people(people).encode()
    return {path: Change(data) for path, data in texts.items() if not (files.root / path).exists()}
