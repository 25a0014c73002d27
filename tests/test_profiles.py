"""addrreg.profiles: what each standard's columns hold, that nothing is lost silently, and that what can go round does."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addrreg import COLUMNS, Cleanser
from addrreg.errors import InputError
from addrreg.presets import PRESETS
from addrreg.profiles import PROFILES, convert, profile_named
from addrreg.profiles.ngsi import CONTEXT, decoded, encoded, entity_id
from addrreg.tabular.choices import PresetName, ProfileName
from standin import result, run

ROWS = [
    ("1", "東京都港区三田1-4-28 三田国際ビル2F 205号室"),
    ("2", "府中市"),
    ("3", "岩手県盛岡市馬場町３−１ (株)ナナオ"),
    ("4", "京都市上京区今出川通烏丸東入玄武町601 同志社ビル"),
    ("5", "青森県鯵ケ沢町本町209-2"),
    ("6", "札幌市中央区北3条西6丁目"),
    ("7", "未定"),
]
PLACES = [text for number, text in ROWS if number not in "27"]
TABLES = [name for name, profile in PROFILES.items() if not profile.entity]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "住所"), *ROWS])
    return path


@pytest.fixture(autouse=True)
def registry(registry_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADDRREG_REGISTRY", str(registry_path))


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode().splitlines()]


def test_the_command_line_offers_what_the_library_has() -> None:
    assert [*ProfileName] == [*PROFILES]
    assert [*PresetName] == [*PRESETS]


def test_gif_has_the_standard_s_items(cleanser: Cleanser) -> None:
    made = convert(cleanser(ROWS[0][1]), "gif", english=False)
    assert made == {
        "全国地方公共団体コード": "131032",
        "町字ID": "0019001",
        "都道府県": "東京都",
        "市区町村(郡)": "港区",
        "町字": "三田一丁目",
        "番地以下": "4-28",
        "建物名等(方書)": "三田国際ビル 2F 205号室",
        "連結表記": "東京都港区三田一丁目4-28 三田国際ビル 2F 205号室",
        "郵便番号": "1080073",
        "代表点の緯度": 35.653812,
        "代表点の経度": 139.741333,
        "座標参照系コード": "EPSG:6668",
    }
    assert list(convert(cleanser(ROWS[0][1]), "gif"))[:4] == [
        "localGovernmentCode",
        "streetAddressId",
        "prefecture",
        "cityAndCounty",
    ]


def test_each_profile_says_its_own_words(cleanser: Cleanser) -> None:
    place = cleanser("青森県鯵ケ沢町本町209-2")
    assert convert(place, "opendata")["city"] == "西津軽郡鰺ヶ沢町"
    assert "contactPointPostalCode" in convert(place, "opendata")
    assert convert(place, "opendata", english=False)["所在地_市区町村"] == "西津軽郡鰺ヶ沢町"
    assert convert(place, "juki")["住所_番地号表記"] == "209-2"
    assert convert(place, "abr") == place.to_dict()
    assert list(convert(place, "abr")) == list(COLUMNS)


@pytest.mark.parametrize("name", TABLES)
def test_ids_are_text(name: str, cleanser: Cleanser) -> None:
    cells = convert(cleanser(ROWS[0][1]), name)
    for column in profile_named(name).columns:
        assert isinstance(cells[column.en], str) == (column.kind == "text"), column.en


def test_kyoto_streets_stand_before_the_town(cleanser: Cleanser) -> None:
    assert convert(cleanser(ROWS[3][1]), "gif")["streetAddress"] == "今出川通烏丸東入玄武町"


@pytest.mark.parametrize("text", ["府中市", "未定", "東京都どこにもない町の外れ"])
def test_what_was_not_understood_keeps_its_text(text: str, cleanser: Cleanser) -> None:
    assert convert(cleanser(text), "gif")["fullAddress"] == text
    assert convert(cleanser(text), "opendata")["fullAddress"] == text


def test_a_telephone_number_is_no_part_of_the_address(cleanser: Cleanser) -> None:
    read = cleanser("東京都千代田区紀尾井町1-3 TEL 03-1234-5678")
    assert convert(read, "gif")["fullAddress"] == "東京都千代田区紀尾井町1-3"


def test_a_digital_address_is_in_no_profile(cleanser: Cleanser) -> None:
    read = cleanser("東京都千代田区紀尾井町1-3 A7E-2FK2")
    assert (read.building, read.room, read.rest) == ("", "", "A7E-2FK2")
    for name in PROFILES:
        if name != "abr":
            assert "A7E-2FK2" not in json.dumps(convert(read, name), ensure_ascii=False)


def test_unknown_profile_names_those_that_there_are() -> None:
    with pytest.raises(InputError, match=r"no profile 'giff'; there are abr, gif"):
        convert(result("x"), "giff")


@pytest.mark.parametrize("name", ["gif", "opendata", "juki"])
def test_csv_has_japanese_names_behind_the_input(name: str, source: Path) -> None:
    done = run("cleanse", source, "-o", "-", "--profile", name, "-q")
    assert done.code == 0, done.err
    header = done.text.splitlines()[0].split(",")
    assert header == ["id", "住所", *PROFILES[name].names(english=False)]
    assert [row["住所"] for row in table(done.out)] == [text for _, text in ROWS]


@pytest.mark.parametrize("name", ["gif", "opendata", "juki"])
def test_json_lines_have_the_standard_s_names(name: str, source: Path) -> None:
    made = lines(run("cleanse", source, "-o", "-", "--profile", name, "--format", "jsonl", "-q").out)
    assert list(made[0]) == ["id", "住所", *PROFILES[name].names(english=True)]


def test_abr_is_what_it_was(source: Path) -> None:
    plain = run("cleanse", source, "-o", "-", "-q")
    named = run("cleanse", source, "-o", "-", "-q", "--profile", "abr")
    assert plain.out == named.out
    assert list(table(plain.out)[0]) == ["id", "住所", *(f"abr_{column}" for column in COLUMNS)]


def test_two_profiles_side_by_side(source: Path) -> None:
    made = table(run("cleanse", source, "-o", "-", "-q", "--profile", "gif", "--profile", "abr").out)
    assert made[1]["連結表記"] == "府中市"
    assert (made[1]["abr_status"], made[1]["abr_alternatives"]) == ("ambiguous", "1")
    assert made[0]["全国地方公共団体コード"] == made[0]["abr_lg_code"] == "131032"


def test_profiles_with_one_name_twice_are_refused(source: Path) -> None:
    done = run("cleanse", source, "-o", "-", "--profile", "gif", "--profile", "opendata")
    assert done.code == 2
    assert "two of the profiles have a column 町字ID" in done.err


def test_a_column_that_is_there_already_is_not_taken(source: Path) -> None:
    source.write_text("住所,都道府県\n千代田区紀尾井町1-3,東京都\n", encoding="utf-8")
    done = run("cleanse", source, "-o", "-", "-c", "住所", "--profile", "gif")
    assert done.code == 2
    assert "already has a column 都道府県" in done.err
    done = run("cleanse", source, "-o", "-", "-c", "住所", "--profile", "gif", "--prefix", "gif_", "-q")
    assert table(done.out)[0]["gif_都道府県"] == "東京都"


def test_parquet_and_excel_hold_the_columns(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    assert run("cleanse", source, "-o", out, "--profile", "opendata", "-q").code == 0
    read = pq.read_table(out)
    assert read.schema.names[2:4] == ["所在地_全国地方公共団体コード", "町字ID"]
    assert (str(read.schema.field("緯度").type), str(read.schema.field("町字ID").type)) == (
        "double",
        "string",
    )
    book = tmp_path / "out.xlsx"
    assert run("cleanse", source, "-o", book, "--profile", "juki", "-q").code == 0
    from openpyxl import load_workbook

    opened = load_workbook(book, read_only=True)
    rows = list(opened.active.iter_rows(values_only=True))
    opened.close()
    assert rows[0][2:4] == ("住所_市区町村コード", "住所_町字コード")
    assert rows[1][2:4] == ("131032", "0019001")


def test_geojson_takes_the_profile_s_point(source: Path) -> None:
    made = json.loads(run("cleanse", source, "-o", "-", "-q", "--profile", "gif", "-f", "geojson").out)
    assert made["features"][0]["geometry"]["coordinates"] == [139.741333, 35.653812]
    assert made["features"][1]["geometry"] is None
    assert made["features"][0]["properties"]["localGovernmentCode"] == "131032"
    done = run("cleanse", source, "-o", "-", "--profile", "juki", "-f", "geojson")
    assert done.code == 2
    assert "--profile abr" in done.err


@pytest.mark.parametrize("name", ["gif", "opendata", "juki"])
def test_what_a_profile_writes_reads_back_as_the_same_place(name: str, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run("cleanse", source, "-o", out, "--profile", name, "-q").code == 0
    kept = tmp_path / "kept.csv"
    names = PROFILES[name].names(english=False)
    first = [row for row in table(out.read_bytes()) if row["住所"] in PLACES]
    with kept.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(first)
    done = run("cleanse", kept, "-o", "-", "--preset", name, "--profile", name, "--prefix", "again_", "-q")
    assert done.code == 0, done.err
    second = table(done.out)
    assert len(second) == len(PLACES)
    for row in second:
        assert {column: row[f"again_{column}"] for column in names} == {
            column: row[column] for column in names
        }
        assert row["again_checks"] == ""


def test_jobs_and_resume_make_the_same_bytes(source: Path, tmp_path: Path) -> None:
    with source.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((str(at), ROWS[at % len(ROWS)][1]) for at in range(3000))
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    assert run("cleanse", source, "-o", one, "--profile", "gif", "--jobs", "1", "-q").code == 0
    assert run("cleanse", source, "-o", two, "--profile", "gif", "--jobs", "2", "--resume", "-q").code == 0
    assert one.read_bytes() == two.read_bytes()


def test_ngsi_ld_entities(source: Path) -> None:
    made = lines(run("cleanse", source, "-o", "-", "--profile", "ngsi", "--id-column", "id", "-q").out)
    assert len(made) == len(ROWS)
    first = made[0]
    assert (first["id"], first["type"]) == ("urn:ngsi-ld:Address:1", "Address")
    assert first["location"]["value"] == {"type": "Point", "coordinates": [139.741333, 35.653812]}
    assert made[2]["buildingNameEtc"]["value"] == "%28株%29ナナオ"
    assert made[1]["matchStatus"]["value"] == "ambiguous"
    assert "localGovernmentCode" not in made[1], "what is not known is left out"
    assert first["@context"] == json.loads(json.dumps(CONTEXT))
    terms = set(first) - {"id", "type", "@context", "location"}
    assert terms <= set(first["@context"][0])
    assert all("addrreg:not-official" in iri for iri in first["@context"][0].values())


def test_ngsiv2_entities_hold_no_refused_character(source: Path) -> None:
    made = lines(run("cleanse", source, "-o", "-", "--profile", "ngsiv2", "-q").out)
    for one in made:
        assert len(one["id"]) <= 256
        for name, attribute in one.items():
            assert not set("<>\"'=;()") & set(name)
            if isinstance(attribute, dict) and isinstance(attribute["value"], str):
                assert not set("<>\"'=;()") & set(attribute["value"])
        assert "@context" not in one
    assert made[0]["location"]["type"] == "geo:json"


def test_ngsi_only_as_json_lines_and_alone(source: Path, tmp_path: Path) -> None:
    done = run("cleanse", source, "-o", tmp_path / "out.csv", "--profile", "ngsi")
    assert (done.code, "JSON Lines" in done.err) == (2, True)
    done = run("cleanse", source, "-o", tmp_path / "o.jsonl", "--profile", "ngsi", "--profile", "abr")
    assert (done.code, "no room for another profile" in done.err) == (2, True)
    done = run("cleanse", source, "-o", tmp_path / "o.csv", "--id-column", "id")
    assert (done.code, "--profile ngsi" in done.err) == (2, True)
    assert not list(tmp_path.glob("o*.*"))


def test_rows_without_an_id_are_told_apart_by_what_they_hold() -> None:
    assert entity_id("", ["a", "bc"]) != entity_id("", ["ab", "c"])
    assert entity_id("", ["a"]) == entity_id(None, ["a"])
    assert len(entity_id("施設" * 500)) <= 256


@given(st.text())
def test_encoding_for_orion_goes_back(text: str) -> None:
    assert not set("<>\"'=;()") & set(encoded(text))
    assert decoded(encoded(text)) == text or any("\ud800" <= c <= "\udfff" for c in text)
