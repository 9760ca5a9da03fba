"""Two states become one: the same on both sides, with nothing of either lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.errors import GitFailed
from mentorlog.model.paths import fold, other_name, refused_path, stem_of_other, twins
from mentorlog.repository.commits import tree_name
from mentorlog.repository.git import Git
from mentorlog.repository.merge import Merged, Sides, Tree, merge
from mentorlog.repository.repository import Repository
from tests.conftest import git

MODE = "100644"


def tree(**files: str) -> dict[str, tuple[str, str]]:
    """A state: `a_md="x1"` is the file `journal/a.md` with the blob x1."""
    return {f"journal/{name.replace('_md', '.md')}": (MODE, blob) for name, blob in files.items()}


def sides(newest: int = 0) -> Sides:
    """A blob's first letter is the entry's id; texts never go together."""
    return Sides(lambda version: version[1][:1], lambda *_: None, lambda side, _: int(side == newest))


def blobs(merged: Merged) -> dict[str, str]:
    return {path.removeprefix("journal/"): file[1] for path, file in merged.files.items() if isinstance(file, tuple)}


def test_what_one_side_changed_is_taken() -> None:
    base, one, two = (
        tree(a_md="a1", b_md="b1", c_md="c1"),
        tree(a_md="a2", b_md="b1", d_md="d1"),
        tree(a_md="a1", b_md="b2", c_md="c1"),
    )
    merged = merge(base, one, two, sides())
    assert blobs(merged) == {"a.md": "a2", "b.md": "b2", "d.md": "d1"}
    assert (merged.clashes, merged.kept) == ({}, [])


def test_what_both_changed_is_kept_twice_and_the_newest_stays() -> None:
    base, one, two = tree(a_md="a1"), tree(a_md="a2"), tree(a_md="a3")
    for newest, stays, beside in ((0, "a2", "a3"), (1, "a3", "a2")):
        merged = merge(base, one, two, sides(newest))
        assert blobs(merged) == {"a.md": stays, f"a.other-{beside}.md": beside}
        assert merged.clashes == {"journal/a.md": f"journal/a.other-{beside}.md"}


def test_what_goes_together_is_one_text() -> None:
    together = Sides(lambda version: version[1][:1], lambda *_: b"both", lambda *_: 0)
    merged = merge(tree(a_md="a1"), tree(a_md="a2"), tree(a_md="a3"), together)
    assert merged.files == {"journal/a.md": b"both"}


def test_words_win_over_removal() -> None:
    merged = merge(tree(a_md="a1"), tree(), tree(a_md="a2"), sides())
    assert blobs(merged) == {"a.md": "a2"}
    assert merged.kept == ["journal/a.md"]
    assert blobs(merge(tree(a_md="a1"), tree(), tree(a_md="a1"), sides())) == {}


def test_a_renamed_file_takes_the_others_edit_along() -> None:
    merged = merge(tree(a_md="a1"), tree(b_md="a1"), tree(a_md="a2"), sides())
    assert blobs(merged) == {"b.md": "a2"}
    merged = merge(tree(a_md="a1"), tree(b_md="a3"), tree(a_md="a2"), sides(1))
    assert blobs(merged) == {"b.md": "a2", "b.other-a3.md": "a3"}
    assert merged.clashes == {"journal/b.md": "journal/b.other-a3.md"}


def test_two_names_for_one_entry_become_one() -> None:
    merged = merge(tree(a_md="a1"), tree(b_md="a1"), tree(c_md="a1"), sides())
    assert blobs(merged) == {"b.md": "a1"}


def test_two_entries_of_one_name_both_stay() -> None:
    merged = merge({}, tree(a_md="a1"), tree(a_md="b1"), sides())
    assert blobs(merged) == {"a.md": "a1", "a-b1.md": "b1"}
    assert blobs(merge({}, tree(a_md="a1"), tree(a_md="b1"), sides())) == {"a.md": "a1", "a-b1.md": "b1"}


def test_twins_are_parted_and_small_letters_stay() -> None:
    one, two = tree(note_md="n1"), {"journal/Note.md": (MODE, "m1"), "Journal/x.md": (MODE, "x1")}
    merged = merge({}, one, two, sides())
    assert blobs(merged) == {"note.md": "n1", "Note-m1.md": "m1", "x.md": "x1"}
    assert twins(merged.files) == []


def test_a_file_and_a_folder_of_one_name_both_stay() -> None:
    merged = merge({}, {"journal/a": (MODE, "a1")}, {"journal/a/b.md": (MODE, "b1")}, sides())
    assert blobs(merged) == {"a-a1": "a1", "a/b.md": "b1"}


def test_the_other_version_has_a_name_that_tells() -> None:
    assert other_name("journal/a.b.md", "0123456789") == "journal/a.b.other-01234567.md"
    assert stem_of_other("journal/a.b.other-01234567.md") == "journal/a.b.md"
    assert stem_of_other("mkdocs.other-01234567.yml") == "mkdocs.yml"
    assert stem_of_other("journal/another.md") == ""


NAMES = st.sampled_from(
    ["journal/a.md", "journal/b.md", "journal/A.md", "journal/a", "journal/a/c.md", "Journal/d.md", "x.jpg"]
)
STATES = st.dictionaries(
    NAMES, st.tuples(st.just(MODE), st.sampled_from(["a1", "a2", "b1", "b2", "c1", "d1"])), max_size=5
)


@given(STATES, STATES, STATES)
def test_whoever_merges_nothing_is_lost_and_nothing_clashes(base: Tree, one: Tree, two: Tree) -> None:
    merged = merge(base, one, two, sides())
    again = merge(base, one, two, sides())
    assert merged.files == again.files
    new = {version for side in (one, two) for version in side.values()} - set(base.values())
    assert new <= set(merged.files.values())
    assert twins(merged.files) == []
    folders = {
        fold("/".join(path.split("/")[:depth])) for path in merged.files for depth in range(1, path.count("/") + 1)
    }
    assert not folders & {fold(path) for path in merged.files}


REFUSED = [
    "../x", "/etc/x", "a//b", "./a", ".git/config", ".GIT/config", "a/.git", "git~1/x", "journal/.git /x", ".gitmodules",
    ".lfsconfig", "drafts/x.md", "Drafts/x.md", "journal/con.md", "journal/CON", "journal/aux.txt", "journal/a.", "journal/a ",
    "journal/a:b.md", "journal/a\\b.md", "journal/a\nb.md", "journal/a\u202eb.md", "journal/a\u200cb.md", "journal/.g\u200cit",
    "journal/cafe\u0301.md", "journal/" + "x" * 250 + ".md", "journal/a\udcff.md", "journal/a?.md", "",
]  # fmt: skip


@given(st.sampled_from(REFUSED))
def test_names_that_belong_to_no_journal_are_refused(path: str) -> None:
    assert refused_path(path)


def test_names_that_people_give_are_not() -> None:
    for path in (
        "journal/2026/2026-11-22-a.md",
        "journal/Übung/Zoë's day.md",
        ".gitignore",
        "journal/日記.md",
        "a.git.md",
        "journal/.gitkeep",
    ):
        assert refused_path(path) == "", path


def test_the_name_of_a_tree_is_gits(journal_repo: Repository) -> None:
    for name in ("journal/a.b.md", "journal/a/c.md", "journal/a-b.md", "Übung/é.md"):
        path = journal_repo.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    git(journal_repo.root, "add", ".")
    git(journal_repo.root, "commit", "--quiet", "--message=x")
    files = journal_repo.store.branch.tree("HEAD")
    assert tree_name(files) == git(journal_repo.root, "rev-parse", "HEAD^{tree}").strip()
    assert len(files) == len(git(journal_repo.root, "ls-files").splitlines())


def test_half_an_answer_of_gits_is_none(journal_repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Git.run

    def half(self: Git, *args: str, **options: bytes) -> str:
        told = run(self, *args, **options)  # type: ignore[arg-type]
        return told[: len(told) // 2].rpartition("\0")[0] if args[0] == "ls-tree" else told

    monkeypatch.setattr(Git, "run", half)
    with pytest.raises(GitFailed, match="less than it was asked"):
        journal_repo.store.branch.tree("HEAD")
