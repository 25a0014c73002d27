"""The nearest place to a point."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import addrreg
from addrreg import Finder
from addrreg.errors import InputError
from addrreg.find.reverse import metres
from standin import run


@pytest.fixture(scope="module")
def finder(numbered_path: Path) -> Iterator[Finder]:
    with Finder(numbered_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def nation(registry_path: Path) -> Iterator[Finder]:
    with Finder(registry_path) as opened:
        yield opened


def test_a_residence_at_its_own_point(finder: Finder) -> None:
    (found,) = finder.reverse(35.7151, 139.7524)
    assert found.distance == 0.0
    assert found.place.address == "東京都文京区白山１丁目1-2"
    assert (found.place.pos_level, found.place.rsdt_id) == ("rsdtdsp_rsdt", "002")


def test_levels(finder: Finder) -> None:
    point = (34.2143, 135.1650)
    assert finder.reverse(*point, level="residence")[0].place.address == "和歌山県和歌山市葵町1-3"
    assert finder.reverse(*point, level="parcel")[0].place.prc_num1 == "103"
    assert finder.reverse(*point, level="town")[0].place.match_level == "machiaza"
    assert finder.reverse(*point)[0].place.match_level == "rsdtdsp_rsdt"
    assert (
        finder.reverse(35.7180, 139.7650)[0].place.address == "東京都文京区根津"
    )  # no residence within 200 m


def test_the_nearest_come_first(finder: Finder) -> None:
    found = finder.reverse(34.2144, 135.1652, level="residence", limit=3)
    assert [one.place.number for one in found] == ["1-1", "1-3", "2-4"]
    distances = [one.distance for one in found]
    assert distances == sorted(distances)
    assert distances[1] == pytest.approx(11.1, abs=0.1)


def test_the_distance_is_that_of_the_earth() -> None:
    assert metres(35, 135, 36, 135) == pytest.approx(111_195, abs=1)
    assert metres(35, 135, 35, 136) == pytest.approx(111_195 * math.cos(math.radians(35)), rel=1e-4)
    assert metres(35, 135, 35, 135) == 0


WRONG = [
    ((139.73, 35.68), "the latitude comes first", "addrreg reverse 35.68 139.73"),
    ((0.0, 0.0), "is not in Japan", "addrreg reverse"),
    ((37.57, -126.98), "is not in Japan", "addrreg reverse"),
    ((math.nan, 139.7), "is not in Japan", "addrreg reverse"),
    ((math.inf, 139.7), "is not in Japan", "addrreg reverse"),
    ((24.0, 142.0), "within 50 km", "on land"),
    ((37.57, 126.98), "within 50 km", "on land"),
]


@pytest.mark.parametrize(("point", "message", "remedy"), WRONG)
def test_a_point_elsewhere_is_refused(
    nation: Finder, point: tuple[float, float], message: str, remedy: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        nation.reverse(*point)
    assert remedy in caught.value.remedy


def test_a_level_that_the_registry_lacks_is_named(nation: Finder) -> None:
    with pytest.raises(InputError, match="holds no parcels"):
        nation.reverse(35.68, 139.73, level="parcel")
    with pytest.raises(InputError, match="town, residence, parcel"):
        nation.reverse(35.68, 139.73, level="city")


@settings(max_examples=40)
@given(lat=st.floats(31, 45), lon=st.floats(130, 145))
def test_the_nearest_town_is_the_one_that_a_search_through_all_finds(
    finder: Finder, numbered_path: Path, lat: float, lon: float
) -> None:
    with closing(sqlite3.connect(numbered_path)) as connection:
        rows = connection.execute(
            "SELECT rep_lat / 1e7, rep_lon / 1e7 FROM town WHERE rep_lat IS NOT NULL"
        ).fetchall()
    best = min(metres(lat, lon, *row) for row in rows)
    try:
        found = finder.reverse(lat, lon, level="town")
    except InputError as error:
        assert "within 50 km" in error.message
        assert best > 50_000
    else:
        assert found[0].distance == pytest.approx(best, abs=0.06)


@pytest.mark.parametrize(
    ("lat", "lon"), [(35.68, 139.73), (35.30, 139.75), (43.06, 141.35), (26.2, 127.7), (35.36, 138.73)]
)
def test_the_rings_of_cells_find_the_nearest_town_of_a_nation(nation: Finder, lat: float, lon: float) -> None:
    (found,) = nation.reverse(lat, lon)
    rows = nation.registry.connection.execute(
        "SELECT rep_lat / 1e7, rep_lon / 1e7 FROM town WHERE rep_lat / 1e7 BETWEEN ? AND ? AND rep_lon / 1e7 BETWEEN ? AND ?",
        (lat - 0.3, lat + 0.3, lon - 0.3, lon + 0.3),
    )
    assert found.distance == pytest.approx(min(metres(lat, lon, *row) for row in rows), abs=0.06)


def test_the_function(finder: Finder) -> None:
    assert addrreg.reverse(35.7151, 139.7524, finder)[0].place.number == "1-2"


def test_command(numbered_path: Path) -> None:
    done = run("reverse", "35.7151", "139.7524", "--registry", numbered_path)
    assert (done.code, done.text) == (0, "      0.0 m  rsdtdsp_rsdt     東京都文京区白山１丁目1-2\n")
    done = run("reverse", 34.2144, 135.1652, "--level", "parcel", "--json", "--registry", numbered_path)
    row = json.loads(done.text)
    assert row["prc_id"] == "001030000300000"
    assert 200 < row["distance"] < 400
    swapped = run("reverse", "139.73", "35.68", "--registry", numbered_path)
    assert swapped.code == 2
    assert "addrreg reverse 35.68 139.73" in swapped.err
    assert run("reverse", 34.5, 135.5, "--level", "parcel", "--registry", numbered_path).code == 1
