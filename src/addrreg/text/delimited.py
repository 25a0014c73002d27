"""Delimited (区切り): cells as one line of a CSV or TSV, quoted where they must be, as the csv module quotes them."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["delimited", "is_bare"]


def delimited(cells: Sequence[object], delimiter: str = ",") -> str:
    """The cells as a line without an end; None is an empty cell.

    A cell with a line end of whatever kind is quoted, so that the line may stand in a file of any line end.

    >>> delimited(["紀尾井町", 1.0, None, "1-3, 2F"])
    '紀尾井町,1.0,,"1-3, 2F"'
    """
    line = delimiter.join(["" if cell is None else str(cell) for cell in cells])
    if len(cells) > 1 and is_bare(line, delimiter, len(cells) - 1):
        return line
    import csv
    import io

    sink = io.StringIO(newline="")
    # CR LF, whatever the file has: before Python 3.13 a cell is quoted for the characters of this line end only
    csv.writer(sink, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return sink.getvalue()[:-2]


def is_bare(line: str, delimiter: str, delimiters: int) -> bool:
    """Whether a line has no quote, no line end, and no more delimiters than stand between its cells."""
    return line.count(delimiter) == delimiters and '"' not in line and "\n" not in line and "\r" not in line
