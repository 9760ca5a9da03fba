"""`build`, `serve`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from mentorlog.cli.desk import Desk, is_terminal
from mentorlog.errors import NotFound

if TYPE_CHECKING:
    from mentorlog.server.bench import Tools
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
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="A port of this machine; else the last.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@click.option(
    "--sync-every", metavar="MINUTES", type=click.FloatRange(0), default=5, show_default=True,
    help="How often to exchange with the other; 0 for never by itself.",
)  # fmt: skip
@click.option(
    "--allow-host", "names", metavar="NAME", multiple=True,
    help="Another name that it is reached by, through a proxy of yours that has TLS.",
)  # fmt: skip
@click.option("--install", is_flag=True, help="Write a file on your desktop that starts this by a double click.")
@click.pass_obj
def serve(desk: Desk, port: int, open_browser: bool, sync_every: float, names: tuple[str, ...], install: bool) -> None:
    """Read, comment and write in a browser on this machine, until Ctrl-C.

    It prints a link that works once. What you do in the browser is saved here at once, and shared by itself.
    """
    if install:
        from mentorlog.cli.starter import install as install_starter

        click.echo(f"{install_starter(desk.repository.root)} starts the journal by a double click")
        return
    try:
        from mentorlog.server.run import Server, Wishes, notes_of, refused_name
    except ModuleNotFoundError as error:
        raise NotFound(f"serving needs {error.name}", "install it: `pipx install 'mentorlog[serve]'`") from None

    for name in names:
        if why := refused_name(name):
            raise click.BadParameter(f"{name}: {why}", param_hint="--allow-host")
    if link := notes_of(desk.repository).link:
        _show(link, "it is served already", open_browser)
        return
    built = _build(desk, None)
    with Server(desk.repository, built, _tools(desk), Wishes(port, names, sync_every)) as server:
        for name in names:
            click.echo(f"{server.link(name)}  (through your proxy)")
        _show(server.link(), "Ctrl-C ends it", open_browser)
        server.run()


def _show(link: str, said: str, open_browser: bool) -> None:
    click.echo(f"{link}  ({said})")
    if open_browser:
        click.launch(link)


def _tools(desk: Desk) -> Tools:
    from mentorlog.server.bench import Tools

    return Tools(desk.clock, desk.entropy, desk.names)


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
