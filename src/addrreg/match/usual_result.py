"""Usual result (普通の住所の結果): the result of a usual address (match/usual.py), made with the least that it takes.

Behind the names of most addresses stand figures and nothing else: their number is read off the match key, and nothing needs
to be set aside. What stands behind the others is read as everywhere else, and names that are spelled in another way than
the registry's are left to the composer of all addresses.
"""

from __future__ import annotations

from addrreg.match.aside_forms import PLAIN, SPACED
from addrreg.match.building import NOTHING, read_building
from addrreg.match.candidate import CHOME_HYPHEN, Candidate
from addrreg.match.compose import UNLISTED, Composer, address_of, all_steps
from addrreg.match.number import DASHES, Number, read_number
from addrreg.match.score import EVIDENCE, evidence_of
from addrreg.match.spans import Spans
from addrreg.match.spelling import spelling_steps
from addrreg.registry.names import Names
from addrreg.registry.towns import Towns
from addrreg.result import Result
from addrreg.text.fold import Folded
from addrreg.text.lazy import lazy
from addrreg.words import MatchLevel, Status

__all__ = ["UsualComposer"]

_MATCHED = Status.MATCHED.value
_MACHIAZA, _DETAIL = MatchLevel.MACHIAZA.value, MatchLevel.MACHIAZA_DETAIL.value
# figures in the commonest forms up to the end: 1-2-3, 12番地の3, 4番5号
_FIGURES = lazy(f"[0-9０-９]+(?:(?:[{DASHES}]|番地?の?|の)[0-9０-９]+)*(?:番地|番|号)?")
_WORDS = lazy("番地?の?|の")
_new = tuple.__new__


class UsualComposer:
    """Makes results of usual addresses; what is spelled in another way is left to the composer of all others."""

    def __init__(self, names: Names, towns: Towns, composer: Composer) -> None:
        self._units = names.units
        self._full = tuple(unit.pref + unit.county + unit.city + unit.ward for unit in names.units)
        self._towns, self._oaza, self._below, self._sort = towns, towns.oaza, towns.below, names.sort
        self._composer = composer
        # all that speaks for a reading, and nothing that speaks against one
        self._sure = sum(1 << bit for bit, (_, weight, _) in enumerate(EVIDENCE) if weight > 0)
        bits = {name: 1 << bit for bit, (name, _, _) in enumerate(EVIDENCE)}
        self._no_rest, self._as_written = bits["no_rest"], bits["as_written"]
        self._best = evidence_of(self._sure)

    def result(self, folded: Folded, candidate: Candidate) -> Result | None:
        """The result of a reading; None where something stands around the address that must be set aside first."""
        text, key, _ = folded
        unit_index, flags, _, _, oaza, _, oaza_end, node, end, _ = candidate
        figures = _FIGURES.fullmatch(text, end)
        if figures is None and PLAIN.match(text) is None and SPACED.match(text) is None:
            return None
        unit, full = self._units[unit_index], self._full[unit_index]
        if node == oaza:
            machiaza_id, oaza_cho, post_code, lat, lon = self._oaza(node)
            chome = koaza = ""
            if not oaza_cho:  # 新布才地 of 会津美里町, a 小字 with a postal code of its own and no 大字
                chome, koaza = self._towns[node].chome, self._towns[node].koaza
        else:
            machiaza_id, oaza_cho, chome, koaza, post_code, lat, lon = self._below(node)
        rsdt_addr_flg, pos_level, src = self._sort(node)
        names = full + oaza_cho + chome + koaza
        steps = ""
        if text[:end] != names:
            if chome and text[:oaza_end] == full + oaza_cho and text[end - 1] != "丁":
                steps = "chome_hyphen" if flags & CHOME_HYPHEN else "number_form"
            else:
                steps = self._spelled(folded, candidate)
        if src in UNLISTED:
            steps = f"{steps};unlisted" if steps else "unlisted"
        mask = self._sure & ~self._as_written if "variant" in steps else self._sure
        building = NOTHING
        if figures is not None:
            figure = key[end:]
            if not figure.isascii():
                figure = _WORDS.sub("-", figure.rstrip("番地号"))
            number = _new(Number, (figure, end, len(text)))
            address = names + figure
        else:
            read = read_number(text, end)
            if read is None:
                return None
            number, figure = read, read.number
            building = read_building(text, number.end, numbered=True)
            steps = ";".join(all_steps((steps,) if steps else (), "", "", building))
            if building.rest:
                mask &= ~self._no_rest
            address = address_of(names, figure, building)
        if lat is None and (points := self._composer.points) is not None and (point := points.of(unit[0])):
            lat, lon, pos_level = point
        score, evidence = self._best if mask == self._sure else evidence_of(mask)
        lg_code, pref, county, city, ward, _ = unit
        behind, floor, room, rest, _ = building
        return _new(
            Result,
            (
                text, _MATCHED, _DETAIL if chome or koaza else _MACHIAZA, score, address,
                lg_code, machiaza_id, rsdt_addr_flg, "", "", "", "",  # blk_id, rsdt_id, rsdt2_id, prc_id
                pref, county, city, ward, "", oaza_cho, chome, koaza,
                "", "", "", "", "", "",  # blk_num, rsdt_num, rsdt_num2, prc_num1, prc_num2, prc_num3
                figure, behind, floor, room, rest,
                post_code if len(post_code) == 7 else "", lat, lon, pos_level if lat is not None else "",
                steps, 0, (), evidence, Spans(folded, candidate, unit, chome, number, building),
            ),
        )  # fmt: skip

    def _spelled(self, folded: Folded, candidate: Candidate) -> str:
        """The steps of names that are spelled in another way than the registry's."""
        unit, town = self._units[candidate.unit], self._towns[candidate.node]
        found = spelling_steps(folded, candidate, unit, town)
        return ";".join(["chome_hyphen", *found] if candidate.flags & CHOME_HYPHEN else found)
