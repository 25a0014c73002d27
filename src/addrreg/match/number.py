"""Number (番地以下): the figures behind the names, read by a small grammar, and where they end.

    number = "無番地" | "番外地" | [ "地番" ] { area } [ head ] figure { joint figure } [ joint letter ] [ unit ] [ trail ] { list figure }
    area   = figure ("丁目" | "番耕地" | "地割" | "部" | "号" | "線" [ figure "号" ])   kept: 12地割34-5, 4番耕地50, 29号2
    joint  = "番地" ["の"] | "番" ["の"] | dash | "の" | "号の" | "街区"
    head   = 甲 乙 丙 … | 子 丑 寅 … | イ ロ い ア … | 東 西 南 北 | a Latin letter   甲135, ハの74, 卯682, い部46, C-3
    letter = 甲 乙 丙 … | イ ロ ハ …, when no other letter follows             6番地ロ, 97乙
    trail  = "番外地" | "地先" | "先" | "内" | "合併番地"                      kept, each says that it is not that parcel alone
    list   = "、" | "," | "・" | "~" | "/" | "及び" | "と" | "から"               1、2番地 is 1・2, 5番1から5番3 is 5-1~5-3

A figure stops before what makes it a floor, a room or a building: 3F, 101号室, 2号棟, 21世紀. Kanji figures count only
where a unit, a dash or an end follows, so that 1-2三田ビル is 1-2 and 三田ビル, and no digit goes from one to the other. What
is counted, priced or dated is no number: 100円, 10名, 12.5㎡, 2024.1.15, 3年2組. Figures that are joined by other signs, 1.2.3 and
1/2/3, have got their dashes before (match/joined.py).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from addrreg.text.lazy import lazy
from addrreg.text.numerals import to_int

__all__ = ["CHAIN", "DASHES", "Number", "joined", "read_number"]

DASHES = "-‐‑‒–—―−－ーｰ─━﹣﹘⁃⸺˗⁻₋➖⎯ㅡᅳ"
_S = r"[ \u3000\t]*+"
_D = r"[0-9０-９]"
_K = r"[〇零一二三四五六七八九十百千万壱弐参拾廿]"
_KANJI = _K[1:-1]
_DASH = f"[{DASHES}]"
_NO = "のノﾉ之"
_SIDES = "東西南北左右浜"
# the registry writes イロハ in half width
_LETTERS = "甲乙丙丁戊己庚辛壬癸イロハニホヘトチリヌルヲワカヨタレソツネナラムｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑ"
_SIGNS = "子丑寅卯辰巳午未申酉戌亥"
# Kana that head a number in 石川, 富山 or 高知: い46, ア14. Not り, が, ヶ …, which end a name that was half read: 大通り3
_KANA = "いろはにほへとぬをわかよたそつならむアウエオキクケコサシスセテフマミメモヤユヨリルレヰヱ"
_NAME = "ぁ-んァ-ヶー一-鿿々ｦ-ﾟ㐀-䶿豈-﫿𠀀-𳍏"
# a name that goes on; 外2筆 and ほか are none
_OTHERS = rf"(?:外|他|ほか)(?:{_D}|[一二三四五六七八九十]+筆|$)"
_ON = rf"(?!{_OTHERS})[{_NAME}]"
# What makes N号 a door: 3号室, 2号棟, 1号店. 3号地 is a field by the sea, but 16号地下1階 is number 16 and its cellar.
_FIELD = rf"地(?!下|上{_D})"
_DOOR = rf"[室棟館店線]|{_FIELD}"
_DOORS = rf"[室棟館店線車倉]|{_FIELD}"
# 1番3号先路上: where something happened, as the police write it
_ROAD = "路上|道路|歩道|交差点|河川敷|[都府県市区町村国私農林]道"
_END = r"$|[ \u3000\t()（）［］\[\]「」、，,]"
# What makes a figure part of something else: 3F, 101号室, 2号棟, 1号倉庫, 3条, 5区, 5番館, 21世紀, 2館; behind a space a name
# that begins so does not: 6-32 館林郵便局, 1 町田ビル.
_OTHER_UNITS = r"号?[棟室]|線|条|地割|割|区|組|班|町|丁(?!目)|字|世紀|周年|館"
_NAMED_UNIT = rf"|[ \u3000]++(?:{_OTHER_UNITS})(?![{_NAME}])"
_NOT = (
    r"(?![A-Za-zＡ-Ｚａ-ｚ](?:号室|室))(?![ \u3000]*+(?:号[館店線車倉]|号地(?!先|下|上[0-9０-９])|番(?:[館町丁]|街(?!区))|"
    r"(?:[・･~～〜&＆][0-9０-９]{1,4}){0,4}(?:階|[FＦ](?![a-zA-Zａ-ｚＡ-Ｚ])|号室)))"
    rf"(?!{_OTHER_UNITS}{_NAMED_UNIT})"
)
# What makes the first figure a price, a count, a time, a date or a measure: 100円, 10名, 10:30, 3年2組, 2024.1.15, 12.5㎡; 円山
# and 名古屋 go on.
_COUNTERS = "円人名個歳才回枚冊倍度坪帖畳件"
_COUNTED = f"|[{_COUNTERS}](?![{_NAME}])"
_QUANTITY = (
    rf"(?![:：][0-5]{_D}(?!{_D})|[,，]{_D}{{3}}円|年(?:[{_D[1:-1]}度前後間]|$)|月(?:{_D}|$)|日$|時(?:{_D}|間|$)|億|[百千][{_D[1:-1]}番]|万[{_D[1:-1]}千円人]"
    rf"|[/／]{_D}{{1,2}}(?:[(（][月火水木金土日]|[ \u3000]+{_D}{{1,2}}[:：時])|[./．／]{_D}{{1,2}}[./．／]{_D}{{1,2}}(?!{_D})|[.．]{_D}{{1,3}}(?:[億万円%％㎡倍坪帖畳度点mk]|キロ|メートル|ha)"
    rf"|[%％㎡]{_COUNTED})"
)
_UNIT_NEXT = (
    rf"(?:丁目|番(?![町丁館街])|号(?!{_DOOR})|{_DASH}{_S}[{_KANJI}0-9０-９]|[{_NO}][{_KANJI}0-9０-９])"
)
_FIGURE = rf"(?:{_D}{{1,3}}(?:[,，]{_D}{{3}})++(?=番|号|の|{_DASH}|{_END})|{_D}++{_NOT}{_QUANTITY}|(?!万){_K}++(?={_S}(?:{_UNIT_NEXT}|$)|(?:(?<={_K}{_K})|(?<=目{_K}))[ \u3000]))"
# 1-2-301C: no house number ends in a Latin letter, a flat's does
_FIGURE2 = rf"(?:{_D}++{_NOT}(?![A-Za-zＡ-Ｚａ-ｚ](?:$|[ \u3000]))|(?!万){_K}++(?={_S}(?:番(?![町丁館街])|号(?!{_DOOR})|{_DASH}|[{_NO}][{_KANJI}])|{_END}|外[{_D[1:-1]}{_KANJI}]))"
# 15ばん3ごう: only in front of a figure, a break or the end, because names begin so as well (15番3ごうだビル)
_BAN_KANA, _GO_KANA = "(?:ばん|バン|ﾊﾞﾝ)[ちチﾁ]?", "(?:ごう|ゴウ|ｺﾞｳ)"
_BAN = f"(?:番地?|{_BAN_KANA})"
_KANA_UNIT = f"(?:{_BAN_KANA}|{_GO_KANA})(?={_END})"
_JOINT = (
    rf"{_S}(?:{_BAN}(?:{_S}{_DASH}|{_S}[{_NO}](?={_S}[{_D[1:-1]}{_KANJI}])|第(?={_D}++{_S}(?:[番号]|$)|{_K}++[番号]))?|番?街区|{_DASH}{{1,3}}+|号?[{_NO}]"
    # 5一3一1: 一 between two Arabic figures is a dash that was taken for a kanji
    rf"|(?<={_D})一(?={_D}))"
)
_COUNT = rf"(?:{_D}++|{_K}++)"
# 1 線路ビル is no 1線
_LINE = f"|線(?![{_NAME}])"
_AREA = (
    rf"第?[{_SIDES}]?{_COUNT}{_S}(?:丁目{_S}(?:{_DASH}|[のノ])?|番?耕地|地割|部(?={_S}{_D}|$)|画地|"
    rf"(?:(?<![ \u3000])線{_LINE}){_S}(?:[{_SIDES}]?{_COUNT}号(?!{_DOOR}))?|街区{_S}{_COUNT}画地|"
    # 29号2 and 第16号5番地 of 福井: 号 before a number is a field's; behind 番 it closes the number, and a room may follow
    rf"号{_S}(?:(?={_D}{{1,2}}+(?!{_D}){_NOT})|(?=(?:{_D}++|{_K}++){_S}番)))"
)
_HEAD = rf"(?:[{_LETTERS}{_SIGNS}{_KANA}]部?(?:の|{_DASH})?|[{_LETTERS}{_SIGNS}][ \u3000](?={_D})|[{_SIDES}](?!{_D}++[東西南北]{_D})|[A-ZＡ-Ｚ](?:(?={_DASH}){_DASH}|番地?(?={_D})|(?={_D}++(?:{_DASH}{_D}++)*+番)))(?={_D}|{_K}++(?:番|[のノ]{_K}))"
_LETTER = (
    rf"(?:{_S}(?:番地|番)?(?:{_DASH}|[のノ])?(?P<letter>[{_LETTERS}])"
    rf"(?:(?:(?:{_DASH}|[のノ]){_D}++|{_D}{{1,2}}+(?!{_D})){_NOT})?(?:{_DASH}{_D}++{_NOT})*+(?=番地|号|[^{_NAME}]|$))?"
)
_UNIT = (
    rf"(?:{_S}(?P<unit>丁目|番外地|番地先(?![斗端進生])|(?:番地?)?合併?番?地|(?:番地?)?[のノ]内(?:第?{_D}{{1,3}})?(?={_END})|番地内(?:第?{_D}{{1,3}}(?={_END})|(?={_OTHERS}))"
    # 5番地先斗ビル is no 地先
    rf"|(?:番?地内|[番号]?先)(?:(?![{_NAME}])|(?={_ROAD}))|号?地先(?![斗端進生])|番?街区(?={_END})|番地|番(?![館街町丁])|号(?!{_DOORS})|{_KANA_UNIT}))?"
)
_LEAD = rf"{_S}(?:(?:番地|地番){_S}[:：]?(?={_S}{_D}))?{_S}(?:{_DASH}|[のノ字、，,:：](?={_S}{_D}))?{_S}"
# Not possessive: before 3.11.5 Python loses what alternatives inside such a group try (三番地, read as nothing). All that follows the
# chain may be missing, so that nothing goes back into it anyway.
_CHAIN = rf"(?:{_JOINT}{_S}{_FIGURE2})*"
# what follows the first figure in the commonest forms, up to the end: 1-2-3, 12番地の3, 4番5号, and no zero in front; the grammar reads them alike
CHAIN = f"(?:(?:{_DASH}|番地?の?|の)[1-9１-９]{_D}*)*(?:番地|番|号)?"
_USUAL = lazy(f"[1-9１-９]{_D}*{CHAIN}")
_WORDS = lazy("番地?の?|の")
_GRAMMAR = (
    rf"{_LEAD}(?P<areas>(?:{_AREA}{_S})++)?(?:"
    rf"(?(areas)|(?:第(?={_S}(?:{_D}|{_K})))?)(?:{_HEAD})?{_FIGURE}{_CHAIN}"
    # areas alone; 五ー南館 behind a dash, as in 西1-五-南館: a kanji figure between two dashes
    rf"|(?(areas)|(?<={_DASH}){_K}++(?={_DASH}))"
    rf"){_LETTER}{_UNIT}"
)
_PIECE = lazy(
    rf"(?P<area>[{_SIDES}]?{_COUNT}(?:丁目|番?耕地|地割|部|画地|線{_S}(?:[{_SIDES}]?{_COUNT}号)?|号(?={_S}[{_D[1:-1]}{_KANJI}])|街区{_S}{_COUNT}画地))"
    rf"|(?P<word>{_BAN_KANA}|{_GO_KANA})"
    rf"|(?P<figure>{_D}++(?:[,，]{_D}{{3}})*+|{_K}++)|(?P<head>[A-ZＡ-Ｚ{_LETTERS}{_SIGNS}{_KANA}{_SIDES}]部?)"
)
_NONE = lazy(
    rf"{_S}(?:{_DASH}|字)?(?P<none>(?:(?:官有|国有|公有|民有)地?)?(?:無番地?|無地番)|番地(?:なし|無し|ナシ)|[甲乙丙丁]?番外地?(?:{_D}{{1,5}})?|地先|地内|(?<=丁目)先)(?!{_ON})"
)
_HEADS_OF_NONE = frozenset(DASHES + "字官国公民無番甲乙丙丁地先")
# イ番地: a parcel that has a letter for its number
_LETTER_ALONE = lazy(
    rf"{_S}(?P<alone>[{_LETTERS}])番地(?:{_S}(?:{_DASH}|[のノ])?{_S}(?P<branch>{_D}++){_NOT})?"
)
_LIST = rf"{_S}(?P<sep>[、，,・･~～〜/／]|及び|および|並びに|と|から|乃至|ないし){_S}(?P<figures>{_D}++{_NOT}(?:(?:番地?の?|{_DASH}|の){_D}++{_NOT})*){_S}(?P<unit>(?:番地?)?合併?番?地|(?:番地?)?[のノ]内(?={_END})|番地|番(?![館街町丁])|号(?!{_DOORS}))?(?:まで)?"


def _without_names(grammar: str) -> str:
    """The same for a text in which :data:`_ASKS_NAMES` finds nothing: a set of all kanji takes 3 ms to compile, each time it stands."""
    for piece in (_NAMED_UNIT, _COUNTED, _LINE):
        grammar = grammar.replace(piece, "")
    return grammar


# what a name may follow that makes it no unit: 1 町田ビル, 2人形町ビル
_ASKS_NAMES = lazy(rf"[ \u3000][号棟室線条地割区組班町丁字世周館]|{_D}[{_COUNTERS}]")
_NUMBER, _NUMBER_NAMED = lazy(_without_names(_GRAMMAR)), lazy(_GRAMMAR)
_MORE, _MORE_NAMED = lazy(_without_names(_LIST)), lazy(_LIST)
# The one block of the country that has a name: 久太郎町四丁目渡辺3号
_NAMED_BLOCK = lazy(
    rf"(?<=目){_S}(?P<block>渡[辺邊邉]){_S}(?P<figure>{_D}{{1,2}}+){_NOT}(?:号(?!{_DOORS})|(?={_END}))"
)
_FULL = str.maketrans("０１２３４５６７８９", "0123456789")
_PLAIN = _FULL | dict.fromkeys(map(ord, DASHES), "-")
_SEPARATORS = frozenset("、，,・･~～〜/／及お並とか乃な")
_RANGES = frozenset(("~", "～", "〜", "から", "乃至", "ないし"))
_LISTS = frozenset(("及び", "および", "並びに"))
# words and a stroke say too little alone: 5-3と6
_LOOSE = frozenset(("/", "／", "と"))
_ONE_AS_DASH = lazy("(?<=[0-9])一(?=[0-9])")
# 1-2-109ビル: a name cannot be ビル alone
_BARE = lazy(rf"ビル(?:ヂング|ディング)?(?={_END}|{_D})")
_COUNT_AREA = lazy(_COUNT)


class Number(NamedTuple):
    """The 番地以下 of an address and where it lies in the text."""

    number: str
    """Normalised to 1-2-3."""
    start: int
    end: int


def joined(figures: str) -> str:
    """Figures of the forms that :data:`CHAIN` has, in half width and with hyphens for dashes, as 1-2-3.

    >>> joined("12番地の3"), joined("4番5号"), joined("1-2")
    ('12-3', '4-5', '1-2')
    """
    return figures if figures.isascii() else _WORDS.sub("-", figures.rstrip("番地号"))


def read_number(text: str, start: int) -> Number | None:
    """Read the number that stands at ``start``; None where none does.

    >>> [read_number(t, 0).number for t in ("１番地の２", "二番三号", "甲135番地", "12-3三田ビル", "30番外地", "無番地")]
    ['1-2', '2-3', '甲135', '12-3', '30番外地', '無番地']
    >>> [read_number(t, 0).number for t in ("第12地割34-5", "西3線北25号", "1、2番地", "29号2", "535番地の内第2")]
    ['12地割34-5', '西3線北25号', '1・2', '29号2', '535内2']
    >>> read_number("1-4-2号棟", 0)
    Number(number='1-4', start=0, end=3)
    """
    if _USUAL.fullmatch(text, start):
        return Number(joined(text[start:].translate(_PLAIN)), start, len(text))
    match = (_NUMBER_NAMED if _ASKS_NAMES.search(text, start) else _NUMBER).match(text, start)
    if match is None or not match[0]:
        return _without_figure(text, start)
    end = match.end()
    plain = _ONE_AS_DASH.sub("-", match[0].translate(_FULL))
    number = plain if plain.isdecimal() else _normal(plain, match["unit"] or "")
    if end >= len(text):
        return Number(number, start, end)
    if text[end] == "ビ" and (given := _without_last(text, start, end, number)) is not None:
        return given
    return _with_list(text, start, end, number) if text[end] in _SEPARATORS else Number(number, start, end)


def _without_figure(text: str, start: int) -> Number | None:
    """What stands for a number without beginning with a figure: 渡辺3号, イ番地, 無番地; each form is asked where its words are."""
    tail = text[start:].lstrip(" \u3000\t")
    head = tail[:1]
    if head == "渡" and (block := _NAMED_BLOCK.match(text, start)):
        return Number(f"渡辺{block['figure'].translate(_FULL)}", start, block.end())
    if (
        head
        and head in _LETTERS
        and tail.startswith("番地", 1)
        and (alone := _LETTER_ALONE.match(text, start))
    ):
        return Number(_wide(alone["alone"]) + (alone["branch"] or "").translate(_FULL), start, alone.end())
    none = _NONE.match(text, start) if head in _HEADS_OF_NONE else None
    if none is None:
        return None
    word = none["none"].translate(_FULL)
    return Number("無番地" if word.startswith("番地") else word, start, none.end())


def _normal(written: str, unit: str) -> str:
    """1番地の2 as 1-2; areas and trails keep their words."""
    trail = _trail(unit)
    out = ""
    glued = True
    for piece in _PIECE.finditer(written[: len(written) - len(unit)] if trail else written):
        if piece["word"]:
            continue  # the ウ of 3ゴウ is no head
        text = piece[0].replace(" ", "").replace("\u3000", "").replace("\t", "")
        if piece["area"]:
            text = _COUNT_AREA.sub(_plain_figure, text)
        elif piece["figure"]:
            text = str(_int(text)) if text[0] in _KANJI else text.replace(",", "").replace("，", "")
        else:
            text = _wide(text)
        out += text if glued else "-" + text
        # no dash behind an area or a head: 12地割34, 甲135; a Latin head keeps it: C-3
        glued = bool(piece["area"] or (glued and piece["head"] and not text.isascii()))
    return out + trail


def _trail(unit: str) -> str:
    """The words of a unit that say more than 番地: 地先, 番外地, 内, 合併番地."""
    if "外" in unit:
        return "番外地"
    if unit.endswith("先"):
        return "地先" if "地" in unit else "先"
    if "内" in unit:
        return "内" + unit.partition("内")[2].removeprefix("第")
    return "合併番地" if "合" in unit else ""


def _wide(letter: str) -> str:
    """A letter as a result writes it: ロ for ﾛ, C for Ｃ."""
    return unicodedata.normalize("NFKC", letter)


def _plain_figure(match: re.Match[str]) -> str:
    return str(_int(match[0]))


def _int(figure: str) -> str:
    if figure.isdecimal():
        return figure
    try:
        return str(to_int(figure))
    except ValueError:
        return figure


def _without_last(text: str, start: int, end: int, number: str) -> Number | None:
    """1-2 of 1-2-109ビル: the third figure is the building's if it is too long for a house and ビル has no other name."""
    before, _, last = number.rpartition("-")
    if len(last) < 3 or "-" not in before or not _BARE.match(text, end):
        return None
    at = end - len(last)
    if text[at - 1] not in DASHES or text[at:end].translate(_FULL) != last:
        return None
    return Number(before, start, at - 1)


