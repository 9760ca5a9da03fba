"""The people of a journal: `[tool.mentorlog.people]` in its `pyproject.toml`, and a person's own `names.toml`."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable

from mentorlog.errors import BadValue, Unreadable
from mentorlog.model import clock
from mentorlog.model.person import WAKING, WORKING, Hours, People, Person, Role

PEOPLE = "pyproject.toml"
"""The file of a journal that lists its people."""


def read_people(text: str, path: str = PEOPLE) -> People | None:
    """Who writes in the journal, or None where the file does not describe a journal.

    Raises:
        Unreadable: the file is not TOML, or a person in it is not complete.
    """
    try:
        tool = tomllib.loads(text).get("tool")
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it cannot be read: {error}", "undo the last change to it", path=path) from None
    settings = tool.get("mentorlog") if isinstance(tool, dict) else None
    if not isinstance(settings, dict):
        return None
    listed = settings.get("people", {})
    if not isinstance(listed, dict):
        raise Unreadable(
            "[tool.mentorlog.people] is not a table of people", "write [tool.mentorlog.people.ada]", path=path
        )
    return People(_read_person(handle, fields, path) for handle, fields in listed.items())


def write_people(people: Iterable[Person]) -> str:
    """The tables that describe the people."""
    tables = []
    for person in people:
        fields = {"name": person.name, "mail": person.mail, "role": str(person.role), "zone": person.zone}
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
        tables.append("\n".join([f"[tool.mentorlog.people.{person.handle}]", *lines, ""]))
    return "\n".join(tables)


def with_person(text: str, person: Person) -> str:
    """A `pyproject.toml` that lists one more person; nothing else in it changes."""
    hours = {"waking": person.waking, "working": person.working}
    lines = [f'{key} = "{each.begins:%H:%M}-{each.ends:%H:%M}"' for key, each in hours.items()]
    logins = [f"{_key(forge)} = {json.dumps(there, ensure_ascii=False)}" for forge, there in person.logins.items()]
    lines += [f"logins = {{ {', '.join(logins)} }}"] if logins else []
    end = "" if text.endswith("\n") else "\n"
    return f"{text}{end}\n{write_people([person])}" + "\n".join([*lines, ""])


def with_login(text: str, handle: str, forge: str, login: str) -> str:
    """A `pyproject.toml` in which a person has a login at a forge; nothing else in it changes.

    Raises:
        BadValue: the file is written in a way that has no plain place for it.
    """
    line = f"{_key(forge)} = {json.dumps(login, ensure_ascii=False)}"
    inline = rf"(?m)^(\[tool\.mentorlog\.people\.{re.escape(handle)}\][^\[]*?^logins\s*=\s*\{{)\s*(.*?)\s*(\}})"
    table = rf"(?m)^\[tool\.mentorlog\.people\.{re.escape(handle)}\.logins\][ \t]*\n"
    person = rf"(?m)^\[tool\.mentorlog\.people\.{re.escape(handle)}\][ \t]*\n(?:[^\[\n].*\n?)*"
    if re.search(table, text):
        made = re.sub(table, lambda found: f"{found[0]}{line}\n", text, count=1)
    elif re.search(inline, text):
        made = re.sub(
            inline, lambda found: f"{found[1]} {', '.join(filter(None, [found[2], line]))} {found[3]}", text, count=1
        )
    else:
        made = re.sub(person, lambda found: f"{found[0].rstrip()}\nlogins = {{ {line} }}\n", text, count=1)
    if not _differ_by_login(text, made, handle, forge, login):
        hint = f"write `logins = {{ {line} }}` below [tool.mentorlog.people.{handle}], and save it"
        raise BadValue("there is no plain place in pyproject.toml for a login", hint)
    return made


def _differ_by_login(before: str, after: str, handle: str, forge: str, login: str) -> bool:
    """Whether the one is the other with that login, and nothing else."""
    try:
        wanted, made = tomllib.loads(before), tomllib.loads(after)
        wanted["tool"]["mentorlog"]["people"][handle].setdefault("logins", {})[forge] = login
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return wanted == made


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)


def read_names(text: str, path: str) -> dict[str, str]:
    """A `names.toml`: real name to role or pseudonym, under `[names]`.

    Raises:
        Unreadable: the file is not TOML, or has another shape.
    """
    try:
        names = tomllib.loads(text).get("names", {})
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it cannot be read: {error}", "undo the last change to it", path=path) from None
    if not isinstance(names, dict) or not all(isinstance(role, str) for role in names.values()):
        raise Unreadable(
            "it has no table of names", 'write [names] and below it "Mary Example" = "Teacher A"', path=path
        )
    return names


def _hours(text: object, default: Hours) -> Hours:
    """`07:00-22:00`."""
    from mentorlog.model.spoken import read_time

    if text is None:
        return default
    begins, mark, ends = str(text).replace("–", "-").partition("-")
    try:
        hours = Hours(read_time(begins, str(text)), read_time(ends, str(text)))
    except BadValue:
        mark = ""
    if not mark or hours.begins == hours.ends:
        raise BadValue(f"'{text}' is no part of a day", 'write it as "07:00-22:00"')
    return hours


def _read_person(handle: str, fields: object, path: str) -> Person:
    where = f"[tool.mentorlog.people.{handle}]"
    if not isinstance(fields, dict):
        raise Unreadable(f"{where} is not a table", 'write name = "Ada Example" below it', path=path)
    logins = fields.get("logins", {})
    try:
        return Person(
            handle=handle.lower(),
            name=str(fields.get("name") or handle),
            mail=str(fields.get("mail", "")),
            role=Role(fields.get("role", Role.GUEST)),
            zone=clock.zone(str(fields.get("zone", "UTC"))).key,
            waking=_hours(fields.get("waking"), WAKING),
            working=_hours(fields.get("working"), WORKING),
            logins={str(forge): str(login) for forge, login in logins.items()} if isinstance(logins, dict) else {},
        )
    except BadValue as error:
        raise Unreadable(f"{where} {error.message}", error.hint, path=path) from None
    except ValueError:
        roles = ", ".join(Role)
        raise Unreadable(f"{where} role is not one of {roles}", f'write role = "{Role.MENTOR}"', path=path) from None
