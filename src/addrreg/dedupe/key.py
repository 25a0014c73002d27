"""Key (名寄せキー): what two spellings of one place share, and what two places never do.

    key = version | place | number | rest | building | floor | room | names
    place = lg_code machiaza_id rsdt_addr_flg blk_id rsdt_id rsdt2_id prc_id

The first four parts are the *spot*; two rows are one place when all parts are equal. A wrong merge is worse than a missed one, so a row
whose spot is not sure has no key, is in a group of its own, and says why (:data:`NO_KEY`). The key is text, made of the registry's ids
and of folded text alone: it does not depend on the file, the order of its rows or the machine, and may be stored. :data:`KEY_VERSION`
stands in front and goes up when the same row would get another key.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from addrreg.match.aside_forms import PHONE, form, telephone
from addrreg.result import Result
from addrreg.text.fold import default_folder
from addrreg.text.identifiers import digital_addresses
from addrreg.text.lazy import lazy
from addrreg.words import DEPTH, MatchLevel, Status

__all__ = ["KEY_VERSION", "NO_KEY", "Key", "fold_building", "fold_name", "key_of"]

#: Goes up when the same row would get another key.
KEY_VERSION = "1"

#: Why a row has no key, and which wrong merge that avoids.
NO_KEY: dict[str, str] = {
    "unmatched": "no place was found: 未定 and 同上 are not the address of all who wrote them",
    "ambiguous": "several places fit: 府中市1-1 in Tokyo and in Hiroshima",
    "no_town": "only a prefecture or a municipality was found: all of 港区 is not one place",
    "no_number": "no house number: all of 三田一丁目 is not one place",
    "no_place": "無番地, 番外地, 地先, …の内, 付近 and 外2筆 say that it is not that number alone",
    "no_name": "name columns are asked for, and all are empty: two people of one house whose names are not known",
    "block": "one figure, no building, and it may be a 街区 (三田一丁目4, 紀尾井町1): two houses of one block",
}

_NOT_THERE = lazy(r"無番|無地番|番外|地先|先\Z|内[0-9]*\Z|合併|[・~]")
_NEAR = lazy(r"付近|周辺|近辺|界隈|一帯|方面|ほか|(?:外|他)[0-9０-９一二三四五六七八九十]*筆?|沿い")
_NO_FIGURE = lazy(r"(?:丁目|耕地|地割|部|線|号|画地)\Z")
_MAIL = lazy(r"[A-Za-z0-9._%+-]{1,64}[@＠][A-Za-z0-9.-]+")
# Signs that are written or left out. Between figures or Latin letters they part: ハイツ1-2 is not ハイツ12, and are a dash
_SIGNS = "-・･.．。、,，'’\"“”_/／ー"
_PARTED = lazy(rf"(?<=[0-9A-Za-z])[{re.escape(_SIGNS)}]+(?=[0-9A-Za-z])")
_SPACED = lazy(r"(?<=[0-9０-９])[ \u3000\t]+(?=[0-9０-９])")
_DROPPED = str.maketrans(dict.fromkeys(map(ord, _SIGNS), None) | {1: "-"})
_FLOOR = lazy(r"(?:(地下|B)?([0-9]+))(?:階|F)?")
_ROOM_END = lazy(r"(?:号室|号|室)\Z")
_COMPANIES = (
    ("(株)", "株式会社"), ("(有)", "有限会社"), ("(同)", "合同会社"), ("(名)", "合名会社"), ("(資)", "合資会社"),
    ("(一社)", "一般社団法人"), ("(一財)", "一般財団法人"), ("(公社)", "公益社団法人"), ("(公財)", "公益財団法人"),
    ("(医)", "医療法人"), ("(学)", "学校法人"), ("(福)", "社会福祉法人"), ("(宗)", "宗教法人"), ("(特非)", "特定非営利活動法人"),
)  # fmt: skip


class Key(NamedTuple):
    """What is compared of one row."""

    spot: str
    """Place, number and rest; empty for a row without a key."""
    building: str
    """The building's name, folded."""
    inside: str
    """Floor and room, folded."""
    names: str
    """The cells of the name columns, folded."""
    why: str
    """Why there is no key (:data:`NO_KEY`); empty where there is one."""
    doubt: str = ""
    """``rescued`` where the place was read from a damaged name."""

    @property
    def text(self) -> str:
        """The key as it is written; empty where there is none."""
        return "|".join((self.spot, self.building, self.inside, self.names)) if self.spot else ""


