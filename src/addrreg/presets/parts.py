"""Parts (分割表記): lists with an address both in parts and in one, as municipalities publish them and as the profiles write them.

Source: デジタル庁 自治体標準オープンデータセット and the 推奨データセット before it; GIF コアデータモデル「住所」; 標準準拠システム. Real files depart from them: 連結標記 for
連結表記, half-width kana in the header, codes without their zero, the whole address in 市区町村, the house number in 町字, parts left
empty, UTF-16. Each of these is read; those that another reader would stumble over are named in ``abr_checks``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from addrreg.errors import InputError
from addrreg.presets.base import Preset, Reader, positions
from addrreg.presets.checks import check_lg_code, check_machiaza_id, check_real_property, check_text
from addrreg.result import Result
from addrreg.tabular.columns import joined

__all__ = ["GIF_PARTS", "JUKI_PARTS", "OPENDATA_PARTS", "PartsReader"]

_OPENDATA = {
    "lg_code": ("所在地_全国地方公共団体コード", "全国地方公共団体コード", "都道府県コード又は市区町村コード", "市区町村コード"),
    "machiaza_id": ("町字ID", "所在地_町字ID"),
    "whole": ("所在地_連結表記", "所在地_連結標記", "連結表記", "連結標記", "住所", "所在地", "fullAddress"),
    "pref": ("所在地_都道府県", "都道府県", "都道府県名", "prefecture"),
    "city": ("所在地_市区町村", "市区町村", "市区町村名", "city"),
    "town": ("所在地_町字", "町字", "streetAddress"),
    "block": ("所在地_番地以下", "番地以下", "cityBlock"),
    "building": ("建物名等(方書)", "所在地_建物名等(方書)", "建物名等", "方書", "buildingNameEtc"),
    "real_property": ("不動産番号", "不動産ID"),
}  # fmt: skip
_GIF = {
    "lg_code": ("全国地方公共団体コード", "localGovernmentCode"),
    "machiaza_id": ("町字ID", "streetAddressId"),
    "whole": ("連結表記", "fullAddress"),
    "pref": ("都道府県", "prefecture"),
    "city": ("市区町村(郡)", "cityAndCounty", "市区町村"),
    "town": ("町字", "streetAddress"),
    "block": ("番地以下", "cityBlock"),
    "building": ("建物名等(方書)", "buildingNameEtc"),
    "real_property": ("不動産番号", "不動産ID"),
}
_JUKI = {
    "lg_code": ("住所_市区町村コード",),
    "machiaza_id": ("住所_町字コード",),
    "pref": ("住所_都道府県",),
    "city": ("住所_市区郡町村名",),
    "town": ("住所_町字",),
    "block": ("住所_番地号表記",),
    "building": ("住所_方書",),
    "real_property": ("不動産番号", "不動産ID"),
}
_PARTS = ("pref", "city", "town", "block")
_MUNICIPALITY = re.compile(r".*?[市区町村](?:.{1,4}区)?\Z")
_FIGURES_AT_END = re.compile(r"[0-9](?:番地?|号)?\Z")


@dataclass(frozen=True, slots=True)
class PartsReader:
    """Reads the parts of a row by their positions; -1 where the table has no such column."""

    lg_code: int
    machiaza_id: int
    whole: int
    pref: int
    city: int
    town: int
    block: int
    building: int
    real_property: int

    def text(self, cells: Sequence[str]) -> str:
        """連結表記 where it is filled, else the parts joined; what only the parts say is put to it.

        連結表記 first, because parts are made of it and not it of them: in real files they are empty or hold each other's content.
        """
        whole = self._cell(cells, self.whole)
        parts = [self._cell(cells, getattr(self, part)) for part in _PARTS]
        if whole:
            known = _plain(whole)
            pref, city = parts[:2]
            if city and not _names(known, city) and _plain(whole) not in _plain(city):
                whole = city + whole
            if pref and not _plain(whole).startswith(_plain(pref)):
                whole = pref + whole
            text = whole
        else:
            text = joined(parts)
        building = self._cell(cells, self.building)
        return f"{text} {building}" if building and _plain(building) not in _plain(text) else text

    def checks(self, cells: Sequence[str], result: Result) -> list[str]:
        """The codes against the result, the identifiers by their form, and parts that hold more than their own."""
        words = check_lg_code(self._cell(cells, self.lg_code), result)
        words += check_machiaza_id(self._cell(cells, self.machiaza_id), result)
        words += check_real_property(self._cell(cells, self.real_property), result)
        city, town = _plain(self._cell(cells, self.city)), _plain(self._cell(cells, self.town))
        if city and not _MUNICIPALITY.fullmatch(city) and result.number:
            words.append("whole_in_city")
        if town and result.number and not self._cell(cells, self.block) and _FIGURES_AT_END.search(town):
            words.append("number_in_town")
        return words + check_text(self.text(cells))

    def _cell(self, cells: Sequence[str], at: int) -> str:
        return cells[at].strip() if at >= 0 else ""


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _names(known: str, city: str) -> bool:
    """Whether a text names the municipality, with its county or without."""
    plain = _plain(city)
    return plain in known or plain.rpartition("郡")[2] in known


def _reading(wanted: dict[str, tuple[str, ...]], preset: str) -> Callable[[Sequence[str], str], Reader]:
    def reader(header: Sequence[str], name: str) -> Reader:
        found = positions(header, wanted, name)
        if "whole" not in found and "city" not in found:
            listed = " nor ".join(wanted[word][0] for word in ("whole", "city") if word in wanted)
            raise InputError(
                f"{name} has no column {listed}",
                remedy=f"--column with the address, in place of --preset {preset}",
            )
        return PartsReader(**dict.fromkeys(PartsReader.__slots__, -1) | found)

    return reader


OPENDATA_PARTS = Preset(
    "opendata",
    "自治体標準オープンデータセット, with the dirt of real files",
    "デジタル庁 自治体標準オープンデータセット; 推奨データセット",
    _reading(_OPENDATA, "opendata"),
)
GIF_PARTS = Preset(
    "gif",
    "GIF コアデータモデル「住所」",
    "政府相互運用性フレームワーク (GIF) 2.2, 433",
    _reading(_GIF, "gif"),
)
JUKI_PARTS = Preset(
    "juki", "標準準拠システム", "基幹業務システムの標準仕様 (住民記録)", _reading(_JUKI, "juki")
)
