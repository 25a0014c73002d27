"""Each kind of text that is read without the walk: as the walk reads it, and most of its kind without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from addrreg import Cleanser, Options
from addrreg.result import Result

NUMBERS = ("1", "１－２", "2-3-4", "甲12番地3", "3丁目4番5号", "1-2 青葉ビル3F")


@pytest.fixture(scope="module")
def towns(cleanser: Cleanser) -> list[tuple[str, str]]:
    """大字・町 of every kind, one of 331, with their municipality in full."""
    rows = cleanser.registry.connection.execute(
        "SELECT pref || county || city || ward, oaza_cho FROM town JOIN city USING (lg_code)"
        " WHERE chome = '' AND koaza = '' AND node % 331 = 5"
    )
    return list(rows)


def share(cleanser: Cleanser, walking: Cleanser, texts: list[str]) -> float:
    """How many of the texts need no walk; all must be read as the walk reads them."""
    assert len(texts) > 100
    assert [cleanser(text) for text in texts] == [walking(text) for text in texts]
    return sum(cleanser._find_usual(text) is not None for text in texts) / len(texts)


@pytest.mark.parametrize(
    ("behind", "least"),
    [
        ("字鶴亀ノ内12", 0.5),
        ("鶴亀ノ内12-3", 0.3),
        ("字雲雀平甲5番地", 0.5),
        ("雲雀平ビル", 0.3),
        ("字町鶴1", 0.01),
    ],
)
def test_a_koaza_that_the_registry_has_not(
    cleanser: Cleanser, walking: Cleanser, towns: list[tuple[str, str]], behind: str, least: float
) -> None:
    texts = [admin + town + behind for admin, town in towns]
    assert share(cleanser, walking, texts) > least


@pytest.mark.parametrize("behind", ["ロ471-1", "い5", "己12", "キ1301番地", "の3", "辰部52"])
def test_a_letter_in_front_of_the_number(
    cleanser: Cleanser, walking: Cleanser, towns: list[tuple[str, str]], behind: str
) -> None:
    texts = [admin + town + behind for admin, town in towns]
    assert share(cleanser, walking, texts) > 0.3


@pytest.mark.parametrize("aza", ["大字", "字"])
def test_an_aza_that_the_registry_has_not(
    cleanser: Cleanser, walking: Cleanser, towns: list[tuple[str, str]], aza: str
) -> None:
    plain = [(admin, town) for admin, town in towns if "字" not in town]
    texts = [f"{admin}{aza}{town}{NUMBERS[i % 6]}" for i, (admin, town) in enumerate(plain)]
    assert share(cleanser, walking, texts) > 0.4


def test_a_cho_that_is_left_out(cleanser: Cleanser, walking: Cleanser, towns: list[tuple[str, str]]) -> None:
    named = [(admin, town[:-1]) for admin, town in towns if town.endswith("町") and len(town) > 2]
    texts = [f"{admin}{town}{NUMBERS[i % 6]}" for i, (admin, town) in enumerate(named)]
    assert share(cleanser, walking, texts) > 0.2


@pytest.mark.parametrize("behind", ["", "12-3", "８番地", "字鶴亀1", "1丁目2"])
def test_a_municipality_alone(cleanser: Cleanser, walking: Cleanser, behind: str) -> None:
    cities = cleanser.registry.connection.execute(
        "SELECT pref || county || city || ward FROM city WHERE lg_code % 3 = 1"
    )
    usual = share(cleanser, walking, [name + behind for (name,) in cities])
    assert usual > 0.4 or behind in ("字鶴亀1", "1丁目2")


def test_towns_of_one_name(cleanser: Cleanser, walking: Cleanser) -> None:
    """河原木 and 大字河原木 of 八戸市, of which one has 小字, or both, or one 丁目 and one 小字."""
    rows = cleanser.registry.connection.execute(
        "WITH named AS (SELECT lg_code, replace(oaza_cho, '大字', '') AS name FROM town"
        " WHERE chome = '' AND koaza = '' GROUP BY 1, 2 HAVING count(*) > 1)"
        " SELECT pref || county || city || ward, name, chome || koaza FROM town JOIN city USING (lg_code)"
        " JOIN named ON named.lg_code = town.lg_code AND oaza_cho IN (name, '大字' || name)"
        " WHERE node % 61 = 3"
    )
    places = list(rows)
    texts = [
        f"{admin}{aza}{town}{detail}{NUMBERS[i % 6]}"
        for i, (admin, town, detail) in enumerate(places)
        for aza in ("", "大字")
    ]
    assert share(cleanser, walking, texts) > 0.35


def test_parts_of_a_town_that_begin_with_a_figure(cleanser: Cleanser, walking: Cleanser) -> None:
    """２丁 of 堺市, 9部 of 輪島市, and the number of a town whose 小字 begin so."""
    rows = cleanser.registry.connection.execute(
        "SELECT DISTINCT pref || city || ward || oaza_cho FROM town JOIN city USING (lg_code)"
        " WHERE chome <> '' AND city = '堺市' OR koaza LIKE '%部' AND city IN ('輪島市', '志賀町')"
    )
    tails = ("2丁9-3", "2丁", "３丁１番２号", "9部27番地", "1-2", "15", "二丁5", "1丁-2")
    texts = [town + tail for (town,) in rows for tail in tails]
    assert share(cleanser, walking, texts) > 0.3


def test_a_koaza_with_a_part_behind(cleanser: Cleanser, walking: Cleanser) -> None:
    """小塩町ろ-1, 字川島タの2, and 部, which the registry has of one town and writers put to the letters of any."""
    rows = cleanser.registry.connection.execute(
        "SELECT pref || county || city || ward || oaza_cho || chome || koaza FROM town JOIN city USING (lg_code)"
        " WHERE koaza <> '' AND oaza_cho <> '' AND (length(koaza) < 3 AND node % 97 = 4 OR node % 3001 = 2)"
    )
    tails = ("部23", "の部3", "の2", "-1", "－２番地", "部", "甲3", "ロ4-1", "の", " 5", " 2丁目 3")
    texts = [town + tail for (town,) in rows for tail in tails]
    assert share(cleanser, walking, texts) > 0.3


@pytest.mark.parametrize("behind", ["5 -3", "２　丁目３", "1 号2", "2 の3", "１ 青葉ビル", "112 番地4"])
def test_a_space_in_or_behind_the_number(
    cleanser: Cleanser, walking: Cleanser, towns: list[tuple[str, str]], behind: str
) -> None:
    texts = [admin + town + behind for admin, town in towns]
    usual = share(cleanser, walking, texts)
    assert usual > 0.6 or behind != "１ 青葉ビル"


def test_names_beside_a_numbered_one(cleanser: Cleanser, walking: Cleanser) -> None:
    """西野 and 西野四条, 中野町 and the 小字 中野町一色, names that end in a figure, 春光町 and 春光四条."""
    rows = cleanser.registry.connection.execute(
        "SELECT DISTINCT pref || county || city || ward || oaza_cho FROM town JOIN city USING (lg_code)"
        " WHERE city IN ('札幌市', '旭川市', '四日市市', '富士市') AND chome = '' AND koaza = '' AND node % 9 = 1"
        " OR oaza_cho GLOB '*[一二三四五六七八九十百]' AND node % 4 = 1 AND koaza = '' AND chome = ''"
    )
    tails = ("4-2", "4-2-1", "４１番地", "1132", "四条2", "1色5")
    texts = [town + tail for (town,) in rows for tail in tails]
    assert share(cleanser, walking, texts) > 0.4


def test_towns_with_and_without_cho(cleanser: Cleanser, walking: Cleanser) -> None:
    """能ケ谷 and 能ケ谷町, 茂呂町 and 大字茂呂: three figures and a 丁目 may be of either."""
    rows = cleanser.registry.connection.execute(
        "SELECT DISTINCT pref || county || city || ward, oaza_cho FROM town JOIN city USING (lg_code)"
        " WHERE chome = '' AND koaza = ''"
    )
    known = set(rows)
    named = [
        admin + town
        for admin, town in sorted(known)
        if town.endswith("町") and not known.isdisjoint(((admin, town[:-1]), (admin, "大字" + town[:-1])))
    ]
    tails = ("7-24-1", "2丁目3", "3-4", "12番地", "2の3の4", "1-2-3-4")
    texts = [town + tail for town in named[::4] for tail in tails]
    assert share(cleanser, walking, texts) > 0.5


@pytest.mark.parametrize(
    "options", [Options(rescue=False), Options(wildcard="町"), Options(koaza_only=False)]
)
def test_options_read_alike(registry_path: Path, towns: list[tuple[str, str]], options: Options) -> None:
    behind = ("鶴亀ノ内12", "字前田1", "町5", "ロ3", "1-2", "2-3-4")
    texts = [f"{admin}{town}{behind[i % 6]}" for i, (admin, town) in enumerate(towns)]
    texts += [f"{admin}{town[:-1]}{behind[i % 6]}" for i, (admin, town) in enumerate(towns)]
    with Cleanser(registry_path, options) as one, Cleanser(registry_path, options) as other:
        other._find_usual = lambda text: None
        read: list[Result] = [one(text) for text in texts]
        assert read == [other(text) for text in texts]
