"""Identities: made once, from randomness that the caller brings, and never changed.

The alphabet is Douglas Crockford's base 32 (https://www.crockford.com/base32.html), in lower case; a comment's id is a
ULID (https://github.com/ulid/spec): 48 bits of milliseconds, then 80 random bits, 26 letters.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_LATEST = 32503680000
"""Seconds from 1970 to the year 3000: not every system knows later dates."""
ENTRY_BYTES = 5
COMMENT_BYTES = 10
ENTRY_ID = re.compile(rf"[dqc]-[{_ALPHABET}]{{8}}")
COMMENT_ID = re.compile(rf"[0-7][{_ALPHABET}]{{25}}")


def entry_id(letter: str, entropy: bytes) -> str:
    """`d-` and 8 letters from 5 random bytes."""
    return f"{letter}-{_base32(int.from_bytes(entropy[:ENTRY_BYTES]), 8)}"


def derived_id(letter: str, path: str) -> str:
    """The id of a hand-made file without one: 8 letters of the SHA-256 of its path, the same in every clone."""
    import hashlib  # only hand-made files need it

    digest = hashlib.sha256(unicodedata.normalize("NFC", path).encode()).digest()
    return entry_id(letter, digest)


def comment_id(moment: datetime, entropy: bytes) -> str:
    """A ULID of that moment, from 10 random bytes."""
    milliseconds = int(moment.timestamp() * 1000)
    return _base32(milliseconds << 80 | int.from_bytes(entropy[:COMMENT_BYTES]), 26)


def moment_of(comment_id: str) -> datetime:
    """When a ULID was made, by the clock of whoever made it."""
    number = sum(_ALPHABET.index(letter) << 5 * place for place, letter in enumerate(reversed(comment_id[:10])))
    return datetime.fromtimestamp(min(number / 1000, _LATEST), UTC)


def _base32(number: int, length: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))
