"""A forge of our own, over a real bare repository: what people do on its pages, and what it then knows.

The four APIs are views of one state (`views.py`). It keeps what real forges keep: ids by numbering, hunks of real diffs,
the commit that was looked at, and refs for what a request would bring.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

BEGUN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_HEAD = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@dataclass
class Said:
    """Something that somebody said: a review, a line comment, or plain talk."""

    kind: str
    id: int
    login: str
    body: str
    created: datetime
    updated: datetime
    verdict: str = ""
    review: int = 0
    path: str = ""
    line: int = 0
    first: int = 0
    is_old: bool = False
    commit: str = ""
    base: str = ""
    hunk: str = ""
    reply_to: int = 0
    discussion: str = ""
    resolved_by: str = ""
    resolved_at: datetime | None = None
    words: str = ""


@dataclass
class Pull:
    """A request, with all that was said on it."""

    number: int
    branch: str
    target: str
    title: str
    body: str
    created: datetime
    state: str = "open"
    merged: datetime | None = None
    updated: datetime | None = None
    head: str = ""
    base: str = ""
    said: list[Said] = field(default_factory=list)


class Fake:
    """The state of one repository at a forge, and what people do there."""

    def __init__(self, bare: Path, web: str, kind: str) -> None:
        self.bare = bare
        self.kind = kind
        self.web = web
        self.repository = "ada/journal"
        self.head_ref = "refs/merge-requests/{}/head" if kind == "gitlab" else "refs/pull/{}/head"
        self.pulls: dict[int, Pull] = {}
        self._said: dict[tuple[str, ...], str] = {}
        self.now = BEGUN
        self.numbers = {"review": 0, "line": 0, "talk": 0}
        self.one_numbering = kind == "gitlab"
        self.tokens = {"token-of-ada": "ada-e", "token-of-james": "jotter"}

    # What people do

    def open(self, branch: str, target: str, title: str, body: str = "") -> Pull:
        """Open a request, as the API or a person does."""
        pull = Pull(len(self.pulls) + 1, branch, target, title, body, self.tick())
        self.pulls[pull.number] = pull
        self.look(pull)
        return pull

    def review(self, pull: Pull, login: str, body: str = "", verdict: str = "", *, pending: bool = False) -> Said:
        """Send a review of the whole."""
        said = self._say(pull, "review", login, body, verdict="PENDING" if pending else verdict or "COMMENT")
        said.commit = pull.head
        return said

    def line(
        self,
        pull: Pull,
        login: str,
        path: str,
        line: int,
        body: str,
        *,
        first: int = 0,
        is_old: bool = False,
        review: Said | None = None,
    ) -> Said:
        """Say something at a line of the change as it is now."""
        self.look(pull)
        review = review or self.review(pull, login)
        said = self._say(pull, "line", login, body, review=review.id, path=path, line=line, first=first, is_old=is_old)
        said.commit, said.base = pull.head, pull.base
        said.words = "\n".join(self.lines(pull.base if is_old else pull.head, path)[(first or line) - 1 : line])
        said.hunk = self._hunk(said)
        said.discussion = f"{said.id:040x}"
        return said

    def reply(self, pull: Pull, login: str, to: Said, body: str) -> Said:
        """Answer what was said at a line, or, in a discussion, anything."""
        root = next((each for each in pull.said if each.kind == to.kind and each.id == to.reply_to), to)
        review = self.review(pull, login).id if root.kind == "line" else 0
        said = self._say(pull, root.kind, login, body, review=review, reply_to=root.id)
        for name in ("path", "line", "first", "is_old", "commit", "base", "hunk", "discussion", "words"):
            setattr(said, name, getattr(root, name))
        return said

    def talk(self, pull: Pull, login: str, body: str) -> Said:
        """Say something below the request."""
        said = self._say(pull, "talk", login, body)
        said.discussion = f"{said.id + 2**64:040x}"
        return said

    def edit(self, pull: Pull, said: Said, body: str) -> None:
        """Change one's words."""
        said.body, said.updated = body, self.tick()
        pull.updated = self.now

    def delete(self, pull: Pull, said: Said) -> None:
        """Take one's words away."""
        pull.said.remove(said)

    def resolve(self, pull: Pull, said: Said, login: str) -> None:
        """Settle a thread; with "" it is opened again."""
        root = next((each for each in pull.said if each.kind == said.kind and each.id == said.reply_to), said)
        root.resolved_by, root.resolved_at = login, self.tick() if login else None
        pull.updated = self.now

    def merge(self, pull: Pull, how: str = "merge") -> None:
        """The button: as a merge, or squashed into one new commit."""
        self.look(pull)
        main = self.git("rev-parse", pull.target)
        tree = self.git("merge-tree", "--write-tree", main, pull.head).splitlines()[0]
        parents = ["-p", main] + (["-p", pull.head] if how == "merge" else [])
        commit = self.git("commit-tree", tree, *parents, "-m", f"{pull.title} (#{pull.number})")
        self.git("update-ref", f"refs/heads/{pull.target}", commit, main)
        pull.state, pull.merged = "closed", self.tick()

    def close(self, pull: Pull) -> None:
        """Close it as it is."""
        pull.state, pull.updated = "closed", self.tick()

    # What the forge sees by itself

    def look(self, pull: Pull) -> None:
        """Follow the branch: where it is, what it would bring, and whether that came in by another way."""
        head = self.git("rev-parse", "--verify", "--quiet", f"refs/heads/{pull.branch}", check=False)
        if pull.state != "open" or not head:
            return
        pull.head = head
        self.git("update-ref", self.head_ref.format(pull.number), head)
        main = self.git("rev-parse", pull.target)
        meeting = self.git("merge-base", main, head, check=False)
        if meeting == head and pull.base:
            pull.state, pull.merged, pull.updated = "closed", self.tick(), self.now
        else:
            pull.base = meeting

    def now_at(self, said: Said, pull: Pull) -> int:
        """The line where what was said stands in the change as it is now; 0 for outdated."""
        if said.commit == pull.head or said.is_old:
            return said.line
        diff = self._known("diff", "-U0", said.commit, pull.head, "--", said.path)
        shift = 0
        for old, size, _, new in _HEAD.findall(diff):
            start, gone, come = int(old), int(size or 1), int(new or 1)
            if gone and start <= said.line < start + gone:
                return 0
            if said.line > start:
                shift += come - gone
        return said.line + shift

    def lines(self, commit: str, path: str) -> list[str]:
        """The lines of a file in a commit."""
        return self.git("show", f"{commit}:{path}", check=False, strip=False).split("\n")

    def blamed(self, said: Said) -> str:
        """The commit that wrote a line, as Gitea tells instead of the one that was looked at."""
        if said.is_old:
            return said.commit
        told = self._known("blame", "--porcelain", "-L", f"{said.line},{said.line}", said.commit, "--", said.path)
        return told.split(" ", 1)[0]

    def tick(self) -> datetime:
        """The present; it goes on by some seconds."""
        self.now += timedelta(seconds=7)
        return self.now

    def git(self, *args: str, check: bool = True, strip: bool = True) -> str:
        """git, in the bare repository."""
        identity = ["-c", "user.name=Forge", "-c", "user.email=forge@example.org"]
        done = subprocess.run(["git", *identity, *args], cwd=self.bare, capture_output=True, text=True, check=check)
        return done.stdout.strip() if strip else done.stdout

    def _known(self, *args: str) -> str:
        """What git says of commits, which is always the same."""
        if args not in self._said:
            self._said[args] = self.git(*args)
        return self._said[args]

    def _say(self, pull: Pull, kind: str, login: str, body: str, **more: object) -> Said:
        counted = "talk" if self.one_numbering else kind
        self.numbers[counted] += 1
        now = self.tick()
        said = Said(kind, self.numbers[counted], login, body, now, now, **more)  # type: ignore[arg-type]
        pull.said.append(said)
        pull.updated = now
        return said

    def _hunk(self, said: Said) -> str:
        """The piece of the real diff that ends with the line."""
        diff = self.git("diff", said.base, said.commit, "--", said.path, strip=False).split("\n")
        kept: list[str] = []
        old = new = 0
        for row in diff:
            if found := _HEAD.match(row):
                kept, old, new = [row], int(found[1]) - 1, int(found[3]) - 1
            elif kept and row[:1] in (" ", "+", "-"):
                kept.append(row)
                old += row[0] != "+"
                new += row[0] != "-"
                if (old if said.is_old else new) == said.line and row[0] != ("+" if said.is_old else "-"):
                    return "\n".join(kept)
        return ""
