"""The place that the two share: its address, who can read it, and what may be said of it.

Before anything is sent to a place on the network, the place is asked as a stranger would ask: without a name, a
password, a key or a helper. If it answers, anybody can read what lies there, and nothing is sent.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from mentorlog.errors import BadValue, GitFailed, NotFound, Public, Unsafe
from mentorlog.repository.complaint import without_secrets
from mentorlog.repository.git import Git

_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?:(?P<user>[^/]*)@)?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_SCP = re.compile(r"(?:[^/:@]+@)?(?P<host>\[[^\]]+\]|[^/:@]{2,}):(?P<path>[^:].*|)", re.DOTALL)
_NETWORK = {"http", "https", "git", "ssh", "git+ssh", "ssh+git"}
_STRANGER = (
    "ssh -o BatchMode=yes -o PreferredAuthentications=none -o PubkeyAuthentication=no -o PasswordAuthentication=no"
    " -o KbdInteractiveAuthentication=no -o GSSAPIAuthentication=no -o HostbasedAuthentication=no"
    " -o IdentityAgent=none -o ControlPath=none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
    " -o ConnectTimeout=20"
)
_REFUSALS = re.compile(
    r"could not read (Username|Password)|terminal prompts disabled|Authentication failed|Permission denied|not found"
    r"|access denied|not exported|returned error: 40[134]|does not exist|unable to read askpass",
    re.IGNORECASE,
)
"""What git says where a place wants a login, or hides from strangers."""

_PATIENCE = 60.0
_LONG = 5 * _PATIENCE
_WEB_PATIENCE = 20.0
_OTHERS = 0o055


def checked(address: str) -> str:
    """An address that may be kept and used.

    Raises:
        BadValue: it holds a name with a password, or is none that git reaches by itself.
    """
    if holds_secrets(address):
        raise BadValue(
            "the address of the remote holds a name or a password", "leave out all between // and @; git asks for it"
        )
    found = _URL.fullmatch(address)
    known = not found or found["scheme"].lower() in (*_NETWORK, "file")
    if not address.strip() or address.startswith("-") or "::" in address or not known or not address.isprintable():
        raise BadValue("that is not the address of a remote", "copy it from the forge's page")
    return address


def holds_secrets(address: str) -> bool:
    """Whether an address holds a password or a token, or a name where git would add the password."""
    scheme, mark, rest = address.partition("://")
    if not mark:
        return False
    before = rest.rpartition("@")[0]
    web = scheme.lower() in ("http", "https")
    return ":" in before or (web and bool(before or "?" in rest))


def is_local(address: str) -> bool:
    """Whether an address is a folder of this machine."""
    found = _URL.fullmatch(address)
    if found:
        return found["scheme"].lower() == "file"
    return not _SCP.fullmatch(address)


def address_of(git: Git) -> str:
    """Where this clone shares.

    Raises:
        NotFound: nowhere yet.
        Unsafe: inside the clone itself, where a journal that came as an archive could have laid a trap.
    """
    address = git.settings.get("remote.origin.url", "")
    if not address:
        raise NotFound(
            "this journal is not shared yet", "`git remote add origin ADDRESS` says where; the guide shows two ways"
        )
    if holds_secrets(address):
        hint = "`git remote set-url origin ADDRESS`, without all between // and @; git asks for it, and can keep it"
        raise Unsafe("the address of the shared place holds a name or a password", hint)
    if not is_local(address):
        return address
    folder = Path(os.path.normpath(git.top / address.removeprefix("file://")))
    if folder.is_relative_to(git.top):
        raise Unsafe("the place to share is inside this very journal", "`git remote set-url origin ADDRESS`")
    return str(folder) if "://" not in address else address


def bring(git: Git, address: str, wanted: Iterable[str]) -> None:
    """Bring over commits by their names or refs, as far as the place gives them; no branch moves.

    Raises:
        GitFailed: the place could not be reached.
    """
    where = ("-C", str(git.top))
    for each in wanted:
        try:
            git.start(*where, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", address, each, wait=_LONG)
        except GitFailed:
            git.start(
                *where, "ls-remote", "--quiet", "--", address, "HEAD", wait=_LONG
            )  # it has not that one, but is there


def send(git: Git, address: str, commit: str, ref: str) -> None:
    """Put a commit on a branch of the place that is not there yet.

    Raises:
        Public: strangers can read the place.
        GitFailed: it could not be reached, or refused.
    """
    where = ("-C", str(git.top))
    if not git.start(*where, "ls-remote", "--quiet", "--", address, ref, wait=_LONG).strip():
        refuse_strangers(git, address)
        git.start(*where, "push", "--quiet", "--no-verify", "--", address, f"{commit}:{ref}", wait=_LONG)


def refuse_strangers(git: Git, address: str) -> str:
    """Ask the place as a stranger would; returns a word of care where the place is a folder of this machine.

    Raises:
        Public: it answered.
        GitFailed: it could not be found out.
        BadValue: that is no address that may be used.
    """
    goal = _resolved(git, address)
    if is_local(checked(without_secrets(goal))):
        return _who_can_look(Path(goal.removeprefix("file://")))
    if _answers(git, goal, _PATIENCE, sure=True) or any(_answers(git, web, _WEB_PATIENCE) for web in _on_the_web(goal)):
        raise Public(
            f"strangers can read {without_secrets(goal)}, so nothing was sent",
            "make that place private, or take another; then type `mentorlog sync` again",
        )
    return ""


def _resolved(git: Git, address: str) -> str:
    """The address that git makes of one, by the user's own abbreviations; it is where a push would go."""
    rules = git.ask("config", "-z", "--get-regexp", r"^url\..*\.pushinsteadof$").split("\0")
    rows = (rule.partition("\n") for rule in rules)
    short = {begin: key[len("url.") : -len(".pushinsteadof")] for key, _, begin in rows}
    longest = max((begin for begin in short if begin and address.startswith(begin)), key=len, default="")
    if longest:
        return short[longest] + address.removeprefix(longest)
    return git.run("ls-remote", "--get-url", "--", address).strip()


