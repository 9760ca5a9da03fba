"""Photos beside an entry: shown without what a camera wrote into them, such as where they were taken.

Each is opened and made anew, no larger than a page can show, so that nothing of the file reaches the site but its
picture. What is no photo, an SVG above all, which may hold a program, is left out.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.model.entry import Entry
from mentorlog.repository import disk
from mentorlog.repository.worktree import BESIDE_LARGEST, Worktree, blob_name

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
_ENDINGS = {".jpg": "jpg", ".jpeg": "jpg", ".png": "png", ".webp": "webp"}
_ORIENTATION = 0x0112
_TURNS = {"2": 0, "3": 3, "4": 1, "5": 5, "6": 4, "7": 6, "8": 2}
"""Which side is up (https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf) as Pillow's `Transpose`."""
_MOST = 40_000_000
"""Pixels that are taken into memory."""
_WIDEST = 1600
"""Pixels: twice the widest place for one on a page."""


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


def photos(files: Worktree, entries: Iterable[Entry], kept: Path) -> dict[str, Photo]:
    """The photos beside the entries, by their paths.

    Args:
        files: the journal's folder.
        entries: beside which to look.
        kept: a private folder where they are kept once they were made.
    """
    found = (_shown(files, path, kept) for entry in entries for path in files.beside(folder_of(entry), _ENDINGS))
    return {photo.path: photo for photo in found if photo}


def picture(page: str, kept: Path) -> bytes:
    """The bytes that the site shows at an address."""
    return (kept / Path(page).name).read_bytes()


def folder_of(entry: Entry) -> str:
    """Where the photos of an entry lie."""
    return entry.path.removesuffix(".md")


def _shown(files: Worktree, path: str, kept: Path) -> Photo | None:
    """A photo as the site shows it; None for what is none."""
    from PIL import Image

    try:
        data = files.read(path, BESIDE_LARGEST)
        name = f"{blob_name(data)[:16]}.{_ENDINGS[Path(path).suffix.lower()]}"
        if not (kept / name).is_file():
            disk.private_folder(kept)
            disk.write_whole(kept / name, made_anew(data, Path(name).suffix))
        with Image.open(kept / name) as image:
            return Photo(path, f"photos/{name}", *image.size)
    except Exception:  # noqa: BLE001 - a file may be broken in any way, and no photo is worth a site
        return None


def made_anew(data: bytes, ending: str) -> bytes:
    """A photo's picture and nothing else of its file, in the format of that ending; what is none raises anything."""
    from PIL import Image

    with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
        try:
            image = Image.open(BytesIO(data), formats=tuple(_FORMATS.values()))
        except Image.DecompressionBombError as error:
            raise ValueError(str(error)) from None
        image.draft("RGB", (_WIDEST, _WIDEST))  # a JPEG is opened no larger than it is needed
        if image.width * image.height > _MOST:
            raise ValueError("it has too many pixels")
        turn = _TURNS.get(str(image.getexif().get(_ORIENTATION)))
        upright = _in_plain_colours(image if turn is None else image.transpose(Image.Transpose(turn)))
    if upright.mode.startswith("I"):  # 16 bits, of which a page shows the upper 8
        upright = upright.convert("I").point(lambda light: light / 256).convert("L")
    is_photo = ending == ".jpg" or not upright.has_transparency_data
    upright = upright.convert("RGB" if is_photo else "RGBA")
    upright.thumbnail((_WIDEST, _WIDEST))
    upright.info = {}
    made = BytesIO()
    upright.save(made, _FORMATS[ending], quality=85)
    return made.getvalue()


def _in_plain_colours(image: Image) -> Image:
    """A photo in the colours that a browser takes it to have, for a profile of its own can hold words too."""
    from PIL import ImageCms

    own = image.info.get("icc_profile")
    if not own or image.mode != "RGB":
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(own))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
    except (ImageCms.PyCMSError, OSError):
        return image
