"""A journal whose two clones share a place that a forge of our own serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.forges.pair import Pair, meeting


@pytest.fixture
def paired(
    two_clones: tuple[Cli, Cli], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Pair]]:
    """Makes the pair at a forge of some kind; `listed` says whether the journal knows their logins."""
    monkeypatch.setenv("MENTORLOG_TOKEN", "")  # and as it was, when the test is done
    with ExitStack() as until_the_end:

        def make(kind: str = "github", *, listed: bool = True) -> Pair:
            return until_the_end.enter_context(meeting(*two_clones, tmp_path / "remote.git", kind, listed=listed))

        yield make
