"""Templates to pages: everything is escaped in them that was not made safe before."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorlog.insights import HOURS, SOON
from mentorlog.model import clock
from mentorlog.model.anchor import CONTEXT
from mentorlog.model.comment import Motivation
from mentorlog.model.entry import Channel, folded
from mentorlog.model.question import QuestionState
from mentorlog.model.wording import readable
from mentorlog.repository.private import own_cache
from mentorlog.research.coding import agreements, by_channel, pooled, together
from mentorlog.website.charts import OFTEN, bars, pictures
from mentorlog.website.lanes import MOST
from mentorlog.website.view import View

if TYPE_CHECKING:
    from jinja2 import Environment, FileSystemBytecodeCache

    from mentorlog.model.anchor import Target

_EXCERPT = 180
_PASSED_OVER = re.compile(r"^#+[ \t].*$|^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
"""Headings and tables, which are no words to begin with."""
_ITEMS = re.compile(r"^[ \t]*(?:[-+*]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?", re.MULTILINE)


def render(template: str, view: View, **facts: Any) -> str:  # noqa: ANN401 - templates take what they need
    """A page's HTML."""
    facts |= {"view": view, "people": view.people, "say": view.say}
    return _environment().get_template(template).render(facts)


@lru_cache(maxsize=1 << 13)
def excerpt(markdown: str, length: int = _EXCERPT) -> str:
    """The first words of a text, without its Markdown marks."""
    items = _ITEMS.sub("· ", markdown[: 4 * length])
    words = " ".join(readable(_PASSED_OVER.sub("", items)).split()).removeprefix("· ")
    return words if len(words) <= length else f"{words[:length].rsplit(' ', 1)[0]} …"


def before(target: Target) -> str:
    """The words of its own paragraph that stood before a quote, from the first whole one."""
    words = target.prefix.rpartition("\n\n")[2]
    is_cut = words == target.prefix and target.start > len(words)
    return f"… {readable(words.partition(' ')[2])}" if is_cut else readable(words)


def behind(target: Target) -> str:
    """The words of its own paragraph that stood behind a quote, to the last whole one."""
    words = target.suffix.partition("\n\n")[0]
    is_cut = words == target.suffix and len(words) >= CONTEXT
    return f"{readable(words.rpartition(' ')[0])} …" if is_cut else readable(words)


def _translated() -> FileSystemBytecodeCache | None:
    """Where this user's machine keeps templates as programs; never in a journal, which may come from somebody else."""
    from jinja2 import FileSystemBytecodeCache, compiler
    from jinja2.bccache import Bucket

    class Kept(FileSystemBytecodeCache):
        def dump_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):  # where the disk is full it is merely made again
                super().dump_bytecode(bucket)

    version = Path(str(compiler.__file__)).stat().st_mtime_ns
    place = own_cache()
    return Kept(str(place), f"template-{version}-%s") if place else None


@cache
def _environment() -> Environment:
    """Templates in which everything is escaped that is not Markup."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from mentorlog.model.changes import Fate

    environment = Environment(
        loader=PackageLoader("mentorlog.website"),
        bytecode_cache=_translated(),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "before": before,
        "behind": behind,
        "excerpt": excerpt,
        "folded": folded,
        "readable": readable,
        "stamp": clock.stamp,
    }
    environment.globals |= {each.__name__: each for each in (pictures, by_channel, together, agreements, pooled)}
    words = (Channel, Fate, Motivation, QuestionState)
    environment.globals |= {each.__name__: each for each in words}
    environment.globals |= {"MOST": MOST, "UTC": UTC, "SOON": SOON, "HOURS": HOURS, "OFTEN": OFTEN, "bars_of": bars}
    return environment
