"""Numbered (数字を含む町名): towns whose number is written without the word that counts it.

北3西1 is 北三条西一丁目, 春光4-2-1 is 春光四条二丁目1, 古町通7-935 is 古町通七番町935. The registry says which towns there are
(the STEM keys), so that nothing is read into a number that no town stands for: a 条 needs the 丁目 that it has, a 番町 a number
behind it. Where the stem is a town itself (西野 and 西野四条, 園部町河原町 and 園部町河原町四号) the figures may be its parcel:
then both are kept, and unless there are too many figures for a parcel neither is preferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from addrreg.match.boundary import NUMERIC, WHOLE, broken_number, cut, is_clean, unbroken
from addrreg.match.candidate import CHOME_HYPHEN, DIGIT_END, SKIP_COUNTER
from addrreg.match.koaza import FORMAL
from addrreg.registry.names import CHILD, HAS_ROW, STEM, Names, encode
from addrreg.registry.towns import Towns
from addrreg.text.fold import Folded
from addrreg.text.lazy import lazy
from addrreg.text.numerals import KANJI_NUMERALS

if TYPE_CHECKING:
    from addrreg.match.machiaza import Town

__all__ = ["HYPHEN", "ONE_FIGURE", "by_figure", "counted_towns", "grid_towns", "jiwari", "koaza_chome"]

#: A number with a dash and a figure behind it, which may be that of a 丁目.
HYPHEN = lazy(r"([0-9]{1,2}|[1-9]?十[1-9]?)(?:丁?-|の)(?=[0-9十])")
#: One figure alone.
ONE_FIGURE = lazy(r"[0-9]+(?![0-9の-])")

# A figure with another behind it, or with nothing.
_ALONE = lazy(r"([0-9]{1,2})(?:-(?=[0-9])|$)")
_LENGTH = 32
_N = r"([0-9]{1,2}|[1-9]?十[1-9]?)"
# 2ばん3ごう and 2ばんち3
_BAN = "ばんち?[0-9の]"
# What stands behind a 丁目 without its name: 2-1, 2の1, nothing, or letters that make no other unit of it (2番, 3線, 5F).
_END = rf"(?:丁目?-?|(?:-|の)(?=[0-9十])|(?![0-9十百番号線条地割町丁字区階棟館室の-]|F|{_BAN}))"
_CHOME = lazy(_N + _END)
_WRITTEN = lazy(rf"第?{_N}(?:丁目|ちようめ)")
_JIWARI = lazy(rf"第?{_N}地割")
_BARE = lazy(_N + rf"(?![0-9十百番号線条地割町丁字区階棟館室の-]|F|{_BAN})")
_GRID = lazy(r"[東西南北][0-9十]{1,3}(?:条-?|-)?[東西南北][0-9十]")
_ONE = lazy(_N)
_KANJI = tuple(KANJI_NUMERALS)
_FLOOR = lazy("[0-9]{1,4}(?:F|階|号?室)")
_FIGURES = lazy(r"(?:[-の][0-9十百]+)*")
#: A parcel number has three parts at most: 西野4-2-1-1 is no parcel of 西野.
_TOO_MANY = 4


def by_figure(
    folded: Folded, oaza: int, flag: int, start: int, p: int, names: Names, rows: Towns
) -> list[Town]:
    """A 大字 with the 丁目, 地割 or 号 that the figure behind it counts without saying so."""
    kind = CHILD + encode(oaza)
    found: list[Town] = []
    if written := _written_chome(folded, p):
        nodes = names.exact(kind, written[1] + "丁目")
        return [(flag, oaza, start, p, node, written.end(), True) for node in nodes]
    if (written := _JIWARI.match(folded.key, p)) and unbroken(folded, *written.span(1)):
        # 軽米8地割10 is 第８地割, and 津志田第14地割 is １４地割: towns of one city write it in both ways, and so do people
        node = jiwari(kind, "-", written[1], names)
        return [(flag, oaza, start, p, node, written.end(), True)] if node else []
    hyphen = _kanji_chome(folded, p) or HYPHEN.match(folded.key, p) or _bare_chome(folded, start, p)
    if hyphen and not broken_number(folded, p, hyphen.end()):
        end = hyphen.end()
        for node in names.exact(kind, hyphen[1] + "丁目"):
            found.append((flag | CHOME_HYPHEN, oaza, start, p, node, end, True))
        if not found and (node := jiwari(kind, hyphen[0], hyphen[1], names)):
            found.append((flag | SKIP_COUNTER, oaza, start, p, node, end, True))
        if found and names.kinds[oaza] & HAS_ROW and ONE_FIGURE.match(folded.key, end):
            # 舞浜1-4: the 一丁目 and its 4, or the parcel 1-4 of 舞浜 itself, which is named beside it
            found.append((flag, oaza, start, p, oaza, p, True))
    if not found:
        for node, end in _counted_koaza(folded, kind, p, names, rows):
            found.append((flag, oaza, start, p, oaza, p, True))
            found.append((flag | SKIP_COUNTER | DIGIT_END, oaza, start, p, node, end, True))
    return found


def _written_chome(folded: Folded, p: int) -> re.Match[str] | None:
    """A 丁目 with 第 in front (第2丁目) or with its word in kana (2ちょうめ)."""
    chome = _WRITTEN.match(folded.key, p)
    return chome if chome and unbroken(folded, *chome.span(1)) else None


def _bare_chome(folded: Folded, start: int, p: int) -> re.Match[str] | None:
    """The number behind the name of a 条 at the end: 北1条西2 is 二丁目, because such a town has nothing but 丁目."""
    if "条" not in folded.key[start:p]:
        return None
    bare = _BARE.match(folded.key, p)
    return bare if bare and unbroken(folded, *bare.span(1)) else _before_space(folded, p)


def _before_space(folded: Folded, p: int) -> re.Match[str] | None:
    """The figure in front of a space and a floor, a room or a name that begins with a kanji figure.

    3 of 南3条西3 3F, whose key is 南3条西33F, and 2 of 南1西2 一条ビル.
    """
    text, origin = folded.text, folded.origin
    if folded.offsets is None:
        return None
    for end in (p + 1, p + 2):
        if unbroken(folded, end - 1, min(end + 1, len(folded.key))):
            continue
        named = text[origin(end) : origin(end) + 1] in _KANJI and text[origin(end - 1)] not in KANJI_NUMERALS
        if named or _FLOOR.match(folded.key, end):
            figure = _ONE.fullmatch(folded.key, p, end)
            return figure if figure and unbroken(folded, *figure.span()) else None
    return None


def _kanji_chome(folded: Folded, p: int) -> re.Match[str] | None:
    """The 丁目 in kanji in front of a number that is not: 六 of 北三西六1, whose key is 北3西61, and 一 of 富岡一8-2."""
    end = p
    while folded.key[end : end + 1] in NUMERIC and folded.text[folded.origin(end)] in KANJI_NUMERALS:
        end += 1
    if end == p or not folded.key[end : end + 1].isdecimal() or not unbroken(folded, p, end):
        return None
    return _ONE.fullmatch(folded.key, p, end)


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


def jiwari(kind: str, written: str, number: str, names: Names) -> int:
    """The node of the 地割 that N-, N地割 or 第N地割 stands for; 0 if there is none.

    野田20-14 is 第20地割14: where the land of a 大字 is divided into 地割, every parcel lies in one, and people leave the word out.
    """
    if "-" not in written:
        return 0
    nodes = names.exact(kind, f"第{number}地割") or names.exact(kind, f"{number}地割")
    return nodes[0] if len(nodes) == 1 else 0


def _counted_koaza(folded: Folded, kind: str, p: int, names: Names, rows: Towns) -> list[tuple[int, int]]:
    """The 小字 that are counted by 号 or 区 and may be meant by a figure alone, each with its end.

    白山市鹿島町1-12 is 12 in its 一号, or the parcel 1-12 of 鹿島町; 1番地12 is the parcel. Nobody writes 1 for 壱号 of 八代市松江城町,
    where 1-25 is a residence.
    """
    figure = _ALONE.match(folded.key, p)
    if figure is None or not unbroken(folded, *figure.span(1)):
        return []
    nodes = (*names.exact(kind, figure[1] + "号"), *names.exact(kind, figure[1] + "区"))
    return [(node, figure.end()) for node in nodes if FORMAL.isdisjoint(rows[node].koaza)]


def koaza_chome(folded: Folded, kind: str, q: int, end: int, names: Names) -> tuple[int, int, int] | None:
    """The 丁目 of the 小字 ``key[q:end]`` that N- behind it stands for: flags, node and end.

    迫町佐沼中江2-6-1 is 字中江２丁目; 中江2-6 may be a parcel of 字中江 as well.
    """
    hyphen = HYPHEN.match(folded.key, end)
    if hyphen is None or not unbroken(folded, *hyphen.span(1)):
        return None
    nodes = names.exact(kind, f"{folded.key[q:end]}{hyphen[1]}丁目")
    if len(nodes) != 1:
        return None
    doubt = DIGIT_END if ONE_FIGURE.match(folded.key, hyphen.end()) else 0
    return CHOME_HYPHEN | doubt, nodes[0], hyphen.end()


def grid_towns(folded: Folded, p: int, names: Names, rows: Towns) -> Iterator[tuple[int, Town]]:
    """Towns of a grid whose municipality is left out (南12西12-2-27), with their unit: such towns are in 北海道 alone.

    A street and a side, each with its number, are no other word; the registry says in which municipalities they meet.
    """
    if _GRID.match(folded.key, p) is None:
        return
    for unit, place in enumerate(names.units):
        if place.pref == "北海道" and place.city:
            for town in counted_towns(folded, unit, p, names, rows, ()):
                yield unit, town


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
    chome = _kanji_chome(folded, start) or _CHOME.match(key, start)
    if chome is None or not unbroken(folded, *chome.span(1)):
        chome = _before_space(folded, start)
    if chome is None:
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
