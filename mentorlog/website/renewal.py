"""A site that was built before, made what it should be now: only what changed is written again.

Where the whole journal was read, every fact is held against what it was, and the pages that asked for one that moved
are made anew. Where nothing but comments came, not even that: the few facts that a comment can move are found from its
entry alone, and all else is as the manifest says.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from mentorlog.website.facts import Fact, Facts, digest
from mentorlog.website.manifest import Known, Made, Manifest
from mentorlog.website.pages import Page
from mentorlog.website.shell import Shell, part_of
from mentorlog.website.state import State, known

Progress = Callable[[int], None]


class Renewal:
    """What changes in a site.

    Attributes:
        pages: to be made anew, each with the line that it is made of, by their paths.
        ready: those of them that are made already: what stands on them, and the facts that they asked for.
        facts: that are not what they were.
        files: to be written besides, by their paths.
        gone: the paths of pages and files that the site has no more.
    """

    def __init__(self) -> None:
        self.pages: dict[str, tuple[Page, str]] = {}
        self.ready: dict[str, tuple[str, set[Fact]]] = {}
        self.facts: list[Known] = []
        self.files: dict[str, bytes] = {}
        self.gone: set[str] = set()


def renewal(state: State, manifest: Manifest) -> Renewal:
    """What changes, where the whole journal was read."""
    found = Renewal()
    before = {(kind, of): was for kind, of, was in manifest.facts()}
    found.facts = [
        fact for fact in state.known(before.keys() | state.standing()) if before.get(fact[:2]) != fact.digest
    ]
    pages = manifest.pages()
    changed = {path for path, line in state.lines.items() if pages.get(path) != digest(line)}
    changed |= manifest.readers(fact[:2] for fact in found.facts) & state.pages.keys()
    found.pages = {path: (state.pages[path], state.lines[path]) for path in sorted(changed)}
    files = manifest.files()
    pictures = set(state.publication.pictures())
    wanted = set(pictures)
    for path, data in state.publication.own_files():
        wanted.add(path)
        if files.get(path) != digest(data):
            found.files[path] = data
    found.files |= {path: state.publication.picture(path) for path in pictures - files.keys()}
    found.gone = (pages.keys() - state.pages.keys()) | (files.keys() - wanted)
    return found


def renew(found: Renewal, manifest: Manifest, folder: Path, facts: Facts, progress: Progress) -> None:
    """Write what changes, each file whole or not at all, and take it into the manifest.

    Args:
        found: what changes.
        manifest: of the site; somebody has begun a change of it.
        folder: of the site.
        facts: who answers for the journal.
        progress: called after every page with how many there will be.
    """
    shells = shells_in(manifest)
    made = []
    for path, (page, line) in found.pages.items():
        content, asked = found.ready.get(path) or page.made()
        _write(folder / path, shells[part_of(path)].page(page.title, content).encode())
        made.append(Made(path, digest(line), line, asked))
        progress(len(found.pages))
    for path, data in found.files.items():
        _write(folder / path, data)
    for path in found.gone:
        (folder / path).unlink(missing_ok=True)
        with suppress(OSError):
            (folder / path).parent.rmdir()  # where it was the last one there
    manifest.put_facts(found.facts)
    new = {fact for page in made for fact in page.asked if not manifest.fact(*fact)}
    manifest.put_facts(known(kind, of, facts.ask(kind, of)) for kind, of in new)
    manifest.put_pages(made)
    manifest.put_files({path: digest(data) for path, data in found.files.items()})
    manifest.drop(found.gone)


def shells_in(manifest: Manifest) -> dict[str, Shell]:
    """What lies around the pages of each part."""
    return {part: Shell(tuple(before), tuple(behind)) for part, (before, behind) in manifest.note("shells").items()}


def _write(path: Path, data: bytes) -> None:
    begun = path.with_name(f".{path.name[:100]}.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    begun.write_bytes(data)
    begun.replace(path)
