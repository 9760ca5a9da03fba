"""No attack reads or writes anything, the server lives on, and each defence is missed when it is off."""

from __future__ import annotations

import json
import re
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorlog.server import run
from mentorlog.server.guard import CHECKS, LARGEST, LARGEST_PHOTO
from mentorlog.server.run import Server
from tests.conftest import ROOT, Cli, git
from tests.server.attacks import ACTIONS, PAGE, SEEN, Attack, attacks, comment
from tests.server.serving import Visitor, serving, token_in, ulid

WORDS = "Nobody else may read this."
MARKS = {"since": "2026-11-22T10:00:00.000Z", "entries": {"d-00000001": ["ab12cd34"]}}


def journal(two_clones: tuple[Cli, Cli]) -> tuple[Path, str, str]:
    """Ada's clone with an entry of hers, and one of James's; with the ids of both."""
    ada, james = two_clones
    mine = ada.ok("diary", "new", "Gate", "--body", WORDS).split()[0]
    theirs = james.ok("ask", "Does she mind?").split()[0]
    james.ok("sync")
    ada.ok("sync")
    return ada.folder, mine, theirs


def sent(attack: Attack, visitor: Visitor, entry: str, key: str) -> tuple[int, bytes]:
    """An attack's answer; 0 where the connection was closed without one."""
    honest = {ACTIONS: comment(entry, key), SEEN: MARKS}.get(attack.path, {})
    body = honest if attack.body is None else attack.body
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"{attack.method} {attack.path} HTTP/1.1"]
    fields: dict[str, str | list[str] | None] = {**visitor.headers(attack.method), "Connection": "close"}
    if attack.method not in ("GET", "HEAD"):
        fields["Content-Length"] = str(len(data))
    for name, value in {**fields, **attack.headers}.items():
        lines += [f"{name}: {each}" for each in ([value] if isinstance(value, str) else value or [])]
    with socket.create_connection(("127.0.0.1", visitor.port), timeout=20) as raw:
        raw.sendall("\r\n".join([*lines, "", ""]).encode() + (data if attack.method not in ("GET", "HEAD") else b""))
        answer = b""
        try:
            while part := raw.recv(65536):
                answer += part
                if b"text/event-stream" in answer:
                    break
        except ConnectionResetError:
            pass  # it was refused before all of it was read
    found = re.match(rb"HTTP/1\.1 (\d+)", answer)
    return (int(found[1]) if found else 0), answer.partition(b"\r\n\r\n")[2]