def key_of(result: Result, names: Sequence[str] = ()) -> Key:
    """The key of a result, and of the names that go with it.

    >>> from addrreg import normalize
    >>> key_of(normalize("東京都港区三田1-4-28 三田国際ビル2F")).text
    '1|131032:0019001:::::|4-28||3田国際びる|2F:|'
    >>> key_of(normalize("港区三田１丁目４番２８号　三田国際ビル ２階")) == key_of(normalize("東京都港区三田1-4-28 三田国際ビル2F"))
    True
    >>> key_of(normalize("港区三田１丁目")).why, key_of(normalize("府中市1-1")).why
    ('no_number', 'ambiguous')
    """
    rest = _rest(result.rest)
    folded = "|".join(_escape(fold_name(name)) for name in names)
    why = _why_not(result, rest) or ("no_name" if names and not folded.strip("|") else "")
    if why:
        return Key("", "", "", folded, why)
    ids = (result.lg_code, result.machiaza_id or _town(result), result.rsdt_addr_flg)
    place = ":".join((*ids, result.blk_id, result.rsdt_id, result.rsdt2_id, result.prc_id))
    spot = "|".join((KEY_VERSION, place, _escape(result.number.casefold()), _escape(rest)))
    inside = f"{_floor(result.floor)}:{_room(result.room)}"
    doubt = "rescued" if {"rescue", "wildcard"} & set(result.steps.split(";")) else ""
    return Key(spot, _escape(fold_building(result.building)), inside, folded, "", doubt)


def _why_not(result: Result, rest: str) -> str:
    """Why a result has no key; empty where it has one."""
    if result.status != Status.MATCHED:
        return str(result.status)
    if DEPTH[result.match_level] < DEPTH[MatchLevel.MACHIAZA]:
        return "no_town"
    number = result.number
    if _NOT_THERE.search(number) or _NEAR.search(rest):
        return "no_place"
    if _NO_FIGURE.search(number) or not any(c.isdecimal() for c in number):
        return "no_number"
    # where the registry does not say whether a town has 住居表示: a 丁目 nearly always has, and blocks seldom reach 100
    flag = result.rsdt_addr_flg
    by_block = flag == "1" or (not flag and (bool(result.chome) or len(number) < 3))
    if number.isdecimal() and by_block and not result.building and not (result.rsdt_id or result.prc_id):
        return "block"
    return ""


def _town(result: Result) -> str:
    """The names of a town that the registry's release has no id for."""
    return _escape("=" + result.oaza_cho + result.chome + result.koaza)


def _escape(text: str) -> str:
    """Text without the signs that part a key."""
    return text.replace("%", "%25").replace("|", "%7C").replace(":", "%3A")


def fold_building(text: str) -> str:
    """A building's name without what people write in several ways: width, 異体字, spaces, points, dashes, capitals.

    Figures that a sign or a space parts stay apart.

    >>> fold_building("ｻﾝﾊｲﾂ・青葉　Ａ棟"), fold_building("サンハイツ青葉A棟"), fold_building("ハイツ1－2"), fold_building("ハイツ12")
    ('さんはいつ青葉A棟', 'さんはいつ青葉A棟', 'はいつ1-2', 'はいつ12')
    """
    return _fold(text)


def _fold(text: str) -> str:
    folded = default_folder().key("".join(_SPACED.sub("-", text).split()))
    return _PARTED.sub("\1", folded).translate(_DROPPED)


def fold_name(text: str) -> str:
    """The name of a person or a company for comparison; ㈱ and (株) are 株式会社, which stays where it stands.

    株式会社青葉 and 青葉株式会社 are two companies, and stay two.

    >>> fold_name("㈱青葉 商会"), fold_name("株式会社青葉商会")
    ('株式会社青葉商会', '株式会社青葉商会')
    """
    folded = _fold(text)
    for short, long in _COMPANIES:
        if short in folded:
            folded = folded.replace(short, long)
    return folded


def _rest(text: str) -> str:
    """What was not understood, without what says nothing about the place: telephone numbers, mail, デジタルアドレス."""
    if not text:
        return ""
    for address in digital_addresses(text):
        text = text.replace(address, " ")
    text = form(PHONE).sub(lambda found: " " if telephone(found[0]) else found[0], text)
    return _fold(_MAIL.sub(" ", text))


def _floor(text: str) -> str:
    """10階, 10F and １０ｆ as 10F, 地下1階 and B1F as B1F; 中2階, 屋上 and several floors as they are written."""
    folded = default_folder().key(text)
    found = _FLOOR.fullmatch(folded)
    return f"{'B' * bool(found[1])}{int(found[2])}F" if found else _escape(folded)


def _room(text: str) -> str:
    """205号室, 205号 and 205 as 205."""
    return _escape(_ROOM_END.sub("", default_folder().key(text)))
