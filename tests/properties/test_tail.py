"""Laws of what stands behind the names: number, building, floor, room and rest share every letter and figure, once."""

from __future__ import annotations

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addrreg.match.building import read_building
from addrreg.match.number import read_number

LAW = settings(max_examples=1500)

WORDS = st.sampled_from(
    [
        *(
            "1",
            "2",
            "3",
            "10",
            "12",
            "101",
            "205",
            "405",
            "2000",
            "２",
            "３０１",
            "一",
            "二",
            "三",
            "十",
            "百",
            "壱",
        ),
        *(
            "-",
            "－",
            "ー",
            "の",
            "ノ",
            "、",
            ",",
            "・",
            "~",
            "\u3000",
            "\t",
            "。",
            "●",
            "𠮷",
            "é",
            "#",
            "No.",
            "字",
        ),
        *(
            "丁目",
            "番地",
            "番",
            "号",
            "号室",
            "室",
            "号棟",
            "棟",
            "号館",
            "階",
            "F",
            "Ｆ",
            "B1",
            "地下",
            "地割",
            "線",
            "部",
        ),
        *(
            "街区",
            "画地",
            "耕地",
            "番外地",
            "無番地",
            "地先",
            "先",
            "内",
            "外2筆",
            "合併番地",
            "第",
            "甲",
            "ロ",
            "子",
            "い",
        ),
        *(
            "東",
            "北",
            "A",
            "C-3",
            "(",
            ")",
            "（",
            "）",
            "「",
            "」",
            "【",
            "(株)",
            "ビル",
            "青葉",
            "コーポ",
            "三田",
            "タワー",
        ),
        *(
            "団地",
            "KS",
            "世紀",
            "山田方",
            "様",
            "御中",
            "気付",
            "郵便局私書箱第",
            "c/o",
            "TEL",
            "03-0000-0000",
        ),
        *(
            ".",
            "/",
            "--",
            "万",
            "円",
            "名",
            "年",
            "から",
            "及び",
            "の一部",
            "地内",
            "番地なし",
            "Room 301,",
            "RF",
            "No.1",
            "令和6年1月15日",
            "東京都千代田区紀尾井町1-3",
            "または",
            "null",
        ),
    ]
)
TAILS = st.one_of(
    st.lists(WORDS, max_size=14).map("".join),
    st.lists(WORDS, max_size=14).map(" ".join),
    st.text(max_size=30),
    st.text(alphabet="0123456789-号室階F棟のビル()、 ", max_size=30),
)


def pieces_of(tail: str, numbered: bool) -> list[tuple[str, int, int]]:
    number = read_number(tail, 0) if numbered else None
    end = number.end if number else 0
    behind = read_building(tail, end, numbered=number is not None)
    found = [("number", number.start, number.end)] if number else []
    return found + list(behind.pieces)


@LAW
@given(tail=TAILS, numbered=st.booleans())
def test_every_letter_and_figure_is_in_one_piece(tail: str, numbered: bool) -> None:
    pieces = pieces_of(tail, numbered)
    assert all(0 <= start < end <= len(tail) for _, start, end in pieces), (tail, pieces)
    assert all(a[2] <= b[1] for a, b in pairwise(pieces)), (tail, pieces)
    covered = {i for _, start, end in pieces for i in range(start, end)}
    lost = [(i, c) for i, c in enumerate(tail) if unicodedata.category(c)[0] in "LN" and i not in covered]
    assert not [(i, c) for i, c in lost if c not in "ーｰの"], (tail, pieces, lost)


@LAW
@given(tail=TAILS, numbered=st.booleans())
def test_fields_are_their_pieces(tail: str, numbered: bool) -> None:
    number = read_number(tail, 0) if numbered else None
    building = read_building(tail, number.end if number else 0, numbered=number is not None)
    for element in ("building", "floor", "room", "rest"):
        words = [tail[a:b] for name, a, b in building.pieces if name == element]
        assert getattr(building, element) == " ".join(words)


@LAW
@given(tail=TAILS)
def test_no_figure_of_a_number_is_lost_or_made_up(tail: str) -> None:
    """The figures of the number, in order, are those written; kanji figures are converted and not compared."""
    number = read_number(tail, 0)
    if number is None or any(c in "〇一二三四五六七八九十百千壱弐参拾" for c in tail):
        return
    written = [str(unicodedata.decimal(c)) for c in tail[number.start : number.end] if c.isdecimal()]
    assert written == [c for c in number.number if c.isdecimal()], (tail, number)


LONG = [
    "1" * 10_000,
    "1-" * 5_000,
    "1、" * 5_000,
    "一" * 10_000,
    "一番" * 5_000,
    "1丁目" * 3_333,
    "甲" * 10_000,
    "1-3 " + "青葉 " * 3_333,
    "1-3 " + "ビル" * 5_000,
    "1-3 " + "3F" * 5_000,
    "1-3 " + "3・" * 5_000 + "階",
    "1-3 " + "101号室" * 2_000,
    "1-3 " + "(" * 5_000 + "青葉" + ")" * 5_000,
    "1-3 " + "(青葉)" * 2_500,
    "1-3 " + "A" * 10_000 + "101",
    "1-3 青葉" + "-1" * 5_000,
    "1-3 " + "山田方 " * 2_500,
    "1-3 " + "山 " * 5_000 + "様",
    "1-3 " + " " * 10_000 + "青葉",
    "1-3 青葉ビル" + "私書箱" * 3_333,
    "1-3 " + "12 " * 3_333 + "101",
    "青葉" * 5_000 + "ビル1-3",
    "1,234" * 2_000,
    "西3線北25号" * 1_400,
    "1番、2番、" * 1_600,
    "1-3 " + "青葉101 " * 1_600,
    "1-3 " + "青葉3F" * 2_500,
    "1-3 " + "青葉475-1 " * 1_400,
    "青葉ビル " + "字1-1(青葉)" * 1_200,
    "1-3 " + "旧:1" * 2_500,
    "1-3 " + "または" * 3_333,
    "1-3 " + "東京都千代田区青葉" * 1_100,
    "1-3 " + "東京都千代田区1 " * 1_100,
    "1-3 " + "代表取締役" * 2_000,
    "1-3 " + "徒歩5分" * 2_500,
    "1-3 " + "(301)" * 2_000,
    "1-3 青葉荘" + "(301)" * 2_000,
    "1-3 " + "No.1 101" * 1_200,
    "Room 301, " * 1_000 + "1-3",
    "3F, " * 2_500 + "1-3",
    "1番1から" * 2_000,
    "1一" * 5_000,
    "1--" * 3_333,
    "万" * 10_000,
]


@pytest.mark.parametrize("numbered", [True, False], ids=["numbered", "bare"])
@pytest.mark.parametrize("tail", LONG, ids=lambda tail: tail[:12])
def test_time_grows_with_the_length(tail: str, numbered: bool) -> None:
    """Ten thousand characters take no longer than a few times ten times a thousand."""

    def seconds(text: str) -> float:
        best = 1.0
        for _ in range(3):
            start = time.process_time()
            pieces_of(text, numbered)
            best = min(best, time.process_time() - start)
        return best

    short, long = seconds(tail[: len(tail) // 8]), seconds(tail)
    assert long < max(0.02, 30 * short), (short, long)
    assert long < 0.2
