"""A job: what is done with each chunk of one table, in this process or in another."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple, Protocol, TypeVar

from addrreg.result import COLUMNS, Result
from addrreg.tabular.choices import Only
from addrreg.tabular.chunks import Chunk, Parser, Ragged, Rows, cell_text
from addrreg.tabular.chunks import texts as as_texts
from addrreg.tabular.columns import joined
from addrreg.tabular.encode import CsvEncoder, Encoder
from addrreg.tabular.layout import Shape
from addrreg.words import Status

__all__ = ["Cleanses", "Done", "Job", "is_changed"]

#: ``Result.values`` without a call for each row.
_VALUES = itemgetter(slice(1, 1 + len(COLUMNS)))
_AMBIGUOUS = len(Status.AMBIGUOUS) + 1
_T = TypeVar("_T")
_STATUS, _MATCH_LEVEL, _ADDRESS = map(COLUMNS.index, ("status", "match_level", "address"))


class Cleanses(Protocol):
    """What a job needs of a :class:`addrreg.Cleanser`."""

    def many(self, texts: Iterable[str], /) -> Iterator[Result]:
        """A result for each text, in order."""
        ...


class Done(NamedTuple):
    """What came of a chunk."""

    data: Any
    """What the output takes: bytes, or cells."""
    rows: int
    """Rows that were read."""
    written: int
    """Rows that are in ``data``."""
    status: Counter[str]
    match_level: Counter[str]
    ragged: Ragged


@dataclass(frozen=True, slots=True)
class Job:
    """Reads the rows of a chunk, cleanses the address in ``columns`` (joined in order), and encodes them."""

    parser: Parser
    encoder: Encoder
    columns: tuple[int, ...]
    plain: bool = True
    """Whether the cells are text."""
    only: tuple[Only, ...] = ()
    """Which rows to write; nothing for all."""
    shape: Shape | None = None
    """Makes the new cells where they are not the result columns themselves; its preset knows where the address stands."""

    def run(self, chunk: Chunk, cleanser: Cleanses) -> Done:
        """Do a chunk; raises what the parser, the encoder and the cleanser raise."""
        ragged = Ragged()
        rows = self.parser.parse(chunk, ragged)
        texts = list(map(self.address(), rows.cells))
        encoder, lines_of = self.encoder, getattr(cleanser, "lines", None)
        if lines_of is not None and isinstance(encoder, CsvEncoder) and self._adds_lines(encoder, rows):
            delimiter = encoder.delimiter
            lines = _for_each(texts, lambda different: list(lines_of(different, delimiter)))
            status, level = _counts(lines, delimiter)
            return Done(
                encoder.encode_lines(rows.cells, lines), len(lines), len(lines), status, level, ragged
            )
        values = _found(cleanser, texts, whole=self.shape is not None)
        status, level = (
            Counter(map(itemgetter(_STATUS), values)),
            Counter(map(itemgetter(_MATCH_LEVEL), values)),
        )
        count = len(values)
        if self.only:
            rows, values, texts = self._wanted(rows, values, texts)
        if self.shape is not None and values:
            values = self.shape.cells(rows, texts, values)
        data = self.encoder.encode(rows, values) if values else None
        return Done(data, count, len(values), status, level, ragged)

    def _adds_lines(self, encoder: CsvEncoder, rows: Rows) -> bool:
        """Whether nobody looks at the new cells, and they stand behind the row's own: then they are text from the start."""
        plain = self.shape is None and not self.only
        return plain and bool(rows.cells) and len(rows.cells[0]) == encoder.width

    def address(self) -> Callable[[Sequence[Any]], str]:
        """What makes one text of a row's address."""
        columns, plain = self.columns, self.plain
        if self.shape is not None and self.shape.reader is not None:
            text_of = self.shape.reader.text
            return text_of if plain else lambda row: text_of(as_texts(row))
        if len(columns) == 1:
            (column,) = columns
            return itemgetter(column) if plain else lambda row: cell_text(row[column])
        cells_of = itemgetter(*columns)
        if plain:
            return lambda row: joined(cells_of(row))
        return lambda row: joined([cell_text(cell) for cell in cells_of(row)])

    def _wanted(
        self, rows: Rows, values: list[tuple[Any, ...]], texts: list[str]
    ) -> tuple[Rows, list[tuple[Any, ...]], list[str]]:
        kept = [at for at, found in enumerate(values) if self._is_wanted(found, texts[at])]
        batch = rows.batch.take(kept) if rows.batch is not None and kept else rows.batch
        old = rows.formats or {}
        formats = {new: old[at] for new, at in enumerate(kept) if at in old}
        raw = [rows.raw[at] for at in kept] if rows.raw is not None else None
        wanted = Rows([rows.cells[at] for at in kept], raw, batch, formats)
        return wanted, [values[at] for at in kept], [texts[at] for at in kept]

    def _is_wanted(self, found: tuple[Any, ...], text: str) -> bool:
        if found[_STATUS] in self.only:
            return True
        return Only.CHANGED in self.only and is_changed(text, found[_ADDRESS])


def is_changed(text: str, address: str) -> bool:
    """Whether the normalised address says something else than the text, width and spaces apart.

    A row without an address is not changed: nothing was found that could differ.

    >>> is_changed("東京都千代田区紀尾井町　１-３", "東京都千代田区紀尾井町1-3"), is_changed("紀尾井町1-3", "東京都千代田区紀尾井町1-3")
    (False, True)
    """
    return bool(address) and _plain(text) != _plain(address)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _found(cleanser: Cleanses, texts: list[str], *, whole: bool) -> list[tuple[Any, ...]]:
    """The output columns of each text.

    ``whole``: with the 不動産番号 behind, which is no output column but is what a shape may be made of.
    """

    def found(different: Iterable[str]) -> list[tuple[Any, ...]]:
        results = cleanser.many(different)
        if whole:
            return [(*result.values(), result.real_prop_num) for result in results]
        return list(map(_VALUES, results))

    return _for_each(texts, found)


def _counts(lines: list[str], delimiter: str) -> tuple[Counter[str], Counter[str]]:
    """How many of the lines have which status and match_level, their first two cells."""
    # the second delimiter: behind `ambiguous,`, and `matched,pref` is longer than that
    heads = Counter([line[: line.index(delimiter, _AMBIGUOUS)] for line in lines])
    status, level = Counter[str](), Counter[str]()
    for head, count in heads.items():
        first, _, second = head.partition(delimiter)
        status[first] += count
        level[second] += count
    return status, level


def _for_each(texts: list[str], read: Callable[[Iterable[str]], list[_T]]) -> list[_T]:
    """What is read of each text, each different one once."""
    different = dict.fromkeys(texts)
    found = read(different)
    if len(different) == len(texts):
        return found
    by_text = dict(zip(different, found, strict=True))
    return list(map(by_text.__getitem__, texts))
