"""`init`, `me`, `save`, `check`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from mentorlog.cli.desk import Desk, is_terminal, plain
from mentorlog.cli.exchange import warn_of_copies
from mentorlog.cli.printing import SAVED, json_option, print_json
from mentorlog.cli.question import CARE
from mentorlog.errors import BadValue

_T = TypeVar("_T")


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--mentee", metavar='"NAME <MAIL>"', help="Who is mentored.")
@click.option("--mentor", metavar='"NAME <MAIL>"', help="Who mentors.")
@click.option("--mentee-zone", metavar="ZONE", help="Such as America/Los_Angeles.")
@click.option("--mentor-zone", metavar="ZONE", help="Such as Europe/London.")
@click.option(
    "--me",
    type=click.Choice(["mentee", "mentor"]),
    default="mentee",
    show_default=True,
    help="Which of the two you are.",
)
@click.option("--remote", metavar="URL", default="", help="A private place that both of you can reach.")
@click.option(
    "--forge",
    type=click.Choice(["github", "gitlab", "forgejo"]),
    help="Let the forge check the journal and build its site at every push; nothing is published where all can read.",
)
@click.pass_obj
def init(
    desk: Desk,
    folder: Path | None,
    mentee: str | None,
    mentor: str | None,
    mentee_zone: str | None,
    mentor_zone: str | None,
    me: str,
    remote: str,
    forge: str | None,
) -> None:
    """Begin a journal in DIR, or here. What is not given is asked for."""
    from mentorlog.actions import start
    from mentorlog.model.clock import zone
    from mentorlog.model.person import Person, Role, read_address

    here = _local_zone()
    people = []
    for role, address, zone_name in ((Role.MENTEE, mentee, mentee_zone), (Role.MENTOR, mentor, mentor_zone)):
        name, mail = _asked(address, f"The {role}, as NAME <MAIL>", f"--{role}", read_address)
        default = here if role == me else None
        theirs = _asked(zone_name, f"The time zone of {name}", f"--{role}-zone", zone, default)
        people.append(Person("", name, mail, role, theirs.key))
    pair = start.pair(*people)
    mine = next(person for person in pair if person.role == me)
    goal = desk.folder / (folder or Path())
    warn_of_copies(goal)
    repository = start.begin(
        goal, pair, mine.handle, desk.clock().astimezone(zone(mine.zone)), remote=remote, forge=forge or ""
    )
    click.echo(f"A journal for {' and '.join(person.first_name for person in pair)} begins in {repository.root}")
    click.echo(f"You write as {mine.handle}. Next: `mentorlog diary new`, or `mentorlog ask`.")
    click.echo(f"\n{CARE}")


@click.command()
@click.argument("handle", required=False)
@json_option
@click.pass_obj
def me(desk: Desk, handle: str | None, as_json: bool) -> None:
    """Say, or show, who writes from this clone."""
    repository = desk.repository
    if handle:
        repository.me = repository.people.known(handle.lower())
    person = repository.me
    if as_json:
        print_json(
            {
                "handle": person.handle,
                "name": person.name,
                "mail": person.mail,
                "role": person.role,
                "zone": person.zone,
            }
        )
    else:
        click.echo(f"{person.handle}: {person.name} <{person.mail}>, {person.role}, {person.zone}")


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def save(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """Record what you wrote by hand, one saved act a file. A new entry gets its id, author and date."""
    from mentorlog.actions import by_hand
    from mentorlog.errors import MentorlogError, NotFound, Unreadable
    from mentorlog.model.paths import stem_of_other

    desk: Desk = ctx.obj
    writer = desk.writer
    root = desk.repository.root.resolve()
    inside = []
    for path in paths:
        whole = path.absolute().resolve()
        if not whole.is_relative_to(root):
            raise NotFound(f"{path} is not in this journal", f"the journal is in {root}")
        inside.append(whole.relative_to(root).as_posix())
    found = list(by_hand.pending(writer, inside))
    errors = [each for each in found if isinstance(each, MentorlogError)]
    clashes = set(desk.repository.files.others())
    items = 0
    for item in found:
        if isinstance(item, MentorlogError):
            continue
        try:
            by_hand.save(writer, item)
        except (BadValue, Unreadable) as refusal:
            errors.append(refusal)
            continue
        items += 1
        click.echo(f"{item.path}{'' if item.data is not None else '  (taken away)'}")
        for doubt in item.doubts:
            click.echo(plain(f"  line {doubt.line}: {doubt.message}; {doubt.hint}"), err=True)
    for other in sorted(set(desk.repository.files.others()) - clashes):
        click.echo(f"you both changed {plain(stem_of_other(other))}; nothing is lost: `mentorlog choose` shows both")
    click.echo(SAVED if items else "There is nothing to save.")
    for error in errors:
        click.secho(f"not saved: {plain(str(error))}", fg="red", err=True)
        click.echo(plain(f"  {error.hint}"), err=True)
    ctx.exit(1 if errors else 0)


@click.command()
@click.option("--fix", is_flag=True, help="Put right what can be put right without asking you.")
@json_option
@click.pass_context
def check(ctx: click.Context, fix: bool, as_json: bool) -> None:
    """Look for anything wrong in the journal and in this clone, and say it in plain words.

    Ends with 1 where something needs you.
    """
    repository = ctx.obj.repository
    mended = []
    found = repository.findings()
    if fix:
        mended = [each.problem for each in found if each.mend]
        for each in found:
            if each.mend:
                each.mend()
        found = repository.findings()
    problems = [*repository.check(), *(each.problem for each in found)]
    serious = sum(problem.serious for problem in problems)
    if as_json:
        keys = ("path", "line", "message", "hint", "serious")
        print_json([{key: getattr(problem, key) for key in keys} for problem in problems])
    else:
        for problem in mended:
            click.echo(f"put right: {plain(problem.path)}: {plain(problem.message)}")
        for problem in problems:
            place = f"{problem.path}:{problem.line}" if problem.line else problem.path
            click.echo(f"{click.style(plain(place), bold=True)}: {plain(problem.message)}")
            if problem.hint:
                click.echo(plain(f"  {problem.hint}"))
        click.echo(f"{serious} to look at." if serious else "All is well.")
    ctx.exit(1 if serious else 0)


def _asked(given: str | None, question: str, option: str, read: Callable[[str], _T], default: str | None = None) -> _T:
    """What was given as an option; on a terminal asked for, and again until it can be meant."""
    if given is None and is_terminal():

        def understood(answer: str) -> _T:
            try:
                return read(answer)
            except BadValue as error:
                raise click.UsageError(f"{error.message}; {error.hint}") from None

        answer: _T = click.prompt(question, default=default, value_proc=understood)
        return answer
    if given is None and default is None:
        raise click.UsageError(f"{option} is missing")
    return read(given or default or "")


def _local_zone() -> str | None:
    """The zone that this machine is set to, where it says so."""
    name = os.environ.get("TZ") or os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    return name if "/" in name and not name.startswith("Etc/") else None
