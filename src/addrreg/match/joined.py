"""Joined (つながれた数字): figures of a number that other signs join than one dash: 1.2.3, 1/2/3, 1_2, 1～2～3, 1--2, 1一2一3, 1 2 3.

They get their dashes before the names are read, so that 中央1.2.3 is 中央一丁目2-3 as 中央1-2-3 is; the text keeps its length, and
every other field is shown as it was written. Only the first figures of a text, directly behind a name, are a number; a date
(2024.1.15, 令和6.1.15), a price (1.3億円), a measure (12.5㎡), a list of floors (3～5～7階) and a time behind a day (1/3 10:00) are none.

A space parts the number from a room as well: the last figure is the house's only with one or two digits (中央 1 2 3, and not 中央1 2 301),
and none behind figures that a dash joins (中央1-2-3 5). What has a unit of its own is a floor or a building: 中央 1 2 3階, 中央1 2号棟.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from addrreg.match.number import DASHES
from addrreg.result import Result
from addrreg.text.lazy import lazy

__all__ = ["BEFORE", "as_written", "joined"]

_D = "[0-9０-９]"
#: What stands in front of a number: a name, with figures of names in it: 中央1丁目2.3, 北1条西2丁目3/4, 第3地割5.6
BEFORE = lazy(
    rf"(?>(?:[^0-9０-９]|{_D}{{1,3}}[ \u3000]?(?:丁目|番町|番丁|地割|[条線区軒号町丁字通部東西南北]))*)(?<![\Wa-zA-Z\d_])\Z"
)
_TWO = f"[{DASHES}]{{2}}"
_RUN = lazy(
    rf"(?P<first>{_D}{{1,5}})(?P<sep>[.．/／_＿\u00ad一]|{_TWO}|(?P<wave>[~～〜])){_D}{{1,4}}(?:(?P=sep){_D}{{1,4}}){{0,2}}"
    r"(?![0-9０-９.．/／_＿~～〜])"
    # what makes it a measure, a price, floors, a room, or the day of a time
    r"(?![ \u3000]?(?:[億万円%％㎡倍坪帖畳度点割年月日時分秒人名個本回枚件階㎝㎞㍍]|キロ|メートル|[FＦ](?![a-zA-Z])|[mk]|ha|号?[棟室]|号[館線店])"
    r"|[ \u3000]?[(（][月火水木金土日][)）]|[ \u3000]+[0-9０-９]{1,2}[:：時])"
)
_SPACE = r"[ \u3000]{1,2}"
# a figure of one or two digits behind a space, with what may follow a number: 15, 15-3, 15番3号; 2-301 is a house and a room
_SMALL = rf"{_D}{{1,2}}(?:(?:[{DASHES}の]{_D}{{1,2}}){{1,2}}(?!{_D})|番地?の?[ \u3000]?{_D}{{1,4}})?(?:番地?(?![館町丁街])|号(?![室棟館店線地車倉]))?(?![^ \u3000(（])"
# what makes the figure in front of it no number of a house, behind a space
_UNIT = r"(?![ \u3000]+(?:階|[FＦ](?![a-zA-Zａ-ｚＡ-Ｚ])|号[室棟館]|[棟室]|丁目|番[町丁館]|[条線月年日時円名人歳㎡]))"
#: Two to four figures that spaces part, and no further one of one or two digits alone.
_SPACED = lazy(
    rf"(?P<first>[1-9１-９]{_D}{{0,3}})(?:{_SPACE}[1-9１-９]{_D}{{0,3}}){{0,2}}?{_SPACE}(?=[1-9１-９]){_SMALL}{_UNIT}(?![ \u3000]+{_D}{{1,2}}(?![^ \u3000]))"
)
_FIRST_SPACED = lazy(rf"(?<!{_D}){_D}++[ \u3000]{{1,2}}{_D}")
_ERAS = ("令和", "平成", "昭和", "大正", "明治")
_POINTS = frozenset(".．/／")
_PLACED = lazy("[都道府県市区郡]")
_FIGURE = lazy(f"{_D}+")
_FIRST = lazy(rf"(?<!{_D}){_D}++(?:(?:[.．/／_＿\u00ad一~～〜]|{_TWO}){_D})")
_SIGN = lazy("[^0-9０-９]+")
_SPACES = lazy("[ \u3000]+")


def joined(text: str) -> str:
    """The text with dashes in its number, as long as before; the same text where no such number stands in it.

    >>> joined("東京都千代田区紀尾井町1.3 青葉ビル"), joined("千代田区紀尾井町１／３番地")
    ('東京都千代田区紀尾井町1-3 青葉ビル', '千代田区紀尾井町１-３番地')
    >>> [joined(t) == t for t in ("紀尾井町2024.1.15", "紀尾井町1.3億円", "紀尾井町1～3番地", "2024/1/15 紀尾井町1")]
    [True, True, True, True]
    """
    start = _FIRST.search(text)
    if start is None:
        return _without_spaces(text)
    run = _RUN.match(text, start.start())
    if run is None or BEFORE.match(text[: run.start()].rstrip(" \u3000")) is None:
        return text
    if not _is_number(text, run, [int(figure) for figure in _FIGURE.findall(run[0])]):
        return text
    return text[: run.start()] + _SIGN.sub(lambda sign: "-".ljust(len(sign[0])), run[0]) + text[run.end() :]


def _without_spaces(text: str) -> str:
    """The same with dashes for the spaces between the figures of its number."""
    start = _FIRST_SPACED.search(text)
    run = _SPACED.match(text, start.start()) if start is not None else None
    if run is None:
        return text
    before = text[: run.start()].rstrip(" \u3000")
    if not before or BEFORE.match(before) is None:
        return text
    figures = [int(figure) for figure in _FIGURE.findall(run[0])]
    if (before.endswith(_ERAS) or 1900 <= figures[0] <= 2100) and figures[1] <= 12:
        return text  # 2024 1 15
    return (
        text[: run.start()] + _SPACES.sub(lambda space: "-".ljust(len(space[0])), run[0]) + text[run.end() :]
    )


def _is_number(text: str, run: re.Match[str], figures: Sequence[int]) -> bool:
    """Whether the figures cannot be a day, a measure or a range."""
    before = text[: run.start()].rstrip()
    two = len(figures) == 2
    if not before or (two and run["wave"]):
        return False  # 1～3番地 says from … to
    if run["sep"] in _POINTS and _PLACED.search(before, 1) is None and (two or before[-1] not in "町村目条"):
        return False  # 本町12/25 and 大和3.5: only an address that says more is sure
    day = two and run["sep"] in _POINTS and 1 <= figures[0] <= 12 and 1 <= figures[1] <= 31
    behind = text[run.end() : run.end() + 1]
    if day and (before[-1] in "都道府県市区郡" or (behind.isalpha() and behind not in "番号")):
        return False  # 千代田区4/1, 紀尾井町4/1オープン
    year = before.endswith(_ERAS) or 1900 <= figures[0] <= 2100
    return not (year and 1 <= figures[1] <= 12 and (two or figures[2] <= 31))


def as_written(result: Result, core: str, show: Callable[[int, int], str]) -> Result:
    """The fields behind the number with the signs that the text has there, which ``show`` gives: v1.2 of a name gets no dash."""
    fields: dict[str, Any] = {}
    for element in ("building", "floor", "room", "rest"):
        places = [(a, b) for name, a, b in result.spans if name == element]
        shown = " ".join(show(a, b) for a, b in places)
        field = getattr(result, element)
        if shown != field and " ".join(core[a:b] for a, b in places) == field:
            fields[element] = shown
    if fields:
        pieces = ("building", "floor", "room")
        behind = " ".join(filter(None, (getattr(result, name) for name in pieces)))
        shown = " ".join(filter(None, (fields.get(name, getattr(result, name)) for name in pieces)))
        if result.address.endswith(behind):
            fields["address"] = result.address.removesuffix(behind) + shown
    return result._replace(**fields) if fields else result
