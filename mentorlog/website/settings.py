"""What a journal's `mkdocs.yml` may say about its site.

Run as a configuration, that file can start programs, empty folders and load pages from anywhere; and it comes with a
shared journal. So a build reads it as data, without types, and takes only what stands here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mentorlog.website.words import Words

_LONGEST = 64_000
_NAME_LENGTH = 120
_DATES = ("british", "american")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the site presents itself.

    Attributes:
        name: of the journal.
        language: of the site's words, where there is a catalogue of it.
        dates: `american` for months before days and hours up to twelve, `british` for neither.
    """

    name: str = "Our journal"
    language: str = "en"
    dates: str = "british"


def read_settings(text: str) -> Settings:
    """The settings in a `mkdocs.yml`; whatever is missing, unknown or odd leaves the default."""
    import yaml

    usual = Settings()
    try:
        found = yaml.load(text[:_LONGEST], Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes texts and nothing else
    except (yaml.YAMLError, RecursionError, ValueError):
        return usual
    found = found if isinstance(found, dict) else {}
    theme, extra = (each if isinstance(each, dict) else {} for each in (found.get("theme"), found.get("extra")))
    name, language, dates = _text(found.get("site_name")), _text(theme.get("language")), _text(extra.get("dates"))
    return Settings(
        name=name[:_NAME_LENGTH] or usual.name,
        language=language if re.fullmatch(r"[a-z]{2}(-[A-Z][A-Za-z]+)?", language) else usual.language,
        dates=dates if dates in _DATES else usual.dates,
    )


def _text(value: object) -> str:
    """A value as one line, without half letters, which nothing can write; "" where it is no text."""
    return " ".join(value.encode(errors="replace").decode().split()) if isinstance(value, str) else ""


def palette(words: Words) -> list[dict[str, object]]:
    """Light or dark as the reader's machine has it, with a switch."""
    return [
        {
            "media": f"(prefers-color-scheme: {media})",
            "scheme": scheme,
            "primary": "custom",
            "accent": "custom",
            "toggle": {"icon": f"material/{icon}", "name": words.plain(f"section.{other}")},
        }
        for media, scheme, icon, other in (
            ("light", "default", "weather-night", "dark"),
            ("dark", "slate", "weather-sunny", "light"),
        )
    ]
