"""Reading a table (CSV, TSV …) as a stream of rows, in flat memory; no cell is changed, no row dropped."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from addrreg.errors import InputError
from addrreg.tabular.chunks import Chunk, Parser, Ragged
from addrreg.tabular.dialect import delimiter_of, given_delimiter, newline_of
from addrreg.tabular.encoding import Encoding
from addrreg.tabular.records import CsvParser
from addrreg.tabular.source import Source

__all__ = ["Form", "Table", "check"]

#: Pieces that are read through (some 5 ms) between two looks at what goes on meanwhile.
_BEAT = 8


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
        self._even = False  # whether records are known to end where pieces do
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

    def check(self, limit: int | None = None, meanwhile: Callable[[], None] | None = None) -> int | None:
        """Read a file through, in its own right, and count its rows; None for a pipe.

        ``meanwhile`` is called now and then, so that others may work on the rows until their faults are known.
        """
        if self.size is None:
            return None
        if limit is None:
            with Table(self._where, self.form, self.encoding) as table:
                rows = table._count(meanwhile)
            if rows is not None:
                self._even = True
                return rows
        return check(self._where, self.form, limit, self.encoding)

    def rows(self) -> Iterator[list[str]]:
        """The rows, each with ``width`` cells, and one for the surplus where that is kept; call it once."""
        for chunk in self.chunks():
            yield from self._csv.rows(chunk, self.ragged)

    def chunks(self, limit: int | None = None) -> Iterator[Chunk]:
        """The text behind the header, cut where records end; ``limit`` is the most rows of all."""
        line, kept, quoting = self._line, "", self.form.quoting
        for piece in chain([self._rest], self._pieces):
            text, kept = kept + piece, ""
            if limit is not None or (quoting and not self._even and '"' in text):
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

    def _count(self, meanwhile: Callable[[], None] | None = None) -> int | None:
        """How many rows there are; None where it takes a closer look: at a fault, or at a record that does not end with its piece."""
        rows, width, keep = 0, self.width, self.form.keep_surplus
        for number, piece in enumerate(chain([self._rest], self._pieces)):
            if meanwhile and number % _BEAT == 0:
                meanwhile()
            try:
                widths = Counter(map(len, self._csv.reader(io.StringIO(piece, newline=""))))
            except csv.Error:
                return None
            if not keep and widths and max(widths) > width:
                return None
            rows += widths.total() - (widths[0] if width > 1 else 0)
        return rows

    def _whole(self, text: str, limit: int | None) -> tuple[int, int]:
        """How many characters are whole records (at most ``limit``), and how many rows those are.

        Only the csv module can tell: a quote may stand inside a cell that is not quoted (12"パイプ), and a line
        end inside one that is. A text that it refuses is given as it is to the parser, which names the line.
        """
        if limit is None:
            with suppress(csv.Error):
                deque(self._csv.reader(io.StringIO(text, newline="")), maxlen=0)
                return len(text), 0
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
    one cell measured 0.4 seconds. :meth:`Table.check` does without the rows where there is no fault.
    """
    with Table(where, form, found) as table:
        return sum(1 for _ in islice(table.rows(), limit))
