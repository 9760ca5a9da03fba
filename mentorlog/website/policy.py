"""What a page may do, written into the page itself: a Content-Security-Policy (https://www.w3.org/TR/CSP3/).

Scripts come from the site's own files; those that Material writes into the page are named by their hashes, so that a
script that found its way into a page by any other road does not run.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256

_INLINE = re.compile(r"<script(?![^>]*\b(?:src|type=\"application/json\"))[^>]*>(.*?)</script>", re.DOTALL)
_HEAD = '<meta charset="utf-8">'
_RULES = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'"
)


def with_policy(shell: str, content: str) -> str:
    """A page that says what it may do.

    Args:
        shell: the whole page, as Material made it.
        content: what of it is the journal's: no script in there is trusted, whatever it is.
    """
    before, middle, behind = shell.partition(content) if content else (shell, "", "")
    scripts = dict.fromkeys(_INLINE.findall(before) + _INLINE.findall(behind))
    rules = _RULES.format(hashes=" ".join(map(_hash, scripts)))
    meta = f'{_HEAD}\n      <meta http-equiv="Content-Security-Policy" content="{rules}">'
    return before.replace(_HEAD, meta, 1) + middle + behind


@cache
def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
