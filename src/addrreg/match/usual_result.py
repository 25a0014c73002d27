"""Usual result (普通の住所の結果): the result of a usual address (match/usual.py), made with the least that it takes.

Behind the names of most addresses stand figures and nothing else: their number is read off the match key, and nothing needs
to be set aside. What stands behind the others is read as everywhere else, and names that are spelled in another way than
the registry's are left to the composer of all addresses.

Files are sorted by place more often than not: names whose reading does not depend on the figures behind them are remembered
as they are written, so that the next address of the town asks neither the names nor the rows.
"""

from __future__ import annotations

from typing import cast

from addrreg.match.aside_forms import PLAIN, SPACED
from addrreg.match.building import read_building
from addrreg.match.candidate import CHOME_HYPHEN, Candidate
from addrreg.match.compose import UNLISTED, Composer, address_of, all_steps
from addrreg.match.number import CHAIN, read_number
from addrreg.match.score import EVIDENCE, evidence_of
from addrreg.match.spans import NumberSpans, Spans
from addrreg.match.spelling import flag_steps, spelling_steps
from addrreg.match.usual import NO_OTHERS, Found, Reading, Usual
from addrreg.registry.names import FORMER, Names
from addrreg.registry.towns import Towns
from addrreg.result import Result
from addrreg.text.fold import Folded, Folder
from addrreg.text.lazy import lazy
from addrreg.words import MatchLevel, Status

__all__ = ["UsualComposer"]

#: What a result shows of names that were read, whatever stands behind them: nothing but texts and numbers, which the garbage
#: collector leaves alone. The reading (a Candidate as a plain tuple), lg_code, pref, county, city, ward, the names in full,
#: machiaza_id, rsdt_addr_flg, oaza_cho, chome, koaza, post_code, lat, lon, pos_level, match_level, steps, the bits of the evidence.
_Place = tuple[
    Reading,
    str, str, str, str, str, str, str, str, str, str, str, str,
    float | None, float | None, str, str, str, int,
]  # fmt: skip

#: In its place, of a town whose 丁目 are remembered one by one.
_DIVIDED = cast(_Place, ())

_MATCHED = Status.MATCHED.value
_MACHIAZA, _DETAIL = MatchLevel.MACHIAZA.value, MatchLevel.MACHIAZA_DETAIL.value
_D = "[0-9０-９]"
_FIGURES = lazy(f"{_D}+{CHAIN}")
# the same behind names, of which 3丁目 may be one
_WHOLE = lazy(f"([^0-9０-９]+)({_D}+)(?:(丁目){_D}+)?{CHAIN}")
_WORDS = lazy("番地?の?|の")
# names as written that are remembered, 1 kB each: four times as many found 2 % more of a nationwide file
_BOUND = 2_048
_new, _new_object = tuple.__new__, object.__new__


