"""Building words (建物の語): the words and forms that :mod:`addrreg.match.building` tells buildings, doors and remarks by."""

from __future__ import annotations

import re

from addrreg.match.number import DASHES
from addrreg.text.lazy import lazy

__all__ = [
    "BOXED_CARE_OF",
    "BOXED_ROOM",
    "BRACKET",
    "CARE_OF",
    "CARE_OF_LATIN",
    "CLOSE",
    "DASHED",
    "HALF_WORD",
    "HOUSE",
    "HOUSE_BEFORE",
    "INNER",
    "LEADING",
    "LETTER",
    "MOST_PIECES",
    "NO_BUILDING",
    "ONE_FIGURE",
    "OPEN",
    "PERSON",
    "SECOND",
    "SECOND_HAS",
    "SPACE",
    "SPACED_WORDS",
    "TOO_HIGH",
    "TRAILING",
    "UNREAD",
    "WORD",
]

#: Characters that stand between two words, and brackets that open.
SPACE = " \u3000\t\r\n"
_QUOTES = "\"'“”‘’"
LEADING = SPACE + DASHES + "、，,．.・･/／;:：＿_~～〜|｜=＝" + _QUOTES
TRAILING = SPACE + "-‐‑‒–—―−－─━﹣﹘⁃、，,・･/／;:：＿_" + _QUOTES
OPEN, CLOSE = "(（[［「『【〔〈《{｛<＜", ")）]］」』】〕〉》}｝>＞"
BRACKET = lazy(f"[{re.escape(OPEN + CLOSE)}]")
# Brackets that belong to the name: (株), and short ones with letters on both sides: コーポ(南)101
INNER = lazy(
    r"[(（](?:[株有合資名財社医学宗福独特同]|(?:仮称?|代)(?=[)）][^ \u3000\t()（）、，,・])|(?<=[^ \u3000\t0-9０-９][(（])(?:[A-Za-z]{1,9}|[^0-9０-９階方棟館()（） \u3000\t]{1,3})"
    r"(?=[)）][^ \u3000\t()（）、，,・]))[)）]"
)
_TYPE = (
    "ビル|マンション|アパート|ハイツ|ハイム|コーポ|コート|メゾン|タワー|レジデンス|ハウス|荘|寮|社宅|官舎|宿舎|号室|棟|号館|番館|センター|プラザ|会館|庁舎|"
    "キャッスル|パレス|ヒルズ|スクエア|テラス|ガーデン|ヴィラ|シャトー|エステート|ステーション|モール|ホテル|病院|大学|学校|工場|本社|支店|郵便局|役所|役場|"
    "パーク|シティ|地下街|空港内|コンコース|構内|敷地内|公園内|駅内|ドーム|アリーナ|デパート|百貨店|BLDG|Bldg|bldg|Building|BUILDING|Tower|TOWER|私書[箱函]|気付|気附|様方|局留|[cC]/[oO]"
)
WORD = lazy(rf"{_TYPE}|住宅|団地|[0-9０-９](?:[FＦ](?![A-Za-z])|階)|室$")
#: A word that names a building.
HOUSE = lazy(_TYPE)
LETTER = lazy(r"[^\W\d_ー〇一二三四五六七八九十]")
# 山田方, 山田様方, 青葉社内, …気付: whose door it is; 北方 and 地方 are places
CARE_OF = lazy(r"(?:様|さま|氏|殿)方$|[^東西南北前後地上下両一大小夕何]方$|気[付附]$|内$|局留め?$")
HOUSE_BEFORE = lazy(
    "(?:ビル|マンション|ハイツ|コーポ|コート|メゾン|タワー|レジデンス|ハウス|荘)[A-Za-z]{1,9}$"
)
# In brackets a short word may be a place: (堀之内), (緒方)
BOXED_CARE_OF = lazy(r"[^東西南北前後地上下両一大小夕何]{2}方$|.{4}内$|気[付附]$|局留め?$")
# Behind an unknown name, 3-5 is a number and no building's
UNREAD = lazy(
    r"(?<![0-9０-９第-])[0-9０-９]{1,4}(?:[-－][0-9０-９]{1,2}|番地?|の[0-9０-９]{1,3}|(?<=[番地])[0-9０-９]{1,3}号?){1,4}$"
)
BOXED_ROOM = lazy("[A-ZＡ-Ｚ]?-?[0-9０-９]{3,4}$")
CARE_OF_LATIN = lazy(r"(?<![A-Za-z])(?:[cC]/[oO]|[aA]ttn[.:]?)(?![A-Za-z])")
PERSON = ("様", "さま", "御中")
# 中2-16 in 3-中2-16; 外二筆, ほか3筆; one letter alone; the end of a word that the number began
NO_BUILDING = lazy(
    r"[東西南北中上下][0-9０-９]{1,3}(?:[-－][0-9０-９]+)+$|(?:番地|地|の)*(?:外|他|ほか)(?:[0-9０-９一二三四五六七八九十]+筆)?(?:の[0-9０-９]+)?$|の?.$|部|[^ \u3000\t]{0,9}(?:付近|周辺|沿い)$"
    r"|の?(?:各?一部|向かい|向い|むかい|隣り|となり|近く|手前|地内|路上|道路|歩道|[都府県市区町村国私農林]道上?|交差点内?|河川敷|[東西南北]{1,2}[側隣])$"
    r"|[0-9０-９]{1,2}丁目$|(?:(?:と|及び|から|または|又は)[0-9０-９]+(?:[-－][0-9０-９]+)*|及び|および|並びに|又は|または)$"
    # 1番1のうち一部, 1番1、同2、同3 of the 登記, and numbers of a company: 法人番号, 登録番号
    r"|の?うち(?:の?一部)?$|(?:同[0-9０-９]++(?:(?:番地?の?|[-－の])[0-9０-９]*+)?[、，,・ ]*+)+$|(?:(?:法人|登録)番号[:：]?|[TＴ])[0-9０-９]{13}$|資本金[0-9０-９]|[北南]緯[0-9０-９]|東経[0-9０-９]"
    # an unknown 小字 behind 丁目 or 地割, and its number
    r"|[大小]?字[^ \u3000\t0-9０-９]{1,10}[0-9０-９]+(?:(?:番地?の?|[-－の])[0-9０-９]*)*号?$"
    # what stands in an empty cell
    r"|(?:(?i:null|none|nan|n/?a)|なし|無し|ナシ|未定|同上|(?:番地|以下)?不[明詳])$"
)
HALF_WORD = lazy(
    r"ちょうめ|ばん(?:ち|[0-9０-９]|$)|ごう$|目(?![^\W\d_])|丁(?:目|[0-9０-９])|[年月][0-9０-９]|日$"
)
TOO_HIGH = lazy(r"[0-9０-９]{3,}(?:[FＦ](?![A-Za-zＡ-Ｚａ-ｚ])|階)")
ONE_FIGURE = lazy("[0-9０-９]")
DASHED = frozenset(DASHES)
SPACED_WORDS = lazy(r"[^ \u3000\t]+")
# Nobody writes more; what is left of such a text is rest, so that the work is bounded
MOST_PIECES = 64


