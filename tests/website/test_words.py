"""The catalogue: every word of the pages stands in it, and every word in it stands on a page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mentorlog.forges.places import KINDS
from mentorlog.model import clock
from mentorlog.model.comment import Motivation
from mentorlog.model.entry import Channel
from mentorlog.model.person import Role
from mentorlog.model.question import QuestionState
from mentorlog.model.story import Deed
from mentorlog.website import words as catalogue
from mentorlog.website.words import Words
from tests.conftest import ROOT

WEBSITE = ROOT / "mentorlog/website"
SERVER = ROOT / "mentorlog/server"
TEMPLATES = [*(WEBSITE / "templates").iterdir(), *(SERVER / "templates").iterdir()]
SOURCES = [*TEMPLATES, *(WEBSITE / "theme").iterdir(), *WEBSITE.glob("*.py")]
MADE = (
    {f"channel.{name}" for channel in Channel for name in (channel.folder, channel.noun)}
    | {f"role.{role}" for role in Role}
    | {f"forge.{kind}" for kind in KINDS}
    | {"verdict.approved", "verdict.changes"}
    | {f"state.{state}" for state in [*QuestionState, "planned", "held", "missed", "moved", "cancelled"]}
    | {f"story.{deed.replace(' ', '_')}" for deed in Deed}
    | {f"deed.{word}" for word in Motivation}
    | {f"insights.{unit}" for unit in ("minutes", "hours", "days")}
    | {f"event.{word}" for word in ("wrote", "asked", "made", "changed")}
    | {f"desk.needs_{need}" for need in ("problems", "missing", "unsaved", "stopped")}
    | {f"desk.{act}_title" for act in ("answer", "outcome", "withdraw", "reword")}
    | {f"desk.{word}" for word in ("save_now", "save_draft", "save_later", "write_diary", "write_question")}
    | {"desk.go_on_diary", "desk.go_on_question"}
    | {"themes.kind_themes", "themes.kind_feelings", "section.light", "section.dark"}
)
"""Keys that are put together."""


def written() -> set[str]:
    """Every key in the catalogue."""
    return set(Words()._texts)  # noqa: SLF001 - to hold the whole of it against the pages


def test_every_word_that_is_said_is_in_the_catalogue_and_the_other_way_round() -> None:
    said = set()
    for path in SOURCES:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        said |= set(re.findall(r"""say(?:\.plain)?\(["']([a-z]+\.[a-z]+(?:_[a-z]+)*)["'] *[),]""", text))
        said |= {key for key in written() if f'"{key}"' in text}
    scripts = "".join(path.read_text() for path in (WEBSITE / "assets").glob("*.js"))
    said |= {f"browser.{key}" for key in re.findall(r'say\("([a-z_]+)"', scripts)}
    said |= {key for key in written() if key.startswith("browser.") and f'"{key.partition(".")[2]}"' in scripts}
    desk = "".join(path.read_text() for path in (SERVER / "assets").glob("*.js"))
    said |= {key for key in written() if key.startswith("desk.") and f'"{key.partition(".")[2]}"' in desk}
    assert said | MADE == written()


def test_no_words_stand_in_the_templates_themselves() -> None:
    for path in TEMPLATES:
        text = re.sub(r"\{[%#{].*?[%#}]\}|data-[a-z]+=", " ", path.read_text(), flags=re.DOTALL)
        text = re.sub(r"<code>.*?</code>|<[^>]*>", " ", text, flags=re.DOTALL)
        assert not re.findall(r"[A-Za-z]{2,}", text), path.name


def test_what_fills_a_text_is_escaped_unless_it_is_safe() -> None:
    assert str(Words()("event.wrote", name="<b>")) == "&lt;b&gt; wrote this"
    assert str(Words()("entry.comments", 1)) == "1 comment"
    assert str(Words()("entry.comments", 2)) == "2 comments"


def test_a_text_with_braces_in_what_fills_it_is_said_as_it_is() -> None:
    assert str(Words()("event.wrote", name="{0.__class__} {name}")) == "{0.__class__} {name} wrote this"


def test_another_language_says_what_it_has_and_english_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "en.toml").write_text((WEBSITE / "languages/en.toml").read_text())
    (tmp_path / "pl.toml").write_text(
        '[entry]\ncomments = { one = "{count} komentarz", few = "{count} komentarze", other = "{count} komentarzy" }\n'
    )
    monkeypatch.setattr(catalogue, "_FOLDER", tmp_path)
    catalogue._read.cache_clear()  # noqa: SLF001 - another folder now
    polish = Words("pl")
    assert [str(polish("entry.comments", count)) for count in (1, 3, 5)] == [
        "1 komentarz",
        "3 komentarze",
        "5 komentarzy",
    ]
    assert polish.plain("home.latest") == "Latest"
    assert clock.day_words(datetime(2026, 11, 22, tzinfo=UTC).date(), polish.calendar) == "niedz. 22 lis 2026"
    catalogue._read.cache_clear()  # noqa: SLF001 - and back


def test_a_language_without_a_catalogue_is_english() -> None:
    assert Words("xx").language == "en"


def test_dates_are_british_or_american() -> None:
    moment = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
    zones = ["America/Los_Angeles", "Europe/London"]
    assert clock.clocks(moment, zones, Words().calendar) == "Sun 22 Nov 2026, 22:05 Los Angeles · Mon 06:05 London"
    assert clock.clocks(moment, zones, Words("en", "american").calendar) == (
        "Sun, Nov 22, 2026, 10:05 pm Los Angeles · Mon 6:05 am London"
    )
