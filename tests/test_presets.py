"""addrreg.presets: well-known files are read without naming their columns, and their other columns are checked."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addrreg import Cleanser, presets
from addrreg.presets import CHECKS, PRESETS
from addrreg.presets.houjin import HOUJIN
from addrreg.text.identifiers import (
    digital_addresses,
    is_corporate_number,
    is_lg_code,
    lg_code_with_check_digit,
    lg_codes_of,
    real_property,
)
from standin import run


@pytest.fixture(autouse=True)
def registry(registry_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADDRREG_REGISTRY", str(registry_path))


def houjin(number: str = "7000012050002", **cells: str) -> list[str]:
    """A record of the corporate numbers, made up but for the number's form."""
    known = {
        "一連番号": "1",
        "法人番号": number,
        "商号又は名称": "株式会社見本",
        "国内所在地（都道府県）": "東京都",
        "国内所在地（市区町村）": "千代田区",
        "国内所在地（丁目番地等）": "紀尾井町１－３",
        "都道府県コード": "13",
        "市区町村コード": "101",
        "最新履歴": "1",
        "検索対象除外": "0",
    } | cells
    return [known.get(name, "") for name in HOUJIN.names]


def text_of(rows: Sequence[Sequence[str]]) -> str:
    sink = io.StringIO(newline="")
    csv.writer(sink, lineterminator="\n").writerows(rows)
    return sink.getvalue()


def read(text: str, preset: str, tmp_path: Path, *more: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    path = tmp_path / "in.csv"
    path.write_bytes(text.encode(encoding))
    done = run("cleanse", path, "-o", "-", "--preset", preset, "--output-encoding", "utf-8", "-q", *more)
    assert done.code == 0, done.err
    return list(csv.DictReader(io.StringIO(done.out.decode(), newline="")))


def test_houjin_gets_its_header_and_no_findings(tmp_path: Path) -> None:
    (row,) = read(text_of([houjin()]), "houjin", tmp_path, encoding="cp932")
    assert list(row)[:30] == list(HOUJIN.names)
    assert (row["abr_lg_code"], row["abr_machiaza_id"], row["abr_number"]) == ("131016", "0056000", "1-3")
    assert row["abr_checks"] == ""


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"市区町村コード": "102"}, "city_code"),
        ({"都道府県コード": "27", "市区町村コード": "102"}, "pref_code"),
        ({"都道府県コード": "1", "市区町村コード": "101"}, "lg_code_zero;pref_code"),
        ({"市区町村コード": "1"}, "lg_code_zero;city_code"),
        ({"市区町村コード": "x"}, "lg_code_form"),
        ({"国内所在地イメージID": "00000001"}, "image_id"),
        ({"法人番号": "7000012050003"}, "corporate_number"),
        ({"国内所在地（丁目番地等）": "紀尾井町１－３ A7E-2FK2"}, "digital_address"),
    ],
)
def test_houjin_checks(cells: dict[str, str], words: str, tmp_path: Path) -> None:
    (row,) = read(text_of([houjin(**cells)]), "houjin", tmp_path)
    assert row["abr_checks"] == words


def test_houjin_abroad(tmp_path: Path) -> None:
    inside = (
        "国内所在地（都道府県）",
        "国内所在地（市区町村）",
        "国内所在地（丁目番地等）",
        "都道府県コード",
        "市区町村コード",
    )
    (row,) = read(
        text_of([houjin(**dict.fromkeys(inside, ""), 国外所在地="アメリカ合衆国")]), "houjin", tmp_path
    )
    assert (row["abr_status"], row["abr_checks"]) == ("unmatched", "foreign")


def test_houjin_with_a_header_that_somebody_added(tmp_path: Path) -> None:
    header = [f"{name}" for name in HOUJIN.names]
    rows = read(text_of([header, houjin()]), "houjin", tmp_path)
    assert [row["abr_lg_code"] for row in rows] == ["131016"]


def test_houjin_from_a_pipe() -> None:
    done = run("cleanse", "-", "-o", "-", "--preset", "houjin", "-q", stdin=text_of([houjin()]).encode())
    assert done.code == 0, done.err
    assert done.text.count("131016") == 1
    assert done.text.splitlines()[0].startswith("一連番号,法人番号")


