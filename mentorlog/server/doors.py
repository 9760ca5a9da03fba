"""Who is let in: a link that works once becomes a cookie. Both are known to this process alone, and end with it.

A browser sends a cookie to every port of a host (RFC 6265, 8.5), so by itself it opens nothing to writers: what changes
the journal also carries a token. That is told once, to the page that the link opens, and kept in the browser's storage,
which is this port's alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from hashlib import sha256
from secrets import token_urlsafe

_BYTES = 32
_MOST_LINKS = 16
_MOST_VISITORS = 64


class Doors:
    """The ways in of one server.

    Args:
        port: on which it listens, on loopback.
        names: other names that it is reached by, through a proxy of the user's own, with TLS.

    Attributes:
        origins: by every `Host` that is ours, the origin of its pages (RFC 6454).
        cookie: the name of the cookie; the port is in it, for the ports of a host share their cookies.
    """

    def __init__(self, port: int, names: Iterable[str] = ()) -> None:
        own = {f"{host}:{port}": f"http://{host}:{port}" for host in ("127.0.0.1", "localhost")}
        self.origins = own | {name: f"https://{name}" for name in names}
        self.cookie = f"mentorlog-{port}"
        self._links: deque[str] = deque(maxlen=_MOST_LINKS)
        self._visitors: dict[str, str] = {}

    def link(self) -> str:
        """The end of a new link that works once."""
        word = token_urlsafe(_BYTES)
        self._links.append(_digest(word))
        return f"enter?{word}"

    def enter(self, word: str) -> tuple[str, str]:
        """The cookie and the token for whoever followed a link; ("", "") for one that is not ours, or was used."""
        digest = _digest(word)
        if digest not in self._links:
            return "", ""
        self._links.remove(digest)
        while len(self._visitors) >= _MOST_VISITORS:
            del self._visitors[next(iter(self._visitors))]
        cookie, token = token_urlsafe(_BYTES), token_urlsafe(_BYTES)
        self._visitors[_digest(cookie)] = _digest(token)
        return cookie, token

    def knows(self, cookie: str) -> bool:
        """Whether a cookie is that of somebody who came in; of too many, those go who did not come for longest."""
        digest = _digest(cookie)
        if digest not in self._visitors:
            return False
        self._visitors[digest] = self._visitors.pop(digest)
        return True

    def is_token(self, cookie: str, token: str) -> bool:
        """Whether a write carries what it must."""
        return self._visitors.get(_digest(cookie)) == _digest(token)


def _digest(word: str) -> str:
    """Words are kept, and looked up, by their digests: how long that takes tells nothing of them."""
    return sha256(word.encode(errors="replace")).hexdigest()
