"""Arguments that several commands take, and what a shell offers to complete them with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from mentorlog.model.comment import Comment
    from mentorlog.model.entry import Entry
    from mentorlog.model.journal import Journal


def _journal_folder(context: click.Context) -> Path:
    return Path(context.find_root().params.get("folder") or ".")


def _offered(incomplete: str, words: Iterable[tuple[str, str]]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    fitting = [(word, meaning) for word, meaning in words if word.startswith(incomplete)]
    return [CompletionItem(word, help=" ".join(meaning.split())) for word, meaning in fitting]


def complete_entries(context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The ids of entries and drafts, newest first."""
    from mentorlog.errors import MentorlogError
    from mentorlog.repository.repository import Repository

    try:
        journal = Repository.open(_journal_folder(context)).load(comments=False)
    except MentorlogError:
        return []
    return _offered(incomplete, [(each.id, each.title) for each in reversed((*journal.entries, *journal.drafts))])


def complete_comments(context: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The ids of comments."""
    from mentorlog.errors import MentorlogError
    from mentorlog.repository.repository import Repository

    try:
        journal = Repository.open(_journal_folder(context)).load()
    except MentorlogError:
        return []
    return _offered(incomplete, sorted((journal.short(each.id), each.body) for each in journal.comments()))


def comment_on(journal: Journal, entry: Entry, text: str) -> Comment:
    """The comment of that id, which must be about that entry.

    Raises:
        BadValue: it is about another.
    """
    from mentorlog.errors import BadValue

    comment = journal.find_comment(text)
    if comment.entry_id != entry.id:
        raise BadValue(
            f"that comment is about {comment.entry_id}, not {entry.id}",
            f"`mentorlog show {entry.id}` lists its comments",
        )
    return comment


id_argument = click.argument("id_", metavar="ID", shell_complete=complete_entries)
comment_argument = click.argument("comment_id", metavar="COMMENT", shell_complete=complete_comments)
reply_option = click.option(
    "--reply-to", metavar="COMMENT", default="", shell_complete=complete_comments, help="The comment that it answers."
)
for_call_option = click.option("--for-call", is_flag=True, help="It is for the next call too.")