def test_houjin_of_another_width(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("1,7000012050002,01\n", encoding="utf-8")
    done = run("cleanse", path, "-o", "-", "--preset", "houjin")
    assert done.code == 2
    assert "3 columns; the file of the corporate numbers has 30" in done.err


def test_gbizinfo(tmp_path: Path) -> None:
    text = "法人番号,法人名,郵便番号,本社所在地,ステータス\n7000012050002,見本,1020094,東京都千代田区紀尾井町１番３号,\n1,x,,府中市,\n"
    good, bad = read(text, "gbizinfo", tmp_path)
    assert (good["abr_lg_code"], good["abr_checks"]) == ("131016", "")
    assert (bad["abr_status"], bad["abr_checks"]) == ("ambiguous", "corporate_number")


HEADER = "名称,所在地_全国地方公共団体コード,町字ID,所在地_連結表記,所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下,建物名等(方書)"


@pytest.mark.parametrize(
    ("row", "ids", "words"),
    [
        pytest.param("A,131041,0023002,,東京都,新宿区,西新宿二丁目,8-1,第一本庁舎", "131041 0023002", "", id="clean"),
        pytest.param("A,92011,,,栃木県,宇都宮市旭1-1-5,,,", "092011 0003001", "lg_code_zero;whole_in_city", id="whole"),
        pytest.param("A,131041,,,東京都,新宿区,歌舞伎町1-4-1,,", "131041 0022001", "number_in_town", id="town"),
        pytest.param("A,131024,,東京都中央区築地1-1-1,,,,,", "131024 0002001", "", id="connected"),
        pytest.param("A,13102,,東京都中央区築地1-1-1,,,,,", "131024 0002001", "lg_code_check_digit", id="five"),
        pytest.param("A,131024,,築地1-1-1,東京都,中央区,,,", "131024 0002001", "", id="town alone"),
        pytest.param("A,131025,,東京都中央区築地1-1-1,,,,,", "131024 0002001", "lg_code_form", id="digit"),
        pytest.param("A,131016,0002002,東京都中央区築地1-1-1,,,,,", "131024 0002001", "city_code;machiaza_id", id="wrong"),
        pytest.param("A,131024,2001,東京都中央区築地1-1-1,,,,,", "131024 0002001", "machiaza_id_form", id="short id"),
        pytest.param("A,131024,0002000,東京都中央区築地1-1-1,,,,,", "131024 0002001", "", id="大字 alone"),
        pytest.param("A,141003,,神奈川県横浜市中区相生町1-1,,,,,", "141046 ", "", id="政令市"),
        pytest.param("A,023213,,,青森県,西津軽郡鰺ヶ沢町,大字本町,209-2,", "023213 0025000", "", id="郡"),
        pytest.param("A,023213,,青森県鰺ヶ沢町本町209-2,青森県,西津軽郡鰺ヶ沢町,,,", "023213 0025000", "", id="郡 twice"),
    ],
)  # fmt: skip
def test_opendata(row: str, ids: str, words: str, tmp_path: Path) -> None:
    (found,) = read(f"{HEADER}\n{row}\n", "opendata", tmp_path)
    assert f"{found['abr_lg_code']} {found['abr_machiaza_id']}" == ids
    assert found["abr_checks"] == words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "euc_jp"])
def test_opendata_in_any_encoding_with_a_typing_slip(encoding: str, tmp_path: Path) -> None:
    text = "名称,所在地_連結標記,建物名等（方書）\n市役所,栃木県宇都宮市旭1-1-5,本館\n"
    (row,) = read(text, "opendata", tmp_path, encoding=encoding)
    assert (row["abr_lg_code"], row["abr_building"]) == ("092011", "本館")


def test_opendata_with_a_half_width_header_and_the_older_names(tmp_path: Path) -> None:
    text = "都道府県ｺｰﾄﾞ又は市区町村ｺｰﾄﾞ,NO,都道府県名,市区町村名,名称,住所,方書\n092011,1,栃木県,宇都宮市,市役所,旭1-1-5,青葉ﾋﾞﾙ\n"
    (row,) = read(text, "opendata", tmp_path)
    assert (row["abr_lg_code"], row["abr_machiaza_id"], row["abr_building"]) == (
        "092011",
        "0003001",
        "青葉ﾋﾞﾙ",
    )
    assert row["abr_checks"] == ""