_PLACE_NUMBER = r"[0-9０-９]+(?:[-‐−－ーの番丁][^ \u3000\t]*|(?=$|[ \u3000\t)）、，,。]))"
# A second address in the cell, with its label: 支店：東京都千代田区紀尾井町1-3; 東京都千代田区立図書館2階 is a building
SECOND = lazy(
    r"(?<![^\W\d_])(?:[^ \u3000\t、，,]{1,6}[:：][ \u3000]?)?(?:→[ \u3000]?)?(?:"
    r"(?P<place>(?:北海道|東京都|京都府|大阪府|[一-龥]{2,3}県)[^ \u3000\t0-9０-９]{1,8}[市区町村郡](?![立営役民庁内])[^ \u3000\t0-9０-９]{0,30}"
    # 四日市ハイツ1-2 is a building
    rf"(?={_PLACE_NUMBER})|[一-龥ヶケ]{{1,5}}[市郡](?![立営役民庁内])[一-龥ぁ-んァ-ヶー々]{{1,12}}(?=[0-9０-９]+(?:[-‐−－ー][0-9０-９]+)+(?=$|[ \u3000\t)）、，,。])))"
    r"|(?:または|又は|旧(?:住所)?[:：])[ \u3000]?[^ \u3000\t0-9０-９]{0,30}[0-9０-９])"
)
#: One of these stands in every second address: 市区町村郡, または, 又は, 旧.
SECOND_HAS = frozenset("市区町村郡は旧")
