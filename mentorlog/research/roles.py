"""Roles for people, and numbers for ids: what others know them by."""

from __future__ import annotations

import hashlib
from collections import Counter

from mentorlog.errors import BadValue
from mentorlog.model.ids import COMMENT_ID, moment_of
from mentorlog.model.person import People, Role
from mentorlog.research.names import Names, tokens
from mentorlog.research.pseudonyms import Pseudonymiser


def with_people(names: Names, people: People) -> Names:
    """A list with the journal's own people in it: whoever is not listed there is called by their role.

    Raises:
        BadValue: a pseudonym holds a listed name.
    """
    listed = dict(names.pseudonyms)
    for person, alias in aliases(people).items():
        role = called(alias)
        name = people[person].name
        own = {token.key for token in tokens(role)}
        for each in (name, *name.split(), people[person].mail, person, *people[person].logins.values()):
            keys = {token.key for token in tokens(each)}
            if not keys <= own and any(len(key) > 1 for key in keys):
                listed.setdefault(each, listed.get(name, role))
    made = Names(listed, names.words, names.kept)
    engine = Pseudonymiser(made)
    for name, pseudonym in listed.items():
        if any(engine.residues(pseudonym)):
            raise BadValue(f"what stands for '{name}' holds a listed name itself", "choose another pseudonym")
    return made


def aliases(people: People) -> dict[str, str]:
    """What each person is called for others, by handle: their role."""
    counts = Counter(person.role for person in people)
    numbers: Counter[Role] = Counter()
    found = {}
    for person in people:
        numbers[person.role] += 1
        alone = counts[person.role] == 1
        found[person.handle] = str(person.role) if alone else f"{person.role}-{numbers[person.role]}"
    return found


def called(alias: str) -> str:
    """`guest-2` as `Guest 2`."""
    return alias.replace("-", " ").capitalize()


def number(entry_id: str) -> str:
    """An entry's id for others: digits alone, for chance writes names with letters; the same in every export."""
    if not entry_id:
        return ""
    return f"{entry_id[:1]}-{int.from_bytes(hashlib.sha256(entry_id.encode()).digest()[:5]):012}"


def numbered(comment_id: str) -> str:
    """The same of a comment, in the order of time; "" for what is no id."""
    if not COMMENT_ID.fullmatch(comment_id):
        return ""
    chance = int.from_bytes(hashlib.sha256(comment_id.encode()).digest()[:3])
    return f"{round(moment_of(comment_id).timestamp() * 1000):015}{chance:08}"
