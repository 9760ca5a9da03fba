"""`python benchmarks/pepys.py DIR`: Samuel Pepys's diary as a journal, with an editor's 4,483 notes as comments.

Dates stay in the headers; git holds nothing before 1970, so commits take that year and their order. A note's quote is
the words that stand before its mark.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mentorlog.actions.start import begin, pair
from mentorlog.codec.comments import comment_path, write_comment
from mentorlog.codec.entries import read_entry, write_entry
from mentorlog.model import anchor, quote
from mentorlog.model.comment import Comment
from mentorlog.model.entry import Channel, Entry, path_for
from mentorlog.model.ids import comment_id, entry_id
from mentorlog.model.person import People, Person, Role
from mentorlog.repository.worktree import blob_name

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "pepys.jsonl.gz"
_PEOPLE = pair(
    Person("", "Samuel Pepys", "samuel@example.org", Role.MENTEE, "UTC"),
    Person("", "Henry Wheatley", "henry@example.org", Role.MENTOR, "UTC"),
)
_EPOCH = datetime(1970, 1, 2, tzinfo=UTC)

File = tuple[str, str, str]
"""(path, text, handle of its author)."""


def read_corpus(path: Path) -> Iterator[dict[str, Any]]:
    """The diary's entries as the corpus has them."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def files(records: Iterable[dict[str, Any]], people: People) -> Iterator[File]:
    """Every entry, each followed by its notes as comments."""
    taken: set[str] = set()
    count = 0
    for number, record in enumerate(records):
        date = datetime.fromisoformat(f"{record['date']}T12:00:00+00:00")
        path = path_for(Channel.DIARY, date.date(), record["heading"])
        while path in taken:
            path = f"{path.removesuffix('.md')}-2.md"
        taken.add(path)
        random = hashlib.sha256(f"pepys {number}".encode()).digest()
        entry = Entry(
            entry_id("d", random), Channel.DIARY, record["heading"], "samuel", date, "UTC", path, record["body"]
        )
        text = write_entry(entry)
        yield path, text, "samuel"
        entry, _ = read_entry(text, path, Channel.DIARY, people, blob_name(text.encode()))
        at = 0
        for note in record["notes"]:
            count += 1
            places = quote.find(entry.body, note["after"])
            at, end = next((place for place in places if place[0] >= at), places[0])
            said = Comment(
                id=comment_id(_EPOCH + timedelta(milliseconds=count), random[5:]),
                entry_id=entry.id,
                author="henry",
                date=datetime(1893, 1, 1, 12, tzinfo=UTC) + timedelta(minutes=count),
                body=note["text"],
                target=anchor.target(entry.body, at, end, entry.blob),
            )
            yield comment_path(said), write_comment(said), "henry"


def stream(made: Iterable[File], people: People) -> Iterator[bytes]:
    """What `git fast-import` reads: one commit a file."""
    for number, (path, text, handle) in enumerate(made):
        person, data = people[handle], text.encode()
        who = f"{person.name} <{person.mail}> {int(_EPOCH.timestamp()) + 60 * number} +0000"
        subject = f"{path} by {handle}".encode()
        yield f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n".encode()
        yield b"data %d\n%s\n" % (len(subject), subject)
        yield b"from refs/heads/main^0\n" if number == 0 else b""
        yield f"M 100644 inline {json.dumps(path, ensure_ascii=False)}\n".encode()
        yield b"data %d\n%s\n" % (len(data), data)


def main() -> None:
    """Make the journal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    given = parser.parse_args()
    repository = begin(given.folder, _PEOPLE, "samuel", _EPOCH)
    made = list(files(read_corpus(given.corpus), _PEOPLE))
    git = ["git", "-C", str(given.folder)]
    subprocess.run([*git, "fast-import", "--quiet"], input=b"".join(stream(made, _PEOPLE)), check=True)
    subprocess.run([*git, "reset", "--hard", "--quiet"], check=True)
    print(f"{len(made)} files in {repository.root}")


if __name__ == "__main__":
    main()
