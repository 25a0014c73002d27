"""丁目 that others of the name stand beside, and names that the registry lacks: composed at once, and as the walk has them."""

from __future__ import annotations

import pytest

from addrreg import Cleanser, Result
from addrreg.text.delimited import delimited

# the town itself, another town of the name, a 小字 without a 大字, the town without its 町, two of them, behind 大字
BESIDE = {
    "千葉県浦安市舞浜1-4": 1,
    "三重県四日市市久保田1-8": 1,
    "山口県周南市橋本町2-7-3": 1,
    "大分県大分市勢家町2-7-3": 1,
    "山形県鶴岡市由良１－８": 2,
    "沖縄県宜野湾市字宇地泊1-8": 1,
}
UNREAD = (
    "青森県むつ市大畑町青葉谷地3-1",
    "宮城県柴田郡柴田町大字葉坂字青葉谷地30",
    "宮城県柴田郡柴田町大字葉坂字青葉谷地30 青葉荘101",
    "京都府京都市山科区大宅青葉谷地3-1",
    "北海道札幌市中央区北２条西１１丁目",
)


def seen(cleanser: Cleanser, text: str) -> tuple[object, ...]:
    """All that a result shows, and what stands behind its columns."""
    result = cleanser(text)
    return result, result.candidates, result.evidence, tuple(result.spans)


def lines(cleanser: Cleanser, text: str) -> list[str]:
    """The address as a line, twice: what is remembered of its names is asked the second time."""
    return list(cleanser.lines([text] * 2))


@pytest.mark.parametrize("text", BESIDE)
def test_places_beside_a_chome(cleanser: Cleanser, walking: Cleanser, text: str) -> None:
    for behind in ("", "9", " 青葉ビル301", "番地", "-5"):
        assert seen(cleanser, text + behind) == seen(walking, text + behind)
        assert lines(cleanser, text + behind) == [delimited(walking(text + behind).values())] * 2
    assert isinstance(cleanser._find_usual(text), Result)
    result = cleanser(text)
    assert result.alternatives == BESIDE[text] == len(result.candidates) - 1


@pytest.mark.parametrize("text", UNREAD)
def test_names_that_the_registry_lacks(cleanser: Cleanser, walking: Cleanser, text: str) -> None:
    assert seen(cleanser, text) == seen(walking, text)
    assert lines(cleanser, text) == [delimited(walking(text).values())] * 2
