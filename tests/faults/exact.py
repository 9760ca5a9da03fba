"""`python -m tests.faults.exact`: whatever happens to a journal, a build of what changed gives a clean build's bytes.

A Hypothesis state machine. After every step the site is built, and every page and file of it is held against what the whole
journal, read anew, would give. At the end of each run a clean build, theme and all, is held against it too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from mentorlog.actions.start import begin
from mentorlog.codec.codebook import definition_path, write_definition
from mentorlog.codec.comments import write_comment
from mentorlog.model.anchor import target
from mentorlog.model.codebook import Definition
from mentorlog.model.comment import Comment, Motivation
from mentorlog.model.entry import Entry
from mentorlog.model.ids import comment_id, derived_id
from mentorlog.repository.private import own_cache
from mentorlog.repository.repository import Repository
from mentorlog.website import build as building
from mentorlog.website import crew, renewal, whole
from mentorlog.website import patch as patching
from mentorlog.website.manifest import Manifest
from mentorlog.website.shell import part_of
from mentorlog.website.state import State
from tests.conftest import NOW, PEOPLE, ROOT

NUMBERS = st.integers(0, 10**6)
WORDS = st.sampled_from(
    ["gate", "board", "trust", "Tuesday", "a hard talk", "<b>", "café", "[[First]]", "corridor", "is a"]
)
FEELINGS = st.lists(st.sampled_from(["tired", "proud", "Tired", "steady", "anxious"]), max_size=2)
TAGS = st.lists(st.sampled_from(["trust", "board", "Board", "one of its kind"]), max_size=2)
CHANNELS = st.sampled_from([("journal", "d"), ("questions", "q"), ("calls", "c")])


def git(folder: Path, *args: str) -> str:
    """Git, as a hand would type it; what it refuses is nobody's concern here."""
    identity = ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.org"]
    return subprocess.run(["git", *identity, *args], cwd=folder, capture_output=True, text=True, check=False).stdout


def expected(root: Path, shells: dict[str, Any]) -> dict[str, bytes]:
    """Every page and file of ours, from the whole journal."""
    state = State.of(Repository.open(root))
    made = {path: shells[part_of(path)].page(page.title, page.html()).encode() for path, page in state.pages.items()}
    return made | dict(state.publication.files())


def found(site: Path) -> dict[str, bytes]:
    """Every page and file of ours, as it lies there."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    own = {name: path for name, path in files.items() if not name.startswith("assets/") and name != "404.html"}
    own |= {name: path for name, path in files.items() if name.startswith("assets/mentorlog/")}
    return {name: path.read_bytes() for name, path in own.items()}


def manifest_of(site: Path) -> Path:
    """Where it is kept what a site was made of."""
    name = blake2b(str(site).encode(), digest_size=8).hexdigest()
    place = own_cache()
    assert place
    return place / f"site-{name}.db"


def killed(at: int, work: Callable[[], object]) -> None:
    """Do some work in a process that ends, as if by kill -9, when it is about to write for the so-manyth time."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    left = at

    def tick(function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **more: Any) -> Any:  # noqa: ANN401 - as it was
            nonlocal left
            left -= 1
            if left < 0:
                os._exit(9)
            return function(*args, **more)

        return counted

    renewal._write = tick(renewal._write)  # noqa: SLF001 - what writes
    whole._write = tick(whole._write)  # noqa: SLF001 - the same
    crew.has_hands = lambda: False
    for name in ("put_facts", "put_note", "put_pages", "put_files", "drop", "clear"):
        setattr(Manifest, name, tick(getattr(Manifest, name)))
    with suppress(BaseException):
        work()
    os._exit(0)


