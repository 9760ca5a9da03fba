"""What a journal's `mkdocs.yml` may say about its site.

Run as a configuration, that file can start programs, empty folders and load pages from anywhere; and it comes with a
shared journal. So a build reads it as data, without types, and takes only what stands here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

_LONGEST = 64_000
_NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Settings:
    """How the site presents itself.

    Attributes:
        name: of the journal.
        language: of Material's own words.
    """

    name: str = "Our journal"
    language: str = "en"


def read_settings(text: str) -> Settings:
    """The settings in a `mkdocs.yml`; whatever is missing, unknown or odd leaves the default."""
    usual = Settings()
    try:
        found = yaml.load(text[:_LONGEST], Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes texts and nothing else
    except (yaml.YAMLError, RecursionError, ValueError):
        return usual
    found = found if isinstance(found, dict) else {}
    theme = found.get("theme")
    name, language = found.get("site_name"), theme.get("language") if isinstance(theme, dict) else None
    return Settings(
        name=" ".join(name.split())[:_NAME_LENGTH] if isinstance(name, str) and name.strip() else usual.name,
        language=language
        if isinstance(language, str) and re.fullmatch(r"[a-z]{2}(-[A-Z][A-Za-z]+)?", language)
        else usual.language,
    )
