"""Verify (点検): what can be checked of a registry without another one to compare it with.

Each check is one question whose answer is the rows that fail it. Some are faults of the file, others are the source's
own (a town without a point): they are told apart, because the second kind is no reason to build again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from addrreg.registry.official import sha256_of
from addrreg.text.identifiers import lg_code_with_check_digit

__all__ = ["Finding", "verify"]

_SHOWN: Final = 5
#: How far a municipality's towns lie from their middle at most (degrees; about 50 km: 対馬, 浜松市, 根室's islands).
_MARGIN: Final = 0.5


class Finding(NamedTuple):
    """One check: how many rows fail it, the first of them, and whether the file is at fault."""

    check: str
    rows: int
    examples: tuple[str, ...]
    fault: bool
    """False where the source is so: nothing that a new build would mend."""


def verify(connection: sqlite3.Connection, folder: Path | None = None) -> list[Finding]:
    """All checks of an open registry, in a fixed order; ``folder`` is that of the files it was built from.

    Reads the whole file once, page by page; a registry of the whole country takes some minutes.
    """
    checks: list[tuple[str, bool, Callable[[], Iterator[str]]]] = [
        ("pages of the file that cannot be read", True, lambda: _pages(connection)),
        ("files that differ from those in the folder", False, lambda: _files(connection, folder)),
        ("foreign keys: towns without a municipality", True, lambda: _orphans(connection)),
        ("lg_code with a wrong check digit", False, lambda: _codes(connection)),
        ("machiaza_id that does not fit its town", False, lambda: _ids(connection)),
        ("two towns with one id", True, lambda: _twice(connection)),
        ("two towns of one name in a municipality", False, lambda: _same_name(connection)),
        ("residences or parcels without a town", True, lambda: _no_town(connection)),
        ("towns that the files of residences and parcels count otherwise", True, lambda: _counts(connection)),
        ("points outside their prefecture", False, lambda: _outside(connection)),
        ("towns without a point", False, lambda: _no_point(connection)),
    ]
    return [_finding(check, fault, rows()) for check, fault, rows in checks]


def _finding(check: str, fault: bool, rows: Iterator[str]) -> Finding:
    count = 0
    examples: list[str] = []
    for count, row in enumerate(rows, 1):  # noqa: B007 - read below
        if len(examples) < _SHOWN:
            examples.append(row)
    return Finding(check, count, tuple(examples), fault and count > 0)


def _pages(connection: sqlite3.Connection) -> Iterator[str]:
    for (message,) in connection.execute("PRAGMA quick_check(20)"):
        if message != "ok":
            yield str(message)


def _files(connection: sqlite3.Connection, folder: Path | None) -> Iterator[str]:
    """Nothing to compare where the folder is gone; a file that is missing in it counts."""
    if folder is None or not folder.is_dir():
        return
    for name, digest in connection.execute("SELECT name, sha256 FROM file ORDER BY name"):
        path = folder / name
        if not path.is_file():
            path = path.parent  # one of several entries of a zip file
        if not path.is_file():
            yield f"{name} is not there"
        elif sha256_of(path) != digest:
            yield f"{name} is another one"


def _orphans(connection: sqlite3.Connection) -> Iterator[str]:
    for table in ("town", "city_alias"):
        rows = connection.execute(
            f"SELECT DISTINCT lg_code FROM {table} WHERE lg_code NOT IN (SELECT lg_code FROM city)"  # noqa: S608
        )
        yield from (f"{table}: {lg_code}" for (lg_code,) in rows)
    for lg_code, pref in connection.execute(
        "SELECT lg_code, pref FROM city WHERE pref NOT IN (SELECT pref FROM pref)"
    ):
        yield f"city: {lg_code} {pref}"
    for table in ("town_flg", "town_alias"):
        rows = connection.execute(
            f"SELECT DISTINCT node FROM {table} WHERE node NOT IN (SELECT node FROM town)"  # noqa: S608
        )
        yield from (f"{table}: node {node}" for (node,) in rows)


def _codes(connection: sqlite3.Connection) -> Iterator[str]:
    """The sixth figure is computed from the five before it."""
    for (lg_code,) in connection.execute(
        "SELECT lg_code FROM pref UNION SELECT lg_code FROM city ORDER BY 1"
    ):
        if len(lg_code) != 6 or not lg_code.isdecimal() or lg_code_with_check_digit(lg_code[:5]) != lg_code:
            yield lg_code


def _ids(connection: sqlite3.Connection) -> Iterator[str]:
    """A machiaza_id has no check digit, but its last three figures say what the town is: 000 a 大字, to 100 a 丁目, else a 小字."""
    rows = connection.execute(
        "SELECT lg_code, machiaza_id, oaza_cho, chome, koaza FROM town WHERE machiaza_id <> '' AND machiaza_type < 4 AND"
        " (length(machiaza_id) <> 7 OR machiaza_id GLOB '*[^0-9]*'"
        "  OR (substr(machiaza_id, 5) = '000') <> (chome = '' AND koaza = '')"
        "  OR (substr(machiaza_id, 5) BETWEEN '001' AND '100') <> (chome <> '' AND koaza = ''))"
    )
    yield from (f"{lg_code} {machiaza_id} {''.join(names)}" for lg_code, machiaza_id, *names in rows)


def _twice(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT lg_code, machiaza_id FROM town WHERE machiaza_id <> '' GROUP BY 1, 2 HAVING count(*) > 1"
    )
    yield from (" ".join(row) for row in rows)


def _same_name(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT lg_code, oaza_cho || chome || koaza, count(*), group_concat(machiaza_id, ', ') FROM town"
        " GROUP BY lg_code, oaza_cho, chome, koaza HAVING count(*) > 1"
    )
    yield from (f"{lg_code} {name}: {ids}" for lg_code, name, _, ids in rows)


_LG_CODE: Final = "printf('%06d', n.machiaza / 10000000)"
_MACHIAZA_ID: Final = "printf('%07d', n.machiaza % 10000000)"


def _no_town(connection: sqlite3.Connection) -> Iterator[str]:
    """Those of a municipality without any 町字 (id 0000000) have none to have."""
    rows = connection.execute(
        f"SELECT {_LG_CODE}, {_MACHIAZA_ID}, n.rsdts, n.parcels FROM town_numbers n"  # noqa: S608
        " WHERE n.machiaza % 10000000 <> 0 AND NOT EXISTS (SELECT 1 FROM town t"
        f" WHERE t.lg_code = {_LG_CODE} AND t.machiaza_id = {_MACHIAZA_ID})"
    )
    yield from (f"{code} {id_}: {rsdts} residences, {parcels} parcels" for code, id_, rsdts, parcels in rows)


def _counts(connection: sqlite3.Connection) -> Iterator[str]:
    for table, column in (("rsdtdsp_blk", "blks"), ("rsdtdsp_rsdt", "rsdts"), ("parcel", "parcels")):
        (held,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        (counted,) = connection.execute(f"SELECT coalesce(sum({column}), 0) FROM town_numbers").fetchone()  # noqa: S608
        if held != counted:
            yield f"{table}: {held:,} rows, its towns count {counted:,}"


def _outside(connection: sqlite3.Connection) -> Iterator[str]:
    """Points outside the box of their prefecture.

    The boxes are made of the registry itself: of the middle of each municipality's towns, which no single wrong point
    moves, and a margin for how far a municipality reaches.
    """
    middles: dict[str, list[tuple[float, float]]] = {}
    rows = connection.execute(
        "SELECT lg_code, rep_lat / 1e7, rep_lon / 1e7 FROM town WHERE rep_lat IS NOT NULL ORDER BY lg_code"
    )
    for lg_code, group in groupby(rows, itemgetter(0)):
        lats, lons = zip(*((lat, lon) for _, lat, lon in group), strict=True)
        middles.setdefault(lg_code[:2], []).append((median(lats), median(lons)))
    boxes = {
        pref: (min(lats), max(lats), min(lons), max(lons))
        for pref, points in middles.items()
        for lats, lons in [tuple(zip(*points, strict=True))]
    }
    for pref, (south, north, west, east) in boxes.items():
        edge = (south - _MARGIN, north + _MARGIN, west - _MARGIN, east + _MARGIN)
        bounds = [round(value * 1e7) for value in edge]
        towns = connection.execute(
            "SELECT lg_code, machiaza_id, oaza_cho || chome || koaza, rep_lat / 1e7, rep_lon / 1e7 FROM town WHERE"
            " lg_code BETWEEN ?1 AND ?2 AND NOT (rep_lat BETWEEN ?3 AND ?4 AND rep_lon BETWEEN ?5 AND ?6)",
            (pref, f"{pref}9999", *bounds),
        )
        for lg_code, machiaza_id, name, lat, lon in towns:
            yield f"{lg_code} {machiaza_id} {name}: {lat:.5f}, {lon:.5f}"
        low, high = int(pref) * 10**11, (int(pref) + 1) * 10**11 - 1
        numbers = connection.execute(
            f"SELECT {_LG_CODE}, {_MACHIAZA_ID}, n.min_lat / 1e7, n.min_lon / 1e7 FROM town_numbers n WHERE"  # noqa: S608
            " n.machiaza BETWEEN ? AND ?"
            " AND (n.min_lat < ? OR n.max_lat > ? OR n.min_lon < ? OR n.max_lon > ?)",
            (low, high, *bounds),
        )
        for lg_code, machiaza_id, lat, lon in numbers:
            yield f"{lg_code} {machiaza_id}: a residence or parcel of it, {lat:.5f}, {lon:.5f}"


def _no_point(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT lg_code, machiaza_id, oaza_cho || chome || koaza FROM town WHERE rep_lat IS NULL ORDER BY node"
    )
    yield from (" ".join(row) for row in rows)
