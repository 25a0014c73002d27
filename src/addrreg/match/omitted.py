"""Omitted (省かれた名・余った名): what people leave out in front of a town, or put there, and the registry does not have.

    former name in the middle   岡山市灘崎町片岡 is 片岡 of 南区: 灘崎町 was a municipality until 2005
    former name left out        北上市竪川目 is 和賀町竪川目: the registry keeps the old 町 in the name, people drop it
    head of a family            滝沢市鵜飼字中鵜飼 is 中鵜飼: 鵜飼 is no town, only how thirty-five others begin
    side left out               札幌市中央区大通20丁目 is 大通西二十丁目, the one 大通 that has it
    a letter too many           宮崎市立大塚町 is 大塚町: 市立 slipped in from the name of a school
    a letter that looks alike   旭市口の5 is the town ロ, ニ戸市 is 二戸市

Each is tried only where the walk stopped at the municipality, and writes the name as the registry has it; the repaired text
must then be read to its end or to a number. What fits two places is a doubt, and both are named.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cached_property

from addrreg.match.boundary import is_clean, is_sure, starts
from addrreg.match.candidate import KOAZA_ONLY, SKIP_CHO, SKIP_COUNTER, Candidate
from addrreg.match.former import former_towns
from addrreg.match.kyoto import KYOTO
from addrreg.match.machiaza import Town, TownWalker
from addrreg.match.repair import Doubt, Repair, replaced, replaced_key
from addrreg.match.rescue import name_lengths, telling
from addrreg.match.siblings import SiblingsOf
from addrreg.match.walk import Walker
from addrreg.registry.names import CHILD, Names, encode
from addrreg.registry.towns import Towns
from addrreg.text.confused import LOOKALIKES
from addrreg.text.fold import Folded, default_folder
from addrreg.text.lazy import lazy

__all__ = ["Omitted"]

_ADMIN_LENGTH = 24
_MOST = 5
_BOUND = 256
_DOUBTFUL = KOAZA_ONLY | SKIP_CHO | SKIP_COUNTER
_INNER_AZA = 8
_SIDES = "東西南北中"
_KINDS = "市町村区"
_STRAY = ("立", *_KINDS)
# A 丁目 that is written out, or the first of three figures.
_CHOME = lazy("([0-9]{1,2})(?:丁目|-[0-9]+-[0-9])")
_VILLAGE = lazy("大字[^0-9大字村]{1,6}(村)(?:[0-9]|$)")
_NUMBERED = lazy("の[0-9]|第?[0-9]{1,2}地割")
#: How much of its own a name must have that stands without its head, in hundredths of a telling character: 大牟田 has it, 本町 has not.
_ENOUGH = 100


class Omitted:
    """The rules for towns whose name is written with less or more in front of it, over the names of one registry."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        names: Names,
        rows: Towns,
        towns: TownWalker,
        siblings: SiblingsOf,
    ) -> None:
        self._connection = connection
        self._names = names
        self._rows = rows
        self._towns = towns
        self._siblings = siblings
        self._former_known: dict[str, Sequence[str]] = {}
        self._heads_known: dict[int, frozenset[str]] = {}

    def repair(self, folded: Folded, stop: Candidate, p: int) -> Repair | Doubt | None:
        """The text with its town as the registry has it, or the towns that it may be; None where nothing is sure."""
        return (
            self._former(folded, stop, p)
            or self._lookalike(folded, stop, p)
            or self._stray(folded, stop, p)
            or self._repeated_head(folded, stop, p)
            or self._sided(folded, stop, p)
            or self._headless(folded, stop, p)
        )

    def _read(self, folded: Folded, unit: int, p: int, *, numbered: bool = False) -> list[Town]:
        """The towns at ``p`` that end cleanly; with a number behind them where it must be."""
        return [
            town
            for town in self._towns.towns(folded, unit, p)
            if town[4] and town[6] and (not numbered or is_sure(folded, town[5]))
        ]

    def _former(self, folded: Folded, stop: Candidate, p: int) -> Repair | None:
        """A former municipality of this one between it and the town: 石狩市厚田村望来 is 厚田区望来."""
        names = self._names
        village = _VILLAGE.match(folded.key, p)
        if village and self._read(folded.without(village.start(1)), stop.unit, p):
            return replaced_key(folded, "rescue", [(village.start(1), village.end(1), "")])
        for unit in (stop.unit, *names.units[stop.unit].wards):
            for former in self._former_names(names.units[unit].lg_code):
                if not folded.key.startswith(former, p):
                    continue
                end = p + len(former)
                ward = names.units[unit].ward if unit != stop.unit else ""
                if repair := self._below_former(folded, unit, p, end, ward):
                    return repair
                village = _VILLAGE.match(folded.key, end)
                # 厚田村大字厚田村: each 大字 of the village was called a village
                at = village.start(1) if village else 0
                if at and self._below_former(folded.without(at), unit, p, end, ward):
                    return replaced_key(folded, "rescue", [(at, at + 1, "")])
        return None

    def _below_former(self, folded: Folded, unit: int, p: int, end: int, ward: str) -> Repair | None:
        towns = [
            town
            for town in former_towns(self._names, self._towns, folded, unit, p, end)
            if town[4] and town[6] and town[5] > end and not town[0] & _DOUBTFUL
        ]
        furthest = max((town[5] for town in towns), default=0)
        found = {town[4] for town in towns if town[5] == furthest}
        if len(found) != 1:
            return None
        row = self._rows[found.pop()]
        return replaced_key(
            folded, "former_name", [(p, furthest, ward + row.oaza_cho + row.chome + row.koaza)]
        )

    def _lookalike(self, folded: Folded, stop: Candidate, p: int) -> Repair | None:
        """A name with one letter that is written as the one that looks like it: 口 for ロ, ニ for 二."""
        text, found = folded.text, {}
        for at in range(p, min(len(folded.key), p + _INNER_AZA)):
            origin = folded.origin(at)
            for letter in LOOKALIKES.get(text[origin], ""):
                repair = replaced(text, "rescue", [(origin, origin + 1, letter)])
                again = default_folder().fold(repair.text)
                for town in self._read(again, stop.unit, p):
                    # 旭市ハ is 八 as well as ハ: what follows must be a number, or more of the name stand as it is
                    if town[5] > at and (town[5] - town[2] > 2 or _is_numbered(again, town[5])):
                        found[town[4]] = repair
        return next(iter(found.values())) if len(set(map(_text, found.values()))) == 1 else None

    def lookalike_head(self, folded: Folded, walker: Walker) -> Repair | None:
        """A text that begins with a letter written as the one that looks like it (ニ本松市金色403-1), up to a town."""
        text = folded.text
        letter = LOOKALIKES.get(text[:1])
        if letter is None:
            return None
        # 干葉県干葉市: a reading machine makes the same mistake twice
        places = [at for at in range(min(len(text), _INNER_AZA)) if text[at] == text[0]]
        for ends in {1, len(places)}:
            repair = replaced(text, "rescue", [(at, at + 1, letter) for at in places[:ends]])
            again = default_folder().fold(repair.text)
            for c in walker.walk(again, 0):
                if c.node and c.clean and self._names.units[c.unit].city and c.admin_end > c.admin_start:
                    return repair
        return None

    def _stray(self, folded: Folded, stop: Candidate, p: int) -> Repair | None:
        """A 立 of 市立, or a 市 written twice, in front of a town with a number behind it."""
        key = folded.key
        if key[p : p + 1] not in _STRAY or (key[p] != "立" and key[p] != key[p - 1]):
            return None
        if not any(town[5] - p > 2 for town in self._read(folded, stop.unit, p + 1, numbered=True)):
            return None
        return replaced_key(folded, "rescue", [(p, p + 1, "")])

    def _repeated_head(self, folded: Folded, stop: Candidate, p: int) -> Repair | None:
        """What a family of towns begins with, written as a 大字 in front of one that ends with it."""
        key = folded.key
        aza = key.find("字", p + 2, p + _INNER_AZA)
        if aza < 0 or not self._names.continues(self._names.city_kinds[stop.unit], key[p:aza]):
            return None
        towns = self._read(folded, stop.unit, aza + 1)
        if not any(key[p:aza] in key[town[2] + 1 : town[5]] for town in towns):
            return None
        return replaced_key(folded, "rescue", [(p, aza + 1, "")])

    def _sided(self, folded: Folded, stop: Candidate, p: int) -> Repair | Doubt | None:
        """A town without its 東, 西, 南 or 北, or one letter without its 町, where a 丁目 says which is meant."""
        key, names = folded.key, self._names
        end = next((at for at in range(p, min(len(key), p + _ADMIN_LENGTH)) if key[at].isdecimal()), 0)
        chome = _CHOME.match(key, end) if end > p else None
        if chome is None or not is_clean(folded, end):
            return None
        kind, found = names.city_kinds[stop.unit], []
        for behind in _SIDES if end - p > 1 else "町":
            for node in names.exact(kind, key[p:end] + behind):
                below = names.exact(CHILD + encode(node), chome[1] + "丁目")
                if below:
                    found.append((node, below[0]))
        if not found:
            return None
        if len(found) > 1:
            # おおたかの森2-3-4 of 流山市 may be in the east, the west, the south or the north
            return _doubt(stop, p, end, found)
        return replaced_key(folded, "rescue", [(p, end, self._rows[found[0][0]].oaza_cho)])

    def _headless(self, folded: Folded, stop: Candidate, p: int) -> Repair | Doubt | None:
        """A town that the registry has with the former municipality in front of it, written without that."""
        unit = self._names.units[stop.unit]
        if unit.wards or not (self._heads(stop.unit) or unit.city == KYOTO):
            return None
        for q, _ in starts(folded.key, p):
            for length in reversed(name_lengths(folded, q)):
                end = q + length
                if telling(folded.key[q:end]) < _ENOUGH:
                    continue
                if not (_is_numbered(folded, end) or end == len(folded.key)):
                    continue
                found = self._ending_with(folded.key[q:end], stop.unit)
                if len(found) > 1:
                    # of 安代寄木 and 松尾寄木 only one has a 第1地割
                    below = [n for n in found if self._names.prefixes(CHILD + encode(n), folded.key[end:])]
                    found = below if len(below) == 1 else found
                if len(found) == 1:
                    return replaced_key(folded, "rescue", [(p, end, self._rows[found[0]].oaza_cho)])
                if found:
                    few = len(found) <= _MOST
                    return _doubt(stop, p, end, [(node, node) for node in found]) if few else None
        return None

    def _ending_with(self, written: str, unit: int) -> list[int]:
        """The towns of a municipality whose name is a former municipality's with ``written`` behind it.

        In 京都 the old village stands in front of every name (吉田近衛町, 八瀬近衛町): there all that end so are counted, if what is in
        front of one of them is in front of others too.
        """
        kind, in_kyoto = self._names.city_kinds[unit], self._names.units[unit].city == KYOTO
        heads = self._heads(unit)
        if not (in_kyoto or self._siblings.knows(kind) or any(self._leads(kind, h, written) for h in heads)):
            return []
        siblings = self._siblings.kind(kind)
        names = [name for name in siblings.ending_with(written) if name != written]
        if in_kyoto:
            if all(siblings.family(name) < len(name) - len(written) for name in names):
                return []
        else:
            fronts = ((name, name.removesuffix(written)) for name in names)
            names = [name for name, head in fronts if head in heads or head.rstrip(_KINDS) in heads]
        return list(dict.fromkeys(node for name in names for node in siblings.nodes[name]))

    def _leads(self, kind: str, head: str, written: str) -> bool:
        """Whether a town may be ``head``, with its kind or without, and ``written`` behind it: a look that spares all names."""
        return any(self._names.continues(kind, head + c) for c in (written[0], *_KINDS))

    def _heads(self, unit: int) -> frozenset[str]:
        """The former municipalities with which towns of today begin, with their kind and without."""
        known = self._heads_known.get(unit)
        if known is None:
            if len(self._heads_known) >= _BOUND:
                self._heads_known.clear()
            former, kind = self._former_names(self._names.units[unit].lg_code), self._names.city_kinds[unit]
            names = {*former, *(name.rstrip(_KINDS) for name in former if len(name) > 2)}
            known = frozenset(name for name in names if self._names.continues(kind, name))
            self._heads_known[unit] = known
        return known

    def _former_names(self, lg_code: str) -> Sequence[str]:
        """The former municipalities of one of today, with their county and without, the longest first."""
        known = self._former_known.get(lg_code)
        if known is None:
            if len(self._former_known) >= _BOUND:
                self._former_known.clear()
            key = default_folder().key
            names = {key(name) for name in self._aliases.get(lg_code, "").split()}
            known = self._former_known[lg_code] = tuple(sorted(names, key=len, reverse=True))
        return known

    @cached_property
    def _aliases(self) -> dict[str, str]:
        """The names of :meth:`_former_names` as they are written, one text for each municipality."""
        return dict(
            self._connection.execute(
                "SELECT lg_code, group_concat(county || city || ward || ' ' || iif(ward = '', city, ward), ' ')"
                " FROM city_alias WHERE city <> '' GROUP BY lg_code"
            )
        )


def _is_numbered(folded: Folded, end: int) -> bool:
    """Whether a number follows at once, a 地割 before it or not (旭市ロの5, 竪川目1地割1)."""
    return is_sure(folded, end) or _NUMBERED.match(folded.key, end) is not None


def _text(repair: Repair) -> str:
    return repair.text


def _doubt(stop: Candidate, p: int, end: int, found: list[tuple[int, int]]) -> Doubt:
    """Several towns that stand between ``p`` and ``end``: each with its 大字 and its deepest node."""
    return Doubt(
        "rescue",
        [
            stop._replace(oaza=oaza, oaza_start=p, oaza_end=end, node=node, end=end, clean=True)
            for oaza, node in found
        ],
    )
