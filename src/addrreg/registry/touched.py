"""Touched (影響): which results of an earlier run a new registry may decide otherwise.

Both ways ask more rows anew than they must, and never fewer: a row that is asked for nothing comes out as it was.
"""

from __future__ import annotations

import sqlite3
from itertools import groupby
from operator import itemgetter
from typing import Protocol

from addrreg.registry.diff import diff
from addrreg.registry.number_files import FAMILIES, Area, area_of
from addrreg.text.spellings import without_aza
from addrreg.words import Status

__all__ = ["ByDifference", "ByRegistry", "Touches"]


class Touches(Protocol):
    """Whether a result is to be decided again, from its output columns."""

    def __call__(self, status: str, lg_code: str, machiaza_id: str, names: tuple[str, str, str], /) -> bool:
        """``names`` are oaza_cho, chome and koaza as the result has them."""
        ...


#: What a result shows of a town, and of a municipality or prefecture, behind their ids.
_TOWN_VALUES = "SELECT lg_code, machiaza_id, oaza_cho, chome, koaza, rsdt_addr_flg, post_code, rep_lat, rep_lon, pos_level, src FROM town"
_CITY_VALUES = (
    "SELECT lg_code, pref, county, city, ward, rep_lat, rep_lon FROM city"
    " UNION ALL SELECT lg_code, pref, '', '', '', rep_lat, rep_lon FROM pref"
)


class ByDifference:
    """Results that the difference of two registries touches.

    These are the results with the id of a town that changed, or of its 大字; those without a town, ambiguous or unmatched in a
    municipality that has changes; and those without a municipality, because a new name may be theirs. A town one of whose
    blocks, residences or parcels came, went or changed in any column counts as changed. A postal code, flag, point or spelling
    of the town itself does not, because no name leads elsewhere for it, unless ``values`` are asked for: between registries of
    different years these are nearly all rows. One name does: a 小字 without a 大字 is a town of today where it has a postal code,
    and results whose town has its name in its own (尻内 and 大字尻内町 of 八戸市) are asked again where it gets or loses one.
    """

    def __init__(self, old: sqlite3.Connection, new: sqlite3.Connection, *, values: bool = False) -> None:
        """Compare two registries; with ``values`` in all that a result shows of a town or municipality."""
        ids: set[tuple[str, str]] = set()
        self.towns = 0
        for change in diff(old, new):
            self.towns += 1
            ids |= {(change.lg_code, change.machiaza_id), (change.new_lg_code, change.new_machiaza_id)}
        self._heads = {(lg_code, machiaza_id[:4]) for lg_code, machiaza_id in ids}
        self._numbered = {(f"{key // 10**7:06d}", f"{key % 10**7:07d}") for key in _numbered(old, new)}
        self._whole: set[str] = set()
        self._living: dict[str, list[str]] = {}
        query = "SELECT lg_code, koaza FROM town WHERE oaza_cho = '' AND koaza <> '' AND post_code <> ''"
        for lg_code, koaza in set(old.execute(query)) ^ set(new.execute(query)):
            self._living.setdefault(lg_code, []).append(without_aza(koaza))
        query = "SELECT lg_code, oaza_cho, chome, koaza FROM town WHERE machiaza_id = ''"
        unlisted = {lg_code for lg_code, *_ in set(old.execute(query)) ^ set(new.execute(query))}
        if values:
            self._numbered |= {(one[0], one[1]) for one in _changed(old, new, _TOWN_VALUES, 2)}
            self._whole = {str(lg_code) for (lg_code,) in _changed(old, new, _CITY_VALUES, 1)}
        self._cities = (
            {lg_code for lg_code, _ in ids | self._numbered} | self._whole | unlisted | self._living.keys()
        )

    def __call__(self, status: str, lg_code: str, machiaza_id: str, names: tuple[str, str, str], /) -> bool:
        """Whether the towns of the result's municipality differ where the result stands."""
        if not self._cities or (lg_code and lg_code not in self._cities):
            return False
        return (
            not machiaza_id
            or status != Status.MATCHED
            or lg_code in self._whole
            or (lg_code, machiaza_id[:4]) in self._heads
            or (lg_code, machiaza_id) in self._numbered
            or any(koaza in "".join(names) for koaza in self._living.get(lg_code, ()))
        )


def _numbered(old: sqlite3.Connection, new: sqlite3.Connection) -> set[int]:
    """Towns whose blocks, residences or parcels differ; rows are read only of areas whose files differ."""
    query = "SELECT machiaza, blks, rsdts, parcels, min_lat, max_lat, min_lon, max_lon FROM town_numbers"
    before, after = set(old.execute(query)), set(new.execute(query))
    found = {row[0] for row in before ^ after}
    same = {row[0] for row in before & after}
    query = "SELECT type, scope, sha256 FROM file"
    files = set(old.execute(query)) ^ set(new.execute(query))
    for table, area in {(FAMILIES[type_], area_of(scope)) for type_, scope, _ in files if type_ in FAMILIES}:
        if any(area[0] <= key <= area[1] for key in same):
            one, other = _by_town(old, table, area), _by_town(new, table, area)
            found |= {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
    return found


def _changed(old: sqlite3.Connection, new: sqlite3.Connection, query: str, ids: int) -> set[tuple[str, ...]]:
    """The ids of the rows that only one of two registries has; by hash, because the rows of the country take 300 MB."""
    before = {hash(row) for row in old.execute(query)}
    found: set[tuple[str, ...]] = set()
    for row in new.execute(query):
        if hash(row) in before:
            before.discard(hash(row))
        else:
            found.add(row[:ids])
    return found | {row[:ids] for row in old.execute(query) if hash(row) in before}


def _by_town(connection: sqlite3.Connection, table: str, area: Area) -> dict[int, int]:
    """Town → a hash of all its rows, which are stored in the order of their numbers."""
    rows = connection.execute(f"SELECT * FROM {table} WHERE machiaza BETWEEN ? AND ?", area)  # noqa: S608 - of FAMILIES
    return {key: hash(tuple(group)) for key, group in groupby(rows, itemgetter(0))}


class ByRegistry:
    """Results that the registry does not bear out: their town is not in it, or has another name.

    For when the registry of the earlier run is gone. A new 丁目 of a 大字 that stayed is not noticed.
    """

    def __init__(self, new: sqlite3.Connection) -> None:
        self._execute = new.execute
        self._known: dict[tuple[str, str], tuple[str, str, str] | None] = {}

    def __call__(self, status: str, lg_code: str, machiaza_id: str, names: tuple[str, str, str], /) -> bool:
        """Whether the result's town is missing, or has other names."""
        if status != Status.MATCHED or not machiaza_id:
            return True
        key = (lg_code, machiaza_id)
        if key not in self._known:
            if len(self._known) > 100_000:
                self._known.clear()
            self._known[key] = self._execute(
                "SELECT oaza_cho, chome, koaza FROM town WHERE lg_code = ? AND machiaza_id = ?", key
            ).fetchone()
        return self._known[key] != names
