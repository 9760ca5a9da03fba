"""The acts that faults are tried on, and what must hold after each."""

from __future__ import annotations

import hashlib
import itertools
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from mentorlog.actions import discussion, entries, exchange, reviews
from mentorlog.actions.start import begin
from mentorlog.actions.writer import Writer
from mentorlog.codec.comments import comment_path, write_comment
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Channel
from mentorlog.model.ids import comment_id
from mentorlog.repository.outbox import Change, act_by
from mentorlog.repository.repository import Repository
from mentorlog.website.build import build
from tests.conftest import NOW, PEOPLE

SAID = "What did the room look like?"
BODY = "The gate was shut.\n\nNobody knew why.\n\nWe climbed over.\n"
DIRTY = "half-written, and nobody's business yet\n"


@dataclass(frozen=True, slots=True)
class Scenario:
    """An act, and what surrounds it.

    Attributes:
        prepare: makes the folder that every try begins with; it holds `ada`, and `james` and `remote.git` where needed.
        act: what is tried, the same every time.
        is_kept: whether an act that cannot be saved at once is kept in the outbox.
        holds: raises where something that was there before, or was acknowledged, is not there after all.
    """

    prepare: Callable[[Path], None]
    act: Callable[[Path], None]
    holds: Callable[[Path], None]
    is_kept: bool = False


