"""Which forge a shared place lies at, by its address; and what the user's own `forges.toml` says of others.

The file is this machine's user's, in their own settings, for no journal may say where a token is sent:

    ["git.example.org"]
    kind = "forgejo"                      # github, gitlab, gitea or forgejo
    web = "https://git.example.org"       # where its pages are, if not there

A folder of this machine that a forge serves is named by its whole path, with `repository = "ada/journal"` besides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from mentorlog.errors import BadValue
from mentorlog.forges.gitea import Gitea
from mentorlog.forges.github import GitHub
from mentorlog.forges.gitlab import GitLab
from mentorlog.forges.talk import Forge

KINDS = ("github", "gitlab", "gitea", "forgejo")
_KNOWN = {"github.com": "github", "gitlab.com": "gitlab", "gitea.com": "gitea", "codeberg.org": "forgejo"}
_DOORS = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}
"""Where ssh is spoken over the port of https, which is another name of the same forge."""
_SHORT = re.compile(r"(?:[^/:@]+@)?(?P<host>[^/:@\[\]]{2,}):(?!//)(?P<path>.+)", re.DOTALL)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
_REPOSITORY = re.compile(r"[\w.-]+(?:/[\w.-]+)+")
_NUMBER = re.compile(r"/(?P<repository>.+?)/(?:-/)?(?:pull|pulls|merge_requests)/(?P<number>\d{1,9})(?:/.*)?")


@dataclass(frozen=True, slots=True)
class Spot:
    """A repository at a forge.

    Attributes:
        forge: what to say to it.
        host: of its pages, for the names of tokens.
        api: the address that the paths of calls stand behind.
        graphql: the address of its other API; "" where it has none.
        is_listed: whether the user's `forges.toml` names this one forge, and no other.
    """

    forge: Forge
    host: str
    api: str
    graphql: str
    is_listed: bool


def locate(address: str, listed: Mapping[str, Mapping[str, str]], kind: str = "") -> Spot | None:
    """The forge at which a shared place lies; None for a folder of this machine that no forge is known to serve.

    Args:
        address: of the place, as git knows it.
        listed: what the user's `forges.toml` says, by host or folder.
        kind: of the forge, where the user said it with the command.

    Raises:
        BadValue: it lies on the network, and which kind of forge that is, nobody said.
    """
    host, path, scheme = _parts(address)
    host = _DOORS.get(host, host)
    wanted = host or address.removeprefix("file://")
    told = next((table for name, table in listed.items() if wanted in (name, name.lower() if host else name)), {})
    if not host and not told:
        return None
    web = told.get("web", "").rstrip("/") or f"{scheme}://{host}"
    repository = told.get("repository") or path
    web_host = urlsplit(web).netloc.lower()
    found = kind or told.get("kind") or _guessed(web_host)
    if found not in KINDS or not _HOST.fullmatch(web_host) or not _REPOSITORY.fullmatch(repository):
        raise BadValue(
            f"which kind of forge {host or address} is, is not known here",
            f"say it: --forge {'|'.join(KINDS)}; or `review open --local` does without one",
        )
    return _spot(found, web, repository, is_listed=bool(told) and len(listed) == 1)


def number_of(link: str) -> int:
    """The number of the pull request that a link was given for, wherever the repository was then; 0 for none."""
    found = _NUMBER.fullmatch(unquote(urlsplit(link).path))
    return int(found["number"]) if found else 0


def number_in(text: str, spot: Spot) -> int:
    """The number of a pull request, from its link, or as it stands.

    Raises:
        BadValue: it is none, or one of another place than the journal's own.
    """
    if text.isascii() and text.isdigit() and len(text) < 10:  # noqa: PLR2004 - no forge counts to a billion
        return int(text)
    parts = urlsplit(text)
    found = _NUMBER.fullmatch(unquote(parts.path))
    if not found or parts.scheme not in ("http", "https"):
        raise BadValue(f"'{text}' is not the link of a pull request", "copy it from the forge's page")
    base = urlsplit(spot.forge.web).path
    repository = found["repository"].removeprefix(base.lstrip("/")).lstrip("/")
    if parts.netloc.lower() != spot.host or repository.casefold() != spot.forge.repository.casefold():
        raise BadValue(
            "that pull request is of another place than this journal's",
            f"this one is at {spot.host}: {spot.forge.repository}",
        )
    return int(found["number"])


def _parts(address: str) -> tuple[str, str, str]:
    """Host, path without `.git`, and the scheme of the pages; "" for the host of a folder of this machine."""
    scheme = "https"
    if "://" in address:
        parts = urlsplit(address)
        if parts.scheme == "file":
            return "", "", ""
        web = parts.scheme in ("http", "https")
        scheme = parts.scheme if web else scheme
        host = (parts.netloc.rpartition("@")[2] if web else parts.hostname or "").lower()
        path = parts.path
    elif short := _SHORT.fullmatch(address):
        host, path = short["host"].lower(), short["path"]
    else:
        return "", "", ""
    return host, unquote(path).strip("/").removesuffix(".git"), scheme


def _guessed(host: str) -> str:
    """The kind of a forge by its name: many who run their own call it so."""
    names = host.partition(":")[0].split(".")
    return _KNOWN.get(host) or next((kind for kind in KINDS if kind in names), "")


def _spot(kind: str, web: str, repository: str, *, is_listed: bool) -> Spot:
    host = urlsplit(web).netloc.lower()
    if kind == "github":
        public = web == "https://github.com"
        api = "https://api.github.com" if public else f"{web}/api/v3"
        graphql = f"{api}/graphql" if public else f"{web}/api/graphql"
        return Spot(GitHub(repository, web), host, api, graphql, is_listed)
    if kind == "gitlab":
        return Spot(GitLab(repository, web), host, f"{web}/api/v4", "", is_listed)
    return Spot(Gitea(repository, web, kind), host, f"{web}/api/v1", "", is_listed)
