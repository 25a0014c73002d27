"""The embedded registry as it is shipped: counts, ids and the order that the walk relies on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from addrreg.registry import embedded
from addrreg.registry.store import Registry

#: 町字 of the release of April 2022, and those of the seven wards that 浜松市 had then.
RELEASE, HAMAMATSU = 739_159, 1_108
#: 小字 without a 大字 that bear the name of a 大字 of their municipality; one more is of 浜松市.
NAMESAKES = 1_789


@pytest.fixture(scope="module")
def registry(registry_path: Path) -> Iterator[Registry]:
    with Registry(registry_path) as opened:
        yield opened


def one(registry: Registry, query: str, *values: object) -> object:
    return registry.connection.execute(query, values).fetchone()[0]


def test_the_pack_is_small_enough_to_ship() -> None:
    assert embedded.pack_path().stat().st_size <= 6_000_000


def test_a_registry_of_towns_stays_under_120_mb(registry_path: Path) -> None:
    # the official files add 2.5 MB to the embedded registry: flags of 740,000 rows and points (benchmarks/build.py)
    assert registry_path.stat().st_size <= 117_000_000


def test_every_id_is_there_but_those_of_hamamatsu_and_of_namesakes(registry: Registry) -> None:
    ids = "select count(*), count(distinct lg_code || machiaza_id) from town where machiaza_id <> ''"
    assert registry.connection.execute(ids).fetchone() == (RELEASE - HAMAMATSU - NAMESAKES,) * 2
    assert one(registry, "select count(*) from mt_town") == RELEASE - HAMAMATSU - NAMESAKES
    assert one(registry, "select count(*) from mt_town where city = '浜松市'") == 0


def test_types_agree_with_the_ids(registry: Registry) -> None:
    rows = registry.connection.execute(
        "select machiaza_type, min(substr(machiaza_id, 5)), max(substr(machiaza_id, 5)), count(*)"
        " from mt_town group by 1 order by 1"
    ).fetchall()
    assert [row[:3] for row in rows] == [(1, "000", "000"), (2, "001", "042"), (3, "101", "960")]


def test_every_code_has_its_check_digit(registry: Registry) -> None:
    codes = registry.connection.execute("select lg_code from city union select lg_code from pref").fetchall()
    for (code,) in codes:
        weighted = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=False))
        assert int(code[5]) == (11 - weighted % 11) % 10, code
    assert len(codes) == 1918 + 47


def test_towns_belong_to_a_municipality(registry: Registry) -> None:
    orphans = "select count(*) from {} where lg_code not in (select lg_code from city)"
    assert one(registry, orphans.format("town")) == 0
    assert one(registry, orphans.format("city_alias")) == 0


def test_designated_cities_stand_above_their_wards(registry: Registry) -> None:
    query = (
        "select count(*) from city w where ward <> '' and not exists"
        " (select 1 from city c where c.pref = w.pref and c.city = w.city and c.ward = '')"
    )
    assert one(registry, query) == 0
    assert one(registry, "select count(distinct city) from city where ward <> ''") == 20
    assert one(registry, "select lg_code from city where city = '札幌市' and ward = ''") == "011002"


@pytest.mark.parametrize(
    ("city", "ward", "lg_codes"),
    [
        ("浜松市", "中央区", ["221384"]),
        ("浜松市", "浜名区", ["221392"]),
        ("浜松市", "天竜区", ["221406"]),
        ("利島村", "", ["133621"]),
        ("粟島浦村", "", ["155861"]),
        ("留夜別村", "", ["016977"]),
    ],
)
def test_municipalities_that_the_release_lacks(
    registry: Registry, city: str, ward: str, lg_codes: list[str]
) -> None:
    rows = registry.connection.execute("select lg_code from city where city = ? and ward = ?", (city, ward))
    assert [code for (code,) in rows] == lg_codes


@pytest.mark.parametrize(
    ("ward", "lg_codes"),
    [("中区", ["221384"]), ("北区", ["221384", "221392"]), ("浜北区", ["221392"]), ("天竜区", ["221406"])],
)
def test_old_wards_lead_to_the_new(registry: Registry, ward: str, lg_codes: list[str]) -> None:
    rows = registry.connection.execute(
        "select lg_code from city_alias where city = '浜松市' and ward = ? order by 1", (ward,)
    )
    assert [code for (code,) in rows] == lg_codes


def test_seven_towns_of_the_old_kita_ward_lie_in_chuo_ward(registry: Registry) -> None:
    query = "select lg_code from town where lg_code like '22%' and oaza_cho = ? and chome = '' and koaza = ''"
    for town in ("三幸町", "三方原町", "初生町", "大原町", "東三方町", "根洗町", "豊岡町"):
        rows = registry.connection.execute(query, (town,)).fetchall()
        assert ("221384",) in rows, town
        assert ("221392",) not in rows, town


def test_nodes_are_numbered_with_each_oaza_before_its_children(registry: Registry) -> None:
    known: set[tuple[str, str]] = set()
    rows = registry.connection.execute("select node, lg_code, oaza_cho, chome, koaza from town order by node")
    before = ""
    for number, (node, lg_code, oaza_cho, chome, koaza) in enumerate(rows, 1):
        assert node == number
        assert lg_code >= before
        before = lg_code
        if not chome and not koaza:
            known.add((lg_code, oaza_cho))
        elif oaza_cho:
            assert (lg_code, oaza_cho) in known, (lg_code, oaza_cho)


def test_no_name_stands_twice(registry: Registry) -> None:
    twice = "select 1 from town group by lg_code, oaza_cho, chome, koaza having count(*) > 1"
    query = f"select count(*) from ({twice})"  # noqa: S608
    assert one(registry, query) == 0


def test_every_chome_has_its_number(registry: Registry) -> None:
    assert one(registry, "select count(*) from town where chome <> '' and chome_number is null") == 0
    wrong = "select count(*) from mt_town where chome <> '' and chome_number <> substr(machiaza_id, 5)"
    assert one(registry, wrong) == 0


def test_derived_parents_have_no_id(registry: Registry) -> None:
    assert one(registry, "select count(*) from town where src <> 'abr' and machiaza_id <> ''") == 0
    assert one(registry, "select count(*) from town where src = 'derived'") == 22_072


def test_points_lie_in_japan_and_say_whose_they_are(registry: Registry) -> None:
    # from 沖ノ鳥島 to 択捉島, from 与那国島 to 南鳥島
    box = "select count(*) from mt_town_pos where rep_lat not between 20 and 46 or rep_lon not between 122 and 154"
    assert one(registry, box) == 0
    assert one(registry, "select count(*) from town where (pos_level = 0) <> (rep_lat is null)") == 0
    assert one(registry, "select count(*) from town where oaza_cho = '' and rep_lat is not null") == 0


def test_postal_codes_have_seven_digits(registry: Registry) -> None:
    codes = registry.connection.execute(
        "select distinct post_code from town where post_code <> ''"
    ).fetchall()
    assert all(len(code) == 7 and code.isdigit() for (codes_,) in codes for code in codes_.split(";"))


def test_names_that_only_the_lists_know_are_clean(registry: Registry) -> None:
    rows = registry.connection.execute(
        "select oaza_cho || chome || koaza from town where src in ('japanpost', 'geolonia')"
    ).fetchall()
    assert not [
        name for (name,) in rows if any(mark in name for mark in "、～〜（）()・<> 　") or "場合" in name
    ]


@pytest.mark.parametrize(
    ("lg_code", "oaza_cho", "chome", "src"),
    [
        ("141046", "住吉町", "六丁目", "geolonia"),  # 横浜市中区: the release has the 町 only
        ("221384", "三方原町", "", "abr"),
        ("131016", "霞が関", "", "derived"),
        ("034819", "大字沼袋", "", None),
    ],
)
def test_where_a_name_comes_from(
    registry: Registry, lg_code: str, oaza_cho: str, chome: str, src: str | None
) -> None:
    row = registry.connection.execute(
        "select src from town where lg_code = ? and oaza_cho = ? and chome = ? and koaza = ''",
        (lg_code, oaza_cho, chome),
    ).fetchone()
    assert (row[0] if row else None) == src
