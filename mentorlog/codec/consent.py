"""The files of the ledger of consent: `consent/<ULID>.md`, each a line of it, with the person's own words below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mentorlog.codec.front_matter import emit, is_yes, parse
from mentorlog.errors import BadValue, Unreadable
from mentorlog.model import clock
from mentorlog.model.consent import Consent, Ledger, Use
from mentorlog.model.entry import Channel
from mentorlog.model.ids import COMMENT_ID

FOLDER = "consent"
_CHANNELS = {channel.noun: channel for channel in Channel}


def read_ledger(files: Mapping[str, bytes]) -> Ledger:
    """The ledger of a journal.

    Args:
        files: the journal's files, by path; all but the ledger's are passed over.

    Raises:
        Unreadable: one of them is not as it should be. Nothing may be concluded from a ledger that is not whole.
    """
    paths = [path for path in files if path.startswith(f"{FOLDER}/") and path.endswith(".md")]
    return Ledger(_read(path, files[path]) for path in sorted(paths))


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
            withdraws=document.value("withdraws"),
            path=path,
        )
    except (Unreadable, BadValue) as error:
        raise Unreadable(error.message, error.hint, path=path) from None
    except (ValueError, KeyError) as error:
        raise Unreadable(f"it names {error}, which is not known", "take the word back, or update", path=path) from None


def _check(id_: str, path: str) -> None:
    if not COMMENT_ID.fullmatch(id_) or path != f"{FOLDER}/{id_}.md":
        raise BadValue("its name is not its id", "keep the name that mentorlog gave the file")
