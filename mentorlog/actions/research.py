"""Out for research, and in again: exports of the journal as it was saved last, and what an export brings back."""

from __future__ import annotations

import os
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from zipfile import BadZipFile, ZipFile

from mentorlog.codec.consent import FOLDER, read_ledger
from mentorlog.codec.people import PEOPLE, read_people
from mentorlog.errors import BadValue, Left, Unreadable
from mentorlog.model.consent import Ledger, Use
from mentorlog.model.person import People, own_addresses
from mentorlog.model.snapshot import Snapshot
from mentorlog.repository import disk
from mentorlog.repository.repository import Repository
from mentorlog.repository.snapshots import saved_by, snapshot, versions
from mentorlog.repository.worktree import decode
from mentorlog.research import bag, formats, refi
from mentorlog.research.corpus import Corpus
from mentorlog.research.disclosure import Disclosure
from mentorlog.research.names import names_of
from mentorlog.research.records import OWN_COPY, records, texts_in
from mentorlog.research.report import Report

FROZEN = "mentorlog-freeze"
"""The folder within a frozen archive; its own name tells nothing of the journal."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds.

    Attributes:
        path: where it is.
        entries: how many.
        comments: how many comment files.
        files: how many other files.
        unsaved: paths of what is not saved yet, and so is not in it.
        report: what became of it on its way to others; None for the pair's own copy.
    """

    path: Path
    entries: int
    comments: int
    files: int
    unsaved: list[str]
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class Others:
    """For whom an export is, if not for the pair.

    Attributes:
        use: what it is for.
        names: the list of names, a file outside of the journal.
    """

    use: Use
    names: Path


def corpus_of(repository: Repository, now: Snapshot | None = None) -> Corpus:
    """The journal as data, as it was saved last."""
    now = now or snapshot(repository.store)
    written = now.files.get(PEOPLE)
    people = read_people(decode(written, PEOPLE)) if written else None
    return Corpus.of(now, people or repository.people, repository.past)


def ledger_of(repository: Repository) -> Ledger:
    """The ledger of consent as it was saved last, each line by its own person."""
    now = snapshot(repository.store)
    return _ledger(repository, now, _own(repository, now))


def _ledger(repository: Repository, now: Snapshot, own: Mapping[str, set[str]]) -> Ledger:
    return read_ledger(now.files, repository.people, saved_by(repository.store, FOLDER, now), own)


def _own(repository: Repository, now: Snapshot) -> dict[str, set[str]]:
    """The mails that are each person's own, by what the list of people said over time."""

    def states() -> Iterator[tuple[str, People]]:
        for mail, text in versions(repository.store, PEOPLE, now):
            with suppress(Unreadable):  # then nobody was listed in a way that can be read
                yield mail, read_people(text, PEOPLE) or People()

    return own_addresses(states())


