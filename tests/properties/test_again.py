"""The answer is a fixed point: what `address` says, read again, is the same place with the same number and building."""

from __future__ import annotations

from itertools import product

import pytest

from addrreg import Cleanser
from addrreg.words import Status

PLACES = [
    "東京都千代田区紀尾井町",
    "千代田区霞が関二丁目",
    "新宿区西新宿2丁目",
    "北海道札幌市中央区北一条西二丁目",
    "札幌市西区24軒2条2丁目",
    "大阪市中之島一丁目",
    "京都市中京区寺町通御池上る上本能寺前町",
    "静岡県浜松市中区元城町",
    "埼玉県嵐山町菅谷",
    "青森県鰺ヶ沢町本町",
    "竜ヶ崎市",
    "高知市本町五丁目",
    "東京都千代田区紀尾丼町",
]
NUMBERS = ["", "1", "１－２", "1番地の2", "一番三号", "2-3-4", "甲12", "12番地先", "無番地", "１２３４５６７"]
BEHIND = ["", "　青葉ビル3階", "青葉荘101号室", "(前期)", " 12F", "外2筆", "●", "様"]
SAME = (
    "status", "match_level", "lg_code", "machiaza_id", "rsdt_addr_flg", "number", "building", "floor", "room", "address",
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_an_address_that_is_read_again_stays(cleanser: Cleanser, place: str) -> None:
    """Without 番地 and 番 a plain 2-1 may be a 丁目 (舞浜2番地50 of 浦安市): the places here have none, or have it written."""
    texts = [place + number + behind for number, behind in product(NUMBERS, BEHIND)]
    first = [result for result in cleanser.many(texts) if result.status == Status.MATCHED]
    assert len(first) > len(texts) // 2
    for before, after in zip(first, cleanser.many(result.address for result in first), strict=True):
        assert [getattr(after, name) for name in SAME] == [getattr(before, name) for name in SAME], (
            before.input
        )


def test_what_was_repaired_once_is_not_repaired_again(cleanser: Cleanser) -> None:
    texts = [
        "千代田区紀尾丼町1-3",
        "東京都千代田区紀●井町1-3",
        "1-3 Kioicho, Chiyoda-ku, Tokyo",
        "浦和市高砂3-15-1",
    ]
    again = [cleanser(cleanser(text).address).steps.split(";") for text in texts]
    assert not {"rescue", "wildcard", "romaji", "former_name", "add_pref"} & {
        step for steps in again for step in steps
    }
