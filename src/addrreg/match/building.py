"""Building (建物名・方書・階・号室): what stands behind the number, split into building, floor, room and rest.

Nothing is guessed into the number, and every letter and figure lies in exactly one piece. ``building`` is what the
registers of residents call 建物名等(方書): the name with its 棟 or 号館, 山田方, 気付, 私書箱. ``rest`` is what is neither: a
person, a telephone number, a remark in brackets, a town that the registry does not know. Where no number was read, only text that
names a building counts as one; otherwise an unknown town would be told as a house. More in docs/building.md.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from addrreg.match.building_words import (
    BOXED_CARE_OF,
    BOXED_ROOM,
    BRACKET,
    CARE_OF,
    CARE_OF_LATIN,
    CLOSE,
    DASHED,
    HALF_WORD,
    HOUSE,
    HOUSE_BEFORE,
    INNER,
    LEADING,
    LETTER,
    MOST_PIECES,
    NO_BUILDING,
    ONE_FIGURE,
    OPEN,
    PERSON,
    SECOND,
    SECOND_HAS,
    SPACE,
    SPACED_WORDS,
    TOO_HIGH,
    TRAILING,
    UNREAD,
    WORD,
)
from addrreg.match.floors import AFTER_FLOOR, BARE_ROOM, FIGURES, SIGNS
from addrreg.match.number import DASHES, read_number

__all__ = ["NOTHING", "Building", "Piece", "read_building"]


class Piece(NamedTuple):
    """A part of the text and what it was read as: building, floor, room or rest."""

    element: str
    start: int
    end: int


class Building(NamedTuple):
    """What follows the number, as written; several pieces of one kind are joined by a space."""

    building: str = ""
    floor: str = ""
    room: str = ""
    rest: str = ""
    pieces: tuple[Piece, ...] = ()


NOTHING = Building()


def read_building(text: str, start: int, *, numbered: bool) -> Building:
    """Split what stands behind ``start``; ``numbered`` says whether a number was read before it.

    >>> read_building("1-4-1-レジデンス億万101", 5, numbered=True)[:4]
    ('レジデンス億万', '', '101', '')
    >>> read_building("丸の内ビル3階301号室", 0, numbered=False)[:4]
    ('丸の内ビル', '3階', '301号室', '')
    >>> read_building("字見知らぬ", 0, numbered=False).rest
    '字見知らぬ'
    >>> read_building("1-3 青葉荘101(山田方)", 3, numbered=True)[:3]
    ('青葉荘 山田方', '', '101')
    """
    if start >= len(text):
        return NOTHING
    pieces = _read(text, start, numbered)
    if not pieces:
        return NOTHING
    if len(pieces) == 1:
        element, a, b = pieces[0]
        return NOTHING._replace(**{element: text[a:b]}, pieces=tuple(pieces))
    words: dict[str, list[str]] = {"building": [], "floor": [], "room": [], "rest": []}
    for element, a, b in pieces:
        words[element].append(text[a:b])
    building, floor, room, rest = map(" ".join, words.values())
    return Building(building, floor, room, rest, tuple(pieces))


def _read(text: str, start: int, numbered: bool) -> list[Piece]:
    a, b = _trim(text, start, len(text))
    if a == b:
        return []
    if not numbered:
        if not WORD.search(text, a, b):
            return [Piece("rest", a, b)]
        if (unread := _unread_names(text, a, b)) is not None:
            return [Piece("rest", a, unread), *_read(text, unread, True)]
    elif a == start and HALF_WORD.match(text, a):
        # 2目24-12, 4月5日, 1丁8目: the number ran into a word that is no building (目黒須田ビル is one)
        return [Piece("rest", a, b)]
    elif TOO_HIGH.match(text, a):
        # 4-2811F is 4-28 and 11F, or 4-2 and 811F: where figures run together nothing is sure
        return [Piece("rest", a, b)]
    reader = _Reader(text, start, numbered)
    at, depth = a, 0
    for bracket in BRACKET.finditer(text, a, b):
        if bracket.start() < at and text[bracket.start()] in CLOSE:
            continue
        if inner := INNER.match(text, bracket.start(), b):
            reader.skip = inner.end()
        if bracket.start() < reader.skip:
            continue
        reader.part(at, bracket.start(), depth > 0)
        at = bracket.end()
        depth = max(0, depth + (1 if bracket[0] in OPEN else -1))
    reader.part(at, b, depth > 0)
    return reader.pieces


def _unread_names(text: str, a: int, b: int) -> int | None:
    """The end of 字赤兀1-372 in 字赤兀1-372(本荘郵便局): a name that the registry lacks, and the number behind it.

    千代田21ビル and NTT5条ビル have no number behind a name, and アベノ地下街8号 has a building before its figure.
    """
    if UNREAD.search(text, a, b):
        return b
    figure = ONE_FIGURE.search(text, a, b)
    if figure is None or figure.start() == a or HOUSE.search(text, a, figure.start()):
        return None
    number = read_number(text, figure.start())
    if number is None or number.end >= b:
        return None
    behind = text[number.end]
    return number.end if behind in SPACE + OPEN or ("-" in number.number and behind not in DASHES) else None


def _trim(text: str, a: int, b: int) -> tuple[int, int]:
    while a < b and text[a] in LEADING:
        a += 1
    while b > a and text[b - 1] in TRAILING:
        b -= 1
    if text[a : a + 1] == "の" and text[a + 1 : a + 2].isdecimal():
        a += 1
    return a, b


def _without_of(text: str, a: int, b: int) -> int:
    """Where a name ends that の joins to its room: コーポ青葉の201."""
    return b - 1 if b - 1 > a and text[b - 1] == "の" and text[b : b + 1].isdecimal() else b


class _Reader:
    """Collects the pieces of one tail, part by part: parts are what brackets divide."""

    def __init__(self, text: str, start: int, numbered: bool) -> None:
        self.text = text
        self.numbered = numbered
        # the number reads on over dashes, so that figures behind a dash that is left are no part of it: 2番3号-405
        self.dashed = numbered and text[start] in DASHES
        self.pieces: list[Piece] = []
        self.skip = 0
        self.named = False

    def add(self, element: str, a: int, b: int) -> None:
        if a < b:
            self.pieces.append(Piece(element, a, b))
            self.named = self.named or element == "building"

    def part(self, a: int, b: int, boxed: bool) -> None:
        """Read what stands between two brackets."""
        text = self.text
        a, b = _trim(text, a, b)
        if a == b:
            return
        # 青葉ビル(301): figures in brackets are a room behind a building alone
        if (boxed or not self.numbered) and not any(
            sign.search(text, a, b)
            for sign in (WORD, BOXED_CARE_OF, SIGNS, *((BOXED_ROOM,) if self.named else ()))
        ):
            # a remark in brackets, as written
            box = boxed and text[a - 1] in OPEN and text[b : b + 1] != "" and text[b] in CLOSE
            self.add("rest", a - box, b + box)
            return
        other = (b, b)
        second = None if SECOND_HAS.isdisjoint(text[a:b]) else SECOND.search(text, a, b)
        if second and not WORD.search(second["place"] or ""):
            other = _trim(text, second.start(), b)
            a, b = _trim(text, a, second.start())
        a, b, behind = self.care_of(a, b)
        at, after = a, ""
        for sign in SIGNS.finditer(text, a, b):
            self.gap(at, _without_of(text, at, sign.start()), after)
            after = sign.lastgroup or ""
            after = "room" if after == "label" else after
            self.add(after, *sign.span())
            at = sign.end()
        self.gap(at, b, after)
        self.add("building", *behind)
        self.add("rest", *other)

    def care_of(self, a: int, b: int) -> tuple[int, int, tuple[int, int]]:
        """Cut off 神田郵便局私書箱第20号 or c/o Yamada at the end, whose figures are no room."""
        text = self.text
        at = text.find("私書", a, b)
        if at >= 0:
            floors = [sign.end() for sign in SIGNS.finditer(text, a, at)]
            spaces = [text.rfind(space, a, at) + 1 for space in " \u3000\t"]
            at = max(a, *spaces, *floors)
        elif latin := CARE_OF_LATIN.search(text, a, b):
            at = latin.start()
        else:
            return a, b, (0, 0)
        return a, at, _trim(text, at, b)

    def gap(self, a: int, b: int, after: str) -> None:
        """Read what stands between two signs: a name, a room without a word, a person."""
        text = self.text
        dashed = self.dashed and not self.pieces
        a, b = _trim(text, a, b)
        if a == b:
            return
        if len(self.pieces) > MOST_PIECES:
            self.add("rest", a, b)
            return
        if after == "floor" and (room := AFTER_FLOOR.match(text, a, b)):
            self.add("room", *room.span())
            self.gap(room.end(), b, "room")
            return
        b, person = self.person(a, b)
        self.name(a, b, after, dashed)
        self.add("rest", *person)

    def person(self, a: int, b: int) -> tuple[int, tuple[int, int]]:
        """Cut off 山田太郎様 at the end; 山田様方 is a door and stays."""
        text = self.text
        if not text.endswith(PERSON, a, b):
            return b, (0, 0)
        at = max(text.rfind(space, a, b) + 1 for space in " \u3000\t")
        while at > a and b - at < 3:
            at = max(text.rfind(space, a, at - 1) + 1 for space in " \u3000\t")
        at = max(at, a)
        if WORD.search(text, at, b) and at == a:
            return b, (0, 0)
        return at, (at, b)

    def name(self, a: int, b: int, after: str, dashed: bool) -> None:
        """Read a name with the room that may end it."""
        text = self.text
        a, b = _trim(text, a, b)
        if a == b:
            return
        if FIGURES.match(text, a, b):
            figures = sum(c.isdecimal() for c in text[a:b])
            # a letter says that it is no number of a house: 2-A, 2A
            lettered = not after and LETTER.search(text, a, b)
            alone = (self.numbered or self.named) and (dashed or figures > 2 or lettered)
            self.add("room" if alone else "rest", a, b)
            return
        if NO_BUILDING.match(text, a, b) or not LETTER.search(text, a, b):
            self.add("rest", a, b)
            return
        room = self.bare_room(a, b)
        if room is not None:
            first, last = _trim(text, *room)
            self.add("building", *_trim(text, a, _without_of(text, a, first)))
            self.add("room", first, last)
            self.gap(room[1], b, "room")
            return
        known = after in ("floor", "room", "rest") and self.named
        fits = not known or WORD.search(text, a, b) or CARE_OF.search(text, a, b)
        self.add("building" if fits else "rest", a, b)

    def bare_room(self, a: int, b: int) -> tuple[int, int] | None:
        """The room without a word at the end of a name: of its first word that has one, 青葉荘101 山田方."""
        for word in SPACED_WORDS.finditer(self.text, a, b):
            room = BARE_ROOM.search(self.text, word.start(), word.end())
            if room is not None and room.start() > a and self.is_room(room):
                return room.span()
        return None

    def is_room(self, room: re.Match[str]) -> bool:
        """Whether the figures cannot be the name's own: コーポ2000, ハイツ100 (rooms hardly ever end in 00), SHIBUYA109."""
        if room["unit"] or room["wing"] or room["kanji"]:
            return True
        before = self.text[room.start() - 1]
        figures = room["plain"] or room["lettered"]
        if room["plain"] and not DASHED.isdisjoint(figures):
            # ハイム101-2 is a room; 1336・宮前475-1 is a second place and its number
            return HOUSE.search(self.text, max(0, room.start() - 40), room.start()) is not None
        # SHIBUYA109 is one word; in 青葉タワーWEST1201 the word of a house stands before
        word = before.isalpha() and before.isascii()
        return not figures.endswith(("00", "００")) and not (word and not self.is_house(room.start()))

    def is_house(self, end: int) -> bool:
        """Whether a Japanese word of a house stands in front of the Latin letters that end here."""
        return HOUSE_BEFORE.search(self.text, max(0, end - 40), end) is not None
