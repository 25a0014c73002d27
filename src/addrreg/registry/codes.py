"""Codes of the registry: the designated cities, whose wards have codes of their own."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["DESIGNATED", "wards_of"]

#: First five figures of the designated cities (政令指定都市), in order. Their wards have the codes behind theirs; 22140 is
#: 浜松市天竜区 and 01110 札幌市清田区, so that no rule of figures tells a city from a ward.
DESIGNATED = (
    "01100", "04100", "11100", "12100", "14100", "14130", "14150", "15100", "22100", "22130",
    "23100", "26100", "27100", "27140", "28100", "33100", "34100", "40100", "40130", "43100",
)  # fmt: skip


def wards_of(code: str, codes: Iterable[str]) -> list[str]:
    """Those of the codes that are wards of a designated city; none where the code is not that of one.

    Parcels are published by ward, and people ask for 札幌市: without this, 011002 would have none.

    >>> wards_of("141003", ["141011", "141186", "141305", "141313", "142018"])
    ['141011', '141186']
    >>> wards_of("142018", ["142018", "142034"])
    []
    """
    first = code[:5]
    if first not in DESIGNATED:
        return []
    behind = (*(one for one in DESIGNATED if one > first and one[:2] == first[:2]), f"{first[:2]}200")
    return [one for one in codes if first < one[:5] < behind[0]]
