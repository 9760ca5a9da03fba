"""How the hours at which both can talk are printed: a line for days that are alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

import click

from mentorlog.cli.desk import plain
from mentorlog.model import clock
from mentorlog.model.overlap import Window, ahead, periods, usual
from mentorlog.model.person import Person

_YEAR = timedelta(days=365)


def print_week(people: Sequence[Person], monday: date, windows: Iterable[Window]) -> None:
    """The windows of a week on each one's wall, and on which of its days the clocks disagree."""
    click.secho(f"Week of {clock.day_words(monday)}", bold=True)
    zones = [each.zone for each in people]
    common = usual(periods(zones, monday, monday + _YEAR))
    lines = []
    for each in windows:
        local = each.starts.astimezone(clock.zone(people[0].zone))
        lines.append((local, _line(people, each) + _disagreement(zones, local.date(), common)))
    for words, group in groupby(lines, key=lambda pair: pair[1]):
        days = [when for when, _ in group]
        click.echo(f"  {_days(days):<8}  {words}")
    if not lines:
        click.echo("  at no hour are both awake")


def _days(days: Sequence[datetime]) -> str:
    names = [clock.BRITISH.weekdays[day.weekday()] for day in (days[0], days[-1])]
    return names[0] if len(days) == 1 else "–".join(names)


def _line(people: Sequence[Person], window: Window) -> str:
    spans = [f"{_span(window.starts, window.ends, each)} {clock.place_of(each.zone)}" for each in people]
    names = {each.handle: each for each in people}
    work = [f"{plain(names[who].first_name)} {_span(start, end, names[who])}" for who, start, end in window.work]
    return " · ".join(spans) + (f"  (at work: {', '.join(work)})" if work else "")


def _span(starts: datetime, ends: datetime, person: Person) -> str:
    zone = clock.zone(person.zone)
    return f"{starts.astimezone(zone):%H:%M}–{ends.astimezone(zone):%H:%M}"


def _disagreement(zones: Sequence[str], day: date, common: int) -> str:
    """Between two countries' changes of clock: whose clock shows what else than usual."""
    minutes = ahead(zones, day) - common
    if not minutes:
        return ""
    length = f"{abs(minutes) // 60} h" if not minutes % 60 else f"{abs(minutes)} min"
    how = "later" if minutes > 0 else "earlier"
    return f"  – the clocks disagree: in {clock.place_of(zones[1])} it is {length} {how} than usual"
