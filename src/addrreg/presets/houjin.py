"""法人番号: the files of the corporate numbers, 30 columns without a header, the address in three of them.

Source: 国税庁法人番号公表サイト, リソース定義書 4.1 (CSV形式・Unicode and Shift_JIS). Columns 10–12 are the address inside Japan, cut at 300 characters together;
where characters cannot be written, or the text was cut, column 13 names an image of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from addrreg.errors import InputError
from addrreg.presets.base import Preset
from addrreg.presets.checks import check_codes, check_corporate_number, check_text
from addrreg.result import Result
from addrreg.tabular.columns import joined
from addrreg.text.identifiers import figures, lg_code_with_check_digit

__all__ = ["HOUJIN", "HoujinReader"]

_NAMES = (
    "一連番号", "法人番号", "処理区分", "訂正区分", "更新年月日", "変更年月日", "商号又は名称", "商号又は名称イメージID", "法人種別",
    "国内所在地（都道府県）", "国内所在地（市区町村）", "国内所在地（丁目番地等）", "国内所在地イメージID", "都道府県コード", "市区町村コード",
    "郵便番号", "国外所在地", "国外所在地イメージID", "登記記録の閉鎖等年月日", "登記記録の閉鎖等の事由", "承継先法人番号", "変更事由の詳細",
    "法人番号指定年月日", "最新履歴", "商号又は名称（英語表記）", "国内所在地（都道府県）（英語表記）", "国内所在地（市区町村丁目番地等）（英語表記）",
    "国外所在地（英語表記）", "フリガナ", "検索対象除外",
)  # fmt: skip
_CORPORATE_NUMBER, _PREF, _STREET, _IMAGE, _PREF_CODE, _CITY_CODE, _ABROAD = 1, 9, 11, 12, 13, 14, 16


@dataclass(frozen=True, slots=True)
class HoujinReader:
    """Reads by position: the file's columns are fixed."""

    def text(self, cells: Sequence[str]) -> str:
        """Columns 10 to 12, joined."""
        return joined(cells[_PREF : _STREET + 1])

    def checks(self, cells: Sequence[str], result: Result) -> list[str]:
        """The corporate number, the codes of prefecture (column 14) and municipality (15), the image."""
        words = check_corporate_number(cells[_CORPORATE_NUMBER])
        pref, city = figures(cells[_PREF_CODE]), figures(cells[_CITY_CODE])
        if pref or city:
            code = pref.zfill(2) + city.zfill(3)
            words += _code(code, pref, city, result)
        elif cells[_ABROAD]:
            words.append("foreign")
        if cells[_IMAGE]:
            words.append("image_id")
        return words + check_text(self.text(cells))


def _code(code: str, pref: str, city: str, result: Result) -> list[str]:
    if not (code.isascii() and code.isdecimal() and len(code) == 5 and 1 <= int(code[:2]) <= 47):
        return ["lg_code_form"]
    words = ["lg_code_zero"] if len(pref) < 2 or len(city) < 3 else []
    return words + check_codes((lg_code_with_check_digit(code),), result)


def _reader(header: Sequence[str], name: str) -> HoujinReader:
    if len(header) != len(_NAMES):
        raise InputError(
            f"{name} has {len(header)} columns; the file of the corporate numbers has {len(_NAMES)}",
            remedy="--column with the address, in place of --preset houjin",
        )
    return HoujinReader()


HOUJIN = Preset(
    "houjin",
    "国税庁 法人番号 (30 columns, no header)",
    "国税庁法人番号公表サイト, リソース定義書 4.1",
    _reader,
    _NAMES,
)
