"""`build`, `serve`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from mentorlog.cli.desk import Desk, is_terminal

if TYPE_CHECKING:
    from mentorlog.server.seen import Seen
    from mentorlog.website.build import Built

_T = TypeVar("_T")


@click.command()
@click.option(
    "--output", metavar="DIR", type=click.Path(path_type=Path), help="Where to; `site` in the journal without it."
)
@click.option(
    "--stage", metavar="DIR", type=click.Path(path_type=Path),
    help="Write the pages as a plain folder that ProperDocs or Zensical can build, and build nothing.",
)  # fmt: skip
@click.pass_obj
def build(desk: Desk, output: Path | None, stage: Path | None) -> None:
    """Build the site: pages for the two of you, in a folder that opens without a server."""
    if stage is not None:
        if output is not None:
            raise click.UsageError("--stage builds nothing, so it has no use for --output")
        from mentorlog.website.stage import stage as stage_pages

        click.echo(f"{_with_bar(partial(stage_pages, desk.repository, stage))} pages in {stage}")
        return
    built = _build(desk, output)
    click.echo(f"{built.pages} pages in {built.folder}")
    if built.problems:
        click.echo(f"{built.problems} to look at: `mentorlog check` says what", err=True)


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="A port of this machine; a free one without it.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@click.pass_obj
def serve(desk: Desk, port: int, open_browser: bool) -> None:
    """Build the site and show it in a browser on this machine, and on no other, until Ctrl-C."""
    from mentorlog.server.static import Server

    built = _build(desk, None)
    with Server(built.folder, port, _seen(desk)) as server:
        click.echo(f"{server.link}  (Ctrl-C ends it)")
        if open_browser:
            click.launch(server.link)
        server.run()


def _seen(desk: Desk) -> Seen | None:
    """Where this clone keeps what its reader has seen; nowhere in a folder without git."""
    from mentorlog.errors import GitFailed, NotFound
    from mentorlog.server.seen import Seen

    me = ""
    with suppress(NotFound, GitFailed):
        me = desk.repository.me.handle
    try:
        return Seen(desk.repository.private.seen, me)
    except GitFailed:
        return None


def _build(desk: Desk, output: Path | None) -> Built:
    from mentorlog.website.build import build as build_site

    return _with_bar(partial(build_site, desk.repository, output))


def _with_bar(work: Callable[..., _T]) -> _T:
    """What takes a while; on a terminal with a bar that shows how far it is."""
    if not is_terminal():
        return work()
    with click.progressbar(length=1, label="Building", file=sys.stderr) as bar:

        def progress(pages: int) -> None:
            bar.length = pages
            bar.update(1)

        return work(progress=progress)
