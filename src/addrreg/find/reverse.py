"""Reverse (逆ジオコーディング): the town, residence or parcel whose point is nearest to a place on the map.

What the registry has are points, not areas: the nearest town point may lie across the border of a large town, so that
the distance is part of the answer, and a residence or parcel near by says more than any town. Distances are metres
along a sphere (haversine): at such distances half a percent from the ellipsoid's, far less than the points are off.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from heapq import nsmallest
from typing import Final, NamedTuple

from addrreg.errors import InputError
from addrreg.find.places import Places
from addrreg.match.located import NumberRow
from addrreg.registry.finding import BY_POINT, CELL, CELLS, cell_of
from addrreg.registry.numbers import DEGREE, town_key
from addrreg.result import Result

__all__ = ["LEVELS", "Nearby", "find_nearest", "metres"]

#: What may be looked for; without a level, a residence or parcel near by, else the nearest town.
LEVELS = TOWN, RESIDENCE, PARCEL = "town", "residence", "parcel"

_RADIUS = 6_371_008.8
_DEGREE = math.pi * _RADIUS / 180
#: 沖ノ鳥島 to 択捉島, and 与那国島 to 南鳥島, with the sea between.
_LAT, _LON = (20.0, 46.0), (122.0, 154.5)
#: A residence or parcel farther away says less of a place than the nearest town does.
_NEAR = 200.0
#: Nobody lives farther from a town of the registry; beyond is the sea, or another country.
_FARTHEST = 50_000.0
_MARGINS = (0.001, 0.004, 0.016, 0.064)
_MOST = 100


class Nearby(NamedTuple):
    """A place and how far it is."""

    distance: float
    """Metres from the point that was asked for to the place's own."""
    place: Result
    """The place, with all that the registry holds of it; ``lat`` and ``lon`` are its own point."""


