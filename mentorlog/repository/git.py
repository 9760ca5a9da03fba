"""The only module that runs git.

GitPython (`repo.git.*`) does what may take its import's tenth of a second; what stands between a person and "saved" is
started here directly. Everywhere: fixed arguments, `--` before every path, no user's text as an option, no hooks, no
signing prompt, and nothing at all where the clone's own settings could run a program.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlog.errors import GitFailed, Unsafe
from mentorlog.repository import disk
from mentorlog.repository.complaint import reason
from mentorlog.repository.settings import unsafe

if TYPE_CHECKING:
    from git.cmd import Git as GitPython

_SETTINGS = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "core.quotePath=false",
    "commit.gpgSign=false",
    "push.gpgSign=false",
    "log.showSignature=false",
    "maintenance.auto=false",
    "gc.auto=0",
    "protocol.ext.allow=never",
    "transfer.fsckObjects=true",
    "fetch.fsckObjects=true",
    "submodule.recurse=false",
    "fetch.recurseSubmodules=false",
    "push.recurseSubmodules=no",
    "safe.bareRepository=explicit",
)
_KEPT = ("GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_EXEC_PATH", "GIT_CONFIG_NOSYSTEM")
_HINT = "see that git is installed, and that the journal's folder is a git repository of yours"
OLDEST = (2, 34)
"""The git that is needed at least: that of Ubuntu 22.04."""

_CLASHES = 128
"""`git merge-file` ends with the number of clashes; from here on it failed."""

_UNMERGED = ("DD", "AU", "UD", "UA", "DU", "AA", "UU")
_EXACT = ("core.trustctime=true", "core.checkStat=default")
_DURABLE = ("core.fsync=all", "core.fsyncObjectFiles=true")
"""How git is told to write through to the disk: since 2.36, and before (https://git-scm.com/docs/git-config).

Each passes over the word that it does not know. Before 2.36 that covers objects alone, so `Branch` does the rest.
"""


def scrub(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without whatever would point git at another repository, trace or configuration."""
    clean = {key: value for key, value in environment.items() if not key.startswith("GIT_") or key in _KEPT}
    return clean | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


class Begun:
    """A git at work."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def result(self) -> str:
        """Wait for its end, and return what it printed; raises like `Git.run`."""
        said, errors = self._process.communicate()
        if self._process.returncode:
            raise GitFailed(f"git could not do its part: {reason(errors.decode(errors='replace'))}", _HINT)
        return said.decode(errors="surrogateescape")

    def end(self) -> None:
        """End it, where nobody waits for it any more."""
        if self._process.returncode is None:
            self._process.kill()
            self._process.communicate()


class Git:
    """git, in one folder.

    Attributes:
        folder: where it stands: the top of a journal.
        handles: file descriptors that every git inherits, so that a lock lasts as long as the last of them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.handles: tuple[int, ...] = ()

    def run(self, *args: str, data: bytes = b"", env: Mapping[str, str] | None = None) -> str:
        """Start git directly and return what it printed.

        Args:
            args: the command.
            data: its standard input.
            env: more of the environment.

        Raises:
            GitFailed: git is not there, or ended with anything but 0.
            Unsafe: the clone's own settings could run a program.
        """
        self.settings  # noqa: B018 - looked at before anything else is
        return self.start(*args, data=data, env=env)

    def start(
        self, *args: str, data: bytes = b"", env: Mapping[str, str] | None = None, wait: float | None = None
    ) -> str:
        """Like `run`, without a look at the clone's settings: for where there is no clone yet."""
        return self._output(args, data, env, wait).decode(errors="surrogateescape")

    def begin(self, *args: str) -> Begun:
        """Like `run`, without waiting for its end."""
        self.settings  # noqa: B018 - looked at before anything else is
        command = ["git", *(part for setting in (*_SETTINGS, *_EXACT) for part in ("-c", setting)), *args]
        pipe = subprocess.PIPE
        try:
            return Begun(subprocess.Popen(command, cwd=self.folder, env=scrub(os.environ), stdout=pipe, stderr=pipe))  # noqa: S603 - fixed arguments
        except OSError as error:
            raise GitFailed(f"git could not be started: {error.strerror}", _HINT) from None

    def read_blobs(self, names: Iterable[str]) -> dict[str, bytes]:
        """The bytes of the named blobs; what this clone has not is left out."""
        self.settings  # noqa: B018 - looked at before anything else is
        wanted = list(dict.fromkeys(names))
        told = self._output(("cat-file", "--batch"), "".join(f"{name}\n" for name in wanted).encode(), None, None)
        found = {}
        at = 0
        for name in wanted:
            start = told.find(b"\n", at) + 1
            head = told[at : start - 1] if start else b""
            at = start
            if not head.endswith(b" missing"):
                size = int((head.split() or [b"", b"", b"-1"])[2])
                found[name] = told[start : start + size]
                at += size + 1
                if len(found[name]) != size:
                    raise GitFailed("git said less than it was asked", "look whether the disk is full")
        return found

    def merge_texts(self, one: bytes, base: bytes, two: bytes) -> bytes | None:
        """The text with the changes of both; None where they touch each other, or are no text."""
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(dir=disk.private_folder(self.common / "mentorlog" / "tmp")) as folder:
            paths = [Path(folder, name) for name in ("one", "base", "two")]
            for path, text in zip(paths, (one, base, two), strict=True):
                path.write_bytes(text)
            command = ["git", "-c", "merge.conflictStyle=merge", "merge-file", *(str(path) for path in paths)]
            done = self._process(command, b"", None, None)
            if not done.returncode:
                return paths[0].read_bytes()
        if 0 < done.returncode < _CLASHES or b"Cannot merge binary" in done.stderr:
            return None
        raise GitFailed("git could not put two texts together", _HINT)

    def _output(self, args: tuple[str, ...], data: bytes, env: Mapping[str, str] | None, wait: float | None) -> bytes:
        settings = [part for setting in (*_SETTINGS, *_DURABLE) for part in ("-c", setting)]
        done = self._process(["git", *settings, *args], data, env, wait)
        if done.returncode:
            said = done.stderr.decode(errors="replace")
            message = f"git could not do its part: {reason(said) or done.returncode}"
            raise GitFailed(message, _HINT, code=done.returncode, said=said)
        return done.stdout

    def number(self, *args: str) -> int:
        """Like `run`, for what prints a number.

        Raises:
            GitFailed: it printed none.
        """
        told = self.run(*args).strip()
        if not told.isdigit():
            raise GitFailed("git said less than it was asked", "look whether the disk is full")
        return int(told)

    def ask(self, *args: str) -> str:
        """Like `run`; "" where git has nothing to say or says no."""
        try:
            return self.run(*args).strip()
        except GitFailed:
            return ""

    def _process(
        self, command: list[str], data: bytes, env: Mapping[str, str] | None, wait: float | None
    ) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - fixed arguments, see above
                command,
                cwd=self.folder,
                env=scrub(os.environ) | dict(env or {}),
                input=data,
                capture_output=True,
                check=False,
                pass_fds=self.handles,
                timeout=wait,
            )
        except OSError as error:
            raise GitFailed(f"git could not be started: {error.strerror}", _HINT) from None
        except subprocess.TimeoutExpired:
            raise GitFailed(f"git took longer than {wait:.0f} s", "try again when the network is better") from None

    # What git is, and where its things are

    @cached_property
    def version(self) -> tuple[int, int]:
        """Which git this is: major and minor."""
        said = self._process(["git", "version"], b"", None, None).stdout.decode(errors="replace")
        found = re.search(r"(\d+)\.(\d+)", said)
        return (int(found[1]), int(found[2])) if found else (0, 0)

    @cached_property
    def settings(self) -> Mapping[str, str]:
        """The clone's own settings; the last of a name counts.

        Raises:
            Unsafe: one of them could run a program, and this machine's user did not say that it may.
        """
        listed = self.start("config", "--list", "--show-scope", "-z").split("\0")
        rows = zip(listed[::2], listed[1::2], strict=False)
        own = [setting.partition("\n")[::2] for scope, setting in rows if scope in ("local", "worktree")]
        if found := unsafe(own, self.folder):
            raise Unsafe(
                f"this clone's git settings could run a program: {', '.join(found)}",
                "clone the journal anew with `mentorlog join`, or take them out of its .git/config",
            )
        settings = dict(own)
        if settings.get("extensions.objectformat", "sha1") != "sha1":
            raise Unsafe("this folder's git names things in another way (sha256)", "begin the journal in a new folder")
        return settings

    def set(self, key: str, value: str) -> None:
        """Keep a setting of this clone."""
        self.run("config", "--local", key, value)
        self.__dict__.pop("settings", None)

    @cached_property
    def _places(self) -> tuple[Path, Path, str]:
        """Git's own folder, the one that linked work trees share, and `prefix`."""
        for top in (self.folder, *self.folder.parents):
            if (top / ".git").is_dir() and not (top / ".git").is_symlink():
                inside = self.folder.relative_to(top).as_posix()
                return top / ".git", top / ".git", "" if inside == "." else f"{inside}/"
            if os.path.lexists(top / ".git"):
                break
        found = self.start("rev-parse", "--git-dir", "--git-common-dir", "--show-prefix").split("\n")
        return self.folder / found[0], self.folder / found[1], found[2]

    @property
    def own(self) -> Path:
        """Git's own folder of this work tree."""
        return self._places[0]

    @property
    def common(self) -> Path:
        """Git's own folder, shared by all work trees of the clone."""
        return self._places[1]

    @property
    def top(self) -> Path:
        """The top of the work tree."""
        depth = self.prefix.count("/")
        return self.folder.parents[depth - 1] if depth else self.folder

    @property
    def prefix(self) -> str:
        """The journal's folder, seen from the top of the work tree: "" or such as `deep/`."""
        return self._places[2]

    # What may take the time of GitPython's import

    def changed(self, places: Iterable[str]) -> dict[str, bool]:
        """Files in those places that differ from what was saved last, and whether each is new to git."""
        inside = [self.prefix + place for place in places]
        out = self._python("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", *inside)
        records = [record for record in out.split("\0") if record]
        if clash := next((record[3:] for record in records if record[:2] in _UNMERGED), ""):
            hint = "end the merge with the program that began it"
            raise GitFailed(f"{clash} is in the middle of a merge by another program", hint)
        return {record[3:].removeprefix(self.prefix): record[0] in "?A" for record in records}

    def _python(self, command: str, *args: str) -> str:
        from git.exc import GitCommandError

        try:
            return str(getattr(self._gitpython(c=list(_SETTINGS)), command)(*args))
        except GitCommandError as error:
            raise GitFailed(f"git could not do its part: {str(error.stderr).strip()}", _HINT) from None

    @cached_property
    def _gitpython(self) -> GitPython:
        """GitPython's own git, at the top of the work tree."""
        self.settings  # noqa: B018 - looked at before anything else is
        from git import Repo
        from git.exc import GitError

        for name in set(os.environ) - set(scrub(os.environ)):
            del os.environ[name]  # GitPython can add to git's environment, but not take away
        try:
            return Repo(self.folder, search_parent_directories=True).git
        except GitError:
            raise GitFailed(f"{self.folder} is in no git repository", _HINT) from None
