"""Files of numbers → tables: blocks, residences and parcels, each row with its point, in one pass.

A file and its positions are sorted alike, so that the two are read side by side and nothing is held in memory; where
they are not, the positions that found no row on the way are read once more and written to theirs by key. A town that
only these files name (屋久島町 has 1,200 小字 that the list of towns of 2022 lacks) is remembered with its name.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from operator import itemgetter
from typing import Any, Final

from addrreg.registry.number_points import Key, Point, Positions
from addrreg.registry.numbers import DEGREE, padded, stored, town_key
from addrreg.registry.official import OfficialFile, OfficialTable, open_table
from addrreg.registry.schema import NUMBER_INDEXES, NUMBERED, NUMBERS_KEYS

__all__ = [
    "FAMILIES",
    "WHOLE",
    "Area",
    "area_of",
    "clear",
    "count_towns",
    "load",
    "to_degrees",
]

#: First and last town key of an area.
Area = tuple[int, int]
WHOLE: Final[Area] = (0, 10**13)

#: Type of a file → its table; what belongs together is cleared and read together.
FAMILIES: Final[dict[str, str]] = {
    "mt_rsdtdsp_blk": "rsdtdsp_blk", "mt_rsdtdsp_blk_pos": "rsdtdsp_blk",
    "mt_rsdtdsp_rsdt": "rsdtdsp_rsdt", "mt_rsdtdsp_rsdt_pos": "rsdtdsp_rsdt",
    "mt_parcel": "parcel", "mt_parcel_pos": "parcel",
}  # fmt: skip
_IDS: Final[dict[str, tuple[str, ...]]] = {
    "rsdtdsp_blk": ("blk_id",), "rsdtdsp_rsdt": ("blk_id", "rsdt_id", "rsdt2_id"), "parcel": ("prc_id",),
}  # fmt: skip
_OTHERS: Final[dict[str, tuple[str, ...]]] = {
    "rsdtdsp_blk": ("blk_num", "rsdt_addr_flg"),
    "rsdtdsp_rsdt": (
        "blk_num", "rsdt_num", "rsdt_num2", "rsdt_addr_flg", "basic_rsdt_div", "rsdt_addr_mtd_code",
    ),
    "parcel": ("prc_num1", "prc_num2", "prc_num3", "rsdt_addr_flg", "prc_rec_flg", "real_prop_num"),
}  # fmt: skip
#: Place of the id that no row may lack; 道路方式 knows residences without a block.
_OWN: Final = {"rsdtdsp_blk": 2, "rsdtdsp_rsdt": 3, "parcel": 2}
_TOWN_NAMES: Final = ("oaza_cho", "chome", "koaza")


def area_of(scope: str) -> Area:
    """The town keys that a file may hold: ``pref30``, ``city302015`` or ``all``."""
    if scope.startswith("city"):
        code = int(scope[4:])
        return code * 10**7, (code + 1) * 10**7 - 1
    if scope.startswith("pref"):
        code = int(scope[4:])
        return code * 10**11, (code + 1) * 10**11 - 1
    return WHOLE


def to_degrees(text: str) -> int:
    """A coordinate as it is stored; ValueError for what is none (an empty field too).

    >>> to_degrees("135.163016581")
    1351630166
    """
    value = float(text)
    if not -180 <= value <= 180:
        raise ValueError(text)
    return round(value * DEGREE)


def load(
    connection: sqlite3.Connection, file: OfficialFile, positions: OfficialFile | None
) -> tuple[list[OfficialTable], dict[str, int]]:
    """Read a file of numbers, with its positions, into its table, and its towns into ``town_numbers``.

    Returns the tables that were read, for their counts, and how many rows were left out for what reason.
    """
    table = FAMILIES[file.type]
    left: dict[str, int] = {}
    towns: dict[int, tuple[str, ...]] = {}
    before = connection.total_changes
    with ExitStack() as stack:
        rows = stack.enter_context(open_table(file))
        tables, merged = [rows], None
        if positions is not None:
            tables.append(stack.enter_context(open_table(positions)))
            merged = Positions(_points_of(tables[1], table))
        given = _insert(connection, table, _rows(rows, table, merged, towns, left))
        left["rows that are there already"] = given - (connection.total_changes - before)
        passed_over = merged.finish() if merged else 0
    if positions is not None and passed_over:
        left["positions without a row"] = passed_over - _late(connection, table, positions)
    connection.executemany(
        "INSERT OR IGNORE INTO town_numbers (machiaza, oaza_cho, chome, koaza, rsdt_addr_flg, blks, rsdts, parcels)"
        " VALUES (?, ?, ?, ?, ?, 0, 0, 0)",
        ((key, *names) for key, names in towns.items()),
    )
    return tables, {why: count for why, count in left.items() if count > 0}


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[object]]) -> int:
    done = 0

    def counted() -> Iterator[Sequence[object]]:
        nonlocal done
        for done, row in enumerate(rows, 1):  # noqa: B007 - read below
            yield row

    marks = ", ".join("?" * len(NUMBERED[table]))
    connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", counted())  # noqa: S608
    return done


def _rows(
    table: OfficialTable,
    name: str,
    positions: Positions | None,
    towns: dict[int, tuple[str, ...]],
    left: dict[str, int],
) -> Iterator[tuple[object, ...]]:
    """Rows in the order of the table's columns; the town of a row is looked at when it changes."""
    make = {"rsdtdsp_blk": _block, "rsdtdsp_rsdt": _residence, "parcel": _parcel}[name]
    ids = _IDS[name]
    places = table.places("lg_code", "machiaza_id", *ids, "ablt_date", *_OTHERS[name])
    get, names_of = itemgetter(*places), itemgetter(*table.places(*_TOWN_NAMES, "rsdt_addr_flg"))
    of = positions.of if positions else None
    own = _OWN[name]
    behind, today, last, key = 2 + len(ids), table.file.date, ("", ""), -1
    point: Point = (None, None)
    for row in table.read():
        values = get(row)
        if values[behind] and values[behind] <= today:
            left["abolished rows"] = left.get("abolished rows", 0) + 1
            continue
        if values[:2] != last:
            last = values[:2]
            key = _checked(*last)
            if key >= 0 and key not in towns:
                towns[key] = names_of(row)
        if key < 0 or not values[own]:
            table.bad(f"lg_code {values[0]!r}, machiaza_id {values[1]!r}, {ids[own - 2]} {values[own]!r}")
            continue
        if of is not None:
            point = of(values[:behind])
        yield make(key, values[2:behind], values[behind + 1 :], point)


