"""What the benchmarks mean by "the same place" and by "no digit lost", independent of the library's own code.

A benchmark that compared with the library's fold would forgive exactly what the library forgives. So the
comparison here has its own short table, of what two spellings of one official name differ in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from addrreg import Result

__all__ = ["digits_lost", "digits_outside_spans", "loose", "same_lg_code", "written_digits"]

# One group a word: the form that is kept, then the forms that are read as it.
_SAME = """
    ケヶヵがガカかけ ノ之の ツッっつ
    万萬 与與 仏佛 来來 円圓 剣釼剱劔 国國 条條 弁辨 学學 寿壽 増增 塩盬 壷壺 岳嶽 島嶋 崎嵜﨑 広廣
    徳德 恵惠 斎齋齊 曽曾 村邨 桜櫻 桧檜 梼檮 槙槇 沢澤 浜濱 渓溪 渕淵 滝瀧 瀬瀨 真眞 県縣 砺礪 穂穗
    竜龍 籠篭 薮藪籔 蛍螢 蛎蠣 辺邊邉 釜竈 静靜 館舘 高髙 鯵鰺 鴎鷗 鶴靏
"""
_TABLE = {ord(form): group[0] for group in _SAME.split() for form in group[1:]}
# Variation selectors choose a glyph, not a character: 葛󠄀 (U+845B U+E0100) is 葛.
_TABLE |= dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile("[〇一二三四五六七八九十百千]+")
# Numerals that only names use (字壱弐号, 廿六木): someone may have written them as digits.
_FORMAL = str.maketrans("壱壹弐貳参參", "一一二二三三", "")


def _value(match: re.Match[str]) -> str:
    """Arabic digits of a run of kanji numerals, by place value where it has a unit, else digit by digit.

    >>> _NUMERAL.sub(_value, "二十四 二四 一〇八 千百")
    '24 24 108 1100'
    """
    run = match[0]
    if not _UNITS.keys() & set(run):
        return "".join(str(_DIGITS[char]) for char in run)
    total = digit = 0
    for char in run:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return str(total + digit)


def loose(name: str) -> str:
    """The form in which two official spellings of one name are equal.

    Width, variant characters, ケ/ヶ/が, ノ/の/之, ツ/ッ, 大字/字, spaces and forms of numbers do not count.

    >>> loose("大字龍ヶ﨑二十四丁目") == loose("竜ケ崎２４丁目")
    True
    """
    folded = unicodedata.normalize("NFKC", name).translate(_TABLE)
    return _NUMERAL.sub(_value, folded.replace("大字", "").replace("字", "").replace(" ", ""))


def same_lg_code(left: str, right: str) -> bool:
    """Whether two codes name one municipality; some sources leave out the sixth, the check digit."""
    return left.strip()[:5] == right.strip()[:5]


def written_digits(text: str) -> Counter[str]:
    """How often each Arabic digit is written, whatever its width or enclosure (１, ①, ⑴)."""
    return Counter(
        str(unicodedata.decimal(char)) for char in unicodedata.normalize("NFKC", text) if char.isdecimal()
    )


def _name_digits(name: str) -> Counter[str]:
    """The digits that a matched name accounts for: 24丁目 was read as the registry's 二十四丁目."""
    plain = unicodedata.normalize("NFKC", name).translate(_FORMAL).replace("廿", "二十").replace("卅", "三十")
    return written_digits(_NUMERAL.sub(_value, plain))


def digits_lost(result: Result, names: Iterable[str] = ()) -> Counter[str]:
    """Digits of the input that no field of the result accounts for; empty when nothing was lost.

    A count by value, so that it needs no trust in the spans: what the input writes, less what stands in the
    matched names (kanji numerals read as numbers), in ``number``, ``building``, ``floor``, ``room``, ``rest``
    and in the part of the input that was read as a postal code. ``names``: further names that may account for
    digits, as those of the candidates of an ambiguous result.

    Limits: it finds no digit that has moved to a wrong field; a lost digit is masked where the input writes
    the same one in kanji, in a name or in the number (一番町 hides a lost 1), and where a name that the input
    left out was filled in. So it can miss a loss, and never reports one where every digit is there.
    """
    kept: Counter[str] = Counter()
    for name in (
        result.pref,
        result.county,
        result.city,
        result.ward,
        result.kyoto_st,
        result.oaza_cho,
        result.chome,
        result.koaza,
        *names,
    ):
        kept += _name_digits(name)
    for text in (result.number, result.building, result.floor, result.room, result.rest):
        kept += written_digits(text)
    # The column post_code is the place's own and may fill in what the input never had: only a span counts.
    for span in result.spans:
        if span.element == "post_code":
            kept += written_digits(result.input[span.start : span.end])
    return written_digits(result.input) - kept


def digits_outside_spans(result: Result) -> int:
    """How many digits of the input stand in no span: the same question, asked of the positions."""
    covered: set[int] = set()
    for span in result.spans:
        covered.update(range(span.start, span.end))
    return sum(
        sum(written_digits(char).values()) for at, char in enumerate(result.input) if at not in covered
    )
