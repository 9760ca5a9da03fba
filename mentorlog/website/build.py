"""A build of the site: what changed since the last one, and where nothing did, nothing."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import mentorlog
from mentorlog.errors import BadValue, GitFailed
from mentorlog.repository.disk import is_alive
from mentorlog.repository.lock import alone
from mentorlog.repository.private import own_cache
from mentorlog.repository.repository import Repository
from mentorlog.repository.since import Look, Moment, Since, settled

if TYPE_CHECKING:
    from mentorlog.model.person import People
    from mentorlog.website.facts import Facts
    from mentorlog.website.manifest import Manifest

_BEGUN = ".mentorlog-site-"
_OURS = b'<meta name="application-name" content="mentorlog">'
_BUILT = "built"

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made.

    Attributes:
        folder: where it is.
        pages: how many there are.
        renewed: how many of them were made anew.
        problems: how many things in the journal a person should look at.
        waits: how many questions, and how many comments, wait for each person, by their handles.
        state: a name for this state of the site.
    """

    folder: Path
    pages: int
    renewed: int
    problems: int
    waits: dict[str, tuple[int, int]]
    state: str = ""


def build(repository: Repository, output: Path | None, progress: Progress = lambda _: None) -> Built:
    """Make the site in `output`, or in `site` in the journal, what it should be; one that was begun is no site.

    Args:
        repository: the journal.
        output: the folder, or None.
        progress: called after every page with how many there will be.

    Raises:
        BadValue: the folder holds something that is not a site of ours; a build would replace it.
        Waiting: another build of this journal is at work.
    """
    folder = (output or repository.root / "site").absolute()
    _refuse_foreign(folder, repository.root)
    kept = own_cache() if _has_git(repository) else None
    if kept is None:
        return _whole(repository, folder, None, None, {}, progress)
    hash_ = blake2b(str(folder).encode(errors="surrogateescape"), digest_size=8).hexdigest()
    name = f"site-{hash_}"
    with alone(kept / f"{name}.lock", "another mentorlog is building this site"), Look(repository) as look:
        from mentorlog.website.manifest import Damaged, opened  # git is at work meanwhile

        with suppress(Damaged), opened(kept / f"{name}.db") as manifest:
            return _build(repository, folder, manifest, look, progress)
        with opened(kept / f"{name}.db") as manifest:
            return _build(repository, folder, manifest, look, progress)


def _build(repository: Repository, folder: Path, manifest: Manifest, look: Look, progress: Progress) -> Built:
    from mentorlog.website.manifest import state_of

    made_of = _made_of(repository)
    last = manifest.note(_BUILT)
    if last and (last["of"] != made_of or last["state"] != state_of(folder, last["state"])):
        last = None
    look.begin(Moment(last["tip"], last["unsaved"], last["reviews"]) if last else Moment())
    if last and look.tip != last["tip"]:
        import_module("mentorlog.website.patch")  # git takes a while: what will be needed is loaded meanwhile
    since = look.result()
    note = {"of": made_of, **asdict(since.now)}
    if not last:
        return _whole(repository, folder, manifest, since, note, progress)
    if since.goes_on and not since.touched:
        if since.now.tip != last["tip"]:
            with manifest.change():
                manifest.put_note(_BUILT, last | note)
        return Built(folder, last["pages"], 0, last["problems"], last["waits"], _name_of(last))
    return _renewed(repository, folder, manifest, since, last | note, progress)


def _renewed(
    repository: Repository, folder: Path, manifest: Manifest, since: Since, note: dict[str, Any], progress: Progress
) -> Built:
    """The site with what changed in it."""
    from mentorlog.website.kept import NotKept
    from mentorlog.website.manifest import state_of
    from mentorlog.website.patch import entries_spoken_of, patch
    from mentorlog.website.renewal import renew, renewal
    from mentorlog.website.state import State

    facts: Any
    found = None
    if since.goes_on and not note["amiss"] and (ids := entries_spoken_of(since.touched)) is not None:
        with suppress(NotKept):
            found, facts = patch(repository, manifest, ids, since)
    if found is None:
        with _uncollected():
            state = State.of(repository)
        found, facts = renewal(state, manifest), state.publication.site
        note |= state.counts() | asdict(settled(repository, since.now, state.read()))
    note["waits"] = waits(facts, repository.people)
    with manifest.change():
        manifest.put_note(_BUILT, None)
    with manifest.change():
        renew(found, manifest, folder, facts, progress)
        note |= {"state": state_of(folder)}
        manifest.put_note(_BUILT, note)
    return Built(folder, note["pages"], len(found.pages), note["problems"], note["waits"], _name_of(note))


