"""Guess (列の見当): which columns of a table hold the address, for a form in which a person sees the guess and may change it.

A command that nobody watches takes one column that is named like an address, or none. A form may go further: the file of the
corporate numbers is told by its form, and 住所 without its municipality is put behind 都道府県 and 市区町村.
"""

from __future__ import annotations

from itertools import islice

from addrreg.errors import InputError
from addrreg.presets.houjin import HOUJIN
from addrreg.presets.parts import OPENDATA_PARTS, PartsReader
from addrreg.tabular.columns import choose
from addrreg.tabular.reading import Table
from addrreg.text.identifiers import is_corporate_number

__all__ = ["guessed"]

#: Rows that are looked at.
_LOOKED = 20


def guessed(table: Table) -> list[int]:
    """The positions of the address's columns, in their order; none where nothing looks like one. The table is read from its beginning."""
    head = list(islice(table.rows(), _LOOKED))
    first = table.header or (head[0] if head else [])
    if len(first) == len(HOUJIN.names) and is_corporate_number(first[1]):
        return [9, 10, 11]
    try:
        parts = OPENDATA_PARTS.reader(table.header, table.name)
    except InputError:
        parts = None
    if isinstance(parts, PartsReader) and parts.pref >= 0 and parts.city >= 0:
        upper = [parts.pref, parts.city]
        if parts.whole < 0:
            return upper + [at for at in (parts.town, parts.block, parts.building) if at >= 0]
        filled = [row for row in head if row[parts.whole].strip() and row[parts.city].strip()]
        if 2 * sum(row[parts.city].strip() not in row[parts.whole] for row in filled) > len(filled):
            return [*upper, parts.whole]
        return [parts.whole]
    try:
        return choose(table.header, table.width, (), table.name)
    except InputError:
        return []
