"""Ids (識別子): the registry's ids as people write them, with or without dashes, cut into their columns.

    131016                        lg_code
    131016-0056000                lg_code, machiaza_id
    131016-0056000-001-003        … blk_id, rsdt_id, and perhaps rsdt2_id of five figures
    131016-0056000-000080001500000    … prc_id

The lengths tell them apart, so that the dashes may be missing. The last figure of an lg_code is a check digit: a slip in
one figure is seen, and is not another municipality.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from addrreg.errors import InputError
from addrreg.match.number import DASHES
from addrreg.text.identifiers import RealProperty, is_lg_code, lg_code_with_check_digit, real_property
from addrreg.text.lazy import lazy

__all__ = ["Id", "read_any", "read_id"]

_PLAIN = str.maketrans("０１２３４５６７８９", "0123456789") | dict.fromkeys(map(ord, DASHES), "-")
_EXAMPLE = "addrreg lookup 131016-0056000-001-003"
_LONGEST = 64
#: lengths of the parts → the columns they are
_FORMS = {
    (6,): ("lg_code",),
    (6, 7): ("lg_code", "machiaza_id"),
    (6, 7, 3): ("lg_code", "machiaza_id", "blk_id"),
    (6, 7, 3, 3): ("lg_code", "machiaza_id", "blk_id", "rsdt_id"),
    (6, 7, 3, 3, 5): ("lg_code", "machiaza_id", "blk_id", "rsdt_id", "rsdt2_id"),
    (6, 7, 15): ("lg_code", "machiaza_id", "prc_id"),
}
_BY_LENGTH = {sum(lengths): lengths for lengths in _FORMS}
_SPACES = lazy(r"\s+")


class Id(NamedTuple):
    """An id by its columns; those behind its last part are empty."""

    lg_code: str
    machiaza_id: str = ""
    blk_id: str = ""
    rsdt_id: str = ""
    rsdt2_id: str = ""
    prc_id: str = ""

    def __str__(self) -> str:
        return "-".join(filter(None, self))


def read_id(text: str) -> Id:
    """Cut an id into its columns.

    Raises InputError for a text that is no id and for an lg_code whose check digit is wrong; whether the registry has the
    id is another question.

    >>> read_id("131016-0056000-001-003")
    Id(lg_code='131016', machiaza_id='0056000', blk_id='001', rsdt_id='003', rsdt2_id='', prc_id='')
    >>> str(read_id("1310160056000000080001500000"))
    '131016-0056000-000080001500000'
    >>> read_id("131017")
    Traceback (most recent call last):
    ...
    addrreg.errors.InputError: the lg_code 131017 has a wrong check digit: 13101 ends in 6
      to mend it: addrreg lookup 131016
    """
    plain = _SPACES.sub("", text[: _LONGEST * 2].translate(_PLAIN))
    parts = plain.split("-")
    if not (plain.replace("-", "").isdecimal() and plain.isascii()) or len(plain) > _LONGEST:
        raise InputError(
            f"{text[:_LONGEST]!r} is no id of the registry: an id is figures and dashes", _EXAMPLE
        )
    lengths = tuple(map(len, parts))
    if len(parts) == 1 and lengths != (6,):
        whole = _BY_LENGTH.get(len(plain))
        if whole is None:
            raise InputError(_unknown_form(plain), _EXAMPLE)
        cuts = [sum(whole[:i]) for i in range(len(whole) + 1)]
        parts = [plain[a:b] for a, b in pairwise(cuts)]
        lengths = whole
    columns = _FORMS.get(lengths)
    if columns is None:
        raise InputError(_unknown_form(plain), _EXAMPLE)
    found = Id(**dict(zip(columns, parts, strict=True)))
    right = lg_code_with_check_digit(found.lg_code[:5])
    if right != found.lg_code:
        raise InputError(
            f"the lg_code {found.lg_code} has a wrong check digit: {right[:5]} ends in {right[5]}",
            remedy=f"addrreg lookup {found._replace(lg_code=right)}",
        )
    return found


def read_any(text: str) -> Id | RealProperty:
    """An id of the registry, or a 不動産番号 or 不動産ID, which stands for a parcel as well.

    Thirteen figures without a dash are both forms. They are an id where the first six are an lg_code by their check digit; whether
    the registry has that town is for who asks it. A 特定コード behind them (-0000) makes a 不動産ID, and leaves no doubt.
    Raises InputError as :func:`read_id` does.

    >>> read_any("1310160056000"), read_any("1234567890123")
    (Id(lg_code='131016', machiaza_id='0056000', blk_id='', rsdt_id='', rsdt2_id='', prc_id=''), RealProperty(real_prop_num='1234567890123', code='', kind=''))
    >>> read_any("1310160056000-0000").real_prop_num
    '1310160056000'
    """
    found = real_property(text[:_LONGEST])
    if found is not None and (found.code or not is_lg_code(found.real_prop_num[:6])):
        return found
    return read_id(text)


def _unknown_form(plain: str) -> str:
    if re.fullmatch("[0-9]{7}", plain):
        return f"{plain} is a machiaza_id, which is one place only together with its lg_code"
    if re.fullmatch("[0-9]{5}", plain):
        return f"{plain} is an lg_code without its check digit: {lg_code_with_check_digit(plain)}"
    return (
        f"{plain} is no id of the registry: its parts have 6 figures (lg_code), 7 (machiaza_id), then 3, 3 and 5"
        " (blk_id, rsdt_id, rsdt2_id) or 15 (prc_id); a 不動産番号 has 13, a 不動産ID 4 more"
    )
