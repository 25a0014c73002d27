"""Cleanse (クレンジング) a table: its rows, untouched and in order, with the columns of the results behind.

The loop that a file of millions of rows spends its time in: rows are taken by the thousand, each different
address of such a batch is read once, and no object is made for a row beyond its list of cells.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import Any, Protocol

from addrreg.errors import InputError
from addrreg.result import COLUMNS, Result
from addrreg.tabular.columns import joined
from addrreg.tabular.reading import Table
from addrreg.tabular.writing import Writer

__all__ = ["BATCH", "Cleanses", "Summary", "cleanse"]

#: Rows taken at once.
BATCH = 4096

_STATUS, _MATCH_LEVEL = COLUMNS.index("status"), COLUMNS.index("match_level")


class Cleanses(Protocol):
    """What the loop needs of a :class:`addrreg.Cleanser`."""

    def many(self, texts: Iterable[str], /) -> Iterator[Result]:
        """A result for each text, in order."""
        ...


@dataclass(slots=True)
class Summary:
    """What came of a table."""

    rows: int = 0
    """Rows that were read and written."""
    seconds: float = 0.0
    """Wall time of the loop."""
    status: Counter[str] = field(default_factory=Counter)
    """Rows by status."""
    match_level: Counter[str] = field(default_factory=Counter)
    """Rows by match_level."""


def cleanse(
    table: Table,
    writer: Callable[[], Writer],
    cleanser: Cleanses,
    columns: Sequence[int],
    names: Sequence[str],
    *,
    limit: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Summary:
    """Read the table's rows, cleanse the address in ``columns`` (joined in order), and write them.

    ``writer`` is called when the first row is there, so that a table without rows leaves no output. ``names``
    are the new columns' names; ``progress`` is told the rows done after each batch. Raises
    :class:`InputError` for a table without rows, and whatever the table and the writer raise.
    """
    rows = islice(table.rows(), limit)
    batch: list[list[Any]] = list(islice(rows, BATCH))
    if not batch:
        raise InputError(
            f"{table.name} has a header of {table.width} columns, but no rows",
            remedy="--no-header, if the first line is a row",
        )
    started = time.perf_counter()
    summary, out, surplus = Summary(), writer(), table.form.keep_surplus
    if table.form.header:
        out.write([[*table.header, *names]])
    address = itemgetter(columns[0]) if len(columns) == 1 else _join(columns)
    while batch:
        found = _found(cleanser, [address(row) for row in batch])
        for row, cells in zip(batch, found, strict=True):
            kept = [row.pop()] if surplus else ()
            row.extend(cells)
            row.extend(kept)
        out.write(batch)
        summary.rows += len(batch)
        summary.status.update([cells[_STATUS] for cells in found])
        summary.match_level.update([cells[_MATCH_LEVEL] for cells in found])
        if progress:
            progress(summary.rows)
        batch = list(islice(rows, BATCH))
    summary.seconds = time.perf_counter() - started
    return summary


def _found(cleanser: Cleanses, texts: list[str]) -> list[tuple[Any, ...]]:
    """The output columns of each text; each different text is read once."""
    different = list(dict.fromkeys(texts))
    values = [result.values() for result in cleanser.many(different)]
    if len(different) == len(texts):
        return values
    by_text = dict(zip(different, values, strict=True))
    return [by_text[text] for text in texts]


def _join(columns: Sequence[int]) -> Callable[[Sequence[str]], str]:
    cells_of = itemgetter(*columns)
    return lambda row: joined(cells_of(row))
