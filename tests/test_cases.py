"""Addresses with known answers, by phenomenon: tests/cases/<現象>.csv. Empty cells are not checked, ∅ must be empty."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from addrreg import Cleanser

CASES = Path(__file__).parent / "cases"
NOT_CHECKED = {"label", "input", "why"}


def rows() -> list[object]:
    found: list[object] = []
    for path in sorted(CASES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.append(pytest.param(row, id=f"{path.stem}: {row['label']}"))
    return found


@pytest.mark.parametrize("row", rows())
def test_case(cleanser: Cleanser, row: dict[str, str]) -> None:
    result = cleanser(row["input"]).to_dict()
    wanted = {
        name: "" if value == "∅" else value
        for name, value in row.items()
        if value and name not in NOT_CHECKED
    }
    assert wanted, "a case without an expectation checks nothing"
    assert {name: str(result[name]) for name in wanted} == wanted