class Site(RuleBasedStateMachine):
    """All that may happen to a journal between two builds.

    Attributes:
        steps: how many there were in all runs.
        short: how many builds asked the manifest alone.
    """

    steps = 0
    short = 0

    def __init__(self) -> None:
        super().__init__()
        self.room = Path(tempfile.mkdtemp(prefix="mentorlog-exact-"))
        self.root = begin(self.room / "journal", PEOPLE, "ada", NOW).root
        self.count = 0
        self.now = NOW
        self.write(("journal", "d"), "First", ["trust"], ["tired"], 0)
        self.write(("questions", "q"), "How do I begin?", [], [], 0)

    def teardown(self) -> None:
        """A clean build of all, theme and all, is the same."""
        clean = self.room / "clean"
        building.build(Repository.open(self.root), None)
        building.build(Repository.open(self.root), clean)
        differing = apart(self.root / "site", clean)
        assert differing == [], differing
        shutil.rmtree(self.room, ignore_errors=True)

    # What a build gives

    @invariant()
    def it_is_what_a_clean_build_gives(self) -> None:
        """Build, and compare; then build again, and nothing is written."""
        with patch.object(patching, "patch", _counted):
            built = building.build(Repository.open(self.root), None)
        with Manifest(manifest_of(built.folder)) as manifest:
            wanted, there = expected(self.root, renewal.shells_in(manifest)), found(built.folder)
        differing = [name for name in sorted(wanted.keys() | there.keys()) if wanted.get(name) != there.get(name)]
        assert differing == []
        assert built.pages == sum(name.endswith(".html") for name in wanted)
        again = building.build(Repository.open(self.root), None)
        assert (again.renewed, again.pages, again.problems) == (0, built.pages, built.problems)
        Site.steps += 1

    # What may happen

    @rule(kind=CHANNELS, title=WORDS, tags=TAGS, feelings=FEELINGS, days=st.integers(-40, 2))
    def write(self, kind: tuple[str, str], title: str, tags: list[str], feelings: list[str], days: int) -> None:
        """Somebody writes an entry; some are about another, some are marked for a call."""
        folder, letter = kind
        self.count += 1
        date = (self.now + timedelta(days=days, minutes=self.count)).isoformat()
        head = [f"id: {letter}-{self.count:08}", f"title: {title!r}", "author: ada", f"date: {date}"]
        head += [f"tags: {tags}", f"feelings: {feelings}", f"agenda: {str(self.count % 3 == 0).lower()}"]
        head += ["about: [d-00000001]"] if self.count % 4 == 0 else []
        starts = f"2026-12-{self.count % 28 + 1:02}T09:00"
        head += [f"starts: {starts}", "minutes: 60", "host: ada", f"state: {'held' if days < 0 else 'planned'}"]
        head += ["repeat: monthly", f"series: c-{self.count:08}", f"slot: {starts}"] if self.count % 3 else []
        body = f"Words of {title}.\n\n- [ ] ada: ask again (by 2026-12-01)\n\nSee [[{title}]] and [it](../none.md).\n"
        self.put(f"{folder}/2026/{self.count}.md", "---\n" + "\n".join(head) + f"\n---\n\n{body}")

    @rule(which=NUMBERS, words=WORDS, kind=NUMBERS, back=st.sampled_from([0, 0, 0, 3, 45]), saved=st.booleans())
    def say(self, which: int, words: str, kind: int, back: int, *, saved: bool) -> None:
        """Somebody says something of an entry: of all of it, of a word, or of what was said."""
        entries = self.entries()
        if not entries:
            return
        entry = entries[which % len(entries)]
        self.now += timedelta(minutes=7)
        date = self.now - timedelta(days=back)
        random = sha256(str((which, words, self.now)).encode()).digest()[:10]
        said = Comment(comment_id(date, random), entry.id, "james", date, body=words)
        before = [each.stem for each in sorted((self.root / f"comments/{entry.id}").glob("*.md"))]
        about = before[which % len(before)] if before else ""
        acts: list[dict[str, Any]] = [
            {},
            {"motivation": Motivation.ANSWERING},
            {"target": target(entry.body, 0, 5, entry.blob)},
            {"in_reply_to": about, "motivation": Motivation.REPLYING},
            {"resolves": about, "body": ""},
            {"retracts": about, "body": ""},
            {"motivation": Motivation.WITHDRAWING, "author": "ada"},
            {"replaces": about},
            {"motivation": Motivation.BOOKMARKING, "agenda": True},
            {"target": target("Words that never stood here.", 0, 5, "")},
            {
                "motivation": Motivation.TAGGING,
                "code": words,
                "body": "",
                "target": target(entry.body, 0, 5, entry.blob),
            },
            {"motivation": Motivation.TAGGING, "code": "trust", "body": ""},
            {"motivation": Motivation.DESCRIBING},
            {"call": "c-00000001"},
        ]
        said = replace(said, **acts[kind % len(acts)])
        self.put(f"comments/{entry.id}/{said.id}.md", write_comment(said))
        if saved:
            self.save()

    @rule(which=NUMBERS, words=WORDS, kind=NUMBERS)
    def say_and_save(self, which: int, words: str, kind: int) -> None:
        """What happens most."""
        self.say(which, words, kind, 0, saved=True)

    @rule(which=NUMBERS, words=WORDS)
    def answer(self, which: int, words: str) -> None:
        """What happens nearly as often."""
        self.save()
        self.it_is_what_a_clean_build_gives()
        for _ in range(3):
            self.say(which, words, 1, 0, saved=True)
            self.it_is_what_a_clean_build_gives()

    @rule(
        which=NUMBERS, how=st.sampled_from(["edit", "retitle", "retag", "untag", "move", "take away", "break", "copy"])
    )
    def change(self, which: int, how: str) -> None:
        """Somebody changes an entry's file by hand."""
        files = self.files("journal", "questions", "calls")
        if not files:
            return
        path = files[which % len(files)]
        text = path.read_bytes()
        changed = {
            "edit": text + b"\nMore, and other words.\n",
            "retitle": text.replace(b"title: ", b"title: Anew ", 1).replace(b"Anew '", b"'Anew ", 1),
            "retag": text.replace(b"tags: [", b"tags: [fresh, ", 1),
            "untag": text.replace(b"'trust'", b"", 1),
            "break": b"\xff" + text,
        }
        if how in changed:
            path.write_bytes(changed[how])
        elif how == "move":
            path.rename(path.with_name(f"moved-{self.count}-{path.name}"))
        elif how == "copy":
            path.with_name(f"copy-{path.name}").write_bytes(text)
        else:
            path.unlink()

    @rule(which=NUMBERS, words=WORDS)
    def transcribe(self, which: int, words: str) -> None:
        """What was said in a call is put beside it."""
        calls = [entry for entry in self.entries() if entry.call]
        if calls:
            call = calls[which % len(calls)]
            head = f"id: {derived_id('c', call.path)}\ntitle: Said\nauthor: ada\ncall: {call.id}"
            path = f"{call.path.removesuffix('.md')}.transcript.md"
            self.put(path, f"---\n{head}\n---\n\n**Ada** (0:00:01) {words}\n")

    @rule(which=NUMBERS)
    def unsay(self, which: int) -> None:
        """A comment's file goes, as after a `git checkout` of an older state."""
        if files := self.files("comments"):
            files[which % len(files)].unlink()

    @rule()
    def save(self) -> None:
        """All is saved."""
        git(self.root, "add", "-A")
        git(self.root, "commit", "-q", "-m", "by hand")

    @rule()
    def stage(self) -> None:
        """All is put into the index, and not saved."""
        git(self.root, "add", "-A")

    @rule(
        how=st.sampled_from([["reset", "--hard", "HEAD~1"], ["commit", "--amend", "-qm", "again"], ["checkout", "."]])
    )
    def go_back(self, how: list[str]) -> None:
        """History is written anew, or what was not saved is given up."""
        if git(self.root, "rev-list", "--count", "HEAD").strip() not in ("", "0", "1"):
            git(self.root, *how)

    @rule(name=st.sampled_from(["Our journal", "Another name"]), dates=st.sampled_from(["british", "american"]))
    def call_it(self, name: str, dates: str) -> None:
        """The journal gets another name, or other dates."""
        self.put("mkdocs.yml", f"site_name: {name}\nextra:\n  dates: {dates}\n")

    @rule(word=WORDS, under=st.sampled_from(["", "trust", "is a"]), which=NUMBERS)
    def define(self, word: str, under: str, which: int) -> None:
        """A code gets a meaning, or goes by another word."""
        self.now += timedelta(minutes=1)
        id_ = comment_id(self.now, sha256(str((word, which)).encode()).digest()[:10])
        more: dict[str, Any] = {"instead_of": ("gate",)} if which % 3 == 0 else {"under": under}
        made = Definition(id_, "ada", self.now, word if which % 4 else "is a", f"What {word} means.", **more)
        self.put(definition_path(id_), write_definition(made))

    @rule(which=NUMBERS, there=st.booleans())
    def show(self, which: int, *, there: bool) -> None:
        """A photo comes or goes; so does the other version of an entry that both changed."""
        files = self.files("journal")
        if not files:
            return
        path = files[which % len(files)]
        photo, other = path.with_suffix("") / "p.png", path.with_name(f"{path.stem}.other-0a1b2c3d.md")
        if there:
            photo.parent.mkdir(exist_ok=True)
            shutil.copy(next((ROOT / "docs/pictures").glob("*.png")), photo)
            other.write_bytes(path.read_bytes() + b"\nIn another way.\n")
        else:
            photo.unlink(missing_ok=True)
            other.unlink(missing_ok=True)

    @rule(at=st.integers(0, 60))
    @precondition(lambda self: self.count > 1)
    def kill(self, at: int) -> None:
        """A build is killed on its way."""
        self.say(at, "before the fall", 0, 0, saved=True)
        killed(at, lambda: building.build(Repository.open(self.root), None))

    @rule(name=st.sampled_from(["search.html", "search/last.js", "journal/index.html"]))
    def spoil(self, name: str) -> None:
        """Somebody takes a file out of the site, and puts something in."""
        (self.root / "site" / name).unlink(missing_ok=True)
        (self.root / "site" / "left.html").write_text("x")

    # Helpers

    def put(self, path: str, text: str) -> None:
        """Write a file."""
        goal = self.root / path
        goal.parent.mkdir(parents=True, exist_ok=True)
        goal.write_text(text, encoding="utf-8")

    def files(self, *folders: str) -> list[Path]:
        """The texts in some folders."""
        return sorted(path for folder in folders for path in (self.root / folder).rglob("*.md"))

    def entries(self) -> list[Entry]:
        """What can be read."""
        return list(Repository.open(self.root).load().entries)


_patch = patching.patch


def _counted(*args: Any) -> Any:  # noqa: ANN401 - as it was
    made = _patch(*args)
    Site.short += 1
    return made


def apart(one: Path, other: Path) -> list[str]:
    """The files and folders that two folders do not have alike."""
    kinds = [
        {path.relative_to(top).as_posix(): path.read_bytes() if path.is_file() else b"" for path in top.rglob("*")}
        for top in (one, other)
    ]
    return sorted(name for name in kinds[0].keys() | kinds[1].keys() if kinds[0].get(name) != kinds[1].get(name))


def sweep(runs: int, steps: int, *, derandomize: bool = False) -> None:
    """Run it; raises what it found."""
    run_state_machine_as_test(
        Site,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
            derandomize=derandomize,
            database=None,
        ),
    )


def main() -> None:
    """Run some, and say how many steps they had."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--steps", type=int, default=30)
    given = parser.parse_args()
    sweep(given.runs, given.steps)
    print(f"{Site.steps} steps in {given.runs} runs, 0 differences; {Site.short} builds read no more than an entry")


if __name__ == "__main__":
    main()
