"""`python -m tests.forges.chance`: stories of chance at forges, and whether every word came home, once, to its place.

Each line of an entry has a word of its own, and everything that is said has a number. So what a forge knows can be held
against what both clones know in the end: nothing lost, nothing doubled, nothing on other words than were spoken of.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from mentorlog.actions.start import begin
from tests.conftest import NOW, PEOPLE, Cli, git
from tests.forges.fake import Pull, Said
from tests.forges.pair import KINDS, LOGINS, Pair, meeting

_MARK = re.compile(r"w\d{4}")
_NUMBER = re.compile(r"said-\d+\b")
_WORDS = [
    "the",
    "of",
    "talk",
    "door",
    "her",
    "again",
    "what",
    "quiet",
    "and",
    "slowly",
    "nobody",
    "came",
    "with",
    "a",
    "late",
    "meeting",
    "on",
    "Monday",
]
_SPEAKERS = [*LOGINS.values(), "stranger", "ada"]
"""Who speaks; the last is a stranger whose login is somebody's handle."""
_NOISE = [
    "",
    "<script>alert(1)</script>",
    "---\ntitle: x\n---",
    "# Head\n\n- [ ] box",
    "\u202e e\u0301 😀",
    "```suggestion\nx\n```",
]


class Story:
    """Some weeks of one pull request.

    Args:
        pair: who takes part.
        seed: of what happens.
    """

    def __init__(self, pair: Pair, seed: int) -> None:
        self.pair, self.fake = pair, pair.fake
        self.chance = random.Random(seed)  # noqa: S311 - a story is told again by its number
        self.numbers = count(1)
        self.gone: set[str] = set()
        self.answers: set[str] = set()
        self.by_hand = self.chance.random() < 0.25
        self.lines = [self._line() for _ in range(self.chance.randint(4, 14))]
        self.id = self._begin()
        self.pull: Pull = self.fake.pulls[1]
        self.path = self._path()

    def tell(self, steps: int) -> list[str]:
        """Let it happen; returns what did not hold in the end."""
        acts = [self.say] * 5 + [self.rewrite] * 3 + [self.reply, self.whole, self.change, self.settle, self.bring] * 2
        acts += [self.delete, self.exchange, self.publish, self.broken]
        for _ in range(steps):
            self.chance.choice(acts)()
        self.end()
        return self.doubts()

    # What people do at the forge

    def say(self) -> None:
        """Speak at a line, or at some."""
        is_old = self.by_hand and self.chance.random() < 0.4
        self.fake.look(self.pull)
        rows = self.fake.lines(self.pull.base if is_old else self.pull.head, self.path)
        line = self.chance.randrange(1, len(rows))
        first = (
            self.chance.choice([0, 0, 0, max(1, line - self.chance.randint(1, 3))]) if self.pair.kind != "gitea" else 0
        )
        self.fake.line(
            self.pull,
            self._speaker(),
            self.path,
            line,
            self._words(),
            first=first if first < line else 0,
            is_old=is_old,
        )

    def reply(self) -> None:
        """Answer something said at a line."""
        if to := self._one("line"):
            self.fake.reply(self.pull, self._speaker(), to, self._words())

    def whole(self) -> None:
        """Speak of the whole."""
        verdict = self.chance.choice(["", "approved", "changes"])
        if self.chance.random() < 0.5 or (verdict and self.pair.kind == "gitlab"):
            self.fake.talk(self.pull, self._speaker(), self._words())
        else:
            self.fake.review(self.pull, self._speaker(), self._words(), verdict)

    def change(self) -> None:
        """Change one's words; a review has no time of its change, and GitLab's are noted by itself."""
        if to := self._one("line", "talk"):
            found = _NUMBER.search(to.body)
            if found and "<!-- mentorlog" not in to.body:
                self.fake.edit(self.pull, to, f"{found[0]} changed {next(self.numbers)}")

    def settle(self) -> None:
        """Settle a thread, or open it again."""
        if to := self._one("line"):
            root = self._root(to)
            self.fake.resolve(self.pull, root, "" if root.resolved_by else self._speaker())

    def delete(self) -> None:
        """Take one's words away."""
        said = self._one("line", "talk")
        if said and not any(each.reply_to == said.id and each.kind == said.kind for each in self.pull.said):
            self.gone.add(_number(said))
            self.fake.delete(self.pull, said)

    # What they do at home

    def rewrite(self) -> None:
        """Write the entry anew, here and there."""
        for _ in range(self.chance.randint(1, 3)):
            at = self.chance.randrange(len(self.lines))
            act = self.chance.randrange(5)
            if act == 0:
                self.lines.insert(at, self._line())
            elif act == 1 and len(self.lines) > 2:
                self.lines.pop(at)
            elif act == 2:
                self.lines.insert(self.chance.randrange(len(self.lines)), self.lines.pop(at))
            else:
                words = self.lines[at].split()
                words[self.chance.randrange(len(words))] += self.chance.choice([" indeed", ",", " perhaps not"])
                self.lines[at] = " ".join(words)
        self._push()

    def bring(self) -> None:
        """Bring home what was said."""
        self._import(self._who())

    def exchange(self) -> None:
        """Share what is here."""
        self._who().ok("sync")

    def publish(self) -> None:
        """Answer here, and send it there."""
        self._import(self.pair.ada)
        roots = [each for each in self.thread(self.pair.ada) if not each["in_reply_to"] and not each["retracted"]]
        roots = [each for each in roots if "said-" in each["body"]]
        if roots:
            answer = self._words()
            root = self.chance.choice(roots)
            if root["target"] and self.pair.kind in ("github", "gitlab"):
                self.answers.add(_NUMBER.findall(answer)[0])
                self.pair.ada.ok("comment", self.id, answer, "--reply-to", root["id"])
                self.pair.ada.ok("review", "publish")

    def broken(self) -> None:
        """An import that the forge ends in the middle."""
        left = count(self.chance.randint(-5, 0))
        self.pair.day.before = lambda _: (500, {}, b"{}") if next(left) == 0 else None
        self._who()("review", "import", "1")
        self.pair.day.before = lambda _: None

    def end(self) -> None:
        """Whatever is left to be brought home is, by both; and it is made part of the journal in some way."""
        how = self.chance.choice(["", "here", "merge", "squash"])
        if how in ("merge", "squash"):
            with suppress(Exception):
                self.fake.merge(self.pull, how)
        for cli in (self.pair.ada, self.pair.james, self.pair.ada):
            self._import(cli)
            cli.ok("sync")
        if how == "here" and not self.by_hand:
            self.pair.ada.ok("review", "merge", self.id)
        for cli in (self.pair.ada, self.pair.james):
            cli.ok("sync")

    # What must hold

    def doubts(self) -> list[str]:
        """What is not as it must be."""
        found = [doubt for name in ("ada", "james") for doubt in self._held(name, getattr(self.pair, name))]
        ids = [[each["id"] for each in self.thread(cli)] for cli in (self.pair.ada, self.pair.james)]
        return found + (["the two clones do not have the same"] if ids[0] != ids[1] else [])

    def _held(self, name: str, cli: Cli) -> Iterator[str]:
        row = json.loads(cli.ok("show", self.id, "--json"))
        body, thread = row["body"], [each for each in row["thread"] if each["body"]]
        counted = Counter(number for each in thread for number in _NUMBER.findall(each["body"]))
        by_number = {number: each for each in thread for number in _NUMBER.findall(each["body"])}
        wanted = {_number(said): said for said in self.pull.said if _number(said)}
        for number in wanted.keys() | counted.keys():
            least = number in wanted
            most = least or number in self.gone or number in self.answers
            if not least <= counted[number] <= most:
                yield f"{name}: {number} is there {counted[number]} times"
        for number, said in wanted.items():
            if number in by_number:
                for doubt in self._wrong(said, by_number[number], by_number, body):
                    yield f"{name}: {number} {doubt}"

    def _wrong(self, said: Said, here: dict[str, Any], by_number: dict[str, Any], body: str) -> Iterator[str]:
        """What is wrong with one comment."""
        owner = {login: handle for handle, login in LOGINS.items()}.get(said.login, f"{said.login}@{self.pair.kind}")
        if here["author"] != owner:
            yield f"is by {here['author']}, not by {owner}"
        wanted = re.sub(r"\s*<!-- mentorlog.*-->", "", said.body).strip()
        if here["body"].strip() != wanted:
            yield f"reads {here['body']!r}, not {wanted!r}"
        root = self._root(said)
        if root is not said:
            there = by_number.get(_number(root), {}).get("id")
            if here["in_reply_to"] != there and not self.gone:  # where what began it is gone, it answers that still
                yield f"answers {here['in_reply_to']}, not {there}"
        elif said.kind == "line" and here["in_reply_to"] is None:  # else what it answered is gone there, and stays here
            yield from self._misplaced(said, here, body)
            if here["resolved"] != bool(said.resolved_by):
                yield f"is settled: {here['resolved']}"

    def _misplaced(self, said: Said, here: dict[str, Any], body: str) -> Iterator[str]:
        spoken = set(_MARK.findall(said.words))
        target = here["target"]
        quoted = set(_MARK.findall(target["exact"])) if target else set()
        if quoted != spoken:
            yield f"is about {quoted}, not about {spoken}"
        if target and target["state"] != "orphan":
            begin = body.rfind("\n", 0, target["start"]) + 1
            end = body.find("\n", target["end"])
            stands = set(_MARK.findall(body[begin : end if end >= 0 else len(body)]))  # of the whole lines
            alive = spoken & set(_MARK.findall(body))
            if not stands & spoken or (len(spoken) == 1 and stands - spoken):
                yield f"stands at {stands}, not at {alive or spoken}"
        for line in said.words.split("\n"):
            if target and len(spoken) == 1 and len(line) >= 20 and body.count(line) == 1:  # shorter ones may be lost
                at = body.index(line)
                if not (target["start"] == at and at + len(line) - target["end"] in (0, 1)):  # a full stop, at most
                    yield f"is {target['state']} at {target['start']}, though its line stands at {at}"

    def thread(self, cli: Cli) -> list[dict[str, Any]]:
        """What a clone knows."""
        found: list[dict[str, Any]] = json.loads(cli.ok("show", self.id, "--json"))["thread"]
        return found

    # How it is done

    def _begin(self) -> str:
        if not self.by_hand:
            return self.pair.under_review("\n\n".join(self.lines))
        id_ = self.pair.ada.ok("diary", "new", "By hand", "--body", "\n\n".join(self.lines)).split()[0]
        self.pair.ada.ok("sync")
        git(self.fake.bare.parent, "clone", "--quiet", str(self.fake.bare), "hand")
        git(self.fake.bare.parent / "hand", "switch", "--quiet", "-c", "topic")
        self.lines.insert(1, self._line())
        self._push()
        self.fake.open("topic", "main", "By hand")
        return id_

    def _path(self) -> str:
        told = self.fake.git("diff", "--name-only", self.pull.base, self.pull.head, "--", "journal")
        return told.splitlines()[0]

    def _push(self) -> None:
        body = "\n\n".join(self.lines)
        if self.by_hand:
            hand = self.fake.bare.parent / "hand"
            (file,) = [path for path in (hand / "journal").rglob("*.md") if path.name != "index.md"]
            text = file.read_text()
            file.write_text(text[: text.index("\n---\n") + 5] + "\n" + body + "\n")
            amended = ["--amend", "--no-edit"] if self.chance.random() < 0.3 and hasattr(self, "pull") else ["-m", "x"]
            git(hand, "commit", "--quiet", "--all", "--allow-empty", *amended)
            git(hand, "push", "--quiet", "--force", "origin", "topic")
        else:
            self.pair.ada("edit", self.id, body)  # it may come to nothing
            if self.chance.random() < 0.8:
                self.pair.ada.ok("review", "open", self.id)

    def _line(self) -> str:
        words = self.chance.choices(_WORDS, k=self.chance.randint(2, 9))
        words.insert(self.chance.randrange(len(words)), f"w{next(self.numbers):04}")
        return f"{' '.join(words)}."

    def _words(self) -> str:
        return f"said-{next(self.numbers)} {self.chance.choice(_NOISE)}".strip()

    def _speaker(self) -> str:
        return self.chance.choice(_SPEAKERS)

    def _import(self, cli: Cli) -> None:
        """Bring home what was said; a branch made by hand may come to bring nothing, and then there must be nothing."""
        done = cli("review", "import", "1")
        is_empty = "brings no entry" in done.stderr and not any(each.kind == "line" for each in self.pull.said)
        assert done.exit_code == 0 or is_empty, done.stderr

    def _who(self) -> Cli:
        return self.chance.choice([self.pair.ada, self.pair.james])

    def _one(self, *kinds: str) -> Said | None:
        found = [each for each in self.pull.said if each.kind in kinds]
        return self.chance.choice(found) if found else None

    def _root(self, said: Said) -> Said:
        """What began the thread that something was said in: at a Gitea, whoever spoke at that piece of diff first."""
        if said.kind == "line" and self.pair.kind in ("gitea", "forgejo"):
            return next(each for each in self.pull.said if each.kind == "line" and _spot(each) == _spot(said))
        return next((each for each in self.pull.said if (each.kind, each.id) == (said.kind, said.reply_to)), said)