def test_a_real_property_number_is_checked_for_its_shape(tmp_path: Path) -> None:
    text = "住所,不動産ID\n東京都千代田区紀尾井町1-3,1234567890123-0000\n東京都千代田区紀尾井町1-3,123-0000\n"
    good, bad = read(text, "opendata", tmp_path)
    assert (good["abr_checks"], bad["abr_checks"]) == ("", "real_prop_num")


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("住所,住所\nx,y\n", encoding="utf-8")
    done = run("cleanse", path, "-o", "-", "--preset", "opendata")
    assert (done.code, "two columns are named 住所" in done.err) == (2, True)


@pytest.mark.parametrize("preset", ["gbizinfo", "opendata", "gif", "juki"])
def test_a_table_of_another_kind_is_refused(preset: str, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("a,b\nx,y\n", encoding="utf-8")
    done = run("cleanse", path, "-o", tmp_path / "out.csv", "--preset", preset)
    assert done.code == 2
    assert f"in place of --preset {preset}" in done.err
    done = run("cleanse", path, "-o", tmp_path / "out.csv", "--preset", preset, "--column", "a")
    assert (done.code, "not both" in done.err) == (2, True)


def test_presets_work_in_other_formats_and_processes(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(
        '{"名称": "A", "所在地_連結表記": "栃木県宇都宮市旭1-1-5", "市区町村コード": 92011}\n' * 3000, "utf-8"
    )
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    assert run("cleanse", path, "-o", one, "--preset", "opendata", "-q", "--jobs", "1").code == 0
    assert run("cleanse", path, "-o", two, "--preset", "opendata", "-q", "--jobs", "2").code == 0
    assert one.read_bytes() == two.read_bytes()
    assert '"abr_checks": "lg_code_zero"' in one.read_text("utf-8")


def test_checks_are_a_closed_list_and_each_is_described() -> None:
    assert all(len(meaning) > 20 for meaning in CHECKS.values())
    source = "".join(path.read_text("utf-8") for path in Path(presets.__file__).parent.glob("*.py"))
    assert [word for word in CHECKS if source.count(f'"{word}"') < 2] == [], "a word that no check gives"


CELLS = st.lists(st.text(max_size=12), min_size=9, max_size=9)


@given(cells=CELLS)
def test_no_cell_raises_and_every_word_is_known(cleanser: Cleanser, cells: list[str]) -> None:
    with_header = HEADER.split(",")
    for name, header in (("opendata", with_header), ("gif", ["連結表記", "市区町村(郡)", "町字", *"abcdef"])):
        reader = PRESETS[name].reader(header, "x")
        words = reader.checks(cells, cleanser(reader.text(cells)))
        assert set(words) <= set(CHECKS)


@given(st.integers(1, 47), st.integers(0, 999))
def test_check_digit_of_a_municipality(pref: int, city: int) -> None:
    code = lg_code_with_check_digit(f"{pref:02}{city:03}")
    assert is_lg_code(code)
    assert code in lg_codes_of(code)
    assert code in lg_codes_of(code[:5])
    assert code in lg_codes_of(code.lstrip("0"))


@given(st.integers(0, 10**12 - 1), st.integers(0, 11), st.integers(1, 9))
def test_check_digit_of_a_corporation(number: int, at: int, slip: int) -> None:
    rest = f"{number:012}"
    (code,) = [f"{first}{rest}" for first in range(1, 10) if is_corporate_number(f"{first}{rest}")]
    other = f"{(int(rest[at]) + slip) % 10}"
    changed = f"{code[0]}{rest[:at]}{other}{rest[at + 1 :]}"
    # weights 1 and 2 modulo 9: only 0 and 9 in each other's place pass
    assert not is_corporate_number(changed) or {rest[at], other} == {"0", "9"}


def test_corporate_numbers_of_public_bodies() -> None:
    # デジタル庁, 国税庁, 総務省
    assert all(map(is_corporate_number, ("8000012010038", "7000012050002", "2000012020001")))


def test_real_property_kinds() -> None:
    kinds = {
        "0000": "whole",
        "000B": "building",
        "G018": "floor",
        "BM01": "floor",
        "0204": "room",
        "G0A1": "room",
    }
    for code, kind in kinds.items():
        found = real_property(f"1234567890123-{code}")
        assert found is not None
        assert (found.real_prop_num, found.code, found.kind) == ("1234567890123", code, kind)
    assert real_property("1234567890123-00000") is None
    assert real_property("") is None


@pytest.mark.parametrize(
    "text", ["A10-1201", "102-0094", "ABC-DEFG", "1234567", "03-1234-5678", "SHIBUYA109", "〒1020094"]
)
def test_what_is_no_digital_address(text: str) -> None:
    assert digital_addresses(text) == []
