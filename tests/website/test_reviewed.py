"""What stands in a review is read on the site, and said to be no part of the journal yet; what came from a forge says so."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Cli

COMMENT = """---
id: 01m7w2yw48pv0gc2esbp9708bv
author: james
date: 2026-11-20T09:00:21Z
motivation: assessing
source:
  forge: github
  repository: github.com/7
  kind: review
  id: 5
  link: {link}
  verdict: changes requested
  line: "title: A hard talk"
  date: 2026-11-20T09:00:21Z
---

Look at the title.
"""


def page(clone: Cli, path: str) -> str:
    clone.ok("build")
    return (clone.folder / "site" / path).read_text()


def test_what_is_under_review_says_so_until_it_is_part_of_the_journal(two_clones: tuple[Cli, Cli]) -> None:
    ada, james = two_clones
    ada.ok("diary", "new", "A hard talk", "--body", "It went badly.", "--draft")
    id_ = ada.ok("review", "open", "--local").split()[0]
    assert "Under review" not in page(james, "index.html")
    james.ok("sync")
    assert "Under review" in page(james, "index.html")
    assert f"mentorlog review merge {id_}" in page(james, f"journal/{id_}.html")
    ada.ok("review", "merge")
    ada.ok("sync")
    james.ok("sync")
    assert "Under review" not in page(james, "index.html")
    assert "review merge" not in page(james, f"journal/{id_}.html")


def said(clone: Cli, link: str) -> str:
    id_ = clone.ok("diary", "new", "A hard talk", "--body", "It went badly.").split()[0]
    file = Path(clone.folder, "comments", id_, "01m7w2yw48pv0gc2esbp9708bv.md")
    file.parent.mkdir(parents=True)
    file.write_text(COMMENT.format(link=link))
    clone.ok("save")
    assert "Look at the title." in clone.ok("show", id_)
    return page(clone, f"journal/{id_}.html")


def test_where_something_was_said_is_shown_and_led_to(ada: Cli) -> None:
    html = said(ada, "https://github.com/ada/journal/pull/1#discussion_r5")
    assert 'href="https://github.com/ada/journal/pull/1#discussion_r5" rel="noopener noreferrer">on GitHub</a>' in html
    assert "asks for changes" in html
    assert "title: A hard talk" in html


def test_no_other_address_is_one_to_go_to(ada: Cli) -> None:
    html = said(ada, "'javascript:alert(1)//https://github.com'")
    assert "javascript:" not in html
    assert "on GitHub" in html
