"""不動産番号 and 不動産ID: from the registry's parcels into profiles, presets, lookup and audit."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from addrreg import Cleanser, Finder
from addrreg.audit import audit
from addrreg.errors import InputError
from addrreg.profiles import convert
from standin import run

PARCEL = "和歌山県和歌山市葵町103番地3"
NUMBER = "0123456789012"


@pytest.fixture(scope="module")
def cleanser(numbered_path: Path) -> Iterator[Cleanser]:
    with Cleanser(numbered_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def finder(numbered_path: Path) -> Iterator[Finder]:
    with Finder(numbered_path) as opened:
        yield opened


def test_a_parcel_s_number_goes_with_its_result(cleanser: Cleanser) -> None:
    result = cleanser(PARCEL)
    assert (result.match_level, result.real_prop_num) == ("parcel", NUMBER)
    assert "real_prop_num" not in result.to_dict()  # the output columns are those of the contract
    assert f"real_prop_num  {NUMBER}" in result.explain()
    assert cleanser("和歌山県和歌山市葵町2番地9").real_prop_num == ""
    assert cleanser("和歌山県和歌山市葵町").real_prop_num == ""


def test_the_profile_writes_number_and_id(cleanser: Cleanser) -> None:
    made = convert(cleanser(PARCEL), "fudosan", english=False)
    assert made == {"不動産番号": NUMBER, "不動産ID": f"{NUMBER}-0000"}
    assert convert(cleanser("和歌山市葵町2番地9"), "fudosan") == {"real_prop_num": "", "real_prop_id": ""}


def cleansed(path: Path, *options: object) -> list[dict[str, str]]:
    done = run("cleanse", path, "-o", "-", "-q", *options)
    assert done.code == 0, done.err
    return list(csv.DictReader(io.StringIO(done.text)))


def test_the_profile_stands_beside_another(tmp_path: Path, numbered_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(f"住所\n{PARCEL}\n和歌山市葵町2番地9\n{PARCEL}\n", encoding="utf-8")
    for jobs in ("1", "2"):
        rows = cleansed(
            source, "--registry", numbered_path, "--profile", "gif", "--profile", "fudosan", "--jobs", jobs
        )
        assert [row["不動産番号"] for row in rows] == [NUMBER, "", NUMBER]
        assert rows[0]["不動産ID"] == f"{NUMBER}-0000"
        assert rows[0]["番地以下"] == "103-3"


def test_a_preset_compares_the_row_s_number(tmp_path: Path, numbered_path: Path) -> None:
    source = tmp_path / "in.csv"
    numbers = [NUMBER, f"{NUMBER}-0000", "3020159999999", "123", ""]
    lines = [f"{PARCEL},{number}\n" for number in numbers]
    source.write_text("連結表記,不動産番号\n" + "".join(lines), encoding="utf-8")
    rows = cleansed(source, "--registry", numbered_path, "--preset", "gif")
    assert [row["abr_checks"] for row in rows] == ["", "", "real_prop_num_other", "real_prop_num", ""]


FOUND = [NUMBER, f"{NUMBER}-0000", f"{NUMBER}0000", f"{NUMBER}-000B", "０１２３４５６７８９０１２－００００"]


@pytest.mark.parametrize("text", FOUND)
def test_lookup_finds_the_parcel(finder: Finder, text: str) -> None:
    result = finder.lookup(text)
    assert (result.status, result.match_level, result.rest) == ("matched", "parcel", "")
    assert (result.address, result.real_prop_num) == ("和歌山県和歌山市葵町103-3", NUMBER)


def test_a_room_of_a_parcel_is_not_understood(finder: Finder) -> None:
    result = finder.lookup(f"{NUMBER}-0204")
    assert (result.match_level, result.rest) == ("parcel", "0204")


def test_thirteen_figures_are_an_id_where_the_registry_has_the_town(finder: Finder) -> None:
    assert finder.lookup("1310590002000").address == "東京都文京区根津"
    assert finder.lookup("3020159999999").address == "和歌山県和歌山市太田4-13"  # no town of that id
    with pytest.raises(InputError, match="the id of a town and the 不動産番号 of a parcel") as caught:
        finder.lookup("3020150046000")
    assert "302015-0046000" in caught.value.remedy
    assert finder.lookup("302015-0046000").match_level == "machiaza"
    assert finder.lookup("3020150046000-0000").address == "和歌山県和歌山市葵町1-1"


def test_a_number_of_two_parcels_is_ambiguous(finder: Finder) -> None:
    result = finder.lookup("0123456789999")
    assert (result.status, result.city, result.alternatives) == ("ambiguous", "和歌山市", 1)
    assert len({one.address for one in result.candidates}) == 2
    assert result.real_prop_num == ""


def test_a_number_that_nobody_bears_is_unmatched(finder: Finder, numbered_path: Path) -> None:
    assert finder.lookup("0123456780000").status == "unmatched"
    done = run("lookup", "0123456780000", "--registry", numbered_path)
    assert (done.code, done.err) == (1, "")


def test_a_registry_without_numbers_says_so(registry_path: Path) -> None:
    done = run("lookup", NUMBER, "--registry", registry_path)
    assert done.code == 2
    assert "holds no 不動産番号" in done.err


def test_the_command_shows_it(numbered_path: Path) -> None:
    done = run("lookup", NUMBER, "--json", "--registry", numbered_path)
    assert json.loads(done.text)["real_prop_num"] == NUMBER
    assert f"real_prop_num  {NUMBER}" in run("lookup", NUMBER, "--registry", numbered_path).text


def test_a_number_is_found_by_an_index_that_holds_nothing_else(numbered_path: Path) -> None:
    with closing(sqlite3.connect(numbered_path)) as connection:
        query = "EXPLAIN QUERY PLAN SELECT * FROM parcel WHERE real_prop_num = ? AND real_prop_num <> ''"
        assert "parcel_real_prop_num" in str(connection.execute(query, (NUMBER,)).fetchall())


ROWS = [
    (PARCEL, NUMBER, None),
    (PARCEL, f"{NUMBER}-0000", None),
    (PARCEL, "9999999999999", None),  # no parcel's: a building may bear it
    (PARCEL, "3020159999999", "real_prop_contradicts"),
    ("東京都文京区根津", "3020159999999", "real_prop_contradicts"),
    ("和歌山県和歌山市葵町2番地9", NUMBER, None),  # the registry has no number of that parcel
    (PARCEL, "123456789012", "lost_zeros"),
    (PARCEL, "1.23457E+11", "real_prop_malformed"),
    (PARCEL, "", None),
]


def test_the_audit_compares_it_with_the_parcel(cleanser: Cleanser) -> None:
    rows = [[address, number] for address, number, _ in ROWS]
    with audit(
        rows, "住所", real_prop_column="不動産番号", header=["住所", "不動産番号"], cleanser=cleanser
    ) as found:
        noted = {one.row: one for one in found.findings() if one.column == "不動産番号"}
        column = found.columns[1]
    assert {row: one.code for row, one in noted.items()} == {
        row: code for row, (_, _, code) in enumerate(ROWS, 1) if code
    }
    assert noted[4].detail == "和歌山県和歌山市太田4番地13"
    assert noted[4].suggestion == NUMBER
    assert noted[7].suggestion == "0123456789012"
    assert (column.role, column.filled, column.agreed) == ("real_prop_num", 8, 2)


def test_the_command_takes_the_column(tmp_path: Path, numbered_path: Path) -> None:
    source, report = tmp_path / "in.csv", tmp_path / "audit.html"
    source.write_text(f"住所,不動産番号\n{PARCEL},3020159999999\n", encoding="utf-8")
    done = run(
        "audit", source, "--column", "住所", "--real-prop-column", "不動産番号", "--report", report, "--json",
        "--registry", numbered_path,
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "real_prop_contradicts" in [kind["code"] for kind in json.loads(done.text)["findings"]]
    assert "不動産番号と住所が違う" in report.read_text(encoding="utf-8")
