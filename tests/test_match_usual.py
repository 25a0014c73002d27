"""The address that is read at one look-up gives what the walk gives, whatever stands in it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addrreg import Cleanser, Options

CASES = Path(__file__).parent / "cases"
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
TAILS = (
    "1",
    "１－２",
    "1-2-3",
    "3丁目4番5号",
    "12番地の3",
    "2-5 青葉ビル3F",
    "１番１号コーポ山田201",
    "字前田1",
    "甲12番地3",
    "丁5-2",
    "の1",
    "条1",
    "-1",
    "",
)


@pytest.fixture(scope="module")
def walking(registry_path: Path) -> Iterator[Cleanser]:
    """A cleanser that walks every address."""
    with Cleanser(registry_path) as opened:
        opened._find_usual = lambda text: None
        yield opened


def inputs() -> list[str]:
    found = []
    for path in sorted(CASES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [row["input"] for row in csv.DictReader(file)]
    return found


@pytest.fixture(scope="module")
def names(cleanser: Cleanser) -> list[str]:
    """Full names of places of every kind, one of 400."""
    rows = cleanser.registry.connection.execute(
        "SELECT pref || county || city || ward || oaza_cho || chome || koaza"
        " FROM town JOIN city USING (lg_code) WHERE node % 400 = 7"
    )
    return [name for (name,) in rows]


def test_cases_read_alike(cleanser: Cleanser, walking: Cleanser) -> None:
    texts = inputs()
    assert len(texts) > 500
    assert [cleanser(text) for text in texts] == [walking(text) for text in texts]


@pytest.mark.parametrize("tail", TAILS)
def test_towns_of_the_registry_read_alike(
    cleanser: Cleanser, walking: Cleanser, names: list[str], tail: str
) -> None:
    assert len(names) > 1500
    texts = [name + tail for name in names]
    assert [cleanser(text) for text in texts] == [walking(text) for text in texts]


def test_names_that_were_read_before_read_alike(
    cleanser: Cleanser, walking: Cleanser, names: list[str]
) -> None:
    """What is remembered of a name is the same for all that stands behind it."""
    places = [*names[::4], "大阪府堺市堺区昭和通", "千葉県浦安市舞浜", "東京都江東区富岡", "埼玉県行田市長野"]
    tails = (
        "1",
        "3-4-5",
        "1丁目2",
        "１ー２",
        "2-1",
        "1番2",
        "一丁目2-3",
        "12番地の3",
        "1の2",
        "123",
        "1-1-1",
        *TAILS,
    )
    texts = [place + tail for place in places for tail in tails]
    assert [cleanser(text) for text in texts] == [walking(text) for text in texts]


def test_towns_of_kyoto_read_alike(cleanser: Cleanser, walking: Cleanser) -> None:
    """A street may stand in front of them or behind: 寺町通御池上る上本能寺前町, 一町目(上長者町通堀川東入)."""
    rows = cleanser.registry.connection.execute(
        "SELECT pref || county || city || ward || oaza_cho || chome FROM town JOIN city USING (lg_code)"
        " WHERE city = '京都市' AND node % 17 = 5"
    )
    tails = ("1", "１－２", "1-2-3", "12番地の3", "1(寺町通御池上る)", "12寺町通", "1丁目2", "寺町通下る1")
    texts = [place + tail for (place,) in rows for tail in tails]
    assert len(texts) > 1000
    assert [cleanser(text) for text in texts] == [walking(text) for text in texts]
    assert sum(cleanser._find_usual(text) is not None for text in texts) > len(texts) * 0.2


def test_former_names_in_full_read_alike(cleanser: Cleanser, walking: Cleanser) -> None:
    """中央区 of 浜松市 under the names of the wards before it; towns that bear a former name, as 水沢 in 奥州市, are the walk's."""
    rows = cleanser.registry.connection.execute(
        "SELECT alias.pref || alias.county || alias.city || alias.ward || oaza_cho || chome || koaza"
        " FROM city_alias alias JOIN town USING (lg_code) WHERE alias.city <> '' AND node % 601 = 5"
        " UNION SELECT '静岡県浜松市' || column1 || oaza_cho || chome FROM town"
        " JOIN (VALUES ('中区'), ('東区'), ('北区'), ('浜北区')) WHERE lg_code IN ('221384', '221392') AND node % 9 = 2"
    )
    tails = ("1", "１－２", "1-2-3", "甲12", "2-5 青葉ビル3F", "3丁目4番5号", "字前田1", "")
    texts = [name + tail for (name,) in rows for tail in tails]
    assert len(texts) > 2000
    assert [cleanser(text) for text in texts] == [walking(text) for text in texts]
    assert sum(cleanser._find_usual(text) is not None for text in texts) > 300


@given(st.data())
def test_damaged_addresses_read_alike(
    cleanser: Cleanser, walking: Cleanser, names: list[str], data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(names)) + data.draw(st.sampled_from(TAILS))
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + data.draw(st.text("町字大条丁目番の一二三12１－ 　ケヶ(", max_size=2)) + text[at + 1 :]
    assert cleanser(text) == walking(text)


def test_most_addresses_in_full_are_usual(cleanser: Cleanser, names: list[str]) -> None:
    usual = [cleanser._find_usual(name + "1-2") is not None for name in names]
    assert sum(usual) > len(usual) * 0.5


def test_without_koaza_alone_read_alike(registry_path: Path, names: list[str]) -> None:
    options = Options(koaza_only=False)
    with Cleanser(registry_path, options) as one, Cleanser(registry_path, options) as other:
        other._find_usual = lambda text: None
        texts = [name + "1-2" for name in names]
        assert [one(text) for text in texts] == [other(text) for text in texts]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the school addresses are not beside the project")
def test_schools_read_alike(cleanser: Cleanser, walking: Cleanser) -> None:
    with (SHARED / "bench" / "schools.txt").open(encoding="utf-8") as file:
        texts = [line.rstrip("\n") for line in file if not line.startswith("#")][::10]
    assert len(texts) > 5000
    assert [cleanser(text) for text in texts] == [walking(text) for text in texts]
