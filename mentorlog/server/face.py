"""What a served page has beside a built one: the desk at which one writes, its script, its look, its sign as an app."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mentorlog.model.person import People
from mentorlog.website.publication import SCRIPT, STYLE
from mentorlog.website.words import Words

_HERE = Path(__file__).parent
_WIRE = "wire.js"
_SCRIPTS = ("bar.js", "renew.js", "box.js", "call.js", "write.js")
_OWN = {
    "desk/icon.svg": "image/svg+xml",
    "desk/icon-192.png": "image/png",
    "desk/icon-512.png": "image/png",
}
_MANIFEST = "desk/app.webmanifest"
_WORKER = "worker.js"
_ENTER = "desk/enter.js"


class Face:
    """The desk of one journal.

    Args:
        name: of the journal.
        words: what it says.
        people: who writes.
        clone: a name for the clone, by which a browser keeps its words apart from those of another.
    """

    script_address = SCRIPT
    style_address = STYLE

    def __init__(self, name: str, words: Words, people: People, clone: str) -> None:
        self._name = name
        self._words = words
        self._people = people
        self._clone = clone

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """What the desk's script is told once."""
        return {
            "desk": self._rendered("desk.html", people=self._people),
            "people": {person.handle: person.first_name for person in self._people},
            "clone": self._clone,
            "says": self._words.section("desk"),
        }

    @cached_property
    def wire(self) -> bytes:
        """The part of the desk's script that stands before the site's own, which sends by it."""
        return (_HERE / "assets" / _WIRE).read_bytes()

    @cached_property
    def scripts(self) -> bytes:
        """The rest of it, which stands behind."""
        return b"".join((_HERE / "assets" / name).read_bytes() for name in _SCRIPTS)

    @cached_property
    def style(self) -> bytes:
        """The look of the desk."""
        return (_HERE / "assets" / "desk.css").read_bytes()

    @cached_property
    def closed(self) -> str:
        """What somebody is told who has no link."""
        return self._rendered("closed.html", name=self._name)

    def entered(self, token: str) -> str:
        """The page that a link opens: it keeps the token in this browser, and goes on to the journal."""
        return self._rendered("entered.html", name=self._name, token=token)

    def file(self, address: str) -> tuple[bytes, str] | None:
        """A file of the desk's own, with its kind; None for any other address."""
        if address == _MANIFEST:
            return json.dumps(self._manifest).encode(), "application/manifest+json"
        if address in (_WORKER, _ENTER):
            name = address.rpartition("/")[2]
            return (_HERE / "assets" / name).read_bytes(), "text/javascript; charset=utf-8"
        if address not in _OWN:
            return None
        return (_HERE / "assets" / Path(address).name).read_bytes(), _OWN[address]

    @property
    def _manifest(self) -> dict[str, Any]:
        """The journal as an app (https://www.w3.org/TR/appmanifest/)."""
        sizes = {"desk/icon.svg": "any", "desk/icon-192.png": "192x192", "desk/icon-512.png": "512x512"}
        return {
            "name": self._name,
            "short_name": self._name[:12],
            "id": "/",
            "start_url": "/index.html",
            "scope": "/",
            "display": "standalone",
            "background_color": "#fdfbf6",
            "theme_color": "#f7f3ea",
            "icons": [{"src": f"/{path}", "sizes": sizes[path], "type": kind} for path, kind in _OWN.items()],
        }

    def _rendered(self, template: str, **facts: Any) -> str:  # noqa: ANN401 - what a template is given
        environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        return environment.get_template(template).render(say=self._words, **facts)
