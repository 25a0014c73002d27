"""Arrow: from one record batch to another; what pandas, Spark, Ray Data and Dask share.

Each different address of a batch is read once, and the results become columns without an object for each row.
A missing address (null) has missing results: it is no address, whereas an empty text is one that says nothing
and is ``unmatched``. A CSV knows no null, so the command line writes ``unmatched`` for every empty cell.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from addrreg.errors import InputError
from addrreg.extras import require
from addrreg.result import COLUMNS, Result
from addrreg.tabular.columns import joined

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Cleanses", "check_names", "cleanse_batch", "cleanse_table", "cleanse_texts", "schema", "texts_of"]

_FLOAT = frozenset({"score", "lat", "lon"})
_INT = frozenset({"alternatives"})
#: Results that are held as objects at once, before they become columns.
_BLOCK = 1 << 15


class Cleanses(Protocol):
    """What an engine needs of a :class:`addrreg.Cleanser`."""

    def many(self, texts: Iterable[str], /) -> Iterator[Result]:
        """A result for each text, in order."""
        ...


def schema(prefix: str = "abr_") -> pa.Schema:
    """The output columns as an Arrow schema, in the order of :data:`addrreg.COLUMNS`.

    Ids are text, so that no reader takes their leading zeros; ``score``, ``lat`` and ``lon`` are float64,
    ``alternatives`` int64. Every field may be null: a missing address has missing results.

    >>> schema().field("abr_lg_code").type, schema("").field("lat").type
    (DataType(string), DataType(double))
    """
    pa = require("pyarrow", "parquet")
    types = {**dict.fromkeys(_FLOAT, pa.float64()), **dict.fromkeys(_INT, pa.int64())}
    return pa.schema([(prefix + column, types.get(column, pa.string())) for column in COLUMNS])


def cleanse_batch(
    batch: pa.RecordBatch, columns: str | Sequence[str], cleanser: Cleanses, prefix: str = "abr_"
) -> pa.RecordBatch:
    """A record batch with the output columns behind its own, which stay as they are and in order.

    Several ``columns`` are joined in order, as the command line joins them. They hold text (string,
    large_string, string_view, dictionaries of these) or integers. Raises :class:`~addrreg.errors.InputError`
    for a column that is not there, that holds anything else, or that has the name of an output column.

    >>> import addrreg, pyarrow as pa
    >>> batch = pa.record_batch({"id": [1, 2], "住所": ["千代田区紀尾井町１の３", None]})
    >>> with addrreg.Cleanser() as cleanser:
    ...     cleanse_batch(batch, "住所", cleanser).select(["id", "abr_lg_code", "abr_number"]).to_pylist()
    [{'id': 1, 'abr_lg_code': '131016', 'abr_number': '1-3'}, {'id': 2, 'abr_lg_code': None, 'abr_number': None}]
    """
    pa = require("pyarrow", "parquet")
    wanted = check_names(batch.schema.names, columns, prefix)
    texts = texts_of([(name, batch.column(name)) for name in wanted])
    new = cleanse_texts(texts, cleanser, prefix)
    return pa.RecordBatch.from_arrays(
        [*batch.columns, *(column.combine_chunks() for column in new.columns)],
        schema=pa.schema([*batch.schema, *new.schema], metadata=batch.schema.metadata),
    )


def cleanse_table(
    table: pa.Table, columns: str | Sequence[str], cleanser: Cleanses, prefix: str = "abr_"
) -> pa.Table:
    """The same as :func:`cleanse_batch` for a table, batch by batch: the form in which Ray Data hands rows over.

    A dictionary column that differs from chunk to chunk is made one first.
    """
    pa = require("pyarrow", "parquet")
    batches = table.unify_dictionaries().to_batches() or [pa.RecordBatch.from_pylist([], schema=table.schema)]
    return pa.Table.from_batches([cleanse_batch(batch, columns, cleanser, prefix) for batch in batches])


def cleanse_texts(texts: pa.Array, cleanser: Cleanses, prefix: str = "abr_") -> pa.Table:
    """The output columns of an array of texts, row by row, null where the text is null.

    Each different text is read once, in the order in which they come first.
    """
    pa = require("pyarrow", "parquet")
    encoded = texts.dictionary_encode()
    different, fields = encoded.dictionary, schema(prefix)
    blocks = (different.slice(start, _BLOCK).to_pylist() for start in range(0, len(different), _BLOCK))
    table = pa.Table.from_batches([_read(block, cleanser, fields) for block in blocks], fields)
    if len(different) == len(texts):
        return table
    # in one piece first, else each take would do it anew; by blocks, because one string array ends at 2 GiB
    table, rows = table.combine_chunks(), encoded.indices
    parts = [table.take(rows.slice(start, _BLOCK)) for start in range(0, len(rows), _BLOCK)]
    return pa.concat_tables(parts)


def _read(texts: list[str], cleanser: Cleanses, fields: pa.Schema) -> pa.RecordBatch:
    """One block of results, turned on its side: a column for each field."""
    pa = require("pyarrow", "parquet")
    cells = zip(*[result.values() for result in cleanser.many(texts)], strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(cells, fields, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=fields)


def check_names(header: Sequence[Hashable], columns: str | Sequence[str], prefix: str) -> list[str]:
    """The wanted columns as a list, once it is certain that each is there once and no output column is.

    Raises :class:`~addrreg.errors.InputError`, which names the columns that there are.
    """
    wanted = [columns] if isinstance(columns, str) else list(columns)
    listed = ", ".join(map(str, header[:40])) + ", …" * (len(header) > 40)
    if not wanted:
        raise InputError(
            f"no column is given; the columns are {listed}", remedy='name the address: columns="住所"'
        )
    for name in wanted:
        count = list(header).count(name)
        if count != 1:
            found = f"{count} columns are named {name}" if count else f"there is no column {name}"
            raise InputError(f"{found}; the columns are {listed}", remedy=_near(header, name))
    if len(set(wanted)) < len(wanted):
        raise InputError(
            f"a column is given twice: {', '.join(map(str, wanted))}", remedy="give each column once"
        )
    taken = [prefix + column for column in COLUMNS if prefix + column in set(header)]
    if taken:
        raise InputError(
            f"there is already a column {taken[0]}"
            + (f", and {len(taken) - 1} more of the new ones" * (len(taken) > 1)),
            remedy=f'drop what an earlier run added, or choose another beginning: prefix="{prefix or "abr_"}2_"',
        )
    return wanted


def _near(header: Sequence[Hashable], wanted: object) -> str:
    from difflib import get_close_matches

    names = [str(name) for name in header]
    near = get_close_matches(str(wanted), names, n=1, cutoff=0.5) or [
        name for name in names if str(wanted) in name
    ]
    return f'columns="{near[0]}"' if near and near[0] != wanted else "rename the columns, or name another"


def texts_of(columns: Sequence[tuple[str, pa.Array]]) -> pa.Array:
    """One text for each row out of (name, array) of its columns, joined as the command line joins cells.

    A null part is left out; where all parts are null, so is the text.
    """
    pa = require("pyarrow", "parquet")
    arrays = [_text(name, array) for name, array in columns]
    if len(arrays) == 1:
        return arrays[0]
    rows = zip(*(array.to_pylist() for array in arrays), strict=True)
    texts = [None if row.count(None) == len(row) else joined(row) for row in rows]
    return pa.array(texts, pa.large_string())


def _text(name: str, array: pa.Array) -> pa.Array:
    """The array as string or large_string, which are what Arrow's kernels all take."""
    pa = require("pyarrow", "parquet")
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _text(name, array.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return array
    if array.null_count == len(array):
        return pa.nulls(len(array), pa.string())  # an empty column of a CSV is one of floats, or of nothing
    if pa.types.is_string_view(kind):
        return array.cast(pa.large_string())
    if pa.types.is_integer(kind):
        return array.cast(pa.string())
    # 3.0 for 3 is how pandas reads a column of numbers with a gap, and 紀尾井町3.0 would be read as another place
    raise InputError(
        f"the column {name} holds {kind}, not text",
        remedy="make it text first; numbers with gaps by way of Int64",
    )
