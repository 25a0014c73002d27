"""Machiaza (町字): the towns that stand behind a municipality, with a 丁目 or 小字 behind them.

Every reading is kept: the names that are a prefix of the text, shortest to longest, each with what fits below it. Only where
no name of the place fits as it is written, a name with one 町 less or more is tried.
"""

from __future__ import annotations

from functools import partial

from addrreg.match.boundary import (
    HALVED,
    NUMERIC,
    WHOLE,
    broken_number,
    cut,
    digit_end,
    is_clean,
    is_mixed,
    is_sure,
    starts,
)
from addrreg.match.candidate import CHOME_HYPHEN, DIGIT_END, KOAZA_ONLY, SKIP_CHO, SKIP_COUNTER
from addrreg.match.koaza import PART_HEADS, is_spelled_out, lookalike_koaza, numbered_koaza, with_part
from addrreg.match.kyoto import KYOTO, street_towns
from addrreg.match.loosely import is_cut_short, is_elsewhere, lacks_chome, with_side, without_aza, without_cho
from addrreg.match.numbered import by_figure, counted_towns, koaza_chome
from addrreg.options import Options
from addrreg.registry.names import (
    CHILD,
    HAS_CHILDREN,
    HAS_LOOSE,
    HAS_ROW,
    HAS_STEM,
    LOOSE,
    Names,
    encode,
)
from addrreg.registry.towns import Towns
from addrreg.text.fold import Folded
from addrreg.text.lazy import lazy

__all__ = ["NAME_LENGTH", "Town", "TownWalker"]

#: No name is longer; what is further behind is not looked at.
NAME_LENGTH = 32
# A 字 in the middle of a name stands no further behind its beginning.
_INNER_AZA = 8

_THREE = lazy(r"[0-9]{1,2}(?:-[0-9]+){2}")
_WRITTEN_CHOME = lazy(r"[0-9十]{1,3}丁目")
# what must follow a name of one letter that stands without its 大字
_FIGURE = lazy("[甲乙丙丁]?[0-9十百廿]|無番|番外|第[0-9十百]+(?:番|地割|$)")
_AZA_HEADS = ("大", "小", "字")
_DIGIT_KOAZA_ENDS = ("部", "字")

#: flags, 大字 node, its start and end, deepest node, end, whether it ends cleanly
Town = tuple[int, int, int, int, int, int, bool]


