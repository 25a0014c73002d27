"""Identifiers (識別番号): the numbers that stand beside addresses, told by their form and, where there is one, their check digit.

    全国地方公共団体コード   131016           check digit: 総務省「全国地方公共団体コード」
    法人番号                7000012050002    check digit: 法人番号の指定等に関する省令第2条
    不動産番号 / 不動産ID    13 digits / 13 + 4   no check digit is published: 国土交通省「不動産IDルールガイドライン」
    デジタルアドレス         A7E-2FK2         no check digit, bound to a person: 日本郵便

A number is recognised, never mended: a code with a wrong check digit says that somebody should look, not what it should be.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from addrreg.text.lazy import lazy

__all__ = [
    "RealProperty",
    "digital_addresses",
    "figures",
    "is_corporate_number",
    "is_lg_code",
    "lg_code_with_check_digit",
    "lg_codes_of",
    "real_property",
]

_WIDE = str.maketrans(
    {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: " "} | dict.fromkeys(map(ord, "‐‑‒–—―−ー─"), "-")
)
_WEIGHTS = (6, 5, 4, 3, 2)
_REAL_PROPERTY = lazy(r"([0-9]{13})(?:-?(0000|000B|(?:G0|GM|B0|BM)[0-9]{2}|[0-9A-Z]{4}))?")
# Both kinds of character in the whole, as match/aside_forms.py has it: A10-1201 is a room
_DIGITAL = lazy(
    r"(?<![0-9A-Za-z-])(?=[A-Z-]*[0-9])[0-9A-Z]{3}-(?=[0-9]*[A-Z])[0-9A-Z]{4}(?![0-9A-Za-z-])"
    r"|\A(?=[0-9]*[A-Z])(?=[A-Z]*[0-9])[0-9A-Z]{7}\Z"
)


def figures(text: str) -> str:
    """A code as half-width text without the spaces around it; nothing else of it is changed.

    >>> figures("　１３１０１６ ")
    '131016'
    """
    return text.translate(_WIDE).strip()


def lg_code_with_check_digit(code: str) -> str:
    """The six digits of a 全国地方公共団体コード of which five are given; the sixth tells a slip in one of them.

    It is (11 − (6a+5b+4c+3d+2e) mod 11) mod 10 (総務省, 検査数字).

    >>> lg_code_with_check_digit("13101"), lg_code_with_check_digit("09201")
    ('131016', '092011')
    """
    total = sum(int(digit) * weight for digit, weight in zip(code[:5], _WEIGHTS, strict=True))
    return f"{code[:5]}{(11 - total % 11) % 10}"


def is_lg_code(code: str) -> bool:
    """Whether six digits are a 全国地方公共団体コード by their check digit and prefecture.

    >>> is_lg_code("131016"), is_lg_code("131017"), is_lg_code("92011")
    (True, False, False)
    """
    return (
        bool(re.fullmatch("[0-9]{6}", code))
        and 1 <= int(code[:2]) <= 47
        and lg_code_with_check_digit(code) == code
    )


def lg_codes_of(text: str) -> tuple[str, ...]:
    """The codes that a cell may mean: as it stands, without its check digit, or without the zero that a spreadsheet took.

    92011 is 宇都宮市's 092011 without its zero; 13101 is 千代田区 without its check digit, and no rule but the check digit
    tells the two apart, so both readings are given where both are codes. Nothing where none is.

    >>> lg_codes_of("131016"), lg_codes_of("13101"), lg_codes_of("92011"), lg_codes_of("9201"), lg_codes_of("x")
    (('131016',), ('131016',), ('092011',), ('092011',), ())
    """
    code = figures(text)
    if not re.fullmatch("[0-9]{4,6}", code):
        return ()
    if len(code) == 6:
        return (code,) if is_lg_code(code) else ()
    found = [lg_code_with_check_digit(code.zfill(5))]
    if len(code) == 5:
        found.append(code.zfill(6))
    return tuple(dict.fromkeys(each for each in found if is_lg_code(each)))


def is_corporate_number(text: str) -> bool:
    """Whether a text is a 法人番号 (13 digits) whose first digit is the check digit of the others.

    The digit is 9 − (Σ Pn·Qn mod 9), n from the right, Q 1 at odd and 2 at even places (法人番号の指定等に関する省令第2条).

    >>> is_corporate_number("7000012050002"), is_corporate_number("7000012050003")
    (True, False)
    """
    code = figures(text)
    if not re.fullmatch("[1-9][0-9]{12}", code):
        return False
    total = sum(int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(code[1:])))
    return int(code[0]) == 9 - total % 9


class RealProperty(NamedTuple):
    """A 不動産番号, and the 特定コード that makes a 不動産ID of it."""

    real_prop_num: str
    """不動産番号: 13 digits, the registry's column of parcels."""
    code: str
    """特定コード: four characters; empty for a 不動産番号 alone."""
    kind: str
    """What the code says: ``whole`` (0000: land, house, 専有部分), ``building`` (000B: 区分所有建物全体), ``floor`` (G018), ``room`` (0204)."""


def real_property(text: str) -> RealProperty | None:
    """A 不動産番号 or 不動産ID by its shape; None for any other text.

    There is no check digit: the shape alone can be checked, and a number that nobody bears passes. Thirteen digits may also be a
    法人番号, so the column must say which it is; addresses are not searched for it.
    Source: 国土交通省「不動産IDルールガイドライン」.

    >>> real_property("1234567890123-G018")
    RealProperty(real_prop_num='1234567890123', code='G018', kind='floor')
    >>> real_property("１２３４５６７８９０１２３"), real_property("123456789012")
    (RealProperty(real_prop_num='1234567890123', code='', kind=''), None)
    """
    found = _REAL_PROPERTY.fullmatch(figures(text))
    if found is None:
        return None
    code = found[2] or ""
    kind = {"": "", "0000": "whole", "000B": "building"}.get(code, "room")
    if code[:2] in ("G0", "GM", "B0", "BM") and code[2:].isdecimal():
        kind = "floor"
    return RealProperty(found[1], code, kind)


def digital_addresses(text: str) -> list[str]:
    """The デジタルアドレス of a text, as written but half-width: three and four of A–Z and 0–9.

    Without the hyphen only a text that is nothing else counts (A7E2FK2): inside an address seven such characters are a
    building's name more often. A Cleanser leaves one in ``rest``, so that it is no building and no room; it is bound to a person,
    says nothing about the place without the post's service, and is never changed.

    >>> digital_addresses("東京都千代田区紀尾井町1-3 A7E-2FK2"), digital_addresses("青葉荘A10-1201"), digital_addresses("Ａ７Ｅ２ＦＫ２")
    (['A7E-2FK2'], [], ['A7E2FK2'])
    """
    return _DIGITAL.findall(figures(text))
