"""Usual, rivals (同じ名の別の場所): what else the text of a usual address may mean, asked of the few names that leave a doubt.

Which names those are is known from the compilation (:mod:`addrreg.registry.usual`); here the walk's rules are asked of the figures and
letters behind them.
"""

from __future__ import annotations

from collections.abc import Sequence

from addrreg.match.boundary import NUMERIC
from addrreg.match.candidate import DIGIT_END, KOAZA_ONLY, SKIP_CHO, Candidate
from addrreg.match.koaza import PART_HEADS
from addrreg.match.machiaza import NAME_LENGTH
from addrreg.match.numbered import HYPHEN, jiwari
from addrreg.options import Options
from addrreg.registry.names import CHILD, HAS_CHILDREN, LOOSE, STEM, Names, encode
from addrreg.registry.usual import DOUBT_LOOSE, DOUBT_TWINS
from addrreg.text.lazy import lazy

__all__ = ["CHO", "FIGURES", "NO_OTHERS", "SHARED", "Found", "Reading", "Rivals"]

#: A Candidate as a plain tuple.
Reading = tuple[int, int, int, int, int, int, int, int, int, bool]

#: The key of a text, its reading, the readings of other places of the same name, and whether these names are read alike
#: whatever figures stand behind them.
Found = tuple[str, Reading, Sequence[Candidate], bool]

#: No place has the name besides, and a number follows: the result is made at once.
NO_OTHERS: Sequence[Candidate] = ()

#: Other towns or 小字 have the name.
SHARED = DOUBT_LOOSE | DOUBT_TWINS
#: A 丁目, or more figures than a parcel has.
CHO = lazy("[0-9]{1,3}丁|[0-9]{1,2}(?:-[0-9]+){2}")

#: A figure as people write it; one in kanji may belong to a building (1-2三田ビル) or to the name (三田一).
FIGURES = frozenset("0123456789０１２３４５６７８９")


