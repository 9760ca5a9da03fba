"""A journal of any length to measure with: made-up words in natural shares, comments, tags, feelings, all channels."""

from __future__ import annotations

import json
import random
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_FEELINGS = ("tired", "relieved", "anxious", "proud", "angry", "curious", "steady", "ashamed", "hopeful", "lonely")
_TAGS = ("feedback", "board", "hiring", "vision", "delegation", "parents", "staff meetings", "wellbeing", "money")
_PEOPLE = """[tool.mentorlog.people.ada]
name = "Ada Example"
mail = "ada@example.org"
role = "mentee"
zone = "America/Los_Angeles"

[tool.mentorlog.people.james]
name = "James Other"
mail = "james@example.org"
role = "mentor"
zone = "Europe/London"
"""
_BASE = "0123456789abcdefghjkmnpqrstvwxyz"


def make(folder: Path, entries: int, seed: int = 1) -> None:
    """Write a journal of that many entries, seven diary entries to two questions and now and then a call."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    words = [_word(chance) for _ in range(9000)]
    weights = [1 / (place + 3) for place in range(len(words))]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(_PEOPLE)
    (folder / "mkdocs.yml").write_text("site_name: Long\n")
    began = datetime(2012, 1, 1, 20, tzinfo=UTC)

    def text(least: int, most: int) -> str:
        found = chance.choices(words, weights, k=chance.randint(least, most))
        return " ".join(found).capitalize() + "."

    for number in range(entries):
        letter, name = ("q", "questions") if number % 9 in {3, 7} else ("d", "journal")
        letter, name = ("c", "calls") if number % 60 == 59 else (letter, name)  # noqa: PLR2004 - a call in two months
        moment = began + timedelta(days=number * 5000 / max(entries, 5000), minutes=number % 600)
        id_ = f"{letter}-{_digits(number, 8)}"
        header = [f"id: {id_}", f"title: {json.dumps(text(2, 7))}", "author: ada", f"date: {moment.isoformat()}"]
        header += [f"tags: {json.dumps(chance.sample(_TAGS, chance.randint(0, 2)))}"]
        if letter == "d":
            header += [f"feelings: {json.dumps(chance.sample(_FEELINGS, chance.randint(0, 3)))}"]
        if letter == "c":
            header += [f"starts: {moment:%Y-%m-%dT%H:%M}", "minutes: 60", "host: ada", "state: held"]
        if number % 10 == 5 and number:  # noqa: PLR2004 - some follow from what stood shortly before
            header += [f"about: [d-{_digits(number // 9 * 9, 8)}]"]
        body = "\n\n".join(text(20, 90) for _ in range(chance.randint(1, 6)))
        path = folder / name / f"{moment:%Y}" / f"{moment:%Y-%m-%d}-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("---\n" + "\n".join(header) + f"\n---\n\n{body}\n")
        if number % 2:
            _comment(folder, id_, number, moment + timedelta(hours=9), body.split()[3:8], text(8, 40))


def keep(folder: Path) -> None:
    """Put such a journal under git, a commit a file, in the order of time."""
    git = ["git", "-C", str(folder)]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    subprocess.run([*git, "config", "mentorlog.me", "james"], check=True)
    rows = sorted((_date(path), path.relative_to(folder).as_posix()) for path in folder.rglob("*.md"))
    told = []
    for moment, name in [(rows[0][0], "pyproject.toml"), (rows[0][0], "mkdocs.yml"), *rows]:
        who = "James Other <james@example.org>" if name.startswith("comments/") else "Ada Example <ada@example.org>"
        data = (folder / name).read_bytes()
        seconds = int(datetime.fromisoformat(moment).timestamp())
        told.append(f"commit refs/heads/main\ncommitter {who} {seconds} +0000\ndata 4\nsave\n".encode())
        told.append(f"M 100644 inline {name}\ndata {len(data)}\n".encode() + data + b"\n")
    subprocess.run([*git, "fast-import", "--quiet"], input=b"".join(told), check=True)
    subprocess.run([*git, "reset", "-q", "--hard"], check=True)


def _date(path: Path) -> str:
    return next(line[6:] for line in path.read_text().splitlines() if line.startswith("date: "))


def _comment(folder: Path, entry_id: str, number: int, moment: datetime, quote: list[str], text: str) -> None:
    id_ = f"{_digits(int(moment.timestamp() * 1000), 10)}{_digits(number, 16)}"
    header = [f"id: {id_}", "author: james", f"date: {moment.isoformat()}"]
    header += ["target:", f"  exact: {json.dumps(' '.join(quote))}"] if number % 3 else ["motivation: answering"]
    path = folder / "comments" / entry_id / f"{id_}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("---\n" + "\n".join(header) + f"\n---\n\n{text}\n")


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(chance.randint(1, 4)))


def _digits(number: int, length: int) -> str:
    shown = ""
    for _ in range(length):
        number, rest = divmod(number, 32)
        shown = _BASE[rest] + shown
    return shown
