"""Kyoto (京都の通り名): street names such as 寺町通御池上る, which stand in front of a town of 京都市, or behind it.

    [street]  town [number]        寺町通御池上る上本能寺前町488, 竹屋町通千本東入主税町
    town  street  [number]         高辻堀川町西堀川通高辻下る366番2 (the land register), 一町目(上長者町通堀川東入) (the post)

A street name ends in a turn (上る, 下る, 東入, 西入 …), with a 筋目 or 丁目 behind it or not, or, where no turn is written, in 通
or in the name of the street that crosses it (油小路通御池, 三条通柳馬場角). Where it ends the town begins, and only a town of the
ward that stands just there counts: a street's own name (竹屋町) is never taken for the town. The streets of the old town are a
closed list, as prefectures are; they are needed only where no turn is written. Without a town the reading stops at the
ward, and the street is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from addrreg.registry.names import CHILD, HAS_CHILDREN, Names, encode
from addrreg.text.fold import Folded, default_folder
from addrreg.text.lazy import lazy

if TYPE_CHECKING:
    from addrreg.match.machiaza import Town

__all__ = [
    "KYOTO",
    "bare_street",
    "has_turn",
    "is_street",
    "may_have_street",
    "street_behind",
    "street_towns",
]

#: The municipality whose addresses have street names; 亀岡市 and 宇治市 have none.
KYOTO = "京都市"

_LENGTH = 60
_BLOCK = r"(?:[0-9十]{1,3}(?:丁目?|筋目))?"
_TURN = lazy(rf"(?:[上下][がか]?る|[東西南北]へ?入(?!口)る?){_BLOCK}")
_SIDE = lazy(rf"(?:[東西南北]側|(?<![36四三])角|突き?当た?り|[東西南北]詰|(?<=2条)城前){_BLOCK}")
_ANY = lazy(r"通|筋|角|[上下][がか]?る|[東西南北]へ?入|小路")
_COUNT = lazy(r"[0-9十]{1,3}(?:丁目?|筋目)$")
# 12番地, 3-1, (…): no street has these
_NO_STREET = lazy(r"[-()（）番号]|[0-9]{3}")
_BEHIND = lazy(r"$|[0-9()（）,、.]|以下|番|無番|地先|付近")
# What does not tell one street name from another: 御前西入る and 御前通西入, 寺町通り, 上がる, 西側 behind the turn
_LOOSE = lazy(r"通り?|(?<=入)る|[がか](?=る)|[東西南北]側$|(?<=丁)目")
_PLAIN = lazy(r"[^0-9()（）「」-]{1,6}?通り?(?!町)")
_CORNER = lazy(r"角")
_OPEN, _CLOSE = "([", ")]"
_SEPARATORS = lazy(r"[、,・]")
_STREETS = """
今出川 元誓願寺 五辻 笹屋町 寺之内 上立売 武者小路 一条 中立売 正親町 上長者町 中長者町 下長者町 出水 下立売 椹木町
丸太町 竹屋町 夷川 二条 押小路 御池 姉小路 三条 六角 蛸薬師 錦小路 錦 四条 綾小路 仏光寺 高辻 松原 万寿寺 五条 楊梅 六条
花屋町 正面 七条 塩小路 八条 九条 十条 鞍馬口 上御霊前 北大路 荒神口 広小路 石薬師 太子道 旧二条 梅小路 木津屋橋 北小路
的場 魚棚 珠数屋町 上珠数屋町 中珠数屋町 下珠数屋町 渋谷 寺町 新京極 裏寺町 御幸町 麩屋町 富小路 柳馬場 堺町 高倉 間之町
東洞院 車屋町 烏丸 両替町 室町 衣棚 新町 釜座 若宮 西洞院 小川 東中筋 油小路 醒ケ井 堀川 東堀川 西堀川 葭屋町 岩上 猪熊
黒門 大宮 櫛笥 壬生川 坊城 浄福寺 智恵光院 日暮 裏門 千本 六軒町 七本松 御前 天神 木屋町 西木屋町 先斗町 河原町 土手町
東三本木 西三本木 新烏丸 新椹木町 川端 縄手 大和大路 花見小路 東大路 本町 鞘町 問屋町 白川 神宮道 西大路 西小路 佐井 馬代
土屋町 新千本 諏訪町
"""


@lru_cache(maxsize=1)
def _streets() -> tuple[frozenset[str], re.Pattern[str]]:
    """The streets' folded names, and a pattern for one of them."""
    names = frozenset(default_folder().key(name) for name in _STREETS.split())
    longest = sorted(names, key=len, reverse=True)
    return names, re.compile(f"({'|'.join(map(re.escape, longest))})(通り?)?")


