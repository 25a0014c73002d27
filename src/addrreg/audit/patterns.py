"""Patterns (必須項目パターン): which of GIF's patterns of required items a row can fill, as it stands and when cleansed.

GIF コアデータモデル「住所」 (433) names seven patterns of required items; P7 is for addresses abroad. A building is an item of all of
them, but a house has none, so it is taken for present. 連結表記 is the address itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from addrreg.result import Result

__all__ = ["ALL_ITEMS", "PATTERNS", "given_items", "item_of", "items_of", "reached"]

LG_CODE, MACHIAZA_ID, PREF, CITY, TOWN, NUMBER = 1, 2, 4, 8, 16, 32
#: What an address that is read down to a town of the registry fills, with a number.
ALL_ITEMS = 63

#: Pattern → the items that it requires, as bits; P2 joins 町字 and 番地以下 in one item, P3 has the ids alone.
PATTERNS: Mapping[str, int] = {
    "P1": LG_CODE | MACHIAZA_ID | PREF | CITY | TOWN | NUMBER,
    "P2": LG_CODE | MACHIAZA_ID | PREF | CITY | TOWN | NUMBER,
    "P3": LG_CODE | MACHIAZA_ID,
    "P4": LG_CODE | PREF | CITY | TOWN | NUMBER,
    "P5": LG_CODE | TOWN | NUMBER,
    "P6": PREF | CITY | TOWN | NUMBER,
}

_ITEMS = (
    (PREF, re.compile(r"都道府県")),
    (CITY, re.compile(r"市区町村|市町村|市区郡")),
    (TOWN, re.compile(r"町字|町名|大字|町域")),
    (NUMBER, re.compile(r"番地|番号|地番|丁目以下")),
)


def item_of(column: str) -> int:
    """Which items a column of an address holds by its name; none for a whole address.

    >>> item_of("所在地_都道府県") == PREF, item_of("住所"), item_of("町字以下") == TOWN | NUMBER
    (True, 0, True)
    """
    if "町字以下" in column:
        return TOWN | NUMBER
    return next((item for item, name in _ITEMS if name.search(column)), 0)


def given_items(cells: Sequence[str], items: Sequence[int]) -> int:
    """The items that a row has as it stands: the columns that are filled, as bits."""
    found = 0
    for cell, item in zip(cells, items, strict=True):
        if item and cell.strip():
            found |= item
    return found


def items_of(result: Result) -> int:
    """The items that a result fills, as bits."""
    return (
        (LG_CODE if result.lg_code else 0)
        | (MACHIAZA_ID if result.machiaza_id else 0)
        | (PREF if result.pref else 0)
        | (CITY if result.city else 0)
        | (TOWN if result.oaza_cho or result.chome or result.koaza else 0)
        | (NUMBER if result.number else 0)
    )


def reached(items: Mapping[int, int]) -> dict[str, int]:
    """How many rows fill each pattern, from how many rows have which items.

    >>> reached({LG_CODE | MACHIAZA_ID: 2, 63: 5})
    {'P1': 5, 'P2': 5, 'P3': 7, 'P4': 5, 'P5': 5, 'P6': 5}
    """
    rows: Counter[str] = Counter()
    for have, count in items.items():
        for pattern, needed in PATTERNS.items():
            if have & needed == needed:
                rows[pattern] += count
    return {pattern: rows[pattern] for pattern in PATTERNS}
