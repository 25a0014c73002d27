"""Usual (普通の住所): the address that names its place in full, with a figure behind it, read at one look-up.

東京都千代田区紀尾井町1-3, 富岡1-8-2 for 富岡一丁目8-2, 字 and 小字 behind a 大字: of these the walk keeps one candidate in the end, and
which towns that holds for is known from the names (:mod:`addrreg.registry.usual`). Here that candidate is made at once.
Anything else, a space inside the names or a letter behind them, is left to the walk; what both read, they read alike, which
a test asks of every case.
"""

from __future__ import annotations

from collections.abc import Sequence

from addrreg.match.boundary import NUMERIC
from addrreg.match.candidate import CHOME_HYPHEN, KOAZA_ONLY, SKIP_AZA, SKIP_COUNTER, Candidate
from addrreg.match.kyoto import may_have_street
from addrreg.match.machiaza import NAME_LENGTH
from addrreg.match.number import CHAIN
from addrreg.match.numbered import ONE_FIGURE, jiwari
from addrreg.match.usual_former import FormerNames
from addrreg.options import Options
from addrreg.registry.names import (
    CHILD,
    FORMER,
    HAS_CHILDREN,
    HAS_FIGURED,
    HAS_LOOSE,
    HAS_ROW,
    HAS_STEM,
    LOOSE,
    Names,
    encode,
)
from addrreg.registry.usual import (
    DOUBT_CHO,
    DOUBT_FIGURE,
    DOUBT_KOAZA,
    DOUBT_LONGER,
    DOUBT_LOOSE,
    DOUBT_STREET,
    DOUBT_TWINS,
    NAMES_BEHIND,
    UNCOUNTED,
)
from addrreg.text.fold import Folder
from addrreg.text.lazy import lazy

__all__ = ["NO_OTHERS", "Found", "Reading", "Usual"]

#: A Candidate as a plain tuple.
Reading = tuple[int, int, int, int, int, int, int, int, int, bool]

#: The key of a text, its reading, the readings of other places of the same name, and whether these names are read alike
#: whatever figures stand behind them.
Found = tuple[str, Reading, Sequence[Candidate], bool]

#: A figure as people write it; one in kanji may belong to a building (1-2三田ビル) or to the name (三田一).
_FIGURES = frozenset("0123456789０１２３４５６７８９")
# behind a town of 京都市, where a street may stand anywhere, nothing but a number
_TAIL = lazy(f"(?:[0-9０-９]+丁目)?[0-9０-９]+{CHAIN}")
_PARTS = frozenset("甲乙丙丁")
_HYPHEN = lazy("([0-9]{1,2})[-の]")
# a 丁目, or more figures than a parcel has
_CHO = lazy("[0-9]{1,3}丁|[0-9]{1,2}(?:-[0-9]+){2}")
_SHARED = DOUBT_LOOSE | DOUBT_TWINS
# the figures behind the name say what is meant
_PASSING = DOUBT_CHO | DOUBT_FIGURE | DOUBT_LONGER
#: No place has the name besides, and a number follows: the result is made at once.
NO_OTHERS: Sequence[Candidate] = ()


