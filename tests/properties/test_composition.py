"""Composition: a place of the registry, a number in any form, a building in any form; each comes back in its own field."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addrreg import Cleanser, Result
from addrreg.match.boundary import NUMERIC
from addrreg.text.fold import default_folder
from addrreg.words import Status
from properties.test_tail import WORDS

LAW = settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)

#: A number as it is written, and as it must come back.
NUMBERS = st.sampled_from(
    [
        ("15-23", "15-23"), ("１５－２３", "15-23"), ("15番23号", "15-23"), ("15番地23", "15-23"), ("15番地の23", "15-23"),
        ("15の23", "15-23"), ("15ノ23", "15-23"), ("15ﾉ23", "15-23"), ("15 - 23", "15-23"), ("15--23", "15-23"), ("15.23", "15-23"),
        ("15／23", "15-23"), ("15一23", "15-23"), ("15⁻23", "15-23"), ("15➖23", "15-23"), ("15 番地 の 23", "15-23"),
        ("十五番二十三号", "15-23"), ("十五番地の二十三", "15-23"), ("一五番二三号", "15-23"), ("拾五番地", "15"), ("第15番地", "15"),
        ("15.23.4", "15-23-4"), ("15～23～4", "15-23-4"), ("15の23の4", "15-23-4"), ("15番23-4号", "15-23-4"), ("15番地23号の4", "15-23-4"),
        ("1515番地", "1515"), ("千五百十五番地", "1515"), ("15-23-405", "15-23-405"), ("15番地先", "15地先"),
        ("15番23地先", "15-23地先"), ("15番地内", "15内"), ("15番外地", "15番外地"), ("無番地", "無番地"), ("番地なし", "無番地"),
        ("15番1、15番2", "15-1・15-2"), ("15番地・16番地", "15・16"), ("15番1から15番3", "15-1~15-3"), ("15番1及び15番2", "15-1・15-2"),
    ]
)  # fmt: skip
#: What stands behind, as it is written, and its building, floor, room and rest.
BEHIND = st.sampled_from(
    [
        ("", "", "", "", ""), (" 三田ビル", "三田ビル", "", "", ""), ("　三田ビル３Ｆ", "三田ビル", "３Ｆ", "", ""),
        (" 三田ビル地下1階", "三田ビル", "地下1階", "", ""), (" 三田ビルB1F", "三田ビル", "B1F", "", ""), (" 十字屋ビルRF", "十字屋ビル", "RF", "", ""),
        (" 青葉荘101", "青葉荘", "", "101", ""), (" 青葉荘 101 号室", "青葉荘", "", "101 号室", ""), (" 青葉荘(101)", "青葉荘", "", "101", ""),
        (" 青葉荘A-101", "青葉荘", "", "A-101", ""), (" 青葉荘#101", "青葉荘", "", "#101", ""), (" 青葉団地3-405", "青葉団地3", "", "405", ""),
        (" 青葉団地3号棟405", "青葉団地3号棟", "", "405", ""), (" 青葉ビル3階301号室", "青葉ビル", "3階", "301号室", ""),
        (" 第2青葉ビル2F-B", "第2青葉ビル", "2F", "B", ""), (" 一番館203号", "一番館", "", "203号", ""), (" A棟", "A棟", "", "", ""),
        (" 2号館 4階", "2号館", "4階", "", ""), (" 21世紀ビル", "21世紀ビル", "", "", ""), (" No.1ビル", "No.1ビル", "", "", ""),
        (" 3F 青葉ビル", "青葉ビル", "3F", "", ""), (" Room 301", "", "", "Room 301", ""), ("(前期)", "", "", "", "(前期)"),
        (" 青葉荘101 山田方", "青葉荘 山田方", "", "101", ""), (" 青葉荘101号室 TEL 03-0000-0000", "青葉荘", "", "101号室", "TEL 03-0000-0000"),
        (" 青葉荘 山田様", "青葉荘", "", "", "山田様"), (" 青葉ビル 令和6年1月15日", "青葉ビル", "", "", "令和6年1月15日"),
        (" 東京都千代田区丸の内2-4-1", "", "", "", "東京都千代田区丸の内2-4-1"), (" null", "", "", "", "null"), ("外2筆", "", "", "", "外2筆"),
    ]
)  # fmt: skip
FIELDS = ("number", "building", "floor", "room", "rest")


@pytest.fixture(scope="module")
def places(cleanser: Cleanser) -> list[str]:
    """Full names of one place of 40, but of those that figures behind may name another place of: 四条東15 is 十五丁目.

    Towns of one kanji are left out: without a plain figure behind them they are read only where more is known.
    """
    key = default_folder().key
    rows = cleanser.registry.connection.execute(
        "SELECT pref || county || city || ward || oaza_cho || chome || koaza AS name"
        " FROM town JOIN city USING (lg_code) WHERE node % 40 = 13 AND length(oaza_cho || koaza) > 1"
    ).fetchall()
    names = [name for (name,) in rows if key(name)[-1] not in NUMERIC]
    assert len(names) > 10_000
    return [
        name
        for name in names
        if all(
            fields(cleanser(name + plain)) == (plain, "", "", "", "")
            for plain in ("1515", "15-23", "15-23-4")
        )
    ]


def fields(result: Result) -> tuple[str, ...]:
    return tuple(str(getattr(result, name)) for name in FIELDS)


def test_most_places_take_part(places: list[str]) -> None:
    assert len(places) > 10_000


@LAW
@given(data=st.data(), number=NUMBERS, behind=BEHIND)
def test_each_part_comes_back_in_its_field(
    cleanser: Cleanser,
    places: list[str],
    data: st.DataObject,
    number: tuple[str, str],
    behind: tuple[str, ...],
) -> None:
    place = data.draw(st.sampled_from(places))
    result = cleanser(place + number[0] + behind[0])
    assert fields(result) == (number[1], *behind[1:])
    if result.status == Status.MATCHED:
        plain = [cleanser(place + number) for number in ("1515", "15-23")]
        assert (result.lg_code, result.machiaza_id) in [(one.lg_code, one.machiaza_id) for one in plain]


@LAW
@given(
    data=st.data(),
    figures=st.tuples(st.integers(1, 12), st.integers(1, 60), st.integers(1, 30)),
    front=st.sampled_from(["", " ", "　"]),
    joint=st.sampled_from([" ", "　", "  "]),
    behind=st.sampled_from(["", " 青葉ビル", " 301", " 2階"]),
)
def test_spaces_and_zeros_change_no_number(
    cleanser: Cleanser,
    places: list[str],
    data: st.DataObject,
    figures: tuple[int, int, int],
    front: str,
    joint: str,
    behind: str,
) -> None:
    """1 8 2, 01-08-02 and 1 8-2 are 1-8-2, in whatever town."""
    place = data.draw(st.sampled_from(places))
    first, second, third = figures
    plain = cleanser(f"{place}{first}-{second}-{third}{behind}")
    spaced = f"{place}{front}{first}{joint}{second}{joint}{third}{behind}"
    padded = f"{place}{front}{first:02}-{second:03}-{third:02}{behind}"
    mixed = f"{place}{front}{first}{joint}{second}-{third}{behind}"
    for text in (spaced, padded, mixed):
        result = cleanser(text)
        assert fields(result) == fields(plain), text
        same = (plain.status, plain.lg_code, plain.machiaza_id, plain.address)
        assert (result.status, result.lg_code, result.machiaza_id, result.address) == same, text


def _figures(number: str) -> str:
    """All digits of a number but the zeros that fill up a figure: 01-205 is 1-205."""
    return re.sub("[^0-9]", "", re.sub("(?<![0-9])0+(?=[1-9])", "", number))


@LAW
@given(data=st.data(), words=st.lists(WORDS, max_size=8), glue=st.sampled_from(["", "", " ", "　"]))
def test_any_words_behind_a_place_are_kept_once_and_in_order(
    cleanser: Cleanser, places: list[str], data: st.DataObject, words: list[str], glue: str
) -> None:
    text = data.draw(st.sampled_from(places)) + glue + glue.join(words)
    result = cleanser(text)
    spans = sorted(result.spans, key=lambda span: span.start)
    assert all(a.end <= b.start for a, b in pairwise(spans)), spans
    covered = {i for span in spans for i in range(span.start, span.end)}
    lost = [c for i, c in enumerate(text) if unicodedata.category(c)[0] in "LN" and i not in covered]
    assert set(lost) <= set("ーｰのノ"), (lost, spans)
    for field in ("building", "floor", "room", "rest"):
        written = "".join(text[span.start : span.end] for span in spans if span.element == field)
        assert sorted("".join(getattr(result, field).split())) == sorted("".join(written.split()))
    number = "".join(text[span.start : span.end] for span in spans if span.element == "number")
    if not any(c in "〇零一二三四五六七八九十百千万壱弐参拾廿" for c in number):
        plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else " " for c in number)
        assert _figures(plain) == _figures(result.number)
