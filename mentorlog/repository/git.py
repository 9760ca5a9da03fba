"""The only module that runs git.

GitPython (`repo.git.*`) does what may take its import's tenth of a second; what stands between a person and "saved" is
started here directly. Everywhere: fixed arguments, `--` before every path, no user's text as an option, no hooks, no
signing prompt, and an environment in which nothing points git at another repository. GitPython's index and
config-writer API is not used: it goes round clean filters and loses commits under two writers.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.errors import NotSaved
from mentorlog.model.person import Person

if TYPE_CHECKING:
    from git import Repo

_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.quotePath": "false",
    "commit.gpgSign": "false",
    "gc.auto": "0",
}
_KEPT = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_EXEC_PATH")
_LOCK_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2.0)


class GitError(Exception):
    """git said no; its words are for our own eyes, and callers turn them into plain ones."""


def scrub(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment without whatever would point git at another repository, trace or configuration."""
    clean = {key: value for key, value in environment.items() if not key.startswith("GIT_") or key in _KEPT}
    return clean | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


class Git:
    """git, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._repo: Repo | None = None

    def run(self, *args: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> bytes:
        """Start git directly and return what it printed.

        Raises:
            GitError: git is not there, or exited with anything but 0.
        """
        settings = [part for key, value in _SETTINGS.items() for part in ("-c", f"{key}={value}")]
        try:
            done = subprocess.run(  # noqa: S603 - fixed arguments, see above
                ["git", *settings, *args],  # noqa: S607 - the user's own git
                cwd=self._folder,
                env=scrub() | dict(env or {}),
                input=stdin,
                stdin=subprocess.DEVNULL if stdin is None else None,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise GitError(str(error)) from None
        if done.returncode:
            raise GitError(done.stderr.decode(errors="replace").strip() or f"git ended with {done.returncode}")
        return done.stdout

    def ask(self, *args: str) -> str:
        """Like `run`, as text; "" where git has nothing to say or says no."""
        try:
            return self.run(*args).decode().strip()
        except GitError:
            return ""

    def commit(self, paths: Iterable[str], subject: str, person: Person, now: datetime) -> None:
        """Record the files at `paths`, and nothing else, as one commit by `person`.

        Whatever else is staged stays staged, and whatever else was changed stays unsaved.

        Raises:
            NotSaved: git refused.
        """
        listed = sorted(paths)
        stamp = now.isoformat(timespec="seconds")
        mail = person.mail or f"{person.handle}@mentorlog.invalid"
        env = {
            "GIT_AUTHOR_NAME": person.name,
            "GIT_AUTHOR_EMAIL": mail,
            "GIT_AUTHOR_DATE": stamp,
            "GIT_COMMITTER_NAME": person.name,
            "GIT_COMMITTER_EMAIL": mail,
            "GIT_COMMITTER_DATE": stamp,
        }
        try:
            self._when_free("update-index", "--add", "--remove", "--", *listed, env=env)
            self._when_free(
                "commit", "--quiet", "--no-verify", "--only", f"--message={subject}", "--", *listed, env=env
            )
        except GitError as error:
            raise NotSaved(
                f"the words are in {listed[0]}, but git did not take them: {str(error).splitlines()[0]}",
                "put that right, then type `mentorlog save`",
            ) from None

    def _when_free(self, *args: str, env: Mapping[str, str]) -> None:
        """Run; where another program holds git's lock, wait a little and try again."""
        for wait in _LOCK_WAITS:
            try:
                self.run(*args, env=env)
            except GitError as error:
                if ".lock" not in str(error):
                    raise
                time.sleep(wait)
            else:
                return
        self.run(*args, env=env)

    # What may take the time of GitPython's import

    @property
    def repo(self) -> Repo:
        """GitPython's view of this repository."""
        if self._repo is None:
            from git import Repo

            for key in set(os.environ) - set(scrub()):
                del os.environ[key]  # GitPython can add to git's environment, but not take away
            self._repo = Repo(self._folder, search_parent_directories=True)
        return self._repo

    def log(self, path: str) -> list[tuple[str, str, str]]:
        """(commit, author's name, ISO date) of every commit that touched a file, newest first, across renames."""
        out = self.repo.git.log("--follow", "--format=%H%x00%an%x00%aI", "--", self._inside(path))
        rows = [line.split("\0") for line in out.splitlines() if line]
        return [(commit, author, date) for commit, author, date in rows]

    def changed(self, folders: Iterable[str]) -> list[str]:
        """Files below the folders that differ from what was saved last, new and deleted ones too."""
        out = self.repo.git.status(
            "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", *map(self._inside, folders)
        )
        prefix = self._prefix()
        return [record[3:].removeprefix(prefix) for record in out.split("\0") if record]

    def blobs(self, names: Iterable[str]) -> dict[str, bytes]:
        """The bytes of the named blobs that this repository has."""
        found = {}
        for name in names:
            try:
                found[name] = self.repo.git.get_object_data(name)[3]
            except ValueError:
                continue
        return found

    def _prefix(self) -> str:
        return self.ask("rev-parse", "--show-prefix")

    def _inside(self, path: str) -> str:
        """GitPython runs at the top of the work tree; the journal may lie in a folder below it."""
        return self._prefix() + path
