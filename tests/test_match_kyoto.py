"""Kyoto streets: a registry that lists them (koaza_aka_code 2), every town of the wards behind a street, texts of all kinds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from addrreg import Cleanser
from addrreg.registry.compile import compile_names
from addrreg.registry.schema import TABLES

WARD = "261025"
#: machiaza_id, 大字, 小字, as a release of the official registry that has the streets lists them; names and ids made up
TOWNS = [
    ("0001000", "東辻町", ""),
    ("0001101", "東辻町", "釜座通下立売下る"),
    ("0001102", "東辻町", "下立売通釜座東入"),
    ("0002000", "一町目", ""),
    ("0002101", "一町目", "上長者町通堀川東入"),
    ("0003000", "一町目", ""),
    ("0003101", "一町目", "東堀川通中立売通下る"),
    ("0004000", "北上中町", ""),
    ("0004101", "北上中町", "中ノ通"),
]


@pytest.fixture(scope="module")
def streets(registry_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cleanser]:
    """A cleanser over a registry of one ward whose streets are rows."""
    path = tmp_path_factory.mktemp("kyoto") / "registry.sqlite"
    with sqlite3.connect(path) as connection, sqlite3.connect(registry_path) as nation:
        for (statement,) in nation.execute("SELECT sql FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(statement)
        connection.executemany("INSERT INTO header VALUES (?, ?)", nation.execute("SELECT * FROM header"))
        connection.execute("INSERT INTO pref (lg_code, pref, pref_kana) VALUES ('260002', '京都府', '')")
        for code, ward in (("261009", ""), (WARD, "上京区")):
            connection.execute(
                "INSERT INTO city (lg_code, pref, county, city, ward, pref_kana, county_kana, city_kana, ward_kana)"
                " VALUES (?, '京都府', '', '京都市', ?, '', '', '', '')",
                (code, ward),
            )
        for node, (machiaza_id, oaza_cho, koaza) in enumerate(TOWNS, 1):
            row = dict.fromkeys(TABLES["town"], "")
            row |= {"node": node, "lg_code": WARD, "machiaza_id": machiaza_id, "oaza_cho": oaza_cho}
            row |= {"koaza": koaza, "machiaza_type": 3 if koaza else 1, "src": "abr"}
            row |= {"chome_number": None, "rep_lat": None, "rep_lon": None, "pos_level": 0}
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO town ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608
        compile_names(connection)
    with Cleanser(path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "machiaza_id", "kyoto_st", "oaza_cho", "koaza", "number"),
    [
        ("京都市上京区釜座通下立売下る東辻町398番地", "0001101", "釜座通下立売下る", "東辻町", "", "398"),
        ("京都市上京区釜座通り下立売下ル東辻町398", "0001101", "釜座通り下立売下ル", "東辻町", "", "398"),
        ("京都市上京区釜座下立売下る西側東辻町398", "0001101", "釜座下立売下る西側", "東辻町", "", "398"),
        ("京都市上京区下立売通釜座東入る東辻町3-1", "0001102", "下立売通釜座東入る", "東辻町", "", "3-1"),
        ("京都市上京区東辻町釜座通下立売下る398", "0001101", "釜座通下立売下る", "東辻町", "", "398"),
        ("京都市上京区東辻町398", "0001000", "", "東辻町", "", "398"),
        ("京都市上京区烏丸通今出川下る東辻町398", "0001000", "烏丸通今出川下る", "東辻町", "", "398"),
        ("京都市上京区北上中町中ノ通7", "0004101", "", "北上中町", "中ノ通", "7"),
        ("京都市上京区上長者町通堀川東入一町目12", "0002101", "上長者町通堀川東入", "一町目", "", "12"),
        ("京都市上京区東堀川通中立売下る一町目12", "0003101", "東堀川通中立売下る", "一町目", "", "12"),
        ("京都市上京区一町目(上長者町通堀川東入)", "0002101", "上長者町通堀川東入", "一町目", "", ""),
    ],
)
def test_street_rows(
    streets: Cleanser, text: str, machiaza_id: str, kyoto_st: str, oaza_cho: str, koaza: str, number: str
) -> None:
    result = streets(text)
    assert result.status == "matched"
    found = (result.machiaza_id, result.kyoto_st, result.oaza_cho, result.koaza, result.number)
    assert found == (machiaza_id, kyoto_st, oaza_cho, koaza, number)
    assert result.address.count(oaza_cho) == 1


def test_towns_of_one_name_without_their_street(streets: Cleanser) -> None:
    result = streets("京都市上京区一町目12")
    assert result.status == "ambiguous"
    assert {other.machiaza_id for other in result.candidates} == {"0002000", "0003000"}
    assert (result.oaza_cho, result.number) == ("一町目", "12")


@pytest.mark.parametrize(
    "street",
    [
        "寺町通御池上る",
        "竹屋町通千本東入",
        "下立売通御前通西入二丁",
        "西堀川通高辻下る西側",
        "油小路通御池",
        "麩屋町二条下ル",
        "四条河原町",
        "三条通柳馬場角",
    ],
)
def test_no_street_hides_its_town(cleanser: Cleanser, street: str) -> None:
    """Every 大字・町 of 京都市 reads the same behind a street as without one."""
    rows = cleanser.registry.connection.execute(
        "SELECT DISTINCT ward, oaza_cho FROM town JOIN city USING (lg_code)"
        " WHERE city = '京都市' AND machiaza_id <> '' AND oaza_cho <> '' AND chome = '' AND koaza = ''"
    ).fetchall()
    assert len(rows) > 4_000
    wrong = []
    for ward, oaza_cho in rows[::3]:
        alone, behind = (cleanser(f"京都市{ward}{before}{oaza_cho}12-3") for before in ("", street))
        if (behind.machiaza_id, behind.number, behind.kyoto_st) != (alone.machiaza_id, alone.number, street):
            wrong.append(behind.input)
    assert not wrong


def test_each_postal_code_of_a_street_is_one_of_its_town(cleanser: Cleanser) -> None:
    table = files("addrreg.match").joinpath("kyoto_codes.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    execute = cleanser.registry.connection.execute
    codes = {
        (lg_code, oaza_cho): found[0].split(";") if found else []
        for lg_code, oaza_cho, _, _ in lines
        for found in [
            execute(
                "SELECT post_code FROM town WHERE lg_code = ? AND oaza_cho = ? AND chome = '' AND koaza = ''",
                (lg_code, oaza_cho),
            ).fetchone()
        ]
    }
    assert len(lines) > 200
    assert [line[:3] for line in lines if line[2] not in codes[line[0], line[1]]] == []


def test_every_listed_street_gives_the_postal_code_of_its_town(cleanser: Cleanser) -> None:
    table = files("addrreg.match").joinpath("kyoto_codes.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    wards = dict(cleanser.registry.connection.execute("SELECT lg_code, ward FROM city"))
    wrong = [
        (street, oaza_cho, post_code)
        for lg_code, oaza_cho, post_code, streets in lines
        for street in streets.split("、")
        if cleanser(f"京都府京都市{wards[lg_code]}{street}{oaza_cho}1").post_code != post_code
    ]
    # two of 1,161 end in a bare 西, which is no turn
    assert {street for street, *_ in wrong} <= {
        "河原町通今出川2筋目下る西",
        "河原町通今出川下る2筋目西",
    }
