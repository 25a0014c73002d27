"""Given (渡された表): the shapes that rows may come in, as one: a header and lists of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from addrreg.errors import InputError

__all__ = ["Given", "given"]


_TEXTS = {str}


class Given(NamedTuple):
    """A table as an audit reads it."""

    header: list[str]
    """Names of the columns; empty without a header."""
    width: int
    """Number of columns."""
    rows: Iterator[Any]
    """The rows as they were given."""
    texts: Callable[[list[Any]], list[Sequence[str]]]
    """Makes text of some of them, each of as many cells."""


def given(rows: Any, header: Sequence[str] | None = None) -> Given:
    """Addresses, mappings, sequences or a data frame as one table.

    Missing values become empty cells, and numbers text. Raises :class:`InputError` where there is no row, because no column can
    be found then.

    >>> table = given([{"名称": "都庁", "住所": "東京都新宿区西新宿2-8-1"}])
    >>> table.header, table.texts(list(table.rows))
    (['名称', '住所'], [['都庁', '東京都新宿区西新宿2-8-1']])
    """
    if hasattr(rows, "itertuples") and hasattr(rows, "columns"):
        names = [str(name) for name in rows.columns]
        return Given(names, len(names), rows.itertuples(index=False, name=None), _each(_texts))
    if isinstance(rows, str | bytes) or not isinstance(rows, Iterable):
        raise InputError(f"an audit reads rows, not {type(rows).__name__}", remedy="give a list of addresses")
    iterator = iter(rows)
    try:
        first = next(iterator)
    except StopIteration:
        raise InputError("there are no rows to audit", remedy="give a table with at least one row") from None
    return _of(first, chain([first], iterator), header)


def _of(first: object, rows: Iterator[Any], header: Sequence[str] | None) -> Given:
    if first is None or isinstance(first, str):
        return Given(list(header) if header else ["address"], 1, rows, _each(lambda row: _texts((row,))))
    if isinstance(first, Mapping):
        names = list(header) if header else [str(name) for name in first]
        return Given(names, len(names), rows, _each(lambda row: _texts([row.get(name) for name in names])))
    if not isinstance(first, Sequence):
        raise InputError(
            f"a row is a {type(first).__name__}", remedy="give texts, mappings or lists of cells as rows"
        )
    return Given(list(header or ()), len(first), rows, partial(_even, len(first)))


def _each(texts: Callable[[Any], list[str]]) -> Callable[[list[Any]], list[Sequence[str]]]:
    return lambda rows: list(map(texts, rows))


def _even(width: int, rows: list[Sequence[Any]]) -> list[Sequence[str]]:
    """Rows of a width, as they are where their cells are text, as the reader of tables gives them: one look at all tells it."""
    if set(map(type, chain.from_iterable(rows))) == _TEXTS and min(map(len, rows)) >= width:
        return rows
    return [_texts([*row[:width], *[""] * (width - len(row))]) for row in rows]


def _texts(cells: Iterable[Any]) -> list[str]:
    return [cell if type(cell) is str else _text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """A cell as text; None and NaN, which is no number to itself, are empty."""
    return "" if cell is None or cell != cell else str(cell)  # noqa: PLR0124
