"""Numbers (街区・住居番号・地番): the blocks, residences and parcels of a town, looked up where they lie.

The whole country has two hundred million of them, so that nothing is loaded when a registry is opened: each
question is one search of a primary key that holds the answer itself, and what is remembered between two of them is
bounded. A registry of towns alone, as the embedded one is, answers without asking SQLite at all.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

__all__ = ["DEGREE", "Block", "Numbers", "Parcel", "Residence", "TownNumbers", "padded", "stored", "town_key"]

#: Coordinates are kept as integers of this part of a degree: 11 mm, finer than any source.
DEGREE: Final = 10_000_000
_TOWN: Final = 10_000_000
_BOUND: Final = 65_536
_new = tuple.__new__


class Block(NamedTuple):
    """One row of ``mt_rsdtdsp_blk`` (街区), with its point in degrees, or None."""

    lg_code: str
    machiaza_id: str
    blk_id: str
    blk_num: str
    rsdt_addr_flg: str
    rep_lat: float | None
    rep_lon: float | None


class Residence(NamedTuple):
    """One row of ``mt_rsdtdsp_rsdt`` (住居), with its point in degrees, or None.

    Under 道路方式 (rsdt_addr_mtd_code 2) ``blk_num`` may be '': the number counts along a street.
    """

    lg_code: str
    machiaza_id: str
    blk_id: str
    rsdt_id: str
    rsdt2_id: str
    blk_num: str
    rsdt_num: str
    rsdt_num2: str
    basic_rsdt_div: str
    rsdt_addr_flg: str
    rsdt_addr_mtd_code: str
    rep_lat: float | None
    rep_lon: float | None


class Parcel(NamedTuple):
    """One row of ``mt_parcel`` (地番), with its point in degrees, or None."""

    lg_code: str
    machiaza_id: str
    prc_id: str
    prc_num1: str
    prc_num2: str
    prc_num3: str
    rsdt_addr_flg: str
    prc_rec_flg: str
    real_prop_num: str
    rep_lat: float | None
    rep_lon: float | None


class TownNumbers(NamedTuple):
    """How many rows a town has, and the box that their points lie in (degrees; None without any point)."""

    blks: int
    rsdts: int
    parcels: int
    min_lat: float | None
    max_lat: float | None
    min_lon: float | None
    max_lon: float | None


_NOTHING: Final = TownNumbers(0, 0, 0, None, None, None, None)


def town_key(lg_code: str, machiaza_id: str) -> int:
    """The number that stands for a town in the tables of numbers.

    It is made of the ids, not counted, so that a new list of towns leaves residences and parcels as they are.

    >>> town_key("131016", "0056000")
    1310160056000
    """
    return int(lg_code + machiaza_id)


def stored(number: str) -> int | str:
    """A number as it is stored: plain figures as an integer, all else (乙1, 01, '') as the text that it is.

    >>> [stored(text) for text in ("103", "乙1", "01", "")]
    [103, '乙1', '01', '']
    """
    if number.isdecimal() and number.isascii() and (number[0] != "0" or number == "0") and len(number) < 16:
        return int(number)
    return number


def _degrees(value: int | None) -> float | None:
    return None if value is None else value / DEGREE


def padded(value: str, width: int, *numbers: int | str) -> str:
    """An id, or, where it is '', the numbers that it repeats with zeros in front.

    >>> padded("", 5, 103, 3, ""), padded("007949000100000", 5, 794, "ﾛ", "")
    ('001030000300000', '007949000100000')
    """
    if value or numbers[0] == "":
        return value
    return "".join(str(number).zfill(width) for number in numbers)


class Numbers:
    """Look-up of blocks, residences and parcels by town and number.

    Numbers are given as text, as results write them (``"103"``, ``"乙1"``), and compared as a whole: folding 乙 or a
    half-width ﾛ is the caller's, who asks for all parcels of a first number and compares what comes.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute
        held = [
            self._execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone() == (1,)  # noqa: S608
            for table in ("rsdtdsp_blk", "rsdtdsp_rsdt", "parcel")
        ]
        self._blocks, self._residences, self._parcels = held
        self._towns: dict[int, TownNumbers] = {}
        self._tallest: int | None = None

    def levels(self) -> frozenset[str]:
        """What the registry holds below the town: ``"residence"``, ``"parcel"``, both or nothing."""
        residence = {"residence"} if self._residences or self._blocks else set()
        return frozenset(residence | ({"parcel"} if self._parcels else set()))

    def town(self, lg_code: str, machiaza_id: str) -> TownNumbers:
        """How many blocks, residences and parcels a town has, and where they lie."""
        if not (self._residences or self._parcels or self._blocks) or not machiaza_id:
            return _NOTHING
        key = town_key(lg_code, machiaza_id)
        found = self._towns.get(key)
        if found is None:
            row = self._execute(
                "SELECT blks, rsdts, parcels, min_lat, max_lat, min_lon, max_lon FROM town_numbers"
                " WHERE machiaza = ?",
                (key,),
            ).fetchone()
            found = TownNumbers(*row[:3], *map(_degrees, row[3:])) if row else _NOTHING
            if len(self._towns) >= _BOUND:
                self._towns.clear()
            self._towns[key] = found
        return found

    def has_residences(self, lg_code: str, machiaza_id: str) -> bool:
        """Whether the registry holds any residence or block of a town: without any, none can be "not found"."""
        found = self.town(lg_code, machiaza_id)
        return bool(found.rsdts or found.blks)

    def has_parcels(self, lg_code: str, machiaza_id: str) -> bool:
        """Whether the registry holds any parcel of a town."""
        return bool(self.town(lg_code, machiaza_id).parcels)

    def blocks(self, lg_code: str, machiaza_id: str, blk_num: str | None = None) -> tuple[Block, ...]:
        """The blocks of a town, or those of one number (one, if the registry is right)."""
        if not self._blocks or not machiaza_id:
            return ()
        return tuple(map(_block, self._rows("rsdtdsp_blk", lg_code, machiaza_id, _given(blk_num=blk_num))))

    def residences(
        self,
        lg_code: str,
        machiaza_id: str,
        blk_num: str | None = None,
        rsdt_num: str | None = None,
        rsdt_num2: str | None = None,
    ) -> tuple[Residence, ...]:
        """The residences of a town; with ``blk_num`` those of a block, with more numbers those of these numbers.

        ``""`` is a number as well: ``residences(lg_code, machiaza_id, "3", "1", "")`` has no 枝番.
        """
        if not self._residences or not machiaza_id:
            return ()
        where = _given(blk_num=blk_num, rsdt_num=rsdt_num, rsdt_num2=rsdt_num2)
        return tuple(map(_residence, self._rows("rsdtdsp_rsdt", lg_code, machiaza_id, where)))

    def parcels(
        self,
        lg_code: str,
        machiaza_id: str,
        prc_num1: str | None = None,
        prc_num2: str | None = None,
        prc_num3: str | None = None,
    ) -> tuple[Parcel, ...]:
        """The parcels of a town (thousands); with ``prc_num1`` 地番 and all its 枝番, with more numbers these alone."""
        if not self._parcels or not machiaza_id:
            return ()
        where = _given(prc_num1=prc_num1, prc_num2=prc_num2, prc_num3=prc_num3)
        return tuple(map(_parcel, self._rows("parcel", lg_code, machiaza_id, where)))

    def parcels_of(self, real_prop_num: str) -> tuple[Parcel, ...]:
        """The parcels that bear a 不動産番号 (13 digits): one if the registry is right, none where the number is a building's."""
        if not self._parcels or not real_prop_num:
            return ()
        query = "SELECT * FROM parcel WHERE real_prop_num = ? AND real_prop_num <> ''"
        return tuple(map(_parcel, self._execute(query, (real_prop_num,))))

    def has_real_prop_nums(self) -> bool:
        """Whether the registry holds the 不動産番号 of any parcel: the files of 2026 have the column and leave it empty."""
        if not self._parcels:
            return False
        query = "SELECT EXISTS (SELECT 1 FROM parcel WHERE real_prop_num <> '')"
        found: tuple[int] = self._execute(query).fetchone()
        return found == (1,)

    def near(self, lat: float, lon: float, margin: float) -> Iterator[tuple[str, str, TownNumbers]]:
        """Towns whose box of points comes within ``margin`` degrees of a point: where to look for the nearest.

        A box that reaches a latitude begins no farther south of it than the tallest box is tall: a few per cent of the country.
        """
        low_lat, high_lat = round((lat - margin) * DEGREE), round((lat + margin) * DEGREE)
        low_lon, high_lon = round((lon - margin) * DEGREE), round((lon + margin) * DEGREE)
        if self._tallest is None:
            query = "SELECT max(max_lat - min_lat) FROM town_numbers WHERE min_lat IS NOT NULL"
            (self._tallest,) = self._execute(query).fetchone()
        lowest = low_lat - (self._tallest or 0)
        rows = self._execute(
            "SELECT machiaza, blks, rsdts, parcels, min_lat, max_lat, min_lon, max_lon FROM town_numbers"
            " WHERE min_lat BETWEEN ? AND ? AND max_lat >= ? AND min_lon <= ? AND max_lon >= ?",
            (lowest, high_lat, low_lat, high_lon, low_lon),
        )
        for key, blks, rsdts, parcels, *box in rows:
            yield *_town(key), TownNumbers(blks, rsdts, parcels, *map(_degrees, box))

    def _rows(
        self, table: str, lg_code: str, machiaza_id: str, where: dict[str, str]
    ) -> Iterator[tuple[Any, ...]]:
        """Rows by the first columns of the primary key, in its order."""
        conditions = "".join(f" AND {column} = ?" for column in where)
        values = [town_key(lg_code, machiaza_id), *map(stored, where.values())]
        return self._execute(f"SELECT * FROM {table} WHERE machiaza = ?{conditions}", values)  # noqa: S608


