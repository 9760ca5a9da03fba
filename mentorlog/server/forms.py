"""What a page's forms are filled with: an entry to edit, with what was said about it, the drafts, the templates."""

from __future__ import annotations

import re
from typing import Any

from mentorlog.actions.calls import TEMPLATE
from mentorlog.actions.writer import Writer
from mentorlog.model.codebook import Codebook, Definition
from mentorlog.model.entry import Channel, Entry
from mentorlog.render import PHOTO as RENDERED
from mentorlog.render import Links, Picture, entry_html
from mentorlog.repository.private import PHOTO
from mentorlog.repository.repository import Repository
from mentorlog.server.acts import entry_of, local

_TEMPLATE = 20_000


def entry_form(writer: Writer, id_: str) -> dict[str, Any]:
    """One's own entry or draft, or a call's record, as a form shows it; of another's, what was said alone.

    Raises:
        NotFound: there is none.
    """
    journal, entry = entry_of(writer, id_)
    is_mine = entry.author in ("", writer.person.handle) or entry.channel is Channel.CALL
    thread = journal.thread(entry.id)
    return {
        "id": entry.id,
        "channel": entry.channel.noun,
        "said": {each.comment.id: "\n\n".join(each.texts) for each in (*thread.remarks, *thread.notes)},
        "codes": [code.word for code in _codebook(writer.repository).codes],
        **(_words(writer, entry) if is_mine else {}),
    }


def _codebook(repository: Repository) -> Codebook:
    return Codebook(each for each in repository.files.definitions() if isinstance(each, Definition))


def _words(writer: Writer, entry: Entry) -> dict[str, Any]:
    at = writer.repository.private.later.get(entry.id) if entry.draft else None
    return {
        "title": entry.title,
        "text": entry.body.strip(),
        "feelings": list(entry.feelings),
        "tags": list(entry.tags),
        "happened": entry.happened.isoformat() if entry.happened else "",
        "needed_by": local(entry.needed_by, writer.person.zone) if entry.needed_by else "",
        "over": entry.blob,
        **({"minutes": entry.call.minutes, "link": entry.call.link, "place": entry.call.place} if entry.call else {}),
        "draft": entry.draft,
        "share_at": local(at[0], writer.person.zone) if at else "",
    }


def drafts(writer: Writer) -> list[dict[str, str]]:
    """The drafts of this machine, newest first."""
    later = writer.repository.private.later
    found = sorted(writer.repository.load([], comments=False).drafts, key=lambda each: each.when, reverse=True)
    return [
        {
            "id": draft.id,
            "title": draft.title,
            "share_at": local(later[draft.id][0], writer.person.zone) if draft.id in later else "",
        }
        for draft in found
    ]


def templates(repository: Repository) -> dict[str, str]:
    """What an entry may begin with, by the names of the files in `templates/`; a call's is for calls."""
    paths = [path for path in repository.files.files("templates") if path.endswith(".md") and path != TEMPLATE]
    texts = {path.rpartition("/")[2].removesuffix(".md"): repository.files.read(path) for path in paths}
    return {
        name: data.decode(errors="replace").strip() for name, data in sorted(texts.items()) if len(data) < _TEMPLATE
    }


class _Kept(Links):
    """The photos that wait to be saved, under the address that the page then asks for them by."""

    def picture(self, address: str) -> Picture | None:
        """One of them; of which size, the page sees by itself."""
        return Picture(address, 0, 0) if RENDERED.fullmatch(address) else None


def _shown(found: re.Match[str]) -> str:
    return f"({found[1].replace('photo-', 'photos/')})"


def preview(text: str) -> str:
    """Words as they will stand on the page, as safe HTML."""
    return entry_html(re.sub(rf"\(({PHOTO.pattern})\)", _shown, text), _Kept())
