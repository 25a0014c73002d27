"""Dirt (汚れ): a place of the registry, a clean row of it, and the list of what may happen to that row.

The functions of dirt_addresses.py and dirt_columns.py are named after the finding of ``addrreg.audit`` that they should lead to, and
say nothing of how it is found: they change the cells of a clean row as the accident would. None of them asks the library.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import NamedTuple

from addrreg.registry.embedded import ensure

__all__ = ["DIRT", "FULL", "WIDTH", "Country", "Dirt", "Place", "Row", "dirt", "respelled"]

#: The width of the address field of the made-up old system, in characters: what is longer was cut off there.
WIDTH = 32
#: ASCII figures and the hyphen in full width.
FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
_KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")


class Place(NamedTuple):
    """A town of the registry."""

    lg_code: str
    pref: str
    county: str
    city: str
    ward: str
    oaza_cho: str
    oaza_cho_kana: str
    chome: str
    chome_number: int | None
    post_code: str
    lat: float
    lon: float

    @property
    def municipality(self) -> str:
        """郡, 市区町村 and ward, without the prefecture."""
        return self.county + self.city + self.ward


class Country:
    """The towns that have all that a row needs: an id, one postal code and a point."""

    def __init__(self) -> None:
        with closing(sqlite3.connect(ensure())) as connection:
            select = (
                "SELECT c.lg_code, c.pref, c.county, c.city, c.ward, t.oaza_cho, t.oaza_cho_kana, t.chome, t.chome_number,"
                " t.post_code, t.rep_lat / 1e7, t.rep_lon / 1e7 FROM town t JOIN city c USING (lg_code)"
                " WHERE t.src = 'abr' AND t.koaza = '' AND t.machiaza_id <> '' AND length(t.post_code) = 7"
                " AND t.rep_lat IS NOT NULL ORDER BY t.lg_code, t.machiaza_id"
            )
            self.places = [Place(*row) for row in connection.execute(select)]
            self.post_codes = {
                code
                for (cell,) in connection.execute("SELECT post_code FROM town")
                for code in cell.split(";")
            }
            #: In how many municipalities a town's name stands, in how many prefectures a municipality's.
            self.towns = Counter(
                row[0] for row in connection.execute("SELECT DISTINCT oaza_cho, lg_code FROM town")
            )
            self.cities = Counter(
                row[0] for row in connection.execute("SELECT county || city || ward FROM city")
            )

    def other(self, row: Row, wanted: Callable[[Place], bool]) -> Place:
        """A random place of another kind than the row's."""
        while not wanted(place := row.rng.choice(self.places)):
            pass
        return place


class Row:
    """A row of the sample while it is made: clean at first."""

    def __init__(self, place: Place, rng: random.Random, number: tuple[int, int] | None = None) -> None:
        self.place, self.rng = place, rng
        self.number = number or (rng.randint(1, 28), rng.randint(2, 19))
        first, second = self.number
        self.truth = f"{place.pref}{place.municipality}{place.oaza_cho}{place.chome}{first}-{second}"
        self.behind = f"{first}番{second}号" if place.chome else f"{first}番地{second}"
        self.address = self.write()
        self.post_code = f"{place.post_code[:3]}-{place.post_code[3:]}"
        self.lg_code = place.lg_code
        self.lat = f"{place.lat + rng.uniform(-0.001, 0.001):.6f}"
        self.lon = f"{place.lon + rng.uniform(-0.001, 0.001):.6f}"
        self.dirt: list[str] = []

    def write(self, **other: str) -> str:
        """The address with some of its parts written otherwise."""
        parts = {
            "pref": self.place.pref,
            "county": self.place.county,
            "city": self.place.city,
            "ward": self.place.ward,
            "oaza_cho": self.place.oaza_cho,
            "chome": self.place.chome,
            "behind": self.behind,
        }
        return "".join((parts | other).values())

    @property
    def hyphens(self) -> str:
        """The 丁目 and the number as 1-2-3."""
        chome = f"{self.place.chome_number}-" if self.place.chome else ""
        return f"{chome}{self.number[0]}-{self.number[1]}"


respelled: list[Callable[[Row], None]] = []


def _spelling(function: Callable[[Row], None]) -> Callable[[Row], None]:
    respelled.append(function)
    return function


@_spelling
def _in_full(row: Row) -> None:
    """As the registry has it."""


@_spelling
def _by_hyphens(row: Row) -> None:
    row.address = row.write(chome="", behind=row.hyphens)


@_spelling
def _full_width(row: Row) -> None:
    row.address = row.write(chome="", behind=row.hyphens.translate(FULL))


@_spelling
def _in_kanji(row: Row) -> None:
    row.address = row.write(behind=row.behind.translate(_KANJI))


@_spelling
def _with_no(row: Row) -> None:
    row.address = row.write(chome="", behind=row.hyphens.replace("-", "の"))


@_spelling
def _in_pieces(row: Row) -> None:
    row.address = (
        f"{row.place.pref}　{row.place.municipality}　{row.write(pref='', county='', city='', ward='')}"
    )


class Dirt(NamedTuple):
    """One kind of dirt."""

    code: str
    """The finding that it should lead to."""
    rows: int
    """How many rows of the sample get it."""
    fits: Callable[[Place, Country], bool]
    """Which places it can happen to."""
    spoil: Callable[[Row, Country, int], None]
    """What it does to a row; the last argument counts the rows of this kind."""


DIRT: list[Dirt] = []


def _any(place: Place, country: Country) -> bool:
    return True


def dirt(rows: int = 6, fits: Callable[[Place, Country], bool] = _any) -> Callable[..., None]:
    def added(function: Callable[[Row, Country, int], None]) -> None:
        DIRT.append(Dirt(function.__name__, rows, fits, function))

    return added
