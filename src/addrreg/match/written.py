"""Written (表記のまま): the result of a usual address whose names are written as the registry writes them.

Eight usual addresses of ten are: 東京都千代田区紀尾井町1-3. What stands in front of the first figure is looked up as it stands, with
neither a fold nor a search (:mod:`addrreg.registry.written`), and the result is made of the row at once. All others go to
:mod:`addrreg.match.usual_result`, which reads these as well and in the same way; so does the walk.
"""

from __future__ import annotations

from addrreg.match.compose import UNLISTED, Composer
from addrreg.match.number import DASHES, joined
from addrreg.match.score import EVIDENCE, evidence_of
from addrreg.match.spans import WrittenSpans
from addrreg.match.usual import Found
from addrreg.match.usual_result import WHOLE, UsualComposer
from addrreg.registry.names import Names, Unit
from addrreg.registry.towns import Towns
from addrreg.registry.written import COUNTED, FIGURED, KIND, NODE, SHARED, Written
from addrreg.result import Result
from addrreg.text.fold import Folder
from addrreg.text.lazy import lazy
from addrreg.text.spellings import without_aza
from addrreg.words import MatchLevel, Status

__all__ = ["WrittenComposer", "WrittenPlace"]

_MATCHED = Status.MATCHED.value
_MACHIAZA, _DETAIL = MatchLevel.MACHIAZA.value, MatchLevel.MACHIAZA_DETAIL.value
_D = "[0-9０-９]"
_SEVERAL = lazy(f"{_D}+[{DASHES}の]")
_NUMERALS = "一二三四五六七八九"
_new, _new_object = tuple.__new__, object.__new__


#: What a result shows of names, whatever figures stand behind them: the unit, lg_code, pref, county, city, ward, the names in full,
#: machiaza_id, rsdt_addr_flg, oaza_cho, chome, post_code, lat and lon as text, pos_level, steps.
WrittenPlace = tuple[Unit, str, str, str, str, str, str, str, str, str, str, str, str, str, str, str]


class WrittenComposer:
    """Makes results of names that are written as the registry writes them; leaves all other texts to ``others``."""

    def __init__(
        self,
        names: Names,
        towns: Towns,
        composer: Composer,
        folder: Folder,
        written: Written,
        others: UsualComposer,
    ) -> None:
        self._cell, self._line, self._sort = written.find, towns.line, names.sort
        self._unit = names.node_unit
        self._places = tuple(("".join(unit[1:5]), *unit[:5], unit) for unit in names.units)
        self._composer = composer
        self._fold = folder.usual_key
        # all that speaks for a reading, and nothing that speaks against one
        self._all = sum(1 << bit for bit, (_, weight, _) in enumerate(EVIDENCE) if weight > 0)
        self._score, self._evidence = evidence_of(self._all)
        self.others = others
        self._others = others.find

    def find(self, text: str) -> Result | Found | None:
        """The result of a usual address; its reading where other places have the name; None for any other text."""
        whole = WHOLE.fullmatch(text)
        if whole is None:
            return self._others(text, whole)
        name, figure, joint = whole.groups()
        cell, end = self._cell(name), len(name)
        kind, node = cell & KIND, cell & NODE
        if not cell:
            # 富岡一丁目8 is found by 富岡
            number = _NUMERALS.find(name[-3:-2]) + 1 if joint != "丁目" and name[-2:] == "丁目" else 0
            cell = self._cell(name[:-3]) if number else 0
            if cell & KIND not in (COUNTED, SHARED):
                return self._others(text, whole)
            name, node = name[:-3], (cell & NODE) + number
        elif not kind or kind == FIGURED:
            if joint == "丁目" or (kind and joint == "の"):
                return self._others(text, whole)
        elif joint == "丁目" or (joint and len(figure) < 3):
            # 富岡3丁目8 and 富岡1-8; 舞浜1-4 may be a parcel of 舞浜, and 舞浜1-4-2 is none
            parcel = kind == SHARED and joint != "丁目" and not _SEVERAL.match(text, whole.end(3))
            if parcel or joint == "の" or len(figure) > 2:
                return self._others(text, whole)
            node, end = node + int(figure), whole.end(3)
        return self._result(text, name, node, end) or self._others(text, whole)

    def _result(self, text: str, name: str, node: int, end: int) -> Result | None:
        """The result of a town, or of the 丁目 up to ``end``, with figures behind; None where the row has not the name."""
        place = self._place(text, name, node, end)
        if place is None:
            return None
        (
            unit, lg_code, pref, county, city, ward, names, machiaza_id, rsdt_addr_flg, oaza_cho, chome,
            post_code, lat, lon, pos_level, steps,
        ) = place  # fmt: skip
        y: float | None
        x: float | None
        if lat:
            y, x = float(lat), float(lon)
        else:
            y, x, pos_level = self._point(lg_code)
        written = text[end:]
        if not written.isascii():
            written = joined(self._fold(written))
        spans = _new_object(WrittenSpans)
        spans.found = text, unit, chome, len(name), end
        # two tuples, because one of more than thirty cells is made by way of a list
        front = (
            text, _MATCHED, _DETAIL if chome else _MACHIAZA, self._score, names + written,
            lg_code, machiaza_id, rsdt_addr_flg, "", "", "", "",  # blk_id, rsdt_id, rsdt2_id, prc_id
            pref, county, city, ward, "", oaza_cho, chome, "",
        )  # fmt: skip
        back = (
            "", "", "", "", "", "",  # blk_num, rsdt_num, rsdt_num2, prc_num1, prc_num2, prc_num3
            written, "", "", "", "",  # building, floor, room, rest
            post_code, y, x, pos_level,
            steps, 0, (), self._evidence, spans, "",  # real_prop_num
        )  # fmt: skip
        return _new(Result, front + back)

    def _place(self, text: str, name: str, node: int, end: int) -> WrittenPlace | None:
        """What a result shows of names that end at ``end``; None where the row has not the name."""
        cells = self._line(node)
        if len(cells) != 6:
            return None
        machiaza_id, oaza_cho, chome, post_code, lat, lon = cells
        full, lg_code, pref, county, city, ward, unit = self._places[self._unit[node]]
        names, size, steps = full + oaza_cho, len(name), ""
        if names != name:
            if full + without_aza(oaza_cho) != name:
                return None
            steps = "skip_aza"
        if (size != end) != (chome != ""):
            return None
        if chome:
            names += chome
            if text[size:end] != chome:
                if text[end - 1] != "目":
                    steps = f"chome_hyphen;{steps}" if steps else "chome_hyphen"
                else:
                    steps = f"{steps};number_form" if steps else "number_form"
        rsdt_addr_flg, pos_level, src = self._sort(node)
        if src in UNLISTED:
            steps = f"{steps};unlisted" if steps else "unlisted"
        return (
            unit, lg_code, pref, county, city, ward, names, machiaza_id, rsdt_addr_flg, oaza_cho, chome,
            post_code if len(post_code) == 7 else "", lat, lon, pos_level, steps,
        )  # fmt: skip

    def _point(self, lg_code: str) -> tuple[float | None, float | None, str]:
        points = self._composer.points
        return (points is not None and points.of(lg_code)) or (None, None, "")
