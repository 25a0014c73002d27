"""Loosely (町と字の過不足): towns that are written with a 町 or 字 less or more than the registry has.

西小松川12-345 is 西小松川町, 菱刈町前目 is 菱刈前目, 丸岡町字乗兼 is 丸岡町乗兼. Tried only where no name of the place reaches so far as it is
written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from addrreg.match.candidate import SKIP_AZA, SKIP_CHO
from addrreg.registry.names import SHORT, Names, encode
from addrreg.text.fold import Folded
from addrreg.text.lazy import lazy
from addrreg.text.numerals import KANJI_NUMERALS

if TYPE_CHECKING:
    from addrreg.match.machiaza import Town

__all__ = ["lacks_chome", "without_aza", "without_cho"]

_CHOME = lazy("[0-9十]{1,3}丁目")
_THREE = lazy("[0-9十]{1,2}(?:-[0-9]+){2}")
_LAST = lazy("[0-9十百]+$")
_KANJI = tuple(KANJI_NUMERALS)

_TownsAt = Callable[[Folded, str, int], list["Town"]]


def lacks_chome(folded: Folded, town: Town) -> bool:
    """Whether a 丁目 is written behind a town that has not that one: 茂呂一丁目 is of 茂呂町, though there is a 大字茂呂."""
    return town[4] == town[1] and not town[0] & SKIP_AZA and _CHOME.match(folded.key, town[5]) is not None


def without_aza(towns_at: _TownsAt, folded: Folded, kind: str, p: int, aza: int) -> list[Town]:
    """Towns with a 大字 or 字 in the middle that the registry writes without: 丸岡町字乗兼 is 丸岡町乗兼 of 坂井市."""
    q = aza - 1 if folded.key[aza - 1] in "大小" else aza
    if q <= p:
        return []
    shorter = folded.without(q)
    for _ in range(aza - q):
        shorter = shorter.without(q)
    towns = [t for t in towns_at(shorter, kind, p) if t[6] and t[3] > q]
    for at in range(q, aza + 1):
        towns = [_moved(town, at) for town in towns]
    return [(town[0] | SKIP_AZA, *town[1:]) for town in towns]


def without_cho(towns_at: _TownsAt, names: Names, folded: Folded, unit: int, p: int) -> list[Town]:
    """Towns whose 町 is left out (西小松川12-345) or that are written with one too many (菱刈町前目, 小樽市町梅ヶ枝町)."""
    found = [
        t
        for t in towns_at(folded, SHORT + encode(unit), p)
        if t[6] and not (t[5] == len(folded.key) and _goes_on(names, unit, folded.key[t[2] :]))
        if not _is_other(folded, t)
    ]
    if not found:
        key = folded.key
        for q in range(p, min(len(key), p + 10)):
            if key[q] in "町区":
                # one character less: what lies behind it moves, so the ends are counted back
                shorter = folded.without(q)
                found += [
                    _moved(t, q)
                    for t in towns_at(shorter, names.city_kinds[unit], p)
                    if t[6] and t[3] > q and not _is_other(shorter, t)
                ]
    return [(town[0] | SKIP_CHO, *town[1:]) for town in found]


def _is_other(folded: Folded, town: Town) -> bool:
    """Whether what stands behind it says that another town is meant: a 丁目 that it has not, written out or as the first of three figures, or a kanji figure that ends the text.

    新宿区早稲田1-6-1 means 西早稲田一丁目, and not 早稲田町, which has none; 田井町二丁目14 is not in 字田井, which has no 丁目; 永山三 is a text cut off in 永山三条, and no number of 永山町.
    """
    _, oaza, _, _, node, end, _ = town
    if node != oaza:
        return False
    if _CHOME.match(folded.key, end) or _THREE.match(folded.key, end):
        return True
    return folded.text[folded.origin(end) :][:1] in _KANJI and _LAST.match(folded.key, end) is not None


def _goes_on(names: Names, unit: int, head: str) -> bool:
    """Whether names of the place begin so that have no 町 next: a text that ends with 永山 may be 永山町 or 永山北一条."""
    return any(rest[:1] not in "町丁" for rest in names.keys(names.city_kinds[unit] + head))


def _moved(town: Town, q: int) -> Town:
    """A town read with the character at ``q`` taken out, with its ends in the whole key."""
    flag, oaza, start, p, node, end, clean = town
    return flag, oaza, start, p + 1, node, end + 1, clean
