"""Before a request is heard: whether it comes from a page of ours, in this person's own browser, and is of due size.

Each check stands by itself, in the order in which they are made; `docs/security.md` lists the attacks that each of them
is for. What is answered never says more than that it was refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mentorlog.server.doors import Doors

LARGEST = 64_000
"""Bytes of an action."""
LARGEST_PHOTO = 20_000_000
ENTER = "/enter"
PHOTOS = "/api/photos"
TOKEN = "x-mentorlog-token"  # noqa: S105 - the name of a header
_KINDS = {PHOTOS: ("image/jpeg", "image/png", "image/webp")}
_JSON = ("application/json",)
_LENGTH = re.compile(r"[0-9]{1,9}")
_READS = ("GET", "HEAD")

REFUSED = {
    401: "This page opens by the link that mentorlog printed when it was started. Start it again, or follow that link.",
    403: "This was not asked by a page of the journal.",
    404: "There is nothing at this address.",
    408: "This took too long to come.",
    411: "It was not said how much is sent.",
    413: "This is too large.",
    415: "This is of a kind that is not taken.",
    421: "The journal is not to be read under this name.",
}

Check = Callable[[Request, Doors], int]
"""Gives the status to refuse with (RFC 9110), or 0."""


def _host(request: Request, doors: Doors) -> int:
    """A page elsewhere that points its own name at this machine (DNS rebinding) comes under that name."""
    hosts = request.headers.getlist("host")
    return 0 if len(hosts) == 1 and hosts[0] in doors.origins else 421


def _site(request: Request, _: Doors) -> int:
    """The browser itself says whether another page asks (https://www.w3.org/TR/fetch-metadata/)."""
    told = request.headers.getlist("sec-fetch-site")
    if path_of(request) == ENTER and request.method == "GET":
        return 0  # a link may be followed from anywhere: it works once, and only its owner has it
    allowed = ("same-origin", "none") if request.method in _READS else ("same-origin",)
    return 0 if all(each in allowed for each in told) else 403


def _visitor(request: Request, doors: Doors) -> int:
    return 0 if path_of(request) == ENTER or doors.knows(cookie_of(request, doors)) else 401


def _origin(request: Request, doors: Doors) -> int:
    if request.method in _READS:
        return 0
    return 0 if request.headers.getlist("origin") == [doors.origins.get(request.headers.get("host", ""))] else 403


def _kind(request: Request, _: Doors) -> int:
    """A form of another site can send text and files, but no JSON without being asked about (CORS)."""
    if request.method in _READS:
        return 0
    return 0 if request.headers.getlist("content-type") in [[kind] for kind in _kinds(request)] else 415


def _token(request: Request, doors: Doors) -> int:
    if request.method in _READS:
        return 0
    tokens = request.headers.getlist(TOKEN)
    return 0 if len(tokens) == 1 and doors.is_token(cookie_of(request, doors), tokens[0]) else 403


def _size(request: Request, _: Doors) -> int:
    if request.method in _READS:
        has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
        return 413 if has_body else 0
    told = request.headers.getlist("content-length")
    if len(told) != 1 or not _LENGTH.fullmatch(told[0]) or "transfer-encoding" in request.headers:
        return 411
    return 0 if int(told[0]) <= (LARGEST_PHOTO if path_of(request) == PHOTOS else LARGEST) else 413


CHECKS: Mapping[str, Check] = {
    "host": _host,
    "site": _site,
    "visitor": _visitor,
    "origin": _origin,
    "kind": _kind,
    "token": _token,
    "size": _size,
}


def path_of(request: Request) -> str:
    """The path as the routes see it."""
    return str(request.scope["path"])


def cookie_of(request: Request, doors: Doors) -> str:
    """The cookie that a request carries; "" for none, or several of that name."""
    pairs = [part.strip().partition("=") for line in request.headers.getlist("cookie") for part in line.split(";")]
    found = [value for name, _, value in pairs if name == doors.cookie]
    return found[0] if len(found) == 1 else ""


class Guard:
    """Makes the checks before the application hears of a request, and gives every answer the same headers.

    Args:
        app: the application.
        doors: who is let in.
        checks: what is looked at.
    """

    def __init__(self, app: ASGIApp, doors: Doors, checks: Mapping[str, Check] = CHECKS) -> None:
        self._app = app
        self._doors = doors
        self._checks = checks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request (https://asgi.readthedocs.io/en/latest/specs/www.html)."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _harden(MutableHeaders(scope=message))
            await send(message)

        answer = self._refusal(Request(scope)) or self._app
        await answer(scope, receive, guarded)

    def _refusal(self, request: Request) -> Response | None:
        for check in self._checks.values():
            if status := check(request, self._doors):
                return PlainTextResponse(REFUSED[status], status, {"Connection": "close"})
        return None


def _harden(headers: MutableHeaders) -> None:
    """What every answer says: that no page shows it within itself, nobody keeps it, and it does nothing unless told."""
    headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    headers["Cache-Control"] = "no-store"
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"


def _kinds(request: Request) -> tuple[str, ...]:
    return _KINDS.get(path_of(request), _JSON)
