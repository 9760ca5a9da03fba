"""`call propose`: the hours at which both can talk, a line for days that are alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

import click

from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import json_option, print_json
from mentorlog.model import clock
from mentorlog.model.overlap import Window, ahead, periods, usual
from mentorlog.model.person import Person

_YEAR = timedelta(days=365)
_WEEKS = 6
_DAYS = 7


@click.command()
@click.option("--weeks", type=click.IntRange(1, 52), default=_WEEKS, show_default=True, help="How far to look ahead.")
@click.option("--minutes", type=click.IntRange(1, 24 * 60), default=60, show_default=True, help="How long a call is.")
@json_option
@click.pass_obj
def propose(desk: Desk, weeks: int, minutes: int, as_json: bool) -> None:
    """List the hours at which both of you are awake, week by week, and say where the clocks disagree.

    From 07:00 to 22:00, with work from 09:00 to 17:00; `waking = "06:30-21:00"` and `working = "08:00-16:00"` under a
    person in the journal's pyproject.toml say otherwise.
    """
    if as_json:
        print_json([_window_row(each) for _, listed in _weeks(desk, weeks, minutes) for each in listed])
    else:
        propose_hours(desk, weeks, minutes)


def _weeks(desk: Desk, weeks: int, minutes: int) -> list[tuple[date, list[Window]]]:
    """The windows of the coming weeks, by their Mondays; of this one, those still to come."""
    from datetime import timedelta

    from mentorlog.errors import NotFound
    from mentorlog.model.overlap import windows

    now, people = desk.clock(), _both(desk)
    if len(people) < 2:  # noqa: PLR2004 - a pair
        raise NotFound("this journal knows only one of the two", "list both in its pyproject.toml")
    today = clock.day_of(now, people[0].zone)
    monday = today - timedelta(days=today.weekday())
    found = []
    for week in (monday + timedelta(weeks=count) for count in range(weeks + 1)):
        days = (week + timedelta(days=count) for count in range(_DAYS))
        listed = [each for day in days for each in windows(people, day, minutes)]
        found.append((week, [each for each in listed if each.ends - timedelta(minutes=minutes) > now]))
    return found[:weeks] if found[0][1] else found[1:]


def _both(desk: Desk) -> list[Person]:
    """The two, with whoever asks first."""
    me = desk.writer.person.handle
    return sorted(desk.repository.people.pair(), key=lambda person: person.handle != me)


def _window_row(window: Window) -> dict[str, object]:
    work = {handle: [clock.stamp(start), clock.stamp(end)] for handle, start, end in window.work}
    return {"starts": clock.stamp(window.starts), "ends": clock.stamp(window.ends), "at_work": work}


def propose_hours(desk: Desk, weeks: int, minutes: int) -> None:
    """Print them, week by week."""
    people = _both(desk)
    for monday, listed in _weeks(desk, weeks, minutes):
        _print_week(people, monday, listed)


def _print_week(people: Sequence[Person], monday: date, windows: Iterable[Window]) -> None:
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
