"""The journal over HTTP: the pages of this clone, and what may be done to it from them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from mentorlog.errors import BadValue, MentorlogError, Waiting
from mentorlog.repository.private import PHOTO
from mentorlog.server import forms
from mentorlog.server.answers import body_of, broken, json_of, refused
from mentorlog.server.bench import Bench
from mentorlog.server.call_acts import told
from mentorlog.server.chores import Chores
from mentorlog.server.doors import Doors
from mentorlog.server.face import Face
from mentorlog.server.guard import REFUSED
from mentorlog.server.live import Live
from mentorlog.server.seen import Seen
from mentorlog.server.shapes import is_line, is_text
from mentorlog.server.shelf import Shelf, kind_of, policy_of
from mentorlog.website.photos import made_anew

_ENTERING = "default-src 'none'; script-src 'self'; frame-ancestors 'none'"
_WORKING = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
"""What the pages' helper may do, which reads them ahead for their reader."""


@dataclass(frozen=True, slots=True)
class House:
    """All that the routes work with."""

    doors: Doors
    shelf: Shelf
    bench: Bench
    live: Live
    chores: Chores
    seen: Seen
    face: Face
    entered: Callable[[], object]


def application(house: House) -> Starlette:
    """The application, still without its guard."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        chores = asyncio.create_task(house.chores.run())
        yield
        chores.cancel()
        await asyncio.gather(chores, return_exceptions=True)

    routes = _Routes(house)
    return Starlette(
        routes=[
            Route("/enter", routes.enter),
            Route("/api/status", routes.status),
            Route("/api/events", routes.events),
            Route("/api/actions", routes.act, methods=["POST"]),
            Route("/api/entries/{id}", routes.entry),
            Route("/api/drafts", routes.drafts),
            Route("/api/preview", routes.preview, methods=["POST"]),
            Route("/api/when", routes.when, methods=["POST"]),
            Route("/api/photos", routes.keep_photo, methods=["POST"]),
            Route("/api/photos/{name}", routes.photo),
            Route("/api/seen", routes.keep_seen, methods=["POST"]),
            Route("/api/sync", routes.share, methods=["POST"]),
            Route("/api/link", routes.link, methods=["POST"]),
            Route("/api/me", routes.be, methods=["POST"]),
            Route("/{address:path}", routes.page),
        ],
        exception_handlers={MentorlogError: refused, HTTPException: routes.lost, Exception: broken},
        lifespan=lifespan,
    )


class _Routes:
    """What is answered to each request that the guard let through."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._one_photo = Lock()

    # Coming in

    async def enter(self, request: Request) -> Response:
        """A link that works once becomes a cookie, which a browser shows only where a page of ours asks."""
        doors = self._house.doors
        if request.method != "GET":
            raise HTTPException(405)  # whoever only looks whether a link leads somewhere does not use it up
        cookie, token = doors.enter(request.scope["query_string"].decode(errors="replace"))
        if not cookie:
            return HTMLResponse(self._house.face.closed, 401)
        self._house.entered()
        answer = HTMLResponse(self._house.face.entered(token), headers={"Content-Security-Policy": _ENTERING})
        secure = doors.origins[request.headers["host"]].startswith("https:")
        answer.set_cookie(doors.cookie, cookie, httponly=True, samesite="strict", secure=secure)
        return answer

    async def link(self, request: Request) -> Response:
        """A link for another window or device, under the name by which this one came."""
        await json_of(request, {})
        return JSONResponse(
            {"link": f"{self._house.doors.origins[request.headers['host']]}/{self._house.doors.link()}"}
        )

    # Reading

    async def page(self, request: Request) -> Response:
        """A file of the site."""
        address = request.path_params["address"] or "index.html"
        face = self._house.face
        if own := face.file(address):
            return Response(own[0], media_type=own[1], headers={"Content-Security-Policy": _WORKING})
        data = await run_in_threadpool(self._house.shelf.read, address)
        if data is None:
            raise HTTPException(404)
        kind = kind_of(address)
        if kind.startswith("text/html"):
            return Response(data, media_type=kind, headers={"Content-Security-Policy": policy_of(data)})
        if address == face.script_address:
            data = await run_in_threadpool(self._script) + face.wire + data + face.scripts
        elif address == face.style_address:
            data += face.style
        return Response(data, media_type=kind)

    async def lost(self, _: Request, error: Exception) -> Response:
        """An address that leads nowhere has the site's own page for it."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        data = await run_in_threadpool(self._house.shelf.read, "404.html") if status == HTTPStatus.NOT_FOUND else None
        if data is None:
            return JSONResponse({"message": REFUSED.get(status, "This cannot be done here.")}, status)
        return Response(data, status, {"Content-Security-Policy": policy_of(data)}, "text/html; charset=utf-8")

    async def status(self, _: Request) -> Response:
        """How things stand."""
        return JSONResponse(await run_in_threadpool(self._facts))

    async def events(self, _: Request) -> Response:
        """How things stand, whenever that changes."""
        if self._house.live.is_full:
            raise HTTPException(503)
        return StreamingResponse(self._house.live.events(), media_type="text/event-stream")

    async def entry(self, request: Request) -> Response:
        """An own entry as a form shows it, and what was said about any."""
        id_ = request.path_params["id"]
        return JSONResponse(await run_in_threadpool(lambda: forms.entry_form(self._house.bench.writer(), id_)))

    async def drafts(self, _: Request) -> Response:
        """The drafts of this machine, and what an entry may begin with."""

        def found() -> dict[str, Any]:
            writer = self._house.bench.writer()
            return {"drafts": forms.drafts(writer), "templates": forms.templates(writer.repository)}

        return JSONResponse(await run_in_threadpool(found))

    async def preview(self, request: Request) -> Response:
        """Words as they will stand on the page."""
        body = await json_of(request, {"text": str})
        if not is_text(body["text"]):
            raise BadValue("these words hold something that is no letter", "take it out")
        return JSONResponse({"html": await run_in_threadpool(forms.preview, body["text"])})

    async def when(self, request: Request) -> Response:
        """When a call would be, on both clocks."""
        body = await json_of(request, {"when": str, "entry": str})
        if not is_line(body["when"]) or not is_line(body["entry"]):
            raise BadValue("these words hold something that is no letter", "take it out")
        return JSONResponse(await run_in_threadpool(lambda: told(self._house.bench.writer(), body)))

    async def photo(self, request: Request) -> Response:
        """A photo that waits for its words to be saved."""
        name = request.path_params["name"]
        data = await run_in_threadpool(lambda: self._house.bench.repository().private.photo(name))
        if not PHOTO.fullmatch(name) or data is None:
            raise HTTPException(404)
        return Response(data, media_type=kind_of(name))

    # Writing

    async def act(self, request: Request) -> Response:
        """Do something to the journal."""
        body = await json_of(request)
        try:
            answer = await run_in_threadpool(self._house.bench.do, body)
        except Waiting:
            self._house.chores.touched()
            raise
        return JSONResponse({"saved": True, "acts": self._house.chores.acted(), **answer.facts})

    async def keep_photo(self, request: Request) -> Response:
        """Take a photo, made anew without what a camera wrote into it."""
        data = await body_of(request)
        ending = {"image/png": "png", "image/webp": "webp"}.get(request.headers["content-type"], "jpg")

        def keep() -> str:
            try:
                with self._one_photo:  # a large one takes much memory
                    made = made_anew(data, f".{ending}")
            except Exception as error:  # a file may be broken in any way
                raise BadValue("this is no photo that can be shown", "take one that is JPEG, PNG or WebP") from error
            return self._house.bench.repository().private.keep_photo(made, ending)

        return JSONResponse({"name": await run_in_threadpool(keep)})

    async def keep_seen(self, request: Request) -> Response:
        """Keep what this reader has seen."""
        data = await body_of(request)
        await run_in_threadpool(self._house.seen.keep, data)
        return Response(status_code=204)

    async def share(self, request: Request) -> Response:
        """Exchange with the other now."""
        await json_of(request, {})
        self._house.chores.share()
        return JSONResponse({})

    async def be(self, request: Request) -> Response:
        """Say who writes from this clone, where nobody said so yet."""
        body = await json_of(request, {"handle": str})
        await run_in_threadpool(self._house.bench.be, body["handle"])
        self._house.chores.acted()
        return JSONResponse({})

    # What a page is told

    def _facts(self) -> dict[str, Any]:
        bench = self._house.bench
        me = bench.me
        return {
            "me": me.handle if me else "",
            "zone": me.zone if me else "",
            "now": bench.now.isoformat(),
            "standing": self._house.live.standing.facts,
        }

    def _script(self) -> bytes:
        facts = self._facts()
        return self._house.seen.script({**facts, **self._house.face.facts})
