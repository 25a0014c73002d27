"""Codes (コード): 全国地方公共団体コード and 町字ID of a row against the registry and against the address.

The check digit of an lg_code is (11 − (6a+5b+4c+3d+2e) mod 11) mod 10 (総務省 検査数字). A spreadsheet takes 011002 for a
number and writes 11002, which is also the code of a place in 茨城県 without its check digit: the address decides.
"""

from __future__ import annotations

import sqlite3
import unicodedata

from addrreg.audit.found import Noted
from addrreg.result import Result
from addrreg.text.identifiers import lg_code_with_check_digit
from addrreg.words import Status

__all__ = ["CodeChecks", "plain_digits"]


class CodeChecks:
    """The checks of the code columns; the municipalities of the registry are read once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        select = "SELECT lg_code, pref, county, city, ward FROM city UNION ALL SELECT lg_code, pref, '', '', '' FROM pref"
        self._places: dict[str, tuple[str, str, str, str]] = {
            lg_code: tuple(names) for lg_code, *names in connection.execute(select)
        }

    def names(self) -> dict[str, tuple[str, str]]:
        """Prefecture and municipality of each lg_code; of a prefecture's own code an empty municipality."""
        return {
            code: (pref, county + city + ward) for code, (pref, county, city, ward) in self._places.items()
        }

    def lg_code(self, cell: str, result: Result | None, found: list[Noted]) -> str:
        """Add what is wrong with an lg_code; the code itself in six digits, or nothing where it is none."""
        code = plain_digits(cell)
        if not code:
            return ""
        if not code.isdecimal() or not 4 <= len(code) <= 6:
            found.append(("code_malformed", cell, "", _code_of(result)))
            return ""
        if len(code) == 6:
            if lg_code_with_check_digit(code[:5]) != code:
                found.append(("code_check_digit", cell, lg_code_with_check_digit(code[:5]), _code_of(result)))
                return ""
        else:
            code = self._completed(cell, code, result, found)
            if not code:
                return ""
        self._against(cell, code, result, found)
        return code

    def _completed(self, cell: str, code: str, result: Result | None, found: list[Noted]) -> str:
        """A code of four or five digits as the six that it was: with its zero, its check digit, or both."""
        zero = "0" + code if len(code) == 5 else lg_code_with_check_digit("0" + code)
        plain = lg_code_with_check_digit(code) if len(code) == 5 else ""
        known = [
            one for one in (plain, zero) if one in self._places and lg_code_with_check_digit(one[:5]) == one
        ]
        wanted = _code_of(result)
        if not known:
            found.append(("code_malformed", cell, "", wanted))
            return ""
        chosen = next((one for one in known if one[:2] == wanted[:2]), known[0])
        found.append(("code_without_check_digit" if chosen == plain else "lost_zeros", cell, "", chosen))
        return chosen

    def _against(self, cell: str, code: str, result: Result | None, found: list[Noted]) -> None:
        place = self._places.get(code)
        if place is None:
            found.append(("code_unknown", cell, "", _code_of(result)))
        elif (
            result and result.status != Status.UNMATCHED and result.pref and not _agrees(place, code, result)
        ):
            found.append(("code_contradicts", cell, f"{code} {''.join(place)}", _code_of(result)))

    def machiaza_id(self, cell: str, lg_code: str, result: Result | None, found: list[Noted]) -> None:
        """Add what is wrong with a machiaza_id of the municipality ``lg_code``."""
        code = plain_digits(cell)
        if not code:
            return
        wanted = result.machiaza_id if result else ""
        lg_code = lg_code or _code_of(result)
        if not code.isdecimal() or len(code) > 7:
            found.append(("machiaza_malformed", cell, "", wanted))
            return
        if len(code) < 7:
            whole = code.zfill(7)
            lost = whole == wanted or (lg_code and self._town(lg_code, whole))
            found.append(
                ("lost_zeros" if lost else "machiaza_malformed", cell, "", whole if lost else wanted)
            )
            if not lost:
                return
            code = whole
        if not lg_code or int(code) == 0:  # 0000000: the municipality as a whole
            return
        town = self._town(lg_code, code)
        if town is None:
            # a 大字 that the registry has only in its 丁目 keeps its four digits (0087 of 0087101)
            if not (code.endswith("000") and self._has_oaza(lg_code, code[:4])):
                found.append(("machiaza_unknown", cell, "", wanted))
            elif wanted and wanted[:4] != code[:4] and result and lg_code == result.lg_code:
                found.append(("machiaza_contradicts", cell, code, wanted))
        elif wanted and result and lg_code == result.lg_code and not _same_town(code, town, result):
            found.append(("machiaza_contradicts", cell, f"{code} {''.join(town)}", wanted))

    def _town(self, lg_code: str, machiaza_id: str) -> tuple[str, str, str] | None:
        select = "SELECT oaza_cho, chome, koaza FROM town WHERE lg_code = ? AND machiaza_id = ?"
        row: tuple[str, str, str] | None = self._connection.execute(select, (lg_code, machiaza_id)).fetchone()
        return row

    def _has_oaza(self, lg_code: str, oaza: str) -> bool:
        select = "SELECT 1 FROM town WHERE lg_code = ? AND machiaza_id BETWEEN ? AND ? LIMIT 1"
        return self._connection.execute(select, (lg_code, oaza + "000", oaza + "999")).fetchone() is not None


def plain_digits(cell: str) -> str:
    """A cell that should hold digits, without what does not count: width, spaces, and the .0 of a number."""
    plain = cell if cell.isascii() else unicodedata.normalize("NFKC", cell)
    return plain.strip().removesuffix(".0")


def _code_of(result: Result | None) -> str:
    return result.lg_code if result else ""


def _agrees(place: tuple[str, str, str, str], code: str, result: Result) -> bool:
    """Whether a code's place is the result's, or contains it, or lies in it."""
    if code == result.lg_code or any(code == candidate.lg_code for candidate in result.candidates):
        return True
    pref, county, city, ward = place
    return (
        pref == result.pref
        and (not city or not result.city or (county, city) == (result.county, result.city))
        and (not ward or not result.ward or ward == result.ward)
    )


def _same_town(code: str, town: tuple[str, str, str], result: Result) -> bool:
    """Whether an id is the result's town, the 大字 of it, or a part of it."""
    wanted = result.machiaza_id
    if code == wanted or (code[:4] == wanted[:4] and "000" in (code[4:], wanted[4:])):
        return True
    return town == (result.oaza_cho, result.chome, result.koaza)
