"""Forms (脇に置く形): how that which is no part of an address is written; :mod:`addrreg.match.aside` uses them.

Each form is narrow enough that no address has it, with the counter-case beside it. All are linear in their input.
"""

from __future__ import annotations

import re
from functools import lru_cache

from addrreg.text.lazy import lazy

__all__ = [
    "BOXED_NUMBER",
    "BREAKS",
    "BUILDING",
    "CLOSERS",
    "CODE",
    "COMPANY",
    "END",
    "FRONT",
    "GROUP",
    "HEADS",
    "HONORIFIC",
    "INSIDE",
    "INVISIBLE",
    "LABEL",
    "LATER",
    "PHONE",
    "PLACE",
    "PLAIN",
    "PUNCTUATION",
    "SPACED",
    "SPACES",
    "form",
    "post_code_of",
    "telephone",
]

_D = "[0-9０-９]"
_DASH = "\\-‐‑‒–—―−－ーｰ─━﹣﹘⁃⁻➖"
_OPEN, _CLOSE = "(（[［【〔「『<＜《〈", ")）]］】〕」』>＞》〉"
#: Closing brackets and quotation marks, with what opens them.
CLOSERS = dict(zip(_CLOSE, _OPEN, strict=True)) | {"”": "“", "’": "‘"}
_BULLETS = "=＝・･●○◎◆◇■□▲△▼▽★☆※＊*#＃→⇒►▶•◦‣✓"
_QUOTES = "\"'`“‘”’＂＇"
#: What may close a text without being part of it.
PUNCTUATION = frozenset("。．.、,，;；!！?？:：/／|｜" + _QUOTES + _OPEN + "→")
#: Characters that show nothing: controls, zero-width, direction marks, byte order mark (variation selectors are letters).
INVISIBLE = frozenset(
    map(chr, (*range(9), *range(14, 28), 0x7F, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F)))
) | frozenset(map(chr, (*range(0x2060, 0x206A), 0xFEFF)))
#: Line ends and the many spaces become one kind; the ideographic space stays as it is written.
SPACES = dict.fromkeys(
    (*range(9, 14), *range(28, 32), 0x85, 0xA0, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F), 0x20
)
_INVISIBLE = re.escape("".join(sorted(INVISIBLE)))

_NO_LABEL = (
    "(?![現新旧自本]?住所|所在|本[社店]|会[社場]|日本[国、・：〒\\s一-龥]|電話|郵便|連絡|送[付り]|届|配送|納[品入]|勤務|宛|自宅|場所|設置|登記"
    "|店舗|支店|携帯|直通|代表)[一-龥]"
)
# What may begin or end a piece to set aside; T of TEL, X of FAX. At the end 御中 様 殿 宛 先生 行 付近 周辺 方面 ほか 他 界隈 一帯.
_SIGNS = f"\\s{_INVISIBLE}{re.escape(_OPEN + _CLOSE + _QUOTES)},，、。．.:：;；/／|｜@＠〒〠℡☎☏+＋TtＴｔXxＸｘ!！?？電_＿~～〜"
_LAST = "(?<![近辺面他か隈帯中様殿宛生行])\\Z"
# 5--3 and 5一3 are written for 5-3 (match/joined.py)
_JOINT = f"一(?![0-9０-９])|[{_DASH}](?![{_DASH}])"
# a zero that fills up no figure (match/padded.py)
_ZERO = f"(?<={_D})[0０]|[0０](?!{_D})"
# Atomic groups and not possessive ones: before 3.11.5 Python goes on behind what a look ahead saw in a possessive group that failed.
#: A text that has nothing to set aside, told in one look at each character: a kanji in front (but no 住所 …), and no sign.
PLAIN = lazy(f"{_NO_LABEL}(?>(?:[^{_SIGNS}一0０{_DASH}]++|{_JOINT}|{_ZERO})*){_LAST}")
# a space that may part the figures of a number (match/joined.py)
_BETWEEN = f"(?<={_D}[ \u3000]){_D}{{1,4}}+(?![^ \u3000{_DASH}の番号])"
#: The same with spaces in it, none of which a telephone number, a code, a country or a figure stands behind: 紀尾井町1-3 青葉ビル. It
#: may still be a company's name with an address behind it.
SPACED = lazy(
    f"{_NO_LABEL}(?>(?:[^{_SIGNS}一0０{_DASH}]++|{_JOINT}|{_ZERO}|[ \u3000](?![ \u30000０日]|[0-9A-Z]{{3}}-|{_BETWEEN}))*){_LAST}(?<![0-9０-９]{{3}}[{_DASH}][0-9０-９]{{4}})"
)

