"""Unread (不明の小字): the number behind a name that the registry does not have, or behind a room.

Registers write 大字芝字宮根3938-5, and the release has no 字宮根. The 大字 is known, the number is a number all the same, and only
the name between them is ``rest``; the whole address keeps all three. Forms of other languages put the room in front of the number
(Room 301, 1-3).
"""

from __future__ import annotations

from addrreg.match.building import Building, Piece, read_building
from addrreg.match.building_words import HOUSE, OPEN, SPACE
from addrreg.match.floors import SIGNS
from addrreg.match.number import DASHES, Number, read_number
from addrreg.text.lazy import lazy

__all__ = ["read_behind_unread"]

# 字宮根 in 字宮根3938-5: letters of a name, up to a figure, or to one in kanji that says that it is one
_UNREAD_NAME = lazy(
    # the name in a look-ahead, and not {1,12}+, which before Python 3.11.5 loses what is tried inside
    r"(?P<aza>(?:大字|小字|字)[ \u3000]?)?+(?=(?P<name>(?:(?!電話|[一二三四五六七八九十百]+番(?:地|[0-9０-９一二三四五六七八九十]))[ぁ-ゖァ-ヺー々〇一-龠]){1,12}))(?P=name)"
    r"(?(aza)[ \u3000]?)(?=[1-9１-９]|[一二三四五六七八九十百]+番)"
)
_KATAKANA = lazy("[ァ-ヺー]{3}")
_DWELLING = lazy("住宅|団地")
_BEFORE_NUMBER = lazy(r"[ \u3000]*[,，、 \u3000][ \u3000]*(?=[0-9０-９])")


def read_behind_unread(text: str, start: int) -> tuple[Number, Building] | None:
    """The number behind a name that the registry lacks, with the name as ``rest``: 字宮根 and 3938-5 in 芝字宮根3938-5.

    Only where nothing makes it a building's number: 千代田21ビル, 福住住宅3-201, セブン3 and 児童館2 stay whole.

    >>> number, building = read_behind_unread("字宮根3938-5 青葉荘101", 0)
    >>> number.number, building[:4]
    ('3938-5', ('青葉荘', '', '101', '字宮根'))
    >>> read_behind_unread("千代田21ビル", 0), read_behind_unread("児童会館2", 0)
    (None, None)
    """
    name = _UNREAD_NAME.match(text, start)
    if name is None:
        return _read_behind_room(text, start)
    end = name.end("name")
    if not name["aza"] and (
        end - start < 2 or any(sign.search(text, start, end) for sign in (HOUSE, _DWELLING, _KATAKANA))
    ):
        return None
    number = read_number(text, name.end())
    if number is None or number.start != name.end():
        return None
    if number.end < len(text):
        behind = text[number.end]
        if behind not in SPACE + OPEN and ("-" not in number.number or behind in DASHES):
            return None
    unread = Piece("rest", start, end)
    tail = read_building(text, number.end, numbered=True)
    rest = f"{text[start:end]} {tail.rest}" if tail.rest else text[start:end]
    return number, tail._replace(rest=rest, pieces=(unread, *tail.pieces))


def _read_behind_room(text: str, start: int) -> tuple[Number, Building] | None:
    """The number behind a floor or room that stands in front of it: 1-3 of Room 301, 1-3."""
    while text[start : start + 1] in tuple(SPACE):
        start += 1
    fronts: list[Piece] = []
    at = start
    while (sign := SIGNS.match(text, at)) and sign.lastgroup != "rest":
        gap = _BEFORE_NUMBER.match(text, sign.end())
        if gap is None:
            return None
        fronts.append(Piece("floor" if sign.lastgroup == "floor" else "room", *sign.span()))
        at = gap.end()
    number = read_number(text, at) if fronts else None
    if number is None or number.start != at:
        return None
    tail = read_building(text, number.end, numbered=True)
    words = {
        element: " ".join(
            [text[a:b] for name, a, b in fronts if name == element] + [getattr(tail, element)]
        ).strip()
        for element in ("floor", "room")
    }
    return number, tail._replace(**words, pieces=(*fronts, *tail.pieces))
