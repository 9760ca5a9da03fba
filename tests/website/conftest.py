"""A real browser for the tests of pages, and a site that has a page of every kind."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from plain import Server

from mentorlog.repository.repository import Repository
from mentorlog.website.build import build
from tests.conftest import ROOT

_RICH = """---
id: d-r0000000
title: صباح هادئ
author: rosa
date: 2026-10-12T08:00:00-07:00
feelings: [steady]
tags: [wellbeing]
---
كان الصباح هادئا قبل المدرسة. A late note[^1], and [[The hour]].

> [!tip] Before the bell
> Walk the corridor once.

![[gate.jpg|the gate before the first bus]]

```
a line of code that is far too long for any telephone that anybody holds in one hand
```

| hour | who |
|---|---:|
| 7:10 | the custodian |

[^1]: Written on the bus.
"""
_TWICE = "journal/2026/2026-10-20-before-school.md"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample journal in a repository, with an entry that has everything and one that was changed."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("journal", "questions", "calls", "comments", "codebook"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("pyproject.toml", "mkdocs.yml"):
        shutil.copy(ROOT / name, folder)
    (folder / "journal/2026/2026-10-12-quiet.md").write_text(_RICH, encoding="utf-8")
    (folder / "journal/2026/2026-10-12-quiet").mkdir()
    Image.new("RGB", (640, 360), "#7a8f82").save(folder / "journal/2026/2026-10-12-quiet/gate.jpg")
    _git(folder, "init", "-q", "-b", "main")
    first = (folder / _TWICE).read_text(encoding="utf-8")
    head, middle, *rest = first.rsplit("\n\n", 3)
    (folder / _TWICE).write_text("\n\n".join([head, *rest[::-1], middle.strip() + "\n"]), encoding="utf-8")
    _commit(folder, "2026-10-20T14:00:00Z")
    (folder / _TWICE).write_text(first, encoding="utf-8")
    _commit(folder, "2026-10-20T20:00:00Z")
    return folder


@pytest.fixture(scope="session")
def sample_site(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """That journal's site, served."""
    built = build(Repository.open(sample), tmp_path_factory.mktemp("built") / "site")
    with Server(built.folder) as running:
        thread = threading.Thread(target=running.run)
        thread.start()
        yield running
        running.stop()
        thread.join()


def _commit(folder: Path, moment: str) -> None:
    _git(folder, "add", "-A", "--", ".")
    _git(folder, "commit", "-q", "-m", "Before school", moment=moment)


def _git(folder: Path, *args: str, moment: str = "") -> None:
    identity = {"GIT_AUTHOR_NAME": "Rosa", "GIT_AUTHOR_EMAIL": "rosa@example.org"}
    identity |= {"GIT_COMMITTER_NAME": "Rosa", "GIT_COMMITTER_EMAIL": "rosa@example.org", "GIT_CONFIG_NOSYSTEM": "1"}
    identity |= {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment} if moment else {}
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", *args], cwd=folder, check=True, env=plain | identity)
