"""explain: the mask agrees with the text column by column, whatever the characters are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addrreg.explain import LETTERS, block, candidates, explain, mask, visible
from addrreg.result import COLUMNS, Candidate, Evidence, Span
from addrreg.words import STEPS
from standin import result


def columns(text: str) -> int:
    """Columns that a terminal gives a text."""
    no_width = ("Mn", "Me", "Cf")
    return sum(
        0 if unicodedata.category(c) in no_width else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def test_mask_stands_under_the_characters() -> None:
    text = "東京都X区1丁目 ﾋﾞﾙ"
    spans = (Span("pref", 0, 3), Span("city", 3, 5), Span("chome", 5, 8), Span("building", 9, 12))
    assert mask(result(text, spans=spans)) == "ＰＰＰCＣMＭＭ.HHH"


def test_characters_without_width_have_no_letter() -> None:
    text = "葛\U000e0100飾区か\u3099"
    assert mask(result(text, spans=(Span("city", 0, 4),))) == "ＣＣＣ．"


@given(st.text(max_size=40))
def test_mask_is_as_wide_as_the_text(text: str) -> None:
    assert columns(mask(result(text))) == columns(visible(text))


@given(st.text(max_size=60), st.integers(2, 30))
def test_long_texts_are_broken_together_with_their_mask(text: str, width: int) -> None:
    found = result(text, spans=(Span("rest", 0, len(text)),))
    lines = explain(found, width).split("\n\n")[0].splitlines()[:-1]
    assert all(columns(line) <= width for line in lines)
    assert "".join(lines).replace("?", "").replace("？", "") == visible(text).replace("?", "").replace(
        "？", ""
    )


def test_no_control_character_gets_through() -> None:
    text = visible("".join(map(chr, range(0x100))) + "\u2028\u202e\ud800")
    assert not [c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert visible("東京都\n") == "東京都␊"


def test_every_element_has_a_letter_and_no_letter_is_a_dot() -> None:
    places = set(COLUMNS[COLUMNS.index("pref") : COLUMNS.index("lat")]) - {"score", "address"}
    assert places <= set(LETTERS)
    assert all(letter != "." and "!" <= letter <= "~" for letter, _ in LETTERS.values())


def test_steps_come_with_their_meaning_and_evidence_with_its_sum() -> None:
    evidence = (Evidence("pref", 0.25), Evidence("odd_end", -0.05))
    text = explain(result("x", steps="add_pref;rest", score=0.2, evidence=evidence))
    assert f"  add_pref  {STEPS['add_pref']}\n  rest      {STEPS['rest']}" in text
    assert "  +0.250  pref\n  -0.050  odd_end\n  =0.200  score" in text


@pytest.mark.parametrize(("status", "title"), [("ambiguous", "could be"), ("matched", "runners-up")])
def test_other_places_are_named(status: str, title: str) -> None:
    places = (Candidate("東京都府中市", "132063", "", "city", 0.5), Candidate("x", "1", "2", "machiaza", 0.5))
    found = result("府中市", status=status, alternatives=9, candidates=places)
    text = explain(found)
    assert text.splitlines()[-4] == title
    assert "東京都府中市  (city, 132063)" in text
    assert "(machiaza, 1-2)" in text
    assert candidates(found, "").endswith(f"… and {8 if status == 'ambiguous' else 7} more")


def test_block_has_what_is_known_only() -> None:
    assert block(result("x", pref="東京都", status="matched", match_level="pref")).splitlines() == [
        "  status       matched",
        "  match_level  pref",
        "  pref         東京都",
    ]
