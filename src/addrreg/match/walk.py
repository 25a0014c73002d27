"""Walk (地名たどり): from folded text to candidates, down the registry's closed list of names.

都道府県 → 郡 → 市区町村 → 政令市区 → 京都通り名 → 大字・町 → 丁目 → 小字. Each step is a longest-prefix look-up; shorter
prefixes stay in play, because 大 is a 大字 of つくば市 and 大字坪ノ内 its 小字. What is in front may be left out: then the
towns of all municipalities that are still possible are looked up, and the decision says whether one of them stands out.

This module walks down to the municipality; :mod:`addrreg.match.machiaza` goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator

from addrreg.match.boundary import WHOLE, cut, is_clean, is_sure
from addrreg.match.candidate import ADD_WARD, REPEATED, SKIP_CHO, SKIP_COUNTER, Candidate
from addrreg.match.former import former_towns
from addrreg.match.loosely import lacks_chome
from addrreg.match.machiaza import NAME_LENGTH, Town, TownWalker
from addrreg.match.numbered import grid_towns
from addrreg.options import Options
from addrreg.registry.names import ADMIN, FORMER, LOOSE, NATION, NO_CITY, NO_COUNTY, NO_PREF, Names, encode
from addrreg.registry.towns import Towns
from addrreg.text.fold import Folded, default_folder
from addrreg.text.lazy import lazy
from addrreg.text.numerals import KANJI_NUMERALS

__all__ = ["Walker"]

_ADMIN_LENGTH = 24
_SIDES = ("東", "西", "南", "北")
# What is left of an address whose beginning stands in another column: 二丁目1番1号, though 八潮市 has a 大字二丁目
_FRAGMENT = lazy("第?[0-9十百]+(?:丁目|番|[号線区組部割]|地割)")
_CITY_KINDS = "市", "区", "県", "府", "都"
_candidate = tuple.__new__


class Walker:
    """Finds the candidates of a folded text in the names of a registry."""

    def __init__(self, names: Names, towns: Towns, options: Options) -> None:
        self._names = names
        self._towns = towns
        self._machiaza = TownWalker(names, towns, options)
        key = default_folder().key
        # the first characters of each municipality's names, to tell at a glance whether it may be written twice
        self._heads = tuple({key(name)[:1] for name in unit[1:5] if name} for unit in names.units)

    def walk(self, folded: Folded, start: int) -> list[Candidate]:
        """All candidates worth a decision, in no order; empty if no name of the registry stands at ``start``.

        A longer municipality name is followed first; the shorter ones (津市 in 津市…) only where no town was found.
        """
        names = self._names
        key = folded.key
        hits = names.prefixes(ADMIN, key[start : start + _ADMIN_LENGTH])
        known: dict[int, list[Town]] = {}
        if hits and len(hits[-1][1]) == 1:
            # the usual address: one municipality is meant, and its towns are tried before anything else
            length, (value,) = hits[-1]
            unit, p = value >> 4, start + length
            place = names.units[unit]
            if place.city and not place.wards and not value & FORMER:
                flags = value & 15
                _, p, again = self._repeated(folded, unit, p)
                flags |= again
                towns = known[value] = self._machiaza.towns(folded, unit, p)
                if towns and not (key[p : p + 1].isdecimal() and self._is_bare(unit, flags)):
                    return [
                        _candidate(Candidate, (unit, flags | town[0], start, p, *town[1:])) for town in towns
                    ]
            if not place.city and key.startswith(key[start:p], p):
                again, length = p, p - start
                while key.startswith(key[start:p], again + length):
                    again += length
                twice = self.walk(folded, again)
                return [c._replace(flags=c.flags | REPEATED, admin_start=start) for c in twice]
        found: list[Candidate] = []
        deepest = 0
        for length, values in reversed(hits):
            for value in values:
                unit = value >> 4
                if deepest and not names.units[unit].city:
                    continue
                # 太白区秋保… is not 仙台市 + the town 太白: a shorter reading must reach further than the longer name
                read = known.get(value) if length == hits[-1][0] else None
                below = self._below(folded, unit, value & 15, start, start + length, read)
                found.extend(c for c in below if not deepest or (c.end > deepest and c.clean and c.node))
            if start + length < len(key) and any(self._is_bare(value >> 4, value & 15) for value in values):
                # 栄町1-2-3 may be in 印旛郡栄町, or the 栄町 of any city
                found.extend(self._anywhere(folded, None, 0, start, start))
            if any(candidate.node for candidate in found):
                return found
            # a former name or an alias hides no shorter reading: 東京都港南 is in 東京都, whatever 東京都港 may stand for
            if not deepest and any(names.units[value >> 4].city and not value & FORMER for value in values):
                deepest = start + length
        if not deepest:
            found.extend(self._anywhere(folded, None, 0, start, start))
        if not found and key[start : start + 1] in _SIDES:
            # 南12西12-2-27, the municipality left out
            for unit, town in grid_towns(folded, start, names, self._towns):
                found.append(Candidate(unit, town[0] | NO_CITY | NO_PREF, start, start, *town[1:]))
        return found

    def _below(
        self, folded: Folded, unit: int, flags: int, start: int, p: int, read: list[Town] | None = None
    ) -> Iterator[Candidate]:
        """Candidates below one admin name that ends at ``p``; ``read`` are its towns, if they were read already."""
        place = self._names.units[unit]
        if not place.city:
            yield Candidate(unit, flags, start, p, 0, p, p, 0, p, True)
            yield from self._anywhere(folded, place.pref, flags, start, p)
            return
        if flags & FORMER:
            found = [
                Candidate(below, flags | town[0], start, town[2] if town[2] < p else p, *town[1:])
                for below in (unit, *place.wards)
                for town in former_towns(self._names, self._machiaza, folded, below, start, p)
                if not town[0] & SKIP_COUNTER  # 北見市端野町1-2-3 is no 端野町一区
            ]
        else:
            unit, p, again = self._repeated(folded, unit, p)
            flags |= again
            place = self._names.units[unit]
            found = [
                Candidate(unit, flags | town[0], start, p, *town[1:])
                for town in (self._machiaza.towns(folded, unit, p) if read is None else read)
                if not (flags & NO_CITY and town[0] & SKIP_CHO)  # 港区築地5-1 is no 築地町 of 名古屋
            ]
            if place.wards:
                found += self._in_wards(folded, place.wards, flags | ADD_WARD, start, p)
        if found:
            yield from found
        elif not self._is_chance(folded, unit, flags, p):
            yield Candidate(unit, flags, start, p, 0, p, p, 0, p, True)

    def _is_bare(self, unit: int, flags: int) -> bool:
        """Whether nothing but the name of a 町 or 村 is written, which towns of many cities have as well."""
        place = self._names.units[unit]
        written = not flags & NO_PREF or (place.county and not flags & NO_COUNTY)
        return not written and not flags & FORMER and place.city[-1:] in ("町", "村")

    def _is_chance(self, folded: Folded, unit: int, flags: int, p: int) -> bool:
        """Whether a 町 or 村 without prefecture and county may be the head of any other word: 栄町薬局 is in no town."""
        if not flags & NO_PREF or not flags & NO_COUNTY or self._names.units[unit].city[-1] not in "町村":
            return False
        return not is_clean(folded, p) and not any(c.isdecimal() for c in folded.key[p:])

    def _in_wards(
        self, folded: Folded, wards: tuple[int, ...], flags: int, start: int, p: int
    ) -> Iterator[Candidate]:
        """Towns of a designated city whose ward is left out: only where the town is sure to end where it does.

        千葉市若葉保健福祉センター names the ward 若葉区, not 若葉 of another ward. Ward and 町 are not left out at once: 名古屋市苗代町2-1
        is 瑞穂区苗代町, not 守山区苗代二丁目, and 大阪市西区本町 not 西本町.
        """
        # さいたま市大宮1-1 may be 大宮区, not 大字大宮 of 北区, and 大阪市中央1-1 中央区, not 中央一丁目 of 城東区; 大阪市中央1丁目 is that
        stems = {default_folder().key(self._names.units[ward].ward[:-1]): ward for ward in wards}
        towns = [
            (ward, town)
            for ward in wards
            for town in self._machiaza.towns(folded, ward, p)
            if town[4] and _is_sure_in_ward(folded, town)
        ]
        for ward, town in towns:
            own = folded.key.startswith("丁目", town[5] - 2) or stems.get(folded.key[town[2] : town[3]]) in (
                ward,
                None,
            )
            if own and not town[0] & SKIP_CHO:
                yield Candidate(ward, flags | town[0], start, p, *town[1:])

    def _repeated(self, folded: Folded, unit: int, p: int) -> tuple[int, int, int]:
        """Step over a municipality that is written twice (碧南市碧南市大堤町), unless a town bears its name.

        The second time a city may be named with its ward: 大阪府大阪市大阪市北区.
        """
        key = folded.key
        if key[p : p + 1] not in self._heads[unit]:
            return unit, p, 0
        wards = self._names.units[unit].wards
        for length, values in reversed(self._names.prefixes(ADMIN, key[p : p + _ADMIN_LENGTH])):
            again = [v >> 4 for v in values if v >> 4 == unit or (v >> 4 in wards and not v & NO_CITY)]
            if again and self._is_repeated(folded, unit, again[0], p, p + length):
                return again[0], p + length, REPEATED
        return unit, p, 0

    def _is_repeated(self, folded: Folded, unit: int, again: int, p: int, q: int) -> bool:
        """Whether ``key[p:q]`` is the municipality once more, and no town of that name.

        小国町小国町五味沢 is 五味沢 of 小国町, though there is a 大字小国町: only so the whole name is read.
        """
        kinds = self._names.city_kinds[unit], LOOSE + encode(unit)
        towns = [t for kind in kinds for t in self._names.prefixes(kind, folded.key[p : p + NAME_LENGTH])]
        if all(town[0] < q - p for town in towns):
            return True
        return self._reach(folded, again, q) > self._reach(folded, unit, p)

    def _reach(self, folded: Folded, unit: int, p: int) -> int:
        """Where the longest town at ``p`` ends whose name is not cut out of a longer one; 0 if there is none."""
        return max((town[5] for town in self._machiaza.towns(folded, unit, p) if town[6]), default=0)

    def _anywhere(
        self, folded: Folded, pref: str | None, flags: int, start: int, p: int
    ) -> Iterator[Candidate]:
        """Towns of a prefecture or of the country, the municipality left out: where a number follows at once, or a 町 ends all."""
        key = folded.key
        names = self._names
        units = names.units
        for length, nodes in names.prefixes(NATION, key[p : p + NAME_LENGTH]):
            end = p + length
            if length < 2 or cut(folded, end) != WHOLE or (pref is None and _FRAGMENT.fullmatch(key, p, end)):
                continue
            of_that_name = pref is None
            for node in nodes:
                unit = self._names.node_unit[node]
                if pref is not None and units[unit].pref != pref:
                    continue
                # 紀尾井町 with nothing behind it: a name of three letters that says that it is a 町
                alone = end == len(key) and length > 2 and key[-1] == "町"
                for town in self._machiaza.at(folded, node, p, end) if end < len(key) or alone else ():
                    # 福井三千代: a 小字 of one character needs a number as well
                    below = town[4] != town[1] and town[6] and town[5] - town[3] > 1
                    if below and pref is None and key[end] != "字" and names.exact(ADMIN, key[p:end] + "市"):
                        continue  # 福岡天神1-8 is in 福岡市, and not 字天神 of 福岡 in 仙台市泉区
                    # 園部町河原町4, which may be 園部町河原町四号: the figure is read, and nothing is behind it
                    counted = town[0] & SKIP_COUNTER and town[4] == town[1] and town[5] == len(key)
                    if key[end - 1] != "町" and self._is_without_chome(folded, town):
                        continue
                    if alone or below or counted or is_sure(folded, town[5]):
                        if of_that_name and key[end : end + 1] != "字":
                            yield from self._municipalities(key, start, end, unit)
                            of_that_name = False
                        yield Candidate(
                            unit,
                            flags | town[0] | (NO_CITY if pref else NO_CITY | NO_PREF),
                            start,
                            p,
                            *town[1:],
                        )

    def _is_without_chome(self, folded: Folded, town: Town) -> bool:
        """Whether a 丁目 is written behind a town that has none at all: 鈴木2丁目 is in no 大字鈴木 of 阿見町."""
        return lacks_chome(folded, town) and not self._towns.has_chome(self._towns[town[1]])

    def _municipalities(self, key: str, start: int, end: int, unit: int) -> Iterator[Candidate]:
        """The municipalities and prefectures, other than a town's own, that bear its name without their 市, 区 or 県.

        品川1-1 is rather somewhere in 品川区 than in 大田原市品川, the one town of that name.
        """
        units = self._names.units
        for kind in _CITY_KINDS:
            for value in self._names.exact(ADMIN, key[start:end] + kind):
                other = value >> 4
                if not value & FORMER and not (units[other].city and other == unit):
                    yield Candidate(other, NO_PREF, start, end, 0, end, end, 0, end, True)


def _is_sure_in_ward(folded: Folded, town: Town) -> bool:
    """Whether a town without its ward is one: a number or 字 follows, its own 丁目 was read, or the name is a long one.

    Three letters are long where they end cleanly or hold a 町 (神戸市岩岡町野中…); 若葉 in 若葉保健福祉センター is neither.
    """
    flags, oaza, start, _, node, end, clean = town
    key = folded.key
    if flags & SKIP_CHO and folded.text[folded.origin(end) :][:1] in KANJI_NUMERALS:
        return False  # 京都市堀川七条上る is no 堀川町
    if is_sure(folded, end) or (clean and (end == len(key) or end - start > 2 or key[end] == "字")):
        return True
    if end - start > 2 and "町" in key[start:end]:
        return True
    return node != oaza and key[end - 1] == "目"
