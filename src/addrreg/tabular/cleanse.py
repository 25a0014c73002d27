"""Cleanse (クレンジング) a table: its rows, untouched and in order, with the columns of the results behind.

The table is cut into chunks (:mod:`addrreg.tabular.chunks`), a job makes the output's bytes of each
(:mod:`addrreg.tabular.job`), here or in worker processes (:mod:`addrreg.tabular.pool`), and this loop puts them one behind
the other. It holds a few chunks at a time, however long the table is.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from itertools import chain, islice
from typing import Any, BinaryIO, Protocol

from addrreg.errors import InputError, OutputError
from addrreg.tabular.choices import Format
from addrreg.tabular.chunks import Chunk, Ragged
from addrreg.tabular.compressed import compress
from addrreg.tabular.encode import Unencodable
from addrreg.tabular.job import Cleanses, Done
from addrreg.tabular.part import Part
from addrreg.tabular.plan import Plan
from addrreg.tabular.pool import Pool, WorkerDied
from addrreg.tabular.writing import as_output_error, open_stream

__all__ = ["SMALL", "Summary", "Work", "cleanse", "work"]

#: A table of no more chunks (some 15,000 rows) is done before worker processes would have started.
SMALL = 12
_RAGGED = tuple(each.name for each in fields(Ragged))


@dataclass(slots=True)
class Summary:
    """What came of a table."""

    rows: int = 0
    """Rows that were read."""
    written: int = 0
    """Rows that were written: fewer than read where only some were asked for."""
    seconds: float = 0.0
    """Wall time of the loop."""
    begun: int = 0
    """Rows that an earlier, unfinished run had done."""
    replaced: int = 0
    """Rows of an unfinished run that this one did anew."""
    status: Counter[str] = field(default_factory=Counter)
    """Rows by status."""
    match_level: Counter[str] = field(default_factory=Counter)
    """Rows by match_level."""
    ragged: Ragged = field(default_factory=Ragged)
    """Odd lines."""


class Work(Protocol):
    """Who does the chunks: this process or a pool."""

    def __call__(self, plan: Plan, chunks: Iterator[Chunk]) -> Iterator[Done]:
        """What came of each chunk, in order."""
        ...


def work(cleanser: Cleanses, pool: Callable[[], Pool], jobs: int | None) -> Work:
    """Do chunks in this process, or in a pool where ``jobs`` says so or, without it, where there are many."""

    def run(plan: Plan, chunks: Iterator[Chunk]) -> Iterator[Done]:
        if plan.is_begun:
            return pool().results()
        first: list[Chunk] = []
        if jobs is None:
            first = list(islice(chunks, SMALL + 1))
        if jobs == 1 or (jobs is None and len(first) <= SMALL):
            return (plan.job.run(chunk, cleanser) for chunk in chain(first, chunks))
        return pool().run(plan.job, chain(first, chunks), plan.table.name, plan.table.unit)

    return run


def cleanse(
    plan: Plan,
    cleanser: Any,
    work: Work,
    *,
    resume: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Summary:
    """Cleanse a planned table; a file appears when all went well.

    ``resume`` goes on with what a killed run left, if there is any; ``progress`` is told the rows done. A run that is
    interrupted (or loses two workers on the same rows) keeps its part where it can be gone on with. Raises
    :class:`InputError` for a table without rows or one that cannot be gone on with, and whatever the work raises.
    """
    whole = plan.why_not_resumable()
    if resume and whole:
        raise InputError(
            f"--resume is not possible: {whole}", remedy="leave --resume out; the run starts anew"
        )
    with open_stream(plan.output) as stream:
        if stream is not None:
            if resume:
                raise InputError(
                    f"--resume is not possible: {plan.output} is no file", remedy="leave --resume out"
                )
            return _Loop(plan, stream, work, progress).run(None)
    part = Part(plan.output, plan.source, None if whole else plan.identity(cleanser))
    loop = _Loop(plan, part.stream, work, progress)
    try:
        part.begin(resume)
    except BaseException:
        part.keep()
        raise
    try:
        loop.run(part)
        part.finish()
    except (KeyboardInterrupt, SystemExit, WorkerDied):
        if whole or not loop.summary.rows:
            part.drop()
        else:
            with suppress(OutputError):
                part.save(loop.position, now=True)
            part.keep()
        raise
    except BaseException:
        part.drop()
        raise
    return loop.summary


class _Loop:
    """Takes what came of each chunk and writes it."""

    def __init__(
        self, plan: Plan, stream: BinaryIO, work: Work, progress: Callable[[int], None] | None
    ) -> None:
        self.plan, self.stream, self.work, self.progress = plan, stream, work, progress
        self.summary = Summary()
        self.position: dict[str, Any] = {}

    def run(self, part: Part | None) -> Summary:
        plan, summary, started = self.plan, self.summary, time.perf_counter()
        chunks = plan.table.chunks(plan.limit)
        if part is not None:
            summary.replaced = part.replaced
        sink = _sink(plan, self.stream)
        try:
            if part is not None and part.position:
                self._go_on(part.position)
                _drop(islice(chunks, part.position["chunks"]))
            else:
                if not plan.is_begun:
                    first = next(chunks, None)
                    if first is None:
                        raise plan.no_rows()
                    chunks = chain([first], chunks)
                with self._encodable():
                    sink.head()
            self._rows(chunks, sink, part)
            if not summary.rows:
                raise plan.no_rows()
            sink.finish()
        finally:
            sink.close()
        summary.seconds = time.perf_counter() - started
        return summary

    def _rows(self, chunks: Iterator[Chunk], sink: _Sink, part: Part | None) -> None:
        done_before = self.position.get("chunks", 0)
        summary = self.summary
        with self._encodable():
            for count, done in enumerate(self.work(self.plan, chunks), done_before + 1):
                if done.data is not None:
                    sink.write(done.data, first=not summary.written)
                self._count(done)
                if part is not None and part.identity is not None:
                    self.position = self._position(count)
                    part.save(self.position)
                if self.progress:
                    self.progress(summary.rows)

    @contextmanager
    def _encodable(self) -> Iterator[None]:
        """Say which record, the header among them, holds a character that the output's encoding lacks."""
        try:
            yield
        except Unencodable as error:
            record = self.summary.written + bool(self.plan.table.header) + error.record + 1
            # half of a character (\ud800 in JSON) is none, and no encoding has it
            half = "\ud800" <= error.char <= "\udfff"
            raise OutputError(
                f"record {record:,} of the output holds {error.char!r} (U+{ord(error.char):04X}),"
                f" which {error.encoding} lacks",
                remedy="repair the input: that is half of a character"
                if half
                else "--output-encoding utf-8-sig (Excel reads it too)",
            ) from None

    def _count(self, done: Done) -> None:
        summary = self.summary
        summary.rows += done.rows
        summary.written += done.written
        summary.status.update(done.status)
        summary.match_level.update(done.match_level)
        summary.ragged.add(done.ragged)

    def _position(self, chunks: int) -> dict[str, Any]:
        summary = self.summary
        return {
            "chunks": chunks,
            "bytes": self.stream.tell(),
            "rows": summary.rows,
            "written": summary.written,
            "status": dict(summary.status),
            "match_level": dict(summary.match_level),
            "ragged": {name: getattr(summary.ragged, name) for name in _RAGGED},
        }

    def _go_on(self, position: dict[str, Any]) -> None:
        summary = self.summary
        summary.rows = summary.begun = position["rows"]
        summary.written = position["written"]
        summary.status.update(position["status"])
        summary.match_level.update(position["match_level"])
        summary.ragged = Ragged(**position["ragged"])
        self.position = position


