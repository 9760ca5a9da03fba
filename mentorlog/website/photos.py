"""Photos beside an entry: shown without what a camera wrote into them, such as where they were taken.

Each is opened and made anew, no larger than a page can show, so that nothing of the file reaches the site but its
picture. What is no photo, an SVG above all, which may hold a program, is left out.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.errors import Unreadable
from mentorlog.model.entry import Entry
from mentorlog.repository import disk
from mentorlog.repository.worktree import BESIDE_LARGEST, Worktree, blob_name

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
_ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
_WIDEST = 1600
"""Pixels: twice the widest place for one on a page."""
_READ = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as the site shows it.

    Attributes:
        path: of the file, relative to the journal.
        page: its address from the top of the site: of its bytes alone, for a file's name may name somebody.
        width: in pixels, as it is shown.
        height: in pixels, as it is shown.
    """

    path: str
    page: str
    width: int
    height: int


def photos(files: Worktree, entries: Iterable[Entry]) -> dict[str, Photo]:
    """The photos beside the entries, by their paths."""
    return {photo.path: photo for entry in entries for photo in _beside(files, entry)}


def picture(files: Worktree, photo: Photo, kept: Path | None) -> bytes:
    """The bytes that the site shows.

    Args:
        files: the journal's folder.
        photo: which.
        kept: a folder where they are kept once they were made, if there is one.
    """
    goal = kept / Path(photo.page).name if kept else None
    if goal and goal.is_file():
        return goal.read_bytes()
    made = _made_anew(files.read(photo.path, BESIDE_LARGEST))
    if goal:
        disk.private_folder(goal.parent)
        disk.write_whole(goal, made)
    return made


def by_entry(found: Mapping[str, Photo], entry: Entry) -> list[Photo]:
    """The photos of one entry, in the order of their names."""
    folder = f"{_folder(entry)}/"
    return [photo for path, photo in sorted(found.items()) if path.startswith(folder)]


def _folder(entry: Entry) -> str:
    return entry.path.removesuffix(".md")


def _beside(files: Worktree, entry: Entry) -> Iterator[Photo]:
    for path in files.beside(_folder(entry), _ENDINGS):
        with suppress(Unreadable, OSError, ValueError, SyntaxError):
            data = files.read(path, BESIDE_LARGEST)
            image = _opened(data)
            width, height = image.size if image.getexif().get(0x0112, 1) < 5 else image.size[::-1]  # noqa: PLR2004
            scale = min(1.0, _WIDEST / max(width, height))
            ending = _FORMATS[image.format or ""]
            size = max(1, round(width * scale)), max(1, round(height * scale))
            yield Photo(path, f"photos/{blob_name(data)[:16]}.{ending}", *size)


def _opened(data: bytes) -> Image:
    """A photo, not yet unpacked."""
    from PIL import Image

    try:
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            image = Image.open(BytesIO(data), formats=_READ)
    except Image.DecompressionBombError as error:
        raise ValueError(str(error)) from None
    return image


def _made_anew(data: bytes) -> bytes:
    from PIL import ImageOps

    image = _opened(data)
    ending = _FORMATS[image.format or ""]
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((_WIDEST, _WIDEST))
    colours = upright.info.get("icc_profile")
    if ending == "jpg" and upright.mode not in ("RGB", "L"):
        upright = upright.convert("RGB")
        colours = None
    upright.info = {}
    made = BytesIO()
    upright.save(made, {"jpg": "JPEG"}.get(ending, ending.upper()), icc_profile=colours, quality=85)
    return made.getvalue()
