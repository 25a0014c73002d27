"""Boundary (名前の切れ目): where a name may begin and where it may end.

A name never ends inside a run of digits (中川2|17番地), and a name that runs on in more letters is doubtful (加古 in 加古川栗津).
"""

from __future__ import annotations

from collections.abc import Iterable

from addrreg.match.candidate import DIGIT_END, SKIP_AZA
from addrreg.text.fold import Folded
from addrreg.text.lazy import lazy
from addrreg.text.numerals import KANJI_NUMERALS

__all__ = [
    "CLEAN_HEADS",
    "HALVED",
    "HALVED_KANJI",
    "NUMERIC",
    "SURE",
    "WHOLE",
    "broken_number",
    "cut",
    "digit_end",
    "is_clean",
    "is_mixed",
    "is_sure",
    "starts",
    "unbroken",
]

#: Characters of a folded key that are part of a number.
NUMERIC = frozenset("0123456789十百廿")
#: What a name without its municipality must be followed by: a number at once, and one of a house. 平成20年, 軽井沢72ゴルフ,
#: 金沢21世紀, 高岡第一高等学校, のぞみ1号 and 大和3番線 have a number behind a town's name and are no addresses.
SURE = lazy(
    r"[甲乙丙丁]?(?:[0-9十百]+(?:$|[-の丁(A-Z,、・/:;]|番(?![線手人目組星館])|ばんち?(?:[0-9の]|$)|[区組部街字](?:[0-9]|$)|(?P<gap>(?=.)))"
    r"|第[0-9十]+(?:地割|番|区|丁)|無番|番外)"
)
#: How a name ends: not inside a number, inside one, inside one written in kanji.
WHOLE, HALVED, HALVED_KANJI = 0, 1, 2

_AZA = ("大字", "小字", "字")
# What may stand behind a name: a number in any form, 甲 乙 丙 … and イロハ before one, punctuation, or nothing.
_CLEAN = lazy(
    r"$|拾[0-9百千番の]|[0-9千A-Z()\[\]「、,.・/:;#*-]|[大小]?字|第[0-9十]|無番|番外|番地|地先|[甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥ぁ-ゖ]部?[0-9十百の-]"
)


#: What a clean end is told by, where no space stands there: most letters that follow a name are none of it.
CLEAN_HEADS = frozenset(
    "拾0123456789十百廿千ABCDEFGHIJKLMNOPQRSTUVWXYZ()[]「、,.・/:;#*-大小字第無番地"
    "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
) | frozenset(map(chr, range(ord("ぁ"), ord("ゖ") + 1)))


# A number in kanji is one only where something says so: 国立一関… is no 国立 + 1.
_RUN = lazy("[0-9十百廿]{2,}")
_KANJI_NUMBER = lazy(r"[0-9十百千廿]+(?:$|丁|町目|番|号|線|条|地割|割|区|部|組|字|-|の[0-9十百]|[(A-Z])")


def starts(key: str, p: int) -> Iterable[tuple[int, int]]:
    """Where a name may begin: here, or behind a 大字, 小字 or 字 that the registry's key does not have."""
    for aza in _AZA:
        if key.startswith(aza, p):
            return ((p, 0), (p + len(aza), SKIP_AZA))
    return ((p, 0),)


def is_clean(folded: Folded, p: int) -> bool:
    """Whether the name that ends at ``p`` is followed by a number, a break or nothing."""
    key = folded.key
    if p >= len(key):
        return True
    head, offsets = key[p], folded.offsets
    if head in NUMERIC:
        written = folded.text[p if offsets is None else offsets[p]]
        return written not in KANJI_NUMERALS or _KANJI_NUMBER.match(key, p) is not None
    if head in CLEAN_HEADS and _CLEAN.match(key, p):
        return True
    return offsets is not None and offsets[p] - offsets[p - 1] > 1


def is_sure(folded: Folded, p: int) -> bool:
    """Whether a number follows at once: what a name needs that stands without its municipality or ward."""
    sure = SURE.match(folded.key, p)
    if sure is None or not is_clean(folded, p):
        return False
    if sure.end() == len(folded.key) and folded.text[folded.origin(p)] in KANJI_NUMERALS:
        return False  # 長野一 is a person as well
    # 紀尾井町1 青葉ビル: letters behind the number only where a space parts them
    return sure["gap"] is None or folded.origin(sure.end()) - folded.origin(sure.end() - 1) > 1


def is_mixed(written: str) -> bool:
    """Whether a figure is written partly in kanji: 五1 is 小字 五 and 1, not 51; a space is no figure (六壱 15)."""
    return len({c in KANJI_NUMERALS for c in written if not c.isspace()}) > 1


def cut(folded: Folded, end: int) -> int:
    """Whether a name that ends here would end inside a number.

    福万619 is 福万 + 619, 字二1 is 字二 + 1, because the forms of the digits differ; 中川217 is not 中川2 + 17.
    """
    key = folded.key
    if end >= len(key) or key[end - 1] not in NUMERIC:
        return WHOLE
    if key.startswith("丁目", end):
        return HALVED
    if key[end] in ",、":
        # 佐渡市中央1,515番地 is not 515 of 中央一; 中央一、515番地 is
        goes_on = key[end + 1 : end + 2].isdecimal()
        return HALVED if goes_on and folded.text[folded.origin(end - 1)] not in KANJI_NUMERALS else WHOLE
    if key[end] not in NUMERIC or not unbroken(folded, end - 1, end + 1):
        return WHOLE
    before, behind = folded.text[folded.origin(end - 1)], folded.text[folded.origin(end)]
    if (before in KANJI_NUMERALS) != (behind in KANJI_NUMERALS):
        return WHOLE
    return HALVED_KANJI if before in KANJI_NUMERALS else HALVED


def digit_end(folded: Folded, end: int) -> int:
    """Whether the figure that ends a name may be the house's: 観音寺1-2 is 観音寺一 + 2 or 観音寺 + 1-2."""
    key = folded.key
    if not key[end - 1].isdecimal() or key[end : end + 1] not in ("-", "の"):
        return 0
    return DIGIT_END if folded.text[folded.origin(end - 1)] not in KANJI_NUMERALS else 0


def broken_number(folded: Folded, start: int, end: int) -> bool:
    """Whether a number in a stretch of the key is written with a space in it: 西2 2-1 is no 二十二丁目."""
    return folded.offsets is not None and any(
        not unbroken(folded, *run.span()) for run in _RUN.finditer(folded.key, start, end)
    )


def unbroken(folded: Folded, start: int, end: int) -> bool:
    """Whether no space was left out of a stretch of the key: 西1 2ビル is not 西12."""
    return folded.offsets is None or folded.offsets[end - 1] - folded.offsets[start] == end - 1 - start
