"""Points (代表点): the coordinates of municipalities and prefectures, for places that have none of their own."""

from __future__ import annotations

import sqlite3
from functools import cached_property

from addrreg.words import PosLevel

__all__ = ["Point", "Points"]

#: Latitude, longitude and whose point it is.
Point = tuple[float, float, str]


class Points:
    """The points of municipalities, read when the first is asked for: two thousand rows.

    The embedded registry has none, and answers None for each.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @cached_property
    def _known(self) -> dict[str, Point]:
        execute = self._connection.execute
        prefs: dict[str, Point] = {
            lg_code[:2]: (lat, lon, PosLevel.PREF.value)
            for lg_code, lat, lon in execute(
                "SELECT lg_code, rep_lat, rep_lon FROM pref WHERE rep_lat IS NOT NULL"
            )
        }
        found: dict[str, Point] = {}
        for (lg_code,) in execute("SELECT lg_code FROM pref UNION SELECT lg_code FROM city"):
            if lg_code[:2] in prefs:
                found[lg_code] = prefs[lg_code[:2]]
        cities = execute("SELECT lg_code, rep_lat, rep_lon FROM city WHERE rep_lat IS NOT NULL")
        return found | {lg_code: (lat, lon, PosLevel.CITY.value) for lg_code, lat, lon in cities}

    def of(self, lg_code: str) -> Point | None:
        """The point of a municipality, else that of its prefecture."""
        return self._known.get(lg_code)
