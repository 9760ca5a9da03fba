"""The place that the two share: its address, who can read it, and what may be said of it.

Before anything is sent to a place on the network, the place is asked as a stranger would ask: without a name, a
password, a key or a helper. If it answers, anybody can read what lies there, and nothing is sent.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from mentorlog.errors import BadValue, GitFailed, NotFound, Public
from mentorlog.repository.git import Git

_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?:(?P<user>[^/]*)@)?(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_SCP = re.compile(r"(?:(?P<user>[^/:@]+)@)?(?P<host>\[[^\]]+\]|[^/:@]{2,}):(?P<path>[^:].*|)", re.DOTALL)
_NETWORK = {"http", "https", "git", "ssh", "git+ssh", "ssh+git"}
_STRANGER = (
    "ssh -o BatchMode=yes -o PreferredAuthentications=none -o PubkeyAuthentication=no -o PasswordAuthentication=no"
    " -o KbdInteractiveAuthentication=no -o GSSAPIAuthentication=no -o HostbasedAuthentication=no"
    " -o IdentityAgent=none -o ControlPath=none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
    " -o ConnectTimeout=20"
)
_PATIENCE = 60.0
_OTHERS = 0o055


def checked(address: str) -> str:
    """An address that may be kept and used.

    Raises:
        BadValue: it holds a name with a password, or is none that git reaches by itself.
    """
    found = _URL.fullmatch(address)
    user = found["user"] or "" if found else ""
    if ":" in user or (user and found and found["scheme"].lower() in ("http", "https")):
        raise BadValue(
            "the address of the remote holds a name or a password", "leave out all between // and @; git asks for it"
        )
    known = not found or found["scheme"].lower() in (*_NETWORK, "file")
    if not address.strip() or address.startswith("-") or "::" in address or not known or not address.isprintable():
        raise BadValue("that is not the address of a remote", "copy it from the forge's page")
    return address


def shown(address: str) -> str:
    """An address as it may be printed: without a name or a password."""
    return re.sub(r"(?<=://)[^/@\s]*@", "", address)


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
    """
    address = git.settings.get("remote.origin.url", "")
    if not address:
        raise NotFound(
            "this journal is not shared yet", "`git remote add origin ADDRESS` says where; the guide shows two ways"
        )
    return str(git.top / address) if is_local(address) and "://" not in address else address


def refuse_strangers(git: Git, address: str) -> str:
    """Ask the place as a stranger would; returns a word of care where the place is a folder of this machine.

    Raises:
        Public: it answered.
        BadValue: that is no address that may be used.
    """
    if is_local(checked(shown(address))):
        return _who_can_look(Path(address.removeprefix("file://")))
    if answers_strangers(git, address):
        raise Public(
            f"strangers can read {shown(address)}, so nothing was sent",
            "make it private on the forge's page, or take another; then type `mentorlog sync` again",
        )
    return ""


def answers_strangers(git: Git, address: str) -> bool:
    """Whether a place on the network answers somebody without a name, a password or a key."""
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
            Git(Path(home)).start(*settings, "ls-remote", "--quiet", "--", plain, env=nobody, wait=_PATIENCE)
        except GitFailed:
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
        return f"{folder} is on this machine, and everybody with an account here can look into it"
    return ""
