"""What others may read: nothing that was not agreed to, and nobody's name."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlog.model.codebook import Definition
from mentorlog.model.comment import Comment, Motivation
from mentorlog.model.consent import Consent, Ledger, Use
from mentorlog.model.entry import Channel, Entry
from mentorlog.model.ids import comment_id
from mentorlog.model.journal import Journal
from mentorlog.research.corpus import Corpus, Text
from mentorlog.research.disclosure import Disclosure
from mentorlog.research.formats import lines, pages, tables
from mentorlog.research.names import Names
from mentorlog.research.refi import project
from tests.conftest import PEOPLE, Cli, git

FIRST = datetime(2026, 9, 1, 12, tzinfo=UTC)
MARK = re.compile(r"word\d{3}")
LIST = '[names]\n"Priya" = "Teacher A"\n"Leeds" = "a town"\n'


def entry(number: int, channel: Channel, author: str, day: int) -> Entry:
    when = FIRST + timedelta(days=day)
    return Entry(
        f"{channel.letter}-{number:08}", channel, f"Title word{number:03}", author, when, "UTC",
        f"{channel.folder}/{number}.md", f"Body word{number:03}.\n", blob="b" * 40,
    )  # fmt: skip


def comment(number: int, about: Entry, author: str, day: int, code: int | None = None) -> Comment:
    when = FIRST + timedelta(days=day)
    id_ = comment_id(when, number.to_bytes(10))
    made = Comment(id_, about.id, author, when, body=f"Said word{number:03}.", path=f"comments/{about.id}/{id_}.md")
    return made if code is None else replace(made, motivation=Motivation.TAGGING, code=f"word{400 + code}")


def definition(number: int, code: int, author: str, day: int) -> Definition:
    when = FIRST + timedelta(days=day)
    return Definition(comment_id(when, number.to_bytes(10)), author, when, f"word{400 + code}", f"word{500 + number}")


DAYS = st.integers(0, 60)
CODES = st.integers(0, 2)
PERSONS = st.sampled_from(["ada", "james"])
CONSENTS = st.builds(
    lambda number, person, day, uses, channels, since, length: Consent(
        comment_id(FIRST + timedelta(days=day), number.to_bytes(10)), person, FIRST + timedelta(days=day), frozenset(uses),
        frozenset(channels), None if since is None else (FIRST + timedelta(days=since)).date(),
        None if length is None else (FIRST + timedelta(days=(day if since is None else since) + length)).date(),
    ),
    st.integers(0, 10**6), PERSONS, DAYS, st.sets(st.sampled_from(Use)), st.sets(st.sampled_from(Channel)),
    st.none() | DAYS, st.none() | st.integers(0, 30),
)  # fmt: skip


def broad(person: str, channels: list[Channel]) -> Consent:
    """Somebody agreed to everything of some channels, from the first day on."""
    id_ = comment_id(FIRST, person.encode()[:3].ljust(10))
    return Consent(id_, person, FIRST, frozenset(Use), frozenset(channels), FIRST.date())


BROAD = st.lists(
    st.builds(broad, PERSONS, st.sampled_from([list(Channel), list(Channel)[:2]])),
    max_size=2, unique_by=lambda each: each.person,
)  # fmt: skip


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.sampled_from(Channel), PERSONS, DAYS), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), PERSONS, DAYS, st.none() | CODES), min_size=1, max_size=8),
    st.lists(st.tuples(CODES, PERSONS, DAYS), min_size=1, max_size=4),
    st.tuples(BROAD, st.lists(CONSENTS, max_size=4, unique_by=lambda each: each.id)).map(
        lambda both: [*both[0], *both[1]]
    ),
    st.sets(st.integers(0, 5), max_size=2),
    st.sampled_from(Use),
)
def test_nothing_that_was_not_agreed_to_is_in_any_output(
    written: list[tuple[Channel, str, int]],
    said: list[tuple[int, str, int, int | None]],
    defined: list[tuple[int, str, int]],
    given_: list[Consent],
    taken_back: set[int],
    use: Use,
) -> None:
    """By scanning the bytes: an oracle that knows nothing of the code says which words may stand there."""
    entries = [entry(number, *each) for number, each in enumerate(written)]
    comments = [
        comment(100 + number, entries[which % len(entries)], who, day, code)
        for number, (which, who, day, code) in enumerate(said)
    ]
    definitions = [definition(number, *each) for number, each in enumerate(defined)]
    backs = [
        Consent(comment_id(FIRST + timedelta(days=99), n.to_bytes(10)), given_[n].person, FIRST, withdraws=given_[n].id)
        for n in taken_back
        if n < len(given_)
    ]

    def may(person: str, channel: Channel, day: date) -> bool:
        return any(
            line.person == person and use in line.uses and channel in line.channels
            and (line.since or line.date.date()) <= day <= (line.until or date.max)
            for number, line in enumerate(given_) if number not in taken_back
        )  # fmt: skip

    refused = {
        each.code for each in definitions
        if not all(may(each.author, channel, each.date.date()) for channel in Channel)
    }  # fmt: skip
    allowed = set()
    for each in entries:
        whose = ["ada", "james"] if each.channel is Channel.CALL else [each.author]
        if each.date and all(may(person, each.channel, each.date.date()) for person in whose):
            allowed.add(each.body[5:12])
            allowed |= {
                one.body[5:12] for one in comments
                if one.entry_id == each.id and may(one.author, each.channel, one.date.astimezone(UTC).date())
                and one.code not in refused
            }  # fmt: skip
    codes = {each.code for each in comments if each.code and each.body[5:12] in allowed}
    allowed |= codes | {each.meaning for each in definitions if each.code in codes}
    texts = {each.path: Text("", each.body) for each in entries} | {each.path: Text("", each.body) for each in comments}
    corpus = Corpus(
        Journal(PEOPLE, entries, comments, definitions=definitions), texts=texts, files={"secret.txt": b"word999"}
    )
    shown = Disclosure(corpus, Ledger([*given_, *backs]), use, Names({})).corpus()
    out = b"".join(
        [*lines(shown, revisions=True), *tables(shown).values(), *pages(shown).values(), *project(shown).values()]
    ).decode()
    assert set(MARK.findall(out)) == allowed


@pytest.fixture
def journal(ada: Cli, tmp_path: Path) -> Cli:
    """A journal with a name in every place, and a list outside of it."""
    id_ = ada.ok(
        "diary",
        "new",
        "Priya at noon",
        "--body",
        "I met Priya in Leeds.\n\nAda Example was there; James too.",
        "--tag",
        "priya",
    ).split()[0]
    ada.ok("comment", id_, "What did Priya say?", "--quote", "met Priya in Leeds")
    ada.ok("ask", "How do I tell Priya?")
    (tmp_path / "names.toml").write_text(LIST)
    return ada


def exported(clone: Cli, path: Path) -> list[dict[str, Any]]:
    clone.ok("export", "jsonl", str(path), "--for", "research", "--names", "../names.toml")
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_without_consent_nothing_goes_out(journal: Cli, tmp_path: Path) -> None:
    rows = exported(journal, tmp_path / "none.jsonl")
    assert {row["kind"] for row in rows} == {"journal"}
    assert (
        "not agreed to"
        in journal("export", "csv", str(tmp_path / "t"), "--for", "research", "--names", "../names.toml").output
    )


def test_what_was_agreed_to_goes_out_under_pseudonyms(journal: Cli, tmp_path: Path) -> None:
    journal.ok("consent", "give", "--for", "research", "--since", "2026-11-01")
    path = tmp_path / "out.jsonl"
    rows = exported(journal, path)
    text = path.read_text()
    for name in ("Priya", "priya", "Leeds", "Ada", "James", "ada", "james", "example.org"):
        assert not re.search(rf"(?<![a-zA-Z]){name}(?![a-zA-Z])", text), name
    entry_row = next(row for row in rows if row.get("channel") == "diary")
    assert entry_row["body"] == "\nI met Teacher A in a town.\n\nMentee was there; Mentor too.\n"
    assert (entry_row["author"], entry_row["tags"], entry_row["path"]) == (
        "mentee",
        ["Teacher A"],
        f"journal/{entry_row['id']}.md",
    )
    assert "head" not in entry_row
    said = next(row for row in rows if row["kind"] == "comment")
    anchor = said["anchor"]
    assert entry_row["body"][anchor["start"] : anchor["end"]] == said["target"]["exact"] == "met Teacher A in a town"
    assert "blob" not in said["target"]
    assert rows[0]["copy"] == "for research, under pseudonyms"
    assert journal.refused("import", "jsonl", str(path))


def test_what_is_taken_back_is_out_and_the_truth_is_told(journal: Cli, tmp_path: Path) -> None:
    journal.ok("consent", "give", "--for", "research", "--since", "2026-11-01")
    id_ = json.loads(journal.ok("consent", "--json"))[0]["id"]
    told = journal.ok("consent", "withdraw", id_[:20])
    for truth in ("3 entries and comments", "history keeps", "clones", "cannot reach"):
        assert truth in told
    assert {row["kind"] for row in exported(journal, tmp_path / "none.jsonl")} == {"journal"}
    assert "No consent stands" in journal.ok("consent")
    assert "no one consent" in journal.refused("consent", "withdraw", id_)


def test_a_name_that_is_left_stops_the_export(journal: Cli, tmp_path: Path) -> None:
    journal.ok("consent", "give", "--for", "research", "--since", "2026-11-01")
    (tmp_path / "names.toml").write_text(LIST + '"Will" = "Pupil B"\n[words]\n"Will" = []\n')
    journal.ok("diary", "new", "Open", "--body", "Will came.")
    refused = journal.refused(
        "export", "jsonl", str(tmp_path / "x.jsonl"), "--for", "research", "--names", "../names.toml"
    )
    assert "Will came" in refused
    assert not (tmp_path / "x.jsonl").exists()


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["--for", "research"], "--names"),
        (["--for", "research", "--names", "names.toml"], "outside of the journal"),
        (["--for", "research", "--names", "../missing.toml"], "there is no file"),
        (["--names", "../names.toml"], "--for"),
    ],
)
def test_an_export_for_others_needs_a_list_from_outside(
    journal: Cli, tmp_path: Path, args: list[str], why: str
) -> None:
    (journal.folder / "names.toml").write_text(LIST)
    done = journal("export", "jsonl", str(tmp_path / "x.jsonl"), *args)
    assert done.exit_code
    assert why in done.stderr
    assert not (tmp_path / "x.jsonl").exists()


def test_a_ledger_that_cannot_be_read_stops_every_export_for_others(journal: Cli, tmp_path: Path) -> None:
    journal.ok("consent", "give", "--for", "research")
    (line,) = (journal.folder / "consent").iterdir()
    line.write_text(line.read_text().replace("research", "everything"))
    git(journal.folder, "commit", "--quiet", "-am", "by hand")
    assert "everything" in journal.refused(
        "export", "jsonl", str(tmp_path / "x.jsonl"), "--for", "research", "--names", "../names.toml"
    )


def test_earlier_wordings_are_out_unless_they_were_agreed_to(journal: Cli, tmp_path: Path) -> None:
    entry_id = json.loads(journal.ok("diary", "--json"))[0]["id"]
    journal.ok("edit", entry_id, "I met nobody.")
    journal.ok("consent", "give", "--for", "research", "--since", "2026-11-01")
    args = ("--for", "research", "--names", "../names.toml", "--revisions")
    journal.ok("export", "jsonl", str(tmp_path / "one.jsonl"), *args)
    assert "Teacher A in a town" not in re.sub(r'"target".*', "", (tmp_path / "one.jsonl").read_text())
    journal.ok("consent", "give", "--for", "research", "--since", "2026-11-01", "--revisions")
    journal.ok("export", "jsonl", str(tmp_path / "two.jsonl"), *args)
    rows = [json.loads(line) for line in (tmp_path / "two.jsonl").read_bytes().splitlines()]
    earlier = [row for row in rows if row["kind"] == "revision" and row["path"].startswith("journal/")]
    assert [row["body"].strip()[:22] for row in earlier] == ["I met Teacher A in a t", "I met nobody."]
    assert all(not row.get("commit") for row in earlier)


def shown(clone: Cli, path: Path, *args: str) -> str:
    """All that an export for others says."""
    clone.ok("export", "jsonl", str(path), "--for", "research", "--names", "../names.toml", *args)
    return path.read_text()


def agreed(clone: Cli, *people: str, args: tuple[str, ...] = ("--since", "2026-01-01")) -> None:
    for person in people:
        clone.ok("me", person)
        clone.ok("consent", "give", "--for", "research", *args)
    clone.ok("me", "ada")


def test_nothing_tells_when_somebody_who_did_not_agree_spoke_or_who_they_are(journal: Cli, tmp_path: Path) -> None:
    journal.ok("me", "james")
    id_ = journal.ok("diary", "new", "His", "--body", "Of one alone.").split()[0]
    journal.ok("me", "ada")
    said = journal.ok("comment", id_, "Of Ada.").split()[0]
    journal.ok("me", "james")
    journal.ok("comment", id_, "Yes.", "--reply-to", said)
    last = journal.now
    agreed(journal, "james")
    journal.ok("diary", "new", "Later", "--body", "Of Ada, saved last.")
    first, *rows = exported(journal, tmp_path / "his.jsonl")
    assert [str(row.get("body", row.get("handle"))).strip() for row in rows] == ["mentor", "Of one alone.", "Yes."]
    assert not rows[-1].get("in_reply_to")
    assert datetime.fromisoformat(first["saved"]) < last


def test_no_earlier_wording_leaves_by_another_door(journal: Cli, tmp_path: Path) -> None:
    """Not by a quote, not by what stands around one, not by a comment that was reworded or taken back."""
    id_ = journal.ok(
        "diary", "new", "Wordings", "--body", "My oldsecret wording.\n\nAnd a line that stays as it is."
    ).split()[0]
    journal.ok("comment", id_, "On gone words", "--quote", "oldsecret wording")
    journal.ok("comment", id_, "On kept ones", "--quote", "a line that stays")
    journal.ok("edit", id_, "A new one.\n\nAnd a line that stays as it is.")
    journal.ok("comment", id_, "saidfirst")
    said = {row["body"]: row["id"] for row in json.loads(journal.ok("show", id_, "--json"))["thread"]}
    journal.ok("edit", said["saidfirst"], "saidlast")
    journal.ok("comment", id_, "takenback")
    gone = next(
        row["id"] for row in json.loads(journal.ok("show", id_, "--json"))["thread"] if row["body"] == "takenback"
    )
    journal.ok("retract", gone)
    agreed(journal, "ada")
    text = shown(journal, tmp_path / "x.jsonl", "--revisions")
    for word in ("oldsecret", "saidfirst", "takenback"):
        assert word not in text
    for word in ("a line that stays", "saidlast", "On gone words"):
        assert word in text
    row = next(row for row in map(json.loads, text.splitlines()) if row.get("body") == "On gone words")
    assert (row["anchor"]["state"], row["target"]["exact"]) == ("orphan", "")


def test_half_a_name_at_the_edge_of_a_quote_is_replaced_too(journal: Cli, tmp_path: Path) -> None:
    (tmp_path / "names.toml").write_text(LIST + '"Mary Smith" = "Teacher Q"\n')
    id_ = journal.ok("diary", "new", "Edges", "--body", "Then Mary Smith said that.").split()[0]
    for quote in ("ry Smi", "Smith said"):
        journal.ok("comment", id_, f"On {quote!r}".replace("Smith", "S").replace("ry Smi", "it"), "--quote", quote)
    agreed(journal, "ada")
    text = shown(journal, tmp_path / "x.jsonl")
    assert not re.search("mith|Smi|Mary", text)
    assert text.count('"exact":"Teacher Q') == 2


def test_whoever_wrote_in_an_entry_must_agree_whatever_its_header_says(journal: Cli, tmp_path: Path) -> None:
    journal.ok("diary", "new", "Mine", "--body", "adasecret")
    (file,) = (journal.folder / "journal").rglob("*mine.md")
    file.write_text(file.read_text().replace("author: ada", "author: james"))
    git(
        journal.folder,
        "-c",
        "user.name=James Other",
        "commit",
        "--quiet",
        "-am",
        "mine now",
        "--author",
        "James Other <james@example.org>",
    )
    agreed(journal, "james")
    assert "adasecret" not in shown(journal, tmp_path / "x.jsonl")
    agreed(journal, "ada")
    assert "adasecret" in shown(journal, tmp_path / "y.jsonl")


def test_what_somebody_who_is_not_listed_saved_is_counted(journal: Cli, tmp_path: Path) -> None:
    agreed(journal, "ada")
    (file,) = (journal.folder / "journal").rglob("*noon.md")
    file.write_text(f"{file.read_text()}\nOne line more.\n")
    git(journal.folder, "commit", "--quiet", "-am", "by hand", "--author", "A Helper <helper@example.org>")
    target = str(tmp_path / "x.jsonl")
    told = journal.ok("export", "jsonl", target, "--for", "research", "--names", "../names.toml")
    assert "1 entry was saved by somebody whom the journal does not list too" in told


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("person: ada\ndate: 2020-01-01\nuses: [research]\nchannels: [diary]", "was not saved by Ada"),
        ("person: Ada\ndate: 2020-01-01\nuses: [research]\nchannels: [diary]", "nobody called"),
        ("person: james\ndate: 2020-01-01\nwithdraws: [x]", "names no consent"),
        ("person: james\ndate: 2020-01-01\nwithdraws: 01m7w2yw48pv0gc2esbp970000", "takes back what is not there"),
    ],
)
def test_a_ledger_with_a_line_that_is_not_right_stops_it(journal: Cli, tmp_path: Path, text: str, why: str) -> None:
    id_ = "01m7w2yw48pv0gc2esbp9708bv"
    (journal.folder / "consent").mkdir()
    (journal.folder / f"consent/{id_}.md").write_text(f"---\nid: {id_}\n{text}\n---\n")
    git(journal.folder, "add", "consent")
    git(journal.folder, "commit", "--quiet", "-m", "by hand", "--author", "James Other <james@example.org>")
    assert why in journal.refused(
        "export", "jsonl", str(tmp_path / "x.jsonl"), "--for", "research", "--names", "../names.toml"
    )
    assert why in journal.refused("consent")


def test_a_withdrawal_that_was_taken_out_stops_it(journal: Cli, tmp_path: Path) -> None:
    agreed(journal, "ada")
    journal.ok("consent", "withdraw", json.loads(journal.ok("consent", "--json"))[0]["id"])
    last = max((journal.folder / "consent").iterdir())
    git(journal.folder, "rm", "--quiet", str(last))
    git(journal.folder, "commit", "--quiet", "-m", "by hand")
    assert "only grows" in journal.refused(
        "export", "jsonl", str(tmp_path / "x.jsonl"), "--for", "research", "--names", "../names.toml"
    )


def test_a_call_takes_both_and_says_nothing_of_where_it_was(journal: Cli, tmp_path: Path) -> None:
    journal.ok(
        "call",
        "new",
        "2026-12-03 09:00",
        "--body",
        "callsecret",
        "--link",
        "https://meet.example/abc",
        "--place",
        "Room 7 https://x.example/y",
    )
    agreed(journal, "ada", args=("--since", "2026-01-01", "--channel", "call"))
    assert "callsecret" not in shown(journal, tmp_path / "one.jsonl")
    agreed(journal, "james", args=("--since", "2026-01-01", "--channel", "call"))
    text = shown(journal, tmp_path / "two.jsonl")
    assert "callsecret" in text
    assert "meet.example" not in text
    assert "x.example" not in text


def test_two_entries_of_one_id_stop_it_and_a_strange_reference_does_not(journal: Cli, tmp_path: Path) -> None:
    agreed(journal, "ada")
    (comment_file,) = (journal.folder / "comments").rglob("*.md")
    comment_file.write_text(
        comment_file.read_text().replace("motivation: commenting", "motivation: commenting\nin_reply_to: d-abc")
    )
    git(journal.folder, "commit", "--quiet", "-am", "by hand")
    assert "What did" in shown(journal, tmp_path / "one.jsonl")
    (file,) = (journal.folder / "journal").rglob("*noon.md")
    file.with_name("twin.md").write_text(file.read_text())
    git(journal.folder, "add", ".")
    git(journal.folder, "commit", "--quiet", "-m", "by hand")
    assert "two entries have the id" in journal.refused(
        "export", "jsonl", str(tmp_path / "x.jsonl"), "--for", "research", "--names", "../names.toml"
    )


def test_the_people_s_own_logins_are_names(journal: Cli, tmp_path: Path) -> None:
    people = journal.folder / "pyproject.toml"
    people.write_text(
        people.read_text().replace(
            "[tool.mentorlog.people.ada]\n", '[tool.mentorlog.people.ada]\nlogins = { github = "adalove" }\n'
        )
    )
    journal.ok("save")
    journal.ok("diary", "new", "Login", "--body", "See https://github.com/adalove and @AdaLove.")
    agreed(journal, "ada")
    assert "adalove" not in shown(journal, tmp_path / "x.jsonl").lower()


def test_nobody_agrees_in_the_name_of_another_by_lending_them_an_address(journal: Cli, tmp_path: Path) -> None:
    people = journal.folder / "pyproject.toml"
    listed = people.read_text()
    people.write_text(listed.replace("ada@example.org", "james@other.example"))
    id_ = "01m7w2yw48pv0gc2esbp9708bv"
    (journal.folder / "consent").mkdir()
    lines = f"id: {id_}\nperson: ada\ndate: 2020-01-01\nuses: [research]\nchannels: [diary]\nsince: 2020-01-01"
    (journal.folder / f"consent/{id_}.md").write_text(f"---\n{lines}\n---\n")
    git(journal.folder, "add", "-A")
    git(journal.folder, "commit", "--quiet", "-m", "lent", "--author", "James Other <james@example.org>")
    people.write_text(listed)
    git(journal.folder, "commit", "--quiet", "-a", "-m", "back", "--author", "James Other <james@example.org>")
    args = ("export", "jsonl", str(tmp_path / "x.jsonl"), "--for", "research", "--names", "../names.toml")
    assert "was not saved by Ada" in journal.refused(*args)


def test_whoever_gets_another_address_stays_who_they_are(journal: Cli, tmp_path: Path) -> None:
    agreed(journal, "ada")
    people = journal.folder / "pyproject.toml"
    people.write_text(people.read_text().replace("ada@example.org", "ada@school.example"))
    journal.ok("save")
    journal.ok("me", "ada")
    (line,) = json.loads(journal.ok("consent", "--json"))
    journal.ok("consent", "withdraw", line["id"])
    assert json.loads(journal.ok("consent", "--json")) == []
    rows = exported(journal, tmp_path / "none.jsonl")
    assert {row["kind"] for row in rows} == {"journal"}
