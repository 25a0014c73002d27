"""Checks (照合): what the columns beside an address say against it, each a word of a closed list."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from addrreg.registry.codes import DESIGNATED
from addrreg.result import Result
from addrreg.text.identifiers import (
    digital_addresses,
    figures,
    is_corporate_number,
    lg_codes_of,
    real_property,
)

__all__ = [
    "CHECKS",
    "check_codes",
    "check_corporate_number",
    "check_lg_code",
    "check_machiaza_id",
    "check_real_property",
    "check_text",
    "same_municipality",
]

#: The words of ``abr_checks``, and what each says. A row without any is as consistent as its columns can show.
CHECKS: dict[str, str] = {
    "corporate_number": "the corporate number has not 13 digits, or its check digit is another",
    "lg_code_form": "the municipality code is none, with or without its zero or check digit",
    "lg_code_zero": "the municipality code lost the zero in front; it was compared with it",
    "lg_code_check_digit": "the municipality code has no check digit; it was compared without it",
    "pref_code": "the code's prefecture is not the one that the address names",
    "city_code": "the code's municipality is not the one that the address names",
    "machiaza_id_form": "the 町字ID has not seven digits",
    "machiaza_id": "the 町字ID is not the one that the address leads to",
    "image_id": "the publisher has the address as an image: characters are missing in the text, or it was cut",
    "foreign": "the address is abroad; there is nothing to find",
    "whole_in_city": "the column of the municipality holds more than its name; all parts were read as one",
    "number_in_town": "the column of the town holds the house number",
    "real_prop_num": "the 不動産番号 or 不動産ID has not the shape of one",
    "real_prop_num_other": "the 不動産番号 is not that of the parcel that the address leads to; a building has one of its own",
    "digital_address": "a デジタルアドレス stands in the row; it is bound to a person, and is left as it is",
}

#: The wards of a designated city follow its code: 横浜市 14100 has 14101 to 14118, 川崎市 14130 has 14131 to 14137.
_DESIGNATED = tuple(map(int, DESIGNATED))
_MOST_WARDS = 29
_IDENTIFIER = re.compile("[0-9]{7}")


def check_corporate_number(cell: str) -> list[str]:
    """A 法人番号 that cannot be one."""
    return [] if is_corporate_number(cell) else ["corporate_number"]


def same_municipality(code: str, result: Result) -> bool:
    """Whether a code means the result's municipality; a ward and its designated city agree where one side names the city alone.

    Cities write their own code into all rows of a list, and addresses are written without the ward.

    >>> from addrreg import normalize
    >>> same_municipality("141038", normalize("横浜市")), same_municipality("141305", normalize("横浜市"))
    (True, False)
    """
    one, other = code[:5], result.lg_code[:5]
    if one == other:
        return True
    return _city_of(one) == _city_of(other) != 0 and (int(one) in _DESIGNATED or int(other) in _DESIGNATED)


def _city_of(code: str) -> int:
    """The designated city of a code that is its own or one of its wards'; 0 for any other."""
    number = int(code)
    city = _DESIGNATED[max(bisect_right(_DESIGNATED, number) - 1, 0)]
    return city if 0 <= number - city <= _MOST_WARDS else 0


def check_lg_code(cell: str, result: Result) -> list[str]:
    """A municipality code against itself and the result; an empty cell says nothing."""
    code = figures(cell)
    if not code:
        return []
    readings = lg_codes_of(code)
    if not readings:
        return ["lg_code_form"]
    words = []
    if len(code) < 6:
        agrees = [each for each in readings if result.lg_code and each[:5] == result.lg_code[:5]]
        read = (agrees or readings)[0]
        if len(code) == 4 or read[:5] != code:
            words.append("lg_code_zero")
        if read[:5].lstrip("0") == code.lstrip("0"):
            words.append("lg_code_check_digit")
    return words + check_codes(readings, result)


def check_codes(readings: Sequence[str], result: Result) -> list[str]:
    """The readings of a code against the result's prefecture and municipality; what the result does not say is not compared."""
    if not result.lg_code:
        return []
    if any(same_municipality(code, result) for code in readings):
        return []
    return ["city_code" if any(code[:2] == result.lg_code[:2] for code in readings) else "pref_code"]


def check_machiaza_id(cell: str, result: Result) -> list[str]:
    """A 町字ID against the result's; where either is empty there is nothing to compare.

    A 町字ID of the 大字 alone agrees with one of its 丁目: the list may stop there.
    """
    code = figures(cell)
    if not code:
        return []
    if not _IDENTIFIER.fullmatch(code):
        return ["machiaza_id_form"]
    found = result.machiaza_id
    if not found or code == found or (code.endswith("000") and code[:4] == found[:4]):
        return []
    return ["machiaza_id"]


def check_real_property(cell: str, result: Result) -> list[str]:
    """A 不動産番号 or 不動産ID against its shape and the parcel's, where the registry has one; an empty cell says nothing.

    The number of a building is its own and no parcel's, and nothing in it says so: the word asks for a look, as the others do.
    """
    if not figures(cell):
        return []
    found = real_property(cell)
    if found is None:
        return ["real_prop_num"]
    wanted = result.real_prop_num
    return ["real_prop_num_other"] if wanted and wanted != found.real_prop_num else []


def check_text(text: str) -> list[str]:
    """What stands in the address and is none."""
    return ["digital_address"] if digital_addresses(text) else []
