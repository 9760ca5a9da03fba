"""The one client that has a socket: it does talks, page by page, patiently, and gives its token to one host alone."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from requests.auth import AuthBase

import mentorlog
from mentorlog.errors import ForgeFailed
from mentorlog.forges.places import Spot
from mentorlog.forges.talk import Answer, Call, Forge, Row, Talk

_T = TypeVar("_T")
_PATIENCE = (10.0, 60.0)
"""Seconds until a connection stands, and between two pieces of an answer."""
_TRIES = 5
_LONGEST_WAIT = 90.0
"""Seconds that a forge may ask us to wait, before we ask the person to."""
_DAY = 86_400.0
_NUMBER = re.compile(r"\d{1,12}")
_MOST_PAGES = 500
_PAGE = 100
_LARGEST = 64_000_000
"""Bytes of one answer."""
_AGAIN = (502, 503, 504)
_LIMITED = (403, 429)
_REDIRECTS = (301, 302, 307, 308)
_MOVED = (307, 308)
"""Where what is sent is to be sent again, as it was, to another address."""
_LATER = "nothing is lost; try again later"
_WHY = {
    401: (
        "it does not accept the token",
        "make a new one at the forge, with the right to read and write pull requests",
    ),
    403: ("it does not allow that", "the token needs the right to read and write pull requests"),
    404: (
        "there is no such thing there, or the token may not see it",
        "look at the address, and at what the token may do",
    ),
}


class Client:
    """Talks to one forge.

    Args:
        spot: where it is.
        token: what it knows us by; "" for a stranger.
        pause: waits for that many seconds.
        now: the present, in seconds since 1970.
    """

    def __init__(
        self, spot: Spot, token: str, pause: Callable[[float], None] = time.sleep, now: Callable[[], float] = time.time
    ) -> None:
        self._spot = spot
        self._token = token
        self._pause = pause
        self._now = now
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"mentorlog/{mentorlog.__version__}"
        self._session.auth = _Token(spot.forge.kind, token)  # and not what a .netrc says
        local = urlsplit(spot.api).hostname in ("127.0.0.1", "::1", "localhost")
        if urlsplit(spot.api).scheme != "https" and not local:
            raise ForgeFailed(
                f"{spot.host} is not asked over https, so no token is sent there", "use its https address"
            )

    @property
    def forge(self) -> Forge:
        """What to say to it."""
        return self._spot.forge

    def do(self, talk: Talk[_T]) -> _T:
        """Do a talk; returns what came of it.

        Raises:
            ForgeFailed: the forge could not be reached, or refused.
        """
        try:
            call = next(talk)
            while True:
                call = talk.send(self._pages(call) if call.pages else self._one(call, call.query)[0])
        except StopIteration as end:
            done: _T = end.value
            return done

    def _pages(self, call: Call) -> Answer:
        """All pages of a list, as one. Some forges give the same page again for any number: then it is the last."""
        found: list[Any] = []
        seen: set[str] = set()
        for page in range(1, _MOST_PAGES + 1):
            query = {"per_page": _PAGE, **call.query, "page": page}
            answer, headers = self._one(call, query)
            if not isinstance(answer.body, list):
                raise self._strange()
            new = [each for each in answer.body if Row(each).id() not in seen]
            seen |= {Row(each).id() for each in new}
            found += new
            if not new or not self._goes_on(headers, len(found), len(answer.body) >= int(query.get("limit", _PAGE))):
                return Answer(200, found)
        raise ForgeFailed(f"{self._spot.host} holds more than can be read", "say which pull request you mean")

    def _goes_on(self, headers: Mapping[str, str], count: int, is_full: bool) -> bool:  # noqa: FBT001 - one of three facts
        """Whether a list has another page: by its links, else by its whole length, else where the page is full."""
        if "Link" in headers:
            return 'rel="next"' in headers["Link"]
        total = headers.get("X-Total-Count", "")
        return count < int(total) if _NUMBER.fullmatch(total) else is_full

    def _one(self, call: Call, query: Mapping[str, str | int]) -> tuple[Answer, Mapping[str, str]]:
        """One answer; a question is asked again where nothing came of it, a deed only where it was surely not done."""
        url = self._spot.graphql if call.is_graphql else self._spot.api + call.path
        is_question = call.method == "GET" or call.is_graphql
        for left in reversed(range(_TRIES)):
            try:
                response, data = self._send(call, url, query)
            except requests.RequestException as error:
                if left and is_question:
                    self._pause(2.0 ** (_TRIES - left) / 4)
                    continue
                raise ForgeFailed(f"{self._spot.host} could not be reached: {_plain(error)}", _LATER) from None
            wait = self._wait(response, data)
            if response.status_code in _AGAIN and left and is_question:
                self._pause(2.0 ** (_TRIES - left) / 4)
            elif wait is None:
                return self._answer(call, response, data), response.headers
            elif left and wait <= _LONGEST_WAIT:
                self._pause(wait)
            else:
                until = datetime.fromtimestamp(self._now() + min(wait, _DAY), UTC)
                raise ForgeFailed(f"{self._spot.host} asks us to wait until {until:%H:%M} UTC", _LATER)
        raise ForgeFailed(f"{self._spot.host} does not answer just now", _LATER)

    def _send(self, call: Call, url: str, query: Mapping[str, str | int]) -> tuple[requests.Response, bytes]:
        """Send one request, and follow where it leads, as long as that is the same host."""
        headers = {"Accept": "application/vnd.github+json" if self._spot.forge.kind == "github" else "application/json"}
        for _ in range(5):
            with self._session.request(
                call.method, url, params=query, json=call.body, headers=headers, timeout=_PATIENCE,
                allow_redirects=False, stream=True,
            ) as response:  # fmt: skip
                data = b"".join(_pieces(response))
            goal = urljoin(url, response.headers.get("Location", ""))
            is_moved = response.status_code in (_REDIRECTS if call.method == "GET" else _MOVED)
            if not is_moved:
                return response, data
            if urlsplit(goal)[:2] != urlsplit(url)[:2]:
                raise ForgeFailed(
                    f"{self._spot.host} sends us to another host, which is not asked", "look at the address"
                )
            url, query = goal, {}
        raise ForgeFailed(f"{self._spot.host} sends us round in circles", _LATER)

    def _wait(self, response: requests.Response, data: bytes) -> float | None:
        """The seconds that the forge asks us to wait; None where it does not."""
        if response.status_code not in _LIMITED:
            return None
        after = response.headers.get("Retry-After", "")
        if _NUMBER.fullmatch(after):
            return float(after)
        with suppress(ValueError):
            return max(1.0, parsedate_to_datetime(after).timestamp() - self._now())
        rest = response.headers.get("X-RateLimit-Remaining", response.headers.get("RateLimit-Remaining", ""))
        reset = response.headers.get("X-RateLimit-Reset", response.headers.get("RateLimit-Reset", ""))
        if rest == "0" and _NUMBER.fullmatch(reset):
            return max(1.0, int(reset) - self._now())
        if response.status_code == 429 or b"secondary rate limit" in data:  # noqa: PLR2004 - too many requests
            return 60.0
        return None

    def _answer(self, call: Call, response: requests.Response, data: bytes) -> Answer:
        status = response.status_code
        try:
            body = json.loads(data) if data.strip() else None
        except (ValueError, RecursionError):
            body = None
        if status < 300 or status in call.refusals:  # noqa: PLR2004 - all is well
            if data.strip() and body is None and status not in call.refusals:
                raise self._strange()
            return Answer(status, body)
        why, hint = _WHY.get(status, (Row(body).text("message", "error") or f"it answers {status}", _LATER))
        told = why.replace(self._token, "…") if self._token else why
        raise ForgeFailed(f"{self._spot.host}: {' '.join(told.split())[:300]}", hint)

    def _strange(self) -> ForgeFailed:
        return ForgeFailed(f"{self._spot.host} answers, but not as a forge does", "look at the address")


class _Token(AuthBase):
    """Tells the forge who asks, in its own way."""

    def __init__(self, kind: str, token: str) -> None:
        self._value = f"token {token}" if kind in ("gitea", "forgejo") else f"Bearer {token}"
        self._is_known = bool(token)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the token into a request."""
        if self._is_known:
            request.headers["Authorization"] = self._value
        return request


def _pieces(response: requests.Response) -> list[bytes]:
    found: list[bytes] = []
    size = 0
    for piece in response.iter_content(65_536):
        size += len(piece)
        if size > _LARGEST:
            raise ForgeFailed("the forge's answer is larger than any review", "look at the address")
        found.append(piece)
    return found


def _plain(error: requests.RequestException) -> str:
    """What went wrong, without addresses."""
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not to be trusted"
    return "it took too long" if isinstance(error, requests.Timeout) else "no connection"
