"""The address that is read at one look-up gives what the walk gives, whatever stands in it."""

from __future__ import annotations

import csv
import pickle
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addrreg import Cleanser, Options
from addrreg.match.usual_line import UsualLines, WrittenLines
from addrreg.match.usual_result import UsualComposer
from addrreg.registry.towns import row_parts
from addrreg.text.delimited import delimited
from addrreg.text.spellings import without_aza

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


WRITTEN_TAILS = (
    *("1", "１－２", "1-2-3", "3丁目4番5号", "２丁目３", "1丁目2丁目3", "12番地の3", "1の2", "3番", "０-1"),
    *(
        "103丁目1",
        "123-4",
        "99-1",
        "1−2ー3",
        "一丁目2",
        "三丁目4-5",
        "〇丁目1",
        "7-8の9",
        "2-5 青葉ビル3F",
        "丁目1",
    ),
)


@pytest.fixture(scope="module")
def written(cleanser: Cleanser) -> list[str]:
    """Full names as the registry writes them, one of 200, with their 大字 and without, and towns of each kind that the table knows."""
    rows = cleanser.registry.connection.execute(
        "SELECT pref || county || city || ward, oaza_cho, chome FROM town JOIN city USING (lg_code)"
        " WHERE koaza = '' AND node % 200 = 7"
    )
    found = {
        full + name for full, oaza_cho, chome in rows for name in (oaza_cho, without_aza(oaza_cho) + chome)
    }
    return [
        *sorted(found),
        "千葉県浦安市舞浜",
        "東京都江東区富岡",
        "大阪府堺市堺区昭和通",
        "長野県上田市国分",
        "青森県八戸市大字河原木",
    ]


@pytest.mark.parametrize("tail", WRITTEN_TAILS)
def test_names_as_the_registry_writes_them_read_alike(
    cleanser: Cleanser, walking: Cleanser, written: list[str], tail: str
) -> None:
    assert len(written) > 1000
    texts = [name + tail for name in written]
    assert [cleanser(text) for text in texts] == [walking(text) for text in texts]


def test_most_names_as_the_registry_writes_them_are_in_the_table(
    registry_path: Path, written: list[str]
) -> None:
    with Cleanser(registry_path) as cleanser:
        composer = cleanser._find_usual.__self__
        composer._others = lambda text, whole: None
        found = [composer.find(name + "1-2") is not None for name in written]
    assert sum(found) > len(found) * 0.6


def test_a_name_that_has_the_hash_of_another_is_read_by_what_it_says(
    registry_path: Path, walking: Cleanser, written: list[str]
) -> None:
    """The table holds ten bits of a name's hash: who finds a cell must compare the names."""
    with Cleanser(registry_path) as cleanser:
        composer = cleanser._find_usual.__self__
        found = composer._cell
        others = iter(
            [found("千葉県浦安市舞浜"), found("東京都江東区富岡"), found("東京都千代田区紀尾井町")] * 10_000
        )
        composer._cell = lambda name: next(others)
        texts = [name + tail for name in written[::5] for tail in ("1-2", "１丁目２", "三丁目4")]
        assert [cleanser(text) for text in texts] == [walking(text) for text in texts]


def test_a_registry_compiled_without_the_table_reads_alike(
    registry_path: Path, tmp_path: Path, walking: Cleanser, written: list[str]
) -> None:
    older = tmp_path / "registry.sqlite"
    shutil.copy(registry_path, older)
    with closing(sqlite3.connect(older)) as connection, connection:
        connection.execute("DELETE FROM names WHERE part LIKE '%_by_name'")
    with Cleanser(older) as cleanser:
        texts = [name + "1-2" for name in written]
        assert [cleanser(text) for text in texts] == [walking(text) for text in texts]


def test_results_of_written_names_are_pickled_whole(cleanser: Cleanser, walking: Cleanser) -> None:
    text = "東京都江東区富岡１－８－２"
    result = pickle.loads(pickle.dumps(cleanser(text)))  # noqa: S301 - its own
    assert result == walking(text)
    assert tuple(result.spans) == tuple(walking(text).spans)
    assert [(span.element, text[span.start : span.end]) for span in result.spans][-2:] == [
        ("chome", "１－"),
        ("number", "８－２"),
    ]


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


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "-", "1"])
def test_lines_are_the_columns_of_results(cleanser: Cleanser, names: list[str], delimiter: str) -> None:
    texts = inputs() + [name + tail for name in names[::3] for tail in TAILS]
    texts += ["", '東京都千代田区紀尾井町1-3 "雲雀",2F', "あ" * (cleanser.options.max_length + 1)]
    lines = list(cleanser.lines(texts * 2, delimiter))  # the second time of names that are remembered
    wanted = [delimited(result.values(), delimiter) for result in cleanser.many(texts * 2)]
    assert lines == wanted


def test_lines_where_no_address_is_usual(walking: Cleanser, registry_path: Path) -> None:
    texts = inputs()[:200]
    with Cleanser(registry_path) as opened:
        opened._usual_composer, opened._find_usual = None, lambda text: None  # as with a dictionary
        assert list(opened.lines(texts)) == [delimited(result.values()) for result in walking.many(texts)]


def test_a_line_of_names_that_need_quotes(cleanser: Cleanser) -> None:
    assert cleanser._usual_composer is not None
    maker = UsualLines(cleanser._usual_composer.others, ",")
    read = cleanser._usual_composer.others._candidate("東京都千代田区紀尾井町1-3")
    assert read is not None
    text, place = "", list(maker._place("東京都千代田区紀尾井町1-3", read[1]))
    place[6] = place[9] = '紀尾"井,町'
    result = UsualComposer._with_figures(maker, text, "1-3", tuple(place))  # type: ignore[arg-type]
    line = maker._with_figures(text, "1-3", tuple(place))  # type: ignore[arg-type]
    assert line == delimited(result.values())
    assert next(csv.reader([line]))[3] == '紀尾"井,町1-3'


def test_a_municipality_that_needs_quotes_is_left_to_the_other_lines(cleanser: Cleanser) -> None:
    assert cleanser._usual_composer is not None
    maker = WrittenLines(cleanser._usual_composer, ",")
    unit = cleanser._usual_composer._places[-1][-1]
    assert maker._municipality(unit) == f",,,,,{','.join(unit[1:5])},,"
    assert maker._municipality(unit._replace(city='霞,"市')) == ""


def test_rows_that_need_quotes_are_no_text(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "rows.sqlite")
    connection.execute(
        "CREATE TABLE town (node, machiaza_id, oaza_cho, chome, koaza, post_code, rep_lat, rep_lon)"
    )
    names = ["紀尾井町", '紀尾"井町', "紀尾井,町", "紀尾;井町", "紀尾\n井町", "平河町"]
    connection.executemany(
        "INSERT INTO town VALUES (?, '0056000', ?, '', '', '1020093;1020094', 356800000, 1397400000)",
        enumerate(names, 1),
    )
    parts = row_parts(connection)
    connection.close()
    rows, starts = parts["rows"], memoryview(parts["row_starts"]).cast("I")
    lines = [rows[starts[node] : starts[node + 1]].decode() for node in range(1, len(names) + 1)]
    assert [line.split("\t")[1:2] for line in lines] == [["紀尾井町"], [], [], [], [], ["平河町"]]
