"""The search index: what it holds, and that the browser folds words as it does."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from playwright.sync_api import Browser

from mentorlog.website.finder import Document, documents, pieces, shard, terms
from mentorlog.website.site import Site
from mentorlog.website.words import Words
from tests.conftest import ROOT
from tests.website.test_pages import SMALL


def data(script: str) -> object:
    """What a piece hands over."""
    return json.loads(script[script.index(",") + 1 : script.rindex(")")])


def test_every_entry_and_every_comment_that_stands_is_found_and_nothing_else() -> None:
    found = list(documents(Site(SMALL), Words()))
    said = " ".join(document.text for document in found)
    assert "Who had the key?" in said
    assert "Never mind." not in said  # taken back
    assert [document.kind for document in found].count("m") == 7
    assert found[0].more == ""
    gate = next(document for document in found if document.address == "journal/d-00000001.html")
    assert (gate.title, gate.more) == ("The <gate> & I", "feedback tired <b>")


def test_the_pieces_hold_every_word_with_its_documents() -> None:
    found = list(documents(Site(SMALL), Words()))
    made = dict(pieces(found, ["ada", "james"]))
    assert "<" not in "".join(made.values())
    head = data(made["index.js"])
    assert isinstance(head, dict)
    assert head["count"] == len(found) == len(head["who"]) == len(head["kinds"])
    for number, document in enumerate(found):
        for term in set(terms(document.text)):
            postings = data(made[f"t/{shard(term)}.js"])
            assert isinstance(postings, dict)
            numbers, at = [], 0
            for step in postings[term].split(","):
                at += int(step.partition(".")[0], 36)
                numbers.append(at)
            assert number in numbers
    rows = data(made["d/0.js"])
    assert isinstance(rows, list)
    assert rows[0][0] == found[0].address


def test_words_that_stand_nearly_everywhere_stand_alone_in_a_long_journal() -> None:
    many = [Document(f"{n}.html", f"Day {n}", "ada", "Ada", "d", "x", f"the word{n}") for n in range(400)]
    made = dict(pieces(many, ["ada"]))
    head = data(made["index.js"])
    assert isinstance(head, dict)
    assert head["common"] == ["day", "the"]
    alone = data(made["t/c1.js"])
    assert isinstance(alone, dict)
    assert [*alone] == ["the"]
    assert {"c0", "c1", "wwor"} < {*head["shards"].split()}


def test_a_guest_has_no_number_and_the_index_is_the_same_each_time() -> None:
    guest = Document("1.html", "T", "mary", "Mary", "d", "x", "word")
    made = list(pieces([guest], ["ada"]))
    assert made == list(pieces([guest], ["ada"]))
    assert '"who":"z"' in made[0][1]


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