def _on_the_web(address: str) -> list[str]:
    """Where a forge would show to everybody what lies at an address for ssh."""
    found, short = _URL.fullmatch(address), _SCP.fullmatch(address)
    if found and "ssh" in found["scheme"].lower():
        host, _, path = found["rest"].partition("/")
        return [f"https://{host.partition(':')[0]}/{path}"]
    return [f"https://{short['host']}/{short['path'].lstrip('/')}"] if short and not found else []


def _answers(git: Git, address: str, patience: float, *, sure: bool = False) -> bool:
    """Whether a place on the network answers somebody without a name, a password or a key.

    Raises:
        GitFailed: where it is to be `sure`: it neither answered nor refused.
    """
    through = [f"http.{key}={value}" for key in ("proxy", "sslCAInfo") if (value := git.ask("config", f"http.{key}"))]
    through += ["credential.helper=", "core.askPass=", "http.extraHeader=", "http.cookieFile=", "http.emptyAuth=false"]
    with TemporaryDirectory(prefix="mentorlog-") as home:
        nobody = {
            "HOME": home,
            "XDG_CONFIG_HOME": home,
            "USERPROFILE": home,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CEILING_DIRECTORIES": str(Path(home).parent),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "false",
            "SSH_ASKPASS": "false",
            "SSH_AUTH_SOCK": "",
            "GIT_SSH_COMMAND": _STRANGER,
        }
        settings = [part for setting in through for part in ("-c", setting)]
        plain = _without_user(address)
        try:
            Git(Path(home)).start(*settings, "ls-remote", "--quiet", "--", plain, env=nobody, wait=patience)
        except GitFailed as error:
            if sure and not _REFUSALS.search(error.said):
                raise GitFailed(
                    f"it could not be found out whether strangers can read that place: {error.message}",
                    "nothing was sent; sync again later",
                ) from None
            return False
        return True


def synchronised_by(folder: Path) -> str:
    """The service that copies a folder to other machines behind git's back, which breaks journals; "" for none."""
    for part in (folder.absolute(), *folder.absolute().parents):
        name = part.name.casefold()
        for service, marks in _SERVICES.items():
            if any(name == mark or name.startswith(f"{mark} ") for mark in marks):
                return service
        if (part / ".dropbox").exists() or (part / ".dropbox.cache").exists():
            return "Dropbox"
    return ""


_SERVICES = {
    "OneDrive": ("onedrive",),
    "Dropbox": ("dropbox",),
    "iCloud": ("com~apple~clouddocs", "mobile documents", "icloud drive", "iclouddrive"),
    "Google Drive": ("google drive", "googledrive", "my drive"),
}


def _without_user(address: str) -> str:
    found = _URL.fullmatch(address)
    if found and found["scheme"].lower() in ("http", "https"):
        return f"{found['scheme']}://{found['rest']}"
    return address


def _who_can_look(folder: Path) -> str:
    try:
        open_to_others = folder.stat().st_mode & _OTHERS
    except OSError:
        return ""
    if open_to_others and os.name != "nt":
        closes = f"if it is yours alone, `chmod -R go-rwx {folder}` closes it"
        return f"{folder} is on this machine, and everybody with an account here can look into it; {closes}"
    return ""