def _with_list(text: str, start: int, end: int, number: str) -> Number:
    """The number with the further ones of a list, which ends where a figure may be a room: 1-2-3, 305.

    A list says so by a unit (1、2番地), by two numbers of one shape (1-2、1-3), by counting on (5・6), or by a small
    figure that ends the text (1,3). A stroke and と need the shape (1-3/2-5); 及び says enough alone
    where the text ends (97及び95-7).
    """
    out, before = [number], number
    more = _MORE_NAMED if _ASKS_NAMES.search(text, start) else _MORE
    while match := more.match(text, end):
        figures = "-".join(re.findall("[0-9]+", match["figures"].translate(_FULL)))
        last = before.rpartition("-")[2]
        counts_on = figures.isdecimal() and last.isdecimal() and int(figures) == int(last) + 1
        shaped = "-" in figures and figures.count("-") == before.count("-")
        small = len(figures) < 3 and match.end() == len(text)
        sure = match["sep"] in _LISTS and match.end() == len(text)
        if not (shaped or sure or (match["sep"] not in _LOOSE and (match["unit"] or counts_on or small))):
            break
        out += ["~" if match["sep"] in _RANGES else "・", figures + _trail(match["unit"] or "")]
        before, end = figures, match.end()
    return Number("".join(out), start, end)
