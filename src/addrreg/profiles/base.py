"""Base (基本): a profile is a table of columns, each with its two names and the cell that it makes of a Result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from addrreg.result import Result

__all__ = ["Column", "Profile", "building_of", "city_of", "full_address", "town_of"]


class Column(NamedTuple):
    """One column of a standard: what it is called, what it holds, and how that is made."""

    ja: str
    """Its name in tables (CSV, Excel, Parquet), as the standard writes it."""
    en: str
    """Its name in JSON; the Japanese one where the standard has no other."""
    content: str
    """Which of the output columns it is made of, for the documentation."""
    cell: Callable[[Result], object]
    """What a result gives for it: text, or a number or None."""
    kind: str = "text"
    """``text``, ``float`` or ``int``: the type in Parquet."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A form of output that another standard prescribes."""

    name: str
    """As ``--profile`` takes it."""
    title: str
    """What it is, in a line."""
    source: str
    """The standard, its version, and where in it."""
    columns: tuple[Column, ...]
    entity: bool = False
    """Whether a row becomes an object of its own form in place of columns behind the input's."""

    def names(self, *, english: bool) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.en if english else column.ja for column in self.columns)

    def cells(self, result: Result) -> tuple[object, ...]:
        """The cells of one result, in the order of the columns."""
        return tuple([column.cell(result) for column in self.columns])


def city_of(result: Result) -> str:
    """市区町村(郡): with the county in front and the ward of a designated city behind, as GIF and the municipal standard have it."""
    return result.county + result.city + result.ward


def town_of(result: Result) -> str:
    """町字: 大字・町, 丁目 and 小字 in the registry's spelling; a street name of Kyoto stands in front of the town.

    A row of streets that a town is known by (上長者町通堀川東入、…) names all of them, and is no part of an address.
    """
    street = "" if "、" in result.kyoto_st else result.kyoto_st
    return street + result.oaza_cho + result.chome + result.koaza


def building_of(result: Result) -> str:
    """建物名等(方書): building, floor and room, a space between them."""
    return " ".join(filter(None, (result.building, result.floor, result.room)))


def full_address(result: Result) -> str:
    """連結表記: the normalised address, or the text as written where that would say less.

    The standards have no place for what was not understood. Behind a house number that is a telephone number or a
    remark, and is left out; without a number it is a part of the address, and a row of no or several places has nothing
    else. So an ambiguous or unmatched row, and one that stopped with something left over, keep their text.

    >>> from addrreg import normalize
    >>> full_address(normalize("府中市")), full_address(normalize("千代田区紀尾井町１番３号"))
    ('府中市', '東京都千代田区紀尾井町1-3')
    """
    if result.status != "matched" or (result.rest and not result.number):
        return result.input
    return result.address