class TownWalker:
    """Finds the towns of one municipality at a place of a folded text."""

    def __init__(self, names: Names, rows: Towns, options: Options) -> None:
        self._names = names
        self._rows = rows
        self._options = options

    def towns(self, folded: Folded, unit: int, p: int) -> list[Town]:
        """The towns of a municipality whose names stand at ``p``, with a 丁目 or 小字 behind."""
        if p >= len(folded.key):
            return []
        kind = self._names.city_kinds[unit]
        if self._names.units[unit].city == KYOTO:
            behind = street_towns(folded, p, self._names, partial(self._behind_street, folded, unit))
            if behind:
                return behind
        found = self._towns_at(folded, kind, p)
        # 大字岩作字城の内 of 長久手市 is 岩作城の内: the 字 in front is none in the middle
        inner = p + 2 if folded.key.startswith(("大字", "小字"), p) else p + 1
        aza = folded.key.find("字", inner, p + _INNER_AZA)
        if aza > 0 and all(town[5] <= aza for town in found):
            found += without_aza(self._towns_at, self._names, folded, kind, p, aza)
        if not found and is_elsewhere(self._names, folded.key, unit, p):
            return found
        known = 0 if found else HAS_STEM | HAS_LOOSE
        for town in found:
            known |= self._names.kinds[town[1]]
        if known & HAS_STEM:
            found += self._counted(folded, unit, p, found)
        if known & HAS_LOOSE and self._options.koaza_only:
            found += self._loose(folded, unit, p)
        plain = False
        for town in found:
            if town[6] and not town[0] & KOAZA_ONLY:
                if not lacks_chome(folded, town):
                    return found
                plain = True
        # 前沢字三日新裏 is 前沢字三日町新裏, and not only 前沢 with something unknown behind it
        furthest = max((town[5] for town in found), default=0)
        short = without_cho(self._towns_at, self._names, folded, unit, p)
        # 宇部市小松原1-2-3 is as written a 小字 without 大字, and not rather 小松原町一丁目
        bare = SKIP_COUNTER | CHOME_HYPHEN if furthest and found[0][0] & KOAZA_ONLY else 0
        short = [
            town
            for town in short
            if town[5] >= furthest and not town[0] & bare and not (plain and town[4] == town[1])
        ]
        return found + (short or (with_side(self._names, folded, unit, found) if plain else []))

    def _behind_street(self, folded: Folded, unit: int, q: int, loosely: bool) -> list[Town]:
        found = self._towns_at(folded, self._names.city_kinds[unit], q)
        return found or (without_cho(self._towns_at, self._names, folded, unit, q) if loosely else [])

    def _counted(self, folded: Folded, unit: int, p: int, found: list[Town]) -> list[Town]:
        """Towns whose 条, 番町, 号 or 区 is left out; 春光4-2 may be 春光町 as well."""
        towns = counted_towns(folded, unit, p, self._names, self._rows, found)
        if towns and not found:
            short = [
                t
                for t in without_cho(self._towns_at, self._names, folded, unit, p)
                if t[3] < max(c[3] for c in towns)
            ]
            if short:
                towns = counted_towns(folded, unit, p, self._names, self._rows, short) + short
        return towns

    def _towns_at(self, folded: Folded, kind: str, p: int) -> list[Town]:
        key = folded.key
        names, spaced = self._names, folded.offsets is not None
        found: list[Town] = []
        for q, flag in starts(key, p) if key[p : p + 1] in _AZA_HEADS else ((p, 0),):
            for length, bearers in names.prefixes(kind, key[q : q + NAME_LENGTH]):
                end = q + length
                halved, digit = WHOLE, 0
                if key[end - 1] in NUMERIC:
                    halved, digit = cut(folded, end), digit_end(folded, end)
                    if halved == HALVED or (spaced and broken_number(folded, q, end)):
                        continue
                # 大字庄 青葉会館 is 庄; 字原南中野 is not 字原
                short = 2 if not flag else 0 if is_clean(folded, end) else 1
                doubtful = length <= short and is_cut_short(folded, kind, q, end, names)
                nodes = bearers
                if flag and len(nodes) > 1:
                    nodes, others = self._spelled_with(key, p, q, end, bearers)
                    for node in others:
                        towns = self.children(folded, node, flag | DIGIT_END, q, end)
                        found += [town for town in towns if town[4] != town[1]]
                for node in nodes:
                    if names.kinds[node] & HAS_CHILDREN and end < len(key):
                        towns = self.children(folded, node, flag | digit, q, end)
                        if doubtful or halved:
                            # 助七二丁目: 助七 ends inside a run of kanji numerals, but a 丁目 of it follows
                            towns = [town for town in towns if town[4] != town[1]]
                        found += towns
                    elif not doubtful and not halved:
                        found.append((flag | digit, node, q, end, node, end, is_clean(folded, end)))
                    if key[end : end + 1] == "町":
                        found += self._cho_too_much(folded, kind, node, flag, q, end)
        return found

    def _cho_too_much(self, folded: Folded, kind: str, node: int, flag: int, q: int, end: int) -> list[Town]:
        """若草町2-2-46, where the town is 若草 and its 二丁目.

        Where a town has the 町 (南観音町 and 南観音 of 広島市) its name is taken as written, but 能ケ谷町7-24-1, with a figure
        too many for a parcel, may be either; and a 丁目 that is written out belongs to the town that has it.
        """
        key = folded.key
        if key.startswith(("字", "小字"), end + 1) and not self._names.exact(kind, key[q : end + 1]):
            # 中田町石森町字白地 is 石森字白地
            below = self.children(folded, node, flag | SKIP_CHO, q, end + 1)
            return [town for town in below if town[4] != town[1] and town[6]]
        if not is_sure(folded, end + 1):
            return []
        doubt = 0
        if self._names.exact(kind, key[q : end + 1]) and not _WRITTEN_CHOME.match(key, end + 1):
            if not _THREE.match(key, end + 1):
                return []
            doubt = DIGIT_END
        towns = self.children(folded, node, flag | SKIP_CHO | doubt, q, end + 1)
        if _WRITTEN_CHOME.match(key, end + 1):
            return [
                town for town in towns if town[4] != town[1]
            ]  # 田井町二丁目 is not in 田井, which has none
        if doubt or _THREE.match(key, end + 1):
            return towns
        # 北島町1-2 may be a parcel of a 北島町 that is not in the registry: N- is no 丁目 of 北島 on top of that
        return [town for town in towns if not town[0] & CHOME_HYPHEN]

    def _spelled_with(
        self, key: str, p: int, q: int, end: int, nodes: tuple[int, ...]
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Of towns that differ only by their 大字 or 字, those that have the one that is written, and those that may be meant.

        字大中山1-2 is 字大中山 and not 一丁目 of 大中山. But a 丁目 that is written out (大字芝一丁目) belongs to the one that has it,
        and three figures (字古波蔵1-30-1) may belong to either.
        """
        if _WRITTEN_CHOME.match(key, end):
            return nodes, ()
        same = tuple(node for node in nodes if self._rows[node].oaza_cho.startswith(key[p:q]))
        kinds = self._names.kinds
        if (
            same
            and not any(kinds[node] & HAS_ROW for node in same)
            and any(kinds[n] & HAS_ROW for n in nodes)
        ):
            # 鶴岡市大字中沢 has 小字 but no row of its own, 中沢 has one: the decision knows both
            return nodes, ()
        if not same or not _THREE.match(key, end):
            return same or nodes, ()
        return same, tuple(node for node in nodes if node not in same)

    def children(self, folded: Folded, oaza: int, flag: int, start: int, p: int) -> list[Town]:
        """A 大字 with the 丁目 or 小字 that stands behind it, or alone."""
        key, spaced = folded.key, folded.offsets is not None
        kind = CHILD + encode(oaza)
        found: list[Town] = []
        for q, skipped in starts(key, p) if key[p : p + 1] in _AZA_HEADS else ((p, 0),):
            for length, bearers in self._names.prefixes(kind, key[q : q + NAME_LENGTH]):
                end, nodes = q + length, bearers
                numeric = key[end - 1] in NUMERIC
                if (numeric and cut(folded, end)) or key.startswith("番地", end - 1):
                    continue  # 北上町橋浦12番地 is not in its 字十二番
                if spaced and broken_number(folded, p, end):
                    continue
                clean = is_clean(folded, end)
                if not numeric and key.startswith(PART_HEADS, end):
                    nodes, end = with_part(folded, kind, q, end, bearers, self._names, self._rows)
                    clean = bool(nodes)
                if length <= 2 and not clean:
                    continue
                if length == 1 and not skipped and key.startswith("字", end):
                    continue  # 中田町石森町字白地 is 字白地 of 石森, and not its 字町
                digits = 0 if numeric or skipped else numbered_koaza(folded, q, end)
                if numeric:
                    digits = digit_end(folded, end)
                    if NUMERIC.issuperset(key[q:end]):
                        if key.startswith("番", end) and not skipped:
                            continue  # 八田町3番地4 is a parcel, and not 番地4 of the 小字 三; nor is 上木町九十五番地
                        if length > 1 and is_mixed(folded.text[folded.origin(q) : folded.origin(end)]):
                            continue
                        if key[end : end + 1] in _DIGIT_KOAZA_ENDS:
                            digits, end, clean = (
                                0,
                                end + 1,
                                True,
                            )  # 飯川町101部71番地: 部 says that 101 is the 小字
                        else:
                            plain = is_spelled_out(folded, oaza, q, end, nodes, self._names, self._rows)
                            digits = 0 if plain else digits if skipped else DIGIT_END
                if digits:
                    found.append((flag, oaza, start, p, oaza, p, True))
                for node in nodes:
                    found.append((flag | skipped | digits, oaza, start, p, node, end, clean))
                if not numeric and (chome := koaza_chome(folded, kind, q, end, self._names)):
                    found.append((flag | skipped | chome[0], oaza, start, p, chome[1], chome[2], True))
        if not found and (node := lookalike_koaza(folded, kind, p, self._names, self._rows)):
            found.append((flag, oaza, start, p, node, p + 1, True))
        if key.startswith("-丁目", p):
            # 玉川ー丁目: a dash or a long vowel that stands for 一
            for node in self._names.exact(kind, "1丁目"):
                found.append((flag, oaza, start, p, node, p + 3, True))
        found = found or by_figure(folded, oaza, flag, start, p, self._names, self._rows)
        return found or [(flag, oaza, start, p, oaza, p, is_clean(folded, p))]

    def at(self, folded: Folded, node: int, p: int, end: int) -> list[Town]:
        """The 大字 ``node`` that is written from ``p`` to ``end`` without its municipality, with what is behind it.

        Of the towns whose 条, 番町, 号 or 区 is left out none is sure: 西野4-2-1-3 is 西野四条二丁目1-3 of 札幌市, or 西野四丁目2-1-3 of 伊丹市.
        """
        found = self.children(folded, node, 0, p, end)
        if self._names.kinds[node] & HAS_STEM:
            unit = self._names.node_unit[node]
            towns = counted_towns(folded, unit, p, self._names, self._rows, found)
            found += [(town[0] | DIGIT_END, *town[1:]) for town in towns]
        return found

    def _loose(self, folded: Folded, unit: int, p: int) -> list[Town]:
        """小字 that the registry lists without a 大字: only where a number or nothing follows."""
        found: list[Town] = []
        for q, flag in starts(folded.key, p):
            for length, nodes in self._names.prefixes(LOOSE + encode(unit), folded.key[q : q + NAME_LENGTH]):
                end = q + length
                if (
                    (length > 1 or end == len(folded.key) or _FIGURE.match(folded.key, end))
                    and cut(folded, end) == WHOLE
                    and is_clean(folded, end)
                    # 五郎3番地4 of 大洲市 is a parcel of 五郎, and not 番地4 of 五郎三
                    and not (folded.key[end - 1] in NUMERIC and folded.key.startswith("番", end))
                ):
                    # 邑南町布施1-2 is 布施 and 1-2 as well as the 小字 布施一
                    kind = flag | KOAZA_ONLY | digit_end(folded, end)
                    found.extend((kind, 0, q, q, node, end, True) for node in nodes)
        return found
