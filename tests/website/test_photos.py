"""Photos: shown, without what the camera wrote into them; what is none is left out."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from mentorlog.repository.repository import Repository
from mentorlog.website.build import build
from tests.conftest import Cli

TOLD = "GPS 51.7520 -1.2577 Teacher Maria"


def photo(kind: str, size: tuple[int, int] = (60, 40), *, turned: bool = False) -> bytes:
    """A photo that tells where it was taken, in every way that its kind knows."""
    image = Image.new("RGB", size, "olive")
    exif = Image.Exif()
    exif[0x010E] = TOLD
    if turned:
        exif[0x0112] = 6
    more: dict[str, object] = {"comment": TOLD} if kind == "JPEG" else {}
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_text("Place", TOLD)
        more = {"pnginfo": info}
    made = BytesIO()
    colours = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + TOLD.encode()
    image.save(made, kind, icc_profile=colours, exif=exif, xmp=f"<x>{TOLD}</x>".encode(), **more)
    assert TOLD.encode() in made.getvalue()
    return made.getvalue()


def oddly_turned() -> bytes:
    """A photo whose camera wrote which side is up as a word."""
    made = BytesIO()
    turned = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x04abc\0\0\0\0\0"
    Image.new("RGB", (30, 20)).save(made, "JPEG", exif=turned)
    return made.getvalue()


@pytest.fixture
def journal(ada: Cli) -> Repository:
    """A journal with one entry, beside which files can be laid."""
    body = "Look: ![the gate](gate/one.jpg)\n\n![[two.png]]\n\n![far](https://example.org/x.jpg)\n"
    (ada.folder / "journal/gate.md").write_text(f"---\ntitle: Gate\nauthor: ada\nid: d-00000001\n---\n{body}")
    (ada.folder / "journal/gate").mkdir()
    return Repository.open(ada.folder)


def test_photos_are_shown_where_the_text_wants_them_and_the_others_below(journal: Repository) -> None:
    beside = journal.root / "journal/gate"
    (beside / "one.jpg").write_bytes(photo("JPEG", turned=True))
    (beside / "two.png").write_bytes(photo("PNG"))
    (beside / "three.webp").write_bytes(photo("WEBP", (4000, 1000)))
    folder = build(journal, None).folder
    html = (folder / "journal/d-00000001.html").read_text()
    shown = list((folder / "photos").iterdir())
    assert len(shown) == 3
    assert 'alt="the gate" width="40" height="60"' in html
    assert html.index('alt="two.png" width="60" height="40"') < html.index('alt="" width="1600" height="400"')
    assert "https://example.org/x.jpg" in html
    for path in shown:
        assert TOLD.encode() not in path.read_bytes()
        assert b"olive" not in path.read_bytes()
        with Image.open(path) as image:
            assert f'width="{image.width}" height="{image.height}"' in html
            assert not image.getexif()
            assert {"xmp", "comment", "Place"}.isdisjoint(image.info)


def test_no_file_name_reaches_the_site(journal: Repository) -> None:
    (journal.root / "journal/gate/maria-crying.jpg").write_bytes(photo("JPEG"))
    folder = build(journal, None).folder
    assert not any("maria" in path.read_text() for path in folder.rglob("*.html"))


def test_what_is_no_photo_is_left_out_and_harms_nothing(journal: Repository, tmp_path: Path) -> None:
    beside = journal.root / "journal/gate"
    (beside / "one.jpg").write_bytes(b"<svg onload=alert(1)>")
    (beside / "two.png").write_bytes(photo("PNG")[:60])
    (beside / "three.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    (beside / "page.html").write_text("<script>alert(1)</script>")
    (tmp_path / "secret.jpg").write_bytes(photo("JPEG"))
    (beside / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (beside / "cut.jpg").write_bytes(photo("JPEG", (300, 300))[:-200])
    (beside / "odd.jpg").write_bytes(oddly_turned())
    bomb = BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    (beside / "bomb.png").write_bytes(bomb.getvalue())
    folder = build(journal, None).folder
    assert len(list((folder / "photos").iterdir())) == 1  # the one whose odd mark alone is passed over
    html = (folder / "journal/d-00000001.html").read_text()
    assert "<p>Look: the gate</p>" in html


def test_a_photo_is_made_once_and_kept_where_nobody_else_looks(journal: Repository) -> None:
    (journal.root / "journal/gate/one.jpg").write_bytes(photo("JPEG"))
    first = next((build(journal, None).folder / "photos").iterdir())
    kept = journal.cache / "photos" / first.name
    assert kept.read_bytes() == first.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    assert build(journal, None).folder.joinpath("photos", first.name).read_bytes() == kept.read_bytes()


def test_a_photo_whose_name_is_a_part_of_anothers_is_shown_too_and_none_is_shown_twice(journal: Repository) -> None:
    beside = journal.root / "journal/gate"
    (beside / "one.jpg").write_bytes(photo("JPEG"))
    (beside / "ne.jpg").write_bytes(photo("JPEG", (70, 50)))
    html = (build(journal, None).folder / "journal/d-00000001.html").read_text()
    assert html.count("<img") == 2


def test_what_is_clear_in_a_drawing_stays_clear(journal: Repository) -> None:
    drawing = Image.new("P", (20, 20), 0)
    drawing.putpalette([0, 0, 0, 255, 0, 0])
    drawing.save(journal.root / "journal/gate/two.png", transparency=0)
    shown = next((build(journal, None).folder / "photos").iterdir())
    with Image.open(shown) as image:
        assert image.convert("RGBA").getpixel((3, 3))[3] == 0  # type: ignore[index]


def test_a_drawing_of_16_bits_keeps_its_greys(journal: Repository) -> None:
    ramp = Image.new("I;16", (3, 1))
    for place, light in enumerate((0, 32768, 65535)):
        ramp.putpixel((place, 0), light)
    ramp.save(journal.root / "journal/gate/two.png")
    shown = next((build(journal, None).folder / "photos").iterdir())
    with Image.open(shown) as image:
        assert [image.convert("L").getpixel((place, 0)) for place in range(3)] == [0, 128, 255]
