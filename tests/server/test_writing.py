"""Writing in the browser: the diary, drafts, one's own entries again, photos."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from mentorlog.repository.repository import Repository
from tests.conftest import Cli, git
from tests.server.conftest import Person, gate, window
from tests.server.serving import serving, until

pytestmark = pytest.mark.browser


def text_of(person: Person, part: str) -> str:
    """The file whose name holds that."""
    return next(path for path in (person.cli.folder / "journal").rglob("*.md") if part in path.name).read_text()


def write(page: Page, **fields: str) -> None:
    """Fill in the sheet."""
    for name, value in fields.items():
        field = page.locator(f"#ml-write [name={name}]")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def test_a_diary_entry_with_all_that_it_may_have(people: tuple[Person, Person]) -> None:
    ada, _ = people
    page = ada.page
    page.click("[data-write=diary]")
    expect(page.locator("#ml-write [name=template] option")).to_have_count(4)
    write(
        page,
        title="A hard day",
        feelings="anxious, proud",
        tags="#feedback, staff",
        happened="2026-11-20",
        text="It was **hard**.",
    )
    expect(page.locator("[data-part=preview] strong")).to_have_text("hard")
    page.click("#ml-write [type=submit]")
    page.wait_for_url("**/journal/d-*.html")
    expect(page.locator("h1")).to_have_text("A hard day")
    text = text_of(ada, "hard-day")
    for line in (
        "author: ada",
        "feelings: [anxious, proud]",
        "tags: [feedback, staff]",
        "happened: 2026-11-20",
        "It was **hard**.",
    ):
        assert line in text
    assert ada.log()[0].startswith("Ada Example: diary d-")


def test_an_entry_without_a_title_is_called_by_its_first_words(alone: Person) -> None:
    alone.page.click("[data-write=diary]")
    write(alone.page, text="She came in. I did not know what to say to her.")
    alone.page.click("#ml-write [type=submit]")
    expect(alone.page.locator("h1")).to_have_text("She came in.")


def test_a_draft_stays_here_until_it_is_shared(people: tuple[Person, Person]) -> None:
    ada, _ = people
    page = ada.page
    page.click("[data-write=diary]")
    write(page, title="Not yet", text="I am angry.", when="draft")
    page.click("#ml-write [type=submit]")
    page.wait_for_selector("#ml-write", state="hidden")
    assert len(list((ada.cli.folder / "drafts").glob("*.md"))) == 1
    page.click("[data-write=diary]")
    page.click("[data-part=drafts] button")
    expect(page.locator("#ml-write [name=text]")).to_have_value("I am angry.")
    assert page.input_value("#ml-write [name=when]") == "draft"
    write(page, text="I was angry.")
    page.click("#ml-write [type=submit]")
    page.wait_for_selector("#ml-write", state="hidden")
    assert "I was angry." in next((ada.cli.folder / "drafts").glob("*.md")).read_text()
    assert "angry" not in git(ada.cli.folder, "log", "-p")
    page.click("[data-write=diary]")
    page.click("[data-part=drafts] button")
    expect(page.locator("#ml-write [name=text]")).to_have_value("I was angry.")
    write(page, when="now")
    page.click("#ml-write [type=submit]")
    expect(page.locator("h1")).to_have_text("Not yet")
    assert not list((ada.cli.folder / "drafts").glob("*.md"))


def test_cooling_off_holds_a_draft_here_until_its_hour(alone: Person) -> None:
    page = alone.page
    page.click("[data-write=diary]")
    write(page, text="I am angry.", when="later")
    assert page.input_value("#ml-write [name=share_at]").endswith("T08:00")
    page.click("#ml-write [type=submit]")
    page.wait_for_selector("#ml-write", state="hidden")
    private = Repository.open(alone.cli.folder).private
    assert len(private.later) == 1
    page.click("[data-write=diary]")
    expect(page.locator("[data-part=drafts] button")).to_contain_text("to be shared")
    page.click("[data-part=drafts] button")
    expect(page.locator("#ml-write [name=text]")).to_have_value("I am angry.")
    assert page.input_value("#ml-write [name=when]") == "later"
    write(page, when="draft")
    page.click("#ml-write [type=submit]")
    page.wait_for_selector("#ml-write", state="hidden")
    assert private.later == {}
    page.click("[data-write=diary]")
    page.click("[data-part=drafts] button")
    page.wait_for_selector("[data-part=discard]")
    page.click("[data-part=discard]")
    page.wait_for_selector("#ml-write", state="hidden")
    assert not list((alone.cli.folder / "drafts").glob("*.md"))


def test_one_edits_ones_own_entry_and_only_the_lines_that_differ_change(alone: Person) -> None:
    path = next((alone.cli.folder / "journal").rglob("*gate.md"))
    path.write_text(
        path.read_text().replace("title: Gate", "mood: of my own # kept\nfeelings: ['glad, but tired']\ntitle: Gate")
    )
    alone.cli.ok("save")
    page = alone.open(gate(alone.cli))
    page.get_by_role("button", name="Edit").click()
    write(page, tags="school")
    page.click("#ml-write [type=submit]")
    expect(page.locator(".ml-tags")).to_contain_text("school")
    assert git(alone.cli.folder, "show", "--format=", "--unified=0").count("\n+") == 2  # +++ and the tags
    assert "feelings: ['glad, but tired']" in text_of(alone, "gate")
    page.wait_for_selector("#ml-write", state="hidden")
    page.get_by_role("button", name="Take off the pages").click()
    page.wait_for_url("**/index.html")
    expect(page.locator("body")).not_to_contain_text("I spoke with her")


def test_two_windows_on_one_entry_lose_nobodys_words(alone: Person) -> None:
    first = alone.open(gate(alone.cli))
    second = first.context.new_page()
    second.goto(first.url)
    for page in (first, second):
        page.get_by_role("button", name="Edit").click()
    write(first, text="The first window.")
    write(second, text="The second window.")
    first.click("#ml-write [type=submit]")
    expect(first.locator(".ml-body")).to_contain_text("The first window.")
    second.click("#ml-write [type=submit]")
    expect(second.locator("[data-part=theirs]")).to_contain_text("The first window.")
    assert second.input_value("#ml-write [name=text]") == "The second window."
    write(second, text="The first window. The second window.")
    second.click("#ml-write [type=submit]")
    expect(second.locator(".ml-body")).to_contain_text("The first window. The second window.")


def test_what_two_clones_changed_is_shown_twice_and_chosen(people: tuple[Person, Person]) -> None:
    ada, james = people
    james.cli.ok("me", "ada")  # a second machine of Ada's
    for person, words in ((ada, "At home."), (james, "At school.")):
        path = next((person.cli.folder / "journal").rglob("*gate.md"))
        path.write_text(path.read_text().replace("I spoke with her today.", words))
        person.cli.ok("save")
    ada.cli.ok("sync")
    james.cli("sync")
    ada.cli("sync")
    page = ada.open(gate(ada.cli))
    expect(page.locator(".ml-versions section")).to_have_count(2)
    ada.share()
    expect(page.locator(".ml-standing summary")).to_have_text("Needs you")
    page.locator(".ml-versions section", has_text="At school.").get_by_role("button", name="Keep this one").click()
    expect(page.locator(".ml-versions")).to_have_count(0)
    expect(page.locator(".ml-body")).to_contain_text("At school.")


def test_a_photo_is_shown_and_tells_no_place(alone: Person) -> None:
    page = alone.page
    page.click("[data-write=diary]")
    write(page, title="With a photo", text="The gate:")
    page.set_input_files("#ml-write [name=photo]", {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": _photo()})
    image = page.locator("[data-part=preview] img")
    expect(image).to_have_count(1)
    until(lambda: image.evaluate("each => each.naturalWidth") == 64)
    page.click("#ml-write [type=submit]")
    shown = page.locator(".ml-body img")
    expect(shown).to_have_count(1)
    until(lambda: shown.evaluate("each => each.naturalWidth") == 64)
    kept = next((alone.cli.folder / "journal").rglob("photo-*.jpg"))
    with Image.open(kept) as image_kept:
        assert not image_kept.getexif()
    assert b"GPS-HERE" not in kept.read_bytes()
    assert kept.name in git(alone.cli.folder, "show", "--name-only")


def _photo() -> bytes:
    made, image = BytesIO(), Image.new("RGB", (64, 48), "#7a8f82")
    exif = image.getexif()
    exif[0x010E] = "GPS-HERE"
    exif.get_ifd(0x8825)[1] = "N"
    image.save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_a_pasted_picture_is_taken_too(alone: Person) -> None:
    page = alone.page
    page.click("[data-write=diary]")
    page.evaluate(
        """() => new Promise(done => {
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = 8;
          canvas.toBlob(blob => {
            const data = new DataTransfer();
            data.items.add(new File([blob], "x.png", { type: "image/png" }));
            document.querySelector("#ml-write [name=text]").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            done();
          });
        })"""
    )
    until(lambda: "](photo-" in page.input_value("#ml-write [name=text]"))


def test_a_real_name_is_asked_about(ada: Cli, browser: Browser) -> None:
    ada.ok("diary", "new", "Gate", "--body", "x")
    with serving(ada.folder, names={"Mary": "Teacher A"}) as server:
        page, wrong = window(browser, server.link())
        page.click("[data-write=diary]")
        write(page, text="Mary was late.")
        page.click("#ml-write [type=submit]")
        expect(page.locator("#ml-write-state")).to_contain_text("Teacher A")
        assert "Mary" not in git(ada.folder, "log", "-p")
        page.get_by_role("button", name="Save it as it is").click()
        expect(page.locator("h1")).to_have_text("Mary was late.")
        page.context.close()
        assert wrong == []


def test_a_long_question_may_go_into_the_diary(alone: Person) -> None:
    page = alone.page
    page.click("[data-write=question]")
    write(page, title="What now?", text="word " * 90)
    page.click("[data-part=diary]")
    expect(page.locator("#ml-write h2")).to_have_text("A diary entry")
    page.click("#ml-write [type=submit]")
    page.wait_for_url("**/journal/d-*.html")


def test_who_writes_is_chosen_once(ada: Cli, browser: Browser) -> None:
    git(ada.folder, "config", "--unset", "mentorlog.me")
    with serving(ada.folder) as server:
        page, wrong = window(browser, server.link())
        expect(page.locator("[data-write=diary]")).to_be_hidden()
        page.get_by_role("button", name="Ada", exact=True).click()
        expect(page.locator("[data-write=diary]")).to_be_visible()
        assert git(ada.folder, "config", "mentorlog.me") == "ada\n"
        page.context.close()
        assert wrong == []
