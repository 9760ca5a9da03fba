"""`build`, `serve`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorlog.cli.desk import Desk, is_terminal

if TYPE_CHECKING:
    from mentorlog.website.build import Built


@click.command()
@click.option(
    "--output", metavar="DIR", type=click.Path(path_type=Path), help="Where to; `site` in the journal without it."
)
@click.pass_obj
def build(desk: Desk, output: Path | None) -> None:
    """Build the site: pages for the two of you, in a folder that opens without a server."""
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
    with Server(built.folder, port) as server:
        click.echo(f"{server.link}  (Ctrl-C ends it)")
        if open_browser:
            click.launch(server.link)
        server.run()


def _build(desk: Desk, output: Path | None) -> Built:
    """A build; on a terminal with a bar that shows how far it is."""
    from mentorlog.website.build import build as build_site

    if not is_terminal():
        return build_site(desk.repository, output)
    with click.progressbar(length=1, label="Building", file=sys.stderr) as bar:

        def progress(pages: int) -> None:
            bar.length = pages
            bar.update(1)

        return build_site(desk.repository, output, progress)
