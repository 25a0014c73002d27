"""Usual, below (町の下の小字): the 小字 behind a usual town, or the 甲 or イ in front of its number.

東京都千代田区… has none; 熱塩加納町加納字西土合甲1325 has both. Several towns of a name are asked alike (河原木 and 大字河原木 of 八戸市).
"""

from __future__ import annotations

from addrreg.match.boundary import NUMERIC
from addrreg.match.candidate import SKIP_AZA
from addrreg.match.koaza import PART
from addrreg.match.machiaza import NAME_LENGTH
from addrreg.match.usual_rivals import CHO, FIGURES, NO_OTHERS, SHARED, Found, Rivals
from addrreg.registry.names import CHILD, HAS_CHILDREN, HAS_FIGURED, HAS_LOOSE, HAS_STEM, Names, encode
from addrreg.registry.usual import DOUBT_CHO, DOUBT_TWINS, NAMES_BEHIND
from addrreg.text.confused import LOOKALIKES
from addrreg.text.lazy import lazy

__all__ = ["Below"]

_AZA = ("大字", "小字", "字")
# what stands in front of a number, and makes it another parcel
_OFTEN_PARTS = frozenset("甲乙丙丁")
_PARTS = (
    _OFTEN_PARTS
    | frozenset("戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")
    | frozenset(map(chr, range(ord("ぁ"), ord("ゖ") + 1))) - {"の"}
)
# what parts a 小字 from the number: 小塩町ろ-1, 字川島タの2
_JOINTS = "-の"
_HYPHEN = lazy("([0-9]{1,2})[-の]")


class Below:
    """Reads what is below usual towns, over the names of one registry."""

    def __init__(self, names: Names, rivals: Rivals) -> None:
        self._rivals = rivals
        self._prefixes, self._exact = names.prefixes, names.exact
        self._continues = names.continues_with_figure
        self._unit, self._kinds, self._city_kinds = names.node_unit, names.kinds, names.city_kinds

    def koaza(
        self, text: str, key: str, node: int, form: int, flags: int, start: int, oaza_start: int, end: int
    ) -> Found | None:
        """The reading of the town ``node`` up to ``end``, with a 小字 behind it, with 字 in front or not; None where the walk must be asked."""
        if form & DOUBT_CHO and (flags or key[end - 1] != "町") and CHO.match(key, end):
            return None
        bearers: list[int] = []
        if form & DOUBT_TWINS:
            bearers = self._rivals.bearers(key, self._unit[node], oaza_start, end)
            node = bearers[0] if bearers else 0
        if not self._kinds[node] & HAS_CHILDREN:
            return self._part(text, key, node, form, flags, start, oaza_start, end) if node else None
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
        if key.startswith(_AZA, end):
            if key[end] != "字" or self._prefixes(kind, key[end : end + NAME_LENGTH]):
                return None
            p, flags = end + 1, flags | SKIP_AZA
        hits = self._prefixes(kind, key[p : p + NAME_LENGTH])
        if not hits and p == end and text[p] not in LOOKALIKES:
            return self._part(text, key, node, form, flags, start, oaza_start, end)
        if not hits or len(hits[-1][1]) > 1:
            return None
        length, (below,) = hits[-1]
        begin, p = p, self._end(text, key, kind, p, p + length, begins=p == end, alone=len(bearers) < 2)
        if not p:
            return None
        loose = self._kinds[node] & HAS_LOOSE or form & DOUBT_TWINS
        if loose and self._rivals.is_loose(key, self._unit[node], {start, oaza_start}, p):
            return None
        lasting = (
            not loose
            and oaza_start == start
            and not form & NAMES_BEHIND
            and not self._kinds[node] & HAS_FIGURED
            and not (flags and self._continues(kind, key[end:p]))
        )
        reading = self._unit[node], flags, 0, start, node, oaza_start, end, below, p, True
        if len(bearers) > 1:
            others = self._rivals.same_koaza(reading, bearers, key, begin)
            return None if others is None else (key, reading, others, False)
        return key, reading, NO_OTHERS, lasting

    def _end(self, text: str, key: str, kind: str, begin: int, end: int, *, begins: bool, alone: bool) -> int:
        """Where a 小字 up to ``end`` ends, with its 部; 0 where something else may be meant, or no number follows.

        ``begins``: no 字 stands in front of it. ``alone``: no other town of the name has it.
        """
        if key[end - 1] in NUMERIC:
            return 0
        if key.endswith("町目", begin, end) or (not begins and key.endswith("丁目", begin, end)):
            return 0  # 三町目 or 字三丁目, where the registry has 三丁目
        if text[end : end + 1] not in FIGURES and not _is_part(text, key, end, _JOINTS):
            part = PART.match(key, end)
            if part is None or not alone or self._exact(kind, key[begin:end] + "部"):
                return 0
            end = part.end()  # 本府中町リ部23
            if text[end : end + 1] not in FIGURES:
                return 0
        hyphen = _HYPHEN.match(key, end)
        return 0 if hyphen and self._exact(kind, f"{key[begin:end]}{hyphen[1]}丁目") else end

    def _part(
        self, text: str, key: str, node: int, form: int, flags: int, start: int, oaza_start: int, end: int
    ) -> Found | None:
        """The same with a 甲 or イ in front of the number (鳥越甲420), where nothing below the town begins so."""
        if not _is_part(text, key, end) or form & (SHARED | DOUBT_CHO):
            return None
        if self._kinds[node] & (HAS_LOOSE | HAS_STEM) or "字" in key[end : end + NAME_LENGTH]:
            return None
        if end - oaza_start < 2 and key[end] not in _OFTEN_PARTS:
            return None
        reading = self._unit[node], flags, 0, start, node, oaza_start, end, node, end, True
        return key, reading, NO_OTHERS, False


def _is_part(text: str, key: str, p: int, others: str = "") -> bool:
    """Whether a 甲 or イ stands there, or one of some others, and a number behind it."""
    # the key may end there, in front of a space
    return p < len(key) and text[p + 1 : p + 2] in FIGURES and (key[p] in _PARTS or key[p] in others)
