"""An audit reads rows by the batch and skips those that have nothing to say: none of it may be seen in what it finds."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from addrreg import Cleanser
from addrreg.audit import Finding, RowChecks, audit, keys
from addrreg.audit.found import Noted
from addrreg.audit.keys import NO_KEY, key_of, plain_keys
from addrreg.audit.patterns import ALL_ITEMS, MACHIAZA_ID, items_of
from addrreg.audit.quiet import Quiet
from addrreg.audit.reading import check_result
from addrreg.audit.text import TextChecks

CASES = Path(__file__).resolve().parent / "cases"
GOOD = "東京都千代田区紀尾井町1-3"
OTHER = "千代田区紀尾井町１の３"
ROWS = [
    GOOD, OTHER, "同上", "", "　", "N/A", f"{GOOD} 青葉ビル2F", "浦和市高砂3-15-1", "⼾田市１丁目2", "大阪府大阪市北区中之島1-3-20",
    "東京千代田区紀尾井町1-3", "東京都千代田区紀尾井町\ud8001", "〒102-0094 千代田区紀尾井町１-３", "東京都千代田区", "1-2-3-405",
    "東京都千代田区●尾井町1-3", "北海道札幌市西区24軒2条2丁目3-3", "東京都新宿区西新宿2-8-1-405",
]  # fmt: skip


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """The inputs of all cases, each as it is and with a building behind it."""
    found = []
    for path in sorted(CASES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [row["input"] for row in csv.DictReader(file)]
    return [*found, *(f"{text} 青葉ビル" for text in found)]


def test_a_result_that_is_passed_over_has_nothing_to_say(cleanser: Cleanser, texts: list[str]) -> None:
    results = list(cleanser.many(texts))
    telling = set(Quiet().telling(results))
    quiet = [at for at in range(len(texts)) if at not in telling]
    assert len(quiet) > 100
    for at in quiet:
        noted: list[Noted] = []
        check_result(texts[at], results[at], noted)
        assert not noted, texts[at]
        assert items_of(results[at]) | MACHIAZA_ID == ALL_ITEMS
        assert plain_keys([results[at]]) == [key_of(results[at])] != [NO_KEY]


def test_every_character_that_says_something_is_looked_at() -> None:
    checks, missed = TextChecks(), []
    for code in (*range(0x10000), *range(0x1F100, 0x1F300), 0x20BB7, 0x2F800, 0xE0100, 0xF0000, 0x10FFFF):
        noted: list[Noted] = []
        checks.check(chr(code), noted)
        if noted and not checks.telling([chr(code)]):
            missed.append(hex(code))
    assert not missed
    assert checks.telling([GOOD] * 200 + ["１丁目2", GOOD, "２丁目", "⼾田市"]) == [200, 203]


def test_a_row_is_found_fault_with_alone_as_among_others(cleanser: Cleanser) -> None:
    check = RowChecks(cleanser)
    alone = [
        finding._replace(row=number + 1)
        for number in range(3000)
        for finding in check(ROWS[number % len(ROWS)])
    ]
    with audit((ROWS[number % len(ROWS)] for number in range(3000)), cleanser=cleanser) as found:
        together = [one for one in found.findings() if one.code != "duplicate"]
        assert found.status.total() == found.match_level.total() == sum(found.sets.values()) == 3000
    assert [_stored(one) for one in alone] == together


def _stored(finding: Finding) -> Finding:
    """A finding as it is kept: halves of characters become question marks."""
    cells = [text.encode("utf-8", "replace").decode() for text in finding[3:]]
    return Finding(finding.row, *finding[1:3], *cells)


def test_late_findings_stand_in_the_order_of_the_rows(cleanser: Cleanser) -> None:
    rows = [GOOD, *["同上"] * 1500, OTHER, *["同上"] * 1500, *[GOOD] * 3]
    with audit(rows, cleanser=cleanser) as found:
        findings = list(found.findings())
        assert findings == list(found.findings()), "they can be had again"
    assert [one.row for one in findings] == sorted(one.row for one in findings)
    assert [(one.row, one.detail) for one in findings if one.code == "duplicate"] == [
        (1, f"1502: {OTHER}"),
        (1502, f"1: {GOOD}"),
        *((row, f"1502: {OTHER}") for row in (3003, 3004, 3005)),
    ]


def _duplicates(cleanser: Cleanser) -> Iterator[object]:
    numbers = [*range(1, 900), *range(1, 400)]
    rows = [
        f"東京都千代田区紀尾井町{one}-3" if i % 3 else f"千代田区紀尾井町{one}の3"
        for i, one in enumerate(numbers)
    ]
    with audit([*rows, "同上", *rows[:50]], cleanser=cleanser) as found:
        assert found.count("duplicate") > 500
        yield from found.findings()
        yield found.severity()


def test_places_are_told_apart_on_disk_as_in_memory(
    cleanser: Cleanser, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = list(_duplicates(cleanser))
    monkeypatch.setattr(keys, "_MOST", 10)
    assert list(_duplicates(cleanser)) == here


def test_a_row_that_is_cut_in_two_columns_is_one_row(cleanser: Cleanser) -> None:
    long = [("東京都千代田区紀尾井町", f"{n}-{n} 青葉第{n}マンション別館") for n in range(11, 31)]
    short = [("東京都港区", f"三田1-{n}") for n in range(1, 41)]
    rows = [*short, *((f"{one}{two}"[:20], two[:12]) for one, two in long)]
    with audit(rows, ["1", "2"], cleanser=cleanser) as found:
        assert {column for column, code in found.by_column if code == "truncated"} == {"1", "2"}
        assert found.count("truncated") == 40
        assert found.rows_with("truncated") == 20
        assert min(found.sets.values()) >= 0


def test_without_samples_findings_are_counted_all_the_same(cleanser: Cleanser) -> None:
    with audit(["同上"] * 3, cleanser=cleanser, samples=0) as found:
        assert found.count("placeholder") == 3
        assert found.to_dict()["findings"][0]["samples"] == []


def test_memory_does_not_grow_with_the_rows(cleanser: Cleanser) -> None:
    """What Python holds for each further row, duplicates of it included, is nothing that a long file would feel."""
    held: list[int] = []

    def note(rows: int) -> None:
        if rows in (4096, 16384):
            held.append(sys.getallocatedblocks())

    rows = (f"{GOOD[:11]}{number % 7000}-{number % 9}" for number in range(16384))
    with audit(rows, cleanser=cleanser, progress=note):
        pass
    assert held[1] - held[0] < 16384 - 4096
