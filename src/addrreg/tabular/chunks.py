"""What the forms of tables share: chunks of rows to be worked on apart, and the rows read from them.

A table is cut into chunks by one process and worked on by several; a chunk carries no more than the text (or the
cells) of its rows, and a :class:`Parser` makes rows of it wherever that is cheapest. The cuts depend on the table alone, so
that a run that goes on after a kill makes the same chunks, and the same bytes, as one that was never stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple, Protocol

from addrreg.tabular.encoding import Encoding

__all__ = ["CHUNK", "REMEMBER", "Chunk", "Parser", "Ragged", "Rows", "Source", "cell_text", "texts"]

#: Rows of a chunk where rows are not cut out of a text.
CHUNK = 1024
#: Of so many odd lines the number is remembered.
REMEMBER = 5


class Chunk(NamedTuple):
    """Some rows that stand together, not read yet."""

    payload: Any
    """A text of whole records, lists of cells, or an Arrow record batch as bytes."""
    first: int
    """Number of its first line (of a text) or row, from 1, the header counted."""
    last: int
    """Number of its last line or row."""


@dataclass(slots=True)
class Ragged:
    """How many lines were odd, and which came first."""

    short: int = 0
    """Rows with too few cells, padded with empty ones."""
    short_lines: list[int] = field(default_factory=list)
    """The first of them."""
    surplus: int = 0
    """Rows with too many cells, the surplus kept in one cell."""
    surplus_lines: list[int] = field(default_factory=list)
    """The first of them."""
    blank: int = 0
    """Blank lines between the rows of a table of several columns, left out."""

    def add(self, other: Ragged) -> None:
        """Count those of a later chunk as well."""
        self.short += other.short
        self.surplus += other.surplus
        self.blank += other.blank
        self.short_lines = (self.short_lines + other.short_lines)[:REMEMBER]
        self.surplus_lines = (self.surplus_lines + other.surplus_lines)[:REMEMBER]


class Rows(NamedTuple):
    """The rows of a chunk."""

    cells: list[list[Any]]
    """The cells of each row, as many as there are columns, and one for the surplus where that is kept."""
    raw: list[str] | None = None
    """Of JSON Lines, each row as it was written."""
    batch: Any = None
    """Of Parquet, the Arrow record batch itself."""
    formats: dict[int, dict[int, str]] | None = None
    """Of Excel, the number formats that are not the ordinary one, by row from 0 and column."""


class Parser(Protocol):
    """Makes rows of a chunk; small, and pickled to where it works."""

    def parse(self, chunk: Chunk, ragged: Ragged) -> Rows:
        """The rows of a chunk; ``ragged`` counts the odd ones."""
        ...


class Source(Protocol):
    """An open table of whatever form."""

    name: str
    """For messages: its path, or standard input."""
    header: list[str]
    """Names of the columns; empty without a header."""
    width: int
    """Number of columns."""
    unit: str
    """What chunks are counted in: lines or rows."""
    encoding: Encoding
    """What a text made of it is written in, unless another is asked for."""
    delimiter: str
    """One character."""
    newline: str
    """CR LF, LF or CR."""
    parser: Parser

    @property
    def size(self) -> int | None:
        """Bytes of the file; None for a pipe, which can be read only once."""
        ...

    def check(self, limit: int | None = None) -> int | None:
        """Read a file through for faults, if that is cheap; how many rows it has, where that is known."""
        ...

    def chunks(self, limit: int | None = None) -> Iterator[Chunk]:
        """The rows, cut into chunks; to be called once."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


def cell_text(cell: object) -> str:
    """A cell as text, as a person would write it: a date without the midnight that Excel gives it, 1 for 1.0.

    >>> cell_text(datetime(2024, 4, 1)), cell_text(100.0), cell_text(None), cell_text(True)
    ('2024-04-01', '100', '', 'TRUE')
    """
    if type(cell) is str:
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, (list, dict)):
        import json

        return json.dumps(cell, ensure_ascii=False, default=str)
    return str(cell)


def texts(row: Sequence[object]) -> list[str]:
    """The cells of a row as text."""
    return [cell_text(cell) for cell in row]
