"""Two clones and a place between them come together, whatever happened meanwhile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentorlog.repository.repository import Repository
from tests.conftest import Cli, git


def wrote(clone: Cli, old: str, new: str) -> None:
    """A change by hand in the only diary entry, saved."""
    path = next(path for path in sorted((clone.folder / "journal/2026").glob("*.md")) if ".other-" not in path.name)
    path.write_text(path.read_text().replace(old, new))
    clone.ok("save")


@pytest.fixture
def pair(two_clones: tuple[Cli, Cli]) -> tuple[Cli, Cli]:
    """Both have one entry of three paragraphs."""
    ada, james = two_clones
    ada.ok("diary", "new", "The gate", "--body", "One.\n\nTwo.\n\nThree.")
    ada.ok("sync")
    james.ok("sync")
    return ada, james


def heads(*clones: Cli) -> set[str]:
    return {git(clone.folder, "rev-parse", "HEAD") for clone in clones}


def test_what_one_wrote_comes_and_goes(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    james.ok("comment", "latest", "Why?", "--quote", "Two.")
    assert "shared: 1 saved act" in james.ok("sync")
    assert "James commented, on “The gate”" in ada.ok("sync")
    assert "Why?" in ada.ok("show", "latest")
    assert ada.ok("sync") == "Nothing new. Everything that is saved here is shared.\n"
    assert heads(ada, james) == {git(ada.folder, "rev-parse", "HEAD")}


def test_both_wrote_in_other_paragraphs(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    wrote(ada, "One.", "ONE.")
    wrote(james, "Three.", "THREE.")
    for clone in (ada, james, ada):
        clone.ok("sync")
    assert len(heads(ada, james)) == 1
    assert "ONE.\n\nTwo.\n\nTHREE." in ada.ok("show", "latest")


def test_both_make_the_same_commit(pair: tuple[Cli, Cli], tmp_path: Path) -> None:
    """Each merges before the other has sent anything: the results are one commit."""
    ada, james = pair
    wrote(ada, "One.", "ONE.")
    wrote(james, "One.", "EINS.")
    ada.ok("comment", "latest", "Mine.")
    made = []
    for clone, other in ((ada, james), (james, ada)):
        bare = tmp_path / f"{clone.folder.name}.git"
        git(tmp_path, "clone", "--quiet", "--bare", str(other.folder), str(bare))
        git(tmp_path, "clone", "--quiet", str(clone.folder), str(bare) + ".clone")
        copy = Cli(Path(f"{bare}.clone"))
        copy.ok("me", "ada")
        git(copy.folder, "config", "remote.origin.url", str(bare))
        assert copy("sync").exit_code == 1
        made.append(git(copy.folder, "rev-parse", "HEAD"))
    assert made[0] == made[1]


def test_both_wrote_in_one_paragraph(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    wrote(james, "Two.", "As James says.")
    james.ok("sync")
    wrote(ada, "Two.", "As Ada says.")
    done = ada("sync")
    assert done.exit_code == 1
    assert "you both changed" in done.stdout
    assert "you both changed" in james("sync").stdout
    for clone, mine, theirs in ((ada, "As Ada says.", "As James says."), (james, "As James says.", "As Ada says.")):
        (shown,) = json.loads(clone.ok("choose", "--json"))
        assert mine in shown["mine"]
        assert theirs in shown["theirs"]
        assert "`mentorlog choose d-" in clone.ok("show", "latest")
        assert "you both changed it" in clone("check").output
        assert "<<<<<<<" not in clone.ok("show", "latest")
    ada.ok("choose", "d-", "theirs")
    ada.ok("sync")
    james.ok("sync")
    assert "As James says." in james.ok("show", "latest")
    assert james.ok("choose") == "Nothing is unsettled.\n"
    assert "nothing is unsettled" in james.refused("choose", "d-", "mine")


@pytest.mark.parametrize(
    ("which", "stands"), [("mine", ["As Ada"]), ("theirs", ["As James"]), ("both", ["As Ada", "As James"])]
)
def test_choosing(pair: tuple[Cli, Cli], which: str, stands: list[str]) -> None:
    ada, james = pair
    wrote(james, "Two.", "As James says.")
    james.ok("sync")
    wrote(ada, "Two.", "As Ada says.")
    ada("sync")
    ada.ok("choose", "d-", which)
    text = next((ada.folder / "journal/2026").glob("*.md")).read_text()
    assert [words for words in ("As Ada", "As James") if words in text] == stands
    assert ada.ok("check") == "All is well.\n"


def test_both_versions_stand_side_by_side_on_the_page(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    wrote(james, "Two.", "As James says.")
    james.ok("sync")
    wrote(ada, "Two.", "As Ada says.")
    ada("sync")
    ada.ok("build")
    (page,) = (ada.folder / "site/journal").glob("d-*.html")
    text = page.read_text()
    assert "You both changed this at the same time" in text
    assert text.count("As Ada says.") == text.count("As James says.") == 1


def test_removed_here_and_changed_there_stays(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    wrote(james, "Two.", "As James says.")
    james.ok("sync")
    ada.ok("remove", "d-")
    assert "took diary “The gate” away while the other changed it; it stays" in ada.ok("sync")
    assert "As James says." in ada.ok("show", "d-")


def test_renamed_here_and_changed_there_is_one_entry(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    wrote(james, "Two.", "As James says.")
    james.ok("sync")
    path = next((ada.folder / "journal/2026").glob("*.md"))
    path.rename(ada.folder / "journal/gate.md")
    ada.ok("save")
    ada.ok("sync")
    assert not path.exists()
    assert "As James says." in (ada.folder / "journal/gate.md").read_text()
    assert ada.ok("check") == "All is well.\n"


def test_unsaved_words_stay_and_saving_them_undoes_nothing(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    path = next((ada.folder / "journal/2026").glob("*.md"))
    wrote(james, "One.", "EINS.")
    james.ok("comment", "latest", "Hm.")
    james.ok("sync")
    path.write_text(path.read_text().replace("Three.", "DREI."))
    before = path.read_bytes()
    told = ada.ok("sync")
    assert "holds unsaved words of yours" in told
    assert path.read_bytes() == before
    assert "Hm." in ada.ok("show", "latest")
    ada.ok("save")
    assert "EINS.\n\nTwo.\n\nDREI." in path.read_text()
    ada.ok("sync")
    james.ok("sync")
    assert "EINS.\n\nTwo.\n\nDREI." in james.ok("show", "latest")


def test_unsaved_words_in_the_same_paragraph_are_kept_beside(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    path = next((ada.folder / "journal/2026").glob("*.md"))
    wrote(james, "One.", "EINS.")
    james.ok("sync")
    path.write_text(path.read_text().replace("One.", "UN."))
    ada.ok("sync")
    ada.ok("save")
    (other,) = (ada.folder / "journal/2026").glob("*.other-*.md")
    assert "UN." in path.read_text()
    assert "EINS." in other.read_text()


def test_what_is_staged_is_not_swept_and_is_said(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    wrote(james, "One.", "EINS.")
    james.ok("sync")
    path = next((ada.folder / "journal/2026").glob("*.md"))
    path.write_text(path.read_text().replace("Two.", "DEUX."))
    git(ada.folder, "add", str(path))
    before = git(ada.folder, "diff", "--cached")
    assert "is prepared for a commit here" in ada.refused("sync")
    assert git(ada.folder, "diff", "--cached") == before
    ada.ok("save")
    ada.ok("sync")
    assert "EINS.\n\nDEUX.\n\nThree." in path.read_text()


def test_a_history_that_was_rewritten_is_noticed_and_nothing_is_dropped(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    ada.ok("diary", "new", "Second", "--body", "Kept.")
    ada.ok("sync")
    james.ok("sync")
    remote = Path(git(ada.folder, "config", "remote.origin.url").strip())
    git(remote, "update-ref", "refs/heads/main", "main~1")
    before = heads(ada)
    done = ada("sync")
    assert done.exit_code == 1
    assert "The other side's history was rewritten: 1 saved acts are missing from it." in done.stdout
    assert heads(ada) == before
    assert git(ada.folder, "for-each-ref", "refs/mentorlog/kept").split()
    ada.ok("sync", "--bring-back")
    james.ok("sync", "--bring-back")
    assert "Second" in james.ok("diary")
    assert len(heads(ada, james)) == 1


def test_two_beginnings_come_together(ada: Cli, tmp_path: Path) -> None:
    """A forge made a first commit of its own."""
    forge = tmp_path / "forge"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", str(forge))
    (forge / "README.md").write_text("# ours\n")
    (forge / "LICENSE").write_text("none\n")
    git(forge, "add", ".")
    git(forge, "commit", "--quiet", "--message=Initial commit")
    git(tmp_path, "clone", "--quiet", "--bare", str(forge), "remote.git")
    git(ada.folder, "remote", "add", "origin", str(tmp_path / "remote.git"))
    assert "README.md" in ada("sync").stdout
    assert (ada.folder / "LICENSE").read_text() == "none\n"
    assert ada.ok("sync") == "Nothing new. Everything that is saved here is shared.\n"


def test_a_place_whose_head_names_nothing(ada: Cli, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=elsewhere", "remote.git")
    git(ada.folder, "remote", "add", "origin", str(tmp_path / "remote.git"))
    ada.ok("ask", "How?")
    ada.ok("sync")
    james = Cli(tmp_path)
    james.ok("join", str(tmp_path / "remote.git"), "there")
    there = Cli(tmp_path / "there")
    there.ok("me", "james")
    there.ok("answer", "latest", "So.")
    there.ok("sync")
    ada.ok("sync")
    assert "So." in ada.ok("show", "latest")


def test_a_place_that_is_gone_loses_nothing_and_is_said(pair: tuple[Cli, Cli]) -> None:
    ada, _ = pair
    git(ada.folder, "config", "remote.origin.url", "/nowhere/at/all.git")
    ada.ok("ask", "How?")
    told = ada.refused("sync")
    assert "what is saved here stays saved" in told


def test_a_place_that_refuses_is_said(pair: tuple[Cli, Cli]) -> None:
    ada, _ = pair
    remote = Path(git(ada.folder, "config", "remote.origin.url").strip())
    (remote / "hooks").mkdir(exist_ok=True)
    hook = remote / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho no room here >&2\nexit 1\n")
    hook.chmod(0o755)
    ada.ok("ask", "How?")
    assert "no room here" in ada.refused("sync")


def test_a_race_for_the_place_is_run_again(pair: tuple[Cli, Cli], monkeypatch: pytest.MonkeyPatch) -> None:
    """Between fetching and sending, the other was quicker."""
    from mentorlog.repository.sync import Sync

    ada, james = pair
    ada.ok("ask", "Ada's?")
    james.ok("ask", "James's?")
    send = Sync.send
    raced: list[bool] = []

    def slow(self: Sync, theirs: str) -> bool:
        if not raced:
            raced.append(True)
            james.ok("sync")
        return send(self, theirs)

    monkeypatch.setattr(Sync, "send", slow)
    ada.ok("sync")
    monkeypatch.undo()
    james.ok("sync")
    assert len(heads(ada, james)) == 1
    assert ada.ok("questions").count("?") == 2


def test_without_a_place_it_says_how_to_get_one(ada: Cli) -> None:
    assert "not shared yet" in ada.refused("sync")


def test_photos_that_both_changed_are_both_kept(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    for clone, data in ((james, b"\x89PNG\0james"), (ada, b"\x89PNG\0ada")):
        (clone.folder / "journal/2026/photo.png").write_bytes(data)
        clone.ok("save")
    james.ok("sync")
    ada("sync")
    assert {path.read_bytes() for path in (ada.folder / "journal/2026").glob("*.png")} == {
        b"\x89PNG\0james",
        b"\x89PNG\0ada",
    }


def test_a_plain_pull_in_between_does_no_harm(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    james.ok("ask", "James's?")
    james.ok("sync")
    ada.ok("ask", "Ada's?")
    git(ada.folder, "-c", "pull.rebase=false", "pull", "--quiet", "--no-edit", "origin", "main")
    ada.ok("sync")
    james.ok("sync")
    assert len(heads(ada, james)) == 1


def test_a_sync_is_one_document(pair: tuple[Cli, Cli]) -> None:
    ada, james = pair
    james.ok("ask", "How?")
    james.ok("sync")
    done = json.loads(ada.ok("sync", "--json"))
    assert done["came"] == [
        next(path.path for path in Repository.open(ada.folder).load().entries if path.title == "How?")
    ]
    assert (done["went"], done["waiting"], done["clashes"], done["missing"]) == (0, 0, [], 0)
