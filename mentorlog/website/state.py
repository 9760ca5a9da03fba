"""All that a site is made of at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mentorlog.model.check import check
from mentorlog.model.entry import folded
from mentorlog.repository.repository import Repository
from mentorlog.website.facts import Fact, digest, dumps
from mentorlog.website.manifest import Known
from mentorlog.website.pages import Page
from mentorlog.website.publication import Publication
from mentorlog.website.told import COUNTED


@dataclass(frozen=True)
class State:
    """What there is to write.

    Attributes:
        publication: the journal.
        pages: all its pages, by their paths.
        lines: what each is made of besides the facts that it asks for, by its path.
    """

    publication: Publication
    pages: dict[str, Page]
    lines: dict[str, str]

    @classmethod
    def of(cls, repository: Repository) -> State:
        """Everything, read."""
        publication = Publication.of(repository)
        pages = {page.path: page for page in publication.pages()}
        lines = {path: dumps([page.template, page.title, page.given]) for path, page in pages.items()}
        return cls(publication, pages, lines)

    def counts(self) -> dict[str, int]:
        """How many pages there are, how many things a person should look at, and what is amiss with comments."""
        found = check(self.publication.journal)
        amiss = sum(problem.path.startswith("comments/") for problem in found)
        return {"pages": len(self.pages), "problems": sum(each.serious for each in found), "amiss": amiss}

    def read(self) -> dict[str, str]:
        """Git's names for the texts in the folder that it is made of, by their paths."""
        journal = self.publication.journal
        read = {entry.path: entry.blob for entry in journal.entries}
        read |= {comment.path: comment.blob for comment in journal.comments()}
        return {path: blob for path, blob in read.items() if path not in journal.beside}

    def standing(self) -> set[Fact]:
        """The facts that are kept though no page may ask for them: they lead from a comment to pages."""
        site = self.publication.site
        told = {("told", entry.id) for entry in site.journal.entries}
        codes = {("code", folded(comment.code)) for comment in site.journal.comments() if comment.code}
        return told | codes | {("list", name) for name in site.lists} | {("lists", kind) for kind in COUNTED}

    def known(self, facts: Iterable[Fact]) -> Iterator[Known]:
        """The value of facts."""
        for kind, of in facts:
            yield known(kind, of, self.publication.site.ask(kind, of))


def known(kind: str, of: str, value: object) -> Known:
    """A fact as it is now."""
    line = dumps(value)
    return Known(kind, of, digest(line), line)