def test_no_attack_reads_or_writes_and_the_honest_request_beside_each_does(two_clones: tuple[Cli, Cli]) -> None:
    folder, mine, theirs = journal(two_clones)
    (folder / "secret.txt").write_text(WORDS)
    with serving(folder) as server:
        (server.shelf.folder / "link.html").symlink_to(folder / "secret.txt")
        (server.shelf.folder / ".hidden.html").write_text(WORDS)
        server.shelf.look()
        visitor, other = Visitor.of(server.link()), Visitor.of(server.link())
        honest = ulid()
        assert visitor.json("POST", ACTIONS, comment(mine, honest))["status"] == 200
        before = state(folder)
        listed = list(attacks(visitor, other, mine, theirs))
        for attack in listed:
            status, body = sent(attack, visitor, mine, ulid())
            assert status >= 400 or status == 0, attack.label
            assert WORDS.encode() not in body, attack.label
            assert visitor.token.encode() not in body, attack.label
            beside = Attack("", "", attack.method if attack.method in ("GET", "POST") else "GET", PAGE)
            if beside.method == "POST":
                beside = Attack("", "", "POST", attack.path)
            assert sent(beside, visitor, mine, honest)[0] in (200, 204), attack.label
        assert state(folder) == before
    assert len({attack.label for attack in listed}) == len(listed) >= 150
    described = dict(re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", (ROOT / "docs/security.md").read_text(), re.MULTILINE))
    assert described == {kind: str(count) for kind, count in Counter(attack.kind for attack in listed).items()}


def state(folder: Path) -> tuple[str, str]:
    """What an attack could have written."""
    return git(folder, "rev-parse", "HEAD"), git(folder, "status", "--porcelain")


@pytest.mark.parametrize("name", CHECKS)
def test_a_defence_that_is_off_is_missed(two_clones: tuple[Cli, Cli], name: str) -> None:
    folder, mine, theirs = journal(two_clones)
    with serving(folder, checks={key: check for key, check in CHECKS.items() if key != name}) as server:
        visitor, other = Visitor.of(server.link()), Visitor.of(server.link())
        if name == "visitor":
            assert visitor.ask("GET", PAGE, headers={"Cookie": None})[0] == 200
            return
        if name == "size":
            body = json.dumps({"text": "x" * (LARGEST + 1)}).encode()
            assert visitor.ask("POST", "/api/preview", body)[0] == 200
            return
        through = [
            attack for attack in attacks(visitor, other, mine, theirs)
            if attack.kind == name and sent(attack, visitor, mine, ulid())[0] in (200, 204)
        ]  # fmt: skip
        assert through


def test_a_link_works_once(journal_repo_served: Server) -> None:
    link = journal_repo_served.link()
    visitor = Visitor.of(link)
    for _ in range(2):
        assert visitor.ask("GET", "/" + link.rpartition("/")[2], headers={"Cookie": None})[0] == 401
    assert visitor.ask("GET", "/enter?", headers={"Cookie": None})[0] == 401
    assert visitor.ask("GET", "/enter?" + "A" * 43, headers={"Cookie": None})[0] == 401


@pytest.fixture
def journal_repo_served(ada: Cli) -> Iterator[Server]:
    """Ada's journal, served."""
    ada.ok("diary", "new", "Gate", "--body", WORDS)
    with serving(ada.folder) as server:
        yield server


def test_every_answer_says_that_nobody_keeps_or_frames_it(journal_repo_served: Server) -> None:
    visitor = Visitor.of(journal_repo_served.link())
    for path, status in ((PAGE, 200), ("/nowhere", 404), ("/api/status", 200), ("/api/x", 404)):
        told, _, headers = visitor.ask("GET", path)
        assert told == status
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "server" not in headers
    assert "script-src 'self' 'sha256-" in visitor.ask("GET", PAGE)[2]["content-security-policy"]


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(journal_repo_served: Server) -> None:
    link = journal_repo_served.link()
    _, _, headers = Visitor(journal_repo_served.port).ask("GET", "/" + link.rpartition("/")[2])
    told = headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=strict" in told
    assert f"mentorlog-{journal_repo_served.port}=" in told


def test_slow_and_silent_callers_hold_up_nobody(journal_repo_served: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_PATIENCE", 0.5)
    visitor = Visitor.of(journal_repo_served.link())
    address = ("127.0.0.1", journal_repo_served.port)
    callers = [socket.create_connection(address, timeout=20) for _ in range(60)]
    for number, caller in enumerate(callers):
        if number % 3:
            caller.sendall(b"GET /index.html HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "[: 10 * (number % 3) + 5])
    assert visitor.ask("GET", PAGE)[0] == 200
    for caller in callers:
        assert caller.recv(1) == b""
        caller.close()
    assert visitor.ask("GET", PAGE)[0] == 200


@pytest.mark.parametrize(
    "words",
    [b"\0" * 100, b"GET / HTTP/9.9\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20000 + b"\r\n",
     b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_request_is_turned_away(journal_repo_served: Server, words: bytes) -> None:
    visitor = Visitor.of(journal_repo_served.link())
    with socket.create_connection(("127.0.0.1", journal_repo_served.port), timeout=20) as raw:
        answer = b""
        try:
            raw.sendall(words)
            raw.shutdown(socket.SHUT_WR)
            answer = raw.recv(65536)
        except (ConnectionResetError, BrokenPipeError):
            pass
    assert WORDS.encode() not in answer
    assert not answer or not answer.startswith(b"HTTP/1.1 2")
    assert visitor.ask("GET", PAGE)[0] == 200


def test_it_listens_on_loopback_alone(journal_repo_served: Server) -> None:
    assert journal_repo_served.link().startswith("http://127.0.0.1:")
    name = socket.gethostbyname(socket.gethostname())
    if not name.startswith("127."):
        with (
            pytest.raises(OSError, match="refused"),
            socket.create_connection((name, journal_repo_served.port), timeout=2),
        ):
            pass


def test_one_more_name_is_let_in_where_its_owner_says_so(ada: Cli) -> None:
    with serving(ada.folder, hosts=("journal.example.org",)) as server:
        link = server.link("journal.example.org")
        assert link.startswith("https://journal.example.org/enter?")
        visitor = Visitor(server.port)
        named = {"Host": "journal.example.org"}
        _, page, headers = visitor.ask("GET", "/" + link.rpartition("/")[2], headers=named)
        visitor.cookie = headers["set-cookie"].partition(";")[0]
        assert "secure" in headers["set-cookie"].lower()
        proof = {**named, "X-Mentorlog-Token": token_in(page)}
        honest = {**proof, "Origin": "https://journal.example.org"}
        assert visitor.ask("POST", "/api/preview", b'{"text": "x"}', honest)[0] == 200
        for origin in ("http://journal.example.org", f"http://127.0.0.1:{server.port}", "https://evil.example"):
            assert visitor.ask("POST", "/api/preview", b'{"text": "x"}', {**proof, "Origin": origin})[0] == 403


@pytest.mark.parametrize("name", ["0.0.0.0", "journal", "HTTP://x.example", "x.example/y", "x.example:port", "*", ""])  # noqa: S104 - refused
def test_a_name_that_is_none_is_refused(ada: Cli, name: str) -> None:
    done = ada("serve", "--allow-host", name)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_a_photo_may_be_larger_than_an_act_and_no_larger_than_a_photo(journal_repo_served: Server) -> None:
    visitor = Visitor.of(journal_repo_served.link())
    kind = {"Content-Type": "image/png"}
    assert visitor.ask("POST", "/api/photos", b"x" * (LARGEST + 1), kind)[0] == 422
    assert visitor.ask("POST", "/api/photos", b"", {**kind, "Content-Length": str(LARGEST_PHOTO + 1)})[0] == 413


def test_links_and_visitors_are_not_remembered_without_end(journal_repo_served: Server) -> None:
    doors = journal_repo_served.doors
    first = Visitor.of(journal_repo_served.link())
    last = Visitor.of(journal_repo_served.link())
    for _ in range(60):
        assert doors.enter(doors.link().partition("?")[2])[0]
        assert last.ask("GET", PAGE)[0] == 200  # who is here stays
    assert first.ask("GET", PAGE)[0] == 200
    for _ in range(64):
        doors.enter(doors.link().partition("?")[2])
    assert first.ask("GET", PAGE)[0] == 401
