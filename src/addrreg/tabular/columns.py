"""Columns of a table: which hold the address, by name, by number or by guess, and which names are free."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from addrreg.errors import InputError

__all__ = ["SURPLUS", "choose", "joined", "new_names"]

#: The column of the cells beyond the header.
SURPLUS = "_surplus"

_ADDRESS = re.compile(r"住所|所在地|所在|address|addr")
#: メールアドレス, IPアドレス, 住所コード, 住所_カナ and the like are not what they seem.
_NOT_ADDRESS = re.compile(
    r"メール|mail|ip|url|web|mac|カナ|かな|フリガナ|ふりがな|kana|コード|code|番号|id\b|英|roma|緯度|経度|lat|lon"
)

#: A digit or Latin letter of any width at the end: the next cell must not run into it (1-3 and 2F are not
#: 1-32F).
_OPEN_END = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]\Z")


def choose(
    header: Sequence[str],
    width: int,
    wanted: Sequence[str],
    name: str = "the table",
    option: str = "--column",
) -> list[int]:
    """The positions of the wanted columns, each given by its name or by its number from 1.

    Nothing wanted: the one column that is named like an address; an error where none or several are, because
    a guess between 住所 and 送付先住所 would be wrong half of the time. ``option`` is what a remedy names.

    >>> choose(["名称", "住所", "メールアドレス"], 3, [])
    [1]
    >>> choose(["名称", "都道府県", "住所"], 3, ["都道府県", "3"])
    [1, 2]
    """
    if wanted:
        found = [_position(header, width, one, name, option) for one in wanted]
        if len(set(found)) < len(found):
            raise InputError(f"{name}: a column is given twice", remedy=f"give each {option} once")
        return found
    if not header:
        if width == 1:
            return [0]
        raise InputError(
            f"{name} has no header and {width} columns", remedy="give the number of the address: --column 1"
        )
    if width == 1:
        return [0]
    found = [i for i, column in enumerate(header) if _is_address(column)]
    if len(found) == 1:
        return found
    what = "more than one column is" if found else "no column is"
    raise InputError(
        f"{name}: {what} named like an address; the columns are {_listed(header)}",
        remedy=f"--column {header[found[0]] if found else 'NAME'} (several --column are joined in order)",
    )


def _is_address(column: str) -> bool:
    plain = "".join(unicodedata.normalize("NFKC", column).lower().split())
    return bool(_ADDRESS.search(plain)) and not _NOT_ADDRESS.search(plain)


def _position(header: Sequence[str], width: int, wanted: str, name: str, option: str) -> int:
    found = [i for i, column in enumerate(header) if column == wanted]
    found = found or [i for i, column in enumerate(header) if _plain(column) == _plain(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        numbers = ", ".join(str(i + 1) for i in found)
        raise InputError(
            f"{name}: {len(found)} columns are named {wanted} (numbers {numbers})",
            remedy=f"give the number: {option} {found[0] + 1}",
        )
    if wanted.isdecimal() and 1 <= int(wanted) <= width:
        return int(wanted) - 1
    if not header:
        raise InputError(
            f"{name} has {width} columns and no header: {wanted!r} is not one of their numbers",
            remedy=f"{option} 1",
        )
    raise InputError(
        f"{name} has no column {wanted or 'without a name'}; the columns are {_listed(header)}",
        remedy=f"{option} {_near(header, wanted)}",
    )


def _plain(column: str) -> str:
    """A column's name without what cannot be seen: spaces around it, zero-width characters, width."""
    plain = unicodedata.normalize("NFKC", column)
    return "".join(c for c in plain if unicodedata.category(c) != "Cf").strip()


def _near(header: Sequence[str], wanted: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(wanted, header, n=1) or [c for c in header if wanted in c or (c and c in wanted)]
    near = near or [c for c in header if _is_address(c)]
    return near[0] if near else header[0]


def _listed(header: Sequence[str]) -> str:
    names = [column or "(no name)" for column in header[:40]]
    return ", ".join(names) + (f" … ({len(header)} in all)" if len(header) > len(names) else "")


def new_names(
    header: Sequence[str], columns: Sequence[str], prefix: str, surplus: bool, name: str
) -> list[str]:
    """The names of the columns to add; none may be there already, else nobody could tell the two apart."""
    names = [prefix + column for column in columns] + [SURPLUS] * surplus
    taken = sorted(set(names) & set(header), key=names.index)
    if taken:
        raise InputError(
            f"{name} already has a column {taken[0]}"
            + (f" and {len(taken) - 1} more of the new ones" * (len(taken) > 1)),
            remedy=f"choose another beginning for the new columns: --prefix {prefix or 'abr_'}2_"
            if taken != [SURPLUS]
            else f"rename the column {SURPLUS}",
        )
    return names


def joined(cells: Sequence[str]) -> str:
    """One address of several cells, in order.

    A space comes between where a digit or a letter would run into the next cell.

    >>> joined(["東京都", "千代田区", "紀尾井町1-3", "2F"])
    '東京都千代田区紀尾井町1-3 2F'
    """
    text = ""
    for cell in cells:
        if cell:
            text += f" {cell}" if _OPEN_END.search(text) else cell
    return text
