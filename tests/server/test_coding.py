"""Coding in the browser: where the two have a codebook, words can be given a code, or a memo, in place of a comment."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.server.conftest import Person, gate, select

pytestmark = pytest.mark.browser


def test_without_a_codebook_there_is_nothing_to_choose(alone: Person) -> None:
    page = alone.open(gate(alone.cli))
    with page.expect_response("**/api/entries/*"):
        page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("#ml-box [name=text]")).to_be_focused()
    expect(page.locator("#ml-box [name=kind]")).to_be_hidden()


def test_selected_words_are_coded_and_noted(alone: Person) -> None:
    alone.cli.ok("codebook", "define", "silence", "Nobody speaks.")
    alone.cli.ok("codebook", "define", "Ort & <b>", "A place.")
    page = alone.open(gate(alone.cli))
    select(page, "She was silent.")
    page.click("#ml-say")
    page.locator("#ml-box [name=kind]").select_option("silence")
    expect(page.locator("#ml-box [name=text]")).to_be_hidden()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".ml-study summary")).to_contain_text("1 code or memo")
    page.click(".ml-study summary")
    expect(page.locator(".ml-study .ml-remark")).to_contain_text("Ada coded this: silence")
    expect(page.locator("mark[data-comments]")).to_have_count(0)
    select(page, "I spoke with her", 2)
    page.click("#ml-say")
    page.locator("#ml-box [name=kind]").select_option("a memo, for study")
    page.fill("#ml-box [name=text]", "Twice on one day.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".ml-study .ml-remark")).to_have_count(2)
    id_ = page.locator(".ml-entry").get_attribute("data-entry") or ""
    notes = json.loads(alone.cli.ok("show", id_, "--json"))["notes"]
    assert [(each["code"], each["body"]) for each in notes] == [("silence", ""), (None, "Twice on one day.")]
    assert notes[1]["target"]["exact"] == "I spoke with her"
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".ml-study .ml-remark", has_text="silence").get_by_role("button", name="Take back").click()
    expect(page.locator(".ml-study .ml-remark")).to_have_count(1)
    page.locator(".ml-study").get_by_role("button", name="Edit", exact=True).click()
    alone.say("Twice, on one day.")
    expect(page.locator(".ml-study .ml-words")).to_have_text("Twice, on one day.")
    assert [row.partition(" on")[0] for row in alone.log()[2:4]] == ["Ada Example: describing", "Ada Example: tagging"]


def test_what_was_begun_as_a_memo_is_saved_as_one_and_words_beside_a_code_are_kept(alone: Person) -> None:
    alone.cli.ok("codebook", "define", "silence", "Nobody speaks.")
    page = alone.open(gate(alone.cli))
    _speak_about(page, "sat alone")
    page.locator("#ml-box [name=kind]").select_option("a memo, for study")
    page.fill("#ml-box [name=text]", "Not for her")
    page.keyboard.press("Escape")
    page.route("**/api/entries/*", lambda route: route.fulfill(status=404))
    _speak_about(page, "sat alone")
    alone.say("Not for her eyes.")
    page.unroute("**/api/entries/*")
    _speak_about(page, "She was silent.")
    page.locator("#ml-box [name=kind]").select_option("a memo, for study")
    page.fill("#ml-box [name=text]", "For how long?")
    page.locator("#ml-box [name=kind]").select_option("silence")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".ml-study .ml-remark")).to_have_count(2)
    page.wait_for_selector("#ml-box", state="hidden")
    _speak_about(page, "She was silent.")
    expect(page.locator("#ml-box [name=text]")).to_have_value("For how long?")
    expect(page.locator("#ml-box [name=kind]")).to_have_value("memo")
    shown = json.loads(alone.cli.ok("show", "latest", "--json"))
    assert [(each["code"], each["body"]) for each in shown["notes"]] == [(None, "Not for her eyes."), ("silence", "")]
    assert shown["thread"] == []


def _speak_about(page: Page, words: str) -> None:
    select(page, words)
    page.click("#ml-say")


def test_a_code_that_is_refused_says_why_and_the_box_stays(alone: Person) -> None:
    alone.cli.ok("codebook", "define", "silence", "Nobody speaks.")
    page = alone.open(gate(alone.cli))
    alone.cli.ok("code", "latest", "silence", "--quote", "She was silent.")
    select(page, "She was silent.")
    page.click("#ml-say")
    page.locator("#ml-box [name=kind]").select_option("silence")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#ml-box [data-part=state]")).to_contain_text("gave it the code 'silence' before")
    page.locator("#ml-box [name=kind]").select_option("a comment")
    page.fill("#ml-box [name=text]", "For how long?")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("mark[data-comments]")).to_have_text("She was silent.")
