"""`export` and `import`: out for research, and in again."""

from __future__ import annotations

from pathlib import Path

import click

from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import SAVED

_KINDS = ("jsonl", "csv", "markdown")


@click.command()
@click.argument("kind", type=click.Choice(_KINDS))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--revisions", is_flag=True, help="With every saved state of every entry; not in markdown.")
@click.pass_obj
def export(desk: Desk, kind: str, out: Path, revisions: bool) -> None:
    """Write the whole journal, as it was saved last, to OUT, which must be new and outside of the journal.

    This is the pair's own full copy, with every name in it: it is not for sharing.

    \\b
    mentorlog export jsonl ../journal.jsonl     all of it, to be imported again
    mentorlog export csv ../tables              a table a kind, with a data dictionary
    mentorlog export markdown ../to-read        an entry a file, with what was said below
    """
    from mentorlog.actions import research

    done = research.export(desk.repository, kind, desk.folder / out, revisions=revisions)
    click.echo(f"{done.entries} entries, {done.comments} comments and {done.files} other files are in {done.path}")
    click.echo("This is your own full copy, with every name in it. Do not pass it on.")
    if done.unsaved:
        click.echo(f"not in it, since it is not saved yet: {', '.join(map(plain, done.unsaved[:5]))}", err=True)


@click.command("import")
@click.argument("kind", type=click.Choice(["jsonl"]))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def import_(desk: Desk, kind: str, file: Path) -> None:  # noqa: ARG001 - there will be more kinds
    """Bring back what `export` wrote: entries, comments, files, and people who are not listed here yet.

    What is here stays as it is. An entry or a comment that is here in other words stops all of it.
    """
    from mentorlog.actions import research

    done = research.take_in(desk.writer, file)
    click.echo(f"{len(done.new)} files are new here")
    for person in done.people:
        click.echo(f"{plain(person.name)} is listed here as {person.handle}")
    if done.kept:
        click.echo(f"other here, and kept so: {', '.join(map(plain, done.kept[:8]))}", err=True)
    if done.revisions:
        click.echo(f"{done.revisions} earlier states are not taken in: only history holds those", err=True)
    if done.new or done.people:
        click.echo(SAVED)
