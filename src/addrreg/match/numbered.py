"""Numbered (数字を含む町名): towns whose number is written without the word that counts it.

北3西1 is 北三条西一丁目, 春光4-2-1 is 春光四条二丁目1, 古町通7-935 is 古町通七番町935. The registry says which towns there are
(the STEM keys), so that nothing is read into a number that no town stands for: a 条 needs the 丁目 that it has, a 番町 a number
behind it. Where the stem is a town itself (西野 and 西野四条, 園部町河原町 and 園部町河原町四号) the figures may be its parcel:
then both are kept, and unless there are too many figures for a parcel neither is preferred.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from addrreg.match.boundary import NUMERIC, WHOLE, cut, is_clean, unbroken
from addrreg.match.candidate import CHOME_HYPHEN, DIGIT_END, SKIP_COUNTER
from addrreg.registry.names import CHILD, STEM, Names, encode
from addrreg.registry.towns import Towns
from addrreg.text.fold import Folded
from addrreg.text.lazy import lazy

if TYPE_CHECKING:
    from addrreg.match.machiaza import Town

__all__ = ["bare_chome", "counted_towns"]

_LENGTH = 32
_N = r"([0-9]{1,2}|[1-9]?十[1-9]?)"
# What stands behind a 丁目 without its name: 2-1, 2の1, nothing, or letters that make no other unit of it (2番, 3線, 5F).
_END = r"(?:丁目?-?|(?:-|の)(?=[0-9十])|(?![0-9十百番号線条地割町丁字区階棟館室の-]|F))"
_CHOME = lazy(_N + _END)
_BARE = lazy(_N + r"(?![0-9十百番号線条地割町丁字区階棟館室の-]|F)")
_FIGURES = lazy(r"(?:[-の][0-9十百]+)*")
#: A parcel number has three parts at most: 西野4-2-1-1 is no parcel of 西野.
_TOO_MANY = 4


def bare_chome(folded: Folded, start: int, p: int) -> re.Match[str] | None:
    """The number behind the name of a 条 at the end: 北1条西2 is 二丁目, because such a town has nothing but 丁目."""
    bare = _BARE.match(folded.key, p) if "条" in folded.key[start:p] else None
    return bare if bare and unbroken(folded, *bare.span(1)) else None


def counted_towns(
    folded: Folded, unit: int, p: int, names: Names, rows: Towns, rivals: Sequence[Town]
) -> list[Town]:
    """Towns with a 条, 番町, 号 or 区 left out behind their number; ``rivals`` are the towns read at ``p`` as they stand.

    Guards against 西野4 (西野 and 4), 春光町4-2 written 春光4-2, and numbers of which no 丁目 of that 条 exists.
    """
    key = folded.key
    found: list[Town] = []
    for length, nodes in names.prefixes(STEM + encode(unit), key[p : p + _LENGTH]):
        end = p + length
        digit = key[end - 1] in NUMERIC
        if digit and cut(folded, end) != WHOLE:
            continue
        figures = (_FIGURES.match(key, end) or [""])[0].replace("の", "-").count("-") + 1
        for node in nodes:
            name = rows[node].oaza_cho
            if "条" in name:
                town = _street(folded, node, p, end, figures, digit, names)
            else:
                town = _counted(folded, node, p, end, name)
            if town is not None:
                # 桔梗が丘3番町2-67: a town counted by 街区 has no parcels 2-67
                doubt = DIGIT_END if not name.endswith("街区") and _rivalled(rivals, rows, figures) else 0
                found.append((town[0] | doubt, *town[1:]))
    return found


def _street(
    folded: Folded, node: int, p: int, end: int, figures: int, digit: bool, names: Names
) -> Town | None:
    """北3西 or 春光4 with the 丁目 that must follow."""
    key = folded.key
    start = end
    if "-" in key[p:end] and digit and figures + 1 < _TOO_MANY:
        return None  # 24-2-2 may be anything, 24-2-2-3 only 二十四軒
    if key[end : end + 1] in ("-", "の"):
        start = end + 1
    elif digit:
        return None
    chome = _CHOME.match(key, start)
    if chome is None or not unbroken(folded, *chome.span(1)):
        return None
    hyphen = 0 if "丁" in chome[0] else CHOME_HYPHEN
    for child in names.exact(CHILD + encode(node), chome[1] + "丁目"):
        clean = chome[0][-1] in "-の" or is_clean(folded, chome.end())
        return SKIP_COUNTER | hyphen, node, p, end, child, chome.end(), clean
    return None


def _counted(folded: Folded, node: int, p: int, end: int, name: str) -> Town | None:
    """古町通7 with a number behind it, 園部町河原町4 with one or without."""
    key = folded.key
    behind = key[end : end + 1]
    if behind in ("-", "の") and key[end + 1 : end + 2].isdecimal():
        end += 1
    elif name.endswith(("町", "丁", "街区")) or behind in tuple("番号線条地割町丁字区階棟館室の-F"):
        return None
    return SKIP_COUNTER, node, p, end, node, end, is_clean(folded, end)


def _rivalled(rivals: Sequence[Town], rows: Towns, figures: int) -> bool:
    """Whether the figures may as well be a 丁目 or a parcel of a town that stands there as it is written."""
    if figures >= _TOO_MANY:
        return False
    return any(town[4] and (town[4] != town[1] or rows[town[4]].machiaza_id) for town in rivals)
