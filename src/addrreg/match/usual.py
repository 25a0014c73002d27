"""Usual (普通の住所): the address that names its place in full, with a figure behind it, read at one look-up.

東京都千代田区紀尾井町1-3, 富岡1-8-2 for 富岡一丁目8-2, 字 and 小字 behind a 大字: of these the walk keeps one candidate in the end, and
which towns that holds for is known from the names (:mod:`addrreg.registry.usual`). Here that candidate is made at once.
Anything else, a space inside the names or a letter behind them, is left to the walk; what both read, they read alike, which
a test asks of every case.
"""

from __future__ import annotations

from collections.abc import Sequence

from addrreg.match.boundary import NUMERIC
from addrreg.match.candidate import CHOME_HYPHEN, KOAZA_ONLY, SKIP_AZA, Candidate
from addrreg.match.machiaza import NAME_LENGTH
from addrreg.options import Options
from addrreg.registry.names import CHILD, HAS_CHILDREN, HAS_LOOSE, HAS_ROW, LOOSE, Names, encode
from addrreg.registry.usual import DOUBT_CHO, DOUBT_FIGURE, DOUBT_KOAZA, DOUBT_LOOSE, DOUBT_TWINS, UNCOUNTED
from addrreg.text.fold import Folded, Folder
from addrreg.text.lazy import lazy

__all__ = ["Found", "Usual"]

#: A folded text, its reading, and the readings of other places of the same name.
Found = tuple[Folded, Candidate, Sequence[Candidate]]

#: A figure as people write it; one in kanji may belong to a building (1-2三田ビル) or to the name (三田一).
_FIGURES = frozenset("0123456789０１２３４５６７８９")
_HYPHEN = lazy("([0-9]{1,2})[-の]")
# a 丁目, or more figures than a parcel has
_CHO = lazy("[0-9]{1,3}丁|[0-9]{1,2}(?:-[0-9]+){2}")
_SHARED = DOUBT_LOOSE | DOUBT_TWINS
_NO_OTHERS: Sequence[Candidate] = ()
_new = tuple.__new__


