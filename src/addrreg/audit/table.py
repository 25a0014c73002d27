"""Table (指摘の表): all findings as a CSV that a spreadsheet opens without acting on what stands in it."""

from __future__ import annotations

import codecs
import csv
import io
from itertools import chain, islice
from typing import TYPE_CHECKING

from addrreg.audit.catalogue import Lang, catalogue
from addrreg.tabular.whole import whole_output

if TYPE_CHECKING:
    from addrreg.audit.outcome import Audit

__all__ = ["HEADER", "inert", "write"]

#: The columns of the CSV.
HEADER = ("row", "column", "code", "severity", "title", "value", "detail", "suggestion")

#: What a formula begins with.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Findings that are written at once.
_BATCH = 1024


def write(audit: Audit, path: str, lang: Lang) -> None:
    """Write the findings of an audit, row by row."""
    kinds = {code: (code, kind.severity, kind.title(lang)) for code, kind in catalogue().items()}
    cells = (
        (row, inert(column), *kinds[code], inert(value), inert(detail), inert(suggestion))
        for row, column, code, value, detail, suggestion in audit.findings()
    )
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    with whole_output(path) as stream:
        stream.write(codecs.BOM_UTF8)
        rows = chain((HEADER,), cells)
        while batch := list(islice(rows, _BATCH)):
            writer.writerows(batch)
            stream.write(text.getvalue().encode("utf-8", "replace"))
            text.seek(0)
            text.truncate()


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> inert("=1+1"), inert("東京都")
    ("'=1+1", '東京都')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
