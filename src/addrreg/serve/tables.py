"""Tables (表): a CSV in a request's body, looked at, cleansed or audited.

Encoding and delimiter are found out as by the command line. The body lies in a private temporary folder while it is read,
because a table is read twice, and is gone with the answer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from addrreg.errors import AddrregError
from addrreg.pipeline import Cleanser
from addrreg.result import COLUMNS
from addrreg.serve.guess import guessed
from addrreg.serve.limits import Limits, Refused
from addrreg.tabular.columns import choose, joined, new_names
from addrreg.tabular.reading import Form, Table
from addrreg.words import Lang, Status

__all__ = ["NAME", "Roles", "audited", "cleansed", "columns_of"]

#: What messages and reports call the table: the name of the client's file is not sent.
NAME = "table.csv"
_PREFIX = "abr_"


class Roles(NamedTuple):
    """Which column is what; the parameters of ``/audit``, by name or by number from 1."""

    column: Sequence[str] = ()
    postal_column: str = ""
    code_column: str = ""
    machiaza_column: str = ""
    real_prop_column: str = ""
    lat: str = ""
    lon: str = ""


@contextmanager
def _opened(body: bytes, header: bool) -> Iterator[Table]:
    """The table in the body; messages call it by :data:`NAME` and not by its temporary path."""
    with TemporaryDirectory(prefix="addrreg-") as folder:
        path = Path(folder) / NAME
        path.write_bytes(body)
        try:
            with Table(str(path), Form(header=header)) as table:
                table.name = NAME
                yield table
        except AddrregError as error:
            hidden = [text.replace(str(path), NAME) for text in (error.message, error.remedy)]
            raise type(error)(*hidden) from None


def _rows(table: Table, limits: Limits) -> Iterator[list[str]]:
    for number, row in enumerate(table.rows(), 1):
        if number > limits.max_rows:
            raise Refused(
                413,
                f"the table has more than {limits.max_rows:,} rows",
                remedy="send it in parts, or use the command: addrreg cleanse",
            )
        if number * table.width > limits.max_body:  # no body holds so many: short rows are filled up
            raise Refused(
                413,
                f"the table has {table.width:,} columns, and rows that are shorter",
                remedy="leave out the columns that are empty",
            )
        yield row


def columns_of(body: bytes, header: bool) -> dict[str, Any]:
    """The names of a table's columns, and which of them looks like the address, for a form that asks.

    >>> columns_of("名称,住所,〒\\n".encode("cp932"), True)
    {'header': ['名称', '住所', '〒'], 'width': 3, 'column': [2], 'encoding': 'cp932', 'delimiter': ','}
    """
    with _opened(body, header) as table:
        found = guessed(table)
        return {
            "header": table.header,
            "width": table.width,
            "column": [i + 1 for i in found],
            "encoding": table.encoding.name,
            "delimiter": table.delimiter,
        }


def cleansed(
    body: bytes, header: bool, column: Sequence[str], cleanser: Cleanser, limits: Limits
) -> _Cleansed:
    """The table with the registry's columns behind its own."""
    with _opened(body, header) as table:
        positions = choose(table.header, table.width, column, NAME)
        names = new_names(table.header, COLUMNS, _PREFIX, False, NAME)
        own = table.header or [""] * table.width
        rows: list[list[Any]] = []
        candidates: dict[int, list[str]] = {}
        for row in _rows(table, limits):
            cells = [row[i] for i in positions]
            result = cleanser(cells[0] if len(cells) == 1 else joined(cells))
            rows.append([*row, *result.values()])
            if result.status == Status.AMBIGUOUS:
                candidates[len(rows)] = [one.address for one in result.candidates]
        return _Cleansed([*own, *names], [i + 1 for i in positions], rows, candidates, bool(table.header))


class _Cleansed(NamedTuple):
    """A cleansed table."""

    header: list[str]
    column: list[int]
    """The columns that were read as the address, in order, counted from 1."""
    rows: list[list[Any]]
    candidates: dict[int, list[str]]
    """What an ambiguous row may mean, by its number from 1."""
    named: bool
    """Whether the table names its columns."""

    def to_dict(self) -> dict[str, Any]:
        """As plain data, for a page."""
        return {
            "header": self.header,
            "column": self.column,
            "rows": self.rows,
            "candidates": self.candidates,
        }

    def to_csv(self) -> bytes:
        """As UTF-8 with byte order mark, which Excel reads; cells stand as they are, like in the command's output."""
        lines = io.StringIO()
        writer = csv.writer(lines)
        if self.named:
            writer.writerow(self.header)
        writer.writerows(self.rows)
        return lines.getvalue().encode("utf-8-sig", "replace")


def audited(
    body: bytes, header: bool, roles: Roles, form: str, lang: Lang, cleanser: Cleanser, limits: Limits
) -> dict[str, Any] | bytes:
    """What is wrong with the table: counts as plain data (json), the report (html) or all findings (csv)."""
    from addrreg.audit import audit
    from addrreg.audit.report import html

    with (
        _opened(body, header) as table,
        audit(
            list(
                _rows(table, limits)
            ),  # what is wrong with the table itself is found before the audit begins
            header=table.header,
            cleanser=cleanser,
            name=NAME,
            **roles._asdict(),
        ) as found,
    ):
        if form == "html":
            return html(found, lang).encode("utf-8", "replace")
        if form == "csv":
            with TemporaryDirectory(prefix="addrreg-") as folder:
                path = Path(folder) / "findings.csv"
                found.write_findings(path, lang)
                return path.read_bytes()
        return found.to_dict(lang)