def _checked(lg_code: str, machiaza_id: str) -> int:
    """The key of a town, or -1 where its ids are none."""
    if len(lg_code) == 6 and len(machiaza_id) == 7 and (lg_code + machiaza_id).isdecimal():
        return town_key(lg_code, machiaza_id)
    return -1


def _short(value: str, width: int, number: str) -> str:
    """An id; '' where it only repeats its number with zeros in front."""
    return "" if number and value == number.zfill(width) and value.isdecimal() and value.isascii() else value


def _block(key: int, ids: Key, others: Key, point: Point) -> tuple[object, ...]:
    return (key, stored(others[0]), _short(ids[0], 3, others[0]), others[1], *point)


def _residence(key: int, ids: Key, others: Key, point: Point) -> tuple[object, ...]:
    blk_num, rsdt_num, rsdt_num2, flg, div, method = others
    blk_id, rsdt_id, rsdt2_id = ids
    return (
        key, stored(blk_num), stored(rsdt_num), stored(rsdt_num2), _short(blk_id, 3, blk_num),
        _short(rsdt_id, 3, rsdt_num), _short(rsdt2_id, 5, rsdt_num2), flg, div, method, *point,
    )  # fmt: skip


def _parcel(key: int, ids: Key, others: Key, point: Point) -> tuple[object, ...]:
    num1, num2, num3, flg, recorded, real_prop_num = others
    one, two, three = stored(num1), stored(num2), stored(num3)
    prc_id = ids[0]
    if (
        num1
        and prc_id == num1.zfill(5) + num2.zfill(5) + num3.zfill(5)
        and prc_id.isdecimal()
        and prc_id.isascii()
    ):
        prc_id = ""
    return (key, one, two, three, prc_id, flg, recorded, real_prop_num, *point)


