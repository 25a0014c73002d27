"""Forms that are asked only where their characters stand give what they give everywhere."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from addrreg import Cleanser
from addrreg.match import number
from addrreg.match.aside_forms import FRONT, HEADS, form
from addrreg.match.building_words import SECOND, SECOND_HAS

WRITTEN = (
    "1 ２ 10 305 千 二 三十 - － の 番地 番 号 丁目 丁 町 線 線路 号室 棟 階 F 地先 先 斗 地内 内 外2筆 他 円 円山 人 人形町 名古屋 件 館 館林 "
    "字 世紀 周年 組 区 条 、 ・ ～ 及び と から 甲 イ ハ ビル A 第 南 まで 番街区 旧 または 市 東京都 県"
)
TEXTS = st.lists(st.sampled_from([*WRITTEN.split(), " ", "\u3000", "\t"]), min_size=1, max_size=9).map(
    "".join
)


@given(text=TEXTS)
def test_number_without_the_sets_of_names(text: str) -> None:
    if number._ASKS_NAMES.search(text):
        return
    for short, whole in (
        (number._NUMBER, number._NUMBER_NAMED),
        (number._MORE, number._MORE_NAMED),
    ):
        found, expected = short.match(text), whole.match(text)
        assert (found and (found.span(), found.groupdict())) == (
            expected and (expected.span(), expected.groupdict())
        )


def test_number_with_a_name_behind_its_unit(cleanser: Cleanser) -> None:
    found = [cleanser("東京都千代田区紀尾井町" + tail) for tail in ("1-3 町田ビル", "1-3 館", "2人形町ビル")]
    assert [(one.number, one.building) for one in found] == [
        ("1-3", "町田ビル"),
        ("1", "3 館"),
        ("2", "人形町ビル"),
    ]


@given(text=TEXTS)
def test_second_address_has_one_of_its_characters(text: str) -> None:
    assert SECOND.search(text) is None or not SECOND_HAS.isdisjoint(text)


def test_no_form_in_front_begins_with_another_kanji() -> None:
    front = form(FRONT)
    for code in range(ord("一"), ord("龥") + 1):
        if (character := chr(code)) not in HEADS:
            for behind in ("", "住所：", "所：", "先：", "先東京都", "話03-1234-5678", "本 ", " ", "1"):
                assert front.match(character + behind) is None
    for label in ("住所：", "本社：", "電話03-1234-5678", "日本 ", "郵便番号102-0094"):
        assert label[0] in HEADS and front.match(label)
