"""`insights`: what the records tell of how the two write, ask and answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from mentorlog.cli.desk import Desk, plain
from mentorlog.cli.printing import Row, json_option, print_json
from mentorlog.model.entry import Channel

if TYPE_CHECKING:
    from mentorlog.insights import Insights

_NOUNS = [channel.noun for channel in Channel]
_THEMES = 12


@click.command()
@json_option
@click.pass_obj
def insights(desk: Desk, as_json: bool) -> None:
    """Tell how you two write, ask and answer: counts from the journal and its history. No scores, no streaks."""
    from mentorlog.insights import insights as found_in

    journal = desk.repository.load(drafts=False)
    found = found_in(journal)
    if as_json:
        print_json(_rows(found))
        return
    months = [
        (month.key, [*(month.entries[channel] for channel in Channel), sum(month.words.values()), month.comments])
        for month in found.months
    ]
    _table("Month", [*_NOUNS, "words", "comments"], months)
    _tell_answers(found)
    themes = [(tag, [counts[channel] for channel in Channel]) for tag, counts in found.themes.items()]
    _table("Theme", _NOUNS, themes[:_THEMES])
    for (before, after), count in found.led_to.most_common():
        click.echo(f"{before.noun} led to {after.noun}: {count}")
    for channel, counts in found.rewritten.items():
        changed = sum(count for times, count in counts.items() if times)
        if changed:
            click.echo(f"{changed} of {counts.total()} in {channel.folder} were rewritten, at most {max(counts)} times")


def _tell_answers(found: Insights) -> None:
    usual = found.usual_hours
    if found.answers and usual is None:
        click.echo(f"{len(found.answers)} questions were answered: too few to say how soon is usual.")
    elif usual is not None:
        click.echo(
            f"Half of the {len(found.answers)} answers came within {usual:.0f} hours; {found.open} questions wait."
        )
    click.echo()


def _table(name: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]]) -> None:
    if not rows:
        return
    wide = max(len(name), *(len(first) for first, _ in rows))
    click.secho(f"{name:<{wide}}  " + "  ".join(f"{head:>8}" for head in heads), bold=True)
    for first, cells in rows:
        click.echo(f"{plain(first):<{wide}}  " + "  ".join(f"{cell or '':>8}" for cell in cells))
    click.echo()


def _rows(found: Insights) -> Row:
    return {
        "months": [
            {
                "month": month.key,
                "entries": _by_noun(month.entries),
                "words": _by_noun(month.words),
                "comments": month.comments,
                "feelings": dict(month.feelings),
            }
            for month in found.months
        ],
        "answers": [
            {
                "question": each.question.id,
                "asked_hour": each.asked,
                "answered_hour": each.answered,
                "hours": round(each.hours, 2),
            }
            for each in found.answers
        ],
        "open": found.open,
        "led_to": [
            {"from": one.noun, "to": other.noun, "count": count} for (one, other), count in found.led_to.items()
        ],
        "themes": {tag: _by_noun(counts) for tag, counts in found.themes.items()},
        "rewritten": {
            channel.noun: {str(times): count for times, count in sorted(counts.items())}
            for channel, counts in found.rewritten.items()
        },
    }


def _by_noun(counts: Mapping[Channel, int]) -> dict[str, int]:
    return {channel.noun: counts[channel] for channel in Channel}