def street_towns(
    folded: Folded, p: int, names: Names, read: Callable[[int, bool], list[Town]]
) -> list[Town] | None:
    """The towns of a ward of Kyoto at ``p`` whose street is written; None if there is none, and ``p`` is read as usual.

    ``read`` gives the towns that stand at a place, with a 町 more or less where it is told so. A result without a town (node 0) is a street behind which none was found.
    """
    key = folded.key
    if not may_have_street(key, p):
        return None
    turns = _ends(_TURN, key, p)
    found = _behind(key, p, turns, names, read, False)
    if found:
        return found
    at_once = read(p, False)
    towns = [town for town in at_once if not _goes_on(key, town)]
    found = _before(key, towns, names)
    steps = _crossings(key, p)
    if not found and not any(town[6] for town in towns):
        sides = (*_ends(_SIDE, key, p), *steps)
        found = _behind(key, p, sides, names, read, False) or _behind(key, p, turns, names, read, True)
        stop = max(turns, default=0) or _stop(key, p, steps)
        if not found and not towns and stop and is_street(key[p:stop]):
            return [(0, 0, stop, stop, 0, stop, True)]
    return found or (towns if len(towns) < len(at_once) else None)


def may_have_street(key: str, p: int) -> bool:
    """Whether a street may be written in the text behind the ward: nothing else is looked for where not."""
    return _ANY.search(key, p, p + _LENGTH) is not None or _streets()[1].match(key, p) is not None


def _behind(
    key: str,
    p: int,
    ends: Iterable[int],
    names: Names,
    read: Callable[[int, bool], list[Town]],
    loosely: bool,
) -> list[Town]:
    """The towns that stand at the first of these ends of a street at which any stands."""
    for end in ends:
        found = _whole(key, read(end, loosely))
        if found:
            return _with_street(found, key[p:end], names)
    return []


def _before(key: str, towns: Sequence[Town], names: Names) -> list[Town]:
    """The longest town, if a street stands behind it, with the end of the street as its own."""
    longest = max((town[5] for town in towns), default=0)
    end = street_behind(key, longest) if longest else 0
    if not end:
        return []
    # a town with a 丁目 is left alone: streets are written behind towns that have none
    found = [town for town in towns if town[5] == longest and town[1] == town[4]]
    return _with_street(found, key[longest:end], names, end)


def street_behind(key: str, p: int) -> int:
    """Where the street ends that is written behind a town, in brackets or not; 0 if none stands at ``p``.

    >>> street_behind("高辻堀川町西堀川通高辻下る366番2", 5), street_behind("1町目(上長者町通堀川東入)", 3)
    (13, 14)
    >>> street_behind("麩屋町2条下る尾張町231", 3), street_behind("大黒町(2階)", 3)
    (0, 0)
    """
    if key[p : p + 1] in tuple(_OPEN):
        close = min((at for at in map(key.find, _CLOSE, (p, p)) if at > 0), default=0)
        inner = key[p + 1 : close] if close else ""
        return close + 1 if inner and all(map(is_street, _SEPARATORS.split(inner))) else 0
    if key[p : p + 1].isdecimal() and not _streets()[1].match(key, p):
        return 0  # 大黒町12河原町通三条下る: the 12 is no street's
    for end in _ends(_TURN, key, p):
        if _BEHIND.match(key, end) and end - p > 3:
            return end
    return 0


def is_street(key: str) -> bool:
    """Whether a folded text is a Kyoto street name from its first to its last character.

    >>> is_street("堀川通鞍馬口上る"), is_street("3条新町角"), is_street("京都駅前ビル東入"), is_street("2丁目下る")
    (True, True, False, False)
    """
    ends = (*_ends(_TURN, key, 0), *_ends(_SIDE, key, 0))
    named = "通" in key or "筋" in key or _streets()[1].search(key) is not None
    return named and len(key) > 2 and (len(key) in ends or len(key) in _crossings(key, 0))


