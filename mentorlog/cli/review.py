"""`review`: an entry that is read and spoken of before it is part of the journal, here or as a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mentorlog.cli.arguments import complete_entries
from mentorlog.cli.brought import brought_row, tell
from mentorlog.cli.desk import Desk, is_terminal, plain
from mentorlog.cli.printing import SAVED, Row, counted, json_option, print_json, shortened
from mentorlog.errors import ForgeFailed, MentorlogError, NotFound

if TYPE_CHECKING:
    from mentorlog.actions.requests import Requests
    from mentorlog.actions.reviews import Standing
    from mentorlog.forges.client import Client
    from mentorlog.forges.places import Spot
    from mentorlog.model.entry import Entry
    from mentorlog.model.journal import Journal
    from mentorlog.model.person import Person

_KINDS = ("github", "gitlab", "gitea", "forgejo")
_WORDS = """A draft, to be read line by line before it is part of the journal.

Comment on any line. `mentorlog review import` brings what is said here into the journal, where it stays."""
_COPY_WORDS = """An entry of the journal, to be read line by line.

Comment on any line, and do not merge this: `mentorlog review import` brings what is said here into the journal, and
`mentorlog review merge` ends it."""
_ids = click.argument("ids", metavar="[ID]...", nargs=-1, shell_complete=complete_entries)
_forge = click.option("--forge", "kind", type=click.Choice(_KINDS), help="Which kind of forge the shared place is.")


@click.group()
def review() -> None:
    """Have an entry read before it is part of the journal: here, or as a pull request."""


@review.command("open")
@_ids
@click.option("--local", is_flag=True, help="Without a forge: the other reads and comments with mentorlog.")
@_forge
@click.pass_obj
def open_(desk: Desk, ids: tuple[str, ...], local: bool, kind: str | None) -> None:
    """Put a draft under review, or show an entry to a forge.

    The draft goes to a branch of its own, which the other finds in their inbox, and GitHub, GitLab, Gitea or Forgejo as
    a pull request. Say it again to send what you changed since.

    \b
    mentorlog review open d-4k2m             a pull request, where the shared place is a forge
    mentorlog review open d-4k2m --local     without one
    """
    from mentorlog.actions import reviews

    journal = desk.repository.load()
    spot = None if local else _spot(desk, kind)
    opened = []
    for entry in _named(journal, ids):
        if spot and not (entry.draft or entry.review):
            _requests(desk, spot).copy(entry)
            opened.append(entry)
        else:
            opened.append(reviews.open_review(desk.writer, entry))
        click.echo(f"{entry.id}  {shortened(entry.title)}: under review")
    is_shared = _share(desk)
    after = desk.repository.load()
    if spot and is_shared:
        for entry in opened:
            click.echo(_request(desk, spot, after.find(entry.id)))


@review.command("status")
@json_option
@click.pass_obj
def status(desk: Desk, as_json: bool) -> None:
    """What is under review, what was said about it, and where it is read."""
    from mentorlog.actions.reviews import standing

    journal = desk.repository.load()
    rows = [_row(desk, journal, each) for each in standing(desk.repository, journal)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        said = f"{row['comments']} said, {row['open']} open"
        click.echo(f"{click.style(row['id'], fg='cyan')}  {shortened(row['title'])}  ({said})")
        if row["link"]:
            click.echo(f"  {plain(row['link'])}")
    if not rows:
        click.echo("Nothing is under review. `mentorlog review open ID` puts a draft there.")


@review.command("import")
@click.argument("link", metavar="[URL]", required=False)
@_forge
@json_option
@click.pass_obj
def import_(desk: Desk, link: str | None, kind: str | None, as_json: bool) -> None:
    """Bring home what was said on a pull request: as comments, at the right words, by the right person.

    URL is the pull request's link, or its number; without it, all reviews that stand, or were changed in the last
    month, are looked at. What is here already is not brought again; what was changed or resolved there is.
    """
    from mentorlog.actions.imports import Import
    from mentorlog.actions.reviews import standing
    from mentorlog.forges.places import number_in

    spot = _known_spot(desk, kind)
    _share(desk, quietly=True)
    if link:
        numbers = [number_in(link, spot)]
    else:
        found = standing(desk.repository, desk.repository.load())
        numbers = [each.number for each in _requests(desk, spot).recent(each.review.entry_id for each in found)]
    brought, failed = [], None
    for number in numbers:
        try:
            brought.append(
                Import(desk.writer, _client(spot)).bring_home(number, lambda login, forge: _who(desk, login, forge))
            )
        except MentorlogError as error:  # the others come home all the same
            failed = error
            click.echo(f"{number}: {plain(error.message)}", err=True)
        else:
            tell(desk, brought[-1], as_json=as_json)
    if as_json:
        print_json([brought_row(each) for each in brought])
    elif not numbers:
        click.echo("No pull request of a review was changed in the last month.")
    elif any(each.new for each in brought):
        click.echo(SAVED)
    if failed:
        raise failed


@review.command("merge")
@_ids
@_forge
@click.pass_obj
def merge(desk: Desk, ids: tuple[str, ...], kind: str | None) -> None:
    """Make what was under review part of the journal, with everything that was said about it."""
    from mentorlog.actions import reviews

    journal = desk.repository.load()
    spot = _spot(desk, kind) if any(each.is_copy for each in _standing(desk, journal, ids)) else None
    for each in _standing(desk, journal, ids):
        done = reviews.merge(desk.writer, each)
        title = shortened(each.entry.title) if each.entry else each.review.entry_id
        said = len(journal.thread(each.review.entry_id))
        is_now = "its review is ended" if each.is_copy else "part of the journal"
        click.echo(f"{each.review.entry_id}  {title}: {is_now}, with {counted(said, 'comment')}")
        for path in done.clashes:
            click.echo(f"you both changed {plain(path)}; nothing is lost: `mentorlog choose` shows both")
        if each.is_copy and spot:
            _close(desk, spot, each)
    click.echo(SAVED)


@review.command("publish")
@_ids
@_forge
@click.pass_obj
def publish(desk: Desk, ids: tuple[str, ...], kind: str | None) -> None:
    """Write your answers to what was said on a forge there too, each once."""
    from mentorlog.actions import answers, exchange
    from mentorlog.forges.places import number_of

    spot = _known_spot(desk, kind)
    answers.list_me(desk.writer, _client(spot))
    exchange.sync(desk.repository)
    desk.read_anew()
    journal = desk.repository.load()
    wanted = {journal.find(id_).id for id_ in ids}
    links = answers.answered(journal, desk.writer.person.handle, spot.forge.kind, wanted)
    numbers = sorted({number_of(link) for link in links} - {0})
    went = sum(answers.publish(desk.writer, _client(spot), journal, number) for number in numbers)
    click.echo(f"{counted(went, 'answer')} went to {spot.host}" if went else "Nothing new to write there.")


def _named(journal: Journal, ids: tuple[str, ...]) -> list[Entry]:
    """The entries of those ids; without any, the only draft, or the only one that is under review."""
    if ids:
        return [journal.find(id_) for id_ in ids]
    found = list(journal.drafts) or [entry for entry in journal.entries if entry.review]
    if len(found) != 1:
        raise NotFound(
            "it is not clear which entry you mean", "name it: `mentorlog review open ID`; `mentorlog diary` lists ids"
        )
    return found


def _standing(desk: Desk, journal: Journal, ids: tuple[str, ...]) -> list[Standing]:
    """The reviews of those ids; without any, the only one."""
    from mentorlog.actions import reviews

    if ids:
        return [reviews.find(desk.repository, journal, id_) for id_ in ids]
    found = list(reviews.standing(desk.repository, journal))
    if not found:
        raise NotFound("nothing is under review", "`mentorlog review open ID` puts a draft there")
    if len(found) > 1:
        listed = ", ".join(each.review.entry_id for each in found)
        raise NotFound("several entries are under review", f"name the one that you mean: {listed}")
    return found


def _spot(desk: Desk, kind: str | None) -> Spot | None:
    """The forge that the shared place lies at; None for a folder of this machine."""
    from mentorlog.forges.places import locate
    from mentorlog.repository.remote import address_of

    return locate(address_of(desk.repository.git), desk.forges(), kind or "")


def _known_spot(desk: Desk, kind: str | None) -> Spot:
    spot = _spot(desk, kind)
    if spot is None:
        hint = "what the other says with `mentorlog comment` comes with `mentorlog sync`"
        raise NotFound("this journal is shared through a folder, not through a forge", hint)
    return spot


def _requests(desk: Desk, spot: Spot) -> Requests:
    from mentorlog.actions.requests import Requests

    return Requests(desk.writer, _client(spot))


def _client(spot: Spot) -> Client:
    from mentorlog.forges.client import Client
    from mentorlog.forges.tokens import token_for

    return Client(spot, token_for(spot))


def _share(desk: Desk, *, quietly: bool = False) -> bool:
    """Exchange with the other; whether that worked. Where it did not, a later sync does it."""
    from mentorlog.actions import exchange

    try:
        exchange.sync(desk.repository)
    except MentorlogError as error:
        click.echo(f"{SAVED}: {plain(error.message)}; `mentorlog sync` shares it later", err=quietly)
        return False
    desk.read_anew()
    if not quietly:
        click.echo("shared: the other finds it in their inbox")
    return True


def _request(desk: Desk, spot: Spot, entry: Entry) -> str:
    """Where an entry under review is read at the forge; by hand, where its API is not at hand."""
    from mentorlog.forges.tokens import token_for

    requests = _requests(desk, spot)
    branch = f"review/{entry.id}"
    by_hand = f"open the pull request by hand: {spot.forge.link(branch, requests.target(entry))}"
    if not token_for(spot):
        return by_hand
    try:
        request = requests.open(entry, _WORDS if entry.review else _COPY_WORDS)
    except ForgeFailed as error:
        return f"{plain(error.message)}; {by_hand}"
    desk.repository.private.put_request(entry.id, request.link)
    return plain(request.link)


def _close(desk: Desk, spot: Spot, each: Standing) -> None:
    """End the pull request for a copy."""
    try:
        _requests(desk, spot).close(each.review.entry_id)
    except ForgeFailed as error:
        click.echo(f"{plain(error.message)}; close the pull request by hand", err=True)


def _who(desk: Desk, login: str, forge: str) -> Person | None:
    """Whose login that is, where a person can be asked."""
    if not is_terminal():
        return None
    people = desk.repository.people
    handles = [person.handle for person in people]
    chosen = click.prompt(
        f"Who is '{plain(login)}' at {forge}",
        type=click.Choice([*handles, "guest"]),
        default="guest",
        show_default=True,
    )
    return people.get(chosen)


def _row(desk: Desk, journal: Journal, each: Standing) -> Row:
    from mentorlog.actions.reviews import open_threads

    id_, entry = each.review.entry_id, each.entry
    return {
        "id": id_,
        "title": entry.title if entry else id_,
        "author": entry.author if entry else "",
        "branch": each.review.name,
        "copy": each.is_copy,
        "comments": len(journal.thread(id_)),
        "open": open_threads(journal, id_),
        "link": desk.repository.private.requests.get(id_),
    }
