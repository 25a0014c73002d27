"""Rows of a delimited text (CSV, TSV …): what the csv module makes of it, its faults named by their lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn, Protocol

from addrreg.errors import InputError
from addrreg.tabular.chunks import REMEMBER, Chunk, Ragged, Rows
from addrreg.tabular.dialect import quoting_of

__all__ = ["MAX_CELL", "CsvParser"]

#: The longest cell, in characters; longer ones are damage (a quote that is not closed), not addresses.
MAX_CELL = 1 << 20


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
        try:
            cells = list(self.reader(io.StringIO(chunk.payload, newline="")))
        except csv.Error:
            cells = []
        if set(map(len, cells)) != {self.width}:
            return Rows(list(self.rows(chunk, ragged)))  # row by row, which knows the lines
        if self.keep_surplus:
            for row in cells:
                row.append("")
        return Rows(cells)

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