def has_turn(key: str) -> bool:
    """Whether 上る, 下る, 東入 … stands in a folded text: 中ノ通 is a 小字 of 京北上中町, 釜座通下立売下る a street.

    >>> has_turn("釜座通下立売下る"), has_turn("中の通")
    (True, False)
    """
    return _TURN.search(key) is not None


def bare_street(key: str) -> str:
    """What of a folded street name tells it from another.

    >>> bare_street("(寺町通り御池上がる)"), bare_street("御前西入"), bare_street("御前通西入る")
    ('寺町御池上る', '御前西入', '御前西入')
    """
    return _LOOSE.sub("", key.strip("()[]"))


def _ends(pattern: re.Pattern[str], key: str, p: int) -> list[int]:
    """Where a street that begins at ``p`` may end, the last place first; behind a 丁目 or 筋目, then before it."""
    found: list[int] = []
    for match in pattern.finditer(key, p, p + _LENGTH):
        end = match.end()
        if _NO_STREET.search(key, p, end):
            break
        block = _COUNT.search(match[0])
        found += [match.start() + block.start(), end] if block else [end]
    return found[::-1]


def _crossings(key: str, p: int) -> list[int]:
    """Where a street without a turn may end, nearest first: behind 通, and behind each street that crosses it."""
    found: list[int] = []
    pattern = _streets()[1]
    first = pattern.match(key, p)
    at = p
    if first is None or not first[2]:
        # a street that is not listed needs its 通
        plain = _PLAIN.match(key, p) if first is None else None
        if plain:
            at = plain.end()
            found.append(at)
    count = len(found)
    while (street := pattern.match(key, at)) is not None:
        at = street.end()
        count += 1
        if count > 1 or street[2]:
            found.append(at)
    corner = _CORNER.match(key, at) if found else None
    if corner:
        found.append(corner.end())
    return found


def _stop(key: str, p: int, steps: Sequence[int]) -> int:
    """The end of a street without turn and town; 八条寺ノ内|町10 is a town that is not known, and no street."""
    end = max(steps, default=0)
    sure = "通" in key[p:end] or end == len(key)
    return end if sure and not key.startswith("町", end) else 0


def _whole(key: str, towns: Sequence[Town]) -> list[Town]:
    """Towns behind a street that end where a number, a break or nothing follows, or else those that end in 町."""
    found = [town for town in towns if town[4] and town[6]]
    return found or [
        town for town in towns if town[4] and key[town[5] - 1] == "町" and not _goes_on(key, town)
    ]


def _goes_on(key: str, town: Town) -> bool:
    """Whether the name is that of a street, and no town: 竹屋町 in 竹屋町通千本東入, 麩屋町 in 麩屋町二条下ル."""
    end = town[5]
    if key.startswith(("通", "筋"), end) or _TURN.match(key, end):
        return True
    names, pattern = _streets()
    return key[town[2] : end] in names and pattern.match(key, end) is not None


def _with_street(towns: Sequence[Town], street: str, names: Names, end: int = 0) -> list[Town]:
    """The towns with the row of their street; of towns of one name those that have one, if any has.

    ``end`` is where a street behind the town ends. The embedded release has no rows of streets; those of later years do.
    """
    found: list[Town] = []
    rowed: list[Town] = []
    for flag, oaza, start, oaza_end, node, last, clean in towns:
        town = (flag, oaza, start, oaza_end, node, end or last, clean or bool(end))
        found.append(town)
        if oaza and node == oaza and names.kinds[oaza] & HAS_CHILDREN:
            rowed += [(*town[:4], child, *town[5:]) for child in _rows(street, oaza, names)]
    return rowed or found


def _rows(street: str, oaza: int, names: Names) -> Iterator[int]:
    """The child of a 大字 that is its street (koaza_aka_code 2 of the registry): 東入る is 東入, and 御前西入 御前通西入."""
    kind = CHILD + encode(oaza)
    wanted = bare_street(street)
    for key in names.keys(kind):
        if bare_street(key) == wanted:
            yield from names.exact(kind, key)
            return
