"""Commenting in the browser: the right words, the right author, at once, and never lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Request, Response, Route, expect

from tests.conftest import git
from tests.server.conftest import Person, gate, select, window
from tests.server.serving import until

pytestmark = pytest.mark.browser


def test_two_people_talk_about_the_same_words(people: tuple[Person, Person]) -> None:
    ada, james = people
    page = james.open(gate(james.cli))
    select(page, "I spoke with her", 2)
    page.click("#ml-say")
    assert page.input_value("#ml-box [name=quote]") == "I spoke with her"
    james.say("What did she say **then**?")
    mark = page.locator("mark[data-comments]")
    expect(mark).to_have_text("I spoke with her")
    assert "Later I sat alone." in page.locator(".ml-body p", has=mark).inner_text()
    hers = ada.open(gate(ada.cli))
    james.share()
    until(lambda: not _unshared(james))
    ada.share()
    until(lambda: len(ada.log()) == len(james.log()))
    expect(hers.locator("mark[data-comments]")).to_have_text("I spoke with her")
    assert hers.locator(".ml-remark .ml-words strong").inner_text() == "then"
    hers.get_by_role("button", name="Reply").click()
    ada.say("Nothing.")
    expect(hers.locator(".ml-remark")).to_have_count(2)
    ada.share()
    until(lambda: not _unshared(ada))
    james.share()
    expect(page.locator(".ml-remark")).to_have_count(2)
    for person in people:
        assert [row.partition(" on")[0] for row in person.log()[:2]] == [
            "Ada Example: replying",
            "James Other: commenting",
        ]


def _unshared(person: Person) -> bool:
    told = git(person.cli.folder, "for-each-ref", "--format=%(objectname)", "refs/mentorlog/seen").split()
    return told != git(person.cli.folder, "rev-parse", "HEAD").split()


def test_every_act_on_a_comment(people: tuple[Person, Person]) -> None:
    _, james = people
    page = james.open(gate(james.cli))
    page.get_by_role("button", name="Comment", exact=True).click()
    james.say("A first thought.")
    remark = page.locator(".ml-remark")
    remark.get_by_role("button", name="Edit", exact=True).click()
    expect(page.locator("#ml-box [name=text]")).to_have_value("A first thought.")
    james.say("A better thought.")
    expect(remark.locator(".ml-words")).to_have_text("A better thought.")
    remark.get_by_role("button", name="Resolve").click()
    folded = page.locator(".ml-resolved")
    folded.locator("summary").click()
    folded.get_by_role("button", name="Open again").click()
    expect(folded).to_have_count(0)
    remark.get_by_role("button", name="Take back").click()
    expect(remark).to_contain_text("took this back")
    page.get_by_role("button", name="Read, no need to reply").click()
    expect(page.locator(".ml-reading")).to_contain_text("has read this")
    expect(page.get_by_role("button", name="Read, no need to reply")).to_have_count(0)
    assert [row.partition(" on")[0] for row in james.log()[:6]] == [
        f"James Other: {deed}"
        for deed in ("reading", "commenting", "commenting", "commenting", "commenting", "commenting")
    ]


def test_a_question_is_asked_answered_and_told_of(people: tuple[Person, Person]) -> None:
    ada, james = people
    page = ada.page
    page.click("[data-write=question]")
    page.fill("#ml-write [name=title]", "How do I begin?")
    page.fill("#ml-write [name=needed_by]", "2031-05-01T08:45")
    page.click("#ml-write [type=submit]")
    page.wait_for_url("**/questions/q-*.html")
    assert "08:45 Los Angeles" in page.locator(".ml-head").inner_text()
    expect(page.get_by_role("button", name="Answer", exact=True)).to_have_count(0)
    ada.cli.ok("sync")
    james.cli.ok("sync")
    expect(james.page.get_by_role("heading", name="How do I begin?")).to_be_visible()
    expect(james.page).to_have_title(re.compile(r"^\(1\) "))
    theirs = james.open(page.url.split("/", 3)[3])
    expect(theirs.get_by_role("button", name="Edit", exact=True)).to_have_count(0)
    theirs.get_by_role("button", name="Answer", exact=True).click()
    james.say("With what you saw.")
    expect(theirs.locator(".ml-state")).to_have_text("answered")
    james.cli.ok("sync")
    ada.cli.ok("sync")
    page.get_by_role("button", name="What came of it").click()
    ada.say("She listened.")
    expect(page.locator(".ml-reporting")).to_contain_text("She listened.")
    assert ada.log()[0].startswith("Ada Example: reporting")
    page.click("[data-write=question]")
    page.fill("#ml-write [name=title]", "And then?")
    page.click("#ml-write [type=submit]")
    expect(page.locator("h1")).to_have_text("And then?")
    page.get_by_role("button", name="I need no answer any more").click()
    ada.say("It is settled.")
    expect(page.locator(".ml-state")).to_have_text("withdrawn")


def test_by_keyboard_alone(alone: Person) -> None:
    page = alone.open(gate(alone.cli))
    page.keyboard.press("Control+Alt+m")
    expect(page.locator("#ml-box [name=text]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("sat alone")
    page.keyboard.press("Tab")
    page.keyboard.type("By whom?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("mark[data-comments]")).to_have_text("sat alone")
    page.wait_for_selector("#ml-box", state="hidden")
    assert page.evaluate("document.activeElement.closest('.ml-remark') !== null")
    page.keyboard.press("Control+Alt+m")
    page.keyboard.type("Half a thought")
    page.keyboard.press("Escape")
    expect(page.locator("#ml-box")).to_be_hidden()
    page.keyboard.press("Control+Alt+m")
    expect(page.locator("#ml-box [name=text]")).to_have_value("Half a thought")
    assert len(alone.log()) == 3


def test_words_selected_while_the_box_still_says_saved_are_offered(alone: Person) -> None:
    page = _opened(alone)
    held = _hold(page, "**/*.html")
    select(page, "She was silent.")
    page.click("#ml-say")
    page.fill("#ml-box [name=text]", "For how long?")
    page.click("#ml-box [type=submit]")
    page.wait_for_selector("#ml-box.ml-box--saved")
    select(page, "sat alone")
    expect(page.locator("#ml-box")).to_be_hidden()
    for route in held:
        route.continue_()
    page.click("#ml-say")
    assert page.input_value("#ml-box [name=quote]") == "sat alone"


def test_what_is_typed_while_something_is_saved_is_kept(alone: Person) -> None:
    page = alone.open(gate(alone.cli))
    held = _hold(page, "**/api/actions")
    with page.expect_request("**/api/actions"):
        page.keyboard.press("Control+Alt+m")
        page.keyboard.type("Half")
        page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Alt+m")
    page.keyboard.press("End")
    page.keyboard.type(" a thought")
    with page.expect_response("**/api/actions"):
        held[0].continue_()
    expect(page.locator(".ml-remark .ml-words")).to_have_text("Half")
    page.reload()
    expect(page.locator("#ml-box [name=text]")).to_have_value("Half a thought")


def test_words_selected_while_the_page_is_fetched_anew_stay_selected(alone: Person) -> None:
    page = _opened(alone)
    held = _hold(page, "**/*.html")
    with page.expect_request(_renews):
        alone.cli.ok("comment", "latest", "For how long?", "--quote", "She was silent.")
    select(page, "sat alone")
    with page.expect_response(_renews):
        held[0].continue_()
    page.click("#ml-say")
    assert page.input_value("#ml-box [name=quote]") == "sat alone"
    page.unroute("**/*.html")
    page.click("#ml-box [data-part=close]")
    expect(page.locator("mark[data-comments]")).to_have_text("She was silent.")


def test_by_touch_at_360_pixels(alone: Person, browser: Browser) -> None:
    page, wrong = window(browser, alone.server.link(), phone=True)
    page.goto(alone.open(gate(alone.cli)).url)
    select(page, "She was silent.")
    page.tap("#ml-say")
    page.fill("#ml-box [name=text]", "For how long?")
    box = page.locator("#ml-box").bounding_box()
    assert box
    assert box["width"] <= 360
    assert box["y"] + box["height"] <= 741
    page.tap("#ml-box [type=submit]")
    expect(page.locator("mark[data-comments]")).to_have_text("She was silent.")
    page.wait_for_selector("#ml-box", state="hidden")
    page.tap("[data-write=diary]")
    page.fill("#ml-write [name=text]", "From the bus.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.evaluate("document.querySelector('#ml-write').scrollWidth") <= 360
    page.tap("#ml-write [type=submit]")
    expect(page.locator("h1")).to_have_text("From the bus.")
    page.tap(".ml-standing summary")
    panel = page.locator(".ml-standing__more").bounding_box()
    assert panel
    assert panel["x"] >= 0
    page.context.close()
    assert wrong == []


def test_words_that_stand_twice_are_asked_about(alone: Person) -> None:
    page = alone.open(gate(alone.cli))
    page.get_by_role("button", name="Comment", exact=True).click()
    page.fill("#ml-box [name=quote]", "I spoke with her")
    page.fill("#ml-box [name=text]", "Which time?")
    page.click("#ml-box [type=submit]")
    choices = page.locator("[data-part=places] label")
    expect(choices).to_have_count(2)
    choices.nth(1).click()
    page.click("#ml-box [type=submit]")
    mark = page.locator("mark[data-comments]")
    expect(mark).to_have_count(1)
    assert "Later" in page.locator(".ml-body p", has=mark).inner_text()


def test_a_selection_over_paragraphs_bold_words_and_items(alone: Person) -> None:
    page = alone.open(gate(alone.cli))
    page.evaluate(
        """() => {
          const first = document.querySelector(".ml-body p").firstChild, last = document.querySelector(".ml-body strong").firstChild;
          getSelection().setBaseAndExtent(first, 24, last, 3);
        }"""
    )
    page.click("#ml-say")
    alone.say("All of this?")
    expect(page.locator("mark[data-comments]").first).to_have_text("She was silent.")
    expect(page.locator("mark[data-comments]").last).to_have_text("two")
    assert page.locator("mark[data-comments]").count() >= 4


def test_a_page_is_renewed_without_a_word_of_what_is_typed(alone: Person) -> None:
    page = alone.open(gate(alone.cli))
    page.get_by_role("button", name="Comment", exact=True).click()
    page.locator("#ml-box [name=text]").type("Half")
    path = next((alone.cli.folder / "journal").rglob("*gate.md"))
    path.write_text(path.read_text() + "\nBy hand.\n")
    expect(page.locator(".ml-body")).to_contain_text("By hand.")
    expect(page.locator("#ml-box [name=text]")).to_be_focused()
    page.locator("#ml-box [name=text]").type(" a thought")
    expect(page.locator("#ml-box [name=text]")).to_have_value("Half a thought")
    page.reload()
    expect(page.locator("#ml-box [name=text]")).to_have_value("Half a thought")
    page.click("#ml-box [type=submit]")
    expect(page.locator(".ml-remark .ml-words")).to_have_text("Half a thought")


def test_several_windows_of_one_browser_hear_of_it_too(alone: Person) -> None:
    first = alone.open(gate(alone.cli))
    others = [first.context.new_page() for _ in range(7)]  # a browser has six connections to a host
    for page in others:
        page.goto(first.url)
    first.bring_to_front()
    first.get_by_role("button", name="Comment", exact=True).click()
    alone.say("Heard everywhere.")
    for page in others:
        page.bring_to_front()
        expect(page.locator(".ml-remark .ml-words")).to_have_text("Heard everywhere.")


def _renews(asked: Request | Response) -> bool:
    request = asked.request if isinstance(asked, Response) else asked
    return request.resource_type == "fetch" and request.url.endswith(".html")


def _opened(person: Person) -> Page:
    """The entry, once its page has been held against what the journal has now."""
    with person.page.expect_response(_renews):
        person.open(gate(person.cli))
    return person.page


def _hold(page: Page, addresses: str) -> list[Route]:
    """Keep back what the scripts of a page ask for; the routes, to let them go."""
    held: list[Route] = []
    page.route(addresses, lambda each: held.append(each) if each.request.resource_type == "fetch" else each.continue_())
    return held
