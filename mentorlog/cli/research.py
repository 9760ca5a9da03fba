"""`export` and `import`, `freeze` and `verify`: out for research, and in again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import SAVED, counted
from mentorlog.model.consent import Use

if TYPE_CHECKING:
    from mentorlog.actions.research import Exported, Others
    from mentorlog.research.report import Report

_KINDS = ("jsonl", "csv", "markdown", "qdpx", "bag")
_SHOWN = 15
_out = click.argument("out", type=click.Path(path_type=Path))
_for = click.option(
    "--for",
    "use",
    type=click.Choice(tuple(map(str, Use))),
    help="What others may use it for; only what was agreed to is in it, under pseudonyms.",
)
_names = click.option(
    "--names",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The names.toml with what stands for each name; outside of the journal.",
)
_revisions = click.option("--revisions", is_flag=True, help="With every saved state of every entry; not in markdown.")


@click.command()
@click.argument("kind", type=click.Choice(_KINDS))
@_out
@_for
@_names
@_revisions
@click.pass_obj
def export(desk: Desk, kind: str, out: Path, use: str | None, names: Path | None, revisions: bool) -> None:
    """Write the whole journal, as it was saved last, to OUT, which must be new and outside of the journal.

    Without --for it is the pair's own full copy, with every name in it, and not for sharing.

    \b
    mentorlog export jsonl ../journal.jsonl     all of it, to be imported again
    mentorlog export csv ../tables              a table a kind, with a data dictionary
    mentorlog export markdown ../to-read        an entry a file, with what was said below
    mentorlog export qdpx ../journal.qdpx       a REFI-QDA project for QualCoder, NVivo, ATLAS.ti
    mentorlog export bag ../bag                 records, tables and project, with what proves that they are whole
    """
    _tell(_exported(desk, kind, out, use, names, revisions=revisions))


@click.command()
@_out
@_for
@_names
@_revisions
@click.pass_obj
def freeze(desk: Desk, out: Path, use: str | None, names: Path | None, revisions: bool) -> None:
    """Write one file to cite: a bag that has the same bytes for the same state, names and consents, on any machine."""
    _tell(_exported(desk, "freeze", out, use, names, revisions=revisions))
    click.echo("`mentorlog verify` says of any copy whether it is whole.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.pass_context
def verify(ctx: click.Context, file: Path) -> None:
    """Say whether a frozen file, or a bag in a folder, is what it was; ends with 1 where it is not."""
    from mentorlog.actions.research import verify as doubts_of

    doubts = doubts_of(file)
    for doubt in doubts[:_SHOWN]:
        click.echo(plain(doubt))
    if doubts:
        ctx.exit(1)
    click.echo("It is whole.")


@click.command("import")
@click.argument("kind", type=click.Choice(["jsonl"]))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def import_(desk: Desk, kind: str, file: Path) -> None:  # noqa: ARG001 - the kind is there to be said
    """Bring back what `export jsonl` wrote: entries, comments, files, and people who are not listed here yet.

    What is here stays as it is. An entry or a comment that is here in other words stops all of it.
    """
    from mentorlog.actions.intake import take_in

    done = take_in(desk.writer, file)
    click.echo(f"{counted(len(done.new), 'file is', 'files are')} new here")
    for person in done.people:
        click.echo(f"{plain(person.name)} is listed here as {person.handle}")
    if done.kept:
        click.echo(f"other here, and kept so: {', '.join(map(plain, done.kept[:8]))}", err=True)
    if done.left:
        click.echo(
            f"left behind, since an import does not bring such files: {', '.join(map(plain, done.left[:8]))}", err=True
        )
    if done.revisions:
        earlier = counted(done.revisions, "earlier state is", "earlier states are")
        click.echo(f"{earlier} not taken in: only history holds those", err=True)
    if done.new or done.people:
        click.echo(SAVED)


def _exported(desk: Desk, kind: str, out: Path, use: str | None, names: Path | None, *, revisions: bool) -> Exported:
    from mentorlog.actions import research

    return research.export(
        desk.repository, kind, desk.folder / out, revisions=revisions, others=_others(desk, use, names)
    )


def _others(desk: Desk, use: str | None, names: Path | None) -> Others | None:
    from mentorlog.actions.research import Others

    if bool(use) != bool(names):
        missing = "--names" if use else "--for"
        raise click.UsageError(f"an export for others needs {missing} too")
    return Others(Use(use), desk.folder / names) if use and names else None


def _tell(done: Exported) -> None:
    click.echo(
        f"{counted(done.entries, 'entry', 'entries')}, {counted(done.comments, 'comment')} and "
        f"{counted(done.files, 'other file is', 'other files are')} in {done.path}"
    )
    if done.unsaved:
        click.echo(f"not in it, since it is not saved yet: {', '.join(map(plain, done.unsaved[:5]))}", err=True)
    if done.report:
        _tell_report(done.report)
    else:
        click.echo("This is your own full copy, with every name in it. Do not pass it on.")


def _tell_report(report: Report) -> None:
    for reason, count in sorted(report.left_out.items()):
        click.echo(f"left out: {count} of {plain(reason)}")
    if report.files:
        files = counted(report.files, "file that is no entry", "files that are no entries, photos among them")
        click.echo(f"left out: {files}")
    if report.unlisted:
        entries = counted(report.unlisted, "entry was", "entries were")
        click.echo(f"{entries} saved by somebody whom the journal does not list too; they go by their author")
    if report.inside:
        words = ", ".join(f"{plain(name)} ({count})" for name, count in report.inside.most_common(_SHOWN))
        click.echo(f"listed names inside longer words, left as they are: {words}", err=True)
    if report.unknown:
        rare_first = sorted(report.unknown.items(), key=lambda each: (each[1], each[0]))
        words = ", ".join(f"{plain(word)} ({count})" for word, count in rare_first)
        click.echo(f"capitalised words that the list does not know; look whether one is a name: {words}", err=True)
