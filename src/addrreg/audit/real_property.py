"""Real property (不動産番号): the number of the land register beside an address, against the parcel that the address leads to.

A building has a number of its own, which has the same form and is no parcel's. So a number that differs from the parcel's says
nothing yet; it contradicts the address where the registry knows it as that of another parcel.
"""

from __future__ import annotations

import sqlite3

from addrreg.audit.codes import plain_digits
from addrreg.audit.found import Noted
from addrreg.match.located import number_of
from addrreg.registry.numbers import Numbers, Parcel
from addrreg.result import Result
from addrreg.text.identifiers import real_property
from addrreg.words import Status

__all__ = ["RealPropertyChecks"]

#: Digits of a number whose zero a spreadsheet took: 登記所コード, its first four, begin with 0 in 東京.
_ONE_LOST = 12


class RealPropertyChecks:
    """The checks of the column of 不動産番号 or 不動産ID; ``names`` are those of the municipalities by lg_code."""

    def __init__(self, connection: sqlite3.Connection, names: dict[str, tuple[str, str]]) -> None:
        self._connection, self._names = connection, names
        self._numbers = Numbers(connection)

    def check(self, cell: str, result: Result | None, found: list[Noted]) -> None:
        """Add what is wrong with a row's number; nothing where the cell is empty."""
        plain = plain_digits(cell)
        if not plain:
            return
        wanted = result.real_prop_num if result else ""
        given = real_property(plain)
        if given is None:
            lost = len(plain) == _ONE_LOST and plain.isdecimal()
            found.append(
                ("lost_zeros", cell, "", "0" + plain) if lost else ("real_prop_malformed", cell, "", wanted)
            )
        elif result is not None and given.real_prop_num != wanted:
            self._against(cell, given.real_prop_num, result, found)

    def _against(self, cell: str, real_prop_num: str, result: Result, found: list[Noted]) -> None:
        """A number that is another parcel's: of another municipality, or of the registry's own number for this one."""
        if result.status != Status.MATCHED or not result.city:
            return
        parcels = self._numbers.parcels_of(real_prop_num)
        others = [one for one in parcels if result.real_prop_num or one.lg_code != result.lg_code]
        if parcels and len(others) == len(parcels):
            shown = " / ".join(self._name(one) for one in others[:4])
            found.append(("real_prop_contradicts", cell, shown, result.real_prop_num))

    def _name(self, parcel: Parcel) -> str:
        select = "SELECT oaza_cho || chome || koaza FROM town WHERE lg_code = ? AND machiaza_id = ?"
        row = self._connection.execute(select, (parcel.lg_code, parcel.machiaza_id)).fetchone()
        return "".join(self._names.get(parcel.lg_code, ())) + (row[0] if row else "") + number_of(parcel)
