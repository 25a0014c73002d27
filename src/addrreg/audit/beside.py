"""Beside (住所の隣の列): the columns that speak of the same place as the address, each compared with it.

What a comparison finds is a finding; what it bears out is counted, because a code that agrees in nearly all rows is worth more
than one that was never compared.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from addrreg.audit.codes import CodeChecks, plain_digits
from addrreg.audit.found import Found, Noted
from addrreg.audit.given import Given
from addrreg.audit.position import PositionChecks
from addrreg.audit.postal import PostalChecks
from addrreg.audit.real_property import RealPropertyChecks
from addrreg.errors import InputError
from addrreg.result import Result
from addrreg.tabular.columns import choose
from addrreg.words import Status

__all__ = ["Beside", "Roles", "roles_of"]

#: Who names a column that is not there is told the option that did.
_OPTIONS = ("--postal-column", "--code-column", "--machiaza-column", "--real-prop-column", "--lat", "--lon")


class Roles(NamedTuple):
    """Positions of the columns; -1 where a file has none."""

    address: list[int]
    post_code: int
    lg_code: int
    machiaza_id: int
    real_prop_num: int
    lat: int
    lon: int

    def by_column(self) -> dict[int, str]:
        """What each column of a file is, those of the address first."""
        others = {at: role for role, at in self._asdict().items() if role != "address" and at >= 0}
        return dict.fromkeys(self.address, "address") | others


def roles_of(table: Given, wanted: list[str], name: str, *others: str) -> Roles:
    """The positions of the columns of the address, and of the others in the order of :class:`Roles`, by their names."""
    name = name or "the table"

    def position(column: str, option: str) -> int:
        return choose(table.header, table.width, [column], name, option)[0] if column else -1

    if bool(others[4]) != bool(others[5]):
        raise InputError("coordinates need both columns", remedy="give --lat and --lon")
    return Roles(choose(table.header, table.width, wanted, name), *map(position, others, _OPTIONS))


class Beside:
    """The checks of a file's other columns."""

    def __init__(self, connection: sqlite3.Connection, roles: Roles) -> None:
        self._roles = roles
        self._codes = CodeChecks(connection)
        self.postal = PostalChecks(connection)
        self._position = PositionChecks(connection)
        #: Prefecture and municipality by lg_code.
        self.names: dict[str, tuple[str, str]] = self._codes.names()
        self._real_property = RealPropertyChecks(connection, self.names)
        order = (roles.lg_code, roles.machiaza_id, roles.real_prop_num, roles.post_code, roles.lat)
        #: The columns in the order of comparison: a 町字ID is one only of its municipality's code.
        self.columns: list[int] = [at for at in order if at >= 0]
        #: Rows in which a column bears the address out.
        self.agreed: Counter[int] = Counter()

    def check(self, row: Sequence[str], result: Result | None) -> Iterator[Found]:
        """What the columns of a row say, and whether they agree with the address."""
        roles, noted, lg_code = self._roles, list[Noted](), ""
        for at in self.columns:
            cell = row[at]
            if at == roles.lg_code:
                lg_code = self._codes.lg_code(cell, result, noted)
            elif at == roles.machiaza_id:
                self._codes.machiaza_id(cell, lg_code, result, noted)
            elif at == roles.real_prop_num:
                self._real_property.check(cell, result, noted)
            elif at == roles.post_code:
                self.postal.check(cell, result, noted)
            else:
                self._position.check(cell, row[roles.lon], result, noted)
            if noted:
                yield from ((at, *one) for one in noted)
                noted.clear()
            elif result is not None and cell and self._agrees(at, cell, result):
                self.agreed[at] += 1

    def _agrees(self, at: int, cell: str, result: Result) -> bool:
        """Whether a cell that nothing was said of was compared at all: silence is no agreement."""
        roles, plain = self._roles, plain_digits(cell)
        if not plain or result.status != Status.MATCHED or not result.city:
            return False
        if at == roles.real_prop_num:
            return plain[:13] == result.real_prop_num
        if at == roles.machiaza_id:
            return plain[:4] == result.machiaza_id[:4]
        return result.lat is not None or at != roles.lat
