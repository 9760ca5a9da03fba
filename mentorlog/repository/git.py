"""The only module that runs git.

GitPython (`repo.git.*`) does what may take its import's tenth of a second; what stands between a person and "saved" is
started here directly. Everywhere: fixed arguments, `--` before every path, no user's text as an option, no hooks, no
signing prompt. GitPython's index and config-writer API is not used: it goes round clean filters and loses commits
under two writers.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.errors import GitFailed, NotSaved
from mentorlog.model.person import Person

if TYPE_CHECKING:
    from git.cmd import Git as GitPython

_SETTINGS = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "core.quotePath=false",
    "commit.gpgSign=false",
    "maintenance.auto=false",
)
_KEPT = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_EXEC_PATH", "GIT_CONFIG_NOSYSTEM")
_BUSY = (".lock", "cannot lock ref", "did not match any file")
"""What git says where another program holds a lock, moved the branch, or wrote back an index older than ours."""

_LOCK_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2.0)
_HINT = "see that git is installed, and that the journal's folder is a git repository of yours"


def scrub(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without whatever would point git at another repository, trace or configuration."""
    clean = {key: value for key, value in environment.items() if not key.startswith("GIT_") or key in _KEPT}
    return clean | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


class Git:
    """git, in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, *args: str, env: Mapping[str, str] | None = None) -> str:
        """Start git directly and return what it printed.

        Raises:
            GitFailed: git is not there, or ended with anything but 0.
        """
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        try:
            done = subprocess.run(  # noqa: S603 - fixed arguments, see above
                ["git", *settings, *args],  # noqa: S607 - the user's own git
                cwd=self._folder,
                env=scrub(os.environ) | dict(env or {}),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            raise GitFailed(f"git could not be started: {error.strerror}", _HINT) from None
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise GitFailed(f"git could not do its part: {said[0] if said else done.returncode}", _HINT)
        return done.stdout.decode(errors="surrogateescape")

    def ask(self, *args: str) -> str:
        """Like `run`; "" where git has nothing to say or says no."""
        try:
            return self.run(*args).strip()
        except GitFailed:
            return ""

    def commit(self, paths: Iterable[str], subject: str, person: Person, now: datetime) -> None:
        """Record the files at `paths`, and nothing else, as one commit by `person`.

        Whatever else is staged stays staged, and whatever else was changed stays unsaved.

        Raises:
            NotSaved: git refused.
        """
        listed = sorted(paths)
        identity = {"NAME": person.name, "EMAIL": person.mail or f"{person.handle}@mentorlog.invalid"}
        identity["DATE"] = now.isoformat(timespec="seconds")
        env = {f"GIT_{who}_{key}": value for who in ("AUTHOR", "COMMITTER") for key, value in identity.items()}
        record = ("commit", "--quiet", "--no-verify", "--only", f"--message={subject}", "--", *listed)
        try:
            self._when_free([("update-index", "--add", "--remove", "--", *listed), record], env)
        except GitFailed as error:
            self.ask("reset", "--quiet", "--", *listed)
            hint = "put right what git names, then type `mentorlog save`"
            raise NotSaved(f"the words are in {listed[0]}, but not saved yet: {error.message}", hint) from None

    def _when_free(self, steps: Sequence[Sequence[str]], env: Mapping[str, str]) -> None:
        """Take the steps; where another program is saving too, wait a little and take them again from the first."""
        for wait in (*_LOCK_WAITS, None):
            try:
                for step in steps:
                    self.run(*step, env=env)
            except GitFailed as error:
                if wait is None or not any(word in error.message for word in _BUSY):
                    raise
                time.sleep(wait)
            else:
                return

    # What may take the time of GitPython's import

    def log(self, path: str) -> list[tuple[str, str, str, str]]:
        """(commit, author's name, author's mail, ISO date) of every commit that touched a file, newest first."""
        out = self._python("log", "--format=%H%x00%an%x00%ae%x00%aI", "--", self.prefix + path)
        rows = [line.split("\0") for line in out.splitlines() if line]
        return [(commit, author, mail, date) for commit, author, mail, date in rows]

    def changed(self, places: Iterable[str]) -> dict[str, bool]:
        """Files in those places that differ from what was saved last, and whether each is new to git."""
        inside = [self.prefix + place for place in places]
        out = self._python("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", *inside)
        records = [record for record in out.split("\0") if record]
        return {record[3:].removeprefix(self.prefix): record[0] in "?A" for record in records}

    def blobs(self, names: Iterable[str]) -> dict[str, bytes]:
        """The bytes of the named blobs that this repository has."""
        found = {}
        for name in names:
            try:
                found[name] = self._gitpython.get_object_data(name)[3]
            except (ValueError, GitFailed):
                continue
        return found

    def _python(self, command: str, *args: str) -> str:
        from git.exc import GitCommandError

        try:
            return str(getattr(self._gitpython(c=list(_SETTINGS)), command)(*args))
        except GitCommandError as error:
            raise GitFailed(f"git could not do its part: {str(error.stderr).strip()}", _HINT) from None

    @cached_property
    def _gitpython(self) -> GitPython:
        """GitPython's own git, at the top of the work tree."""
        from git import Repo
        from git.exc import GitError

        for name in set(os.environ) - set(scrub(os.environ)):
            del os.environ[name]  # GitPython can add to git's environment, but not take away
        try:
            return Repo(self._folder, search_parent_directories=True).git
        except GitError:
            raise GitFailed(f"{self._folder} is in no git repository", _HINT) from None

    @cached_property
    def prefix(self) -> str:
        """The journal's folder, seen from the top of the work tree, where GitPython runs: "" or such as `deep/`."""
        return self.ask("rev-parse", "--show-prefix")
