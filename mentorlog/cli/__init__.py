"""The command line: the composition root, and the only room that prints or exits."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

import mentorlog
from mentorlog.cli.desk import Desk, plain
from mentorlog.errors import MentorlogError

SECTIONS = {
    "Write": {
        "diary": "diary", "ask": "question", "call": "call", "save": "journal", "edit": "entry", "remove": "entry",
    },
    "Talk": {
        "questions": "question", "answer": "question", "outcome": "question", "withdraw": "question",
        "comment": "comment", "resolve": "comment", "reopen": "comment", "retract": "comment", "read": "comment",
    },
    "Read": {
        "inbox": "reading", "show": "reading", "history": "history", "search": "reading", "compare": "reading",
        "build": "website", "serve": "website",
    },
    "Share": {"sync": "exchange", "choose": "exchange", "review": "review"},
    "Study": {
        "code": "coding", "memo": "coding", "codebook": "coding",
        "export": "research", "import": "research", "freeze": "research", "verify": "research", "consent": "consent",
        "insights": "insights",
    },
    "Look after": {"init": "journal", "join": "exchange", "me": "journal", "check": "journal"},
}  # fmt: skip
_MODULES = {command: module for section in SECTIONS.values() for command, module in section.items()}


class _Commands(click.Group):
    """Commands by section; a command's module is imported when the command is wanted."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; words that it could not save are kept, and named."""
        try:
            result = super().invoke(ctx)
        except MentorlogError as error:
            error.hint = "; ".join(part for part in (error.hint, ctx.obj.where_kept()) if part)
            raise
        ctx.obj.let_go()
        return result

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _MODULES:
            return None
        command: click.Command = getattr(
            import_module(f"mentorlog.cli.{_MODULES[cmd_name]}"), cmd_name + "_" * iskeyword(cmd_name)
        )
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in SECTIONS.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(title):
                formatter.write_dl([(name, command.get_short_help_str(120)) for name, command in commands if command])


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"mentorlog {mentorlog.__version__}")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "folder", metavar="DIR", type=click.Path(), default=".", help="Use the journal in DIR.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Say which version."
)
@click.pass_context
def cli(ctx: click.Context, folder: str) -> None:
    """A journal that a mentee and a mentor share: a diary, questions, and calls.

    \b
    Begin:          mentorlog init
    Write:          mentorlog diary new "A hard conversation"
    Ask:            mentorlog ask "How do I open this conversation?"
    Read it all:    mentorlog serve

    A noun alone lists (`mentorlog diary`), a verb acts. Ids may be shortened to any beginning that only one thing
    has; `latest` is the newest entry. Words come as an argument, as - (from another program), or from your editor.
    """
    ctx.obj = (ctx.obj or Desk()).at(folder)


def guarded(run: Callable[..., Any], *args: Any, **options: Any) -> int:  # noqa: ANN401 - click's own types
    """Run click's entry point; errors of ours become two plain lines and exit code 1."""
    try:
        run(*args, **options)
    except MentorlogError as error:
        click.secho(f"mentorlog: {plain(str(error))}", fg="red", err=True)
        if error.hint:
            click.echo(f"  {plain(error.hint)}", err=True)
        return 1
    except UnicodeError:
        click.secho("mentorlog: these words hold something that is no letter, so nothing was saved", fg="red", err=True)
        click.echo("  see that your terminal is set to UTF-8", err=True)
        return 1
    except OSError as error:
        click.secho(f"mentorlog: {error.filename or 'this machine'}: {error.strerror or error}", fg="red", err=True)
        click.echo("  see that there is room on the disk, and that the file or the port is yours", err=True)
        return 1
    return 0


def main() -> None:
    """The `mentorlog` program."""
    for stream in (sys.stdout, sys.stderr):
        if os.name == "nt" and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    sys.exit(guarded(cli.main, prog_name="mentorlog"))
