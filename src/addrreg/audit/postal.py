"""Postal (郵便番号): a postal code by itself, and against the address beside it.

The registry knows the codes of towns. Large offices have codes of their own, which stand in no list of towns: the last four digits from
8000 on (163-8001 is the 東京都庁), or in the country the last two from 85 on (100-1498). They are told apart from codes that do
not exist.
"""

from __future__ import annotations

import sqlite3

from addrreg.audit.codes import plain_digits
from addrreg.audit.found import Noted
from addrreg.result import Result
from addrreg.text.lazy import lazy
from addrreg.words import Status

__all__ = ["PostalChecks"]

_SEVEN = lazy(r"[〒〶]?\s*([0-9]{3})\s*(?:[-‐‑‒–—―−－ーｰ]\s*)?([0-9]{4})\Z")


class PostalChecks:
    """The checks of postal codes; the registry's list is read at the first one (a third of a second)."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, tuple[str, ...]] | None = None
        self._areas: dict[str, dict[str, None]] = {}
        self._cities = dict(connection.execute("SELECT lg_code, pref || county || city FROM city"))

    def _lg_codes(self, post_code: str) -> tuple[str, ...]:
        """The municipalities that a code is used in."""
        if self._known is None:
            known: dict[str, tuple[str, ...]] = {}
            select = "SELECT post_code, lg_code FROM town WHERE post_code <> '' GROUP BY post_code, lg_code"
            for codes, lg_code in self._connection.execute(select):
                for code in codes.split(";"):
                    at = known.get(code, ())
                    if lg_code not in at:
                        known[code] = (*at, lg_code)
            self._known = known
        return self._known.get(post_code, ())

    def _of_area(self, post_code: str) -> tuple[str, ...]:
        """The municipalities of a code's first three digits, for the codes that stand for all other towns (498-0000)."""
        if not self._areas:
            self._lg_codes(post_code)
            for code, places in (self._known or {}).items():
                self._areas.setdefault(code[:3], {}).update(dict.fromkeys(places))
        return tuple(self._areas.get(post_code[:3], ()))

    def check(self, cell: str, result: Result | None, found: list[Noted]) -> None:
        """Add what is wrong with a postal code, which may be written with 〒 and hyphen."""
        plain = plain_digits(cell)
        if not plain:
            return
        wanted = result.post_code if result else ""
        seven = _SEVEN.match(plain)
        if seven is None:
            digits = plain.replace("-", "")
            whole = digits.zfill(7)
            if digits.isdecimal() and len(digits) in (5, 6) and self._is_lost(whole, result):
                found.append(("lost_zeros", cell, "", whole))
            else:
                found.append(("post_code_malformed", cell, "", wanted))
            return
        code = seven[1] + seven[2]
        if result and code == result.post_code:
            # the usual row: code and town agree, and one prefecture is all that the town can be in
            self._shared(cell, code, found)
            return
        self._against(cell, code, result, found)

    def _is_lost(self, code: str, result: Result | None) -> bool:
        """Whether a code with its zeros put back is one, of the address's prefecture where that is known."""
        places = self._lg_codes(code)
        return bool(places) and (
            not result or not result.lg_code or result.lg_code[:2] in {p[:2] for p in places}
        )

    def _shared(self, cell: str, code: str, found: list[Noted]) -> None:
        if len({lg_code[:2] for lg_code in self._lg_codes(code)}) > 1:
            found.append(("post_code_prefs", cell, self._named(self._lg_codes(code)), ""))

    def _against(self, cell: str, code: str, result: Result | None, found: list[Noted]) -> None:
        places = self._lg_codes(code)
        wanted = result.post_code if result else ""
        if not places and code.endswith("00") and (area := self._of_area(code)):
            # 以下に掲載がない場合: a code of the municipality, in no list of towns; its area is all that is known
            prefs = {place[:2] for place in area}
            if result and result.lg_code and result.lg_code[:2] not in prefs:
                found.append(("post_code_contradicts", cell, self._named(area), wanted))
            elif len(prefs) > 1:
                found.append(("post_code_prefs", cell, self._named(area), ""))
            return
        if not places:
            office = code[3] >= "8" or code[5:] >= "85"  # 163-8001; in the country 100-1498, 038-2792
            found.append(("post_code_office" if office else "post_code_unknown", cell, "", wanted))
            return
        self._shared(cell, code, found)
        if not result or result.status != Status.MATCHED or not result.city:
            return
        place = result.pref + result.county + result.city
        here = [
            p for p in places if p == result.lg_code or (not result.ward and self._cities.get(p) == place)
        ]
        if not here:
            found.append(("post_code_contradicts", cell, self._named(places), wanted))
        elif result.oaza_cho and not self._is_of(code, result):
            found.append(("post_code_other_town", cell, self._towns(code, result.lg_code), wanted))

    def _named(self, places: tuple[str, ...]) -> str:
        return " / ".join(dict.fromkeys(self._cities.get(place, place) for place in places[:4]))

    def _is_of(self, code: str, result: Result) -> bool:
        """Whether a code is one of a town's: of its 大字 in any part, or none is known of it."""
        select = "SELECT post_code FROM town WHERE lg_code = ? AND oaza_cho = ? AND post_code <> ''"
        rows = [row[0] for row in self._connection.execute(select, (result.lg_code, result.oaza_cho))]
        return not rows or any(code in row for row in rows)

    def _towns(self, code: str, lg_code: str) -> str:
        select = "SELECT DISTINCT oaza_cho FROM town WHERE lg_code = ? AND instr(post_code, ?) AND oaza_cho <> '' LIMIT 3"
        return " / ".join(row[0] for row in self._connection.execute(select, (lg_code, code)))
