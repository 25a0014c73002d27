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
