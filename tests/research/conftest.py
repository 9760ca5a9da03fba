"""A journal with one of everything, and files that no program of ours would write."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Cli, git

ODD = {
    "journal/2026/crlf.md": b"---\r\nid: d-crrf0000\r\ntitle: CRLF\r\nodd_key: kept # so\r\n---\r\nOne.\r\n\r\nTwo \xf0\x9f\x98\x80.\r\n",
    "journal/2026/bare.md": b"No header, no line's end",
    "journal/2026/bom.md": b"\xef\xbb\xbf---\ntitle: BOM\n---\nWords.\n",
    "journal/2026/latin.md": b"---\ntitle: caf\xe9\n---\n",
    "journal/2026/broken.md": b"---\ntitle: never closed\n",
    "journal/2026/bare/photo.png": b"\x89PNG\r\n\x1a\n\0\xff",
    "questions/2026/empty.md": b"",
}


@pytest.fixture
def full(ada: Cli) -> Cli:
    """A journal with all of that."""
    id_ = ada.ok("diary", "new", "First", "--body", "I spoke.\n\nShe was silent. 😀", "--tag", "trust").split()[0]
    ada.ok("ask", "How?", "--needed-by", "tomorrow 9:00")
    ada.ok("me", "james")
    ada.ok("answer", "q-", "Slowly.")
    ada.ok("me", "ada")
    ada.ok("call", "new", "2026-12-03 09:00", "--repeat", "monthly")
    ada.ok("comment", id_, "Why?", "--quote", "was silent")
    ada.ok("edit", id_, "I spoke.\n\nShe was quite silent. 😀")
    said = json.loads(ada.ok("show", id_, "--json"))["thread"][0]["id"]
    ada.ok("comment", id_, "Because.", "--reply-to", said)
    ada.ok("resolve", said)
    ada.ok("codebook", "define", "silence", "Nobody speaks. 😀")
    ada.ok("codebook", "define", "long silence", "More than a minute.", "--under", "silence")
    ada.ok("code", id_, "silence", "long silence", "--quote", "was quite silent")
    ada.ok("code", "q-", "silence")
    ada.ok("memo", id_, "Silence again.", "--quote", "I spoke")
    for path, data in ODD.items():
        (ada.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (ada.folder / path).write_bytes(data)
        blob = git(ada.folder, "hash-object", "-w", "--no-filters", path).strip()  # as it is, line ends too
        git(ada.folder, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    git(ada.folder, "commit", "--quiet", "-m", "by hand")
    return ada
