"""The search index: what it holds, and that the browser folds words as it does."""

from __future__ import annotations

import json
import sys
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

import pytest
from playwright.sync_api import Browser

from mentorlog.model.comment import Comment
from mentorlog.model.journal import Journal
from mentorlog.website.finder import Document, documents, last_pieces, pieces, shard, terms
from mentorlog.website.site import Site
from mentorlog.website.words import Words
from tests.conftest import PEOPLE, ROOT, Cli
from tests.website.test_pages import GATE, SMALL


def data(script: str) -> Any:  # noqa: ANN401 - each piece has its own shape
    """What a piece hands over."""
    return json.loads(script[script.index(",") + 1 : script.rindex(")")])


def site(count: int, days: int = 1, author: str = "ada") -> Site:
    """A journal of so many entries, one in so many days."""
    return Site(
        Journal(
            PEOPLE,
            [
                replace(GATE, id=f"d-{n:08}", path=f"journal/{n}.md", author=author, title=f"Day {n}", body=f"the word{n}",
                        date=datetime(2020, 1, 1, tzinfo=UTC) + n * timedelta(days=days))
                for n in range(count)
            ],
        )
    )  # fmt: skip


def found(facts: Site) -> list[Document]:
    """All documents, in the order of their numbers."""
    return [each for month in sorted(facts.ask("lists", "found")) for each in documents(facts, Words(), month)]


def numbers(listed: str) -> list[int]:
    """The documents that hold a word."""
    steps = [int(step.partition(".")[0], 36) for step in listed.split(",")] if listed else []
    return list(accumulate(steps))


def test_every_entry_and_every_comment_that_stands_is_found_and_nothing_else() -> None:
    every = found(Site(SMALL))
    said = " ".join(document.text for document in every)
    assert "Who had the key?" in said
    assert "Never mind." not in said  # taken back
    assert [document.kind for document in every].count("m") == 7
    assert every[0].more == ""
    gate = next(document for document in every if document.address == "journal/d-00000001.html")
    assert (gate.title, gate.more) == ("The <gate> & I", "feedback tired <b>")


@pytest.mark.parametrize(
    "facts", [Site(SMALL), site(90), site(0), site(500, 0)], ids=["small", "long", "empty", "a day"]
)
def test_the_pieces_hold_every_word_with_its_documents(facts: Site) -> None:
    made = dict(pieces(facts, Words()))
    every = found(facts)
    assert "<" not in "".join(made.values())
    head, last = data(made["index.js"]), data(made["last.js"])
    assert head["count"] + last["count"] == len(every) == len(head["who"] + last["who"])
    for number, document in enumerate(every):
        for term in set(terms(document.text)):
            if number < head["count"]:
                common = head["common"]
                name = f"c{common.index(term)}" if term in common else shard(term)
                assert number in numbers(data(made[f"t/{name}.js"])[term])
            else:
                assert number - head["count"] in numbers(last["words"][term])
    months = [*head["months"], [last["month"], last["count"]]]
    shown = [row for month, count in months for n in range(0, count, 8) for row in data(made[f"d/{month}-{n // 8}.js"])]
    assert [row[0] for row in shown] == [document.address for document in every]
    assert {path.partition("/")[0] for path in made} <= {"index.js", "last.js", "t", "d"}


def test_a_new_comment_changes_the_last_piece_and_what_it_is_shown_by() -> None:
    before = site(400, 5)
    entry = before.journal.entries[3]
    remark = Comment("01zz", entry.id, "ada", before.journal.entries[-1].when, body="An afterthought.")
    after = Site(Journal(PEOPLE, before.journal.entries, [remark]))
    one, other = (dict(pieces(facts, Words())) for facts in (before, after))
    changed = [path for path, text in other.items() if one.get(path) != text]
    assert len(changed) == 2
    assert set(changed) == {*dict(last_pieces(after, Words()))} & set(changed)
    assert sum(len(other[path]) for path in changed) < 4000


def test_words_that_stand_nearly_everywhere_stand_alone_in_a_long_journal() -> None:
    made = dict(pieces(site(440, 1), Words()))
    head = data(made["index.js"])
    assert head["common"] == sorted(head["common"])
    assert {"day", "the"} <= {*head["common"]}
    place = head["common"].index("the")
    assert [*data(made[f"t/c{place}.js"])] == ["the"]
    assert {f"c{place}", "wwor"} < {*head["shards"].split()}


def test_a_guest_has_no_number_and_the_index_is_the_same_each_time() -> None:
    guest = site(1, author="mary")
    made = list(pieces(guest, Words()))
    assert made == list(pieces(guest, Words()))
    assert data(dict(made)["last.js"])["who"] == "z"


@pytest.mark.browser
def test_the_browser_folds_and_cuts_words_as_the_index_does(browser: Browser) -> None:
    """Every assigned sign of the first scripts, and every 19th of the rest, between two letters."""
    codes = [*range(32, 0x3100), *range(0x3100, 0xD800, 19), *range(0xE000, sys.maxunicode, 19)]
    signs = [chr(code) for code in codes]
    texts = [f"a{sign}b c{sign}" for sign in signs if unicodedata.category(sign)[0] in "LMNPSZ"]
    script = (ROOT / "mentorlog/website/assets/search.js").read_text()
    inner = script[script.index("  function fold(") : script.index("  function shards(")]
    page = browser.new_page()
    cut = page.evaluate(
        f"texts => {{ {inner}; return texts.map(text => terms(text).map(term => [term, shard(term)])); }}", texts
    )
    page.close()
    apart = [
        text for text, theirs in zip(texts, cut, strict=True) if [[term, shard(term)] for term in terms(text)] != theirs
    ]
    assert len(apart) < 30, apart[:20]  # signs that one of the two does not know yet
    known = [text for text in apart if unicodedata.category(text[1])[0] != "C" and ord(text[1]) < 0x3000]
    assert known == []


@pytest.mark.browser
def test_a_word_that_every_object_of_the_browser_has_is_found_like_any_other(ada: Cli, browser: Browser) -> None:
    ada.now -= timedelta(days=60)
    ada.ok("diary", "new", "Before", "--body", "The constructor of the school.")
    ada.now += timedelta(days=60)
    ada.ok("diary", "new", "Now", "--body", "Nothing of it.")
    ada.ok("build")
    page = browser.new_page()
    for word, count in (("constructor", 1), ("nothing", 1), ("valueOf", 0)):
        page.goto((ada.folder / "site/search.html").as_uri() + f"#q={word}")
        page.reload()
        page.wait_for_function("document.getElementById('found').textContent !== ''")
        assert page.locator("#results li").count() == count, word
    page.close()
