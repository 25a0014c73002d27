"""Towns (町字): the rows of the table ``town``, fetched by node and remembered up to a bound."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

__all__ = ["Town", "Towns"]

_new = tuple.__new__
_BOUND = 8_192
_CACHE = 16_000  # KiB


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
    _OAZA = "SELECT machiaza_id, oaza_cho, post_code, rep_lat, rep_lon FROM town WHERE node = ?"
    _BELOW = (
        "SELECT machiaza_id, oaza_cho, chome, koaza, post_code, rep_lat, rep_lon FROM town WHERE node = ?"
    )

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.cursor().execute
        # a mapped file was no faster, and let a nationwide run grow to 137 MB instead of 80
        self._execute(f"PRAGMA cache_size = -{_CACHE}")
        if not connection.in_transaction:
            # one read transaction for the whole run spares a file lock per row (4.5 against 10.4 µs)
            self._execute("BEGIN")
        self._known: dict[int, tuple[Any, ...]] = {}
        self._brief: dict[int, tuple[Any, ...]] = {}

    def __getitem__(self, node: int) -> Town:
        # plain tuples of text are left alone by the garbage collector, which would walk through named ones again and again
        return _new(Town, self._known.get(node) or self._read(node, self._known, self._SELECT))

    def oaza(self, node: int) -> tuple[Any, ...]:
        """Of a 大字・町 machiaza_id, oaza_cho, post_code, rep_lat, rep_lon: each column takes its 0.2 µs."""
        return self._brief.get(node) or self._read(node, self._brief, self._OAZA)

    def below(self, node: int) -> tuple[Any, ...]:
        """Of a 丁目 or 小字 machiaza_id, oaza_cho, chome, koaza, post_code, rep_lat, rep_lon."""
        return self._brief.get(node) or self._read(node, self._brief, self._BELOW)

    def _read(self, node: int, known: dict[int, tuple[Any, ...]], select: str) -> tuple[Any, ...]:
        row: tuple[Any, ...] | None = self._execute(select, (node,)).fetchone()
        if row is None:
            raise KeyError(node)
        if len(known) >= _BOUND:
            known.clear()
        known[node] = row
        return row

    def has_post_code(self, lg_code: str, post_code: str) -> bool:
        """Whether a town of the municipality has this postal code."""
        found = self._execute(
            "SELECT 1 FROM town WHERE lg_code = ? AND instr(post_code, ?) LIMIT 1", (lg_code, post_code)
        )
        return found.fetchone() is not None

    def has_chome(self, town: Town, chome_number: int | None = None) -> bool:
        """Whether the 大字 of a row is divided into 丁目, or has that one."""
        found = self._execute(
            "SELECT 1 FROM town WHERE lg_code = ? AND oaza_cho = ? AND chome <> ''"
            " AND coalesce(chome_number = ?, ? IS NULL) LIMIT 1",
            (town.lg_code, town.oaza_cho, chome_number, chome_number),
        )
        return found.fetchone() is not None