class Rivals:
    """Looks at what stands beside a usual town, over the names of one registry."""

    def __init__(self, names: Names, options: Options) -> None:
        self._koaza_only = options.koaza_only
        self._names = names
        self._city_kinds = names.city_kinds
        self._prefixes, self._exact = names.prefixes, names.exact
        self._kinds = names.kinds

    def of_name(
        self, key: str, unit: int, flags: int, start: int, oaza_start: int, end: int, node: int, alone: object
    ) -> list[Candidate]:
        """The other towns of the name, the town itself if it may be meant ``alone``, and the 小字 without a 大字 that have it."""
        found = [
            Candidate(unit, flags, 0, start, other, oaza_start, end, other, end, True)
            for other in self._exact(self._city_kinds[unit], key[oaza_start:end])
            if other != node or alone
        ]
        if self._koaza_only:
            for begin, flag in {(start, 0), (oaza_start, flags)}:
                found += [
                    Candidate(unit, flag | KOAZA_ONLY, 0, start, 0, begin, begin, other, end, True)
                    for other in self._exact(LOOSE + encode(unit), key[begin:end])
                ]
        return found

    def twins(self, key: str, unit: int, oaza_start: int, end: int) -> tuple[int, ...]:
        """The towns of the name, in the order in which the walk meets them."""
        return self._exact(self._city_kinds[unit], key[oaza_start:end])

    def has_figured(self, key: str, end: int, nodes: tuple[int, ...]) -> bool:
        """Whether a figure may be that of a 小字 or 地割 of one of several towns."""
        hyphen = HYPHEN.match(key, end)
        behind = key[end : end + NAME_LENGTH]
        return any(
            self._prefixes(kind, behind)
            or self._is_counted(kind, key, end)
            or (hyphen and jiwari(kind, "-", hyphen[1], self._names))
            for kind in (CHILD + encode(node) for node in nodes)
        )

    def _is_counted(self, kind: str, key: str, end: int) -> bool:
        """Whether the figure may be that of a 号 or 区 without the word: 1-12 of 白山市鹿島町 may be 12 in its 一号."""
        p = end
        while key[p : p + 1].isdecimal():
            p += 1
        return bool(self._exact(kind, key[end:p] + "号") or self._exact(kind, key[end:p] + "区"))

    def is_beside(self, text: str, key: str, unit: int, start: int, oaza_start: int, end: int) -> bool:
        """Whether a longer name reaches beyond the town's (中野町一色, 西野4 for 西野四条), or its own figure goes on."""
        if key[end - 1] in NUMERIC and text[end - 1] in FIGURES:
            return True
        if text[end] not in FIGURES:
            return key[end] in NUMERIC or key[end - 1] in NUMERIC
        kind = LOOSE + encode(unit)
        for p in {start, oaza_start}:
            hits = self._prefixes(kind, key[p : p + NAME_LENGTH])
            if hits and p + hits[-1][0] > end:
                return True
        for length, _ in self._prefixes(STEM + encode(unit), key[start : start + NAME_LENGTH]):
            p = start + length
            # 石山1132 is no 石山1, short for 石山一条
            if p > end and not (
                p < len(key) and key[p].isdecimal() and text[p - 1] in FIGURES and text[p] in FIGURES
            ):
                return True
        return False

    def without_cho(
        self, key: str, unit: int, start: int, end: int, *, divided: bool
    ) -> list[Candidate] | None:
        """The towns without the 町 of the name that three figures may be of as well: 能ケ谷 and 能ケ谷町7-24-1.

        ``divided``: whether the first of them was read as a 丁目 of the town with the 町. None where such a town may be what is meant.
        """
        hyphen = HYPHEN.match(key, end)
        if key[end - 1] != "町" or hyphen is None:
            return None
        found = []
        for node in self._exact(self._city_kinds[unit], key[start : end - 1]):
            if self._kinds[node] & HAS_CHILDREN:
                kind = CHILD + encode(node)
                if self._prefixes(kind, key[end : end + NAME_LENGTH]):
                    return None
                if self._exact(kind, hyphen[1] + "丁目"):
                    if not divided:
                        return None
                    continue
                if jiwari(kind, "-", hyphen[1], self._names):
                    return None
            if divided:
                flags = SKIP_CHO | DIGIT_END
                found.append(Candidate(unit, flags, 0, start, node, start, end, node, end, True))
        return found

    def with_figure(self, text: str, key: str, node: int, end: int) -> tuple[int, int] | None:
        """The 丁 or 小字 that begins with a figure (２丁 of 堺市, 9部) and where it ends, or the town itself where the figure is of none.

        None where more than one may be meant.
        """
        kind = CHILD + encode(node)
        hits = self._prefixes(kind, key[end : end + NAME_LENGTH])
        if self._is_counted(kind, key, end):
            return None
        if not hits:
            return node, end
        length, (below, *others) = hits[0]
        p = end + length
        if len(hits) > 1 or others or text[p : p + 1] not in FIGURES:
            return None
        if key[p - 1] in NUMERIC or key[p - 1] in "番目" or key.startswith(PART_HEADS, p):
            return None
        hyphen = HYPHEN.match(key, p)
        if hyphen and self._exact(kind, f"{key[end:p]}{hyphen[1]}丁目"):
            return None
        return below, p

    def bearers(self, key: str, unit: int, oaza_start: int, end: int) -> list[int]:
        """Of several towns of a name those below which a name stands as the text goes on."""
        if key[end] in NUMERIC or key[end + 1 : end + 2].isdecimal():
            return []
        starts = (end, end + 1) if key[end] == "字" else (end,)
        return [
            node
            for node in self.twins(key, unit, oaza_start, end)
            if self._kinds[node] & HAS_CHILDREN
            and any(self._prefixes(CHILD + encode(node), key[p : p + NAME_LENGTH]) for p in starts)
        ]

    def same_koaza(
        self, reading: Reading, bearers: list[int], key: str, start: int
    ) -> list[Candidate] | None:
        """The 小字 of the name ``key[start:end]`` that other towns of the name have; None where they have another that begins so."""
        found = []
        unit, flags, _, admin_end, oaza, oaza_start, oaza_end, _, end, _ = reading
        for node in bearers:
            if node == oaza:
                continue
            kind = CHILD + encode(node)
            if start > oaza_end and self._prefixes(kind, key[oaza_end : oaza_end + NAME_LENGTH]):
                return None
            hits = self._prefixes(kind, key[start : start + NAME_LENGTH])
            if not hits or hits[-1][0] != end - start or len(hits[-1][1]) > 1:
                return None
            hyphen = HYPHEN.match(key, end)
            if hyphen and self._exact(kind, f"{key[start:end]}{hyphen[1]}丁目"):
                return None
            below = hits[-1][1][0]
            found.append(Candidate(unit, flags, 0, admin_end, node, oaza_start, oaza_end, below, end, True))
        return found

    def is_loose(self, key: str, unit: int, starts: set[int], end: int) -> bool:
        """Whether a 小字 without a 大字 reaches as far."""
        kind = LOOSE + encode(unit)
        return any(
            p + length >= end for p in starts for length, _ in self._prefixes(kind, key[p : p + NAME_LENGTH])
        )
