"""Stopped (読み止まり): what is tried where the walk found no town, in the order of how sure it is.

wildcard (a character is lost), kana (the name is written as it sounds), rescue (it is nearly written). Each of them compares
with the names that could stand there, and what it finds must then be read cleanly by the walk itself, with a number or
nothing behind it. Several names that fit equally well are ambiguous; none, and the reading stays where it stopped.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import partial

from addrreg.match.boundary import starts
from addrreg.match.candidate import Candidate
from addrreg.match.coded import coded
from addrreg.match.kana import half_kana_admin, is_kana, towns_in_kana
from addrreg.match.machiaza import NAME_LENGTH, TownWalker
from addrreg.match.omitted import Omitted
from addrreg.match.readings import Readings, kana_fold
from addrreg.match.repair import Doubt, Hit, Repair, replaced_key
from addrreg.match.rescue import LONGEST, nearest, slip_places
from addrreg.match.siblings import Siblings, SiblingsOf
from addrreg.match.slipped import lost_ward, slipped_aza, slipped_ward
from addrreg.match.stems import Stems, admin_alone
from addrreg.match.walk import Walker
from addrreg.match.wildcard import fitting, wild
from addrreg.options import Options
from addrreg.registry.names import CHILD, HAS_CHILDREN, NATION, Names, encode
from addrreg.registry.towns import Towns
from addrreg.text.fold import Folded, default_folder
from addrreg.text.lazy import lazy
from addrreg.text.spellings import strip_aza

__all__ = ["Stopped"]

_MOST_FITTING = 5
_SOME_KANA = lazy("[0-9]{0,2}[ぁ-ゖー]|[^(,-]{1,5}?[ぁ-ゖー]{2}")
_FIGURES = lazy("[0-9０-９]+(?:[-－][0-9０-９]+)*(?:番地?)?")
_HAS_CHOME = lazy("[0-9十]+丁目")
_CHOME = lazy("([0-9十]{1,3})ちようめ")


_Found = Repair | Doubt | None


class Stopped:
    """The rules for names that are not written as the registry has them, over the names of one registry."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        names: Names,
        rows: Towns,
        walker: Walker,
        readings: Readings,
        options: Options,
    ) -> None:
        self._names = names
        self._rows = rows
        self._walker = walker
        self._towns = TownWalker(names, rows, options)
        self._readings = readings
        self._siblings = SiblingsOf(names)
        self._omitted = Omitted(connection, names, rows, self._towns, self._siblings)
        self._stems = Stems(names, walker)
        self._wilds = wild(options.wildcard)
        self._rescue = options.rescue
        self._of_pref: dict[str, tuple[int, ...]] = {}

    def repair(self, folded: Folded, candidates: Sequence[Candidate], post_code: str = "") -> _Found:
        """The text with the name at which the walk stopped written as the registry has it; None where none fits."""
        if any(c.node and c.clean for c in candidates):
            return None
        deepest = max(candidates, key=Candidate.rank, default=None)
        if deepest is None:
            return self._whole(folded)
        if len({c.unit for c in candidates if c.rank() == deepest.rank()}) > 1:
            return None
        unit = self._names.units[deepest.unit]
        if deepest.end >= len(folded.key):
            return None
        if not unit.city:
            return self._city(folded, unit.pref, deepest.end)
        if deepest.node and deepest.node == deepest.oaza:
            below = self._names.kinds[deepest.oaza] & HAS_CHILDREN  # most towns have nothing to slip from
            found = self._town(folded, deepest, CHILD + encode(deepest.oaza), deepest.end) if below else None
            if found or deepest.oaza_end - deepest.oaza_start > 2:
                return found  # a town of three letters was read: what follows is unknown, and no slip of another town
        # behind a street of Kyoto with no town the damaged name stands behind the street
        p = deepest.admin_end if deepest.node else max(deepest.admin_end, deepest.oaza_start)
        if _FIGURES.fullmatch(folded.text, folded.origin(p)) and self._wilds.isdisjoint(folded.text):
            return None  # 神津島村1740: a number is no slip of a name
        return (
            self._town(folded, deepest, "", p)
            or (self._omitted.repair(folded, deepest, p) if self._rescue else None)
            or coded(folded, deepest, post_code, self._names, self._rows, self._siblings, self._towns)
        )

    # towns

    def _town(self, folded: Folded, stop: Candidate, kind: str, p: int) -> Repair | Doubt | None:
        """A town of the municipality, or a 丁目 or 小字 if a ``kind`` is given, that stands damaged at ``p``."""
        units = (stop.unit, *self._names.units[stop.unit].wards) if not kind else (stop.unit,)
        kinds = [(unit, kind or self._names.city_kinds[unit]) for unit in units]
        key, wards = folded.key, units[1:]
        if not self._wilds.isdisjoint(key[p : p + LONGEST]):
            if wards and (ward := lost_ward(folded, p, self._names, wards, self._wilds, self._towns)):
                return ward
            return self._decided(
                folded, stop, "wildcard", [h for u, k in kinds for h in self._wildcard(folded, u, k, p)]
            )
        if not kind and _SOME_KANA.match(key, p):
            if wards and (ward := half_kana_admin(folded, p, self._readings, wards, self._is_ward)):
                return ward
            hits = [h for unit, _ in kinds for h in self._kana(folded, unit, p)]
            if hits:
                return self._decided(folded, stop, "kana", hits)
        if not self._rescue:
            return None
        if wards and (ward := slipped_ward(folded, p, self._names, wards)):
            return ward
        if not kind and (slip := slipped_aza(folded, p, stop.unit, self._towns)):
            return slip
        return self._decided(
            folded, stop, "rescue", [h for u, k in kinds for h in self._slips(folded, u, k, p, stop.node > 0)]
        )

    def _wildcard(self, folded: Folded, unit: int, kind: str, p: int) -> list[Hit]:
        siblings = self._siblings.kind(kind)
        return [
            Hit(unit, siblings.nodes[name], q, end)
            for q, _ in starts(folded.key, p)
            for name, end in fitting(siblings.nodes, folded.key, q, self._wilds)
        ]

    def _is_ward(self, unit: int, name: str) -> bool:
        return name == self._names.units[unit].ward

    def _half_kana_city(self, folded: Folded, p: int, pref: str) -> Repair | None:
        """A municipality of a prefecture, or a part of its name, whose kind alone is in kanji."""
        units = self._of_pref.get(pref)
        if units is None:
            found = (index for index, unit in enumerate(self._names.units) if unit.pref == pref)
            units = self._of_pref[pref] = tuple(found)
        # the prefecture's own name is not read once more: ちば県ちば県ちば県 would be repaired as often as it stands there
        return half_kana_admin(folded, p, self._readings, units, lambda _, name: name != pref)

    def _kana(self, folded: Folded, unit: int, p: int) -> list[Hit]:
        found, end = towns_in_kana(folded, unit, p, self._readings, self._rows)
        return [Hit(unit, (node,), p, end) for node in found]

    def _slips(self, folded: Folded, unit: int, kind: str, p: int, begun: bool) -> list[Hit]:
        """Names that are nearly written; where the walk read a name that goes on (``begun``), a number must follow."""
        found = []
        for q, run, lengths, supported in slip_places(self._names, folded, kind, p, begun=begun):
            siblings, is_name = self._siblings.kind(kind), partial(self._names.exact, NATION)
            for slip in nearest(siblings, run, lengths, supported, is_name):
                found.append(Hit(unit, siblings.nodes[slip.name], q, q + slip.length))
        return found

    def _decided(self, folded: Folded, stop: Candidate, step: str, hits: list[Hit]) -> Repair | Doubt | None:
        """The one hit whose name the walk then reads; several are a doubt, many or none are nothing."""
        good: dict[tuple[int, ...], tuple[Hit, Repair]] = {}
        for hit in hits[: 4 * _MOST_FITTING]:
            repair = self._written(folded, hit, step)
            if hit.nodes not in good and self._reads(repair, hit, stop.admin_end):
                good[hit.nodes] = hit, repair
        if len(good) == 1:
            return next(iter(good.values()))[1]
        if not 1 < len(good) <= _MOST_FITTING:
            return None
        return Doubt(
            step,
            [
                stop._replace(
                    unit=hit.unit, oaza=hit.nodes[0], oaza_start=hit.start, oaza_end=hit.end,
                    node=hit.nodes[0], end=hit.end, clean=True,
                )
                for hit, _ in good.values()
            ],
        )  # fmt: skip

    def _written(self, folded: Folded, hit: Hit, step: str) -> Repair:
        row = self._rows[hit.nodes[0]]
        name = row.oaza_cho if not row.chome and not row.koaza else row.chome + row.koaza
        parts = [(hit.start, hit.end, strip_aza(name))]
        chome = _CHOME.match(folded.key, hit.end)
        if chome and step == "kana":
            parts.append((chome.end(1), chome.end(), "丁目"))
        return replaced_key(folded, step, parts)

    def _reads(self, repair: Repair, hit: Hit, p: int) -> bool:
        """Whether the walk reads the repaired name, and ends cleanly behind it or behind a 丁目 or 小字 of it."""
        again = default_folder().fold(repair.text)
        for town in self._towns.towns(again, hit.unit, p):
            # 函館市旭丘町１丁目 is not 旭岡町, which has no 丁目, but 西旭岡町
            alone = town[4] == town[1] and _HAS_CHOME.match(again.key, town[5])
            if (
                town[6]
                and not {town[1], town[4]}.isdisjoint(hit.nodes)
                and (not alone or repair.step == "kana")
            ):
                return True
        return False

    # municipalities

    def _city(self, folded: Folded, pref: str, p: int) -> Repair | None:
        """A municipality of a known prefecture that stands damaged at ``p``."""
        key = folded.key
        siblings = self._siblings.cities(pref)
        if not self._wilds.isdisjoint(key[p : p + LONGEST]):
            # the kind of a municipality (市) says as much as a letter: few of a prefecture have it behind the same one
            step = "wildcard"
            hits = [(n, p, e) for n, e in fitting(siblings.nodes, key, p, self._wilds, known=1)]
        elif is_kana(key, p) and (repair := self._kana_city(folded, p, pref)):
            return repair
        elif half := self._half_kana_city(folded, p, pref):
            return half
        elif not self._rescue:
            return None
        else:
            step = "rescue"
            hits = [(name, p, p + len(name) - 1) for name in siblings.nodes if key.startswith(name[:-1], p)]
        good = self._readable(folded, step, siblings, hits)
        if not good and step == "rescue":
            # 粕屋郡粕屋町 of 福岡県: 粕屋 without its 町 in front of 郡 is read no further, and 粕屋郡 is a slip for 糟屋郡
            lengths = [n for n in range(2, min(LONGEST, len(key) - p) + 1) if key[p + n - 1] in "市区町村"]
            # the municipalities are a closed list: what is none of them is no other name either
            slips = nearest(siblings, key[p : p + LONGEST], lengths, [True] * len(lengths), lambda _: False)
            hits = [(slip.name, p, p + slip.length) for slip in slips]
            good = self._readable(folded, step, siblings, hits)
        return next(iter(good.values())) if len(good) == 1 else None

    def _readable(
        self, folded: Folded, step: str, siblings: Siblings, hits: Sequence[tuple[str, int, int]]
    ) -> dict[str, Repair]:
        """The repairs to municipalities behind which the text is read on, by their texts."""
        good: dict[str, Repair] = {}
        for name, start, end in hits:
            unit = siblings.nodes[name][0]
            repair = replaced_key(folded, step, [(start, end, self._form(unit, name))])
            if repair.text not in good and self._reaches(repair, unit):
                good[repair.text] = repair
        return good

    def _form(self, unit: int, name: str) -> str:
        place = self._names.units[unit]
        whole = place.county + place.city + place.ward
        return whole if len(whole) == len(name) else place.city + place.ward

    def _reaches(self, repair: Repair, unit: int) -> bool:
        """Whether behind the repaired municipality a town is read, perhaps repaired in its turn, or nothing stands there."""
        again = default_folder().fold(repair.text)
        units = (unit, *self._names.units[unit].wards)
        found = [c for c in self._walker.walk(again, 0) if c.unit in units]
        if any((c.node and c.clean) or c.end == len(again.key) for c in found):
            return True
        return bool(found) and isinstance(self.repair(again, found), Repair)

    # whole texts

    def _whole(self, folded: Folded) -> Repair | Doubt | None:
        """A text in which not even a prefecture was found: in kana, with a character of it lost, or a name without its kind."""
        key = folded.key
        if self._rescue:
            units = self._stems.alone(key)
            if len(units) > 1:
                return Doubt("rescue", [admin_alone(unit, len(key)) for unit in units])
            if repair := self._stems.repair(folded, units):
                return repair
        if self._rescue and (look := self._omitted.lookalike_head(folded, self._walker)):
            return look
        if is_kana(key):
            half = half_kana_admin(folded, 0, self._readings, range(len(self._names.units)))
            return self._kana_city(folded, 0, "") or half
        if not self._wilds.isdisjoint(key[:4]):
            prefs = {default_folder().key(unit.pref): unit.pref for unit in self._names.units}
            hits = fitting(prefs, key, 0, self._wilds, known=1)
            if len(hits) == 1:
                repair = replaced_key(folded, "wildcard", [(0, hits[0][1], prefs[hits[0][0]])])
                again = default_folder().fold(repair.text)
                if any(self._names.units[c.unit].city for c in self._walker.walk(again, 0)):
                    return repair
        return None

    def _kana_city(self, folded: Folded, p: int, pref: str) -> Repair | None:
        """A municipality in kana; where its prefecture is not written, a town must follow."""
        units = self._names.units
        written = kana_fold(folded.key[p : p + NAME_LENGTH])
        for length in range(len(written), 2, -1):
            good = []
            for unit, said in self._readings.kana_units.get(written[:length], ()):
                place = units[unit]
                if pref and (said or place.pref != pref):
                    continue
                name = (place.pref if said else "") + place.county + place.city + place.ward
                repair = replaced_key(folded, "kana", [(p, p + length, name)])
                if self._goes_on(repair, unit, said or bool(pref)):
                    good.append(repair)
            if good:
                return good[0] if len(good) == 1 else None
        return None

    def _goes_on(self, repair: Repair, unit: int, sure: bool) -> bool:
        """Whether a municipality is behind a prefecture that was in kana, and a town behind a municipality."""
        place = self._names.units[unit]
        again = default_folder().fold(repair.text)
        for c in self._walker.walk(again, 0):
            if not place.city:
                if self._names.units[c.unit].city or self._kana_city(again, c.end, place.pref):
                    return True
            elif c.unit == unit and (sure or (c.node and c.clean) or self._kana(again, unit, c.end)):
                return True
        return False
