"""Reading a table (CSV, TSV …) as a stream of rows, in flat memory; no cell is changed, no row dropped."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import NoReturn, Protocol

from addrreg.errors import InputError
from addrreg.tabular.chunks import REMEMBER, Chunk, Parser, Ragged, Rows
from addrreg.tabular.dialect import delimiter_of, given_delimiter, newline_of, quoting_of
from addrreg.tabular.encoding import Encoding
from addrreg.tabular.source import Source

__all__ = ["MAX_CELL", "CsvParser", "Form", "Table", "check"]

#: The longest cell, in characters; longer ones are damage (a quote that is not closed), not addresses.
MAX_CELL = 1 << 20


@dataclass(frozen=True, slots=True)
class Form:
    """How a table is written; empty text means: find it out."""

    encoding: str = ""
    """A name of an encoding; ``shift_jis`` is read as cp932."""
    delimiter: str = ""
    """One character, or comma, tab, semicolon, pipe."""
    header: bool = True
    """Whether the first line names the columns."""
    quoting: bool = True
    """Whether double quotes enclose cells; else they are characters like others."""
    keep_surplus: bool = False
    """Whether cells beyond the header are kept as a JSON list in one more cell; else they are an error."""


class _Reader(Protocol):
    """What :func:`csv.reader` returns, which has no public name."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class CsvParser:
    """Makes rows of a text of whole records."""

    name: str
    delimiter: str
    width: int
    quoting: bool
    keep_surplus: bool

    def parse(self, chunk: Chunk, ragged: Ragged) -> Rows:
        """The rows of a chunk; raises :class:`InputError` with the line of a fault."""
        return Rows(list(self.rows(chunk, ragged)))

    def rows(self, chunk: Chunk, ragged: Ragged) -> Iterator[list[str]]:
        """The same, row by row."""
        width, keep = self.width, self.keep_surplus
        reader = self.reader(io.StringIO(chunk.payload, newline=""))
        try:
            for row in reader:
                if len(row) == width:
                    if keep:
                        row.append("")
                    yield row
                elif row or width == 1:
                    yield self._mend(row, ragged, chunk.first - 1 + reader.line_num)
                else:
                    ragged.blank += 1
        except csv.Error as error:
            self.refuse(error, chunk.first - 1 + reader.line_num)

    def reader(self, lines: Iterator[str]) -> _Reader:
        """The csv module's reader; strict: a quote that is not closed would else swallow rows without a word.

        The longest cell is one number for the whole process. It is raised and never put back, because another thread, or
        another table, may be reading by it.
        """
        csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))
        return csv.reader(lines, delimiter=self.delimiter, quoting=quoting_of(self.quoting), strict=True)

    def _mend(self, row: list[str], ragged: Ragged, line: int) -> list[str]:
        """A row of the right width: padded, or with its surplus in one cell."""
        width, keep = self.width, self.keep_surplus
        if len(row) < width:
            if row:
                ragged.short += 1
                ragged.short_lines += [line] * (ragged.short <= REMEMBER)
            return row + [""] * (width - len(row) + keep)
        if not keep:
            raise InputError(
                f"{self.name}, line {line:,}: {len(row)} cells, but the header has {width}",
                remedy="quote cells with the delimiter in them, or keep what is too much: --ragged keep",
            )
        ragged.surplus += 1
        ragged.surplus_lines += [line] * (ragged.surplus <= REMEMBER)
        return [*row[:width], json.dumps(row[width:], ensure_ascii=False)]

    def refuse(self, error: csv.Error, line: int) -> NoReturn:
        """Say a fault of the quotes or of a cell's length, with its line."""
        text, remedy = (
            str(error),
            "close or double the quotes there, or take them as plain characters: --no-quoting",
        )
        if "field limit" in text:
            text = f"a cell is longer than {MAX_CELL:,} characters"
            remedy = "look for a quote that is not closed, there or above"
        elif "unexpected end" in text:
            text = "the file ends inside a quoted cell"
        elif "expected after" in text:
            text = "text stands behind a closing quote"
        raise InputError(f"{self.name}, line {line:,}: {text}", remedy=remedy) from None


