"""data/former_municipalities.tsv: each line leads to municipalities of today, and none hides one."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from addrreg import Cleanser
from small_country import build_script, wheels

TABLE = Path(__file__).resolve().parent.parent / "data" / "former_municipalities.tsv"
KINDS = {"合併", "市制", "改称", "郡の変更", "合区"}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))


def name_of(row: dict[str, str]) -> str:
    return row["pref"] + row["county"] + row["city"] + row["ward"]


def test_the_table_is_in_form() -> None:
    table = rows()
    assert len({name_of(row) for row in table}) == len(table)
    for row in table:
        assert date.fromisoformat(row["date"]) <= date(2024, 1, 1), row
        assert row["kind"] in KINDS, row
        assert (row["ward"] or row["city"])[-1] in "市区町村", row
        assert len(row["successor"].split(";")) == len(row["lg_code"].split(";")), row


def test_none_is_a_municipality_of_today(cleanser: Cleanser) -> None:
    present = {"".join(names) for names in _cities(cleanser).values()}
    assert not present & {name_of(row) for row in rows()}


def _cities(cleanser: Cleanser) -> dict[str, tuple[str, ...]]:
    found = cleanser.registry.connection.execute("select lg_code, pref, county, city, ward from city")
    return {lg_code: tuple(names) for lg_code, *names in found}


def test_each_leads_to_its_successors(cleanser: Cleanser) -> None:
    cities = _cities(cleanser)
    for row in rows():
        codes = row["lg_code"].split(";")
        for code, name in zip(codes, row["successor"].split(";"), strict=True):
            assert "".join(cities[code]).endswith(name), row
        result = cleanser(name_of(row))
        found = {c.lg_code for c in result.candidates} or {result.lg_code}
        assert found == set(codes), row
        assert "former_name" in result.steps.split(";"), row


def test_a_number_behind_a_former_name_is_no_town(cleanser: Cleanser) -> None:
    for row in rows():
        result = cleanser(f"{name_of(row)}1-2-3")
        assert result.number == "1-2-3", (row, result.address)


def test_a_made_up_town_is_not_found(cleanser: Cleanser) -> None:
    for row in rows():
        result = cleanser(f"{name_of(row)}龢麤町1-2-3")
        # 上村 is one 大字 of 飯田市 today
        town = result.oaza_cho + result.chome + result.koaza
        assert town.removeprefix("大字") in ("", row["city"]), (row, result.address)
        assert "龢麤町1-2-3" in result.rest


def test_a_line_that_names_a_municipality_of_today_is_refused(tmp_path: Path) -> None:
    script = build_script()
    country = script.build(wheels(tmp_path), tmp_path)
    head = "pref\tcounty\tcity\tward\tsuccessor\tlg_code\tdate\tkind\tnote\n"
    table = tmp_path / "former.tsv"
    table.write_text(f"{head}東京都\t\t千代田区\t\t千代田区\t131016\t1947-03-15\t合区\t\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="municipality of today"):
        script.sources_former.join(country, table)
    table.write_text(f"{head}東京都\t\t神田区\t\t港区\t131016\t1947-03-15\t合区\t\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="131016 is not 港区"):
        script.sources_former.join(country, table)
