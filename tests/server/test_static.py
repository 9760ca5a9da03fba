"""Plain serving: this machine, this host name, these files, and nothing else."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorlog.server.static import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A site of one page, served."""
    site = tmp_path / "site"
    (site / "journal").mkdir(parents=True)
    (site / "index.html").write_text("<p>Words.</p>")
    (site / "ruled.html").write_text(
        """<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><p>Ruled.</p>"""
    )
    (tmp_path / "secret.txt").write_text("secret")
    with Server(site) as running:
        thread = threading.Thread(target=running.run)
        thread.start()
        yield running
        running.stop()
        thread.join()


def get(server: Server, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, str, dict[str, str]]:
    """One request; (status, body, headers of the answer)."""
    port = int(server.link.rsplit(":", 1)[1].strip("/"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, dict(answer.getheaders())


def test_a_page_is_served_and_may_not_be_framed_or_kept(server: Server) -> None:
    status, body, headers = get(server)
    assert (status, body) == (200, "<p>Words.</p>")
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert get(server, method="HEAD")[:2] == (200, "")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1:1", "localhost", ""])
def test_another_host_name_reads_nothing(server: Server, host: str) -> None:
    for method in ("GET", "HEAD"):
        status, body, _ = get(server, method=method, Host=host)
        assert status == 421
        assert "Words" not in body


def test_two_host_names_read_nothing(server: Server) -> None:
    port = int(server.link.rsplit(":", 1)[1].strip("/"))
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        raw.sendall(
            f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\nConnection: close\r\n\r\n".encode()
        )
        assert b"421" in raw.recv(1000)


def test_the_honest_host_names_read(server: Server) -> None:
    port = server.link.rsplit(":", 1)[1].strip("/")
    assert get(server, Host=f"localhost:{port}")[0] == 200


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "//secret.txt", "/journal/"]
)
def test_nothing_outside_and_no_list_of_files_is_served(server: Server, path: str) -> None:
    status, body, _ = get(server, path)
    assert status == 404
    assert "secret" not in body.replace(path, "")


def test_an_address_that_leads_nowhere_has_the_sites_own_page(server: Server, tmp_path: Path) -> None:
    (tmp_path / "site/404.html").write_text("<p>Not here.</p>")
    assert get(server, "/nowhere.html")[:2] == (404, "<p>Not here.</p>")
    assert get(server, "/nowhere.html", method="HEAD")[:2] == (404, "")


def test_nothing_can_be_written(server: Server) -> None:
    for method in ("POST", "DELETE", "PATCH"):
        assert get(server, method=method)[0] == 501
    assert get(server, "/seen", method="PUT")[0] == 403


def test_it_listens_on_loopback_alone(server: Server) -> None:
    assert server.link.startswith("http://127.0.0.1:")


def test_what_a_page_may_do_is_in_its_header_too_with_who_may_frame_it(server: Server) -> None:
    assert get(server, "/ruled.html?x")[2]["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "Content-Security-Policy" not in get(server)[2]


@pytest.mark.parametrize("path", ["/%00", "/" + "a" * 5000, "/%ff%fe"])
def test_an_address_that_no_file_can_have_leads_nowhere(server: Server, path: str) -> None:
    assert get(server, path)[0] == 404
    assert get(server, path, method="HEAD")[0] == 404