def _whole(
    repository: Repository,
    folder: Path,
    manifest: Manifest | None,
    since: Since | None,
    note: Mapping[str, Any],
    progress: Progress,
) -> Built:
    """All of the site; a build that is killed leaves what was there."""
    from tempfile import TemporaryDirectory

    from mentorlog.website.manifest import state_of
    from mentorlog.website.whole import write_whole

    folder.parent.mkdir(parents=True, exist_ok=True)
    _clear_up(folder)
    with TemporaryDirectory(dir=folder.parent, prefix=f"{_BEGUN}{os.getpid()}-") as begun:
        new = Path(begun, "new")
        new.mkdir(mode=0o700)
        with _uncollected():
            made = write_whole(repository, new, progress)
        if folder.exists():
            folder.rename(Path(begun, "old"))
        new.rename(folder)
    state = made.state
    counts = state.counts()
    waiting = waits(state.publication.site, repository.people)
    if manifest and since:
        note = {**note, **counts, "waits": waiting, **asdict(settled(repository, since.now, state.read()))}
        settings = state.publication.settings
        with manifest.change():
            manifest.clear()
            asked = {fact for page in made.pages for fact in page.asked}
            manifest.put_facts(state.known(asked | state.standing()))
            manifest.put_pages(made.pages)
            manifest.put_files(made.files)
            manifest.put_note("words", [settings.language, settings.dates])
            manifest.put_note("shells", {part: [each.before, each.behind] for part, each in made.shells.items()})
            if made.shells:
                manifest.put_note(_BUILT, {**note, "state": state_of(folder)})
    return Built(folder, counts["pages"], counts["pages"], counts["problems"], waiting, token_hex(8))


def _name_of(note: Mapping[str, Any]) -> str:
    """A name for what was built: of the pages' own state, and of what they were made of."""
    return blake2b(repr((note["of"], note["unsaved"], note["state"])).encode(), digest_size=8).hexdigest()


def waits(facts: Facts, people: People) -> dict[str, tuple[int, int]]:
    """How many open questions of the others, and how many unanswered comments, wait for each person."""
    authors = [row[-2] for row in facts.ask("list", "open")]
    return {
        each.handle: (
            sum(author != each.handle for author in authors),
            len(facts.ask("list", f"unanswered {each.handle}")),
        )
        for each in people
    }


def _has_git(repository: Repository) -> bool:
    try:
        return repository.git.common.is_dir()
    except GitFailed:
        return False


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without a search for what is not needed any more: while a journal is read, all of it is."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _made_of(repository: Repository) -> str:
    """What every page is made with: this program, all that is installed beside it, what the journal says of itself."""
    import sys
    import sysconfig
    import zoneinfo

    here = Path(mentorlog.__file__).parent
    program: list[tuple[str, str, int, int]] = []
    for parent, inside, names in os.walk(here):
        inside[:] = [name for name in inside if name != "__pycache__"]
        for name in names:
            status = Path(parent, name).stat()
            program.append((parent.removeprefix(str(here)), name, status.st_size, status.st_mtime_ns))
    places = [Path(place) for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}]
    beside = [path.name for place in places if place.is_dir() for path in place.glob("*-info")]
    zones = [Path(place).stat().st_mtime_ns for place in zoneinfo.TZPATH if Path(place).is_dir()]
    cut_off = [repository.git.common / name for name in ("shallow", "info/grafts")]
    own = [_bytes(path) for path in (repository.root / "mkdocs.yml", repository.root / "pyproject.toml", *cut_off)]
    facts = sorted(program), sorted(beside), zones, own, sys.version
    return blake2b(repr(facts).encode(errors="surrogateescape"), digest_size=16).hexdigest()


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _clear_up(folder: Path) -> None:
    """Take away what a build that was killed left beside the site; a whole site among it comes back."""
    import shutil

    for left in folder.parent.glob(f"{_BEGUN}*-*"):
        number = left.name.removeprefix(_BEGUN).partition("-")[0]
        if left.is_symlink() or (number.isdigit() and is_alive(int(number))):
            continue
        if _is_ours(left / "old") and not folder.exists():
            (left / "old").rename(folder)
        shutil.rmtree(left, ignore_errors=True)


def _refuse_foreign(folder: Path, root: Path) -> None:
    """A build empties its folder first: only what an earlier build made may be emptied."""
    if root.resolve().is_relative_to(folder.resolve()):
        raise BadValue(f"{folder} holds the journal itself", "name a folder of its own with --output")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise BadValue(f"{folder} is not a folder", "name another with --output")
    if any(folder.iterdir()) and not _is_ours(folder):
        raise BadValue(
            f"{folder} holds other things, and a build would replace them", "name a new folder with --output"
        )


def _is_ours(folder: Path) -> bool:
    """Whether a build of ours made a folder."""
    index = folder / "index.html"
    return not folder.is_symlink() and index.is_file() and _OURS in index.read_bytes()[:4000]
