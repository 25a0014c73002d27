"""Joining (名称の突合): the form in which two lists' names of one place are equal. It only joins, it is never shown."""

from __future__ import annotations

import re

from addrreg.text.fold import default_folder
from addrreg.text.numerals import to_int

__all__ = ["join_key"]

_AZA = re.compile("大字|小字|字")
_NUMBER = re.compile("[0-9十百廿]+")
_KE = re.compile("(?<=[^ぁ-ゖー])[けがか](?=[^ぁ-ゖー])")


def join_key(name: str) -> str:
    """The library's fold, and what the walk leaves open: every 大字 and 字, ケ and が between kanji, a number's form.

    >>> join_key("大字霞ヶ関二十四番"), join_key("霞が関24番"), join_key("田老字越田"), join_key("字")
    ('霞け関24番', '霞け関24番', '田老越田', '字')
    """
    folded = default_folder().key(name)
    return _NUMBER.sub(lambda m: str(to_int(m[0])), _KE.sub("け", _AZA.sub("", folded) or folded))
