"""Nothing is sent to a place that strangers can read, and no password is kept or printed."""

from __future__ import annotations

import functools
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mentorlog.errors import BadValue, GitFailed, Public
from mentorlog.repository import remote
from mentorlog.repository.complaint import without_secrets
from mentorlog.repository.git import Git
from tests.conftest import ASKED, Cli, git


class _Web(SimpleHTTPRequestHandler):
    """A folder on the web: for everybody, or for those who have a login."""

    login = ""

    def do_GET(self) -> None:
        """Answer, or ask for the login."""
        if self.login and self.headers.get("Authorization") != self.login:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, login: str = "") -> Iterator[str]:
    """A folder behind http on this machine's loopback; yields its address."""
    handler = type("Handler", (_Web,), {"login": login})
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def place(ada: Cli, tmp_path: Path) -> Path:
    """A bare repository, as a forge would show it."""
    bare = tmp_path / "web/ours.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(ada.folder), str(bare))
    git(bare, "update-server-info")
    return bare


def test_a_place_that_answers_strangers_is_refused(ada: Cli, place: Path) -> None:
    ada.ok("ask", "How?")
    with served(place.parent) as address:
        git(ada.folder, "remote", "add", "origin", f"{address}/ours.git")
        before = sorted(path.name for path in place.rglob("*"))
        told = ada.refused("sync")
    assert "strangers can read http://127.0.0.1:" in told
    assert "so nothing was sent" in told
    assert sorted(path.name for path in place.rglob("*")) == before


def test_a_place_that_wants_a_login_is_not_public(ada: Cli, place: Path) -> None:
    with served(place.parent, "Basic eDp5") as address:
        assert remote.refuse_strangers(Git(ada.folder), f"{address}/ours.git") == ""


def test_the_question_is_asked_without_any_login(ada: Cli, place: Path) -> None:
    """The control: with the user's own helper, the same place answers."""
    with served(place.parent, "Basic eDp5") as address:
        git(ada.folder, "config", "--global", "credential.helper", "!echo username=x; echo password=y; #")
        assert "refs/heads/main" in git(ada.folder, "ls-remote", f"{address}/ours.git")
        assert remote.refuse_strangers(Git(ada.folder), f"{address}/ours.git") == ""


def test_an_abbreviation_is_looked_through(ada: Cli, place: Path) -> None:
    with served(place.parent) as address:
        git(ada.folder, "config", "--global", f"url.{address}/.insteadOf", "ours:")
        with pytest.raises(Public):
            remote.refuse_strangers(Git(ada.folder), "ours:ours.git")
        git(ada.folder, "config", "--global", f"url.{address}/.pushInsteadOf", "theirs:")
        with pytest.raises(Public):
            remote.refuse_strangers(Git(ada.folder), "theirs:ours.git")


def test_where_it_cannot_be_found_out_nothing_is_sent(ada: Cli, tmp_path: Path) -> None:
    with served(tmp_path) as address:
        pass  # and is gone
    with pytest.raises(GitFailed, match="it could not be found out whether strangers can read that place"):
        remote.refuse_strangers(Git(ada.folder), f"{address}/ours.git")


@pytest.mark.parametrize("public", ["True", "False"])
def test_over_ssh_it_is_asked_without_a_key(
    ada: Cli, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, public: str
) -> None:
    """An `ssh` of our own stands for the client and the server; it lets strangers in, or not."""
    tool = tmp_path / "bin/ssh"
    tool.parent.mkdir()
    tool.write_text(
        f"#!{sys.executable}\nimport os, sys\nargs = ' '.join(sys.argv[1:])\n"
        f"open({str(tmp_path / 'asked')!r}, 'a').write(args + chr(10))\n"
        f"if 'PreferredAuthentications=none' in args and not {public}:\n"
        "    sys.stderr.write('git@127.0.0.1: Permission denied (publickey).' + chr(10)); sys.exit(255)\n"
        "os.execvp('sh', ['sh', '-c', sys.argv[-1]])\n"
    )
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:{subprocess.os.environ['PATH']}")  # type: ignore[attr-defined]
    monkeypatch.setattr("mentorlog.repository.remote._on_the_web", lambda _: [])
    git(ada.folder, "remote", "add", "origin", f"git@127.0.0.1:{place}")
    ada.ok("ask", "How?")
    if public == "True":
        assert "strangers can read" in ada.refused("sync")
    else:
        ada.ok("sync")
        assert git(place, "rev-parse", "main") == git(ada.folder, "rev-parse", "main")
    asked = (tmp_path / "asked").read_text()
    assert "-o IdentityAgent=none" in asked
    assert "-o ControlPath=none" in asked