class UsualComposer:
    """Makes results of usual addresses; what is spelled in another way is left to the composer of all others."""

    def __init__(self, names: Names, towns: Towns, composer: Composer, folder: Folder, usual: Usual) -> None:
        self._units = names.units
        self._full = tuple(unit.pref + unit.county + unit.city + unit.ward for unit in names.units)
        self._towns, self._brief, self._sort = towns, towns.brief, names.sort
        self._composer = composer
        self._fold = folder.usual_key
        self._candidate = usual.candidate
        # all that speaks for a reading, and nothing that speaks against one
        self._sure = sum(1 << bit for bit, (_, weight, _) in enumerate(EVIDENCE) if weight > 0)
        bits = {name: 1 << bit for bit, (name, _, _) in enumerate(EVIDENCE)}
        self._no_rest, self._as_written = bits["no_rest"], bits["as_written"]
        self._remembered: dict[str, _Place] = {}

    def find(self, text: str) -> Result | Found | None:
        """The result of a usual address; its reading where other places have the name; None for any other text."""
        written = _WHOLE.fullmatch(text)
        if written is not None and (place := self._remembered.get(written[1])) is not None:
            end = written.end(1)
            if place is _DIVIDED:
                end = written.end(3) if written[3] else written.end(2) + 1  # 富岡3丁目, 富岡1-
                place = self._remembered.get(text[:end])
            elif written[3]:
                place = None
            if place is not None:
                return self._with_figures(text, text[end:], place)
        found = self._candidate(text)
        if found is None or found[2] is not NO_OTHERS:
            return found
        key, reading, _, lasting = found
        end = reading[8]
        at_once = written is not None and end == written.end(1) and not written[3]
        if at_once or _FIGURES.fullmatch(text, end) is not None:
            place = self._place(text, reading)
            if lasting and written is not None:
                self._remember(written[1], text[:end], place)
            return self._with_figures(text, key[end:], place)
        if PLAIN.match(text) is None and SPACED.match(text) is None:
            return None  # something stands around the address that must be set aside first
        return self._with_building(text, key, reading)

    def _remember(self, town: str, names: str, place: _Place) -> None:
        """Remember what is known of names as written, and of the ``town`` that they begin with that its 丁目 must be looked at."""
        if len(self._remembered) >= _BOUND:
            self._remembered.clear()
        if names != town:
            self._remembered[town] = _DIVIDED
        self._remembered[names] = place

    def _place(self, text: str, reading: Reading) -> _Place:
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
                steps = self._spelled(text, reading)
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

    def _with_figures(self, text: str, written: str, place: _Place) -> Result:
        """The result of names with nothing but figures behind them, ``written`` there, as they are or folded."""
        (
            _, lg_code, pref, county, city, ward, names, machiaza_id, rsdt_addr_flg, oaza_cho, chome, koaza,
            post_code, lat, lon, pos_level, level, steps, mask,
        ) = place  # fmt: skip
        if not written.isascii():
            written = self._fold(written)
            if not written.isascii():
                written = _WORDS.sub("-", written.rstrip("番地号"))
        score, evidence = evidence_of(mask)
        spans = _new_object(NumberSpans)
        spans.text, spans.place = text, place
        return _new(
            Result,
            (
                text, _MATCHED, level, score, names + written,
                lg_code, machiaza_id, rsdt_addr_flg, "", "", "", "",  # blk_id, rsdt_id, rsdt2_id, prc_id
                pref, county, city, ward, "", oaza_cho, chome, koaza,
                "", "", "", "", "", "",  # blk_num, rsdt_num, rsdt_num2, prc_num1, prc_num2, prc_num3
                written, "", "", "", "",  # building, floor, room, rest
                post_code, lat, lon, pos_level,
                steps, 0, (), evidence, spans, "",  # real_prop_num
            ),
        )  # fmt: skip

    def _with_building(self, text: str, key: str, reading: Reading) -> Result | None:
        """The result of names with more than figures behind them; None where no number is."""
        number = read_number(text, reading[8])
        if number is None:
            return None
        (
            _, lg_code, pref, county, city, ward, names, machiaza_id, rsdt_addr_flg, oaza_cho, chome, koaza,
            post_code, lat, lon, pos_level, level, steps, mask,
        ) = self._place(text, reading)  # fmt: skip
        building = read_building(text, number.end, numbered=True)
        steps = ";".join(all_steps((steps,) if steps else (), "", "", building))
        behind, floor, room, rest, _ = building
        score, evidence = evidence_of(mask & ~self._no_rest if rest else mask)
        folded, candidate = _new(Folded, (text, key, None)), _new(Candidate, reading)
        spans = Spans(folded, candidate, self._units[reading[0]], chome, number, building)
        return _new(
            Result,
            (
                text, _MATCHED, level, score, address_of(names, number.number, building),
                lg_code, machiaza_id, rsdt_addr_flg, "", "", "", "",  # blk_id, rsdt_id, rsdt2_id, prc_id
                pref, county, city, ward, "", oaza_cho, chome, koaza,
                "", "", "", "", "", "",  # blk_num, rsdt_num, rsdt_num2, prc_num1, prc_num2, prc_num3
                number.number, behind, floor, room, rest,
                post_code, lat, lon, pos_level,
                steps, 0, (), evidence, spans, "",
            ),
        )  # fmt: skip

    def _spelled(self, text: str, reading: Reading) -> str:
        """The steps of names that are spelled in another way than the registry's."""
        candidate = _new(Candidate, reading)
        unit, town = self._units[candidate.unit], self._towns[candidate.node]
        found = spelling_steps(_new(Folded, (text, "", None)), candidate, unit, town)
        return ";".join([*flag_steps(candidate.flags), *found])
