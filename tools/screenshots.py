"""`make screenshots`: a picture of every kind of page of the sample, on a phone and on a desk, light and dark."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

import chromium
from plain import Server

from mentorlog.model.entry import Channel
from mentorlog.model.journal import newest
from mentorlog.model.question import QuestionState
from mentorlog.model.story import times_changed
from mentorlog.repository.repository import Repository
from mentorlog.website.build import build
from mentorlog.website.publication import Publication

_WIDTHS = (360, 900, 1400)


def kinds(publication: Publication) -> dict[str, str]:
    """One page of each kind, by name: of entries the one that most was said about."""
    site, journal = publication.site, publication.journal
    diary = max(journal.channel(Channel.DIARY), key=lambda entry: len(journal.thread(entry.id)))
    asked = max(journal.questions(QuestionState.ANSWERED), key=lambda entry: len(journal.thread(entry.id)))
    held = next(call for call in journal.channel(Channel.CALL) if call.call and call.call.state == "held")
    changed = [entry for entry in journal.entries if times_changed(entry, journal.past.revisions(entry))]
    found = {
        "home": "index.html",
        "diary": "journal/index.html",
        "month": f"journal/{diary.date:%Y-%m}.html",
        "entry": site.entries[diary.path],
        "questions": "questions/index.html",
        "question": site.entries[asked.path],
        "calls": "calls/index.html",
        "call": site.entries[held.path],
        "themes": "themes/index.html",
        "theme": max(site.tags.values(), key=lambda theme: len(theme.entries)).page,
        "feeling": max(site.feelings.values(), key=lambda theme: len(theme.entries)).page,
        "matters": "matters/index.html",
        "matter": f"matters/{max(site.matters, key=lambda matter: len(matter.entries)).id}.html",
        "timeline": "timeline/index.html",
        "timeline-month": f"timeline/{diary.date:%Y-%m}.html",
        "insights": "insights/index.html",
        "codes": "codes/index.html",
        "code": "codes/avoiding.html",
        "memos": "insights/memos.html",
        "search": "search.html?q=board",
        "compare": "search.html?q=feedback&side=1",
        "not-here": "404.html",
    }
    return found | ({"history": site.history(changed[0])} if changed else {})


def main() -> None:
    """Build, serve, take the pictures."""
    repository = Repository.open(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
    out = Path("screenshots")
    out.mkdir(exist_ok=True)
    built = build(repository, None)
    publication = Publication.of(repository)
    last = newest(publication.journal.entries, 1)[0]
    written_last = last.date or last.when
    with Server(built.folder) as server, sync_playwright() as playwright:
        threading.Thread(target=server.run, daemon=True).start()
        browser = chromium.launch(playwright)
        for scheme in ("light", "dark"):
            for width in _WIDTHS if scheme == "light" else _WIDTHS[-1:]:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                page.clock.set_fixed_time(written_last)  # "in 3 h" is of the sample's own last evening
                for name, path in kinds(publication).items():
                    page.goto(server.link + path)
                    page.screenshot(path=out / f"{name}-{width}-{scheme}.png", full_page=name != "home")
                page.close()
        browser.close()
        server.stop()
    print(f"pictures in {out}/")


if __name__ == "__main__":
    main()
