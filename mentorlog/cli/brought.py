"""What came home from a pull request, in words and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import Row, shortened

if TYPE_CHECKING:
    from mentorlog.actions.imports import Brought


def tell(desk: Desk, brought: Brought, *, as_json: bool) -> None:
    """What came home, in words; beside JSON only what is to be looked at."""
    request = brought.request
    count = len(brought.new)
    what = f"{count} new" if count else "nothing new"
    if not as_json:
        click.echo(f"{plain(request.link)}  {shortened(request.title)}: {what}")
    for login in brought.guests:
        line = f'logins = {{ {request.forge} = "{plain(login)}" }}'
        click.echo(
            f"  nobody here is listed as '{plain(login)}': kept as a guest; `{line}` below a person says who", err=True
        )
    if brought.gone:
        short = ", ".join(desk.repository.load().short(each.id) for each in brought.gone)
        click.echo(f"  not there any more, and still here: {short}", err=True)


def brought_row(brought: Brought) -> Row:
    """The stable keys of what came home."""
    return {
        "link": brought.request.link,
        "state": str(brought.request.state),
        "new": [each.id for each in brought.new],
        "guests": brought.guests,
        "gone": [each.id for each in brought.gone],
    }
