"""What a page's forms are filled with: an entry to edit, with what was said about it, the drafts, the templates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentorlog.actions.writer import Writer
from mentorlog.model.entry import Entry
from mentorlog.model.person import Person
from mentorlog.render import entry_html
from mentorlog.repository.repository import Repository
from mentorlog.server.acts import entry_of, local

_TEMPLATE = 20_000


def entry_form(writer: Writer, id_: str) -> dict[str, Any]:
    """One's own entry or draft, as a form shows it; of another's, what was said alone.

    Raises:
        NotFound: there is none.
    """
    journal, entry = entry_of(writer, id_)
    is_mine = entry.author in ("", writer.person.handle)
    thread = journal.thread(entry.id)
    return {
        "id": entry.id,
        "channel": entry.channel.noun,
        "mine": is_mine,
        "state": str(journal.state(entry)) if entry.channel.noun == "question" else "",
        "said": {
            remark.comment.id: {
                "author": remark.comment.author,
                "text": "\n\n".join(remark.texts),
                "resolved": remark.resolved,
                "retracted": remark.retracted,
            }
            for remark in thread.remarks
        },
        **(_words(writer, entry) if is_mine else {}),
    }


def _words(writer: Writer, entry: Entry) -> dict[str, Any]:
    at = writer.repository.private.later.get(entry.id, "") if entry.draft else ""
    return {
        "title": entry.title,
        "text": entry.body.strip(),
        "feelings": list(entry.feelings),
        "tags": list(entry.tags),
        "happened": entry.happened.isoformat() if entry.happened else "",
        "needed_by": local(entry.needed_by, entry.zone) if entry.needed_by else "",
        "over": entry.blob,
        "draft": entry.draft,
        "share_at": _on_the_clock(at, writer.person) if at else "",
    }


def drafts(writer: Writer) -> list[dict[str, str]]:
    """The drafts of this machine, newest first."""
    later = writer.repository.private.later
    found = sorted(writer.repository.load([], comments=False).drafts, key=lambda each: each.when, reverse=True)
    return [
        {
            "id": draft.id,
            "title": draft.title,
            "share_at": _on_the_clock(later[draft.id], writer.person) if draft.id in later else "",
        }
        for draft in found
    ]


def templates(repository: Repository) -> dict[str, str]:
    """What an entry may begin with, by the names of the files in `templates/`."""
    paths = [path for path in repository.files.files("templates") if path.endswith(".md")]
    texts = {path.rpartition("/")[2].removesuffix(".md"): repository.files.read(path) for path in paths}
    return {
        name: data.decode(errors="replace").strip() for name, data in sorted(texts.items()) if len(data) < _TEMPLATE
    }


def preview(text: str) -> str:
    """Words as they will stand on the page, as safe HTML."""
    return entry_html(text)


def _on_the_clock(instant: str, person: Person) -> str:
    return local(datetime.fromisoformat(instant), person.zone)
