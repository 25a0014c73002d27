"""Towns (町字): the rows of the table ``town``, fetched by node and remembered up to a bound."""

from __future__ import annotations

import sqlite3
from array import array
from typing import Any, NamedTuple

from addrreg.registry.name_parts import read_parts
from addrreg.registry.names import Names
from addrreg.registry.schema import shown

__all__ = ["Brief", "Town", "Towns", "row_parts"]

#: machiaza_id, oaza_cho, chome, koaza, post_code, rep_lat, rep_lon: what a usual result takes of a row.
Brief = tuple[str, str, str, str, str, float | None, float | None]

_BRIEF = ("machiaza_id", "oaza_cho", "chome", "koaza", "post_code", "rep_lat", "rep_lon")
# delimiters, quotes and line ends
_QUOTED = frozenset(',;|"\n\r')
_new = tuple.__new__
_BOUND = 8_192
# KiB; four times as much was no faster in any order, and cost 12 MB
_CACHE = 4_000


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


def row_parts(connection: sqlite3.Connection) -> dict[str, bytes]:
    """The parts ``rows`` and ``row_starts`` of the table ``names``: every 大字・町 and 丁目 as a line of text, found by its node.

    A row of the table costs a search of its B-tree and 0.2 µs a column, a slice of this text half of that, in any order. The
    小字 stay where they are: they are two thirds of the rows, and one address in thirty. So do rows with a name that must be quoted
    in a CSV, so that who makes a line of such a text need not look for one.
    """
    rows, starts = bytearray(), array("I", [0, 0])
    found = connection.execute(
        "SELECT node, machiaza_id, oaza_cho, chome, post_code,"
        " coalesce(rep_lat / 1e7, ''), coalesce(rep_lon / 1e7, '')"
        " FROM town WHERE koaza = '' ORDER BY node"
    )
    for node, *cells in found:
        if (gap := node + 1 - len(starts)) > 0:
            starts.extend([len(rows)] * gap)
        line = "\t".join(map(str, cells))
        # several postal codes of a row stand with a ; between them, and none is shown
        if line.count("\t") == len(cells) - 1 and _QUOTED.isdisjoint("".join(cells[:3])):
            rows += line.encode()
        starts.append(len(rows))
    (last,) = connection.execute("SELECT max(node) FROM town").fetchone()
    starts.extend([len(rows)] * ((last or 0) + 2 - len(starts)))
    return {"rows": bytes(rows), "row_starts": starts.tobytes()}


class Towns:
    """Look-up of towns by node.

    Files are sorted by place more often than not, so the rows of a file's towns stay at hand; the bound keeps a
    nationwide file from filling the memory.
    """

    _SELECT = f"SELECT {shown(*Town._fields)} FROM town WHERE node = ?"  # noqa: S608
    _BRIEF = f"SELECT {shown(*_BRIEF)} FROM town WHERE node = ?"  # noqa: S608

    def __init__(self, connection: sqlite3.Connection, names: Names) -> None:
        parts = read_parts(connection, ("rows", "row_starts"))
        self._execute = connection.cursor().execute
        # a mapped file was no faster, and let a nationwide run grow to 137 MB instead of 80
        self._execute(f"PRAGMA cache_size = -{_CACHE}")
        if not connection.in_transaction:
            # one read transaction for the whole run spares a file lock per row (4.5 against 10.4 µs)
            self._execute("BEGIN")
        self._units, self._unit, self._sort = names.units, names.node_unit, names.sort
        self._known: dict[int, tuple[Any, ...]] = {}
        self._brief: dict[int, tuple[Any, ...]] = {}
        self._rows: bytes = parts.get("rows", b"")
        self._starts = memoryview(parts.get("row_starts", b"")).cast("I")

    def __getitem__(self, node: int) -> Town:
        # plain tuples of text are left alone by the garbage collector, which would walk through named ones again and again
        return _new(Town, self._known.get(node) or self._whole(node))

    def _whole(self, node: int) -> tuple[Any, ...]:
        if self._starts[node] == self._starts[node + 1]:
            return self._read(node, self._known, self._SELECT)
        machiaza_id, oaza_cho, chome, koaza, post_code, lat, lon = self.brief(node)
        rsdt_addr_flg, pos_level, src = self._sort(node)
        lg_code = self._units[self._unit[node]].lg_code
        row = lg_code, machiaza_id, oaza_cho, chome, koaza, rsdt_addr_flg, post_code, lat, lon, pos_level, src
        if len(self._known) >= _BOUND:
            self._known.clear()
        self._known[node] = row
        return row

    def brief(self, node: int) -> Brief:
        """Of a row what a usual result takes: of a 大字・町 or 丁目 without asking the database."""
        starts = self._starts
        line = self._rows[starts[node] : starts[node + 1]]
        if not line:
            return self._brief.get(node) or self._read(node, self._brief, self._BRIEF)
        machiaza_id, oaza_cho, chome, post_code, lat, lon = line.decode().split("\t")
        return (
            machiaza_id, oaza_cho, chome, "", post_code,
            float(lat) if lat else None, float(lon) if lon else None,
        )  # fmt: skip

    def line(self, node: int) -> list[str]:
        """Of the row of a 大字・町 or 丁目 what a usual result takes, as text: machiaza_id, oaza_cho, chome, post_code, rep_lat, rep_lon."""
        starts = self._starts
        return self._rows[starts[node] : starts[node + 1]].decode().split("\t")

    def brief_text(self, node: int) -> tuple[str | float | None, ...]:
        """The same with the point as it is stored, which spares its way to a number and back for who writes text."""
        starts = self._starts
        line = self._rows[starts[node] : starts[node + 1]]
        if not line:
            return self._brief.get(node) or self._read(node, self._brief, self._BRIEF)
        machiaza_id, oaza_cho, chome, post_code, lat, lon = line.decode().split("\t")
        return machiaza_id, oaza_cho, chome, "", post_code, lat or None, lon or None

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