class Table:
    """An open table: its form, its header, and its rows as a stream.

    A context manager. ``where`` is a path, or ``-`` for standard input; ``found`` is the encoding that an
    earlier look at the same file found out. Raises :class:`InputError` for what cannot be read: no such file, a
    folder, an empty file, an unknown or wrong encoding, a NUL character, a cell over 1 MiB, a quote that is not
    closed, a row with more cells than the header.
    """

    unit = "lines"
    header: list[str]
    """Names of the columns; empty without a header."""
    width: int
    """Number of columns."""
    delimiter: str
    """One character."""
    newline: str
    """The line end behind the first record: CR LF, LF or CR."""
    parser: Parser
    """What makes rows of its chunks."""

    def __init__(self, where: str, form: Form | None = None, found: Encoding | None = None) -> None:
        self.form = form or Form()
        self.ragged = Ragged()
        self._where = where
        self._source = Source(where, self.form.encoding, found)
        self.name = self._source.name
        #: Codec and byte order mark.
        self.encoding: Encoding = self._source.encoding
        try:
            self._read_head()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; standard input stays open."""
        self._source.close()

    @property
    def size(self) -> int | None:
        """Bytes in all; None for a pipe."""
        return self._source.size

    @property
    def bytes_read(self) -> int:
        """Bytes of the file that were read so far."""
        return self._source.bytes_read

    def check(self, limit: int | None = None) -> int | None:
        """Read a file through, in its own right, and count its rows; None for a pipe."""
        return None if self.size is None else check(self._where, self.form, limit, self.encoding)

    def rows(self) -> Iterator[list[str]]:
        """The rows, each with ``width`` cells, and one for the surplus where that is kept; call it once."""
        for chunk in self.chunks():
            yield from self._csv.rows(chunk, self.ragged)

    def chunks(self, limit: int | None = None) -> Iterator[Chunk]:
        """The text behind the header, cut where records end; ``limit`` is the most rows of all."""
        line, kept, quoting = self._line, "", self.form.quoting
        for piece in chain([self._rest], self._pieces):
            text, kept = kept + piece, ""
            if limit is not None or (quoting and '"' in text):
                end, records = self._whole(text, limit)
                if limit is not None:
                    limit -= records
                text, kept = text[:end], text[end:]
            if text:
                count = _lines(text)
                yield Chunk(text, line, line + count - 1)
                line += count
            if limit == 0:
                return
        if kept:
            yield Chunk(kept, line, line + _lines(kept) - 1)

    def _whole(self, text: str, limit: int | None) -> tuple[int, int]:
        """How many characters are whole records (at most ``limit``), and how many rows those are.

        Only the csv module can tell: a quote may stand inside a cell that is not quoted (12"パイプ), and a line
        end inside one that is. A text that it refuses is given as it is to the parser, which names the line.
        """
        end = at = rows = 0

        def lines() -> Iterator[str]:
            nonlocal at
            for line in io.StringIO(text, newline=""):
                at += len(line)
                yield line

        try:
            for row in self._csv.reader(lines()):
                end = at
                rows += bool(row) or self.width == 1
                if rows == limit:
                    break
        except csv.Error as error:
            return (end if "unexpected end" in str(error) else len(text)), rows
        return end, rows

    def _read_head(self) -> None:
        """Find out the form by the first lines, and read the header."""
        form, self._pieces = self.form, self._source.pieces()
        self.delimiter = (
            given_delimiter(form.delimiter)
            if form.delimiter
            else delimiter_of(self._source.head[: 1 << 16], quoting=form.quoting)
        )
        self._csv = CsvParser(self.name, self.delimiter, 0, form.quoting, form.keep_surplus)
        self._rest, at, begin, line = "", 0, 0, ""

        def lines() -> Iterator[str]:
            nonlocal at, line
            for piece in self._pieces:
                self._rest, at = piece, 0
                for line in io.StringIO(self._rest, newline=""):
                    at += len(line)
                    yield line

        reader, first, before = self._csv.reader(lines()), [], 0
        try:
            for first in reader:
                if first:
                    break
                begin, before = at, reader.line_num
        except csv.Error as error:
            self._csv.refuse(error, reader.line_num)
        if not first:
            raise InputError(
                f"{self.name} is empty", remedy="give a table with a header line and at least one row"
            )
        self.newline = newline_of(line)
        self.header = first if form.header else []
        self.width = len(first)
        self._rest = self._rest[at if form.header else begin :]
        self._line = (reader.line_num if form.header else before) + 1
        self._csv = CsvParser(self.name, self.delimiter, self.width, form.quoting, form.keep_surplus)
        self.parser = self._csv


def _lines(text: str) -> int:
    """How many lines a text has, as the csv module counts them: CR LF, LF or CR ends one."""
    ends = text.count("\n")
    if "\r" in text:
        ends += text.count("\r") - text.count("\r\n")
    return ends + (text[-1] not in "\r\n")


def check(where: str, form: Form, limit: int | None = None, found: Encoding | None = None) -> int:
    """Read a file from end to end and count its rows (at most ``limit``).

    So that a fault on its last line is told at once, and not after an hour of work: a million rows of
    one cell measured 0.4 seconds.
    """
    with Table(where, form, found) as table:
        return sum(1 for _ in islice(table.rows(), limit))