_PREF = "(?:北海道|東京都|京都府|大阪府|[一-龥]{2,3}[県縣])"
_CODE7 = f"{_D}{{3}}[{_DASH}]?{_D}{{4}}(?!{_D}|[{_DASH}]{_D})"
_MARKED = rf"(?:[〒〠〶]|郵便番号)[\s:：]{{0,2}}{_D}{{3}}(?:\s?[{_DASH}]\s?|\s)?{_D}{{4}}(?!{_D})"
_LABEL = (
    r"(?:[ごご現新旧自]?住\s?所|(?:本社|本店|会社|店舗)?所\s?在\s?地|登記(?:上の?)?住所|(?:お|御)?(?:送|届け|送付|配送|納品|納入)先(?:住所)?"
    r"|本社|本店|支店|勤務先|自宅|連絡先|宛先|会場|場所|設置場所|(?i:street\s|mailing\s)?(?i:address|addr\.?))"
)
#: A label, alone.
LABEL = _LABEL
_GROUP = f"[{re.escape(_OPEN)}][^{re.escape(_OPEN + _CLOSE)}]{{1,30}}[{re.escape(_CLOSE)}]"
#: A text in brackets.
GROUP = _GROUP
#: A number in brackets, which says by its form that it is one: (5-2), （5番2号）.
BOXED_NUMBER = rf".{_D}{{1,5}}(?:番地?の?|[{_DASH}])(?:{_D}{{1,5}}(?:[{_DASH}]{_D}{{1,5}})?号?)?."
#: The form of a company: what follows （株） is a name, even if it begins with a place (（株）北海道…).
COMPANY = "[株有資名合社財医学宗福独特企相同行公一]{1,3}|[^都道府県市区町村]{2,4}法人|会社"
#: What says that a text in brackets is a place: （東京都）千代田区.
PLACE = rf"{_PREF}|[都道府県市区町村郡](?:.*{_D})?\Z"

_PHONE_LABEL = r"(?:(?<![A-Za-zＡ-Ｚａ-ｚ])(?i:tel|fax|phone|ＴＥＬ|ＦＡＸ)|[℡☎☏]|電話(?:番号)?|ファッ?クス|フリー(?:ダイヤル|コール)|携帯(?:電話)?|直通|代表|(?<![A-Za-zＡ-Ｚａ-ｚ])[TFＴＦ][:：])"
_LABELLED = rf"{_PHONE_LABEL}(?:{_PHONE_LABEL}|[\s:：./／・、のは番号]){{0,6}}[+＋(（]{{0,2}}{_D}(?:[{_DASH}().（）\s]{{0,2}}{_D}){{5,13}}"
# 0 in front, ten or eleven digits (counted by telephone()): no number of a house is like that
_BARE = (
    rf"(?<![0-9０-９A-Za-zＡ-Ｚａ-ｚ{_DASH}])(?:[+＋]{_D}{{2}}[{_DASH}\s]?[(（]?{_D}{{0,4}}|[(（]?[0０]{_D}{{1,4}})[)）]?"
    rf"[{_DASH}\s(（]{{0,2}}{_D}{{1,4}}[{_DASH}\s)）]{{0,2}}{_D}{{3,4}}(?!{_D}|[{_DASH}]{_D})"
)
#: A telephone number, with its label and the bracket before it.
PHONE = rf"[(（\[【]?(?:{_LABELLED})|{_BARE}"

_MAIL = r"(?:(?i:e-?mail|mail|メール|url|hp)[\s:：]{0,3})?(?:[A-Za-z0-9._%+-]{1,64}[@＠][A-Za-z0-9.-]+|(?:https?://|www\.)[^\s）)」]+)"
# デジタルアドレス (A7E-2FK2): three and four of A-Z and 0-9, both kinds; the last four hold a letter, so that A10-1201 stays a room
_DIGITAL = r"(?<![0-9A-Za-z-])(?=[A-Z-]*[0-9])[0-9A-Z]{3}-(?=[0-9]*[A-Z])[0-9A-Z]{4}(?![0-9A-Za-z-])"

#: One piece in front of an address. The number of a list has no figure behind its point (1.3 is none), and with a space only
#: a place follows; 日本 is the country only before a break or a prefecture (日本橋 is none); a bare code is no telephone
#: number, and T is 〒 only before a whole one.
FRONT = (
    rf"(?P<space>[\s,，、{_INVISIBLE}]+)"
    rf"|(?P<post_code>[(（]?(?:{_MARKED}|[TＴ]{_D}{{3}}[{_DASH}]{_D}{{4}}(?!{_D})|{_CODE7})[)）]?)"
    rf"|(?P<rest>[〒〠〶]\s?[0-9０-９{_DASH}]*|[(（]?{_D}{{1,3}}[.．)）、:：](?!{_D})|(?i:no)[.．]?\s?{_D}{{1,5}}[.:：\s]"
    rf"|[①-⑳⑴-⒛]|{_D}{{1,5}}(?=\s+[一-龥々ヶケがの]{{1,9}}[都道府県市区郡町村])|{_MAIL}|{_DIGITAL})"
    rf"|(?P<telephone>{PHONE})"
    rf"|(?P<group>{_GROUP})(?=\s*[^\s{re.escape(_CLOSE + _QUOTES)}。、,])"
    rf"|(?P<noise>[{re.escape(_OPEN + _CLOSE + _QUOTES + _BULLETS)}.．:：;；/／|｜]|[{_DASH}+＋_＿~～〜]+(?=\s*{_PREF})"
    rf"|{_LABEL}(?:\s*[:：]|\s+|(?={_PREF}|〒))|日本国(?!立)|日本(?=[\s,，、・:：〒]|{_PREF})|(?i:japan)(?=[\s,，、:：〒一-龥]))"
)

