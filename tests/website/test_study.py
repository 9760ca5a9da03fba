"""Pages of the study: the numbers on them are those of the records, few are not drawn, and a code leads to its passages."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from mentorlog.insights import Answered, Insights, Written
from mentorlog.repository.repository import Repository
from mentorlog.website.build import build
from mentorlog.website.charts import Table, bars, pictures
from tests.conftest import Cli

CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)
MARKS = re.compile(r"<[^>]*>")


def tables(page: str) -> dict[str, list[list[str]]]:
    """The cells of each table, by its title."""
    found: dict[str, list[list[str]]] = {}
    for part in page.split("<table")[1:]:
        rows = [[unescape(MARKS.sub("", cell)).strip() for cell in CELL.findall(row)] for row in part.split("<tr>")[1:]]
        title = re.search(r'aria-label="(.*?)"', part.partition(">")[0])
        found[unescape(title[1]) if title else f"numbers {sum(name[:7] == 'numbers' for name in found)}"] = rows
    return found


def built(clone: Cli, path: str) -> str:
    folder = build(Repository.open(clone.folder), None).folder
    return (folder / path).read_text()


@pytest.fixture
def told(ada: Cli) -> Cli:
    """A journal that tells something in every channel."""
    for number in range(5):
        ada.ok("diary", "new", f"Day {number}", "--body", "three words here", "--feeling", "tired", "--tag", "is a")
        asked = ada.ok("ask", f"How {number}?").split()[0]
        ada.ok("me", "james")
        ada.ok("answer", asked, "So.")
        ada.ok("me", "ada")
    return ada


def test_the_numbers_are_those_of_the_records(told: Cli) -> None:
    found = json.loads(told.ok("insights", "--json"))
    shown = tables(built(told, "insights/index.html"))
    (month,) = found["months"]
    assert shown["numbers 0"][1][1:] == [str(count) for count in month["entries"].values()]
    assert shown["numbers 1"][1][1:] == [str(month["comments"])]
    assert shown["numbers 2"][1][1] == str(month["words"]["diary"])
    assert "numbers 3" not in shown  # the questions have no words below their titles, and calls were not held
    assert shown["How many entries name a feeling"][1] == ["tired", "5"]
    assert shown["How many entries carry a theme"][1] == ["is a", "5", "", ""]
    asked = shown["By the hour at which a question was asked, on the clock of who asked"]
    assert sum(int(cell) for row in asked[1:] for cell in row[1:] if cell) == len(found["answers"]) == 5


def test_a_comment_changes_the_numbers_as_a_whole_build_would(told: Cli, tmp_path: Path) -> None:
    built(told, "index.html")
    asked = told.ok("ask", "And now?").split()[0]
    built(told, "index.html")
    told.ok("me", "james")
    told.ok("answer", asked, "Now.")
    told.ok("comment", asked, "And then.")
    again = build(Repository.open(told.folder), None)
    assert again.renewed < again.pages / 2
    clean = build(Repository.open(told.folder), tmp_path / "clean")
    page = "insights/index.html"
    assert (again.folder / page).read_bytes() == (clean.folder / page).read_bytes()
    assert "6 questions were answered" in (again.folder / page).read_text()


def test_a_code_leads_to_its_passages(told: Cli) -> None:
    told.ok("codebook", "define", "counting", "Numbers are <named>.")
    told.ok("code", "latest", "counting")
    told.ok("diary", "new", "With words", "--body", "One, two, three & four.")
    made = told.ok("code", "latest", "counting", "--quote", "two, three").split()[0]
    id_ = json.loads(told.ok("diary", "--json"))[-1]["id"]
    page = built(told, "codes/counting.html")
    assert "Numbers are" in page
    assert "<named>" not in page
    assert "two, three" in page
    assert f"../journal/{id_}.html#c-{made}" in page
    assert "2 passages" in page
    own = built(told, f"journal/{id_}.html")
    assert f'id="c-{made}"' in own
    assert '<a href="../codes/counting.html">counting</a>' in own
    assert "codes/index.html" in built(told, "insights/index.html")
    again = told.ok("code", "latest", "counting", "--quote", "four").split()[0]
    renewed = build(Repository.open(told.folder), None)
    assert renewed.renewed < renewed.pages / 2
    assert again in (renewed.folder / "codes/counting.html").read_text()


def test_memos_have_a_page(told: Cli) -> None:
    told.ok("codebook", "define", "counting", "Numbers.")
    assert "No memo yet" in built(told, "insights/memos.html")
    assert "memos.html" not in built(told, "codes/index.html")
    told.ok("diary", "new", "With words", "--body", "One, two, three & four.")
    made = json.loads(told.ok("diary", "--json"))[-1]["id"]
    told.ok("memo", "latest", "Why <these>?", "--quote", "three & four")
    page = built(told, "insights/memos.html")
    assert f'href="../journal/{made}.html#c-' in page
    assert "three &amp; four" in page
    assert "Why &lt;these&gt;?" in page or "Why ?" in page
    assert "1 memo<" in built(told, "codes/index.html")
    told.ok("edit", "latest", "All is new.")
    assert "three &amp; four" in built(told, "insights/memos.html")


def test_few_things_are_not_drawn(ada: Cli) -> None:
    ada.ok("diary", "new", "One", "--body", "more than five words are here", "--feeling", "tired")
    page = built(ada, "insights/index.html").partition('<h1 id="top"')[2]
    assert page.count("Fewer than five") > 2
    assert "<rect" not in page
    assert "<circle" not in page
    assert tables(page)["How many entries name a feeling"][1] == ["tired", "1"]


def insights(months: list[str], answers: int = 0) -> Insights:
    counts = {month: {"diary": number + 1} for number, month in enumerate(months)}
    written = Written(counts, counts, {}, {}, {}, {}, {}, {"diary": {"0": 3, "7": 2}})
    return Insights(written, [Answered(f"q-{number}", 9, 17, number) for number in range(answers)])


def test_a_long_time_is_shown_by_years_and_gaps_stay() -> None:
    short = pictures(insights(["2026-01", "2026-04"]))
    assert [row for row, _ in short.entries.rows] == ["2026-01", "2026-02", "2026-03", "2026-04"]
    long = pictures(insights(["2019-11", "2026-01"]))
    assert [row for row, _ in long.entries.rows] == [str(year) for year in range(2019, 2027)]
    assert long.rewritten.rows[0] == ("diary", [3, 0, 0, 0, 2])


def test_a_mistyped_year_does_not_bring_thousands() -> None:
    found = insights(["0001-02", "2025-12", "2026-01", "9999-12"])
    assert found.months == ["0001-02", "2025-12", "2026-01", "9999-12"]
    assert len(pictures(found).entries.rows) == 4


def test_pieces_stand_on_one_another_and_areas_are_as_large_as_their_counts() -> None:
    table = Table(["a", "b"], [("2026-01", [3, 1]), ("2026-02", [0, 8])])
    picture = bars(table)
    first = [box for box in picture.boxes if box.x == picture.boxes[0].x]
    assert [box.head for box in first] == ["a", "b"]
    assert first[1].y + first[1].height == pytest.approx(first[0].y, abs=0.2)
    heights = {box.head: box.height for box in first}
    assert heights["a"] / heights["b"] == pytest.approx(3, rel=0.02)
    assert [count for _, count in picture.lines] == [0, 4, 8]
    assert (table.radius(8) / table.radius(2)) ** 2 == pytest.approx(4, rel=0.05)
    assert bars(Table(["a"], [])).boxes == []


@pytest.mark.parametrize("most", [1, 2, 3, 9, 11, 19, 99, 101, 4207, 99999])
def test_the_highest_line_is_not_below_the_highest_column(most: int) -> None:
    lines = [count for _, count in bars(Table(["a"], [("2026", [most])])).lines]
    assert lines[0] == 0
    assert most <= lines[-1] <= 2.5 * most
    assert lines[1] * 2 == lines[-1]


def test_how_soon_is_told_by_both_clocks() -> None:
    shown = pictures(insights(["2026-01"], answers=6))
    assert shown.asked.rows == [("09", [2, 2, 2, 0, 0, 0, 0])]
    assert shown.answered.rows == [("15", [2, 2, 2, 0, 0, 0, 0])]
