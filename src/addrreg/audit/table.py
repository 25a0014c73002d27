"""Table (指摘の表): all findings as a CSV that a spreadsheet opens without acting on what stands in it."""

from __future__ import annotations

import codecs
from itertools import chain
from typing import TYPE_CHECKING

from addrreg.audit.catalogue import Lang, catalogue
from addrreg.tabular.encoding import named
from addrreg.tabular.whole import record_bytes, whole_output

if TYPE_CHECKING:
    from addrreg.audit.outcome import Audit

__all__ = ["HEADER", "inert", "write"]

#: The columns of the CSV.
HEADER = ("row", "column", "code", "severity", "title", "value", "detail", "suggestion")


def write(audit: Audit, path: str, lang: Lang) -> None:
    """Write the findings of an audit, row by row."""
    kinds = catalogue()
    cells = (
        (
            finding.row,
            inert(finding.column),
            finding.code,
            kinds[finding.code].severity,
            kinds[finding.code].title(lang),
            inert(finding.value),
            inert(finding.detail),
            inert(finding.suggestion),
        )
        for finding in audit.findings()
    )
    encoding = named("utf-8-sig")
    with whole_output(path) as stream:
        stream.write(codecs.BOM_UTF8)
        for row in chain((HEADER,), cells):
            stream.write(record_bytes(row, encoding, ",", "\r\n"))


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; characters that UTF-8 cannot hold are replaced.

    >>> inert("=1+1"), inert("東京都")
    ("'=1+1", '東京都')
    """
    safe = f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
    return safe if safe.isascii() else safe.encode("utf-8", "replace").decode("utf-8")
