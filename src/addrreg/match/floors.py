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
_STOREY = rf"(?:(?:地下|地上|中|第|(?<![{_L}])[BMＢＭ]{_DASH}?){_S})?{_D}{{1,2}}{_S}(?:階(?![建層])|{_F}|F[Ll](?![{_L}])\.?|/F(?![{_L}]))"
_FLOOR = (
    # 3・4F, 4~7階: the figures before the last share its word; 5F-6F needs its own, for 5-6F can be 5号棟 and 6F
    rf"(?:(?:地下|地上|(?<![{_L}])[BＢ])?{_D}{{1,2}}(?:階|[FＦ])?{_AND}|(?:地下|地上|(?<![{_L}])[BＢ])?{_D}{{1,2}}(?:階|[FＦ]){_DASH}){{0,9}}{_STOREY}"
    r"(?:の?(?:一部|部分)|全部)?"
    # 二階堂 and 三階建 are no floors
    r"|(?:地下|地上)?(?<![〇一二三四五六七八九十百])[一二三四五六七八九十]{1,3}階(?![堂段建町層])"
    r"|(?:地階|屋上階?|最上階|塔屋)(?=[ \u3000\t()（）、，,0-9０-９]|$)"
    rf"|地下(?=$|[ \u3000\t()（）、，,])"
    # the floor on the roof
    rf"|(?<![{_L}])(?:R|Ｒ|PH|ＰＨ){_D}?(?:階|[FＦ])(?=[ \u3000\t()（）、，,0-9０-９]|$)"
    rf"|(?<![{_L}])[BＢ][1-6１-６](?=[ \u3000\t)）]|$)"
    rf"|{_D}{{1,2}}(?:st|nd|rd|th|ST|ND|RD|TH){_S}(?:[Ff]loor|FLOOR|[Ff][Ll]\.?)"
)
_ROOM_UNIT = (
    rf"{_D}{{3,4}}{_DASH}{_D}{{1,2}}(?:号?室|号(?=[ \u3000\t()（）、，,]|$))"
    rf"|(?<=[荘寮ツポムンルト棟館 \u3000])[イロハニホヘトチリいろはにほへとちり]号(?:室|(?=[ \u3000\t()（）、，,]|$))|"
    rf"(?:(?<![{_L}0-9０-９第])[{_L}]{{1,2}}{_DASH}?)?{_D}{{1,5}}(?:{_AND}{_D}{{1,4}}){{0,9}}[{_L}]?(?:[ \u3000]?号室|室|区画)"
    rf"|(?<![{_L}第])[{_L}](?:号室|室|区画|号(?=[ \u3000\t()（）、，,]|$))|(?<![第〇一二三四五六七八九十百]){_KANJI}{{1,4}}号室|(?<![第〇一二三四五六七八九十百]){_KANJI}〇{_KANJI}号(?=$|[ \u3000\t()（）、，,])"
    rf"|(?:(?<![{_L}0-9０-９第])[{_L}]{{1,2}}{_DASH}?)?{_D}{{1,5}}(?:{_AND}{_D}{{1,4}}){{0,9}}(?:(?<=[0-9０-９]{{3}})[ \u3000])?号(?=[ \u3000\t()（）、，,]|$)"
)
# No.1ビル and ビルNo.2 301 are names
_NAMED = rf"(?![Nn][Oo][.．]{_S}{_D}{{1,2}}(?:[^\W\d_]|{_S}{_D}{{3}}))"
_ROOM_LABEL = rf"(?<![{_L}]){_NAMED}(?:[#＃♯]|[Nn][Oo][.．]|№|(?:Room|ROOM|room|Rm|RM|Apt|APT|Unit|UNIT|Suite|SUITE|Ste|STE)[.．]?){_S}[{_L}]?{_DASH}?{_D}{{1,5}}[{_L}]?(?![{_L}0-9０-９])"
_ROOM_ALONE = rf"(?<=[ \u3000\t])[{_L}]?{_D}{{3,4}}[A-ZＡ-Ｚ]?(?=[ \u3000\t])"
_PHONE = (
    rf"(?:TEL|Tel|tel|ＴＥＬ|FAX|Fax|電話|℡|☎|携帯|フリー(?:ダイヤル|コール))(?:番号)?[:：.．]?{_S}[（(]?{_D}[0-9０-９()（）‐‑–−－ー-]{{5,15}}"
    rf"|(?<=[ \u3000\t])[0０]{_D}{{1,4}}{_DASH}{_D}{{1,4}}{_DASH}{_D}{{4}}(?!{_D})|(?<=[ \u3000\t])(?:0(?:120|800|570)|０(?:１２０|８００|５７０)){_DASH}{_D}{{3}}{_DASH}{_D}{{3}}(?!{_D})|※[^()（）]++|内線(?:番号)?[:：]?{_S}{_D}{{1,5}}"
)
# Whom to ask, when, how far, and for how much: 営業時間10:00-18:00, 令和6年1月15日, 徒歩5分, 1,200円
_REMARK = (
    rf"(?<![^ \u3000\t()（）、，,])(?:(?:担当者?[:：]|代表取締役|代表者)[^()（）]*+|(?:営業時間|定休日|受付)[^ \u3000\t()（）]*+"
    rf"|(?:令和|平成|昭和)?[{_D[1:-1]}元]{{1,4}}年{_D}{{1,2}}月(?:{_D}{{1,2}}日)?(?:現在)?|{_D}{{1,3}}(?:[,，]{_D}{{3}})*+円"
    rf"|[^ \u3000\t()（）0-9０-９]{{0,12}}徒歩約?{_D}{{1,3}}分)"
)

