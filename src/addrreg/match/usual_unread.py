"""Usual, unread (不明の小字が続く町): a town that is named in full, with a 小字 behind it that the registry does not have.

茂原市東郷字宮ノ腰842-2 is 東郷, and the registry has no 字宮ノ腰. The walk then looks for longer and for looser readings, and for a slip: here
each look is asked of the names first, and where none of them can find anything the town is the reading.
"""

from __future__ import annotations

from addrreg.match.boundary import NUMERIC, is_clean, starts
from addrreg.match.candidate import Candidate
from addrreg.match.loosely import reaches_over
from addrreg.match.machiaza import NAME_LENGTH
from addrreg.match.rescue import LONGEST, slip_places
from addrreg.match.wildcard import wild
from addrreg.options import Options
from addrreg.registry.names import (
    ADMIN,
    CHILD,
    HAS_CHILDREN,
    HAS_LOOSE,
    HAS_STEM,
    LOOSE,
    SHORT,
    Names,
    encode,
)
from addrreg.registry.usual import DOUBT_KOAZA, DOUBT_LOOSE, DOUBT_STREET, DOUBT_TWINS
from addrreg.text.confused import LOOKALIKES
from addrreg.text.fold import Folded

__all__ = ["Unread"]

_RIVALLED = DOUBT_KOAZA | DOUBT_LOOSE | DOUBT_STREET | DOUBT_TWINS
_INNER_AZA, _INNER_CHO = 8, 10
_CHO = frozenset("町区")


class Unread:
    """Tells that behind a usual town nothing of the registry is written, over the names of one registry."""

    def __init__(self, names: Names, options: Options) -> None:
        self._names = names
        self._prefixes, self._kinds = names.prefixes, names.kinds
        self._wilds = wild(options.wildcard)
        self._rescue = options.rescue

    def town(
        self, text: str, key: str, node: int, form: int, flags: int, start: int, oaza_start: int, end: int
    ) -> Candidate | None:
        """The reading of the town ``node`` up to ``end``, with letters behind it; None where the walk must be asked."""
        kinds = self._kinds[node]
        if form & _RIVALLED or kinds & HAS_STEM or len(key) != len(text):
            return None
        if key[end] in NUMERIC or key[end] == "町":
            return None
        unit = self._names.node_unit[node]
        if self._is_municipality(key, start, end):
            return None
        folded = Folded(text, key, None)
        if kinds & HAS_CHILDREN and self._begins_below(text, key, CHILD + encode(node), end):
            return None
        if flags and self._goes_on(key, unit, oaza_start, end):
            return None
        if kinds & HAS_LOOSE and self._is_loose(key, unit, {start, oaza_start}):
            return None
        clean = is_clean(folded, end)
        # behind a name of two letters the walk looks for longer names
        if end - oaza_start < (2 if clean and not flags else 1 if clean else 3):
            return None
        if not clean:
            # a name that ends two letters earlier, and cleanly, is as near
            if is_clean(folded, end - 1) or is_clean(folded, end - 2):
                return None
            if self._without_cho(key, unit, start, end) or self._may_slip(folded, node, kinds, end):
                return None
        elif self._without_aza(key, unit, start, end):
            return None
        return Candidate(unit, flags, 0, start, node, oaza_start, end, node, end, clean)

    def _is_municipality(self, key: str, start: int, end: int) -> bool:
        """Whether the name is the beginning of a municipality's, of one that is written twice (千代田区千代田区紀尾井町) or a longer one."""
        if key[start] in key[:start] and self._prefixes(ADMIN, key[start : start + NAME_LENGTH]):
            return True
        return self._names.continues(ADMIN, key[: end + 1])

    def _begins_below(self, text: str, key: str, kind: str, end: int) -> bool:
        """Whether a 丁目 or 小字 of the town may stand behind it, in whole or in its first letters."""
        if key[end] == "-" or (key[end + 1 : end + 2].isdecimal() and text[end] in LOOKALIKES):
            return True
        return any(self._prefixes(kind, key[p : p + NAME_LENGTH]) for p, _ in starts(key, end))

    def _is_loose(self, key: str, unit: int, places: set[int]) -> bool:
        """Whether a 小字 without a 大字 stands there."""
        kind = LOOSE + encode(unit)
        return any(self._prefixes(kind, key[p : p + NAME_LENGTH]) for p in places)

    def _goes_on(self, key: str, unit: int, oaza_start: int, end: int) -> bool:
        """Whether a longer town stands there, which the registry writes without the 大字 in front."""
        hits = self._prefixes(self._names.city_kinds[unit], key[oaza_start : oaza_start + NAME_LENGTH])
        return bool(hits) and hits[-1][0] > end - oaza_start

    def _without_aza(self, key: str, unit: int, start: int, end: int) -> bool:
        """Whether a longer name may be read over a 字 (:func:`addrreg.match.loosely.without_aza`)."""
        inner = start + 2 if key.startswith(("大字", "小字"), start) else start + 1
        aza = key.find("字", inner, start + _INNER_AZA)
        if aza < end:
            return False  # none, or one of the name
        q = aza - 1 if key[aza - 1] in "大小" else aza
        return q > start and reaches_over(self._names, self._names.city_kinds[unit], key, start, q, aza + 1)

    def _without_cho(self, key: str, unit: int, start: int, end: int) -> bool:
        """Whether a name may be read with a 字 or 町 less, or one more."""
        if self._without_aza(key, unit, start, end):
            return True
        kind = SHORT + encode(unit)
        for p, _ in starts(key, start):
            for length, nodes in self._prefixes(kind, key[p : p + NAME_LENGTH]):
                # 上高, short for 上高町, reaches as far as that only with a 小字 behind it
                if p + length >= end or any(
                    self._kinds[node] & HAS_CHILDREN
                    and self._begins_below(key, key, CHILD + encode(node), p + length)
                    for node in nodes
                ):
                    return True
        kind = self._names.city_kinds[unit]
        return any(
            key[q] in _CHO and reaches_over(self._names, kind, key, start, q, q + 1)
            for q in range(start, min(len(key), start + _INNER_CHO))
        )

    def _may_slip(self, folded: Folded, node: int, kinds: int, end: int) -> bool:
        """Whether a name below the town may be nearly written behind it."""
        if not kinds & HAS_CHILDREN:
            return False
        if not self._wilds.isdisjoint(folded.key[end : end + LONGEST]):
            return True
        places = slip_places(self._names, folded, CHILD + encode(node), end, begun=True)
        return self._rescue and next(places, None) is not None
