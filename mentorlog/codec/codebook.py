"""The files of the codebook: `codebook/<ULID>.md`, each what a code means, in the words below its header."""

from __future__ import annotations

from mentorlog.codec.front_matter import emit, parse
from mentorlog.errors import BadValue, Unreadable
from mentorlog.model import clock
from mentorlog.model.codebook import Definition
from mentorlog.model.ids import COMMENT_ID


def definition_path(id_: str) -> str:
    """Where a definition is kept."""
    return f"codebook/{id_}.md"


def read_definition(text: str, path: str) -> Definition:
    """A definition; the file's name stands in for a missing id.

    Raises:
        Unreadable: the header is broken, or names no code; with path and line.
    """
    try:
        document = parse(text)
        id_ = (document.value("id") or path.rpartition("/")[2].removesuffix(".md")).strip().lower()
        code = " ".join(document.value("code").split())
        _check(id_, code)
        return Definition(
            id=id_,
            author=document.value("author").lstrip("@").lower(),
            date=clock.read_instant(document.value("date"), "UTC"),
            code=code,
            meaning=document.body.replace("\r\n", "\n").strip("\n"),
            under=" ".join(document.value("under").split()),
            instead_of=tuple(" ".join(word.split()) for word in document.values("instead_of")),
            replaces=tuple(word.strip().lower() for word in document.values("replaces")),
            path=path,
        )
    except (Unreadable, BadValue) as error:
        raise Unreadable(error.message, error.hint, path=path, line=error.line) from None


def _check(id_: str, code: str) -> None:
    if not COMMENT_ID.fullmatch(id_):
        raise BadValue(f"'{id_}' is not the id of a definition", "keep the name that mentorlog gave the file")
    if not code:
        raise BadValue("it names no code", "write `code: ...` into its header")


def write_definition(definition: Definition) -> str:
    """The file of a new definition."""
    lines = [
        "---",
        f"id: {definition.id}",
        f"author: {emit(definition.author)}",
        f"date: {clock.stamp(definition.date)}",
        f"code: {emit(definition.code)}",
    ]
    lines += [f"under: {emit(definition.under)}"] if definition.under else []
    lines += [
        f"{key}: {emit(getattr(definition, key))}" for key in ("instead_of", "replaces") if getattr(definition, key)
    ]
    body = f"\n{definition.meaning.strip()}\n" if definition.meaning.strip() else ""
    return "\n".join([*lines, "---", ""]) + body
