"""Reading what is sent, and saying in JSON what was wrong with it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from mentorlog.errors import (
    BadValue,
    Changed,
    MentorlogError,
    NamesInside,
    NotFound,
    NothingWritten,
    NotSaved,
    NotYours,
    QuoteNotFound,
    Taken,
    Unreadable,
    Waiting,
)  # fmt: skip

_PATIENCE = 20.0
"""Seconds that the next part of what is sent may take to come."""
_STATUS: tuple[tuple[type[MentorlogError], int, str], ...] = (
    (NamesInside, 409, "names"),
    (Changed, 409, "changed"),
    (QuoteNotFound, 422, "quote"),
    (NothingWritten, 422, "nothing"),
    (BadValue, 422, "value"),
    (NotYours, 403, "yours"),
    (NotFound, 404, "gone"),
    (Waiting, 202, "kept"),
    (NotSaved, 507, "unsaved"),
    (Taken, 409, "taken"),
    (Unreadable, 409, "changed"),
)


async def body_of(request: Request) -> bytes:
    """What is sent, in due time, and no more than was said."""
    said = int(request.headers.get("content-length", 0))
    data = bytearray()
    parts = request.stream()
    try:
        while True:
            async with asyncio.timeout(_PATIENCE):
                data += await anext(parts)
            if len(data) > said:
                raise HTTPException(413)
    except StopAsyncIteration:
        return bytes(data)
    except (TimeoutError, ClientDisconnect):
        raise HTTPException(408) from None


async def json_of(request: Request, fields: dict[str, type] | None = None) -> dict[str, Any]:
    """What is sent, as JSON with exactly these fields; with any, where none are given."""
    try:
        found = json.loads((await body_of(request)).decode())
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or (fields is not None and not _fits(found, fields)):
        raise BadValue("that is not what a page of the journal sends", "reload the page")
    return found


def _fits(found: dict[str, Any], fields: dict[str, type]) -> bool:
    return found.keys() == fields.keys() and all(isinstance(found[name], kind) for name, kind in fields.items())


async def refused(_: Request, error: Exception) -> Response:
    """An error of ours in its own words; what it says of the command line is left out."""
    status, kind = next(
        ((status, kind) for type_, status, kind in _STATUS if isinstance(error, type_)), (500, "failed")
    )
    assert isinstance(error, MentorlogError)  # noqa: S101 - for the type checker
    told: dict[str, Any] = {"message": str(error), "kind": kind}
    if "`" not in error.hint:
        told["hint"] = error.hint
    if isinstance(error, NamesInside):
        told["names"] = dict(error.names)
    if isinstance(error, QuoteNotFound):
        told["places"] = list(error.places)
    return JSONResponse(told, status)


async def broken(_: Request, __: Exception) -> Response:
    """Any other error: nobody is shown how it came."""
    return JSONResponse({"message": "Something went wrong here, and nothing was saved.", "kind": "failed"}, 500)
