"""Calls in the browser: planned, prepared, moved, said to be held; promises ticked; anything marked for the next one."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.conftest import Cli, git
from tests.server.conftest import Person, gate, select, window
from tests.server.serving import Visitor, serving, until

pytestmark = pytest.mark.browser
RECORD = "## Agenda\n\n1. Ours\n\n## Actions\n\n- [ ] ada: ask for **an hour** (by 2026-12-01)\n- [ ] james: send it\n"


def call_files(person: Person) -> dict[str, str]:
    """The calls that their clone holds, by the names of the files."""
    return {path.name: path.read_text() for path in (person.cli.folder / "calls").rglob("*.md")}


def past_call(person: Person, body: str = RECORD) -> str:
    """A call that began long ago, which somebody wrote by hand; the address of its page."""
    path = person.cli.folder / "calls/2020/old.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\ntitle: Old call\nauthor: ada\nstarts: 2020-01-02T09:00\nstate: planned\n---\n\n{body}")
    person.cli.ok("save")
    id_ = path.read_text().partition("id: ")[2].split()[0]
    until((person.cli.folder / f"site/calls/{id_}.html").exists)
    return f"calls/{id_}.html"


def plan(page: Page, **fields: str) -> None:
    """Fill in the sheet."""
    for name, value in fields.items():
        page.fill(f"#ml-plan [name={name}]", value)


def test_a_call_is_planned_once_both_clocks_were_seen(alone: Person) -> None:
    page = alone.open("calls/index.html")
    page.click(".ml-plan-it")
    plan(page, when="2090-03-12 02:30")
    expect(page.locator("[data-part=clocks]")).to_contain_text("write 2090-03-12 01:30 or 2090-03-12 03:30")
    plan(page, when="2090-03-02 01:00")
    expect(page.locator("[data-part=asleep]")).to_have_text("Ada is not awake then: it is 01:00 there.")
    plan(page, when="2090-03-02 09:00", title="Far away", link="http://x.example", place="The library")
    expect(page.locator("[data-part=clocks]")).to_have_text("Thu 2 Mar 2090, 09:00 Los Angeles · 17:00 London")
    page.check("#ml-plan [name=monthly]")
    page.keyboard.press("Escape")
    page.click(".ml-plan-it")
    expect(page.locator("#ml-plan [name=title]")).to_have_value("Far away")
    expect(page.locator("#ml-plan [name=monthly]")).to_be_checked()
    page.click("#ml-plan [type=submit]")
    expect(page.locator("#ml-plan-state")).to_contain_text("https://")
    plan(page, link="https://x.example/us")
    page.click("#ml-plan [type=submit]")
    page.wait_for_url("**/calls/c-*.html")
    expect(page.locator("h1")).to_have_text("Far away")
    (text,) = call_files(alone).values()
    for line in (
        "starts: 2090-03-02T09:00",
        "zone: America/Los_Angeles",
        'repeat: "monthly, first Thursday"',
        "place: The library",
    ):
        assert line in text
    assert alone.log()[0].startswith("Ada Example: call c-")


def test_the_next_of_a_series_is_prepared_and_what_waits_is_gathered(alone: Person) -> None:
    alone.cli.ok("call", "new", "2090-03-02 09:00", "--repeat", "monthly", "--title", "Ours")
    alone.cli.ok("ask", "How do I open it?")
    page = alone.open("calls/index.html")
    coming = page.locator(".ml-later:visible")
    expect(coming).to_have_count(1)
    expect(coming.locator("time")).to_contain_text("Thu 6 Apr 2090, 09:00 Los Angeles · 17:00 London")
    coming.locator("button").click()
    page.wait_for_url("**/calls/c-*.html")
    expect(page.locator(".ml-head time").first).to_contain_text("Thu 6 Apr 2090")
    expect(page.locator(".ml-body li")).to_have_text(["Question: How do I open it? (Ada)"])
    assert "slot: 2090-04-06T09:00" in next(text for name, text in call_files(alone).items() if "04-06" in name)
    alone.cli.ok("diary", "new", "Gate", "--body", "x", "--for-call")
    page.click("text=Gather what waits for it")
    expect(page.locator(".ml-body li")).to_have_count(2)
    page.click(".ml-acts >> text=No more of this series")
    until(lambda: any("until 2090-04-05" in text for text in call_files(alone).values()))
    page.click(".ml-body li a >> nth=0")
    expect(page.locator("h1")).to_have_text("How do I open it?")


def test_a_call_is_given_another_time_and_called_off(alone: Person) -> None:
    alone.cli.ok("call", "new", "2090-03-02 09:00")
    page = alone.open("calls/index.html")
    page.click(".ml-card__title a")
    page.click(".ml-acts >> text=Change the call")
    expect(page.locator("#ml-plan [name=minutes]")).to_have_value("60")
    plan(page, when="2090-03-03 10:00", place="The book room")
    expect(page.locator("[data-part=clocks]")).to_contain_text("Fri 3 Mar 2090, 10:00 Los Angeles")
    page.keyboard.press("Enter")
    expect(page.locator(".ml-head")).to_contain_text("was planned for Thu 2 Mar 2090, 09:00 Los Angeles")
    expect(page.locator(".ml-head")).to_contain_text("The book room")
    page.click(".ml-acts >> text=Cancel the call")
    expect(page.locator(".ml-state--cancelled").first).to_be_visible()
    page.click(".ml-acts >> text=Plan it again")
    expect(page.locator(".ml-state--planned").first).to_be_visible()
    assert [each.split()[2] for each in alone.log()[:3]] == ["planned", "cancelled", "move"]


def test_a_call_whose_answer_was_lost_is_planned_once_and_takes_nobody_away(alone: Person) -> None:
    page = alone.open("calls/index.html")
    page.route("**/api/actions", _lose)
    page.click(".ml-plan-it")
    plan(page, when="2090-03-02 09:00", title="Far away")
    page.click("#ml-plan [type=submit]")
    expect(page.locator("#ml-plan-state")).to_contain_text("could not be saved")
    page.unroute("**/api/actions")
    page.keyboard.press("Escape")
    page.click(".ml-plan-it")
    page.click("#ml-plan [type=submit]")
    expect(page.locator("#ml-plan-state")).to_contain_text("Saved")
    page.keyboard.press("Escape")
    page.click("[data-write=diary]")
    expect(page.locator(".ml-call__title, .ml-card", has_text="Far away").first).to_be_attached()
    assert page.url.endswith("calls/index.html")
    assert len(call_files(alone)) == 1


def _lose(route: Route) -> None:
    """Let a request reach the server, and its answer nobody."""
    route.fetch()
    route.abort("connectionreset")


def test_promises_are_ticked_in_the_record_and_wherever_they_are_shown(people: tuple[Person, Person]) -> None:
    ada, james = people
    address = past_call(ada)
    page = ada.open("index.html")
    expect(page.locator(".ml-actions li")).to_have_count(2)
    page.locator(".ml-actions [type=checkbox]").nth(0).check()
    expect(page.locator(".ml-actions li")).to_have_count(1)
    assert "- [x] ada: ask for **an hour** (by 2026-12-01)" in call_files(ada)["old.md"]
    ada.open(address)
    ada.page.locator(".ml-body li", has_text="send it").locator("input").check()
    until(lambda: "- [x] james: send it" in call_files(ada)["old.md"])
    ada.page.locator(".ml-body li", has_text="an hour").locator("input").uncheck()
    until(lambda: "- [ ] ada: ask" in call_files(ada)["old.md"])
    assert [each.partition(" c-")[0] for each in ada.log()[:3]] == [
        "Ada Example: open again", "Ada Example: done", "Ada Example: done",
    ]  # fmt: skip
    assert james.wrong == []


def test_a_record_belongs_to_both_and_a_call_is_said_to_be_held(people: tuple[Person, Person]) -> None:
    ada, james = people
    address = past_call(ada)
    ada.cli.ok("sync")
    james.cli.ok("sync")
    until((james.cli.folder / "site" / address).exists)
    page = james.open(address)
    expect(page.locator(".ml-acts >> text=Take off the pages")).to_have_count(0)
    page.click(".ml-acts >> text=Edit")
    page.fill("#ml-write [name=text]", f"{RECORD}\n## Notes\n\nShe was early.\n")
    page.click("#ml-write [type=submit]")
    expect(page.locator(".ml-body")).to_contain_text("She was early.")
    page.click(".ml-acts >> text=Somebody did not come")
    expect(page.locator(".ml-state--missed").first).to_be_visible()
    page.click(".ml-acts >> text=Plan it again")
    page.click(".ml-acts >> text=It was held")
    expect(page.locator(".ml-state--held").first).to_be_visible()
    assert james.log()[0].startswith("James Other: held c-")
    assert "author: ada" in call_files(james)["old.md"]


def test_anything_can_be_marked_for_the_next_call(alone: Person) -> None:
    alone.cli.ok("call", "new", "2090-03-02 09:00")
    page = alone.open(gate(alone.cli))
    page.click(".ml-acts >> text=For the next call")
    expect(page.locator(".ml-remark")).to_contain_text("marked this for the next call")
    select(page, "silent")
    page.click("#ml-say")
    page.check("#ml-box [name=agenda]")
    alone.say("Talk of this.")
    comments = [path.read_text() for path in (alone.cli.folder / "comments").rglob("*.md")]
    assert sum("agenda: true" in text for text in comments) == 2
    alone.open("index.html")
    expect(alone.page.locator("section:has(#marked-title) li")).to_have_text(["Gate"])
    assert "Talk of this." in alone.cli.ok("call", "agenda")


def test_acts_on_what_is_not_there_are_refused_in_words(ada: Cli) -> None:
    ada.ok("diary", "new", "Gate", "--body", "x")
    with serving(ada.folder) as server:
        visitor, nowhere = Visitor.of(server.link()), "c-00000000"
        where = {"minutes": 60, "link": "", "place": ""}
        acts: dict[str, dict[str, Any]] = {
            "prepare": {"slot": "2090-01-05T09:00"}, "move": {"when": "tomorrow", **where}, "end": {},
            "became": {"state": "held", "text": ""}, "gather": {}, "tick": {"words": "x", "done": True}, "mark": {"text": ""},
        }  # fmt: skip
        for action, fields in acts.items():
            told = visitor.act(action, entry=nowhere, **fields)
            assert told["status"] == 404, (action, told)
            assert "not here any more" in told["message"] or "not planned any more" in told["message"]
        assert visitor.json("POST", "/api/when", {"when": "soon\n", "entry": ""})["status"] == 422


def test_real_names_in_what_is_typed_about_a_call_are_asked_about(ada: Cli, browser: Browser) -> None:
    ada.ok("call", "new", "2090-03-02 09:00")
    with serving(ada.folder, names={"Mary": "Teacher A"}) as server:
        page, wrong = window(browser, server.link())
        page.goto(f"http://127.0.0.1:{server.port}/calls/index.html")
        page.click(".ml-plan-it")
        plan(page, when="2090-04-06 09:00", title="About Mary")
        page.click("#ml-plan [type=submit]")
        expect(page.locator("#ml-plan-state")).to_contain_text("Teacher A")
        assert "Mary" not in git(ada.folder, "log", "-p")
        plan(page, title="About Mary, and others")
        expect(page.locator("#ml-plan-state button")).to_have_count(0)
        page.click("#ml-plan [type=submit]")
        page.click("#ml-plan-state button")
        page.wait_for_url("**/calls/c-*.html")
        page.context.close()
        assert wrong == []
    assert "About Mary" in git(ada.folder, "log", "-p")
