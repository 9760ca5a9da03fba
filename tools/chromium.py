"""Chromium for the browser tests and the screenshots: find it, or install it.

`python tools/chromium.py` makes sure that there is one: Debian's package where we are root there, else Playwright's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def installed() -> str | None:
    """The Chromium of this machine, if it has one."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium that makes no connection of its own."""
    return playwright.chromium.launch(executable_path=installed(), args=[*_QUIET, "--disable-component-update"])


def ensure() -> None:
    """Install one where there is none."""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if installed() or Path(own).exists():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        packages = ["chromium", "fonts-liberation"]
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=True)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    ensure()
