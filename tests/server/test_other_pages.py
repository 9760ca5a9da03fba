"""Other pages, in the browser of somebody who is let in: on other ports, under other names; they read and write nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.conftest import git
from tests.server.conftest import Person, gate
from tests.server.serving import Visitor

pytestmark = pytest.mark.browser

ATTEMPTS = {
    "fetch a page": "await (await fetch(goal + '/' + page, { credentials: 'include' })).text()",
    "fetch it without being told of it": "(await fetch(goal + '/' + page, { credentials: 'include', mode: 'no-cors' })).type === 'opaque' ? '' : 'read'",
    "ask how things stand": "await (await fetch(goal + '/api/status', { credentials: 'include' })).text()",
    "listen": "await new Promise(done => { const s = new EventSource(goal + '/api/events', { withCredentials: true }); s.onmessage = e => done(e.data); s.onerror = () => done(''); })",
    "take it as a script": "await new Promise(done => { const s = document.createElement('script'); s.src = goal + '/assets/mentorlog/mentorlog.js'; s.onload = s.onerror = () => done(window.mentorlogKeeper ? 'read' : ''); document.head.append(s); })",
    "take it as a picture": "await new Promise(done => { const i = new Image(); i.onload = () => done('read'); i.onerror = () => done(''); i.src = goal + '/desk/icon.svg'; })",
    "take it as a style": "await new Promise(done => { const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = goal + '/assets/mentorlog/mentorlog.css'; l.onload = () => done('read'); l.onerror = () => done(''); document.head.append(l); })",
    "show it in a frame": "await new Promise(done => { const f = document.createElement('iframe'); f.onload = () => { try { done(f.contentDocument.body.textContent); } catch (e) { done(f.contentWindow.length ? 'read' : ''); } }; f.src = goal + '/' + page; document.body.append(f); })",
    "open a window": "await new Promise(done => { const w = window.open(goal + '/' + page); setTimeout(() => { try { done(w.document.body.textContent); } catch (e) { done(''); } }, 300); })",
    "a WebSocket": "await new Promise(done => { const s = new WebSocket(goal.replace('http', 'ws') + '/api/events'); s.onopen = () => done('read'); s.onerror = () => done(''); })",
    "post JSON": "await (await fetch(goal + '/api/actions', { method: 'POST', credentials: 'include', headers: { 'Content-Type': 'application/json' }, body })).text()",
    "post text": "(await fetch(goal + '/api/actions', { method: 'POST', credentials: 'include', mode: 'no-cors', headers: { 'Content-Type': 'text/plain' }, body })).type === 'opaque' ? '' : 'written'",
    "post with a token": "await (await fetch(goal + '/api/actions', { method: 'POST', credentials: 'include', headers: { 'Content-Type': 'application/json', 'X-Mentorlog-Token': 'A' }, body })).text()",
    "a beacon": "navigator.sendBeacon(goal + '/api/actions', new Blob([body], { type: 'text/plain' })) && ''",
    "a form": "await new Promise(done => { const f = document.createElement('form'), i = document.createElement('iframe'); i.name = 'x'; f.target = 'x'; f.method = 'post'; f.enctype = 'text/plain'; f.action = goal + '/api/actions'; f.innerHTML = '<input name=\\'' + body.slice(0, -2) + '\\' value=\\'\"}\\'>'; document.body.append(i, f); i.onload = () => done(''); f.submit(); })",
    "another verb": "await (await fetch(goal + '/api/actions', { method: 'PUT', credentials: 'include', body })).text()",
    "use up a link": "await (await fetch(goal + '/enter?made-up', { credentials: 'include' })).text()",
}
"""What a page tries, as the end of a script that gives what it could read; "" for nothing."""


class _Evil(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Other</title><body>Other")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def other_site() -> Iterator[int]:
    """Another program of this machine, on a port of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Evil) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_page_of_another_port_reads_and_writes_nothing(alone: Person, name: str) -> None:
    address, before = gate(alone.cli), git(alone.cli.folder, "rev-parse", "HEAD")
    body = '{"id":"01kbx3y1ms9z8a7b6c5d4e3f2g","action":"read","anyway":false,"entry":"' + address[8:18] + '"}'
    page = alone.page.context.new_page()
    with other_site() as port:
        for goal in (f"http://127.0.0.1:{alone.server.port}", f"http://localhost:{alone.server.port}"):
            for what, attempt in ATTEMPTS.items():
                page.goto(f"http://{name}:{port}/")
                script = (
                    f"async ([goal, page, body]) => {{ try {{ return {attempt}; }} catch (error) {{ return ''; }} }}"
                )
                assert page.evaluate(script, [goal, address, body]) == "", (what, goal)
    assert git(alone.cli.folder, "rev-parse", "HEAD") == before
    assert "I spoke with her" in alone.open(address).locator(".ml-body").inner_text()


def test_a_name_that_was_pointed_here_reads_nothing(alone: Person) -> None:
    """The rebinding itself: the browser asks 127.0.0.1, and says the other name."""
    visitor = Visitor.of(alone.server.link())
    for host in ("evil.example", f"evil.example:{alone.server.port}"):
        status, body, _ = visitor.ask("GET", "/" + gate(alone.cli), headers={"Host": host})
        assert (status, b"I spoke" in body) == (421, False)


def test_what_somebody_wrote_runs_nothing_at_the_desk(alone: Person) -> None:
    page = alone.page
    page.evaluate("window.canary = 0")
    evil = "<img src=x onerror='window.canary=1'><script>window.canary=1</script>[x](javascript:window.canary=1)"
    page.click("[data-write=diary]")
    page.fill("#ml-write [name=title]", f"{evil}"[:200])
    page.fill("#ml-write [name=text]", evil)
    page.wait_for_selector("[data-part=preview] *")
    page.select_option("#ml-write [name=when]", "draft")
    page.click("#ml-write [type=submit]")
    page.wait_for_selector("#ml-write", state="hidden")
    page.click("[data-write=diary]")
    page.wait_for_selector("[data-part=drafts] button")
    page.click("[data-part=drafts] button")
    expect(page.locator("#ml-write [name=text]")).to_have_value(evil)
    page.select_option("#ml-write [name=when]", "now")
    page.click("#ml-write [type=submit]")
    page.wait_for_url("**/journal/d-*.html")
    page.get_by_role("button", name="Comment", exact=True).click()
    alone.say(evil)
    page.wait_for_selector(".ml-remark")
    assert page.evaluate("window.canary") in (0, None)