def _spot(said: Said) -> tuple[object, ...]:
    return said.path, said.line, said.is_old, said.hunk.split("\n")[-4:]


def _number(said: Said) -> str:
    found = _NUMBER.search(said.body)
    return found[0] if found else ""


@contextmanager
def place(folder: Path, kind: str) -> Iterator[Pair]:
    """A pair in a folder, with settings of its own."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = str(folder / "home")
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"
    begin(folder / "ada", PEOPLE, "ada", NOW)
    bare = folder / "remote.git"
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    git(folder / "ada", "remote", "add", "origin", str(bare))
    git(folder / "ada", "push", "--quiet", "-u", "origin", "main")
    git(folder, "clone", "--quiet", str(bare), "james")
    james = Cli(folder / "james", random=lambda length: hashlib.sha256(os.urandom(8)).digest()[:length])
    james.ok("me", "james")
    with meeting(Cli(folder / "ada"), james, bare, kind) as pair:
        yield pair


def told(seed: int, steps: int) -> list[str]:
    """One story, in a place of its own."""
    with tempfile.TemporaryDirectory() as room, place(Path(room), KINDS[seed % len(KINDS)]) as pair:
        try:
            return Story(pair, seed).tell(steps)
        except AssertionError as error:
            return [f"it did not go on: {error}"]


def main() -> None:
    """Tell stories, and end with 1 where anything did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=500)
    parser.add_argument("--begin", type=int, default=0, help="the number of the first")
    parser.add_argument("--steps", type=int, default=20)
    given = parser.parse_args()
    logging.disable()
    seeds = range(given.begin, given.begin + given.stories)
    bad = 0
    with ProcessPoolExecutor() as pool:
        for seed, doubts in zip(seeds, pool.map(partial(told, steps=given.steps), seeds), strict=True):
            bad += bool(doubts)
            for doubt in doubts:
                print(f"story {seed} ({KINDS[seed % len(KINDS)]}): {doubt}", file=sys.stderr, flush=True)
    print(f"{given.stories} stories of {given.steps} steps; {bad} did not hold.")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
