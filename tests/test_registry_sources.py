"""data/build_registry.py: what of the three sources becomes which node."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import small_country


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("wheels")
    return small_country.build_script().build(small_country.wheels(folder), folder)


def rows(country, code: str) -> dict[str, object]:
    city = country.cities[code]
    nodes = [
        node for oaza in city.oaza.values() for node in ([oaza] if oaza.oaza_cho else []) + oaza.children
    ]
    return {node.oaza_cho + "|" + node.child_name: node for node in nodes}


def test_a_town_of_the_release_has_id_kana_code_and_point(country):
    town = rows(country, "13101")["紀尾井町|"]
    assert (town.machiaza_id, town.src, town.oaza_cho_kana) == ("0056000", "abr", "キオイチョウ")
    assert (town.post_codes, town.point) == (["1020094"], (35679000, 139737000))


def test_a_parent_without_a_row_is_a_node_without_an_id(country):
    parent = rows(country, "13101")["霞が関|"]
    assert (parent.machiaza_id, parent.src, parent.oaza_cho_kana) == ("", "derived", "カスミガセキ")


def test_a_noted_chome_has_its_own_code_and_the_others_the_rest(country):
    towns = rows(country, "13101")
    assert towns["霞が関|"].post_codes == ["1000013", "1000014"]
    assert towns["霞が関|一丁目"].post_codes == ["1000013"]
    assert towns["霞が関|二丁目"].post_codes == ["1000014"]


def test_a_chome_that_only_geolonia_knows_joins_without_an_id(country):
    chome = rows(country, "13101")["霞が関|三丁目"]
    assert (chome.machiaza_id, chome.src, chome.point) == ("", "geolonia", (35671000, 139747000))


def test_floors_lists_and_whole_municipalities_are_no_towns(country):
    names = {name for city in country.cities for name in rows(country, city)}
    assert not [
        name for name in names if "ビル" in name or "、" in name or "利島村" in name or "大字なし" in name
    ]


def test_a_part_of_a_town_becomes_its_koaza(country):
    towns = rows(country, "03215")
    assert (towns["水沢|谷地明円"].koaza, towns["水沢|谷地明円"].src) == ("谷地明円", "japanpost")
    assert towns["水沢|字横町"].post_codes == ["0230053"]
    assert towns["水沢|字横町"].machiaza_id == "0198101"
    assert rows(country, "21201")["鷺山|甲"].koaza == "甲"


def test_a_town_beside_its_namesake_is_a_town_of_its_own(country):
    assert rows(country, "21201")["鷺山緑ケ丘|"].src == "japanpost"


def test_the_same_town_with_machi_is_another_name_of_it(country):
    towns = rows(country, "26107")
    assert "上鳥羽藁田町|" not in towns
    assert [(node.oaza_cho, name) for node, name, _ in country.other_names] == [
        ("上鳥羽藁田", "上鳥羽藁田町")
    ]


def test_koaza_without_oaza_get_no_point(country):
    assert rows(country, "03215")["|通称"].point is None


def test_koaza_that_bear_the_name_of_an_oaza_are_left_out(country):
    koaza = [node.koaza for node in country.cities["03215"].oaza[""].children]
    assert koaza == ["通称", "水澤"], "字水沢 is the 大字 水沢; what another kanji writes is another row"
    assert country.joins["abr"]["小字 without 大字 left out: a 大字 bears the name"] == 1


def test_a_chome_without_oaza_stays_one(country):
    assert rows(country, "01215")["|六丁目"].chome == "六丁目"


def test_old_wards_of_hamamatsu_lead_to_the_new_ones(country):
    assert not {"22131", "22137"} & country.cities.keys()
    assert "三方原町|" in rows(country, "22138")
    assert {"引佐町奥山|", "引佐町奥山|字谷", "細江町中川|"} <= rows(country, "22139").keys()
    assert rows(country, "22138")["三方原町|"].point == (34780000, 137720000)
    nodes = [node for code in ("22138", "22139", "22140") for node in rows(country, code).values()]
    assert {node.machiaza_id for node in nodes} == {""}
    north = [alias[0] for alias in country.aliases if alias[4] == "北区"]
    assert sorted(north) == ["221384", "221392"]


def test_municipalities_without_towns_are_there(country):
    names = {city.code: city.names for city in country.cities.values()}
    assert names["01100"] == ("北海道", "", "札幌市", "")
    assert names["22130"] == ("静岡県", "", "浜松市", "")
    assert names["22138"] == ("静岡県", "", "浜松市", "中央区")
    assert names["13362"] == ("東京都", "", "利島村", "")


def test_kana_of_city_and_ward_are_told_apart(country):
    assert country.cities["22139"].kana[2:] == ("ハママツシ", "ハマナク")


def test_the_same_wheels_give_the_same_bytes(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    packs = [small_country.pack(tmp_path / name).read_bytes() for name in "ab"]
    assert hashlib.sha256(packs[0]).digest() == hashlib.sha256(packs[1]).digest()


def test_a_wheel_with_other_bytes_is_refused(tmp_path: Path):
    script = small_country.build_script()
    source = script.SOURCES[0]
    (tmp_path / "jageocoder_converter-2.0.3-py3-none-any.whl").write_bytes(b"other")
    with pytest.raises(SystemExit, match="sha256"):
        script.verified(tmp_path, source)
