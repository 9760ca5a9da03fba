"""What one entry, with all that was said of it, brings to the lists of the site.

Every list holds rows that sort by themselves, with the path of their entry at the end: questions by how they stand,
what waits for whom, what happened in a month, what search can find. A comment changes the rows of its own entry alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from mentorlog.insights import answered, calls_of, said_in
from mentorlog.model import clock
from mentorlog.model.comment import Remark, Thread
from mentorlog.model.entry import BEGINNING, Channel, Entry, folded
from mentorlog.model.inbox import marked, unanswered_in
from mentorlog.model.person import People
from mentorlog.model.question import QuestionState, question_state
from mentorlog.model.timeline import events
from mentorlog.research.coding import coding
from mentorlog.website.facts import About, Row, Talk

COUNTED = ("events", "found", "said", "coded")
"""The kinds of lists of which there are many: a page may ask which there are, and how long each is."""
_MONTH = len("2026-11")


def told(entry: Entry, talk: Talk, about: About, people: People) -> Iterator[tuple[str, Row]]:
    """The rows of an entry, each with the name of the list that it belongs to.

    Args:
        entry: of which to tell.
        talk: what was said about it.
        about: what the whole journal tells of it.
        people: who writes.
    """
    thread, path, when = talk.thread, entry.path, entry.when.timestamp()
    state = question_state(entry, thread)
    if entry.channel is Channel.QUESTION:
        due = [entry.needed_by is None, (entry.needed_by or entry.when).timestamp()]
        yield str(state), [*(due if state is QuestionState.OPEN else [when]), entry.id, entry.author, path]
    if about.is_reviewed:
        yield "reviewed", [when, entry.id, path]
    if entry.agenda and state is QuestionState.OPEN:
        yield "marked", [when, entry.id, path]
    for remark in marked(thread):
        yield "marked", [remark.comment.date.timestamp(), entry.id, path]
    for person in people:
        for remark in unanswered_in(entry, thread, person.handle):
            yield f"unanswered {person.handle}", [remark.comment.id, path]
    for event in events(entry, thread.remarks if about.first else (), about.revisions):
        day = clock.day_of(event.instant, people[event.author].zone).isoformat()
        said = event.remark.comment.id if event.remark else ""
        instant = event.instant.isoformat()
        row = [event.instant.timestamp(), entry.id, str(event.kind), said, event.author, instant, day, path]
        yield f"events {day[:_MONTH]}", row
    yield from _found(entry, thread.remarks if about.first else ())
    if about.first:
        yield from _counted(entry, thread)
        yield from _coded(entry, talk)


def _found(entry: Entry, remarks: Iterable[Remark]) -> Iterator[tuple[str, Row]]:
    """What search can find, by the month in which it was written."""
    written = entry.date or BEGINNING
    yield f"found {_month(written)}", [written.timestamp(), entry.id, "", entry.path]
    for remark in remarks:
        if not remark.retracted and any(text.strip() for text in remark.texts):
            comment = remark.comment
            yield f"found {_month(comment.date)}", [comment.date.timestamp(), comment.id, comment.id, entry.path]


def _counted(entry: Entry, thread: Thread) -> Iterator[tuple[str, Row]]:
    """What insights count of what was said: how much, first answers, and what was said in a call."""
    for month, said in said_in(thread):
        yield f"said {month}", [said, entry.path]
    if found := answered(entry, thread):
        yield "answers", [found.question, found.asked, found.answered, found.hours, entry.path]
    for call in calls_of(thread):
        yield "in calls", [entry.channel.noun, call, entry.path]


def _coded(entry: Entry, talk: Talk) -> Iterator[tuple[str, Row]]:
    """The codes that passages were given: by whom, where those stand, in a text of what length; and the memos."""
    for remark in talk.thread.notes:
        comment = remark.comment
        if remark.retracted:
            continue
        if not comment.code:
            yield "memos", [comment.date.timestamp(), comment.id, entry.path]
        else:
            each = coding(folded(comment.code), entry, comment, talk.anchors.get(comment.id))
            start, end = each.span or (-1, -1)
            row = [comment.id, each.coder, start, end, each.is_whole, each.length, entry.path]
            yield f"coded {each.code}", row


def _month(instant: datetime) -> str:
    return f"{instant.year:04}-{instant.month:02}"


def lists(rows: Iterable[tuple[str, Row]]) -> dict[str, list[Row]]:
    """Rows by their lists, each in order."""
    found: dict[str, list[Row]] = {}
    for name, row in rows:
        found.setdefault(name, []).append(row)
    for listed in found.values():
        listed.sort()
    return found
