"""Towns (町字): the rows of the table ``town``, fetched by node and remembered up to a bound."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

__all__ = ["Town", "Towns"]

_new = tuple.__new__
_BOUND = 65_536
_MAPPED = 1 << 28


class Town(NamedTuple):
    """One row of ``town``: a 大字・町, 丁目 or 小字 in the registry's columns."""

    lg_code: str
    machiaza_id: str
    oaza_cho: str
    chome: str
    koaza: str
    rsdt_addr_flg: str
    post_code: str
    rep_lat: float | None
    rep_lon: float | None
    pos_level: str
    src: str


class Towns:
    """Look-up of towns by node.

    Files are sorted by place more often than not, so the rows of a file's towns stay at hand; the bound keeps a
    nationwide file from filling the memory.
    """

    _SELECT = f"SELECT {', '.join(Town._fields)} FROM town WHERE node = ?"  # noqa: S608

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute
        # rows are read at random: mapped pages spare a copy each
        self._execute(f"PRAGMA mmap_size = {_MAPPED}")
        if not connection.in_transaction:
            # one read transaction for the whole run spares a file lock per row (4.5 against 10.4 µs)
            self._execute("BEGIN")
        self._known: dict[int, tuple[Any, ...]] = {}

    def __getitem__(self, node: int) -> Town:
        # plain tuples of text are left alone by the garbage collector, which would walk through named ones again and again
        row = self._known.get(node)
        if row is None:
            row = self._execute(self._SELECT, (node,)).fetchone()
            if row is None:
                raise KeyError(node)
            if len(self._known) >= _BOUND:
                self._known.clear()
            self._known[node] = row
        return _new(Town, row)

    def has_post_code(self, lg_code: str, post_code: str) -> bool:
        """Whether a town of the municipality has this postal code."""
        found = self._execute(
            "SELECT 1 FROM town WHERE lg_code = ? AND instr(post_code, ?) LIMIT 1", (lg_code, post_code)
        )
        return found.fetchone() is not None

    def has_chome(self, town: Town) -> bool:
        """Whether the 大字 of a row is divided into 丁目."""
        found = self._execute(
            "SELECT 1 FROM town WHERE lg_code = ? AND oaza_cho = ? AND chome <> '' LIMIT 1",
            (town.lg_code, town.oaza_cho),
        )
        return found.fetchone() is not None