def test_what_lies_behind_ssh_may_be_on_the_web_too() -> None:
    assert remote._on_the_web("git@example.org:me/ours.git") == ["https://example.org/me/ours.git"]  # noqa: SLF001 - it asks the network
    assert remote._on_the_web("ssh://git@example.org:2222/me/ours.git") == ["https://example.org/me/ours.git"]  # noqa: SLF001
    assert remote._on_the_web("https://example.org/me/ours.git") == []  # noqa: SLF001


def test_a_folder_is_said_where_others_can_look(ada: Cli, place: Path) -> None:
    place.chmod(0o755)
    assert "everybody with an account here can look into it" in remote.refuse_strangers(Git(ada.folder), str(place))
    assert "everybody" in remote.refuse_strangers(Git(ada.folder), f"file://{place}")
    place.chmod(0o700)
    assert remote.refuse_strangers(Git(ada.folder), str(place)) == ""


SECRETS = [
    "https://user:word@example.org/x.git", "https://token@example.org/x.git", "ssh://git:word@example.org/x", "http://user:p@ss@example.org/x",
    "https://user:pa/ss@example.org/x.git", "https://example.org/x.git?token=word",
]  # fmt: skip


@pytest.mark.parametrize("address", SECRETS)
def test_passwords_are_refused_and_never_printed(ada: Cli, tmp_path: Path, address: str) -> None:
    with pytest.raises(BadValue):
        remote.checked(address)
    assert not {"word", "ss@", "pa/", "token"} & set(without_secrets(address).replace("=", " ").split())
    told = ada.refused("join", address, str(tmp_path / "there"))
    git(ada.folder, "config", "remote.origin.url", address)
    checked = ada("check")
    assert checked.exit_code == 1
    for words in (told, checked.output):
        assert "word" not in words.replace("a password", "")
        assert "p@ss" not in words
        assert "pa/ss" not in words


@pytest.mark.parametrize(
    "address", ["-u./x", "ext::sh -c x", "fd::3", "", "https://example.org/x\ny", "gopher://example.org/x"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadValue):
        remote.checked(address)


@pytest.mark.parametrize(
    "address",
    [
        "git@example.org:me/ours.git",
        "ssh://git@example.org/x.git",
        "https://example.org/x.git",
        "/srv/ours.git",
        "../ours.git",
        "file:///srv/x.git",
    ],
)
def test_usual_addresses_are_not(address: str) -> None:
    assert remote.checked(address) == address


def test_a_place_inside_the_journal_is_a_trap(ada: Cli) -> None:
    git(ada.folder, "init", "--quiet", "--bare", ".git/shared")
    hook = ada.folder / ".git/shared/hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch ran\n")
    hook.chmod(0o755)
    git(ada.folder, "config", "remote.origin.url", ".git/shared")
    assert "inside this very journal" in ada.refused("sync")
    assert not list(ada.folder.rglob("ran"))


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive/ours", "OneDrive"),
        ("OneDrive - School/Documents/ours", "OneDrive"),
        ("Dropbox/ours", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs/ours", "iCloud"),
        ("Google Drive/ours", "Google Drive"),
        ("Documents/ours", ""),
    ],
)
def test_a_folder_that_is_copied_behind_gits_back_is_warned_of(tmp_path: Path, folder: str, service: str) -> None:
    assert remote.synchronised_by(tmp_path / folder) == service
    done = Cli(tmp_path)("init", folder, *ASKED)
    assert (f"is copied by {service}" in done.stderr) == bool(service)
    assert Cli(tmp_path / folder)("check").exit_code == bool(service)


def test_dropbox_is_known_by_what_it_leaves(tmp_path: Path) -> None:
    (tmp_path / ".dropbox.cache").mkdir()
    assert remote.synchronised_by(tmp_path / "ours") == "Dropbox"