def _points_of(table: OfficialTable, name: str) -> Iterator[tuple[Key, int, int]]:
    count = 2 + len(_IDS[name])
    get = itemgetter(*table.places("lg_code", "machiaza_id", *_IDS[name], "rep_lat", "rep_lon"))
    for row in table.read():
        values = get(row)
        try:
            lat, lon = to_degrees(values[count]), to_degrees(values[count + 1])
        except ValueError:
            table.bad(f"rep_lat {values[count]!r}, rep_lon {values[count + 1]!r}")
            continue
        yield values[:count], lat, lon


def _late(connection: sqlite3.Connection, name: str, positions: OfficialFile) -> int:
    """Write points to rows that have none: for files that are not sorted alike. Returns how many found theirs."""
    columns = _key_columns(name)
    select = f"SELECT {', '.join(columns)} FROM {name} WHERE machiaza = ? AND rep_lat IS NULL"  # noqa: S608
    where = " AND ".join(f"{column} = ?" for column in columns)
    update = f"UPDATE {name} SET rep_lat = ?, rep_lon = ? WHERE {where}"  # noqa: S608
    found, town = 0, -1
    known: dict[Key, tuple[object, ...]] = {}
    with open_table(positions) as table:
        for (lg_code, machiaza_id, *ids), lat, lon in _points_of(table, name):
            key = _checked(lg_code, machiaza_id)
            if key < 0:
                continue
            if key != town:
                town = key
                known = {_ids_of(name, row): row for row in connection.execute(select, (key,))}
            row = known.pop(tuple(ids), None)
            if row is not None:
                connection.execute(update, (lat, lon, *row))
                found += 1
    return found


def _key_columns(name: str) -> tuple[str, ...]:
    return NUMBERED[name][: NUMBERS_KEYS[name]]


def _ids_of(name: str, row: Any) -> Key:
    """The ids of a stored row, given the columns of its primary key."""
    if name == "parcel":
        return (padded(row[4], 5, *row[1:4]),)
    if name == "rsdtdsp_blk":
        return (padded(row[2], 3, row[1]),)
    return padded(row[4], 3, row[1]), padded(row[5], 3, row[2]), padded(row[6], 5, row[3])


def clear(connection: sqlite3.Connection, table: str, area: Area) -> None:
    """Delete the rows of an area."""
    connection.execute(f"DELETE FROM {table} WHERE machiaza BETWEEN ? AND ?", area)  # noqa: S608


def count_towns(connection: sqlite3.Connection, area: Area = WHOLE) -> None:
    """Derive the blocks that only residences name, and count what each town of the area has and where it lies."""
    connection.execute(
        "INSERT OR IGNORE INTO rsdtdsp_blk SELECT DISTINCT machiaza, blk_num, blk_id, rsdt_addr_flg, NULL, NULL"
        " FROM rsdtdsp_rsdt WHERE machiaza BETWEEN ? AND ? AND blk_num <> ''",
        area,
    )
    connection.execute(
        "UPDATE town_numbers SET blks = 0, rsdts = 0, parcels = 0, min_lat = NULL, max_lat = NULL,"
        " min_lon = NULL, max_lon = NULL WHERE machiaza BETWEEN ? AND ?",
        area,
    )
    for table, column in (("rsdtdsp_blk", "blks"), ("rsdtdsp_rsdt", "rsdts"), ("parcel", "parcels")):
        counted = connection.execute(
            "SELECT count(*), min(rep_lat), max(rep_lat), min(rep_lon), max(rep_lon), machiaza"  # noqa: S608
            f" FROM {table} WHERE machiaza BETWEEN ? AND ? GROUP BY machiaza",
            area,
        ).fetchall()
        connection.executemany(
            f"UPDATE town_numbers SET {column} = ?1,"  # noqa: S608
            " min_lat = coalesce(min(min_lat, ?2), min_lat, ?2), max_lat = coalesce(max(max_lat, ?3), max_lat, ?3),"
            " min_lon = coalesce(min(min_lon, ?4), min_lon, ?4), max_lon = coalesce(max(max_lon, ?5), max_lon, ?5)"
            " WHERE machiaza = ?6",
            counted,
        )
    for name, what in NUMBER_INDEXES.items():
        connection.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {what}")
    connection.execute(
        "DELETE FROM town_numbers WHERE blks + rsdts + parcels = 0 AND machiaza BETWEEN ? AND ?", area
    )
