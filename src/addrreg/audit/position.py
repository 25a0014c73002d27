"""Position (位置): latitude and longitude of a row against the points of the registry.

There are no outlines of municipalities here, only a point for each town. A municipality's extent is the box around its
towns' points, widened by a fifth and two kilometres; "far" is measured against the size of that box, because two
kilometres are far in 港区 and nothing in 別海町.
"""

from __future__ import annotations

import sqlite3
from math import cos, hypot, radians

from addrreg.audit.codes import plain_digits
from addrreg.audit.found import Noted
from addrreg.result import Result
from addrreg.text.lazy import lazy
from addrreg.words import Status

__all__ = ["PositionChecks", "kilometres"]

# 沖ノ鳥島 to 択捉島, 与那国島 to 南鳥島
_SOUTH, _NORTH, _WEST, _EAST = 20.0, 46.0, 122.0, 154.5
_DEGREES = lazy(r"[+-]?[0-9]{1,3}(?:\.([0-9]*))?\Z")
_COARSE = 4
_MARGIN_KM, _WIDENED, _FAR_AT_LEAST_KM = 2.0, 0.2, 4.0


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Distance of two points, good to a percent within Japan.

    >>> round(kilometres(35.681, 139.767, 34.702, 135.496))  # 東京駅 to 大阪駅
    403
    """
    north = (lat - other_lat) * 110.95
    east = (lon - other_lon) * 111.32 * cos(radians((lat + other_lat) / 2))
    return hypot(north, east)


class PositionChecks:
    """The checks of coordinates; the extent of a municipality is looked up when it is first met."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._boxes: dict[str, tuple[float, float, float, float] | None] = {}

    def check(self, lat_cell: str, lon_cell: str, result: Result | None, found: list[Noted]) -> None:
        """Add what is wrong with a row's coordinates; nothing where both cells are empty."""
        lat_text, lon_text = plain_digits(lat_cell), plain_digits(lon_cell)
        if not lat_text and not lon_text:
            return
        shown = f"{lat_cell}, {lon_cell}"
        lat_form, lon_form = _DEGREES.match(lat_text), _DEGREES.match(lon_text)
        if lat_form is None or lon_form is None:
            found.append(("coordinates_malformed", shown, "", ""))
            return
        lat, lon = float(lat_text), float(lon_text)
        if not _in_japan(lat, lon):
            if _in_japan(lon, lat):
                found.append(("coordinates_swapped", shown, "", f"{lon_text}, {lat_text}"))
                lat, lon = lon, lat
            else:
                found.append(("coordinates_malformed", shown, "", ""))
                return
        if min(len(lat_form[1] or ""), len(lon_form[1] or "")) < _COARSE:
            found.append(("coordinates_coarse", shown, "", ""))
        if result and result.status == Status.MATCHED and result.lg_code:
            self._against(shown, lat, lon, result, found)

    def _against(self, shown: str, lat: float, lon: float, result: Result, found: list[Noted]) -> None:
        box = self._box(result.lg_code)
        if box is None:
            return
        south, north, west, east = box
        size = kilometres(south, west, north, east)
        nearest_lat, nearest_lon = min(max(lat, south), north), min(max(lon, west), east)
        beyond = kilometres(lat, lon, nearest_lat, nearest_lon)
        point = "" if result.lat is None or result.lon is None else f"{result.lat}, {result.lon}"
        if beyond > _MARGIN_KM + _WIDENED * size:
            found.append(("coordinates_outside", shown, f"{beyond:.1f} km", point))
        elif result.lat is not None and result.lon is not None and result.pos_level.startswith("machiaza"):
            away = kilometres(lat, lon, result.lat, result.lon)
            if away > max(_FAR_AT_LEAST_KM, size / 2):
                found.append(("coordinates_far", shown, f"{away:.1f} km", point))

    def _box(self, lg_code: str) -> tuple[float, float, float, float] | None:
        """South, north, west and east of a municipality's towns; None where fewer than two have a point."""
        if lg_code not in self._boxes:
            select = (
                "SELECT min(rep_lat) / 1e7, max(rep_lat) / 1e7, min(rep_lon) / 1e7, max(rep_lon) / 1e7, count(rep_lat)"
                " FROM town WHERE lg_code = ?"
            )
            *box, points = self._connection.execute(select, (lg_code,)).fetchone()
            self._boxes[lg_code] = tuple(box) if points > 1 else None
        return self._boxes[lg_code]


def _in_japan(lat: float, lon: float) -> bool:
    return _SOUTH <= lat <= _NORTH and _WEST <= lon <= _EAST
