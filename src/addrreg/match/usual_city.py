"""Usual, city (市区町村までの普通の住所): a municipality named in full, behind which no town stands as the registry writes it.

Behind it stands nothing (東京都目黒区), a number alone (湯前町1962-1), a 大字 that the registry's name has not (春日部市大字小渕905), or a town
without its 町 (宇都宮市岩曽606). What else the walk looks for there is asked of the names first.
"""

from __future__ import annotations

from addrreg.match.candidate import SKIP_AZA, SKIP_CHO
from addrreg.match.kyoto import KYOTO
from addrreg.match.loosely import is_elsewhere
from addrreg.match.machiaza import NAME_LENGTH
from addrreg.match.usual_rivals import FIGURES, Reading
from addrreg.match.wildcard import wild
from addrreg.options import Options
from addrreg.registry.names import LOOSE, SHORT, STEM, UNIT_BITS, Names, encode
from addrreg.text.lazy import lazy

__all__ = ["CityNames", "with_aza", "without_cho"]

_FIGURES = lazy("[0-9０-９]+(?:[-－][0-9０-９]+)*(?:番地?)?")
_MANY = lazy("[0-9十]{1,3}丁目|[0-9十]{1,2}(?:-[0-9]+){2}")
_AZA = ("大字", "字")
_INNER_AZA = 8

Hits = list[tuple[int, tuple[int, ...]]]


class CityNames:
    """What stands behind a municipality that is named in full, over the names of one registry."""

    def __init__(self, names: Names, options: Options) -> None:
        self._names = names
        self._prefixes = names.prefixes
        self._wilds = wild(options.wildcard)

    def unit(self, hits: Hits) -> int:
        """The municipality that the names in front mean, as the registry writes them; -1 where the walk must be asked."""
        units = self._names.units
        _, values = hits[-1]
        if len(values) > 1 or values[0] & ((1 << UNIT_BITS) - 1):
            return -1
        place = units[values[0] >> UNIT_BITS]
        if not place.city or place.wards or place.city == KYOTO:
            return -1
        if any(units[value >> UNIT_BITS].city for _, shorter in hits[:-1] for value in shorter):
            return -1
        return values[0] >> UNIT_BITS

    def alone(self, text: str, key: str, unit: int, end: int) -> Reading | None:
        """The reading of the municipality, with nothing or a number behind it."""
        if len(key) != len(text):
            return None
        if end < len(key):
            if _FIGURES.fullmatch(text, end) is None or not self._wilds.isdisjoint(text):
                return None
            if not is_elsewhere(self._names, key, unit, end):
                return None
        return unit, 0, 0, end, 0, end, end, 0, end, True

    def skipped_aza(self, key: str, unit: int, start: int) -> int:
        """How long the 大字 or 字 is that stands where no name of the municipality begins so; 0 if there is none."""
        if not key.startswith(_AZA, start):
            return 0
        head = key[start : start + NAME_LENGTH]
        names = self._names
        if self._prefixes(names.city_kinds[unit], head) or self._prefixes(LOOSE + encode(unit), head):
            return 0
        return 2 if key[start] == "大" else 1

    def missing_cho(self, text: str, key: str, unit: int, start: int) -> int:
        """Where the 町 is left out of a name in front of a figure, which no other name of the municipality begins; 0 if nowhere."""
        end = start
        while end < len(text) and text[end] not in FIGURES:
            end += 1
        if end - start < 2 or end >= len(text) or _MANY.match(key, end) or "字" in key[start:]:
            return 0
        head, code = key[start : start + NAME_LENGTH], encode(unit)
        hits = self._prefixes(SHORT + code, head)
        if len(hits) != 1 or hits[0][0] != end - start or len(hits[0][1]) > 1:
            return 0
        if any(self._prefixes(kind + code, head) for kind in (LOOSE, STEM)):
            return 0
        return 0 if self._prefixes(self._names.city_kinds[unit], head) else end


def with_aza(reading: Reading, length: int, key: str) -> Reading | None:
    """A reading of a text without the 大字 in front of its town, moved to the text with it; None where a 字 behind it may be read over."""
    unit, flags, admin_start, start, oaza, oaza_start, oaza_end, node, end, clean = reading
    aza = key.find("字", start + length, start + _INNER_AZA)
    if (flags & SKIP_AZA and oaza_start > start) or aza >= end + length:
        return None
    return (
        unit, flags | SKIP_AZA, admin_start, start, oaza, oaza_start + length, oaza_end + length,
        node, end + length, clean,
    )  # fmt: skip


def without_cho(reading: Reading) -> Reading:
    """A reading of a text with a 町 behind the town's name, moved to the text without it."""
    unit, flags, admin_start, start, oaza, oaza_start, oaza_end, node, end, clean = reading
    return unit, flags | SKIP_CHO, admin_start, start, oaza, oaza_start, oaza_end - 1, node, end - 1, clean