class _Sink(Protocol):
    """Where the output of the chunks goes."""

    def head(self) -> None: ...
    def write(self, data: Any, *, first: bool) -> None: ...
    def finish(self) -> None: ...
    def close(self) -> None: ...


class _Bytes:
    """Pieces of bytes, one behind the other."""

    def __init__(self, plan: Plan, stream: BinaryIO) -> None:
        self._encoder, self._stream, self._output = plan.job.encoder, stream, plan.output
        self._joined = plan.format is Format.GEOJSON
        self._compression = plan.compression

    def head(self) -> None:
        try:
            self._put(self._encoder.head())
        except Unencodable as error:
            raise Unencodable(-1, error.char, error.encoding) from None

    def write(self, data: bytes, *, first: bool) -> None:
        if self._joined:
            data = compress(data[1:] if first else data, self._compression)
        self._put(data)

    def _put(self, data: bytes) -> None:
        with as_output_error("the output" if self._output == "-" else self._output):
            self._stream.write(data)

    def finish(self) -> None:
        self._put(self._encoder.tail())

    def close(self) -> None:
        pass


class _Whole:
    """A workbook or a Parquet file, which one process writes from its first row to its end."""

    def __init__(self, writer: Any, output: str, table: bool) -> None:
        self._writer, self._output, self._table = writer, output, table

    def head(self) -> None:
        pass

    def write(self, data: Any, *, first: bool) -> None:
        with as_output_error(self._output):
            self._writer.write(data) if self._table else self._writer.write(*data)

    def finish(self) -> None:
        with as_output_error(self._output):
            self._writer.finish()

    def close(self) -> None:
        self._writer.close()


def _sink(plan: Plan, stream: BinaryIO) -> _Sink:
    if plan.format is Format.XLSX:
        from addrreg.tabular.excel import SheetWriter

        return _Whole(SheetWriter(stream, plan.job.encoder.head()), plan.output, False)
    if plan.format is Format.PARQUET:
        from addrreg.tabular.parquet import ParquetWriter

        return _Whole(ParquetWriter(stream), plan.output, True)
    return _Bytes(plan, stream)


def _drop(chunks: Iterable[Chunk]) -> None:
    for _ in chunks:
        pass