def _coders(repository: Repository, now: Snapshot, own: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Who wrote each file of the codebook as it is, by path: the handles of whose mail it was saved with."""
    saved = saved_by(repository.store, "codebook", now)
    return {path: {handle for handle, mails in own.items() if mail.casefold() in mails} for path, mail in saved.items()}


def export(
    repository: Repository, kind: str, out: Path, *, revisions: bool = False, others: Others | None = None
) -> Exported:
    """Write the pair's own full copy of the journal, or what others may read of it.

    Args:
        repository: the journal.
        kind: `jsonl`, `csv`, `markdown`, `qdpx`, `bag`, or `freeze` for a bag in one file.
        out: a file for `jsonl`, `qdpx` and `freeze`, a folder else; new, and outside of the journal.
        revisions: whether every saved state of every entry is in it.
        others: for whom it is; None for the pair.

    Raises:
        BadValue: it cannot be written there.
        Left: a listed name is left.
    """
    goal = _goal(repository, out)
    now = snapshot(repository.store)
    corpus, report = corpus_of(repository, now), None
    if others:
        own = _own(repository, now)
        known = replace(corpus, coders=_coders(repository, now, own))
        corpus, report = disclosed(repository, known, _ledger(repository, now, own), others, revisions=revisions)
    made = _files(corpus, kind, report, revisions=revisions)
    if kind == "jsonl":
        _write_file(goal, made.values())
    elif kind in ("qdpx", "freeze"):
        _write_file(goal, [_archive(made, FROZEN if kind == "freeze" else "")])
    else:
        _write_folder(goal, made)
    said = sum(1 for _ in corpus.said())
    unsaved = sorted(repository.git.changed(["."]))
    return Exported(goal, len(corpus.journal.entries), said, len(corpus.files), unsaved, report)


def disclosed(
    repository: Repository, corpus: Corpus, ledger: Ledger, others: Others, *, revisions: bool = False
) -> tuple[Corpus, Report]:
    """What others may read of a journal, and what became of it.

    Raises:
        BadValue: the list is not where it belongs.
        Left: a listed name is left.
    """
    if not others.names.is_file():
        raise BadValue(f"there is no file {others.names}", "write your list of names there")
    if others.names.resolve().is_relative_to(repository.git.top.resolve()):
        raise BadValue("the list of names must lie outside of the journal", "move it to a folder of your own")
    names = names_of(decode(others.names.read_bytes(), str(others.names)), str(others.names))
    disclosure = Disclosure(corpus, ledger, others.use, names)
    shown = disclosure.corpus()
    if left := list(disclosure.residues(texts_in(records(shown, revisions=revisions)))):
        raise Left(left)
    return shown, disclosure.report


def verify(path: Path) -> list[str]:
    """What is wrong with a bag, a folder or a frozen archive; nothing where it is whole.

    Raises:
        Unreadable: it is a file, and no archive of ours.
    """
    if path.is_dir():
        found = {
            each.relative_to(path).as_posix(): each
            for each in path.rglob("*")
            if not each.is_dir() or each.is_symlink()
        }
        strange = [name for name, each in found.items() if each.is_symlink() or not each.is_file()]
        doubts = bag.doubts({name: each.read_bytes() for name, each in found.items() if name not in strange})
        return [*doubts, *(f"{name} is no plain file" for name in strange)]
    try:
        with ZipFile(path) as archive:
            files = bag.opened(archive, path.stat().st_size)
    except (BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error):
        raise Unreadable("it is no archive that can be opened", "take a file that `mentorlog freeze` made") from None
    return bag.doubts(files) or (
        [] if _archive(files, FROZEN) == path.read_bytes() else ["it holds more than its files"]
    )


def _goal(repository: Repository, out: Path) -> Path:
    """Where an export goes.

    Raises:
        BadValue: something is there, or it is inside the journal, from where it would be shared.
    """
    goal = out.absolute()
    if goal.resolve().is_relative_to(repository.git.top.resolve()):
        raise BadValue("an export does not belong inside the journal", "name a place outside of it")
    if os.path.lexists(goal):
        raise BadValue(f"{goal} is there already", "name a new place, or take the old one away first")
    if not goal.parent.is_dir():
        raise BadValue(f"there is no folder {goal.parent}", "make it first")
    return goal


def _files(corpus: Corpus, kind: str, report: Report | None, *, revisions: bool) -> dict[str, bytes]:
    """What an export is made of, by the names of its files."""
    if kind == "jsonl":
        return {"journal.jsonl": b"".join(formats.lines(corpus, revisions=revisions))}
    if kind == "csv":
        return formats.tables(corpus, revisions=revisions)
    if kind == "markdown":
        return formats.pages(corpus)
    return refi.project(corpus) if kind == "qdpx" else _bagged(corpus, report, revisions=revisions)


def _bagged(corpus: Corpus, report: Report | None, *, revisions: bool) -> dict[str, bytes]:
    """A bag with the journal in every form that programs read, and what was left out of it."""
    files = {f"tables/{path}": data for path, data in formats.tables(corpus, revisions=revisions).items()}
    files |= _files(corpus, "jsonl", None, revisions=revisions)
    files["journal.qdpx"] = _archive(refi.project(corpus))
    if report:
        files["consent-report.json"] = report.json()
    about = f"A journal of mentoring, for {corpus.use}, under pseudonyms" if corpus.use else OWN_COPY
    return bag.bagged(files, commit=corpus.commit, saved=corpus.saved, about=about)


def _archive(files: Mapping[str, bytes], folder: str = "") -> bytes:
    """A zip archive, the same bytes whenever and wherever it is made."""
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for member, data in bag.members(files, folder):
            made.writestr(member, data)
    return out.getvalue()


def _write_file(goal: Path, parts: Iterable[bytes]) -> None:
    def write(room: Path) -> Path:
        made = room / goal.name
        with made.open("xb") as file:
            file.writelines(parts)
            disk.flush(file)
        return made

    _placed(goal, write)


def _write_folder(goal: Path, files: Mapping[str, bytes]) -> None:
    def write(room: Path) -> Path:
        made = room / goal.name
        made.mkdir()
        for path, data in files.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_bytes(data)
        return made

    _placed(goal, write)


def _placed(goal: Path, write: Callable[[Path], Path]) -> None:
    """Make something beside its place, for its owner's eyes alone, and let it appear there whole, or not at all."""
    room = Path(mkdtemp(dir=goal.parent, prefix=f".{goal.name}."))
    try:
        made = write(room)
        made.chmod(0o700 if made.is_dir() else 0o600)
        made.rename(goal)
    finally:
        shutil.rmtree(room, ignore_errors=True)
