"""The words of the site: one catalogue a language, `languages/<language>.toml`.

A text may hold `{names}` that the page fills in; one that counts is a table of the plural's forms, by the names that
Unicode gives them (https://cldr.unicode.org/index/cldr-spec/plural-rules). What a language's catalogue has not is said
in English. The names of days and months are CLDR's, by Babel; English ones, and the English plural, are our own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mentorlog.model.clock import Calendar

_FOLDER = Path(__file__).parent / "languages"
_ENGLISH = "en"
_AMERICAN = Calendar(day="{weekday}, {month} {day}, {year}", hour="%I:%M %p")

Text = str | Mapping[str, str]


class Words:
    """What the pages say, in one language.

    Args:
        language: its code, such as `en`; one without a catalogue is English.
        dates: `american` for months before days and hours up to twelve.
    """

    def __init__(self, language: str = _ENGLISH, dates: str = "") -> None:
        own = _read(language)
        self.language = language if own else _ENGLISH
        self._texts = _read(_ENGLISH) | own
        self.calendar = _calendar(self.language, dates)

    def __call__(self, key: str, count: int | None = None, **facts: Any) -> Any:  # noqa: ANN401 - Markup, and what fills it
        """A text as safe HTML: what fills it is escaped where it is not safe already.

        Args:
            key: of the text in the catalogue.
            count: what it counts.
            facts: what it holds by name.
        """
        from markupsafe import Markup, escape

        text = escape(self.plain(key, count))
        if not facts and count is None:
            return text
        return Markup(text).format(count=count, **facts)  # noqa: S704 - it was escaped, and escapes what fills it

    def plain(self, key: str, count: int | None = None) -> str:
        """A text as it stands in the catalogue, in the form for that many."""
        text = self._texts[key]
        if isinstance(text, str):
            return text
        form = _plural(self.language, count or 0)
        return text.get(form, text["other"])

    def section(self, name: str) -> dict[str, Text]:
        """A section of the catalogue, such as what only the browser says, by the last part of each key."""
        first = f"{name}."
        return {key.removeprefix(first): text for key, text in self._texts.items() if key.startswith(first)}


@cache
def _read(language: str) -> dict[str, Text]:
    path = _FOLDER / f"{language}.toml"
    if not path.is_file():
        return {}
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{section}.{key}": text for section, texts in sections.items() for key, text in texts.items()}


@cache
def _plural(language: str, count: int) -> str:
    if language == _ENGLISH:
        return "one" if count == 1 else "other"
    from babel import Locale

    return str(Locale.parse(language, sep="-").plural_form(count))


def _calendar(language: str, dates: str) -> Calendar:
    if language == _ENGLISH:
        return _AMERICAN if dates == "american" else Calendar()
    from babel import Locale

    locale = Locale.parse(language, sep="-")
    days = [locale.days["format"]["abbreviated"][number] for number in range(7)]
    long, short = (
        [locale.months[use][width][number] for number in range(1, 13)]
        for use, width in (("stand-alone", "wide"), ("format", "abbreviated"))
    )
    return Calendar(tuple(days), tuple(long), tuple(short))