def _given(**numbers: str | None) -> dict[str, str]:
    """The numbers that were given: all those up to the first that was not."""
    found: dict[str, str] = {}
    for name, number in numbers.items():
        if number is None:
            break
        found[name] = number
    return found


def _town(key: int) -> tuple[str, str]:
    lg_code, machiaza_id = divmod(key, _TOWN)
    return f"{lg_code:06d}", f"{machiaza_id:07d}"


def _block(row: tuple[Any, ...]) -> Block:
    key, blk_num, blk_id, flg, lat, lon = row
    return _new(
        Block, (*_town(key), padded(blk_id, 3, blk_num), str(blk_num), flg, _degrees(lat), _degrees(lon))
    )


def _residence(row: tuple[Any, ...]) -> Residence:
    key, blk_num, rsdt_num, rsdt_num2, blk_id, rsdt_id, rsdt2_id, flg, div, method, lat, lon = row
    return _new(
        Residence,
        (
            *_town(key),
            padded(blk_id, 3, blk_num), padded(rsdt_id, 3, rsdt_num), padded(rsdt2_id, 5, rsdt_num2),
            str(blk_num), str(rsdt_num), str(rsdt_num2), div, flg, method, _degrees(lat), _degrees(lon),
        ),
    )  # fmt: skip


def _parcel(row: tuple[Any, ...]) -> Parcel:
    key, num1, num2, num3, prc_id, flg, recorded, real_prop_num, lat, lon = row
    return _new(
        Parcel,
        (
            *_town(key), padded(prc_id, 5, num1, num2, num3), str(num1), str(num2), str(num3),
            flg, recorded, real_prop_num, _degrees(lat), _degrees(lon),
        ),
    )  # fmt: skip
