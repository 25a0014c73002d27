"""Encoders: the rows of a chunk as they stand in the output; each is small and works in whichever process has the rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from addrreg.result import COLUMNS
from addrreg.tabular.chunks import Rows, cell_text, texts
from addrreg.tabular.compressed import compress
from addrreg.tabular.encoding import Encoding
from addrreg.text.delimited import delimited, is_bare

__all__ = [
    "BatchEncoder",
    "CellEncoder",
    "CsvEncoder",
    "Encoder",
    "EntityEncoder",
    "JsonEncoder",
    "Unencodable",
]

_LAT, _LON = COLUMNS.index("lat"), COLUMNS.index("lon")
#: Half a character, which JSON can say and UTF-8 cannot, is written as JSON's own escape: ``\ud800``.
_ESCAPED = "backslashreplace"
_PLAIN = json.JSONEncoder(ensure_ascii=False, default=cell_text)


class Unencodable(Exception):
    """A character that the output's encoding does not have, in a record of the chunk (from 0)."""

    def __init__(self, record: int, char: str, encoding: str) -> None:
        self.record, self.char, self.encoding = record, char, encoding
        super().__init__(record, char, encoding)


class Encoder(Protocol):
    """Makes of rows and results what the output takes."""

    def head(self) -> Any:
        """What stands before the first row."""
        ...

    def encode(self, rows: Rows, values: list[tuple[Any, ...]]) -> Any:
        """The rows with their results behind them."""
        ...

    def tail(self) -> bytes:
        """What stands behind the last row."""
        ...


@dataclass(frozen=True, slots=True)
class CsvEncoder:
    """Lines with a delimiter; quotes only where they are needed.

    A character that the encoding does not have raises :class:`Unencodable`: a replacement would lose it silently.
    """

    encoding: Encoding
    delimiter: str
    newline: str
    compression: str
    header: tuple[str, ...]
    names: tuple[str, ...]
    """Of the new columns; nothing where the table has no header."""
    width: int
    plain: bool
    """Whether all cells are text already."""
    numbers: tuple[int, ...] = ()
    """Where numbers, or nothing, stand among the new columns; the others are text."""

    def head(self) -> bytes:
        """The byte order mark and the header."""
        text = self._lines([[*self.header, *self.names]]) if self.names else ""
        return compress(self.encoding.bom + self._bytes(text), self.compression)

    def encode(self, rows: Rows, values: list[tuple[Any, ...]]) -> bytes:
        """The lines of a chunk."""
        width = self.width
        cells = rows.cells if self.plain else [[cell_text(cell) for cell in row] for row in rows.cells]
        if cells and len(cells[0]) > width:
            for row, found in zip(cells, values, strict=True):
                row[width:width] = found
        else:
            for row, found in zip(cells, values, strict=True):
                row.extend(found)
        text = self._written(cells)
        try:
            return compress(text.encode(self.encoding.codec), self.compression)
        except UnicodeEncodeError:
            for record, row in enumerate(cells):
                self._bytes(self._lines([row]), record)
            raise

    def encode_lines(self, cells: list[list[Any]], lines: list[str]) -> bytes:
        """The lines of a chunk whose new cells are lines already."""
        delimiter, between = self.delimiter, self.width - 1
        if not self.plain:
            cells = [[cell_text(cell) for cell in row] for row in cells]
        own = list(map(delimiter.join, cells))
        if not is_bare("".join(own), delimiter, between * len(own)):
            own = [
                line if is_bare(line, delimiter, between) else delimited(row, delimiter)
                for line, row in zip(own, cells, strict=True)
            ]
        made = [f"{line}{delimiter}{found}" for line, found in zip(own, lines, strict=True)]
        text = self.newline.join([*made, ""])
        try:
            return compress(text.encode(self.encoding.codec), self.compression)
        except UnicodeEncodeError:
            for record, line in enumerate(made):
                self._bytes(line, record)
            raise

    def tail(self) -> bytes:
        """Nothing."""
        return b""

    def _written(self, rows: list[list[Any]]) -> str:
        """The same as :meth:`_lines`, in half the time: the csv module is asked about those rows only that may need quotes."""
        delimiter, newline = self.delimiter, self.newline
        for at in self.numbers:
            _write_numbers(rows, self.width + at)
        lines = list(map(delimiter.join, rows))
        text = newline.join([*lines, ""])
        if self._is_bare(text, len(lines), (len(rows[0]) - 1) * len(rows)):
            return text
        commas = len(rows[0]) - 1
        return "".join(
            line + newline if self._is_bare(line, 0, commas) else self._lines([row])
            for line, row in zip(lines, rows, strict=True)
        )

    def _is_bare(self, text: str, lines: int, delimiters: int) -> bool:
        """Whether a text has no quote, and no more line ends and delimiters than stand between its cells."""
        return (
            '"' not in text
            and text.count(self.delimiter) == delimiters
            and all(text.count(end) == lines * (end in self.newline) for end in "\r\n")
        )

    def _lines(self, rows: Sequence[Sequence[Any]]) -> str:
        # CR LF for the csv module, whatever is asked for: it quotes cells with a character of its line end,
        # and before Python 3.13 no others, so that a bare CR in a cell would break a file with LF.
        sink = io.StringIO(newline="")
        csv.writer(sink, delimiter=self.delimiter, lineterminator="\r\n").writerows(rows)
        text = sink.getvalue()
        if self.newline == "\r\n":
            return text
        if text.count("\r") == len(rows):
            return text.replace("\r\n", self.newline)
        lines: list[str] = []
        csv.writer(_Lines(lines), delimiter=self.delimiter, lineterminator="\r\n").writerows(rows)
        return self.newline.join([line[:-2] for line in lines] + [""])

    def _bytes(self, text: str, record: int = -1) -> bytes:
        try:
            return text.encode(self.encoding.codec)
        except UnicodeEncodeError as error:
            raise Unencodable(record, text[error.start], self.encoding.name) from None


