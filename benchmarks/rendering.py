"""The ways in which people write one row of the registry: what the round trip feeds back to the library.

Each way is a function of a :class:`Place` that returns the text, or None where it cannot be applied. A way
that gives the same text as ``full`` says nothing and is not counted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["WAYS", "Place", "Written", "renderings"]

BUILDING = "コーポ山田"
ROOM = "101"

_TO_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_TO_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_SWAP_KE = str.maketrans("ケヶ", "ヶケ")
_SWAP_NO = str.maketrans("ノのﾉ", "のノの")
# Current form and the older or rarer one that people write; each is put in place of the other.
_FORMS = """
    沢澤 浜濱 広廣 国國 桜櫻 斎齋 学學 区區 条條 県縣 島嶋 滝瀧 竜龍 辺邊 塩鹽 鉄鐵 桧檜 渋澁 豊豐
    宝寶 関關 円圓 万萬 仏佛 会會 来來 徳德 恵惠 団團 蔵藏 霊靈 観觀 黒黑 緑綠 高髙 崎﨑 富冨 館舘
    弥彌 寿壽 与與 真眞 瀬瀨 亀龜 麦麥 巌巖 峡峽 剣劍 経經 栄榮 駅驛 戸戶 郷鄕 曽曾 渕淵 諌諫 蛎蠣
    砺礪 桝枡 斉齊
