"""Floors and rooms (階・号室): the words by which one is told from the name of a building.

Each needs a word of its own (階, F, 号室, 号) or a place that only it can have: three or four figures behind the name. What can
be both a name's end and a room's number stays in the name: コーポ2000, ビル5, SHIBUYA109.
"""

from __future__ import annotations

from addrreg.text.lazy import lazy

__all__ = ["AFTER_FLOOR", "BARE_ROOM", "FIGURES", "SIGNS"]

_S = r"[ \u3000\t]?"
_D = "[0-9０-９]"
_L = "A-Za-zＡ-Ｚａ-ｚ"
_DASH = "[-‐‑‒–—―−－ーｰ─━﹣﹘⁃]"
_AND = "[・･、,，~～〜&＆/／と]"
_KANJI = "[〇一二三四五六七八九十百]"

_F = rf"[FＦ](?:(?![{_L}])|(?=[A-ZＡ-Ｚ]{{1,2}}{_DASH}?{_D}))"
_STOREY = rf"(?:(?:地下|地上|中|(?<![{_L}])[BMＢＭ]){_S})?{_D}{{1,2}}{_S}(?:階(?![建層])|{_F})"
_FLOOR = (
    # 3・4F, 4~7階: the figures before the last share its word; 5F-6F needs its own, for 5-6F can be 5号棟 and 6F
    rf"(?:(?:地下|地上|(?<![{_L}])[BＢ])?{_D}{{1,2}}(?:階|[FＦ])?{_AND}|(?:地下|地上|(?<![{_L}])[BＢ])?{_D}{{1,2}}(?:階|[FＦ]){_DASH}){{0,9}}{_STOREY}"
    r"(?:の?(?:一部|部分)|全部)?"
    # 二階堂 and 三階建 are no floors
    r"|(?:地下|地上)?(?<![〇一二三四五六七八九十百])[一二三四五六七八九十]{1,3}階(?![堂段建町層])"
    r"|(?:地階|屋上階?)(?=[ \u3000\t()（）、，,0-9０-９]|$)"
    rf"|(?<![{_L}])[BＢ][1-6１-６](?=[ \u3000\t)）]|$)"
    rf"|{_D}{{1,2}}(?:st|nd|rd|th|ST|ND|RD|TH){_S}(?:[Ff]loor|FLOOR|[Ff][Ll]\.?)"
)
_ROOM_UNIT = (
    rf"(?:(?<![{_L}0-9０-９第])[{_L}]{{1,2}}{_DASH}?)?{_D}{{1,5}}(?:{_AND}{_D}{{1,4}}){{0,9}}[{_L}]?(?:号室|室|区画)"
    rf"|(?<![{_L}第])[{_L}](?:号室|室|号(?=[ \u3000\t()（）、，,]|$))|(?<![第〇一二三四五六七八九十百]){_KANJI}{{1,4}}号室"
    rf"|(?:(?<![{_L}0-9０-９第])[{_L}]{{1,2}}{_DASH}?)?{_D}{{1,5}}(?:{_AND}{_D}{{1,4}}){{0,9}}号(?=[ \u3000\t()（）、，,]|$)"
)
_ROOM_LABEL = rf"(?<![{_L}])(?:[#＃]|[Nn][Oo][.．]|№|(?:Room|ROOM|room|Rm|RM|Apt|APT|Unit|UNIT|Suite|SUITE|Ste|STE)[.．]?){_S}[{_L}]?{_DASH}?{_D}{{1,5}}[{_L}]?(?![{_L}0-9０-９])"
_ROOM_ALONE = rf"(?<=[ \u3000\t])[{_L}]?{_D}{{3,4}}[A-ZＡ-Ｚ]?(?=[ \u3000\t])"
_PHONE = (
    rf"(?:TEL|Tel|tel|ＴＥＬ|FAX|Fax|電話|℡|☎|携帯)(?:番号)?[:：.．]?{_S}[（(]?{_D}[0-9０-９()（）‐‑–−－ー-]{{5,15}}"
    rf"|(?<=[ \u3000\t])[0０]{_D}{{1,4}}{_DASH}{_D}{{1,4}}{_DASH}{_D}{{4}}(?!{_D})|※[^()（）]++"
)

#: What can be told apart anywhere behind the number: floor, room, rest (a telephone number, a remark). The first of them wins.
SIGNS = lazy(
    rf"(?P<rest>{_PHONE})|(?:(?<![0-9０-９第箱])|(?=(?:[BＢ]|地下){_S}{_D}{{1,2}}{_S}(?:階|[FＦ])))(?:(?P<floor>{_FLOOR})|(?P<room>{_ROOM_UNIT}))|(?P<label>{_ROOM_LABEL}|{_ROOM_ALONE})"
)
#: A room without a word at the end of a name: レジデンス億万101, A-101, 団地1-2-303, 101・102; behind 棟 any figures.
BARE_ROOM = lazy(
    rf"(?<=[棟])(?P<unit>{_DASH}?{_D}{{1,5}}[{_L}]?)$|(?<=[号番]館)(?P<wing>{_DASH}?{_D}{{1,5}}[{_L}]?)$"
    rf"|(?<![{_L}0-9０-９第])(?P<lettered>[{_L}]{{1,2}}{_DASH}?{_D}{{3,4}}[{_L}]?)$"
    rf"|(?<![0-9０-９第])(?P<plain>{_D}{{3,4}}(?:{_AND}{_D}{{3,4}}){{0,9}}(?:{_DASH}{_D}{{1,2}})?[{_L}]?)$"
)
#: What follows a floor and can be nothing but a room: 1F101, 2F-201, 5FAE5-1, 3階B, 3階会議室.
AFTER_FLOOR = lazy(
    rf"{_DASH}?(?:[{_L}]{{0,3}}{_DASH}?{_D}{{1,5}}(?:[-‐・、,~]{_D}{{1,4}}){{0,9}}[{_L}]?|[{_L}]{{1,2}})(?=[ \u3000\t]|$)|[^ \u3000\t]{{1,12}}室$"
)
#: Figures only, and nothing that could be read as a name.
FIGURES = lazy(rf"{_DASH}?[{_L}]?{_D}{{1,5}}[{_L}]?$|{_DASH}?[{_L}]$")
