"""`insights`: what the records tell of how the two write, ask and answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import Row, counted, json_option, print_json
from mentorlog.model.entry import Channel

if TYPE_CHECKING:
    from mentorlog.insights import Insights

_NOUNS = [channel.noun for channel in Channel]


@click.command()
@json_option
@click.pass_obj
def insights(desk: Desk, as_json: bool) -> None:
    """Tell how you two write, ask and answer: counts from the journal and its history. No scores, no streaks."""
    from mentorlog.insights import insights as found_in

    found = found_in(desk.repository.load(drafts=False))
    if as_json:
        print_json(_rows(found))
        return
    written = found.written
    months = [key for key in found.months if key in written.entries or key in found.comments]
    rows = [
        (
            key,
            [
                *_cells(written.entries.get(key, {})),
                sum(written.words.get(key, {}).values()),
                found.comments.get(key, 0),
            ],
        )
        for key in months
    ]
    _table("Month", [*_NOUNS, "words", "comments"], rows)
    _tell_answers(found)
    _tell_feelings(found)
    _table("Theme", _NOUNS, [(tag, _cells(counts)) for tag, counts in written.themes.items()])
    for before, counts in found.led_to.items():
        for after, count in counts.items():
            click.echo(f"{before} led to {after}: {count}")
    for way, numbers in sorted(written.ways.items(), key=lambda each: (-each[1]["matters"], each[0])):
        click.echo(f"{way.replace(' ', ' → ')}: {numbers['matters']}")
    for channel in Channel:
        counts = written.rewritten.get(channel.noun, {})
        changed = sum(count for times, count in counts.items() if times != "0")
        if changed:
            most = max(map(int, counts))
            often = "once" if most == 1 else f"{most} times"
            click.echo(f"{changed} of {sum(counts.values())} in {channel.folder} were rewritten, at most {often}")


def _tell_answers(found: Insights) -> None:
    """How soon answers came, and at which hours of both people's days."""
    from mentorlog.insights import HOURS, SOON, how_soon

    usual = found.usual
    waiting = f"{counted(found.open, 'question waits', 'questions wait')}."
    if usual is None and (found.answers or found.open):
        answered = counted(len(found.answers), "question was", "questions were")
        click.echo(f"{answered} answered: too few to say how soon is usual. {waiting}")
    elif usual:
        click.echo(f"Half of the {len(found.answers)} answers came within {usual[0]} {usual[1]}; {waiting}")
        heads = [*(f"{hours} h" for hours in SOON), "later"]
        for name, by_answer in (("Asked at", False), ("Answered at", True)):
            rows = [
                (f"{hour}-{int(hour) + HOURS:02}", [counts.get(str(group), 0) for group in range(len(heads))])
                for hour, counts in how_soon(found.answers, by_answer=by_answer).items()
                if counts
            ]
            _table(name, heads, rows)
    click.echo()


def _tell_feelings(found: Insights) -> None:
    """What was felt, by year; a month at a time it is in the JSON, and on the site."""
    from mentorlog.insights import joined, turned

    years = turned(joined(found.written.feelings, len("2026")))
    heads = sorted({year for counts in years.values() for year in counts})
    often = sorted(years, key=lambda feeling: (-sum(years[feeling].values()), feeling))
    _table("Feeling", heads, [(feeling, [years[feeling].get(head, 0) for head in heads]) for feeling in often])


def _table(name: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> None:
    if not rows:
        return
    wide = max(len(name), *(len(first) for first, _ in rows))
    click.secho(f"{name:<{wide}}  " + "  ".join(f"{head:>8}" for head in heads), bold=True)
    for first, cells in rows:
        click.echo((f"{plain(first):<{wide}}  " + "  ".join(f"{cell or '':>8}" for cell in cells)).rstrip())
    click.echo()


def _rows(found: Insights) -> Row:
    written = found.written
    return {
        "months": [
            {
                "month": key,
                "entries": _by_noun(written.entries.get(key, {})),
                "words": _by_noun(written.words.get(key, {})),
                "comments": found.comments.get(key, 0),
                "feelings": written.feelings.get(key, {}),
            }
            for key in found.months
        ],
        "answers": [
            {
                "question": each.question,
                "asked_hour": each.asked,
                "answered_hour": each.answered,
                "hours": each.hours,
            }
            for each in found.answers
        ],
        "open": found.open,
        "led_to": [
            {"from": before, "to": after, "count": count}
            for before, counts in found.led_to.items()
            for after, count in counts.items()
        ],
        "ways": [{"channels": way.split(), "matters": each["matters"]} for way, each in written.ways.items()],
        "hours": written.hours,
        "themes": {tag: _by_noun(counts) for tag, counts in written.themes.items()},
        "rewritten": {noun: written.rewritten.get(noun, {}) for noun in _NOUNS},
    }


def _cells(counts: Mapping[str, int]) -> list[int]:
    return [counts.get(noun, 0) for noun in _NOUNS]


def _by_noun(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(zip(_NOUNS, _cells(counts), strict=True))
