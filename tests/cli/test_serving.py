"""`serve`, as the program itself."""

from __future__ import annotations

import signal

from tests.conftest import Cli
from tests.server.serving import Visitor, program


def test_serve_prints_one_line_with_a_link_that_works_once_and_ends_by_ctrl_c(ada: Cli) -> None:
    ada.ok("ask", "How do I begin?")
    with program(ada.folder) as running:
        assert running.link.startswith("http://127.0.0.1:")
        visitor = Visitor.of(running.link)
        status, body, _ = visitor.ask("GET", "/")
        assert (status, "How do I begin?" in body.decode()) == (200, True)
        assert visitor.ask("GET", running.link.removeprefix(visitor.origin))[0] == 401
        running.process.send_signal(signal.SIGINT)
        out, _ = running.process.communicate(timeout=20)
        assert (running.process.returncode, out) == (0, "")


def test_a_second_serve_of_one_clone_gives_a_link_to_the_first(ada: Cli) -> None:
    with program(ada.folder) as running:
        first = Visitor.of(running.link)
        told = ada.ok("serve")
        assert "served already" in told
        second = Visitor.of(told.split()[0])
        assert second.port == first.port
        assert second.cookie != first.cookie


def test_the_next_server_takes_the_port_of_the_last_for_a_browser_keeps_words_by_the_port(ada: Cli) -> None:
    with program(ada.folder) as first:
        port = Visitor.of(first.link).port
        first.kill()
    with program(ada.folder) as second:
        assert Visitor.of(second.link).port == port
