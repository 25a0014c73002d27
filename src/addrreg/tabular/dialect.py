"""The form of a table: which delimiter and which line end it is written with, told by its first lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from itertools import islice
from typing import Literal

from addrreg.errors import InputError

__all__ = ["DELIMITERS", "delimiter_of", "given_delimiter", "newline_of", "quoting_of"]

#: Those that are found out, in the order in which they win where two fit equally well.
DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|"}

#: So many records are looked at.
_LOOK = 50


def given_delimiter(name: str) -> str:
    """The delimiter that a person names: one character, or its English name.

    >>> given_delimiter("tab"), given_delimiter(";"), given_delimiter("\\\\t")
    ('\\t', ';', '\\t')
    """
    found = DELIMITERS.get(name.lower(), "\t" if name == "\\t" else name)
    if len(found) != 1 or found in '"\r\n\0':
        raise InputError(
            f"{name!r} cannot be a delimiter",
            remedy="--delimiter with comma, tab, semicolon, pipe or one character",
        )
    return found


def delimiter_of(sample: str, *, quoting: bool = True) -> str:
    """The delimiter that splits the header and most rows into the same number of cells.

    The header decides that it is one at all: a single column of addresses may hold commas, and each row would
    then seem ragged. Without any in the header the table has one column.

    >>> delimiter_of("名称;住所\\n本庁舎;東京都新宿区西新宿2-8-1,第一本庁舎\\n")
    ';'
    """
    best = (0.0, 0, ",")
    for delimiter in DELIMITERS.values():
        # The last record of a sample may be cut off.
        widths = [len(row) for row in _records(sample, delimiter, quoting) if row]
        if not widths or widths[0] < 2:
            continue
        body = widths[1:-1] or widths[1:]
        share = sum(width == widths[0] for width in body) / len(body) if body else 1.0
        if (share, widths[0]) > best[:2]:
            best = (share, widths[0], delimiter)
    return best[2]


def _records(sample: str, delimiter: str, quoting: bool) -> Iterable[list[str]]:
    lines = io.StringIO(sample, newline="")
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting_of(quoting))
    try:
        yield from islice(reader, _LOOK)
    except csv.Error:
        return


def quoting_of(quoting: bool) -> Literal[0, 3]:
    """The csv module's word for whether quotes enclose cells."""
    return csv.QUOTE_MINIMAL if quoting else csv.QUOTE_NONE


def newline_of(line: str) -> str:
    """The line end of a line; CRLF, which CSV's own standard asks for, where it has none."""
    for newline in ("\r\n", "\n", "\r"):
        if line.endswith(newline):
            return newline
    return "\r\n"
