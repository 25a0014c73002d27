"""Finding (検索用の索引): what the registry needs to be asked by kana, by postal code and by coordinates.

Each index is partial, so that it is small: 小字 are found by way of their 大字, and a 丁目 or 小字 whose point is its 大字's
stands at that point once.
"""

from __future__ import annotations

import sqlite3
from typing import Final

__all__ = ["BY_CODE", "BY_CODES", "BY_KANA", "BY_POINT", "CELL", "CELLS", "cell_of", "index_for_finding"]

#: Rows of ``town`` that are found by their reading; a query must say the same words for the index to serve it.
BY_KANA: Final = "chome = '' AND koaza = '' AND oaza_cho_kana <> ''"
#: Rows of ``town`` that are found by postal code.
BY_CODE: Final = "koaza = '' AND post_code <> ''"
#: Those of them that have several codes; of 10,000, few are looked through.
BY_CODES: Final = f"{BY_CODE} AND length(post_code) > 7"
#: Rows of ``town`` with a point of their own.
BY_POINT: Final = "rep_lat IS NOT NULL AND (pos_level = 1) = (chome = '' AND koaza = '')"

#: Cells of the map to a degree: each is about 550 m from south to north, and 450 m wide.
CELLS: Final = 200
_ROW: Final = 100_000
#: The cell that a town's point lies in, as SQL; 4 bytes of an index, where the coordinates take 16.
CELL: Final = f"(rep_lat / {10**7 // CELLS} * {_ROW} + rep_lon / {10**7 // CELLS})"


def cell_of(north: int, east: int) -> int:
    """The value of :data:`CELL` for a cell by its row and column from the equator and Greenwich.

    >>> cell_of(int(35.68 * CELLS), int(139.75 * CELLS))
    713627950
    """
    return north * _ROW + east


def index_for_finding(connection: sqlite3.Connection) -> None:
    """Make the indexes that ``suggest`` and ``reverse`` use, of a table ``town`` that is filled; anew where they are there."""
    for name, value, rows in (
        ("town_kana", "oaza_cho_kana", BY_KANA),
        ("town_code", "post_code", BY_CODE),
        ("town_codes", "post_code", BY_CODES),
        ("town_cell", CELL, BY_POINT),
    ):
        connection.execute(f"DROP INDEX IF EXISTS {name}")
        connection.execute(f"CREATE INDEX {name} ON town ({value}) WHERE {rows}")