def git(folder: Path, *args: str) -> str:
    """Real git, by the user's own hand."""
    identity = ["-c", "user.name=Hand", "-c", "user.email=hand@example.org"]
    done = subprocess.run(["git", *identity, *args], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"git {' '.join(args)}: {done.stderr}"
    return done.stdout


def writer(folder: Path, person: str = "ada", seed: str = "") -> Writer:
    """Somebody at a clone, on a still clock, with the same chances every time."""
    numbers = itertools.count()
    repository = Repository.open(folder)
    repository.catch_up()

    def entropy(length: int) -> bytes:
        return hashlib.sha256(f"{seed}{next(numbers)}".encode()).digest()[:length]

    return Writer(repository, PEOPLE[person], NOW, entropy)


def unsettled(clone: Path) -> None:
    """What a user has lying about: a staged file, a half-written one, one that git does not know."""
    (clone / "mkdocs.yml").write_text("site_name: staged\n")
    git(clone, "add", "mkdocs.yml")
    (clone / "mkdocs.yml").write_text("site_name: staged, and changed again\n")
    (clone / "README.md").write_text(DIRTY)
    (clone / "questions/stray.md").write_text(DIRTY)


def around(clone: Path) -> tuple[str, ...]:
    """All of that, to compare."""
    return (
        git(clone, "diff", "--cached", "--", "mkdocs.yml"),
        *((clone / name).read_text() for name in ("mkdocs.yml", "README.md", "questions/stray.md")),
    )


def is_sound(clone: Path, before: tuple[str, ...]) -> None:
    """What must hold right after a fault, before anything is repaired."""
    assert around(clone) == before, "the user's own state was touched"
    if not (clone / ".git/index.lock").exists():
        staged = git(clone, "diff", "--cached", "--name-status", "HEAD").split()
        assert staged == ["M", "mkdocs.yml"], f"the user's next commit would take along {staged}"
    git(clone, "fsck", "--no-dangling")


def is_whole(clone: Path, before: tuple[str, ...]) -> None:
    """What must hold once the next command has run."""
    is_sound(clone, before)
    locks = [path for path in (clone / ".git").rglob("*.lock") if path.parent.name != "tmp"]
    assert not locks, f"a lock was left: {locks}"
    assert not list(clone.glob("**/.*.tmp")), "a file on its way was left"
    assert not list((clone / ".git/mentorlog/outbox").rglob("*.act")), "something waits"
    git(clone, "commit", "--quiet", "--message=mine")
    assert git(clone, "show", "--name-status", "--format=", "HEAD").split() == ["M", "mkdocs.yml"], (
        "it swept something along"
    )
    status = git(clone, "status", "--porcelain").splitlines()
    assert status == [" M README.md", " M mkdocs.yml", "?? questions/stray.md"], status


def _one_clone(folder: Path) -> None:
    ada = begin(folder / "ada", PEOPLE, "ada", NOW)
    hand = Writer(ada, PEOPLE["ada"], NOW, lambda length: b"\7" * length)
    entries.add(hand, entries.new_entry(hand, Channel.DIARY, "The gate", BODY))
    unsettled(folder / "ada")


def _comment(folder: Path) -> None:
    hand = writer(folder / "ada")
    entry = hand.repository.load().find("latest")
    discussion.comment(hand, entry, SAID, quote="Nobody knew why")


def _comment_holds(folder: Path) -> None:
    clone = folder / "ada"
    said = git(clone, "ls-tree", "-r", "--name-only", "HEAD", "comments").split()
    assert len(said) == 1, f"{len(said)} comments"
    assert SAID in git(clone, "show", f"HEAD:{said[0]}")
    assert (clone / said[0]).read_text() == git(clone, "show", f"HEAD:{said[0]}")
    assert git(clone, "rev-list", "--count", "HEAD", "--", said[0]).strip() == "1", "it was saved twice"


def _edit(folder: Path) -> None:
    hand = writer(folder / "ada")
    entry = hand.repository.load().find("latest")
    text = entries.text_of(hand, entry)
    if "It was locked." not in text:
        entries.edit(hand, entry, text.replace("Nobody knew why.", "It was locked."))


def _edit_holds(folder: Path) -> None:
    clone = folder / "ada"
    path = git(clone, "ls-tree", "-r", "--name-only", "HEAD", "journal/2026").strip()
    assert "It was locked." in git(clone, "show", f"HEAD:{path}")
    assert (clone / path).read_text() == git(clone, "show", f"HEAD:{path}")
    assert git(clone, "rev-list", "--count", "HEAD", "--", path).strip() == "2"


def _two_clones(folder: Path) -> None:
    _one_clone(folder)
    ada, james = folder / "ada", folder / "james"
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    git(ada, "config", "remote.origin.url", "../remote.git")
    exchange.sync(Repository.open(ada))
    exchange.join(str(folder / "remote.git"), james).me = PEOPLE["james"]
    git(james, "config", "remote.origin.url", "../remote.git")
    theirs = writer(james, "james", "j")
    entry = theirs.repository.load().find("latest")
    discussion.comment(theirs, entry, "From afar.")
    text = entries.text_of(theirs, entry)
    hand = Writer(theirs.repository, PEOPLE["ada"], NOW, theirs.entropy)
    entries.edit(hand, entry, text.replace("Nobody knew why.", "James knew why."))
    entries.add(theirs, entries.new_entry(theirs, Channel.QUESTION, "And now?"))
    exchange.sync(theirs.repository)
    mine = writer(ada, "ada", "a")
    entry = mine.repository.load().find("d-")
    entries.edit(mine, entry, entries.text_of(mine, entry).replace("Nobody knew why.", "Ada knew why."))
    discussion.comment(mine, mine.repository.load().find("d-"), SAID)


def _sync(folder: Path) -> None:
    exchange.sync(writer(folder / "ada").repository)


def _sync_holds(folder: Path) -> None:
    exchange.sync(Repository.open(folder / "james"))
    exchange.sync(Repository.open(folder / "ada"))
    heads = {git(folder / name, "rev-parse", "main").strip() for name in ("james", "remote.git")}
    git(folder / "ada", "merge-base", "--is-ancestor", heads.pop(), "HEAD")
    assert not heads, "the two do not have the same"
    tree = git(folder / "james", "ls-tree", "-r", "--name-only", "HEAD").split()
    texts = "".join(git(folder / "james", "show", f"HEAD:{path}") for path in tree if path.endswith(".md"))
    for words in ("From afar.", SAID, "James knew why.", "Ada knew why.", "And now?"):
        assert texts.count(words) == 1, f"{texts.count(words)} times: {words}"
    assert sum(".other-" in path for path in tree) == 1


def _site(folder: Path) -> None:
    _one_clone(folder)
    build(Repository.open(folder / "ada"), None)
    _comment(folder)


def _build(folder: Path) -> None:
    build(writer(folder / "ada").repository, None)


def _build_holds(folder: Path) -> None:
    site = folder / "ada/site"
    pages = sorted(path.name for path in site.glob("journal/*.html"))
    assert pages == ["2026-11.html", "d-0w3ge1r7.html", "index.html"], pages
    assert SAID in (site / "journal/d-0w3ge1r7.html").read_text()
    assert not list((folder / "ada").glob(".mentorlog-site-*"))


def _under_review(folder: Path) -> None:
    _one_clone(folder)
    hand = writer(folder / "ada", seed="r")
    draft = entries.new_entry(hand, Channel.DIARY, "Another", BODY)
    reviews.open_review(hand, entries.keep_draft(hand, draft))


def _come_home(folder: Path) -> None:
    """What an import does at its end: three comments of James's, each a commit of its own, all at once."""
    repository = writer(folder / "ada").repository
    entry = max(repository.load().entries, key=lambda each: each.review)
    acts = []
    for number in range(3):
        moment = NOW + timedelta(minutes=number)
        said = Comment(comment_id(moment, bytes([number] * 10)), entry.id, "james", moment, body=f"Home {number}.")
        path = comment_path(said)
        file = Change(write_comment(replace(said, path=path)).encode())
        acts.append(act_by(PEOPLE["james"], "said", moment, {path: file}, said.id))
    repository.take_in(acts)


def _come_home_holds(folder: Path) -> None:
    clone = folder / "ada"
    refs = git(clone, "for-each-ref", "--format=%(refname)", "refs/heads/review").split()
    ref = refs[0] if refs else "HEAD"
    said = git(clone, "ls-tree", "-r", "--name-only", ref, "comments").split()
    assert len(said) == 3, f"{len(said)} comments"
    texts = "".join(git(clone, "show", f"{ref}:{path}") for path in said)
    assert all(texts.count(f"Home {number}.") == 1 for number in range(3))
    assert git(clone, "log", "--format=%an", ref, "--", "comments").split("\n")[:3] == ["James Other"] * 3
    assert git(clone, "rev-list", "--count", ref, "--", "comments").strip() == "3", "something was saved twice"


SCENARIOS = {
    "comment": Scenario(_one_clone, _comment, _comment_holds, is_kept=True),
    "edit": Scenario(_one_clone, _edit, _edit_holds, is_kept=True),
    "sync": Scenario(_two_clones, _sync, _sync_holds),
    "import": Scenario(_one_clone, _come_home, _come_home_holds),
    "import into a review": Scenario(_under_review, _come_home, _come_home_holds),
    "build": Scenario(_site, _build, _build_holds),
}


def copied(template: Path, goal: Path) -> Path:
    """A fresh start for one try."""
    shutil.copytree(template, goal, symlinks=True)
    return goal