class Usual:
    """Reads the names of usual addresses."""

    def __init__(self, names: Names, folder: Folder, options: Options) -> None:
        self._koaza_only = options.koaza_only
        self._city_kinds = names.city_kinds
        self._usual = names.usual
        self._prefixes, self._exact = names.prefixes, names.exact
        self._unit = names.node_unit
        self._kinds = names.kinds
        self._fold = folder.usual_key
        # how long the full name of a municipality is
        self._lengths = tuple(
            len(folder.key(unit.pref + unit.county + unit.city + unit.ward)) for unit in names.units
        )

    def candidate(self, text: str) -> Found | None:
        """The reading of a usual address, with its folded text and the readings of others of its name; None for any other text.

        ``text`` may have a space behind its number, and anything behind that.
        """
        head = text.partition(" ")[0].partition("\u3000")[0] if " " in text or "\u3000" in text else text
        key = self._fold(head)
        node, end, form = self._usual(key)
        if not node or end == len(key):
            return None
        start = self._lengths[self._unit[node]]
        flags = SKIP_AZA if key[start] in "大字" and key.startswith(("大字", "字"), start) else 0
        oaza_start = start + (2 if key[start] == "大" else 1) if flags else start
        if text[end] not in _FIGURES:
            if form & DOUBT_KOAZA:
                return None
            return self._koaza(text, key, node, flags, start, oaza_start, end)
        if form & DOUBT_CHO and _CHO.match(key, end):
            return None
        if form & DOUBT_FIGURE and self._prefixes(CHILD + encode(node), key[end : end + NAME_LENGTH]):
            return None
        below, p = node, end
        others = _NO_OTHERS
        if chome := form & UNCOUNTED:
            while key[p : p + 1].isdecimal():
                p += 1
            behind = key[p : p + 1]
            if p - end > 2 or not behind or behind not in "-の丁町":
                # 波志江町1903番地1 is in no 丁目; 北3条西2 is
                if "条" in key[start:end]:
                    return None
                p = end
            elif below := self._chome(node, chome, key[end:p]):
                if key.startswith("丁目", p):
                    p += 2
                    if text[p : p + 1] not in _FIGURES:
                        return None
                elif behind == "-" and self._has_hyphen(key, p + 1, node):
                    p += 1
                    flags |= CHOME_HYPHEN
                else:
                    return None
            else:
                return None
        elif key.find("丁目", end, end + 5) > 0:
            return None  # 茂呂一丁目 is of 茂呂町, not of 大字茂呂
        unit = self._unit[node]
        if form & _SHARED and (below == node or flags & CHOME_HYPHEN):
            if below != node:
                return None
            others = self._others(key, unit, flags, start, oaza_start, end)
        return (
            _new(Folded, (text, key, None)),
            _new(Candidate, (unit, flags, 0, start, node, oaza_start, end, below, p, True)),
            others,
        )

    def _others(
        self, key: str, unit: int, flags: int, start: int, oaza_start: int, end: int
    ) -> list[Candidate]:
        """The other towns of the name, and the 小字 without a 大字 that have it."""
        bearers = self._exact(self._city_kinds[unit], key[oaza_start:end])
        found = [
            Candidate(unit, flags, 0, start, node, oaza_start, end, node, end, True) for node in bearers[1:]
        ]
        if self._koaza_only:
            for begin, flag in {(start, 0), (oaza_start, flags)}:
                found += [
                    Candidate(unit, flag | KOAZA_ONLY, 0, start, 0, begin, begin, node, end, True)
                    for node in self._exact(LOOSE + encode(unit), key[begin:end])
                ]
        return found

    def _chome(self, node: int, chome: int, figure: str) -> int:
        """The node of a 丁目 of a town by its number; 0 where it has none."""
        if chome != UNCOUNTED:
            number = int(figure)
            return node + number if 0 < number <= chome else 0
        found = self._exact(CHILD + encode(node), figure + "丁目")
        return found[0] if len(found) == 1 else 0

    def _has_hyphen(self, key: str, p: int, node: int) -> bool:
        """Whether what stands behind N- says that N is a 丁目; 舞浜1-4 may be a parcel of 舞浜 as well."""
        q = p
        while key[q : q + 1].isdecimal():
            q += 1
        return q > p and (not self._kinds[node] & HAS_ROW or key[q : q + 1] in ("-", "の"))

    def _koaza(
        self, text: str, key: str, node: int, flags: int, start: int, oaza_start: int, end: int
    ) -> Found | None:
        """The same with a 小字 behind the 大字, with 字 in front or not."""
        if not self._kinds[node] & HAS_CHILDREN or key[end] == "町":
            return None
        if oaza_start > start:
            # 大字古仁屋瀬久井東: 古仁屋瀬久井東 is a town as well, which the registry writes without a 大字
            towns = self._prefixes(
                self._city_kinds[self._unit[node]], key[oaza_start : oaza_start + NAME_LENGTH]
            )
            if towns and towns[-1][0] > end - oaza_start:
                return None
        kind, p = CHILD + encode(node), end
        if key[end] in "大小字":
            if key[end] != "字" or self._prefixes(kind, key[end : end + NAME_LENGTH]):
                return None
            p, flags = end + 1, flags | SKIP_AZA
        hits = self._prefixes(kind, key[p : p + NAME_LENGTH])
        if not hits or len(hits[-1][1]) > 1:
            return None
        length, (below,) = hits[-1]
        name, p = key[p : p + length], p + length
        if key[p - 1] in NUMERIC or text[p : p + 1] not in _FIGURES:
            return None
        if (hyphen := _HYPHEN.match(key, p)) and self._exact(kind, f"{name}{hyphen[1]}丁目"):
            return None
        if self._kinds[node] & HAS_LOOSE and self._is_loose(key, self._unit[node], {start, oaza_start}, p):
            return None
        return (
            _new(Folded, (text, key, None)),
            _new(Candidate, (self._unit[node], flags, 0, start, node, oaza_start, end, below, p, True)),
            _NO_OTHERS,
        )

    def _is_loose(self, key: str, unit: int, starts: set[int], end: int) -> bool:
        """Whether a 小字 without a 大字 reaches as far."""
        kind = LOOSE + encode(unit)
        return any(
            p + length >= end for p in starts for length, _ in self._prefixes(kind, key[p : p + NAME_LENGTH])
        )
