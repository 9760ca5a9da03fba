"""The files of an export in its plain formats: JSON Lines, tables, and Markdown to read. Each is {name: bytes}."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from types import SimpleNamespace

from mentorlog.model.entry import Channel, Entry
from mentorlog.research.corpus import Corpus
from mentorlog.research.records import Record, records
from mentorlog.research.schema import KINDS, SCHEMA, dictionary

DICTIONARY = "data-dictionary.md"
_CSV = {"string": "string", "instant": "datetime", "day": "date", "integer": "integer", "boolean": "boolean"}


def lines(corpus: Corpus, *, revisions: bool = False) -> Iterator[bytes]:
    """JSON Lines: a record a line, in UTF-8."""
    for record in records(corpus, revisions=revisions):
        yield json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass") + b"\n"


def tables(corpus: Corpus, *, revisions: bool = False) -> dict[str, bytes]:
    """CSV (RFC 4180), a table a kind, with a Frictionless `datapackage.json` and the data dictionary."""
    rows: dict[str, list[Record]] = {kind: [] for kind in KINDS}
    for record in records(corpus, revisions=revisions):
        rows[record["kind"]].append(record)
    made = {f"{kind}.csv": _table(kind, listed) for kind, listed in rows.items() if listed}
    package = {
        "name": "journal",
        "profile": "tabular-data-package",
        "version": str(SCHEMA),
        "resources": [_resource(name) for name in made],
    }
    described = json.dumps(package, ensure_ascii=False, indent=1).encode()
    return made | {"datapackage.json": described + b"\n", DICTIONARY: dictionary().encode()}


def _table(kind: str, rows: Iterable[Record]) -> bytes:
    out: list[str] = []
    writer = csv.writer(SimpleNamespace(write=out.append), lineterminator="\r\n")
    names = [field.name for field in KINDS[kind]]
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return "".join(out).encode(errors="surrogatepass")


def _cell(value: object) -> str:
    """A value as a cell: a list with semicolons where it holds plain words, anything else with structure as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple) and not any(";" in str(each) for each in value):
        return "; ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple | dict) else str(value)


def _resource(name: str) -> Mapping[str, object]:
    fields = [
        {"name": field.name, "type": _CSV.get(field.type, "string"), "description": field.meaning}
        for field in KINDS[name.removesuffix(".csv")]
    ]
    return {"name": name.removesuffix(".csv"), "path": name, "encoding": "utf-8", "schema": {"fields": fields}}


def pages(corpus: Corpus) -> dict[str, bytes]:
    """Markdown: an entry a file, with what was said of it below, and one list of all."""
    made = {entry.path: _page(corpus, entry).encode(errors="surrogatepass") for entry in corpus.journal.entries}
    made |= {path: data for path, data in corpus.files.items() if Channel.of_folder(path.partition("/")[0])}
    return made | {"index.md": _index(corpus).encode(errors="surrogatepass")}


def _page(corpus: Corpus, entry: Entry) -> str:
    journal = corpus.journal
    text = corpus.texts[entry.path]
    parts = [text.head + text.body.replace("\r\n", "\n").rstrip("\n"), ""]
    if corpus.use:
        when = f", {entry.date:%Y-%m-%d %H:%M %z}" if entry.date else ""
        parts = [f"# {entry.title}", "", f"{journal.people[entry.author].name}{when}", "", *parts]
    thread = journal.thread(entry.id)
    remarks = [remark for remark in (*thread.remarks, *thread.notes) if not remark.retracted]
    if remarks:
        parts += ["## What was said", ""]
    for remark in remarks:
        comment = remark.comment
        mark = ">" * remark.depth + " " if remark.depth else ""
        name = journal.people[comment.author].name
        why = f"{comment.motivation}: {comment.code}" if comment.code else comment.motivation
        parts.append(f"{mark}**{name}**, {comment.date:%Y-%m-%d %H:%M %z} ({why}):")
        quoted = comment.target.exact.splitlines() if comment.target else []
        body = [line for wording in remark.texts for line in wording.splitlines()]
        parts += [mark.rstrip(), *(f"{mark}> {line}".rstrip() for line in quoted), *([mark.rstrip()] if quoted else [])]
        parts += [*(f"{mark}{line}".rstrip() for line in body), ""]
    return "\n".join(parts)


def _index(corpus: Corpus) -> str:
    rows = ["# All entries", ""]
    for entry in corpus.journal.entries:
        day = f"{entry.when:%Y-%m-%d}" if entry.moment else "undated"
        title = entry.title.replace("[", r"\[").replace("]", r"\]")
        rows.append(
            f"- {day} {entry.channel.noun}: [{title}](<{entry.path}>), {corpus.journal.people[entry.author].name}"
        )
    return "\n".join([*rows, ""])
