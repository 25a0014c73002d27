"""Usual result (普通の住所の結果): the result of a usual address (match/usual.py), made with the least that it takes.

Behind the names of most addresses stand figures and nothing else: their number is read off the match key, and nothing needs
to be set aside. What stands behind the others is read as everywhere else, and names that are spelled in another way than
the registry's are left to the composer of all addresses.

Files are sorted by place more often than not: names whose reading does not depend on the figures behind them are remembered
as they are written, so that the next address of the town asks neither the names nor the rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from addrreg.match.aside_forms import PLAIN, SPACED
from addrreg.match.building import Building, read_building
from addrreg.match.candidate import CHOME_HYPHEN, KOAZA_ONLY, SKIP_AZA, Candidate
from addrreg.match.compose import MOST_CANDIDATES, UNLISTED, Composer, address_of, all_steps, read_tail
from addrreg.match.kyoto import KYOTO
from addrreg.match.number import CHAIN, DASHES, Number, joined, read_number
from addrreg.match.place import other_place
from addrreg.match.score import EVIDENCE, evidence_of
from addrreg.match.spans import NumberSpans, Spans
from addrreg.match.spelling import flag_steps, spelling_steps
from addrreg.match.usual import NO_OTHERS, Found, Reading, Usual
from addrreg.registry.names import FORMER, Names
from addrreg.registry.towns import Town, Towns
from addrreg.registry.written import Written
from addrreg.registry.written_koaza import without_koaza_mark
from addrreg.result import Candidate as OtherPlace
from addrreg.result import Result
from addrreg.text.fold import Folded, Folder
from addrreg.text.lazy import lazy
from addrreg.text.spellings import strip_aza
from addrreg.words import MatchLevel, Status

__all__ = ["WHOLE", "Place", "UsualComposer"]

#: What a result shows of names that were read, whatever stands behind them: nothing but texts and numbers, which the garbage
#: collector leaves alone. The reading (a Candidate as a plain tuple), lg_code, pref, county, city, ward, the names in full,
#: machiaza_id, rsdt_addr_flg, oaza_cho, chome, koaza, post_code, lat, lon, pos_level, match_level, steps, the bits of the evidence.
Place = tuple[
    Reading,
    str, str, str, str, str, str, str, str, str, str, str, str,
    float | None, float | None, str, str, str, int,
]  # fmt: skip

#: In its place, of a town whose 丁目 are remembered one by one.
_DIVIDED = cast(Place, ())

_MATCHED = Status.MATCHED.value
_MACHIAZA, _DETAIL = MatchLevel.MACHIAZA.value, MatchLevel.MACHIAZA_DETAIL.value
_D = "[0-9０-９]"
_FIGURES = lazy(f"[1-9１-９]{_D}*{CHAIN}")
#: Names, the first figure behind them, and what joins it to the next one where that says something of a 丁目.
WHOLE = lazy(f"([^0-9０-９]+)([1-9１-９]{_D}*)(?:(丁目|[{DASHES}の])[1-9１-９]{_D}*)?{CHAIN}")
# names as written that are remembered, 1 kB each: four times as many found 2 % more of a nationwide file
_BOUND = 2_048
# the 大字 of a 小字 that was found by its name: a town, of which nothing but that is asked
_ABOVE = -1
# positions in a result
_ALTERNATIVES, _EVIDENCE = map(Result._fields.index, ("alternatives", "evidence"))
_new, _new_object = tuple.__new__, object.__new__


class UsualComposer:
    """Makes results of usual addresses; what is spelled in another way is left to the composer of all others."""

    def __init__(
        self,
        names: Names,
        towns: Towns,
        composer: Composer,
        folder: Folder,
        usual: Usual,
        koaza: Written,
    ) -> None:
        self._units, self._unit = names.units, names.node_unit
        self._koaza_node = koaza.find
        self._full = tuple(unit.pref + unit.county + unit.city + unit.ward for unit in names.units)
        self._towns, self._brief, self._sort = towns, towns.brief, names.sort
        self._composer = composer
        self._fold = folder.usual_key
        self._candidate = usual.candidate
        # all that speaks for a reading, and nothing that speaks against one
        self._sure = sum(1 << bit for bit, (_, weight, _) in enumerate(EVIDENCE) if weight > 0)
        bits = {name: 1 << bit for bit, (name, _, _) in enumerate(EVIDENCE)}
        self._no_rest, self._as_written = bits["no_rest"], bits["as_written"]
        self._number_read, self._unique = bits["number"], bits["unique"]
        self._clean_end = bits["clean_end"]
        self._remembered: dict[str, Place] = {}
        #: The same of 丁目 that are read off N-, with the places beside them.
        self._beside: dict[tuple[str | Candidate, ...], tuple[Place, tuple[OtherPlace, ...]]] = {}

    def find(self, text: str, written: re.Match[str] | None) -> Result | Found | None:
        """The result of a usual address; its reading where other places have the name; None for any other text.

        ``written`` is what :data:`WHOLE` found in it.
        """
        divided = written is not None and written[3] == "丁目"
        if written is not None and (place := self._remembered.get(written[1])) is not None:
            end = written.end(1)
            if place is _DIVIDED:
                end = written.end(3) if divided else written.end(2) + 1  # 富岡3丁目, 富岡1-
                place = self._remembered.get(text[:end])
            elif divided:
                place = None
            if place is not None:
                return self._with_figures(text, text[end:], place)
        if written is not None and not divided and (below := self._written_koaza(written[1])) is not None:
            place = self._place(text, below)
            self._remember(written[1], written[1], place)
            return self._with_figures(text, text[below[8] :], place)
        found = self._candidate(text)
        if found is None:
            return None
        key, reading, others, lasting = found
        if others is not NO_OTHERS:
            return self._doubtful(text, found)
        end = reading[8]
        at_once = written is not None and end == written.end(1) and not divided
        if at_once or _FIGURES.fullmatch(text, end) is not None:
            place = self._place(text, reading)
            if lasting and written is not None:
                self._remember(written[1], text[:end], place)
            return self._with_figures(text, key[end:], place)
        if PLAIN.match(text) is None and SPACED.match(text) is None:
            return None  # something stands around the address that must be set aside first
        number = read_number(text, end)
        if number is None:
            return None
        return self._with_tail(text, key, reading, number, read_building(text, number.end, numbered=True))

    def _written_koaza(self, name: str) -> Reading | None:
        """The reading of a 小字 that is written in full as the registry writes it, with 字 in front of it or not; None for any other name."""
        node = self._koaza_node(without_koaza_mark(name))
        if not node:
            return None
        unit = self._unit[node]
        full, (_, oaza_cho, _, koaza, *_) = self._full[unit], self._brief(node)
        town = full + strip_aza(oaza_cho)
        if not name.startswith(town):
            return None
        behind, koaza = name[len(town) :], strip_aza(koaza)
        flags = 0 if behind == koaza else SKIP_AZA
        if flags and behind != "字" + koaza:
            return None
        start, end = len(full), len(name)
        return unit, flags, 0, start, _ABOVE, start, len(town), node, end, True

    def _doubtful(self, text: str, found: Found) -> Result | Found:
        """The result of a reading with no number, or of a 丁目 behind which only other places of its town's name stand; else what was found.

        Both are what :func:`addrreg.match.decide.decide` chooses: the one reading, or the longest with the others beside it.
        """
        key, reading, others, _ = found
        unit, flags, _, _, _, _, oaza_end, node, end, _ = reading
        if not node or PLAIN.match(text) is None or self._units[unit].city == KYOTO:
            return found
        if not others:
            if flags & ~SKIP_AZA:
                return found
            return self._with_tail(text, key, reading, *read_tail(text, end, True))
        if flags & ~SKIP_AZA != CHOME_HYPHEN or _FIGURES.fullmatch(text, end) is None:
            return found
        for other in others:
            alone = other.flags & KOAZA_ONLY or other.node == other.oaza
            if other.unit != unit or other.end != oaza_end or not alone:
                return found
        return self._with_others(text, key, reading, others)

    def _with_others(self, text: str, key: str, reading: Reading, others: Sequence[Candidate]) -> Result:
        """The result of 舞浜1-4: the 丁目, and beside it the town, of which 1-4 may be a parcel, or others of its name."""
        names = text[: reading[8]]
        known = self._beside.get((names, *others))
        if known is None:
            if len(self._beside) >= _BOUND:
                self._beside.clear()
            known = self._beside[names, *others] = self._place_beside(text, key, reading, others)
        place, places = known
        result = self._with_figures(text, text[len(names) :], place)
        return _new(Result, (*result[:_ALTERNATIVES], len(others), places, *result[_EVIDENCE:]))

    def _place_beside(
        self, text: str, key: str, reading: Reading, others: Sequence[Candidate]
    ) -> tuple[Place, tuple[OtherPlace, ...]]:
        """What is known of a 丁目 that others stand beside, and all of them as they are named in the result."""
        place = self._place(text, reading)
        place = (*place[:-1], place[-1] & ~self._unique)
        _, lg_code, *_, names, machiaza_id, _, _, _, _, _, _, _, _, level, steps, mask = place
        own = steps.removesuffix(";unlisted")
        places = [_new(OtherPlace, (names, lg_code, machiaza_id, level, evidence_of(mask)[0], own))]
        folded = _new(Folded, (text, key, None))
        # 小字 without a 大字 come behind the towns
        ordered = sorted(others, key=lambda other: other.flags & KOAZA_ONLY)
        for one in ordered[: MOST_CANDIDATES - 1]:
            unit, town = self._units[one.unit], self._towns[one.node]
            places.append(other_place(folded, one, unit, town, self._full[one.unit], True, "", None))
        return place, tuple(places)

    def _remember(self, town: str, names: str, place: Place) -> None:
        """Remember what is known of names as written, and of the ``town`` that they begin with that its 丁目 must be looked at."""
        if len(self._remembered) >= _BOUND:
            self._remembered.clear()
        if names != town:
            self._remembered[town] = _DIVIDED
        self._remembered[names] = place

    def _place(self, text: str, reading: Reading) -> Place:
        unit, flags, _, _, _, _, oaza_end, node, end, _ = reading
        lg_code, pref, county, city, ward, _ = self._units[unit]
        full = self._full[unit]
        # 新布才地 of 会津美里町 is a 小字 with a postal code of its own and no 大字
        machiaza_id, oaza_cho, chome, koaza, post_code, lat, lon = self._brief(node)
        rsdt_addr_flg, pos_level, src = self._sort(node)
        names = full + oaza_cho + chome + koaza
        steps, mask = "", self._sure
        if text[:end] != names:
            # 昭和通一丁目 of 堺市, where it is １丁, is another form of more than the figure
            if chome[-1:] == "目" and text[:oaza_end] == full + oaza_cho and text[end - 1] != "丁":
                steps = "chome_hyphen" if flags & CHOME_HYPHEN else "number_form"
            else:
                steps = self._spelled(text, reading, oaza_cho, chome, koaza)
                if reading[1] & FORMER or "variant" in steps or "skip_counter" in steps:
                    mask &= ~self._as_written
        if src in UNLISTED:
            steps = f"{steps};unlisted" if steps else "unlisted"
        if lat is None and (points := self._composer.points) is not None and (point := points.of(lg_code)):
            lat, lon, pos_level = point
        return (
            reading, lg_code, pref, county, city, ward, names, machiaza_id, rsdt_addr_flg, oaza_cho, chome, koaza,
            post_code if len(post_code) == 7 else "", lat, lon, pos_level if lat is not None else "",
            _DETAIL if chome or koaza else _MACHIAZA, steps, mask,
        )  # fmt: skip

    def _with_figures(self, text: str, written: str, place: Place) -> Result:
        """The result of names with nothing but figures behind them, ``written`` there, as they are or folded."""
        (
            _, lg_code, pref, county, city, ward, names, machiaza_id, rsdt_addr_flg, oaza_cho, chome, koaza,
            post_code, lat, lon, pos_level, level, steps, mask,
        ) = place  # fmt: skip
        if not written.isascii():
            written = joined(self._fold(written))
        score, evidence = evidence_of(mask)
        spans = _new_object(NumberSpans)
        spans.text, spans.place = text, place
        # two tuples, because one of more than thirty cells is made by way of a list
        front = (
            text, _MATCHED, level, score, names + written,
            lg_code, machiaza_id, rsdt_addr_flg, "", "", "", "",  # blk_id, rsdt_id, rsdt2_id, prc_id
            pref, county, city, ward, "", oaza_cho, chome, koaza,
        )  # fmt: skip
        back = (
            "", "", "", "", "", "",  # blk_num, rsdt_num, rsdt_num2, prc_num1, prc_num2, prc_num3
            written, "", "", "", "",  # building, floor, room, rest
            post_code, lat, lon, pos_level,
            steps, 0, (), evidence, spans, "",  # real_prop_num
        )  # fmt: skip
        return _new(Result, front + back)

    def _with_tail(
        self, text: str, key: str, reading: Reading, number: Number | None, building: Building
    ) -> Result:
        """The result of names with something else than figures behind them."""
        (
            _, lg_code, pref, county, city, ward, names, machiaza_id, rsdt_addr_flg, oaza_cho, chome, koaza,
            post_code, lat, lon, pos_level, level, steps, mask,
        ) = self._place(text, reading)  # fmt: skip
        steps = ";".join(all_steps((steps,) if steps else (), "", "", building))
        behind, floor, room, rest, pieces = building
        if rest:
            mask &= ~self._no_rest
        if not reading[9]:
            mask &= ~self._clean_end
        figure = ""
        if number is not None:
            figure = number.number
            if pieces and pieces[0][1] < number.start:
                # 字宮根 in 大字芝字宮根3938-5: part of the address, though unknown
                names += text[pieces[0][1] : pieces[0][2]]
        elif reading[8] < len(text):
            mask &= ~self._number_read
        score, evidence = evidence_of(mask)
        folded, candidate = _new(Folded, (text, key, None)), _new(Candidate, reading)
        spans = Spans(folded, candidate, self._units[reading[0]], chome, number, building)
        return _new(
            Result,
            (
                text, _MATCHED, level, score, address_of(names, figure, building),
                lg_code, machiaza_id, rsdt_addr_flg, "", "", "", "",  # blk_id, rsdt_id, rsdt2_id, prc_id
                pref, county, city, ward, "", oaza_cho, chome, koaza,
                "", "", "", "", "", "",  # blk_num, rsdt_num, rsdt_num2, prc_num1, prc_num2, prc_num3
                figure, behind, floor, room, rest,
                post_code, lat, lon, pos_level,
                steps, 0, (), evidence, spans, "",
            ),
        )  # fmt: skip

    def _spelled(self, text: str, reading: Reading, *names: str) -> str:
        """The steps of names that are spelled in another way than the registry's ``oaza_cho``, ``chome`` and ``koaza``."""
        candidate = _new(Candidate, reading)
        # names are all that is asked of the row
        unit, town = self._units[candidate.unit], _new(Town, ("", "", *names, "", "", None, None, "", ""))
        found = spelling_steps(_new(Folded, (text, "", None)), candidate, unit, town)
        return ";".join([*flag_steps(candidate.flags), *found])
