"""`sync`, `join`, `choose`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorlog.cli.desk import Desk, is_terminal, plain
from mentorlog.cli.printing import SAVED, counted, deed, json_option, print_json, shortened
from mentorlog.errors import NotFound

if TYPE_CHECKING:
    from mentorlog.actions.exchange import Clash
    from mentorlog.model.journal import Journal
    from mentorlog.repository.sync import Synced

_LISTED = 12


@click.command()
@click.option(
    "--bring-back", is_flag=True, help="Go on although the other side's history was rewritten, and keep what it lost."
)
@json_option
@click.pass_context
def sync(ctx: click.Context, bring_back: bool, as_json: bool) -> None:
    """Exchange with the other: what they wrote comes, what you wrote goes.

    Nothing is ever overwritten. Where both changed the same words of one entry, both versions are kept, and you are
    told how to choose.
    """
    from mentorlog.actions import exchange

    desk: Desk = ctx.obj
    _share_due(desk)
    done = exchange.sync(desk.repository, bring_back=bring_back)
    waiting = len(desk.repository.store.outbox.waiting())
    needs_somebody = bool(done.waits or done.clashes or done.problems or done.missing or waiting)
    if as_json:
        print_json(
            {
                "came": list(done.came),
                "gone": list(done.gone),
                "went": done.went,
                "waiting": waiting,
                "waits": done.waits or None,
                "clashes": [{"path": path, "other": other} for path, other in done.clashes.items()],
                "kept": list(done.kept),
                "unsaved": list(done.unsaved),
                "problems": [{"path": each.path, "message": each.message, "hint": each.hint} for each in done.problems],
                "missing": done.missing,
                "care": done.care or None,
            }
        )
    else:
        for line in _told(done, desk.repository.load()):
            click.echo(plain(line))
    ctx.exit(1 if needs_somebody else 0)


def _share_due(desk: Desk) -> None:
    """Share the drafts whose hour has come."""
    from mentorlog.actions import later

    if desk.repository.private.later:
        shared, late = later.share_due(desk.writer)
        for entry in shared:
            click.echo(f"its hour has come: {plain(entry.title)}", err=True)
        for entry in late:
            click.echo(
                f"could not be shared at its hour: {plain(entry.title)}; `mentorlog diary share {entry.id}`", err=True
            )


def _told(done: Synced, journal: Journal) -> list[str]:
    """What a sync did, in words."""
    if done.problems:
        listed = [f"  {each.path}: {each.message}" for each in done.problems[:_LISTED]]
        return ["What came holds something that must not come in, so nothing of it was taken over:", *listed,
                f"  {done.problems[0].hint}"]  # fmt: skip
    if done.missing:
        return [
            f"The other side's history was rewritten: {done.missing} saved acts are missing from it.",
            "  Nothing was taken over, and nothing was lost here. Talk to the other; then",
            "  `mentorlog sync --bring-back` keeps both, and `mentorlog join` into a new folder takes theirs.",
        ]
    beside = set(done.clashes.values())
    came = list(dict.fromkeys(_named(path, journal) for path in done.came if path not in beside))
    lines = [f"came: {name}" for name in came[:_LISTED]]
    if len(came) > _LISTED:
        lines.append(f"and {len(came) - _LISTED} more came")
    lines += [f"taken away by the other: {path}" for path in done.gone[:_LISTED]]
    if done.went:
        lines.append(f"shared: {counted(done.went, 'saved act')}")
    for path in done.clashes:
        lines += [
            f"you both changed {_named(path, journal)}; nothing is lost, both versions are kept",
            "  `mentorlog choose` shows them, and settles it",
        ]
    lines += [
        f"one of you took {_named(path, journal)} away while the other changed it; it stays" for path in done.kept
    ]
    lines += [
        f"{_named(path, journal)} holds unsaved words of yours, and the other changed it; "
        "`mentorlog save` puts the two together"
        for path in done.unsaved
    ]
    if done.waits:
        lines.append(f"not everything is shared yet: {done.waits}; sync again")
    if done.care:
        lines.append(done.care)
    return lines or ["Nothing new. Everything that is saved here is shared."]


def _named(path: str, journal: Journal) -> str:
    """What lies at a path, in words: an entry by its title, a comment by its author."""
    for entry in journal.entries:
        if entry.path == path:
            return f"{entry.channel.noun} “{shortened(entry.title)}”"
    for definition in journal.definitions:
        if definition.path == path:
            return f"the code “{shortened(definition.code)}”"
    for comment in journal.comments():
        if comment.path == path and (about := journal.get(comment.entry_id)):
            who, did = journal.people[comment.author].first_name, deed(comment.motivation) or "commented"
            return f"{who} {did}, on “{shortened(about.title)}”"
    return path


@click.command()
@click.argument("address", metavar="URL")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.pass_obj
def join(desk: Desk, address: str, folder: Path | None) -> None:
    """Join a journal that the other began: fetch it into DIR, or into a folder of its name here.

    Nothing that lies in it is run. Say then who you are, with `mentorlog me`.
    """
    from mentorlog.actions import exchange

    name = address.rstrip("/").replace(":", "/").rpartition("/")[2].removesuffix(".git") or "journal"
    goal = desk.folder / (folder or Path(name))
    warn_of_copies(goal)
    repository = exchange.join(address, goal)
    names = " and ".join(person.first_name for person in repository.people)
    choices = " or ".join(f"`mentorlog me {person.handle}`" for person in repository.people)
    click.echo(f"The journal of {plain(names)} is in {goal}")
    click.echo(f"Next: `cd {goal}`, then say who you are: {plain(choices)}")
    if is_terminal() and click.confirm("Put a file on your desktop that opens it by a double click?", default=False):
        from mentorlog.cli.starter import install

        click.echo(f"{install(goal.absolute())} opens it")
    else:
        click.echo("`mentorlog serve --install` puts a file on your desktop that opens it by a double click")


@click.command()
@click.argument("id_", metavar="[ID]", required=False)
@click.argument("which", required=False, type=click.Choice(["mine", "theirs", "both"]))
@json_option
@click.pass_obj
def choose(desk: Desk, id_: str | None, which: str | None, as_json: bool) -> None:
    """Settle what you both changed: show both versions, or keep mine, theirs, or both.

    ID is that of the entry, or the path of another file. Without it, everything unsettled is listed. What you do not
    choose stays in the journal's history.
    """
    from mentorlog.actions import exchange

    found = exchange.clashes(desk.writer)
    if id_:
        path = _path_of(desk, id_, found)
        found = [clash for clash in found if clash.path == path]
        if not found:
            raise NotFound(f"nothing is unsettled in {path}", "`mentorlog choose` lists what is")
    if which:
        while found:
            clash = found[0]
            exchange.choose(desk.writer, clash, which)
            click.echo(f"{clash.path}: {which}")
            found = [each for each in exchange.clashes(desk.writer) if each.path == clash.path]
        click.echo(SAVED)
    elif as_json:
        print_json(
            [
                {"path": clash.path, "other": clash.other, "mine": _own(clash), "theirs": _their(clash)}
                for clash in found
            ]
        )
    else:
        for clash in found:
            click.secho(clash.path, bold=True)
            click.echo(f"\n--- mine\n{plain(_own(clash))}\n--- theirs\n{plain(_their(clash))}")
        click.echo("`mentorlog choose ID mine`, `theirs` or `both` settles one." if found else "Nothing is unsettled.")


def warn_of_copies(folder: Path) -> None:
    """A folder that is copied to other machines behind git's back breaks the journal sooner or later."""
    from mentorlog.repository.remote import synchronised_by

    if service := synchronised_by(folder):
        click.secho(
            f"{folder} is copied by {service}, which breaks journals: keep it in another folder.", fg="yellow", err=True
        )


def _path_of(desk: Desk, id_: str, found: list[Clash]) -> str:
    paths = [clash.path for clash in found]
    return id_ if id_ in paths else desk.repository.load(comments=False).find(id_).path


def _own(clash: Clash) -> str:
    return (clash.here if clash.mine else clash.there).decode(errors="replace")


def _their(clash: Clash) -> str:
    return (clash.there if clash.mine else clash.here).decode(errors="replace")