"""
_SWAP_FORMS = str.maketrans(
    "".join(pair[0] + pair[1] for pair in _FORMS.split()),
    "".join(pair[1] + pair[0] for pair in _FORMS.split()),
)
_AZA = re.compile("^(大字|小字|字)(?=.)")
_CHOME_NUMBER = re.compile("([〇一二三四五六七八九十]+|[0-9０-９]+)(?=丁目|丁$)")
_DIGITS = "〇一二三四五六七八九"


class Place(NamedTuple):
    """One row of table town with the names of its municipality, and whether its 大字 has 丁目 or 地割."""

    node: int
    lg_code: str
    machiaza_id: str
    machiaza_type: int
    pref: str
    county: str
    city: str
    ward: str
    oaza_cho: str
    chome: str
    chome_number: int | None
    koaza: str
    has_chome: bool

    @property
    def admin(self) -> str:
        """Prefecture to ward."""
        return self.pref + self.county + self.city + self.ward

    @property
    def town(self) -> str:
        """大字・町 to 小字."""
        return self.oaza_cho + self.chome + self.koaza

    @property
    def type_label(self) -> str:
        """The machiaza_type; a 小字 that the registry lists without its 大字 is a type of its own."""
        if self.machiaza_type == 3 and not self.oaza_cho:
            return "3 小字, no 大字"
        return {1: "1 大字・町", 2: "2 丁目", 3: "3 小字"}.get(self.machiaza_type, str(self.machiaza_type))


class Written(NamedTuple):
    """A text, and the ``number`` and ``building`` that it must give (None: not asked)."""

    text: str
    number: str | None = None
    building: str | None = None


def _kanji(number: int) -> str:
    """A number below a hundred in kanji.

    >>> [_kanji(n) for n in (2, 10, 24, 30)]
    ['二', '十', '二十四', '三十']
    """
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _arabic(run: str) -> int:
    """The value of a run of digits or kanji numerals below a hundred."""
    if run[0] in "0123456789０１２３４５６７８９":
        return int(run)
    if "十" not in run:
        return int("".join(str(_DIGITS.index(char)) for char in run))
    tens, _, ones = run.partition("十")
    return (_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0)


def _other_form(match: re.Match[str]) -> str:
    value = _arabic(match[1])
    written_in_kanji = match[1][0] in _DIGITS + "十"
    return str(value) if written_in_kanji or value > 99 else _kanji(value)


def _digits_follow_badly(name: str) -> bool:
    """Whether a number cannot stand directly behind the name: ４ and 123番地 would make one number, 4123."""
    return not name or name[-1].isdecimal()


def full(place: Place) -> Written:
    return Written(place.admin + place.town)


def no_pref(place: Place) -> Written:
    return Written(place.county + place.city + place.ward + place.town)


def no_county(place: Place) -> Written:
    return Written(place.pref + place.city + place.ward + place.town)


def chome_form(place: Place) -> Written:
    """二丁目 ⇄ 2丁目, in whatever part of the name it stands (南郷通一丁目)."""
    return Written(place.admin + _CHOME_NUMBER.sub(_other_form, place.town))


def wide(place: Place) -> Written | None:
    """Every digit in full width, with a number behind."""
    if _digits_follow_badly(place.town):
        return None
    town = place.town
    if place.chome_number:
        town = place.oaza_cho + _CHOME_NUMBER.sub(str(place.chome_number), place.chome) + place.koaza
    return Written(place.admin + (town + "123番地4").translate(_TO_WIDE), number="123-4")


def narrow(place: Place) -> Written:
    """Full-width digits of the names (第６地割) in half width."""
    return Written(place.admin + place.town.translate(_TO_NARROW))


def ke(place: Place) -> Written:
    return Written(full(place).text.translate(_SWAP_KE))


def no(place: Place) -> Written:
    return Written(place.admin + place.town.translate(_SWAP_NO))


def no_aza(place: Place) -> Written:
    return Written(place.admin + _AZA.sub("", place.oaza_cho) + place.chome + _AZA.sub("", place.koaza))


def aza_added(place: Place) -> Written | None:
    """字 where the registry has none; 大字 too, where the name is not that of a 町."""
    if place.koaza:
        if not place.oaza_cho or _AZA.match(place.koaza) or place.koaza[0] == "字":
            return None
        return Written(place.admin + place.oaza_cho + place.chome + "字" + place.koaza)
    if place.chome or _AZA.match(place.oaza_cho) or place.oaza_cho[-1:] in "町丁目条通":
        return None
    return Written(place.admin + "大字" + place.oaza_cho)


def banchi(place: Place) -> Written | None:
    """A number in words behind."""
    if _digits_follow_badly(place.town):
        return None
    return Written(full(place).text + "123番地4", number="123-4")


def hyphen(place: Place) -> Written | None:
    """Everything in hyphens, a 丁目 too, with a building and room behind."""
    tail = BUILDING + ROOM
    if place.chome:
        if place.koaza or _digits_follow_badly(place.oaza_cho):
            return None
        text = f"{place.admin}{place.oaza_cho}{place.chome_number}-2-3{tail}"
        return Written(text, number="2-3", building=BUILDING)
    if _digits_follow_badly(place.town):
        return None
    # 1- behind a 大字 that has 丁目 is its 一丁目, rightly: a number that is no 丁目 stands there instead.
    number = "123-4" if place.has_chome else "1-2-3"
    return Written(full(place).text + number + tail, number=number, building=BUILDING)


def forms(place: Place) -> Written:
    """旧字体 and 異体字 where the registry has the current form, and the other way round."""
    return Written(full(place).text.translate(_SWAP_FORMS))


def spaces(place: Place) -> Written:
    parts = (place.pref, place.county + place.city, place.ward, place.town)
    return Written("　".join(part for part in parts if part))


def no_ward(place: Place) -> Written:
    return Written(place.pref + place.county + place.city + place.town)


#: Name of each way → how it is written; the docstrings say what is not plain from the name.
WAYS: dict[str, Callable[[Place], Written | None]] = {
    "full": full,
    "no_pref": no_pref,
    "no_county": no_county,
    "no_ward": no_ward,
    "chome_form": chome_form,
    "wide": wide,
    "narrow": narrow,
    "ke": ke,
    "no": no,
    "no_aza": no_aza,
    "aza_added": aza_added,
    "banchi": banchi,
    "hyphen": hyphen,
    "forms": forms,
    "spaces": spaces,
}


def renderings(place: Place) -> Iterator[tuple[str, Written]]:
    """Each way that applies to the place, with its text."""
    plain = full(place)
    yield "full", plain
    for way, write in WAYS.items():
        written = write(place)
        if written and written.text != plain.text:
            yield way, written
