"""Laws that hold for every text: nothing raises, nothing is lost, the same address in other clothes is the same place."""

from __future__ import annotations

import pickle
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addrreg import COLUMNS, Cleanser, Result
from addrreg.text.fold import default_folder
from addrreg.words import STEPS, MatchLevel, Status

LAW = settings(max_examples=300)

PLACES = st.sampled_from(
    [
        "東京都千代田区紀尾井町",
        "北海道札幌市中央区北一条西二丁目",
        "大阪府堺市堺区南瓦町",
        "京都府京都市中京区寺町通御池上る上本能寺前町",
        "石川県七尾市大田町",
        "府中市",
        "中央区中央",
        "静岡県浜松市中区元城町",
        "埼玉県比企郡嵐山町大字菅谷",
        "紀尾井町",
        "龍ケ崎市",
        "見も知らぬ町",
        "",
    ]
)
NUMBERS = st.sampled_from(
    [
        "",
        "1",
        "１－２",
        "1番地の2",
        "一番三号",
        "2-3-4",
        "甲12",
        "12番地先",
        "3-4-501",
        "無番地",
        "１２３４５６７",
    ]
)
BEHIND = st.sampled_from(["", "　青葉ビル3階", "青葉荘101号室", "(前期)", "-B棟", " 12F", "外2筆", "●", "様"])
GLUE = st.sampled_from(["", " ", "　", "\u200b", "〒102-0094 "])
ADDRESSES = st.builds("".join, st.tuples(GLUE, PLACES, GLUE, NUMBERS, BEHIND))
TEXTS = st.one_of(ADDRESSES, st.text(max_size=60), st.builds(str.__add__, PLACES, st.text(max_size=20)))


@LAW
@given(text=TEXTS)
def test_any_text_gives_a_result(cleanser: Cleanser, text: str) -> None:
    result = cleanser(text)
    assert isinstance(result, Result)
    assert result.input == text
    assert result.status in set(Status)
    assert result.match_level in set(MatchLevel)
    assert 0 <= result.score <= 1
    assert result.score == pytest.approx(sum(e.weight for e in result.evidence))
    assert all(step in STEPS for step in filter(None, result.steps.split(";")))
    assert len(result.values()) == len(COLUMNS)
    assert result.explain()


@LAW
@given(text=TEXTS)
def test_spans_lie_in_the_text_and_do_not_cross(cleanser: Cleanser, text: str) -> None:
    spans = sorted(cleanser(text).spans, key=lambda span: span.start)
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@LAW
@given(text=ADDRESSES)
def test_nothing_is_lost(cleanser: Cleanser, text: str) -> None:
    """Every letter and figure of the text lies in a span: in a name, the number, the building or the rest."""
    spans = cleanser(text).spans
    lost = [
        (i, c)
        for i, c in enumerate(text)
        if unicodedata.category(c)[0] in "LN" and not any(span.start <= i < span.end for span in spans)
    ]
    assert not [(i, c) for i, c in lost if c not in "ーの"], (text, lost)


@LAW
@given(text=TEXTS)
def test_ambiguous_means_several_and_matched_means_one(cleanser: Cleanser, text: str) -> None:
    result = cleanser(text)
    assert (result.alternatives > 0) == (len(result.candidates) > 1)
    assert result.status != Status.AMBIGUOUS or result.alternatives > 0
    assert (result.status == Status.UNMATCHED) == (not result.evidence)


@LAW
@given(text=TEXTS)
def test_no_id_without_its_municipality(cleanser: Cleanser, text: str) -> None:
    result = cleanser(text)
    assert result.lg_code or not result.machiaza_id
    assert not result.lg_code or (len(result.lg_code) == 6 and result.city)
    assert not result.machiaza_id or len(result.machiaza_id) == 7


@LAW
@given(text=ADDRESSES)
def test_width_changes_nothing(cleanser: Cleanser, text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "0" <= c <= "9" else c for c in text)
    narrow, broad = cleanser(text), cleanser(wide)
    assert (narrow.lg_code, narrow.machiaza_id, narrow.number) == (
        broad.lg_code,
        broad.machiaza_id,
        broad.number,
    )


@LAW
@given(text=st.text(max_size=40))
def test_folding_twice_changes_nothing_and_offsets_rise(text: str) -> None:
    folded = default_folder().fold(text)
    assert default_folder().key(folded.key) == folded.key
    origins = [folded.origin(i) for i in range(len(folded.key) + 1)]
    assert origins == sorted(origins)
    assert all(0 <= origin <= len(text) for origin in origins)


HOSTILE = [
    "\x00\x01\x1b[31m",
    "\ud800\udfff",
    "\u202e1-3\u202c",
    "'; DROP TABLE town; --",
    "%_%' OR 1=1",
    "(?:(.*)+)+$[^a]\\",
    "{0.__class__}%s%n",
    "9" * 400,
    "0" * 900,
    "-" * 900,
    "ー" * 900,
    "(" * 400 + "1" + ")" * 400,
    "（【「『" * 200,
    "1.2.3." * 150,
    "1/2/" * 200,
    "一二三四五六七八九十百千万" * 60,
    "﷽" * 200,
    "\u0301" * 900,
    "か\u3099" * 400,
    "🏴\U000e0067\U000e007f" * 200,
    "㍻㍿㈱½Ⅷ⑳" * 100,
]


@pytest.mark.parametrize(
    "place", ["", "東京都千代田区紀尾井町", "長野県松本市中央1-"], ids=["bare", "town", "chome"]
)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:6]))
def test_hostile_text_gives_a_result_that_loses_nothing(cleanser: Cleanser, place: str, text: str) -> None:
    for given_text in (place + text, text + place, place + text + "1-3 青葉ビル"):
        result = cleanser(given_text)
        assert result.input == given_text
        digits = [i for i, c in enumerate(given_text) if c in "0123456789"]
        covered = {i for span in result.spans for i in range(span.start, span.end)}
        assert covered.issuperset(digits)


def test_many_equals_one_by_one(cleanser: Cleanser) -> None:
    texts = ["東京都千代田区紀尾井町1-3", "", "府中市", "東京都千代田区紀尾井町1-3"]
    assert list(cleanser.many(texts)) == [cleanser(text) for text in texts]


def test_a_cleanser_pickles_and_opens_again(cleanser: Cleanser) -> None:
    with pickle.loads(pickle.dumps(cleanser)) as again:
        assert again("東京都千代田区紀尾井町1-3") == cleanser("東京都千代田区紀尾井町1-3")


def test_a_long_text_is_no_address(cleanser: Cleanser) -> None:
    result = cleanser("東京都千代田区" * 2000)
    assert result.status == Status.UNMATCHED
    assert result.rest == result.input


def test_a_prefecture_written_any_number_of_times(cleanser: Cleanser) -> None:
    result = cleanser("東京都" * 320 + "千代田区紀尾井町1-3")
    assert (result.machiaza_id, result.number) == ("0056000", "1-3")
