"""In again: what an export brings back, without letting anybody else say what this clone does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mentorlog.actions.writer import Writer
from mentorlog.codec.people import PEOPLE, read_people, with_person
from mentorlog.errors import Taken, Unreadable
from mentorlog.model.entry import Channel
from mentorlog.model.paths import twins
from mentorlog.model.person import Person
from mentorlog.repository.outbox import Change
from mentorlog.repository.snapshots import snapshot
from mentorlog.repository.worktree import blob_name, decode
from mentorlog.research.intake import Intake, read_lines


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an import brought.

    Attributes:
        new: the paths that are new here.
        kept: the paths of files besides entries and comments that are other here, and stayed so.
        left: the paths of files that do not come in by an import.
        people: who was added.
        revisions: how many saved states the export tells of, which history alone can hold.
    """

    new: list[str]
    kept: list[str]
    left: list[str]
    people: list[Person]
    revisions: int


def take_in(writer: Writer, file: Path) -> TakenIn:
    """Bring the entries, comments, files and people of an export into the journal; what is here stays as it is.

    Raises:
        Unreadable: it is no whole export.
        Taken: an entry or a comment is here already, in other words; then nothing came.
    """
    with file.open("rb") as lines:
        intake = read_lines(lines)
    here = snapshot(writer.repository.store)
    if clashes := [path for path, data in intake.texts.items() if here.files.get(path, data) != data]:
        raise Taken(
            f"{clashes[0]} is here already, with other words"
            + (f", and {len(clashes) - 1} more" if clashes[1:] else ""),
            "begin an empty journal with `mentorlog init`, and import there",
        )
    wanted = intake.texts | {path: data for path, data in intake.files.items() if _may_come(path)}
    if both := twins([*wanted, *here.files]):
        raise Unreadable(f"some systems take {both[0][1]} and {both[0][0]} for one", "look where the export is from")
    folders = {str(folder) for path in (*wanted, *here.files) for folder in PurePosixPath(path).parents}
    if inside := sorted(folders & {*wanted, *here.files}):
        raise Unreadable(f"{inside[0]} is a file and a folder in it", "look where the export is from")
    new = {path: Change(data) for path, data in wanted.items() if path not in here.files}
    people, described = _with_people(writer, intake)
    if new or described:
        writer.save(new | described, f"import {len(intake.texts)} entries and comments")
    kept = [path for path, data in intake.files.items() if here.files.get(path, data) != data]
    left = [path for path in intake.files if path not in new and path not in here.files]
    return TakenIn(sorted(new), sorted(kept), sorted(left), people, intake.revisions)


def _may_come(path: str) -> bool:
    """Whether a file besides entries and comments comes in: photos beside entries, templates for words, the codebook.

    Settings, workflows and the ledger of consent stay behind: nobody else may say what this clone does, or who agreed.
    """
    folder = path.partition("/")[0]
    return bool(Channel.of_folder(folder)) or (folder in ("templates", "codebook") and path.endswith(".md"))


def _with_people(writer: Writer, intake: Intake) -> tuple[list[Person], dict[str, Change]]:
    """Who is missing here, and the file that lists them too.

    Raises:
        Unreadable: with them the file could not be read any more.
    """
    missing = {each.handle: each for each in intake.people if each.handle not in writer.repository.people}
    if not missing:
        return [], {}
    old = writer.repository.files.read(PEOPLE)
    text = decode(old, PEOPLE)
    for person in missing.values():
        text = with_person(text, person)
    if read_people(text) is None:
        raise Unreadable("the people in it cannot be listed here", "take an export that nobody changed")
    return list(missing.values()), {PEOPLE: Change(text.encode(), over=blob_name(old))}
