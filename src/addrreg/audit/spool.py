"""Spool (一時保管): findings and rows on disk while a file is read, so that a file of any length needs little memory.

Duplicates are known only when all rows were read, and the list of findings is wanted in the order of the rows: both ask
for everything at the end. SQLite's own temporary file holds it, and is gone with the connection. The rows of a batch lie there
as one block of text, because few of them are asked for again, and as rows of a table they cost a tenth of the cleansing.
"""

from __future__ import annotations

import sqlite3
import weakref
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, pairwise, starmap
from operator import itemgetter
from typing import TypeAlias

from addrreg.audit.found import Finding
from addrreg.audit.keys import Keys

__all__ = ["BITS", "Kept", "Spool"]

#: One row as it is kept: row, cells, address, lg_code, bits of its findings.
Kept: TypeAlias = tuple[int, str, str, str, int]

#: So many bits of findings a row has at most.
BITS = 80
_BYTES = BITS // 8
#: Fields of a finding behind its row.
_TEXTS = len(Finding._fields) - 1
_new = tuple.__new__
#: The bits of a row without findings.
_NOTHING = bytes(_BYTES)

_SCHEMA = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE block (first INTEGER PRIMARY KEY, bits BLOB, lengths BLOB, texts BLOB);
    CREATE TABLE finding (first INTEGER PRIMARY KEY, rows BLOB, lengths BLOB, texts BLOB);
    CREATE TABLE late (row INTEGER, "column" TEXT, code TEXT, value TEXT, detail TEXT, suggestion TEXT);
    CREATE TABLE mark (row INTEGER PRIMARY KEY, bits BLOB);
"""
_SPELLING = """
    CREATE TEMP TABLE spelling (
        first INTEGER, row INTEGER, cells TEXT, address TEXT, lg_code TEXT, bits BLOB, PRIMARY KEY (first, row)
    ) WITHOUT ROWID
"""
# with min(), SQLite takes the bare column from the row that has it
_OTHER = """
    CREATE TEMP TABLE other AS
    SELECT one.first AS first, min(one.row) AS row, one.cells AS cells
    FROM spelling AS one JOIN spelling AS head ON head.first = one.first AND head.row = one.first
    WHERE one.cells <> head.cells GROUP BY one.first
"""
_SEVERAL = """
    SELECT spelling.row, spelling.cells, address, lg_code, bits, first, other.row, other.cells
    FROM spelling JOIN other USING (first) ORDER BY first, spelling.row
