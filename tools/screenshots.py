"""`make screenshots`: a picture of every kind of page of the sample, on a phone and on a desk, light and dark."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

import chromium

from mentorlog.model.comment import QuestionState
from mentorlog.model.entry import Channel
from mentorlog.model.journal import newest
from mentorlog.repository.repository import Repository
from mentorlog.server.static import Server
from mentorlog.website.build import build
from mentorlog.website.site import Site

_WIDTHS = (360, 900, 1400)


def kinds(repository: Repository) -> dict[str, str]:
    """One page of each kind, by name."""
    journal = repository.load(drafts=False)
    pages = Site(journal).entries
    diary = max(journal.channel(Channel.DIARY), key=lambda entry: len(journal.thread(entry.id)))
    asked = max(journal.questions(QuestionState.ANSWERED), key=lambda entry: len(journal.thread(entry.id)))
    return {
        "home": "index.html",
        "diary": "journal/index.html",
        "month": f"journal/{diary.date:%Y-%m}.html",
        "entry": pages[diary.path],
        "questions": "questions/index.html",
        "question": pages[asked.path],
        "calls": "calls/index.html",
        "call": pages[
            next(each for each in journal.channel(Channel.CALL) if each.call and each.call.state == "held").path
        ],
    }


def main() -> None:
    """Build, serve, take the pictures."""
    repository = Repository.open(Path(sys.argv[1]) if len(sys.argv) > 1 else Path())
    out = Path("screenshots")
    out.mkdir(exist_ok=True)
    built = build(repository, None)
    last = newest(repository.load(drafts=False).entries, 1)[0]
    written_last = last.date or last.when
    with Server(built.folder) as server, sync_playwright() as playwright:
        threading.Thread(target=server.run, daemon=True).start()
        browser = chromium.launch(playwright)
        for scheme in ("light", "dark"):
            for width in _WIDTHS if scheme == "light" else _WIDTHS[-1:]:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                page.clock.set_fixed_time(written_last)  # "in 3 h" is of the sample's own last evening
                for name, path in kinds(repository).items():
                    page.goto(server.link + path)
                    page.screenshot(path=out / f"{name}-{width}-{scheme}.png", full_page=name != "home")
                page.close()
        browser.close()
        server.stop()
    print(f"pictures in {out}/")


if __name__ == "__main__":
    main()