class Usual:
    """Reads the names of usual addresses."""

    def __init__(self, names: Names, folder: Folder, options: Options) -> None:
        self._names = names
        self._koaza_only = options.koaza_only
        self._city_kinds = names.city_kinds
        self._usual = names.usual
        self._continues = names.continues_with_figure
        self._prefixes, self._exact = names.prefixes, names.exact
        self._unit = names.node_unit
        self._kinds = names.kinds
        self._fold = folder.usual_key
        self._former = FormerNames(names)
        self._full = tuple(unit.pref + unit.county + unit.city + unit.ward for unit in names.units)
        # how long the full name of a municipality is
        self._lengths = tuple(len(folder.key(name)) for name in self._full)

    def candidate(self, text: str) -> Found | None:
        """The reading of a usual address, with its key and the readings of others of its name; None for any other text.

        ``text`` may have a space behind its number, and anything behind that.
        """
        key = self._fold(text) or self._fold_head(text)
        node, end, form = self._usual(key)
        if not node or end == len(key):
            return None if end else self._present(text, key)
        return self._reading(text, key, node, end, form)

    def _present(self, text: str, key: str) -> Found | None:
        """The same of a municipality that is written with a former name: 浜松市中区新津町715 as if 浜松市中央区 stood there."""
        found = self._former.present(key)
        if found is None:
            return None
        unit, behind = found
        full = self._full[unit]
        as_today = self._fold(full) + key[behind:]
        node, end, form = self._usual(as_today)
        if not node or end == len(as_today):
            return None
        read = self._reading(full + text[behind:], as_today, node, end, form)
        if read is None or read[2] is not NO_OTHERS or read[1][0] != unit:
            return None
        _, (_, flags, _, start, oaza, oaza_start, oaza_end, below, p, _), others, lasting = read
        moved = behind - start
        reading = (
            unit, flags | FORMER, 0, behind, oaza, oaza_start + moved, oaza_end + moved, below, p + moved, True,
        )  # fmt: skip
        return key, reading, others, lasting

    def _reading(self, text: str, key: str, node: int, end: int, form: int) -> Found | None:
        """The reading of a text that names the town ``node`` in full, up to ``end``."""
        unit = self._unit[node]
        start = self._lengths[unit]
        flags = SKIP_AZA if key[start] in "大字" and key.startswith(("大字", "字"), start) else 0
        oaza_start = start + (2 if key[start] == "大" else 1) if flags else start
        if form & DOUBT_STREET and (may_have_street(key, start) or not _TAIL.fullmatch(text, end)):
            return None
        if text[end] not in _FIGURES:
            if form & DOUBT_KOAZA:
                return None
            if key.startswith("丁目", end + 1) and (
                below := self._chome_in_kanji(text, key, node, form, end)
            ):
                reading = unit, flags, 0, start, node, oaza_start, end, below, end + 3, True
                return key, reading, NO_OTHERS, True
            return self._koaza(text, key, node, form, flags, start, oaza_start, end)
        if form & DOUBT_CHO and _CHO.match(key, end):
            return None
        below, p, others = node, end, NO_OTHERS
        lasting = not form & _PASSING
        if form & UNCOUNTED:
            read = self._chome(key, node, form, start, end)
            if read is None:
                return None
            below, p, flag = read
            if below == node:
                if form & DOUBT_TWINS:
                    return None
                lasting = False
            elif flag & SKIP_COUNTER:
                lasting = False
                flags |= flag
            elif flag:
                own = self._kinds[node] & HAS_ROW
                # 舞浜1-4 may be a parcel of 舞浜, and 舞浜1-4-2 is none
                alone = own and ONE_FIGURE.match(key, p)
                if alone or form & _SHARED:
                    others = self._others(key, unit, flags, start, oaza_start, end, node, alone)
                lasting = lasting and not own
                flags |= flag
            elif text[p : p + 1] not in _FIGURES:
                if p < len(text):
                    return None
                others = []
        elif key.find("丁目", end, end + 5) > 0:
            return None  # 茂呂一丁目 is of 茂呂町, not of 大字茂呂
        if form & _SHARED and below == node:
            others = self._others(key, unit, flags, start, oaza_start, end, node, None)
        return key, (unit, flags, 0, start, node, oaza_start, end, below, p, True), others, lasting

    def _fold_head(self, text: str) -> str:
        """The key of what stands before the first space, if there is one."""
        if " " not in text and "\u3000" not in text:
            return ""
        return self._fold(text.partition(" ")[0].partition("\u3000")[0])

    def _others(
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

    def _chome(self, key: str, node: int, form: int, start: int, end: int) -> tuple[int, int, int] | None:
        """The 丁目 or 地割 of a town that is divided into them, by the figure behind its name, where that ends, and its flag.

        The town itself and the end of its name where the figure is none; None where the walk must be asked.
        """
        p = end
        while key[p : p + 1].isdecimal():
            p += 1
        kind, behind = CHILD + encode(node), key[p : p + 1]
        if form & DOUBT_FIGURE and self._prefixes(kind, key[end : end + NAME_LENGTH]):
            return None
        if p - end > 2 or not behind or behind not in "-の丁町":
            # 波志江町1903番地1 is in no 丁目; 北3条西2 is
            return None if "条" in key[start:end] else (node, end, 0)
        below = self._counted(kind, node, form & UNCOUNTED, key[end:p])
        dashed = behind == "-" and key[p + 1 : p + 2].isdecimal()
        if not below:
            if not dashed or "条" in key[start:end]:
                return None
            if below := jiwari(kind, "-", key[end:p], self._names):
                return None if form & _SHARED else (below, p + 1, SKIP_COUNTER)
            # 河水町18-8 has 小字 with figures, and none of this one
            return (node, end, 0) if form & DOUBT_FIGURE else None
        if key.startswith("丁目", p):
            return below, p + 2, 0
        return (below, p + 1, CHOME_HYPHEN) if dashed else None

    def _chome_in_kanji(self, text: str, key: str, node: int, form: int, end: int) -> int:
        """The node of a 丁目 from one to nine of a town that has them without a gap, with a figure behind it; else 0."""
        chome = form & UNCOUNTED
        if form & _PASSING or chome == UNCOUNTED or text[end + 3 : end + 4] not in _FIGURES:
            return 0
        number = int(key[end]) if key[end].isdecimal() else 0
        return node + number if 0 < number <= chome else 0

    def _counted(self, kind: str, node: int, chome: int, figure: str) -> int:
        """The node of a 丁目 of a town by its number; 0 where it has none."""
        if chome != UNCOUNTED:
            number = int(figure)
            return node + number if 0 < number <= chome else 0
        found = self._exact(kind, figure + "丁目")
        return found[0] if len(found) == 1 else 0

    def _koaza(
        self, text: str, key: str, node: int, form: int, flags: int, start: int, oaza_start: int, end: int
    ) -> Found | None:
        """The same with a 小字 behind the 大字, with 字 in front or not."""
        if not self._kinds[node] & HAS_CHILDREN:
            return self._part(text, key, node, form, flags, start, oaza_start, end)
        if key[end] == "町":
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
        loose = self._kinds[node] & HAS_LOOSE
        if loose and self._is_loose(key, self._unit[node], {start, oaza_start}, p):
            return None
        lasting = (
            not loose
            and oaza_start == start
            and not form & NAMES_BEHIND
            and not self._kinds[node] & HAS_FIGURED
            and not (flags and self._continues(kind, key[end:p]))
        )
        reading = self._unit[node], flags, 0, start, node, oaza_start, end, below, p, True
        return key, reading, NO_OTHERS, lasting

    def _part(
        self, text: str, key: str, node: int, form: int, flags: int, start: int, oaza_start: int, end: int
    ) -> Found | None:
        """The same with a 甲, 乙, 丙 or 丁 in front of the number (鳥越甲420), where the town has nothing below it."""
        if key[end] not in _PARTS or text[end + 1 : end + 2] not in _FIGURES or form & (_SHARED | DOUBT_CHO):
            return None
        if self._kinds[node] & (HAS_LOOSE | HAS_STEM) or "字" in key[end : end + NAME_LENGTH]:
            return None
        reading = self._unit[node], flags, 0, start, node, oaza_start, end, node, end, True
        return key, reading, NO_OTHERS, False

    def _is_loose(self, key: str, unit: int, starts: set[int], end: int) -> bool:
        """Whether a 小字 without a 大字 reaches as far."""
        kind = LOOSE + encode(unit)
        return any(
            p + length >= end for p in starts for length, _ in self._prefixes(kind, key[p : p + NAME_LENGTH])
        )
