"""`serve`, as the program itself."""

from __future__ import annotations

import signal
import subprocess
import sys
from http.client import HTTPConnection

from tests.conftest import Cli


def test_serve_prints_one_line_with_the_link_and_ends_by_ctrl_c(ada: Cli) -> None:
    ada.ok("ask", "How do I begin?")
    command = [sys.executable, "-m", "mentorlog", "-C", str(ada.folder), "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        link = line.split()[0]
        assert link.startswith("http://127.0.0.1:")
        connection = HTTPConnection(link.removeprefix("http://").strip("/"), timeout=20)
        connection.request("GET", "/")
        assert "How do I begin?" in connection.getresponse().read().decode()
        connection.close()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")
