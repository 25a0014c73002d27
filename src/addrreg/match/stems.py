"""Stems (市区町村名の語幹): a municipality, ward or prefecture written without its 市, 区, 県 … and without anything in front.

麻生 alone is 麻生区 of 川崎, 大阪 the prefecture or the city, and 横浜みなとみらい2-2-1 is in 横浜市. Nothing of it is tried where a name
of the registry was found as it is written; and where more than the name stands, a town and the number of a house must follow,
so that 横浜銀行本店 and 千葉 太郎 are no places.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from addrreg.match.boundary import is_sure
from addrreg.match.candidate import CHOME_HYPHEN, SKIP_CHO, Candidate
from addrreg.match.repair import Repair, replaced_key
from addrreg.match.walk import Walker
from addrreg.registry.names import NO_CITY, NO_COUNTY, NO_PREF, Names
from addrreg.text.fold import Folded, default_folder

__all__ = ["Stems", "admin_alone"]

_LONGEST = 8


def admin_alone(unit: int, end: int) -> Candidate:
    """The reading of a text that is a municipality's name and nothing else."""
    return Candidate(unit, NO_PREF | NO_COUNTY | NO_CITY, 0, end, 0, end, end, 0, end, True)


class Stems:
    """The stems of one registry, made when a text is first read by them."""

    def __init__(self, names: Names, walker: Walker) -> None:
        self._names = names
        self._walker = walker

    @cached_property
    def _units(self) -> dict[str, list[int]]:
        """Units by their own name without its last character, where two letters are left."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, unit in enumerate(self._names.units):
            name = unit.ward or unit.city or unit.pref
            if len(name) > 2 and name != "北海道":
                found[default_folder().key(name[:-1])].append(index)
        return dict(found)

    def alone(self, key: str) -> list[int]:
        """The units whose stem is all of the text."""
        return self._units.get(key, [])

    def repair(self, folded: Folded, units: list[int]) -> Repair | None:
        """The text with the one unit's whole name: of a stem alone, or of one with a town and a number behind it."""
        if units:
            place = self._names.units[units[0]]
            name = place.ward or place.city or place.pref
            return replaced_key(folded, "rescue", [(0, len(folded.key), name)])
        key = folded.key
        if not any(c.isdecimal() for c in key):
            return None
        found = None
        for length in range(2, min(_LONGEST, len(key))):
            for unit in self._units.get(key[:length], ()):
                place = self._names.units[unit]
                name = place.pref + place.county + place.city + place.ward
                repair = replaced_key(folded, "rescue", [(0, length, name)])
                if not place.city or not self._has_numbered_town(repair, unit):
                    continue
                if found is not None:
                    return None
                found = repair
        return found

    def _has_numbered_town(self, repair: Repair, unit: int) -> bool:
        """Whether a town of the unit, as it is written, and the number of a house follow in the repaired text."""
        again = default_folder().fold(repair.text)
        units = (unit, *self._names.units[unit].wards)
        return any(
            c.unit in units
            and c.node
            and not c.flags & SKIP_CHO
            and (is_sure(again, c.end) or c.flags & CHOME_HYPHEN)
            for c in self._walker.walk(again, 0)
        )
