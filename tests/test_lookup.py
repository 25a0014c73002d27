"""Ids of the registry back to their addresses."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import addrreg
from addrreg import Cleanser, Finder
from addrreg.errors import InputError
from standin import run


@pytest.fixture(scope="module")
def finder(numbered_path: Path) -> Iterator[Finder]:
    with Finder(numbered_path) as opened:
        yield opened


FOUND = [
    ("130001", "pref", "東京都"),
    ("131059", "city", "東京都文京区"),
    ("131059-0002000", "machiaza", "東京都文京区根津"),
    ("131059-0001001", "machiaza_detail", "東京都文京区白山１丁目"),
    ("131059-0001001-001", "rsdtdsp_blk", "東京都文京区白山１丁目1"),
    ("131059-0001001-001-003", "rsdtdsp_rsdt", "東京都文京区白山１丁目1-3"),
    ("131059-0001001-001-003-00005", "rsdtdsp_rsdt", "東京都文京区白山１丁目1-3-5"),
    ("302015-0001000-001030000300000", "parcel", "和歌山県和歌山市葵町103-3"),
    ("302015-0050000-007949000200000", "parcel", "和歌山県和歌山市大河内794-乙"),
    ("302015-0050000-900020000000000", "parcel", "和歌山県和歌山市大河内イ"),
    ("1310590001001001003", "rsdtdsp_rsdt", "東京都文京区白山１丁目1-3"),
    ("131059000100100100300005", "rsdtdsp_rsdt", "東京都文京区白山１丁目1-3-5"),
    ("3020150001000001030000300000", "parcel", "和歌山県和歌山市葵町103-3"),
    (" １３１０５９－０００２０００ ", "machiaza", "東京都文京区根津"),
]


@pytest.mark.parametrize(("text", "level", "address"), FOUND)
def test_an_id_is_its_place(finder: Finder, text: str, level: str, address: str) -> None:
    result = finder.lookup(text)
    assert (result.status, result.match_level, result.address) == ("matched", level, address)
    assert result.rest == ""
    assert result.input == text


PART = [
    ("131059-9999999", "city", "9999999"),
    ("131059-0001001-001-099", "rsdtdsp_blk", "099"),
    ("131059-0001001-077-099", "machiaza_detail", "077-099"),
    ("302015-0001000-001030000399999", "machiaza", "001030000399999"),
]


@pytest.mark.parametrize(("text", "level", "rest"), PART)
def test_what_the_registry_does_not_hold_is_rest(finder: Finder, text: str, level: str, rest: str) -> None:
    result = finder.lookup(text)
    assert (result.match_level, result.rest) == (level, rest)
    assert "rest" in result.steps.split(";")


def test_a_town_without_residences_says_so(finder: Finder) -> None:
    assert finder.lookup("131059-0002000-001-001").steps == "no_residence_data;rest"
    assert "no_residence_data" not in finder.lookup("131059-0001001-077").steps


def test_a_municipality_that_is_not_there_is_unmatched(finder: Finder) -> None:
    result = finder.lookup("011002-0001000")
    assert (result.status, result.rest) == ("unmatched", "011002-0001000")


REFUSED = [
    ("131058", "check digit: 13105 ends in 9"),
    ("0002000", "only together with its lg_code"),
    ("13105", "without its check digit: 131059"),
    ("131059-001", "is no id"),
    ("131059-0002000-1-1", "is no id"),
    ("千代田区", "figures and dashes"),
    ("", "figures and dashes"),
    ("131059-" * 40, "is no id"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_what_is_no_id_is_refused_with_the_reason(finder: Finder, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        finder.lookup(text)
    assert "addrreg lookup" in caught.value.remedy


def test_every_id_of_the_registry_comes_back(finder: Finder, numbered_path: Path) -> None:
    with closing(sqlite3.connect(numbered_path)) as connection:
        rows = connection.execute(
            "SELECT lg_code, machiaza_id, blk_id, rsdt_id, rsdt2_id, '' FROM mt_rsdtdsp_rsdt WHERE blk_id <> '' "
            "UNION ALL SELECT lg_code, machiaza_id, '', '', '', prc_id FROM mt_parcel"
        ).fetchall()
    assert len(rows) == 24
    for row in rows:
        for text in ("-".join(filter(None, row)), "".join(row)):
            found = finder.lookup(text)
            assert (
                found.lg_code,
                found.machiaza_id,
                found.blk_id,
                found.rsdt_id,
                found.rsdt2_id,
                found.prc_id,
            ) == row


@settings(max_examples=100)
@given(st.text(max_size=30) | st.text(alphabet="0123456789-０", max_size=30))
def test_any_text_is_a_result_or_an_input_error(finder: Finder, text: str) -> None:
    try:
        result = finder.lookup(text)
    except InputError as error:
        assert error.remedy
    else:
        assert result.input == text


def test_the_function_takes_a_cleanser_or_a_registry(cleanser: Cleanser, finder: Finder) -> None:
    expected = "東京都千代田区紀尾井町"
    assert addrreg.lookup("131016-0056000", cleanser).address == expected
    assert addrreg.lookup("131016-0056000", cleanser.registry).address == expected
    assert addrreg.lookup("131059", finder).address == "東京都文京区"
    assert cleanser(expected).machiaza_id == "0056000"  # a borrowed registry stays open


def test_command(numbered_path: Path) -> None:
    done = run("lookup", "131059-0001001-001-002", "--json", "--registry", numbered_path)
    assert done.code == 0
    row = json.loads(done.text)
    assert (row["address"], row["blk_num"], row["pos_level"]) == (
        "東京都文京区白山１丁目1-2",
        "1",
        "rsdtdsp_rsdt",
    )
    missing = run("lookup", "131059-0001001-001-002", "131059-9999999", "--registry", numbered_path)
    assert missing.code == 1
    assert "rest" in missing.text
    wrong = run("lookup", "131059", "131058", "--registry", numbered_path)
    assert (wrong.code, wrong.text) == (2, "")
    assert "addrreg lookup 131059" in wrong.err
