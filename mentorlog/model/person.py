"""The people of a journal: who writes, in which role, by which clock."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from mentorlog.errors import BadValue, NotFound
from mentorlog.model.source import family

_ADDRESS = r"(?P<name>[^<>]+?)\s*<(?P<mail>[^<>\s]+@[^<>\s]+)>"
HANDLE = re.compile(r"[a-z][a-z0-9-]{0,30}")


class Role(StrEnum):
    """What a person is to the other."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of every day on somebody's wall; one that ends before it begins goes on past midnight."""

    begins: time
    ends: time


WAKING = Hours(time(7), time(22))
WORKING = Hours(time(9), time(17))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes in the journal.

    Attributes:
        handle: the short name that entries carry as `author`.
        name: as shown.
        mail: as git records it.
        role: mentee, mentor, or guest for an author whom the journal does not list.
        zone: IANA time zone.
        logins: forge name to login there.
        waking: when they may be called.
        working: when they work, from Monday to Friday.
    """

    handle: str
    name: str
    mail: str = ""
    role: Role = Role.GUEST
    zone: str = "UTC"
    logins: Mapping[str, str] = field(default_factory=dict)
    waking: Hours = WAKING
    working: Hours = WORKING

    @property
    def first_name(self) -> str:
        """The first word of the name, for short lines."""
        return self.name.split()[0] if self.name.split() else self.handle


class People:
    """The journal's people by handle; an unknown handle is a guest of that name."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self._by_handle = {person.handle: person for person in people}

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_handle.values())

    def __contains__(self, handle: object) -> bool:
        return handle in self._by_handle

    def __getitem__(self, handle: str) -> Person:
        return self._by_handle.get(handle) or Person(handle=handle, name=handle or "somebody")

    def known(self, handle: str) -> Person:
        """The listed person of that handle.

        Raises:
            NotFound: nobody of that handle is listed; the hint names who is.
        """
        if handle not in self:
            listed = ", ".join(self._by_handle) or "nobody yet"
            raise NotFound(f"this journal knows nobody called '{handle}'", f"it knows: {listed}")
        return self._by_handle[handle]

    def get(self, handle: str) -> Person | None:
        """The listed person of that handle; None where there is none."""
        return self._by_handle.get(handle)

    def by_login(self, login: str, forge: str) -> Person | None:
        """Who has that login at a kind of forge; None where nobody is listed with it."""
        wanted = login.casefold(), family(forge)
        for person in self:
            if any((there.casefold(), family(kind)) == wanted for kind, there in person.logins.items() if there):
                return person
        return None

    def pair(self) -> list[Person]:
        """The mentee and the mentor; fewer where there is none."""
        found = (next((each for each in self if each.role is role), None) for role in (Role.MENTEE, Role.MENTOR))
        return [person for person in found if person]

    def zones(self, first: str = "") -> list[str]:
        """The clocks to show an instant on: `first`, then the pair's (mentee's before mentor's); each zone once."""
        ranked = sorted(self, key=lambda person: list(Role).index(person.role))
        return list(dict.fromkeys([*([first] if first else []), *(person.zone for person in ranked)]))


def own_addresses(states: Iterable[tuple[str, People]]) -> dict[str, set[str]]:
    """The mails that are each person's own, in small letters, by handle.

    A person who changes their own address keeps the one before. Where somebody else changed it, or the name with it,
    that may be another person by now, or a trick: only the new one is theirs then.

    Args:
        states: of the list of people, oldest first, each with the mail of who saved it.
    """
    own: dict[str, set[str]] = {}
    before = People()
    for saved_by, people in states:
        taken = {(each.mail.casefold(), each.handle) for each in (*before, *people)}
        for person in people:
            mail, was = person.mail.casefold(), before.get(person.handle)
            if was is None or mail != was.mail.casefold():
                kept = own.get(person.handle, set())
                by = saved_by.casefold()
                is_shared = any(each in (by, mail) and handle != person.handle for each, handle in taken)
                is_same = was is not None and person.name == was.name and by in kept | {mail} and not is_shared
                own[person.handle] = (kept if is_same else set()) | ({mail} if mail else set())
        before = people
    return own


def read_address(text: str) -> tuple[str, str]:
    """`Ada Example <ada@example.org>` as (name, mail).

    Raises:
        BadValue: the text has another shape.
    """
    found = re.fullmatch(_ADDRESS, text.strip())
    if not found or any(unicodedata.category(char).startswith("C") for char in text):
        raise BadValue(f"'{text}' is not a name with a mail address", 'write it as "Ada Example <ada@example.org>"')
    return str(found["name"]).strip(" \"'"), str(found["mail"])


def handle_of(name: str) -> str:
    """The handle made from a first name: `Ada Example` is `ada`, `Zoë` is `zoe`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words: list[str] = re.findall(r"[a-z0-9-]+", plain)
    if not words or not HANDLE.fullmatch(words[0]):
        raise BadValue(f"no short name can be made from '{name}'", "begin the name with a letter from a to z")
    return words[0]
