"""Loosely (町と字の過不足): towns that are written with a 町 or 字 less or more than the registry has.

西小松川12-345 is 西小松川町, 菱刈町前目 is 菱刈前目, 丸岡町字乗兼 is 丸岡町乗兼. Tried only where no name of the place reaches so far as it is
written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from addrreg.match.boundary import is_clean, starts
from addrreg.match.candidate import DIGIT_END, SKIP_AZA, SKIP_CHO
from addrreg.registry.names import CHILD, CITY, LOOSE, SHORT, STEM, Names, encode
from addrreg.text.fold import Folded
from addrreg.text.lazy import lazy
from addrreg.text.numerals import KANJI_NUMERALS

if TYPE_CHECKING:
    from addrreg.match.machiaza import Town

__all__ = [
    "is_cut_short",
    "is_elsewhere",
    "lacks_chome",
    "reaches_over",
    "with_side",
    "without_aza",
    "without_cho",
]

_CHOME = lazy("[0-9十]{1,3}丁目")
_THREE = lazy("[0-9十]{1,2}(?:-[0-9]+){2}")
_BEHIND_ONE = lazy(r"[0-9十百千-]|第[0-9十百]+(?:番|地割|$)|[大小]?字|無番|番外|[甲乙丙丁ぁ-ゖ]?部?[0-9]")
_LAST = lazy("[0-9十百]+$")
# what may be left out of a name, or be one too many
_MOVABLE = frozenset("大小字町丁区")
_KANJI = tuple(KANJI_NUMERALS)
# what parts a town in two when its land is laid out anew
_SIDES = "東西南北中"

_TownsAt = Callable[[Folded, str, int], list["Town"]]


def lacks_chome(folded: Folded, town: Town) -> bool:
    """Whether a 丁目 is written behind a town that has not that one: 茂呂一丁目 is of 茂呂町, though there is a 大字茂呂."""
    return town[4] == town[1] and not town[0] & SKIP_AZA and _CHOME.match(folded.key, town[5]) is not None


def is_elsewhere(names: Names, key: str, unit: int, p: int) -> bool:
    """Whether no name of a municipality begins as the text does at ``p``, so that no looser reading finds one either.

    静岡県浜松市中区 of the former wards is looked for among the towns of 中央区, as 静岡県浜松市中… and in six other forms.
    """
    head = key[p : p + 2]
    if len(head) < 2 or not _MOVABLE.isdisjoint(head):
        return False
    code = encode(unit)
    for kind in (CITY, SHORT, LOOSE, STEM):
        if names.continues(kind + code, head) or names.exact(kind + code, head[0]):
            return False
    return True


def without_aza(towns_at: _TownsAt, names: Names, folded: Folded, kind: str, p: int, aza: int) -> list[Town]:
    """Towns with a 大字 or 字 in the middle that the registry writes without: 丸岡町字乗兼 is 丸岡町乗兼 of 坂井市."""
    q = aza - 1 if folded.key[aza - 1] in "大小" else aza
    if q <= p or not reaches_over(names, kind, folded.key, p, q, aza + 1):
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
        # 常滑市字住吉1 is in an unknown 字住吉, and not in 住吉町
        if not _is_other(folded, t) and not (t[0] & SKIP_AZA and folded.key[p] == "字")
    ]
    if not found:
        key = folded.key
        for q in range(p, min(len(key), p + 10)):
            if key[q] in "町区" and reaches_over(names, names.city_kinds[unit], key, p, q, q + 1):
                # one character less: what lies behind it moves, so the ends are counted back
                shorter = folded.without(q)
                found += [
                    _moved(t, q)
                    for t in towns_at(shorter, names.city_kinds[unit], p)
                    if t[6] and t[3] > q and not _is_other(shorter, t)
                ]
    return [(town[0] | SKIP_CHO, *town[1:]) for town in found]


def with_side(names: Names, folded: Folded, unit: int, towns: Sequence[Town]) -> list[Town]:
    """Towns named after one that has not the 丁目 that is written: 須玖4丁目 of 春日市, where 須玖北 and 須玖南 have it, and 大字須玖 none.

    None of them is sure, not even the only one: a direction was left out, or the 丁目 is not in the registry.
    """
    found: list[Town] = []
    for _, oaza, start, p, node, end, _ in towns:
        chome = _CHOME.match(folded.key, end) if node == oaza and p - start > 1 else None
        if chome is None:
            continue
        name = folded.key[start:p]
        for side in _SIDES:
            for other in names.exact(names.city_kinds[unit], name + side):
                below = names.exact(CHILD + encode(other), chome[0])
                found += [(DIGIT_END, other, start, p, child, chome.end(), True) for child in below]
    return found


def reaches_over(names: Names, kind: str, key: str, p: int, q: int, again: int) -> bool:
    """Whether a name may be read from ``p`` over ``q``, where the text goes on at ``again``: a look that spares a walk."""
    if key[again : again + 1] == "町":
        return True  # one too many, behind a name
    joined = key[:q] + key[again : again + 2]
    return q < len(joined) and any(
        at > q or names.continues(kind, joined[at : q + 1]) for at, _ in starts(joined, p)
    )


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


def is_cut_short(folded: Folded, kind: str, start: int, end: int, names: Names) -> bool:
    """Whether a short name is rather the beginning of a longer one that the registry does not have in this spelling.

    One character says too little when letters follow, even behind a space (いわき市 立 総合病院). So do two, when one more
    kanji and a number follow (大野|島613), where they only repeat the municipality's name, or on the way to another name of the place (加古 in 加古川栗津, where there is
    加古川町粟津). Katakana begins a building (赤坂アークヒルズ), not a longer name.
    """
    if folded.key.startswith(("大字", "小字"), start) and end - start == 1:
        return True  # つくば市大字熊川 is not the town 大, unless a 小字 of it follows
    if is_clean(folded, end):
        return end - start == 1 and end < len(folded.key) and not _BEHIND_ONE.match(folded.key, end)
    if "ァ" <= folded.text[folded.origin(end)] <= "ヺ":
        return False
    if folded.key.startswith(folded.key[start:end], 2 * start - end - 1):
        return True  # 成田市成田国際空港 is the airport of the city, and not in its 成田
    return (
        end - start == 1
        or folded.key[end + 1 : end + 2].isdecimal()
        or names.continues(kind, folded.key[start : end + 1])
    )
