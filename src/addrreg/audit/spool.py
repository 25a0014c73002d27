"""Spool (一時保管): findings and rows on disk while a file is read, so that a file of any length needs little memory.

Duplicates are known only when all rows were read, and the list of findings is wanted in the order of the rows: both ask
for everything at the end. SQLite's own temporary file holds it, is sorted outside of the memory, and is gone with the
connection.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from typing import Any

from addrreg.audit.found import Finding

__all__ = ["Kept", "Spool"]

#: One row as it is kept: row, cells, address, lg_code, bits of its findings, key of its place (or None).
Kept = tuple[int, str, str, str, int, bytes | None]

_SCHEMA = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE finding (row INTEGER, "column" TEXT, code TEXT, value TEXT, detail TEXT, suggestion TEXT);
    CREATE TABLE place (row INTEGER PRIMARY KEY, cells TEXT, address TEXT, lg_code TEXT, bits BLOB, key BLOB);
"""
_SPELLINGS = """
    CREATE TEMP TABLE spelling AS SELECT key, row, cells, address, lg_code, bits FROM place
    WHERE key IN (SELECT key FROM place WHERE key IS NOT NULL GROUP BY key HAVING min(cells) <> max(cells))
    ORDER BY key, row
"""
#: The bits of a row without findings.
_NOTHING = bytes(10)
_PAGE = "SELECT * FROM place WHERE row > ? ORDER BY row LIMIT 4096"


class Spool:
    """A temporary database of one audit; closed with it, or when nobody has it any more."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("")  # a file of its own, that no other process sees
        self._connection.executescript(_SCHEMA)
        self._finalizer = weakref.finalize(self, self._connection.close)

    def add(self, places: Iterable[Kept], findings: Iterable[Finding]) -> None:
        """Keep the rows and the findings of a batch."""
        rows: list[tuple[Any, ...]] = [
            (row, cells, address, lg_code, bits.to_bytes(10, "big") if bits else _NOTHING, key)
            for row, cells, address, lg_code, bits, key in places
        ]
        kept: list[tuple[Any, ...]] = list(findings)
        if not (_are_storable(rows, 4) and _are_storable(kept, 6)):
            rows = [(*_storable(row[:4]), *row[4:]) for row in rows]
            kept = list(map(_storable, kept))
        self._connection.executemany("INSERT INTO place VALUES (?,?,?,?,?,?)", rows)
        self._connection.executemany("INSERT INTO finding VALUES (?,?,?,?,?,?)", kept)

    def mark(self, row: int, bits: int) -> None:
        """Keep that a row has further findings."""
        self._connection.execute("UPDATE place SET bits = ? WHERE row = ?", (bits.to_bytes(10, "big"), row))

    def several_spellings(self) -> Iterator[Kept]:
        """The rows of places that are written in several ways, place by place."""
        # a copy: the rows are marked while they are read
        self._connection.execute(_SPELLINGS)
        self._connection.execute("CREATE INDEX spelling_key ON spelling (key, row)")
        for key, row, cells, address, lg_code, bits in self._connection.execute(
            "SELECT * FROM spelling ORDER BY key, row"
        ):
            yield row, cells, address, lg_code, int.from_bytes(bits, "big"), key

    def other_spelling(self, place: Kept) -> tuple[int, str]:
        """Row and cells of the first other spelling of a place that :meth:`several_spellings` gave."""
        select = "SELECT row, cells FROM spelling WHERE key = ? AND cells <> ? ORDER BY row LIMIT 1"
        row, cells = self._connection.execute(select, (place[5], place[1])).fetchone()
        return row, cells

    def rows(self) -> Iterator[Kept]:
        """All rows, in order."""
        # page by page: the rows are marked while they are read
        last = 0
        while page := self._connection.execute(_PAGE, (last,)).fetchall():
            for row, cells, address, lg_code, bits, key in page:
                yield row, cells, address, lg_code, int.from_bytes(bits, "big"), key
            last = page[-1][0]

    def findings(self) -> Iterator[Finding]:
        """All findings, in the order of the rows."""
        return map(Finding._make, self._connection.execute("SELECT * FROM finding ORDER BY row, rowid"))

    def close(self) -> None:
        """Give the disk back; closing twice is allowed."""
        self._finalizer()


def _are_storable(rows: list[tuple[Any, ...]], end: int) -> bool:
    """Whether the texts of all rows can be held as they are, as nearly always: one look at all is cheaper than one at each."""
    try:
        "".join(["".join(row[1:end]) for row in rows]).encode()
    except UnicodeEncodeError:
        return False
    return True


def _storable(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    """Cells without lone surrogates, which come of broken decoders and which no database and no file can hold."""
    try:
        "".join(cells[1:]).encode()
    except UnicodeEncodeError:
        return (cells[0], *(cell.encode("utf-8", "replace").decode() for cell in cells[1:]))
    return cells
