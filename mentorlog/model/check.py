"""What is wrong with a journal: what reading found, and what only the whole shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mentorlog.model.comment import Comment
from mentorlog.model.entry import Entry
from mentorlog.model.journal import Journal, Problem


def check(journal: Journal) -> list[Problem]:
    """Everything that a person should look at."""
    return [
        *journal.problems,
        *_with_entries(journal),
        *_with_transcripts(journal),
        *_without_entry(journal),
        *with_comments(journal),
        *_with_codes(journal),
    ]


def with_comments(journal: Journal) -> Iterator[Problem]:
    """What is wrong with comments: two with one id, and what names another that is not here."""
    comments = sorted(journal.comments(), key=lambda comment: comment.path)
    counts = Counter(comment.id for comment in comments)
    for comment in comments:
        if counts[comment.id] > 1:
            hint = "take one of the two away"
            yield Problem(comment.path, f"another file has the same id, {comment.id}", hint)
        for other in _named(comment):
            if other not in counts:
                yield Problem(comment.path, f"it names {other}, which is not here yet")


def _named(comment: Comment) -> list[str]:
    """The other comments that one names."""
    acts = (comment.in_reply_to, comment.replaces, comment.resolves, comment.reopens, comment.retracts)
    return [other for other in acts if other]


def _with_entries(journal: Journal) -> Iterator[Problem]:
    ids = Counter(entry.id for entry in journal.entries)
    for entry in journal.entries:
        if ids[entry.id] > 1:
            yield Problem(entry.path, f"another file has the same id, {entry.id}", "change one of the two ids")
        if not entry.has_id:
            hint = "`mentorlog save`, or the first comment, writes it in; until then do not move the file"
            yield Problem(entry.path, f"it has no id yet, and goes by {entry.id}", hint, serious=False)
        yield from _with_author(journal, entry)
        for other in entry.about:
            if other not in ids:
                yield Problem(entry.path, f"`about` names {other}, which is not here", "correct the id, or take it out")


def _with_author(journal: Journal, entry: Entry) -> Iterator[Problem]:
    if not entry.author:
        hint = "`mentorlog save` writes in what is missing"
        yield Problem(entry.path, "it does not say who wrote it", hint, serious=False)
    elif entry.author not in journal.people:
        hint = "correct `author`, or list them under [tool.mentorlog.people] in pyproject.toml"
        yield Problem(entry.path, f"nobody called '{entry.author}' is listed as a writer", hint)


def _with_transcripts(journal: Journal) -> Iterator[Problem]:
    said = Counter(entry.transcript_of for entry in journal.entries if entry.is_transcript)
    for entry in journal.entries:
        if entry.is_transcript and said[entry.transcript_of] > 1:
            yield Problem(entry.path, "the same call has another transcript", "remove one of the two")
        elif entry.is_transcript and journal.get(entry.transcript_of) is None:
            hint = "write the id of its call into `call`, or remove it"
            yield Problem(entry.path, "it is the transcript of a call that is not here", hint)


def _without_entry(journal: Journal) -> Iterator[Problem]:
    for entry_id in journal.gone():
        message = f"{len(journal.said(entry_id))} said about {entry_id}, which is not here any more"
        hint = "nothing need be done: what was said is kept"
        yield Problem(f"comments/{entry_id}", message, hint, serious=False)


def _with_codes(journal: Journal) -> Iterator[Problem]:
    for word, codes in journal.codebook.rivals.items():
        hint = f'`mentorlog codebook define "{codes[0]}" --apart "{word}"` leaves it to the other'
        yield Problem("codebook", f"{' and '.join(codes)} both stand for '{word}'", hint, serious=False)
    for comment in sorted(journal.comments(), key=lambda comment: comment.path):
        if comment.code and not journal.codebook.find(comment.code):
            hint = f'`mentorlog codebook define "{comment.code}" MEANING` says what it means'
            yield Problem(comment.path, f"the codebook has no '{comment.code}'", hint, serious=False)
