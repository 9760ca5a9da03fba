"""Coding: passages keep their codes through edits, nobody is spoken to by them, and what two coders say is counted right."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.model.entry import Channel
from mentorlog.research.coding import Coding, agreements, pooled, together
from tests.conftest import Cli, git

BODY = "I spoke to her slowly. She was silent for a while, and then she wept."


@pytest.fixture
def coded(ada: Cli) -> Cli:
    """A journal with an entry that Ada coded."""
    ada.ok("diary", "new", "First", "--body", BODY)
    ada.ok("codebook", "define", "silence", "Nobody speaks.")
    ada.ok("codebook", "define", "feeling", "What shows.")
    ada.ok("code", "latest", "Silence", "feeling", "--quote", "silent for a while")
    ada.ok("memo", "latest", "Who is silent here?", "--quote", "She was silent")
    return ada


def notes(clone: Cli) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(clone.ok("show", "latest", "--json"))["notes"]
    return found


def test_a_passage_keeps_its_codes_through_an_edit(coded: Cli) -> None:
    coded.ok("edit", "latest", BODY.replace("I spoke", "Before noon I spoke").replace("then she wept", "then it ended"))
    rows = json.loads(coded.ok("codebook", "passages", "silence", "--json"))
    assert [(row["words"], row["coder"], row["whole"]) for row in rows] == [("silent for a while", "ada", False)]
    assert {row["code"] for row in notes(coded)} == {"silence", "feeling", None}
    coded.ok("edit", "latest", "All is new.")
    (row,) = json.loads(coded.ok("codebook", "passages", "silence", "--json"))
    assert (row["start"], row["words"]) == (None, "silent for a while")
    assert "these words are gone" in coded.ok("codebook", "passages", "silence")


def test_memos_are_listed_with_the_words_that_they_are_on(coded: Cli) -> None:
    assert "No memos yet" not in coded.ok("codebook", "memos")
    coded.ok("memo", "latest", "On all of it.")
    rows = json.loads(coded.ok("codebook", "memos", "--json"))
    assert [(row["author"], row["body"], row["words"], row["whole"]) for row in rows] == [
        ("ada", "Who is silent here?", "She was silent", False),
        ("ada", "On all of it.", None, True),
    ]
    coded.ok("retract", rows[1]["id"])
    coded.ok("edit", "latest", "All is new.")
    shown = coded.ok("codebook", "memos")
    assert "She was silent (these words are gone)" in shown
    assert "On all of it." not in shown
    coded.ok("retract", rows[0]["id"])
    assert "No memos yet" in coded.ok("codebook", "memos")


def test_nobody_is_spoken_to(coded: Cli) -> None:
    coded.ok("me", "james")
    assert coded.ok("inbox") == "Nothing waits for you.\n"
    (row,) = json.loads(coded.ok("diary", "--json"))
    assert row["comments"] == 0
    assert "Who is silent here" not in coded.ok("search", "silent")
    shown = coded.ok("show", "latest")
    assert "Ada coded this: silence" in shown
    assert "Who is silent here?" in shown
    assert json.loads(coded.ok("insights", "--json"))["months"][-1]["comments"] == 0


def test_the_codebook_is_listed_with_what_was_given(coded: Cli) -> None:
    coded.ok("codebook", "define", "long silence", "More than a minute.", "--under", "Silence")
    rows = json.loads(coded.ok("codebook", "--json"))
    assert [(row["code"], row["under"], row["given"]["diary"]) for row in rows] == [
        ("feeling", None, 1),
        ("silence", None, 1),
        ("long silence", "silence", 0),
    ]
    assert "  long silence" in coded.ok("codebook")
    coded.ok("codebook", "define", "pause", "--instead-of", "silence")
    rows = json.loads(coded.ok("codebook", "--json"))
    assert [(row["code"], row["under"], row["given"]["diary"]) for row in rows][1:] == [
        ("pause", None, 1),
        ("long silence", "pause", 0),
    ]
    assert rows[1]["meanings"] == ["Nobody speaks."]
    assert "1 passage is coded as pause" in coded.ok("codebook", "passages", "silence")


def test_a_code_that_was_taken_back_is_not_counted(coded: Cli) -> None:
    given = next(row["id"] for row in notes(coded) if row["code"] == "silence")
    coded.ok("retract", given)
    assert json.loads(coded.ok("codebook", "passages", "silence", "--json")) == []
    coded.ok("code", "latest", "silence", "--quote", "silent for a while")
    assert len(json.loads(coded.ok("codebook", "passages", "silence", "--json"))) == 1


def test_what_was_given_once_is_counted_once_whatever_changed_around_it(coded: Cli) -> None:
    coded.ok("edit", "latest", f"Before. {BODY}")
    assert "before" in coded.refused("code", "latest", "silence", "--quote", "silent for a while")
    coded.ok("codebook", "define", "pause", "--instead-of", "silence")
    assert "before" in coded.refused("code", "latest", "pause", "--quote", "silent for a while")
    (file,) = (each for each in (coded.folder / "comments").rglob("*.md") if "code: silence" in each.read_text())
    twin = "01m7w2yw48pv0gc2esbp9708bv"
    file.with_name(f"{twin}.md").write_text(file.read_text().replace(file.stem, twin))
    rows = json.loads(coded.ok("codebook", "--json"))
    assert {row["code"]: row["given"]["diary"] for row in rows} == {"feeling": 1, "pause": 1}


def test_a_join_is_undone_and_a_code_finds_its_place(coded: Cli) -> None:
    coded.ok("codebook", "define", "long silence", "A minute.", "--under", "silence")
    coded.ok("codebook", "define", "very long", "An hour.", "--under", "long silence")
    coded.ok("codebook", "define", "very long", "--instead-of", "long silence")
    assert [(row["code"], row["under"]) for row in json.loads(coded.ok("codebook", "--json"))][1:] == [
        ("silence", None),
        ("very long", "silence"),
    ]
    coded.ok("codebook", "define", "very long", "--apart", "long silence", "--under", "")
    assert [(row["code"], row["under"]) for row in json.loads(coded.ok("codebook", "--json"))][1:] == [
        ("silence", None),
        ("long silence", "silence"),
        ("very long", None),
    ]
    assert "it meant: Nobody speaks." in coded.ok("codebook", "define", "silence", "No word.")


def test_an_entry_as_a_whole_is_told_apart_from_passages(coded: Cli) -> None:
    coded.ok("code", "latest", "silence")
    assert json.loads(coded.ok("codebook", "together", "--json")) == [{"codes": ["feeling", "silence"], "count": 1}]
    coded.ok("me", "james")
    coded.ok("code", "latest", "silence")
    assert json.loads(coded.ok("codebook", "agreement", "--json")) == []
    assert "2 passages" not in coded.ok("codebook", "passages", "feeling")
    assert "the whole entry" in coded.ok("codebook", "passages", "silence")


def test_whose_passage_is_gone_may_still_code_the_whole_entry(coded: Cli) -> None:
    coded.ok("edit", "latest", "All is new.")
    coded.ok("code", "latest", "silence")
    rows = json.loads(coded.ok("codebook", "passages", "silence", "--json"))
    assert sorted(row["whole"] for row in rows) == [False, True]
    assert "before" in coded.refused("code", "latest", "silence")


def test_what_is_written_into_the_codebook_by_hand_is_saved(coded: Cli) -> None:
    id_ = "01m7w2yw48pv0gc2esbp9708bv"
    text = f"---\nid: {id_}\nauthor: ada\ndate: 2026-11-22T10:00:00Z\ncode: by hand\n---\n\nSo.\n"
    (coded.folder / f"codebook/{id_}.md").write_text(text)
    assert "codebook" in coded.ok("save")
    assert "by hand" in coded.ok("codebook")


def test_a_code_may_be_called_anything(coded: Cli) -> None:
    for word in ("is a", "of", "Entry", "__proto__", "../x", "con", "<b>"):
        coded.ok("codebook", "define", word, "What it says.")
        coded.ok("code", "latest", word, "--quote", "slowly")
        coded.ok("build")
    coded.ok("code", "latest", "is a", "--quote", "She was silent")
    assert "pages in" in coded.ok("build")


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("code", "latest", "silenc"), "like it: silence"),
        (("code", "latest", "silence", "--quote", "silent for a while"), "before"),
        (("code", "latest", "silence", "--quote", "nowhere"), "do not stand"),
        (("memo", "latest", " "), "no words"),
        (("codebook", "define", "new"), "does not say what"),
        (("codebook", "define", " ", "what"), "a word or a few"),
        (("codebook", "define", "x" * 81, "what"), "a word or a few"),
        (("codebook", "define", "silence", "Nobody speaks."), "nothing was changed"),
        (("codebook", "define", "silence", "--under", "none"), "has no 'none'"),
        (("codebook", "define", "silence", "--under", "silence"), "part of itself"),
        (("codebook", "define", "silence", "--instead-of", "Silence"), "stand for itself"),
        (("codebook", "define", "hush", "Quiet.", "--instead-of", "silnce"), "has no 'silnce'"),
        (("codebook", "passages", "none"), "has no 'none'"),
    ],
)
def test_what_is_refused_says_why_and_saves_nothing(coded: Cli, args: tuple[str, ...], why: str) -> None:
    before = sorted(coded.folder.rglob("*.md"))
    assert why in coded.refused(*args)
    assert sorted(coded.folder.rglob("*.md")) == before


def test_a_word_that_the_codebook_lost_is_told(coded: Cli) -> None:
    for path in (coded.folder / "codebook").iterdir():
        path.unlink()
    (coded.folder / "codebook/bad.md").write_text("---\ncode: x\n---\n")
    told = coded("check").output
    assert "the codebook has no 'silence'" in told
    assert "codebook/bad.md" in told
    assert "not in the codebook" in coded.ok("codebook")


def test_two_coders_are_compared_over_what_both_coded(coded: Cli) -> None:
    coded.ok("diary", "new", "Second", "--body", "Ada alone codes this.")
    coded.ok("code", "latest", "silence")
    coded.ok("me", "james")
    first = next(row["id"] for row in json.loads(coded.ok("diary", "--json")) if row["title"] == "First")
    coded.ok("code", first, "silence", "--quote", "She was silent")
    rows = {row["code"]: row for row in json.loads(coded.ok("codebook", "agreement", "--json"))}
    length = len(BODY) + 2  # with the line's ends around it
    assert rows["silence"]["coders"] == ["ada", "james"]
    assert [rows["silence"][key] for key in ("both", "one", "other", "neither")] == [6, 12, 8, length - 26]
    assert rows["feeling"]["kappa"] is None
    assert {row["entries"] for row in rows.values()} == {1}
    shown = coded.ok("codebook", "agreement")
    assert "Ada and James" in shown
    assert f"{rows[None]['kappa']:.2f}  all codes together" in shown
    assert "feeling and silence" in coded.ok("codebook", "together")
    assert {"codes": ["feeling", "silence"], "count": 1} in json.loads(coded.ok("codebook", "together", "--json"))


def test_what_codes_mean_goes_out_where_it_was_agreed_to(coded: Cli, tmp_path: Path) -> None:
    (tmp_path / "names.toml").write_text('[names]\n"Priya" = "Teacher A"\n')
    coded.ok("codebook", "define", "feeling", "What shows in Priya.")
    coded.ok("codebook", "define", "Priya's way", "As Priya does it.")
    coded.ok("code", "latest", "Priya's way", "--quote", "slowly")

    def exported(name: str) -> list[dict[str, Any]]:
        coded.ok("export", "jsonl", str(tmp_path / name), "--for", "research", "--names", "../names.toml")
        return [json.loads(line) for line in (tmp_path / name).read_bytes().splitlines()]

    coded.ok("consent", "give", "--for", "research", "--channel", "diary", "--since", "2026-11-01")
    rows = exported("some.jsonl")
    assert not [row for row in rows if row.get("code")]
    assert [row["body"] for row in rows if row["kind"] == "comment"] == ["Who is silent here?"]
    assert not [row for row in rows if row["kind"] == "code"]
    coded.ok("consent", "give", "--for", "research", "--since", "2026-11-01")
    rows = exported("all.jsonl")
    assert {row["code"] for row in rows if row.get("code")} == {"silence", "feeling", "Teacher A's way"}
    meanings = {row["word"]: row["meanings"] for row in rows if row["kind"] == "code"}
    assert meanings == {
        "silence": ["Nobody speaks."],
        "feeling": ["What shows in Teacher A."],
        "Teacher A's way": ["As Teacher A does it."],
    }
    assert "Priya" not in (tmp_path / "all.jsonl").read_text()


def test_a_code_that_nobody_gave_does_not_go_out_for_one_that_was_refused(coded: Cli, tmp_path: Path) -> None:
    (tmp_path / "names.toml").write_text('[names]\n"Priya" = "Teacher A"\n')
    coded.ok("consent", "give", "--for", "research", "--since", "2026-11-01")
    coded.ok("codebook", "define", "never given", "Above.")
    coded.ok("me", "james")
    coded.ok("codebook", "define", "his", "Words of James.", "--under", "never given")
    coded.ok("me", "ada")
    coded.ok("code", "latest", "his", "--quote", "wept")
    out = tmp_path / "out.jsonl"
    coded.ok("export", "jsonl", str(out), "--for", "research", "--names", "../names.toml")
    assert "silence" in out.read_text()
    assert "never given" not in out.read_text()


def test_nobody_s_words_go_out_in_the_name_of_another(coded: Cli, tmp_path: Path) -> None:
    (tmp_path / "names.toml").write_text('[names]\n"Priya" = "a teacher"\n"Mark" = "a teacher"\n')
    coded.ok("consent", "give", "--for", "research", "--since", "2026-11-01")
    coded.ok("codebook", "define", "about Priya", "P.")
    coded.ok("codebook", "define", "about Mark", "M.")
    coded.ok("code", "latest", "about Priya", "--quote", "slowly")
    coded.ok("code", "latest", "about Mark", "--quote", "wept")
    coded.ok("me", "james")
    coded.ok("codebook", "define", "listening", "SECRET words of James.")
    coded.ok("me", "ada")
    coded.ok("codebook", "define", "listening", "--under", "silence")
    coded.ok("code", "latest", "listening", "--quote", "spoke")
    path = next(each for each in (coded.folder / "codebook").iterdir() if "What shows" in each.read_text())
    path.write_text(path.read_text().replace("What shows", "SECRET too"))
    git(coded.folder, "commit", "--quiet", "-am", "by hand", "--author", "James Other <james@example.org>")
    out = tmp_path / "out.jsonl"
    told = coded.ok("export", "jsonl", str(out), "--for", "research", "--names", "../names.toml")
    rows = [json.loads(line) for line in out.read_bytes().splitlines()]
    assert "SECRET" not in out.read_text()
    assert "its code was not agreed to" in told
    codes = {row["target"]["exact"]: row["code"] for row in rows if row.get("code")}
    assert sorted(codes.values()) == ["about a teacher", "about a teacher+", "silence"]
    assert sorted(row["meanings"][0] for row in rows if row["kind"] == "code") == ["M.", "Nobody speaks.", "P."]


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda each: (each[0], min(30, each[0] + each[1])))
GIVEN = st.builds(
    lambda code, coder, path, span, id_: Coding(
        code, coder, path, Channel.DIARY, 30, span if span[0] < span[1] else None, is_whole=False, id=id_
    ),
    st.sampled_from("ab"), st.sampled_from(["ada", "james"]), st.sampled_from(["p", "q"]), SPANS, st.text(max_size=3),
)  # fmt: skip


@given(st.lists(GIVEN, max_size=12))
def test_kappa_is_what_counting_letter_by_letter_gives(found: list[Coding]) -> None:
    def letters(code: str, coder: str) -> set[tuple[str, int]]:
        return {
            (each.path, at)
            for each in found
            if (each.code, each.coder) == (code, coder) and each.span
            for at in range(*each.span)
        }

    worked = [{each.path for each in found if each.coder == coder and each.span} for coder in ("ada", "james")]
    total = {(path, at) for path in worked[0] & worked[1] for at in range(30)}
    told = agreements(found).get(("ada", "james"), [])
    assert bool(told) == bool(total)
    seen = []
    for each in told:
        one, other = (letters(each.code, coder) & total for coder in ("ada", "james"))
        assert (each.both, each.one, each.other, each.neither) == (
            len(one & other), len(one - other), len(other - one), len(total - one - other),
        )  # fmt: skip
        agreed = (each.both + each.neither) / len(total)
        chance = (len(one) * len(other) + (len(total) - len(one)) * (len(total) - len(other))) / len(total) ** 2
        seen.append((agreed, chance))
        if each.kappa is None:
            assert chance == 1 or not one or not other
        else:
            assert each.kappa == pytest.approx((agreed - chance) / (1 - chance))
    if told:
        agreed, chance = map(fmean, zip(*seen, strict=True))
        assert pooled(told) == (pytest.approx((agreed - chance) / (1 - chance)) if chance < 1 else None)


@given(st.lists(GIVEN, max_size=12))
def test_codes_stand_together_where_they_share_a_letter(found: list[Coding]) -> None:
    pairs = dict(together(found))
    places = [
        {(each.path, at) for each in found if each.code == code and each.span for at in range(*each.span)}
        for code in "ab"
    ]
    assert (pairs.get(("a", "b"), 0) > 0) == bool(places[0] & places[1])
    assert set(pairs) <= {("a", "b")}
