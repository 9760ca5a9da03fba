"""`code`, `memo`, `codebook`: what passages are about, for those who study them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mentorlog.cli.arguments import id_argument, reply_option
from mentorlog.cli.comment import on_words
from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import SAVED, Row, json_option, print_json, print_said, shortened
from mentorlog.cli.words import words
from mentorlog.model.entry import Channel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mentorlog.model.journal import Journal
    from mentorlog.research.coding import Agreement, Coded

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
@reply_option
@click.pass_obj
def memo(desk: Desk, id_: str, text: str | None, quote: str | None, reply_to: str) -> None:
    """Note something for study: what a passage makes you think of. Nobody is asked to answer it.

    It is shared as all else is, and stands below the entry, apart from what the two of you say to one another.
    """
    from mentorlog.actions import discussion
    from mentorlog.cli.arguments import comment_on
    from mentorlog.model.comment import Motivation

    journal = desk.repository.load()
    entry = journal.find(id_)
    parent = comment_on(journal, entry, reply_to).id if reply_to else ""
    which = on_words(entry, quote)
    said = words(desk, text, context=f"{entry.title}\n\n{entry.body}", needed="the words of the memo")
    made = discussion.comment(
        desk.writer, entry, said, Motivation.DESCRIBING, quote=quote or "", which=which, in_reply_to=parent
    )
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
        click.echo(
            f"{click.style(plain(word), fg='yellow')}  given {counts[word].total()} times, and not in the codebook"
        )
    if not rows:
        click.echo('No codes yet. `mentorlog codebook define WORD "what it means"` adds the first.')


@codebook.command()
@click.argument("word", metavar="CODE")
@click.argument("meaning", required=False)
@click.option("--under", metavar="CODE", default="", help="The code that it is a part of.")
@click.option(
    "--instead-of", metavar="CODE", multiple=True, help="A code that goes by this one from now on; may be repeated."
)
@click.pass_obj
def define(desk: Desk, word: str, meaning: str | None, under: str, instead_of: tuple[str, ...]) -> None:
    """Say what a code means: a new one, or one that you both have, in other words. Earlier meanings stay in history.

    \b
    mentorlog codebook define silence "nobody speaks, and it says something" --under listening
    mentorlog codebook define pause --instead-of silence     what was coded as silence is a pause now
    """
    from mentorlog.actions import coding

    journal = desk.repository.load(drafts=False)
    said = words(desk, meaning) if meaning else ""
    made = coding.define(desk.writer, journal, word, said, under=under, instead_of=instead_of)
    click.echo(f"{plain(made.code)}\n{SAVED}")


@codebook.command()
@click.argument("word", metavar="CODE")
@json_option
@click.pass_obj
def passages(desk: Desk, word: str, as_json: bool) -> None:
    """List every passage that was given a code, with the entry that it stands in and who gave it."""
    from mentorlog.actions.coding import known
    from mentorlog.research.coding import codings

    journal = desk.repository.load(drafts=False)
    wanted = known(journal.codebook, word)
    rows: list[Row] = [
        {
            "id": comment.id,
            "entry": entry.id,
            "channel": entry.channel.noun,
            "title": entry.title,
            "coder": found.coder,
            "start": found.span and found.span[0],
            "end": found.span and found.span[1],
            "words": entry.body[slice(*found.span)] if found.span else comment.target and comment.target.exact,
            "whole": comment.target is None,
        }
        for found, comment, entry in codings(journal)
        if found.code == wanted.word
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        where = "the whole entry" if row["whole"] else shortened(row["words"])
        gone = "" if row["start"] is not None else " (these words are gone)"
        click.echo(f"{click.style(row['entry'], fg='cyan')}  {shortened(row['title'])}")
        click.echo(f"  {where}{gone}  {plain(journal.people[row['coder']].first_name)}")
    click.echo(f"{len(rows)} passages are coded as {plain(wanted.word)}.")


@codebook.command()
@json_option
@click.pass_obj
def together(desk: Desk, as_json: bool) -> None:
    """Which codes stand together: how often passages of two codes overlap, most often first."""
    from mentorlog.research.coding import together as counted

    counts = counted(_found(desk.repository.load(drafts=False)))
    if as_json:
        print_json([{"codes": list(pair), "count": count} for pair, count in counts.most_common()])
        return
    for (one, other), count in counts.most_common():
        click.echo(f"{count:>5}  {plain(one)} and {plain(other)}")
    if not counts:
        click.echo("No two codes overlap.")


@codebook.command()
@json_option
@click.pass_obj
def agreement(desk: Desk, as_json: bool) -> None:
    """How far two coders agree: Cohen's kappa of each code, over all entries that both of them coded.

    Counted in letters: 1 is agreement in all, 0 what chance would bring. A dash: chance explains all of it.
    """
    from mentorlog.research.coding import agreements

    journal = desk.repository.load(drafts=False)
    found = agreements(_found(journal))
    if as_json:
        print_json([_agreed(coders, each) for coders, listed in found.items() for each in listed])
        return
    _print_agreements(journal, found)


def _found(journal: Journal) -> list[Coded]:
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
    for coders, listed in found.items():
        click.secho(" and ".join(plain(journal.people[coder].first_name) for coder in coders), bold=True)
        for each in listed:
            kappa = "    –" if each.kappa is None else f"{each.kappa:5.2f}"
            letters = f"both {each.both}, one alone {each.one} and {each.other}, none {each.neither} letters"
            click.echo(f"  {kappa}  {plain(each.code)}: {letters}")
    if not found:
        click.echo("No entry was coded by two people.")


def _agreed(coders: tuple[str, str], each: Agreement) -> Row:
    kappa = None if each.kappa is None else round(each.kappa, 4)
    counts = {key: getattr(each, key) for key in ("both", "one", "other", "neither")}
    return {"coders": list(coders), "code": each.code, "kappa": kappa, **counts}
