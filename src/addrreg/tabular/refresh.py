"""Refresh (再判定): a cleansed table again, with those rows decided anew that a new registry touches.

All other rows are copied byte for byte: whoever compares the two files sees what the registry changed, and nothing else.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Protocol

from addrreg.errors import InputError, OutputError
from addrreg.result import COLUMNS, Result
from addrreg.tabular.choices import Format
from addrreg.tabular.columns import joined
from addrreg.tabular.compressed import compression_of
from addrreg.tabular.encoding import Encoding
from addrreg.tabular.formats import format_of, suffix_of
from addrreg.tabular.reading import Table
from addrreg.tabular.whole import record_bytes

__all__ = ["Refreshed", "check_names", "decided_columns", "refresh"]

_TEXTS = (Format.CSV, Format.TSV)
_BYTEWISE = ("utf-8", "cp932", "euc_jp", "ascii", "shift_jis")


class _Touches(Protocol):
    def __call__(
        self, status: str, lg_code: str, machiaza_id: str, names: tuple[str, str, str], /
    ) -> bool: ...


@dataclass(slots=True)
class Refreshed:
    """What came of it."""

    rows: int = 0
    asked: int = 0
    """Rows that were decided again."""
    changed: int = 0
    """Rows of these that came out otherwise."""


def check_names(source: str, output: str) -> None:
    """Refuse what is no text with a delimiter, and an output that its name would call something else.

    Only of such a text can rows be copied byte for byte. Raises :class:`InputError` and :class:`OutputError`.
    """
    found = format_of(source)
    if found and found not in _TEXTS:
        raise InputError(
            f"{source} is {found}: refresh copies rows byte for byte, which takes a CSV or TSV file",
            remedy="cleanse the input anew",
        )
    ending, own = suffix_of(output).lower(), suffix_of(source).lower()
    told = format_of(output) if not compression_of(output) else None
    if ending not in ("", ".txt", own) and told not in ((found,) if found else _TEXTS):
        raise OutputError(
            f"{output}: the rows are copied as they are in {source}, and become no other format",
            remedy=f"end the name in {own or '.csv'}",
        )


def decided_columns(header: Sequence[str], prefix: str, name: str) -> list[int]:
    """Where the columns of an earlier run are; InputError where the table has none, or lacks one."""
    places = {column: place for place, column in enumerate(header)}
    for column in COLUMNS:
        if prefix + column not in places:
            raise InputError(
                f"{name} has no column {prefix}{column}: it is no output of addrreg cleanse, or has another --prefix",
                remedy=f"addrreg cleanse {name} -o OUTPUT",
            )
    return [places[prefix + column] for column in COLUMNS]


def refresh(
    table: Table,
    path: Path,
    stream: BinaryIO,
    decide: Callable[[str], Result],
    touches: _Touches,
    columns: Sequence[int],
    places: Sequence[int],
) -> Refreshed:
    """Copy the table at ``path``, deciding again the address in ``columns`` of the rows that ``touches``.

    ``places`` are the columns of the earlier result, in the order of :data:`addrreg.result.COLUMNS`. Raises InputError for
    an encoding whose lines cannot be told apart by bytes (UTF-16), for a pipe, a compressed file, and a damaged record.
    """
    if table.size is None or compression_of(table.name):
        raise InputError(
            f"{table.name} is no plain file, whose rows could be copied byte for byte",
            remedy="save it as a plain CSV file (gzip -d, zstd -d), or cleanse the input anew",
        )
    if table.encoding.codec not in _BYTEWISE:
        raise InputError(
            f"{table.name} is in {table.encoding.name}, whose rows cannot be copied byte for byte",
            remedy="save it as UTF-8",
        )
    by_name = dict(zip(COLUMNS, places, strict=True))
    key = itemgetter(
        *(by_name[name] for name in ("status", "lg_code", "machiaza_id", "oaza_cho", "chome", "koaza"))
    )
    plain = Encoding(table.encoding.codec)
    done = Refreshed()
    with path.open("rb") as source:
        stream.write(source.read(len(table.encoding.bom)))
        records = _records(source, plain.codec, table)
        raw, header = next(records)
        stream.write(raw)
        for raw, row in records:
            done.rows += bool(row)
            if len(row) != len(header):
                stream.write(raw)  # a blank line, or one that the run before left as it was
                continue
            status, lg_code, machiaza_id, *names = key(row)
            if not touches(status, lg_code, machiaza_id, (names[0], names[1], names[2])):
                stream.write(raw)
                continue
            done.asked += 1
            result = decide(joined([row[place] for place in columns]))
            new = _cells(result, places)
            if all(row[place] == cell for place, cell in new):
                stream.write(raw)
                continue
            done.changed += 1
            for place, cell in new:
                row[place] = cell
            stream.write(record_bytes(row, plain, table.delimiter, table.newline))
    return done


def _cells(result: Result, places: Sequence[int]) -> list[tuple[int, str]]:
    """The result as the CSV file of a run has it."""
    lines: list[str] = []
    csv.writer(_Sink(lines)).writerow(result.values())
    (cells,) = csv.reader(lines)
    return list(zip(places, cells, strict=True))


class _Sink:
    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append


def _records(source: BinaryIO, codec: str, table: Table) -> Iterator[tuple[bytes, list[str]]]:
    """Each record with its bytes; a cell may hold line ends, and then the record is several lines."""
    taken: list[bytes] = []
    reader = csv.reader(_lines(source, codec, taken), delimiter=table.delimiter, strict=True)
    try:
        for row in reader:
            yield b"".join(taken), row
            taken.clear()
    except (csv.Error, UnicodeDecodeError) as error:
        raise InputError(
            f"{table.name}, line {reader.line_num + 1:,} cannot be read: {error}",
            remedy="cleanse the input anew",
        ) from None


def _lines(source: BinaryIO, codec: str, taken: list[bytes]) -> Iterator[str]:
    for line in source:
        taken.append(line)
        yield line.decode(codec)
