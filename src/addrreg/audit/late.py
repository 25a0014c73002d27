"""Late (全行を見て): the findings that need all rows: one place in several spellings, values cut at a fixed width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import chain, groupby

from addrreg.audit.collect import Collector
from addrreg.result import Result
from addrreg.text.fold import default_folder
from addrreg.words import Status

__all__ = ["SEPARATOR", "Lengths", "duplicates", "key_of", "truncated"]

#: Between the cells of an address of several columns; no cell holds it that was not damaged.
SEPARATOR = "\x1f"

#: A pile at the greatest length: so many rows at least, so many times the lengths before it, and no value shorter than this.
_ROWS, _TIMES, _SHORTEST = 5, 4, 10


def key_of(result: Result) -> bytes | None:
    """A short key that all spellings of one place share; None where the place is not sure to be one.

    Without a number a town is no place that rows could be duplicates of: its offices and schools all have it.

    >>> from addrreg import normalize
    >>> key_of(normalize("千代田区紀尾井町１の３")) == key_of(normalize("東京都千代田区紀尾井町1番3号"))
    True
    """
    if not result.number or result.status != Status.MATCHED or result.rest:
        return None
    text = (
        f"{result.lg_code}|{result.machiaza_id}|{result.oaza_cho}{result.chome}{result.koaza}|{result.number}"
    )
    if result.building or result.floor or result.room:
        text += default_folder().key(f"|{result.building}|{result.floor}|{result.room}")
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def duplicates(collector: Collector) -> None:
    """Add ``duplicate`` to the rows of each place that is written in several ways; the detail names another one."""
    for _, group in groupby(collector.spool.several_spellings(), key=lambda place: place[5]):
        first = next(group)
        other = collector.spool.other_spelling(first)
        # one by one: of a list of one company's letters nearly all rows may be of one place
        for place in chain([first], group):
            against = other if place[1] == first[1] else first[:2]
            detail = f"{against[0]}: {against[1].replace(SEPARATOR, ' ')}"
            value = place[1].replace(SEPARATOR, " ")
            collector.add_late(place, (-1, "duplicate", value, detail, place[2]))


class Lengths:
    """The lengths of a column's values, in characters and in bytes of cp932 (what a fixed-width field counts)."""

    def __init__(self) -> None:
        self._characters: Counter[int] = Counter()
        self._bytes: Counter[int] = Counter()

    def add(self, cells: Iterable[str]) -> None:
        """Count the values of a batch."""
        cells = list(cells)
        self._characters.update(map(len, cells))
        # one encoding of all: no second byte of cp932 is a line feed
        data = "\n".join(cells).encode("cp932", "replace").split(b"\n")
        if len(data) != len(cells):
            data = [cell.encode("cp932", "replace") for cell in cells]
        self._bytes.update(map(len, data))

    def limits(self) -> tuple[int, int]:
        """The length in characters, and in bytes, that values were cut at; 0 where nothing was."""
        return _pile(self._characters, 1), _pile(self._bytes, 2)

    @property
    def longest(self) -> int:
        """The greatest length, in characters."""
        return max(self._characters, default=0)


def _pile(lengths: Counter[int], step: int) -> int:
    """The greatest length, where the rows are heaped up there; a full-width character may not fit the last byte."""
    most = max(lengths, default=0)
    here = sum(lengths[most - i] for i in range(step))
    before = sum(lengths[most - step - i] for i in range(3 * step)) / 3
    shorter = lengths.total() - here - lengths[0]
    heaped = most >= _SHORTEST * step and here >= _ROWS and here > _TIMES * before
    return most if heaped and shorter >= here else 0


def truncated(collector: Collector, columns: Sequence[int], lengths: Sequence[Lengths]) -> None:
    """Add ``truncated`` to the rows whose value is as long as a column's limit, where it has one."""
    limits = [one.limits() for one in lengths]
    if not any(map(any, limits)):
        return
    for place in collector.spool.rows():
        for column, cell, (characters, size) in zip(columns, place[1].split(SEPARATOR), limits, strict=False):
            if characters and len(cell) == characters:
                collector.add_late(place, (column, "truncated", cell, f"{characters} characters", ""))
            elif size and len(cell.encode("cp932", "replace")) >= size - 1:
                collector.add_late(place, (column, "truncated", cell, f"{size} bytes (cp932)", ""))