def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The distance of two points in degrees, along a sphere of the earth's mean radius.

    >>> round(metres(35.681236, 139.767125, 34.702485, 135.495951) / 1000)  # 東京駅, 大阪駅
    403
    """
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half = math.sin((other_phi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * _RADIUS * math.asin(math.sqrt(min(1.0, half)))


def find_nearest(
    places: Places, lat: float, lon: float, level: str | None = None, limit: int = 1
) -> list[Nearby]:
    """The places nearest to a point, nearest first.

    ``level`` is one of :data:`LEVELS`. Without it the answer is a residence or parcel within 200 m, and
    else the nearest town. Raises InputError for a point that is not in Japan or has its coordinates swapped, for a level that the
    registry does not hold, and where no town is within 50 km.
    """
    lat, lon = _checked(lat, lon)
    limit = max(1, min(limit, _MOST))
    held = places.numbers.levels()
    if level is not None and level not in LEVELS:
        raise InputError(
            f"level is {level!r}, and can be {', '.join(LEVELS)}", "addrreg reverse --level town 35.68 139.73"
        )
    if level in (RESIDENCE, PARCEL) and level not in held:
        raise InputError(
            f"the registry in use holds no {level}s", f"addrreg registry download --level {level} --positions"
        )
    if held and level != TOWN:
        kinds = frozenset({level}) if level else held
        within = _FARTHEST if level else _NEAR
        found = _numbers(places, lat, lon, kinds, limit, within)
        if found or level:
            return found
    found = _towns(places, lat, lon, limit)
    if not found:
        raise InputError(
            f"no town of the registry is within 50 km of {lat}, {lon}", "give a point on land in Japan"
        )
    return found


def _checked(lat: float, lon: float) -> tuple[float, float]:
    lat, lon = float(lat), float(lon)
    if _inside(lat, _LAT) and _inside(lon, _LON):
        return lat, lon
    if _inside(lon, _LAT) and _inside(lat, _LON):
        raise InputError(
            f"{lat}, {lon} are a longitude and a latitude: the latitude comes first",
            f"addrreg reverse {lon} {lat}",
        )
    raise InputError(
        f"{lat}, {lon} is not in Japan: latitudes are {_LAT[0]:g} to {_LAT[1]:g}, longitudes {_LON[0]:g} to {_LON[1]:g}",
        "addrreg reverse 35.68 139.73",
    )


def _inside(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _towns(places: Places, lat: float, lon: float, limit: int) -> list[Nearby]:
    """The nearest towns: the cells of the map around the point, ring by ring, until none farther out can be nearer."""
    north, east = int(lat * CELLS), int(lon * CELLS)
    width = _DEGREE / CELLS * math.cos(math.radians(max(abs(lat), 1)))
    found: list[tuple[float, int]] = []
    radius = 0
    while True:
        found += _in_cells(places, lat, lon, list(_ring(north, east, radius)))
        # what lies in the next ring is at least `radius` whole cells away
        safe = radius * width
        near = [one for one in found if one[0] <= safe]
        if len(near) >= limit or safe > _FARTHEST:
            break
        radius += 1
    best = nsmallest(limit, (one for one in found if one[0] <= _FARTHEST))
    names = places.names
    return [
        Nearby(
            round(distance, 1),
            places.result(f"{lat},{lon}", names.units[names.node_unit[node]], places.towns[node]),
        )
        for distance, node in best
    ]


def _ring(north: int, east: int, radius: int) -> Iterator[int]:
    """The cells at so many steps from the middle one."""
    for y in range(-radius, radius + 1):
        for x in range(-radius, radius + 1) if abs(y) == radius else (-radius, radius):
            yield cell_of(north + y, east + x)


def _in_cells(places: Places, lat: float, lon: float, cells: list[int]) -> list[tuple[float, int]]:
    found = []
    for start in range(0, len(cells), 500):
        some = cells[start : start + 500]
        marks = ", ".join("?" * len(some))
        rows = places.connection.execute(
            f"SELECT node, rep_lat / 1e7, rep_lon / 1e7 FROM town WHERE {BY_POINT} AND {CELL} IN ({marks})",  # noqa: S608
            some,
        )
        found += [(metres(lat, lon, a, b), node) for node, a, b in rows]
    return found


def _numbers(
    places: Places, lat: float, lon: float, kinds: frozenset[str], limit: int, within: float
) -> list[Nearby]:
    """The nearest residences and parcels: those of the towns whose box comes near, in growing circles."""
    for margin in _MARGINS:
        found: list[tuple[float, str, str, str, tuple[str, ...]]] = []
        wide = margin / math.cos(math.radians(lat))
        for lg_code, machiaza_id, held in places.numbers.near(lat, lon, wide):
            for kind, count in ((RESIDENCE, held.rsdts), (PARCEL, held.parcels)):
                if count and kind in kinds:
                    found += _in_town(places, lat, lon, (kind, lg_code, machiaza_id), (margin, wide), limit)
        near = [one for one in found if one[0] <= min(within, margin * _DEGREE)]
        if len(near) >= limit or margin * _DEGREE > within or margin == _MARGINS[-1]:
            return [_nearby(places, lat, lon, *one) for one in nsmallest(limit, near)]
    return []


_TABLES: Final = {
    RESIDENCE: ("rsdtdsp_rsdt", "blk_num", "rsdt_num", "rsdt_num2"),
    PARCEL: ("parcel", "prc_num1", "prc_num2", "prc_num3"),
}


def _in_town(
    places: Places,
    lat: float,
    lon: float,
    town: tuple[str, str, str],
    margins: tuple[float, float],
    limit: int,
) -> Iterator[tuple[float, str, str, str, tuple[str, ...]]]:
    """The nearest rows of one town, by the square of their distance, which SQLite orders."""
    kind, lg_code, machiaza_id = town
    table, *columns = _TABLES[kind]
    y, x = round(lat * DEGREE), round(lon * DEGREE)
    high, wide = (round(margin * DEGREE) for margin in margins)
    narrow = math.cos(math.radians(lat)) ** 2
    rows = places.connection.execute(
        f"SELECT {', '.join(columns)}, rep_lat, rep_lon FROM {table} WHERE machiaza = ?"  # noqa: S608
        " AND rep_lat BETWEEN ? AND ? AND rep_lon BETWEEN ? AND ?"
        " ORDER BY (rep_lat - ?) * (rep_lat - ?) + ? * (rep_lon - ?) * (rep_lon - ?) LIMIT ?",
        (town_key(lg_code, machiaza_id), y - high, y + high, x - wide, x + wide, y, y, narrow, x, x, limit),
    )
    for *numbers, row_lat, row_lon in rows:
        distance = metres(lat, lon, row_lat / DEGREE, row_lon / DEGREE)
        yield distance, kind, lg_code, machiaza_id, tuple(map(str, numbers))


def _nearby(
    places: Places,
    lat: float,
    lon: float,
    distance: float,
    kind: str,
    lg_code: str,
    machiaza_id: str,
    numbers: tuple[str, ...],
) -> Nearby:
    get = places.numbers.residences if kind == RESIDENCE else places.numbers.parcels
    rows: tuple[NumberRow, ...] = get(lg_code, machiaza_id, *numbers)
    row = min(rows, key=lambda row: metres(lat, lon, row.rep_lat or 0.0, row.rep_lon or 0.0))
    unit = places.units[lg_code]
    place = places.result(f"{lat},{lon}", unit, places.town(lg_code, machiaza_id), row)
    return Nearby(round(distance, 1), place)
