"""The files of the ledger of consent: `consent/<ULID>.md`, each a line of it, with the person's own words below."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from mentorlog.codec.front_matter import Document, emit, is_yes, parse
from mentorlog.errors import BadValue, Unreadable
from mentorlog.model import clock
from mentorlog.model.consent import Consent, Ledger, Use
from mentorlog.model.entry import Channel
from mentorlog.model.ids import COMMENT_ID
from mentorlog.model.person import People

FOLDER = "consent"
_ASK = "ask the other what became of it; until it is right, nothing is exported for others"
_CHANNELS = {channel.noun: channel for channel in Channel}


def read_ledger(
    files: Mapping[str, bytes], people: People, saved_by: Mapping[str, str], own: Mapping[str, Collection[str]]
) -> Ledger:
    """The ledger of a journal. Nothing may be concluded from one that is not whole.

    Args:
        files: the journal's files, by path; all but the ledger's are passed over.
        people: who may say something.
        saved_by: the mail of whoever saved each of the ledger's files, by path; "" for what was changed since.
        own: the mails that are each person's own, by handle; see `own_addresses`.

    Raises:
        Unreadable: something in it is not as it should be: a file that is no line of it, or that somebody else saved,
            changed or took away; a line that takes nothing back.
    """
    paths = sorted(path for path in files if path.lower().startswith(f"{FOLDER}/") and not path.endswith(".gitkeep"))
    if gone := sorted(set(saved_by) - set(paths)):
        raise Unreadable("it was taken out of the ledger, which only grows", _ASK, path=gone[0])
    lines = {line.id: line for line in (_read(path, files[path]) for path in paths)}
    for line in lines.values():
        person = people.get(line.person)
        if person is None:
            raise Unreadable(f"the journal lists nobody called '{line.person}'", _ASK, path=line.path)
        if saved_by.get(line.path, "").casefold() not in own.get(person.handle, ()):
            raise Unreadable(f"it was not saved by {person.name}, or was changed since", _ASK, path=line.path)
        if line.withdraws and (line.withdraws not in lines or lines[line.withdraws].person != line.person):
            raise Unreadable("it takes back what is not there, or somebody else's", _ASK, path=line.path)
    return Ledger(lines.values())


def write_consent(consent: Consent, words: str) -> str:
    """The file of a new line."""
    fields = {
        "id": consent.id,
        "person": emit(consent.person),
        "date": clock.stamp(consent.date),
        "withdraws": consent.withdraws,
        "uses": _listed(str(use) for use in Use if use in consent.uses),
        "channels": _listed(channel.noun for channel in Channel if channel in consent.channels),
        "since": consent.since.isoformat() if consent.since else "",
        "until": consent.until.isoformat() if consent.until else "",
        "revisions": "true" if consent.revisions else "",
    }
    lines = [f"{key}: {value}" for key, value in fields.items() if value]
    body = f"\n{words.strip()}\n" if words.strip() else ""
    return "\n".join(["---", *lines, "---", ""]) + body


def _listed(words: Iterable[str]) -> str:
    return emit(tuple(words)).removeprefix("[]")


def _read(path: str, data: bytes) -> Consent:
    try:
        document = parse(data.decode())
        id_, since, until = document.value("id"), document.value("since"), document.value("until")
        _check(id_, path)
        return Consent(
            id=id_,
            person=document.value("person"),
            date=clock.read_instant(document.value("date"), "UTC"),
            uses=frozenset(Use(use) for use in document.values("uses")),
            channels=frozenset(_CHANNELS[noun] for noun in document.values("channels")),
            since=clock.read_day(since) if since else None,
            until=clock.read_day(until) if until else None,
            revisions=is_yes(document.value("revisions")),
            withdraws=_withdrawn(document),
            path=path,
        )
    except (Unreadable, BadValue) as error:
        raise Unreadable(error.message, error.hint, path=path) from None
    except (ValueError, KeyError) as error:
        raise Unreadable(f"it names {error}, which is not known", "take the word back, or update", path=path) from None


def _check(id_: str, path: str) -> None:
    if not COMMENT_ID.fullmatch(id_) or path != f"{FOLDER}/{id_}.md":
        raise BadValue("its name is not its id", "keep the name that mentorlog gave the file")


def _withdrawn(document: Document) -> str:
    """The id of what a line takes back; "" for none."""
    if "withdraws" not in document:
        return ""
    wanted = document.value("withdraws").strip().lower()
    if not COMMENT_ID.fullmatch(wanted):
        raise BadValue("it names no consent to take back", "write its id behind `withdraws:`")
    return wanted
