"""The one tree of errors: each has a message, what to do about it, and where.

MentorlogError
├── NotAJournal      the folder holds no journal, or already holds one
├── NotFound         no such entry, comment, person or template
│   └── Ambiguous    more than one thing answers to that short id
├── Unreadable       a file of the journal cannot be read as what it should be
├── BadValue         a date, zone, title or name that cannot be meant
├── NotYours         an act that only the author of a thing may do
├── QuoteNotFound    the words to comment on stand nowhere, or in several places
├── NothingWritten   the editor was left without words; what there was is kept
├── NotSaved         the words could not be kept
│   └── Waiting      the words are kept in the outbox, and saved as soon as may be
├── Changed          a text is another by now than the one that was to be replaced
├── NamesInside      real names stand in the words that this person listed
├── Taken            another file has that name already
├── Unsafe           what came, or this clone's own settings, could do harm
├── Public           strangers can read what lies at that address
├── GitFailed        git could not do its part
└── ForgeFailed      a forge could not do its part, or could not be reached
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence


class MentorlogError(Exception):
    """Something that a person should be told in one line, and what to do in another.

    Attributes:
        message: what is wrong, in plain words.
        hint: what to do about it; may be empty.
        path: the file concerned, relative to the journal, or "".
        line: the line in that file, counted from 1, or None.
    """

    def __init__(self, message: str, hint: str = "", *, path: str = "", line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.path = path
        self.line = line

    @property
    def place(self) -> str:
        """`path:line`, `path`, or nothing."""
        return f"{self.path}:{self.line}" if self.path and self.line else self.path

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class NotAJournal(MentorlogError):
    """The folder holds no journal, or already holds one."""


class NotFound(MentorlogError):
    """No such entry, comment, person or template."""


class Ambiguous(NotFound):
    """More than one thing answers to that short id."""


class Unreadable(MentorlogError):
    """A file of the journal cannot be read as what it should be."""


class BadValue(MentorlogError):
    """A date, zone, title or name that cannot be meant."""


class NotYours(MentorlogError):
    """An act that only the author of a thing may do."""


class QuoteNotFound(MentorlogError):
    """The words to comment on stand nowhere, or in several places.

    Attributes:
        places: those, each with some words around it.
    """

    def __init__(self, message: str, hint: str = "", *, places: Sequence[str] = ()) -> None:
        super().__init__(message, hint)
        self.places = places


class NothingWritten(MentorlogError):
    """The editor was left without words; what there was is kept."""


class NotSaved(MentorlogError):
    """The words could not be kept."""


class Waiting(NotSaved):
    """The words are kept in the outbox, and are saved as soon as may be.

    Attributes:
        reason: what they wait for, within a sentence.
    """

    def __init__(self, message: str, hint: str = "", *, reason: str = "") -> None:
        super().__init__(message, hint)
        self.reason = reason or message


class Changed(MentorlogError):
    """A text is another by now than the one that was to be replaced."""


class NamesInside(MentorlogError):
    """Real names stand in the words that this person listed.

    Attributes:
        names: each with what to write instead.
    """

    def __init__(self, message: str, hint: str = "", *, names: Mapping[str, str]) -> None:
        super().__init__(message, hint)
        self.names = names


class Left(MentorlogError):
    """Listed names are left in what others would read, so nothing was written."""

    def __init__(self, places: list[str]) -> None:
        more = f", and {len(places) - 5} more" if len(places) > 5 else ""  # noqa: PLR2004 - as many as one looks at
        super().__init__(
            f"listed names are left: {'; '.join(places[:5])}{more}",
            "list how they are written; for a name that is a word too, say under [words] or [kept] what is meant",
        )


class Taken(MentorlogError):
    """Another file has that name already.

    Attributes:
        let_go: takes away the copy of the words that was kept, for whoever tries another name.
    """

    let_go: Callable[[], object] = staticmethod(lambda: None)


class Unsafe(MentorlogError):
    """What came, or this clone's own settings, could do harm."""


class Public(MentorlogError):
    """Strangers can read what lies at that address."""


class GitFailed(MentorlogError):
    """git could not do its part; the message holds its own first line.

    Attributes:
        code: what git ended with; None where it did not end by itself.
        said: all that it said about it.
    """

    def __init__(self, message: str, hint: str = "", *, code: int | None = None, said: str = "") -> None:
        super().__init__(message, hint)
        self.code = code
        self.said = said


class ForgeFailed(MentorlogError):
    """A forge could not do its part, or could not be reached; what is saved here stays saved."""
