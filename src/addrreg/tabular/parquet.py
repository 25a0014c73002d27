"""Parquet: record batches in and out; the input's columns keep their types, the new ones have the engines' schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from addrreg.errors import InputError, OutputError
from addrreg.extras import require
from addrreg.tabular.chunks import CHUNK, Chunk, Parser, Ragged, Rows, cell_text
from addrreg.tabular.encoding import Encoding
from addrreg.tabular.source import open_file

__all__ = ["BatchParser", "Parquet", "ParquetWriter", "batch_of", "to_bytes"]

#: Rows of a row group: so many are held in memory before they are written.
_GROUP = 1 << 16


@dataclass(frozen=True, slots=True)
class BatchParser:
    """Makes rows of an Arrow record batch."""

    def parse(self, chunk: Chunk, ragged: Ragged) -> Rows:
        """The rows of a chunk, and the batch itself."""
        batch = require("pyarrow", "parquet").ipc.open_stream(chunk.payload).read_next_batch()
        columns = [column.to_pylist() for column in batch.columns]
        return Rows([list(row) for row in zip(*columns, strict=True)], batch=batch)


class Parquet:
    """An open Parquet file."""

    unit = "rows"
    encoding = Encoding("utf-8")
    delimiter, newline = ",", "\r\n"

    def __init__(self, where: str) -> None:
        pa, pq = require("pyarrow", "parquet"), require("pyarrow.parquet", "parquet")
        self.name = where
        self._file = open_file(where)
        try:
            self.size = self._file.seek(0, 2)
            self._table = pq.ParquetFile(self._file)
        except (pa.ArrowException, OSError) as error:
            self._file.close()
            raise InputError(
                f"{where} is not a Parquet file, or it is damaged: {error}", remedy="get the file once more"
            ) from None
        self.schema = self._table.schema_arrow
        self.header = list(self.schema.names)
        self.width = len(self.header)
        self.parser: Parser = BatchParser()

    def close(self) -> None:
        """Close the file."""
        self._table.close()
        self._file.close()

    def check(self, limit: int | None = None) -> int | None:
        """The number of rows, which the file's end holds."""
        total = int(self._table.metadata.num_rows)
        return total if limit is None else min(limit, total)

    def chunks(self, limit: int | None = None) -> Iterator[Chunk]:
        """The rows, a thousand at a time."""
        pa, number = require("pyarrow", "parquet"), 1
        try:
            for batch in self._table.iter_batches(CHUNK):
                taken = batch if limit is None else batch.slice(0, limit)
                if limit is not None:
                    limit -= len(taken)
                if len(taken):
                    yield Chunk(to_bytes(taken), number, number + len(taken) - 1)
                    number += len(taken)
                if limit == 0:
                    return
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{self.name} is damaged: {error}", remedy="get the file once more") from None


def to_bytes(batch: Any) -> bytes:
    """A record batch as bytes that another process reads."""
    pa = require("pyarrow", "parquet")
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def batch_of(
    rows: Rows,
    values: Sequence[Sequence[Any]],
    header: Sequence[str],
    names: Sequence[str],
    kinds: Sequence[str],
) -> bytes:
    """A record batch of the input's columns and the new ones (text, float, int); cells that are not of a batch become text."""
    try:
        return _batch_of(rows, values, header, names, kinds)
    except UnicodeEncodeError as error:
        raise OutputError(
            f"a cell holds {error.object[error.start]!r}, half of a character, which Parquet cannot hold",
            remedy="--format jsonl, or mend the input",
        ) from None


def _batch_of(
    rows: Rows,
    values: Sequence[Sequence[Any]],
    header: Sequence[str],
    names: Sequence[str],
    kinds: Sequence[str],
) -> bytes:
    pa = require("pyarrow", "parquet")
    types = {"text": pa.string(), "float": pa.float64(), "int": pa.int64()}
    new = [pa.field(name, types[kind]) for name, kind in zip(names, kinds, strict=False)]
    if rows.batch is not None:
        arrays, fields = list(rows.batch.columns), list(rows.batch.schema)
    else:
        texts = [[None if cell is None else cell_text(cell) for cell in row] for row in rows.cells]
        columns = list(zip(*texts, strict=True)) or [()] * (len(header) + len(names) - len(new))
        arrays = [pa.array(column, pa.string()) for column in columns]
        fields = [pa.field(name, pa.string()) for name in header]
    kept = arrays[len(header) :]  # the surplus
    cells = list(zip(*values, strict=True)) or [()] * len(new)
    made = [pa.array(column, field.type) for column, field in zip(cells, new, strict=True)]
    fields += new
    fields += [pa.field(name, pa.string()) for name in names[len(new) :]]
    metadata = rows.batch.schema.metadata if rows.batch is not None else None
    return to_bytes(
        pa.RecordBatch.from_arrays(
            [*arrays[: len(header)], *made, *kept], schema=pa.schema(fields, metadata=metadata)
        )
    )


class ParquetWriter:
    """Writes record batches into one file, which is complete when :meth:`finish` has run."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._writer: Any = None
        self._held: list[Any] = []
        self._rows = 0

    def write(self, data: bytes) -> None:
        """Take the record batch of one chunk."""
        pa = require("pyarrow", "parquet")
        batch = pa.ipc.open_stream(data).read_next_batch()
        if self._writer is None:
            pq = require("pyarrow.parquet", "parquet")
            self._writer = pq.ParquetWriter(self._stream, batch.schema, compression="zstd")
        self._held.append(batch)
        self._rows += len(batch)
        if self._rows >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            table = require("pyarrow", "parquet").Table.from_batches(self._held)
            self._writer.write_table(table, row_group_size=max(1, len(table)))
        self._held, self._rows = [], 0

    def finish(self) -> None:
        """Write what is held, and the end of the file."""
        self._flush()
        self._writer.close()

    def close(self) -> None:
        """Let go of a file that is not finished."""
        self._held = []