#: What can be told apart anywhere behind the number: floor, room, rest (a telephone number, a remark). The first of them wins.
SIGNS = lazy(
    rf"(?P<rest>{_PHONE}|{_REMARK})|(?:(?<![0-9０-９第箱])|(?=(?:[BＢ]|地下){_S}{_D}{{1,2}}{_S}(?:階|[FＦ])|(?:地下|[BＢ][1-6１-６])(?:$|[ \u3000\t)）])))(?:(?P<floor>{_FLOOR})|(?P<room>{_ROOM_UNIT}))|(?P<label>{_ROOM_LABEL}|{_ROOM_ALONE})"
)
#: A room without a word at the end of a name: レジデンス億万101, A-101, 団地1-2-303, 101・102; behind 棟 any figures.
BARE_ROOM = lazy(
    rf"(?<=[棟])(?P<unit>{_DASH}?{_D}{{1,5}}[{_L}]?)$|(?<=[号番]館)(?P<wing>{_DASH}?{_D}{{1,5}}[{_L}]?)$"
    rf"|(?<![{_L}0-9０-９第])(?!I[IV]|VI)(?P<lettered>[{_L}]{{1,2}}{_DASH}?{_D}{{3,4}}[{_L}]?)$"
    rf"|(?P<kanji>(?<!{_KANJI}){_KANJI}〇{_KANJI})$"
    rf"|(?<![0-9０-９第])(?P<plain>{_D}{{3,4}}(?:{_AND}{_D}{{3,4}}){{0,9}}(?:{_DASH}(?:{_D}{{1,2}}|(?=[{_L}])))?[{_L}]?)$"
)
#: What follows a floor and can be nothing but a room: 1F101, 2F-201, 5FAE5-1, 3階B, 3階会議室.
AFTER_FLOOR = lazy(
    rf"{_DASH}?(?:[{_L}]{{0,3}}{_DASH}?{_D}{{1,5}}(?:[-‐・、,~]{_D}{{1,4}}){{0,9}}[{_L}]?|[{_L}]{{1,2}})(?=[ \u3000\t]|$)|[^ \u3000\t]{{1,12}}室$"
)
#: Figures only, and nothing that could be read as a name.
FIGURES = lazy(
    rf"{_DASH}?(?:[{_L}]?|[{_L}]{{1,2}}{_DASH}){_D}{{1,5}}[{_L}]?$|{_DASH}?(?:[{_L}]{{2}}{_D}{{3,4}}|{_D}{{1,4}}{_DASH}[{_L}])$|{_DASH}?[{_L}]$"
)