def _write_numbers(rows: list[list[Any]], at: int) -> None:
    """Put the text of a number, or of nothing, in its place; those of neighbours are often the same."""
    known: dict[float, str] = {}
    for row in rows:
        number = row[at]
        if type(number) is not float:  # 1 is no 1.0, and both are one key
            row[at] = "" if number is None else str(number)
        elif (text := known.get(number)) is not None:
            row[at] = text
        else:
            row[at] = known[number] = str(number)


class _Lines:
    """Takes each line that the csv module writes."""

    __slots__ = ("write",)

    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append


@dataclass(frozen=True, slots=True)
class JsonEncoder:
    """An object a line, or a feature of GeoJSON (RFC 7946) a line: a point where one is known, else no geometry."""

    compression: str
    header: tuple[str, ...]
    names: tuple[str, ...]
    geojson: bool = False
    point: tuple[int, int] = (_LAT, _LON)
    """Where latitude and longitude stand among the new columns."""

    def head(self) -> bytes:
        """What opens the collection of features."""
        return (
            compress(b'{"type":"FeatureCollection","features":[', self.compression) if self.geojson else b""
        )

    def encode(self, rows: Rows, values: list[tuple[Any, ...]]) -> bytes:
        """The lines of a chunk. A feature begins with a comma, which the writer takes away from the first."""
        width, extra = len(self.header), len(self.names) > len(values[0])
        lines = []
        for at, (cells, found) in enumerate(zip(rows.cells, values, strict=True)):
            new = dict(zip(self.names, [*found, *cells[width:]], strict=True))
            if rows.raw is not None and not extra:
                # as it was written: numbers keep their digits, and members that are no column stay
                before = rows.raw[at][:-1].rstrip()
                text = before + (", " if before != "{" else "") + _PLAIN.encode(new)[1:]
            else:
                text = _PLAIN.encode(dict(zip(self.header, cells, strict=False)) | new)
            if self.geojson:
                lat, lon = (found[at] for at in self.point)
                point = "null" if lat is None else f'{{"type":"Point","coordinates":[{lon!r},{lat!r}]}}'
                text = f',\n{{"type":"Feature","geometry":{point},"properties":{text}}}'
            else:
                text += "\n"
            lines.append(text)
        data = "".join(lines).encode("utf-8", _ESCAPED)
        return data if self.geojson else compress(data, self.compression)

    def tail(self) -> bytes:
        """What closes the collection."""
        return compress(b"\n]}\n", self.compression) if self.geojson else b""


@dataclass(frozen=True, slots=True)
class EntityEncoder:
    """An entity of a context broker a line, in place of the row: the input's columns are not in it (addrreg/profiles/ngsi.py)."""

    compression: str
    profile: str
    identifier: int
    """Position of the column that identifies a row; -1 for a hash of its cells."""

    def head(self) -> bytes:
        """Nothing."""
        return b""

    def encode(self, rows: Rows, values: list[tuple[Any, ...]]) -> bytes:
        """The lines of a chunk."""
        from addrreg.profiles import profile_named
        from addrreg.profiles.ngsi import entity, entity_id

        profile, at = profile_named(self.profile), self.identifier
        lines = []
        for cells, found in zip(rows.cells, values, strict=True):
            own = cell_text(cells[at]) if at >= 0 else ""
            identifier = entity_id(own, () if own else texts(cells))
            lines.append(_PLAIN.encode(entity(profile, found, identifier)) + "\n")
        return compress("".join(lines).encode("utf-8", _ESCAPED), self.compression)

    def tail(self) -> bytes:
        """Nothing."""
        return b""


@dataclass(frozen=True, slots=True)
class CellEncoder:
    """Rows of cells, for a workbook that one process writes."""

    header: tuple[str, ...]
    names: tuple[str, ...]
    width: int

    def head(self) -> list[str]:
        """The header."""
        return [*self.header, *self.names]

    def encode(self, rows: Rows, values: list[tuple[Any, ...]]) -> Any:
        """The rows, and their number formats."""
        width = self.width
        cells = [[*row[:width], *found, *row[width:]] for row, found in zip(rows.cells, values, strict=True)]
        return cells, rows.formats or {}

    def tail(self) -> bytes:
        """Nothing."""
        return b""


@dataclass(frozen=True, slots=True)
class BatchEncoder:
    """An Arrow record batch, as bytes, for a Parquet file that one process writes."""

    header: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    """Of the new columns: text, float or int."""

    def head(self) -> bytes:
        """Nothing."""
        return b""

    def encode(self, rows: Rows, values: list[tuple[Any, ...]]) -> bytes:
        """The record batch."""
        from addrreg.tabular.parquet import batch_of

        return batch_of(rows, values, self.header, self.names, self.kinds)

    def tail(self) -> bytes:
        """Nothing."""
        return b""
