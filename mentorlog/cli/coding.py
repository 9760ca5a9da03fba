"""`code`, `memo`, `codebook`: what passages are about, for those who study them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mentorlog.cli.arguments import id_argument
from mentorlog.cli.comment import on_words
from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import SAVED, Row, counted, json_option, print_json, print_said, shortened
from mentorlog.cli.words import words
from mentorlog.model.entry import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mentorlog.model.comment import Comment
    from mentorlog.model.entry import Entry
    from mentorlog.model.journal import Journal
    from mentorlog.research.coding import Agreement, Coding

_quote = click.option("--quote", metavar="WORDS", help="Words of the entry that it is about, as you read them.")


@click.command()
@id_argument
@click.argument("codes", metavar="CODE...", nargs=-1, required=True)
@_quote
@click.pass_obj
def code(desk: Desk, id_: str, codes: tuple[str, ...], quote: str | None) -> None:
    """Give a passage codes of the codebook; without --quote the entry as a whole.

    \b
    mentorlog codebook define listening "somebody waits for the other to finish"
    mentorlog code d-4k2m listening --quote "she said nothing for a while"
    """
    from mentorlog.actions import coding

    journal = desk.repository.load()
    entry = journal.find(id_)
    made = coding.code(desk.writer, journal, entry, codes, quote=quote or "", which=on_words(entry, quote))
    for each in made:
        click.echo(f"{each.id}  {plain(each.code)}, on {entry.id} {shortened(entry.title)}")
    click.echo(SAVED)


@click.command()
@id_argument
@click.argument("text", required=False)
@_quote
@click.pass_obj
def memo(desk: Desk, id_: str, text: str | None, quote: str | None) -> None:
    """Note something for study: what a passage makes you think of. Nobody is asked to answer it.

    It is shared as all else is, and stands below the entry, apart from what the two of you say to one another.
    """
    from mentorlog.actions import discussion
    from mentorlog.model.comment import Motivation

    entry = desk.repository.load_about(id_).find(id_)
    which = on_words(entry, quote)
    said = words(desk, text, context=f"{entry.title}\n\n{entry.body}", needed="the words of the memo")
    made = discussion.comment(desk.writer, entry, said, Motivation.DESCRIBING, quote=quote or "", which=which)
    print_said(entry, made)


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def codebook(ctx: click.Context, as_json: bool) -> None:
    """The codes that passages are given, what each means, and how often it stands in each channel."""
    if ctx.invoked_subcommand:
        return
    from mentorlog.research.coding import by_channel, codings

    journal = ctx.obj.repository.load(drafts=False)
    counts = by_channel(found for found, _, _ in codings(journal))
    rows = [
        {
            "code": each.word,
            "under": each.under or None,
            "depth": each.depth,
            "meanings": [definition.meaning for definition in each.definitions],
            "instead_of": sorted({old for definition in each.definitions for old in definition.instead_of}),
            "given": {channel.noun: counts[each.word][channel] if each.word in counts else 0 for channel in Channel},
        }
        for each in journal.codebook.codes
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        _print_code(row)
    for word in sorted(set(counts) - {row["code"] for row in rows}):
        times = "once" if counts[word].total() == 1 else f"{counts[word].total()} times"
        click.echo(f"{click.style(plain(word), fg='yellow')}  given {times}, and not in the codebook")
    if not rows and not counts:
        click.echo('No codes yet. `mentorlog codebook define WORD "what it means"` adds the first.')


@codebook.command()
@click.argument("word", metavar="CODE")
@click.argument("meaning", required=False)
@click.option("--under", metavar="CODE", help='The code that it is a part of; "" for none.')
@click.option(
    "--instead-of", metavar="CODE", multiple=True, help="A code that goes by this one from now on; may be repeated."
)
@click.option("--apart", metavar="CODE", multiple=True, help="A code that goes by this one no longer.")
@click.pass_obj
def define(
    desk: Desk, word: str, meaning: str | None, under: str | None, instead_of: tuple[str, ...], apart: tuple[str, ...]
) -> None:
    """Say what a code means: a new one, or one that you both have, in other words. Earlier meanings stay in history.

    \b
    mentorlog codebook define patience "somebody waits, and says so" --under listening
    mentorlog codebook define pause --instead-of silence     what was coded as silence is a pause from now on
    mentorlog codebook define pause --apart silence          and is silence again
    """
    from mentorlog.actions import coding

    journal = desk.repository.load(drafts=False)
    before = journal.codebook.find(word)
    wanted = coding.Wanted(words(desk, meaning) if meaning else None, under, instead_of, apart)
    made = coding.define(desk.writer, journal, word, wanted)
    click.echo(plain(made.code))
    for each in before.definitions if before else ():
        if each.meaning != made.meaning:
            click.echo(f"it meant: {shortened(each.meaning)}; history keeps that")
    click.echo(SAVED)


@codebook.command()
@click.argument("word", metavar="CODE")
@json_option
@click.pass_obj
def passages(desk: Desk, word: str, as_json: bool) -> None:
    """List every passage that was given a code, with its id, the entry that it stands in and who gave it."""
    from mentorlog.actions.coding import known
    from mentorlog.model.entry import folded
    from mentorlog.research.coding import codings

    journal = desk.repository.load(drafts=False)
    found = list(codings(journal))
    given = {each.code for each, _, _ in found}
    wanted = folded(word) if folded(word) in given else known(journal.codebook, word).word
    rows = [
        {"coder": each.coder, **_place(entry, comment, each.span)}
        for each, comment, entry in found
        if each.code == wanted
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        _print_place(journal, row, row["coder"])
    click.echo(f"{counted(len(rows), 'passage is', 'passages are')} coded as {plain(wanted)}.")


@codebook.command()
@json_option
@click.pass_obj
def memos(desk: Desk, as_json: bool) -> None:
    """List every memo, with its id, the entry and the words that it is on, and who noted it."""
    from mentorlog.research.coding import memos as noted

    journal = desk.repository.load(drafts=False)
    rows = []
    for remark, entry in noted(journal):
        anchor = journal.anchor(remark.comment, entry)
        place = _place(entry, remark.comment, anchor.span if anchor else None)
        date = remark.comment.date.isoformat()
        rows.append({"author": remark.comment.author, "date": date, "body": "\n\n".join(remark.texts), **place})
    if as_json:
        print_json(rows)
        return
    for row in rows:
        _print_place(journal, row, row["author"])
        for line in row["body"].splitlines():
            click.echo(f"    {plain(line)}".rstrip())
    if not rows:
        click.echo('No memos yet. `mentorlog memo ID "what it makes you think of"` notes one.')


@codebook.command()
@json_option
@click.pass_obj
def together(desk: Desk, as_json: bool) -> None:
    """Which codes stand together: how often passages of two codes overlap, most often first."""
    from mentorlog.research.coding import together as counted

    pairs = counted(_found(desk.repository.load(drafts=False)))
    if as_json:
        print_json([{"codes": list(codes), "count": count} for codes, count in pairs])
        return
    for (one, other), count in pairs:
        click.echo(f"{count:>5}  {plain(one)} and {plain(other)}")
    if not pairs:
        click.echo("No two codes overlap.")


@codebook.command()
@json_option
@click.pass_obj
def agreement(desk: Desk, as_json: bool) -> None:
    """How alike two people coded: Cohen's kappa of each code and of all, over the entries in which both coded passages.

    Counted in characters: 1 is the same everywhere, 0 no more than chance would bring. A dash: one of the two never
    gave the code. Codes on an entry as a whole are not counted.
    """
    from mentorlog.research.coding import agreements

    journal = desk.repository.load(drafts=False)
    found = agreements(_found(journal))
    if as_json:
        print_json([row for coders, listed in found.items() for row in _agreed(coders, listed)])
        return
    _print_agreements(journal, found)


def _place(entry: Entry, comment: Comment, span: tuple[int, int] | None) -> Row:
    """What was noted, and where: `span` is where its words stand today."""
    return {
        "id": comment.id,
        "entry": entry.id,
        "channel": entry.channel.noun,
        "title": entry.title,
        "start": span and span[0],
        "end": span and span[1],
        "words": entry.body[slice(*span)] if span else comment.target and comment.target.exact,
        "whole": comment.target is None,
    }


def _print_place(journal: Journal, row: Row, person: str) -> None:
    where = "the whole entry" if row["whole"] else plain(" ".join(row["words"].split()))
    gone = "" if row["whole"] or row["start"] is not None else " (these words are gone)"
    name = plain(journal.people[person].first_name)
    click.echo(f"{click.style(row['entry'], fg='cyan')}  {shortened(row['title'])}")
    click.echo(f"  {name}: {where}{gone}  {click.style(journal.short(row['id']), fg='cyan')}")


def _found(journal: Journal) -> list[Coding]:
    from mentorlog.research.coding import codings

    return [found for found, _, _ in codings(journal)]


def _print_code(row: Row) -> None:
    given = ", ".join(f"{noun} {count}" for noun, count in row["given"].items() if count)
    indent = "  " * row["depth"]
    click.echo(f"{indent}{click.style(plain(row['code']), bold=True)}{f'  ({given})' if given else ''}")
    for meaning in row["meanings"]:
        for line in meaning.splitlines():
            click.echo(f"{indent}  {plain(line)}".rstrip())


def _print_agreements(journal: Journal, found: Mapping[tuple[str, str], list[Agreement]]) -> None:
    from mentorlog.research.coding import pooled

    for coders, listed in found.items():
        one, other = (plain(journal.people[coder].first_name) for coder in coders)
        entries = counted(listed[0].entries, "entry", "entries")
        click.secho(f"{one} and {other}, over {entries} that both coded", bold=True)
        for each in listed:
            kappa = _kappa(each.kappa)
            parts = f"both {each.both}, {one} alone {each.one}, {other} alone {each.other}, neither {each.neither}"
            click.echo(f"  {kappa}  {plain(each.code)}: {parts} characters")
        if len(listed) > 1:
            click.echo(f"  {_kappa(pooled(listed))}  all codes together")
    if not found:
        click.echo("No entry was coded by two people.")


def _kappa(value: float | None) -> str:
    return "    –" if value is None else f"{value:5.2f}"


def _agreed(coders: tuple[str, str], listed: list[Agreement]) -> Iterator[Row]:
    """A row a code, and one of all: its code is null."""
    from mentorlog.research.coding import pooled

    for each in listed:
        counts = {key: getattr(each, key) for key in ("entries", "both", "one", "other", "neither")}
        yield {"coders": list(coders), "code": each.code, "kappa": _rounded(each.kappa), **counts}
    yield {"coders": list(coders), "code": None, "kappa": _rounded(pooled(listed)), "entries": listed[0].entries}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
