"""Late (全行を見て): the findings that need all rows: one place in several spellings, values cut at a fixed width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from addrreg.audit.collect import Collector
from addrreg.audit.found import Found

__all__ = ["SEPARATOR", "Lengths", "duplicates", "truncated"]

#: Between the cells of an address of several columns; no cell holds it that was not damaged.
SEPARATOR = "\x1f"

#: A pile at the greatest length: so many rows at least, so many times the lengths before it, and no value shorter than this.
_ROWS, _TIMES, _SHORTEST = 5, 4, 10


def duplicates(collector: Collector) -> None:
    """Add ``duplicate`` to the rows of each place that is written in several ways; the detail names another one."""
    head = ""
    # one by one: of a list of one company's letters nearly all rows may be of one place
    for place, first, other, spelling in collector.spool.several_spellings():
        row, cells, address, *_ = place
        if row == first:
            head = cells
        against = (other, spelling) if cells == head else (first, head)
        detail = f"{against[0]}: {against[1].replace(SEPARATOR, ' ')}"
        collector.add_late(place, (-1, "duplicate", cells.replace(SEPARATOR, " "), detail, address))
    collector.flush()


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
        found: list[Found] = []
        for column, cell, (characters, size) in zip(columns, place[1].split(SEPARATOR), limits, strict=False):
            if characters and len(cell) == characters:
                found.append((column, "truncated", cell, f"{characters} characters", ""))
            elif size and len(cell.encode("cp932", "replace")) >= size - 1:
                found.append((column, "truncated", cell, f"{size} bytes (cp932)", ""))
        if found:
            collector.add_late(place, *found)
    collector.flush()
