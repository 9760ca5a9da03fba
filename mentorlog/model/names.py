"""The names guard: real names in words that are about to be saved for good."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping


def names_in(texts: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """The listed names that stand in the texts as whole words, whatever their case and accents.

    Args:
        texts: what is about to be saved.
        names: real name to role or pseudonym.

    Returns:
        The part of `names` that was found, in the order of the list.
    """
    folded = "\n".join(_fold(html.unescape(text)) for text in texts)
    return {name: role for name, role in names.items() if name.strip() and re.search(_pattern(name), folded)}


def _pattern(name: str) -> str:
    """The name's words with anything but letters between them: a line's end, Markdown's marks, a hyphen."""
    words = [re.escape(word) for word in _fold(name).split()]
    return r"(?<![^\W_])" + r"[\W_]+".join(words) + r"(?![^\W_])"


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).replace("’", "'")
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