"""


class Spool:
    """A temporary database of one audit; closed with it, or when nobody has it any more."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("")  # a file of its own, that no other process sees
        self._connection.executescript(_SCHEMA)
        self._keys = Keys(self._connection)
        self._finalizer = weakref.finalize(self, self._connection.close)

    def add(
        self,
        first: int,
        places: tuple[Sequence[str], Sequence[str], Sequence[str]],
        keys: Sequence[int],
        bits: Iterable[int],
        findings: Sequence[Finding],
    ) -> None:
        """Keep the rows of a batch, from row ``first`` on: cells, addresses and lg_codes, keys of their places, bits; and its findings."""
        self._keys.add(keys, places[0])
        marks = b"".join([one.to_bytes(_BYTES, "big") if one else _NOTHING for one in bits])
        block = (first, marks, *_packed([text for texts in places for text in texts]))
        self._connection.execute("INSERT INTO block VALUES (?,?,?,?)", block)
        if findings:
            rows = array("q", map(itemgetter(0), findings)).tobytes()
            texts = list(chain.from_iterable(map(itemgetter(slice(1, None)), findings)))
            self._connection.execute("INSERT INTO finding VALUES (?,?,?,?)", (first, rows, *_packed(texts)))

    def add_late(self, findings: Iterable[Finding], marks: Mapping[int, int]) -> None:
        """Keep further findings of rows that are there, and the bits that these rows have now."""
        kept = ((row, *map(_storable, texts)) for row, *texts in findings)
        self._connection.executemany("INSERT INTO late VALUES (?,?,?,?,?,?)", kept)
        stored = [(row, bits.to_bytes(_BYTES, "big")) for row, bits in marks.items()]
        self._connection.executemany("INSERT OR REPLACE INTO mark VALUES (?,?)", stored)

    def several_spellings(self) -> Iterator[tuple[Kept, int, int, str]]:
        """The rows of places that are written in several ways, place by place.

        With each come the first row of its place, and row and cells of the first that spells it otherwise than that one. To be called once.
        """
        self._connection.execute(_SPELLING)
        self._connection.executemany("INSERT INTO spelling VALUES (?,?,?,?,?,?)", self._chosen())
        self._connection.execute(_OTHER)
        for *texts, bits, first, row, cells in self._connection.execute(_SEVERAL):
            yield (*texts, int.from_bytes(bits, "big")), first, row, cells

    def _chosen(self) -> Iterator[tuple[int, int, str, str, str, bytes]]:
        """These rows, the first row of their place in front."""
        blocks = starmap(_Block, self._connection.execute("SELECT * FROM block ORDER BY first"))
        block = None
        for row, first in self._keys.several():
            while block is None or row >= block.end:
                block = next(blocks)
            yield first, row, *block.texts(row), block.bits(row)

    def rows(self) -> Iterator[Kept]:
        """All rows, in order; they may be marked while they are read."""
        last, select = 0, "SELECT * FROM block WHERE first > ? ORDER BY first LIMIT 1"
        while page := self._connection.execute(select, (last,)).fetchone():
            block = _Block(*page)
            late = self._connection.execute(
                "SELECT row, bits FROM mark WHERE row >= ? AND row < ?", (block.first, block.end)
            )
            marks = dict(late.fetchall())
            for row in range(block.first, block.end):
                yield row, *block.texts(row), int.from_bytes(marks.get(row) or block.bits(row), "big")
            last = block.first

    def findings(self) -> Iterator[Finding]:
        """All findings, in the order of the rows; of a row, those that were late behind the others."""
        late = map(Finding._make, self._connection.execute("SELECT * FROM late ORDER BY row, rowid"))
        one = next(late, None)
        for batch in self._batches():
            last, early = batch[-1].row, len(batch)
            while one is not None and one.row <= last:
                batch.append(one)
                one = next(late, None)
            yield from batch if len(batch) == early else sorted(batch, key=itemgetter(0))
        if one is not None:
            yield one
            yield from late

    def _batches(self) -> Iterator[list[Finding]]:
        """The findings that came with their rows, batch by batch."""
        stored = self._connection.execute("SELECT rows, lengths, texts FROM finding ORDER BY first")
        for rows, lengths, packed in stored:
            text, ends = _unpacked(lengths, packed)
            texts = [text[start:end] for start, end in pairwise(ends)]
            fields = (texts[at::_TEXTS] for at in range(_TEXTS))
            yield [_new(Finding, cells) for cells in zip(array("q", rows), *fields, strict=True)]

    def close(self) -> None:
        """Give the disk back; closing twice is allowed."""
        self._finalizer()


class _Block:
    """The rows of a batch as they were kept."""

    def __init__(self, first: int, bits: bytes, lengths: bytes, texts: bytes) -> None:
        self.first = first
        self._bits, self._text, self._ends = bits, *_unpacked(lengths, texts)
        self._count = len(bits) // _BYTES
        #: The row behind the last.
        self.end = first + self._count

    def texts(self, row: int) -> tuple[str, str, str]:
        """Cells, address and lg_code of a row."""
        at, count = row - self.first, self._count
        return self._at(at), self._at(at + count), self._at(at + 2 * count)

    def _at(self, position: int) -> str:
        return self._text[self._ends[position] : self._ends[position + 1]]

    def bits(self, row: int) -> bytes:
        """The bits of a row's findings, without those that came late."""
        at = (row - self.first) * _BYTES
        return self._bits[at : at + _BYTES]


def _packed(texts: Sequence[str]) -> tuple[bytes, bytes]:
    """Texts as two pieces of bytes, their lengths and what they hold.

    Lone surrogates, which come of broken decoders and which no file can hold, become question marks, one for one.
    """
    return array("I", map(len, texts)).tobytes(), "".join(texts).encode("utf-8", "replace")


def _unpacked(lengths: bytes, packed: bytes) -> tuple[str, list[int]]:
    """What was packed, as one text, and where in it each begins; behind the last where that ends."""
    return packed.decode(), list(accumulate(array("I", lengths), initial=0))


def _storable(text: str) -> str:
    """A text as it is kept, without lone surrogates."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
