"""`make reference`: docs/commands.md, written from the code."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from mentorlog.cli import SECTIONS, cli

GOAL = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
_INTRODUCTION = """\
# Commands

*Written by `make reference` from the program itself; a test holds it to that.*

`mentorlog [-C DIR] COMMAND`. A noun alone lists, a verb acts. Ids may be shortened to any beginning that only one thing
has, and `latest` is the newest entry of its kind. Words come as an argument, as `-` (from another program), or, on a
terminal, from your editor. What lists or shows takes `--json`. The program ends with 0 when it has done what was asked,
with 1 when it could not and says why and what to do, and with 2 when it was asked in a wrong way.
"""


def reference() -> str:
    """The whole page."""
    parts = [_INTRODUCTION]
    context = click.Context(cli, info_name="mentorlog")
    for title, commands in SECTIONS.items():
        parts.append(f"## {title}\n")
        for name in commands:
            if command := cli.get_command(context, name):
                parts += _command(command, click.Context(command, info_name=f"mentorlog {name}"))
    return "\n".join(parts)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"### {context.info_name}\n"
    yield f"`{context.info_name} {usage}`\n"
    yield _prose(command.help or "") + "\n"
    options = [each for each in command.params if isinstance(each, click.Option)]
    rows = [record for option in options if (record := option.get_help_record(context))]
    rows = [row for row in rows if "--help" not in row[0]]
    if rows:
        table = [f"| `{name}` | {words} |" for name, words in rows]
        yield "\n".join(["| option | meaning |", "| --- | --- |", *table, ""])
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _command(inner, click.Context(inner, info_name=f"{context.info_name} {name}"))


def _prose(text: str) -> str:
    """A command's own words; a paragraph that is kept as it stands becomes a block of code."""
    blocks = [textwrap.dedent(block) for block in re.split(r"\n[ \t]*\n", inspect.cleandoc(text))]
    return "\n\n".join(_code(block) if "\b" in block else block for block in blocks)


def _code(block: str) -> str:
    return f"```\n{textwrap.dedent(block.partition(chr(8))[2].strip(chr(10)))}\n```"


if __name__ == "__main__":
    GOAL.write_text(reference(), encoding="utf-8")
