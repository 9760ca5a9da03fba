"""An entry's story and the journal's timeline, from a real history."""

from __future__ import annotations

from mentorlog.model.story import Deed, story, times_changed
from mentorlog.model.timeline import Kind, events
from mentorlog.repository.repository import Repository
from tests.conftest import Cli, git


def test_a_story_tells_who_wrote_changed_moved_and_what_was_said_of_which_state(ada: Cli) -> None:
    ada.ok("diary", "new", "Gate", "--body", "The gate was shut.")
    ada.ok("comment", "d-", "Which gate?")
    path = next((ada.folder / "journal").rglob("*.md"))
    path.write_text(path.read_text().replace("shut", "open"))
    ada.ok("save")
    path.write_text(path.read_text().replace("title: Gate", "title: The gate"))
    ada.ok("save")
    git(ada.folder, "mv", str(path), str(path.with_name("moved.md")))
    git(ada.folder, "commit", "-q", "-m", "moved")
    moved = path.with_name("moved.md")
    moved.write_text(moved.read_text().replace("open", "ajar"))
    journal = Repository.open(ada.folder).load()
    entry = journal.entries[0]
    states = story(journal, entry)
    deeds = [Deed.WROTE, Deed.CHANGED, Deed.CHANGED, Deed.MOVED, Deed.UNSAVED]
    assert [state.deed for state in states] == deeds
    assert [state.is_reworded for state in states] == [True, True, False, False, True]
    assert [len(state.said) for state in states] == [1, 0, 0, 0, 0]
    assert times_changed(entry, journal.past.revisions(entry)) == 3


def test_what_was_never_saved_has_no_story(ada: Cli) -> None:
    (ada.folder / "journal/new.md").write_text("x\n")
    journal = Repository.open(ada.folder).load()
    assert story(journal, journal.entries[0]) == []
    assert times_changed(journal.entries[0], []) == 0


def test_what_happened_to_an_entry_is_told_where_it_stands(ada: Cli) -> None:
    ada.ok("ask", "How do I begin?")
    ada.ok("answer", "q-", "With a walk.")
    ada.ok("comment", "q-", "A slip.")
    slip = next(each.id for each in Repository.open(ada.folder).load().comments() if each.body == "A slip.")
    ada.ok("retract", slip)
    path = next((ada.folder / "questions").rglob("*.md"))
    path.write_text(path.read_text() + "\nSoon.\n")
    ada.ok("save")
    journal = Repository.open(ada.folder).load()
    entry = journal.entries[0]
    told = list(events(entry, journal.thread(entry.id).remarks, journal.past.revisions(entry)))
    assert [event.kind for event in told] == [Kind.WROTE, Kind.SAID, Kind.CHANGED]
    assert [event.author for event in told] == ["ada"] * 3
    assert told[1].remark is not None
