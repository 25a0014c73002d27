"""Prefectures and municipalities: those of the registry's files over the embedded ones, with their former names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Final, NamedTuple

from addrreg.registry.build import Columns, rows_of
from addrreg.registry.official import OfficialFile, OfficialTable, open_table
from addrreg.registry.schema import TABLES
from addrreg.text.identifiers import lg_code_with_check_digit

__all__ = ["KANA", "NAMES", "Municipalities", "Names", "point_of", "read_municipalities"]

NAMES: Final = ("pref", "county", "city", "ward")
KANA: Final = ("pref_kana", "county_kana", "city_kana", "ward_kana")
Names = tuple[str, ...]


class Municipalities(NamedTuple):
    """Prefectures and municipalities of the registry that is being built."""

    prefs: dict[str, Names]
    """lg_code → pref, pref_kana."""
    cities: dict[str, Names]
    """lg_code → names and kana."""
    aliases: list[tuple[str, ...]]
    points: dict[str, tuple[float, float]]
    tables: list[OfficialTable]


def read_municipalities(
    pack: dict[str, Columns], files: Iterable[OfficialFile], found: dict[str, Names], left: Counter[str]
) -> Municipalities:
    """The municipalities of the embedded registry, of the files, and ``found`` in lists of towns.

    A nationwide city file says which municipalities there are: others are abolished. Towns of a municipality whose
    name is a former one (浜松市中区) are left out, because its area is listed under another.
    """
    prefs = {row[0]: row[1:] for row in rows_of(pack["pref"], "lg_code", "pref", "pref_kana")}
    cities = {row[0]: row[1:] for row in rows_of(pack["city"], "lg_code", *NAMES, *KANA)}
    aliases: list[tuple[str, ...]] = list(rows_of(pack["city_alias"], *TABLES["city_alias"]))
    points: dict[str, tuple[float, float]] = {}
    tables: list[OfficialTable] = []
    for file in files:
        if file.type not in ("mt_pref", "mt_city", "mt_pref_pos", "mt_city_pos"):
            continue
        with open_table(file) as table:
            tables.append(table)
            if file.type.endswith("_pos"):
                points.update(_city_points(table))
            elif file.type == "mt_pref":
                prefs.update(
                    (row[0], row[1:]) for row in _living(table, left, "lg_code", "pref", "pref_kana")
                )
            else:
                listed = {row[0]: row[1:] for row in _living(table, left, "lg_code", *NAMES, *KANA)}
                aliases += _renamed(cities, listed, file)
                if file.scope == "all":
                    left["municipalities that the city file does not have"] += len(
                        cities.keys() - listed.keys()
                    )
                    cities.clear()
                cities.update(listed)
    former = {alias[1:5] for alias in aliases}
    for lg_code, names in found.items():
        if lg_code not in cities:
            if names[:4] in former:
                left["municipalities that are former ones, with their towns"] += 1
            else:
                cities[lg_code] = names
    known = {names[0] for names in prefs.values()}
    for lg_code, names in cities.items():
        if names[0] not in known:  # a prefecture that only its towns name
            known.add(names[0])
            prefs[lg_code_with_check_digit(f"{lg_code[:2]}000")] = (names[0], names[4])
    aliases = [alias for alias in aliases if alias[0] in cities]
    return Municipalities(prefs, cities, aliases, points, tables)


def _living(table: OfficialTable, left: Counter[str], *columns: str) -> Iterator[Names]:
    get = itemgetter(*table.places(*columns))
    (abolished,) = table.places("ablt_date")
    for row in table.read():
        values: Names = get(row)
        if len(values[0]) != 6 or not values[0].isdecimal() or not values[1]:
            table.bad(f"lg_code {values[0]!r}, pref {values[1]!r}")
        elif row[abolished] and row[abolished] <= table.file.date:
            left["abolished rows"] += 1
        else:
            yield values


def _city_points(table: OfficialTable) -> Iterator[tuple[str, tuple[float, float]]]:
    get = itemgetter(*table.places("lg_code", "rep_lat", "rep_lon"))
    for row in table.read():
        lg_code, lat, lon = get(row)
        point = point_of(table, lat, lon)
        if point is not None:
            yield lg_code, point


def _renamed(cities: dict[str, Names], listed: dict[str, Names], file: OfficialFile) -> Iterator[Names]:
    """The embedded names of municipalities that have another name now, as former names."""
    present = {names[:4] for names in listed.values()}
    for lg_code in sorted(cities.keys() & listed.keys()):
        old = cities[lg_code][:4]
        if old != listed[lg_code][:4] and old not in present:
            yield (lg_code, *old, f"before {file.date}")


def point_of(table: OfficialTable, lat: str, lon: str) -> tuple[float, float] | None:
    """The point of a row in degrees; a row without one is counted as bad."""
    try:
        point = float(lat), float(lon)
        if -90 <= point[0] <= 90 and -180 <= point[1] <= 180:
            return point
    except ValueError:
        pass
    table.bad(f"rep_lat {lat!r}, rep_lon {lon!r}")
    return None
