"""`build`, `serve`."""

from __future__ import annotations

from pathlib import Path

import click

from mentorlog.cli.desk import Desk


@click.command()
@click.option(
    "--output", metavar="DIR", type=click.Path(path_type=Path), help="Where to; `site` in the journal without it."
)
@click.pass_obj
def build(desk: Desk, output: Path | None) -> None:
    """Build the site: pages for the two of you, in a folder that opens without a server."""
    from mentorlog.website.build import build as build_site

    built = build_site(desk.repository, output)
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
    from mentorlog.website.build import build as build_site

    built = build_site(desk.repository, None)
    with Server(built.folder, port) as server:
        click.echo(f"{server.link}  (Ctrl-C ends it)")
        if open_browser:
            click.launch(server.link)
        server.run()
