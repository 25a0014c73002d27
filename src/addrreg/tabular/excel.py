"""Excel (.xlsx): a sheet read and written row by row, so that a million rows take no more memory than ten.

Cells stay what they are: text keeps its leading zeros, numbers, dates and their formats come through. A formula
comes through as the value that Excel last worked out, and no text becomes a formula: what begins with ``=`` is written
as a string with Excel's own mark for that (quotePrefix), for a list of addresses is no place for code.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO

from addrreg.errors import InputError, OutputError
from addrreg.tabular.chunks import CHUNK, REMEMBER, Chunk, Parser, Ragged, Rows, cell_text
from addrreg.tabular.encoding import Encoding
from addrreg.tabular.source import open_file

__all__ = ["MAX_ROWS", "CellParser", "Sheet", "SheetWriter", "too_many"]

#: Rows of a sheet, the header counted: Excel's own limit.
MAX_ROWS = 1_048_576
#: Columns of a sheet, and characters of a cell.
_MAX_COLUMNS, _MAX_CELL = 16_384, 32_767
#: A workbook that unpacks to more is a zip bomb: a full sheet of addresses has some 3 GB.
_MAX_UNPACKED = 16 << 30
_HALF = re.compile("[\ud800-\udfff]")
_INERT = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class CellParser:
    """Makes rows of the right width of lists of cells."""

    name: str
    width: int
    keep_surplus: bool

    def parse(self, chunk: Chunk, ragged: Ragged) -> Rows:
        """The rows of a chunk; raises :class:`InputError` with the row of a fault."""
        cells, formats = chunk.payload
        rows: list[list[Any]] = []
        kept: dict[int, dict[int, str]] = {}
        for at, row in enumerate(cells):
            while row and row[-1] is None:
                row.pop()
            if not row:
                ragged.blank += 1
                continue
            if at in formats:
                kept[len(rows)] = formats[at]
            rows.append(self._mend(row, ragged, chunk.first + at))
        return Rows(rows, formats=kept)

    def _mend(self, row: list[Any], ragged: Ragged, number: int) -> list[Any]:
        missing = self.width - len(row)
        if missing >= 0:
            return row + [None] * missing + [""] * self.keep_surplus
        if not self.keep_surplus:
            raise InputError(
                f"{self.name}, row {number:,}: {len(row)} cells, but the header has {self.width}",
                remedy="name the column in the header, or keep what is too much: --ragged keep",
            )
        ragged.surplus += 1
        ragged.surplus_lines += [number] * (ragged.surplus <= REMEMBER)
        return [*row[: self.width], cell_text(row[self.width :])]


class Sheet:
    """An open sheet of a workbook: the one that ``sheet`` names, or the first."""

    unit = "rows"
    encoding = Encoding("utf-8", b"\xef\xbb\xbf")  # a CSV of it is for Excel again
    delimiter, newline = ",", "\r\n"

    def __init__(
        self, where: str, sheet: str = "", *, header: bool = True, keep_surplus: bool = False
    ) -> None:
        self.name = where
        self._file = open_file(where)
        self._book: Any = None
        try:
            self.size = self._file.seek(0, 2)
            self._sheet = self._open(sheet)
            self._rows = self._cells()
            first = next(self._rows, None)
            if first is None or not any(cell is not None for cell in first[0]):
                raise InputError(f"{where}: the sheet {self._sheet.title} has nothing in its first row")
        except BaseException:
            self.close()
            raise
        while first[0][-1] is None:
            first[0].pop()
        self.width = len(first[0])
        self.header = [cell_text(cell) for cell in first[0]] if header else []
        self._first = None if header else first
        self.parser: Parser = CellParser(where, self.width, keep_surplus)

    def _open(self, sheet: str) -> Any:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException

        try:
            with zipfile.ZipFile(self._file) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED:
                    raise InputError(
                        f"{self.name} unpacks to more than {_MAX_UNPACKED >> 30} GiB: it is no list"
                    )
            self._book = openpyxl.load_workbook(self._file, read_only=True, data_only=True)
        except (
            zipfile.BadZipFile,
            InvalidFileException,
            KeyError,
            ValueError,
            OSError,
            SyntaxError,
        ) as error:
            raise InputError(
                f"{self.name} is not an Excel workbook (.xlsx), or it is damaged: {error}",
                remedy="open it in Excel and save it anew as .xlsx, or as CSV UTF-8",
            ) from None
        names = [each.title for each in self._book.worksheets]
        if sheet and sheet not in names:
            raise InputError(
                f"{self.name} has no sheet {sheet}; the sheets are {', '.join(names)}",
                remedy=f"--sheet {names[0]}" if names else "",
            )
        if not names:
            raise InputError(f"{self.name} has no sheet with cells")
        found = self._book[sheet or names[0]]
        self._total = found.max_row
        found.reset_dimensions()  # some programs write a wrong size, and rows behind it would be lost
        return found

    def _cells(self) -> Iterator[tuple[list[Any], dict[int, str]]]:
        """The rows: values, and the number formats that are not the ordinary one."""
        for row in self._sheet.iter_rows():
            values = [cell.value for cell in row]
            formats = {
                at: cell.number_format
                for at, cell in enumerate(row)
                if cell.value is not None and type(cell.value) is not str and cell.number_format != "General"
            }
            yield values, formats

    def close(self) -> None:
        """Close the workbook."""
        if self._book is not None:
            self._book.close()
        self._file.close()

    def check(self, limit: int | None = None) -> int | None:
        """How many rows the sheet says it has; it is not read twice, because that takes long."""
        total: int | None = self._total and self._total - bool(self.header)
        return min(total, limit) if total and limit else total

    def chunks(self, limit: int | None = None) -> Iterator[Chunk]:
        """The rows, a thousand at a time."""
        rows = chain([self._first], self._rows) if self._first else self._rows
        rows, number = islice(rows, limit), 1 + bool(self.header)
        while taken := list(islice(rows, CHUNK)):
            formats = {at: found for at, (_, found) in enumerate(taken) if found}
            yield Chunk(([cells for cells, _ in taken], formats), number, number + len(taken) - 1)
            number += len(taken)


class SheetWriter:
    """Writes rows into the one sheet of a new workbook, which is complete when :meth:`finish` has run."""

    def __init__(self, stream: BinaryIO, header: Sequence[str]) -> None:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        if len(header) > _MAX_COLUMNS:
            raise OutputError(
                f"{len(header):,} columns, but a sheet of Excel ends at {_MAX_COLUMNS:,}", "--format csv"
            )
        self._stream, self._cell = stream, WriteOnlyCell
        self._illegal = ILLEGAL_CHARACTERS_RE.search
        self._book = Workbook(write_only=True)
        self._sheet: Any = self._book.create_sheet("addrreg")
        self._rows, self._finished = 0, False
        if header:
            self.write([list(header)], {})

    def write(self, rows: Sequence[Sequence[Any]], formats: dict[int, dict[int, str]]) -> None:
        """Append rows; raises :class:`OutputError` for what a sheet cannot hold."""
        for at, row in enumerate(rows):
            self._rows += 1
            if self._rows > MAX_ROWS:
                raise too_many(self._rows)
            cells = [self._made(cell) for cell in row]
            for column, form in formats.get(at, {}).items():
                cells[column] = self._formatted(row[column], form)
            self._sheet.append(cells)

    def _made(self, value: Any) -> Any:
        if type(value) is not str:
            return cell_text(value) if isinstance(value, (list, dict, bytes)) else value
        if not value:
            return None
        if len(value) > _MAX_CELL:
            raise OutputError(
                f"row {self._rows:,} of the output has a cell of {len(value):,} characters; Excel ends at {_MAX_CELL:,}",
                remedy="--format csv",
            )
        if self._illegal(value) or (not value.isprintable() and _HALF.search(value)):
            raise OutputError(
                f"row {self._rows:,} of the output holds a control character or half a character, which Excel cannot",
                remedy="--format jsonl, or remove the character from the input",
            )
        if value.startswith(_INERT):
            cell = self._cell(self._sheet, value)
            cell.data_type, cell.quotePrefix = "s", True
            return cell
        return value

    def _formatted(self, value: Any, form: str) -> Any:
        cell = self._cell(self._sheet, value)
        cell.number_format = form
        return cell

    def finish(self) -> None:
        """Write the workbook into the stream."""
        self._finished = True
        self._book.save(self._stream)

    def close(self) -> None:
        """Let go of the temporary file of a workbook that is not finished."""
        if not self._finished:
            self._sheet.close()


def too_many(rows: int) -> OutputError:
    """The error for more rows than a sheet has."""
    return OutputError(
        f"{rows:,} rows with the header, but a sheet of Excel ends at {MAX_ROWS:,}",
        remedy="--format csv or parquet, or cleanse a part: --limit, --only",
    )