#: The kanji that a piece of :data:`FRONT` may begin with: 住所, 本社, 日本, 電話, 郵便番号 ….
HEADS = frozenset("現新旧自住本会店所登御送届配納勤支連宛場設日電携直代郵")

#: A postal code with its sign, wherever it stands.
CODE = rf"[(（]?{_MARKED}[)）]?"
#: What stands between the parts of an address without being one.
#: ``_x000D_`` is a line's end as Excel writes it into a file, ``<br>`` as a form does.
INSIDE = rf"(?P<post_code>[(（]?{_MARKED}[)）]?)|(?P<noise>(?i:_x000[da]_|<br\s?/?>))|(?P<rest>{_MAIL}|(?<=[\s(（、,]){_DIGITAL})|(?P<invisible>[{_INVISIBLE}]+)"
#: The last piece of a text: a postal code behind a number, the country, 付近. 大字方面 and 字外様 are names.
END = (
    rf"(?P<post_code>(?:(?<=[0-9０-９号地階室棟番])[\s{_INVISIBLE}]+|[(（]|(?<=[)）A-Za-z]),?\s+){_D}{{3}}[{_DASH}]{_D}{{4}}[)）]?)\Z"
    r"|(?P<noise>[\s,，、]+(?:日本国?|(?i:japan)))\Z"
    r"|(?P<rest>付近|周辺|近辺|界隈|一帯|(?<![大字市区町村\s])方面|(?<=[0-9０-９地号番目町\s])(?:ほか|他))\Z"
)
#: Whose address it is; a name behind a figure or a space goes with it: 1-3 青葉太郎様.
HONORIFIC = r"(?:(?<=[\s0-9０-９階室棟号地FＦ])(?P<name>(?!(?<=[0-9０-９号])[号室階棟番地館][ \u3000室])(?:[一-龥々]{1,4}[ \u3000](?=[^\s]{1,6}[ \u3000]?[様殿]))?[^\s0-9０-９]{1,24}[ \u3000]?))?(?P<word>御中|様|(?<![御本神拝宮])殿|宛|先生|(?<=[ \u3000])行)\Z"
#: A word that belongs to a building, so that its name stays when 様 or 御中 stands behind it.
BUILDING = "ビル|マンション|アパート|ハイツ|コーポ|荘|寮|タワー|ハウス|号室|階|棟|号館|館|御$|本$|神$|拝$|宮$"
#: What may separate the names of an address: 東京都、千代田区 and 東京都（千代田区.
BREAKS = f"[{re.escape(_OPEN + _CLOSE + _QUOTES)},，、。．:：;；/／|｜・]+"
#: Where an address may begin behind another text: a prefecture behind a break, or anything behind 〒 and 住所：.
LATER = (
    rf"[\s{_INVISIBLE}{re.escape(_OPEN + _CLOSE + _QUOTES + _BULLETS)},，、。.．:：;；/／|｜①-⑳⑴-⒛](?=(?:日本国?)?{_PREF})|{_MARKED}[)）]?"
    rf"|住所\s*[:：]"
)

_ONE_CODE = rf"\D*{_D}{{3}}(?:\s?[{_DASH}]\s?|\s)?{_D}{{4}}\D*"
_FULL = str.maketrans("０１２３４５６７８９", "0123456789")


@lru_cache(maxsize=64)
def form(source: str) -> re.Pattern[str]:
    """One of the forms, compiled when it is first needed: most files need none of them."""
    return re.compile(source)


def post_code_of(text: str) -> str:
    """The seven digits of a text that holds a postal code, or nothing.

    >>> post_code_of("〒１０２－００９４"), post_code_of("〒102"), post_code_of("(前期)")
    ('1020094', '', '')
    """
    digits = "".join(c for c in text.translate(_FULL) if c in "0123456789")
    return digits if len(digits) == 7 and form(_ONE_CODE).fullmatch(text) else ""


def telephone(text: str) -> bool:
    """Whether a text of the form of a telephone number is one: with a label, or of ten or eleven digits.

    >>> telephone("TEL 1234-5678"), telephone("(03)1234-5678"), telephone("03-12-345")
    (True, True, False)
    """
    if form(_PHONE_LABEL).search(text):
        return True
    digits = sum(c.isdecimal() for c in text)
    if text.translate(_FULL).startswith("00"):
        return False  # 00123-00004 is a parcel of an export
    return digits in (10, 11) if "+" not in text and "＋" not in text else 10 <= digits <= 13
